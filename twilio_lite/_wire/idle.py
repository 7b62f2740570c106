"""The connections that wait for their next request: the one used last is used next, old and dead ones are closed.

A connection that can be read while nothing was asked is over: the server has closed it, or said what nobody asked for.
"""

from __future__ import annotations

import select
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from time import monotonic
from typing import Generic, Protocol, TypeVar

LONGEST_IDLE = 30.0


class Kept(Protocol):
    """What is kept."""

    since: float

    def may_go_on(self) -> bool:
        """May it carry another request?"""
        ...

    def is_over(self) -> bool:
        """Is it closed, or is there something to read that nobody asked for?"""
        ...

    def drop(self) -> None:
        """Close it at once."""


K = TypeVar("K", bound=Kept)


class Idle(Generic[K]):
    """The connections to one server that wait; any thread may take one and give it back."""

    def __init__(self) -> None:
        self.waiting: deque[K] = deque()

    def take(self) -> K | None:
        """Give the connection used last that is still good, if there is one."""
        with suppress(IndexError):
            while True:
                connection = self.waiting.pop()
                if monotonic() - connection.since < LONGEST_IDLE and not connection.is_over():
                    return connection
                connection.drop()
        return None

    def settle(self, connection: K) -> None:
        """Keep *connection* for the next request, if it may go on, and close it if not."""
        if connection.may_go_on():
            self.give(connection)
        else:
            connection.drop()

    def give(self, connection: K) -> None:
        """Keep *connection* for the next request, and close what has waited too long."""
        connection.since = now = monotonic()
        self.waiting.append(connection)
        with suppress(IndexError):
            while now - self.waiting[0].since >= LONGEST_IDLE:
                self.waiting.popleft().drop()

    def drop(self) -> None:
        """Close them all."""
        with suppress(IndexError):
            while True:
                self.waiting.pop().drop()


def look(descriptor: int) -> Callable[[], bool]:
    """Give what tells whether there is something to read, or an end."""
    if not hasattr(select, "poll"):  # Windows, eventlet
        return lambda: bool(select.select([descriptor], [], [], 0)[0])
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return lambda: bool(poll.poll(0))
