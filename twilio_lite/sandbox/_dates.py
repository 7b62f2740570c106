"""Dates as callers write them: for filters and for SendAt. Without a zone they are in UTC."""

from __future__ import annotations

import operator
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from ._errors import INVALID_PARAMETER, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._call import Parameters

# The email package lets several errors of its own through; and a time near year 1 or 9999 may have no place in UTC.
UNREADABLE = (ValueError, TypeError, IndexError, OverflowError)
Comparison: TypeAlias = "Callable[[Any, Any], bool]"


def moment(text: str) -> datetime:
    """Read a time, ISO 8601 or RFC 2822, to the second; raise ValueError when it is neither."""
    for form in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = form(text)
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except UNREADABLE:
            continue
    raise ValueError(text)


def day_or_moment(text: str) -> date:
    """Read a day or a time; raise ValueError when it is neither."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return moment(text)


def date_filter(query: Parameters, name: str, *, before: Comparison = operator.le) -> Callable[[datetime | None], bool]:
    """Make the test for all filters called *name*, signs included. What has no date yet passes none of them.

    ">" includes the day itself, or the second; so does "<", unless *before* says otherwise.
    """
    filters = [
        (compare, filter_value(name, text))
        for sign, compare in (("", operator.eq), ("<", before), (">", operator.ge))
        for text in query.texts(f"{name}{sign}")
    ]

    def passes(when: datetime | None) -> bool:
        return all(
            when is not None and compare(when if isinstance(bound, datetime) else when.date(), bound)
            for compare, bound in filters
        )

    return passes


def filter_value(name: str, text: str) -> date:
    """Read the value of a filter, or refuse it."""
    try:
        return day_or_moment(text)
    except ValueError:
        raise Refused(INVALID_PARAMETER, name=name) from None
