"""Pages that have numbers, as those of the 2008 API: which one follows, and whether one is the one asked for. Pure.

A server that ignored the number would give the first page for ever, so an answer has to name the page it is. Where an
address was followed that Twilio named, the answer need not repeat the number in it, but must not say another.
"""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import parse_qsl

import attrs

from ._request import Listing, Page, Request

T = TypeVar("T")

USUAL_SIZE = 50
LONGEST_NUMBER = 18


def turned(page: Page[T], request: Request[Page[T]], listing: Listing[T]) -> Page[T]:
    """*page* of *listing*, the answer to *request*, with the request for the next; ValueError where it is another."""
    named, asked = request.query is None, number_of(request)
    if asked is not None and page.page != asked and (page.page is not None or (asked > 0 and not named)):
        told = "one without a number" if page.page is None else f"page {page.page}"
        raise ValueError(f"page {asked} was asked for, and {told} came")
    number = page.page if named else asked
    if page.next is not None or page.is_last or number is None:
        return page
    size = page.page_size or asked_number(listing.first, listing.parameter) or USUAL_SIZE
    if not goes_on(page, number, size):
        return page
    query = {**(listing.first.query or {}), "page": str(number + 1)}
    return attrs.evolve(page, next=attrs.evolve(listing.first, query=query))


def number_of(request: Request[Page[T]]) -> int | None:
    """The number of the page that *request* asks for; None where Twilio named an address that says none."""
    number = asked_number(request, "page")
    return 0 if number is None and request.query is not None else number


def asked_number(request: Request[Page[T]], parameter: str) -> int | None:
    """The number that *request* has for *parameter*, if it has one."""
    query = dict(parse_qsl(request.path.partition("?")[2])) if request.query is None else request.query
    value = str(query.get(parameter))
    return int(value) if value.isdecimal() and len(value) <= LONGEST_NUMBER else None


def goes_on(page: Page[T], number: int, size: int) -> bool:
    """Is there a page after *page*, the one with this *number*? Where nothing tells, a full one may not be the last."""
    if page.num_pages is not None:
        return number + 1 < page.num_pages
    if page.total is not None:
        return (number + 1) * size < page.total
    return len(page.items) >= size
