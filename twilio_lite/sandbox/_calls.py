"""Phone calls: made, fetched, listed, redirected or ended, deleted; and how one is shown. Nobody's phone rings."""

from __future__ import annotations

import operator
from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from ._accounts import active
from ._call_lifecycle import call_state
from ._call_rules import check_call, check_update
from ._dates import date_filter
from ._errors import INVALID_CALL_STATE, INVALID_PARAMETER, NOT_IN_PROGRESS, Refused
from ._find import call_of
from ._numbers import formatted, normalized
from ._outcome import Address, Item, Outcome
from ._paging import listed
from ._world import Account, PhoneCall, World, newest_first

if TYPE_CHECKING:
    from ._call import Asked, Parameters

NOT_ANSWERED = frozenset({"queued", "ringing"})


def create(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Make a phone call."""
    account = active(world, asked.sids[0])
    form = asked.form
    check_call(form)
    world, sid = world.minted("CA")
    from_ = normalized(form.text("From"))
    call = PhoneCall(
        sid=sid,
        account_sid=account.sid,
        to=normalized(form.text("To")),
        from_=from_,
        caller_id_sid=next(
            (
                one.sid
                for one in world.caller_ids.values()
                if (one.account_sid, one.phone_number) == (account.sid, from_)
            ),
            None,
        ),
        tells_machines=bool(form.text("MachineDetection")),
        created=world.now,
    )
    return world.with_call(call), Outcome(HTTPStatus.CREATED, shown(world, call))


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a phone call, a second later: this moves the sandbox's clock."""
    call = call_of(world, asked)
    world = world.later(seconds=1)
    return world, Outcome(HTTPStatus.OK, shown(world, call))


def list_(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a page of the account's phone calls, newest first. None of them was spawned by another one.

    As Twilio describes it, a call of the day itself is not before that day; a message is.
    """
    query = asked.query
    to, from_ = normalized(query.text("To")), normalized(query.text("From"))
    started, ended = (date_filter(query, name, before=operator.lt) for name in ("StartTime", "EndTime"))

    def passes(call: PhoneCall) -> bool:
        now = call_state(call, world.now)
        return (
            call.account_sid == asked.sids[0]
            and to in {"", call.to}
            and from_ in {"", call.from_}
            and not query.text("ParentCallSid")
            and query.text("Status") in {"", now.status}
            and started(now.start)
            and ended(now.end)
        )

    matching = [call for call in newest_first(world.calls) if passes(call)]
    return world, listed(asked, "calls", matching, lambda call: shown(world, call))


def update(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Redirect a phone call, cancel it or hang it up. A redirected one goes on, and nothing else has any effect."""
    call, form = call_of(world, asked), asked.form
    check_update(form)
    status = call_state(call, world.now).status
    if form.text("Status"):
        check_end(form, status)
        call = attrs.evolve(call, ended=world.now, ended_as=form.text("Status"))
    elif (form.text("Url") or form.text("Twiml")) and status != "in-progress":
        raise Refused(NOT_IN_PROGRESS)
    return world.with_call(call), Outcome(HTTPStatus.OK, shown(world, call))


def check_end(form: Parameters, status: str) -> None:
    """Raise Refused when a call of that status cannot be ended as the update says."""
    match form.text("Status"):
        case "canceled":
            if status not in NOT_ANSWERED:
                raise Refused(INVALID_CALL_STATE)
        case "completed":
            if status not in {*NOT_ANSWERED, "in-progress"}:
                raise Refused(NOT_IN_PROGRESS)
        case _:
            raise Refused(INVALID_PARAMETER, name="Status")


def delete(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Forget a phone call, whatever its state."""
    return world.without_call(call_of(world, asked).sid), Outcome(HTTPStatus.NO_CONTENT)


def shown(world: World, call: PhoneCall) -> Item:
    """Show a phone call as it is at this moment of the world. It has no subresources here."""
    now = call_state(call, world.now)
    return Item(
        "Call",
        {
            "sid": call.sid,
            "date_created": call.created,
            "date_updated": now.updated,
            "parent_call_sid": None,
            "account_sid": call.account_sid,
            "to": call.to,
            "to_formatted": formatted(call.to),
            "from": call.from_,
            "from_formatted": formatted(call.from_),
            "phone_number_sid": call.caller_id_sid,
            "status": now.status,
            "start_time": now.start,
            "end_time": now.end,
            "duration": None if now.duration is None else str(now.duration),
            "price": now.price,
            "price_unit": "USD",
            "direction": "outbound-api",
            "answered_by": "human" if call.tells_machines and now.was_answered else None,
            "api_version": "2010-04-01",
            "forwarded_from": None,
            "group_sid": None,
            "caller_name": None,
            "queue_time": "0",
            "trunk_sid": None,
            "uri": Address(call.path),
            "subresource_uris": {},
        },
    )
