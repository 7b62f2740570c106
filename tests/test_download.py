"""A media file is downloaded: to a path, which has all of it or what it had before, or into a file that is open."""

from __future__ import annotations

import asyncio
import copy
import gzip
import io
import os
import pickle
import stat
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

from conftest import SID, TOKEN, Clock, Colour
from filing import CONTENT, ONCE, Broken, Timed, broken, downloading, file, giving, medium, names_in, saying, until_gone
from measured import STATUS, measured
from peer import Line, answer, peer
from twilio_lite import (
    AsyncClient,
    AuthenticationError,
    ConnectionLost,
    DeadlineExceeded,
    Download,
    NotFoundError,
    NotModified,
    PermissionDeniedError,
    Reply,
    ResponseError,
    Retry,
    ServerError,
    TwilioError,
)
from twilio_lite.sandbox import Sandbox

TARGET = f"/2010-04-01/Accounts/{SID}/Messages/SM1/Media/ME1"
GIF = "https://example.com/a.gif"


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A path in a folder of its own."""
    return tmp_path / "picture.gif"


def failing(colour: Colour, use: Callable[[Any], Any], **options: Any) -> Any:
    """Give the error that *use* ends in: one of ours, which says that nothing has happened at Twilio."""
    with pytest.raises(TwilioError) as caught:
        colour.call(Clock().drive(colour.client(**{"retry": ONCE, **options})), use)
    error = caught.value
    assert error.took_effect is False
    assert error.__context__ is error.__cause__ is None
    for again in (copy.copy(error), copy.deepcopy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301 - our own
        assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    return error


def carried_by(transport: str, colour: Colour) -> dict[str, Any]:
    """The option that makes a client use one of the two transports."""
    if transport == "ours":
        return {}
    return {"transport": httpx.HTTPTransport() if colour.name == "sync" else httpx.AsyncHTTPTransport()}


# What arrives


def test_a_file_is_downloaded_to_a_path_with_its_type_and_size(colour: Colour, target: Path) -> None:
    with peer(saying(file())) as server:
        got = colour.call(colour.client(base_url=server.url), downloading(target))
    assert got == Download(path=target, content_type="image/gif", size=len(CONTENT))
    assert target.read_bytes() == CONTENT
    assert names_in(target.parent) == [target.name]


@pytest.mark.parametrize("format_", ["json", "xml", "csv"])
def test_a_file_is_asked_for_without_an_extension_and_unpacked_whatever_the_format(
    colour: Colour, target: Path, format_: str
) -> None:
    with peer(saying(file())) as server:
        colour.call(colour.client(base_url=server.url, format=format_), downloading(target))
        [request] = server.requests
    first, *headers = request.decode().lower().split("\r\n")
    assert first == f"get {TARGET} http/1.1".lower()
    assert "accept-encoding: identity" in headers
    assert "accept: */*" in headers
    assert any(header.startswith("authorization: basic ") for header in headers)


@pytest.mark.parametrize("transport", ["ours", "httpx's"])
@pytest.mark.parametrize(
    "said",
    [
        b"Content-Length: 256000\r\n\r\n" + CONTENT,
        b"Transfer-Encoding: chunked\r\n\r\n3e800\r\n" + CONTENT + b"\r\n0\r\n\r\n",
        b"Connection: close\r\n\r\n" + CONTENT,
    ],
    ids=["a length", "chunks", "an end"],
)
def test_a_file_is_whole_however_its_end_is_told(colour: Colour, target: Path, transport: str, said: bytes) -> None:
    with peer(saying(Broken(b"HTTP/1.1 200 OK\r\n" + said))) as server:
        got = colour.call(colour.client(base_url=server.url, **carried_by(transport, colour)), downloading(target))
    assert (got.content_type, got.size) == (None, len(CONTENT))
    assert target.read_bytes() == CONTENT


def test_a_file_that_says_it_is_not_packed_is_a_file(colour: Colour, target: Path) -> None:
    with peer(saying(file(CONTENT, b"Content-Encoding: Identity "))) as server:
        got = colour.call(colour.client(base_url=server.url), downloading(target))
    assert got.size == len(CONTENT)


def test_a_file_of_the_sandbox_is_downloaded(colour: Colour, target: Path) -> None:
    sandbox = Sandbox()
    sandbox.hold(GIF, CONTENT, "image/webp")
    with sandbox.client() as sender:
        message = sender.messages.create(to="+15555550100", from_="+15555550199", media_url=GIF)
        sid = sender.messages(message.sid).media.list()[0].sid
    client: Any = sandbox.client() if colour.name == "sync" else sandbox.async_client()
    got = colour.call(client, lambda client: client.messages(message.sid).media(sid).download(str(target)))
    assert got == Download(path=target, content_type="image/webp", size=len(CONTENT))
    assert target.read_bytes() == CONTENT


@pytest.mark.parametrize("status", [200, 201, 203])
def test_an_empty_file_is_a_file_and_its_progress_is_told_once(colour: Colour, target: Path, status: int) -> None:
    told: list[Any] = []
    use = downloading(target, progress=lambda *seen: told.append(seen), max_bytes=0)
    got = colour.call(colour.client(transport=giving(status=status, length="0")), use)
    assert (got.size, target.read_bytes(), told) == (0, b"", [(0, 0)])


def test_a_reply_has_the_download_and_the_answers_headers(colour: Colour, target: Path) -> None:
    with peer(saying(file(CONTENT, b"Twilio-Request-Id: RQ1"))) as server:
        reply = colour.call(
            colour.client(base_url=server.url), lambda client: downloading(target)(client.with_raw_response)
        )
    assert type(reply) is Reply
    assert reply.value == Download(path=target, content_type="image/gif", size=len(CONTENT))
    assert (reply.status, reply.request_id, reply.body) == (200, "RQ1", b"")


def test_a_download_is_a_value(target: Path) -> None:
    got = Download(path=target, content_type="image/gif", size=3)
    assert pickle.loads(pickle.dumps(got)) == copy.deepcopy(got) == got  # noqa: S301 - our own
    assert hash(got) == hash(copy.copy(got))


def test_a_connection_that_brought_a_file_is_used_again(colour: Colour, target: Path) -> None:
    with peer(saying(file(), answer(b'{"sid": "ME1"}'))) as server:

        async def both_async(client: Any) -> Any:
            return await downloading(target)(client), await medium(client).fetch()

        def both(client: Any) -> Any:
            return downloading(target)(client), medium(client).fetch()

        got, media = colour.call(colour.client(base_url=server.url), both if colour.name == "sync" else both_async)
        assert (got.size, media.sid, len(server.lines)) == (len(CONTENT), "ME1", 1)


# Progress and limits


@pytest.mark.parametrize("length", ["256000", None, "256000, 256000"])
def test_progress_grows_and_ends_with_the_size(colour: Colour, target: Path, length: str | None) -> None:
    told: list[Any] = []
    parts = [CONTENT[start : start + 1000] for start in range(0, len(CONTENT), 1000)]
    transport = giving(*parts, b"", length=length)
    colour.call(colour.client(transport=transport), downloading(target, progress=lambda *seen: told.append(seen)))
    total = len(CONTENT) if length == "256000" else None
    assert told == [(size, total) for size in range(1000, len(CONTENT) + 1, 1000)]


def test_what_was_told_has_been_given_to_the_file(colour: Colour) -> None:
    to, sizes = io.BytesIO(), []
    transport = giving(b"abc", b"de")
    colour.call(
        colour.client(transport=transport),
        downloading(to, progress=lambda done, _: sizes.append((done, len(to.getvalue())))),
    )
    assert sizes == [(3, 3), (5, 5)]


@pytest.mark.parametrize("length", ["256000", None], ids=["announced", "not announced"])
@pytest.mark.parametrize("most", [0, 1, len(CONTENT) - 1])
def test_more_than_max_bytes_is_an_error_and_no_file(
    colour: Colour, target: Path, length: str | None, most: int
) -> None:
    told: list[int] = []
    use = downloading(target, max_bytes=most, progress=lambda done, _: told.append(done))
    error = failing(colour, use, transport=giving(CONTENT[:1000], CONTENT[1000:], length=length))
    assert type(error) is ResponseError
    assert (error.status, names_in(target.parent)) == (200, [])
    assert f"more than max_bytes={most:,}" in str(error)
    assert told == ([] if length or most < 1000 else [1000])


def test_exactly_max_bytes_is_a_file(colour: Colour, target: Path) -> None:
    with peer(saying(file())) as server:
        got = colour.call(colour.client(base_url=server.url), downloading(target, max_bytes=len(CONTENT)))
    assert got.size == len(CONTENT)


# Where it goes


def test_the_temporary_file_is_beside_the_target_until_that_is_whole(colour: Colour, target: Path) -> None:
    target.write_bytes(b"before")
    seen: list[Any] = []

    def look(*_: object) -> None:
        seen.append((target.read_bytes(), len(names_in(target.parent))))

    with peer(saying(file())) as server:
        colour.call(colour.client(base_url=server.url), downloading(target, progress=look))
    assert set(seen) == {(b"before", 2)}
    assert target.read_bytes() == CONTENT
    assert names_in(target.parent) == [target.name]


def test_permissions_are_those_the_umask_leaves(colour: Colour, target: Path) -> None:
    before = os.umask(0o027)
    try:
        colour.call(colour.client(transport=giving(b"x")), downloading(target))
    finally:
        os.umask(before)
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


@pytest.mark.parametrize("there", [True, False])
def test_a_symbolic_link_is_written_through(colour: Colour, tmp_path: Path, there: bool) -> None:  # noqa: FBT001 - both
    (tmp_path / "far").mkdir()
    far, link = tmp_path / "far" / "a.gif", tmp_path / "link.gif"
    if there:
        far.write_bytes(b"before")
    link.symlink_to(far)
    got = colour.call(colour.client(transport=giving(b"abc")), downloading(link))
    assert got.path == link
    assert link.is_symlink()
    assert far.read_bytes() == b"abc"
    assert names_in(far.parent) == ["a.gif"]


@pytest.mark.parametrize("kind", [str, Path])
def test_a_path_may_be_relative_and_a_str(
    colour: Colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[str | Path]
) -> None:
    monkeypatch.chdir(tmp_path)
    got = colour.call(colour.client(transport=giving(b"abc")), downloading(kind("a.gif")))
    assert got.path == Path("a.gif")
    assert (tmp_path / "a.gif").read_bytes() == b"abc"


def test_a_read_only_file_is_replaced_as_a_rename_replaces_it(colour: Colour, target: Path) -> None:
    target.write_bytes(b"before")
    target.chmod(0o400)
    colour.call(colour.client(transport=giving(b"abc")), downloading(target))
    assert target.read_bytes() == b"abc"


class Nibbling(io.RawIOBase):
    """A file without a buffer, which takes three bytes at a time; it stands where it stands."""

    def __init__(self) -> None:
        self.held = b""

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        self.held += bytes(data[:3])
        return min(3, len(data))


class Plain:
    """What can be written to and nothing else, and does not say how much it took."""

    def __init__(self) -> None:
        self.held = b""

    def write(self, data: bytes) -> None:
        self.held += data


class Agreeing(Plain):
    """What says of each part that it took it."""

    def write(self, data: bytes) -> Any:
        super().write(data)
        return True


class Boasting(Plain):
    """What says that it took more than it was given."""

    def write(self, data: bytes) -> Any:
        super().write(data)
        return 2 * len(data)


@pytest.mark.parametrize("kind", [Nibbling, Plain, Agreeing, Boasting])
def test_whatever_can_be_written_to_gets_every_byte(colour: Colour, kind: Callable[[], Any]) -> None:
    to = kind()
    transport = giving(CONTENT[:1000], CONTENT[1000:2000], content_type="a/b")
    got = colour.call(colour.client(transport=transport), downloading(to))
    assert got == Download(path=None, content_type="a/b", size=2000)
    assert to.held == CONTENT[:2000]


def test_an_open_file_is_written_from_where_it_stands_flushed_and_left_open(colour: Colour, target: Path) -> None:
    with target.open("wb") as to:
        to.write(b"head ")
        colour.call(colour.client(transport=giving(b"abc")), downloading(to))
        assert target.read_bytes() == b"head abc"
        to.write(b" tail")
    assert target.read_bytes() == b"head abc tail"


def test_a_file_that_packs_what_it_takes_gets_every_byte(colour: Colour, target: Path) -> None:
    with gzip.open(target, "wb") as to:
        colour.call(colour.client(transport=giving(CONTENT[:1000], CONTENT[1000:])), downloading(to))
    assert gzip.decompress(target.read_bytes()) == CONTENT


def test_what_follows_where_a_file_stands_stays(colour: Colour) -> None:
    to = io.BytesIO(b"0123456789")
    to.seek(2)
    colour.call(colour.client(transport=giving(b"abc")), downloading(to))
    assert to.getvalue() == b"01abc56789"


def test_a_pipe_takes_a_file(colour: Colour) -> None:
    reading, writing = os.pipe()
    with os.fdopen(reading, "rb") as end, os.fdopen(writing, "wb", buffering=0) as to:
        got = colour.call(colour.client(transport=giving(b"abc")), downloading(to))
        to.close()
        assert (end.read(), got.size) == (b"abc", 3)


# What goes wrong


FAULTS: dict[str, tuple[bytes, type[TwilioError], str]] = {
    "a break in the body": (broken(), ConnectionLost, "closed the connection in the middle of its answer"),
    "a break in the head": (Broken(file()[:20]), ConnectionLost, "closed the connection in the middle of its answer"),
    "no answer": (Broken(), ConnectionLost, "closed the connection without an answer"),
    "no HTTP": (Broken(b"nonsense\r\n\r\n"), ConnectionLost, "no HTTP"),
    "a part": (answer(CONTENT, b"206 Partial Content"), ResponseError, "a part of the file, where all of it was asked"),
    "gzip": (
        file(gzip.compress(CONTENT), b"Content-Encoding: gzip"),
        ResponseError,
        "content encoding 'gzip', where none was asked for",
    ),
    "401": (answer(b"{}", b"401 No"), AuthenticationError, "HTTP 401"),
    "403": (answer(b"<Error/>", b"403 No"), PermissionDeniedError, "HTTP 403"),
    "404": (answer(b'{"message": "gone", "code": 20404}', b"404 No"), NotFoundError, "code 20404: gone"),
    "503": (answer(b"", b"503 No"), ServerError, "HTTP 503"),
    "304": (b"HTTP/1.1 304 Not Modified\r\n\r\n", NotModified, "HTTP 304"),
    "300": (answer(b"", b"300 Several", b"Location: /x"), ResponseError, "HTTP 300: a redirect"),
}


@pytest.mark.parametrize(("said", "kind", "text"), FAULTS.values(), ids=FAULTS)
@pytest.mark.parametrize("before", [b"before", None])
def test_after_a_failure_the_path_has_what_it_had_before(
    colour: Colour, target: Path, before: bytes | None, said: bytes, kind: type[TwilioError], text: str
) -> None:
    if before is not None:
        target.write_bytes(before)
    with peer(saying(said)) as server:
        error = failing(colour, downloading(target), base_url=server.url)
    assert type(error) is kind
    assert text in str(error)
    assert names_in(target.parent) == ([] if before is None else [target.name])
    assert before is None or target.read_bytes() == before


@pytest.mark.parametrize("before", [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc", b"HTTP/1.1 200 OK\r\n", b""])
@pytest.mark.parametrize("transport", ["ours", "httpx's"])
def test_a_server_that_falls_silent_is_waited_for_as_long_as_the_timeout_says(
    colour: Colour, target: Path, before: bytes, transport: str
) -> None:
    def stall(line: Line) -> None:
        line.request()
        line.say(before)
        until_gone(line)

    with peer(stall) as server:
        client = colour.client(base_url=server.url, timeout=0.1, retry=ONCE, **carried_by(transport, colour))
        with pytest.raises(DeadlineExceeded) as caught:
            colour.call(client, downloading(target))
    assert caught.value.status in {None, 200 if b"abc" in before else None}  # None where even the head came late
    assert names_in(target.parent) == []


@pytest.mark.parametrize("length", ["9", "2", "0"])
def test_a_body_of_another_length_than_was_said_is_no_file(colour: Colour, target: Path, length: str) -> None:
    error = failing(colour, downloading(target), transport=giving(b"abc", length=length))
    assert type(error) is ConnectionLost
    assert error.status == 200
    assert f"3 of {length} bytes came" in str(error)
    assert names_in(target.parent) == []


def test_an_error_that_is_packed_although_nothing_was_to_be_is_read(colour: Colour, target: Path) -> None:
    body = gzip.compress(b'{"message": "gone"}')
    with peer(saying(answer(body, b"404 No", b"Content-Encoding: gzip"))) as server:
        error = failing(colour, downloading(target), base_url=server.url)
    assert error.message == "gone"


@contextmanager
def nearly_full(most: int) -> Iterator[None]:
    """Let no file of this process grow beyond *most* bytes."""
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize("size", [100, len(CONTENT)], ids=["found at the end", "found on the way"])
def test_a_full_disk_is_an_error_and_no_file(colour: Colour, target: Path, size: int) -> None:
    target.write_bytes(b"before")
    with peer(saying(file(CONTENT[:size]))) as server, nearly_full(size // 2):
        error = failing(colour, downloading(target), base_url=server.url)
    assert type(error) is ResponseError
    assert str(error) == f"HTTP 200: the file cannot be taken in: OSError: [Errno 27] File too large (GET {TARGET})"
    assert error.headers["content-type"] == "image/gif"
    assert names_in(target.parent) == [target.name]
    assert target.read_bytes() == b"before"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
@pytest.mark.parametrize("buffering", [0, -1])
def test_an_open_file_on_a_full_disk_is_an_error(colour: Colour, buffering: int) -> None:
    to = Path("/dev/full").open("wb", buffering)  # noqa: SIM115 - closing it fails, too
    error = failing(colour, downloading(to), transport=giving(b"abc"))
    assert type(error) is ResponseError
    assert "OSError: [Errno 28]" in str(error)
    with pytest.raises(OSError, match="Errno 28") if buffering else nullcontext():
        to.close()


class Refusing(io.RawIOBase):
    """A file that takes as little as it says, which is nothing, or None where it would have to wait."""

    def __init__(self, says: int | None) -> None:
        self.says = says

    def writable(self) -> bool:
        return True

    def write(self, _: Any, /) -> Any:
        return self.says


class Failing(Plain):
    """A file that fails in a way of its own."""

    def write(self, data: bytes) -> None:
        raise LookupError(f"{len(data)} bytes, but where?")


@pytest.mark.parametrize(
    ("to", "text"),
    [
        (Refusing(0), "OSError: the file takes nothing"),
        (Refusing(None), "OSError: the file takes nothing"),
        (Failing(), "LookupError: 3 bytes, but where?"),
    ],
)
def test_a_file_that_fails_is_an_error_that_says_how(colour: Colour, to: Any, text: str) -> None:
    error = failing(colour, downloading(to), transport=giving(b"abc"))
    assert type(error) is ResponseError
    assert text in str(error)


def test_a_failing_progress_is_an_error_and_no_file(colour: Colour, target: Path) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("of a bar")

    with peer(saying(file())) as server:
        error = failing(colour, downloading(target, progress=fail), base_url=server.url)
    assert type(error) is ResponseError
    assert "the file cannot be taken in: ZeroDivisionError: of a bar" in str(error)
    assert names_in(target.parent) == []


class Noting(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that notes when its reading ends and when it is closed."""

    def __init__(self) -> None:
        self.noted: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield b"abc"
            yield b"de"
        finally:
            self.noted.append("read")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            yield b"abc"
            yield b"de"
        finally:
            self.noted.append("read")

    def close(self) -> None:
        self.noted.append("closed")

    async def aclose(self) -> None:
        self.close()


@pytest.mark.parametrize("to", [Plain(), Failing()], ids=["whole", "broken off"])
def test_a_body_is_closed_and_its_reading_ended_when_the_call_ends(colour: Colour, to: Any) -> None:
    body = Noting()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))

    def use(client: Any) -> Any:
        with suppress(ResponseError):
            downloading(to)(client)
        return sorted(body.noted)

    async def use_async(client: Any) -> Any:
        with suppress(ResponseError):
            await downloading(to)(client)
        return sorted(body.noted)

    noted = colour.call(colour.client(transport=transport), use if colour.name == "sync" else use_async)
    assert noted == ["closed", "read"]


def test_a_file_that_fails_is_not_asked_for_again(colour: Colour) -> None:
    with peer(saying(file())) as server:
        failing(colour, downloading(Failing()), base_url=server.url, retry=Retry(attempts=5))
        assert len(server.requests) == 1


def test_a_failure_ends_its_connection_and_the_client_goes_on(colour: Colour, target: Path) -> None:
    with peer(saying(file(), file())) as server:

        def both(client: Any) -> Any:
            with pytest.raises(ResponseError):
                downloading(Failing())(client)
            return downloading(target)(client)

        async def both_async(client: Any) -> Any:
            with pytest.raises(ResponseError):
                await downloading(Failing())(client)
            return await downloading(target)(client)

        client = colour.client(base_url=server.url, retry=ONCE)
        got = colour.call(client, both if colour.name == "sync" else both_async)
        assert (got.size, len(server.lines)) == (len(CONTENT), 2)
        assert client._carrier.shared.calls == 0  # noqa: SLF001 - that none is left over


# Time


def test_the_timeout_bounds_each_wait_and_not_the_whole(colour: Colour, target: Path) -> None:
    clock = Clock()
    parts = [(9.0, b"x"), (0.5, b""), *[(9.0, b"x")] * 10]
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Timed(clock.sleep, *parts)))
    client = clock.drive(colour.client(transport=transport, timeout=10))
    got = colour.call(client, downloading(target))
    assert (got.size, clock.now) == (11, 1000.0 + sum(seconds for seconds, _ in parts))


@pytest.mark.parametrize("parts", [[(10.0, b"x")], [(9.0, b"x"), (10.0, b"x")], [(6.0, b""), (6.0, b"x")]])
def test_a_wait_beyond_the_timeout_ends_a_download(colour: Colour, target: Path, parts: list[Any]) -> None:
    clock = Clock()
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Timed(clock.sleep, *parts)))
    client = clock.drive(colour.client(transport=transport, timeout=10, retry=ONCE))
    with pytest.raises(DeadlineExceeded, match="the time of the call was over while reading the answer"):
        colour.call(client, downloading(target))
    assert names_in(target.parent) == []


class Endless(httpx.AsyncByteStream):
    """A body of which no more comes, over a transport that does not look at the clock."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield b"abc"
        await asyncio.Event().wait()


def test_a_transport_that_keeps_no_time_is_cut_off_in_async_code(target: Path) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    client = AsyncClient(SID, TOKEN, transport=transport, timeout=0.05, retry=ONCE)
    with pytest.raises(DeadlineExceeded) as caught:
        Colour("async").call(client, downloading(target))
    assert caught.value.status == 200
    assert names_in(target.parent) == []


@pytest.mark.parametrize("slow", ["write", "progress"])
def test_what_is_done_with_a_part_takes_nothing_of_the_time(colour: Colour, slow: str) -> None:
    clock = Clock()

    class Slow(Plain):
        def write(self, data: bytes) -> None:
            super().write(data)
            clock.now += 100 * (slow == "write")

    def progress(*_: object) -> None:
        clock.now += 100 * (slow == "progress")

    client = clock.drive(colour.client(transport=giving(b"a", b"b", b"c"), timeout=10))
    got = colour.call(client, downloading(Slow(), progress=progress))
    assert (got.size, clock.now) == (3, 1300.0)


def test_each_try_has_the_timeout_for_itself(colour: Colour, target: Path) -> None:
    clock = Clock()
    said = iter([503, 503, 200])

    def answering(_: httpx.Request) -> httpx.Response:
        clock.now += 9.0
        return httpx.Response(next(said), content=b"abc")

    client = clock.drive(colour.client(transport=httpx.MockTransport(answering), timeout=10))
    assert colour.call(client, downloading(target)).size == 3
    assert clock.now > 1027.0


# Memory

MEGABYTE = 1024 * 1024


def large(line: Line) -> None:
    """Answer with a message, and with a file of 64 megabytes where no extension is asked for."""
    while request := line.request():
        if b".json " in request:
            line.say(answer())
        else:
            line.say(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % (64 * MEGABYTE), *[b"x" * MEGABYTE] * 64)


@pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")
@pytest.mark.parametrize("work", ["download", "chunks"])
def test_a_file_of_64_megabytes_takes_less_than_4_of_memory(colour: Colour, work: str) -> None:
    with peer(large) as server:
        found = measured(colour.name, work, server.url)
    assert found["size"] == 64 * MEGABYTE
    assert found["grown"] < 4 * MEGABYTE


# Further tries

UNAVAILABLE = answer(b"", b"503 Busy")


@pytest.mark.parametrize(
    "answers",
    [[UNAVAILABLE, file()], [broken(), file()], [broken(), UNAVAILABLE, file()], [broken(0), broken(3), file(b"")]],
)
def test_a_path_has_the_file_of_the_try_that_was_good(colour: Colour, target: Path, answers: list[bytes]) -> None:
    target.write_bytes(b"before")
    with peer(saying(*answers)) as server:
        got = colour.call(Clock().drive(colour.client(base_url=server.url)), downloading(target))
        assert len(server.requests) == len(answers)
    assert target.read_bytes() == (CONTENT if got.size else b"")
    assert names_in(target.parent) == [target.name]


@pytest.mark.parametrize("answers", [[UNAVAILABLE, file()], [broken(), file()], [broken(), broken(3), file(b"")]])
def test_an_open_file_that_can_go_back_has_what_it_had_and_the_file(
    colour: Colour, target: Path, answers: list[bytes]
) -> None:
    with peer(saying(*answers)) as server, target.open("wb") as to:
        to.write(b"head ")
        got = colour.call(Clock().drive(colour.client(base_url=server.url)), downloading(to))
        assert len(server.requests) == len(answers)
    assert target.read_bytes() == b"head " + (CONTENT if got.size else b"")


def standing_inside() -> io.BytesIO:
    """A file that does not stand at its end: to go back would not bring back what was written over."""
    to = io.BytesIO(b"0123")
    to.seek(1)
    return to


class Unready(io.BytesIO):
    """A file that cannot say where it stands."""

    def tell(self) -> int:
        raise OSError("nowhere")


class Lasting(io.BytesIO):
    """A file that cannot be cut off."""

    truncate: Any = None


@pytest.mark.parametrize("kind", [Plain, Nibbling, standing_inside, Unready, Lasting])
def test_an_open_file_that_cannot_go_back_is_given_one_body_only(colour: Colour, kind: Callable[[], Any]) -> None:
    with peer(saying(UNAVAILABLE, broken())) as server:
        error = failing(colour, downloading(kind()), base_url=server.url, retry=Retry(attempts=5))
        assert type(error) is ConnectionLost
        assert error.__notes__[0].startswith("tried 2 times")
        assert len(server.requests) == 2


@pytest.mark.parametrize("answers", [[UNAVAILABLE], [Broken()], [Broken(answer(b"Busy", b"503 Busy")[:-2])]])
def test_an_open_file_that_cannot_go_back_waits_for_the_first_byte(colour: Colour, answers: list[bytes]) -> None:
    with peer(saying(*answers, file(b"abc"))) as server:
        to = Plain()
        colour.call(Clock().drive(colour.client(base_url=server.url)), downloading(to))
    assert to.held == b"abc"
