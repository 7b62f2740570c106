"""Each argument of an operation against its annotation, and its name, before anything is sent.

`wire` writes whatever can be written; that `body` is a str and `media_url` a list of them, only the signature says. A
Literal is checked as its type: Twilio may add values, so an unknown one goes out and Twilio judges it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from os import PathLike
from types import FunctionType, UnionType
from typing import Any, Literal, Union, cast, get_args, get_origin, get_type_hints

from ._document import Document
from ._parameters import is_given, is_list
from .errors import ArgumentError

LIKENESS = 0.65
WORDS = {
    str: "str",
    bool: "bool",
    int: "int",
    float: "float",
    Decimal: "Decimal",
    date: "date",
    datetime: "datetime",
    Mapping: "dict",
    Document: "TwiML of twilio_lite.twiml",
    Sequence: "list of str",
    PathLike: "path",
    Callable: "function",
}


def check(build: Callable[..., object], given: Mapping[str, object]) -> None:
    """Raise ArgumentError for a value that is not what *build*'s signature says, TypeError for a misspelt name."""
    allowed = allowances(build)
    for name, value in given.items():
        kinds = allowed.get(name)
        if kinds is None:
            refuse_misspelt(build, name, allowed)
        elif type(value) not in kinds:
            refuse_other(name, value, kinds)


@cache
def allowances(build: Callable[..., object]) -> dict[str, frozenset[Any]]:
    """For each parameter of *build* the types it takes; resolved once, when the operation is first called."""
    hints = get_type_hints(build)
    hints.pop("return", None)
    return {name: frozenset(types_of(annotation)) for name, annotation in hints.items()}


def types_of(annotation: Any) -> list[Any]:
    """List the types that *annotation* allows."""
    origin = get_origin(annotation)
    if origin in {Union, UnionType}:
        return [kind for member in get_args(annotation) for kind in types_of(member)]
    if origin is Literal:
        return [type(value) for value in get_args(annotation)]
    if annotation is float:
        return [float, int]
    return [origin or annotation]


def placed(build: Callable[..., object], values: Sequence[object]) -> dict[str, object]:
    """Give *values*, which came without names, those they have; TypeError where they should have been named."""
    function = cast("FunctionType", build)
    code = function.__code__
    names, keywords = code.co_varnames[1 : code.co_argcount], code.co_varnames[code.co_argcount :]
    if len(values) > len(names) and code.co_kwonlyargcount:
        many = f"{len(values)} came without a name"
        raise TypeError(f"{function.__qualname__}() takes its arguments by name, such as {keywords[0]}=: {many}")
    return dict(zip(names, values, strict=False))


def refuse_misspelt(build: Callable[..., object], name: str, known: Iterable[str]) -> None:
    """Raise what newer Pythons raise for *name* where it is nearly one of the *known*; all others Python refuses."""
    from difflib import get_close_matches  # noqa: PLC0415 - only who makes a mistake pays for it

    for meant in get_close_matches(name, known, n=1, cutoff=LIKENESS):
        called = cast("FunctionType", build).__qualname__
        raise TypeError(f"{called}() got an unexpected keyword argument {name!r}. Did you mean {meant!r}?")


def refuse_other(name: str, value: object, kinds: frozenset[Any]) -> None:
    """Raise unless *value* is of a class below one of *kinds*, or a list of str where that is one of them."""
    if is_list(value) and Sequence in kinds:
        for index, item in enumerate(value):
            if not isinstance(item, str):
                refuse(f"{name}[{index}]", "str", item)
    elif isinstance(value, bool | bytes) or not any(fits(value, kind) for kind in kinds - {Sequence}):
        refuse(name, words(kinds), value)


def fits(value: object, kind: Any) -> bool:
    """Is *value* of *kind*? A protocol asks for methods, also those lent by another object, as to temporary files."""
    if not is_protocol(kind):
        return isinstance(value, kind)
    methods = [name for name in dir(kind) if not name.startswith("_")]
    return all(callable(getattr(value, name, None)) for name in methods)


def is_protocol(kind: Any) -> bool:
    """Is *kind* described by its methods?"""
    return getattr(kind, "_is_protocol", False) is True


def words(kinds: frozenset[Any]) -> str:
    """Say which types are allowed, in a fixed order."""
    known = [word for kind, word in WORDS.items() if kind in kinds]
    return " or ".join(known + ["binary file" for kind in kinds if is_protocol(kind)])


def refuse(name: str, wanted: str, value: object) -> None:
    """Raise the error for an argument of a wrong type."""
    got = "None: it cannot be left out" if value is None else type(value).__name__
    raise ArgumentError(f"{name} must be {wanted}, not {got}")


def one_of(**given: object) -> None:
    """Ask that at least one of the arguments was given."""
    if not any(map(is_given, given.values())):
        raise ArgumentError(f"{' or '.join(given)} is missing: pass one of them")
