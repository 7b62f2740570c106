"""A process whose memory is measured: it does one piece of work after a good call, and prints what came of it.

`python tests/measured.py sync|async create|fetch|list|walk|download|chunks URL` prints JSON. *grown* is by how many
bytes the peak of the process rose: with walk, over one that had walked two pages; else over one that had fetched a
message. *page* is by how many it rose until then, so what it takes to read a page; *size* is that of a file.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.data import ACCOUNT, TOKEN
from twilio_lite import AsyncClient, Client, TwilioError

STATUS = Path("/proc/self/status")
PAGE = 1000
GOOD, BAD = "SM1", "SM2"


def peak() -> int:
    """The most bytes of memory that this process has had."""
    found = re.search(r"VmHWM:\s+(\d+) kB", STATUS.read_text())
    assert found
    return int(found[1]) * 1024


def call(client: Any, work: str) -> Any:
    """Make the call that is measured."""
    if work == "create":
        return client.messages.create(to="+15005550006", from_="+15005550006", body="x")
    return client.messages.list() if work == "list" else client.messages(BAD).fetch()


def meet(url: str, work: str) -> dict[str, Any]:
    """Fetch what is good, then make a call to which the answer is bad."""
    with Client(ACCOUNT, TOKEN, base_url=url) as client:
        client.messages(GOOD).fetch()
        before = peak()
        with suppress(TwilioError):
            call(client, work)
        return {"grown": peak() - before}


async def meet_async(url: str, work: str) -> dict[str, Any]:
    """Fetch what is good, then make a call to which the answer is bad."""
    async with AsyncClient(ACCOUNT, TOKEN, base_url=url) as client:
        await client.messages(GOOD).fetch()
        before = peak()
        with suppress(TwilioError):
            await call(client, work)
        return {"grown": peak() - before}


def walk(url: str) -> dict[str, Any]:
    """Fetch a message, then walk all."""
    peaks, number = [0, 0, 0], 0
    with Client(ACCOUNT, TOKEN, base_url=url) as client:
        client.messages(GOOD).fetch()
        peaks[0] = peak()
        for number, _ in enumerate(client.messages.stream(page_size=PAGE), 1):
            if number == 2 * PAGE:
                peaks[1] = peak()
    peaks[2] = peak()
    return {"walked": number, "page": peaks[1] - peaks[0], "grown": peaks[2] - peaks[1]}


async def walk_async(url: str) -> dict[str, Any]:
    """Fetch a message, then walk all."""
    peaks, number = [0, 0, 0], 0
    async with AsyncClient(ACCOUNT, TOKEN, base_url=url) as client:
        await client.messages(GOOD).fetch()
        peaks[0] = peak()
        async for _ in client.messages.stream(page_size=PAGE):
            number += 1
            if number == 2 * PAGE:
                peaks[1] = peak()
    peaks[2] = peak()
    return {"walked": number, "page": peaks[1] - peaks[0], "grown": peaks[2] - peaks[1]}


def load(url: str, work: str) -> dict[str, Any]:
    """Fetch a message, then a file."""
    with Client(ACCOUNT, TOKEN, base_url=url) as client, TemporaryDirectory() as folder:
        client.messages(GOOD).fetch()
        before = peak()
        medium = client.messages(GOOD).media("ME1")
        chunks = medium.stream_bytes()
        size = medium.download(Path(folder, "a")).size if work == "download" else sum(map(len, chunks))
        return {"size": size, "grown": peak() - before}


async def load_async(url: str, work: str) -> dict[str, Any]:
    """Fetch a message, then a file."""
    with TemporaryDirectory() as folder:
        async with AsyncClient(ACCOUNT, TOKEN, base_url=url) as client:
            await client.messages(GOOD).fetch()
            before, size = peak(), 0
            medium = client.messages(GOOD).media("ME1")
            if work == "download":
                size = (await medium.download(Path(folder, "a"))).size
            else:
                async for chunk in medium.stream_bytes():
                    size += len(chunk)
            return {"size": size, "grown": peak() - before}


def measured(colour: str, work: str, url: str) -> dict[str, Any]:
    """Do *work* in a fresh process, and give what it prints."""
    command = [sys.executable, str(Path(__file__)), colour, work, url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=100)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


if __name__ == "__main__":
    colour_name, named, address = sys.argv[1:]
    loads = named in {"download", "chunks"}
    if colour_name == "sync":
        result = walk(address) if named == "walk" else load(address, named) if loads else meet(address, named)
    elif named == "walk":
        result = asyncio.run(walk_async(address))
    else:
        result = asyncio.run(load_async(address, named) if loads else meet_async(address, named))
    sys.stdout.write(json.dumps(result))
