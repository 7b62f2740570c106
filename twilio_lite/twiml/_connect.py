"""`Connect`, `Start` and `Stop`, and the services that a call is connected with. `_relay` has those of speech."""

from __future__ import annotations

from ._attributes import Attribute, Method, Words
from ._element import Child, Element


class Connect(Element):
    """Connect the call with a service, and wait for its end."""

    __slots__ = ()

    def __init__(self, *children: Child, action: str | None = None, method: Method | None = None) -> None:
        self._is("Connect", locals())


class Start(Element):
    """Start a service beside the call."""

    __slots__ = ()

    def __init__(self, *children: Child, action: str | None = None, method: Method | None = None) -> None:
        self._is("Start", locals())


class Stop(Element):
    """Stop a service that was started, by its name."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Stop", locals())


class Stream(Element):
    """Send the sound of the call to a WebSocket."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        name: str | None = None,
        connector_name: str | None = None,
        url: str | None = None,
        track: str | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        audio_format: str | None = None,
        sample_rate: int | None = None,
    ) -> None:
        self._is("Stream", locals())


class Siprec(Element):
    """Send the sound of the call to a SIPREC recorder."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        name: str | None = None,
        connector_name: str | None = None,
        track: str | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
    ) -> None:
        self._is("Siprec", locals())


class Transcription(Element):
    """Write down what is said."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        name: str | None = None,
        track: str | None = None,
        status_callback_url: str | None = None,
        status_callback_method: Method | None = None,
        inbound_track_label: str | None = None,
        outbound_track_label: str | None = None,
        partial_results: bool | None = None,
        language_code: str | None = None,
        transcription_engine: str | None = None,
        profanity_filter: bool | None = None,
        speech_model: str | None = None,
        hints: Words | None = None,
        enable_automatic_punctuation: bool | None = None,
        intelligence_service: str | None = None,
    ) -> None:
        self._is("Transcription", locals())


class Recording(Element):
    """Record the call."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        recording_status_callback: str | None = None,
        recording_status_callback_method: Method | None = None,
        recording_status_callback_event: Words | None = None,
        trim: str | None = None,
        track: str | None = None,
        channels: str | None = None,
        recording_configuration_id: str | None = None,
    ) -> None:
        self._is("Recording", locals())


class Room(Element):
    """A video room, by its name."""

    __slots__ = ()

    def __init__(self, *children: Child, participant_identity: str | None = None) -> None:
        self._is("Room", locals())


class Autopilot(Element):
    """An Autopilot assistant, by its name or SID."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Autopilot", locals())


class VirtualAgent(Element):
    """A virtual agent of Dialogflow."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        connector_name: str | None = None,
        language: str | None = None,
        sentiment_analysis: bool | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
    ) -> None:
        self._is("VirtualAgent", locals())


class Conversation(Element):
    """A conversation."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        service_instance_sid: str | None = None,
        inbound_autocreation: bool | None = None,
        routing_assignment_timeout: int | None = None,
        inbound_timeout: int | None = None,
        url: str | None = None,
        method: Method | None = None,
        record: bool | str | None = None,
        trim: str | None = None,
        recording_status_callback: str | None = None,
        recording_status_callback_method: Method | None = None,
        recording_status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        status_callback_event: Words | None = None,
    ) -> None:
        self._is("Conversation", locals())


class Config(Element):
    """A setting of a service."""

    __slots__ = ()

    def __init__(self, *children: Child, name: str | None = None, value: str | float | None = None) -> None:
        self._is("Config", locals())


class Parameter(Element):
    """A value of your own for whoever is called or connected."""

    __slots__ = ()

    def __init__(self, *children: Child, name: str | None = None, value: Attribute = None) -> None:
        self._is("Parameter", locals())
