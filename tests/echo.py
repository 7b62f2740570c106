"""A server in a process of its own, which answers with the SID it was asked for and counts its connections.

It answers after moments of its own choice and in pieces. It prints its address, and when its standard input ends, the
number of its requests and the most connections that were open at once.
"""

from __future__ import annotations

import asyncio
import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import attrs

ENDED = getattr(select, "POLLRDHUP", 0)
LONGEST_MOMENT = 0.02


@attrs.define(eq=False)
class House:
    """What the server counts."""

    poll: Any
    random: Random = attrs.field(factory=lambda: Random(2010))  # noqa: S311 - the same moments in each run
    requests: int = 0
    most: int = 0
    doors: set[int] = attrs.field(factory=set)

    def open(self, descriptor: int) -> None:
        """Count a connection; those that the other side has closed, which nobody has told us yet, are none."""
        self.doors.add(descriptor)
        self.poll.register(descriptor, ENDED)
        if len(self.doors) > self.most:
            self.most = max(self.most, len(self.doors) - len(self.poll.poll(0)))

    def close(self, descriptor: int) -> None:
        """Count a connection no more."""
        self.doors.remove(descriptor)
        self.poll.unregister(descriptor)


@attrs.define(eq=False)
class Connection(asyncio.Protocol):
    """One connection, and what it has not answered yet."""

    house: House
    unread: bytes = b""
    descriptor: int = -1
    transport: asyncio.Transport = attrs.field(init=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note what is written to."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.descriptor = transport.get_extra_info("socket").fileno()
        self.house.open(self.descriptor)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - however it ended
        """Note the end."""
        self.house.close(self.descriptor)

    def data_received(self, data: bytes) -> None:
        """Answer each request, none of which has a body."""
        self.unread += data
        while b"\r\n\r\n" in self.unread:
            head, _, self.unread = self.unread.partition(b"\r\n\r\n")
            self.house.requests += 1
            sid = head.split(b" ")[1].rpartition(b"/")[2].removesuffix(b".json")
            body = b'{"sid": "%s", "body": "%s"}' % (sid, b"x" * 300)
            self.answer(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    def answer(self, said: bytes) -> None:
        """Say it: one part at some moment, and the rest at another."""
        random = self.house.random
        cut, first, second = random.randrange(len(said)), *(random.random() * LONGEST_MOMENT for _ in range(2))
        loop = asyncio.get_running_loop()
        loop.call_later(first, self.say, said[:cut])
        loop.call_later(first + second, self.say, said[cut:])

    def say(self, part: bytes) -> None:
        """Send *part*, unless nobody is there any more."""
        if not self.transport.is_closing():
            self.transport.write(part)


async def serve(house: House) -> None:
    """Serve until standard input ends."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(house), "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await loop.run_in_executor(None, sys.stdin.read)
    sys.stdout.write(json.dumps({"requests": house.requests, "most": house.most}))


@attrs.define
class Echo:
    """The server as a test sees it; what it counted is known when it has ended."""

    url: str
    requests: int = 0
    most: int = 0


@contextmanager
def echo() -> Iterator[Echo]:
    """Run the server while the block runs."""
    command = [sys.executable, str(Path(__file__))]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        server = Echo(process.stdout.readline().strip())
        try:
            yield server
            counted = json.loads(process.communicate(timeout=20)[0])
            server.requests, server.most = counted["requests"], counted["most"]
        finally:
            process.kill()


if __name__ == "__main__":
    asyncio.run(serve(House(select.poll())))
