"""The plain tree of an answer becomes an attrs model: dates, decimals, enums, one converter a field. Pure.

JSON and XML say the same in different types: numbers may be strings, nothing may be "" or null. Unknown keys are
ignored, missing ones are None, unknown values of an enum stay as they are, and a value that cannot be read names its
model and field.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

import attrs

from ._decode import is_object

T = TypeVar("T")
Converter = Callable[[Any], Any]

NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
LONGEST_DATE = 40
MONTHS: dict[str, str] = {
    name: f"{number:02}"
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905 - reads best
}


def reads(model: type[T]) -> Callable[[Any], T]:
    """Give the reader of *model*: from a plain tree to the model, or ValueError that names the field."""
    return cast("Callable[[Any], T]", reader(cast("Any", model)))


@cache
def reader(model: Any) -> Callable[[Any], Any]:
    """Make the reader of *model*, once."""
    hints = get_type_hints(model)
    fields = [(a.name, a.name.rstrip("_"), converter(hints[a.name])) for a in attrs.fields(model)]

    def read(tree: Any) -> Any:
        if not is_object(tree):
            raise ValueError(f"no {model.__name__} in it")
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, key, convert in fields:
                values[name] = convert(tree.get(key))
        except ValueError as error:
            fault = ValueError(f"{model.__name__}.{name} {error}")
            fault.add_note(f"while reading {model.__name__}.{name}")
            raise fault from None
        return model(**values)

    return read


def converter(annotation: Any) -> Converter:
    """Choose the converter for a field's annotation; without None in it, the field must be there."""
    kinds = get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)
    kind = kinds[0]
    if kind is str and NoneType not in kinds:
        return identifier
    if get_origin(kind) is dict:
        return addresses
    return enumerated(kind) if issubclass(kind, StrEnum) else CONVERTERS[kind]


def identifier(value: Any) -> str:
    """Read what names a resource: without it there is no resource."""
    if not isinstance(value, str) or not value:
        raise ValueError("is missing" if value is None else f"is {shown(value)}, not text")
    return value


def text(value: Any) -> str | None:
    """Read text; a number is its digits."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    raise unreadable(value, "text")


def integer(value: Any) -> int | None:
    """Read a whole number, given as one or as its digits."""
    if value is None or value == "":
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and float.is_integer(value):
        return int(value)
    if isinstance(value, str) and WHOLE.fullmatch(value.strip()):
        return int(value)
    raise unreadable(value, "a whole number")


def decimal(value: Any) -> Decimal | None:
    """Read a decimal number, exactly as its digits say."""
    if value is None or value == "":
        return None
    if isinstance(value, int | float | str) and not isinstance(value, bool) and NUMBER.fullmatch(str(value).strip()):
        return Decimal(str(value).strip())
    raise unreadable(value, "a number")


def moment(value: Any) -> datetime | None:
    """Read a date, RFC 2822 or ISO 8601, as an aware datetime in UTC; one without an offset is in UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and len(value) <= LONGEST_DATE and value.isascii():
        try:
            return rfc2822(value) or other_date(value)
        except (ValueError, OverflowError):
            pass
    raise unreadable(value, "a date")


def rfc2822(value: str) -> datetime | None:
    """Read the one shape Twilio sends, `Fri, 20 Aug 2010 01:13:42 +0000`; None for any other."""
    day = iso_day(value[:17])
    if day is None or len(value) != len("Fri, 20 Aug 2010 01:13:42 +0000"):
        return None
    return datetime.fromisoformat(f"{day}T{value[17:25]}{value[26:]}").astimezone(UTC)


@lru_cache(maxsize=512)
def iso_day(value: str) -> str | None:
    """Turn `Fri, 20 Aug 2010 ` into `2010-08-20`; None for anything else."""
    match = re.fullmatch(r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ", value)
    if match is None or match[2] not in MONTHS:
        return None
    return f"{match[3]}-{MONTHS[match[2]]}-{match[1]}"


def other_date(value: str) -> datetime:
    """Read any other shape that names a whole day, or raise ValueError."""
    from dateutil import parser  # noqa: PLC0415 - costs more than the rest of the package, and is seldom needed

    first, second = (
        parser.parse(value, default=datetime(year, month, day), tzinfos=zone)  # noqa: DTZ001 - only fills what is missing
        for year, month, day in ((2000, 1, 1), (2001, 2, 2))
    )
    if first != second:
        raise ValueError("no whole day")
    return first.replace(tzinfo=UTC) if first.tzinfo is None else first.astimezone(UTC)


def zone(name: str | None, offset: int | None) -> timezone | None:
    """The time zone of a date, if it has one; a name alone could mean several, so it is refused."""
    if name is None and offset is None:
        return None
    if offset is None:
        raise ValueError(f"unknown time zone {name}")
    return timezone(timedelta(seconds=offset))


def addresses(value: Any) -> dict[str, str] | None:
    """Read the addresses of what belongs to a resource; very old bodies have a single text, which names nothing."""
    if value is None or isinstance(value, str):
        return None
    if is_object(value) and all(isinstance(uri, str | NoneType) for uri in value.values()):
        return {name: uri for name, uri in value.items() if uri is not None}
    raise unreadable(value, "an object of addresses")


def enumerated(kind: type[StrEnum]) -> Converter:
    """Make the converter to *kind*, which leaves a value it does not know as it is."""
    members: dict[str, Any] = {member.value: member for member in kind}

    def convert(value: Any) -> Any:
        word = text(value)
        return members.get(word, word) if word is not None else None

    return convert


def unreadable(value: Any, wanted: str) -> ValueError:
    """Make the error for a value that is not what it should be."""
    return ValueError(f"is {shown(value)}, not {wanted}")


def shown(value: Any) -> str:
    """*value* for an error text."""
    return repr(value)[:80] if isinstance(value, str | int | float | NoneType) else f"a {type(value).__name__}"


CONVERTERS: dict[Any, Converter] = {
    str: text,
    int: integer,
    Decimal: decimal,
    datetime: moment,
}


def nothing(_: Any) -> None:
    """Read an answer that says nothing, such as that to a DELETE."""
