"""Every operation as a value: the request that its arguments make, without sending it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from twilio_lite import Account, AccountStatus, ArgumentError, Client, Listing, Media, Message, MessageFeedback, Request
from twilio_lite._paging import reads_page
from twilio_lite._structure import nothing, reads

client = Client("AC1", "token")
ROOT = "/2010-04-01/Accounts"
MESSAGES = f"{ROOT}/AC1/Messages"
FULL = {
    "to": "+15005550006",
    "from_": "+15005550009",
    "messaging_service_sid": "MG1",
    "body": "",
    "media_url": ["https://a", "https://b"],
    "content_sid": "HX1",
    "content_variables": {"1": "x"},
    "status_callback": "https://c",
    "application_sid": "AP1",
    "max_price": Decimal("0.10"),
    "provide_feedback": True,
    "attempt": 2,
    "validity_period": 3600,
    "force_delivery": False,
    "content_retention": "retain",
    "address_retention": "obfuscate",
    "smart_encoded": True,
    "persistent_action": "geo:1,2",
    "traffic_type": "free",
    "shorten_urls": True,
    "schedule_type": "fixed",
    "send_at": datetime(2026, 11, 21, 12, tzinfo=UTC),
    "send_as_mms": False,
    "message_intent": "otp",
    "risk_check": "disable",
    "fallback_from": "+15005550008",
}
FULL_FORM = {
    "To": "+15005550006",
    "From": "+15005550009",
    "MessagingServiceSid": "MG1",
    "Body": "",
    "MediaUrl": ["https://a", "https://b"],
    "ContentSid": "HX1",
    "ContentVariables": '{"1":"x"}',
    "StatusCallback": "https://c",
    "ApplicationSid": "AP1",
    "MaxPrice": "0.10",
    "ProvideFeedback": "true",
    "Attempt": "2",
    "ValidityPeriod": "3600",
    "ForceDelivery": "false",
    "ContentRetention": "retain",
    "AddressRetention": "obfuscate",
    "SmartEncoded": "true",
    "PersistentAction": "geo:1,2",
    "TrafficType": "free",
    "ShortenUrls": "true",
    "ScheduleType": "fixed",
    "SendAt": "2026-11-21T12:00:00Z",
    "SendAsMms": "false",
    "MessageIntent": "otp",
    "RiskCheck": "disable",
    "FallbackFrom": "+15005550008",
}


def built(operation: Any, **arguments: Any) -> Any:
    """What the body of *operation* builds: the value that would be sent."""
    return operation.__wrapped__(operation.__self__, **arguments)


@pytest.mark.parametrize(
    ("operation", "arguments", "request_"),
    [
        (client.messages.create, FULL, Request("POST", MESSAGES, reads(Message), form=FULL_FORM)),
        (client.messages("SM1").fetch, {}, Request("GET", f"{MESSAGES}/SM1", reads(Message))),
        (
            client.messages("SM1").update,
            {"body": ""},
            Request("POST", f"{MESSAGES}/SM1", reads(Message), form={"Body": ""}, idempotent=True),
        ),
        (
            client.messages("SM1").update,
            {"status": "canceled"},
            Request("POST", f"{MESSAGES}/SM1", reads(Message), form={"Status": "canceled"}, idempotent=True),
        ),
        (client.messages("SM1").delete, {}, Request("DELETE", f"{MESSAGES}/SM1", nothing)),
        (
            client.messages("SM1").feedback.create,
            {"outcome": "confirmed"},
            Request("POST", f"{MESSAGES}/SM1/Feedback", reads(MessageFeedback), form={"Outcome": "confirmed"}),
        ),
        (
            client.messages("SM1").feedback.create,
            {},
            Request("POST", f"{MESSAGES}/SM1/Feedback", reads(MessageFeedback), form={}),
        ),
        (client.messages("SM1").media("ME1").fetch, {}, Request("GET", f"{MESSAGES}/SM1/Media/ME1", reads(Media))),
        (client.messages("SM1").media("ME1").delete, {}, Request("DELETE", f"{MESSAGES}/SM1/Media/ME1", nothing)),
        (client.accounts.create, {}, Request("POST", ROOT, reads(Account), form={})),
        (
            client.accounts.create,
            {"friendly_name": "Shop"},
            Request("POST", ROOT, reads(Account), form={"FriendlyName": "Shop"}),
        ),
        (client.accounts("AC9").fetch, {}, Request("GET", f"{ROOT}/AC9", reads(Account))),
        (client.accounts("AC9").update, {}, Request("POST", f"{ROOT}/AC9", reads(Account), form={}, idempotent=True)),
        (
            client.accounts("AC9").update,
            {"friendly_name": "Shop", "status": AccountStatus.CLOSED},
            Request(
                "POST",
                f"{ROOT}/AC9",
                reads(Account),
                form={"FriendlyName": "Shop", "Status": "closed"},
                idempotent=True,
            ),
        ),
        (client.accounts("AC9").messages("SM1").fetch, {}, Request("GET", f"{ROOT}/AC9/Messages/SM1", reads(Message))),
        (
            client.accounts("AC9").messages("SM1").media("ME1").fetch,
            {},
            Request("GET", f"{ROOT}/AC9/Messages/SM1/Media/ME1", reads(Media)),
        ),
    ],
)
def test_an_operation_makes_its_request(operation: Any, arguments: dict[str, Any], request_: Request[Any]) -> None:
    assert built(operation, **arguments) == request_


MESSAGE_PAGE = reads_page(Message, "messages", "sms_messages")
MEDIA_PAGE = reads_page(Media, "media_list", "media")
ACCOUNT_PAGE = reads_page(Account, "accounts")


@pytest.mark.parametrize(
    ("operations", "arguments", "path", "read", "query"),
    [
        (client.messages, {}, MESSAGES, MESSAGE_PAGE, {}),
        (
            client.messages,
            {"to": "+1", "from_": "+2", "date_sent": date(2026, 11, 21), "page_size": 20},
            MESSAGES,
            MESSAGE_PAGE,
            {"To": "+1", "From": "+2", "DateSent": "2026-11-21", "PageSize": "20"},
        ),
        (
            client.messages,
            {"date_sent_after": datetime(2026, 1, 1, tzinfo=UTC), "date_sent_before": "2026-02-01"},
            MESSAGES,
            MESSAGE_PAGE,
            {"DateSent>": "2026-01-01T00:00:00Z", "DateSent<": "2026-02-01"},
        ),
        (
            client.messages("SM1").media,
            {"date_created": "2026-01-01", "date_created_after": date(2026, 1, 1), "date_created_before": "2026-02-01"},
            f"{MESSAGES}/SM1/Media",
            MEDIA_PAGE,
            {"DateCreated": "2026-01-01", "DateCreated>": "2026-01-01", "DateCreated<": "2026-02-01"},
        ),
        (
            client.accounts,
            {"friendly_name": "Shop", "status": "active"},
            ROOT,
            ACCOUNT_PAGE,
            {"FriendlyName": "Shop", "Status": "active"},
        ),
        (client.accounts("AC9").messages, {"to": "+1"}, f"{ROOT}/AC9/Messages", MESSAGE_PAGE, {"To": "+1"}),
    ],
)
@pytest.mark.parametrize("name", ["list", "stream"])
def test_a_listing_starts_with_its_request(
    operations: Any, name: str, arguments: dict[str, Any], path: str, read: Any, query: dict[str, str]
) -> None:
    assert built(getattr(operations, name), **arguments) == Listing(Request("GET", path, read, query=query))


def test_a_limit_is_kept_beside_the_first_request() -> None:
    listing = built(client.messages.list, limit=7)
    assert (listing.limit, listing.first.query) == (7, {"PageSize": "7"})


@pytest.mark.parametrize(
    ("use", "text"),
    [
        (lambda: client.messages.create(to="", from_="+1", body="x"), "^to is empty: pass"),
        (lambda: client.messages.create(to=None, from_="+1", body="x"), "^to must be str, not None"),  # type: ignore[arg-type] # the mistake
        (lambda: client.messages.create(to="+1", body="x"), "^from_ or messaging_service_sid is missing"),
        (lambda: client.messages.create(to="+1", from_="+2"), "^body or media_url or content_sid is missing"),
        (
            lambda: client.messages.create(to="+1", from_="+2", media_url=[]),
            "^body or media_url or content_sid is missing",
        ),
        (
            lambda: client.messages.create(to="+1", from_="+2", media_url=["https://a"] * 11),
            "^media_url holds 11 addresses: pass at most 10",
        ),
        (lambda: client.messages("SM1").update(), '^pass either body=""'),
        (lambda: client.messages("SM1").update(body="", status="canceled"), '^pass either body=""'),
        (lambda: client.messages(""), "^sid cannot be ''"),
        (lambda: client.messages("SM1").media("../SM2"), "^sid cannot be"),
        (lambda: client.accounts("AC1/Messages"), "^sid cannot be"),
        (lambda: client.messages("SM1").feedback.create(outcome=True), "^outcome must be str, not bool"),  # type: ignore[arg-type] # the mistake
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(use: Any, text: str) -> None:
    with pytest.raises(ArgumentError, match=text):
        use()


@pytest.mark.parametrize(
    "arguments",
    [
        {"to": "not a number", "from_": "", "body": ""},
        {"to": "+1", "messaging_service_sid": "no service", "content_sid": ""},
        {"to": "+1", "from_": "+2", "media_url": "https://a", "validity_period": -5, "risk_check": "unknown"},
        {"to": "+1", "from_": "+2", "body": "x" * 5000, "media_url": ["https://a"] * 10},
    ],
)
def test_all_else_is_for_twilio_to_judge(arguments: dict[str, Any]) -> None:
    assert built(client.messages.create, **arguments).method == "POST"
