"""One piece of work by one client, in a process of its own: it warms up, works, and prints what that took as JSON.

What counts is what the process spends on the calls alone, user and system, not on starting. Everything that is read is
counted, so that no client gets away with less.
"""

from __future__ import annotations

import asyncio
import gc
import json
import resource
import sys
from collections.abc import Callable, Iterable
from contextlib import closing
from importlib import import_module
from itertools import islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, Final, Protocol

import attrs

from .data import SID

WARM: Final = 50
PAGE: Final = 1000


class Sync(Protocol):
    """What each client does in sync code."""

    def create(self) -> str | None: ...
    def fetch(self) -> str | None: ...
    def stream(self, page_size: int, /) -> Iterable[object]: ...
    def list(self, page_size: int, /) -> list[Any]: ...
    def close(self) -> None: ...


class Async(Protocol):
    """What each client does in async code."""

    async def create(self) -> str | None: ...
    async def close(self) -> None: ...


@attrs.define
class Meter:
    """Seconds spent since it was made: by the process, and by the clock."""

    cpu: float = attrs.field(factory=process_time)
    wall: float = attrs.field(factory=perf_counter)

    def spent(self, count: int) -> dict[str, float]:
        """Seconds for each of *count*."""
        return {"cost": (process_time() - self.cpu) / count, "wall": (perf_counter() - self.wall) / count}


def metered() -> Meter:
    """Begin to measure, with nothing left over to tidy up."""
    gc.collect()
    return Meter()


def calls(call: Callable[[], str | None], count: int) -> dict[str, float]:
    """Make *count* calls, one after the other, on one connection."""
    for _ in range(WARM):
        assert call() == SID
    meter = metered()
    for _ in range(count):
        call()
    return meter.spent(count)


async def calls_in_flight(make: Callable[[str], Async], url: str, flight: int, count: int) -> dict[str, float]:
    """Make calls, *flight* of them at any time: what *count* take, once as many have opened the connections."""
    client = make(url)
    first = max(WARM, flight)
    done = 0
    meter = Meter()
    spent: dict[str, float] = {}

    async def work() -> None:
        nonlocal done, meter, spent
        while not spent:
            assert await client.create() == SID
            done += 1
            if done == first:
                meter = metered()
            elif done == first + count:
                spent = meter.spent(count)

    await asyncio.gather(*(work() for _ in range(flight)))
    await client.close()
    return spent


def walk(client: Sync, read: Callable[[Any], object], page_size: int, total: int) -> dict[str, float]:
    """Read *total* messages page after page, and three fields of each."""
    assert client.fetch() == SID
    assert next(iter(client.stream(page_size)))
    meter = metered()
    count = 0
    for message in client.stream(page_size):
        read(message)
        count += 1
    spent = meter.spent(total)
    assert count == total
    return spent


def memory(of: str) -> int:
    """Bytes of memory of this process: its peak ("VmHWM"), or now ("VmRSS") where the system says so."""
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().partition(f"{of}:")[2].split()[0])
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def hold(client: Sync, total: int) -> dict[str, float]:
    """Hold *total* messages in a list: bytes at the peak over those before."""
    assert client.fetch() == SID
    gc.collect()
    before = memory("VmRSS")
    held = client.list(PAGE)
    assert len(held) == total
    return {"cost": memory("VmHWM") - before, "pages": total / PAGE}


def growth(client: Sync, total: int) -> dict[str, float]:
    """Read *total* messages page after page: bytes the peak grows by between the second page and the end."""
    messages = iter(client.stream(PAGE))
    seen = sum(1 for _ in islice(messages, 2 * PAGE))
    before = memory("VmHWM")
    seen += sum(1 for _ in messages)
    assert seen == total
    return {"cost": memory("VmHWM") - before}


def measured(client: str, work: str, url: str, count: int) -> dict[str, float]:
    """Do *work* with *client*."""
    module = import_module(f"{__package__}.{client}")
    kind, _, detail = work.partition("-")
    if kind == "async":
        return asyncio.run(calls_in_flight(module.Async, url, int(detail), count))
    sync: Sync
    with closing(module.Sync(url)) as sync:
        if kind == "sync":
            return calls(getattr(sync, detail), count)
        if kind == "walk":
            return walk(sync, module.READ, int(detail), count)
        return {"hold": hold, "growth": growth}[kind](sync, count)


if __name__ == "__main__":
    name, what, where, much, *without = sys.argv[1:]
    sys.modules.update(dict.fromkeys(without))  # type: ignore[arg-type]  # None is how an import is refused
    print(json.dumps(measured(name, what, where, int(much))))
