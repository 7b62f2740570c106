"""Every fault, every operation, both clients: what a call ends in, and that nothing is sent twice, shown or overrun.

`nox -s faults` runs the whole matrix, several cells at a time, since cells mostly wait; `nox -s tests` runs one cell of
each group with each client. What was found is counted in a table at the end of the run.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest

from conftest import Colour
from faults.catalogue import GROUPS
from faults.cells import KEPT, Cell, Found, cells_of, found
from faults.kinds import Fault, Scene
from faults.report import GROWTHS, MEGABYTE, PAGE, PROCESS, RUN, RUN_HEADING, page
from faults.stage import good_answer, resolved
from measured import GOOD, STATUS, measured, peak
from peer import Line, peer
from twilio_lite._wire.limits import PHASES

COLOURS = [Colour("sync"), Colour("async")]
CELLS = [cell for group, faults in GROUPS.items() for fault in faults for cell in cells_of(group, fault, COLOURS)]
LARGE = [cell for cell in CELLS if cell.fault.large and cell.operation != KEPT]
AT_ONCE = 8
FEW_AT_ONCE = 2
SOON = 0.4
SHORT = 0.2
ONE_OF_EACH = {
    "connection": ("refuses the connection", "create"),
    "timing": ("is silent in a body", "create"),
    "reuse": ("closes a used connection", "create"),
    "framing": ("says two lengths", "create"),
    "retryable": ("answers 503", "create"),
    "error bodies": ("answers 400 with half an object", "create"),
    "bodies": ("answers half a text", "create"),
    "size": ("has endless chunks", "create"),
    "XML": ("answers a billion laughs", "fetch"),
    "redirects": ("redirects elsewhere, 307", "create"),
    "paging": ("has a next page elsewhere", "list"),
    "TLS": ("closes in the handshake", "create"),
}
needs_proc = pytest.mark.skipif(not STATUS.exists(), reason="this system does not say what a process took")


def run(cells: list[Cell], at_once: int) -> dict[str, Found]:
    """Run *cells*, several at a time."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(at_once) as threads:
        patch.setattr(socket, "getaddrinfo", resolved)
        return dict(zip(map(str, cells), threads.map(found, cells), strict=True))


@cache
def run_group(group: str) -> dict[str, Found]:
    """Run all cells of *group*, once."""
    cells = [cell for cell in CELLS if cell.group == group]
    before = peak() if STATUS.exists() else 0
    done: dict[str, Found] = {}
    for soon in (False, True):
        with pytest.MonkeyPatch.context() as patch:
            for phase in ("connect", "read", "write") if soon else ():
                patch.setitem(PHASES, phase, SOON)
            chosen = [cell for cell in cells if cell.fault.impatient is soon]
            done |= run([cell for cell in chosen if cell.fault.is_heavy], FEW_AT_ONCE)
            done |= run([cell for cell in chosen if not cell.fault.is_heavy], AT_ONCE)
    RUN.extend(done.values())
    PROCESS.append((peak() if STATUS.exists() else 0) - before)
    return done


@pytest.mark.faults
@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_call_that_meets_a_fault_ends_as_the_table_says(cell: Cell) -> None:
    assert run_group(cell.group)[str(cell)].wrong == []


@pytest.mark.parametrize("group", GROUPS)
def test_a_call_that_meets_a_fault_of_each_group_ends_as_the_table_says(
    colour: Colour, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    name, operation = ONE_OF_EACH[group]
    fault = next(fault for fault in GROUPS[group] if fault.name == name)
    cell = Cell(group, fault, next(iter(fault.expected.rows())), operation, colour)
    assert found(cell, SHORT if group == "timing" else None).wrong == []


def playing(fault: Fault) -> Callable[[Line], None]:
    """Give what answers well when asked for what is good, and else fails."""

    def play(line: Line) -> None:
        while request := line.request():
            if f"/{GOOD}.json".encode() in request:
                line.say(good_answer(request))
            else:
                line.unread = request + line.unread
                fault.play(line, Scene(body=b'{"messages": [{"sid": "SM3"}], "sid": "SM1"}'))
                return

    return play


def growth(cell: Cell) -> int:
    """Make the call of *cell* in a process of its own, and give by how much that grew."""
    with peer(playing(cell.fault)) as server:
        grown: int = measured(cell.colour.name, cell.operation, server.url)["grown"]
    return grown


@cache
def growths() -> dict[str, int]:
    """Measure all large answers, once."""
    with ThreadPoolExecutor(2) as threads:
        grown = dict(zip(map(str, LARGE), threads.map(growth, LARGE), strict=True))
    GROWTHS.extend((cell, grown[str(cell)]) for cell in LARGE)
    return grown


@needs_proc
@pytest.mark.faults
@pytest.mark.parametrize("cell", LARGE, ids=str)
def test_a_large_answer_costs_no_more_memory_than_its_table_says(cell: Cell) -> None:
    assert growths()[str(cell)] <= cell.fault.grows * MEGABYTE


FAULTS = [fault for faults in GROUPS.values() for fault in faults]


def test_a_fault_has_a_name_of_its_own() -> None:
    names = [fault.name for fault in FAULTS]
    assert len(names) == len(set(names))


def test_a_create_is_expected_to_go_out_again_only_where_it_has_done_nothing() -> None:
    again = [fault for fault in FAULTS if any(row.create.tries > 1 for row in fault.expected.rows().values())]
    assert {fault.expected.always.create.took_effect for fault in again if fault.expected.always} == {False}
    assert all(fault.expected.always for fault in again)


def test_the_page_about_faults_says_what_the_faults_say() -> None:
    assert PAGE.read_text().partition(RUN_HEADING)[0] == page().rstrip("\n") + "\n"
