"""One value of a plain tree becomes what a field holds: text, numbers, dates, enums, addresses. Pure.

JSON and XML say the same in different types: numbers may be strings, nothing may be "" or null. Unknown values of an
enum stay as they are, and what cannot be read is a ValueError that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from types import NoneType, UnionType
from typing import Any, cast, get_args, get_origin

from ._decode import is_object
from ._json import same_tree
from .errors import shortened

Converter = Callable[[Any], Any]

NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
HOUR = re.compile(r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):")
REST = re.compile(r"([0-5][0-9]):([0-5][0-9]) ([+-])([01][0-9]|2[0-3])([0-5][0-9])")
LONGEST_DATE = 40
MONTHS: dict[str, int] = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905 - reads best
}
TEXT = frozenset({str, NoneType})
OBJECT = frozenset({dict})
ADDRESS = frozenset({str})


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
    if isinstance(value, str):
        try:
            return usual_date(value) or other_date(value)
        except (ValueError, OverflowError):
            pass
    raise unreadable(value, "a date")


def usual_date(value: str) -> datetime | None:
    """Read the one shape Twilio sends, `Fri, 20 Aug 2010 01:13:42 +0000`; None for any other."""
    hour, rest = hour_of(value[:20]), rest_of_hour(value[20:32])
    return None if hour is None or rest is None else hour + rest


@lru_cache(maxsize=512)
def hour_of(value: str) -> datetime | None:
    """The hour that `Fri, 20 Aug 2010 01:` says, as if it were in UTC; None for another shape."""
    match = HOUR.fullmatch(value)
    if match is None or match[2] not in MONTHS:
        return None
    return datetime(int(match[3]), MONTHS[match[2]], int(match[1]), int(match[4]), tzinfo=UTC)


@lru_cache(maxsize=3600)
def rest_of_hour(value: str) -> timedelta | None:
    """What `13:42 +0000` adds to the hour before it, the offset taken away; None for another shape."""
    match = REST.fullmatch(value)
    if match is None:
        return None
    minutes, seconds, sign, *offset = match.groups()
    east = timedelta(hours=int(offset[0]), minutes=int(offset[1]))
    return timedelta(minutes=int(minutes), seconds=int(seconds)) - (east if sign == "+" else -east)


def other_date(value: str) -> datetime:
    """Read any other shape that names a whole day, or raise ValueError."""
    if len(value) > LONGEST_DATE or not value.isascii():
        raise ValueError("no date")
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
    if is_object(value) and TEXT.issuperset(map(type, value.values())):
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
    """*value* for an error text, of a long one its beginning, of one that holds others its type."""
    return shortened(value) if isinstance(value, str | int | float | NoneType) else f"a {type(value).__name__}"


CONVERTERS: dict[Any, Converter] = {
    str: text,
    int: integer,
    Decimal: decimal,
    datetime: moment,
}


def read_column(values: Sequence[Any], convert: Converter, *, sure: bool) -> Sequence[Any]:
    """Read one field of many resources: what *convert* makes of each of *values*, the same text read and kept once.

    Where it is not *sure* that the standard library would have read the same values, ValueError is raised.
    """
    if type(values[0]) in TEXT and values.count(values[0]) == len(values):
        return [convert(values[0])] * len(values)
    kinds = frozenset(map(type, values))
    if kinds <= TEXT:
        if convert is text or (convert is identifier and all(values)):
            return values
        if convert is moment:
            return moments(values)
        read = {value: convert(value) for value in dict.fromkeys(values)}
        return [read[value] for value in values]
    if not sure and convert is not addresses and not same_tree(values):  # addresses sees all that is inside
        raise ValueError("the standard library may read it otherwise")
    if convert is addresses and kinds == OBJECT:
        uris: Any = chain.from_iterable(map(dict[str, Any].values, values))
        if ADDRESS.issuperset(map(type, uris)):
            return values
    return [convert(value) for value in values]


def moments(values: Sequence[Any]) -> Sequence[datetime | None]:
    """Read dates that are all in the usual shape, or each by itself."""
    hour, rest = cast("Converter", hour_of), cast("Converter", rest_of_hour)
    try:
        return [None if value is None else hour(value[:20]) + rest(value[20:32]) for value in values]
    except (TypeError, ValueError, OverflowError):  # a TypeError where one of them is None
        return [moment(value) for value in values]
