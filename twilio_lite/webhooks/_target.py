"""The URL that was called, rebuilt from what a server saw. Pure.

Frameworks show it decoded, and what was signed is what was written: so it is put together from scheme, host and the raw
target. Where a server keeps none, the path is escaped anew, in the ways in which it may have been; and a question mark
without a query, which ASGI and some servers lose, may have been there or not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from .._headers import Headers
from ._spellings import parts

LEGAL_IN_A_PATH = "/:@!$&'()*+,;=~"


def of_scope(scope: Mapping[str, Any], *, scheme: str | None = None, host: str | None = None) -> list[str]:
    """The URL of an ASGI request, in each way that it may have been written; the likeliest is first."""
    named = Headers.received(scope["headers"]).get("host") or at_port(*(scope.get("server") or ("", None)))
    raw = bytes(scope.get("raw_path") or b"").partition(b"?")[0]
    paths = [raw.decode(errors="replace")] if raw else escaped(scope["path"].encode(errors="replace"))
    query = bytes(scope.get("query_string") or b"").decode(errors="replace")
    return urls(scheme or scope.get("scheme") or "http", alone(host or named), paths, query)


def of_environ(environ: Mapping[str, Any], *, scheme: str | None = None, host: str | None = None) -> list[str]:
    """The URL of a WSGI request, in each way that it may have been written; the likeliest is first."""
    named = environ.get("HTTP_HOST") or at_port(environ.get("SERVER_NAME", ""), environ.get("SERVER_PORT"))
    query = as_sent(environ.get("QUERY_STRING", ""))
    target = as_sent(environ.get("REQUEST_URI") or environ.get("RAW_URI") or "")
    if not target.startswith("/"):
        target = (parts(target) or ("", "", ""))[2]
    before, schemed = alone(host or named), scheme or environ.get("wsgi.url_scheme", "http")
    if "?" in target:
        return [f"{schemed}://{before}{target}"]
    path = environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")
    return urls(schemed, before, [target] if target else escaped(path.encode("latin-1", "replace")), query)


def urls(scheme: str, host: str, paths: list[str], query: str) -> list[str]:
    """Each URL that these make."""
    return [f"{scheme}://{host}{path}{end}" for path in paths for end in ([f"?{query}"] if query else ["", "?"])]


def escaped(path: bytes) -> list[str]:
    """A decoded *path* in the ways in which it may have been escaped."""
    return list(dict.fromkeys(quote(path, safe=safe) for safe in (LEGAL_IN_A_PATH, "/")))


def as_sent(text: str) -> str:
    """The bytes that WSGI hands on as *text*, read as what they are."""
    return text.encode("latin-1", "replace").decode(errors="replace")


def alone(host: str) -> str:
    """*host*, or nothing where it brings a path, a query or a login of its own: it would move what was signed."""
    return "" if set(host) & set("/?#@") else host


def at_port(name: object, port: object) -> str:
    """The host *name*, and its *port* if it has one."""
    return f"{name}:{port}" if port else f"{name}"
