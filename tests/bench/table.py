"""The rows, their targets, and the table in docs/performance.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import Final

import attrs

from .rounds import Figures, Plan

DOCUMENT: Final = Path(__file__).parents[2] / "docs" / "performance.md"
BEGIN: Final = "<!-- table: begin -->"
END: Final = "<!-- table: end -->"
PACKAGES: Final = ("twilio-lite", "twilio", "httpx", "httptools", "h11", "requests", "aiohttp", "orjson")
HEAD: Final = (
    "| work | twilio-python | httpx alone | twilio_lite | lowest to highest | by the clock | at most | |",
    "|---|---|---|---|---|---|---|---|",
)


@attrs.frozen
class Row:
    """One row: how the figures of a client are read, and what twilio_lite is to reach."""

    title: str
    work: str
    target: float
    unit: str
    scale: float
    ours: str = "lite"

    def values(self, figures: Figures, client: str, what: str = "cost") -> list[float]:
        """A client's values, round by round: against twilio-python in the same round."""
        pairs = zip(figures[self.work, client], figures[self.work, "official"], strict=False)
        return [mine[what] / theirs[what] for mine, theirs in pairs if what in mine]

    def official(self, figures: Figures) -> str:
        """What twilio-python took."""
        taken = median(sample["cost"] for sample in figures[self.work, "official"])
        return f"{taken * self.scale:.3g} {self.unit}"

    def shown(self, value: float) -> str:
        """A value as it stands in the table."""
        return f"{value:.2f}"

    def cells(self, figures: Figures) -> Iterator[str]:
        """Write the row."""
        ours = self.values(figures, self.ours)
        plain = self.values(figures, "plain")
        wall = self.values(figures, self.ours, "wall")
        yield self.title
        yield self.official(figures)
        yield self.shown(median(plain)) if plain else ""
        yield f"**{self.shown(median(ours))}**"
        yield f"{self.shown(min(ours))} to {self.shown(max(ours))}"
        yield self.shown(median(wall)) if wall else ""
        yield self.shown(self.target)
        yield "reached" if self.reached(figures) else "missed"

    def reached(self, figures: Figures) -> bool:
        """Is the target reached?"""
        return median(self.values(figures, self.ours)) <= self.target

    def measured(self, figures: Figures) -> bool:
        """Was it measured at all?"""
        return bool(figures.get((self.work, self.ours)))


class Absolute(Row):
    """A row in which every client's own value stands."""

    def values(self, figures: Figures, client: str, what: str = "cost") -> list[float]:
        """A client's values, round by round."""
        return [sample[what] * self.scale for sample in figures[self.work, client] if what in sample]

    def official(self, figures: Figures) -> str:
        """twilio-python's own value."""
        return self.shown(median(self.values(figures, "official")))

    def shown(self, value: float) -> str:
        """A value as it stands in the table."""
        return f"{value:.2f} {self.unit}".strip()


class Crowd(Absolute):
    """Many in flight against one: a client's own cost a call."""

    def values(self, figures: Figures, client: str, what: str = "cost") -> list[float]:
        """A client's values, round by round."""
        pairs = zip(figures[self.work, client], figures["async-1", client], strict=False)
        return [many[what] / one[what] for many, one in pairs]

    def measured(self, figures: Figures) -> bool:
        """Was it measured at all?"""
        return super().measured(figures) and bool(figures.get(("async-1", self.ours)))


class Pages(Absolute):
    """Growth of memory in pages: in what one page of messages takes that are held."""

    def values(self, figures: Figures, client: str, what: str = "cost") -> list[float]:
        """A client's values, round by round."""
        pairs = zip(figures[self.work, client], figures["hold", client], strict=False)
        return [grown[what] / (held[what] / held["pages"]) for grown, held in pairs if what in grown]

    def measured(self, figures: Figures) -> bool:
        """Was it measured at all?"""
        return super().measured(figures) and bool(figures.get(("hold", self.ours)))


ROWS: Final = (
    Row("sync create", "sync-create", 0.35, "us a call", 1e6),
    Row("sync fetch", "sync-fetch", 0.35, "us a call", 1e6),
    Row("async create, 1 in flight", "async-1", 0.5, "us a call", 1e6),
    Row("async create, 100 in flight", "async-100", 0.5, "us a call", 1e6),
    Row("async create, 500 in flight", "async-500", 0.5, "us a call", 1e6),
    Crowd("one call of 500 in flight, against 1", "async-500", 1.0, "", 1),
    Row("walk all messages, pages of 1000", "walk-1000", 0.45, "us a message", 1e6),
    Row("the same with orjson", "walk-1000", 0.33, "us a message", 1e6, "orjson"),
    Row("walk all messages, pages of 50", "walk-50", 0.4, "us a message", 1e6),
    Row("the same with orjson", "walk-50", 0.3, "us a message", 1e6, "orjson"),
    Row("hold all messages: peak memory", "hold", 0.8, "MB", 1e-6),
    Pages("walk all messages: growth of memory", "growth", 1.0, "pages", 1),
    Row("whole program with one fetch, over an empty one, by the clock", "start", 0.75, "ms", 1e3),
    Row("importing what proves a webhook, over an empty program, by the clock", "validator", 1.0, "ms", 1e3),
    Row("importing what answers a call, the same", "twiml", 1.0, "ms", 1e3),
    Absolute("installed size of the package itself", "size", 1.0, "MB", 1e-6),
)


def table(figures: Figures, plan: Plan) -> str:
    """Write the table, with when and by what it was measured."""
    rows = [f"| {' | '.join(row.cells(figures))} |" for row in ROWS if row.measured(figures)]
    return "\n".join([measured_with(plan), "", *HEAD, *rows])


def measured_with(plan: Plan) -> str:
    """Say when and by what it was measured."""
    python = f"{platform.python_implementation()} {platform.python_version()}"
    place = f"{sys.platform} {platform.machine()}, {os.cpu_count()} cores"
    versions = ", ".join(f"{name} {number}" for name in PACKAGES if (number := version_of(name)))
    much = f"{plan.messages:,} messages, rounds: {plan.rounds}"
    return f"Measured on {datetime.now(UTC).date()} with {python}, {place}; {much}; {versions}."


def version_of(package: str) -> str | None:
    """Give the version of a package that is there."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def missed(figures: Figures) -> bool:
    """Is any target missed?"""
    return not all(row.reached(figures) for row in ROWS if row.measured(figures))


def write(text: str) -> None:
    """Put the table into the document, in place of the one that is there."""
    document = DOCUMENT.read_text()
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    DOCUMENT.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}")
