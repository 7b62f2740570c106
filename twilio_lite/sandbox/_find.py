"""What a path names: the message or the medium, in the account and under the message it is said to be in, or a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import NOT_FOUND, Refused

if TYPE_CHECKING:
    from ._call import Asked
    from ._world import Media, Message, World


def message_of(world: World, asked: Asked) -> Message:
    """Find the message that the path names."""
    account_sid, sid, *_ = asked.sids
    message = world.messages.get(sid)
    if message is None or message.account_sid != account_sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return message


def media_of(world: World, asked: Asked) -> Media:
    """Find the medium that the path names."""
    message = message_of(world, asked)
    media = world.media.get(asked.sids[2])
    if media is None or media.message_sid != message.sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return media
