"""Every operation, replayed from its cassette under both clients; the network is blocked meanwhile.

What is asserted holds whatever source a cassette was recorded from: emulate, the published examples, Twilio, or this
package's own sandbox, where nothing else answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

import httpx
import pytest

import twilio_lite
from conftest import Colour, operations
from recorder.accounts import PICTURE
from recorder.given import Given
from recorder.plan import PLANS, cassette
from recorder.session import CASSETTES, REPLAY, Stage, stage
from twilio_lite import (
    Account,
    AuthenticationError,
    BadRequestError,
    Client,
    ConflictError,
    Flags,
    Media,
    Message,
    NotFoundError,
    OutgoingCallerId,
    SMSMessage,
)

T = TypeVar("T")
BODY: Final = "Hello from a cassette"
TWIML: Final = "<Response><Say>Hello from a cassette</Say></Response>"
TRANSPORTS: Final[dict[str, Callable[[], Any]]] = {"sync": httpx.HTTPTransport, "async": httpx.AsyncHTTPTransport}


class Call(Protocol):
    """Calls an operation with the client of the colour at hand and gives what it gives; of a stream, its items."""

    def __call__(self, use: Callable[[Client], T], *, token: str | None = None) -> T:
        """Call with the given token, or with another."""
        ...


@pytest.fixture
def own_stage(request: pytest.FixtureRequest) -> Stage:
    """Where the test plays: among the cassettes, or before a source that is recorded."""
    return stage(request.config)


@pytest.fixture
def given(own_stage: Stage) -> Given:
    """Give the account, numbers and SIDs to call with."""
    return own_stage.given


@pytest.fixture
def vcr_config(own_stage: Stage) -> dict[str, Any]:
    """Tell vcrpy what of an exchange is kept and compared."""
    return own_stage.settings()


@pytest.fixture
def vcr_cassette_dir(own_stage: Stage) -> str:
    """Tell vcrpy where the cassettes are."""
    return str(own_stage.folder)


@pytest.fixture(autouse=True)
def nothing_is_left(vcr: Any, own_stage: Stage) -> Iterator[None]:
    """Require that a cassette holds no more than its test plays."""
    yield
    if vcr is not None and own_stage is REPLAY:
        assert vcr.all_played, "the cassette holds more than its test plays"


@pytest.fixture
def call(colour: Colour, given: Given) -> Call:
    """Call operations with a client of either colour, over a real transport."""

    def call(use: Callable[[Client], T], *, token: str | None = None) -> T:
        transport = TRANSPORTS[colour.name]()
        client = colour.client(given.account_sid, token or given.token, base_url=given.base_url, transport=transport)
        result: T = colour.call(client, use)
        return result

    return call


def is_recent(moment: datetime | None) -> bool:
    """Is a date aware, in UTC, and one of this API's years?"""
    return moment is not None and moment.utcoffset() == timedelta(0) and moment >= datetime(2008, 8, 1, tzinfo=UTC)


def ten_of(number: str) -> str:
    """A North American number as the 2008 API has it."""
    return number.removeprefix("+1")


@cassette("Messages.create")
def test_a_message_is_created_and_on_its_way(call: Call, given: Given) -> None:
    message = call(lambda client: client.messages.create(to=given.to, from_=given.from_, body=BODY))
    assert isinstance(message, Message)
    assert message.sid.startswith("SM")
    assert (message.account_sid, message.to, message.from_) == (given.account_sid, given.to, given.from_)
    assert (message.status, message.direction, message.error_code) == ("queued", "outbound-api", None)
    assert message.body is not None
    assert message.body.endswith(BODY)
    assert (message.num_segments, message.num_media, message.price) == (1, 0, None)
    assert is_recent(message.date_created)


@cassette("Messages.create.media")
def test_a_message_with_two_pictures_is_created(call: Call, given: Given) -> None:
    pictures = [PICTURE, f"{PICTURE}?second"]
    message = call(lambda client: client.messages.create(to=given.to, from_=given.from_, body=BODY, media_url=pictures))
    assert message.sid.startswith("MM")
    assert message.num_media == len(pictures)


@cassette("Messages.create.service", published="CreateMessage/createWithMessagingService", twilio=False)
def test_a_message_through_a_messaging_service_has_no_sender_yet(call: Call, given: Given) -> None:
    service = "MG" + "a" * 32
    message = call(lambda client: client.messages.create(to=given.to, messaging_service_sid=service, body="Hello! 👍"))
    assert (message.from_, message.messaging_service_sid, message.body) == (None, service, "Hello! 👍")


@cassette("Messages.create.refused")
def test_a_sender_of_somebody_else_is_a_bad_request_with_a_code(call: Call, given: Given) -> None:
    with pytest.raises(BadRequestError) as caught:
        call(lambda client: client.messages.create(to=given.to, from_="+15005550001", body=BODY))
    error = caught.value
    assert (error.status, error.took_effect) == (400, False)
    assert error.code is not None
    assert error.more_info == f"https://www.twilio.com/docs/errors/{error.code}"


@cassette("Messages.list", needs="messages")
def test_messages_are_listed_by_recipient_and_sender(call: Call, given: Given) -> None:
    messages = call(lambda client: client.messages.list(to=given.to, from_=given.from_, limit=2))
    assert [(message.to, message.from_) for message in messages] == [(given.to, given.from_)] * 2


@cassette("Messages.list.date", published="ListMessage/readFullPage1", needs="messages")
def test_messages_are_listed_by_date(call: Call, given: Given) -> None:
    first_day = date(2008, 1, 2)
    messages = call(lambda client: client.messages.list(to=given.to, date_sent_after=first_day, limit=2))
    assert len(messages) == 2
    assert all(is_recent(message.date_sent) for message in messages)


@cassette("Messages.list.subaccount", published="ListMessage/readFullPage1", needs="subaccount")
def test_the_messages_of_a_subaccount_are_found_through_it(call: Call, given: Given) -> None:
    messages = call(lambda client: client.accounts(given.subaccount).messages.list(limit=2))
    assert all(isinstance(message, Message) for message in messages)


@cassette("Messages.stream", needs="messages")
def test_messages_are_streamed_over_more_than_one_page(call: Call) -> None:
    messages = list(call(lambda client: client.messages.stream(page_size=2, limit=3)))
    assert len({message.sid for message in messages}) == 3


@cassette("Messages.stream.pages", needs="messages")
def test_whole_pages_are_read_until_the_limit_is_reached(call: Call) -> None:
    pages = list(call(lambda client: client.messages.stream(page_size=2, limit=3).pages()))
    assert [(page.page, page.page_size) for page in pages] == [(0, 2), (1, 2)]
    assert len(pages[0].items) == 2
    assert pages[0].next is not None


@cassette("MessageContext.fetch", needs="message")
def test_a_message_is_fetched(call: Call, given: Given) -> None:
    message = call(lambda client: client.messages(given.message).fetch())
    assert (message.sid, message.api_version) == (given.message, "2010-04-01")
    assert message.uri == f"/2010-04-01/Accounts/{given.account_sid}/Messages/{given.message}.json"
    assert message.subresource_uris is not None
    assert "media" in message.subresource_uris


@cassette("MessageContext.fetch.failed", published="FetchMessage/fetch", twilio=False)
def test_a_message_that_failed_says_why(call: Call, given: Given) -> None:
    message = call(lambda client: client.messages(given.message).fetch())
    assert (message.error_code, message.error_message) == (30007, "Carrier violation")
    assert message.price == Decimal("-0.00750")
    assert message.date_sent == datetime(2019, 5, 24, 17, 18, 28, tzinfo=UTC)


@cassette("MessageContext.fetch.missing")
def test_a_message_that_is_not_there_is_not_found(call: Call) -> None:
    with pytest.raises(NotFoundError) as caught:
        call(lambda client: client.messages("SM" + "f" * 32).fetch())
    assert (caught.value.status, caught.value.code, caught.value.took_effect) == (404, 20404, False)


@cassette("MessageContext.update", needs="message")
def test_a_redacted_message_has_an_empty_body(call: Call, given: Given) -> None:
    message = call(lambda client: client.messages(given.message).update(body=""))
    assert (message.sid, message.body) == (given.message, "")


@cassette("MessageContext.update.cancel", published="UpdateMessage/cancelMessage", twilio=False)
def test_a_scheduled_message_is_canceled(call: Call, given: Given) -> None:
    message = call(lambda client: client.messages(given.message).update(status="canceled"))
    assert (message.status, message.date_sent) == ("canceled", None)


@cassette("MessageContext.delete", needs="message")
def test_a_message_is_deleted(call: Call, given: Given) -> None:
    call(lambda client: client.messages(given.message).delete())


@cassette("Feedback.create", published="CreateMessageFeedback/create", needs="message")
def test_feedback_on_a_message_is_given(call: Call, given: Given) -> None:
    feedback = call(lambda client: client.messages(given.message).feedback.create(outcome="confirmed"))
    assert (feedback.account_sid, feedback.outcome) == (given.account_sid, "confirmed")
    assert feedback.message_sid is not None
    assert is_recent(feedback.date_created)


@cassette("MediaList.list", published="ListMedia/readFull", needs="media")
def test_the_media_of_a_message_are_listed(call: Call, given: Given) -> None:
    media = call(lambda client: client.messages(given.message).media.list())
    assert [(medium.sid, medium.parent_sid) for medium in media] == [(given.media, given.message)]


@cassette("MediaList.stream", published="ListMedia/readFull", needs="media")
def test_the_media_of_a_message_are_streamed_by_date(call: Call, given: Given) -> None:
    after = datetime(2008, 1, 2, tzinfo=UTC)
    media = list(call(lambda client: client.messages(given.message).media.stream(date_created_after=after, limit=1)))
    assert [isinstance(medium, Media) and medium.sid for medium in media] == [given.media]


@cassette("MediaContext.fetch", published="FetchMedia/fetch", needs="media")
def test_what_is_known_of_a_picture_is_fetched(call: Call, given: Given) -> None:
    medium = call(lambda client: client.messages(given.message).media(given.media).fetch())
    assert (medium.sid, medium.account_sid, medium.parent_sid) == (given.media, given.account_sid, given.message)
    assert medium.content_type is not None
    assert medium.content_type.startswith("image/")
    assert is_recent(medium.date_created)


@cassette("MediaContext.download", own=True, needs="media", twilio=False)
def test_a_media_file_is_downloaded(call: Call, given: Given, tmp_path: Path) -> None:
    path = tmp_path / "owl.png"
    got = call(lambda client: client.messages(given.message).media(given.media).download(path))
    assert (got.path, got.content_type) == (path, "image/png")
    assert got.size == len(path.read_bytes()) > 0


@cassette("MediaContext.stream_bytes", own=True, needs="media", twilio=False)
def test_a_media_file_comes_in_chunks(call: Call, given: Given) -> None:
    chunks = list(call(lambda client: client.messages(given.message).media(given.media).stream_bytes(chunk_size=20)))
    assert {len(chunk) for chunk in chunks[:-1]} == {20}
    assert 0 < len(chunks[-1]) <= 20


@cassette("MediaContext.delete", published="DeleteMedia", needs="media")
def test_a_picture_is_deleted(call: Call, given: Given) -> None:
    call(lambda client: client.messages(given.message).media(given.media).delete())


@cassette("Calls.create")
def test_a_call_is_made_and_on_its_way(call: Call, given: Given) -> None:
    made = call(lambda client: client.calls.create(to=given.to, from_=given.from_, twiml=TWIML, timeout=5))
    assert isinstance(made, twilio_lite.Call)
    assert made.sid.startswith("CA")
    assert (made.account_sid, made.to, made.from_) == (given.account_sid, given.to, given.from_)
    assert made.status in {"queued", "ringing"}
    assert (made.direction, made.answered_by, made.price) == ("outbound-api", None, None)


@cassette("Calls.list", needs="calls")
def test_calls_are_listed_by_who_was_called_and_who_called(call: Call, given: Given) -> None:
    calls = call(lambda client: client.calls.list(to=given.to, from_=given.from_, limit=2))
    assert [(made.to, made.from_) for made in calls] == [(given.to, given.from_)] * 2


@cassette("Calls.list.completed", published="ListCall/readFullPage1", twilio=False)
def test_calls_are_listed_by_status_and_start(call: Call) -> None:
    first_day = date(2008, 1, 2)
    calls = call(lambda client: client.calls.list(status="completed", start_time_after=first_day, limit=2))
    assert [made.status for made in calls] == ["completed"] * 2
    assert all(is_recent(made.start_time) and is_recent(made.end_time) for made in calls)
    assert [made.duration for made in calls] == [4, 3]


@cassette("Calls.stream", needs="calls")
def test_calls_are_streamed_over_more_than_one_page(call: Call) -> None:
    calls = list(call(lambda client: client.calls.stream(page_size=2, limit=3)))
    assert len({made.sid for made in calls}) == 3


@cassette("CallContext.fetch", needs="call")
def test_a_call_is_fetched(call: Call, given: Given) -> None:
    made = call(lambda client: client.calls(given.call).fetch())
    assert (made.sid, made.api_version) == (given.call, "2010-04-01")
    assert made.uri == f"/2010-04-01/Accounts/{given.account_sid}/Calls/{given.call}.json"
    assert made.subresource_uris is not None
    assert "recordings" in made.subresource_uris


@cassette("CallContext.fetch.completed", published="FetchCall/fetch", twilio=False)
def test_a_call_that_is_over_says_how_long_it_was_and_what_it_cost(call: Call, given: Given) -> None:
    made = call(lambda client: client.calls(given.call).fetch())
    assert (made.status, made.answered_by, made.duration, made.queue_time) == ("completed", "machine_start", 4, 1000)
    assert (made.price, made.price_unit) == (Decimal("-0.200"), "USD")
    assert made.start_time == datetime(2019, 10, 18, 17, 2, tzinfo=UTC)
    assert made.end_time == datetime(2019, 10, 18, 17, 3, tzinfo=UTC)


@cassette("CallContext.update", needs="call")
def test_a_call_is_ended(call: Call, given: Given) -> None:
    made = call(lambda client: client.calls(given.call).update(status="completed"))
    assert (made.sid, made.status) == (given.call, "completed")


@cassette("CallContext.update.redirect", needs="call", twilio=False)
def test_a_call_is_redirected_to_other_twiml(call: Call, given: Given) -> None:
    made = call(lambda client: client.calls(given.call).update(twiml=TWIML))
    assert (made.sid, made.direction) == (given.call, "outbound-api")


@cassette("CallContext.delete", needs="ended call")
def test_a_call_is_deleted(call: Call, given: Given) -> None:
    call(lambda client: client.calls(given.call).delete())


@cassette("ValidationRequests.create", published="CreateValidationRequest/create", twilio=False)
def test_a_number_is_verified_with_a_code_to_type(call: Call, given: Given) -> None:
    asked = call(lambda client: client.outgoing_caller_ids.create(phone_number=given.to, friendly_name="friendly_name"))
    assert (asked.account_sid, asked.call_sid, asked.friendly_name) == (given.account_sid, given.call, "friendly_name")
    assert asked.validation_code == "111111"


@cassette("OutgoingCallerIds.list", published="ListOutgoingCallerId/readFull", twilio=False)
def test_caller_ids_are_listed(call: Call, given: Given) -> None:
    caller_ids = call(lambda client: client.outgoing_caller_ids.list())
    assert [(type(caller_id), caller_id.sid) for caller_id in caller_ids] == [(OutgoingCallerId, given.caller_id)]


@cassette("OutgoingCallerIds.stream", published="ListOutgoingCallerId/readFull", twilio=False)
def test_caller_ids_are_streamed_by_number(call: Call, given: Given) -> None:
    caller_ids = list(call(lambda client: client.outgoing_caller_ids.stream(phone_number=given.to, limit=1)))
    assert [is_recent(caller_id.date_created) for caller_id in caller_ids] == [True]


@cassette("OutgoingCallerIdContext.fetch", published="FetchOutgoingCallerId/fetch", twilio=False)
def test_a_caller_id_is_fetched(call: Call, given: Given) -> None:
    caller_id = call(lambda client: client.outgoing_caller_ids(given.caller_id).fetch())
    assert (caller_id.sid, caller_id.account_sid) == (given.caller_id, given.account_sid)
    assert caller_id.uri == f"/2010-04-01/Accounts/{given.account_sid}/OutgoingCallerIds/{given.caller_id}.json"


@cassette("OutgoingCallerIdContext.update", published="UpdateOutgoingCallerId/update", twilio=False)
def test_a_caller_id_is_renamed(call: Call, given: Given) -> None:
    caller_id = call(lambda client: client.outgoing_caller_ids(given.caller_id).update(friendly_name="friendly_name"))
    assert (caller_id.sid, caller_id.friendly_name) == (given.caller_id, "friendly_name")


@cassette("OutgoingCallerIdContext.delete", published="DeleteOutgoingCallerId", twilio=False)
def test_a_caller_id_is_deleted(call: Call, given: Given) -> None:
    call(lambda client: client.outgoing_caller_ids(given.caller_id).delete())


@cassette("Accounts.create", published="CreateAccount/create")
def test_a_subaccount_is_created_with_a_token_of_its_own(call: Call, given: Given) -> None:
    account = call(lambda client: client.accounts.create(friendly_name="friendly_name"))
    assert (account.friendly_name, account.status) == ("friendly_name", "active")
    assert account.owner_account_sid == given.account_sid
    assert account.auth_token


@cassette("Accounts.list")
def test_active_accounts_are_listed(call: Call) -> None:
    accounts = call(lambda client: client.accounts.list(status="active", limit=5))
    assert {(type(account), account.status) for account in accounts} == {(Account, "active")}


@cassette("Accounts.stream", published="ListAccount/readFull", needs="subaccount")
def test_accounts_are_streamed_by_name(call: Call) -> None:
    accounts = list(call(lambda client: client.accounts.stream(friendly_name="friendly_name", limit=1)))
    assert [(isinstance(account, Account), account.friendly_name) for account in accounts] == [(True, "friendly_name")]


@cassette("AccountContext.fetch")
def test_an_account_is_fetched(call: Call, given: Given) -> None:
    account = call(lambda client: client.accounts(given.account_sid).fetch())
    assert (account.sid, account.status) == (given.account_sid, "active")
    assert account.type in {"Full", "Trial"}
    assert is_recent(account.date_created)
    assert account.subresource_uris is not None
    assert "messages" in account.subresource_uris


@cassette("AccountContext.fetch.unauthorized")
def test_a_wrong_token_is_an_authentication_error(call: Call, given: Given) -> None:
    with pytest.raises(AuthenticationError) as caught:
        call(lambda client: client.accounts(given.account_sid).fetch(), token="wrong")
    assert (caught.value.status, caught.value.code) == (401, 20003)


@cassette("AccountContext.update", published="UpdateAccount/update", needs="subaccount")
def test_a_subaccount_is_renamed(call: Call, given: Given) -> None:
    account = call(lambda client: client.accounts(given.subaccount).update(friendly_name="friendly_name"))
    assert (account.friendly_name, account.status) == ("friendly_name", "active")


@cassette("AccountContext.update.conflict", published="UpdateAccount/optimisticLockingConflict", twilio=False)
def test_an_account_changed_by_two_at_once_is_a_conflict(call: Call, given: Given) -> None:
    with pytest.raises(ConflictError) as caught:
        call(lambda client: client.accounts(given.subaccount).update(status="suspended"))
    assert (caught.value.status, caught.value.code, caught.value.took_effect) == (409, 20409, False)


@cassette("SMSMessages.create", own=True, twilio=False)
def test_a_message_is_created_in_the_2008_api(call: Call, given: Given) -> None:
    message = call(lambda client: client.v2008.sms_messages.create(to=given.to, from_=given.from_, body=BODY))
    assert isinstance(message, SMSMessage)
    assert message.sid.startswith("SM")
    assert (message.account_sid, message.to, message.from_) == (
        given.account_sid,
        ten_of(given.to),
        ten_of(given.from_),
    )
    assert (message.status, message.flags, message.body) == ("queued", Flags.REST, BODY)
    assert is_recent(message.date_created)


@cassette("SMSMessages.create.refused", own=True, twilio=False)
def test_a_recipient_that_is_none_is_a_bad_request_with_a_code_in_the_2008_api(call: Call, given: Given) -> None:
    with pytest.raises(BadRequestError) as caught:
        call(lambda client: client.v2008.sms_messages.create(to="+15005550001", from_=given.from_, body=BODY))
    assert (caught.value.code, caught.value.took_effect) == (21211, False)


@cassette("SMSMessages.list", own=True, needs="messages", twilio=False)
def test_messages_are_listed_by_recipient_and_sender_in_the_2008_api(call: Call, given: Given) -> None:
    messages = call(lambda client: client.v2008.sms_messages.list(to=given.to, from_=given.from_, limit=2))
    assert [(one.to, one.from_) for one in messages] == [(ten_of(given.to), ten_of(given.from_))] * 2


@cassette("SMSMessages.stream", own=True, needs="messages", twilio=False)
def test_messages_are_streamed_over_numbered_pages_in_the_2008_api(call: Call) -> None:
    pages = list(call(lambda client: client.v2008.sms_messages.stream(page_size=2).pages()))
    assert [(page.page, page.num_pages, page.total, len(page.items)) for page in pages] == [(0, 2, 3, 2), (1, 2, 3, 1)]
    assert len({message.sid for page in pages for message in page.items}) == 3


@cassette("SMSMessageContext.fetch", own=True, needs="message", twilio=False)
def test_a_message_is_fetched_in_the_2008_api(call: Call, given: Given) -> None:
    message = call(lambda client: client.v2008.sms_messages(given.message).fetch())
    assert (message.sid, message.api_version, message.uri) == (given.message, "2008-08-01", None)
    assert message.flags is not None
    assert Flags.REST in message.flags


@cassette("SMSMessageContext.fetch.missing", own=True, twilio=False)
def test_a_message_that_is_not_there_is_not_found_without_a_code_in_the_2008_api(call: Call) -> None:
    with pytest.raises(NotFoundError) as caught:
        call(lambda client: client.v2008.sms_messages("SM" + "f" * 32).fetch())
    assert (caught.value.status, caught.value.code, caught.value.took_effect) == (404, None, False)


def test_every_operation_has_a_cassette_and_every_cassette_an_operation() -> None:
    assert {plan.operation for plan in PLANS.values()} == set(operations())


def test_every_cassette_has_a_test_and_every_test_its_cassette() -> None:
    assert {file.stem for file in CASSETTES.glob("*.yaml")} == set(PLANS)
