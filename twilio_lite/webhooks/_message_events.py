"""Requests about messages: one came in, or one that went out is somewhere else on its way.

https://www.twilio.com/docs/messaging/guides/webhook-request
https://www.twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks
"""

from __future__ import annotations

from datetime import datetime

import attrs

from ..resources.messages import MessageStatus
from ._event import Event, IncomingMedia


@attrs.frozen(kw_only=True, repr=False)
class MessageEvent(Event):
    """What an inbound message and a status callback share."""

    message_sid: str
    sms_sid: str | None = None
    sms_status: MessageStatus | str | None = None
    messaging_service_sid: str | None = None
    from_: str | None = None
    to: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class InboundMessage(MessageEvent):
    """A message that came to one of your numbers.

    *body* has up to 1600 characters. *interactive_data*, *flow_data*, *channel_metadata* and *add_ons* are JSON texts.
    *opt_out_type* is START, STOP or HELP where Twilio handles these itself.
    """

    body: str | None = None
    num_segments: int | None = None
    num_media: int | None = None
    media: tuple[IncomingMedia, ...] = ()
    sms_message_sid: str | None = None
    opt_out_type: str | None = None
    from_city: str | None = None
    from_state: str | None = None
    from_zip: str | None = None
    from_country: str | None = None
    to_city: str | None = None
    to_state: str | None = None
    to_zip: str | None = None
    to_country: str | None = None
    button_payload: str | None = None
    button_text: str | None = None
    button_type: str | None = None
    interactive_data: str | None = None
    flow_data: str | None = None
    channel_metadata: str | None = None
    add_ons: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    address: str | None = None
    label: str | None = None
    profile_name: str | None = None
    wa_id: str | None = None
    forwarded: bool | None = None
    frequently_forwarded: bool | None = None
    original_replied_message_sender: str | None = None
    original_replied_message_sid: str | None = None
    referral_body: str | None = None
    referral_headline: str | None = None
    referral_source_id: str | None = None
    referral_source_type: str | None = None
    referral_source_url: str | None = None
    referral_media_id: str | None = None
    referral_media_content_type: str | None = None
    referral_media_url: str | None = None
    referral_num_media: int | None = None
    referral_ctwa_clid: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class StatusCallback(MessageEvent):
    """A message you sent has another status. Requests may overtake each other.

    *error_code* tells why it failed or was not delivered. *raw_dlr_done_date* is when the carrier says so, to the
    minute. The `channel_` fields and *event_type* come from channels other than SMS.
    """

    message_status: MessageStatus | str | None = None
    error_code: int | None = None
    error_message: str | None = None
    raw_dlr_done_date: datetime | None = None
    channel_install_sid: str | None = None
    channel_status_message: str | None = None
    channel_prefix: str | None = None
    channel_to_address: str | None = None
    event_type: str | None = None
