"""The API of 2008-08-01: SMS messages, created, fetched and listed, never updated and never deleted.

They are the messages of 2010, shown as they were then: ten digits for a North American number, dates at -0700 as in
Twilio's examples, four statuses and the flags as bits. Pages are counted, and one behind the end is empty.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import attrs

from . import _messages
from ._asked import Parameters
from ._faults import INVALID, Refused
from ._formats import Fields
from ._numbers import NORTH_AMERICAN, PUNCTUATION, normalized
from ._paging import DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ._asked import Asked
    from ._store import Thing

LONGEST_BODY = 160
TAKEN = ("To", "From", "Body", "StatusCallback")
PACIFIC = timezone(timedelta(hours=-7))
NATIONAL = re.compile(r"1?([0-9]{10})")
FLAGS = {"inbound": 1, "outbound-reply": 2, "outbound-api": 4}
STATUSES = {
    "sending": "sending",
    "sent": "sent",
    "delivered": "sent",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
    "received": "received",
}


def create(asked: Asked) -> Thing:
    """Take a message in by the rules of today, a shorter body and a sender of one's own given."""
    if len(asked.form.text("Body")) > LONGEST_BODY:
        raise Refused(21605)
    pairs = [(name, text) for name, text in asked.form.pairs if name in TAKEN]
    form = Parameters(tuple((name, international(text) if name in {"To", "From"} else text) for name, text in pairs))
    return _messages.create(attrs.evolve(asked, form=form))


def matches(asked: Asked) -> Callable[[Thing], bool]:
    """Make the test for a list of messages."""
    return _messages.matches(asked, international)


def page(
    asked: Asked, kind: str, where: Mapping[str, Any], passes: Callable[[Thing], bool]
) -> tuple[list[Thing], Fields]:
    """Give the messages of a page, and its numbers."""
    found = list(filter(passes, asked.store.each(kind, **where)))
    size = number(asked, "num", DEFAULT_PAGE_SIZE)
    if not 1 <= size <= LARGEST_PAGE_SIZE:
        raise Refused(20001, INVALID, name="num")
    page = number(asked, "page", 0)
    first = page * size
    chosen = found[first : first + size]
    return chosen, {
        "page": page,
        "num_pages": max(1, -(-len(found) // size)),
        "page_size": size,
        "total": len(found),
        "start": first,
        "end": first + max(0, len(chosen) - 1),
    }


def international(address: str) -> str:
    """Put +1 before ten digits, whatever the punctuation between them; take any other address as 2010 does."""
    digits = NATIONAL.fullmatch(PUNCTUATION.sub("", address))
    return f"+1{digits[1]}" if digits else normalized(address)


def national(address: str | None) -> str | None:
    """Give a North American number as ten digits, any other address as it is."""
    return NORTH_AMERICAN.sub(r"\1\2\3", address) if address and NORTH_AMERICAN.fullmatch(address) else address


def show(asked: Asked, message: Thing) -> Fields:
    """Show a message as it is at this moment."""
    now = _messages.show(asked, message)
    dates: dict[str, datetime | None] = {name: now[name] for name in ("date_created", "date_updated", "date_sent")}
    return {
        "sid": message.sid,
        **{name: date and date.astimezone(PACIFIC) for name, date in dates.items()},
        "account_sid": message.account,
        "to": national(message["to"]),
        "from": national(message["from_"]),
        "body": message["body"],
        "status": STATUSES.get(now["status"], "queued"),
        "flags": FLAGS.get(message["direction"], 0),
        "api_version": "2008-08-01",
    }
