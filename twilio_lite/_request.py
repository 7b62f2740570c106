"""Calls and answers as values: nothing here sends, reads or decides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

import attrs

from ._document import Document
from ._headers import REQUEST_ID, Headers

T_co = TypeVar("T_co", covariant=True)

Value: TypeAlias = str | bool | int | float | Decimal | date | Sequence[str] | Mapping[str, object] | Document | None
"""What a parameter may be: `_parameters` writes it the way Twilio reads it. None and [] are not sent."""


def names(values: Mapping[str, object] | None) -> str:
    """Headers or a form as a repr shows them: a value may be a secret."""
    return repr(None if values is None else list(values))


def size(body: bytes) -> str:
    """A body as a repr shows it: an account's holds its token."""
    return f"<{len(body)} bytes>"


class Sink(Protocol):
    """Takes in the body of one answer, perhaps in another thread."""

    def write(self, part: bytes) -> None:
        """Take in a part, unless the body was discarded."""

    def finish(self) -> object:
        """Say that the body is whole, and give what has become of it."""

    def discard(self) -> None:
        """Forget the body, unless it is whole."""


class Into(Protocol):
    """Where the body of a good answer goes instead of memory, up to *max_bytes*; *progress* is told of each part.

    What *rewinds* can begin anew after an answer that broke off.
    """

    @property
    def max_bytes(self) -> int | None:
        """How many bytes are taken in at most."""

    @property
    def progress(self) -> Callable[[int, int | None], object] | None:
        """What is told of the bytes done and the bytes there are."""

    @property
    def rewinds(self) -> bool:
        """May another answer take the place of one that broke off?"""
        ...

    def open(self, headers: Headers) -> Sink | None:
        """Begin with an answer that has these *headers*; None where the caller reads its body."""
        ...


@attrs.frozen
class Request(Generic[T_co]):
    """One call: what to send and how to read the answer.

    *path* starts with a slash (`/2010-04-01/...`) and has no extension: the client adds that of its format, but
    none to a path that begins with the version of another product, such as /v2/.
    It may also be an address that Twilio gave, on the API's own origin: with a query or a scheme it is taken as it is.
    *read* gets the plain tree of the answer, the same for JSON and XML, a list of rows for CSV; None where it is empty.
    *idempotent* states of a POST that sending it twice does what sending it once does, as where it sets a state:
    `Retry` may then send it again when nobody knows whether it arrived.
    *into* is for a GET of a file: where its bytes go. *read* then gets what has become of them.

        client.send(Request("GET", f"/2010-04-01/Accounts/{client.account_sid}/Balance", dict))
    """

    method: str
    path: str
    read: Callable[[Any], T_co]
    query: Mapping[str, Value] | None = attrs.field(default=None, kw_only=True)
    form: Mapping[str, Value] | None = attrs.field(default=None, kw_only=True, repr=names)
    headers: Mapping[str, str] | None = attrs.field(default=None, kw_only=True, repr=names)
    idempotent: bool = attrs.field(default=False, kw_only=True)
    into: Into | None = attrs.field(default=None, kw_only=True)


@attrs.frozen
class Response:
    """An answer as it came: status, headers and the bytes of its body, already unpacked.

    *taken* is what has become of a body that went elsewhere.
    """

    status: int
    headers: Headers = attrs.field(converter=Headers)
    body: bytes = attrs.field(repr=size)
    taken: Any = attrs.field(default=None, kw_only=True, repr=False)


@attrs.frozen(kw_only=True)
class Reply(Generic[T_co]):
    """A result together with the answer it was read from: what `client.with_raw_response` gives."""

    value: T_co
    status: int
    headers: Headers
    body: bytes = attrs.field(repr=size)

    @property
    def request_id(self) -> str | None:
        """Twilio's name for this exchange, the one to give to its support: RQ and 32 hex digits."""
        return self.headers.get(REQUEST_ID)


@attrs.frozen(kw_only=True)
class Page(Generic[T_co]):
    """One page of a list: its items, its place in the list and the request for the next page.

    *num_pages* and *total* are told by the 2008 API and in old answers only. *is_last* is True where an answer says
    that no page follows, False where it says nothing of it.
    """

    items: Sequence[T_co]
    next: Request[Page[T_co]] | None = None
    page: int | None = None
    page_size: int | None = None
    num_pages: int | None = None
    total: int | None = None
    start: int | None = None
    end: int | None = None
    uri: str | None = None
    is_last: bool = False


@attrs.frozen
class Listing(Generic[T_co]):
    """A list to read: the request for its first page, and how many items to read at most.

    Where pages are *numbered*, as in the 2008 API, the next number follows unless they name an address. A page that has
    *full* items and tells of no next one may not be the last: that is an error.
    """

    first: Request[Page[T_co]]
    limit: int | None = None
    numbered: bool = attrs.field(default=False, kw_only=True)
    full: int | None = attrs.field(default=None, kw_only=True)

    @property
    def parameter(self) -> str:
        """The parameter that says how many come at once."""
        return "num" if self.numbered else "PageSize"
