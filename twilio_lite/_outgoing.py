"""A request and the settings of its client become what goes out: address, headers, body. Pure.

All but the Authorization header: `_attempt` adds that, where no traceback can show it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import attrs

from ._address import ForeignAddress, extension, target
from ._parameters import encode
from ._request import Into, Request
from ._settings import FILE, LEGACY_FORMAT, LEGACY_ROOT, Settings, header_fault
from ._wording import shortened
from .errors import ArgumentError

SENDS = re.compile(r"/(Messages|Calls)(\.[a-z]+)?\Z")
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
FORM = b"application/x-www-form-urlencoded"


@attrs.frozen
class Outgoing:
    """A request as it goes out, but for the credentials, which go with it where that is *trusted*.

    *hops* counts the redirects that have led to it.
    """

    method: str
    url: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | None
    into: Into | None = None
    trusted: bool = True
    hops: int = 0


def outgoing(request: Request[object], settings: Settings) -> Outgoing:
    """Make what goes out for *request*, or raise ArgumentError."""
    fault = request_fault(request)
    if fault:
        raise ArgumentError(fault)
    has_body = request.form is not None or request.method in {"POST", "PUT", "PATCH"}
    body = encode(request.form).encode() if has_body else None
    wanted = spoken(request, settings)
    url, named = address(request, settings, wanted), headers(request, settings, wanted, body)
    return Outgoing(request.method, url, named, body, request.into)


def request_fault(request: Request[object]) -> str | None:  # noqa: PLR0911 - one line a fault
    """Say what is wrong with a request, which a caller may have made; None when it can be sent."""
    if not isinstance(request, Request):
        return f"send takes a Request, not {type(request).__name__}"
    if not isinstance(request.method, str) or request.method not in METHODS:
        return f"method cannot be {shortened(request.method)}: pass one of {', '.join(sorted(METHODS))}"
    if not isinstance(request.path, str):
        return f"path must be a str, not {type(request.path).__name__}"
    if not callable(request.read):
        return f"read must be a function of the plain tree, not {type(request.read).__name__}"
    if not isinstance(request.idempotent, bool):
        return f"idempotent must be True or False, not {shortened(request.idempotent)}"
    if request.idempotent and request.method == "POST" and SENDS.search(request.path):
        return "idempotent cannot be True for what sends a message or makes a call: each time it would do so again"
    if request.into is not None and (request.method != "GET" or not callable(getattr(request.into, "open", None))):
        return "into is for a GET of a file: leave it out, or use download"
    for name, values in (("query", request.query), ("form", request.form)):
        if values is not None and not (isinstance(values, Mapping) and all(isinstance(key, str) for key in values)):
            return f"{name} must be a dict with str for names"
    return header_fault(request.headers) if request.headers else None


def spoken(request: Request[object], settings: Settings) -> str:
    """What to ask for with *request*: a file, or a format."""
    return FILE if request.into is not None else format_at(request.path, settings)


def format_at(path: str, settings: Settings) -> str:
    """The format to ask for at *path*: of the 2008 API XML, unless `with_options` asked for another."""
    if LEGACY_ROOT in path and LEGACY_ROOT in path.partition("?")[0]:
        return settings.asked_format or LEGACY_FORMAT
    return settings.format


def address(request: Request[object], settings: Settings, wanted: str) -> str:
    """The whole address of *request* for what is *wanted*, or ArgumentError where it is not on the API's own origin."""
    try:
        return target(settings.base_url, request.path, extension(wanted, request.path), request.query)
    except ForeignAddress as error:
        raise ArgumentError(f"path cannot be used: {error}") from None


def headers(
    request: Request[object], settings: Settings, wanted: str, body: bytes | None
) -> tuple[tuple[bytes, bytes], ...]:
    """The headers: those of every request of the client for what is *wanted*, over them those of this one."""
    named = settings.every_header if wanted == settings.format else settings.headers_for(wanted)
    if body is not None:
        named = {**named, b"content-type": FORM, b"content-length": b"%d" % len(body)}
    if request.headers:
        named = named | {name.lower().encode(): value.encode() for name, value in request.headers.items()}
    return tuple(named.items())
