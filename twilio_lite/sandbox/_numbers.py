"""Who a message or a call may go to and come from: what an address looks like, and the numbers that fail on purpose.

Every other sender and caller is owned, and every other recipient can be reached.
"""

from __future__ import annotations

import re

from . import _errors

PUNCTUATION = re.compile(r"[\s().-]")
# A number of the North American plan has ten digits after its +1; elsewhere a length is all that can be said.
E_164 = re.compile(r"\+(?:1[0-9]{10}|[2-9][0-9]{6,14})")
NORTH_AMERICAN = re.compile(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})")
SHORT_CODE = re.compile(r"[0-9]{5,6}")
CHANNEL_ADDRESS = re.compile(r"([a-z][a-z0-9_]*):\S.*")
ALPHANUMERIC_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")

UNSUBSCRIBED_RECIPIENT = "+15005550004"
MAGIC_RECIPIENTS = {
    "+15005550001": _errors.INVALID_RECIPIENT,
    "+15005550002": _errors.UNREACHABLE,
    "+15005550003": _errors.REGION_NOT_ENABLED,
    UNSUBSCRIBED_RECIPIENT: _errors.UNSUBSCRIBED,
    "+15005550009": _errors.NOT_MOBILE,
}
MAGIC_CALLEES = {
    "+15005550001": _errors.UNLIKELY_CALLEE,
    "+15005550002": _errors.CALLEE_UNREACHABLE,
    "+15005550003": _errors.COUNTRY_NOT_ENABLED,
    "+15005550004": _errors.CALLEE_BLOCKED,
}
MAGIC_CALLERS = {"+15005550001": _errors.INVALID_CALLER}
MAGIC_SENDERS = {
    "+15005550001": _errors.INVALID_SENDER,
    "+15005550007": _errors.SENDER_NOT_OWNED,
    "+15005550008": _errors.QUEUE_FULL,
}


def normalized(address: str) -> str:
    """Take the punctuation out of a phone number; leave every other address as it is."""
    # In a form or a query a plus that was not encoded arrives as a blank.
    number = PUNCTUATION.sub("", f"+{address[1:]}" if address.startswith(" ") else address)
    return number if E_164.fullmatch(number) or SHORT_CODE.fullmatch(number) else address


def is_recipient(address: str) -> bool:
    """Say whether a message can go to *address*: a phone number in E.164, a short code or a channel address."""
    return any(shape.fullmatch(address) for shape in (E_164, SHORT_CODE, CHANNEL_ADDRESS))


def is_sender(address: str) -> bool:
    """Say whether a message can come from *address*: whatever can be a recipient, or an alphanumeric sender ID."""
    return is_recipient(address) or ALPHANUMERIC_SENDER.fullmatch(address) is not None


def channel(address: str) -> str:
    """Give the channel of *address*, as in whatsapp:+1...; "" for SMS, which a Wireless SIM sends too."""
    prefix = CHANNEL_ADDRESS.fullmatch(address)
    return prefix[1] if prefix and prefix[1] != "sim" else ""


def formatted(address: str) -> str:
    """Write a North American number as people do, (555) 555-0100; leave every other address as it is."""
    parts = NORTH_AMERICAN.fullmatch(address)
    return f"({parts[1]}) {parts[2]}-{parts[3]}" if parts else address
