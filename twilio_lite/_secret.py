"""What can be a secret: text that is not blank and holds nothing that slipped in. Said without showing it. Pure."""

from __future__ import annotations

from ._wording import is_text


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
