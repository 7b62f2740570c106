"""`Dial` and whom it calls; a number alone may be its text. SIP has a file of its own."""

from __future__ import annotations

from ._attributes import Method, Words
from ._element import Child, Element


class Dial(Element):
    """Connect the caller with somebody else; *timeout* and *time_limit* are in seconds."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        action: str | None = None,
        method: Method | None = None,
        timeout: int | None = None,
        hangup_on_star: bool | None = None,
        time_limit: int | None = None,
        caller_id: str | None = None,
        record: bool | str | None = None,
        trim: str | None = None,
        recording_status_callback: str | None = None,
        recording_configuration_id: str | None = None,
        recording_status_callback_method: Method | None = None,
        recording_status_callback_event: Words | None = None,
        answer_on_bridge: bool | None = None,
        ring_tone: str | None = None,
        recording_track: str | None = None,
        sequential: bool | None = None,
        refer_url: str | None = None,
        refer_method: Method | None = None,
        events: Words | None = None,
        passports: str | None = None,
    ) -> None:
        self._is("Dial", locals())


class Number(Element):
    """A phone number to call."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        send_digits: str | None = None,
        url: str | None = None,
        method: Method | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        byoc: str | None = None,
        machine_detection: str | None = None,
        amd_status_callback_method: Method | None = None,
        amd_status_callback: str | None = None,
        machine_detection_timeout: int | None = None,
        machine_detection_speech_threshold: int | None = None,
        machine_detection_speech_end_threshold: int | None = None,
        machine_detection_silence_timeout: int | None = None,
    ) -> None:
        self._is("Number", locals())


class Client(Element):
    """A client to call: its identity, as text or in an `Identity`."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        url: str | None = None,
        method: Method | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
    ) -> None:
        self._is("Client", locals())


class Identity(Element):
    """Who the client is, beside its parameters."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Identity", locals())


class Conference(Element):
    """A conference to join, by its name."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        muted: bool | None = None,
        beep: bool | str | None = None,
        start_conference_on_enter: bool | None = None,
        end_conference_on_exit: bool | None = None,
        wait_url: str | None = None,
        wait_method: Method | None = None,
        max_participants: int | None = None,
        record: bool | str | None = None,
        recording_configuration_id: str | None = None,
        region: str | None = None,
        coach: str | None = None,
        trim: str | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        recording_status_callback: str | None = None,
        recording_status_callback_method: Method | None = None,
        recording_status_callback_event: Words | None = None,
        event_callback_url: str | None = None,
        jitter_buffer_size: str | None = None,
        participant_label: str | None = None,
    ) -> None:
        self._is("Conference", locals())


class Queue(Element):
    """The queue whose first caller is connected, by its name."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        url: str | None = None,
        method: Method | None = None,
        reservation_sid: str | None = None,
        post_work_activity_sid: str | None = None,
    ) -> None:
        self._is("Queue", locals())


class Sim(Element):
    """A SIM to call, by its SID."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Sim", locals())


class Application(Element):
    """A TwiML application to call: its SID, as text or in an `ApplicationSid`."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        url: str | None = None,
        method: Method | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        customer_id: str | None = None,
        copy_parent_to: bool | None = None,
    ) -> None:
        self._is("Application", locals())


class ApplicationSid(Element):
    """Which application it is, beside its parameters."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("ApplicationSid", locals())


class WhatsApp(Element):
    """A WhatsApp number to call."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        url: str | None = None,
        method: Method | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
    ) -> None:
        self._is("WhatsApp", locals())
