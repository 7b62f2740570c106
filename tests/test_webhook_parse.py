"""Where a request is read: a GET's query, a POST's body, its headers; and what is raised where it is refused."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import strategies as some

from genuine import FORMS, INBOUND, URL, VALIDATOR, asked, hashed, posted, sent, signature
from test_fuzz import holds
from twilio_lite import TwilioError
from twilio_lite._headers import Headers
from twilio_lite.errors import ArgumentError
from twilio_lite.webhooks import (
    CallEvent,
    Event,
    InboundMessage,
    MessageEvent,
    OtherEvent,
    RequestValidator,
    SignatureError,
    StatusCallback,
    UnexpectedEvent,
    parse,
)
from twilio_lite.webhooks._parse import read


@pytest.mark.parametrize("kind", ["application/json", "application/json; charset=utf-8", "text/plain", "multipart/x"])
def test_a_body_of_another_type_is_no_form(kind: str) -> None:
    body = json.dumps([{"data": {"MessageSid": "SM1"}}]).encode()
    assert sent(body, {"Content-Type": kind}) == OtherEvent(body=body)
    assert sent(b"MessageSid=SM1&Body=Hi", {"content-type": kind}) == OtherEvent(body=b"MessageSid=SM1&Body=Hi")


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "Application/X-WWW-Form-URLencoded ; charset=UTF-8", None]
)
def test_a_form_is_known_by_its_type_and_where_none_is_said(kind: str | None) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    event = posted(INBOUND, headers)
    assert isinstance(event, InboundMessage)
    assert event.body == "Hi"


@pytest.mark.parametrize("body", [b"", b"&&&", b"&" * 12_000, b"\xff\x00", b"{}", b"MessageSid=SM1&Body=Hi"])
def test_a_body_that_is_proved_by_its_hash_is_no_form_whatever_its_headers_say(body: bytes) -> None:
    event = read(body, hashed(body), Headers({"Content-Type": "application/x-www-form-urlencoded"}))
    assert event == OtherEvent(body=body)
    assert type(sent(body)) is OtherEvent


def test_no_account_can_speak_for_another_with_a_token_of_its_own() -> None:
    validator = RequestValidator({"AC1": "token-of-one", "AC2": "token-of-another"}.get)
    body = b"AccountSid=AC2&MessageSid=SM1&Body=Hi"
    url = f"{hashed(body)}&AccountSid=AC1"
    event = parse(validator, url=url, body=body, headers={"X-Twilio-Signature": validator.compute_signature(url)})
    assert event == OtherEvent(body=body)


def test_a_get_is_read_from_its_query_and_a_post_from_its_body_only() -> None:
    other = {"MessageSid": "SM2", "Body": "from the query", "MediaUrl0": "a", "Novelty": "b"}
    event = posted(INBOUND, url=f"{URL}?{urlencode(other)}")
    assert event == InboundMessage(account_sid="AC1", message_sid="SM1", from_="+15005550006", body="Hi")
    assert type(posted({"A": "b"}, url=f"{URL}?{urlencode(other)}")) is OtherEvent
    assert asked(INBOUND) == event


@pytest.mark.parametrize("body", [None, b"", ""])
def test_a_request_without_a_body_is_read_from_its_query(body: bytes | str | None) -> None:
    url = f"{URL}?{urlencode(INBOUND)}#MessageSid=SM2"
    event = parse(VALIDATOR, url=url, body=body, headers=signature(url), event=InboundMessage)
    assert (event.message_sid, event.from_) == ("SM1", "+15005550006")


def test_an_empty_post_that_is_known_to_be_one_is_not_read_from_its_query() -> None:
    assert read(b"", f"{URL}?{urlencode(INBOUND)}", Headers()) == OtherEvent()


def test_a_body_may_be_text_and_a_form_may_be_pairs_that_were_read() -> None:
    text = urlencode(INBOUND)
    event = parse(VALIDATOR, url=URL, body=text, headers=signature(URL, text))
    assert event == posted(INBOUND) == read([*INBOUND.items()], URL, Headers())
    assert read([("A", "b")], URL, Headers()) == OtherEvent(params={"A": "b"})


def test_blanks_escapes_and_empty_values_are_read_as_they_were_meant() -> None:
    body = b"MessageSid=SM1&Body=+a+b%0D%0A%2B%26%3D%F0%9F%98%80+&ToZip=&ToCity&Novelty=%FF"
    event = parse(VALIDATOR, url=URL, body=body, headers=signature(URL, body), event=InboundMessage)
    assert event.body == " a b\r\n+&=😀 "
    assert (event.to_zip, event.to_city, event.from_zip) == ("", "", None)
    assert event.extra == {"Novelty": "\ufffd"}


def test_of_a_repeated_name_the_first_value_counts() -> None:
    event = posted([("MessageSid", "SM1"), ("Body", "one"), ("Body", "two"), ("New", "3"), ("New", "4")])
    assert event == InboundMessage(message_sid="SM1", body="one", extra={"New": "3"})
    other = posted([("New", "3"), ("New", "4")])
    assert other == OtherEvent(params={"New": "3"}, body=b"New=3&New=4")


@pytest.mark.parametrize("form", [INBOUND, {"CallSid": "CA1"}, {"A": "b"}])
@pytest.mark.parametrize("name", ["I-Twilio-Idempotency-Token", "i-twilio-idempotency-token"])
def test_the_idempotency_token_comes_from_its_header(form: dict[str, str], name: str) -> None:
    assert posted(form, {name: "once"}).idempotency_token == "once"
    assert posted(form).idempotency_token is None


def mapped(headers: dict[str, str]) -> Mapping[str, str]:
    return headers


def paired(headers: dict[str, str]) -> list[tuple[str, str]]:
    return [(name.upper(), value) for name, value in headers.items()]


@pytest.mark.parametrize("shape", [mapped, paired, Headers, lambda headers: iter(paired(headers))])
def test_headers_may_be_a_mapping_or_pairs_in_any_case(shape: Any) -> None:
    body = b'{"MessageSid": "SM1"}'
    given = {**signature(hashed(body)), "content-Type": "application/json", "i-Twilio-Idempotency-token": "once"}
    event = parse(VALIDATOR, url=hashed(body), body=body, headers=shape(given))
    assert event == OtherEvent(body=body, idempotency_token="once")


def test_a_request_of_somebody_else_is_a_signature_error_with_its_reason() -> None:
    with pytest.raises(SignatureError) as caught:
        parse(VALIDATOR, url=URL, body=b"MessageSid=SM1", headers={})
    assert isinstance(caught.value, TwilioError)
    assert caught.value.reason == "the header X-Twilio-Signature is missing"
    assert str(caught.value) == f"not from Twilio: {caught.value.reason}"
    assert caught.value.took_effect is False
    for again in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own
        assert (type(again), again.reason, str(again)) == (SignatureError, caught.value.reason, str(caught.value))


@pytest.mark.parametrize("body", [b"MessageSid=SM2", b"", None, "MessageSid=\ud800", b"&" * 20_000])
@pytest.mark.parametrize("url", [URL, "", "nonsense", f"{URL}?bodySHA256=x", "https://[::1"])
@pytest.mark.parametrize("given", ["x", "\ud800", "é", None])
def test_nothing_that_a_stranger_sends_is_more_than_a_signature_error(body: Any, url: str, given: str | None) -> None:
    headers = signature(URL, b"MessageSid=SM1") if given is None else {"X-Twilio-Signature": given}
    with pytest.raises(SignatureError):
        parse(VALIDATOR, url=url, body=body, headers=headers)


def test_the_settings_of_a_signature_are_read_from_their_header() -> None:
    made = VALIDATOR.compute_signature(URL, INBOUND, algorithm="HMAC_SHA256")
    headers = {"X-Twilio-Signature": made, "X-Twilio-Webhooks-Signature-Settings": "algorithm=HMAC_SHA256"}
    assert posted(INBOUND, headers) == posted(INBOUND)
    with pytest.raises(SignatureError):
        posted(INBOUND, {"X-Twilio-Signature": made})


@pytest.mark.parametrize("wanted", [*FORMS, MessageEvent, CallEvent, Event])
@pytest.mark.parametrize("form", FORMS.values())
def test_an_event_is_given_where_it_is_of_the_type_asked_for(form: dict[str, str], wanted: type[Event]) -> None:
    body = urlencode(form).encode()
    event = posted(form)
    if isinstance(event, wanted):
        assert parse(VALIDATOR, url=URL, body=body, headers=signature(URL, body), event=wanted) == event
        return
    with pytest.raises(UnexpectedEvent) as caught:
        parse(VALIDATOR, url=URL, body=body, headers=signature(URL, body), event=wanted)
    assert isinstance(caught.value, TwilioError)
    assert caught.value.event == event
    assert caught.value.took_effect is False
    assert str(caught.value) == f"the request is of type {type(event).__name__}, not {wanted.__name__}"
    for again in (copy.copy(caught.value), pickle.loads(pickle.dumps(caught.value))):  # noqa: S301 - our own
        assert (type(again), again.event, str(again)) == (UnexpectedEvent, event, str(caught.value))


@pytest.mark.parametrize("wrong", [None, "InboundMessage", int, INBOUND, InboundMessage | StatusCallback, list[Event]])
def test_what_is_no_type_of_event_cannot_be_asked_for(wrong: Any) -> None:
    with pytest.raises(ArgumentError, match=r"event cannot be .*: pass a type of event, such as InboundMessage"):
        parse(VALIDATOR, url=URL, body=None, headers={}, event=wrong)


KNOWN = """
    AccountSid ApiVersion MessageSid SmsSid CallSid MessageStatus SmsStatus CallbackSource CallStatus Body From To
    NumMedia MediaUrl0 MediaContentType0 MediaUrl1 Latitude Forwarded Timestamp RawDlrDoneDate Confidence ErrorCode
    DialBridged Direction RecordingStartTime Extra Media Params IdempotencyToken
    """
TEXTS = some.text(some.characters(codec="utf-8"), max_size=12)
NAMES = some.one_of(
    some.sampled_from(KNOWN.split()),
    TEXTS,
)
VALUES = some.one_of(
    TEXTS,
    some.sampled_from(
        ["", "0", "-1", "1e999", "NaN", "true", "call-progress-events", "sent", "9" * 5000, "2602301200", "9999999999"]
    ),
    some.text("0123456789:-+ TZ.", max_size=30),
)


@holds(
    200,
    3000,
    pairs=some.lists(some.tuples(NAMES, VALUES), max_size=12),
    sid=some.sampled_from(["MessageSid", "CallSid"]),
)
def test_every_genuine_form_is_an_event_that_has_all_that_came(pairs: list[tuple[str, str]], sid: str) -> None:
    form = [(sid, "XX1"), *(pair for pair in pairs if pair[0] != "AccountSid"), *pairs[:1]]
    first = dict(reversed(form))
    for event in (posted(form), asked(form)):
        if isinstance(event, OtherEvent):
            assert event.params == first
            continue
        assert event.extra.items() <= first.items()
        for name in first.keys() - event.extra.keys():
            assert kept(event, name, first[name]), name


def kept(event: Event, name: str, value: str) -> bool:
    """Has *event* a field that says what *value* did? An empty one may be none."""
    if isinstance(event, InboundMessage) and any(value in medium for medium in event.media):
        return True
    field = "from_" if name == "From" else "".join(f"_{c.lower()}" if c.isupper() else c for c in name)[1:]
    return value == "" or getattr(event, field) is not None


@holds(200, 3000, body=some.binary(max_size=60), headers=some.dictionaries(TEXTS, TEXTS, max_size=3))
def test_every_genuine_body_is_an_event(body: bytes, headers: dict[str, str]) -> None:
    for kind in ("application/x-www-form-urlencoded", "application/json"):
        assert isinstance(sent(body, {**headers, "Content-Type": kind}), Event)
