"""Answers to a call: what is said, asked, recorded and paid. Calls go on in `_dial` and `_connect`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ._attributes import Method, Words
from ._element import Child, Element

if TYPE_CHECKING:
    from decimal import Decimal


class VoiceResponse(Element):
    """The answer to a call: verbs, done one after the other."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Response", locals())


class Say(Element):
    """Read a text out; it may hold Break, Emphasis, Lang, P, Phoneme, Prosody, S, SayAs, Sub and W."""

    __slots__ = ()

    def __init__(
        self, *children: Child, voice: str | None = None, loop: int | None = None, language: str | None = None
    ) -> None:
        self._is("Say", locals())


class Play(Element):
    """Play the file at a URL, or the tones of *digits*."""

    __slots__ = ()

    def __init__(self, *children: Child, loop: int | None = None, digits: str | None = None) -> None:
        self._is("Play", locals())


class Pause(Element):
    """Wait in silence, *length* seconds."""

    __slots__ = ()

    def __init__(self, *children: Child, length: int | None = None) -> None:
        self._is("Pause", locals())


class Gather(Element):
    """Take in digits or speech while what is inside is said and played.

    *timeout*, *speech_timeout* and *max_speech_time* are in seconds.
    """

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        input: Words | None = None,  # noqa: A002 - Twilio's name
        action: str | None = None,
        method: Method | None = None,
        timeout: int | None = None,
        speech_timeout: int | str | None = None,
        max_speech_time: int | None = None,
        profanity_filter: bool | None = None,
        finish_on_key: str | None = None,
        num_digits: int | None = None,
        partial_result_callback: str | None = None,
        partial_result_callback_method: Method | None = None,
        language: str | None = None,
        hints: Words | None = None,
        barge_in: bool | None = None,
        debug: bool | None = None,
        action_on_empty_result: bool | None = None,
        speech_model: str | None = None,
        enhanced: bool | None = None,
    ) -> None:
        self._is("Gather", locals())


class Record(Element):
    """Record the caller; *timeout* and *max_length* are in seconds."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        action: str | None = None,
        method: Method | None = None,
        timeout: int | None = None,
        finish_on_key: str | None = None,
        max_length: int | None = None,
        play_beep: bool | None = None,
        trim: str | None = None,
        recording_status_callback: str | None = None,
        recording_status_callback_method: Method | None = None,
        recording_status_callback_event: Words | None = None,
        transcribe: bool | None = None,
        transcribe_callback: str | None = None,
        recording_configuration_id: str | None = None,
    ) -> None:
        self._is("Record", locals())


class Pay(Element):
    """Take a payment."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        input: Words | None = None,  # noqa: A002 - Twilio's name
        action: str | None = None,
        bank_account_type: str | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        timeout: int | None = None,
        max_attempts: int | None = None,
        security_code: bool | None = None,
        postal_code: bool | str | None = None,
        min_postal_code_length: int | None = None,
        payment_connector: str | None = None,
        payment_method: str | None = None,
        token_type: str | None = None,
        charge_amount: str | float | Decimal | None = None,
        currency: str | None = None,
        description: str | None = None,
        valid_card_types: Words | None = None,
        language: str | None = None,
    ) -> None:
        self._is("Pay", locals())


class Prompt(Element):
    """What `Pay` says at one of its steps."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        for_: str | None = None,
        error_type: Words | None = None,
        card_type: Words | None = None,
        attempt: int | str | Sequence[int] | None = None,
        require_matching_inputs: bool | None = None,
    ) -> None:
        self._is("Prompt", locals())


class Enqueue(Element):
    """Let the call wait in the queue named, or for a `Task`."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        action: str | None = None,
        max_queue_size: int | None = None,
        method: Method | None = None,
        wait_url: str | None = None,
        wait_url_method: Method | None = None,
        workflow_sid: str | None = None,
    ) -> None:
        self._is("Enqueue", locals())


class Task(Element):
    """The attributes of a TaskRouter task: a dict, or JSON."""

    __slots__ = ()

    def __init__(self, *children: Child, priority: int | None = None, timeout: int | None = None) -> None:
        self._is("Task", locals())


class Leave(Element):
    """Leave the queue."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Leave", locals())


class Sms(Element):
    """Send an SMS during the call."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        to: str | None = None,
        from_: str | None = None,
        action: str | None = None,
        method: Method | None = None,
        status_callback: str | None = None,
    ) -> None:
        self._is("Sms", locals())


class Echo(Element):
    """Play back to the caller what is heard."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Echo", locals())


class Reject(Element):
    """Turn the call down, at no cost."""

    __slots__ = ()

    def __init__(self, *children: Child, reason: str | None = None) -> None:
        self._is("Reject", locals())


class Hangup(Element):
    """End the call."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Hangup", locals())
