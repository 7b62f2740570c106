"""A request over asyncio's protocols: as in `sync`, with an event loop that does the waiting.

Whatever ends a request before its answer is whole, a cancellation above all, ends its connection, too.

Long because a connection is told what happens to it, where `sync` asks.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from functools import cache, partial
from typing import TYPE_CHECKING, ClassVar, cast
from weakref import WeakKeyDictionary, WeakSet

import httpx

from .framing import Framing
from .idle import Idle, look
from .limits import CONNECTIONS, LONGEST_CONNECT, NO_LIMITS, SILENCE, Waits, share
from .way import Way

if TYPE_CHECKING:
    import ssl

CHUNK = 64 * 1024
MOST_UNREAD = 256 * 1024
A_DAY = 86_400.0


class Connection(asyncio.BufferedProtocol):
    """A connection, the answers that come over it, and where it waits for the next request."""

    def __init__(self, way: Way, home: Idle[Connection], buffer: memoryview) -> None:
        self.way = way
        self.buffer = buffer
        self.home = home
        self.loop = asyncio.get_running_loop()
        self.framing = Framing()
        self.waiter: asyncio.Future[None] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self.silent_until = 0.0
        self.unsent = 0
        self.since = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note what to write to."""
        self.transport = cast("asyncio.Transport", transport)
        self.is_readable = look(cast("socket.socket", transport.get_extra_info("socket")).fileno())

    def get_buffer(self, sizehint: int) -> memoryview:  # noqa: ARG002 - asyncio's word for what it would like
        """Say where to write what arrives: all connections of an event loop share one place, and read it at once."""
        return self.buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Take in what arrived; where nothing was asked for, it ends the connection."""
        if self.framing.complete:
            self.drop()
            return
        self.framing.feed(self.buffer[:nbytes])
        if self.framing.size > MOST_UNREAD:
            self.transport.pause_reading()
        self.wake()

    def eof_received(self) -> None:
        """Note that nothing more will arrive."""
        self.framing.end()
        self.wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note how the connection ended."""
        if exc is not None and not self.framing.complete:
            self.framing.fault = self.framing.fault or httpx.ReadError(str(exc))
        else:
            self.framing.end()
        if self.timer is not None:
            self.timer.cancel()
        self.wake()

    def expect(self, seconds: float) -> None:
        """Note that something is to be heard within *seconds*. One timer serves all the waits of a connection."""
        self.silent_until = self.loop.time() + seconds
        if self.timer is not None and self.timer.when() > self.silent_until:
            self.timer.cancel()
            self.timer = None
        if self.timer is None:
            self.timer = self.loop.call_at(self.silent_until, self.listen)

    def listen(self) -> None:
        """Give up where what was to be heard by now was not."""
        self.timer = None
        if self.waiter is None:
            return
        unsent, self.unsent = self.unsent, self.transport.get_write_buffer_size()
        if self.loop.time() < self.silent_until:
            self.timer = self.loop.call_at(self.silent_until, self.listen)
        elif self.unsent == unsent:
            self.framing.fault = httpx.ReadTimeout(SILENCE)
            self.wake()
        else:
            self.wake()

    def wake(self) -> None:
        """Let who waits go on."""
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_result(None)

    async def ask(self, request: memoryview, waits: Waits, *, bodiless: bool) -> None:
        """Send *request* and read as far as the end of its answer's head. A memoryview shows nothing in a traceback."""
        if self.transport.is_closing():
            raise httpx.ReadError("the server closed the connection before anything was asked")
        self.framing.begin(bodiless=bodiless)
        self.transport.write(request)
        self.unsent = self.transport.get_write_buffer_size()
        while not self.framing.has_head:
            self.framing.raise_fault()
            await self.receive(waits)

    async def receive(self, waits: Waits) -> None:
        """Wait for more of the answer."""
        self.expect(waits["read"] or A_DAY)
        self.waiter = self.loop.create_future()
        try:
            await self.waiter
        finally:
            self.waiter = None

    def take(self) -> bytes:
        """Give what has come of the body, and let more come."""
        if self.framing.size > MOST_UNREAD:
            self.transport.resume_reading()
        return self.framing.take()

    async def secure(self, context: ssl.SSLContext) -> None:
        """Begin TLS."""
        host = self.way.server.host
        secured = await self.loop.start_tls(self.transport, self, context, server_hostname=host)
        self.transport = cast("asyncio.Transport", secured)
        self.framing = Framing()

    def may_go_on(self) -> bool:
        """May it carry another request?"""
        return (
            self.framing.may_go_on()
            and not self.framing.parts
            and not self.transport.is_closing()
            and not self.transport.get_write_buffer_size()
        )

    def is_over(self) -> bool:
        """Is it closed, or is there something to read that nobody asked for?"""
        return self.transport.is_closing() or self.is_readable()

    def drop(self) -> None:
        """Close it at once."""
        self.transport.abort()


class Body(httpx.AsyncByteStream):
    """The body of an answer as it arrives; closing it lets the connection go."""

    def __init__(self, connection: Connection, waits: Waits, leave: Callable[[Connection], None]) -> None:
        self.connection = connection
        self.waits = waits
        self.leave: Callable[[Connection], None] | None = leave

    async def __aiter__(self) -> AsyncIterator[bytes]:
        framing = self.connection.framing
        while framing.parts or not framing.complete:
            if framing.parts:
                yield self.connection.take()
            else:
                framing.raise_fault()
                await self.connection.receive(self.waits)

    async def aclose(self) -> None:
        """Let the connection go, once."""
        leave, self.leave = self.leave, None
        if leave is not None:
            leave(self.connection)


Waiting = dict[tuple[str, bytes], Idle[Connection]]


class StreamTransport(httpx.AsyncBaseTransport):
    """HTTP/1.1 in one event loop: a hundred connections at a time, each kept for the next request."""

    keeps_time: ClassVar = True

    def __init__(self, proxy: str | None, make_context: Callable[[], ssl.SSLContext]) -> None:
        self.proxy = proxy
        self.make_context = cache(make_context)
        self.loop = asyncio.get_running_loop()
        self.idle: Waiting = {}
        self.room = asyncio.Semaphore(CONNECTIONS)
        self.buffer = memoryview(bytearray(CHUNK))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send *request* and give its answer, whose body is read as it is asked for."""
        waits: Waits = request.extensions.get("timeout", NO_LIMITS)
        server = request.url.scheme, request.url.netloc
        home = self.idle.get(server) or self.idle.setdefault(server, Idle())
        if self.room.locked():
            await self.enter(waits)
        else:
            await self.room.acquire()
        connection = None
        try:
            connection = home.take() or await self.connect(str(request.url), home, waits)
            head = memoryview(connection.way.head(request))
            body = [part async for part in cast("httpx.AsyncByteStream", request.stream)]
            await connection.ask(memoryview(b"".join((head, *body))), waits, bodiless=request.method == "HEAD")
        except BaseException:
            if connection is not None:
                connection.drop()
            self.room.release()
            raise
        answer = connection.framing
        return httpx.Response(answer.status, headers=answer.headers, stream=Body(connection, waits, self.leave))

    async def enter(self, waits: Waits) -> None:
        """Wait until there is room for one more request."""
        try:
            async with asyncio.timeout(waits["pool"]):
                await self.room.acquire()
        except TimeoutError:
            raise httpx.PoolTimeout(f"all {CONNECTIONS} connections are in use: make fewer calls at once") from None

    async def connect(self, address: str, home: Idle[Connection], waits: Waits) -> Connection:
        """Open a connection for *address*, or raise ConnectError, ConnectTimeout or ProxyError."""
        way = Way.to(address, self.proxy)
        await watch(self)
        try:
            limit = waits["connect"] or LONGEST_CONNECT
            async with asyncio.timeout(limit):
                connection = await self.connected(way, home, limit)
                try:
                    await self.prepare(connection, waits)
                except BaseException:
                    connection.drop()
                    raise
        except (httpx.TransportError, OSError, ValueError) as error:
            raise way.not_connected(error) from None
        return connection

    async def connected(self, way: Way, home: Idle[Connection], limit: float) -> Connection:
        """Connect to the first address of the way's first place that lets us."""
        host, port = way.first.host, way.first.port
        make = partial(Connection, way, home, self.buffer)
        addresses = await self.loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        for left, (*_, address) in zip(range(len(addresses), 0, -1), addresses, strict=True):
            try:
                async with asyncio.timeout(share(limit, left)):
                    _, connection = await self.loop.create_connection(make, str(address[0]), port)
            except OSError:
                if left == 1:
                    raise
            else:
                return connection
        raise OSError(f"{host} has no address")

    async def prepare(self, connection: Connection, waits: Waits) -> None:
        """Open the tunnel and begin TLS, where the way takes these."""
        tunnel = connection.way.tunnel()
        if tunnel:
            await connection.ask(tunnel, waits, bodiless=True)
            connection.way.check_tunnel(connection.framing)
        if connection.way.has_tls:
            await connection.secure(self.make_context())

    def leave(self, connection: Connection) -> None:
        """Give *connection* back, and make room for another."""
        connection.home.settle(connection)
        self.room.release()

    async def aclose(self) -> None:
        """Close the connections that wait; those in use are closed by those who use them."""
        drop(self.idle)
        await asyncio.sleep(0)

    def __del__(self) -> None:
        if self.idle and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(drop, self.idle)


async def watch(transport: StreamTransport) -> None:
    """See to it that the connections of *transport* are closed when its event loop ends."""
    if transport.loop not in WATCHED:
        transports: WeakSet[StreamTransport] = WeakSet()
        ending = until_the_loop_ends(transports)
        WATCHED[transport.loop] = transports, ending
        await anext(ending)
    WATCHED[transport.loop][0].add(transport)


async def until_the_loop_ends(transports: WeakSet[StreamTransport]) -> AsyncGenerator[None, None]:
    """Close connections at the end of an event loop, which ends its asynchronous generators before it closes."""
    try:
        yield
    finally:
        WATCHED.pop(asyncio.get_running_loop(), None)  # this generator knows its loop: kept, it would keep the loop
        for transport in transports:
            drop(transport.idle)


WATCHED: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[WeakSet[StreamTransport], AsyncGenerator[None, None]]] = (
    WeakKeyDictionary()
)


def drop(idle: Waiting) -> None:
    """Close the connections that wait."""
    for home in idle.values():
        home.drop()
