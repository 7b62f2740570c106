"""Feedback: what a sender reports about a message; each report takes the place of the last."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from ._errors import INVALID_PARAMETER, Refused
from ._find import message_of
from ._outcome import Address, Item, Leaf, Outcome
from ._world import Account, Feedback, World

if TYPE_CHECKING:
    from ._call import Asked

OUTCOMES = ("confirmed", "unconfirmed")


def create(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Report on a message. Without an outcome the report says confirmed."""
    message = message_of(world, asked)
    outcome = asked.form.text("Outcome") or OUTCOMES[0]
    if outcome not in OUTCOMES:
        raise Refused(INVALID_PARAMETER, name="Outcome")
    former = world.feedback.get(message.sid)
    feedback = Feedback(
        account_sid=message.account_sid,
        message_sid=message.sid,
        outcome=outcome,
        created=former.created if former else world.now,
        updated=world.now,
    )
    fields: dict[str, Leaf] = {
        "account_sid": feedback.account_sid,
        "message_sid": feedback.message_sid,
        "outcome": feedback.outcome,
        "date_created": feedback.created,
        "date_updated": feedback.updated,
        "uri": Address(f"{message.path}/Feedback"),
    }
    return world.with_feedback(feedback), Outcome(HTTPStatus.OK, Item("MessageFeedback", fields))
