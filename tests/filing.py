"""Media files: what a test asks for, and servers that give them well or badly."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from peer import Line, Script, answer
from speaker import Parts
from twilio_lite import Retry

CONTENT = bytes(range(256)) * 1000
TYPED = b"Content-Type: image/gif"
ONCE = Retry(attempts=0)
Use = Callable[[Any], Any]


def medium(client: Any) -> Any:
    """The file that is asked for."""
    return client.messages("SM1").media("ME1")


def downloading(to: Any, **options: Any) -> Use:
    """Give what downloads the file."""
    return lambda client: medium(client).download(to, **options)


def streaming(**options: Any) -> Use:
    """Give what reads the file in chunks."""
    return lambda client: medium(client).stream_bytes(**options)


class Broken(bytes):
    """What is said before the connection ends."""


def file(content: bytes = CONTENT, *headers: bytes) -> bytes:
    """A file as it should come."""
    return answer(content, b"200 OK", TYPED, *headers)


def broken(came: int = 1000, content: bytes = CONTENT) -> Broken:
    """A file of which so many bytes come."""
    return Broken(file(content)[: came - len(content) or None])


def saying(*answers: bytes) -> Script:
    """Give what says one answer after the other, each to a request."""
    left = iter(answers)

    def script(line: Line) -> None:
        while line.request():
            said = next(left)
            line.say(said)
            if isinstance(said, Broken):
                return

    return script


def until_gone(line: Line) -> None:
    """Wait until the client has gone."""
    with suppress(ConnectionError):
        while line.more():
            pass


def names_in(folder: Path) -> list[str]:
    """What lies in *folder*."""
    return sorted(path.name for path in folder.iterdir())


class Timed(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body whose parts take their time, by a clock of the tests."""

    def __init__(self, pass_time: Callable[[float], None], *parts: tuple[float, bytes]) -> None:
        self.pass_time = pass_time
        self.parts = parts

    def __iter__(self) -> Iterator[bytes]:
        for seconds, part in self.parts:
            self.pass_time(seconds)
            yield part

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for part in self:
            yield part


def giving(
    *parts: bytes, status: int = 200, length: str | None = None, content_type: str | None = None
) -> httpx.MockTransport:
    """Make a transport that answers with *parts*."""
    headers = {
        name: value for name, value in (("Content-Length", length), ("Content-Type", content_type)) if value is not None
    }
    return httpx.MockTransport(lambda _: httpx.Response(status, headers=headers, stream=Parts(parts)))
