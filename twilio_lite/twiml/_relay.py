"""The services of `Connect` that turn speech into text and back."""

from __future__ import annotations

from ._attributes import Words
from ._element import Child, Element


class ConversationRelay(Element):
    """A WebSocket that reads and writes what is said as text."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        url: str | None = None,
        language: str | None = None,
        tts_language: str | None = None,
        transcription_language: str | None = None,
        tts_provider: str | None = None,
        voice: str | None = None,
        transcription_provider: str | None = None,
        speech_model: str | None = None,
        profanity_filter: bool | None = None,
        dtmf_detection: bool | None = None,
        welcome_greeting: str | None = None,
        partial_prompts: bool | None = None,
        welcome_greeting_interruptible: bool | str | None = None,
        interruptible: bool | str | None = None,
        preemptible: bool | None = None,
        hints: Words | None = None,
        intelligence_service: str | None = None,
        report_input_during_agent_speech: bool | str | None = None,
        elevenlabs_text_normalization: str | None = None,
        interrupt_sensitivity: str | None = None,
        debug: Words | None = None,
        background_noise_reduction: bool | str | None = None,
        speech_timeout: int | str | None = None,
        deepgram_smart_format: bool | None = None,
        ignore_backchannel: bool | None = None,
        events: Words | None = None,
        partial_prompt_on_hangup: bool | None = None,
        eager_eot_threshold: float | None = None,
        asr_smart_format: bool | None = None,
        tts_text_normalization: str | None = None,
        tts_language_text_normalization: bool | None = None,
        elevenlabs_language_text_normalization: bool | None = None,
        include_in_prompt: Words | None = None,
        customer_name: str | None = None,
        application_reconnect: bool | None = None,
        echo_prompt_filtering: bool | None = None,
        turn_detection: bool | None = None,
    ) -> None:
        self._is("ConversationRelay", locals())


class Language(Element):
    """How `ConversationRelay` speaks and hears one language."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        code: str | None = None,
        tts_provider: str | None = None,
        voice: str | None = None,
        transcription_provider: str | None = None,
        speech_model: str | None = None,
        hints: Words | None = None,
        asr_smart_format: bool | None = None,
        tts_text_normalization: str | None = None,
        tts_language_text_normalization: bool | None = None,
    ) -> None:
        self._is("Language", locals())


class ConversationRelaySession(Element):
    """A session of `ConversationRelay` that is configured elsewhere."""

    __slots__ = ()

    def __init__(
        self, *children: Child, connector: str | None = None, session_configuration: str | None = None
    ) -> None:
        self._is("ConversationRelaySession", locals())


class AiSession(Element):
    """A session with an AI connector."""

    __slots__ = ()

    def __init__(
        self, *children: Child, ai_connector: str | None = None, ai_session_configuration: str | None = None
    ) -> None:
        self._is("AiSession", locals())
