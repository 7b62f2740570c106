"""Caller ids: numbers that their owners verified, to call from.

Twilio calls a new one, and it is verified once the code that the request was answered with is entered on that phone.
Nobody picks up a phone here: the request itself verifies the number, and the call that it names is not kept.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from ._accounts import active
from ._errors import (
    ALREADY_VERIFIED,
    INVALID_CALL_DELAY,
    INVALID_FRIENDLY_NAME,
    INVALID_PHONE_NUMBER,
    MISSING_PARAMETER,
    Refused,
)
from ._find import caller_id_of
from ._numbers import E_164, formatted, normalized
from ._outcome import Address, Item, Outcome
from ._paging import listed
from ._rules import WHOLE_NUMBER, fits
from ._world import Account, CallerId, World, newest_first

if TYPE_CHECKING:
    from ._call import Asked, Parameters

LONGEST_DELAY = 60
LONGEST_NAME = 64


def create(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Answer a validation request, and take its number for verified."""
    account, form = active(world, asked.sids[0]), asked.form
    check(form)
    number = normalized(form.text("PhoneNumber"))
    if any((one.account_sid, one.phone_number) == (account.sid, number) for one in world.caller_ids.values()):
        raise Refused(ALREADY_VERIFIED)
    world, call_sid = world.minted("CA")
    world, sid = world.minted("PN")
    caller_id = CallerId(
        sid=sid,
        account_sid=account.sid,
        phone_number=number,
        friendly_name=form.text("FriendlyName") or formatted(number),
        created=world.now,
        updated=world.now,
    )
    request = Item(
        "ValidationRequest",
        {
            "account_sid": account.sid,
            "call_sid": call_sid,
            "friendly_name": caller_id.friendly_name,
            "phone_number": number,
            "validation_code": f"{world.serial % 1_000_000:06}",
        },
    )
    return world.with_caller_id(caller_id), Outcome(HTTPStatus.OK, request)


def check(form: Parameters) -> None:
    """Raise Refused when a validation request is not as it should be."""
    if not form.text("PhoneNumber"):
        raise Refused(MISSING_PARAMETER, name="PhoneNumber")
    if not E_164.fullmatch(normalized(form.text("PhoneNumber"))):
        raise Refused(INVALID_PHONE_NUMBER)
    if not fits(WHOLE_NUMBER, form.text("CallDelay")) or int(form.text("CallDelay") or 0) > LONGEST_DELAY:
        raise Refused(INVALID_CALL_DELAY)
    check_name(form)


def check_name(form: Parameters) -> None:
    """Raise Refused when the friendly name is too long."""
    if len(form.text("FriendlyName")) > LONGEST_NAME:
        raise Refused(INVALID_FRIENDLY_NAME)


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a caller id."""
    return world, Outcome(HTTPStatus.OK, shown(caller_id_of(world, asked)))


def list_(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a page of the account's caller ids, newest first."""
    number = normalized(asked.query.text("PhoneNumber"))
    matching = [
        caller_id
        for caller_id in newest_first(world.caller_ids)
        if caller_id.account_sid == asked.sids[0]
        and number in {"", caller_id.phone_number}
        and asked.query.text("FriendlyName") in {"", caller_id.friendly_name}
    ]
    return world, listed(asked, "outgoing_caller_ids", matching, shown)


def update(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Rename a caller id."""
    caller_id = caller_id_of(world, asked)
    check_name(asked.form)
    name = asked.form.text("FriendlyName") or caller_id.friendly_name
    caller_id = attrs.evolve(caller_id, friendly_name=name, updated=world.now)
    return world.with_caller_id(caller_id), Outcome(HTTPStatus.OK, shown(caller_id))


def delete(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Forget a caller id."""
    return world.without_caller_id(caller_id_of(world, asked).sid), Outcome(HTTPStatus.NO_CONTENT)


def shown(caller_id: CallerId) -> Item:
    """Show a caller id."""
    return Item(
        "OutgoingCallerId",
        {
            "sid": caller_id.sid,
            "date_created": caller_id.created,
            "date_updated": caller_id.updated,
            "friendly_name": caller_id.friendly_name,
            "account_sid": caller_id.account_sid,
            "phone_number": caller_id.phone_number,
            "uri": Address(caller_id.path),
        },
    )
