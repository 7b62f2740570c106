"""A media file is read in chunks, as they are asked for; whoever stops early leaves nothing open."""

from __future__ import annotations

import asyncio
import gc
import io
import os
import pickle
import signal
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import aclosing, closing
from typing import Any

import httpx
import pytest

from conftest import SID, TOKEN, Clock, Colour
from filing import CONTENT, ONCE, Timed, broken, downloading, file, giving, medium, saying, streaming, until_gone
from peer import Line, Peer, answer, peer
from speaker import Parts
from twilio_lite import (
    ArgumentError,
    AsyncChunks,
    AsyncClient,
    Chunks,
    Client,
    ConfigurationError,
    ConnectionLost,
    DeadlineExceeded,
    NotFoundError,
    ResponseError,
    Retry,
    TwilioError,
)
from twilio_lite.sandbox import Sandbox


def calls_of(client: Any) -> int:
    """How many calls of *client* are under way."""
    calls: int = client._carrier.shared.calls  # noqa: SLF001 - nobody else asks
    return calls


def read(colour: Colour, client: Any, **options: Any) -> Any:
    """Give the chunks of the file."""
    return colour.call(client, streaming(**options))


def failing(colour: Colour, use: Callable[[Any], Any], **options: Any) -> Any:
    """Give the error that *use* ends in, one of ours; nothing is left of the call."""
    client = Clock().drive(colour.client(**{"retry": ONCE, **options}))
    with pytest.raises(TwilioError) as caught:
        colour.call(client, use)
    error = caught.value
    assert error.took_effect is False
    assert error.__context__ is error.__cause__ is None
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own
    assert calls_of(client) == 0
    return error


@pytest.mark.parametrize("size", [1, 999, 1000, 1001, 65_536, 10**9])
@pytest.mark.parametrize("cuts", [7, 1000, 70_000, len(CONTENT)])
def test_every_chunk_but_the_last_has_the_size_asked_for(colour: Colour, size: int, cuts: int) -> None:
    content = CONTENT if size > 1 and cuts > 7 else CONTENT[:2005]
    parts = [content[start : start + cuts] for start in range(0, len(content), cuts)]
    chunks = read(colour, colour.client(transport=giving(*parts)), chunk_size=size)
    assert b"".join(chunks) == content
    assert {len(chunk) for chunk in chunks[:-1]} <= {size}
    assert 0 < len(chunks[-1]) <= size
    assert {type(chunk) for chunk in chunks} == {bytes}


def test_a_chunk_has_65536_bytes_when_nothing_is_said(colour: Colour) -> None:
    with peer(saying(file())) as server:
        chunks = read(colour, colour.client(base_url=server.url))
        [request] = server.requests
    assert [len(chunk) for chunk in chunks] == [65_536] * 3 + [len(CONTENT) - 3 * 65_536]
    assert b"".join(chunks) == CONTENT
    assert request.startswith(f"GET /2010-04-01/Accounts/{SID}/Messages/SM1/Media/ME1 HTTP/1.1\r\n".encode())
    assert b"\r\naccept-encoding: identity\r\n" in request.lower()


def test_an_empty_file_has_no_chunk(colour: Colour) -> None:
    assert read(colour, colour.client(transport=giving(length="0"))) == []


def test_a_file_of_the_sandbox_comes_in_chunks(colour: Colour) -> None:
    sandbox = Sandbox()
    sandbox.hold("https://example.com/a.gif", b"abcdefg")
    with sandbox.client() as sender:
        message = sender.messages.create(to="+15555550100", from_="+15555550199", media_url="https://example.com/a.gif")
        sid = sender.messages(message.sid).media.list()[0].sid
    client: Any = sandbox.client() if colour.name == "sync" else sandbox.async_client()
    use = lambda client: client.messages(message.sid).media(sid).stream_bytes(chunk_size=3)  # noqa: E731 - as others do
    assert colour.call(client, use) == [b"abc", b"def", b"g"]


def test_chunks_are_of_the_clients_colour_and_ask_for_nothing_yet(colour: Colour) -> None:
    with peer() as server:
        client = colour.client(base_url=server.url)
        chunks = medium(client).stream_bytes(chunk_size=5)
        colour.call(client, lambda _: None)
        assert type(chunks) is (Chunks if colour.name == "sync" else AsyncChunks)
        assert server.lines == []
    assert TOKEN not in repr(chunks)
    assert "chunk_size=5" in repr(chunks)
    with pytest.raises(TypeError, match="holds credentials"):
        pickle.dumps(chunks)


def test_each_iteration_asks_for_the_file_anew(colour: Colour) -> None:
    with peer(saying(file(b"first"), file(b"second"))) as server:
        client = colour.client(base_url=server.url)

        def twice(client: Any) -> Any:
            chunks = medium(client).stream_bytes(chunk_size=4)
            return list(chunks), list(chunks)

        async def twice_async(client: Any) -> Any:
            chunks = medium(client).stream_bytes(chunk_size=4)
            return [chunk async for chunk in chunks], [chunk async for chunk in chunks]

        got = colour.call(client, twice if colour.name == "sync" else twice_async)
        assert got == ([b"firs", b"t"], [b"seco", b"nd"])
        assert len(server.lines) == 1
    assert calls_of(client) == 0


def test_two_iterations_at_once_have_a_connection_each() -> None:
    with peer(saying(file(), file())) as server, Client(SID, TOKEN, base_url=server.url) as client:
        chunks = medium(client).stream_bytes(chunk_size=100_000)
        assert [one == other for one, other in zip(chunks, chunks, strict=True)] == [True] * 3
        assert len(server.lines) == 2


# What goes wrong


def test_what_breaks_off_is_raised_after_the_chunks_that_came_and_not_tried_again(colour: Colour) -> None:
    got: list[bytes] = []

    def keep(client: Any) -> None:
        got.extend(streaming(chunk_size=400)(client))

    async def keep_async(client: Any) -> None:
        async for chunk in streaming(chunk_size=400)(client):
            got.append(chunk)  # noqa: PERF401 - what came is kept when more does not

    with peer(saying(broken(1000), file())) as server:
        use = keep if colour.name == "sync" else keep_async
        error = failing(colour, use, base_url=server.url, retry=Retry(attempts=5))
        assert len(server.requests) == 1
    assert got == [CONTENT[:400], CONTENT[400:800]]
    assert type(error) is ConnectionLost
    assert error.status == 200


@pytest.mark.parametrize("before", [answer(b"", b"503 Busy"), broken(-len(file()) + len(CONTENT))])
def test_what_fails_before_the_file_begins_is_tried_again(colour: Colour, before: bytes) -> None:
    with peer(saying(before, file())) as server:
        client = Clock().drive(colour.client(base_url=server.url))
        assert b"".join(read(colour, client)) == CONTENT
        assert len(server.requests) == 2


ANSWERS: dict[str, tuple[httpx.MockTransport, dict[str, Any], type[TwilioError], str]] = {
    "too much, as was said": (giving(b"abc", length="3"), {"max_bytes": 2}, ResponseError, "more than max_bytes=2"),
    "too much, as it came": (giving(b"ab", b"c"), {"max_bytes": 2}, ResponseError, "more than max_bytes=2"),
    "too little": (giving(b"ab", length="3"), {}, ConnectionLost, "2 of 3 bytes came"),
    "a part": (giving(b"ab", status=206), {}, ResponseError, "a part of the file"),
    "nothing there": (giving(b"", status=404), {}, NotFoundError, "HTTP 404"),
}


@pytest.mark.parametrize(("transport", "options", "kind", "text"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_file_is_an_error(
    colour: Colour, transport: httpx.MockTransport, options: dict[str, Any], kind: type[TwilioError], text: str
) -> None:
    error = failing(colour, streaming(**options), transport=transport)
    assert type(error) is kind
    assert text in str(error)


class Unclosable(Parts):
    """A body that breaks off, and cannot be closed either."""

    def close(self) -> None:
        raise OSError("cannot close")

    async def aclose(self) -> None:
        raise OSError("cannot close")


def test_a_body_that_cannot_be_closed_takes_nothing_away(colour: Colour) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Unclosable([b"abc"])))
    client = colour.client(transport=transport)
    assert read(colour, client) == [b"abc"]
    assert calls_of(client) == 0


class Iterated(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that is read by a plain iterator, no generator."""

    def __init__(self) -> None:
        self.parts = iter([b"ab", b"c"])

    def __iter__(self) -> Iterator[bytes]:
        return self.parts

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        for part in self.parts:
            return part
        raise StopAsyncIteration


def test_a_body_may_be_any_iterator(colour: Colour) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Iterated()))
    assert read(colour, colour.client(transport=transport), chunk_size=2) == [b"ab", b"c"]


def test_the_timeout_bounds_each_wait_and_no_pause_of_the_reader(colour: Colour) -> None:
    clock = Clock()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Timed(clock.sleep, *[(9.0, b"ab")] * 9)))
    client = clock.drive(colour.client(transport=transport, timeout=10))

    def dawdle(client: Any) -> Any:
        for _ in streaming(chunk_size=2)(client):
            clock.now += 100

    async def dawdle_async(client: Any) -> Any:
        async for _ in streaming(chunk_size=2)(client):
            clock.now += 100

    colour.call(client, dawdle if colour.name == "sync" else dawdle_async)
    assert clock.now == 1000 + 9 * 109


def test_a_server_that_falls_silent_ends_the_iteration(colour: Colour) -> None:
    def stall(line: Line) -> None:
        line.request()
        line.say(file()[:1000])
        until_gone(line)

    with peer(stall) as server:
        client = colour.client(base_url=server.url, timeout=0.05)
        with pytest.raises(DeadlineExceeded):
            read(colour, client)
        assert len(server.requests) == 1
    assert calls_of(client) == 0


# Whoever stops early


def stop_early(client: Any) -> Any:
    """Read one chunk."""
    with closing(iter(streaming(chunk_size=10)(client))) as chunks:
        return next(chunks)


async def stop_early_async(client: Any) -> Any:
    """Read one chunk."""
    async with aclosing(aiter(streaming(chunk_size=10)(client))) as chunks:
        return await anext(chunks)


def break_early(client: Any) -> Any:
    """Read one chunk, and leave it to Python to close."""
    for chunk in streaming(chunk_size=10)(client):
        return chunk
    return None


async def break_early_async(client: Any) -> Any:
    """Read one chunk, and leave it to the event loop to close."""
    async for first in streaming(chunk_size=10)(client):
        chunk = first
        break
    for _ in range(5):
        gc.collect()
        await asyncio.sleep(0)
    return chunk


@pytest.mark.parametrize("how", ["closed", "dropped"])
def test_who_stops_early_frees_the_connection_and_the_client_goes_on(colour: Colour, how: str) -> None:
    early = stop_early if how == "closed" else break_early
    early_async = stop_early_async if how == "closed" else break_early_async
    ended = threading.Event()

    def script(line: Line) -> None:
        line.request()
        line.say(file(CONTENT * 40)[:5000] if not ended.is_set() else file(b"next"))
        until_gone(line)
        ended.set()

    def both(client: Any) -> Any:
        first = early(client)
        assert calls_of(client) == 0
        assert ended.wait(5)
        return first, list(streaming()(client))

    async def both_async(client: Any) -> Any:
        first = await early_async(client)
        assert calls_of(client) == 0
        assert await asyncio.to_thread(ended.wait, 5)
        return first, [chunk async for chunk in streaming()(client)]

    with peer(script) as server:
        client = colour.client(base_url=server.url)
        got = colour.call(client, both if colour.name == "sync" else both_async)
    assert got == (CONTENT[:10], [b"next"])
    assert calls_of(client) == 0


def test_more_early_ends_than_there_are_connections_leave_the_client_working(colour: Colour) -> None:
    def script(line: Line) -> None:
        line.request()
        line.say(file()[:1000])
        until_gone(line)

    with peer(script) as server:
        client = colour.client(base_url=server.url)

        def many(client: Any) -> Any:
            return [stop_early(client) for _ in range(120)]

        async def many_async(client: Any) -> Any:
            return [await stop_early_async(client) for _ in range(120)]

        assert colour.call(client, many if colour.name == "sync" else many_async) == [CONTENT[:10]] * 120


def test_an_open_stream_holds_the_connection_until_it_ends_after_the_client_was_closed(colour: Colour) -> None:
    with peer(saying(file())) as server:
        client = colour.client(base_url=server.url)

        def use() -> Any:
            chunks = iter(streaming(chunk_size=200_000)(client))
            first = next(chunks)
            client.close()
            with pytest.raises(ConfigurationError, match="the client is closed"):
                list(streaming()(client))
            assert calls_of(client) == 1
            return first + b"".join(chunks)

        async def use_async() -> Any:
            chunks = aiter(streaming(chunk_size=200_000)(client))
            first = await anext(chunks)
            await client.aclose()
            with pytest.raises(ConfigurationError, match="the client is closed"):
                [chunk async for chunk in streaming()(client)]
            assert calls_of(client) == 1
            return first + b"".join([chunk async for chunk in chunks])

        got = use() if colour.name == "sync" else asyncio.run(use_async())
    assert got == CONTENT
    assert calls_of(client) == 0
    assert client._carrier.shared.by_home == {}  # noqa: SLF001 - that it was closed in the end


def test_an_event_loop_that_ends_closes_the_stream_that_is_open() -> None:
    with peer(saying(file())) as server:
        client = AsyncClient(SID, TOKEN, base_url=server.url)

        async def leave_open() -> Any:
            async with client:
                chunks = aiter(streaming(chunk_size=10)(client))
                await anext(chunks)
                return chunks

        chunks = asyncio.run(leave_open())
        assert calls_of(client) == 0
        with pytest.raises(StopAsyncIteration):
            asyncio.run(chunks.__anext__())


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals to send")
def test_ctrl_c_ends_the_iteration_and_its_connection(colour: Colour) -> None:
    ended = threading.Event()

    def script(line: Line) -> None:
        line.request()
        line.say(file()[:1000])
        os.kill(os.getpid(), signal.SIGINT)
        until_gone(line)
        ended.set()

    with peer(script) as server:
        client = colour.client(base_url=server.url)
        with pytest.raises(KeyboardInterrupt):
            read(colour, client)
        assert ended.wait(5)
    assert calls_of(client) == 0


@pytest.mark.parametrize("where", ["in the wait", "in the reader"])
def test_a_cancellation_ends_the_iteration_and_its_connection(where: str) -> None:
    begun, ended = threading.Event(), threading.Event()

    def script(line: Line) -> None:
        line.request()
        line.say(file()[:2000])
        until_gone(line)
        ended.set()

    async def consume(client: AsyncClient) -> None:
        async for _ in streaming(chunk_size=1500)(client):
            begun.set()
            if where == "in the reader":
                await asyncio.Event().wait()

    async def run(server: Peer) -> int:
        async with AsyncClient(SID, TOKEN, base_url=server.url) as client:
            task = asyncio.create_task(consume(client))
            assert await asyncio.to_thread(begun.wait, 5)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            del task
            gc.collect()
            assert await asyncio.to_thread(ended.wait, 5)
            return calls_of(client)

    with peer(script) as server:
        assert asyncio.run(run(server)) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_stream_that_is_open_at_a_fork_stays_the_parents() -> None:
    with peer(saying(file(), file())) as server:
        client = Client(SID, TOKEN, base_url=server.url)
        chunks = iter(streaming(chunk_size=200_000)(client))
        first = next(chunks)
        child = os.fork()
        if child == 0:  # pragma: no cover - in another process
            code = 1
            try:
                signal.alarm(20)
                chunks.close()
                got = downloading(io.BytesIO())(client)
                client.close()
                code = 0 if (got.size, client._carrier.shared.by_home) == (len(CONTENT), {}) else 2  # noqa: SLF001 - closed
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert first + b"".join(chunks) == CONTENT
        client.close()


def test_chunks_have_no_raw_face(colour: Colour) -> None:
    with pytest.raises(ArgumentError, match="these come in chunks"):
        colour.call(colour.client(), lambda client: streaming()(client.with_raw_response))
