"""Messages: send, follow, find, redact, cancel and delete them. https://www.twilio.com/docs/messaging/api/message-resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

import attrs

from .._arguments import one_of
from .._listing import paged
from .._operation import C_co, Resource, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, is_list, wire
from .._request import Listing, Request
from .._structure import nothing, reads
from ..errors import ArgumentError

if TYPE_CHECKING:
    from .feedback import Feedback
    from .media import MediaList

MOST_MEDIA = 10


class MessageStatus(StrEnum):
    """Where a message is on its way. Twilio may add values: an unknown one stays the str it is."""

    ACCEPTED = "accepted"
    SCHEDULED = "scheduled"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    CANCELED = "canceled"
    READ = "read"
    PARTIALLY_DELIVERED = "partially_delivered"
    RECEIVING = "receiving"
    RECEIVED = "received"


class MessageDirection(StrEnum):
    """Who sent a message, and by what means."""

    INBOUND = "inbound"
    OUTBOUND_API = "outbound-api"
    OUTBOUND_CALL = "outbound-call"
    OUTBOUND_REPLY = "outbound-reply"


@attrs.frozen(kw_only=True)
class Message:
    """One message, as it was when it was read.

    *price* is negative for a charge, in *price_unit*, and None until it is known. *error_code* and *error_message* tell
    why a message failed or was not delivered. *flags*, such as "outbound", are told in XML and CSV only.
    """

    sid: str
    account_sid: str | None = None
    messaging_service_sid: str | None = None
    from_: str | None = None
    to: str | None = None
    body: str | None = None
    status: MessageStatus | str | None = None
    direction: MessageDirection | str | None = None
    num_segments: int | None = None
    num_media: int | None = None
    price: Decimal | None = None
    price_unit: str | None = None
    error_code: int | None = None
    error_message: str | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    date_sent: datetime | None = None
    api_version: str | None = None
    tags: dict[str, str] | None = attrs.field(default=None, hash=False)
    flags: tuple[str, ...] = ()
    uri: str | None = None
    subresource_uris: dict[str, str] | None = attrs.field(default=None, hash=False)


class Messages(Resource[C_co]):
    """The messages of an account; `messages(sid)` is one of them."""

    def __call__(self, sid: str) -> MessageContext[C_co]:
        """Give the message *sid*, SM or MM and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return MessageContext(self.client, below(self.path, sid=sid))

    @operation
    def create(
        self,
        *,
        to: str,
        from_: str | None = None,
        messaging_service_sid: str | None = None,
        body: str | None = None,
        media_url: Sequence[str] | str | None = None,
        content_sid: str | None = None,
        content_variables: Mapping[str, object] | str | None = None,
        status_callback: str | None = None,
        application_sid: str | None = None,
        max_price: float | Decimal | None = None,
        provide_feedback: bool | None = None,
        attempt: int | None = None,
        validity_period: int | None = None,
        force_delivery: bool | None = None,
        content_retention: Literal["retain", "discard"] | None = None,
        address_retention: Literal["retain", "obfuscate"] | None = None,
        smart_encoded: bool | None = None,
        persistent_action: Sequence[str] | str | None = None,
        traffic_type: Literal["free"] | None = None,
        shorten_urls: bool | None = None,
        schedule_type: Literal["fixed"] | None = None,
        send_at: datetime | date | str | None = None,
        send_as_mms: bool | None = None,
        message_intent: str | None = None,
        risk_check: Literal["enable", "disable"] | None = None,
        fallback_from: str | None = None,
        tags: Mapping[str, object] | str | None = None,
    ) -> Request[Message]:
        """Send a message: *to* someone, *from_* a number or through a Messaging Service, with a body, media or content.

        *to* and *from_* are E.164 numbers (+15005550006) or channel addresses (whatsapp:+15005550006). *body* has at
        most 1600 characters, *media_url* 10 addresses. *validity_period* is in seconds, 1 to 36000. *attempt*
        counts the tries of this message so far, this one included. *send_at* needs *schedule_type* "fixed" and a
        Messaging Service; without a time zone it is in UTC. A dict for *content_variables* or *tags* is sent as JSON.
        *max_price* has had no effect since June 2024.

        ArgumentError is raised, before anything is sent, for a message to nobody, from nobody or without content; a
        RestException, such as BadRequestError, when Twilio refuses. Unless an error says `took_effect is False`, the
        message may be on its way: do not send it again unseen.
        """
        form = wire(locals())
        if not to:
            raise ArgumentError("to is empty: pass a number such as +15005550006 or a channel address")
        one_of(from_=from_, messaging_service_sid=messaging_service_sid)
        one_of(body=body, media_url=media_url, content_sid=content_sid)
        if send_at is not None and schedule_type is None:
            raise ArgumentError('send_at alone schedules nothing: pass schedule_type="fixed" and messaging_service_sid')
        if is_list(media_url) and len(media_url) > MOST_MEDIA:
            raise ArgumentError(f"media_url holds {len(media_url)} addresses: pass at most {MOST_MEDIA}")
        return Request("POST", self.path, reads(Message), form=form)

    @listing
    def stream(
        self,
        *,
        to: str | None = None,
        from_: str | None = None,
        date_sent: datetime | date | str | None = None,
        date_sent_after: datetime | date | str | None = None,
        date_sent_before: datetime | date | str | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[Message]:
        """Read messages page after page, as they are asked for.

        A date means that whole day in UTC; *date_sent_after* and *date_sent_before* include the day or moment itself.
        *limit* ends the reading; *page_size*, 1 to 1000, is how many come with one request (50 when neither is given).
        """
        request = Request("GET", self.path, reads_page(Message, "messages", "sms_messages"), query=wire(locals()))
        return paged(request, limit, page_size)

    list: Final = collected(stream)


class MessageContext(Resource[C_co]):
    """One message, and what hangs below it."""

    @property
    def feedback(self) -> Feedback[C_co]:
        """What became of the message: https://www.twilio.com/docs/messaging/api/message-feedback-resource."""
        from .feedback import Feedback  # noqa: PLC0415 - as in the map

        return Feedback(self.client, below(self.path, "Feedback"))

    @property
    def media(self) -> MediaList[C_co]:
        """The media of the message: https://www.twilio.com/docs/messaging/api/media-resource."""
        from .media import MediaList  # noqa: PLC0415 - as in the map

        return MediaList(self.client, below(self.path, "Media"))

    @operation
    def fetch(self) -> Request[Message]:
        """Fetch the message as it is now; NotFoundError when there is none."""
        return Request("GET", self.path, reads(Message))

    @operation
    def update(
        self, *, body: str | None = None, status: Literal["canceled", MessageStatus.CANCELED] | None = None
    ) -> Request[Message]:
        """Redact the message with body="", or cancel it with status="canceled" while it is scheduled.

        ArgumentError is raised for both or neither; Twilio refuses any other body and any other status.
        """
        form = wire(locals())
        if (body is None) == (status is None):
            raise ArgumentError('pass either body="" to redact the message or status="canceled" to cancel it')
        return Request("POST", self.path, reads(Message), form=form, idempotent=True)

    @operation
    def delete(self) -> Request[None]:
        """Delete the message for good; NotFoundError when there is none."""
        return Request("DELETE", self.path, nothing)
