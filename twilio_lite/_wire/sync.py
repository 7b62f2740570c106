"""A request over a socket: connect, send, read, each wait no longer than the request's limits say when it begins.

Whatever ends a request before its answer is whole ends its connection, too.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING, cast

import httpx

from .framing import Framing
from .idle import Idle, look
from .limits import CONNECTIONS, LONGEST_CONNECT, NO_LIMITS, SILENCE, Limits, Waits, share
from .way import Place, Way

if TYPE_CHECKING:
    import ssl

CHUNK = 64 * 1024


class Connection:
    """A socket, the answers that come over it, and where it waits for the next request."""

    def __init__(self, way: Way, home: Idle[Connection], connected: socket.socket) -> None:
        self.way = way
        self.home = home
        self.socket = connected
        self.is_readable = look(connected.fileno())
        self.framing = Framing()
        self.all_sent = True
        self.since = 0.0

    def ask(self, request: memoryview, waits: Waits, *, bodiless: bool) -> None:
        """Send *request* and read as far as the end of its answer's head. A memoryview shows nothing in a traceback."""
        self.framing.begin(bodiless=bodiless)
        self.send(request, waits)
        while not self.framing.has_head:
            self.framing.raise_fault()
            self.receive(waits)

    def send(self, left: memoryview, waits: Waits) -> None:
        """Send what is *left*. A server that closes meanwhile may have answered: the reader will find out."""
        try:
            while left:
                self.socket.settimeout(waits["write"])
                left = left[self.socket.send(left) :]
        except TimeoutError as error:
            raise httpx.WriteTimeout(str(error)) from None
        except OSError:
            self.all_sent = False

    def receive(self, waits: Waits) -> None:
        """Wait for more of the answer, and take it in."""
        try:
            self.socket.settimeout(waits["read"])
            data = self.socket.recv(CHUNK)
        except TimeoutError:
            raise httpx.ReadTimeout(SILENCE) from None
        except OSError as error:
            raise httpx.ReadError(str(error)) from None
        if data:
            self.framing.feed(data)
        else:
            self.framing.end()

    def secure(self, context: ssl.SSLContext, waits: Waits) -> None:
        """Begin TLS."""
        self.socket.settimeout(waits["connect"])
        self.socket = context.wrap_socket(self.socket, server_hostname=self.way.server.host)
        self.framing = Framing()

    def may_go_on(self) -> bool:
        """May it carry another request?"""
        return self.all_sent and self.framing.may_go_on()

    def is_over(self) -> bool:
        """Is it closed, or is there something to read that nobody asked for?"""
        return self.is_readable()

    def drop(self) -> None:
        """Close it at once."""
        self.socket.close()


class Body(httpx.SyncByteStream):
    """The body of an answer as it arrives; closing it lets the connection go."""

    def __init__(self, connection: Connection, waits: Waits, leave: Callable[[Connection], None]) -> None:
        self.connection = connection
        self.waits = waits
        self.leave: Callable[[Connection], None] | None = leave

    def __iter__(self) -> Iterator[bytes]:
        framing = self.connection.framing
        while framing.parts or not framing.complete:
            if framing.parts:
                yield framing.take()
            else:
                framing.raise_fault()
                self.connection.receive(self.waits)

    def close(self) -> None:
        """Let the connection go, once."""
        leave, self.leave = self.leave, None
        if leave is not None:
            leave(self.connection)

    def __del__(self) -> None:
        self.close()


class SocketTransport(httpx.BaseTransport):
    """HTTP/1.1 over sockets: a hundred at a time, each kept for the next request. Threads may share it."""

    def __init__(self, proxy: str | None, make_context: Callable[[], ssl.SSLContext]) -> None:
        self.proxy = proxy
        self.make_context = cache(make_context)
        self.idle: dict[tuple[str, bytes], Idle[Connection]] = {}
        self.room = threading.Semaphore(CONNECTIONS)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and give its answer, whose body is read as it is asked for."""
        waits: Waits = request.extensions.get("timeout", NO_LIMITS)
        server = request.url.scheme, request.url.netloc
        home = self.idle.get(server) or self.idle.setdefault(server, Idle())
        if not self.room.acquire(timeout=waits["pool"]):
            raise httpx.PoolTimeout(f"all {CONNECTIONS} connections are in use: make fewer calls at once")
        connection = None
        try:
            connection = home.take() or self.connect(str(request.url), home, waits)
            head = memoryview(connection.way.head(request))
            body = cast("httpx.SyncByteStream", request.stream)
            connection.ask(memoryview(b"".join((head, *body))), waits, bodiless=request.method == "HEAD")
        except BaseException:
            if connection is not None:
                connection.drop()
            self.room.release()
            raise
        answer = connection.framing
        return httpx.Response(answer.status, headers=answer.headers, stream=Body(connection, waits, self.leave))

    def connect(self, address: str, home: Idle[Connection], waits: Waits) -> Connection:
        """Open a connection for *address*, or raise ConnectError, ConnectTimeout or ProxyError."""
        way = Way.to(address, self.proxy)
        try:
            connecting = Limits(monotonic() + (waits["connect"] or LONGEST_CONNECT))
            connection = Connection(way, home, connected(way.first, connecting))
            try:
                self.prepare(connection, connecting)
            except BaseException:
                connection.drop()
                raise
        except (httpx.TransportError, OSError, ValueError) as error:
            raise way.not_connected(error) from None
        return connection

    def prepare(self, connection: Connection, waits: Waits) -> None:
        """Open the tunnel and begin TLS, where the way takes these."""
        tunnel = connection.way.tunnel()
        if tunnel:
            connection.ask(tunnel, waits, bodiless=True)
            connection.way.check_tunnel(connection.framing)
        if connection.way.has_tls:
            connection.secure(self.make_context(), waits)

    def leave(self, connection: Connection) -> None:
        """Give *connection* back, and make room for another."""
        connection.home.settle(connection)
        self.room.release()

    def close(self) -> None:
        """Close the connections that wait; those in use are closed by those who use them."""
        for home in self.idle.values():
            home.drop()

    def __del__(self) -> None:
        self.close()


def connected(place: Place, waits: Limits) -> socket.socket:
    """Connect to the first address of *place* that lets us."""
    addresses = socket.getaddrinfo(place.host, place.port, type=socket.SOCK_STREAM)
    for left, (family, kind, protocol, _, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
        connecting = socket.socket(family, kind, protocol)
        try:
            connecting.settimeout(share(waits["connect"], left))
            connecting.connect(address)
            connecting.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException as error:
            connecting.close()
            if left == 1 or not isinstance(error, OSError):
                raise
        else:
            return connecting
    raise OSError(f"{place.host} has no address")
