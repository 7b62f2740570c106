"""A request as it arrived, and what it asks for once decoded. What cannot be decoded is refused, never repaired."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import attrs

from .._headers import Headers
from ._errors import BAD_REQUEST, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMATS = ("json", "xml", "csv")
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@attrs.frozen(kw_only=True)
class Call:
    """A request as it arrived; *target* is the path with its query, as on the wire."""

    method: str
    target: str
    headers: Headers = attrs.field(converter=Headers, factory=Headers)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path as on the wire, which Twilio repeats when it finds nothing there."""
        return self.target.partition("?")[0]

    @property
    def format(self) -> str:
        """The format that the answer is to have. Without an extension Twilio answers XML."""
        return next((name for name in FORMATS if self.path.endswith(f".{name}")), "xml")


@attrs.frozen
class Parameters:
    """Names and values as they came, of a query or of a form."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def text(self, name: str) -> str:
        """Give the first value of *name*; "" when there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Give all values of *name* that are not empty."""
        return tuple(value for key, value in self.pairs if key == name and value)

    def without(self, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Give the pairs that are not called one of *names*."""
        return tuple(pair for pair in self.pairs if pair[0] not in names)


@attrs.frozen(kw_only=True)
class Asked:
    """What a request asks for: where, and with which parameters. *path* has no extension.

    *sids* are the segments of the path that vary; which these are is known once its route is.
    """

    method: str
    path: str
    wire_path: str
    segments: tuple[str, ...]
    sids: tuple[str, ...] = ()
    query: Parameters = Parameters()
    form: Parameters = Parameters()

    @property
    def has_extension(self) -> bool:
        """Whether the path said in which format to answer."""
        return self.path != self.wire_path


def read(call: Call) -> Asked:
    """Decode *call*, or raise Refused when it cannot be decoded."""
    if not (call.target.isascii() and call.target.isprintable()):
        raise Refused(BAD_REQUEST)
    path = without_extension(call.path)
    return Asked(
        method=call.method,
        path=path,
        wire_path=call.path,
        segments=tuple(decoded(segment) for segment in path.split("/")),
        query=parameters(call.target.partition("?")[2].encode()),
        form=parameters(call.body),
    )


def without_extension(path: str) -> str:
    """Take the extension off *path*, if it is one that Twilio knows."""
    return next((path.removesuffix(f".{name}") for name in FORMATS if path.endswith(f".{name}")), path)


def decoded(segment: str) -> str:
    """Undo the percent encoding of a segment of a path."""
    if BROKEN_ESCAPE.search(segment):
        raise Refused(BAD_REQUEST)
    try:
        return unquote(segment, errors="strict")
    except UnicodeDecodeError:
        raise Refused(BAD_REQUEST) from None


def parameters(encoded: bytes) -> Parameters:
    """Read what is encoded as a form."""
    try:
        text = encoded.decode()
        if BROKEN_ESCAPE.search(text):
            raise Refused(BAD_REQUEST)
        return Parameters(tuple(parse_qsl(text, keep_blank_values=True, errors="strict")))
    except UnicodeDecodeError:
        raise Refused(BAD_REQUEST) from None


def credentials(call: Call) -> tuple[str, str] | None:
    """Read username and password; None when the request has none, or none that can be read."""
    scheme, _, encoded = call.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        username, _, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
    except ValueError:
        return None
    return username, password
