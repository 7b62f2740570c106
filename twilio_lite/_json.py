"""JSON becomes a tree: the same tree, or the same error, whether orjson is installed (the extra `speed`) or not.

The standard library's word is the last. orjson reads first, and where it refuses, or may have seen something else, the
standard library reads again. Beyond what JSON itself forbids, integers beyond 64 bits, numbers beyond any float and
halves of surrogate pairs are refused: not everything that stores or sends JSON can hold them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import cache
from json import JSONDecoder
from math import inf, isinf
from typing import Any, NoReturn

LEAST, BEYOND = -(2**63), 2**64
LONGEST_INTEGER = len(str(-BEYOND))
SHALLOW = 100
HALF_PAIR = re.compile(r"\\u[dD](?:(?<=\\\\u[dD])|[89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..\\u[dD])[c-fC-F])")


def json_tree(body: bytes) -> Any:
    """Parse JSON, or raise ValueError."""
    with suppress(ValueError, RecursionError):
        tree = quick_tree(body)
        if same_tree([tree]):
            return tree
    return standard_tree(body)


def quick_tree(body: bytes) -> Any:
    """Parse JSON with orjson, or raise ValueError, also where it is not installed."""
    return quick_loads()(body)


@cache
def quick_loads() -> Callable[[bytes], Any]:
    """Find orjson's `loads`, once."""
    try:
        from orjson import loads  # noqa: PLC0415 - models and errors do without it
    except ImportError:
        return not_installed
    return loads


def not_installed(_: bytes) -> NoReturn:
    """Refuse every body."""
    raise ValueError("orjson is not installed")


def same_tree(values: Iterable[Any], levels: int = SHALLOW) -> bool:
    """Does `standard_tree` surely give these *values*, too? Not where one is deep, or an integer became a float."""
    for value in values:
        kind = value.__class__
        if kind is str or value is None:
            continue
        if kind is dict or kind is list:
            if not levels or not same_tree(value.values() if kind is dict else value, levels - 1):
                return False
        elif kind is float and not LEAST < value < BEYOND:
            return False
    return True


def standard_tree(body: bytes) -> Any:
    """Parse JSON with the standard library, or raise ValueError."""
    beyond: list[str] = []

    def whole(digits: str) -> float:
        if len(digits) <= LONGEST_INTEGER and LEAST <= (number := int(digits)) < BEYOND:
            return number
        beyond.append(digits)
        return inf

    try:
        text = body.decode()
        tree = JSONDecoder(parse_int=whole, parse_float=finite, parse_constant=no_number).decode(text)
        check_held(tree, text, beyond)
    except RecursionError:
        raise ValueError("broken JSON: nested too deeply") from None
    except ValueError as error:
        raise ValueError(f"broken JSON: {error}") from None
    return tree


def check_held(tree: Any, text: str, beyond: Sequence[str]) -> None:
    """Refuse half of a surrogate pair in *text*, and each integer *beyond* 64 bits that is left in *tree*."""
    if "\\" in text and HALF_PAIR.search(text) and HALF_PAIR.search(text.replace("\\\\", "..")):
        raise ValueError("half of a surrogate pair")
    if beyond and not same_tree([tree]):  # none is left where a later value of the same key has taken its place
        raise ValueError("an integer beyond 64 bits")


def finite(digits: str) -> float:
    """Read a number with a point or an exponent."""
    number = float(digits)
    if isinf(number):
        raise ValueError("a number beyond any float")
    return number


def no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which are no JSON."""
    raise ValueError(f"{name} is no JSON")
