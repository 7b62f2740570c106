"""One page of a list, newest first.

A token names the item a page comes after (PA) or before (PB), not a number of items: pages do not shift when new items
arrive, and a token outlives the item it names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlencode

from ._errors import INVALID_PAGE_TOKEN, INVALID_PARAMETER, Refused
from ._outcome import Address, Collection, Item, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ._call import Asked

DEFAULT_PAGE_SIZE = 50
LARGEST_PAGE_SIZE = 1000
NAMES = ("PageSize", "Page", "PageToken")
NUMBER = re.compile(r"[0-9]{1,9}")
TOKEN = re.compile(r"P([AB])[A-Z]{2}([0-9a-f]{32})")


class HasSid(Protocol):
    """Whatever can be listed."""

    @property
    def sid(self) -> str:
        """The SID of the item."""
        ...


Listed = TypeVar("Listed", bound=HasSid)


def listed(asked: Asked, key: str, found: Sequence[Listed], item: Callable[[Listed], Item]) -> Outcome:
    """Give the page that *asked* is for, out of all that was *found*, which is newest first."""
    size = number(asked, "PageSize", DEFAULT_PAGE_SIZE)
    if not 1 <= size <= LARGEST_PAGE_SIZE:
        raise Refused(INVALID_PARAMETER, name="PageSize")
    page = number(asked, "Page", 0)
    start, end = bounds(asked.query.text("PageToken"), page, size, found)
    chosen = found[start:end]
    address = addresses(asked, size)
    first = page * size
    paging: dict[str, int | Address | None] = {
        "page": page,
        "page_size": size,
        "start": first,
        "end": first + max(0, len(chosen) - 1),
        "uri": address(page, asked.query.text("PageToken")),
        "first_page_uri": address(0, ""),
        "next_page_uri": address(page + 1, f"PA{chosen[-1].sid}") if chosen and end < len(found) else None,
        "previous_page_uri": address(max(0, page - 1), f"PB{chosen[0].sid}") if chosen and start > 0 else None,
    }
    return Outcome(200, Collection(key, [item(one) for one in chosen], paging))


def number(asked: Asked, name: str, default: int) -> int:
    """Read a number from the query, or refuse it."""
    if name not in asked.query:
        return default
    text = asked.query.text(name)
    if not NUMBER.fullmatch(text):
        raise Refused(INVALID_PARAMETER, name=name)
    return int(text)


def bounds(token: str, page: int, size: int, found: Sequence[HasSid]) -> tuple[int, int]:
    """Say from where to where the page goes."""
    if not token:
        return page * size, page * size + size
    shape = TOKEN.fullmatch(token)
    if shape is None:
        raise Refused(INVALID_PAGE_TOKEN)
    side, serial = shape.groups()
    if side == "A":
        start = sum(one.sid[2:] >= serial for one in found)
        return start, start + size
    end = sum(one.sid[2:] > serial for one in found)
    return max(0, end - size), end


def addresses(asked: Asked, size: int) -> Callable[[int, str], Address]:
    """Make what makes the addresses of pages: they keep the filters and the page size."""
    filters = asked.query.without(NAMES)

    def address(page: int, token: str) -> Address:
        paging: Mapping[str, object] = {"PageSize": size, "Page": page, **({"PageToken": token} if token else {})}
        return Address(asked.path, urlencode([*filters, *paging.items()]))

    return address
