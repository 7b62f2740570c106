"""What goes wrong, by the thousand and by the gigabyte: `nox -s faults`. A small case of each is in the other files."""

from __future__ import annotations

import asyncio
import gzip
import os
import signal
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from itertools import count
from random import Random
from time import monotonic, sleep
from typing import Any

import attrs
import pytest

from bench.server import serving
from conftest import SID, TOKEN, Colour
from echo import echo
from measured import BAD, STATUS, measured
from peer import Line, answer, peer
from twilio_lite import AsyncClient, Client, ResponseError, Retry, TwilioError

pytestmark = pytest.mark.faults

ONCE = Retry(attempts=0)
MEGABYTE = 1024 * 1024
CONNECTIONS = 100
CANCELLATIONS = 50_000
AT_ONCE = 150
needs_proc = pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def fetch(client: Any, sid: str) -> Any:
    return client.messages(sid).fetch()


async def cancelled(url: str) -> list[str]:
    """Cancel calls at moments of all kinds, many at a time, then make 200 at once and give their SIDs."""
    random, numbers, left = Random(50_000), count(), CANCELLATIONS  # noqa: S311 - the same moments in each run

    async def cancel_calls(client: AsyncClient) -> None:
        nonlocal left
        while left > 0:
            sid = f"SM{next(numbers)}"
            call = asyncio.create_task(fetch(client, sid))
            await asyncio.sleep(random.choice((0.0, 0.01, 0.1, 0.1)) * random.random())
            call.cancel()
            try:
                assert (await call).sid == sid
            except asyncio.CancelledError:
                left -= 1

    async with AsyncClient(SID, TOKEN, base_url=url, retry=ONCE) as client, asyncio.timeout(200):
        await asyncio.gather(*(cancel_calls(client) for _ in range(AT_ONCE)))
        return [message.sid for message in await asyncio.gather(*(fetch(client, f"SM{n}") for n in range(200)))]


def test_after_fifty_thousand_cancelled_calls_two_hundred_work_over_no_more_connections_than_the_pool_holds() -> None:
    with echo() as server:
        got = asyncio.run(cancelled(server.url))
    assert got == [f"SM{number}" for number in range(200)]
    assert server.most <= CONNECTIONS
    assert server.requests > CANCELLATIONS / 10


@cache
def bomb(layers: int) -> bytes:
    """A gigabyte of nothing, packed as often as *layers* says."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    packed = b"".join([*(packer.compress(bytes(MEGABYTE)) for _ in range(1024)), packer.flush()])
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


def headed(*headers: bytes) -> bytes:
    """The head of an answer."""
    return b"\r\n".join([b"HTTP/1.1 200 OK", *headers, b"", b""])


def for_ever(part: bytes) -> Iterator[bytes]:
    """*part* again and again."""
    while True:
        yield part


def packed(layers: int, encoding: bytes = b"gzip") -> Iterator[bytes]:
    """An answer with a bomb in it that says how it is packed."""
    yield answer(bomb(layers), b"200 OK", b"Content-Encoding: " + encoding)


def say_all(line: Line, head: bytes, parts: Iterator[bytes]) -> None:
    """Say *head* and *parts*, of which there may be no end."""
    line.say(head)
    for part in parts:
        line.say(part)


CHUNKED = b"Transfer-Encoding: chunked"
LARGE: dict[str, tuple[Callable[[], Iterator[bytes]], bytes, str]] = {
    "a gzip bomb": (lambda: packed(1), b"", "more than 16 MB"),
    "a gzip bomb in gzip": (lambda: packed(2, b"gzip, gzip"), b"", "content encoding"),
    "a gzip bomb in hidden gzip": (lambda: packed(2), b"", "the answer cannot be read"),
    "an endless body": (lambda: for_ever(bytes(65536)), headed(), "more than 16 MB"),
    "a body of a terabyte": (lambda: for_ever(bytes(65536)), headed(b"Content-Length: %d" % 10**12), "more than 16 MB"),
    "endless chunks": (lambda: for_ever(b"10000\r\n" + bytes(65536) + b"\r\n"), headed(CHUNKED), "more than 16 MB"),
    "endless chunks of one byte": (lambda: for_ever(b"1\r\n{\r\n" * 10_000), headed(CHUNKED), "more than 16 MB"),
    "an endless gzip bomb": (
        lambda: for_ever(bomb(1)),
        headed(b"Content-Encoding: gzip"),
        "more than 16 MB",
    ),
}


@needs_proc
@pytest.mark.parametrize("large", LARGE)
def test_an_answer_larger_than_can_be_taken_in_is_a_response_error_and_costs_less_than_32_mb(
    colour: Colour, large: str
) -> None:
    parts, head, told = LARGE[large]

    def saying(line: Line) -> None:
        while request := line.request():
            if BAD.encode() in request:
                say_all(line, head, parts())
            else:
                line.say(answer())

    with peer(saying) as server:
        found = measured(colour.name, "fetch", server.url)
    assert found["outcome"].startswith(ResponseError.__name__)
    assert told in found["outcome"]
    assert found["grown"] <= 32 * MEGABYTE


@needs_proc
def test_fifty_thousand_messages_are_walked_in_the_memory_of_a_page(colour: Colour) -> None:
    with serving(50_000) as server:
        found = measured(colour.name, "walk", server.url)
    assert found["walked"] == 50_000
    assert found["grown"] <= found["page"]


def own_answers(client: Client, first: int, calls: int) -> bool:
    """Make *calls* calls, and say whether each got its own answer."""
    return all(fetch(client, f"SM{number}").sid == f"SM{number}" for number in range(first, first + calls))


def test_sixteen_threads_on_one_client_get_each_their_own_answers() -> None:
    with (
        echo() as server,
        Client(SID, TOKEN, base_url=server.url, retry=ONCE) as client,
        ThreadPoolExecutor(16) as threads,
    ):
        assert all(threads.map(lambda thread: own_answers(client, thread * 500, 500), range(16)))
    assert server.requests == 16 * 500
    assert server.most <= 16


def forked(work: Callable[[], bool]) -> int:
    """Begin *work* in a forked process, which ends within a minute."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            signal.alarm(60)
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return child


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_four_forked_processes_and_their_parent_get_each_their_own_answers_over_one_client() -> None:
    with (
        echo() as server,
        Client(SID, TOKEN, base_url=server.url, retry=ONCE) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        # Eight connections, four of which the parent will leave idle; and a fork while a first call imports is a hazard
        assert all(threads.map(lambda thread: own_answers(client, thread * 10, 10), range(8)))
        calling = [threads.submit(own_answers, client, start, 200) for start in range(1000, 5000, 1000)]
        starts = range(10_000, 50_000, 10_000)
        children = [forked(partial(own_answers, client, start, 200)) for start in starts]
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert all(call.result(60) for call in calling)
    assert ends == [0] * 4
    assert server.requests == 8 * 10 + 8 * 200


def whole(line: Line) -> None:
    """Read the whole request."""
    line.request()


def begun(line: Line) -> None:
    """Read the beginning of the request."""
    line.unread += line.socket.recv(100)


def nothing(_: Line) -> None:
    """Do nothing, and so have the connection closed."""


def silence(line: Line) -> None:
    """Say nothing until the other side has gone."""
    while line.more():
        pass


@attrs.frozen
class Fault:
    """One way to fail: what is read, what is said, and how it ends. Did the server refuse the request by its status?"""

    says: bytes = b""
    reads: Callable[[Line], None] = whole
    ends: Callable[[Line], None] = nothing
    refuses: bool = False

    def play(self, line: Line) -> None:
        """Fail."""
        self.reads(line)
        line.say(self.says)
        self.ends(line)


def dripping(data: bytes) -> Callable[[Line], None]:
    """Give what sends *data* byte by byte."""
    return lambda line: line.drip(data)


def endless(data: bytes) -> Callable[[Line], None]:
    """Give what sends *data* for ever."""
    return lambda line: say_all(line, b"", for_ever(data))


BROKEN = b'{"code": 20001, "mess'
CREATED = b"HTTP/1.1 201 Created\r\n"
HALF = CREATED + b"Content-Length: 900\r\n\r\n{"
CHUNKS = CREATED + CHUNKED + b"\r\n\r\n"
ERROR = b'{"code": 20500, "message": "no"}'
AGAIN = (b"Retry-After: 0", b"Connection: keep-alive")
FAULTS = {
    "closes unread": Fault(reads=nothing),
    "resets unread": Fault(reads=nothing, ends=Line.reset),
    "is silent unread": Fault(reads=nothing, ends=lambda _: sleep(1.5)),
    "closes in the middle of the request": Fault(reads=begun),
    "resets in the middle of the request": Fault(reads=begun, ends=Line.reset),
    "closes": Fault(),
    "resets": Fault(ends=Line.reset),
    "is silent": Fault(ends=silence),
    "begins a status line and closes": Fault(b"HTTP/1.1 201 Cre"),
    "begins a status line and resets": Fault(b"HTTP/1.1 503 Serv", ends=Line.reset),
    "begins a head and is silent": Fault(CREATED, ends=silence),
    "drips a head": Fault(ends=dripping(HALF)),
    "hints for ever": Fault(ends=endless(b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 100)),
    "goes on for ever in its head": Fault(CREATED, ends=endless(b"X: y\r\n" * 1000)),
    "begins a body and closes": Fault(HALF),
    "begins a body and resets": Fault(HALF, ends=Line.reset),
    "begins a body and is silent": Fault(HALF, ends=silence),
    "drips a body": Fault(HALF, ends=dripping(b"x" * 100)),
    "drips chunks": Fault(CHUNKS, ends=dripping(b"1\r\n{\r\n" * 20)),
    "drips the size of a chunk": Fault(CHUNKS, ends=dripping(b"0" * 100)),
    "drips trailers": Fault(CHUNKS + b"1\r\n{\r\n0\r\n", ends=dripping(b"X: " + b"y" * 100)),
    "sends chunks for ever": Fault(CHUNKS, ends=endless(b"1000\r\n" + bytes(4096) + b"\r\n")),
    "sends a chunk of no size": Fault(CHUNKS + b"z\r\n"),
    "answers 500": Fault(answer(ERROR, b"500 Internal Server Error")),
    "answers 500 without a body": Fault(answer(b"", b"500 Internal Server Error")),
    "answers 502 with a page": Fault(answer(b"<html>Bad Gateway</html>", b"502 Bad Gateway")),
    "answers 503 and asks for another try": Fault(answer(ERROR, b"503 Service Unavailable", *AGAIN)),
    "answers 503 and resets": Fault(answer(ERROR, b"503 Service Unavailable", *AGAIN), ends=Line.reset),
    "answers 503 unread": Fault(answer(ERROR, b"503 Service Unavailable", *AGAIN), reads=begun),
    "begins a 503 and closes": Fault(HALF.replace(b"201 Created", b"503 Service Unavailable")),
    "answers 504": Fault(answer(ERROR, b"504 Gateway Timeout")),
    "answers 408": Fault(answer(ERROR, b"408 Request Timeout", *AGAIN)),
    "answers 400": Fault(answer(ERROR, b"400 Bad Request"), refuses=True),
    "begins a 400 and closes": Fault(HALF.replace(b"201 Created", b"400 Bad Request") + BROKEN, refuses=True),
    "begins a 429 and closes": Fault(HALF.replace(b"201 Created", b"429 Too Many Requests"), refuses=True),
    "answers 304": Fault(b"HTTP/1.1 304 Not Modified\r\n\r\n", refuses=True),
    "redirects to itself": Fault(answer(b"", b"307 Temporary Redirect", b"Location: /2010-04-01/Accounts")),
    "changes the protocol": Fault(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
    "speaks another protocol": Fault(b"SSH-2.0-x\r\n"),
    "speaks TLS": Fault(b"\x15\x03\x01\x00\x02\x02\x28"),
    "says two lengths": Fault(CREATED + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n{}"),
    "answers broken JSON": Fault(answer(BROKEN, b"201 Created")),
    "answers an empty body": Fault(answer(b"", b"201 Created")),
    "answers broken gzip": Fault(answer(BROKEN, b"201 Created", b"Content-Encoding: gzip")),
    "answers in another packing": Fault(answer(BROKEN, b"201 Created", b"Content-Encoding: br")),
}


def on_a_new_connection(client: Any) -> Any:
    return create(client)


def on_a_kept_connection(client: Any) -> Any:
    """Create a message over the connection that has served a fetch."""
    if isinstance(client, Client):
        fetch(client, "SM1")
        return create(client)

    async def run() -> Any:
        await fetch(client, "SM1")
        return await create(client)

    return run()


@pytest.mark.parametrize("use", [on_a_new_connection, on_a_kept_connection])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_post_arrives_once_however_it_fails_and_is_never_said_to_have_done_nothing_unless_refused(
    colour: Colour, fault: str, use: Callable[[Any], Any]
) -> None:
    first = [use is on_a_kept_connection]

    def failing(line: Line) -> None:
        if first and first.pop():
            line.request()
            line.say(answer())
        FAULTS[fault].play(line)

    with peer(failing) as server:
        started = monotonic()
        with pytest.raises(TwilioError) as caught:
            colour.call(colour.client(base_url=server.url, timeout=1), use)
        took = monotonic() - started
    arrived = [request for request in server.requests if request.startswith(b"POST ")]
    begun_to = [line for line in server.lines if b"POST " in line.unread]
    assert len(arrived) + len(begun_to) <= 1
    if arrived and not FAULTS[fault].refuses:
        assert caught.value.took_effect is not False
    assert took < 1 * 3
