"""A file read in chunks, as they are asked for: over a connection that is open as long as the reading goes on.

A good answer is handed to the caller with its body unread. What is read is counted and checked as for a download.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING, Any, Never, NoReturn

import attrs

from ._headers import Headers
from ._request import Request
from .errors import TwilioError

if TYPE_CHECKING:
    from ._client import AsyncRawClient, RawClient  # noqa: TC004 - nobody reads the annotations of Chunks
    from ._transport import Body
    from ._transport_async import AsyncBody


@attrs.frozen
class IntoHands:
    """Hands the body of an answer to the caller."""

    max_bytes: int | None
    progress: None = attrs.field(default=None, init=False, repr=False)
    rewinds: bool = attrs.field(default=False, init=False, repr=False)

    def open(self, headers: Headers) -> None:
        """Take nothing in."""


@attrs.frozen
class Streamed:
    """What to read in chunks: the *request*, whose `into` is `IntoHands`, and the bytes of each chunk but the last."""

    request: Request[Any]
    chunk_size: int


class Cut:
    """Cuts what arrives into chunks of one size."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.left = bytearray()

    def take(self, part: bytes) -> Iterator[bytes]:
        """Give the chunks that are full with *part*."""
        self.left += part
        while len(self.left) >= self.size:
            yield bytes(self.left[: self.size])
            del self.left[: self.size]

    def rest(self) -> Iterator[bytes]:
        """Give the last chunk, if there is anything in it."""
        if self.left:
            yield bytes(self.left)


@attrs.frozen
class Chunks:
    """A file under `Client`: iterate over its bytes. Each iteration asks for it anew."""

    client: RawClient = attrs.field(repr=False)
    streamed: Streamed

    def __iter__(self) -> Iterator[bytes]:
        reply = self.client.ask(self.streamed.request)
        if isinstance(reply, TwilioError):
            raise reply
        body: Body = reply.value
        cut = Cut(self.streamed.chunk_size)
        try:
            while part := body.next():
                if isinstance(part, TwilioError):
                    raise part
                yield from cut.take(part)
            yield from cut.rest()
        finally:
            body.close()


@attrs.frozen
class AsyncChunks:
    """A file under `AsyncClient`: iterate with `async for` over its bytes. Each iteration asks for it anew."""

    client: AsyncRawClient = attrs.field(repr=False)
    streamed: Streamed

    def __getitem__(self, never: Never, /) -> NoReturn:
        """Refuse a plain `for`, as AsyncPages does."""
        raise TypeError("an AsyncChunks is read with `async for`")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        reply = await self.client.ask(self.streamed.request)
        if isinstance(reply, TwilioError):
            raise reply
        body: AsyncBody = reply.value
        cut = Cut(self.streamed.chunk_size)
        try:
            while part := await body.next():
                if isinstance(part, TwilioError):
                    raise part
                for chunk in cut.take(part):
                    yield chunk
            for chunk in cut.rest():
                yield chunk
        finally:
            await body.close()
