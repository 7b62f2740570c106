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
    from ._signature import RequestValidator

_HOME = {
    "RequestValidator": "_signature",
}

__all__ = ["RequestValidator"]


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
