"""Which test uses which cassette, and where that is recorded from.

A cassette is named after its operation, `Class.method`, and the case where one operation has several.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Literal, TypeVar

import attrs
import pytest

Test = TypeVar("Test", bound=Callable[..., None])
Need = Literal["message", "messages", "media", "subaccount", "call", "ended call", "calls"]


@attrs.frozen(kw_only=True)
class Plan:
    """How one cassette is recorded.

    *needs* is what must be there before the test calls. *published* names the example to answer with as
    `operation/example`, or the operation alone where its answer is empty; *own* says that only this package's own
    sandbox answers it. Without either the source is emulate. *twilio* says whether Twilio itself can be asked for it.
    """

    name: str
    needs: Need | None = None
    published: str | None = None
    own: bool = False
    twilio: bool = True

    @property
    def operation(self) -> str:
        """The operation of the library, `Class.method`."""
        return ".".join(self.name.split(".")[:2])


PLANS: Final[dict[str, Plan]] = {}


def cassette(name: str, **plan: Any) -> Callable[[Test], Test]:
    """Replay the decorated test from the cassette *name*, with the network blocked; see `Plan` for the rest."""

    def decorate(test: Test) -> Test:
        if name in PLANS:
            raise ValueError(f"two tests use the cassette {name}")
        PLANS[name] = Plan(name=name, **plan)
        for mark in (pytest.mark.vcr, pytest.mark.block_network, pytest.mark.default_cassette(name)):
            test = mark(test)
        return test

    return decorate
