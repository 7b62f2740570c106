"""Caller IDs: numbers of somebody's own, to call from once they are verified.

Verifying one makes it a caller ID of the account: https://www.twilio.com/docs/voice/api/outgoing-caller-ids.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal

import attrs

from .._listing import paged
from .._operation import C_co, Resource, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, wire
from .._request import Listing, Request
from .._structure import nothing, reads


@attrs.frozen(kw_only=True)
class OutgoingCallerId:
    """A verified number."""

    sid: str
    account_sid: str | None = None
    friendly_name: str | None = None
    phone_number: str | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    uri: str | None = None


@attrs.frozen(kw_only=True)
class ValidationRequest:
    """A number about to be verified: whoever answers the call *call_sid* there types *validation_code*.

    It has no SID of its own, and the code, six digits, may begin with zeros.
    """

    account_sid: str | None = None
    call_sid: str | None = None
    friendly_name: str | None = None
    phone_number: str | None = None
    validation_code: str | None = None
    uri: str | None = None


class ValidationRequests(Resource[C_co]):
    """The verification of numbers, which makes caller IDs of them."""

    @operation
    def create(
        self,
        *,
        phone_number: str,
        friendly_name: str | None = None,
        call_delay: int | None = None,
        extension: str | None = None,
        status_callback: str | None = None,
        status_callback_method: Literal["GET", "POST"] | None = None,
    ) -> Request[ValidationRequest]:
        """Have Twilio call *phone_number*, an E.164 number, and ask whoever answers for the code that this returns.

        The call is made after *call_delay* seconds, 0 to 60 (0 when left out), and *extension* is dialled once
        connected. The caller ID is named *friendly_name*, at most 64 characters.
        """
        return Request("POST", self.path, reads(ValidationRequest), form=wire(locals()))


class OutgoingCallerIds(ValidationRequests[C_co]):
    """The caller IDs of an account; `outgoing_caller_ids(sid)` is one of them, and `create` verifies another."""

    def __call__(self, sid: str) -> OutgoingCallerIdContext[C_co]:
        """Give the caller ID *sid*, PN and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return OutgoingCallerIdContext(self.client, below(self.path, sid=sid))

    @listing
    def stream(
        self,
        *,
        phone_number: str | None = None,
        friendly_name: str | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[OutgoingCallerId]:
        """Read caller IDs page after page, as they are asked for: those with exactly this number or name.

        *limit* ends the reading; *page_size* is 1 to 1000.
        """
        request = Request("GET", self.path, reads_page(OutgoingCallerId, "outgoing_caller_ids"), query=wire(locals()))
        return paged(request, limit, page_size)

    list: Final = collected(stream)


class OutgoingCallerIdContext(Resource[C_co]):
    """One caller ID."""

    @operation
    def fetch(self) -> Request[OutgoingCallerId]:
        """Fetch the caller ID as it is now; NotFoundError when there is none."""
        return Request("GET", self.path, reads(OutgoingCallerId))

    @operation
    def update(self, *, friendly_name: str | None = None) -> Request[OutgoingCallerId]:
        """Rename the caller ID; *friendly_name* has at most 64 characters."""
        return Request("POST", self.path, reads(OutgoingCallerId), form=wire(locals()), idempotent=True)

    @operation
    def delete(self) -> Request[None]:
        """Delete the caller ID: the account can no longer call from the number."""
        return Request("DELETE", self.path, nothing)
