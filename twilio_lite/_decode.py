"""The bytes of an answer become a plain tree, the same for JSON, XML and CSV. Pure.

What they are is told by what they begin with, whatever was asked for. `_json`, `_xml` and `_csv` do the parsing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeGuard, TypeVar

from ._csv import csv_rows, is_csv
from ._json import json_tree, quick_tree
from ._xml import TOO_MANY, xml_tree

T = TypeVar("T")

SHORT = 1_100_000
MOST_OBJECTS = 50_000
MOST_VALUES = 250_000
MOST_QUOTES = 2_000_000
TEXT = re.compile(rb'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
HTML = re.compile(
    rb"(?>(?><\?xml[^>]*>)|(?><!--.*?-->)|\s++)*+<(?:!doctype\s++html|html|head|body|title|meta|script|style|center|div|"
    rb"table|h[1-6]|p|b|br|hr|font|pre)(?![\w:.-])",
    re.IGNORECASE | re.DOTALL,
)
WORDS = re.compile(rb"(?!(?:true|false|null|NaN|Infinity)\b)[A-Za-z]")
NO_WORDS = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)|<!--.*?(-->|$)|<[a-z/!?][^>]*(>|$)", re.IGNORECASE | re.DOTALL)
FIRST_WORDS = 120
LONGEST_MARKUP = 10_000


def is_object(tree: Any) -> TypeGuard[dict[str, Any]]:
    """Is *tree* what JSON calls an object?"""
    return isinstance(tree, dict)


def is_array(tree: Any) -> TypeGuard[list[Any]]:
    """Is *tree* what JSON calls an array?"""
    return isinstance(tree, list)


def plain_tree(body: bytes) -> Any:
    """Parse *body* by what it holds; None when it holds nothing. Raise ValueError that says what is wrong with it.

    The rows of CSV are a list of objects.
    """
    if body.startswith(b"{"):
        check_number(body)
        return json_tree(body)
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        return None
    if HTML.match(start[:LONGEST_MARKUP]):
        raise ValueError(f"it is an HTML page: {first_words(start)}")
    if start.startswith(b"<"):
        return xml_tree(start)
    if is_csv(start):
        return csv_rows(start)
    if WORDS.match(start):
        raise ValueError(f"broken JSON, and neither XML nor CSV: {first_words(start)}")
    check_number(start)
    return json_tree(start)


def first_words(body: bytes) -> str:
    """The first words that somebody would read of a page or a text."""
    return " ".join(NO_WORDS.sub(" ", body[:LONGEST_MARKUP].decode(errors="replace")).split())[:FIRST_WORDS]


def read_body(body: bytes, read: Callable[[Any], T]) -> T:
    """What *read* makes of the plain tree of *body*; ValueError where either cannot be read.

    A reader that looks at every value anyway has a second way, `quick`: it takes the tree as orjson made it, and raises
    ValueError where that is not surely the plain tree.
    """
    quick: Callable[[Any], T] | None = getattr(read, "quick", None)
    if quick is not None and body.startswith(b"{"):  # an error of orjson's holds the whole of anything else
        check_number(body)
        with suppress(ValueError, RecursionError):
            return quick(quick_tree(body))
    return read(plain_tree(body))


def check_number(body: bytes) -> None:
    """Refuse JSON of more values than any answer has: a value takes more memory than its bytes, up to thirty times.

    A full page of 1000 messages has 2,000 objects and 25,000 values. A short body needs no counting. What may pass
    takes 32 MB, beside its texts.
    """
    if len(body) <= SHORT:
        return
    objects, values = body.count(b"{") + body.count(b"["), body.count(b",")
    if objects > MOST_OBJECTS or values > MOST_VALUES:
        for text in TEXT.finditer(body) if body.count(b'"') < MOST_QUOTES else ():  # what a text holds is no value
            objects -= text[0].count(b"{") + text[0].count(b"[")
            values -= text[0].count(b",")
        if objects > MOST_OBJECTS or values > MOST_VALUES:
            raise ValueError(TOO_MANY)
