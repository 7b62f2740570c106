"""What can be a name or a secret: text that is not blank and holds nothing that slipped in. Pure.

What is wrong with one is said without showing it. A SID and a token are easily taken for each other, and are
told apart by their shapes.
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
    quoted = isinstance(value, str) and value != value.strip(" '\"")
    return text_fault(value) or ("starts or ends with a blank or a quotation mark" if quoted else None)


def text_fault(value: object) -> str | None:
    """Say what is wrong with a name or SID; None when it can be used."""
    if not isinstance(value, str):
        return f"must be a str, not {type(value).__name__}"
    if not value.strip():
        return "is blank"
    return None if is_text(value) else "holds control characters, such as a line end, or broken text"


def is_sid(value: object) -> bool:
    """Has *value* the shape of an account's or an API key's SID, which is no secret?"""
    return isinstance(value, str) and SID.fullmatch(value) is not None


def is_token(value: object) -> bool:
    """Has *value* the shape of an auth token, which is no SID?"""
    return isinstance(value, str) and TOKEN.fullmatch(value) is not None
