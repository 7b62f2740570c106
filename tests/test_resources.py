"""Every operation as a value: the request that its arguments make, without sending it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from inspect import signature
from typing import Any

import pytest

from answers import fields
from twilio_lite import (
    Account,
    AccountStatus,
    ArgumentError,
    Call,
    CallDirection,
    CallStatus,
    Client,
    Listing,
    Media,
    Message,
    MessageFeedback,
    OutgoingCallerId,
    Request,
    ValidationRequest,
)
from twilio_lite._paging import reads_page
from twilio_lite._structure import nothing, reads
from twilio_lite.twiml import Say, VoiceResponse

client = Client("AC1", "token")
ROOT = "/2010-04-01/Accounts"
MESSAGES = f"{ROOT}/AC1/Messages"
CALLS = f"{ROOT}/AC1/Calls"
SPOKEN = '<?xml version="1.0" encoding="UTF-8"?><Response><Say>é &amp; x</Say></Response>'
CALLER_IDS = f"{ROOT}/AC1/OutgoingCallerIds"
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
    "tags": {"campaign": "spring"},
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
    "Tags": '{"campaign":"spring"}',
}
FULL_CALL = {
    "to": "+15005550006",
    "from_": "+15005550009",
    "url": "https://a",
    "twiml": "<Response><Say>Hello</Say></Response>",
    "application_sid": "AP1",
    "method": "GET",
    "fallback_url": "https://b",
    "fallback_method": "POST",
    "status_callback": "https://c",
    "status_callback_event": ["initiated", "answered"],
    "status_callback_method": "GET",
    "send_digits": "W1234#",
    "timeout": 15,
    "time_limit": 3600,
    "record": True,
    "recording_channels": "dual",
    "recording_track": "inbound",
    "recording_status_callback": "https://d",
    "recording_status_callback_event": ["in-progress", "absent"],
    "recording_status_callback_method": "POST",
    "recording_configuration_id": "configuration",
    "trim": "do-not-trim",
    "machine_detection": "DetectMessageEnd",
    "machine_detection_timeout": 30,
    "machine_detection_speech_threshold": 2400,
    "machine_detection_speech_end_threshold": 1200,
    "machine_detection_silence_timeout": 5000,
    "async_amd": True,
    "async_amd_status_callback": "https://e",
    "async_amd_status_callback_method": "GET",
    "sip_auth_username": "somebody",
    "sip_auth_password": "secret",
    "caller_id": "+15005550008",
    "call_reason": "Your order",
    "call_token": "token",
    "passports": "e30=,e30=",
    "byoc": "BY1",
    "client_notification_url": "https://f",
}
FULL_CALL_FORM = {
    "To": "+15005550006",
    "From": "+15005550009",
    "Url": "https://a",
    "Twiml": "<Response><Say>Hello</Say></Response>",
    "ApplicationSid": "AP1",
    "Method": "GET",
    "FallbackUrl": "https://b",
    "FallbackMethod": "POST",
    "StatusCallback": "https://c",
    "StatusCallbackEvent": ["initiated", "answered"],
    "StatusCallbackMethod": "GET",
    "SendDigits": "W1234#",
    "Timeout": "15",
    "TimeLimit": "3600",
    "Record": "true",
    "RecordingChannels": "dual",
    "RecordingTrack": "inbound",
    "RecordingStatusCallback": "https://d",
    "RecordingStatusCallbackEvent": ["in-progress", "absent"],
    "RecordingStatusCallbackMethod": "POST",
    "RecordingConfigurationId": "configuration",
    "Trim": "do-not-trim",
    "MachineDetection": "DetectMessageEnd",
    "MachineDetectionTimeout": "30",
    "MachineDetectionSpeechThreshold": "2400",
    "MachineDetectionSpeechEndThreshold": "1200",
    "MachineDetectionSilenceTimeout": "5000",
    "AsyncAmd": "true",
    "AsyncAmdStatusCallback": "https://e",
    "AsyncAmdStatusCallbackMethod": "GET",
    "SipAuthUsername": "somebody",
    "SipAuthPassword": "secret",
    "CallerId": "+15005550008",
    "CallReason": "Your order",
    "CallToken": "token",
    "Passports": "e30=,e30=",
    "Byoc": "BY1",
    "ClientNotificationUrl": "https://f",
}
FULL_REDIRECT = {
    "url": "https://a",
    "twiml": "<Response/>",
    "status": "completed",
    "method": "GET",
    "fallback_url": "https://b",
    "fallback_method": "POST",
    "status_callback": "https://c",
    "status_callback_method": "GET",
    "time_limit": 600,
}
FULL_REDIRECT_FORM = {
    "Url": "https://a",
    "Twiml": "<Response/>",
    "Status": "completed",
    "Method": "GET",
    "FallbackUrl": "https://b",
    "FallbackMethod": "POST",
    "StatusCallback": "https://c",
    "StatusCallbackMethod": "GET",
    "TimeLimit": "600",
}
FULL_VALIDATION = {
    "phone_number": "+15005550006",
    "friendly_name": "Shop",
    "call_delay": 60,
    "extension": "12",
    "status_callback": "https://a",
    "status_callback_method": "GET",
}
FULL_VALIDATION_FORM = {
    "PhoneNumber": "+15005550006",
    "FriendlyName": "Shop",
    "CallDelay": "60",
    "Extension": "12",
    "StatusCallback": "https://a",
    "StatusCallbackMethod": "GET",
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
        (client.calls.create, FULL_CALL, Request("POST", CALLS, reads(Call), form=FULL_CALL_FORM)),
        (
            client.calls.create,
            {"to": "client:a", "from_": "client:b", "application_sid": "AP1", "async_amd": "false"},
            Request(
                "POST",
                CALLS,
                reads(Call),
                form={"To": "client:a", "From": "client:b", "ApplicationSid": "AP1", "AsyncAmd": "false"},
            ),
        ),
        (client.calls("CA1").fetch, {}, Request("GET", f"{CALLS}/CA1", reads(Call))),
        (
            client.calls("CA1").update,
            FULL_REDIRECT,
            Request("POST", f"{CALLS}/CA1", reads(Call), form=FULL_REDIRECT_FORM),
        ),
        (
            client.calls("CA1").update,
            {"url": "https://a"},
            Request("POST", f"{CALLS}/CA1", reads(Call), form={"Url": "https://a"}),
        ),
        (
            client.calls("CA1").update,
            {"twiml": "<Response/>"},
            Request("POST", f"{CALLS}/CA1", reads(Call), form={"Twiml": "<Response/>"}),
        ),
        (
            client.calls.create,
            {"to": "+1", "from_": "+2", "twiml": VoiceResponse(Say("é & x"))},
            Request("POST", CALLS, reads(Call), form={"To": "+1", "From": "+2", "Twiml": SPOKEN}),
        ),
        (
            client.calls("CA1").update,
            {"twiml": VoiceResponse(Say("é & x"))},
            Request("POST", f"{CALLS}/CA1", reads(Call), form={"Twiml": SPOKEN}),
        ),
        (
            client.calls("CA1").update,
            {"status": CallStatus.CANCELED},
            Request("POST", f"{CALLS}/CA1", reads(Call), form={"Status": "canceled"}, idempotent=True),
        ),
        (
            client.calls("CA1").update,
            {"time_limit": 600},
            Request("POST", f"{CALLS}/CA1", reads(Call), form={"TimeLimit": "600"}, idempotent=True),
        ),
        (client.calls("CA1").delete, {}, Request("DELETE", f"{CALLS}/CA1", nothing)),
        (client.accounts("AC9").calls("CA1").fetch, {}, Request("GET", f"{ROOT}/AC9/Calls/CA1", reads(Call))),
        (
            client.outgoing_caller_ids.create,
            FULL_VALIDATION,
            Request("POST", CALLER_IDS, reads(ValidationRequest), form=FULL_VALIDATION_FORM),
        ),
        (
            client.validation_requests.create,
            FULL_VALIDATION,
            Request("POST", CALLER_IDS, reads(ValidationRequest), form=FULL_VALIDATION_FORM),
        ),
        (
            client.accounts("AC9").validation_requests.create,
            {"phone_number": "+1"},
            Request("POST", f"{ROOT}/AC9/OutgoingCallerIds", reads(ValidationRequest), form={"PhoneNumber": "+1"}),
        ),
        (
            client.outgoing_caller_ids("PN1").fetch,
            {},
            Request("GET", f"{CALLER_IDS}/PN1", reads(OutgoingCallerId)),
        ),
        (
            client.outgoing_caller_ids("PN1").update,
            {"friendly_name": "Shop"},
            Request(
                "POST", f"{CALLER_IDS}/PN1", reads(OutgoingCallerId), form={"FriendlyName": "Shop"}, idempotent=True
            ),
        ),
        (client.outgoing_caller_ids("PN1").delete, {}, Request("DELETE", f"{CALLER_IDS}/PN1", nothing)),
        (
            client.accounts("AC9").outgoing_caller_ids("PN1").delete,
            {},
            Request("DELETE", f"{ROOT}/AC9/OutgoingCallerIds/PN1", nothing),
        ),
    ],
)
def test_an_operation_makes_its_request(operation: Any, arguments: dict[str, Any], request_: Request[Any]) -> None:
    assert built(operation, **arguments) == request_


MESSAGE_PAGE = reads_page(Message, "messages", "sms_messages")
MEDIA_PAGE = reads_page(Media, "media_list", "media")
ACCOUNT_PAGE = reads_page(Account, "accounts")
CALL_PAGE = reads_page(Call, "calls")
CALLER_ID_PAGE = reads_page(OutgoingCallerId, "outgoing_caller_ids")


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
        (
            client.calls,
            {"to": "+1", "from_": "+2", "parent_call_sid": "CA1", "status": CallStatus.NO_ANSWER, "page_size": 20},
            CALLS,
            CALL_PAGE,
            {"To": "+1", "From": "+2", "ParentCallSid": "CA1", "Status": "no-answer", "PageSize": "20"},
        ),
        (
            client.calls,
            {
                "start_time": date(2026, 11, 21),
                "start_time_after": datetime(2026, 1, 1, tzinfo=UTC),
                "start_time_before": "2026-02-01",
                "end_time": "2026-11-21",
                "end_time_after": date(2026, 1, 1),
                "end_time_before": datetime(2026, 2, 1, tzinfo=UTC),
            },
            CALLS,
            CALL_PAGE,
            {
                "StartTime": "2026-11-21",
                "StartTime>": "2026-01-01T00:00:00Z",
                "StartTime<": "2026-02-01",
                "EndTime": "2026-11-21",
                "EndTime>": "2026-01-01",
                "EndTime<": "2026-02-01T00:00:00Z",
            },
        ),
        (client.accounts("AC9").calls, {"to": "+1"}, f"{ROOT}/AC9/Calls", CALL_PAGE, {"To": "+1"}),
        (
            client.outgoing_caller_ids,
            {"phone_number": "+1", "friendly_name": "Shop"},
            CALLER_IDS,
            CALLER_ID_PAGE,
            {"PhoneNumber": "+1", "FriendlyName": "Shop"},
        ),
        (client.accounts("AC9").outgoing_caller_ids, {}, f"{ROOT}/AC9/OutgoingCallerIds", CALLER_ID_PAGE, {}),
    ],
)
@pytest.mark.parametrize("name", ["list", "stream"])
def test_a_listing_starts_with_its_request(
    operations: Any, name: str, arguments: dict[str, Any], path: str, read: Any, query: dict[str, str]
) -> None:
    assert built(getattr(operations, name), **arguments) == Listing(Request("GET", path, read, query=query))


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (client.messages.create, FULL),
        (client.calls.create, FULL_CALL),
        (client.calls("CA1").update, FULL_REDIRECT),
        (client.validation_requests.create, FULL_VALIDATION),
    ],
)
def test_the_tables_name_every_parameter_and_no_other(operation: Any, arguments: dict[str, Any]) -> None:
    assert set(arguments) == set(signature(operation).parameters)


@pytest.mark.parametrize(
    ("model", "published"),
    [
        (
            Call,
            (
                "sid date_created date_updated parent_call_sid account_sid to to_formatted from from_formatted "
                "phone_number_sid status start_time end_time duration price price_unit direction answered_by "
                "api_version forwarded_from group_sid caller_name queue_time trunk_sid uri subresource_uris"
            ),
        ),
        (OutgoingCallerId, "sid date_created date_updated friendly_name account_sid phone_number uri"),
        (ValidationRequest, "account_sid call_sid friendly_name phone_number validation_code uri"),
    ],
)
def test_a_model_has_every_field_that_is_published(model: Any, published: str) -> None:
    assert set(fields(model)) == set(published.split())


@pytest.mark.parametrize("model", [Account, Call, Media, Message, MessageFeedback, OutgoingCallerId, ValidationRequest])
def test_every_model_has_its_address(model: Any) -> None:
    assert fields(model)["uri"] == str | None


def test_a_code_to_type_keeps_its_zeros() -> None:
    assert reads(ValidationRequest)({"validation_code": "001234"}).validation_code == "001234"


def test_a_caller_id_is_made_by_the_one_body_of_both_spellings() -> None:
    either, other = client.outgoing_caller_ids.create, client.validation_requests.create
    assert either.__func__ is other.__func__  # type: ignore[attr-defined] # it is a method


def test_a_limit_is_kept_beside_the_first_request() -> None:
    listing = built(client.messages.list, limit=7)
    assert (listing.limit, listing.first.query) == (7, {"PageSize": "7"})


def test_the_words_of_a_call_are_twilios() -> None:
    statuses = "queued ringing in-progress completed busy failed no-answer canceled"
    directions = "inbound outbound-api outbound-dial trunking-terminating trunking-originating"
    assert [*CallStatus] == statuses.split()
    assert [*CallDirection] == directions.split()


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
        (
            lambda: client.messages.create(to="+1", from_="+2", body="x", send_at=datetime(2026, 11, 21, tzinfo=UTC)),
            '^send_at alone schedules nothing: pass schedule_type="fixed"',
        ),
        (lambda: client.messages("SM1").update(), '^pass either body=""'),
        (lambda: client.messages("SM1").update(body="", status="canceled"), '^pass either body=""'),
        (lambda: client.messages(""), "^sid cannot be ''"),
        (lambda: client.messages("SM1").media("../SM2"), "^sid cannot be"),
        (lambda: client.accounts("AC1/Messages"), "^sid cannot be"),
        (lambda: client.calls.create(to="", from_="+2", twiml="<Response/>"), "^to is empty: pass"),
        (lambda: client.calls.create(to="+1", from_="", twiml="<Response/>"), "^from_ is empty: pass"),
        (lambda: client.calls.create(to="+1", from_="+2"), "^url or twiml or application_sid is missing"),
        (
            lambda: client.calls.create(to="+1", from_="+2", twiml=b"<Response/>"),  # type: ignore[arg-type] # the mistake
            "^twiml must be str or TwiML of twilio_lite.twiml, not bytes",
        ),
        (lambda: client.calls("CA1").update(), "^pass url or twiml to redirect the call, status="),
        (lambda: client.calls(""), "^sid cannot be ''"),
        (lambda: client.outgoing_caller_ids("PN1/x"), "^sid cannot be"),
        (lambda: client.validation_requests.create(phone_number=None), "^phone_number must be str, not None"),  # type: ignore[arg-type] # the mistake
        (lambda: client.messages("SM1").feedback.create(outcome=True), "^outcome must be str, not bool"),  # type: ignore[arg-type] # the mistake
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(use: Any, text: str) -> None:
    with pytest.raises(ArgumentError, match=text):
        use()


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (client.messages.create, {"to": "not a number", "from_": "", "body": ""}),
        (client.messages.create, {"to": "+1", "messaging_service_sid": "no service", "content_sid": ""}),
        (
            client.messages.create,
            {"to": "+1", "from_": "+2", "media_url": "https://a", "validity_period": -5, "risk_check": "unknown"},
        ),
        (client.messages.create, {"to": "+1", "from_": "+2", "body": "x" * 5000, "media_url": ["https://a"] * 10}),
        (client.calls.create, {"to": "nobody", "from_": "somebody", "url": "", "twiml": "no TwiML", "timeout": -1}),
        (client.calls.create, {"to": "+1", "from_": "+2", "url": "x", "machine_detection": "unknown"}),
        (client.calls("CA1").update, {"url": "https://a", "twiml": "<Response/>", "status": "ringing"}),
        (client.calls("CA1").update, {"method": "PATCH"}),
        (client.outgoing_caller_ids.create, {"phone_number": "no number", "call_delay": 61}),
    ],
)
def test_all_else_is_for_twilio_to_judge(operation: Any, arguments: dict[str, Any]) -> None:
    assert built(operation, **arguments).method == "POST"
