"""Accounts: the account of the credentials and its subaccounts. https://www.twilio.com/docs/iam/api/account."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Final, Literal

import attrs

from .._listing import paged
from .._operation import C_co, Resource, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, wire
from .._request import Listing, Request
from .._structure import reads
from . import BelowAccount


class AccountStatus(StrEnum):
    """May an account be used? A closed one cannot be opened again."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class AccountType(StrEnum):
    """Is an account paid for?"""

    TRIAL = "Trial"
    FULL = "Full"


@attrs.frozen(kw_only=True)
class Account:
    """An account or subaccount of *owner_account_sid*; its *auth_token* does not show in a repr."""

    sid: str
    owner_account_sid: str | None = None
    friendly_name: str | None = None
    status: AccountStatus | str | None = None
    type: AccountType | str | None = None
    auth_token: str | None = attrs.field(default=None, repr=False)
    date_created: datetime | None = None
    date_updated: datetime | None = None
    uri: str | None = None
    subresource_uris: dict[str, str] | None = attrs.field(default=None, hash=False)


class Accounts(Resource[C_co]):
    """The account of the credentials and its subaccounts; `accounts(sid)` is one of them."""

    def __call__(self, sid: str) -> AccountContext[C_co]:
        """Give the account *sid*, AC and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return AccountContext(self.client, below(self.path, sid=sid))

    @operation
    def create(self, *, friendly_name: str | None = None) -> Request[Account]:
        """Create a subaccount, with an auth_token of its own; *friendly_name* has at most 64 characters."""
        return Request("POST", self.path, reads(Account), form=wire(locals()))

    @listing
    def stream(
        self,
        *,
        friendly_name: str | None = None,
        status: AccountStatus | Literal["active", "suspended", "closed"] | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[Account]:
        """Read accounts page after page, as they are asked for: those with exactly this name or status.

        *limit* ends the reading; *page_size* is 1 to 1000.
        """
        return paged(Request("GET", self.path, reads_page(Account, "accounts"), query=wire(locals())), limit, page_size)

    list: Final = collected(stream)


class AccountContext(BelowAccount, Resource[C_co]):
    """One account, and what hangs below it."""

    def _place(self) -> tuple[C_co, str]:
        return self.client, self.path

    @operation
    def fetch(self) -> Request[Account]:
        """Fetch the account as it is now; NotFoundError when it is none of yours."""
        return Request("GET", self.path, reads(Account))

    @operation
    def update(
        self,
        *,
        friendly_name: str | None = None,
        status: AccountStatus | Literal["active", "suspended", "closed"] | None = None,
    ) -> Request[Account]:
        """Rename the account, or suspend, close or reactivate a subaccount; what is closed stays closed."""
        return Request("POST", self.path, reads(Account), form=wire(locals()), idempotent=True)
