"""What carries a request: what left, what came back, and how each failure is told."""

from __future__ import annotations

import asyncio
import gc
import gzip
import ssl
import subprocess
import sys
import threading
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Any

import httpx
import pytest

from conftest import Answers, Clock, Colour, Seen, Server
from speaker import Parts
from twilio_lite import (
    ConfigurationError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    Response,
    ResponseError,
    Retry,
    TransportError,
    TwilioError,
)
from twilio_lite._attempt import LARGEST_BODY
from twilio_lite._wire.limits import Limits
from twilio_lite._wire.route import Route
from twilio_lite._wire.shared import Shared

ONCE = Retry(attempts=0)


class Failing(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that raises *error*, after it began to read the body or before."""

    def __init__(self, error: Exception, *, reads: bool) -> None:
        self.error = error
        self.reads = reads

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.reads:
            request.read()
        raise self.error

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.reads:
            await request.aread()
        raise self.error


def create(client: Any) -> Any:
    return client.messages.create(to="+1", from_="+2", body="x")


def update_nothing(client: Any) -> Any:
    return client.accounts("AC1").update()


def delete(client: Any) -> Any:
    return client.messages("SM1").delete()


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def error_of(colour: Colour, use: Callable[[Any], Any], clock: Clock | None = None, **options: Any) -> TwilioError:
    """Give the error that *use* ends in."""
    client = colour.client(retry=options.pop("retry", ONCE), **options)
    with pytest.raises(TwilioError) as caught:
        colour.call(clock.drive(client) if clock else client, use)
    return caught.value


@pytest.mark.parametrize(
    ("error", "reads", "use", "kind", "took_effect"),
    [
        (httpx.ConnectError("refused"), False, create, ConnectFailed, False),
        (httpx.ConnectTimeout("slow"), False, create, ConnectFailed, False),
        (httpx.PoolTimeout("full"), False, create, ConnectFailed, False),
        (httpx.ProxyError("no"), False, create, ConnectFailed, False),
        (httpx.UnsupportedProtocol("no"), False, create, ConnectFailed, False),
        (httpx.ConnectTimeout("it lies"), True, create, ConnectionLost, None),
        (httpx.ConnectError("it lies"), True, update_nothing, ConnectionLost, None),
        (httpx.ConnectError("no proof"), False, update_nothing, ConnectionLost, None),
        (httpx.ConnectError("refused"), False, delete, ConnectFailed, False),
        (httpx.ReadError("reset"), False, create, ConnectionLost, False),
        (httpx.ReadError("reset"), True, create, ConnectionLost, None),
        (httpx.ReadError("reset"), False, update_nothing, ConnectionLost, None),
        (httpx.ReadError("reset"), False, delete, ConnectionLost, None),
        (httpx.ReadError("reset"), True, fetch, ConnectionLost, False),
        (httpx.ReadTimeout(""), True, create, ConnectionLost, None),
        (httpx.RemoteProtocolError("garbage"), True, create, ConnectionLost, None),
        (RuntimeError("anything at all"), True, create, ConnectionLost, None),
        (RuntimeError("anything at all"), False, create, ConnectionLost, False),
    ],
)
def test_the_body_tells_whether_a_call_that_failed_may_have_taken_effect(
    colour: Colour,
    error: Exception,
    reads: bool,  # noqa: FBT001 - a column of the table
    use: Callable[[Any], Any],
    kind: type[TransportError],
    took_effect: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    raised = error_of(colour, use, transport=Failing(error, reads=reads))
    assert type(raised) is kind
    assert raised.took_effect is took_effect
    assert raised.__context__ is None
    assert type(error).__name__ in str(raised)


@pytest.mark.parametrize("error", [ssl.SSLError("no"), ssl.SSLError(1, "no"), ssl.SSLCertVerificationError("no")])
def test_tls_that_fails_behind_a_given_transport_is_told_as_such(colour: Colour, error: Exception) -> None:
    connecting = httpx.ConnectError("it did not work")
    connecting.__cause__ = error
    raised = error_of(colour, create, transport=Failing(connecting, reads=False))
    assert isinstance(raised, ConnectFailed)
    assert not raised.may_pass
    assert "TLS did not come about" in str(raised)


@pytest.mark.parametrize("use", [create, fetch, delete])
def test_a_port_nobody_listens_on_is_connect_failed(colour: Colour, use: Callable[[Any], Any]) -> None:
    raised = error_of(colour, use, base_url="http://127.0.0.1:9")
    assert isinstance(raised, ConnectFailed)
    assert raised.took_effect is False
    assert "127.0.0.1:9" in str(raised)


HEAD = b"HTTP/1.1 201 Created\r\nContent-Length: 100\r\n\r\n"


@pytest.mark.parametrize(
    ("said", "use", "kind", "took_effect"),
    [
        (b"", create, ConnectionLost, None),
        (b"", fetch, ConnectionLost, False),
        (b"", delete, ConnectionLost, None),
        (b"nonsense\r\n\r\n", create, ConnectionLost, None),
        (HEAD + b'{"sid": ', create, ConnectionLost, True),
        (HEAD.replace(b"201", b"400") + b"{", create, ConnectionLost, False),
        (HEAD.replace(b"201", b"500") + b"{", create, ConnectionLost, None),
    ],
)
def test_a_connection_that_breaks_is_connection_lost(
    colour: Colour,
    serve: Callable[[Answers], Server],
    said: bytes,
    use: Callable[[Any], Any],
    kind: type[TransportError],
    took_effect: bool | None,  # noqa: FBT001 - a column of the table
) -> None:
    server = serve(lambda _: said)
    raised = error_of(colour, use, base_url=server.url)
    assert type(raised) is kind
    assert raised.took_effect is took_effect
    assert len(server.seen) == 1


def zipped(
    content: bytes, *, end: int | None = None, encoding: str = "gzip"
) -> Callable[[httpx.Request], httpx.Response]:
    """Answer with gzip data, cut at *end*."""
    packed = gzip.compress(content)[:end]
    return lambda _: httpx.Response(201, headers={"Content-Encoding": encoding}, stream=httpx.ByteStream(packed))


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", " GZip "])
def test_a_gzip_answer_is_unpacked(colour: Colour, encoding: str) -> None:
    client = colour.client(transport=httpx.MockTransport(zipped(b'{"sid": "SM1"}', encoding=encoding)))
    assert colour.call(client, create).sid == "SM1"


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_an_empty_answer_is_empty_however_it_says_it_is_packed(colour: Colour, encoding: str) -> None:
    client = colour.client(transport=httpx.MockTransport(zipped(b"", end=0, encoding=encoding)))
    assert colour.call(client, delete) is None


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (zipped(b'{"sid": "SM1"}', end=-9), "its gzip data end too early"),
        (zipped(b"\0" * (LARGEST_BODY + 1)), "more than 16 MB"),
        (zipped(b'{"sid": "SM1"}', encoding="br"), "content encoding 'br'"),
        (zipped(b'{"sid": "SM1"}', encoding="gzip, gzip"), "content encoding 'gzip, gzip'"),
        (
            lambda _: httpx.Response(201, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"plain text")),
            "incorrect header check",
        ),
        (lambda _: httpx.Response(201, stream=Endless()), "more than 16 MB"),
        (
            lambda _: httpx.Response(
                201,
                headers={"Content-Encoding": "gzip"},
                stream=httpx.ByteStream(gzip.compress(b'{"sid": "SM1"}') + gzip.compress(b" ")),
            ),
            "its gzip data go on after their end",
        ),
    ],
)
def test_a_body_that_cannot_be_taken_in_is_a_response_error(
    colour: Colour, answer: Callable[[httpx.Request], httpx.Response], text: str
) -> None:
    raised = error_of(colour, create, transport=httpx.MockTransport(answer))
    assert isinstance(raised, ResponseError)
    assert text in str(raised)
    assert (raised.status, raised.took_effect) == (201, True)


class Endless(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body without end."""

    def __iter__(self) -> Iterator[bytes]:
        while True:
            yield b"\0" * 1_000_000

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b"\0" * 1_000_000


@pytest.mark.parametrize("length", [4 * 1024 * 1024 + 100, LARGEST_BODY])
@pytest.mark.parametrize("part", [65_536, 5_000_000, LARGEST_BODY])
def test_a_large_answer_is_the_bytes_that_came(colour: Colour, length: int, part: int) -> None:
    body = b'{"sid": "SM1"}'.ljust(length - 1) + b"\n"
    parts = Parts(body[start : start + part] for start in range(0, length, part))
    client = colour.client(transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=parts)))
    reply = colour.call(client, lambda client: client.with_raw_response.messages("SM1").fetch())
    assert reply.body == body


def test_a_gzip_bomb_is_unpacked_no_further_than_the_cap() -> None:
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    bomb = b"".join([*(packer.compress(b"\0" * 1_000_000) for _ in range(100)), packer.flush()])
    answer = httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(bomb))
    tracemalloc.start()
    raised = error_of(Colour("sync"), fetch, transport=httpx.MockTransport(lambda _: answer))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert isinstance(raised, ResponseError)
    assert raised.took_effect is False
    assert most < 3 * LARGEST_BODY


def test_the_limits_of_a_try_are_cut_to_what_is_left_of_the_call(colour: Colour) -> None:
    clock = Clock()
    given: list[dict[str, float]] = []

    def note(request: httpx.Request) -> httpx.Response:
        for spent in (0, 25, 12, 3):
            clock.now += spent
            try:
                given.append(dict(request.extensions["timeout"]))
            except TimeoutError:
                given.append({})
        clock.now -= 10
        return httpx.Response(200, json={"sid": "SM1"})

    colour.call(clock.drive(colour.client(transport=httpx.MockTransport(note), timeout=40)), fetch)
    assert given == [
        *(
            {"connect": connect, "read": silence, "write": silence, "pool": silence}
            for connect, silence in ((5, 30), (5, 15), (3, 3))
        ),
        {},
    ]
    assert len(Limits(0)) == 4


def test_an_answer_is_closed_whether_it_can_be_read_or_not(colour: Colour) -> None:
    class Noting(Endless):
        closed = 0

        def close(self) -> None:
            self.closed += 1

        async def aclose(self) -> None:
            self.closed += 1

    class Empty(Noting):
        def __iter__(self) -> Iterator[bytes]:
            return iter(())

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

    empty, endless = Empty(), Noting()
    colour.call(colour.client(transport=httpx.MockTransport(lambda _: httpx.Response(204, stream=empty))), delete)
    error_of(colour, fetch, transport=httpx.MockTransport(lambda _: httpx.Response(200, stream=endless)))
    assert (empty.closed, endless.closed) == (1, 1)


def test_an_answer_that_drips_past_the_deadline_is_given_up_between_two_bytes(colour: Colour) -> None:
    clock = Clock()

    class Dripping(Endless):
        def __iter__(self) -> Iterator[bytes]:
            for chunk in (b"{", b'"sid"', b": "):
                clock.now += 2
                yield chunk

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

    answer = httpx.MockTransport(lambda _: httpx.Response(201, stream=Dripping()))
    raised = error_of(colour, create, clock, transport=answer, timeout=5)
    assert isinstance(raised, DeadlineExceeded)
    assert raised.took_effect is True
    assert "over while reading the answer" in str(raised)
    assert clock.now == 1006


@pytest.mark.parametrize(("early", "kind"), [(0.005, DeadlineExceeded), (0.02, ConnectionLost)])
def test_a_wait_that_ends_with_the_call_is_the_end_of_its_time(
    colour: Colour, early: float, kind: type[TransportError]
) -> None:
    clock = Clock()

    def silent(_: httpx.Request) -> httpx.Response:
        clock.now += 5 - early
        raise httpx.ReadTimeout("nothing came")

    assert type(error_of(colour, create, clock, transport=httpx.MockTransport(silent), timeout=5)) is kind


def test_an_async_call_ends_when_its_time_is_over() -> None:
    class Silent(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await request.aread()
            await asyncio.Event().wait()
            raise AssertionError

    started = monotonic()
    raised = error_of(Colour("async"), create, transport=Silent(), timeout=0.05)
    assert isinstance(raised, DeadlineExceeded)
    assert raised.took_effect is None
    assert monotonic() - started < 0.5


def test_silence_until_the_deadline_is_deadline_exceeded(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    release = threading.Event()

    def silent(_: object) -> bytes:
        release.wait(5)
        return b""

    server = serve(silent)
    try:
        raised = error_of(colour, create, base_url=server.url, timeout=0.1)
    finally:
        release.set()
    assert isinstance(raised, DeadlineExceeded)
    assert isinstance(raised, TimeoutError)
    assert raised.took_effect is None


class Closing(httpx.MockTransport):
    """A transport that notes when it is closed."""

    def __init__(self) -> None:
        super().__init__(lambda _: httpx.Response(200, json={"sid": "SM1"}))
        self.closed = 0

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


def test_a_transport_is_closed_with_its_client_and_calls_after_that_are_refused(colour: Colour) -> None:
    transport = Closing()
    client = colour.client(transport=transport)
    copy = client.with_options(timeout=1)
    colour.call(client, fetch)
    colour.call(client, lambda _: None)
    assert transport.closed == 1
    for closed in (client, copy):
        with pytest.raises(ConfigurationError, match="the client is closed"):
            colour.call(closed, fetch)


def test_closing_a_copy_leaves_the_connections_open(colour: Colour) -> None:
    transport = Closing()
    client = colour.client(transport=transport)
    copy = client.with_options(timeout=1)
    assert colour.call(copy, fetch).sid == "SM1"
    assert transport.closed == 0
    with pytest.raises(ConfigurationError, match="the client is closed"):
        colour.call(copy, fetch)
    assert colour.call(client, fetch).sid == "SM1"


def test_an_async_client_works_in_several_event_loops_one_after_the_other(serve: Callable[[Answers], Server]) -> None:
    server = serve(lambda _: Response(200, {}, b'{"sid": "SM1"}'))
    client = Colour("async").client(base_url=server.url)
    for _ in range(3):
        assert asyncio.run(client.messages("SM1").fetch()).sid == "SM1"
        assert len(client._carrier.shared.by_home) == 1  # noqa: SLF001 - loops that have ended are not kept
    assert asyncio.run(client.aclose()) is None
    gc.collect()


def test_an_async_client_outside_asyncio_says_what_it_needs() -> None:
    with pytest.raises(ConfigurationError, match=r"asyncio\.run"):
        fetch(Colour("async").client()).send(None)


def test_a_client_that_was_never_used_closes(colour: Colour) -> None:
    client = colour.client()
    colour.call(client, lambda _: None)
    with pytest.raises(ConfigurationError, match="the client is closed"):
        colour.call(client, fetch)


@pytest.mark.parametrize(
    ("variables", "base_url", "proxy", "used"),
    [
        ({}, "https://api.twilio.com", None, None),
        ({"HTTPS_PROXY": "http://proxy.example:3128"}, "https://api.twilio.com", None, "http://proxy.example:3128"),
        ({"HTTPS_PROXY": "proxy.example:3128"}, "https://api.twilio.com", None, "http://proxy.example:3128"),
        ({"ALL_PROXY": "http://all.example"}, "https://api.twilio.com", None, "http://all.example"),
        ({"HTTPS_PROXY": "http://p.example", "NO_PROXY": "api.twilio.com"}, "https://api.twilio.com", None, None),
        ({"HTTP_PROXY": "http://p.example"}, "http://127.0.0.1:1", None, None),
        ({"HTTP_PROXY": "http://p.example"}, "http://localhost:1", "http://given.example", "http://given.example"),
    ],
)
def test_a_proxy_is_the_given_one_or_the_environments_but_never_that_for_loopback(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], base_url: str, proxy: str | None, used: str | None
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert Route(base_url=base_url, proxy=proxy, verify=None).proxy_to_use() == used


def test_a_proxy_of_the_environment_that_is_none_is_a_configuration_error(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "ftp://proxy.example")
    assert isinstance(error_of(colour, create), ConfigurationError)


def test_a_call_under_way_comes_to_its_end_when_the_client_is_closed(
    colour: Colour, serve: Callable[[Answers], Server]
) -> None:
    transport = Closing()
    opened = Shared(transport, Closing)
    assert opened.enter() is transport
    assert opened.close() == []
    with pytest.raises(ConfigurationError, match="the client is closed"):
        opened.enter()
    assert opened.leave() == [(None, transport)]
    assert opened.close() == []

    def closing(_: Seen) -> Response:
        client._carrier.release()  # noqa: SLF001 - what close() does first, from whatever thread
        return Response(200, {}, b'{"sid": "SM1"}')

    client = colour.client(base_url=serve(closing).url)
    assert colour.call(client, fetch).sid == "SM1"
    with pytest.raises(ConfigurationError, match="the client is closed"):
        colour.call(client, fetch)


def test_httpx_is_not_imported_before_a_client_is_made() -> None:
    program = (
        "import sys, twilio_lite as t; t.Message, t.Request, t.RestException;"
        "print({'httpx', 'ssl', 'asyncio', 'dateutil', 'defusedxml'} & set(sys.modules))"
    )
    assert (
        subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "set()\n"
    )
