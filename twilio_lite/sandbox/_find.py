"""What a path names, in the account and under the message it is said to be in, or a 404."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from ._errors import NOT_FOUND, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._call import Asked
    from ._world import CallerId, Media, Message, PhoneCall, World


class Owned(Protocol):
    """What belongs to an account."""

    @property
    def account_sid(self) -> str:
        """The SID of the account."""
        ...


Kept = TypeVar("Kept", bound=Owned)


def in_account(kept: Mapping[str, Kept], asked: Asked) -> Kept:
    """Find among all that is *kept* the one that the path names, in the account that it names."""
    account_sid, sid, *_ = asked.sids
    found = kept.get(sid)
    if found is None or found.account_sid != account_sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return found


def message_of(world: World, asked: Asked) -> Message:
    """Find the message that the path names."""
    return in_account(world.messages, asked)


def media_of(world: World, asked: Asked) -> Media:
    """Find the medium that the path names."""
    message = message_of(world, asked)
    media = world.media.get(asked.sids[2])
    if media is None or media.message_sid != message.sid:
        raise Refused(NOT_FOUND, path=asked.wire_path)
    return media


def call_of(world: World, asked: Asked) -> PhoneCall:
    """Find the phone call that the path names."""
    return in_account(world.calls, asked)


def caller_id_of(world: World, asked: Asked) -> CallerId:
    """Find the caller id that the path names."""
    return in_account(world.caller_ids, asked)
