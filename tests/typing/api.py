"""The types of the public API, for type checkers only: never run, checked by mypy, pyright, ty and pyrefly."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from typing import Annotated, Any, assert_type
from wsgiref.types import WSGIApplication

import flask
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.decorators import method_decorator
from django.views import View
from fastapi import Depends, FastAPI, WebSocket
from starlette.requests import HTTPConnection
from starlette.requests import Request as StarletteRequest

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
from twilio_lite.twiml import Element, MessagingResponse, parse
from twilio_lite.webhooks import (
    CallStatusCallback,
    Event,
    InboundMessage,
    IncomingMedia,
    OtherEvent,
    RequestValidator,
    SignatureError,
    StatusCallback,
    UnexpectedEvent,
    VoiceRequest,
    asgi,
    wsgi,
)
from twilio_lite.webhooks import django as in_django
from twilio_lite.webhooks import flask as in_flask
from twilio_lite.webhooks import (
    parse as parse_request,
)
from twilio_lite.webhooks import starlette as in_starlette


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
    assert_type(client.calls.create(to="+1", from_="+2", twiml=twiml.VoiceResponse()), Call)
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
    assert_type(await client.calls("CA").update(twiml=twiml.VoiceResponse()), Call)
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
    assert_type(Sandbox().outbox[0].body, str | None)


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


def signatures(token_of: Callable[[str], str | None], several: list[str], form: dict[str, str], body: bytes) -> None:
    validator = RequestValidator("token", shared_keys={"key": "secret"}, public_url="https://a.example")
    RequestValidator(several)
    RequestValidator(("token", "older"))
    RequestValidator(token_of)
    RequestValidator(form.get)
    assert_type(validator.validate("https://a", form, "signature"), bool)
    assert_type(validator.validate("https://a", body, None, None), bool)
    assert_type(
        validator.explain("https://a", [("a", "b")], signature="x", settings="algorithm=HMAC_SHA256"), str | None
    )
    assert_type(validator.compute_signature("https://a", form, algorithm="HMAC_SHA256"), str)


def events(validator: RequestValidator, headers: dict[str, str], pairs: list[tuple[str, str]], body: bytes) -> None:
    assert_type(parse_request(validator, url="https://a", body=body, headers=headers), Event)
    assert_type(
        parse_request(validator, url="https://a", body="a=b", headers=pairs, event=InboundMessage), InboundMessage
    )
    assert_type(parse_request(validator, url="https://a", body=None, headers=headers, event=VoiceRequest), VoiceRequest)
    assert_type(parse_request(validator, url="https://a", body=body, headers=Headers(headers), event=Event), Event)
    event = parse_request(validator, url="https://a", body=body, headers=headers)
    assert_type(event.extra, dict[str, str])
    assert_type(event.idempotency_token, str | None)
    match event:
        case InboundMessage(body=text, media=media):
            assert_type(text, str | None)
            assert_type(media, tuple[IncomingMedia, ...])
            assert_type(event.message_sid, str)
            assert_type(event.latitude, float | None)
            assert_type(event.forwarded, bool | None)
            for url, content_type in media:
                assert_type(url, str)
                assert_type(content_type, str | None)
        case StatusCallback(message_status=status):
            assert_type(status, MessageStatus | str | None)
            assert_type(event.raw_dlr_done_date, datetime | None)
        case CallStatusCallback():
            assert_type(event.call_status, CallStatus | str | None)
            assert_type(event.timestamp, datetime | None)
        case VoiceRequest(digits=digits):
            assert_type(digits, str | None)
            assert_type(event.confidence, float | None)
            assert_type(event.dial_call_status, CallStatus | str | None)
        case OtherEvent():
            assert_type(event.params, dict[str, str])
            assert_type(event.body, bytes)
        case _:
            assert_type(event.extra, dict[str, str])
    try:
        parse_request(validator, url="https://a", body=body, headers=headers, event=StatusCallback)
    except SignatureError as error:
        assert_type(error.reason, str)
    except UnexpectedEvent as error:
        assert_type(error.took_effect, bool | None)


def in_fastapi(app: FastAPI) -> None:
    webhook = in_starlette.Webhook(max_body=1000, basic_auth=("user", "password"))
    assert_type(webhook(InboundMessage), Callable[[HTTPConnection], Coroutine[Any, Any, InboundMessage]])

    @app.post("/async")
    async def sms(message: Annotated[InboundMessage, Depends(webhook(InboundMessage))]) -> in_starlette.TwimlResponse:
        return in_starlette.TwimlResponse(MessagingResponse(twiml.Message(f"You said {message.body}")))

    @app.post("/sync")
    def call(request: Annotated[VoiceRequest, Depends(webhook(VoiceRequest))]) -> in_starlette.TwimlResponse:
        return in_starlette.TwimlResponse(twiml.VoiceResponse(request.digits or ""), status_code=200)

    @app.websocket("/stream")
    async def stream(socket: WebSocket, event: Annotated[Event, Depends(webhook(Event))]) -> None:
        await socket.send_text(repr(event))

    async def endpoint(request: StarletteRequest) -> in_starlette.TwimlResponse:
        assert_type(await webhook(StatusCallback)(request), StatusCallback)
        return in_starlette.TwimlResponse(twiml.VoiceResponse())

    app.add_middleware(in_starlette.TwilioMiddleware, webhook=webhook, paths=("/twilio/",))
    app.add_route("/endpoint", endpoint)
    app.add_api_route("/others", sms)
    app.add_api_route("/others", call)
    app.add_api_websocket_route("/others", stream)


def in_a_flask(app: flask.Flask) -> None:
    webhook = in_flask.Webhook("token")

    @app.post("/sms")
    @webhook(InboundMessage)
    def sms(message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(twiml.Message(f"You said {message.body}"))

    @app.post("/call/<name>")
    @webhook(VoiceRequest)
    async def call(request: VoiceRequest, name: str, times: int = 1) -> tuple[twiml.VoiceResponse, int]:
        return twiml.VoiceResponse(f"{name} {request.digits}" * times), 201

    @webhook(Event)
    def any_event(event: Event) -> None:
        assert_type(event, Event)

    assert_type(sms(), flask.Response)
    assert_type(call("x", times=2), flask.Response)
    assert_type(any_event(), flask.Response)
    app.wsgi_app = in_flask.TwilioMiddleware(app.wsgi_app, webhook)  # type: ignore[method-assign] # Flask's own way


async def in_a_django(request: HttpRequest) -> None:
    webhook = in_django.Webhook(["token", "older"])

    @webhook(InboundMessage)
    def sms(request: HttpRequest, message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(twiml.Message(f"You said {message.body} {request.path}"))

    @webhook(VoiceRequest)
    async def call(request: HttpRequest, event: VoiceRequest, name: str, *, times: int = 1) -> HttpResponse | None:
        return HttpResponse(f"{request.path} {event.digits} {name}" * times)

    @webhook(StatusCallback)
    def status(request: HttpRequest, event: StatusCallback, name: str) -> None:
        assert_type(event.message_status, MessageStatus | str | None)
        assert_type(request.GET.get(name), str | None)

    @method_decorator(webhook(InboundMessage), name="dispatch")
    class Sms(View):
        def post(self, request: HttpRequest, message: InboundMessage) -> MessagingResponse:
            return MessagingResponse(twiml.Message(f"{request.path} {message.body}"))

    assert_type(sms(request), HttpResponseBase)
    assert_type(await call(request, "x", times=2), HttpResponseBase)
    assert_type(status(request, name="x"), HttpResponseBase)
    assert_type(Sms.as_view()(request), HttpResponseBase)


def in_middleware(app: WSGIApplication, asgi_app: asgi.App) -> tuple[WSGIApplication, asgi.App]:
    guarded = wsgi.TwilioMiddleware(app, wsgi.Webhook(), paths=["/sms"])
    asynchronous = asgi.TwilioMiddleware(asgi_app, asgi.Webhook(), paths=("/twilio/", "/sms"))
    return wsgi.TwilioMiddleware(guarded, wsgi.Webhook()), asgi.TwilioMiddleware(asynchronous, asgi.Webhook())


class Mine(Client):
    """A client of a user's own keeps all types."""


def mine(client: Mine) -> None:
    assert_type(client.messages.list(), list[Message])
    assert_type(client.with_options(timeout=1), Mine)
    assert_type(client.accounts("AC").messages("SM").fetch(), Message)
