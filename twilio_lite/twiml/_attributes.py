"""Arguments become the attributes of XML. Pure: nothing here knows an element.

Names follow twilio-python's rule: `status_callback` is statusCallback, one without an underscore stays as it is, a last
underscore only keeps clear of Python's own words, and `xml_lang` and `interpret_as` are xml:lang and interpret-as. What
is None or an empty list was not given; "" is written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from keyword import iskeyword
from typing import TYPE_CHECKING, Literal, TypeAlias, TypeGuard, cast

from ._text import checked

if TYPE_CHECKING:
    from decimal import Decimal

Method: TypeAlias = Literal["GET", "POST"]
Words: TypeAlias = str | Sequence[str]
Attribute: TypeAlias = "str | float | Decimal | Sequence[str] | Mapping[str, object] | None"

TEXTS = (str, bytes, bytearray, memoryview)
IRREGULAR = {"xml_lang": "xml:lang", "interpret_as": "interpret-as"}
REGULAR = {written: name for name, written in IRREGULAR.items()}
LONGEST_SHOWN = 80
NAME = "[A-Za-z_][A-Za-z0-9_.-]*"


def written_attributes(given: Mapping[str, object]) -> dict[str, str]:
    """Give the arguments *given* the names and texts that they have in XML."""
    attributes: dict[str, str] = {}
    for name, value in given.items():
        if (text := attribute_text(name, value)) is None:
            continue
        written = attribute_name(name)
        if written in attributes:
            raise ValueError(f"two arguments are the attribute {written}, the second of them is {name}: pass one")
        attributes[written] = text
    return attributes


@lru_cache(maxsize=1024)
def attribute_name(name: str) -> str:
    """XML's name of the argument *name*."""
    return checked_name("an attribute", camel(name))


def camel(name: str) -> str:
    """Turn snake_case into lowerCamel."""
    if name in IRREGULAR or "_" not in name:
        return IRREGULAR.get(name, name)
    joined = name.title().replace("_", "")
    return joined[:1].lower() + joined[1:]


def checked_name(kind: str, name: object) -> str:
    """Give *name* if XML can have it as that of *kind*; xml: may go before the name of an attribute."""
    if not isinstance(name, str):
        raise ValueError(f"the name of {kind} must be a str, not {type(name).__name__}")  # noqa: TRY004 - see refused
    rest = name.removeprefix("xml:") if kind == "an attribute" else name
    if rest == "xmlns" or not (rest.isascii() and (rest.isidentifier() or re.fullmatch(NAME, rest))):
        raise ValueError(
            f"{kind} cannot be called {name[:LONGEST_SHOWN]!r}: "
            "a name begins with a letter and has letters, digits, _, - and ."
        )
    return str.__str__(name)


def python_name(written: str) -> str | None:
    """Find the argument that becomes the attribute *written*, if one does."""
    snake = REGULAR.get(written) or re.sub("(?<=[a-z0-9])(?=[A-Z])", "_", written).lower()
    for name in (snake + "_" * iskeyword(snake), written):
        if name.isidentifier() and not iskeyword(name) and camel(name) == written:
            return name
    return None


def attribute_text(name: str, value: object) -> str | None:
    """Write *value*; None if it was not given."""
    if value is None:
        return None
    if not is_list(value):
        return scalar(name, value)
    if len(value) == 0:
        return None
    return ("," if name == "hints" else " ").join([scalar(f"{name}[{at}]", item) for at, item in enumerate(value)])


def is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Is *value* several values?"""
    return isinstance(value, Sequence) and not isinstance(value, TEXTS)


def scalar(name: str, value: object) -> str:
    """Write one value as text; an error names the argument *name*."""
    try:
        text = written(value)
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"{name} cannot be written: {error}") from None
    return checked(name, text)


def written(value: object) -> str:
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
        case Mapping():
            return json_text(cast("Mapping[object, object]", value))
        case _:
            return decimal(value)


def json_text(value: Mapping[object, object]) -> str:
    """Write a dict as JSON, as the standard library does by itself."""
    import json  # noqa: PLC0415 - only who passes a dict pays for it

    return json.dumps(dict(value), allow_nan=False)


def decimal(value: object) -> str:
    """Write a number that is no int, without an exponent."""
    from decimal import Decimal  # noqa: PLC0415 - only who passes such a number pays for it

    from .._parameters import plain_decimal  # noqa: PLC0415 - as above

    if isinstance(value, float):
        return plain_decimal(float.__repr__(value))
    if isinstance(value, Decimal):
        return plain_decimal(Decimal.__str__(value))
    raise TypeError(f"pass a str, number, bool, dict or list of str, not {type(value).__name__}")
