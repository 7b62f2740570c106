"""Requests that Twilio makes to you: proved genuine, typed, answered.

    from twilio_lite.webhooks import InboundMessage, RequestValidator, parse

    event = parse(RequestValidator(token), url=url, body=body, headers=headers, event=InboundMessage)

Adapters for web frameworks are modules of their own: `starlette` (which serves FastAPI), `flask`, `django`, `asgi` and
`wsgi`. Names are imported when they are first used: to prove a signature costs neither models nor an HTTP library.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, without its costs
if TYPE_CHECKING:
    from ..errors import SignatureError, UnexpectedEvent
    from ._call_events import CallEvent, CallStatusCallback, VoiceRequest
    from ._event import Event, IncomingMedia, OtherEvent
    from ._message_events import InboundMessage, MessageEvent, StatusCallback
    from ._parse import parse
    from ._signature import RequestValidator

_HOME = {
    "twilio_lite.errors": "SignatureError UnexpectedEvent",
    "twilio_lite.webhooks._call_events": "CallEvent CallStatusCallback VoiceRequest",
    "twilio_lite.webhooks._event": "Event IncomingMedia OtherEvent",
    "twilio_lite.webhooks._message_events": "InboundMessage MessageEvent StatusCallback",
    "twilio_lite.webhooks._parse": "parse",
    "twilio_lite.webhooks._signature": "RequestValidator",
}
_MODULES = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "CallEvent",
    "CallStatusCallback",
    "Event",
    "InboundMessage",
    "IncomingMedia",
    "MessageEvent",
    "OtherEvent",
    "RequestValidator",
    "SignatureError",
    "StatusCallback",
    "UnexpectedEvent",
    "VoiceRequest",
    "parse",
]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
