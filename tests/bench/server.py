"""What answers: a small HTTP server on loopback, in a process of its own, with bodies made beforehand.

It reads what it must to tell one request from the next, and judges nothing: it is to be fast and the same for all. Its
answers carry as many headers as Twilio's, an exact Content-Length and no compression; connections stay open.
"""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import parse_qs, urlsplit

import attrs

from .data import MESSAGES, message

HEADERS: Final = (
    "Date: Sat, 21 Nov 2026 09:00:00 GMT\r\n"
    "Content-Type: application/json;charset=utf-8\r\n"
    "Connection: keep-alive\r\n"
    "Twilio-Concurrent-Requests: 1\r\n"
    "Twilio-Request-Id: RQ0000000000000000000000000000000b\r\n"
    "Twilio-Request-Duration: 0.042\r\n"
    "X-Home-Region: us1\r\n"
    "X-API-Domain: api.twilio.com\r\n"
    "X-Powered-By: AT-5000\r\n"
    "Vary: Origin\r\n"
    "Strict-Transport-Security: max-age=31536000\r\n"
)
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
BACKLOG: Final = 1024


def complete(status: str, body: bytes) -> bytes:
    """Give a whole answer."""
    return f"HTTP/1.1 {status}\r\n{HEADERS}Content-Length: {len(body)}\r\n\r\n".encode() + body


class Answers:
    """What is answered, by method and target; the messages are made once."""

    def __init__(self, count: int) -> None:
        self.messages = [message(number) for number in range(count)]
        self.created = complete("201 Created", message(0, "queued"))
        self.fetched = complete("200 OK", self.messages[0])
        self.missing = complete("404 Not Found", b'{"code":20404,"message":"The bench has no such thing","status":404}')

    def answer(self, method: str, target: str) -> bytes:
        """Give the whole answer to a request."""
        path, query = urlsplit(target)[2:4]
        if path == f"{MESSAGES}.json":
            return self.created if method == "POST" else complete("200 OK", self.page(query))
        return self.fetched if path.startswith(f"{MESSAGES}/SM") else self.missing

    def page(self, query: str) -> bytes:
        """Give a page of messages as Twilio does, with the address of the next one while there is one."""
        asked = parse_qs(query)
        size, page = int(asked.get("PageSize", ["50"])[0]), int(asked.get("Page", ["0"])[0])
        start = size * page
        part = self.messages[start : start + size]
        address = f"{MESSAGES}.json?PageSize={size}&Page="
        following = f'"{address}{page + 1}&PageToken=PASM{start + size:032x}"'
        return b'{"messages":[%b],%b}' % (
            b",".join(part),
            (
                f'"first_page_uri":"{address}0","previous_page_uri":null,"uri":"{address}{page}",'
                f'"next_page_uri":{following if start + size < len(self.messages) else "null"},'
                f'"page":{page},"page_size":{size},"start":{start},"end":{start + len(part) - 1}'
            ).encode(),
        )


@attrs.define(eq=False)
class Connection(asyncio.Protocol):
    """One connection: each request that is complete, head and body, is answered in its turn."""

    answer: Callable[[str, str], bytes]
    buffer: bytearray = attrs.field(factory=bytearray, init=False)
    transport: asyncio.WriteTransport = attrs.field(init=False)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep what is written to."""
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer the requests that are complete now."""
        self.buffer += data
        while (end := self.buffer.find(b"\r\n\r\n")) >= 0:
            length = LENGTH.search(self.buffer, 0, end)
            size = end + 4 + (int(length[1]) if length else 0)
            if len(self.buffer) < size:
                return
            method, target, _ = self.buffer[: self.buffer.index(b"\r\n")].decode().split(" ")
            del self.buffer[:size]
            self.transport.write(self.answer(method, target))


async def serve(count: int) -> None:
    """Serve *count* messages for as long as the process lives, and print where: so its parent learns it."""
    answers = Answers(count)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answers.answer), "127.0.0.1", 0, backlog=BACKLOG)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await server.serve_forever()


def environment() -> dict[str, str]:
    """The environment of a process of the bench: it finds this package, but no credentials and no proxies."""
    kept = {name: value for name, value in os.environ.items() if not re.search("^TWILIO_|_proxy$", name, re.IGNORECASE)}
    paths = [str(Path(__file__).parent.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return kept | {"PYTHONPATH": os.pathsep.join(paths)}


@attrs.frozen
class Serving:
    """A server that runs."""

    url: str
    process_id: int


@contextmanager
def serving(count: int) -> Iterator[Serving]:
    """Serve *count* messages from a process of its own while the block runs."""
    command = [sys.executable, "-m", f"{__package__}.server", str(count)]
    with subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Serving(process.stdout.readline().strip(), process.pid)
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
