"""What happens in a call: its instructions are asked for and carried out, and its status is told.

Say, Play, Pause, Gather, Redirect, Hangup and Reject are carried out, without a sound and at once. Every other verb is
shown as a step, and has no effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from . import _calls, _deliveries
from ._post import Steps
from ._rules import WHOLE_NUMBER
from ._twiml import MOST_DOCUMENTS, Verb, led, parsed

if TYPE_CHECKING:
    from ._store import Thing
    from ._world import World


def fields_of(call: Thing, status: str) -> dict[str, str]:
    """Give what an application is told with every request about a call."""
    return {
        "CallSid": call.sid,
        "AccountSid": call.account,
        "From": call["from_"],
        "To": call["to"],
        "Caller": call["from_"],
        "Called": call["to"],
        "CallStatus": status,
        "ApiVersion": "2010-04-01",
        "Direction": call["direction"],
    }


def hook_of(call: Thing) -> _deliveries.Hook:
    """Say where the instructions for a call are."""
    methods = call["Method"] or "POST", call["FallbackMethod"] or "POST"
    return _deliveries.Hook(call["Url"] or "", methods[0], call["FallbackUrl"] or "", methods[1])


def tell(world: World, call: Thing, status: str) -> Steps[None]:
    """Carry the instructions of a call out once it is answered, and tell its status to who wants to know."""
    if status in {"in-progress", "redirected"} and call["direction"] != "inbound":
        yield from carry_out(world, call, "in-progress")
    if status == "redirected":
        return
    event = _calls.EVENTS.get(status, "completed")
    if not call["StatusCallback"] or event not in call["events"]:
        return
    fields = {**fields_of(call, status), "CallbackSource": "call-progress-events"}
    if event == "completed":
        shown = _calls.duration(call, world.clock.now()) or 0
        fields |= {"CallDuration": str(shown), "Duration": str(-(-shown // 60))}
    yield from _deliveries.told(
        world,
        call,
        status,
        url=call["StatusCallback"],
        method=call["StatusCallbackMethod"] or "POST",
        fields=fields,
    )


def carry_out(world: World, call: Thing, status: str) -> Steps[str]:
    """Ask for the instructions of a call and carry them out; give how it ended."""
    hook, fields = hook_of(call), fields_of(call, status)
    steps: list[tuple[str, str, dict[str, str]]] = []
    verbs, url, ended = parsed(call["Twiml"] or "<Response/>")[0], hook.url, ""
    if hook.url and not call["Twiml"]:
        _, url, verbs = yield from _deliveries.instructions(world, call, status, hook, fields)
    for _ in range(MOST_DOCUMENTS):
        fields["CallStatus"] = "in-progress"
        leads, ended = performed(world, call, verbs, steps)
        if leads is None:
            break
        target, method, more = leads
        url = led(url, target)
        _, url, verbs = yield from _deliveries.instructions(
            world, call, "in-progress", _deliveries.Hook(url, method), {**fields, **more}
        )
    with world.store as store:
        kept = store.find("call", call.sid)
        if kept is not None:
            store.save(kept, steps=[*(kept["steps"] or []), *steps])
    return ended or "completed"


def performed(
    world: World, call: Thing, verbs: Sequence[Verb], steps: list[tuple[str, str, dict[str, str]]]
) -> tuple[tuple[str, str, dict[str, str]] | None, str]:
    """Carry verbs out; give where they lead, an address, a method and more fields, and how the call ended."""
    for verb in verbs:
        steps.append((verb.name, verb.text, verb.attributes))
        method = verb.attributes.get("method", "POST")
        match verb.name:
            case "Hangup":
                return None, "completed"
            case "Reject":
                return None, "busy" if verb.attributes.get("reason") == "busy" else "no-answer"
            case "Redirect":
                return (verb.text, method, {}), ""
            case "Gather":
                steps += [(f"Gather/{one.name}", one.text, one.attributes) for one in verb.children]
                digits = pressed(world, call, verb)
                if digits:
                    steps.append(("Digits", digits, {}))
                    return (verb.attributes.get("action", ""), method, {"Digits": digits}), ""
            case _:
                steps += [(f"{verb.name}/{one.name}", one.text, one.attributes) for one in verb.children]
    return None, ""


def pressed(world: World, call: Thing, gather: Verb) -> str:
    """Take from the keys that the phone will press those that this Gather waits for."""
    keys = world.keys.get(call.under, "")
    most, finish = gather.attributes.get("numDigits", ""), gather.attributes.get("finishOnKey", "#")
    end = next((place for place, key in enumerate(keys) if key in finish), None)
    if WHOLE_NUMBER.fullmatch(most) and (end is None or int(most) <= end):
        digits, rest = keys[: int(most)], keys[int(most) :]
    else:
        digits, rest = keys[:end], "" if end is None else keys[end + 1 :]
    world.keys[call.under] = rest
    return digits
