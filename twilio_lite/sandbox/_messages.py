"""Messages: created, listed, redacted or canceled, reported about; and how one is shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from ..segments import count
from ._accounts import active
from ._dates import date_filter, moment, shown
from ._faults import DELIVERY_TEXTS, INVALID, Refused
from ._formats import Address, Fields, Tags
from ._message_life import history, plan, sent
from ._numbers import UNSUBSCRIBED_RECIPIENT, delivery_fault, normalized
from ._rules import check_message, is_scheduled

if TYPE_CHECKING:
    from ._asked import Asked, Parameters
    from ._store import Store, Thing

BEFORE_A_SENDER_IS_CHOSEN = frozenset({"accepted", "scheduled", "canceled"})
PRICE_OF_A_SEGMENT = Decimal("0.00750")


def accept(asked: Asked, account: Thing, form: Parameters, **more: Any) -> Thing:
    """Take a message to a phone in, and its media with it, or raise Refused."""
    check_message(form)
    to, from_ = normalized(form.text("To")), normalized(form.text("From"))
    store, service, media = asked.store, form.text("MessagingServiceSid"), form.texts("MediaUrl")
    number = next(store.each("number", account=account.sid, under=from_), None) if from_ else None
    if asked.world.strict and number is None and not service:
        raise Refused(21606, from_=from_)
    has_stopped = stopped(store, to, from_) or to == UNSUBSCRIBED_RECIPIENT
    if has_stopped and not service:
        raise Refused(21610)
    send_at = moment(form.text("SendAt")).timestamp() if is_scheduled(form) else None
    message = keep(
        asked,
        account,
        under=to,
        to=to,
        from_=from_ or None,
        body=form.text("Body"),
        media=media,
        messaging_service_sid=service or None,
        content=[form.text("ContentSid") or None, form.text("ContentVariables") or None],
        send_at=send_at,
        tags=tags(form.text("Tags")),
        fault=21610 if has_stopped else delivery_fault(to),
        callback=asked.world.callback(
            form.text("StatusCallback"), str(number["status_callback"] or "") if number else ""
        ),
        **{"direction": "outbound-api", **more},
    )
    plan(message)
    return store.save(message) if message.due is not None else message


def keep(asked: Asked, account: Thing, *, under: str, media: tuple[str, ...], **data: Any) -> Thing:
    """Keep a message, and a medium for each of its files."""
    store, now = asked.store, asked.now
    # One with media is an MMS, which is not cut. What is redacted later was sent all the same.
    data |= {"media": media, "updated": now, "segments": 1 if media else count(data["body"]).segments}
    message = store.add("MM" if media else "SM", "message", account.sid, now, under=under, **data)
    # Lists are newest first: the last one made comes first, and that is to be the first one given.
    for url in reversed(media):
        store.add("ME", "media", account.sid, now, under=message.sid, url=url)
    return message


def stopped(store: Store, phone: str, sender: str) -> bool:
    """Say whether a phone wants no more messages from a sender: from any, when a service will choose one."""
    return any(sender in {"", one["sender"]} for one in store.each("stop", under=phone))


def tags(text: str) -> dict[str, object] | None:
    """Read `Tags`, a flat JSON object; what nests is refused, as is what JSON cannot write again, such as NaN."""
    if not text:
        return None
    try:
        tree = json.loads(text)
        json.dumps(tree, allow_nan=False)
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict) or any(
        isinstance(value, (dict, list)) for value in cast("dict[str, object]", tree).values()
    ):
        raise Refused(20001, INVALID, name="Tags")
    return cast("dict[str, object]", tree)


def create(asked: Asked) -> Thing:
    """Make a message."""
    return accept(asked, active(asked.store.get("account", asked.sids[0])), asked.form)


def update(asked: Asked, message: Thing) -> Thing:
    """Redact a message or cancel a scheduled one: one of both, and nothing else."""
    redacts, cancels = "Body" in asked.form, "Status" in asked.form
    if redacts == cancels or asked.form.text("Body") or (cancels and asked.form.text("Status") != "canceled"):
        raise Refused(30400)
    if redacts:
        asked.store.keep_wire(message.sid, "", "")
        return asked.store.save(message, body="", updated=asked.now)
    if history(message, asked.now)[-1][1] != "scheduled":
        raise Refused(30409)
    message.data.update(canceled=asked.now, updated=asked.now)
    plan(message)
    return asked.store.save(message)


def matches(asked: Asked, number: Callable[[str], str] = normalized) -> Callable[[Thing], bool]:
    """Make the test for a list of messages; *number* spells a filter's numbers as messages do."""
    to, from_ = number(asked.query.text("To")), number(asked.query.text("From"))
    passes = date_filter(asked.query, "DateSent")
    return lambda message: (
        to in {"", message["to"]} and from_ in {"", message["from_"]} and passes(sent(message, asked.now))
    )


def report(asked: Asked) -> Thing:
    """Take feedback on a message in place of the former one. Without an outcome it says confirmed."""
    outcome = asked.form.text("Outcome") or "confirmed"
    if outcome not in {"confirmed", "unconfirmed"}:
        raise Refused(20001, INVALID, name="Outcome")
    store, (account, message) = asked.store, asked.sids
    feedback = next(store.each("feedback", under=message), None)
    feedback = feedback or store.add("FB", "feedback", account, asked.now, under=message)
    return store.save(feedback, outcome=outcome, updated=asked.now)


def show_report(asked: Asked, feedback: Thing) -> Fields:
    """Show what was reported about a message."""
    return {
        "account_sid": feedback.account,
        "message_sid": feedback.under,
        "outcome": feedback["outcome"],
        "date_created": shown(feedback.created),
        "date_updated": shown(feedback["updated"]),
        "uri": Address(asked.path),
    }


def path_of(message: Thing) -> str:
    """Say where the API has a message."""
    return f"/2010-04-01/Accounts/{message.account}/Messages/{message.sid}"


def segments(message: Thing) -> int:
    """Give the number of segments that a message was sent in."""
    return message["segments"] or 1


def show(asked: Asked, message: Thing) -> Fields:
    """Show a message as it is at this moment. One without tags does not mention them."""
    passed = history(message, asked.now)
    time, status = passed[-1]
    fault = message["fault"] if status in {"failed", "undelivered"} else None
    price = f"-{PRICE_OF_A_SEGMENT * segments(message)}" if status == "delivered" else None
    path = path_of(message)
    fields = {
        "sid": message.sid,
        "date_created": shown(message.created),
        "date_updated": shown(max(time, message["updated"] or 0.0)),
        "date_sent": shown(sent(message, asked.now)),
        "account_sid": message.account,
        "to": message["to"],
        "from": message["from_"],
        "messaging_service_sid": message["messaging_service_sid"],
        "body": message["body"],
        "status": status,
        "num_segments": str(0 if status in BEFORE_A_SENDER_IS_CHOSEN else segments(message)),
        "num_media": str(len(message["media"] or ())),
        "direction": message["direction"],
        "api_version": "2010-04-01",
        "price": price,
        "price_unit": "USD" if price else None,
        "error_code": fault,
        "error_message": DELIVERY_TEXTS[fault] if fault else None,
        "uri": Address(path),
        "subresource_uris": {"media": Address(f"{path}/Media"), "feedback": Address(f"{path}/Feedback")},
    }
    return fields if message["tags"] is None else {**fields, "tags": Tags(message["tags"])}


def status_fields(message: Thing, time: float, status: str) -> dict[str, str]:
    """Give what a status callback tells."""
    fault = message["fault"] if status in {"failed", "undelivered"} else None
    done = {"RawDlrDoneDate": f"{shown(time):%y%m%d%H%M}"} if status in {"delivered", "undelivered"} else {}
    service = {"MessagingServiceSid": message["messaging_service_sid"]} if message["messaging_service_sid"] else {}
    return {
        "MessageSid": message.sid,
        "MessageStatus": status,
        "SmsSid": message.sid,
        "SmsStatus": status,
        "AccountSid": message.account,
        "From": message["from_"] or "",
        "To": message["to"],
        "ApiVersion": "2010-04-01",
        **service,
        **done,
        **({"ErrorCode": str(fault)} if fault else {}),
    }
