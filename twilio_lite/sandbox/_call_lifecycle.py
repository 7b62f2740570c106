"""What has become of a phone call at a moment of the sandbox's clock: a pure function, one step a second.

    queued -> ringing -> in-progress -> completed
    queued, ringing -> canceled                         when it is canceled
    queued, ringing, in-progress -> completed           when it is hung up

It starts when it is dialed, ringing, and has a duration and a price once it was answered and has ended.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from ._world import PhoneCall

STEPS = ("queued", "ringing", "in-progress", "completed")
RINGING, ANSWERED, COMPLETED = 1, 2, 3
# Of the minute that is begun: no call here lasts longer.
PRICE = "-0.01400"


@attrs.frozen(kw_only=True)
class CallState:
    """A phone call at one moment."""

    status: str
    updated: datetime
    start: datetime | None
    end: datetime | None
    was_answered: bool

    @property
    def duration(self) -> int | None:
        """How many seconds it lasted; None while it lasts, and for one that nobody answered."""
        return int((self.end - self.start).total_seconds()) if self.start and self.end and self.was_answered else None

    @property
    def price(self) -> str | None:
        """What it cost; None for one that lasts or that nobody answered."""
        return None if self.duration is None else PRICE


def call_state(call: PhoneCall, now: datetime) -> CallState:
    """Work out what has become of *call* at *now*."""
    until = min(now, call.ended or now)
    step = min(int((until - call.created).total_seconds()), COMPLETED)
    reached = call.created + timedelta(seconds=step)
    status = call.ended_as or STEPS[step]
    return CallState(
        status=status,
        updated=reached,
        start=call.created + timedelta(seconds=RINGING) if step >= RINGING else None,
        end=reached if status == "completed" else None,
        was_answered=step >= ANSWERED,
    )
