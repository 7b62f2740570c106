"""The pytest plugin that records: it takes each test to its source and keeps what they exchange.

A test is recorded under `Client`; that it can be replayed under `AsyncClient` shows that both say the same. What a test
exchanged is kept only when the test has passed: a cassette that could not be recorded anew stays as it was.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Final

import attrs
import pytest

from .canonical import MATCH_ON, canonical_request, canonical_response
from .given import REPLAYED, Given
from .plan import PLANS, Plan
from .scrubber import Scrubber
from .source import Source

CASSETTES: Final = Path(__file__).parent.parent / "cassettes"
FIRST_WORDS: Final = "# Recorded from"


@attrs.frozen
class Stage:
    """Where a test plays: what it is given, where its cassette is, and what vcrpy does to what it hears."""

    given: Given
    folder: Path
    on_request: Any
    on_response: Any

    def settings(self) -> dict[str, Any]:
        """Give the settings of vcrpy."""
        return {
            "match_on": MATCH_ON,
            "before_record_request": self.on_request,
            "before_record_response": self.on_response,
        }


REPLAY: Final = Stage(REPLAYED, CASSETTES, canonical_request, canonical_response)


class Recorder:
    """Records the cassettes *named*, or without names all, each from the first of the *sources* that offers it."""

    def __init__(self, sources: Sequence[Source], folder: Path, named: Collection[str] = ()) -> None:
        self.sources = sources
        self.folder = folder
        self.named = named
        self.stage = REPLAY
        self.tasks: dict[str, tuple[Plan, Source]] = {}

    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the tests find the recorder."""
        config.stash[RECORDER] = self

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Choose what to record, and run nothing else."""
        for item in items:
            mark = item.get_closest_marker("default_cassette")
            if mark is not None and item.name.endswith("[sync]"):
                self.choose(item.nodeid, PLANS[mark.args[0]])
        unknown = set(self.named) - {plan.name for plan, _ in self.tasks.values()}
        if unknown:
            raise pytest.UsageError(f"no test and source to record {', '.join(sorted(unknown))} from")
        items[:] = [item for item in items if item.nodeid in self.tasks]

    def choose(self, test: str, plan: Plan) -> None:
        """Make a task of a test, where it is to be recorded and can be."""
        source = next((source for source in self.sources if source.offers(plan)), None)
        if source is not None and (not self.named or plan.name in self.named):
            self.tasks[test] = plan, source

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Set the stage before vcrpy listens: what a test needs is no part of its cassette."""
        plan, source = self.tasks[item.nodeid]
        given = source.prepare(plan)
        scrubber = Scrubber(given.placeholders(), published=source.published)
        self.stage = Stage(given, self.folder, scrubber.request, scrubber.response)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep what a test exchanged once it is over, if no part of it failed."""
        if not report.passed:
            self.tasks.pop(report.nodeid, None)
        elif report.when == "teardown" and report.nodeid in self.tasks:
            self.keep(*self.tasks[report.nodeid])

    def keep(self, plan: Plan, source: Source) -> None:
        """Put a cassette in its place, and at its head the source."""
        file = f"{plan.name}.yaml"
        text = (self.folder / file).read_text(encoding="utf-8")
        (CASSETTES / file).write_text(f"{FIRST_WORDS} {source.title}.\n{text}", encoding="utf-8")


RECORDER: Final = pytest.StashKey[Recorder]()


def stage(config: pytest.Config) -> Stage:
    """Find the stage of a test: that of the recorder, if it runs the tests, else the one to replay on."""
    recorder = config.stash.get(RECORDER, None)
    return recorder.stage if recorder else REPLAY
