"""What a path names, in the account and under the message it is said to be in, or a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._errors import NOT_FOUND, Refused

if TYPE_CHECKING:
    from ._call import Asked
    from ._world import CallerId, Media, Message, PhoneCall, World


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


def call_of(world: World, asked: Asked) -> PhoneCall:
    """Find the phone call that the path names."""
    account_sid, sid = asked.sids
    call = world.calls.get(sid)
    if call is None or call.account_sid != account_sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return call


def caller_id_of(world: World, asked: Asked) -> CallerId:
    """Find the caller id that the path names."""
    account_sid, sid = asked.sids
    caller_id = world.caller_ids.get(sid)
    if caller_id is None or caller_id.account_sid != account_sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return caller_id
