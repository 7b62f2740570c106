"""A server on loopback that does with each connection what a test tells it to: well, badly or not at all."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import sleep

BODY = b'{"sid": "SM1"}'
PATIENCE = 10.0


def answer(body: bytes = BODY, status: bytes = b"200 OK", *headers: bytes) -> bytes:
    """Write an answer that is as it should be."""
    length = b"Content-Length: %d" % len(body)
    named = () if any(header.startswith(b"Twilio-Request-Id") for header in headers) else (b"Twilio-Request-Id: RQ1",)
    return b"\r\n".join([b"HTTP/1.1 " + status, length, *named, *headers, b"", body])


class Line:
    """One connection to the server, as the server sees it."""

    def __init__(self, connected: socket.socket) -> None:
        self.socket = connected
        self.unread = b""

    def request(self) -> bytes:
        """Read one request with its body; nothing when the client has gone."""
        while b"\r\n\r\n" not in self.unread:
            if not self.more():
                return b""
        head, _, rest = self.unread.partition(b"\r\n\r\n")
        names = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
        length = int(names.get(b"content-length", b"0"))
        while len(rest) < length:
            if not self.more():
                return b""
            rest = self.unread.partition(b"\r\n\r\n")[2]
        self.unread = rest[length:]
        return head + b"\r\n\r\n" + rest[:length]

    def more(self) -> bool:
        """Read what has arrived; say whether anything did."""
        data = self.socket.recv(65536)
        self.unread += data
        return bool(data)

    def say(self, *parts: bytes, every: float = 0.0) -> None:
        """Send *parts*, one after the other, a pause before each but the first."""
        for number, part in enumerate(parts):
            if number:
                sleep(every)
            self.socket.sendall(part)

    def drip(self, data: bytes) -> None:
        """Send *data* byte by byte, slowly."""
        self.say(*(bytes([byte]) for byte in data), every=0.05)

    def secure(self, context: ssl.SSLContext) -> None:
        """Begin TLS."""
        self.socket = context.wrap_socket(self.socket, server_side=True)

    def reset(self) -> None:
        """Break the connection off."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()


Script = Callable[[Line], None]


def polite(line: Line) -> None:
    """Answer every request of a connection as it should be."""
    while line.request():
        line.say(answer())


class Peer:
    """The server: it keeps what it was asked, and counts its connections."""

    def __init__(self, script: Script, context: ssl.SSLContext | None, *, listens: bool = True) -> None:
        self.script = script
        self.context = context
        self.requests: list[bytes] = []
        self.lines: list[Line] = []
        self.open = 0
        self.most_open = 0
        self.lock = threading.Lock()
        self.listener = socket.socket()
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{self.port}"
        self.threads: list[threading.Thread] = []
        if listens:
            self.listen()

    def listen(self) -> None:
        """Begin to take connections in."""
        self.listener.listen(512)
        self.threads.append(threading.Thread(target=self.accept))
        self.threads[-1].start()

    def accept(self) -> None:
        """Take connections in until the listener is closed."""
        with contextlib.suppress(OSError):
            while True:
                connected, _ = self.listener.accept()
                connected.settimeout(PATIENCE)
                thread = threading.Thread(target=self.serve, args=(connected,))
                with self.lock:
                    self.open += 1
                    self.most_open = max(self.most_open, self.open)
                    self.threads.append(thread)
                thread.start()

    def serve(self, connected: socket.socket) -> None:
        """Play the script on one connection."""
        line = Line(connected)
        self.lines.append(line)
        self.note(line)
        try:
            with contextlib.suppress(OSError):
                if self.context is not None:
                    line.secure(self.context)
                self.script(line)
        finally:
            line.socket.close()
            with self.lock:
                self.open -= 1

    def note(self, line: Line) -> None:
        """Keep each request that *line* reads."""
        read = line.request

        def request() -> bytes:
            got = read()
            if got:
                self.requests.append(got)
            return got

        line.request = request  # type: ignore[method-assign] # one listener, and only in tests

    def close(self) -> None:
        """Close the listener and every connection, and wait for their threads."""
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for line in list(self.lines):
            with contextlib.suppress(OSError):
                line.socket.shutdown(socket.SHUT_RDWR)
        for thread in list(self.threads):
            thread.join(PATIENCE)


@contextmanager
def peer(script: Script = polite, context: ssl.SSLContext | None = None, *, listens: bool = True) -> Iterator[Peer]:
    """Run a server while the block runs; one that does not listen yet refuses connections."""
    server = Peer(script, context, listens=listens)
    try:
        yield server
    finally:
        server.close()
