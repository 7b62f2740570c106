"""What is due: statuses to be told and calls that are answered, each done once when its time has come."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _calls, _deliveries, _message_life, _messages, _voice
from ._post import DEPTH, Steps

if TYPE_CHECKING:
    from ._world import World

LEASE = 60.0
DEEPEST = 2


def tell_all(world: World) -> Steps[None]:
    """Do all that is due. What an application causes while it is told something is done later, by who tells it."""
    while DEPTH.get() < DEEPEST and (yield from tell_next(world)):
        pass


def tell_next(world: World) -> Steps[bool]:
    """Do what is due first; give False when nothing is. Whatever happens, nothing is told twice."""
    with world.store as store:
        now = world.clock.now()
        thing = next(store.select("due <= ? ORDER BY due, n LIMIT 1", now), None)
        if thing is None:
            return False
        kind = _message_life if thing.kind == "message" else _calls
        kind.plan(thing)
        if thing.due is None or thing.due > now:  # who was to tell it did not come back in time, and it was the last
            store.save(thing)
            return True
        index, (time, status) = kind.next_step(thing, now)
        thing.due = now + LEASE
        store.save(thing, told=index, redirected=False)
        world.under_way += 1
    try:
        if thing.kind == "call":
            yield from _voice.tell(world, thing, status)
        else:
            fields = _messages.status_fields(thing, time, status)
            yield from _deliveries.told(world, thing, status, url=thing["callback"], method="POST", fields=fields)
    finally:
        with world.store.changed:
            world.under_way -= 1
            world.store.changed.notify_all()
            with world.store as store:
                now_kept = store.find(thing.kind, thing.sid)
                if now_kept is not None:
                    kind.plan(now_kept)
                    store.save(now_kept)
    return True
