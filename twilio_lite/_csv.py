"""CSV becomes rows, each an object under the names of the first one: XML's names in snake_case. Pure.

An empty cell is None. CSV says nothing of pages, and an answer of one resource has one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import Any, Self

from ._xml import TOO_MANY, snake

NAME = rb'(?:[A-Za-z][A-Za-z0-9_]*+|"[A-Za-z][A-Za-z0-9_]*+")'
FIRST_ROW = re.compile(NAME + rb"(?:," + NAME + rb")++[ \t]*+(?:[\r\n]|\Z)")
NAMES_SID = re.compile(rb'(?![{\[])(?:[^\r\n]*,)?"?sid"?[ \t]*+(?:[,\r\n]|\Z)', re.IGNORECASE)
LONGEST_FIRST_ROW = 64 * 1024
LONGEST_ROW = 500_000
MOST_LINES = 2_000_000
MOST_ROWS = 50_000
MOST_CELLS = 250_000


class Rows(list[dict[str, Any]]):
    """The rows of CSV, and the names of their *columns*, which are there without any row."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__()
        self.columns: list[str] = columns


class Lines:
    """The lines of CSV, each with its end, where a line break within quotes ends a line, too.

    A row may take many: no more of it is read than any has, for its cells take more memory than their characters.
    """

    def __init__(self, body: bytes) -> None:
        self.text: TextIOWrapper = TextIOWrapper(BytesIO(body), encoding="utf-8", newline="")
        self.begin(LONGEST_FIRST_ROW)

    def begin(self, longest: int) -> None:
        """Begin a row that has fewer than *longest* characters."""
        self.longest: int = longest
        self.left: int = longest

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> str:
        line = self.text.readline(self.left)
        self.left -= len(line)
        if not self.left:
            raise ValueError(f"a row of {self.longest:,} characters or more")
        if not line:
            raise StopIteration
        return line


def is_csv(body: bytes) -> bool:
    """Does *body* begin with a row of names, or one that has a Sid, as CSV does and nothing else?"""
    beginning = body[:LONGEST_FIRST_ROW]
    return FIRST_ROW.match(beginning) is not None or NAMES_SID.match(beginning) is not None


def csv_rows(body: bytes) -> Rows:
    """Parse CSV, or raise ValueError."""
    import csv  # noqa: PLC0415 - few clients ask for it

    if body.count(b"\n") + body.count(b"\r") > MOST_LINES:  # an empty line is no row, and takes its time
        raise ValueError(TOO_MANY)
    try:
        lines = Lines(body)
        return rows(csv.reader(lines, strict=True), lines)
    except (csv.Error, ValueError) as error:
        raise ValueError(f"broken CSV: {error}") from None


def rows(reader: Iterator[list[str]], lines: Lines) -> Rows:
    """Put the cells of each row under the names of the first one; *lines* are what *reader* makes them of."""
    rows = Rows([snake(name.strip()) for name in next(reader)])
    if len({*rows.columns}) < len(rows.columns):
        raise ValueError("two columns have the same name")
    lines.begin(LONGEST_ROW)
    for cells in filter(None, reader):
        if len(cells) != len(rows.columns):
            raise ValueError(f"row {len(rows) + 1} has {len(cells)} cells, not {len(rows.columns)}")
        if len(rows) >= MOST_ROWS or len(rows) * len(cells) >= MOST_CELLS:
            raise ValueError(TOO_MANY)
        rows.append(dict(zip(rows.columns, [cell or None for cell in cells], strict=True)))
        lines.begin(LONGEST_ROW)
    return rows
