"""What the sandbox knows, as one frozen value.

Nothing here changes and nothing here decides: a change gives a new world, and the rules live with the operations.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import attrs

ROOT = "/2010-04-01/"
FAKE_TOKEN = "sandbox-token"  # noqa: S105 - a word that nobody takes for a secret

Kept = TypeVar("Kept")


@attrs.frozen(kw_only=True)
class Account:
    """An account; the main one is its own owner."""

    sid: str
    auth_token: str = attrs.field(repr=False)
    owner_sid: str
    friendly_name: str
    status: str = "active"
    created: datetime
    updated: datetime

    @property
    def is_main(self) -> bool:
        """Whether this is the account that owns the others."""
        return self.sid == self.owner_sid

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{ROOT}Accounts/{self.sid}"


@attrs.frozen(kw_only=True)
class Message:
    """A message as it was created; what becomes of it in time is worked out in `_lifecycle`."""

    sid: str
    account_sid: str
    to: str
    from_: str | None
    messaging_service_sid: str | None
    body: str
    media_url: tuple[str, ...]
    content_sid: str | None
    content_variables: str | None
    tags: Mapping[str, object] | None
    segments: int
    created: datetime
    updated: datetime
    send_at: datetime | None
    is_canceled: bool = False

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{ROOT}Accounts/{self.account_sid}/Messages/{self.sid}"


@attrs.frozen(kw_only=True)
class Media:
    """A file that belongs to a message, and the address it was given with; see `File` for what is in it."""

    sid: str
    account_sid: str
    message_sid: str
    url: str
    created: datetime

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{ROOT}Accounts/{self.account_sid}/Messages/{self.message_sid}/Media/{self.sid}"


@attrs.frozen(kw_only=True)
class Feedback:
    """What the sender reported about a message."""

    account_sid: str
    message_sid: str
    outcome: str
    created: datetime
    updated: datetime


@attrs.frozen
class File:
    """What a test laid down for a media_url, in place of the file that the sandbox does not load."""

    content: bytes = attrs.field(repr=False)
    content_type: str | None


@attrs.frozen(kw_only=True)
class PhoneCall:
    """A phone call as it was created, and how it was ended from outside; its way is worked out in `_call_lifecycle`."""

    sid: str
    account_sid: str
    to: str
    from_: str
    caller_id_sid: str | None
    tells_machines: bool
    created: datetime
    ended: datetime | None = None
    ended_as: str | None = None

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{ROOT}Accounts/{self.account_sid}/Calls/{self.sid}"


@attrs.frozen(kw_only=True)
class CallerId:
    """A number that its owner verified, to call from."""

    sid: str
    account_sid: str
    phone_number: str
    friendly_name: str
    created: datetime
    updated: datetime

    @property
    def path(self) -> str:
        """Where the API has it."""
        return f"{ROOT}Accounts/{self.account_sid}/OutgoingCallerIds/{self.sid}"


@attrs.frozen(kw_only=True)
class World:
    """Everything there is, at one moment of the sandbox's own clock; each mapping is oldest first."""

    now: datetime
    accounts: Mapping[str, Account] = {}
    messages: Mapping[str, Message] = {}
    media: Mapping[str, Media] = {}
    feedback: Mapping[str, Feedback] = {}
    calls: Mapping[str, PhoneCall] = {}
    caller_ids: Mapping[str, CallerId] = {}
    files: Mapping[str, File] = {}
    serial: int = 0
    answers: int = 0

    def later(self, seconds: int) -> World:
        """Move the clock."""
        return attrs.evolve(self, now=self.now + timedelta(seconds=seconds))

    def answered(self) -> World:
        """Count one more answer."""
        return attrs.evolve(self, answers=self.answers + 1)

    def minted(self, prefix: str) -> tuple[World, str]:
        """Make the next SID. Later ones sort after earlier ones by all but the prefix, which paging builds on."""
        world = attrs.evolve(self, serial=self.serial + 1)
        return world, f"{prefix}{world.serial:032x}"

    def with_account(self, account: Account) -> World:
        """Add an account or put it in place of its former self."""
        return attrs.evolve(self, accounts={**self.accounts, account.sid: account})

    def with_message(self, message: Message) -> World:
        """Add a message or put it in place of its former self."""
        return attrs.evolve(self, messages={**self.messages, message.sid: message})

    def with_media(self, media: Media) -> World:
        """Add a medium."""
        return attrs.evolve(self, media={**self.media, media.sid: media})

    def with_feedback(self, feedback: Feedback) -> World:
        """Add the feedback on a message or put it in place of the former one."""
        return attrs.evolve(self, feedback={**self.feedback, feedback.message_sid: feedback})

    def without_message(self, sid: str) -> World:
        """Forget a message and all that belongs to it."""
        return attrs.evolve(
            self,
            messages=without(self.messages, sid),
            media={key: media for key, media in self.media.items() if media.message_sid != sid},
            feedback=without(self.feedback, sid),
        )

    def without_media(self, sid: str) -> World:
        """Forget a medium."""
        return attrs.evolve(self, media=without(self.media, sid))

    def with_file(self, url: str, file: File) -> World:
        """Lay down the file at an address, or put it in place of the former one."""
        return attrs.evolve(self, files={**self.files, url: file})

    def with_call(self, call: PhoneCall) -> World:
        """Add a phone call or put it in place of its former self."""
        return attrs.evolve(self, calls={**self.calls, call.sid: call})

    def without_call(self, sid: str) -> World:
        """Forget a phone call."""
        return attrs.evolve(self, calls=without(self.calls, sid))

    def with_caller_id(self, caller_id: CallerId) -> World:
        """Add a caller id or put it in place of its former self."""
        return attrs.evolve(self, caller_ids={**self.caller_ids, caller_id.sid: caller_id})

    def without_caller_id(self, sid: str) -> World:
        """Forget a caller id."""
        return attrs.evolve(self, caller_ids=without(self.caller_ids, sid))


def founded(now: datetime) -> tuple[World, Account]:
    """Make a new world with its main account."""
    world, sid = World(now=now).minted("AC")
    main = Account(sid=sid, auth_token=FAKE_TOKEN, owner_sid=sid, friendly_name="Sandbox", created=now, updated=now)
    return world.with_account(main), main


def newest_first(kept: Mapping[str, Kept]) -> list[Kept]:
    """Give all that is kept, the last to come first, as every list shows it."""
    return list(kept.values())[::-1]


def without(kept: Mapping[str, Kept], sid: str) -> Mapping[str, Kept]:
    """Give *kept* less the entry for *sid*, if there is one."""
    return {key: value for key, value in kept.items() if key != sid}
