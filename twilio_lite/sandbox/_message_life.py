"""What becomes of a message in time.

A status is a function of the clock alone, of the seconds since the message was created or was to be sent:

    0 queued, 0.5 sending, 1 sent, 2 delivered, or undelivered      0 queued, 1 failed
    0 accepted, 0.25 queued, ...                                     with a Messaging Service
    scheduled, canceled                                              with SendAt, until it is time
    0 received                                                       from a phone
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._store import Thing

DIRECT = ((0.0, "queued"), (0.5, "sending"), (1.0, "sent"), (2.0, "delivered"))
BY_SERVICE = ((0.0, "accepted"), (0.25, "queued"), *DIRECT[1:])
# What never leaves: the fault is the account's, the service's or the sender's.
FAILING_BEFORE_SENT = frozenset({21610, 30001, 30002, 30010, 30036})
TOLD = frozenset({"queued", "sent", "failed", "delivered", "undelivered", "canceled"})


def journey(message: Thing) -> list[tuple[float, str]]:
    """Give every status of a message, past and to come, with the moment it begins at."""
    if message["direction"] == "inbound":
        return [(message.created, "received")]
    start = max(message.created, message["send_at"] or 0.0)
    waiting = [(message.created, "scheduled")] if start > message.created else []
    if message["canceled"]:
        return [*waiting, (message["canceled"], "canceled")]
    fault = message["fault"]
    steps = list(BY_SERVICE if message["messaging_service_sid"] and message["send_at"] is None else DIRECT)
    if fault in FAILING_BEFORE_SENT:
        steps = [*steps[:-3], (1.0, "failed")]
    elif fault:
        steps[-1] = (2.0, "undelivered")
    return [*waiting, *((start + after, status) for after, status in steps)]


def history(message: Thing, now: float) -> list[tuple[float, str]]:
    """Give the statuses that a message has passed, the last of which it has *now*."""
    steps = journey(message)
    return [step for step in steps if step[0] <= now] or steps[:1]


def plan(message: Thing) -> None:
    """Say when something is next to be told of a message: of all but its first status, and not of every one."""
    steps = journey(message)[1 + (message["told"] or 0) :]
    due = (time for time, status in steps if status in TOLD)
    message.due = next(due, None) if message["callback"] else None


def next_step(message: Thing, _now: float) -> tuple[int, tuple[float, str]]:
    """Give what is next to be told of a message, and the place it has on its way."""
    told = message["told"] or 0
    return next((place, step) for place, step in enumerate(journey(message)) if place > told and step[1] in TOLD)


def sent(message: Thing, now: float) -> float | None:
    """Say when a message was sent, or came in; None when it was not yet."""
    return next((time for time, status in history(message, now) if status in {"sent", "received"}), None)
