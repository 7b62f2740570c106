"""What has become of a message at a moment of the sandbox's clock: a pure function, one step a second.

    queued -> sending -> sent -> delivered
    accepted -> queued -> sending -> sent -> delivered      with a Messaging Service
    scheduled, until its time -> queued -> ...              with a Messaging Service and SendAt
    scheduled -> canceled
    accepted -> queued -> failed                            with a Messaging Service, to a recipient who unsubscribed

At the end of its way a message stays as it is.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from ._errors import UNSUBSCRIBED, Fault
from ._numbers import UNSUBSCRIBED_RECIPIENT

if TYPE_CHECKING:
    from ._world import Message

DIRECT = ("queued", "sending", "sent", "delivered")
BLOCKED = ("accepted", "queued", "failed")
BEFORE_A_SENDER_IS_CHOSEN = frozenset({"accepted", "scheduled", "canceled"})
PRICE_OF_A_SEGMENT = Decimal("0.00750")


@attrs.frozen(kw_only=True)
class State:
    """A message at one moment."""

    status: str
    updated: datetime
    sent: datetime | None = None
    price: str | None = None
    fault: Fault | None = None

    @property
    def has_sender(self) -> bool:
        """Whether it has been decided who sends, and so in how many segments."""
        return self.status not in BEFORE_A_SENDER_IS_CHOSEN


def journey(message: Message) -> tuple[str, ...]:
    """Every status the message passes once it is under way, one a second."""
    if not message.messaging_service_sid:
        return DIRECT
    # Seen with the live API: a Messaging Service accepts a recipient who unsubscribed, and the message fails later.
    if message.to == UNSUBSCRIBED_RECIPIENT:
        return BLOCKED
    return DIRECT if message.send_at else ("accepted", *DIRECT)


def state(message: Message, now: datetime) -> State:
    """Work out what has become of *message* at *now*."""
    if message.is_canceled:
        return State(status="canceled", updated=message.updated)
    start = max(message.created, message.send_at or message.created)
    if now < start:
        return State(status="scheduled", updated=message.updated)
    steps = journey(message)
    step = min(int((now - start).total_seconds()), len(steps) - 1)
    status = steps[step]
    return State(
        status=status,
        updated=max(message.updated, start + timedelta(seconds=step)),
        sent=start + timedelta(seconds=steps.index("sent")) if "sent" in steps[: step + 1] else None,
        price=f"-{PRICE_OF_A_SEGMENT * message.segments}" if status == "delivered" else None,
        fault=UNSUBSCRIBED if status == "failed" else None,
    )
