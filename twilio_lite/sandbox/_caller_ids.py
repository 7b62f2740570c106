"""Caller ids: numbers that their owners verified, to call from.

Twilio calls a new one, and it is verified once the code that the request was answered with is entered on that phone.
Nobody picks up a phone here: the request itself verifies the number, and the call that it names is not kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._accounts import active
from ._dates import shown
from ._faults import MISSING, Refused
from ._formats import Address, Fields
from ._numbers import formatted, is_phone, normalized
from ._rules import is_within

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._asked import Asked, Parameters
    from ._store import Thing

LONGEST_DELAY = 60
LONGEST_NAME = 64


def create(asked: Asked) -> Thing:
    """Answer a validation request, and take its number for verified."""
    account, form = active(asked.store.get("account", asked.sids[0])), asked.form
    if not form.text("PhoneNumber"):
        raise Refused(20001, MISSING, name="PhoneNumber")
    if not is_phone(form.text("PhoneNumber")):
        raise Refused(21401)
    if not is_within(form.text("CallDelay"), 0, LONGEST_DELAY):
        raise Refused(21454)
    check_name(form)
    number = normalized(form.text("PhoneNumber"))
    if any(one.account == account.sid for one in asked.store.each("caller_id", under=number)):
        raise Refused(21450)
    name = form.text("FriendlyName") or formatted(number)
    return asked.store.add(
        "PN", "caller_id", account.sid, asked.now, under=number, friendly_name=name, updated=asked.now
    )


def check_name(form: Parameters) -> None:
    """Raise Refused when the friendly name is too long."""
    if len(form.text("FriendlyName")) > LONGEST_NAME:
        raise Refused(20002)


def update(asked: Asked, caller_id: Thing) -> Thing:
    """Rename a caller id."""
    check_name(asked.form)
    name = asked.form.text("FriendlyName") or caller_id["friendly_name"]
    return asked.store.save(caller_id, friendly_name=name, updated=asked.now)


def matches(asked: Asked) -> Callable[[Thing], bool]:
    """Make the test for a list of numbers, one's own or verified ones."""
    number, name = normalized(asked.query.text("PhoneNumber")), asked.query.text("FriendlyName")
    return lambda one: number in {"", one.under} and name in {"", one["friendly_name"]}


def show_request(_: Asked, caller_id: Thing) -> Fields:
    """Show what a validation request is answered with."""
    return {
        "account_sid": caller_id.account,
        "call_sid": f"CA{caller_id.n:032x}",
        "friendly_name": caller_id["friendly_name"],
        "phone_number": caller_id.under,
        "validation_code": f"{caller_id.n % 1_000_000:06}",
    }


def show(_: Asked, caller_id: Thing) -> Fields:
    """Show a caller id."""
    return {
        "sid": caller_id.sid,
        "date_created": shown(caller_id.created),
        "date_updated": shown(caller_id["updated"]),
        "friendly_name": caller_id["friendly_name"],
        "account_sid": caller_id.account,
        "phone_number": caller_id.under,
        "uri": Address(f"/2010-04-01/Accounts/{caller_id.account}/OutgoingCallerIds/{caller_id.sid}"),
    }
