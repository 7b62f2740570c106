"""A process whose memory is measured: it does one piece of work after a good call, and prints what came of it.

`python tests/measured.py sync|async fetch|walk URL` prints JSON. *grown* is by how many bytes the peak of the process
rose: with fetch, over one that had fetched a message; with walk, over one that had walked two pages. *page* is by how
many it rose until then, so what it takes to read a page.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
from pathlib import Path
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


def fetch(url: str) -> dict[str, Any]:
    """Fetch what is good, then what is bad."""
    outcome = "read"
    with Client(ACCOUNT, TOKEN, base_url=url) as client:
        client.messages(GOOD).fetch()
        before = peak()
        try:
            client.messages(BAD).fetch()
        except TwilioError as error:
            outcome = f"{type(error).__name__}: {error}"
        return {"outcome": outcome, "grown": peak() - before}


async def fetch_async(url: str) -> dict[str, Any]:
    """Fetch what is good, then what is bad."""
    outcome = "read"
    async with AsyncClient(ACCOUNT, TOKEN, base_url=url) as client:
        await client.messages(GOOD).fetch()
        before = peak()
        try:
            await client.messages(BAD).fetch()
        except TwilioError as error:
            outcome = f"{type(error).__name__}: {error}"
        return {"outcome": outcome, "grown": peak() - before}


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


def measured(colour: str, work: str, url: str) -> dict[str, Any]:
    """Do *work* in a fresh process, and give what it prints."""
    command = [sys.executable, str(Path(__file__)), colour, work, url]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, timeout=100)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


WORKS = {"fetch": fetch, "walk": walk}
ASYNC_WORKS = {"fetch": fetch_async, "walk": walk_async}

if __name__ == "__main__":
    chosen, named, address = sys.argv[1:]
    result = WORKS[named](address) if chosen == "sync" else asyncio.run(ASYNC_WORKS[named](address))
    sys.stdout.write(json.dumps(result))
