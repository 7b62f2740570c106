"""What a test looks at: the messages in the sandbox, as plain values."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import attrs

from ._lifecycle import state

if TYPE_CHECKING:
    from ._world import Message, World


@attrs.frozen(kw_only=True)
class Sent:
    """A message that was created in the sandbox, as it was when the outbox was read."""

    sid: str
    account_sid: str
    to: str
    from_: str | None
    messaging_service_sid: str | None
    body: str
    media_url: tuple[str, ...]
    content_sid: str | None
    content_variables: str | None
    status: str
    date_created: datetime
    date_sent: datetime | None
    send_at: datetime | None


def outbox(world: World) -> list[Sent]:
    """Every message there is, oldest first."""
    return [sent(world, message) for message in world.messages.values()]


def sent(world: World, message: Message) -> Sent:
    """One message as it is at this moment of the world."""
    now = state(message, world.now)
    return Sent(
        sid=message.sid,
        account_sid=message.account_sid,
        to=message.to,
        from_=message.from_,
        messaging_service_sid=message.messaging_service_sid,
        body=message.body,
        media_url=message.media_url,
        content_sid=message.content_sid,
        content_variables=message.content_variables,
        status=now.status,
        date_created=message.created,
        date_sent=now.sent,
        send_at=message.send_at,
    )
