"""Every fault, every operation, both clients: what a call ends in, and that nothing is sent twice, shown or overrun.

The whole matrix is run by `nox -s faults`, several cells at a time, since cells mostly wait; here one cell of each group
is run with each client.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import Colour
from faults.catalogue import GROUPS
from faults.cells import Cell, Found, cells_of, found, resolved
from twilio_lite._wire.limits import PHASES

COLOURS = [Colour("sync"), Colour("async")]
CELLS = [cell for group, faults in GROUPS.items() for fault in faults for cell in cells_of(group, fault, COLOURS)]
AT_ONCE = 8
SOON = 0.4


@pytest.fixture(scope="module")
def names() -> None:
    """Let the cells have names of their own."""


def run(cells: list[Cell], at_once: int) -> dict[str, Found]:
    """Run *cells*, several at a time."""
    with pytest.MonkeyPatch.context() as patch, ThreadPoolExecutor(at_once) as threads:
        patch.setattr(socket, "getaddrinfo", resolved)
        return dict(zip(map(str, cells), threads.map(found, cells), strict=True))


@pytest.fixture(scope="module")
def matrix() -> Callable[[Cell], Found]:
    """Give what was found of a cell, whose group is run when it is first asked for."""
    done: dict[str, Found] = {}

    def of(cell: Cell) -> Found:
        if str(cell) not in done:
            group = [other for other in CELLS if other.group == cell.group]
            large = [other for other in group if other.fault.large]
            done.update(run(large, 1))
            done.update(run([other for other in group if not (other.fault.large or other.fault.impatient)], AT_ONCE))
            with pytest.MonkeyPatch.context() as patch:
                for phase in ("connect", "read", "write"):
                    patch.setitem(PHASES, phase, SOON)
                done.update(run([other for other in group if other.fault.impatient], AT_ONCE))
        return done[str(cell)]

    return of


@pytest.mark.faults
@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_fault_ends_as_its_table_says(cell: Cell, matrix: Callable[[Cell], Found]) -> None:
    assert matrix(cell).wrong == []
