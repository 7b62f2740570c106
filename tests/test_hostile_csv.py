"""CSV that is made to cost much: it is refused, soon and in little memory, and nothing of the program's own changes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from time import process_time

import pytest

from conftest import Colour
from measured import GOOD, STATUS, measured
from peer import Line, answer, peer
from twilio_lite._decode import plain_tree

MEGABYTE = 1024 * 1024
SIZE = 14 * MEGABYTE
MOST_GROWN = 26 * MEGABYTE
MOST_SECONDS = 5.0
HEAD = b"Sid,To\r\n"


def filled(part: bytes, head: bytes = HEAD) -> Callable[[], bytes]:
    """Give what writes a body of *part*, again and again."""
    return lambda: head + part * (SIZE // len(part))


BODIES: dict[str, tuple[Callable[[], bytes], str]] = {
    "commas": (filled(b",", b""), "more values than any answer has"),
    "commas below names": (filled(b","), "a row of 500,000 characters or more"),
    "rows of two cells": (filled(b"a,b\n"), "more values than any answer has"),
    "rows of two empty cells": (filled(b'"",""\n'), "more values than any answer has"),
    "one line": (filled(b"x"), "a row of 500,000 characters or more"),
    "one row of names": (filled(b"abc,", b"Sid,"), "a row of 65,536 characters or more"),
    "one row of as many names": (lambda: b",".join(b"c%d" % one for one in range(10**6)), "a row of 65,536 characters"),
    "one row of names on many lines": (filled(b"abc" * 9 + b'\n","', b'Sid,"'), "a row of 65,536 characters or more"),
    "one row of cells on many lines": (
        filled(b"abc" * 9 + b'\n","', HEAD + b'"'),
        "a row of 500,000 characters or more",
    ),
    "a row of many cells": (
        lambda: HEAD + b"ab," * 160_000 + b"\n",
        "row 1 has 160001 cells, not 2",
    ),
    "empty lines": (filled(b"\n"), "more values than any answer has"),
    "empty lines of a Macintosh": (filled(b"\r"), "more values than any answer has"),
    "NULs": (filled(b"\0"), "a row of 500,000 characters or more"),
    "rows of NULs": (filled(b"\0,\0\n"), "more values than any answer has"),
    "lone quotation marks": (filled(b'"\n'), "more values than any answer has"),
    "quotation marks by two": (filled(b'""'), "a row of 500,000 characters or more"),
    "one quoted cell": (filled(b"x" * 99 + b"\n", HEAD + b'"'), "field larger than field limit"),
    "Latin-1": (filled(b"\xe9,\xfc\n"), "more values than any answer has"),
    "rows in Latin-1": (filled(b"\xe9" * 999 + b",\n"), "'utf-8' codec can't decode"),
    "cells of 200,000 characters": (filled(b"a," + b"x" * 200_000 + b"\n"), "field larger than field limit"),
    "cells of 100,000 characters, and a row too short": (
        lambda: HEAD + (b"a," + b"x" * 100_000 + b"\n") * 90 + b"x",
        "has 1 cells, not 2",
    ),
}
# One for each way to be refused.
SHORT_RUN = frozenset({"empty lines", "NULs", "one quoted cell", "rows in Latin-1", "a row of many cells"})


@pytest.mark.parametrize("name", BODIES)
def test_csv_that_is_made_to_cost_much_is_refused_soon(name: str) -> None:
    write, words = BODIES[name]
    body, limit, began = write(), csv.field_size_limit(), process_time()
    with pytest.raises(ValueError, match=words):
        plain_tree(body)
    assert process_time() - began < MOST_SECONDS
    assert csv.field_size_limit() == limit


@pytest.mark.skipif(not STATUS.exists(), reason="the peak of a process is read from /proc")
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[] if name in SHORT_RUN else pytest.mark.faults) for name in BODIES]
)
def test_a_refused_sheet_of_many_megabytes_costs_little_more_memory_than_it_is_long(name: str) -> None:
    body = BODIES[name][0]()

    def play(line: Line) -> None:
        while request := line.request():
            line.say(answer() if f"/{GOOD}.json".encode() in request else answer(body))

    with peer(play) as server:
        assert measured("sync", "list", server.url)["grown"] <= MOST_GROWN


@pytest.mark.skipif(not STATUS.exists(), reason="the peak of a process is read from /proc")
def test_neither_colour_nor_operation_changes_that(colour: Colour) -> None:
    body = BODIES["rows of two cells"][0]()

    def play(line: Line) -> None:
        while request := line.request():
            line.say(answer() if f"/{GOOD}.json".encode() in request else answer(body))

    with peer(play) as server:
        assert measured(colour.name, "fetch", server.url)["grown"] <= MOST_GROWN
