"""The server's side of a cell: when it fails, when it answers well, and which names lead to it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from faults.connecting import good
from faults.kinds import (
    CREATED,
    FETCHED,
    LISTED,
    Fault,
    Scene,
    Way,
    nothing,
    said,
    silence,
)
from peer import Line, Peer, answer

OPENED = b"HTTP/1.1 200 Connection established\r\n\r\n"


class Stage:
    """The server's side of a cell."""

    def __init__(self, fault: Fault, operation: str, *, always: bool, kept: bool) -> None:
        """*kept* says that the call comes over a connection that has served another."""
        self.fault = fault
        self.always = always
        self.warm = fault.before or (answer(FETCHED) if kept else None)
        self.is_over = False
        self.answered = 0
        self.settled = threading.Event()
        created = operation == "create"
        body = CREATED if created else FETCHED if operation == "fetch" else LISTED
        self.scene = Scene(b"201 Created" if created else b"200 OK", body)

    @property
    def tries(self) -> int:
        """How often the server was asked."""
        return self.scene.plays + self.answered

    def fails(self) -> bool:
        """Is the next request one that meets the fault?"""
        return not self.is_over and (self.always or not self.scene.plays)

    def script(self, line: Line) -> None:
        """Play on one connection."""
        warm, self.warm = self.warm, None
        fails = not warm and self.fails()
        self.scene.plays += fails
        self.open(line, fails=fails)
        if warm:
            line.request()
            line.say(said(warm, Scene(body=FETCHED)))
            self.scene.plays += 1
        if warm or fails:
            self.play(line)
        while self.goes_on(line, failed=warm is not None or fails):
            if self.fails():
                self.scene.plays += 1
                self.play(line)
            elif request := line.request():
                self.answered += 1
                line.say(good_answer(request))

    def goes_on(self, line: Line, *, failed: bool) -> bool:
        """Wait for another request over the same connection; has it *failed*, there may be none."""
        return not (failed and not self.fault.stays) and (bool(line.unread) or line.more())

    def open(self, line: Line, *, fails: bool) -> None:
        """Do what comes before a request: open a tunnel, begin TLS."""
        if self.fault.way is Way.TUNNEL and not fails:
            line.request()
            line.say(OPENED)
            line.secure(good())
        elif self.fault.way is Way.TLS:
            tls = self.fault.tls if fails else good
            if tls is not None:
                line.secure(tls())

    def play(self, line: Line) -> None:
        """Fail, and note when all has been done that comes before the next request."""
        self.fault.reads(line)
        line.say(said(self.fault.says, self.scene))
        if self.fault.ends is nothing and not self.fault.stays:
            line.socket.close()
        elif self.fault.ends is silence:
            self.settled.set()
        self.fault.ends(line)
        self.settled.set()


def good_answer(request: bytes) -> bytes:
    """Give the answer as it should be."""
    if request.startswith(b"POST "):
        return answer(CREATED, b"201 Created")
    return answer(FETCHED if b"/SM" in request.split(b"\r\n")[0] else LISTED)


NAMES: dict[str, list[str]] = {}
resolve = socket.getaddrinfo


def resolved(host: Any, port: Any, *arguments: Any, **options: Any) -> Any:
    """Resolve the names of cells as these say, and all others as ever."""
    if host in NAMES and not NAMES[host]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if host not in NAMES:
        return resolve(host, port, *arguments, **options)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in NAMES[host]]


def posts(server: Peer) -> int:
    """Say how often a POST came, whole or begun."""
    whole = [request for request in server.requests if request.startswith(b"POST ")]
    begun = [line for line in server.lines if b"POST " in line.unread]
    return len(whole) + len(begun)


UNREACHED = frozenset({Way.REFUSING, Way.CROWDED, Way.NAMELESS})


@contextmanager
def crowd(server: Peer) -> Iterator[None]:
    """Fill the queue of a server that does not take connections in."""
    server.listener.listen(0)
    with ExitStack() as stack:
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003 - its only parameter
            with suppress(BlockingIOError):
                waiting.connect(("127.0.0.1", server.port))
        yield
