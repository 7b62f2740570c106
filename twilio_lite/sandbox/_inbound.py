"""Messages and calls from phones: kept, told to the application, and answered as it says.

STOP, START and HELP are answered by the sandbox, as Twilio does, and told to the application all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import attrs

from . import _calls, _deliveries, _due, _media, _messages, _voice
from ._asked import Parameters, inside
from ._deliveries import Hook
from ._faults import INVALID_CALLEE, Refused
from ._numbers import is_phone, is_recipient, is_sender, normalized
from ._post import Steps
from ._rules import LONGEST_BODY
from ._store import Thing
from ._twiml import MOST_DOCUMENTS, Verb, led

if TYPE_CHECKING:
    from ._world import World

STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})
HELP = frozenset({"HELP", "INFO"})
STOPPED = (
    "You have successfully been unsubscribed. You will not receive any more messages from this number."
    " Reply START to resubscribe."
)
STARTED = (
    "You have successfully been re-subscribed to messages from this number. Reply HELP for help."
    " Reply STOP to unsubscribe. Msg&Data Rates May Apply."
)
HELPED = "Reply STOP to unsubscribe. Msg&Data Rates May Apply."
# What of a number is a call's own, once it came in there.
WEBHOOKS = {
    "Url": "voice_url",
    "Method": "voice_method",
    "FallbackUrl": "voice_fallback_url",
    "FallbackMethod": "voice_fallback_method",
    "StatusCallback": "status_callback",
    "StatusCallbackMethod": "status_callback_method",
}


@attrs.frozen(kw_only=True)
class Exchanged:
    """An inbound message, what the application was told of it last, and what was sent back."""

    message: Thing
    delivery: Thing | None
    replies: list[Thing]


def number_at(world: World, phone_number: str) -> Thing | None:
    """Give one's own number that is called so."""
    return next(world.store.each("number", under=phone_number), None)


def receive(world: World, *, to: str, from_: str, body: str, media: tuple[str, ...]) -> Steps[Exchanged]:
    """Take a message from a phone in, tell it to the application of the number, and send what it answers."""
    to, from_ = normalized(to), normalized(from_)
    if not is_sender(from_):
        raise Refused(21212, from_=from_)
    if not is_recipient(to):
        raise Refused(21211, to=to)
    if len(body) > LONGEST_BODY:
        raise Refused(21617)
    replies: list[Thing] = []
    with world.store as store:
        number = number_at(world, to)
        account = store.get("account", number.account if number else world.main_sid)
        data = {"to": to, "from_": from_, "body": body, "direction": "inbound"}
        message = _messages.keep(inside(world), account, under=from_, media=media, **data)
        text = keyword(world, account, message)
        if text:
            replies.append(text)
        fields = received(world, message)
    delivery: Thing | None = None
    if number is not None and number["sms_url"]:
        methods = number["sms_method"] or "POST", number["sms_fallback_method"] or "POST"
        hook = Hook(number["sms_url"], methods[0], number["sms_fallback_url"] or "", methods[1])
        for _ in range(MOST_DOCUMENTS):
            delivery, url, verbs = yield from _deliveries.instructions(world, message, "received", hook, fields)
            leads = yield from sent_back(
                world, account, message, delivery=delivery, url=url, verbs=verbs, replies=replies
            )
            if leads is None:
                break
            hook = Hook(*leads)
    return Exchanged(message=message, delivery=delivery, replies=replies)


def keyword(world: World, account: Thing, message: Thing) -> Thing | None:
    """Note that a phone wants no more messages from a number, or wants them again; give what it is answered."""
    store, word = world.store, str(message["body"]).strip().upper()
    phone, sender = message["from_"], message["to"]
    has_stopped = _messages.stopped(store, phone, sender)
    text = STOPPED if word in STOP else STARTED if word in START else HELPED if word in HELP else ""
    if not text or (word in STOP and has_stopped) or (word == "YES" and not has_stopped):
        return None
    for stop in list(store.each("stop", under=phone)) if word in START else ():
        if stop["sender"] == sender:
            store.remove(stop.sid)
    form = inside(world, To=phone, From=sender, Body=text).form
    try:
        answer = _messages.accept(inside(world), account, form, direction="outbound-reply")
    except Refused:
        answer = None
    if word in STOP:
        store.add("ST", "stop", account.sid, world.clock.now(), under=phone, sender=sender)
    return answer


def sent_back(
    world: World, account: Thing, message: Thing, *, delivery: Thing, url: str, verbs: list[Verb], replies: list[Thing]
) -> Steps[tuple[str, str] | None]:
    """Send the messages that the application answers with; give the address and the method it redirects to, if any."""
    for verb in verbs:
        attributes = verb.attributes
        if verb.name == "Redirect":
            return led(url, verb.text), attributes.get("method", "POST")
        if verb.name != "Message":
            continue
        text = verb.text + "".join(one.text for one in verb.children if one.name == "Body")
        media = [("MediaUrl", led(url, one.text)) for one in verb.children if one.name == "Media"]
        callback = attributes.get("statusCallback") or attributes.get("action") or ""
        pairs = {
            "To": attributes.get("to") or str(message["from_"]),
            "From": attributes.get("from") or str(message["to"]),
            "Body": text,
            "StatusCallback": led(url, callback) if callback else "",
        }
        try:
            with world.store:
                form = Parameters((*pairs.items(), *media))
                replies.append(_messages.accept(inside(world), account, form, direction="outbound-reply"))
            yield from _media.collect(world, form.texts("MediaUrl"))
        except Refused as refused:
            _deliveries.noted(world, delivery, refused.code)
    return None


def received(world: World, message: Thing) -> dict[str, str]:
    """Give what an application is told of a message from a phone."""
    path = f"{world.base_url}{_messages.path_of(message)}/Media"
    files = {
        name: value
        for place, media in enumerate(world.store.each("media", under=message.sid))
        for name, value in (
            (f"MediaUrl{place}", f"{path}/{media.sid}"),
            (f"MediaContentType{place}", _media.file_of(world, media)[1]),
        )
    }
    place = {"City": "", "State": "", "Zip": "", "Country": "US"}
    return {
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        "SmsMessageSid": message.sid,
        "AccountSid": message.account,
        "From": message["from_"],
        "To": message["to"],
        "Body": message["body"],
        "NumMedia": str(len(message["media"])),
        "NumSegments": str(_messages.segments(message)),
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        **{f"From{name}": value for name, value in place.items()},
        **{f"To{name}": value for name, value in place.items()},
        **files,
    }


def call(world: World, *, to: str, from_: str) -> Steps[Thing]:
    """Take a call from a phone, and do with it what the application of the number says."""
    to, from_ = normalized(to), normalized(from_)
    if not is_phone(to):
        raise Refused(21211, INVALID_CALLEE, to=to)
    with world.store as store:
        number = number_at(world, to)
        account = store.get("account", number.account if number else world.main_sid)
        where = {name: number[key] if number else None for name, key in WEBHOOKS.items()}
        data = {"to": to, "from_": from_, "direction": "inbound", "events": ["completed"], **where}
        made = _calls.keep(store, account, world.clock.now(), under=from_, **data)
    ended = yield from _voice.carry_out(world, made, "ringing")
    with world.store as store:
        kept = store.find("call", made.sid) or made
        if kept["ended"] is None:  # the application may have hung up
            kept.data.update(ended=world.clock.now(), ended_as=ended)
        _calls.plan(kept)
        store.save(kept)
    yield from _due.tell_all(world)
    return kept
