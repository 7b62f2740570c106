"""Arguments become Twilio's names and values. Pure: nothing here knows an operation or a client.

Names follow one rule without exception: `media_url` is MediaUrl, `from_` is From, `date_sent_after` is `DateSent>` and
`date_sent_before` is `DateSent<`. What is None or an empty list was not given; "" is sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeGuard, cast
from urllib.parse import quote

from ._document import Document
from ._wording import is_text, shortened
from .errors import ArgumentError, bare

TEXTS = (str, bytes, bytearray, memoryview)
NOT_SENT = frozenset({"self", "limit", "page_size"})
MOST_DIGITS = 400
COMPARISONS = {"after": ">", "before": "<"}
RESPONSE = re.compile(r"<\?xml[^>]*>\s*<Response[\s/>]")
RESERVED = re.compile(b"[^A-Za-z0-9_.~ -]")
ESCAPES = {bytes([code]): b"%%%02X" % code for code in range(256)}

Wire = dict[str, str | list[str]]


def wire(arguments: Mapping[str, Any]) -> Wire:
    """Give *arguments*, the `locals()` of an operation, Twilio's names and values."""
    return {
        twilio_name(name): wire_value(name, value)
        for name, value in arguments.items()
        if value is not None and name not in NOT_SENT and is_given(value)
    }


def is_given(value: object) -> bool:
    """Was *value* passed by the caller? None and an empty list mean no, an empty string means yes."""
    return value is not None and not (is_list(value) and len(value) == 0)


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Is *value* sent as a repeated name?"""
    return not isinstance(value, TEXTS) and isinstance(value, Sequence)


@lru_cache(maxsize=2048)
def twilio_name(name: str) -> str:
    """Twilio's name of the parameter *name*."""
    *words, last = name.rstrip("_").split("_")
    if words and last in COMPARISONS:
        return "".join(map(str.capitalize, words)) + COMPARISONS[last]
    return "".join(map(str.capitalize, [*words, last]))


def wire_value(name: str, value: object) -> str | list[str]:
    """Write *value* as Twilio reads it; a value that cannot be written names the parameter *name*."""
    if type(value) is str and value.isascii():
        return value
    if is_list(value):
        return [scalar(f"{name}[{index}]", item) for index, item in enumerate(value)]
    return scalar(name, value)


def scalar(name: str, value: object) -> str:
    """Write one value."""
    try:
        text = written(value)
        text.encode()
    except UnicodeEncodeError:
        raise ArgumentError(f"{name} holds half a surrogate pair, which is no text: pass whole characters") from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ArgumentError(f"{name} cannot be sent: {error}") from None
    return text


def written(value: object) -> str:  # noqa: PLR0911 - one line a type
    """Write one value, or raise ValueError or TypeError that says why not.

    A member of an enum is written as the str or number it is, whatever name it shows.
    """
    match value:
        case str():
            return str.__str__(value)
        case bool():
            return "true" if value else "false"
        case int():
            return int.__repr__(value)
        case float():
            return plain_decimal(float.__repr__(value))
        case Decimal():
            return plain_decimal(Decimal.__str__(value))
        case datetime():
            return utc(value)
        case date():
            return value.isoformat()
        case Mapping():
            return json.dumps(
                dict(cast("Mapping[object, object]", value)), ensure_ascii=False, allow_nan=False, separators=(",", ":")
            )
        case Document():
            return whole(str(value))
        case _:
            raise TypeError(f"pass a str, number, bool, date or list of str, not {type(value).__name__}")


def whole(document: str) -> str:
    """Give *document* if it is a whole response: Twilio takes no other."""
    if not RESPONSE.match(document):
        raise ValueError("it is a part of a response only: put it in VoiceResponse()")
    return document


def plain_decimal(digits: str) -> str:
    """Write a number without an exponent."""
    number = Decimal(digits)
    if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
        raise ValueError(f"{digits[:MOST_DIGITS]} is no number that anybody could mean")
    return format(number, "f")


def utc(moment: datetime) -> str:
    """Write *moment* in UTC, as ISO 8601; one without a time zone is taken as UTC."""
    aware = moment.replace(tzinfo=UTC) if moment.utcoffset() is None else moment.astimezone(UTC)
    return aware.replace(tzinfo=None).isoformat() + "Z"


def encode(values: Mapping[str, Any] | None) -> str:
    """Write *values*, under the names they have, as a query or a form."""
    return "&".join([f"{quoted(name)}={quoted(value)}" for name, value in pairs(values or {})])


def quoted(text: str) -> str:
    """*text* as part of a query or a form: as `urllib.parse.quote_plus` has it, in a third of its time."""
    return RESERVED.sub(escape, text.encode()).replace(b" ", b"+").decode("ascii")


def escape(match: re.Match[bytes]) -> bytes:
    """Write one byte that is no plain character."""
    return ESCAPES[match[0]]


def pairs(values: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each name with its value, a list as the repeated name."""
    for name, value in values.items():
        if type(value) is str and value.isascii() and name.isascii():  # as `wire` writes them, most of the time
            yield name, value
        elif is_given(value):
            sent = wire_value(scalar("a name", name), value)
            yield from [(name, sent)] if isinstance(sent, str) else [(name, item) for item in sent]


def below(path: str, *segments: str, **sid: object) -> str:
    """Add to *path* the fixed *segments* and the value of *sid*, percent-encoded."""
    try:
        return "/".join([path, *segments, *[segment(name, value) for name, value in sid.items()]])
    except ArgumentError as error:
        raise bare(error) from None


def segment(name: str, value: object) -> str:
    """*value* as one segment of a path: it can name a resource, never lead to another one."""
    if not isinstance(value, str):
        hint = f": pass its .{name}" if hasattr(value, name) else ""
        raise ArgumentError(f"{name} must be a str, not {'None' if value is None else type(value).__name__}{hint}")
    return text_segment(name, value)


@lru_cache(maxsize=256)
def text_segment(name: str, value: str) -> str:
    """Write the text *value* as one segment of a path."""
    if value in {"", "."} or any(part in value for part in ("/", "\\", "..")) or not is_text(value):
        kind = "AC" if name == "account_sid" else "SM"
        raise ArgumentError(
            f"{name} cannot be {shortened(value)}: pass one SID, such as {kind} and 32 hex digits, not a path"
        )
    return quote(value, safe="")
