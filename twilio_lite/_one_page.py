"""CSV is read in one page, as large as they get, since it does not say whether another one follows. Pure."""

from __future__ import annotations

from typing import TypeVar

import attrs

from ._numbered import asked_number
from ._paging import LARGEST_PAGE, with_size
from ._request import Listing
from .errors import ArgumentError, shortened

T = TypeVar("T")


def one_page(listing: Listing[T]) -> Listing[T] | ArgumentError:
    """What of *listing* can be read as CSV, or the ArgumentError that says why it cannot."""
    limit, asked = listing.limit, asked_number(listing.first, listing.parameter)
    if limit is not None and limit > LARGEST_PAGE:
        return ArgumentError(
            f"limit cannot be {shortened(limit)} for CSV, which is read in one page: pass at most {LARGEST_PAGE}, "
            "or ask for JSON or XML"
        )
    if limit is not None and asked is not None and asked < limit:
        return ArgumentError("page_size cannot be less than limit for CSV, which is read in one page: leave it out")
    size = limit or asked or LARGEST_PAGE
    return attrs.evolve(
        listing, first=with_size(listing.first, listing.parameter, size), full=size if limit is None else None
    )
