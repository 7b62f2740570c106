"""Dates as callers write them, for filters and for SendAt, and as the sandbox shows them. Without a zone it is UTC."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from ._faults import INVALID, Refused

if TYPE_CHECKING:
    from ._asked import Parameters

DAY = 86_400
# The email package lets several errors of its own through; and a time near year 1 or 9999 may have no place in UTC.
UNREADABLE = (ValueError, TypeError, IndexError, OverflowError)


def shown(seconds: float | None) -> datetime | None:
    """Give a moment, kept in seconds, as it is shown: without their fractions."""
    return None if seconds is None else datetime.fromtimestamp(int(seconds), UTC)


def moment(text: str) -> datetime:
    """Read a time, ISO 8601 or RFC 2822, to the second; raise ValueError when it is neither."""
    for form in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            time = form(text)
            return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC).replace(microsecond=0)
        except UNREADABLE:
            continue
    raise ValueError(text)


def day_or_moment(name: str, text: str) -> date:
    """Read the day or the time of a filter, or refuse it."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        try:
            # Midnight is how some libraries write a day.
            when = moment(text)
            return when if when.timestamp() % DAY else when.date()
        except ValueError:
            raise Refused(20001, INVALID, name=name) from None


def date_filter(
    query: Parameters, name: str, before: Callable[[Any, Any], bool] = operator.le
) -> Callable[[float | None], bool]:
    """Make the test for all filters called *name*, signs included. What has no date yet passes none of them.

    ">" includes the day itself, or the second; so does "<", unless *before* says otherwise.
    """
    filters = [
        (compare, day_or_moment(name, text))
        for sign, compare in (("", operator.eq), ("<", before), (">", operator.ge))
        for text in query.texts(f"{name}{sign}")
    ]

    def passes(seconds: float | None) -> bool:
        when = shown(seconds)
        return all(
            when is not None and compare(when if isinstance(bound, datetime) else when.date(), bound)
            for compare, bound in filters
        )

    return passes
