"""Who works when: in every round each client does each piece of work in its turn, and begins a round later in another.

Where the system allows it, the client has one core to itself and the server another.
"""

from __future__ import annotations

import compileall
import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import attrs

from .server import Serving, environment, serving
from .start import PROGRAMS, start

Figures = dict[tuple[str, str], list[dict[str, float]]]

MESSAGES: Final = 50_000
COUNTS: Final = {  # of each work: how many calls or messages, or how often a program starts; the second in a quick run
    "sync-create": (1000, 20),
    "sync-fetch": (1000, 20),
    "async-1": (1000, 20),
    "async-100": (1000, 100),
    "async-500": (1500, 500),
    "walk-1000": (MESSAGES, 4000),
    "walk-50": (MESSAGES, 4000),
    "hold": (MESSAGES, 4000),
    "growth": (MESSAGES, 4000),
    "start": (5, 1),
    "validator": (9, 1),
    "twiml": (9, 1),
}
LISTS: Final = ("walk-1000", "walk-50", "hold", "growth")
WALKS: Final = LISTS[:2]
CROWDS: Final = ("async-100", "async-500")
PLAIN_SHARE: Final = 5  # a part of the calls of a crowd: httpx alone is slow there
CLIENTS: Final = ("official", "lite", "orjson", "plain")
PACKAGES: Final = {"official": "twilio", "lite": "twilio_lite", "plain": "httpx"}


@attrs.frozen
class Plan:
    """How much is done: how often, how many calls of each work, and what twilio_lite is to do without.

    httpx alone, which is slow in a crowd, is in one in the first *plain_crowds* rounds only.
    """

    rounds: int
    counts: dict[str, int]
    plain_crowds: int
    without: tuple[str, ...] = ()

    @property
    def messages(self) -> int:
        """How many messages there are: one at least, which is fetched."""
        return max(1, *(self.counts.get(work, 0) for work in LISTS))

    def turns(self, work: str, turn: int) -> Iterator[str]:
        """Who does *work* in the round *turn*, in that round's order."""
        for place in range(len(CLIENTS)):
            client = CLIENTS[(place + turn) % len(CLIENTS)]
            if client == "orjson" and work not in WALKS:
                continue  # it changes nothing else
            if client == "plain" and work in CROWDS and turn >= self.plain_crowds:
                continue
            if client not in PROGRAMS.get(work, CLIENTS):
                continue
            yield client

    def run(self) -> Figures:
        """Do all of it; tell on the way how far it is."""
        figures: Figures = defaultdict(list)
        with serving(self.messages) as server, cores(server):
            for turn in range(self.rounds):
                for work, count in self.counts.items():
                    for client in self.turns(work, turn):
                        figures[work, client].append(self.measure(server.url, work, client, count))
                        print(f"round {turn + 1} of {self.rounds}: {work}, {client}", file=sys.stderr, flush=True)
        for client, package in PACKAGES.items():
            figures["size", client].append({"cost": installed(package)})
        return figures

    def measure(self, url: str, work: str, client: str, count: int) -> dict[str, float]:
        """Let *client* do *work* in a process of its own."""
        without = {"official": (), "plain": (), "lite": ("orjson", *self.without), "orjson": self.without}[client]
        name = "lite" if client == "orjson" else client
        if work in PROGRAMS:
            return start(PROGRAMS[work][name], url, count, without)
        if client == "plain" and work in CROWDS:
            count //= PLAIN_SHARE
        command = [sys.executable, "-m", f"{__package__}.works", name, work, url, str(count), *without]
        done = subprocess.run(command, env=environment(), stdout=subprocess.PIPE, text=True, check=True)
        spent: dict[str, float] = json.loads(done.stdout)
        return spent


@contextmanager
def cores(server: Serving) -> Iterator[None]:
    """Keep the clients, which take after this process, and the server apart."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    mine = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(mine)})
    os.sched_setaffinity(server.process_id, {max(mine)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, mine)


def installed(package: str) -> int:
    """Bytes of a package by itself as pip leaves it: its files and their bytecode."""
    spec = find_spec(package)
    assert spec
    assert spec.origin
    folder = Path(spec.origin).parent
    compileall.compile_dir(folder, quiet=2)
    tag = f".{sys.implementation.cache_tag}.pyc"
    return sum(
        path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file() and (path.suffix != ".pyc" or path.name.endswith(tag))
    )
