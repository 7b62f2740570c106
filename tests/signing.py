"""Signatures as Twilio makes them, by twilio-python's own code, of a made-up account."""

from __future__ import annotations

from typing import Any

from twilio.request_validator import RequestValidator as TheirValidator

TOKEN, ACCOUNT = "12345", "AC" + "0" * 32
URL = "https://example.com/sms?foo=1&bar=2"
FORM = {"AccountSid": ACCOUNT, "Body": "Grüße & so + 100 %", "From": "+15005550006", "To": "+15005550001", "ToZip": ""}


def sign(url: str = URL, params: Any = FORM, token: str = TOKEN, algorithm: str = "HMAC_SHA1") -> str:
    """Give the signature of a request; *params* are None for a GET."""
    return str(TheirValidator(token).compute_signature(url, params, algorithm))


def agrees(url: str, params: Any, signature: str, token: str = TOKEN) -> bool:
    """Does twilio-python take the request, too?"""
    return bool(TheirValidator(token).validate(url, params, signature))
