"""How a list is asked for: how many items in all, how many at once, and as CSV in one page. Pure."""

from __future__ import annotations

from typing import TypeVar

import attrs

from ._numbered import asked_number
from ._request import Listing, Page, Request
from ._wording import shortened
from .errors import ArgumentError

T = TypeVar("T")

LARGEST_PAGE = 1000


def paged(request: Request[Page[T]], limit: int | None, page_size: int | None, *, numbered: bool = False) -> Listing[T]:
    """Make the listing of at most *limit* items that starts with *request*, in pages of *page_size*."""
    if limit is not None and limit < 0:
        raise ArgumentError(f"limit cannot be {shortened(limit)}: pass 0 or more, or None for all")
    if page_size is not None and not 1 <= page_size <= LARGEST_PAGE:
        raise ArgumentError(f"page_size cannot be {shortened(page_size)}: pass 1 to {LARGEST_PAGE}")
    sizes = [size for size in (limit, page_size) if size is not None]
    listing = Listing(request, limit, numbered=numbered)
    if not sizes:
        return listing
    return attrs.evolve(listing, first=with_size(request, listing.parameter, min(LARGEST_PAGE, *sizes)))


def with_size(request: Request[Page[T]], parameter: str, size: int) -> Request[Page[T]]:
    """Ask with *request* for pages of *size*."""
    return attrs.evolve(request, query={**(request.query or {}), parameter: str(size)})


def one_page(listing: Listing[T]) -> Listing[T] | ArgumentError:
    """What of *listing* can be read as CSV: one page, as large as they get. Of a next one CSV does not tell."""
    limit, asked = listing.limit, asked_number(listing.first, listing.parameter)
    if limit is not None and limit > LARGEST_PAGE:
        return ArgumentError(
            f"limit cannot be {shortened(limit)} for CSV, which is read in one page: pass at most {LARGEST_PAGE}, "
            "or ask for JSON or XML"
        )
    if limit is not None and asked is not None and asked < limit:
        return ArgumentError(
            f"CSV is read in one page, and {asked} at once are less than limit={shortened(limit)}: "
            "leave page_size out, or ask for JSON or XML"
        )
    size = limit or asked or LARGEST_PAGE
    return attrs.evolve(
        listing, first=with_size(listing.first, listing.parameter, size), full=size if limit is None else None
    )
