"""TwiML, the XML that tells Twilio what to do with a message or a call, as frozen values.

    from twilio_lite.twiml import Gather, Message, MessagingResponse, Say, VoiceResponse

    str(MessagingResponse(Message("Hello")))
    str(VoiceResponse(Gather(Say("Press one or say yes", voice="man"), input=["dtmf", "speech"])))

An element's children are given by place and its attributes by name; `Element` makes those that have no class here, and
`parse` reads XML back. A name's file is imported when the name is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._connect import (
        Autopilot,
        Config,
        Connect,
        Conversation,
        Parameter,
        Recording,
        Room,
        Siprec,
        Start,
        Stop,
        Stream,
        Transcription,
        VirtualAgent,
    )
    from ._dial import Application, ApplicationSid, Client, Conference, Dial, Identity, Number, Queue, Sim, WhatsApp
    from ._element import Element
    from ._messaging import Body, Media, Message, MessagingResponse, Redirect
    from ._parse import parse
    from ._relay import AiSession, ConversationRelay, ConversationRelaySession, Language
    from ._sip import Header, Headers, Refer, Sip, Uri
    from ._ssml import Break, Emphasis, Lang, P, Phoneme, Prosody, S, SayAs, Sub, W
    from ._voice import (
        Echo,
        Enqueue,
        Gather,
        Hangup,
        Leave,
        Pause,
        Pay,
        Play,
        Prompt,
        Record,
        Reject,
        Say,
        Sms,
        Task,
        VoiceResponse,
    )

_HOME = {
    "_connect": "Autopilot Config Connect Conversation Parameter Recording Room Siprec Start Stop Stream "
    "Transcription VirtualAgent",
    "_dial": "Application ApplicationSid Client Conference Dial Identity Number Queue Sim WhatsApp",
    "_element": "Element",
    "_messaging": "Body Media Message MessagingResponse Redirect",
    "_parse": "parse",
    "_relay": "AiSession ConversationRelay ConversationRelaySession Language",
    "_sip": "Header Headers Refer Sip Uri",
    "_ssml": "Break Emphasis Lang P Phoneme Prosody S SayAs Sub W",
    "_voice": "Echo Enqueue Gather Hangup Leave Pause Pay Play Prompt Record Reject Say Sms Task VoiceResponse",
}
_MODULES = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "AiSession",
    "Application",
    "ApplicationSid",
    "Autopilot",
    "Body",
    "Break",
    "Client",
    "Conference",
    "Config",
    "Connect",
    "Conversation",
    "ConversationRelay",
    "ConversationRelaySession",
    "Dial",
    "Echo",
    "Element",
    "Emphasis",
    "Enqueue",
    "Gather",
    "Hangup",
    "Header",
    "Headers",
    "Identity",
    "Lang",
    "Language",
    "Leave",
    "Media",
    "Message",
    "MessagingResponse",
    "Number",
    "P",
    "Parameter",
    "Pause",
    "Pay",
    "Phoneme",
    "Play",
    "Prompt",
    "Prosody",
    "Queue",
    "Record",
    "Recording",
    "Redirect",
    "Refer",
    "Reject",
    "Room",
    "S",
    "Say",
    "SayAs",
    "Sim",
    "Sip",
    "Siprec",
    "Sms",
    "Start",
    "Stop",
    "Stream",
    "Sub",
    "Task",
    "Transcription",
    "Uri",
    "VirtualAgent",
    "VoiceResponse",
    "W",
    "WhatsApp",
    "parse",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
