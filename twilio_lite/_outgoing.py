"""A request and the settings of its client become what goes out: address, headers, body. Pure.

The credentials are not in it: the carrier adds them where no traceback can show them.
"""

from __future__ import annotations

import attrs

from ._address import EXTENSIONS, target
from ._parameters import encode
from ._request import Request
from ._settings import Settings, header_fault
from .errors import ArgumentError

METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})
ACCEPT = {"json": "application/json", "xml": "application/xml"}
FORM = "application/x-www-form-urlencoded"


@attrs.frozen
class Outgoing:
    """A request as it goes out, but for the credentials."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes | None


def outgoing(request: Request[object], settings: Settings) -> Outgoing:
    """Make what goes out for *request*, or raise ArgumentError."""
    if request.method not in METHODS:
        raise ArgumentError(f"method cannot be {request.method!r}: pass one of {', '.join(sorted(METHODS))}")
    body = (
        None
        if request.form is None and request.method not in {"POST", "PUT", "PATCH"}
        else encode(request.form).encode()
    )
    return Outgoing(request.method, url(request, settings), headers(request, settings, body), body)


def url(request: Request[object], settings: Settings) -> str:
    """The whole address of *request*, or ArgumentError where that is not on the API's own origin."""
    try:
        return target(settings.base_url, request.path, EXTENSIONS[settings.format], request.query)
    except ValueError as error:
        raise ArgumentError(f"path cannot be used: {error}") from None


def headers(request: Request[object], settings: Settings, body: bytes | None) -> tuple[tuple[str, str], ...]:
    """The headers: ours, over them those of the client's `with_options`, over them those of the request."""
    fault = header_fault(request.headers or {})
    if fault:
        raise ArgumentError(fault)
    named = {"accept": ACCEPT[settings.format], "accept-encoding": "gzip", "user-agent": settings.user_agent}
    if body is not None:
        named |= {"content-type": FORM, "content-length": str(len(body))}
    named |= dict(settings.headers)
    named |= {name.lower(): value for name, value in (request.headers or {}).items()}
    return tuple(named.items())
