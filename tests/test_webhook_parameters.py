"""Every parameter that Twilio documents lands in the field of its name, as what it is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from genuine import FORMS, asked, posted
from twilio_lite import CallDirection, CallStatus, MessageStatus
from twilio_lite.webhooks import (
    CallEvent,
    CallStatusCallback,
    Event,
    InboundMessage,
    MessageEvent,
    OtherEvent,
    StatusCallback,
    VoiceRequest,
)

DATE = datetime(2026, 11, 5, 14, 30, 59, tzinfo=UTC)
WRITTEN = "Thu, 05 Nov 2026 14:30:59 +0000"
Row = tuple[str, str, Any]
SAMPLE: dict[str, tuple[str, Any]] = {
    "number": ("17", 17),
    "measure": ("0.9375", 0.9375),
    "truth": ("true", True),
    "date": (WRITTEN, DATE),
    "minute": ("2611051430", DATE.replace(second=0)),
    "message status": ("delivered", MessageStatus.DELIVERED),
    "call status": ("no-answer", CallStatus.NO_ANSWER),
    "direction": ("outbound-dial", CallDirection.OUTBOUND_DIAL),
}
DOCUMENTED: dict[type[Event], dict[str, str]] = {
    Event: {"text": "AccountSid ApiVersion"},
    MessageEvent: {"text": "MessageSid SmsSid MessagingServiceSid From To", "message status": "SmsStatus"},
    InboundMessage: {
        "text": """
            Body SmsMessageSid OptOutType FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry
            ButtonPayload ButtonText ButtonType InteractiveData FlowData ChannelMetadata AddOns Address Label
            ProfileName WaId OriginalRepliedMessageSender OriginalRepliedMessageSid ReferralBody ReferralHeadline
            ReferralSourceId ReferralSourceType ReferralSourceUrl ReferralMediaId ReferralMediaContentType
            ReferralMediaUrl ReferralCtwaClid
            """,
        "number": "NumMedia NumSegments ReferralNumMedia",
        "measure": "Latitude Longitude",
        "truth": "Forwarded FrequentlyForwarded",
    },
    StatusCallback: {
        "text": """
            ErrorMessage ChannelInstallSid ChannelStatusMessage ChannelPrefix ChannelToAddress EventType
            """,
        "number": "ErrorCode",
        "minute": "RawDlrDoneDate",
        "message status": "MessageStatus",
    },
    CallEvent: {
        "text": """
            CallSid ParentCallSid ApplicationSid From To Caller Called ForwardedFrom CallerName
            FromCity FromState FromZip FromCountry ToCity ToState ToZip ToCountry
            CallerCity CallerState CallerZip CallerCountry CalledCity CalledState CalledZip CalledCountry
            StirVerstat StirPassportToken AddOns SipCallId SipDomain SipDomainSid SipSourceIp AnsweredBy
            RecordingSid RecordingUrl ErrorMessage
            """,
        "number": "MachineDetectionDuration RecordingDuration SequenceNumber ErrorCode",
        "call status": "CallStatus",
        "direction": "Direction",
    },
    CallStatusCallback: {
        "text": "CallbackSource StirStatus",
        "number": "CallDuration Duration SipResponseCode",
        "date": "Timestamp",
    },
    VoiceRequest: {
        "text": """
            CallToken ErrorUrl Digits FinishedOnKey SpeechResult Language StableSpeechResult UnstableSpeechResult
            RecordingStatus RecordingSource RecordingTrack
            TranscriptionSid TranscriptionText TranscriptionStatus TranscriptionUrl DialCallSid DialSipCallId
            QueueResult QueueSid DequeingCallSid ReferTransferTarget
            Result ProfileId PaymentToken PaymentConfirmationCode PaymentMethod PaymentCardNumber PaymentCardType
            PaymentCardPostalCode ExpirationDate SecurityCode BankAccountNumber BankRoutingNumber BankAccountType
            PaymentError ConnectorError SessionId SessionStatus HandoffData
            """,
        "number": """
            RecordingChannels DialCallDuration DialSipResponseCode QueueTime QueuePosition AvgQueueTime CurrentQueueSize
            MaxQueueSize ReferSipResponseCode NotifySipResponseCode PayErrorCode SessionDuration
            """,
        "measure": "Confidence Stability",
        "truth": "DialBridged",
        "date": "RecordingStartTime",
        "call status": "DialCallStatus ReferCallStatus",
    },
}
LEAST = {kind: form for kind, form in FORMS.items() if kind is not OtherEvent}


def documented(kind: type[Event]) -> list[Row]:
    """The parameters of events of *kind*, those they share included: name, what is sent and what it is read as."""
    return [
        (name, *SAMPLE.get(what, (text_of(name), text_of(name))))
        for base in kind.__mro__
        for what, names in DOCUMENTED.get(base, {}).items()
        for name in names.split()
    ]


def text_of(name: str) -> str:
    """What the sample of a text says: an empty ZIP and digits stay text."""
    said = {"CallbackSource": "call-progress-events", "Digits": "0012", "ToZip": "", "From": "+15005550006"}
    return said.get(name, f"{name} & größer 😀\r\n")


def field_of(name: str) -> str:
    """The field of the parameter *name*."""
    field = re.sub("(?<=.)(?=[A-Z])", "_", name).lower()
    return "from_" if field == "from" else field


ROWS = [(kind, *row) for kind in LEAST for row in documented(kind)]


@pytest.mark.parametrize(
    ("kind", "name", "written", "value"), ROWS, ids=[f"{row[0].__name__}-{row[1]}" for row in ROWS]
)
def test_a_documented_parameter_lands_in_its_field_as_what_it_is(
    kind: type[Event], name: str, written: str, value: object
) -> None:
    for event in (posted({**LEAST[kind], name: written}), asked({**LEAST[kind], name: written})):
        found = getattr(event, field_of(name))
        assert type(event) is kind
        assert (found, type(found)) == (value, type(value))
        assert event.extra == {}


@pytest.mark.parametrize("kind", LEAST)
def test_an_event_of_all_its_parameters_has_each_in_its_field_and_no_field_is_undocumented(kind: type[Event]) -> None:
    rows = documented(kind)
    event = posted({name: written for name, written, _ in rows}, {"I-Twilio-Idempotency-Token": "once"})
    named = {field_of(name): value for name, _, value in rows} | {"idempotency_token": "once", "extra": {}}
    media: dict[str, object] = {"media": ()} if kind is InboundMessage else {}
    assert attrs.asdict(event) == named | media


@pytest.mark.parametrize("kind", LEAST)
def test_a_field_whose_parameter_did_not_come_is_none(kind: type[Event]) -> None:
    event = posted(LEAST[kind])
    absent = {field.name for field in attrs.fields(kind)} - {field_of(name) for name in LEAST[kind]}
    assert {name for name in absent if getattr(event, name) is not None} == {"extra"} | (
        {"media"} if kind is InboundMessage else set()
    )
    assert repr(event) == f"{kind.__name__}({shown(event)})"


def shown(event: Event) -> str:
    """The fields of *event* that are set, as a repr has them."""
    values = attrs.asdict(event)
    return ", ".join(f"{name}={value!r}" for name, value in values.items() if value is not None)


UNREADABLE = {"number": "many", "measure": "north", "truth": "perhaps", "date": "soon", "minute": "9999999999"}
REFUSED = [
    (kind, name, UNREADABLE[what])
    for kind in LEAST
    for base in kind.__mro__
    for what, names in DOCUMENTED.get(base, {}).items()
    if what in UNREADABLE
    for name in names.split()
]


@pytest.mark.parametrize(("kind", "name", "written"), REFUSED)
def test_a_value_that_cannot_be_read_is_kept_as_it_came(kind: type[Event], name: str, written: str) -> None:
    event = posted({**LEAST[kind], name: written})
    assert type(event) is kind
    assert getattr(event, field_of(name)) is None
    assert event.extra == {name: written}


ENUMERATED = [
    (kind, name)
    for kind in LEAST
    for base in kind.__mro__
    for what in ("message status", "call status", "direction")
    for name in DOCUMENTED.get(base, {}).get(what, "").split()
]


@pytest.mark.parametrize(("kind", "name"), ENUMERATED)
def test_a_word_that_is_new_stays_a_word(kind: type[Event], name: str) -> None:
    assert getattr(posted({**LEAST[kind], name: "teleported"}), field_of(name)) == "teleported"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2611051430", datetime(2026, 11, 5, 14, 30, tzinfo=UTC)),
        ("0001010000", datetime(2000, 1, 1, tzinfo=UTC)),
        ("9912312359", datetime(2099, 12, 31, 23, 59, tzinfo=UTC)),
        ("2402291200", datetime(2024, 2, 29, 12, tzinfo=UTC)),
        ("2026-11-05T14:30:00Z", datetime(2026, 11, 5, 14, 30, tzinfo=UTC)),
        ("", None),
    ],
)
def test_the_date_of_a_carrier_is_a_minute_in_utc(written: str, value: datetime | None) -> None:
    event = posted({**LEAST[StatusCallback], "RawDlrDoneDate": written})
    assert isinstance(event, StatusCallback)
    assert event.raw_dlr_done_date == value
    assert event.extra == {}


@pytest.mark.parametrize("written", ["2602301200", "2613011200", "26110514301", "261105143", "٢٦١١٠٥١٤٣٠", "now"])
def test_what_is_no_minute_of_a_carrier_is_kept_as_it_came(written: str) -> None:
    event = posted({**LEAST[StatusCallback], "RawDlrDoneDate": written})
    assert isinstance(event, StatusCallback)
    assert event.raw_dlr_done_date is None
    assert event.extra == {"RawDlrDoneDate": written}


@pytest.mark.parametrize("kind", [InboundMessage, VoiceRequest])
def test_a_carriers_date_that_belongs_to_another_event_is_kept_as_it_came(kind: type[Event]) -> None:
    assert posted({**LEAST[kind], "RawDlrDoneDate": "2611051430"}).extra == {"RawDlrDoneDate": "2611051430"}
