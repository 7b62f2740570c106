"""Requests as Twilio makes them, signed with a made-up token, and what `parse` gives for them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from twilio_lite.webhooks import (
    CallStatusCallback,
    Event,
    InboundMessage,
    OtherEvent,
    RequestValidator,
    StatusCallback,
    VoiceRequest,
    parse,
)

TOKEN = "made-up-token-5f0c"
URL = "https://example.com/hook"
VALIDATOR = RequestValidator(TOKEN)
INBOUND = {"AccountSid": "AC1", "MessageSid": "SM1", "From": "+15005550006", "Body": "Hi"}
PROGRESS = {"CallbackSource": "call-progress-events"}
FORMS: dict[type[Event], dict[str, str]] = {
    InboundMessage: INBOUND,
    StatusCallback: {"MessageSid": "SM1", "MessageStatus": "sent"},
    CallStatusCallback: {"CallSid": "CA1", **PROGRESS},
    VoiceRequest: {"CallSid": "CA1"},
    OtherEvent: {"A": "b"},
}

Form = Mapping[str, str] | list[tuple[str, str]]


def signature(url: str, params: Any = None) -> dict[str, str]:
    """The header that proves a request to *url*."""
    return {"X-Twilio-Signature": VALIDATOR.compute_signature(url, params)}


def posted(form: Form, headers: Mapping[str, str] = {}, *, url: str = URL) -> Event:
    """The event that a POST of *form* is."""
    body = urlencode(list(form.items()) if isinstance(form, Mapping) else form).encode()
    return parse(VALIDATOR, url=url, body=body, headers={**signature(url, body), **headers})


def asked(form: Form) -> Event:
    """The event that a GET with *form* as its query is."""
    url = f"{URL}?{urlencode(form)}"
    return parse(VALIDATOR, url=url, body=None, headers=signature(url))


def hashed(body: bytes) -> str:
    """The URL that proves a raw *body*."""
    return f"{URL}?bodySHA256={hashlib.sha256(body).hexdigest()}"


def sent(body: bytes, headers: Mapping[str, str] = {}) -> Event:
    """The event that a raw *body* is, proved by its hash in the URL."""
    url = hashed(body)
    return parse(VALIDATOR, url=url, body=body, headers={**signature(url), **headers})
