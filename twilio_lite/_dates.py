"""Dates as Twilio writes them become aware datetimes in UTC; one without an offset is in UTC. Pure.

The one shape it sends, with whatever offset, is read by slices; dateutil has a grammar for all others.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

HOUR = re.compile(r"[A-Z][a-z]{2}, ([0-9]{2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):")
REST = re.compile(r"([0-5][0-9]):([0-5][0-9]) ([+-])([01][0-9]|2[0-3])([0-5][0-9])")
LONGEST_DATE = 40
MONTHS: dict[str, int] = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), 1)  # noqa: SIM905 - reads best
}


def read_date(value: str) -> datetime:
    """Read a date of any shape that names a whole day, or raise ValueError or OverflowError."""
    return usual_date(value) or other_date(value)


def usual_date(value: str) -> datetime | None:
    """Read the one shape Twilio sends, `Fri, 20 Aug 2010 01:13:42 +0000`; None for any other."""
    hour, rest = hour_of(value[:20]), rest_of_hour(value[20:32])
    return None if hour is None or rest is None else hour + rest


@lru_cache(maxsize=512)
def hour_of(value: str) -> datetime | None:
    """The hour that `Fri, 20 Aug 2010 01:` says, as if it were in UTC; None for another shape."""
    match = HOUR.fullmatch(value)
    if match is None or match[2] not in MONTHS:
        return None
    return datetime(int(match[3]), MONTHS[match[2]], int(match[1]), int(match[4]), tzinfo=UTC)


@lru_cache(maxsize=3600)
def rest_of_hour(value: str) -> timedelta | None:
    """What `13:42 +0000` adds to the hour before it, the offset taken away; None for another shape."""
    match = REST.fullmatch(value)
    if match is None:
        return None
    minutes, seconds, sign, *offset = match.groups()
    east = timedelta(hours=int(offset[0]), minutes=int(offset[1]))
    return timedelta(minutes=int(minutes), seconds=int(seconds)) - (east if sign == "+" else -east)


def other_date(value: str) -> datetime:
    """Read any other shape that names a whole day, or raise ValueError."""
    if len(value) > LONGEST_DATE or not value.isascii():
        raise ValueError("no date")
    from dateutil import parser  # noqa: PLC0415 - costs more than the rest of the package, and is seldom needed

    first, second = (
        parser.parse(value, default=datetime(year, month, day), tzinfos=zone)  # noqa: DTZ001 - only fills what is missing
        for year, month, day in ((2000, 1, 1), (2001, 2, 2))
    )
    if first != second:
        raise ValueError("no whole day")
    return first.replace(tzinfo=UTC) if first.tzinfo is None else first.astimezone(UTC)


def zone(name: str | None, offset: int | None) -> timezone | None:
    """The time zone of a date, if it has one; a name alone could mean several, so it is refused."""
    if name is None and offset is None:
        return None
    if offset is None:
        raise ValueError(f"unknown time zone {name}")
    return timezone(timedelta(seconds=offset))
