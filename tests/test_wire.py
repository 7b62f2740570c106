"""The default transports against real sockets: how connections are kept, and what happens when a server misbehaves."""

from __future__ import annotations

import asyncio
import os
import re
import ssl
import threading
import tracemalloc
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic, sleep
from typing import Any

import httpx
import pytest

from conftest import Colour
from peer import BODY, Line, Peer, answer, peer
from twilio_lite import (
    AsyncClient,
    Client,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    ResponseError,
    Retry,
    TwilioError,
)
from twilio_lite._attempt import LARGEST_BODY
from twilio_lite._wire import aio, idle, sync
from twilio_lite._wire.aio import StreamTransport
from twilio_lite._wire.idle import Idle
from twilio_lite._wire.limits import PHASES
from twilio_lite._wire.way import Way

ONCE = Retry(attempts=0)


def create(client: Any, body: str = "x") -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body=body)


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def waiting(done: threading.Event) -> None:
    """Do nothing until *done*."""
    done.wait(5)


def one_after_the_other(client: Any, *uses: Callable[[Any], Any]) -> Any:
    """Use *client* for each of *uses*, and give the last result."""
    if isinstance(client, Client):
        return [use(client) for use in uses][-1]

    async def run() -> Any:
        return [await use(client) for use in uses][-1]

    return run()


def error_of(colour: Colour, url: str, use: Callable[[Any], Any] = create, **options: Any) -> TwilioError:
    """Give the error that *use* ends in."""
    with pytest.raises(TwilioError) as caught:
        colour.call(colour.client(base_url=url, **{"retry": ONCE, **options}), use)
    return caught.value


def test_one_connection_serves_call_after_call(colour: Colour) -> None:
    with peer() as server:
        colour.call(colour.client(base_url=server.url), lambda client: one_after_the_other(client, *[create] * 5))
    assert (len(server.lines), len(server.requests)) == (1, 5)


def test_a_connection_that_the_server_closed_is_not_used_again(colour: Colour) -> None:
    def closing(line: Line) -> None:
        line.request()
        line.say(answer())

    with peer(closing) as server:

        def close_seen(client: Any) -> Any:
            until = monotonic() + 5
            while server.open and monotonic() < until:
                sleep(0.001)
            return create(client)

        client = colour.client(base_url=server.url, retry=ONCE)
        colour.call(client, lambda client: one_after_the_other(client, create, close_seen, close_seen))
    assert (len(server.lines), len(server.requests)) == (3, 3)


@pytest.mark.parametrize(
    "said",
    [
        answer(BODY, b"200 OK", b"Connection: close"),
        answer().replace(b"HTTP/1.1", b"HTTP/1.0"),
        b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
    ],
)
def test_a_server_that_ends_the_connection_with_its_answer_is_called_anew(colour: Colour, said: bytes) -> None:
    def ending(line: Line) -> None:
        line.request()
        line.say(said)

    with peer(ending) as server:
        message = colour.call(
            colour.client(base_url=server.url, retry=ONCE), lambda client: one_after_the_other(client, create, create)
        )
    assert message.sid == "SM1"
    assert len(server.lines) == 2


@pytest.mark.parametrize("surplus", [answer(b'{"sid": "SM-forged"}'), b"HTTP/1.1 200", b"garbage", b"\r\n" * 3 + b"H"])
@pytest.mark.parametrize("late", [False, True])
def test_bytes_after_an_answer_never_become_the_next_one(
    colour: Colour,
    surplus: bytes,
    late: bool,  # noqa: FBT001 - a column of the table
) -> None:
    sent = threading.Semaphore(0)

    def forging(line: Line) -> None:
        while line.request():
            line.say(*([answer(), surplus] if late else [answer() + surplus]))
            sent.release()

    with peer(forging) as server:

        def fetch_later(client: Any) -> Any:
            sent.acquire(timeout=5)
            return fetch(client)

        client = colour.client(base_url=server.url, retry=ONCE)
        message = colour.call(client, lambda client: one_after_the_other(client, fetch, fetch_later, fetch_later))
    assert message.sid == "SM1"
    assert len(server.lines) == 3


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "said",
    [
        answer(),
        CHUNKED + b"e\r\n" + BODY + b"\r\n0\r\n\r\n",
        CHUNKED + b"4;x=y\r\n" + BODY[:4] + b"\r\na\r\n" + BODY[4:] + b"\r\n0\r\nX-Trailer: 1\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + answer(),
    ],
)
@pytest.mark.parametrize("whole", [True, False])
def test_an_answer_is_read_however_it_is_framed_and_cut(
    colour: Colour,
    said: bytes,
    whole: bool,  # noqa: FBT001 - a column of the table
) -> None:
    def saying(line: Line) -> None:
        while line.request():
            line.say(*([said] if whole else [bytes([byte]) for byte in said]))

    with peer(saying) as server:
        client = colour.client(base_url=server.url)
        assert colour.call(client, lambda client: one_after_the_other(client, fetch, fetch)).sid == "SM1"
    assert len(server.lines) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n", "status 99"),
        (b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n", "the answer is no HTTP"),
        (b"SSH-2.0-x\r\n", "the answer is no HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000, "128 KB of headers"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 40_000, "128 KB of headers"),
    ],
)
def test_what_is_no_answer_is_connection_lost(colour: Colour, said: bytes, told: str) -> None:
    def saying(line: Line) -> None:
        line.request()
        line.say(said)

    with peer(saying) as server:
        error = error_of(colour, server.url)
    assert type(error) is ConnectionLost
    assert error.took_effect is None
    assert told in str(error)


@pytest.mark.parametrize(
    ("said", "status", "took_effect"),
    [
        (b"", None, None),
        (b"HTTP/1.1 201 Cre", None, None),
        (b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{", 201, True),
        (CHUNKED.replace(b"200 OK", b"400 Bad") + b"5\r\n{", 400, False),
    ],
)
@pytest.mark.parametrize("reset", [False, True])
def test_an_answer_that_breaks_off_is_connection_lost_and_its_status_tells(
    colour: Colour,
    said: bytes,
    status: int | None,
    took_effect: bool | None,  # noqa: FBT001 - a column of the table
    reset: bool,  # noqa: FBT001 - a column of the table
) -> None:
    def breaking(line: Line) -> None:
        line.request()
        line.say(said)
        if reset and not said:
            line.reset()

    with peer(breaking) as server:
        error = error_of(colour, server.url, retry=Retry())
    assert type(error) is ConnectionLost
    assert (error.status, error.took_effect) == (status, took_effect)
    assert len(server.requests) == 1


DRIPS = {
    "a head": [answer()],
    "a body": [b"HTTP/1.1 201 Created\r\nContent-Length: 900\r\n\r\n", BODY * 3],
    "chunks": [CHUNKED, b"1\r\n{\r\n" * 90],
    "the size of a chunk": [CHUNKED, b"0" * 90],
    "trailers": [CHUNKED + b"1\r\n{\r\n0\r\n", b"X: " + b"y" * 90],
}


@pytest.mark.parametrize("dripping", DRIPS)
def test_an_answer_that_drips_is_cut_off_when_the_time_is_over(colour: Colour, dripping: str) -> None:
    def drip(line: Line) -> None:
        line.request()
        *at_once, slowly = DRIPS[dripping]
        line.say(*at_once)
        line.drip(slowly)

    with peer(drip) as server:
        started = monotonic()
        error = error_of(colour, server.url, timeout=0.4)
        took = monotonic() - started
    assert type(error) is DeadlineExceeded
    assert 0.3 < took < 0.4 * 3


def test_interim_answers_for_ever_are_cut_off_when_the_time_is_over(colour: Colour) -> None:
    def hinting(line: Line) -> None:
        line.request()
        while True:
            line.say(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)

    with peer(hinting) as server:
        started = monotonic()
        error = error_of(colour, server.url, timeout=0.4)
        took = monotonic() - started
    assert type(error) is DeadlineExceeded
    assert error.took_effect is None
    assert 0.3 < took < 0.4 * 3


def test_a_server_that_takes_nothing_in_is_cut_off_when_the_time_is_over(colour: Colour) -> None:
    done = threading.Event()

    with peer(lambda _: waiting(done)) as server:
        try:
            error = error_of(colour, server.url, lambda client: create(client, "y" * 20_000_000), timeout=0.4)
        finally:
            done.set()
    assert type(error) is DeadlineExceeded
    assert error.took_effect is None


def test_silence_ends_a_try_before_the_call_is_over(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PHASES, "read", 0.1)
    done = threading.Event()

    def silent(line: Line) -> None:
        line.request()
        line.say(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{")
        done.wait(5)

    with peer(silent) as server:
        error = error_of(colour, server.url)
        done.set()
    assert type(error) is ConnectionLost
    assert (error.status, error.took_effect) == (201, True)
    assert "ReadTimeout" in str(error)


def test_a_body_that_leaves_slowly_is_no_silence(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PHASES, "read", 0.3)
    monkeypatch.setitem(PHASES, "write", 0.3)

    def slow(line: Line) -> None:
        unread = 20_000_000
        while unread > 0:
            unread -= len(line.socket.recv(65536))
            sleep(0.002)
        line.say(answer())

    with peer(slow) as server:
        started = monotonic()
        assert (
            colour.call(colour.client(base_url=server.url), lambda client: create(client, "y" * 20_000_000)).sid
            == "SM1"
        )
        assert monotonic() - started > 0.3


def test_an_answer_before_the_request_was_read_is_taken(colour: Colour) -> None:
    def hasty(line: Line) -> None:
        line.more()
        line.say(answer(b'{"code": 20001, "message": "too large"}', b"413 Too Large", b"Connection: close"))

    with peer(hasty) as server:
        error = error_of(colour, server.url, lambda client: create(client, "y" * 300_000))
    assert getattr(error, "status", None) == 413
    assert error.took_effect is False


@pytest.mark.parametrize("count", [2, 5])
def test_no_more_connections_are_opened_than_the_pool_holds(
    colour: Colour, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync, "CONNECTIONS", count)
    monkeypatch.setattr(aio, "CONNECTIONS", count)
    with peer() as server:
        client = colour.client(base_url=server.url)
        results = colour.call(client, lambda client: at_once(client, 30))
    assert [result.sid for result in results] == ["SM1"] * 30
    assert server.most_open <= count
    assert len(server.requests) == 30


def at_once(client: Any, calls: int) -> Any:
    """Create *calls* messages at once: in threads, or in tasks."""
    if isinstance(client, Client):
        with ThreadPoolExecutor(16) as pool:
            return list(pool.map(lambda _: create(client), range(calls)))

    async def run() -> Any:
        return await asyncio.gather(*(create(client) for _ in range(calls)))

    return run()


def test_a_full_pool_is_connect_failed_and_nothing_left(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "CONNECTIONS", 0)
    monkeypatch.setattr(aio, "CONNECTIONS", 0)
    monkeypatch.setitem(PHASES, "pool", 0.05)
    with peer() as server:
        error = error_of(colour, server.url)
    assert type(error) is ConnectFailed
    assert error.took_effect is False
    assert "all 0 connections are in use" in str(error)


def test_each_answer_belongs_to_its_call_with_sixteen_threads_on_one_client() -> None:
    def echo(line: Line) -> None:
        while request := line.request():
            sid = request.split(b" ")[1].rpartition(b"/")[2].removesuffix(b".json")
            line.say(answer(b'{"sid": "%s"}' % sid))

    sids = [f"SM{number}" for number in range(320)]
    with peer(echo) as server, Client("AC1", "token", base_url=server.url) as client, ThreadPoolExecutor(16) as pool:
        got = list(pool.map(lambda sid: client.messages(sid).fetch().sid, sids))
    assert got == sids
    assert server.most_open <= 16


class Kept:
    """A connection that does nothing."""

    def __init__(self) -> None:
        self.since = 0.0
        self.dropped = False
        self.ends = os.pipe()

    def may_go_on(self) -> bool:
        return True

    def is_over(self) -> bool:
        return idle.look(self.ends[0])()

    def drop(self) -> None:
        self.dropped = True
        for end in self.ends:
            os.close(end)


def test_the_connection_used_last_is_used_next_and_old_and_dead_ones_are_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [100.0]
    monkeypatch.setattr(idle, "monotonic", lambda: now[0])
    pool: Idle[Kept] = Idle()
    old, second, dead, last = (Kept() for _ in range(4))
    pool.give(old)
    now[0] += 20
    for connection in (second, dead, last):
        pool.give(connection)
    assert pool.take() is last
    os.write(dead.ends[1], b"surplus")
    assert pool.take() is second
    now[0] += 11
    pool.give(second)
    assert (old.dropped, dead.dropped, second.dropped) == (True, True, False)
    now[0] += 30
    assert pool.take() is None
    assert second.dropped
    pool.give(last)
    pool.drop()
    assert last.dropped


def test_calls_that_were_cancelled_leave_the_client_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aio, "CONNECTIONS", 3)
    monkeypatch.setitem(PHASES, "pool", 5.0)

    async def run(url: str) -> list[str]:
        async with AsyncClient("AC1", "token", base_url=url) as client:
            for number in range(200):
                tasks = [asyncio.create_task(fetch(client)) for _ in range(5)]
                await asyncio.sleep(0.0001 * (number % 20))
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            return [message.sid for message in await asyncio.gather(*(fetch(client) for _ in range(20)))]

    with peer() as server:
        assert asyncio.run(run(server.url)) == ["SM1"] * 20


def test_a_large_body_is_read_in_parts_and_its_connection_kept(colour: Colour) -> None:
    large = b'{"sid": "SM1", "body": "%s"}' % (b"x" * 3_000_000)

    def saying(line: Line) -> None:
        while line.request():
            line.say(answer(large))

    with peer(saying) as server:
        client = colour.client(base_url=server.url)
        assert len(colour.call(client, lambda client: one_after_the_other(client, fetch, fetch)).body) == 3_000_000
    assert len(server.lines) == 1


def bomb() -> bytes:
    """Pack 100 MB of nothing."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    return b"".join([*(packer.compress(bytes(1_000_000)) for _ in range(100)), packer.flush()])


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\n\r\n", bomb()),
        (b"HTTP/1.1 201 Created\r\n\r\n", bytes(65536)),
        (CHUNKED.replace(b"200 OK", b"201 Created"), b"10000\r\n" + bytes(65536) + b"\r\n"),
    ],
    ids=["a gzip bomb", "no end", "no end of chunks"],
)
def test_a_body_larger_than_can_be_taken_in_is_a_response_error_and_takes_little_memory(
    colour: Colour, head: bytes, part: bytes
) -> None:
    def endless(line: Line) -> None:
        line.request()
        line.say(head)
        while True:
            line.say(part)

    with peer(endless) as server:
        tracemalloc.start()
        error = error_of(colour, server.url)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert type(error) is ResponseError
    assert error.took_effect is True
    assert "more than 16 MB" in str(error)
    assert most < 2 * LARGEST_BODY


def test_three_thousand_messages_are_walked_in_the_memory_of_a_few_pages(colour: Colour) -> None:
    def paging(line: Line) -> None:
        while request := line.request():
            found = re.search(rb"[?&]Page=(\d+)", request)
            number = int(found[1]) if found else 0
            messages = b",".join(
                b'{"sid": "SM%d", "body": "%b"}' % (100 * number + item, b"x" * 1000) for item in range(100)
            )
            following = b'"/2010-04-01/Accounts/AC1/Messages.json?Page=%d"' % (number + 1)
            line.say(
                answer(b'{"messages": [%b], "next_page_uri": %b}' % (messages, following if number < 29 else b"null"))
            )

    peaks: list[int] = []

    def note(message: Any) -> str:
        if message.sid in {"SM300", "SM2999"}:
            peaks.append(tracemalloc.get_traced_memory()[1])
        return str(message.sid)

    def walk(client: Any) -> Any:
        if isinstance(client, Client):
            return [note(message) for message in client.messages.stream()]

        async def run() -> Any:
            return [note(message) async for message in client.messages.stream()]

        return run()

    with peer(paging) as server:
        tracemalloc.start()
        walked = colour.call(colour.client(base_url=server.url), walk)
        tracemalloc.stop()
    assert walked == [f"SM{number}" for number in range(3000)]
    assert peaks[1] - peaks[0] < 1_000_000


def test_a_connection_broken_while_sending_is_connection_lost(colour: Colour) -> None:
    def resetting(line: Line) -> None:
        line.more()
        line.reset()

    with peer(resetting) as server:
        error = error_of(colour, server.url, lambda client: create(client, "y" * 20_000_000))
    assert type(error) is ConnectionLost
    assert error.took_effect is None


def test_a_waiting_async_connection_that_says_something_is_closed_at_once() -> None:
    def talkative(line: Line) -> None:
        while line.request():
            line.say(answer(), b"HTTP/1.1 408 Request Timeout\r\n\r\n", every=0.01)

    async def run(server: Peer) -> int:
        async with AsyncClient("AC1", "token", base_url=server.url) as client:
            await fetch(client)
            await asyncio.sleep(0.1)
            return int(server.open)

    with peer(talkative) as server:
        assert asyncio.run(run(server)) == 0


@pytest.mark.parametrize(("first", "second"), [(0.1, 0.3), (5.0, 0.1)])
def test_each_wait_on_an_async_connection_is_as_long_as_its_call_allows(
    first: float, second: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent_at_last(line: Line) -> None:
        line.request()
        line.say(answer())
        line.request()
        line.more()

    async def run(url: str) -> float:
        async with AsyncClient("AC1", "token", base_url=url, retry=ONCE) as client:
            monkeypatch.setitem(PHASES, "read", first)
            await fetch(client)
            monkeypatch.setitem(PHASES, "read", second)
            started = monotonic()
            with pytest.raises(ConnectionLost, match="ReadTimeout"):
                await fetch(client)
            return monotonic() - started

    with peer(silent_at_last) as server:
        assert second * 0.9 < asyncio.run(run(server.url)) < second * 3
    assert len(server.lines) == 1


def test_an_async_connection_closed_before_anything_was_asked_is_not_written_to() -> None:
    async def run(server: Peer) -> None:
        way = Way.to(server.url, None)
        connection = await StreamTransport(None, ssl.create_default_context).connected(way, Idle(), 5.0)
        connection.drop()
        with pytest.raises(httpx.ReadError):
            await connection.ask(memoryview(b"GET / HTTP/1.1\r\n\r\n"), {"read": 5.0}, bodiless=False)

    with peer() as server:
        asyncio.run(run(server))
    assert server.requests == []
