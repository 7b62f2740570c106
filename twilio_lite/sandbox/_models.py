"""What a test looks at: the library's own models of what is in the sandbox, and what has none there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypeVar

import attrs

from .._structure import reads
from ..resources.messages import Message
from ._asked import inside
from ._formats import Item, json_bytes
from ._resources import RESOURCES, Resource

if TYPE_CHECKING:
    from ._store import Thing
    from ._world import World

T = TypeVar("T")
BY_KIND = {resource.kind: resource for resource in reversed([*RESOURCES.values()])}


@attrs.frozen(kw_only=True)
class Delivery:
    """A request that the sandbox made of an application, or would have made.

    *event* is the status that it told: "received" of an inbound message, "sent" or "delivered" of another, "ringing" or
    "completed" of a call. *status* is what the application answered, None when it did not; *answer* is the text of its
    answer, or why there is none. *attempt* counts from 1. *error_code* is Twilio's for what was wrong with it.
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


def resource_of(thing: Thing) -> Resource:
    return BY_KIND[thing.kind]


def model(world: World, thing: Thing, kind: type[T]) -> T:
    """Read what the API would answer into the library's own model."""
    resource = resource_of(thing)
    return reads(kind)(json.loads(json_bytes(Item(resource.element, resource.show(inside(world), thing)))))


def delivery(thing: Thing) -> Delivery:
    data = thing.data
    return Delivery(
        url=data["url"],
        event=data["event"],
        attempt=data["attempt"],
        status=data["status"],
        answer=data["answer"],
        seconds=data["seconds"],
        method=data["method"],
        signature=data["signature"],
        parameters=data["fields"],
        error_code=data.get("error_code"),
    )


def step(kept: tuple[str, str, dict[str, str]]) -> Step:
    verb, text, attributes = kept
    return Step(verb=verb, text=text, attributes=attributes)
