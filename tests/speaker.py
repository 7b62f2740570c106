"""Both clients before one transport that says what it is told to, so that a test compares what they make of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from typing import Any

import httpx

from answers import faults_of
from conftest import SID, TOKEN, Clock
from twilio_lite import AsyncClient, Client, Retry, TwilioError

Use = Callable[[Any], Any]
ONCE = Retry(attempts=0)
REQUEST_ID = (b"Twilio-Request-Id", b"RQ1")


class Parts(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in parts, and breaks off with *error* after them."""

    def __init__(self, parts: Iterable[bytes], error: Exception | None = None) -> None:
        self.parts = [*parts]
        self.error = error

    def __iter__(self) -> Iterator[bytes]:
        yield from self.parts
        if self.error is not None:
            raise self.error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


class Speaker(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that asks `answer`, and both clients before it, whose pauses take no time."""

    def __init__(self, runner: asyncio.Runner, retry: Retry = ONCE) -> None:
        self.runner = runner
        self.answer: Callable[[httpx.Request], httpx.Response] = lambda _: httpx.Response(500)
        self.client = Clock().drive(Client(SID, TOKEN, transport=self, retry=retry, timeout=10_000))
        self.async_client = Clock().drive(AsyncClient(SID, TOKEN, transport=self, retry=retry, timeout=10_000))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.answer(request)

    def say(self, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Answer everything with *body*."""
        pairs = [*headers]
        if REQUEST_ID[0] not in {name.title() for name, _ in pairs}:
            pairs.append(REQUEST_ID)
        self.answer = lambda _: httpx.Response(status, headers=pairs, stream=Parts([body]))

    def ask(self, use: Use) -> Any:
        """What comes of *use* with `Client`: what it gives or the TwilioError it raises."""
        try:
            return use(self.client)
        except TwilioError as error:
            return error

    def ask_async(self, use: Use) -> Any:
        """What comes of *use* with `AsyncClient`."""
        return self.runner.run(awaited(use, self.async_client))

    def outcomes(self, use: Use, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> list[Any]:
        """What comes of *use* with each client when it is answered with *body*."""
        self.say(status, body, headers)
        return [self.ask(use), self.ask_async(use)]

    def errors(self, use: Use, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> list[Any]:
        """The errors that *use* ends in, which are like all errors should be."""
        errors = self.outcomes(use, status, body, headers)
        assert [fault for error in errors for fault in faults_of(error)] == []
        return errors


async def awaited(use: Use, client: AsyncClient) -> Any:
    """What comes of *use* in async code."""
    try:
        return await use(client)
    except TwilioError as error:
        return error
