"""The API of 2008-08-01: SMS messages, created, fetched and listed, never updated and never deleted.

They are the messages of 2010, shown as they were then: ten digits for a North American number, Pacific Standard Time,
four statuses and the flags as bits. Errors have a code only when their status is 400.
"""

from __future__ import annotations

import re
from datetime import timedelta, timezone
from http import HTTPStatus
from typing import TYPE_CHECKING

from ._call import Parameters
from ._errors import INVALID_PARAMETER, LEGACY_BODY_TOO_LONG, Refused
from ._find import message_of
from ._lifecycle import state
from ._messages import matching, taken_in
from ._numbers import NORTH_AMERICAN, PUNCTUATION, normalized
from ._outcome import Collection, Item, Leaf, Outcome
from ._paging import DEFAULT_PAGE_SIZE, LARGEST_PAGE_SIZE, number
from ._world import Account, Message, World

if TYPE_CHECKING:
    from datetime import datetime

    from ._call import Asked

LEGACY_ROOT = "/2008-08-01/"
LONGEST_BODY = 160
TAKEN = ("To", "From", "Body", "StatusCallback")
PACIFIC = timezone(timedelta(hours=-7))
NATIONAL = re.compile(r"1?([0-9]{10})")
# Of the bits (1 inbound, 2 a reply, 4 by the REST API) the only one that any message here has.
BY_REST = 4
STATUSES = {
    "accepted": "queued",
    "scheduled": "queued",
    "queued": "queued",
    "sending": "sending",
    "sent": "sent",
    "delivered": "sent",
    "failed": "failed",
    "canceled": "failed",
}


def create(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Take a message in by the rules of today, a shorter body and a sender of one's own given."""
    if len(asked.form.text("Body")) > LONGEST_BODY:
        raise Refused(LEGACY_BODY_TOO_LONG)
    numbers = {"To", "From"}
    form = Parameters(
        tuple(
            (name, international(text) if name in numbers else text) for name, text in asked.form.pairs if name in TAKEN
        )
    )
    world, message = taken_in(world, asked.sids[0], form)
    return world, Outcome(HTTPStatus.CREATED, shown(world, message))


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a message, a second later: this moves the sandbox's clock."""
    message = message_of(world, asked)
    world = world.later(seconds=1)
    return world, Outcome(HTTPStatus.OK, shown(world, message))


def list_(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a page of the account's messages, newest first; one behind the end is empty."""
    size = number(asked, "num", DEFAULT_PAGE_SIZE)
    if not 1 <= size <= LARGEST_PAGE_SIZE:
        raise Refused(INVALID_PARAMETER, name="num")
    page = number(asked, "page", 0)
    found = matching(world, asked, international)
    first = page * size
    chosen = found[first : first + size]
    paging: dict[str, int] = {
        "page": page,
        "num_pages": max(1, -(-len(found) // size)),
        "page_size": size,
        "total": len(found),
        "start": first,
        "end": first + max(0, len(chosen) - 1),
    }
    items = [shown(world, message) for message in chosen]
    return world, Outcome(HTTPStatus.OK, Collection("sms_messages", items, paging, "SMSMessages", frozenset()))


def international(address: str) -> str:
    """Put +1 before ten digits, whatever the punctuation between them; take any other address as 2010 does."""
    digits = NATIONAL.fullmatch(PUNCTUATION.sub("", address))
    return f"+1{digits[1]}" if digits else normalized(address)


def national(address: str | None) -> str | None:
    """Give a North American number as ten digits, any other address as it is."""
    return NORTH_AMERICAN.sub(r"\1\2\3", address) if address and NORTH_AMERICAN.fullmatch(address) else address


def shown(world: World, message: Message) -> Item:
    """Show a message as it is at this moment of the world."""
    now = state(message, world.now)
    return Item(
        "SMSMessage",
        {
            "sid": message.sid,
            "date_created": pacific(message.created),
            "date_updated": pacific(now.updated),
            "date_sent": now.sent and pacific(now.sent),
            "account_sid": message.account_sid,
            "to": national(message.to),
            "from": national(message.from_),
            "body": message.body,
            "status": STATUSES[now.status],
            "flags": BY_REST,
            "api_version": "2008-08-01",
        },
    )


def pacific(moment: datetime) -> datetime:
    """Give the same moment seven hours west of Greenwich."""
    return moment.astimezone(PACIFIC)


def refusal(refused: Refused) -> Outcome:
    """Make the answer of a refusal, in the order of that time."""
    status = int(refused.fault.status)
    fields: dict[str, Leaf] = {"status": status, "message": refused.text}
    if status == HTTPStatus.BAD_REQUEST:
        fields |= {"code": refused.fault.code, "more_info": refused.more_info}
    return Outcome(status, Item("RestException", fields), refused.headers)
