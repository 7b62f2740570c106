"""Who a message or a call may go to and come from: what an address looks like, and the numbers that fail on purpose."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ._faults import DELIVERY_TEXTS

PUNCTUATION = re.compile(r"[\s().-]")
# A number of the North American plan has ten digits after its +1; elsewhere a length is all that can be said.
E_164 = re.compile(r"\+(?:1[0-9]{10}|[2-9][0-9]{6,14})")
NORTH_AMERICAN = re.compile(r"\+1([0-9]{3})([0-9]{3})([0-9]{4})")
SHORT_CODE = re.compile(r"[0-9]{5,6}")
CHANNEL_ADDRESS = re.compile(r"([a-z][a-z0-9_]*):\S.*")
ALPHANUMERIC_SENDER = re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9 +_&-]{1,11}")

UNSUBSCRIBED_RECIPIENT = "+15005550004"
MAGIC_RECIPIENTS: Mapping[str, int] = {
    "+15005550001": 21211,
    "+15005550002": 21612,
    "+15005550003": 21408,
    UNSUBSCRIBED_RECIPIENT: 21610,
    "+15005550009": 21614,
}
MAGIC_SENDERS: Mapping[str, int] = {"+15005550001": 21212, "+15005550007": 21606, "+15005550008": 21611}
MAGIC_CALLEES: Mapping[str, int] = {
    "+15005550001": 21217,
    "+15005550002": 21214,
    "+15005550003": 21215,
    "+15005550004": 21216,
}
MAGIC_CALLERS: Mapping[str, int] = {"+15005550001": 21212}
MAGIC_PURCHASES: Mapping[str, int] = {"+15005550000": 21422, "+15005550001": 21421}
# A message to +155555 and an error_code arrives at nobody, for that reason: +15555530003 is switched off.
FAILING_RECIPIENT = re.compile(r"\+155555(30[0-9]{3})")


def normalized(address: str) -> str:
    """Take the punctuation out of a phone number; leave every other address as it is."""
    # In a form or a query a plus that was not encoded arrives as a blank.
    number = PUNCTUATION.sub("", f"+{address[1:]}" if address.startswith(" ") else address)
    return number if E_164.fullmatch(number) or SHORT_CODE.fullmatch(number) else address


def is_phone(address: str) -> bool:
    """Say whether *address* is a phone number in E.164, however it is punctuated."""
    return E_164.fullmatch(normalized(address)) is not None


def is_recipient(address: str) -> bool:
    """Say whether a message can go to *address*: a phone number, a short code or a channel address."""
    return any(shape.fullmatch(normalized(address)) for shape in (E_164, SHORT_CODE, CHANNEL_ADDRESS))


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


def delivery_fault(recipient: str) -> int | None:
    """Give the error_code that messages to *recipient* end with, if it is one of the numbers that fail."""
    failing = FAILING_RECIPIENT.fullmatch(recipient)
    return int(failing[1]) if failing and int(failing[1]) in DELIVERY_TEXTS else None
