"""What a test looks at: the library's own models of what is in the sandbox, and what has none there."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import attrs

from .._structure import reads
from ..resources.messages import Message
from ._resources import shown

if TYPE_CHECKING:
    from ._store import Thing
    from ._world import World

T = TypeVar("T")


@attrs.frozen(kw_only=True)
class Delivery:
    """A request that the sandbox made of an application, or would have made.

    *event* is the status that it told: "received" of an inbound message, "sent" or "delivered" of another, "ringing" or
    "completed" of a call. *status* is what the application answered, None when it did not; *answer* is the text of its
    answer, or why there is none. *attempt* counts from 1, *seconds* is how long the answer took. *error_code* is
    Twilio's for what was wrong with it.
    """

    url: str
    event: str
    attempt: int
    status: int | None
    answer: str
    seconds: float
    method: str
    parameters: dict[str, str] = attrs.field(hash=False)
    signature: str = attrs.field(repr=False)
    error_code: int | None


@attrs.frozen(kw_only=True)
class Exchange:
    """A message from a phone, the request that told the application of it last, and what the phone was sent back.

    *delivery* is None when nothing listens at the number.
    """

    message: Message
    delivery: Delivery | None
    replies: list[Message]


@attrs.frozen(kw_only=True)
class Step:
    """One thing that happened in a call: a verb of TwiML, "Gather/Say" for what is in another one, or "Digits"."""

    verb: str
    text: str
    attributes: dict[str, str] = attrs.field(hash=False)


def model(world: World, thing: Thing, kind: type[T]) -> T:
    """Read what the API would answer into the library's own model."""
    return reads(kind)(shown(world, thing))


def delivery(thing: Thing) -> Delivery:
    return Delivery(**{field.name: thing[field.name] for field in attrs.fields(Delivery)})


def step(kept: tuple[str, str, dict[str, str]]) -> Step:
    verb, text, attributes = kept
    return Step(verb=verb, text=text, attributes=attributes)
