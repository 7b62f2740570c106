"""What goes wrong, by the thousand and by the gigabyte: `nox -s faults`. A small case of each is in the other files."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from random import Random
from typing import Any

import pytest

from bench.server import serving
from conftest import SID, TOKEN, Colour
from echo import echo
from measured import STATUS, measured
from twilio_lite import AsyncClient, Client, Retry

pytestmark = pytest.mark.faults

ONCE = Retry(attempts=0)
MEGABYTE = 1024 * 1024
CONNECTIONS = 100
CANCELLATIONS = 50_000
AT_ONCE = 150
needs_proc = pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def fetch(client: Any, sid: str) -> Any:
    return client.messages(sid).fetch()


async def cancelled(url: str) -> list[str]:
    """Cancel calls at moments of all kinds, many at a time, then make 200 at once and give their SIDs."""
    random, numbers, left = Random(50_000), count(), CANCELLATIONS  # noqa: S311 - the same moments in each run

    async def cancel_calls(client: AsyncClient) -> None:
        nonlocal left
        while left > 0:
            sid = f"SM{next(numbers)}"
            call = asyncio.create_task(fetch(client, sid))
            await asyncio.sleep(random.choice((0.0, 0.01, 0.1, 0.1)) * random.random())
            call.cancel()
            try:
                assert (await call).sid == sid
            except asyncio.CancelledError:
                left -= 1

    async with AsyncClient(SID, TOKEN, base_url=url, retry=ONCE) as client, asyncio.timeout(200):
        await asyncio.gather(*(cancel_calls(client) for _ in range(AT_ONCE)))
        return [message.sid for message in await asyncio.gather(*(fetch(client, f"SM{n}") for n in range(200)))]


def test_after_fifty_thousand_cancelled_calls_two_hundred_work_over_no_more_connections_than_the_pool_holds() -> None:
    with echo() as server:
        got = asyncio.run(cancelled(server.url))
    assert got == [f"SM{number}" for number in range(200)]
    assert server.most <= CONNECTIONS
    assert server.requests > CANCELLATIONS / 10


@needs_proc
def test_fifty_thousand_messages_are_walked_in_the_memory_of_a_page(colour: Colour) -> None:
    with serving(50_000) as server:
        found = measured(colour.name, "walk", server.url)
    assert found["walked"] == 50_000
    assert found["grown"] <= found["page"]


def own_answers(client: Client, first: int, calls: int) -> bool:
    """Make *calls* calls, and say whether each got its own answer."""
    return all(fetch(client, f"SM{number}").sid == f"SM{number}" for number in range(first, first + calls))


def test_sixteen_threads_on_one_client_get_each_their_own_answers() -> None:
    with (
        echo() as server,
        Client(SID, TOKEN, base_url=server.url, retry=ONCE) as client,
        ThreadPoolExecutor(16) as threads,
    ):
        assert all(threads.map(lambda thread: own_answers(client, thread * 500, 500), range(16)))
    assert server.requests == 16 * 500
    assert server.most <= 16


def forked(work: Callable[[], bool]) -> int:
    """Begin *work* in a forked process, which ends within a minute."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            signal.alarm(60)
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return child


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_four_forked_processes_and_their_parent_get_each_their_own_answers_over_one_client() -> None:
    with (
        echo() as server,
        Client(SID, TOKEN, base_url=server.url, retry=ONCE) as client,
        ThreadPoolExecutor(8) as threads,
    ):
        # Eight connections, four of which the parent will leave idle; and a fork while a first call imports is a hazard
        assert all(threads.map(lambda thread: own_answers(client, thread * 10, 10), range(8)))
        calling = [threads.submit(own_answers, client, start, 200) for start in range(1000, 5000, 1000)]
        starts = range(10_000, 50_000, 10_000)
        children = [forked(partial(own_answers, client, start, 200)) for start in starts]
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert all(call.result(60) for call in calling)
    assert ends == [0] * 4
    assert server.requests == 8 * 10 + 8 * 200
