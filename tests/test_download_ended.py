"""A download that is ended from outside leaves nothing: no file, no connection, no thread that goes on writing."""

from __future__ import annotations

import asyncio
import io
import os
import signal
import threading
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import httpx
import pytest

from conftest import SID, TOKEN, Colour
from filing import CONTENT, ONCE, downloading, file, giving, medium, names_in, saying, until_gone
from peer import Line, Script, answer, peer
from twilio_lite import AsyncClient, Client, ConfigurationError, Headers, ResponseError
from twilio_lite._download import PathSink, into
from twilio_lite._request import Sink

HEADERS = Headers({"Content-Type": "image/gif"})


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A path in a folder of its own, where a file lies already."""
    path = tmp_path / "a.gif"
    path.write_bytes(b"before")
    return path


@pytest.fixture
def ended() -> threading.Event:
    """Say that the server's connection has ended."""
    return threading.Event()


def pausing(ended: threading.Event, then: Callable[[], object] = lambda: None) -> Script:
    """Give what says a part of a file, does something and waits for the client to go."""

    def script(line: Line) -> None:
        line.request()
        line.say(file()[:5000])
        then()
        until_gone(line)
        ended.set()

    return script


def nothing_is_left(client: Any, target: Path) -> bool:
    """Is the path as it was, and no call under way?"""
    untouched = names_in(target.parent) == [target.name] and target.read_bytes() == b"before"
    return untouched and client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks


# Ctrl-C and other ends of a program


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals to send")
def test_ctrl_c_in_a_wait_leaves_nothing(colour: Colour, target: Path, ended: threading.Event) -> None:
    with peer(pausing(ended, lambda: os.kill(os.getpid(), signal.SIGINT))) as server:
        client = colour.client(base_url=server.url)
        with pytest.raises(KeyboardInterrupt):
            colour.call(client, downloading(target))
        assert ended.wait(5)
    assert nothing_is_left(client, target)


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_what_ends_a_program_in_the_middle_of_a_file_passes_through_and_leaves_nothing(
    colour: Colour, target: Path, ended: threading.Event, kind: type[BaseException]
) -> None:
    def end(*_: object) -> None:
        raise kind("now")

    with peer(pausing(ended)) as server:
        client = colour.client(base_url=server.url)
        with pytest.raises(kind, match="now"):
            colour.call(client, downloading(target, progress=end))
        assert ended.wait(5)
    assert nothing_is_left(client, target)


class Ending:
    """A file whose writing ends the program."""

    def write(self, _: bytes) -> None:
        raise KeyboardInterrupt


def test_ctrl_c_while_a_file_writes_frees_the_connection(ended: threading.Event) -> None:
    with peer(pausing(ended)) as server, Client(SID, TOKEN, base_url=server.url) as client:
        with pytest.raises(KeyboardInterrupt):
            downloading(Ending())(client)
        assert ended.wait(5)
        assert client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks


class Endless(httpx.SyncByteStream):
    """A body whose end ends the program, and whose closing does, too."""

    def __iter__(self) -> Iterator[bytes]:
        yield b"abc"
        raise KeyboardInterrupt

    def close(self) -> None:
        raise KeyboardInterrupt("again")


def test_ctrl_c_twice_leaves_no_call(target: Path) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    with Client(SID, TOKEN, transport=transport) as client:
        with pytest.raises(KeyboardInterrupt):
            downloading(target)(client)
        assert nothing_is_left(client, target)


# Cancellation


class Busy(ThreadPoolExecutor):
    """The threads of the event loop, all of them at work until they are let go; *asked* says that more was asked."""

    def __init__(self) -> None:
        super().__init__(1)
        self.free, self.asked = threading.Event(), asyncio.Event()
        super().submit(self.free.wait, 10)
        asyncio.get_running_loop().set_default_executor(self)

    def submit(self, act: Callable[..., Any], /, *arguments: Any, **named: Any) -> Future[Any]:
        self.asked.set()
        return super().submit(act, *arguments, **named)


def cancelling(script: Script, use: Callable[[AsyncClient], Awaitable[Any]], target: Path | None = None) -> None:
    """Run *use* with a client of a server that plays *script*; then nothing is left."""

    async def run(url: str) -> None:
        async with AsyncClient(SID, TOKEN, base_url=url, retry=ONCE) as client, asyncio.timeout(10):
            await use(client)
            assert client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks
            assert target is None or nothing_is_left(client, target)

    with peer(script) as server:
        asyncio.run(run(server.url))


async def cancelled(task: asyncio.Task[Any]) -> None:
    """Cancel *task* and wait for its end."""
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_a_cancellation_in_a_wait_leaves_nothing(target: Path, ended: threading.Event) -> None:
    async def use(client: AsyncClient) -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(downloading(target, progress=lambda *_: begun.set())(client))
        await begun.wait()
        assert len(names_in(target.parent)) == 2
        await cancelled(task)
        assert await asyncio.to_thread(ended.wait, 5)

    cancelling(pausing(ended), use, target)


def greeting(script: Script) -> Script:
    """Answer a first call as it should be, and then play *script*."""

    def play(line: Line) -> None:
        line.request()
        line.say(answer(b'{"sid": "ME1"}'))
        script(line)

    return play


def test_a_cancellation_before_the_first_part_is_written_leaves_nothing(target: Path, ended: threading.Event) -> None:
    async def use(client: AsyncClient) -> None:
        await medium(client).fetch()  # to connect takes a thread, too
        busy = Busy()
        task = asyncio.create_task(downloading(target)(client))
        await busy.asked.wait()
        task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert not task.done()
        busy.free.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert await asyncio.to_thread(ended.wait, 5)

    cancelling(greeting(pausing(ended)), use, target)


def test_a_second_cancellation_does_not_wait_for_a_thread_and_still_leaves_nothing(
    target: Path, ended: threading.Event
) -> None:
    more = threading.Event()

    def script(line: Line) -> None:
        line.request()
        line.say(file()[:5000])
        more.wait(5)
        line.say(file()[5000:6000])
        until_gone(line)
        ended.set()

    async def use(client: AsyncClient) -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(downloading(target, progress=lambda *_: begun.set())(client))
        await begun.wait()
        busy = Busy()
        more.set()
        await busy.asked.wait()
        for _ in range(2):
            task.cancel()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
        assert task.cancelled()
        assert client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks
        assert not busy.free.is_set()
        assert len(names_in(target.parent)) == 2
        busy.free.set()
        assert await asyncio.to_thread(ended.wait, 5)

    cancelling(script, use)
    assert names_in(target.parent) == [target.name]
    assert target.read_bytes() == b"before"


class Held:
    """A file whose writing lasts until it is let go."""

    def __init__(self) -> None:
        self.begun, self.free = threading.Event(), threading.Event()
        self.written: list[int] = []

    def write(self, data: bytes) -> int:
        self.begun.set()
        assert self.free.wait(10)
        self.written.append(len(data))
        return 1


def test_a_cancellation_while_a_file_writes_waits_for_that_and_writes_no_more(ended: threading.Event) -> None:
    to = Held()

    async def use(client: AsyncClient) -> None:
        task = asyncio.create_task(downloading(to)(client))
        assert await asyncio.to_thread(to.begun.wait, 5)
        task.cancel()
        for _ in range(5):
            await asyncio.sleep(0)
        assert (task.done(), to.written) == (False, [])
        to.free.set()
        with pytest.raises(asyncio.CancelledError):
            await task
        written = to.written.copy()
        assert await asyncio.to_thread(ended.wait, 5)
        assert to.written == written

    cancelling(pausing(ended), use)


class Threaded(io.BytesIO):
    """A file that notes which threads use it."""

    threads: frozenset[int] = frozenset()

    def write(self, data: Any, /) -> int:
        self.threads |= {threading.get_ident()}
        return super().write(data)

    def flush(self) -> None:
        self.threads |= {threading.get_ident()}


def test_no_part_of_a_file_is_written_by_the_event_loop() -> None:
    to = Threaded()

    async def use(client: AsyncClient) -> None:
        assert (await downloading(to)(client)).size == 3

    cancelling(saying(file(b"abc")), use)
    assert to.threads
    assert threading.get_ident() not in to.threads


def test_the_event_loop_goes_on_while_a_file_writes() -> None:
    to = Held()

    async def use(client: AsyncClient) -> None:
        task = asyncio.create_task(downloading(to)(client))
        assert await asyncio.to_thread(to.begun.wait, 5)
        to.free.set()  # by the event loop: were it held up, the file would wait for ever
        assert (await task).size == 3

    cancelling(saying(file(b"abc")), use)
    assert to.written == [3, 2, 1]


def test_a_cancellation_at_any_moment_leaves_the_file_whole_or_untouched(target: Path) -> None:
    ends: list[bool] = []

    def ended_well(*, cancelled: bool) -> bool:
        content = target.read_bytes()
        target.write_bytes(b"before")
        return names_in(target.parent) == [target.name] and content in {CONTENT, b"before" if cancelled else CONTENT}

    async def use(client: AsyncClient) -> None:
        for moment in range(60):
            task = asyncio.create_task(downloading(target)(client))
            for _ in range(moment):
                await asyncio.sleep(0)
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            assert ended_well(cancelled=task.cancelled())
            ends.append(task.cancelled())

    def always(line: Line) -> None:
        while line.request():
            line.say(file())

    cancelling(always, use)
    assert ends[0]


def test_an_event_loop_without_threads_discards_a_file_by_itself(target: Path, ended: threading.Event) -> None:
    async def use(client: AsyncClient) -> None:
        begun = asyncio.Event()
        task = asyncio.create_task(downloading(target, progress=lambda *_: begun.set())(client))
        await begun.wait()
        await asyncio.get_running_loop().shutdown_default_executor()
        await cancelled(task)

    cancelling(pausing(ended), use, target)
    assert ended.wait(5)


@pytest.mark.parametrize("kind", ["a path", "a file"])
def test_what_was_discarded_takes_and_gives_nothing_more(target: Path, kind: str) -> None:
    with target.open("ab") as to:
        sink = into(target if kind == "a path" else to, None, None).open(HEADERS)
        assert sink is not None
        sink.discard()
        sink.write(b"late")
        with pytest.raises(ValueError, match="discarded"):
            sink.finish()
        sink.discard()
    assert target.read_bytes() == b"before"
    assert names_in(target.parent) == [target.name]


def test_what_is_whole_is_not_discarded(target: Path) -> None:
    sink = into(target, None, None).open(HEADERS)
    assert sink is not None
    sink.write(b"after")
    sink.finish()
    sink.discard()
    assert target.read_bytes() == b"after"


class Stubborn:
    """A file that ends the program when it is closed."""

    def close(self) -> None:
        raise KeyboardInterrupt


def test_ctrl_c_while_a_file_is_discarded_leaves_nothing(target: Path) -> None:
    sink = into(target, None, None).open(HEADERS)
    assert isinstance(sink, PathSink)
    sink.write(b"x")
    written: Any = sink.file
    sink.file = cast("Any", Stubborn())
    with written, pytest.raises(KeyboardInterrupt):
        sink.discard()
    assert names_in(target.parent) == [target.name]


def test_a_folder_that_was_removed_meanwhile_is_an_error_and_no_other(colour: Colour, target: Path) -> None:
    def remove(*_: object) -> None:
        for path in target.parent.iterdir():
            path.unlink()
        target.parent.rmdir()

    client = colour.client(transport=giving(b"ab", b"c"), retry=ONCE)
    with pytest.raises(ResponseError, match="cannot be taken in: FileNotFoundError") as caught:
        colour.call(client, downloading(target, progress=remove))
    assert caught.value.took_effect is False
    assert client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks


class Clumsy:
    """Takes in nothing, and fails in all else."""

    def write(self, part: bytes) -> None:
        """Take nothing in."""

    def finish(self) -> object:
        raise LookupError("finish")

    def discard(self) -> None:
        raise LookupError("discard")


@pytest.mark.filterwarnings("error")
def test_whatever_fails_on_the_way_the_connection_is_freed(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    def clumsy(*_: object) -> Sink:
        return Clumsy()

    monkeypatch.setattr("twilio_lite._download.FileSink", clumsy)
    client = colour.client(transport=giving(b"abc"), retry=ONCE)
    with pytest.raises(Exception, match="LookupError: discard"):
        colour.call(client, downloading(Clumsy()))
    assert client._carrier.shared.calls == 0  # noqa: SLF001 - nobody else asks


# Others at the same time


def test_downloads_to_one_path_at_once_leave_one_of_the_files_whole(colour: Colour, target: Path) -> None:
    contents = [bytes([number]) * 200_000 for number in range(6)]

    def many(client: Any) -> Any:
        with ThreadPoolExecutor(6) as threads:
            return [*threads.map(lambda _: downloading(target)(client), contents)]

    async def many_async(client: Any) -> Any:
        return await asyncio.gather(*(downloading(target)(client) for _ in contents))

    left = iter(contents)

    def each(line: Line) -> None:
        while line.request():
            line.say(answer(next(left)))

    with peer(each) as server:
        client = colour.client(base_url=server.url)
        got = colour.call(client, many if colour.name == "sync" else many_async)
    assert [one.size for one in got] == [200_000] * 6
    assert target.read_bytes() in contents
    assert names_in(target.parent) == [target.name]


def test_a_client_that_is_closed_meanwhile_lets_the_download_end(colour: Colour, target: Path) -> None:
    with peer(saying(file())) as server:
        client = colour.client(base_url=server.url)

        def close(*_: object) -> None:
            if colour.name == "sync":
                client.close()
            else:
                closing.append(asyncio.ensure_future(client.aclose()))

        closing: list[Any] = []
        got = colour.call(client, downloading(target, progress=close))
        assert got.size == len(CONTENT)
        assert target.read_bytes() == CONTENT
        with pytest.raises(ConfigurationError, match="the client is closed"):
            colour.call(client, downloading(target))
    assert client._carrier.shared.by_home == {}  # noqa: SLF001 - that it was closed in the end
