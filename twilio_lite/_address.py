"""Where a request goes: one origin per client, from which no path, SID or next page leads away. Pure.

Whatever address comes in, what goes out is the client's own origin followed by a path: an address on another origin
has no way to be sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ._parameters import encode
from ._request import Value
from ._wording import is_text, shortened

API = "https://api.twilio.com"
EXTENSIONS = {"json": ".json", "xml": "", "csv": ".csv"}
WRITTEN = re.compile(r"\.(json|xml|csv|html)\Z", re.IGNORECASE)
FILE = re.compile(r"/(Media|Recordings)/[^/]+\Z")
# The version of a product on a host of its own, such as Verify: these answer in JSON and know no extensions.
PRODUCT = re.compile(r"\A(?:https?://[^/]+)?/v[0-9]+/(?![0-9]{4}-[0-9]{2}-[0-9]{2}/)", re.IGNORECASE)
DOTS = re.compile(r"(^|/|%2f|%5c)(\.|%2e){1,2}($|/|%2f|%5c|;|%3b)", re.IGNORECASE)
LONGEST = 65_536
DEFAULT_PORTS = {"http": 80, "https": 443}


class ForeignAddress(ValueError):
    """An address that is not on the client's own origin, or is none at all; its text says which."""


def extension(spoken: str, path: str) -> str:
    """What *path* ends in for an answer in a format: nothing means XML, but of a file it means the file itself."""
    if PRODUCT.match(path):
        return ""
    return ".xml" if spoken == "xml" and FILE.search(path) else EXTENSIONS.get(spoken, "")


def target(base_url: str, path: str, extension: str, query: Mapping[str, Value] | None = None) -> str:
    """Give the whole address of *path*, or raise ForeignAddress.

    The extension is added to paths of our own only: what has a scheme or a query was made by Twilio.
    """
    added = encode(query) if query else ""
    if len(path) >= LONGEST or len(address := whole(base_url, path, extension)) + len(added) >= LONGEST:
        raise ForeignAddress(f"{shown(path)} is no address: it has {LONGEST:,} characters or more, with its query")
    return f"{address}{'&' if '?' in address else '?'}{added}" if added else address


@lru_cache(maxsize=256)
def whole(base_url: str, path: str, extension: str) -> str:
    """Give the whole address of *path* without a query of ours."""
    if not is_text(path) or "#" in path:
        raise ForeignAddress(f"{shown(path)} is no address: it holds a fragment, control characters or broken text")
    named = path.partition("?")[0]
    if "\\" in named or has_dots(named):
        raise ForeignAddress(f"{shown(path)} is no address: it holds a backslash, or . or .. as a segment")
    given = "?" in path or "://" in path
    return on_origin(base_url, path).removesuffix("?") + ("" if given else extension)


def followed(base_url: str, uri: str, spoken: str) -> str:
    """Give the whole address for *uri*, which Twilio gave in some format, in the one to be *spoken*."""
    path, mark, query = uri.partition("?")
    stem = WRITTEN.sub("", path)
    return whole(base_url, stem, "") + extension(spoken, stem) + mark + query


def on_origin(base_url: str, path: str) -> str:
    """Give the whole address of *path*, below *base_url* or elsewhere on its origin."""
    if path.startswith("/") and not path.startswith("//"):
        return base_url + path
    address, base = parsed(path), urlsplit(base_url)
    if "@" in address.netloc:
        raise ForeignAddress("what holds a user is no address of the API")
    if origin(address) != origin(base):
        raise ForeignAddress(f"{without_secrets(address)} is not on {base_url}")
    return urlunsplit((base.scheme, base.netloc, address.path or "/", address.query, ""))


def parsed(address: str) -> SplitResult:
    """Split *address*, or raise ForeignAddress."""
    try:
        split = urlsplit(address)
        split.port  # noqa: B018 - the port is read, and refused, only when it is asked for
    except ValueError:
        raise ForeignAddress(f"{shown(address)} is no address: it has no host or port that can be read") from None
    return split


def has_dots(path: str) -> bool:
    """Does *path* hold a segment, in whatever spelling, by which a server may walk up?"""
    return DOTS.search(path) is not None


def origin(address: SplitResult) -> tuple[str, str | None, int | None]:
    """Scheme, host and port: what two addresses on one server share."""
    return address.scheme, address.hostname, address.port or DEFAULT_PORTS.get(address.scheme)


def shown(address: str) -> str:
    """*address* as it came, for an error text: without its query and fragment, and not at all where it holds a user."""
    return "what holds an @" if "@" in address else shortened(re.split(r"[?#]", address, maxsplit=1)[0])


def without_secrets(address: SplitResult) -> str:
    """*address* for an error text: without user, password and query, which may hold what nobody else should read."""
    host = address.netloc.rpartition("@")[2]
    return f"{address.scheme}://{host}{address.path}" if host else address.path or "an empty address"


def is_loopback(host: str) -> bool:
    """Does *host* name this machine?"""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
