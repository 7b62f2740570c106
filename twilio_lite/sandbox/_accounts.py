"""Accounts: the main one and its subaccounts, who may reach which, and what may become of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from ._call import Asked, Call, credentials
from ._errors import (
    ACCOUNT_CLOSED,
    ACCOUNT_NOT_ACTIVE,
    INVALID_ACCOUNT_STATUS,
    MAIN_ACCOUNT_STATUS,
    NESTED_SUBACCOUNT,
    NO_CREDENTIALS,
    UNKNOWN_USERNAME,
    WRONG_TOKEN,
    Refused,
)
from ._outcome import Address, Item, Outcome
from ._paging import listed
from ._world import FAKE_TOKEN, Account, World, newest_first

if TYPE_CHECKING:
    from datetime import datetime

STATUSES = ("active", "suspended", "closed")


def requester(world: World, call: Call) -> Account:
    """Say whose credentials came with *call*, or refuse them."""
    given = credentials(call)
    if given is None:
        raise Refused(NO_CREDENTIALS)
    username, password = given
    account = world.accounts.get(username)
    if account is None:
        raise Refused(UNKNOWN_USERNAME)
    if account.auth_token != password:
        raise Refused(WRONG_TOKEN)
    return active(world, account.sid)


def active(world: World, sid: str) -> Account:
    """Give the account called *sid*; refuse one that is suspended or closed: it may do nothing and sends nothing."""
    account = world.accounts[sid]
    if account.status != "active":
        raise Refused(ACCOUNT_NOT_ACTIVE)
    return account


def can_reach(world: World, requester: Account, sid: str) -> bool:
    """Say whether *requester* may work in the account called *sid*: itself, or one that it owns."""
    account = world.accounts.get(sid)
    return account is not None and requester.sid in {account.sid, account.owner_sid}


def create(world: World, asked: Asked, requester: Account) -> tuple[World, Outcome]:
    """Make a subaccount."""
    if not requester.is_main:
        raise Refused(NESTED_SUBACCOUNT)
    world, sid = world.minted("AC")
    account = Account(
        sid=sid,
        auth_token=f"{FAKE_TOKEN}-{world.serial}",
        owner_sid=requester.sid,
        friendly_name=asked.form.text("FriendlyName") or default_name(world.now),
        created=world.now,
        updated=world.now,
    )
    return world.with_account(account), Outcome(HTTPStatus.CREATED, shown(account))


def default_name(now: datetime) -> str:
    """Name a subaccount that was given no name. Not strftime's %p, which follows the machine's language."""
    return f"SubAccount Created at {now:%Y-%m-%d %I:%M} {'am' if now.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show an account."""
    return world, Outcome(HTTPStatus.OK, shown(world.accounts[asked.sids[0]]))


def list_(world: World, asked: Asked, requester: Account) -> tuple[World, Outcome]:
    """Show a page of the accounts that the requester can reach, newest first."""
    matching = [
        account
        for account in newest_first(world.accounts)
        if can_reach(world, requester, account.sid)
        and asked.query.text("FriendlyName") in {"", account.friendly_name}
        and asked.query.text("Status") in {"", account.status}
    ]
    return world, listed(asked, "accounts", matching, shown)


def update(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Rename an account, or suspend, reactivate or close a subaccount."""
    account = world.accounts[asked.sids[0]]
    status = asked.form.text("Status")
    if status:
        check_status(account, status)
    account = attrs.evolve(
        account,
        friendly_name=asked.form.text("FriendlyName") or account.friendly_name,
        status=status or account.status,
        updated=world.now,
    )
    return world.with_account(account), Outcome(HTTPStatus.OK, shown(account))


def check_status(account: Account, status: str) -> None:
    """Raise Refused when the account cannot take that status."""
    if status not in STATUSES:
        raise Refused(INVALID_ACCOUNT_STATUS)
    if account.is_main:
        raise Refused(MAIN_ACCOUNT_STATUS)
    if account.status == "closed":
        raise Refused(ACCOUNT_CLOSED)


def shown(account: Account) -> Item:
    """Show an account. Of its subresources only those are named that the sandbox has."""
    return Item(
        "Account",
        {
            "sid": account.sid,
            "friendly_name": account.friendly_name,
            "status": account.status,
            "auth_token": account.auth_token,
            "date_created": account.created,
            "date_updated": account.updated,
            "type": "Full",
            "owner_account_sid": account.owner_sid,
            "uri": Address(account.path),
            "subresource_uris": {
                "messages": Address(f"{account.path}/Messages"),
                "calls": Address(f"{account.path}/Calls"),
                "outgoing_caller_ids": Address(f"{account.path}/OutgoingCallerIds"),
            },
        },
    )
