"""Let both libraries send one SMS through each fault, and write what came of it: `python tests/faults/beside.py`.

It takes some minutes and writes the table of docs/why.md. Played are the faults over plain http that move no megabytes,
always. Each client works as its users have it: as it comes, or with its own timeout and its own further tries.
"""

from __future__ import annotations

import asyncio
import re
import sys
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillRunning
from pathlib import Path
from time import monotonic
from typing import Any, Final

import attrs

sys.path.insert(0, str(Path(__file__).parents[1]))

from twilio.base.exceptions import TwilioException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client as Official

from conftest import SID
from faults.catalogue import GROUPS
from faults.kinds import Fault, Way
from faults.stage import Stage, posts
from peer import peer
from twilio_lite import AsyncClient, Client, TwilioError

PAGE: Final = Path(__file__).parents[2] / "docs" / "why.md"
TABLE: Final = re.compile(r"(?<=<!-- faults: begin -->\n).*(?=<!-- faults: end -->)", re.DOTALL)
TOKEN: Final = "made-up-token-0147"
TO, FROM, BODY = "+15005550006", "+15005550006", "x"
TIMEOUT: Final = 2.0
TOLERANCE: Final = 0.5
PATIENCE: Final = 4.0
COLUMNS: Final = (
    "faults",
    "sent again though it may have arrived",
    "raised what is not its own",
    "a message without a SID",
    "too late",
)


@attrs.define
class Seen:
    """What came of the faults with one client."""

    calls: int = 0
    repeated: int = 0
    foreign: int = 0
    late: int = 0
    hollow: int = 0


def lite(url: str) -> object:
    with Client(SID, TOKEN, base_url=url, timeout=TIMEOUT) as client:
        return client.messages.create(to=TO, from_=FROM, body=BODY)


def lite_async(url: str) -> object:
    async def send() -> object:
        async with AsyncClient(SID, TOKEN, base_url=url, timeout=TIMEOUT) as client:
            return await client.messages.create(to=TO, from_=FROM, body=BODY)

    return asyncio.run(send())


def official(url: str, **options: Any) -> object:
    http_client = TwilioHttpClient(**options)
    session: Any = http_client.session
    session.mount("http://", session.get_adapter("https://"))  # its further tries are for https only, else
    client = Official(SID, TOKEN, http_client=http_client)
    client.api.base_url = url
    return client.messages.create(to=TO, from_=FROM, body=BODY)


def official_async(url: str) -> object:
    async def send() -> object:
        async with AsyncTwilioHttpClient(timeout=TIMEOUT, max_retries=3) as http_client:
            client = Official(SID, TOKEN, http_client=http_client)
            client.api.base_url = url
            return await client.messages.create_async(to=TO, from_=FROM, body=BODY)

    return asyncio.run(send())


CLIENTS: Final[dict[str, Callable[[str], object]]] = {
    "twilio-python, as it comes": official,
    "twilio-python, timeout and max_retries=3": lambda url: official(url, timeout=TIMEOUT, max_retries=3),
    "twilio-python, async, the same": official_async,
    "twilio_lite": lite,
    "twilio_lite, async": lite_async,
}


def played() -> Iterator[Fault]:
    """Give the faults that both libraries can be led into in the same way."""
    for faults in GROUPS.values():
        for fault in faults:
            plain = fault.way in {Way.PLAIN, Way.REFUSING} and not (fault.is_heavy or fault.xml or fault.before)
            if plain and fault.expected.always:
                yield fault


def meet(fault: Fault, send: Callable[[str], object], seen: Seen) -> None:
    """Send through *fault*, and note what came of it."""
    stage = Stage(fault, "create", always=True, kept=False)
    expected = fault.expected.always.create if fault.expected.always else None
    with (
        ThreadPoolExecutor(1) as thread,
        peer() as elsewhere,
        peer(stage.script, listens=fault.way is Way.PLAIN) as server,
    ):
        stage.scene.here, stage.scene.elsewhere = server.url, elsewhere.url
        started = monotonic()
        call = thread.submit(send, server.url)
        try:
            seen.hollow += getattr(call.result(PATIENCE), "sid", None) is None
        except (TwilioError, TwilioException, StillRunning):
            pass
        except Exception:  # noqa: BLE001 - what is raised is what is counted
            seen.foreign += 1
        seen.late += monotonic() - started > TIMEOUT + TOLERANCE
        seen.repeated += posts(server) > 1 and not (expected and expected.took_effect is False)
        seen.calls += 1


def table() -> str:
    """Let every client meet every fault; write what was counted."""
    warnings.simplefilter("ignore")
    found: dict[str, Seen] = {name: Seen() for name in CLIENTS}
    for fault in played():
        for name, send in CLIENTS.items():
            meet(fault, send, found[name])
    lines = [
        f"| | {' | '.join(COLUMNS)} |",
        f"|---|{'---:|' * len(COLUMNS)}",
        *(
            f"| {name} | {seen.calls} | {seen.repeated} | {seen.foreign} | {seen.hollow} | {seen.late} |"
            for name, seen in found.items()
        ),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = table()
    sys.stdout.write(text)
    PAGE.write_text(TABLE.sub(lambda _: text, PAGE.read_text()))
