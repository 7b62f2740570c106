"""What an access token can allow: frozen, comparable values that know their claims.

The parameters have twilio-python's names. Nothing that was given is left out of the claims in silence, but
`incoming_allow=False`, which is what leaving it out says: what could not become part of them is an ArgumentError.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar, Final, final

import attrs

from ._parameters import scalar
from ._secret import text_fault
from ._wording import shortened
from .errors import ArgumentError


def text(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what is no text; None was not given."""
    fault = value is not None and text_fault(value)
    if fault:
        raise ArgumentError(f"{field.name} {fault}: pass text, or leave it out")


def flag(_: object, field: attrs.Attribute[Any], value: object) -> None:
    """Refuse what is neither True nor False; None was not given."""
    if value is not None and not isinstance(value, bool):
        raise ArgumentError(f"{field.name} must be True or False, not {shortened(value)}")


def copied(name: str, value: Mapping[str, object]) -> dict[str, Any]:
    """Give *value* as the token will hold it, so that nothing which is done to it later changes the grant."""
    if not isinstance(value, Mapping):
        raise ArgumentError(f"{name} must be a dict, not {type(value).__name__}")

    def each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise ArgumentError(f"{name} has keys that JSON writes alike: pass each as a str, and once")
        return dict(pairs)

    tree: dict[str, Any] = json.loads(scalar(name, value), object_pairs_hook=each_once)
    return tree


def copied_params(value: Mapping[str, object] | None) -> dict[str, Any] | None:
    """Copy what an application is told."""
    return None if value is None else copied("outgoing_application_params", value)


def copied_grant(value: Mapping[str, object]) -> dict[str, Any]:
    """Copy what Twilio gave."""
    return copied("grant", value)


@attrs.frozen
class Grant:
    """One thing that a token allows; its claims are those of its fields that were given."""

    key: ClassVar[str]
    """The name of the grant in a token."""

    def to_payload(self) -> dict[str, Any]:
        """Give the claims of the grant."""
        return attrs.asdict(self, filter=lambda _, value: value is not None)


@final
@attrs.frozen(kw_only=True)
class ChatGrant(Grant):
    """Access to Twilio Conversations, and to Programmable Chat before it."""

    key: ClassVar[str] = "chat"
    service_sid: str | None = attrs.field(default=None, validator=text)
    endpoint_id: str | None = attrs.field(default=None, validator=text)
    deployment_role_sid: str | None = attrs.field(default=None, validator=text)
    push_credential_sid: str | None = attrs.field(default=None, validator=text)


@final
@attrs.frozen(kw_only=True)
class SyncGrant(Grant):
    """Access to Twilio Sync."""

    key: ClassVar[str] = "data_sync"
    service_sid: str | None = attrs.field(default=None, validator=text)
    endpoint_id: str | None = attrs.field(default=None, validator=text)


@final
@attrs.frozen(kw_only=True)
class VideoGrant(Grant):
    """Access to Twilio Video: to one *room*, its name or SID, or to every room where none is given."""

    key: ClassVar[str] = "video"
    room: str | None = attrs.field(default=None, validator=text)


@final
@attrs.frozen(kw_only=True)
class TaskRouterGrant(Grant):
    """Access to Twilio TaskRouter."""

    key: ClassVar[str] = "task_router"
    workspace_sid: str | None = attrs.field(default=None, validator=text)
    worker_sid: str | None = attrs.field(default=None, validator=text)
    role: str | None = attrs.field(default=None, validator=text)


@final
@attrs.frozen(kw_only=True)
class VoiceGrant(Grant):
    """Access to Twilio Voice: to be called with *incoming_allow*, to call through an application of yours.

    *outgoing_application_params* are passed to that application with each call.
    """

    key: ClassVar[str] = "voice"
    incoming_allow: bool | None = attrs.field(default=None, validator=flag)
    outgoing_application_sid: str | None = attrs.field(default=None, validator=text)
    outgoing_application_params: dict[str, Any] | None = attrs.field(default=None, converter=copied_params, hash=False)
    push_credential_sid: str | None = attrs.field(default=None, validator=text)
    endpoint_id: str | None = attrs.field(default=None, validator=text)

    def __attrs_post_init__(self) -> None:
        if self.outgoing_application_params and self.outgoing_application_sid is None:
            raise ArgumentError("outgoing_application_params are for an application: pass its outgoing_application_sid")

    def to_payload(self) -> dict[str, Any]:
        """Give the claims of the grant."""
        params = {"params": self.outgoing_application_params} if self.outgoing_application_params else {}
        sid = self.outgoing_application_sid
        claims = {
            "incoming": {"allow": True} if self.incoming_allow else None,
            "outgoing": {"application_sid": sid, **params} if sid else None,
            "push_credential_sid": self.push_credential_sid,
            "endpoint_id": self.endpoint_id,
        }
        return {name: value for name, value in claims.items() if value is not None}


@final
@attrs.frozen
class PlaybackGrant(Grant):
    """Access to a stream of Twilio Live: *grant* is what the API's PlaybackGrant resource gave under that name."""

    key: ClassVar[str] = "player"
    grant: dict[str, Any] = attrs.field(converter=copied_grant, hash=False)

    def __attrs_post_init__(self) -> None:
        if not self.grant:
            raise ArgumentError("grant is empty: pass what the API's PlaybackGrant resource gave")

    def to_payload(self) -> dict[str, Any]:
        """Give the claims of the grant."""
        return self.grant


KINDS: Final = (ChatGrant, PlaybackGrant, SyncGrant, TaskRouterGrant, VideoGrant, VoiceGrant)
