"""What the matrix promises, as docs/faults.md has it, and what came of a run of it.

`python tests/faults/report.py` writes the page anew, but for the run at its end.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from faults.catalogue import GROUPS
from faults.cells import TOLERANCE, Cell, Found
from faults.kinds import Fault

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"
RUN_HEADING = "\n## A run\n"
MEGABYTE = 1024 * 1024
USUAL = 32
HEAD = "| the server ... | plays | create | fetch | list |\n|---|---|---|---|---|\n"
RUN: list[Found] = []
GROWTHS: list[tuple[Cell, int]] = []
PROCESS: list[int] = []
INTRODUCTION = """\
# What goes wrong, and what a call then ends in

Every failure below is played by a server on loopback, over real sockets, against `create`, `fetch` and `list` of
messages with `Client` and with `AsyncClient`. The outcome of each is a promise, and a test of it.

- **Result or error**: what the call ends in, always one of our errors, with the `took_effect` that is told here.
- **Tries**: how often the call goes out with the default `Retry(attempts=2)`, once where nothing is said. A `create`
  goes out again only after a 429 or when nothing of it has left, so none is carried out twice.
- **Time**: no call lasts longer than its `timeout` and half a second.
- **Secrets**: no connection is made to where a redirect or a next page points, and no error shows the token: neither
  its text, nor its attributes, nor its traceback with all local variables, nor its pickle.
- **Memory**: no answer that is refused costs more than 32 MB, nor do the values of one that is read. Its texts take up
  to three times their size, so a good answer of the 16 MB that may come takes 48 MB.
- **Afterwards**: the same client makes a good call.

`nox -s faults` runs all of it, in some minutes, and prints a table of what it counted; `nox -s tests` runs one cell of
each group.

Not covered: HTTP/2, packet loss, a real network, real name servers, proxies through TLS or SOCKS, transports given with
`transport=`, other operations than these three. What Twilio itself does is not known here: the server is ours.

In the tables, `True`, `False` and `None` are `took_effect`. A fault that plays once is followed by good answers.
"""


def rows_of(fault: Fault) -> list[str]:
    """The rows of a fault in its table."""
    return [
        f"| {fault.name} | {plays} | {row.create} | {row.fetch} | {row.list} |"
        for plays, row in fault.expected.rows().items()
    ]


def page() -> str:
    """The page of documentation, as far as the data tell it."""
    parts = [INTRODUCTION]
    for group, faults in GROUPS.items():
        parts.append(f"\n## {group[0].upper()}{group[1:]}\n\n{HEAD}")
        parts += [f"{row}\n" for fault in faults for row in rows_of(fault)]
    return "".join(parts)


def figures() -> list[str]:
    """What came of a run, as a table."""
    lines = [
        "| group | faults | cells | as told | duplicates | leaks | too late | longest overrun | largest growth |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for group in (*GROUPS, "all"):
        own = [found for found in RUN if group in {found.cell.group, "all"}]
        grown = [grown for cell, grown in GROWTHS if cell.fault.grows == USUAL and group in {"size", "all"}]
        numbers = [
            len({found.cell.fault.name for found in own}),
            len(own),
            sum(not found.wrong for found in own),
            sum(found.duplicates for found in own),
            sum(found.leaks for found in own),
            sum(found.overrun > TOLERANCE for found in own),
            f"{max((found.overrun for found in own), default=0.0):.2f} s",
            f"{max(grown) / MEGABYTE:.0f} MB" if grown else "",
        ]
        lines.append(f"| {group} | {' | '.join(map(str, numbers))} |")
    lines.append(f"\nThe process of the tests, servers and all, grew by {sum(PROCESS) / MEGABYTE:.0f} MB.")
    return lines


if __name__ == "__main__":
    kept = PAGE.read_text().partition(RUN_HEADING)[2] if PAGE.exists() else ""
    PAGE.write_text(page().rstrip("\n") + "\n" + RUN_HEADING + kept)
