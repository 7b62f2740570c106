"""Requests about calls: what is to happen in one, or one that is somewhere else on its way.

https://www.twilio.com/docs/voice/twiml#request-parameters
https://www.twilio.com/docs/voice/api/call-resource#statuscallback
"""

from __future__ import annotations

from datetime import datetime

import attrs

from ..resources.calls import CallDirection, CallStatus
from ._event import Event


@attrs.frozen(kw_only=True, repr=False)
class CallEvent(Event):
    """What the requests about a call share. Durations are in seconds, *machine_detection_duration* is in milliseconds.

    *from_* and *to* are numbers, `client:` names or `sip:` addresses; *caller* and *called* say the same. *add_ons* is
    a JSON text.
    """

    call_sid: str
    parent_call_sid: str | None = None
    application_sid: str | None = None
    call_status: CallStatus | str | None = None
    direction: CallDirection | str | None = None
    from_: str | None = None
    to: str | None = None
    caller: str | None = None
    called: str | None = None
    forwarded_from: str | None = None
    caller_name: str | None = None
    from_city: str | None = None
    from_state: str | None = None
    from_zip: str | None = None
    from_country: str | None = None
    to_city: str | None = None
    to_state: str | None = None
    to_zip: str | None = None
    to_country: str | None = None
    caller_city: str | None = None
    caller_state: str | None = None
    caller_zip: str | None = None
    caller_country: str | None = None
    called_city: str | None = None
    called_state: str | None = None
    called_zip: str | None = None
    called_country: str | None = None
    stir_verstat: str | None = None
    stir_passport_token: str | None = None
    add_ons: str | None = None
    sip_call_id: str | None = None
    sip_domain: str | None = None
    sip_domain_sid: str | None = None
    sip_source_ip: str | None = None
    answered_by: str | None = None
    machine_detection_duration: int | None = None
    recording_sid: str | None = None
    recording_url: str | None = None
    recording_duration: int | None = None
    sequence_number: int | None = None
    error_code: int | None = None
    error_message: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class CallStatusCallback(CallEvent):
    """A call has another status. Requests may overtake each other: *sequence_number* counts from 0.

    *call_duration* is in seconds, *duration* in minutes, begun ones included.
    """

    callback_source: str | None = None
    timestamp: datetime | None = None
    call_duration: int | None = None
    duration: int | None = None
    sip_response_code: int | None = None
    stir_status: str | None = None


@attrs.frozen(kw_only=True, repr=False)
class VoiceRequest(CallEvent):
    """Twilio asks what is to happen in a call: one came in or was answered, or a verb is done and this is its outcome.

    *digits* are text, as they were pressed. *confidence* and *stability* are 0.0 to 1.0. Which fields are set depends
    on the verb whose `action` or callback this is: Gather, Record, Dial, Enqueue, Refer, Pay, Connect.
    """

    call_token: str | None = None
    error_url: str | None = None
    digits: str | None = None
    finished_on_key: str | None = None
    speech_result: str | None = None
    confidence: float | None = None
    language: str | None = None
    stable_speech_result: str | None = None
    unstable_speech_result: str | None = None
    stability: float | None = None
    recording_status: str | None = None
    recording_channels: int | None = None
    recording_start_time: datetime | None = None
    recording_source: str | None = None
    recording_track: str | None = None
    transcription_sid: str | None = None
    transcription_text: str | None = None
    transcription_status: str | None = None
    transcription_url: str | None = None
    dial_call_status: CallStatus | str | None = None
    dial_call_sid: str | None = None
    dial_call_duration: int | None = None
    dial_bridged: bool | None = None
    dial_sip_call_id: str | None = None
    dial_sip_response_code: int | None = None
    queue_result: str | None = None
    queue_sid: str | None = None
    queue_time: int | None = None
    queue_position: int | None = None
    avg_queue_time: int | None = None
    current_queue_size: int | None = None
    max_queue_size: int | None = None
    dequeing_call_sid: str | None = None
    refer_transfer_target: str | None = None
    refer_call_status: CallStatus | str | None = None
    refer_sip_response_code: int | None = None
    notify_sip_response_code: int | None = None
    result: str | None = None
    profile_id: str | None = None
    payment_token: str | None = None
    payment_confirmation_code: str | None = None
    payment_method: str | None = None
    payment_card_number: str | None = None
    payment_card_type: str | None = None
    payment_card_postal_code: str | None = None
    expiration_date: str | None = None
    security_code: str | None = None
    bank_account_number: str | None = None
    bank_routing_number: str | None = None
    bank_account_type: str | None = None
    payment_error: str | None = None
    pay_error_code: int | None = None
    connector_error: str | None = None
    session_id: str | None = None
    session_status: str | None = None
    session_duration: int | None = None
    handoff_data: str | None = None
