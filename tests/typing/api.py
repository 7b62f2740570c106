"""The types of the public API, for type checkers only: never run, checked by mypy, pyright, ty and pyrefly."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Any, assert_type

import twilio_lite
from twilio_lite import (
    Account,
    AccountStatus,
    AccountType,
    AsyncChunks,
    AsyncClient,
    AsyncPages,
    Call,
    CallDirection,
    CallStatus,
    Chunks,
    Client,
    Download,
    FeedbackOutcome,
    Flags,
    Headers,
    Media,
    Message,
    MessageDirection,
    MessageFeedback,
    MessageStatus,
    NotModified,
    OutgoingCallerId,
    Page,
    Pages,
    Reply,
    Request,
    RestException,
    Retry,
    SMSMessage,
    TwilioError,
    ValidationRequest,
    twiml,
)
from twilio_lite.jwt import (
    AccessToken,
    ChatGrant,
    Grant,
    PlaybackGrant,
    SyncGrant,
    TaskRouterGrant,
    VideoGrant,
    VoiceGrant,
)
from twilio_lite.sandbox import Sandbox
from twilio_lite.twiml import Element, parse


def sync(client: Client) -> None:
    assert_type(client.messages.create(to="+1", from_="+2", body="x"), Message)
    assert_type(client.messages("SM").fetch(), Message)
    assert_type(client.messages("SM").update(body=""), Message)
    assert_type(client.messages("SM").delete(), None)
    assert_type(client.messages.list(limit=3), list[Message])
    assert_type(client.messages.stream(date_sent_after=date(2026, 1, 1)), Pages[Message])
    assert_type(client.messages("SM").feedback.create(outcome="confirmed"), MessageFeedback)
    assert_type(client.messages("SM").media.list(), list[Media])
    assert_type(client.messages("SM").media.stream(), Pages[Media])
    assert_type(client.messages("SM").media("ME").fetch(), Media)
    assert_type(client.messages("SM").media("ME").download("a.gif"), Download)
    assert_type(client.messages("SM").media("ME").stream_bytes(chunk_size=1024, max_bytes=None), Chunks)
    assert_type(client.messages("SM").media("ME").delete(), None)
    assert_type(client.calls.create(to="+1", from_="+2", twiml="<Response/>"), Call)
    assert_type(client.calls.list(status="no-answer"), list[Call])
    assert_type(client.calls.stream(start_time_after=date(2026, 1, 1)), Pages[Call])
    assert_type(client.calls("CA").fetch(), Call)
    assert_type(client.calls("CA").update(status="completed"), Call)
    assert_type(client.calls("CA").delete(), None)
    assert_type(client.outgoing_caller_ids.create(phone_number="+1"), ValidationRequest)
    assert_type(client.outgoing_caller_ids.list(friendly_name="x"), list[OutgoingCallerId])
    assert_type(client.outgoing_caller_ids.stream(), Pages[OutgoingCallerId])
    assert_type(client.outgoing_caller_ids("PN").fetch(), OutgoingCallerId)
    assert_type(client.outgoing_caller_ids("PN").update(friendly_name="x"), OutgoingCallerId)
    assert_type(client.outgoing_caller_ids("PN").delete(), None)
    assert_type(client.validation_requests.create(phone_number="+1"), ValidationRequest)
    assert_type(client.accounts.create(friendly_name="x"), Account)
    assert_type(client.accounts.list(status="active"), list[Account])
    assert_type(client.accounts.stream(), Pages[Account])
    assert_type(client.accounts("AC").fetch(), Account)
    assert_type(client.accounts("AC").update(status="closed"), Account)
    assert_type(client.accounts("AC").messages("SM").fetch(), Message)
    assert_type(client.accounts("AC").messages("SM").media.list(), list[Media])
    assert_type(client.accounts("AC").calls("CA").fetch(), Call)
    assert_type(client.accounts("AC").outgoing_caller_ids.list(), list[OutgoingCallerId])
    assert_type(client.accounts("AC").validation_requests.create(phone_number="+1"), ValidationRequest)
    assert_type(client.api.accounts("AC").fetch(), Account)
    assert_type(client.api.v2010.accounts.list(), list[Account])
    assert_type(client.with_options(timeout=1, retry=Retry(attempts=0), headers={"a": "b"}), Client)
    assert_type(client.send(Request("GET", "/x", lambda tree: int(tree["count"]))), int)
    for message in client.messages.stream():
        assert_type(message, Message)
    for chunk in client.messages("SM").media("ME").stream_bytes():
        assert_type(chunk, bytes)
    for page in client.messages.stream().pages():
        assert_type(page, Page[Message])
        if page.next:
            assert_type(client.send(page.next), Page[Message])
    with client as entered:
        assert_type(entered, Client)


async def asynchronous(client: AsyncClient) -> None:
    assert_type(await client.messages.create(to="+1", from_="+2", body="x"), Message)
    assert_type(await client.messages("SM").fetch(), Message)
    assert_type(await client.messages("SM").update(status="canceled"), Message)
    assert_type(await client.messages("SM").delete(), None)
    assert_type(await client.messages.list(limit=3), list[Message])
    assert_type(client.messages.stream(), AsyncPages[Message])
    assert_type(await client.messages("SM").feedback.create(), MessageFeedback)
    assert_type(await client.messages("SM").media.list(), list[Media])
    assert_type(client.messages("SM").media.stream(), AsyncPages[Media])
    assert_type(await client.messages("SM").media("ME").fetch(), Media)
    assert_type(await client.messages("SM").media("ME").download(to=Path("a.gif"), max_bytes=10), Download)
    assert_type(client.messages("SM").media("ME").stream_bytes(), AsyncChunks)
    assert_type(await client.messages("SM").media("ME").delete(), None)
    assert_type(await client.calls.create(to="+1", from_="+2", url="https://a"), Call)
    assert_type(await client.calls.list(limit=3), list[Call])
    assert_type(client.calls.stream(), AsyncPages[Call])
    assert_type(await client.calls("CA").fetch(), Call)
    assert_type(await client.calls("CA").update(twiml="<Response/>"), Call)
    assert_type(await client.calls("CA").delete(), None)
    assert_type(await client.outgoing_caller_ids.create(phone_number="+1"), ValidationRequest)
    assert_type(await client.outgoing_caller_ids.list(), list[OutgoingCallerId])
    assert_type(client.outgoing_caller_ids.stream(), AsyncPages[OutgoingCallerId])
    assert_type(await client.outgoing_caller_ids("PN").fetch(), OutgoingCallerId)
    assert_type(await client.outgoing_caller_ids("PN").update(), OutgoingCallerId)
    assert_type(await client.outgoing_caller_ids("PN").delete(), None)
    assert_type(await client.validation_requests.create(phone_number="+1"), ValidationRequest)
    assert_type(await client.accounts.create(), Account)
    assert_type(await client.accounts.list(), list[Account])
    assert_type(client.accounts.stream(), AsyncPages[Account])
    assert_type(await client.accounts("AC").fetch(), Account)
    assert_type(await client.accounts("AC").update(), Account)
    assert_type(await client.accounts("AC").messages("SM").fetch(), Message)
    assert_type(await client.accounts("AC").calls("CA").fetch(), Call)
    assert_type(await client.api.v2010.accounts.list(), list[Account])
    assert_type(client.with_options(format="xml"), AsyncClient)
    assert_type(await client.send(Request("GET", "/x", lambda tree: int(tree["count"]))), int)
    coroutine = client.messages("SM").fetch()
    assert_type(await coroutine, Message)
    pending: Coroutine[Any, Any, list[Message]] = client.messages.list()
    assert_type(await pending, list[Message])
    assert_type(await asyncio.create_task(client.messages("SM").fetch()), Message)
    async for message in client.messages.stream():
        assert_type(message, Message)
    async for chunk in client.messages("SM").media("ME").stream_bytes():
        assert_type(chunk, bytes)
    async for page in client.messages.stream().pages():
        assert_type(page, Page[Message])
    async with client as entered:
        assert_type(entered, AsyncClient)


async def raw(client: Client, async_client: AsyncClient) -> None:
    reply = client.with_raw_response.messages.create(to="+1", from_="+2", body="x")
    assert_type(reply, Reply[Message])
    assert_type(reply.value, Message)
    assert_type(reply.headers, Headers)
    assert_type(reply.request_id, str | None)
    assert_type(client.with_raw_response.messages("SM").delete(), Reply[None])
    assert_type(client.with_raw_response.accounts("AC").messages("SM").fetch(), Reply[Message])
    assert_type(await async_client.with_raw_response.messages("SM").fetch(), Reply[Message])
    assert_type(client.with_raw_response.messages("SM").media("ME").download("a.gif"), Reply[Download])
    assert_type(await async_client.with_raw_response.messages("SM").media("ME").download("a.gif"), Reply[Download])
    assert_type(client.with_raw_response.calls("CA").fetch(), Reply[Call])
    assert_type(client.with_raw_response.outgoing_caller_ids.create(phone_number="+1"), Reply[ValidationRequest])
    assert_type(
        await async_client.with_raw_response.validation_requests.create(phone_number="+1"), Reply[ValidationRequest]
    )


async def older(client: Client, async_client: AsyncClient) -> None:
    assert_type(client.v2008.sms_messages.create(from_="1", to="2", body="x"), SMSMessage)
    assert_type(client.v2008.sms_messages("SM").fetch(), SMSMessage)
    assert_type(client.v2008.sms_messages.list(date_sent_before=date(2009, 1, 1)), list[SMSMessage])
    assert_type(client.v2008.sms_messages.stream(limit=3), Pages[SMSMessage])
    assert_type(client.with_options(format="csv").v2008.sms_messages.list(), list[SMSMessage])
    assert_type(await async_client.v2008.sms_messages.create(from_="1", to="2", body="x"), SMSMessage)
    assert_type(await async_client.v2008.sms_messages("SM").fetch(), SMSMessage)
    assert_type(await async_client.v2008.sms_messages.list(to="1"), list[SMSMessage])
    assert_type(async_client.v2008.sms_messages.stream(), AsyncPages[SMSMessage])
    assert_type(client.with_raw_response.v2008.sms_messages("SM").fetch(), Reply[SMSMessage])
    assert_type(
        await async_client.with_raw_response.v2008.sms_messages.create(from_="1", to="2", body="x"), Reply[SMSMessage]
    )


class Thing:
    """A model of a user's own."""


async def followed(client: Client, async_client: AsyncClient) -> None:
    assert_type(client.follow("/x", Message), Message)
    assert_type(client.follow("/x", Thing), Thing)
    assert_type(client.follow_list("/x", Call), list[Call])
    assert_type(client.follow_list("/x", Thing, limit=3), list[Thing])
    assert_type(await async_client.follow("/x", Message), Message)
    assert_type(await async_client.follow("/x", Thing), Thing)
    assert_type(await async_client.follow_list("/x", Call, limit=3), list[Call])
    assert_type(client.with_raw_response.follow("/x", Call), Reply[Call])
    assert_type(await async_client.with_raw_response.follow("/x", Thing), Reply[Thing])


def models(message: Message, account: Account, media: Media, feedback: MessageFeedback) -> bool:
    assert_type(message.sid, str)
    assert_type(message.status, MessageStatus | str | None)
    assert_type(message.direction, MessageDirection | str | None)
    assert_type(message.num_segments, int | None)
    assert_type(message.price, Decimal | None)
    assert_type(message.date_sent, datetime | None)
    assert_type(message.subresource_uris, dict[str, str] | None)
    assert_type(account.status, AccountStatus | str | None)
    assert_type(account.type, AccountType | str | None)
    assert_type(media.content_type, str | None)
    assert_type(feedback.outcome, FeedbackOutcome | str | None)
    match message.status:
        case "delivered" | MessageStatus.READ:
            return True
        case _:
            return message.status == "sent" or message.direction == "inbound"


def of_2008(message: SMSMessage, newer: Message) -> bool:
    assert_type(message.sid, str)
    assert_type(message.status, MessageStatus | str | None)
    assert_type(message.flags, Flags | None)
    assert_type(message.price, Decimal | None)
    assert_type(message.uri, str | None)
    assert_type(newer.flags, tuple[str, ...])
    assert_type(newer.tags, dict[str, str] | None)
    if message.flags is None:
        return False
    assert_type(message.flags | Flags.REST, Flags)
    return Flags.INBOUND in message.flags


class Discarding:
    """Whatever can be written to takes a file."""

    def write(self, data: bytes, /) -> None:
        """Forget *data*."""


def files(client: Client, got: Download, folder: Path) -> None:
    assert_type(got.path, Path | None)
    assert_type(got.content_type, str | None)
    assert_type(got.size, int)
    told: list[tuple[int, int | None]] = []
    download = client.messages("SM").media("ME").download
    assert_type(download(folder / "a.gif", progress=lambda done, total: told.append((done, total))), Download)
    assert_type(download(BytesIO()), Download)
    assert_type(download(Discarding()), Download)
    with (folder / "a.gif").open("wb") as buffered, (folder / "b.gif").open("wb", buffering=0) as raw_file:
        assert_type(download(buffered), Download)
        assert_type(download(raw_file), Download)
    with TemporaryFile() as temporary, NamedTemporaryFile() as named_temporary:
        assert_type(download(temporary), Download)
        assert_type(download(named_temporary), Download)


def voice(call: Call, caller_id: OutgoingCallerId, asked: ValidationRequest) -> bool:
    assert_type(call.sid, str)
    assert_type(call.from_, str | None)
    assert_type(call.status, CallStatus | str | None)
    assert_type(call.direction, CallDirection | str | None)
    assert_type(call.duration, int | None)
    assert_type(call.queue_time, int | None)
    assert_type(call.price, Decimal | None)
    assert_type(call.start_time, datetime | None)
    assert_type(call.end_time, datetime | None)
    assert_type(call.subresource_uris, dict[str, str] | None)
    assert_type(caller_id.sid, str)
    assert_type(caller_id.phone_number, str | None)
    assert_type(asked.validation_code, str | None)
    return call.status == "no-answer" or call.direction == CallDirection.OUTBOUND_API


def enums(client: Client) -> None:
    assert_type(client.messages("SM").update(status=MessageStatus.CANCELED), Message)
    assert_type(client.messages("SM").feedback.create(outcome=FeedbackOutcome.CONFIRMED), MessageFeedback)
    assert_type(client.calls("CA").update(status=CallStatus.COMPLETED), Call)
    assert_type(client.calls.list(status=CallStatus.IN_PROGRESS), list[Call])
    assert_type(client.accounts("AC").update(status=AccountStatus.SUSPENDED), Account)
    assert_type(client.accounts.list(status=AccountStatus.ACTIVE), list[Account])
    assert_type(twilio_lite.errors.NotFoundError("x", status=404).status, int)


def errors(client: Client) -> bool | None:
    try:
        client.messages("SM").fetch()
    except RestException as error:
        assert_type(error.status, int)
        assert_type(error.code, int | None)
        assert_type(error.retry_after, float | None)
    except TwilioError as error:
        return error.took_effect
    try:
        client.with_options(headers={"If-None-Match": "x"}).calls("CA").fetch()
    except NotModified as error:
        assert_type(error.status, int)
        assert_type(error.headers, Headers)
    except TwilioError as error:
        return error.took_effect
    return None


def arguments(client: Client) -> None:
    client.messages.create(
        to="+1",
        messaging_service_sid="MG",
        media_url=["https://a"],
        content_variables={"1": "x"},
        max_price=Decimal("0.1"),
        provide_feedback=True,
        validity_period=60,
        content_retention="retain",
        schedule_type="fixed",
        send_at=datetime.now(UTC),
        persistent_action="x",
        tags={"campaign": "x"},
    )
    client.calls.create(
        to="+1",
        from_="+2",
        application_sid="AP",
        method="GET",
        status_callback_event=["ringing", "answered"],
        recording_status_callback_event="completed",
        timeout=15,
        record=True,
        trim="do-not-trim",
        machine_detection="Enable",
        async_amd=True,
    )
    client.calls.create(to="+1", from_="+2", url="https://a", async_amd="true")
    assert_type(Sandbox().client(format="xml"), Client)
    assert_type(Sandbox().async_client(), AsyncClient)
    assert_type(Sandbox().outbox[0].body, str)


def tokens(given: dict[str, str]) -> None:
    token = AccessToken("AC", "SK", "secret", identity="alice", ttl=60, grants=[VideoGrant(), SyncGrant()])
    assert_type(token.to_jwt(), str)
    assert_type(token.identity, str | None)
    assert_type(token.grants, tuple[Grant, ...])
    voice = VoiceGrant(
        incoming_allow=True, outgoing_application_sid="AP", outgoing_application_params=given, push_credential_sid=None
    )
    grants = [voice, ChatGrant(service_sid="IS"), TaskRouterGrant(role="worker"), PlaybackGrant(given)]
    AccessToken(account_sid="AC", signing_key_sid="SK", secret="secret", grants=grants)
    assert_type(voice.outgoing_application_params, dict[str, Any] | None)
    assert_type(voice.key, str)
    assert_type(PlaybackGrant(grant={"a": 1}).to_payload(), dict[str, Any])


def answers(words: list[str], verbs: list[twiml.Say], mixed: list[str | Element]) -> None:
    say = twiml.Say("Hello", twiml.Lang("Oui", xml_lang="fr-FR"), voice="man", loop=2)
    assert_type(say, twiml.Say)
    assert_type(say.name, str)
    assert_type(say.children, tuple[str | Element, ...])
    assert_type(say.attributes, Mapping[str, str])
    assert_type(str(twiml.VoiceResponse(say, *verbs, *words)), str)
    assert_type(bytes(twiml.MessagingResponse(*mixed)), bytes)
    assert_type(parse("<Response/>"), Element)
    assert_type(parse(b"<Response/>"), Element)
    twiml.Gather(say, input=["dtmf", "speech"], hints=("yes", "no"), speech_timeout="auto", method="GET")
    twiml.Gather(input="dtmf", timeout=3, barge_in=True)
    twiml.Dial(twiml.Number("+1", status_callback_event=["initiated", "completed"]), record=True, caller_id=None)
    twiml.Enqueue(twiml.Task({"account_sid": "AC1", "tries": [1, 2]}, priority=1), workflow_sid="WW")
    twiml.Pay(charge_amount=Decimal("20.45"), postal_code=False, valid_card_types=["visa", "amex"])
    twiml.Prompt(for_="payment-card-number", attempt=[1, 2], error_type=["timeout"])
    twiml.Connect(twiml.Stream(twiml.Parameter(name="order", value=7), url="wss://a"))
    Element("Child", {"a": 1}, "x", some_attribute=1, other=Decimal(1), words=["a"], nothing=None, name="x")


class Mine(Client):
    """A client of a user's own keeps all types."""


def mine(client: Mine) -> None:
    assert_type(client.messages.list(), list[Message])
    assert_type(client.with_options(timeout=1), Mine)
    assert_type(client.accounts("AC").messages("SM").fetch(), Message)
