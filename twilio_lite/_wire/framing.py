"""The bytes of one request and of its answer, over any connection. Pure: what is read is httptools' parsing (llhttp).

Bytes after the end of an answer are nobody's: they never become the next one's answer, and the connection that brought
them is not used again.
"""

from __future__ import annotations

from collections.abc import Iterable

import httptools
import httpx

LONGEST_HEAD = 128 * 1024
INTERIM = 100
FINAL = 200


def head(method: str, target: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Write the head of a request."""
    lines = [b"%s %s HTTP/1.1" % (method.encode("ascii"), target), *map(b": ".join, headers)]
    written = b"\r\n".join(lines)
    if not written.count(b"\n") == written.count(b"\r") == len(lines) - 1:
        raise httpx.LocalProtocolError("a header holds a line break")
    return written + b"\r\n\r\n"


class Stop(Exception):
    """The parser need not go on; the text, if any, says what is wrong."""


class Framing:
    """The answers of one connection, one after the other: feed it what arrives, and see how far the answer is.

    *status* and *headers* are there when *has_head* is true, the body as it comes in *parts*; *fault* says why no more
    will come where more was to come.
    """

    def __init__(self) -> None:
        self.parser = httptools.HttpResponseParser(self)
        self.begin(bodiless=False)
        self.complete = True

    def begin(self, *, bodiless: bool) -> None:
        """Make ready for the next answer; *bodiless* says that it has no body, whatever its head announces."""
        self.bodiless = bodiless
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.parts: list[bytes] = []
        self.size = 0
        self.bare = 0  # bytes since the last of a body
        self.has_head = False
        self.complete = False
        self.keeps_alive = False
        self.surplus = False
        self.fault: httpx.TransportError | None = None

    def feed(self, data: bytes | memoryview) -> None:
        """Take in what arrived."""
        self.bare += len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserCallbackError as error:
            if not isinstance(error.__context__, Stop):  # Ctrl-C may come at any time
                raise (error.__context__ or error) from None
            self.stop(str(error.__context__))
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self.stop(str(error))
        if self.bare > LONGEST_HEAD and not self.complete:
            self.stop(f"{LONGEST_HEAD // 1024} KB of headers, and no end")

    def stop(self, reason: str) -> None:
        """Note that what arrived is no answer, or that more arrived than an answer."""
        if self.complete:
            self.surplus = True
        else:
            self.fault = httpx.RemoteProtocolError(f"the answer is no HTTP: {reason}")

    def end(self) -> None:
        """Note that nothing more will arrive."""
        names = {name.lower(): value for name, value in self.headers}
        bounded = b"content-length" in names or b"chunked" in names.get(b"transfer-encoding", b"").lower()
        if self.has_head and not bounded:
            self.complete = True
        elif not self.complete:
            where = "in the middle of its answer" if self.has_head or self.bare else "without an answer"
            self.fault = self.fault or httpx.RemoteProtocolError(f"the server closed the connection {where}")

    def raise_fault(self) -> None:
        """Raise the fault, if there is one, and forget it: kept, it would hold what its traceback holds."""
        fault, self.fault = self.fault, None
        try:
            if fault is not None:
                raise fault
        finally:
            del fault

    def take(self) -> bytes:
        """Give what has come of the body since it was last asked for."""
        taken = self.parts[0] if len(self.parts) == 1 else b"".join(self.parts)
        self.parts.clear()
        self.size = 0
        return taken

    def may_go_on(self) -> bool:
        """May the connection carry another request?"""
        return self.complete and self.keeps_alive and not self.surplus

    def on_message_begin(self) -> None:
        """Note that an answer begins; a second one was not asked for."""
        if self.complete:
            raise Stop

    def on_header(self, name: bytes, value: bytes) -> None:
        """Note a header; what comes after the body is none."""
        if not self.has_head:
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """Note the end of a head; that of an interim answer, 100 to 199, is forgotten."""
        self.status = self.parser.get_status_code()
        if self.status < INTERIM:
            raise Stop(f"status {self.status}")
        if self.status < FINAL:
            self.headers.clear()
            self.bare = 0
        else:
            self.has_head = True
            self.complete = self.bodiless

    def on_body(self, part: bytes) -> None:
        """Take in a part of the body, unless there is to be none."""
        if self.complete:
            return
        self.bare = 0
        self.size += len(part)
        self.parts.append(part)

    def on_message_complete(self) -> None:
        """Note the end of an answer."""
        self.complete = self.has_head
        self.keeps_alive = not self.bodiless and self.parser.should_keep_alive()
