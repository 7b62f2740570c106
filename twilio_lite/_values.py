"""One value of a plain tree becomes what a field holds: text, numbers, dates, enums, texts by name. Pure.

JSON, XML and CSV say the same in different types: numbers may be strings, nothing may be "" or null. Unknown values of
an enum stay as they are, and what cannot be read is a ValueError that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from itertools import chain
from math import isinf
from types import NoneType, UnionType
from typing import Any, Union, cast, get_args, get_origin

from ._dates import hour_of, read_date, rest_of_hour
from ._decode import is_array, is_object
from ._json import json_tree, same_tree
from ._wording import shortened

Converter = Callable[[Any], Any]

NUMBER = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{1,40})?([eE][+-]?[0-9]{1,3})?")
WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
LARGEST_FLAGS = 0xFFFF
TEXT = frozenset({str, NoneType})
PLAIN = frozenset({str, int, float, bool, NoneType})
OBJECT = frozenset({dict})
ONLY_TEXT = frozenset({str})


def converter(name: str, annotation: Any) -> Converter:
    """Choose the converter for the annotation of the field *name*; a str without None in it must be there."""
    kinds = get_args(annotation) if get_origin(annotation) in {Union, UnionType} else (annotation,)
    kind = next((kind for kind in kinds if kind is not NoneType), None)
    if kind is str and NoneType not in kinds:
        return identifier
    if kind == dict[str, str]:
        return texts
    if get_origin(kind) is tuple:
        return words
    if kind in CONVERTERS:
        return CONVERTERS[kind]
    if isinstance(kind, type) and issubclass(kind, IntFlag | StrEnum):
        return flagged(kind) if issubclass(kind, IntFlag) else enumerated(kind)
    known = ", ".join(kind.__name__ for kind in CONVERTERS)
    raise TypeError(
        f"{name} is {shortened(annotation)}: it may be one of {known}, dict[str, str] or a StrEnum, with | None"
    )


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


def real(value: Any) -> float | None:
    """Read a number that is a measure."""
    exact = decimal(value)
    if exact is not None and isinf(float(exact)):
        raise unreadable(value, "a number")
    return None if exact is None else float(exact)


def truth(value: Any) -> bool | None:
    """Read true or false, in text too."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.lower() in {"true", "false"}:
        return value.lower() == "true"
    raise unreadable(value, "true or false")


def moment(value: Any) -> datetime | None:
    """Read a date, RFC 2822 or ISO 8601, as an aware datetime in UTC; one without an offset is in UTC."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        with suppress(ValueError, OverflowError):
            return read_date(value)
    raise unreadable(value, "a date")


def texts(value: Any) -> dict[str, str] | None:
    """Read texts by name: addresses, tags, of which a number or a truth is what XML would say.

    Very old bodies have a single address, which names nothing.
    """
    if isinstance(value, str) and value.lstrip().startswith("{"):
        with suppress(ValueError):
            value = json_tree(value.encode())
    if value is None or isinstance(value, str):
        return None
    if is_object(value) and PLAIN.issuperset(map(type, value.values())):
        return {name: said(part) for name, part in value.items() if part is not None}
    raise unreadable(value, "an object of texts")


def said(value: str | float) -> str:
    """Write a plain value as XML has it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def words(value: Any) -> tuple[str, ...]:
    """Read a list of words: JSON's, `<Flags><Flag>outbound</Flag></Flags>` in XML, `[outbound]` in CSV."""
    if is_object(value) and len(value) == 1:
        (value,) = value.values()
    if isinstance(value, str):
        value = value.strip().removeprefix("[").removesuffix("]").split(",")
    if value is None:
        return ()
    if is_array(value) and TEXT.issuperset(map(type, value)):
        return tuple(word.strip(" \"'") for word in value if word and word.strip(" \"'"))
    raise unreadable(value, "a list of words")


def flagged(kind: type[IntFlag]) -> Converter:
    """Make the converter to *kind*, bits that are set in a number; an unknown bit stays set.

    Python keeps every value of a flag for good, so there are to be few of them.
    """

    def convert(value: Any) -> Any:
        number = integer(value)
        if number is not None and not 0 <= number <= LARGEST_FLAGS:
            raise unreadable(value, "a number of few bits")
        return None if number is None else kind(number)

    return convert


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
    float: real,
    bool: truth,
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
    if convert is texts and kinds == OBJECT:
        parts: Any = chain.from_iterable(map(dict[str, Any].values, values))
        if ONLY_TEXT.issuperset(map(type, parts)):
            return values
    if not sure and not same_tree(values):
        raise ValueError("the standard library may read it otherwise")
    return [convert(value) for value in values]


def moments(values: Sequence[Any]) -> Sequence[datetime | None]:
    """Read dates that are all in the usual shape, or each by itself."""
    hour, rest = cast("Converter", hour_of), cast("Converter", rest_of_hour)
    try:
        return [None if value is None else hour(value[:20]) + rest(value[20:32]) for value in values]
    except (TypeError, ValueError, OverflowError):  # a TypeError where one of them is None
        return [moment(value) for value in values]
