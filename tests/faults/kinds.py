"""What a fault is: how it plays on a connection, and what a call that meets it ends in.

A fault plays once, and what comes after it is answered as it should be, or it always plays. What create, fetch and list
are to end in is data: an `Outcome` each.
"""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from enum import StrEnum

import attrs

from peer import Line, answer
from twilio_lite import (
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    RateLimitError,
    ResponseError,
    RestException,
    ServerError,
    TwilioError,
)

OPERATIONS = ("create", "fetch", "list")
TRIES = 3
CREATED = b'{"sid": "SM1"}'
FETCHED = b'{"sid": "SM2"}'
LISTED = b'{"messages": [{"sid": "SM3"}, {"sid": "SM4"}]}'


@attrs.frozen
class Outcome:
    """What a call ends in: its right result, or *error* with *took_effect*, after how many *tries*."""

    error: type[TwilioError] | None = None
    took_effect: bool | None = None
    tries: int = 1

    def __str__(self) -> str:
        tries = "" if self.tries == 1 else f", {self.tries} tries"
        return f"{f'`{self.error.__name__}` {self.took_effect}' if self.error else 'right'}{tries}"


def right(tries: int = 1) -> Outcome:
    """Give the outcome of a call that succeeds."""
    return Outcome(tries=tries)


def fails(error: type[TwilioError], took_effect: bool | None, tries: int = 1) -> Outcome:  # noqa: FBT001 - it may be None
    """Give the outcome of a call that fails."""
    return Outcome(error, took_effect, tries)


@attrs.frozen
class Row:
    """What create, fetch and list end in."""

    create: Outcome
    fetch: Outcome
    list: Outcome

    def of(self, operation: str) -> Outcome:
        """What *operation* ends in."""
        found: Outcome = getattr(self, operation)
        return found


def row(create: Outcome, fetch: Outcome, listed: Outcome | None = None) -> Row:
    """Give a row; a list ends as a fetch does, unless it is told."""
    return Row(create, fetch, listed or fetch)


@attrs.frozen
class Expected:
    """What calls end in where the fault always plays, and where it plays once; None where that says nothing more."""

    always: Row | None = None
    once: Row | None = None

    def rows(self) -> dict[str, Row]:
        """Give the rows by how often the fault plays."""
        return {plays: row for plays, row in (("always", self.always), ("once", self.once)) if row}


def again(create: Outcome, fetch: Outcome) -> Expected:
    """Expect that whatever is tried again succeeds after a fault that played once."""
    second = right(2)
    return Expected(row(create, fetch), row(second if create.tries > 1 else create, second))


def final(create: Outcome, fetch: Outcome | None = None, listed: Outcome | None = None) -> Expected:
    """Expect that nothing is tried again."""
    return Expected(row(create, fetch or create, listed))


def once(create: Outcome, fetch: Outcome | None = None) -> Expected:
    """Expect what calls end in after a fault that plays once, and has no more to say where it always plays."""
    return Expected(once=row(create, fetch or create))


LOST = again(fails(ConnectionLost, None), fails(ConnectionLost, took_effect=False, tries=TRIES))
LOST_DONE = again(fails(ConnectionLost, took_effect=True), fails(ConnectionLost, took_effect=False, tries=TRIES))
LOST_REFUSED = again(fails(ConnectionLost, took_effect=False), fails(ConnectionLost, took_effect=False, tries=TRIES))
UNSENT = again(*[fails(ConnectFailed, took_effect=False, tries=TRIES)] * 2)
DISTRUSTED = final(fails(ConnectFailed, took_effect=False))
OVERDUE = final(fails(DeadlineExceeded, None), fails(DeadlineExceeded, took_effect=False))
OVERDUE_DONE = final(fails(DeadlineExceeded, took_effect=True), fails(DeadlineExceeded, took_effect=False))
OVERDUE_UNSENT = final(fails(DeadlineExceeded, took_effect=False))
UNREADABLE = final(fails(ResponseError, took_effect=True), fails(ResponseError, took_effect=False))
# Without Twilio's name of the request an answer that cannot be read may be anybody's.
UNPROVEN = final(fails(ResponseError, None), fails(ResponseError, took_effect=False))
REDIRECTED = final(fails(ResponseError, None), fails(ResponseError, took_effect=False))
UNAVAILABLE = again(fails(ServerError, None), fails(ServerError, took_effect=False, tries=TRIES))
BROKEN = final(fails(ServerError, None), fails(ServerError, took_effect=False))
LIMITED = again(*[fails(RateLimitError, took_effect=False, tries=TRIES)] * 2)
TOO_LONG = final(fails(RateLimitError, took_effect=False))
FINE = final(right())


def refused(error: type[RestException]) -> Expected:
    """Expect *error*, and that nothing was done."""
    return final(fails(error, took_effect=False))


class Way(StrEnum):
    """How a client gets to the server."""

    PLAIN = "http"
    TLS = "https"
    TUNNEL = "https, through the proxy that the server then is"
    FORWARD = "http, through the proxy that the server then is"
    REFUSING = "http, to a port where nobody listens"
    CROWDED = "http, to a port whose queue is full"
    NAMELESS = "http, to a name that cannot be resolved"
    TWO_ADDRESSES = "http, to a name whose first address refuses"


@attrs.define
class Scene:
    """What a fault knows of the call it meets: the good answer, where the servers are, and how often it played."""

    status: bytes = b"200 OK"
    body: bytes = b""
    here: str = ""
    elsewhere: str = ""
    plays: int = 0


def whole(line: Line) -> None:
    """Read the whole request."""
    line.request()


def begun(line: Line) -> None:
    """Read the beginning of the request."""
    line.unread += line.socket.recv(100)


def arrived(line: Line) -> None:
    """Wait until a request has arrived, and read none of it."""
    line.socket.recv(1, socket.MSG_PEEK)


def nothing(_: Line) -> None:
    """Do nothing, and so have the connection closed."""


def silence(line: Line) -> None:
    """Say nothing until the other side has gone."""
    while line.more():
        pass


def say_all(line: Line, head: bytes, parts: Iterator[bytes]) -> None:
    """Say *head* and *parts*, of which there may be no end."""
    line.say(head)
    for part in parts:
        line.say(part)


def for_ever(part: bytes) -> Iterator[bytes]:
    """*part* again and again."""
    while True:
        yield part


def dripping(data: bytes) -> Callable[[Line], None]:
    """Give what sends *data* byte by byte."""
    return lambda line: line.drip(data)


def endless(data: bytes) -> Callable[[Line], None]:
    """Give what sends *data* for ever."""
    return lambda line: say_all(line, b"", for_ever(data))


Says = bytes | Callable[[Scene], bytes]


@attrs.frozen
class Fault:
    """One way to fail: what is read, what is said and how it ends, and what calls then end in.

    *before* is how a first call over the same connection is answered; without it there is none. *tls* is the server's
    TLS context, where it is not a good one. *xml* says that the client asks for XML. *impatient* has each wait of the
    client end soon, so that it is a wait that ends and not the call. *long* has the request be a long one. *sids* are
    those of a right list. A *large* answer may
    have the process grow by *grows* MB. What *stays* ends with a whole answer, and the connection may go on.
    """

    name: str
    expected: Expected
    says: Says = b""
    reads: Callable[[Line], None] = whole
    ends: Callable[[Line], None] = nothing
    before: Says | None = None
    way: Way = Way.PLAIN
    tls: Callable[[], ssl.SSLContext] | None = None
    xml: bool = False
    impatient: bool = False
    long: bool = False
    large: bool = False
    grows: int = 32
    stays: bool = False
    sids: tuple[str, ...] = ("SM3", "SM4")

    @property
    def is_heavy(self) -> bool:
        """Does it move megabytes?"""
        return self.large or self.long

    def play(self, line: Line, scene: Scene) -> None:
        """Fail."""
        self.reads(line)
        line.say(said(self.says, scene))
        self.ends(line)


def staying(faults: list[Fault]) -> list[Fault]:
    """Give *faults*, of which those that end with their answer leave the connection open."""
    return [attrs.evolve(fault, stays=fault.ends is nothing) for fault in faults]


def said(says: Says, scene: Scene) -> bytes:
    """What is said in *scene*."""
    return says if isinstance(says, bytes) else says(scene)


def well(*headers: bytes, before: bytes = b"", after: bytes = b"") -> Callable[[Scene], bytes]:
    """Give the good answer, with *headers*, and its body between *before* and *after*."""
    return lambda scene: answer(before + scene.body + after, scene.status, *headers)


def paged(body: bytes) -> Callable[[Scene], bytes]:
    """Give a good answer with *body*, whatever was asked."""
    return lambda scene: answer(body, scene.status)
