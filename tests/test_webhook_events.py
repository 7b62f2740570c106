"""What a genuine request becomes: an event of the type that its parameters make, with nothing lost."""

from __future__ import annotations

import copy
import pickle
from typing import Any, cast
from urllib.parse import urlencode

import attrs
import pytest

from genuine import FORMS, INBOUND, PROGRESS, asked, posted
from twilio_lite import MessageStatus, webhooks
from twilio_lite.webhooks import (
    CallStatusCallback,
    Event,
    InboundMessage,
    IncomingMedia,
    OtherEvent,
    StatusCallback,
    VoiceRequest,
)


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ({"MessageSid": "SM1"}, InboundMessage),
        ({"SmsSid": "SM1"}, InboundMessage),
        ({"MessageSid": "SM1", "SmsStatus": "received"}, InboundMessage),
        ({"MessageSid": "SM1", "SmsStatus": "sent", "Body": ""}, InboundMessage),
        ({"MessageSid": "SM1", "MessageStatus": "sent"}, StatusCallback),
        ({"MessageSid": "SM1", "MessageStatus": "new"}, StatusCallback),
        ({"MessageSid": "SM1", "MessageStatus": "read", "Body": "Hi"}, StatusCallback),
        ({"SmsSid": "SM1", "MessageStatus": "sent"}, StatusCallback),
        ({"CallSid": "CA1"}, VoiceRequest),
        ({"CallSid": "CA1", "CallStatus": "completed"}, VoiceRequest),
        ({"CallSid": "CA1", "CallbackSource": "another"}, VoiceRequest),
        ({"CallSid": "CA1", **PROGRESS}, CallStatusCallback),
        ({"CallSid": "CA1", "MessageSid": "SM1", "MessageStatus": "sent"}, VoiceRequest),
        ({"CallSid": "CA1", "SmsSid": "SM1", **PROGRESS}, CallStatusCallback),
        ({"CallSid": "", "MessageSid": "SM1"}, InboundMessage),
        ({"CallSid": "", "MessageSid": "", "SmsSid": ""}, OtherEvent),
        ({"MessageStatus": "sent"}, OtherEvent),
        (PROGRESS, OtherEvent),
        ({"ConferenceSid": "CF1", "AccountSid": "AC1"}, OtherEvent),
        ({"callsid": "CA1", "messagesid": "SM1"}, OtherEvent),
        ({}, OtherEvent),
    ],
)
def test_a_request_is_of_the_type_that_its_parameters_make(form: dict[str, str], kind: type[Event]) -> None:
    for event in (posted(form), asked(form)):
        assert type(event) is kind


def test_a_call_is_told_first_and_keeps_what_came_of_a_message_beside_it() -> None:
    assert posted({"CallSid": "CA1", "SmsSid": "SM1"}) == VoiceRequest(call_sid="CA1", extra={"SmsSid": "SM1"})


@pytest.mark.parametrize(
    "status", ["queued", "sending", "sent", "failed", "delivered", "undelivered", "canceled", "read"]
)
@pytest.mark.parametrize("sid", ["SmsSid", "MessageSid"])
def test_a_status_of_2008_is_a_status(status: str, sid: str) -> None:
    event = posted({sid: "SM1", "SmsStatus": status})
    assert isinstance(event, StatusCallback)
    assert (event.message_sid, event.message_status, event.sms_status) == ("SM1", status, status)
    assert event.sms_sid == ("SM1" if sid == "SmsSid" else None)
    assert isinstance(event.message_status, MessageStatus)
    assert event.extra == {}


def test_a_message_of_2008_has_todays_name_too() -> None:
    assert posted({"SmsSid": "SM1", "Body": "Hi", "SmsStatus": "received"}) == InboundMessage(
        message_sid="SM1", sms_sid="SM1", body="Hi", sms_status=MessageStatus.RECEIVED
    )
    assert posted({"SmsSid": "SM1", "MessageSid": "", "Body": ""}).extra == {}
    assert posted({"SmsSid": "SM1", "Body": "Hi", "SmsStatus": "sent"}).extra == {}


def test_a_status_of_today_outranks_that_of_2008() -> None:
    event = posted({"SmsSid": "SM1", "MessageStatus": "delivered", "SmsStatus": "sent"})
    assert isinstance(event, StatusCallback)
    assert (event.message_status, event.sms_status) == ("delivered", "sent")


MEDIA = {"MediaUrl0": "https://a/0", "MediaContentType0": "image/gif"}


@pytest.mark.parametrize(
    ("form", "media", "extra"),
    [
        ({}, [], {}),
        (MEDIA, [("https://a/0", "image/gif")], {}),
        ({"MediaUrl0": "https://a/0"}, [("https://a/0", None)], {}),
        ({"MediaContentType0": "image/gif"}, [], {"MediaContentType0": "image/gif"}),
        ({"MediaUrl7": "https://a/7", **MEDIA}, [("https://a/0", "image/gif"), ("https://a/7", None)], {}),
        ({"MediaUrl1": "b", "MediaUrl01": "a"}, [("a", None), ("b", None)], {}),
        ({"MediaUrl": "a", "Media": "b", "MediaUrl0x": "c"}, [], {"MediaUrl": "a", "Media": "b", "MediaUrl0x": "c"}),
        ({"MediaUrl-1": "a", "MediaUrl\u0661": "b"}, [], {"MediaUrl-1": "a", "MediaUrl\u0661": "b"}),
        ({"MediaUrl12345": "a"}, [], {"MediaUrl12345": "a"}),
        ({"MediaUrl9999": "a"}, [("a", None)], {}),
        ({"MediaUrl0": "", "MediaContentType0": ""}, [("", "")], {}),
        ({"XMediaUrl0": "a"}, [], {"XMediaUrl0": "a"}),
    ],
)
def test_media_are_pairs_of_url_and_type(
    form: dict[str, str], media: list[tuple[str, str | None]], extra: dict[str, str]
) -> None:
    event = posted({**INBOUND, **form})
    assert isinstance(event, InboundMessage)
    assert event.media == tuple(media)
    assert all(type(medium) is IncomingMedia for medium in event.media)
    assert event.extra == extra


def test_more_than_ten_media_are_in_the_order_of_their_numbers() -> None:
    form = {f"Media{what}{n}": f"{what}{n}" for n in (11, 2, 10, 0, 1) for what in ("ContentType", "Url")}
    event = posted({**INBOUND, "NumMedia": "5", **form})
    assert isinstance(event, InboundMessage)
    assert [(medium.url, medium.content_type) for medium in event.media] == [
        (f"Url{n}", f"ContentType{n}") for n in (0, 1, 2, 10, 11)
    ]
    assert (event.num_media, event.extra) == (5, {})


def test_media_belong_to_an_inbound_message_only() -> None:
    assert posted({"CallSid": "CA1", **MEDIA}).extra == MEDIA
    assert posted({"MessageSid": "SM1", "MessageStatus": "sent", **MEDIA}).extra == MEDIA


@pytest.mark.parametrize("form", [INBOUND, {"CallSid": "CA1"}, {"MessageSid": "SM1", "MessageStatus": "sent"}])
def test_what_is_unknown_is_kept_under_twilios_name(form: dict[str, str]) -> None:
    unknown = {
        "SipHeader_X-Trace": "1",
        "Novelty": "",
        "Extra": "a",
        "IdempotencyToken": "b",
        "body": "c",
        "From_": "d",
    }
    event = posted({**form, **unknown})
    assert event.extra == unknown
    assert event.idempotency_token is None


def test_another_event_keeps_its_whole_form_and_its_body() -> None:
    form = {"ConferenceSid": "CF1", "AccountSid": "AC1", "ApiVersion": "2010-04-01", "Muted": "", "MediaUrl0": "a"}
    event = posted(form, {"I-Twilio-Idempotency-Token": "once"})
    body = urlencode(form).encode()
    assert event == OtherEvent(
        account_sid="AC1", api_version="2010-04-01", idempotency_token="once", params=form, body=body
    )
    assert asked(form) == OtherEvent(account_sid="AC1", api_version="2010-04-01", params=form)


def test_a_repr_shows_what_is_set_and_not_what_did_not_come() -> None:
    event = posted({"MessageSid": "SM1", "Body": "", "NumMedia": "0", "New": "a", **MEDIA})
    assert repr(event) == (
        "InboundMessage(extra={'New': 'a'}, message_sid='SM1', body='', num_media=0, "
        "media=(IncomingMedia(url='https://a/0', content_type='image/gif'),))"
    )
    assert repr(posted({"CallSid": "CA1", "DialBridged": "false"})) == (
        "VoiceRequest(extra={}, call_sid='CA1', dial_bridged=False)"
    )
    assert repr(Event(account_sid="AC1")) == "Event(account_sid='AC1', extra={})"


@pytest.mark.parametrize("form", FORMS.values())
def test_an_event_is_a_value_frozen_hashable_comparable_copied_and_pickled(form: dict[str, str]) -> None:
    event = posted({**form, "New": "a"})
    assert {event, posted({**form, "New": "a"})} == {event}
    assert event != posted({**form, "New": "b"})
    assert event == copy.copy(event) == copy.deepcopy(event) == pickle.loads(pickle.dumps(event))  # noqa: S301 - our own
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        cast("Any", event).account_sid = "AC2"
    assert not hasattr(event, "__dict__")


@pytest.mark.parametrize("name", webhooks.__all__)
def test_a_public_name_of_webhooks_can_be_had_is_documented_and_listed(name: str) -> None:
    assert getattr(webhooks, name).__doc__
    assert name in vars(webhooks), "it is looked up once"
    assert dir(webhooks) == sorted(webhooks.__all__) == webhooks.__all__


def test_any_other_name_of_webhooks_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'twilio_lite.webhooks' has no attribute 'InboundMail'"):
        cast("Any", webhooks).InboundMail  # noqa: B018 - that it is asked for is the test
