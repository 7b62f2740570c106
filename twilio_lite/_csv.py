"""CSV becomes rows, each an object under the names of the first one: XML's names in snake_case. Pure.

An empty cell is None. CSV says nothing of pages, and an answer of one resource has one row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO, TextIOWrapper
from typing import Any

from ._xml import TOO_MANY, snake

NAME = rb'(?:[A-Za-z][A-Za-z0-9_]*+|"[A-Za-z][A-Za-z0-9_]*+")'
FIRST_ROW = re.compile(NAME + rb"(?:," + NAME + rb")++[ \t]*+(?:[\r\n]|\Z)")
LONGEST_FIRST_ROW = 64 * 1024
LONGEST_LINE = 1_000_000
MOST_LINES = 2_000_000
MOST_ROWS = 50_000
MOST_CELLS = 250_000


class Rows(list[dict[str, Any]]):
    """The rows of CSV, and the names of their *columns*, which are there without any row."""

    def __init__(self, columns: list[str]) -> None:
        super().__init__()
        self.columns: list[str] = columns


def is_csv(body: bytes) -> bool:
    """Does *body* begin with a row of names, as CSV does and nothing else?"""
    row = FIRST_ROW.match(body[:LONGEST_FIRST_ROW])
    return row is not None and row.end() < LONGEST_FIRST_ROW


def csv_rows(body: bytes) -> Rows:
    """Parse CSV, or raise ValueError."""
    import csv  # noqa: PLC0415 - few clients ask for it

    if body.count(b"\n") + body.count(b"\r") > MOST_LINES:  # an empty line is no row, and takes its time
        raise ValueError(TOO_MANY)
    try:
        return rows(csv.reader(lines(body), strict=True))
    except (csv.Error, ValueError) as error:
        raise ValueError(f"broken CSV: {error}") from None


def rows(reader: Iterator[list[str]]) -> Rows:
    """Put the cells of each row under the names of the first one."""
    rows = Rows([snake(name.strip()) for name in next(reader)])
    if len({*rows.columns}) < len(rows.columns):
        raise ValueError("two columns have the same name")
    for cells in filter(None, reader):
        if len(cells) != len(rows.columns):
            raise ValueError(f"row {len(rows) + 1} has {len(cells)} cells, not {len(rows.columns)}")
        if len(rows) >= MOST_ROWS or len(rows) * len(cells) >= MOST_CELLS:
            raise ValueError(TOO_MANY)
        rows.append(dict(zip(rows.columns, [cell or None for cell in cells], strict=True)))
    return rows


def lines(body: bytes) -> Iterator[str]:
    """Decode *body* line by line, each with its end; a line break within quotes ends a line, too."""
    text = TextIOWrapper(BytesIO(body), encoding="utf-8", newline="")
    while line := text.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise ValueError(f"a line of {LONGEST_LINE:,} characters or more")
        yield line
