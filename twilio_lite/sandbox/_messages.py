"""Messages: created, fetched, listed, redacted or canceled, deleted; and how one is shown."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import attrs

from ._accounts import active
from ._dates import date_filter, moment
from ._errors import INVALID_UPDATE, NOT_CANCELABLE, Refused
from ._find import message_of
from ._lifecycle import state
from ._media import attached
from ._numbers import normalized
from ._outcome import Address, Item, Leaf, Outcome, Tags
from ._paging import listed
from ._rules import check, is_scheduled
from ._segments import segments
from ._tags import tags
from ._world import Account, Message, World, newest_first

if TYPE_CHECKING:
    from collections.abc import Callable

    from ._call import Asked, Parameters


def create(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Make a message."""
    world, message = taken_in(world, asked.sids[0], asked.form)
    return world, Outcome(HTTPStatus.CREATED, shown(world, message))


def taken_in(world: World, account_sid: str, form: Parameters) -> tuple[World, Message]:
    """Take a message in, and its media with it, or raise Refused."""
    account = active(world, account_sid)
    check(form)
    media_url = form.texts("MediaUrl")
    world, sid = world.minted("MM" if media_url else "SM")
    message = Message(
        sid=sid,
        account_sid=account.sid,
        to=normalized(form.text("To")),
        from_=normalized(form.text("From")) or None,
        messaging_service_sid=form.text("MessagingServiceSid") or None,
        body=form.text("Body"),
        media_url=media_url,
        content_sid=form.text("ContentSid") or None,
        content_variables=form.text("ContentVariables") or None,
        tags=tags(form),
        # With media the text travels in the MMS, which is not cut.
        segments=1 if media_url else segments(form.text("Body")),
        created=world.now,
        updated=world.now,
        send_at=moment(form.text("SendAt")) if is_scheduled(form) else None,
    )
    return attached(world.with_message(message), message), message


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a message, a second later: this is what moves the sandbox's clock."""
    message = message_of(world, asked)
    world = world.later(seconds=1)
    return world, Outcome(HTTPStatus.OK, shown(world, message))


def list_(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a page of the account's messages, newest first."""
    return world, listed(asked, "messages", matching(world, asked, normalized), lambda message: shown(world, message))


def matching(world: World, asked: Asked, number: Callable[[str], str]) -> list[Message]:
    """Give the account's messages that pass the filters, newest first; *number* spells a filter's as messages do."""
    to, from_ = number(asked.query.text("To")), number(asked.query.text("From"))
    passes = date_filter(asked.query, "DateSent")
    return [
        message
        for message in newest_first(world.messages)
        if message.account_sid == asked.sids[0]
        and to in {"", message.to}
        and from_ in {"", message.from_}
        and passes(state(message, world.now).sent)
    ]


def update(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Redact a message or cancel a scheduled one."""
    message = message_of(world, asked)
    if is_redaction(asked.form):
        message = attrs.evolve(message, body="", updated=world.now)
    elif state(message, world.now).status == "scheduled":
        message = attrs.evolve(message, is_canceled=True, updated=world.now)
    else:
        raise Refused(NOT_CANCELABLE)
    return world.with_message(message), Outcome(HTTPStatus.OK, shown(world, message))


def delete(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Forget a message.

    The API is said to refuse this while a message is under way, code 20009. With which status is not known, so here a
    delete is always allowed.
    """
    return world.without_message(message_of(world, asked).sid), Outcome(HTTPStatus.NO_CONTENT)


def is_redaction(form: Parameters) -> bool:
    """Say whether the update is to redact, rather than to cancel. Raise Refused when it is neither or both."""
    redacts, cancels = "Body" in form, "Status" in form
    if redacts == cancels or form.text("Body") or (cancels and form.text("Status") != "canceled"):
        raise Refused(INVALID_UPDATE)
    return redacts


def shown(world: World, message: Message) -> Item:
    """Show a message as it is at this moment of the world. One without tags does not mention them."""
    now = state(message, world.now)
    more: dict[str, Leaf] = {"tags": Tags(message.tags)} if message.tags is not None else {}
    return Item(
        "Message",
        {
            "sid": message.sid,
            "date_created": message.created,
            "date_updated": now.updated,
            "date_sent": now.sent,
            "account_sid": message.account_sid,
            "to": message.to,
            "from": message.from_,
            "messaging_service_sid": message.messaging_service_sid,
            "body": message.body,
            "status": now.status,
            "num_segments": str(message.segments if now.has_sender else 0),
            "num_media": str(len(message.media_url)),
            "direction": "outbound-api",
            "api_version": "2010-04-01",
            "price": now.price,
            "price_unit": "USD" if now.price else None,
            "error_code": now.fault.code if now.fault else None,
            "error_message": now.fault.text if now.fault else None,
            "uri": Address(message.path),
            "subresource_uris": {
                "media": Address(f"{message.path}/Media"),
                "feedback": Address(f"{message.path}/Feedback"),
            },
            **more,
        },
    )
