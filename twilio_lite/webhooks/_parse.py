"""A request becomes a typed event, once it is proved genuine. Pure.

A GET says what it has to say in its query, anything else in its body. A body that its hash proves is never
a form: whose token proved it was not asked of its fields. A value that cannot be read as what its field holds is left,
as it came, in `extra`: a genuine request is never lost for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, TypeVar, cast, overload

from .._headers import Headers
from .._parameters import twilio_name
from .._structure import fields_of
from .._wording import shortened
from ..errors import ArgumentError, SignatureError, UnexpectedEvent
from ._call_events import CallStatusCallback, VoiceRequest
from ._event import Event, IncomingMedia, OtherEvent
from ._fields import Pairs, fields, raw_body, read_form
from ._message_events import InboundMessage, MessageEvent, StatusCallback
from ._signature import SETTINGS, SIGNATURE, RequestValidator, body_hashes, why_not
from ._spellings import query_of

E = TypeVar("E", bound=Event)
Typed = InboundMessage | StatusCallback | CallStatusCallback | VoiceRequest

FORM = "application/x-www-form-urlencoded"
IDEMPOTENCY = "I-Twilio-Idempotency-Token"
PROGRESS = "call-progress-events"
MEDIA = re.compile("MediaUrl([0-9]{1,4})")
MINUTE = re.compile("([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})([0-9]{2})")
OUTBOUND = frozenset({"queued", "sending", "sent", "failed", "delivered", "undelivered", "canceled", "read"})


@overload
def parse(
    validator: RequestValidator,
    *,
    url: str,
    body: bytes | str | None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
) -> Event: ...
@overload
def parse(
    validator: RequestValidator,
    *,
    url: str,
    body: bytes | str | None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    event: type[E],
) -> E: ...
def parse(
    validator: RequestValidator,
    *,
    url: str,
    body: bytes | str | None,
    headers: Mapping[str, str] | Iterable[tuple[str, str]],
    event: type[Event] = Event,
) -> Event:
    """Prove that a request comes from Twilio, and give it as a typed event.

    *url* is the whole one, as Twilio called it; *body* is raw, and None or empty for a GET. *headers* are found in any
    case. Raises SignatureError when it is not genuine, UnexpectedEvent when it is no *event*,
    and ArgumentError where *event* is no type of one.
    """
    check(event)
    known = Headers(headers)
    reason = why_not(validator, [url], body, known.get(SIGNATURE), known.get(SETTINGS))
    if reason is not None:
        raise SignatureError(reason)
    found = read(body or None, url, known)
    if not isinstance(found, event):
        raise UnexpectedEvent(found, event.__name__)
    return found


def check(event: object) -> None:
    """Refuse what is no type of event."""
    if not isinstance(event, type) or not issubclass(cast("type[object]", event), Event):
        raise ArgumentError(f"event cannot be {shortened(event)}: pass a type of event, such as InboundMessage")


def read(content: bytes | str | Pairs | None, url: str, headers: Headers) -> Event:
    """Read a genuine request: its *content*, raw or as the fields of its form; None for a GET, which has its query."""
    body = raw_body(content) or b""
    pairs: Pairs = []
    if content is None:
        pairs = read_form(query_of(url))
    elif isinstance(content, list):
        pairs = content
    elif is_form(headers) and not body_hashes(url):
        pairs = fields(body)
    params: dict[str, str] = {}
    for name, value in pairs:
        params.setdefault(name, value)
    token = headers.get(IDEMPOTENCY)
    kind = kind_of(params)
    if kind is None:
        account, version = params.get("AccountSid"), params.get("ApiVersion")
        return OtherEvent(account_sid=account, api_version=version, idempotency_token=token, params=params, body=body)
    return typed(kind, completed(kind, params), token)


def is_form(headers: Headers) -> bool:
    """Is the body a form? It is one where nothing else is said."""
    return headers.get("Content-Type", FORM).partition(";")[0].strip().lower() == FORM


def kind_of(params: Mapping[str, str]) -> type[Typed] | None:
    """Which type of event *params* make, if any but OtherEvent."""
    if params.get("CallSid"):
        return CallStatusCallback if params.get("CallbackSource") == PROGRESS else VoiceRequest
    if not params.get("MessageSid") and not params.get("SmsSid"):
        return None
    is_report = "MessageStatus" in params or ("Body" not in params and params.get("SmsStatus") in OUTBOUND)
    return StatusCallback if is_report else InboundMessage


def completed(kind: type[Typed], params: Mapping[str, str]) -> dict[str, str]:
    """*params* with today's names beside those of 2008."""
    known = dict(params)
    if issubclass(kind, MessageEvent) and not known.get("MessageSid"):
        known["MessageSid"] = known["SmsSid"]
    if kind is StatusCallback and "MessageStatus" not in known:
        known["MessageStatus"] = known["SmsStatus"]
    return known


def with_century(minute: str) -> str:
    """A *minute* as carriers write it, as a date that can be told from a number; what is none stays as it is."""
    found = MINUTE.fullmatch(minute)
    return "20{}-{}-{}T{}:{}Z".format(*found.groups()) if found else minute


def typed(kind: type[E], params: dict[str, str], token: str | None) -> E:
    """Give the event of *kind* that *params* make; what it has no field for, or cannot read, stays as it is."""
    values: dict[str, Any] = {"idempotency_token": token, "extra": params}
    if kind is InboundMessage:
        values["media"] = tuple(media_in(params))
    for name, _, convert in fields_of(cast("Any", kind)):
        parameter = twilio_name(name)
        if name not in values and parameter in params:
            with suppress(ValueError):
                value = params[parameter]
                values[name] = convert(with_century(value) if name == "raw_dlr_done_date" else value)
                del params[parameter]
    return kind(**values)


def media_in(params: dict[str, str]) -> Iterator[IncomingMedia]:
    """Take the media out of *params*, in their order."""
    numbers = sorted((int(found[1]), found[1]) for name in params if (found := MEDIA.fullmatch(name)))
    for _, number in numbers:
        yield IncomingMedia(params.pop(f"MediaUrl{number}"), params.pop(f"MediaContentType{number}", None))
