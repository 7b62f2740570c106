"""What every request from Twilio says, and one that no other type fits."""

from __future__ import annotations

from typing import NamedTuple

import attrs


class IncomingMedia(NamedTuple):
    """A file that came with a message: where it is, for your own credentials only, and of what type."""

    url: str
    content_type: str | None


@attrs.frozen(kw_only=True, repr=False)
class Event:
    """A request from Twilio, proved genuine. *extra* holds, under Twilio's names, what has no field of its own.

    Of a name that came more than once it is the first value. *idempotency_token* stays the same when Twilio makes a
    request again; it is a header, which is not signed.
    """

    account_sid: str | None = None
    api_version: str | None = None
    idempotency_token: str | None = None
    extra: dict[str, str] = attrs.field(factory=dict[str, str], hash=False)

    def __repr__(self) -> str:
        values = ((field.name, getattr(self, field.name)) for field in attrs.fields(type(self)))
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in values if value is not None)})"


@attrs.frozen(kw_only=True, repr=False)
class OtherEvent(Event):
    """A request of another kind: *params* are its form or its query, *body* is what came, such as JSON."""

    params: dict[str, str] = attrs.field(factory=dict[str, str], hash=False)
    body: bytes = b""
