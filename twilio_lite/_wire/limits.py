"""How many connections there may be, and how long each wait may last: never longer than the call has left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from time import monotonic
from typing import TypeAlias

CONNECTIONS = 100
LONGEST_CONNECT = 5.0
LONGEST_SILENCE = 30.0
LEAST_SHARE = 2.0
SILENCE = f"nothing came for {LONGEST_SILENCE:g} seconds"
PHASES = {
    "connect": LONGEST_CONNECT,
    "read": LONGEST_SILENCE,
    "write": LONGEST_SILENCE,
    "pool": LONGEST_SILENCE,
}
NO_LIMITS: dict[str, float | None] = dict.fromkeys(PHASES)
Waits: TypeAlias = Mapping[str, float | None]
"""How many seconds each kind of wait may take, by the names of `PHASES`; None is any number."""


class Limits(Mapping[str, float]):
    """The limits of one try as httpx's transports ask for them, each cut to what is left when it is asked for."""

    def __init__(self, deadline: float, clock: Callable[[], float] = monotonic) -> None:
        self.deadline = deadline
        self.clock = clock

    def __getitem__(self, phase: str) -> float:
        left = self.deadline - self.clock()
        if left <= 0:
            raise TimeoutError("the time is over")
        return min(PHASES[phase], left)

    def __iter__(self) -> Iterator[str]:
        return iter(PHASES)

    def __len__(self) -> int:
        return len(PHASES)


def share(limit: float, addresses_left: int) -> float:
    """How long one of several addresses of a server may take to connect, so that the others have their chance."""
    return max(limit / addresses_left, min(limit, LEAST_SHARE))
