"""Phone calls: made, listed, redirected or ended; what becomes of one in time, and how it is shown. No phone rings.

    0 queued, 1 ringing, 2 in-progress, 3 completed      made with the API: the instructions are carried out at 2
    0 ringing, then in-progress and completed at once    made by a phone, while the instructions are carried out
    canceled, completed                                  when it is ended, before or while it is in progress

It starts when it rings, and has a duration and a price once it was answered and has ended.
"""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from ._accounts import active
from ._dates import date_filter, shown
from ._faults import INVALID, INVALID_CALL_STATE, Refused
from ._formats import Address, Fields
from ._numbers import formatted, normalized
from ._rules import check_call

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._asked import Asked, Parameters
    from ._store import Store, Thing

OUTBOUND = ((0.0, "queued"), (0.5, "initiated"), (1.0, "ringing"), (2.0, "in-progress"), (3.0, "completed"))
# StatusCallbackEvent, by the status that it tells; every other end is told as completed.
EVENTS = {"initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}
ENDS = frozenset({"completed", "canceled", "busy", "no-answer"})
# Of the minute that is begun: no call here lasts longer.
PRICE = "-0.01400"
KEPT = ("Url", "Method", "FallbackUrl", "FallbackMethod", "Twiml", "StatusCallback", "StatusCallbackMethod")


def journey(call: Thing) -> list[tuple[float, str]]:
    """Give every status of a call, past and to come, with the moment it begins at."""
    start = call.created
    steps = (
        [(start, "ringing"), (start, "in-progress")]
        if call["direction"] == "inbound"
        else [(start + after, status) for after, status in OUTBOUND]
    )
    ended = call["ended"]
    never = ENDS | {"in-progress"} if call["ended_as"] in {"busy", "no-answer"} else ENDS
    return (
        steps
        if ended is None
        else [*(step for step in steps if step[0] <= ended and step[1] not in never), (ended, call["ended_as"])]
    )


def history(call: Thing, now: float) -> dict[str, float]:
    """Give the statuses that a call has passed, the last of which it has *now*, each with its beginning."""
    return {status: time for time, status in journey(call) if time <= now}


def plan(call: Thing) -> None:
    """Say when something is next to be done for a call: its instructions to be carried out, its status to be told."""
    steps = journey(call)[1 + (call["told"] or 0) :]
    call.due = call["updated"] if call["redirected"] else steps[0][0] if steps else None


def next_step(call: Thing, now: float) -> tuple[int, tuple[float, str]]:
    """Give what is next to be told of a call, and the place it has on its way; new instructions come first."""
    told = call["told"] or 0
    return (told, (now, "redirected")) if call["redirected"] else (told + 1, journey(call)[told + 1])


def create(asked: Asked) -> Thing:
    """Make a phone call."""
    account, form = active(asked.store.get("account", asked.sids[0])), asked.form
    check_call(form, is_new=True)
    to, from_ = normalized(form.text("To")), normalized(form.text("From"))
    instructions = {name: form.text(name) for name in KEPT}
    own = next(asked.store.each("number", account=account.sid, under=from_), None)
    told = asked.world.callback(form.text("StatusCallback"), str(own["status_callback"] or "") if own else "")
    instructions["StatusCallback"] = told
    events = [event for text in form.texts("StatusCallbackEvent") for event in text.split()] or ["completed"]
    return keep(
        asked.store,
        account,
        asked.now,
        under=to,
        to=to,
        from_=from_,
        direction="outbound-api",
        events=events,
        tells_machines=bool(form.text("MachineDetection")),
        **instructions,
    )


def keep(store: Store, account: Thing, now: float, *, under: str, **data: Any) -> Thing:
    """Keep a new call, with the SID of the number or the caller id of one's own that it is made from or comes in at."""
    ours = str(data["to" if data["direction"] == "inbound" else "from_"])
    owned = (one for kind in ("caller_id", "number") for one in store.each(kind, account=account.sid, under=ours))
    number = next((one.sid for one in owned), None)
    call = store.add("CA", "call", account.sid, now, under=under, number=number, updated=now, **data)
    plan(call)
    return store.save(call)


def update(asked: Asked, call: Thing) -> Thing:
    """Redirect a phone call, cancel it or hang it up; nothing else has any effect."""
    check_call(asked.form, is_new=False)
    status = [*history(call, asked.now)][-1]
    if asked.form.text("Status"):
        check_end(asked.form, status)
        call.data.update(ended=asked.now, ended_as=asked.form.text("Status"))
    elif asked.form.text("Url") or asked.form.text("Twiml"):
        if status != "in-progress":
            raise Refused(21220)
        call.data.update({name: asked.form.text(name) for name in KEPT if name in asked.form})
        call.data.update(redirected=True, updated=asked.now)
        call.data["Twiml" if asked.form.text("Url") else "Url"] = ""
    plan(call)
    return asked.store.save(call)


def check_end(form: Parameters, status: str) -> None:
    """Raise Refused when a call of that status cannot be ended as the update says."""
    match form.text("Status"):
        case "canceled":
            if status not in {"queued", "initiated", "ringing"}:
                raise Refused(21220, INVALID_CALL_STATE)
        case "completed":
            if status in ENDS:
                raise Refused(21220)
        case _:
            raise Refused(20001, INVALID, name="Status")


def matches(asked: Asked) -> Callable[[Thing], bool]:
    """Make the test for a list of calls. As Twilio describes it, a call of the day itself is not before that day."""
    query = asked.query
    to, from_, status = normalized(query.text("To")), normalized(query.text("From")), query.text("Status")
    started, ended = (date_filter(query, name, operator.lt) for name in ("StartTime", "EndTime"))

    def passes(call: Thing) -> bool:
        fields = show(asked, call)
        return (
            to in {"", call["to"]}
            and from_ in {"", call["from_"]}
            and not query.text("ParentCallSid")
            and status in {"", fields["status"]}
            and started(start_of(call, asked.now))
            and ended(end_of(call, asked.now))
        )

    return passes


def start_of(call: Thing, now: float) -> float | None:
    """Say when a call began to ring."""
    return history(call, now).get("ringing")


def end_of(call: Thing, now: float) -> float | None:
    """Say when a call was over; one that was canceled never began."""
    return next((time for status, time in history(call, now).items() if status in ENDS - {"canceled"}), None)


def duration(call: Thing, now: float) -> int | None:
    """Say how many seconds a call lasted; None while it lasts, and for one that nobody answered."""
    start, end = start_of(call, now), end_of(call, now)
    return int(end - start) if start is not None and end is not None and "in-progress" in history(call, now) else None


def show(asked: Asked, call: Thing) -> Fields:
    """Show a phone call as it is at this moment. It has no subresources here."""
    passed = history(call, asked.now)
    status = [*passed][-1]
    lasted = duration(call, asked.now)
    return {
        "sid": call.sid,
        "date_created": shown(call.created),
        "date_updated": shown(max(passed[status], call["updated"] or 0.0)),
        "parent_call_sid": None,
        "account_sid": call.account,
        "to": call["to"],
        "to_formatted": formatted(call["to"] or ""),
        "from": call["from_"],
        "from_formatted": formatted(call["from_"] or ""),
        "phone_number_sid": call["number"],
        "status": "queued" if status == "initiated" else status,
        "start_time": shown(start_of(call, asked.now)),
        "end_time": shown(end_of(call, asked.now)),
        "duration": None if lasted is None else str(lasted),
        "price": None if lasted is None else PRICE,
        "price_unit": "USD",
        "direction": call["direction"],
        "answered_by": "human" if call["tells_machines"] and "in-progress" in passed else None,
        "api_version": "2010-04-01",
        "forwarded_from": None,
        "group_sid": None,
        "caller_name": None,
        "queue_time": "0",
        "trunk_sid": None,
        "uri": Address(f"/2010-04-01/Accounts/{call.account}/Calls/{call.sid}"),
        "subresource_uris": {},
    }
