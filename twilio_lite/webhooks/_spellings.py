"""One URL as it may have been signed. Pure.

Twilio signs an address without the login it carries, and is not consistent about the port: it may be left out, even one
of your own, and that of the scheme may be added. It never puts another port in its place, so neither is that done here.
An apostrophe may be written either way, a path that is empty has a slash on its way only, and the address of a
WebSocket may have been signed with one at its end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from .._wording import is_text, printable, shortened

PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
SOCKETS = {"http": "ws", "https": "wss"}
LARGEST_PORT = 65535


def parts(url: str) -> tuple[str, str, str] | None:
    """Scheme, authority and all that follows of *url*; None where it has no authority, or no scheme that Twilio calls.

    A path may hold another URL in its query: what stands before *that* URL's `://` is no scheme.
    """
    scheme, _, rest = url.partition("://")
    end = min((place for place in map(rest.find, "/?#") if place >= 0), default=len(rest))
    if scheme.lower() not in PORTS or not rest[:end]:
        return None
    return scheme, rest[:end], rest[end:]


def spellings(url: str) -> list[str]:
    """*url* in every way in which it may have been signed, as it is first; none where it is no URL."""
    scheme, authority, rest = parts(url) or ("", "", "")
    login, at, host = authority.rpartition("@")
    hosts = with_and_without_port(scheme.lower(), host)
    ends = [rest, rest.replace("%27", "'"), rest.replace("'", "%27")]
    if rest == "/" or rest.startswith("/?"):
        ends.append(rest[1:])
    if scheme.lower() in SOCKETS.values() and not rest.endswith("/"):
        ends += [f"{end}/" for end in ends]
    urls = [f"{scheme}://{user}{spelt}{end}" for user in (login + at, "") for spelt in hosts for end in ends]
    return list(dict.fromkeys(urls))


def with_and_without_port(scheme: str, host: str) -> list[str]:
    """*host* as it is, without its port, or with that of *scheme* if it has none; nothing where that is no port."""
    name, colon, port = host.rpartition(":")
    if not host or (colon and not name):
        return []
    if not colon or "]" in port:  # an IPv6 address has its colons in brackets
        return [host, f"{host}:{PORTS[scheme]}"]
    if not port:
        return [host, name, f"{name}:{PORTS[scheme]}"]
    return [host, name] if is_port(port) else []


def is_port(port: str) -> bool:
    """Is there such a port?"""
    return port.isascii() and port.isdigit() and len(port) <= len(f"{LARGEST_PORT}") and 0 < int(port) <= LARGEST_PORT


def query_of(url: str) -> str:
    """The query of *url*, without its question mark."""
    return url.partition("#")[0].partition("?")[2]


def public_fault(public_url: object) -> str | None:
    """Say what is wrong with *public_url*; None when it can be used."""
    if not isinstance(public_url, str):
        return f"public_url must be a str, not {type(public_url).__name__}"
    scheme, authority, _ = parts(public_url) or ("", "", "")
    is_url = "@" not in authority and with_and_without_port(scheme.lower(), authority)
    if is_url and is_text(public_url) and not set(public_url) & set(" \\?#"):
        return None
    if "@" in public_url:
        return "public_url cannot hold a login: Twilio signs addresses without it"
    return (
        f"public_url cannot be {shortened(public_url)}: pass scheme://host[:port][/prefix], such as https://example.com"
    )


def as_public(url: str, public_url: str) -> str:
    """*url* with the scheme and authority of *public_url*, and its prefix before the path.

    A WebSocket stays one: `https` stands for `wss`, too. A *url* that is a path alone will do; what is neither stays.
    """
    scheme, authority, prefix = parts(public_url) or ("", "", "")
    seen, _, rest = parts(url) or ("", "", url)
    if not seen and not rest.startswith("/"):
        return url
    if seen.lower() in SOCKETS.values():
        scheme = SOCKETS.get(scheme.lower(), scheme)
    return f"{scheme}://{authority}{prefix.rstrip('/')}{rest}"


def misread(url: str) -> Iterator[tuple[str, str]]:
    """What *url* may have been before a proxy or a framework changed it, and what differs then."""
    scheme, authority, rest = parts(url) or ("", "", "")
    for other in PORTS:
        if other != scheme.lower():
            yield f"{other} was signed, {scheme} seen: pass public_url= behind a proxy", f"{other}://{authority}{rest}"
    host, colon, port = authority.rpartition(":")
    if colon and "]" not in port:
        yield "another port was signed: pass public_url= behind a proxy", f"{scheme}://{host}{rest}"
    path, mark, query = rest.partition("?")
    slashed = path[:-1] if path.endswith("/") else f"{path}/"
    yield "the slash at the end of its path", f"{scheme}://{authority}{slashed}{mark}{query}"
    if mark:
        yield "it was signed without its query", f"{scheme}://{authority}{path}"


def shown(url: str) -> str:
    """*url* for a log: without login and query, and of a phone number in its path the last two digits alone."""
    scheme, authority, rest = parts(url) or ("", "", url)
    path, mark, query = rest.partition("?")
    path = re.sub("[0-9]{5,}([0-9]{2})", r"***\1", path)
    place = f"{scheme}://{authority.rpartition('@')[2]}" if scheme else ""
    return printable(f"{place}{path}{mark}{'...' if query else ''}", 200)
