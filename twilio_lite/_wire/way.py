"""The way to one server, straight or through a proxy, and what is said first on it. Pure.

To a server that speaks TLS a proxy opens a tunnel (CONNECT); to any other it passes each request on. The proxy's own
password goes to the proxy alone, and the API's credentials never to a proxy that opens a tunnel.
"""

from __future__ import annotations

import base64
from typing import NamedTuple, Self
from urllib.parse import unquote, urlsplit

import attrs
import httpx

from .._address import DEFAULT_PORTS
from .framing import Framing, head
from .limits import LONGEST_CONNECT


class Place(NamedTuple):
    """A server or a proxy."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, address: str) -> Self:
        """Where *address* leads."""
        split = urlsplit(address)
        if split.scheme not in DEFAULT_PORTS or not split.hostname:
            raise httpx.UnsupportedProtocol(f"{split.scheme}: is no way to reach a server")
        return cls(split.scheme, split.hostname, split.port or DEFAULT_PORTS[split.scheme])

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


@attrs.frozen
class Way:
    """The way to *server*: where the first connection is opened to, and what the proxy there is told."""

    server: Place
    proxy: Place | None
    login: tuple[tuple[bytes, bytes], ...] = attrs.field(repr=False)

    @classmethod
    def to(cls, address: str, proxy: str | None) -> Self:
        """Give the way to *address*, through the *proxy* whose address may hold a user name and a password."""
        if proxy is None:
            return cls(Place.of(address), None, ())
        split = urlsplit(proxy)
        name, password = unquote(split.username or ""), unquote(split.password or "")
        login = b"Basic " + base64.b64encode(f"{name}:{password}".encode())
        return cls(Place.of(address), Place.of(proxy), ((b"Proxy-Authorization", login),) if name or password else ())

    @property
    def first(self) -> Place:
        """Where the connection is opened to."""
        return self.proxy or self.server

    @property
    def has_tls(self) -> bool:
        """Does the server speak TLS?"""
        return self.server.scheme == "https"

    def tunnel(self) -> memoryview | None:
        """What opens a tunnel through the proxy, if there is to be one. A memoryview shows nothing in a traceback."""
        if not (self.proxy and self.has_tls):
            return None
        name = str(self.server).encode("ascii")
        return memoryview(head("CONNECT", name, [(b"Host", name), *self.login]))

    def head(self, request: httpx.Request) -> bytes:
        """Write the head of *request* for the server, or for the proxy that passes it on."""
        if self.proxy is None or self.has_tls:
            return head(request.method, request.url.raw_path, request.headers.raw)
        return head(request.method, str(request.url).encode("ascii"), [*request.headers.raw, *self.login])

    def check_tunnel(self, answer: Framing) -> None:
        """Raise ProxyError unless the proxy has opened the tunnel."""
        if not 200 <= answer.status < 300:  # noqa: PLR2004 - what HTTP calls a success
            raise httpx.ProxyError(f"the proxy {self.proxy} answered {answer.status}")

    def not_connected(self, error: Exception) -> httpx.TransportError:
        """Say, with one of httpx's errors, that *error* kept the connection from being made."""
        if isinstance(error, httpx.ProxyError):
            return error
        timed_out = isinstance(error, TimeoutError | httpx.TimeoutException)
        through = f", through the proxy {self.proxy}" if self.proxy else ""
        if timed_out:
            return httpx.ConnectTimeout(f"not within {LONGEST_CONNECT:g} seconds{through}")
        return httpx.ConnectError(f"{error}{through}")
