"""A listing read page after page. `Walk` decides where to go on and when to stop; two short loops go.

Only the pages that are needed are asked for, each address at most once and only on the API's own origin.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import TYPE_CHECKING, Any, Generic, Never, NoReturn, TypeVar

import attrs

from ._csv import Rows
from ._decode import is_array, is_object
from ._headers import Headers
from ._json import same_tree
from ._numbered import turned
from ._request import Listing, Page, Reply, Request
from ._structure import reads, reads_list
from .errors import ArgumentError, ResponseError, TwilioError, bare

if TYPE_CHECKING:
    from ._client import AsyncRawClient, RawClient  # noqa: TC004 - nobody reads the annotations of Pages

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

MOST_EMPTY_PAGES = 20


@attrs.frozen(kw_only=True)
class Envelope:
    """What stands around a list in the APIs of 2010 and 2008."""

    page: int | None
    page_size: int | None
    num_pages: int | None
    total: int | None
    start: int | None
    end: int | None
    uri: str | None
    next_page_uri: str | None


@attrs.frozen(kw_only=True)
class Meta:
    """What stands beside a list in newer products."""

    key: str | None
    page: int | None
    page_size: int | None
    url: str | None
    next_page_url: str | None


def reads_page(model: type[T], *keys: str) -> Callable[[Any], Page[T]]:
    """Give the reader of a page of *model*, whose list is found under one of *keys* or what `meta.key` says.

    Without *keys* it is the only list that is there.
    """
    return PageReader(model, keys)


@attrs.frozen
class PageReader:
    """Reads a page of *model*; see `reads_page`, and `read_body` for what is quick."""

    model: Any
    keys: tuple[str, ...]

    def __call__(self, tree: Any) -> Page[Any]:
        return self.read(tree, sure=True)

    def quick(self, tree: Any) -> Page[Any]:
        """Read a tree as orjson made it."""
        return self.read(tree, sure=False)

    def read(self, tree: Any, *, sure: bool) -> Page[Any]:
        """Read *tree*; where it is not *sure* to be the plain tree, and may be another, raise ValueError."""
        if isinstance(tree, Rows) and "sid" in tree.columns:
            return Page(items=reads_list(self.model)(tree))
        if not is_object(tree):
            raise ValueError(f"no list of {self.model.__name__} in it")
        own = reads(Envelope)(tree)
        meta = reads(Meta)(tree["meta"] if is_object(tree.get("meta")) else {})
        keys = (*self.keys, meta.key) if self.keys else only_list(tree)
        items = next((tree[key] for key in keys if key and is_array(tree.get(key))), None)
        if items is None:
            under = f" under {' or '.join(self.keys)}" if self.keys else ", or more than one list"
            raise ValueError(f"no list of {self.model.__name__}{under}")
        if not sure and not same_tree([value for value in tree.values() if value is not items]):
            raise ValueError("the standard library may read it otherwise")
        address = own.next_page_uri or meta.next_page_url
        return Page(
            items=reads_list(self.model)(items, sure=sure),
            next=Request("GET", as_given(address), self) if address else None,
            page=meta.page if own.page is None else own.page,
            page_size=meta.page_size if own.page_size is None else own.page_size,
            num_pages=own.num_pages,
            total=own.total,
            start=own.start,
            end=own.end,
            uri=own.uri or meta.url,
            is_last=not address and "next_page_uri" in tree,
        )


def as_given(address: str) -> str:
    """Mark *address* as made by Twilio, so that no extension is added: it has a query, or the mark of one."""
    return address if "?" in address else f"{address}?"


def only_list(tree: dict[str, Any]) -> list[str]:
    """The key of the only list in *tree*; of several, of the only one that is not empty."""
    keys = [key for key, value in tree.items() if is_array(value)]
    filled = [key for key in keys if tree[key]]
    return keys if len(keys) == 1 else filled if len(filled) == 1 else []


class Walk(Generic[T]):
    """Where a walk over pages stands: decides what comes next, asks for nothing itself."""

    def __init__(self, listing: Listing[T], whereto: Callable[[Request[Any]], str]) -> None:
        """*whereto* gives the whole address of a request, or raises ArgumentError where it may not go."""
        self.next: Request[Page[T]] | None = None if listing.limit == 0 else listing.first
        self.listing = listing
        self.left = listing.limit
        self.whereto = whereto
        self.seen: set[str] = set()
        self.empty = 0
        self.status, self.headers = 0, Headers()

    def take(self, reply: Reply[Page[T]] | TwilioError, request: Request[Page[T]]) -> Page[T] | TwilioError:
        """Count the page in *reply*, which answers *request*; `next` is then the request to send, None at the end."""
        if isinstance(reply, TwilioError):
            return reply
        page, self.status, self.headers = reply.value, reply.status, reply.headers
        full = self.listing.full
        if full is not None and len(page.items) >= full and page.next is None and not page.is_last:
            return self.unread(f"these {len(page.items)} may not be all, and CSV does not say: ask for JSON or XML")
        if self.listing.numbered:
            try:
                page = turned(page, request, self.listing)
            except ValueError as error:
                return self.unread(str(error))
        self.empty = 0 if page.items else self.empty + 1
        if self.left is not None:
            self.left -= len(page.items)
        self.next = page.next if self.left is None or self.left > 0 else None
        return page

    def fault(self, request: Request[Page[T]]) -> TwilioError | None:
        """Give the error for a *request* that is not to be sent, or None; what may be sent counts as seen."""
        try:
            address = self.whereto(request)
        except ArgumentError as error:
            return self.unread(str(error)) if self.seen else bare(error)
        if address in self.seen:
            return self.unread("it has been read before")
        if self.empty > MOST_EMPTY_PAGES:
            return self.unread(f"{self.empty} pages in a row were empty")
        self.seen.add(address)
        return None

    def unread(self, reason: str) -> ResponseError:
        """Make the error for a next page that is not one to ask for."""
        message = f"HTTP {self.status}: the next page cannot be read: {reason}"
        return ResponseError(message, status=self.status, headers=self.headers, took_effect=False)


@attrs.frozen
class Pages(Generic[T_co]):
    """A listing under `Client`: iterate over its items, or over `pages()`. Each iteration starts anew."""

    client: RawClient = attrs.field(repr=False)
    listing: Listing[T_co]

    def __iter__(self) -> Iterator[T_co]:
        left = self.listing.limit
        for page in self.pages():
            yield from page.items[:left]
            left = None if left is None else left - len(page.items)
            del page  # nothing holds it while the next one is read

    def pages(self) -> Iterator[Page[T_co]]:
        """Read whole pages, as Twilio cuts them, ending after the one that reaches the limit."""
        walk = Walk(self.listing, self.client.address)
        while walk.next is not None:
            page = walk.fault(walk.next) or walk.take(self.client.ask(walk.next), walk.next)
            if isinstance(page, TwilioError):
                raise page
            yield page
            del page


@attrs.frozen
class AsyncPages(Generic[T_co]):
    """A listing under `AsyncClient`: iterate with `async for` over its items, or over `pages()`."""

    client: AsyncRawClient = attrs.field(repr=False)
    listing: Listing[T_co]

    def __getitem__(self, never: Never, /) -> NoReturn:
        """Refuse a plain `for`, which looks here for want of an `__iter__`; so do type checkers."""
        raise TypeError("an AsyncPages is read with `async for`; for a list, await list() instead of stream()")

    async def __aiter__(self) -> AsyncIterator[T_co]:
        left = self.listing.limit
        async for page in self.pages():
            for item in page.items[:left]:
                yield item
            left = None if left is None else left - len(page.items)
            del page  # nothing holds it while the next one is read

    async def pages(self) -> AsyncIterator[Page[T_co]]:
        """Read whole pages, as Twilio cuts them, ending after the one that reaches the limit."""
        walk = Walk(self.listing, self.client.address)
        while walk.next is not None:
            page = walk.fault(walk.next) or walk.take(await self.client.ask(walk.next), walk.next)
            if isinstance(page, TwilioError):
                raise page
            yield page
            del page
