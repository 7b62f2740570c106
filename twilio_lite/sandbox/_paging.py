"""One page of a list, newest first.

A token names the thing a page comes after (PA) or before (PB), not a number of things: pages do not shift when new ones
arrive, and a token outlives what it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from ._faults import INVALID, Refused
from ._formats import Address, Fields

if TYPE_CHECKING:
    from ._asked import Asked
    from ._store import Thing

DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 1000
NAMES = ("PageSize", "Page", "PageToken")
NUMBER = re.compile(r"[0-9]{1,9}")
TOKEN = re.compile(r"P([AB])([0-9a-f]{1,15})")
BOUNDS = {"A": "before", "B": "after"}


def page(
    asked: Asked, kind: str, where: Mapping[str, Any], passes: Callable[[Thing], bool]
) -> tuple[list[Thing], Fields]:
    """Give the things of the page that is asked for, and its paging."""
    size, page = number(asked, "PageSize", DEFAULT_PAGE_SIZE), number(asked, "Page", 0)
    if not 1 <= size <= LARGEST_PAGE_SIZE:
        raise Refused(20001, INVALID, name="PageSize")
    token = asked.query.text("PageToken")
    shape = TOKEN.fullmatch(token)
    if token and shape is None:
        raise Refused(21481)
    side, n = (shape[1], int(shape[2], 16)) if shape else ("", 0)

    def found(side: str, n: int) -> Iterator[Thing]:
        bounds: dict[str, Any] = {BOUNDS[side]: n} if side else {}
        return filter(passes, asked.store.each(kind, **where, **bounds))

    skipped = 0 if side else page * size
    things = list(islice(found(side, n), skipped, skipped + size))
    if side == "B":
        things.reverse()
    filters = asked.query.without(NAMES)

    def address(page: int, token: str) -> Address:
        paging = {"PageSize": size, "Page": page, **({"PageToken": token} if token else {})}
        return Address(asked.path, urlencode([*filters, *paging.items()]))

    def beside(page: int, side: str, thing: Thing) -> Address | None:
        return address(page, f"P{side}{thing.n:x}") if any(found(side, thing.n)) else None

    return things, {
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(things) - 1),
        "uri": address(page, token),
        "first_page_uri": address(0, ""),
        "next_page_uri": beside(page + 1, "A", things[-1]) if things else None,
        "previous_page_uri": beside(max(0, page - 1), "B", things[0]) if things else None,
    }


def number(asked: Asked, name: str, default: int) -> int:
    """Read a number from the query, or refuse it."""
    text = asked.query.text(name) if name in asked.query else str(default)
    if not NUMBER.fullmatch(text):
        raise Refused(20001, INVALID, name=name)
    return int(text)
