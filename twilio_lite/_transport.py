"""What carries a request: the only place that knows httpx, ssl and asyncio, and that adds the Authorization header.

A carrier gives back what happened as a value, an answer or a TwilioError, and raises nothing: what it holds on the
way, the credentials above all, is then in no traceback. Each try watches whether the transport began to read the
body: where it did not, nothing of a POST has left, whatever class of error the transport chose.

Long because making a connection, watching a try and both colours of carrying belong together.
"""

from __future__ import annotations

import asyncio
import re
import ssl
import threading
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from time import monotonic
from typing import Any, Generic, Self, TypeVar, cast
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import attrs
import httpx

from ._address import is_loopback
from ._answer import effect
from ._headers import Headers
from ._outgoing import Outgoing
from ._request import Response
from ._retry import SAFE
from ._settings import Settings
from .errors import (
    ConfigurationError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    ResponseError,
    TwilioError,
)

Transport = TypeVar("Transport")

LONGEST_CONNECT = 5.0
LONGEST_SILENCE = 30.0
PHASES = {
    "connect": LONGEST_CONNECT,
    "read": LONGEST_SILENCE,
    "write": LONGEST_SILENCE,
    "pool": LONGEST_SILENCE,
}
LARGEST_BODY = 16 * 1024 * 1024
CONNECTIONS = 100
CLOSED = "the client is closed: make a new one"
CLOCK_TOLERANCE = 0.01
PROXY = re.compile(r"(https?|socks5h?)://[!-~]+")
NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@attrs.frozen(kw_only=True)
class Route:
    """How the default transports reach the API: its address, the proxy and the TLS context to use."""

    base_url: str
    proxy: str | None = attrs.field(repr=False)
    verify: ssl.SSLContext | None

    def open(self) -> httpx.HTTPTransport:
        """Open the default transport for sync code."""
        limits = httpx.Limits(max_connections=CONNECTIONS)
        return httpx.HTTPTransport(verify=self.verify or True, proxy=self.proxy_to_use(), limits=limits)

    def open_async(self) -> httpx.AsyncHTTPTransport:
        """Open the default transport for async code."""
        limits = httpx.Limits(max_connections=CONNECTIONS)
        return httpx.AsyncHTTPTransport(verify=self.verify or True, proxy=self.proxy_to_use(), limits=limits)

    def proxy_to_use(self) -> httpx.Proxy | None:
        """The given proxy, else the environment's; to loopback the environment's is not used."""
        split = urlsplit(self.base_url)
        host, address = split.hostname or "", self.proxy
        if address is None and not is_loopback(host) and not proxy_bypass(host):
            address = getproxies().get(split.scheme) or getproxies().get("all")
        if not address:
            return None
        return httpx.Proxy(address if "://" in address else f"http://{address}")


def route(base_url: str, transport: object, method: str, proxy: str | None, verify: ssl.SSLContext | None) -> Route:
    """Check how the API is to be reached: *transport*, if given, has *method* and makes its own way."""
    if transport is not None and not callable(getattr(transport, method, None)):
        raise ConfigurationError(
            f"transport has no {method}: pass an httpx transport of the client's own kind, sync or async"
        )
    if transport is not None and (proxy is not None or verify is not None):
        raise ConfigurationError(
            "a transport makes its own way: give proxy and verify to the transport, or leave it out"
        )
    if verify is not None and not isinstance(verify, ssl.SSLContext):
        raise ConfigurationError(
            f"verify must be an ssl.SSLContext, not {type(verify).__name__}: "
            "pass ssl.create_default_context(cafile=...), or leave it out"
        )
    if proxy is not None and not (isinstance(proxy, str) and PROXY.fullmatch(proxy)):
        raise ConfigurationError("proxy must be an address such as http://proxy.example:3128")
    return Route(base_url=base_url, proxy=proxy, verify=verify)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of one try, which notes when the transport begins to read it."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.begun = False

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        yield self.content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        yield self.content


class Limits(Mapping[str, float]):
    """The limits of one try as httpx asks for them, each cut to what is left of the call when it is asked for."""

    def __init__(self, deadline: float) -> None:
        self.deadline = deadline

    def __getitem__(self, phase: str) -> float:
        return max(0.001, min(PHASES[phase], self.deadline - monotonic()))

    def __iter__(self) -> Iterator[str]:
        return iter(PHASES)

    def __len__(self) -> int:
        return len(PHASES)


class Unusable(ValueError):
    """An answer whose body cannot be taken in: too large, or packed in a way that was not asked for."""


class Try:
    """One try of a request: what goes out, what has come back so far, and what that proves."""

    def __init__(self, outgoing: Outgoing, authorization: str, deadline: float) -> None:
        self.outgoing = outgoing
        self.deadline = deadline
        self.body = Body(outgoing.body or b"")
        self.request = httpx.Request(
            outgoing.method,
            outgoing.url,
            headers=[*outgoing.headers, ("Authorization", authorization)],
            stream=self.body,
            extensions={"timeout": Limits(deadline)},
        )
        self.request.headers["Host"] = self.request.url.netloc.decode("ascii")
        self.status: int | None = None
        self.headers = Headers()
        self.inflater: Any = None
        self.content = bytearray()

    def begin(self, head: httpx.Response) -> None:
        """Take in the head of an answer."""
        self.status = head.status_code
        self.headers = Headers((name.decode("latin-1"), value.decode("latin-1")) for name, value in head.headers.raw)
        if self.encoding() in {"gzip", "x-gzip"}:
            self.inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def encoding(self) -> str:
        """How the body is packed."""
        return self.headers.get("Content-Encoding", "").strip().lower()

    def add(self, chunk: bytes) -> None:
        """Take in a part of the body, unpacked no further than the cap."""
        if self.is_over():
            raise TimeoutError
        if chunk and not self.inflater and self.encoding() not in {"", "identity"}:
            raise Unusable(f"content encoding {self.encoding()!r}, where gzip was asked for")
        room = LARGEST_BODY + 1 - len(self.content)
        self.content += self.inflater.decompress(chunk, room) if self.inflater else chunk
        if self.inflater and self.inflater.unused_data:
            raise Unusable("its gzip data go on after their end")
        if len(self.content) > LARGEST_BODY:
            raise Unusable(f"more than {LARGEST_BODY // 1024 // 1024} MB")

    def answer(self) -> Response:
        """Give the whole answer."""
        if self.inflater and self.content and not self.inflater.eof:
            raise Unusable("its gzip data end too early")
        return Response(self.status or 0, self.headers, bytes(self.content))

    def is_over(self) -> bool:
        """Is the time of the call over?"""
        return monotonic() >= self.deadline - CLOCK_TOLERANCE

    def failed(self, error: Exception) -> TwilioError:
        """Say what *error*, from whatever transport, means for the call."""
        where = f"({self.outgoing.method} {urlsplit(self.outgoing.url).path})"
        reason = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        if self.status and isinstance(error, Unusable | zlib.error):
            message = f"HTTP {self.status}: the body cannot be read: {error} {where}"
            return ResponseError(message, status=self.status, headers=self.headers, took_effect=self.effect())
        if self.is_over():
            message = f"the time of the call is over {where}"
            return DeadlineExceeded(message, status=self.status, took_effect=self.effect())
        if isinstance(error, NOTHING_LEFT) and not self.body.begun:
            host = urlsplit(self.outgoing.url).netloc
            return ConnectFailed(f"no connection to {host}: {reason} {where}", took_effect=False)
        message = f"the connection was lost: {reason} {where}"
        return ConnectionLost(message, status=self.status, took_effect=self.effect())

    def effect(self) -> bool | None:
        """May this try have done something? The status tells, else the body, unless there is none to watch."""
        if self.status is not None:
            return effect(self.outgoing.method, self.status)
        if self.outgoing.method in SAFE or (self.outgoing.body and not self.body.begun):
            return False
        return None


class Opened(Generic[Transport]):
    """A transport, given or opened when a call first needs it, and shared by a client and its copies.

    Closing refuses further calls and lets those under way come to their end: to close a socket under a thread that
    reads from it would leave the thread waiting for the rest of its time. So the last one to leave is given the
    transport to close.
    """

    def __init__(self, given: Transport | None, opener: Callable[[], Transport]) -> None:
        self.transport: Transport | None = given
        self.given: bool = given is not None
        self.opener: Callable[[], Transport] = opener
        self.home: object = None
        self.calls: int = 0
        self.closed: bool = False
        self.lock: threading.Lock = threading.Lock()

    def enter(self, home: object = None) -> Transport:
        """Give the transport for a call at *home*, an event loop: one opened in another loop is of no use there."""
        with self.lock:
            if self.closed:
                raise ConfigurationError(CLOSED)
            if self.transport is None or (self.home is not home and not self.given):
                self.transport, self.home = self.opener(), home
            self.calls += 1
            return self.transport

    def leave(self) -> Transport | None:
        """Note the end of a call, and give the transport if it is now to be closed."""
        with self.lock:
            self.calls -= 1
            return self.over()

    def close(self) -> Transport | None:
        """Let no further call in, and give the transport if it is now to be closed."""
        with self.lock:
            self.closed = True
            return self.over()

    def over(self) -> Transport | None:
        """The transport to close, once, when nothing needs it any more."""
        if not self.closed or self.calls:
            return None
        transport, self.transport = self.transport, None
        return transport


@attrs.define(kw_only=True)
class Carrier(Generic[Transport]):
    """What sends for one client: the transport it shares with its copies, the credentials, and whether it is closed."""

    opened: Opened[Transport]
    authorization: str = attrs.field(repr=False)
    lent: bool = False
    closed: bool = False

    def lend(self) -> Self:
        """Make a carrier that shares the transport and leaves it open when closed."""
        return attrs.evolve(self, lent=True)

    def prepare(self, outgoing: Outgoing, deadline: float, home: object = None) -> tuple[Transport, Try] | TwilioError:
        """Make one try ready, or say why none can be made."""
        if self.closed:
            return ConfigurationError(CLOSED)
        try:
            attempt = Try(outgoing, self.authorization, deadline)
            return self.opened.enter(home), attempt
        except TwilioError as error:
            return error
        except Exception as error:  # noqa: BLE001 - httpx refuses addresses and proxies in several ways
            return ConfigurationError(
                f"{urlsplit(outgoing.url).netloc} cannot be called: {type(error).__name__}: {error}"
            )

    def release(self) -> Transport | None:
        """Note that the client is closed, and give the transport if it is to be closed with it."""
        self.closed = True
        return None if self.lent else self.opened.close()


class SyncCarrier(Carrier[httpx.BaseTransport]):
    """Carries requests in sync code."""

    def carry(self, outgoing: Outgoing, deadline: float) -> Response | TwilioError:
        """Send *outgoing* once and give what comes of it."""
        ready = self.prepare(outgoing, deadline)
        if isinstance(ready, TwilioError):
            return ready
        transport, attempt = ready
        try:
            head = transport.handle_request(attempt.request)
            try:
                attempt.begin(head)
                for chunk in cast("httpx.SyncByteStream", head.stream):
                    attempt.add(chunk)
            finally:
                head.close()
            return attempt.answer()
        except Exception as error:  # noqa: BLE001 - transports are anybody's, and one tree holds all that is raised
            return attempt.failed(error)
        finally:
            self.end(self.opened.leave())

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def close(self) -> None:
        """Close the connections, unless they are another client's, when the last call has ended."""
        self.end(self.release())

    def end(self, transport: httpx.BaseTransport | None) -> None:
        """Close *transport*, if it is to be closed."""
        if transport is not None:
            transport.close()


class AsyncCarrier(Carrier[httpx.AsyncBaseTransport]):
    """Carries requests in async code."""

    async def carry(self, outgoing: Outgoing, deadline: float) -> Response | TwilioError:
        """Send *outgoing* once and give what comes of it."""
        try:
            home = asyncio.get_running_loop()
        except RuntimeError:
            return ConfigurationError("an AsyncClient needs asyncio's event loop: run it with asyncio.run")
        ready = self.prepare(outgoing, deadline, home)
        if isinstance(ready, TwilioError):
            return ready
        transport, attempt = ready
        try:
            async with asyncio.timeout(deadline - monotonic()):
                head = await transport.handle_async_request(attempt.request)
                try:
                    attempt.begin(head)
                    async for chunk in cast("httpx.AsyncByteStream", head.stream):
                        attempt.add(chunk)
                finally:
                    await head.aclose()
            return attempt.answer()
        except Exception as error:  # noqa: BLE001 - transports are anybody's, and one tree holds all that is raised
            return attempt.failed(error)
        finally:
            await self.end(self.opened.leave())

    async def wait(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    async def aclose(self) -> None:
        """Close the connections, unless they are another client's, when the last call has ended."""
        await self.end(self.release())

    async def end(self, transport: httpx.AsyncBaseTransport | None) -> None:
        """Close *transport*, if it is to be closed and its loop is not gone."""
        if transport is not None and (self.opened.given or self.opened.home is asyncio.get_running_loop()):
            await transport.aclose()


def sync_carrier(
    settings: Settings, transport: httpx.BaseTransport | None, proxy: str | None, verify: ssl.SSLContext | None
) -> SyncCarrier:
    """Make the carrier of a `Client`."""
    way = route(settings.base_url, transport, "handle_request", proxy, verify)
    return SyncCarrier(opened=Opened(transport, way.open), authorization=settings.credentials.basic())


def async_carrier(
    settings: Settings, transport: httpx.AsyncBaseTransport | None, proxy: str | None, verify: ssl.SSLContext | None
) -> AsyncCarrier:
    """Make the carrier of an `AsyncClient`."""
    way = route(settings.base_url, transport, "handle_async_request", proxy, verify)
    return AsyncCarrier(opened=Opened(transport, way.open_async), authorization=settings.credentials.basic())


def in_process(answer: Callable[[str, str, Mapping[str, str], bytes], Response]) -> httpx.MockTransport:
    """Make a transport, for both clients, that asks *answer* instead of a server: method, target, headers and body."""

    def handle(request: httpx.Request) -> httpx.Response:
        headers = Headers(request.headers.multi_items())
        answered = answer(request.method, request.url.raw_path.decode("ascii"), headers, request.content)
        return httpx.Response(answered.status, headers=dict(answered.headers), content=answered.body)

    return httpx.MockTransport(handle)
