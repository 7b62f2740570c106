"""What can be a secret: text that is not blank and holds nothing that slipped in. Said without showing it. Pure.

A SID and a token are easily taken for each other, and are told apart by their shapes.
"""

from __future__ import annotations

import re

from ._wording import is_text

SID = re.compile(r"(AC|SK)[0-9a-fA-F]{32}")
TOKEN = re.compile(r"[0-9a-fA-F]{32}")


def secret_fault(value: object) -> str | None:
    """Say what is wrong with a username, a password or a token, without showing it; None when it can be used."""
    if value is None:
        return "is missing"
    if not isinstance(value, str):
        return f"must be a str, not {type(value).__name__}"
    if not value.strip():
        return "is blank"
    if not is_text(value):
        return "holds control characters, such as a line end, or broken text"
    return "starts or ends with a blank or a quotation mark" if value != value.strip(" '\"") else None


def is_sid(value: object) -> bool:
    """Has *value* the shape of an account's or an API key's SID, which is no secret?"""
    return isinstance(value, str) and SID.fullmatch(value) is not None


def is_token(value: object) -> bool:
    """Has *value* the shape of an auth token, which is no SID?"""
    return isinstance(value, str) and TOKEN.fullmatch(value) is not None
