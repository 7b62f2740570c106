"""Calls: make, follow, find, redirect, end and delete them. https://www.twilio.com/docs/voice/api/call-resource."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, Literal

import attrs

from .._arguments import one_of
from .._document import Document
from .._listing import paged
from .._operation import C_co, Resource, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, wire
from .._request import Listing, Request
from .._structure import nothing, reads
from ..errors import ArgumentError


class CallStatus(StrEnum):
    """Where a call is on its way. Twilio may add values: an unknown one stays the str it is."""

    QUEUED = "queued"
    RINGING = "ringing"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    BUSY = "busy"
    FAILED = "failed"
    NO_ANSWER = "no-answer"
    CANCELED = "canceled"


class CallDirection(StrEnum):
    """Who made a call, and by what means."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_DIAL = "outbound-dial"
    TRUNKING_TERMINATING = "trunking-terminating"
    TRUNKING_ORIGINATING = "trunking-originating"


@attrs.frozen(kw_only=True)
class Call:
    """One call, as it was when it was read.

    *duration* is in seconds, *queue_time* in milliseconds. *price* is negative for a charge, in *price_unit*, and None
    until it is known, which may be some time after the end. *answered_by* is there when machines are detected.
    """

    sid: str
    account_sid: str | None = None
    parent_call_sid: str | None = None
    from_: str | None = None
    from_formatted: str | None = None
    to: str | None = None
    to_formatted: str | None = None
    phone_number_sid: str | None = None
    status: CallStatus | str | None = None
    direction: CallDirection | str | None = None
    answered_by: str | None = None
    caller_name: str | None = None
    forwarded_from: str | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    duration: int | None = None
    queue_time: int | None = None
    price: Decimal | None = None
    price_unit: str | None = None
    group_sid: str | None = None
    trunk_sid: str | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    api_version: str | None = None
    uri: str | None = None
    subresource_uris: dict[str, str] | None = attrs.field(default=None, hash=False)


class Calls(Resource[C_co]):
    """The calls of an account; `calls(sid)` is one of them."""

    def __call__(self, sid: str) -> CallContext[C_co]:
        """Give the call *sid*, CA and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return CallContext(self.client, below(self.path, sid=sid))

    @operation
    def create(
        self,
        *,
        to: str,
        from_: str,
        url: str | None = None,
        twiml: str | Document | None = None,
        application_sid: str | None = None,
        method: Literal["GET", "POST"] | None = None,
        fallback_url: str | None = None,
        fallback_method: Literal["GET", "POST"] | None = None,
        status_callback: str | None = None,
        status_callback_event: Sequence[str] | str | None = None,
        status_callback_method: Literal["GET", "POST"] | None = None,
        send_digits: str | None = None,
        timeout: int | None = None,
        time_limit: int | None = None,
        record: bool | None = None,
        recording_channels: Literal["mono", "dual"] | None = None,
        recording_track: Literal["inbound", "outbound", "both"] | None = None,
        recording_status_callback: str | None = None,
        recording_status_callback_event: Sequence[str] | str | None = None,
        recording_status_callback_method: Literal["GET", "POST"] | None = None,
        recording_configuration_id: str | None = None,
        trim: Literal["trim-silence", "do-not-trim"] | None = None,
        machine_detection: Literal["Enable", "DetectMessageEnd"] | None = None,
        machine_detection_timeout: int | None = None,
        machine_detection_speech_threshold: int | None = None,
        machine_detection_speech_end_threshold: int | None = None,
        machine_detection_silence_timeout: int | None = None,
        async_amd: bool | str | None = None,
        async_amd_status_callback: str | None = None,
        async_amd_status_callback_method: Literal["GET", "POST"] | None = None,
        sip_auth_username: str | None = None,
        sip_auth_password: str | None = None,
        caller_id: str | None = None,
        call_reason: str | None = None,
        call_token: str | None = None,
        passports: str | None = None,
        byoc: str | None = None,
        client_notification_url: str | None = None,
    ) -> Request[Call]:
        """Call *to* a number, SIP address or client, *from_* a number of the account or a verified caller ID.

        What is said and done is TwiML: what *url* answers, *twiml* itself (a value of `twilio_lite.twiml`, or its text;
        at most 4000 characters, ignored beside *url*), or what an application has, whose settings then go before
        *method*, *fallback_...* and *status_callback...*. *status_callback_event* may name initiated, ringing, answered
        and completed, *recording_status_callback_event* in-progress, completed and absent; either is completed when
        left out.

        The phone rings for *timeout* seconds, at most 600 (60 when left out); *time_limit* is the longest duration in
        seconds. *send_digits* are dialled once connected, at most 32 of 0-9, A-D, # and *, with w for a pause of half a
        second and W for a whole one; machines are not detected then. *machine_detection_timeout* is in seconds (30); in
        milliseconds are *..._speech_threshold*, 1000 to 6000 (2400), *..._speech_end_threshold*, 500 to 5000 (1200),
        and *..._silence_timeout*, 2000 to 10000 (5000). *passports* holds at most 5, in base64, with commas between.

        ArgumentError is raised, before anything is sent, for a call to nobody, from nobody or without TwiML; a
        RestException, such as BadRequestError, when Twilio refuses. Unless an error says `took_effect is False`, the
        phone may be ringing: do not call again unseen.
        """
        form = wire(locals())
        if not to:
            raise ArgumentError("to is empty: pass a number such as +15005550006, a SIP address or a client")
        if not from_:
            raise ArgumentError("from_ is empty: pass a number such as +15005550006 or a client")
        one_of(url=url, twiml=twiml, application_sid=application_sid)
        return Request("POST", self.path, reads(Call), form=form)

    @listing
    def stream(
        self,
        *,
        to: str | None = None,
        from_: str | None = None,
        parent_call_sid: str | None = None,
        status: CallStatus
        | Literal["queued", "ringing", "in-progress", "completed", "busy", "failed", "no-answer", "canceled"]
        | None = None,
        start_time: datetime | date | str | None = None,
        start_time_after: datetime | date | str | None = None,
        start_time_before: datetime | date | str | None = None,
        end_time: datetime | date | str | None = None,
        end_time_after: datetime | date | str | None = None,
        end_time_before: datetime | date | str | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[Call]:
        """Read calls page after page, as they are asked for.

        A date means that whole day in UTC; by Twilio's description *..._after* includes the day itself, and
        *..._before* does not. *limit* ends the reading; *page_size*, 1 to 1000, is how many come with one request (50
        when neither is given).
        """
        return paged(Request("GET", self.path, reads_page(Call, "calls"), query=wire(locals())), limit, page_size)

    list: Final = collected(stream)


class CallContext(Resource[C_co]):
    """One call."""

    @operation
    def fetch(self) -> Request[Call]:
        """Fetch the call as it is now; NotFoundError when there is none."""
        return Request("GET", self.path, reads(Call))

    @operation
    def update(
        self,
        *,
        url: str | None = None,
        twiml: str | Document | None = None,
        status: Literal["canceled", "completed", CallStatus.CANCELED, CallStatus.COMPLETED] | None = None,
        method: Literal["GET", "POST"] | None = None,
        fallback_url: str | None = None,
        fallback_method: Literal["GET", "POST"] | None = None,
        status_callback: str | None = None,
        status_callback_method: Literal["GET", "POST"] | None = None,
        time_limit: int | None = None,
    ) -> Request[Call]:
        """Redirect the call to other TwiML, *url* or *twiml*, or end it with *status*, or change what it goes by.

        "completed" hangs up, whether or not somebody has answered; "canceled" ends only a call that nobody has answered
        yet. *time_limit* is the longest duration in seconds. ArgumentError is raised when nothing is given. A redirect
        begins its TwiML anew each time, so it is not sent again when nobody knows whether it arrived.
        """
        form = wire(locals())
        if not form:
            raise ArgumentError(
                'pass url or twiml to redirect the call, status="completed" to end it, or another change'
            )
        return Request("POST", self.path, reads(Call), form=form, idempotent=url is None and twiml is None)

    @operation
    def delete(self) -> Request[None]:
        """Delete the record of the call for good; NotFoundError when there is none."""
        return Request("DELETE", self.path, nothing)
