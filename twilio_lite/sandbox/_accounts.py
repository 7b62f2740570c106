"""Accounts: the main one and its subaccounts, who may reach which, and what may become of them."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ._dates import shown
from ._faults import NO_CREDENTIALS, UNKNOWN_USERNAME, Refused
from ._formats import Address, Fields
from ._world import ACCOUNT_SID, API_KEY, World, new_account

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._asked import Asked
    from ._store import Thing

STATUSES = ("active", "suspended", "closed")


def requester(world: World, authorization: str, wanted: str) -> Thing:
    """Say whose credentials came with a request, or refuse them. An API key is the *wanted* account's."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        scheme = username = password = ""
    if scheme.lower() != "basic":
        raise Refused(20003, NO_CREDENTIALS)
    key = world.takes_keys and API_KEY.fullmatch(username) and password
    account = world.store.find("account", (wanted or world.main_sid) if key else username)
    if world.adopts and (key or ACCOUNT_SID.fullmatch(username)) and (not account or account["adopted"]):
        account = adopted(world, wanted if key else username, "" if key else password)
    if account is None:
        raise Refused(20003, UNKNOWN_USERNAME)
    if not key and not hmac.compare_digest(world.token(account).encode(), password.encode()):
        raise Refused(20003)
    return active(account)


def adopted(world: World, sid: str, token: str) -> Thing:
    """Take in the account of a client that was made before the sandbox was there."""
    if token:
        world.tokens.setdefault(sid, token)
    known = world.store.find("account", sid)
    return known or new_account(world.store, sid, world.clock.now(), friendly_name="Adopted", adopted=True)


def active(account: Thing) -> Thing:
    """Give *account*; refuse one that is suspended or closed: it may do nothing and sends nothing."""
    if account["status"] != "active":
        raise Refused(20005)
    return account


def can_reach(requester: Thing, account: Thing | None) -> bool:
    """Say whether *requester* may work in *account*: itself, or one that it owns."""
    return account is not None and requester.sid in {account.sid, account.under}


def create(asked: Asked) -> Thing:
    """Make a subaccount."""
    if asked.requester.under:
        raise Refused(21101)
    now = datetime.fromtimestamp(asked.now, UTC)
    # Not strftime's %p, which follows the machine's language.
    default = f"SubAccount Created at {now:%Y-%m-%d %I:%M} {'am' if now.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon
    name = asked.form.text("FriendlyName") or default
    return new_account(asked.store, "", asked.now, friendly_name=name, owner=asked.requester.sid)


def update(asked: Asked, account: Thing) -> Thing:
    """Rename an account, or suspend, reactivate or close a subaccount."""
    status = asked.form.text("Status")
    if status and status not in STATUSES:
        raise Refused(21475)
    if status and not account.under:
        raise Refused(21477)
    if status and account["status"] == "closed":
        raise Refused(21479)
    name = asked.form.text("FriendlyName") or account["friendly_name"]
    return asked.store.save(account, friendly_name=name, status=status or account["status"], updated=asked.now)


def matches(asked: Asked) -> Callable[[Thing], bool]:
    """Make the test for a list of accounts: those that the requester can reach, by name and status."""
    name, status = asked.query.text("FriendlyName"), asked.query.text("Status")
    return lambda account: (
        can_reach(asked.requester, account)
        and name in {"", account["friendly_name"]}
        and status in {"", account["status"]}
    )


def show(asked: Asked, account: Thing) -> Fields:
    """Show an account. Of its subresources only those are named that the sandbox has."""
    path = f"/2010-04-01/Accounts/{account.sid}"
    subresources: Mapping[str, Address] = {
        "messages": Address(f"{path}/Messages"),
        "calls": Address(f"{path}/Calls"),
        "outgoing_caller_ids": Address(f"{path}/OutgoingCallerIds"),
        "incoming_phone_numbers": Address(f"{path}/IncomingPhoneNumbers"),
    }
    return {
        "sid": account.sid,
        "friendly_name": account["friendly_name"],
        "status": account["status"],
        "auth_token": asked.world.token(account),
        "date_created": shown(account.created),
        "date_updated": shown(account["updated"]),
        "type": "Full",
        "owner_account_sid": account.under or account.sid,
        "uri": Address(path),
        "subresource_uris": subresources,
    }
