"""A cell of the matrix: a fault, how often it plays, an operation and a colour. It is run, and what is found is judged.

What is found wrong is told in words, so that a cell that is as it should be gives none.
"""

from __future__ import annotations

import asyncio
import base64
import pickle
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from time import monotonic
from typing import Any

import attrs

from conftest import SID, Colour
from faults.connecting import trusting
from faults.kinds import (
    OPERATIONS,
    Fault,
    Outcome,
    Way,
    nothing,
)
from faults.stage import NAMES, UNREACHED, Stage, crowd, posts
from peer import Peer, peer
from twilio_lite import DeadlineExceeded, TwilioError

SECRET = "made-up-token-0147"
SECRETS = (SECRET, base64.b64encode(f"{SID}:{SECRET}".encode()).decode())
KEPT = "create on a used connection"
TIME_OF_A_CALL = 10.0
SHORT_TIME = 1.0
TOLERANCE = 0.5
LONG_BODY = "x" * 8_000_000


@attrs.frozen
class Cell:
    """A fault that plays, or plays once, and a call that meets it."""

    group: str
    fault: Fault
    plays: str
    operation: str
    colour: Colour

    def __str__(self) -> str:
        return f"{self.fault.name}, {self.plays}: {self.operation}, {self.colour.name}"

    @property
    def asks(self) -> str:
        """The operation, whatever connection it goes over."""
        return "create" if self.operation == KEPT else self.operation

    @property
    def expected(self) -> Outcome:
        """What the call is to end in."""
        return self.fault.expected.rows()[self.plays].of(self.asks)


@attrs.frozen
class Found:
    """What was found: the outcome, and all that is wrong."""

    cell: Cell
    wrong: list[str]
    took: float
    overrun: float
    duplicates: int
    leaks: int


def cells_of(group: str, fault: Fault, colours: list[Colour]) -> Iterator[Cell]:
    """Give the cells of a fault."""
    keeps = fault.way is Way.PLAIN and fault.reads is not nothing and not fault.before
    for plays in fault.expected.rows():
        for operation in (*OPERATIONS, *([KEPT] if keeps else [])):
            for colour in colours:
                yield Cell(group, fault, plays, operation, colour)


class Run:
    """A cell as it is run: the servers, the client, the call, and a good call after it."""

    def __init__(self, cell: Cell, time: float) -> None:
        self.cell = cell
        self.time = time
        self.stage = Stage(cell.fault, cell.asks, always=cell.plays == "always", kept=cell.operation == KEPT)
        self.took = 0.0
        self.tries = 0
        self.outcome: Any = None
        self.after: Any = None
        self.crowd = ExitStack()

    def options(self, server: Peer) -> dict[str, Any]:
        """Give what the client is made with."""
        fault, name = self.cell.fault, f"cell-{server.port}.invalid"
        if fault.way in {Way.NAMELESS, Way.TWO_ADDRESSES}:
            NAMES[name] = ["127.0.0.2", "127.0.0.1"] if fault.way is Way.TWO_ADDRESSES else []
            address: dict[str, Any] = {"base_url": f"http://{name}:{server.port}"}
        elif fault.way is Way.TLS:
            address = {"base_url": server.url.replace("http", "https")}
        elif fault.way is Way.TUNNEL:
            address = {"base_url": "https://api.invalid", "proxy": server.url}
        elif fault.way is Way.FORWARD:
            address = {"base_url": "http://api.invalid", "proxy": server.url}
        else:
            address = {"base_url": server.url}
        tls = {"verify": trusting()} if fault.way in {Way.TLS, Way.TUNNEL} else {}
        return {**address, **tls, "allow_http": True, "timeout": self.time, "format": "xml" if fault.xml else "json"}

    def mend(self, server: Peer) -> None:
        """Have the server fail no more."""
        if not self.stage.is_over:
            self.stage.is_over = True
            self.crowd.close()
            if self.cell.fault.way in {Way.REFUSING, Way.CROWDED}:
                server.listen()
            if self.cell.fault.way is Way.NAMELESS:
                NAMES[f"cell-{server.port}.invalid"] = ["127.0.0.1"]

    def hurry(self, client: Any, server: Peer) -> None:
        """Let no time pass between a client's tries; what fails once for all who come is mended there."""
        carrier = client._carrier  # noqa: SLF001 - where a client's time is
        carrier.chance = lambda: 0.0
        if self.cell.plays == "once" and self.cell.fault.way in UNREACHED:

            async def mend_async(_: float) -> None:
                self.mend(server)

            carrier.sleep = mend_async if self.cell.colour.name == "async" else lambda _: self.mend(server)

    def settle(self) -> None:
        """Wait until the server has done what it does before the next request."""
        if self.cell.fault.before and self.cell.fault.reads is nothing:
            self.stage.settled.wait(5)

    def use(self, client: Any) -> Any:
        """Make the call."""
        if self.cell.operation == "fetch":
            return client.messages("SM2").fetch()
        if self.cell.operation == "list":
            return client.messages.list()
        body = LONG_BODY if self.cell.fault.long else "x"
        return client.messages.create(to="+15005550006", from_="+15005550006", body=body)

    def is_warm(self) -> bool:
        """Is there a call before the one that meets the fault?"""
        return self.stage.warm is not None

    def note(self, outcome: Any, started: float) -> None:
        """Keep what the call ended in."""
        self.took = monotonic() - started
        self.tries = self.stage.tries
        self.outcome = outcome

    def sync(self, client: Any, server: Peer) -> None:
        """Do it with a `Client`."""
        with client:
            if self.is_warm():
                client.messages("SM2").fetch()
                self.settle()
            started = monotonic()
            try:
                self.note(self.use(client), started)
            except Exception as error:  # noqa: BLE001 - what is raised is what is tested
                self.note(error, started)
            self.mend(server)
            try:
                self.after = client.messages("SM2").fetch().sid
            except TwilioError as error:
                self.after = error

    async def aio(self, client: Any, server: Peer) -> None:
        """Do it with an `AsyncClient`."""
        async with client:
            if self.is_warm():
                await client.messages("SM2").fetch()
                self.settle()
            started = monotonic()
            try:
                self.note(await self.use(client), started)
            except Exception as error:  # noqa: BLE001 - what is raised is what is tested
                self.note(error, started)
            self.mend(server)
            try:
                self.after = (await client.messages("SM2").fetch()).sid
            except TwilioError as error:
                self.after = error


def found(cell: Cell, time: float | None = None) -> Found:
    """Run *cell*, whose call has *time*, and say what is wrong."""
    hangs = any(
        outcome.error is DeadlineExceeded
        for row in cell.fault.expected.rows().values()
        for outcome in (row.create, row.fetch, row.list)
    )
    run = Run(cell, time or (SHORT_TIME if hangs else TIME_OF_A_CALL))
    way = cell.fault.way
    with (
        peer() as elsewhere,
        peer(run.stage.script, listens=way not in {Way.REFUSING, Way.CROWDED}) as server,
        run.crowd,
    ):
        run.stage.scene.here, run.stage.scene.elsewhere = server.url, elsewhere.url
        if way is Way.CROWDED:
            run.crowd.enter_context(crowd(server))
        client = cell.colour.client(SID, SECRET, **run.options(server))
        run.hurry(client, server)
        if cell.colour.name == "sync":
            run.sync(client, server)
        else:
            asyncio.run(run.aio(client, server))
        return judged(run, posts(server), len(elsewhere.lines))


def judged(run: Run, posts: int, leaks: int) -> Found:
    """Say what is wrong."""
    cell, expected = run.cell, run.cell.expected
    duplicates = max(0, posts - expected.tries)
    overrun = max(0.0, run.took - run.time)
    told = [
        *outcome_wrong(cell, run.outcome),
        *([f"{run.tries} tries"] if is_counted(cell) and run.tries != expected.tries else []),
        *([f"{duplicates} duplicates"] if duplicates else []),
        *([f"{leaks} connections elsewhere"] if leaks else []),
        *([f"{overrun:.2f} s over its time"] if overrun > TOLERANCE else []),
        *([f"a secret in {place}" for place in secret_places(run.outcome)]),
        *([f"the next call: {run.after!r}"] if run.after != "SM2" else []),
    ]
    return Found(cell, told, run.took, overrun, duplicates, leaks + len(secret_places(run.outcome)))


def is_counted(cell: Cell) -> bool:
    """Does the server see every try?"""
    return not cell.fault.before and cell.fault.way not in UNREACHED


def outcome_wrong(cell: Cell, outcome: Any) -> list[str]:
    """Say what is wrong with what the call ended in."""
    expected = cell.expected
    if isinstance(outcome, Exception):
        ended = f"{type(outcome).__name__}, {getattr(outcome, 'took_effect', 'no TwilioError')}: {outcome}"
        is_right = type(outcome) is expected.error and getattr(outcome, "took_effect", ...) is expected.took_effect
    elif cell.operation == "list":
        ended = f"{[message.sid for message in outcome]}"
        is_right = not expected.error and [message.sid for message in outcome] == list(cell.fault.sids)
    else:
        ended = outcome.sid
        is_right = not expected.error and outcome.sid == ("SM2" if cell.operation == "fetch" else "SM1")
    return [] if is_right else [f"expected {expected}, got {ended}"]


def secret_places(outcome: Any) -> list[str]:
    """Say where a secret shows in an error, or in those behind it."""
    places = []
    seen: list[BaseException] = []
    error = outcome if isinstance(outcome, BaseException) else None
    waiting = [error]
    while waiting:
        error = waiting.pop()
        if error is None or error in seen:
            continue
        seen.append(error)
        waiting += [error.__cause__, error.__context__]
        frames = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        shown = {
            "str": str(error),
            "repr": repr(error),
            "vars": repr(vars(error)),
            "traceback": "".join(frames),
            "pickle": repr(pickle.dumps(error)) if isinstance(error, TwilioError) else "",
        }
        places += [name for name, text in shown.items() if any(secret in text for secret in SECRETS)]
    return places
