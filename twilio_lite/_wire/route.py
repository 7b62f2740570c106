"""How the API is reached: through which proxy, with which TLS context, and over which default transport.

What was given is checked first. Our own transports go straight or through an http proxy. Other proxies (https, SOCKS)
and a Python without httptools are left to httpx's own transports.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import attrs
import httpx

from .._address import is_loopback
from ..errors import ConfigurationError
from .limits import CONNECTIONS

if TYPE_CHECKING:
    import ssl  # noqa: TC004 - nobody reads the annotations of Route

    from .aio import StreamTransport
    from .sync import SocketTransport

PROXY = re.compile(r"(https?|socks5h?)://[!-~]+")
OF_KIND = {"handle_request": "httpx.HTTPTransport()", "handle_async_request": "httpx.AsyncHTTPTransport()"}
PROXY_WANTED = "must be an address such as http://proxy.example:3128"


@attrs.frozen(kw_only=True)
class Route:
    """How the default transports reach the API: its address, the proxy and the TLS context to use."""

    base_url: str
    proxy: str | None = attrs.field(repr=False)
    verify: ssl.SSLContext | None

    def open(self, ours: type[SocketTransport] | None) -> httpx.BaseTransport:
        """Open the default transport for sync code: ours where it can go."""
        proxy = self.proxy_to_use()
        if ours and ours_can_go(proxy):
            return ours(proxy, self.context)
        return httpx.HTTPTransport(verify=self.context(), proxy=proxy, limits=limits())

    def open_async(self, ours: type[StreamTransport] | None) -> httpx.AsyncBaseTransport:
        """Open the default transport for async code: ours where it can go."""
        proxy = self.proxy_to_use()
        if ours and ours_can_go(proxy):
            return ours(proxy, self.context)
        return httpx.AsyncHTTPTransport(verify=self.context(), proxy=proxy, limits=limits())

    def proxy_to_use(self) -> str | None:
        """The given proxy, else the environment's; to loopback the environment's is not used."""
        split = urlsplit(self.base_url)
        address = self.proxy
        if address is None and not is_loopback(split.hostname or "") and not proxy_bypass(split.netloc):
            address = getproxies().get(split.scheme) or getproxies().get("all")
        if not address:
            return None
        address = address if "://" in address else f"http://{address}"
        if not is_proxy(address):
            del address  # it may hold a password, and a traceback shows what is here
            raise ConfigurationError(f"the environment's {split.scheme.upper()}_PROXY or ALL_PROXY {PROXY_WANTED}")
        return address

    def context(self) -> ssl.SSLContext:
        """The TLS context to use: the given one, else one that trusts what the system trusts."""
        return system_context() if self.verify is None else self.verify


def system_context() -> ssl.SSLContext:
    """Make a TLS context that trusts what the system trusts; where the system names nothing, what certifi does."""
    import ssl  # noqa: PLC0415 - plain http does without

    context = ssl.create_default_context()
    known = ssl.get_default_verify_paths()
    if not (known.cafile or (known.capath and any(Path(known.capath).iterdir())) or context.get_ca_certs()):
        from certifi import where  # noqa: PLC0415 - seldom needed

        context.load_verify_locations(where())
    context.set_alpn_protocols(["http/1.1"])
    return context


def socket_transport() -> type[SocketTransport] | None:
    """Give our own transport for sync code, if there is an httptools for it."""
    try:
        from .sync import SocketTransport  # noqa: PLC0415 - what it needs may be missing
    except ImportError:
        return None
    return SocketTransport


def stream_transport() -> type[StreamTransport] | None:
    """Give our own transport for async code, if there is an httptools for it."""
    try:
        from .aio import StreamTransport  # noqa: PLC0415 - what it needs may be missing, and asyncio costs
    except ImportError:
        return None
    return StreamTransport


def ours_can_go(proxy: str | None) -> bool:
    """Do our own transports go this way: straight, or through an http proxy?"""
    return proxy is None or proxy.startswith("http://")


def limits() -> httpx.Limits:
    """How many connections httpx's transports may hold."""
    return httpx.Limits(max_connections=CONNECTIONS)


def route(base_url: str, transport: object, method: str, proxy: str | None, verify: ssl.SSLContext | None) -> Route:
    """Check how the API is to be reached: *transport*, if given, has *method* and makes its own way."""
    if transport is not None and not callable(getattr(transport, method, None)):
        raise ConfigurationError(
            f"transport has no {method}: pass one of the client's own kind, sync or async, here {OF_KIND[method]}"
        )
    if transport is not None and (proxy is not None or verify is not None):
        raise ConfigurationError(
            "a transport makes its own way: give proxy and verify to the transport, or leave it out"
        )
    if verify is not None:
        check_context(verify)
    if proxy is not None and not (isinstance(proxy, str) and is_proxy(proxy)):
        raise ConfigurationError(f"proxy {PROXY_WANTED}")
    return Route(base_url=base_url, proxy=proxy, verify=verify)


def is_proxy(address: str) -> bool:
    """Is *address* one of a proxy? A password that holds / ? or # must be quoted: it would end the host."""
    try:
        split = urlsplit(address)
        return bool(PROXY.fullmatch(address) and split.hostname and split.port != 0 and split.path in {"", "/"})
    except ValueError:
        return False


def check_context(verify: object) -> None:
    """Ask for a TLS context, where something was given for one."""
    import ssl  # noqa: PLC0415 - plain http does without

    if not isinstance(verify, ssl.SSLContext):
        raise ConfigurationError(
            f"verify must be an ssl.SSLContext, not {type(verify).__name__}: "
            "pass ssl.create_default_context(cafile=...), or leave it out"
        )
