"""One transport for a client and its copies: opened when first needed, closed when nothing needs it any more.

Beside it lives what their further tries may cost together.
"""

from __future__ import annotations

import os
import sys
import threading
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeAlias, TypeVar, cast
from weakref import WeakSet

from .._budget import Budget
from ..errors import ConfigurationError

if TYPE_CHECKING:
    import asyncio

Transport = TypeVar("Transport")
Home: TypeAlias = "asyncio.AbstractEventLoop | None"
"""The event loop that a transport is for; None in sync code, and of one that was given."""
Over: TypeAlias = list[tuple[Home, Transport]]
"""The transports that are to be closed, each with its loop."""

CLOSED = "the client is closed: make a new one, or call before its `with` block ends"
UNCLOSED = "a client was dropped with its connections open: use it in a `with` block, or close it"


class Shared(Generic[Transport]):
    """A transport, given or opened when a call first needs it, and shared by a client and its copies.

    Those opened here serve one event loop each, and one process: a fork leaves them to the parent. Closing refuses
    further calls and lets those under way come to their end: to close a socket under a thread that reads from it would
    leave the thread waiting for the rest of its time. So the last one to leave is given what to close.
    """

    def __init__(self, given: Transport | None, opener: Callable[[], Transport]) -> None:
        self.given: Transport | None = given
        self.opener: Callable[[], Transport] = opener
        self.start_anew()
        self.closed: bool = False
        SHARED.add(self)

    def start_anew(self) -> None:
        """Begin without connections and calls, as in a process that has just been forked.

        What a parent's event loop knows is kept untouched: to close it would reach into that loop. All else is dropped,
        and so closed, here.
        """
        inherited = getattr(self, "by_home", {})
        self.kept: list[object] = [transport for home, transport in inherited.items() if home is not None]
        self.by_home: dict[Home, Transport] = {}
        self.calls: int = 0
        self.budget: Budget = Budget()
        self.lock: threading.Lock = threading.Lock()

    def enter(self, home: Home = None) -> Transport:
        """Give the transport for a call at *home*, an event loop: one opened in another loop is of no use there."""
        with self.lock:
            if self.closed:
                raise ConfigurationError(CLOSED)
            if self.given is None and (installed := INSTALLED[-1:]):  # another thread may empty it meanwhile
                self.calls += 1
                return cast("Transport", installed[0])
            transport = self.by_home.get(home) if self.given is None else self.given
            if transport is None:
                self.by_home = {loop: kept for loop, kept in self.by_home.items() if loop and not loop.is_closed()}
                transport = self.by_home[home] = self.opener()
            self.calls += 1
            return transport

    def leave(self) -> Over[Transport]:
        """Note the end of a call, and give what is now to be closed."""
        with self.lock:
            self.calls = max(0, self.calls - 1)  # a call that was begun before a fork is the parent's
            return self.over()

    def close(self) -> Over[Transport]:
        """Let no further call in, and give what is now to be closed."""
        with self.lock:
            self.closed = True
            return self.over()

    def over(self) -> Over[Transport]:
        """What to close, once, when nothing needs it any more."""
        if not self.closed or self.calls:
            return []
        over: Over[Transport] = [*self.by_home.items()] if self.given is None else [(None, self.given)]
        self.given = None
        self.by_home.clear()
        return over

    def __reduce__(self) -> NoReturn:
        raise TypeError("connections are neither pickled nor copied")

    def __del__(self) -> None:
        if self.by_home:
            warnings.warn(UNCLOSED, ResourceWarning, stacklevel=2)


def start_anew() -> None:
    """Leave the parent's connections to it, in a process that was just forked."""
    for shared in list(SHARED):
        shared.start_anew()


# While a sandbox is installed, its transport, the last of them, stands for all that were not given.
INSTALLED: list[object] = []
SHARED: WeakSet[Shared[Any]] = WeakSet()
if sys.platform != "win32":
    os.register_at_fork(after_in_child=start_anew)
