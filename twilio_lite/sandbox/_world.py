"""What a sandbox is made of: its store, its clock, and what its owner said about it."""

from __future__ import annotations

import re
import secrets
import sqlite3
import time
from collections import deque
from collections.abc import Callable
from ipaddress import ip_address

import attrs

from ..errors import ConfigurationError
from ._post import App, origin
from ._store import Store, Thing

ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
API_KEY = re.compile(r"SK[0-9a-fA-F]{32}")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_loopback(host: str) -> bool:
    """Say whether *host* names this machine, and can be reached by it alone."""
    try:
        return host in LOOPBACK or ip_address(host).is_loopback
    except ValueError:
        return False


class Clock:
    """The sandbox's time, in seconds since 1970: it stands still but for what it is moved, or runs with the wall's."""

    def __init__(self, *, runs: bool) -> None:
        self.runs: bool = runs
        self.offset: float = 0.0 if runs else float(int(time.time()))

    def now(self) -> float:
        return self.offset + time.time() if self.runs else self.offset

    def move(self, seconds: float) -> None:
        self.offset += seconds

    def run(self, *, runs: bool) -> None:
        """Start or stop it where it is."""
        self.offset, self.runs = self.now() - (time.time() if runs else 0.0), runs


@attrs.frozen(kw_only=True)
class Failure:
    """What the next request is answered with, instead of being read."""

    status: int
    code: int | None
    retry_after: float | None


@attrs.define(kw_only=True, eq=False)
class World:
    """Everything there is.

    *moves_on_fetch*: a fetch takes a second; *adopts*: unknown accounts are taken in; *takes_keys*: API keys are good.
    *tokens* came from outside and are never stored; *apps* answer for the addresses that begin with their key.
    """

    store: Store
    clock: Clock
    main_sid: str
    tokens: dict[str, str] = attrs.field(repr=False)
    strict: bool = False
    moves_on_fetch: bool = True
    adopts: bool = False
    takes_keys: bool = True
    base_url: str = "https://api.twilio.com"
    callback_hosts: frozenset[str] = LOOPBACK
    apps: dict[str, App] = attrs.field(factory=dict[str, App])
    failures: deque[Failure] = attrs.field(factory=deque[Failure])
    keys: dict[str, str] = attrs.field(factory=dict[str, str])
    under_way: int = 0
    is_over: Callable[[], bool] = lambda: False  # whoever waits here while it is served stops when this is True

    def token(self, account: Thing) -> str:
        """Give the AuthToken of an account."""
        return self.tokens.get(account.sid) or str(account["auth_token"])

    def callback(self, wanted: str, own: str) -> str:
        """Say where a status is told. An application that a number tells answers for other addresses, too."""
        app = self.apps.get(origin(own))
        if wanted and app:
            self.apps.setdefault(origin(wanted), app)
        return wanted or own


def opened(path: str, account_sid: str | None, auth_token: str | None, *, strict: bool, clock: Clock) -> World:
    """Open a store, and see that it has a main account: the given one, the one that it had, or one that is made up."""
    try:
        with Store(path) as store:
            kept = next((account for account in store.each("account", after=0) if account.under == ""), None)
            sid = account_sid or (kept.sid if kept else f"AC{secrets.token_hex(16)}")
            if store.find("account", sid) is None:
                new_account(store, sid, clock.now(), friendly_name="Sandbox")
    except sqlite3.Error as error:
        raise ConfigurationError(f"nothing can be kept in {path}: {error}") from None
    tokens = {sid: auth_token} if auth_token else {}
    return World(store=store, clock=clock, main_sid=sid, tokens=tokens, strict=strict)


def new_account(store: Store, sid: str, now: float, *, friendly_name: str, owner: str = "", **more: bool) -> Thing:
    """Keep a new account. A token that was given is not stored, another one is made up."""
    data = {
        "friendly_name": friendly_name,
        "status": "active",
        "updated": now,
        "auth_token": secrets.token_hex(16),
        **more,
    }
    return store.add("AC", "account", "", now, sid=sid, under=owner, **data)
