"""A typed client for Twilio's REST API, for sync and async code.

    from twilio_lite import Client

    with Client() as client:  # TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN
        message = client.messages.create(to="+15005550006", from_="+15555550199", body="Hello")
        print(message.sid, message.status)

Names are imported when they are first used, so that what needs no HTTP costs no HTTP library.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as typing has it, without its costs

if TYPE_CHECKING:
    from ._chunks import AsyncChunks, Chunks
    from ._client import AsyncClient, Client
    from ._download import Download
    from ._headers import Headers
    from ._paging import AsyncPages, Pages
    from ._request import Listing, Page, Reply, Request, Response
    from ._retry import Retry, RetryDetails
    from ._version import __version__
    from .errors import (
        ArgumentError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        ConnectFailed,
        ConnectionLost,
        DeadlineExceeded,
        NotFoundError,
        NotModified,
        PermissionDeniedError,
        RateLimitError,
        ResponseError,
        RestException,
        ServerError,
        SignatureError,
        TransportError,
        TwilioError,
        UnexpectedEvent,
    )
    from .resources.accounts import Account, AccountStatus, AccountType
    from .resources.calls import Call, CallDirection, CallStatus
    from .resources.feedback import FeedbackOutcome, MessageFeedback
    from .resources.media import Media
    from .resources.messages import Message, MessageDirection, MessageStatus
    from .resources.outgoing_caller_ids import OutgoingCallerId, ValidationRequest
    from .resources.sms_messages import Flags, SMSMessage

_HOME = {
    "_chunks": "AsyncChunks Chunks",
    "_client": "AsyncClient Client",
    "_download": "Download",
    "_headers": "Headers",
    "_paging": "AsyncPages Pages",
    "_request": "Listing Page Reply Request Response",
    "_retry": "Retry RetryDetails",
    "_version": "__version__",
    "errors": "ArgumentError AuthenticationError BadRequestError ConfigurationError ConflictError ConnectFailed "
    "ConnectionLost DeadlineExceeded NotFoundError NotModified PermissionDeniedError RateLimitError ResponseError "
    "RestException ServerError SignatureError TransportError TwilioError UnexpectedEvent",
    "resources.accounts": "Account AccountStatus AccountType",
    "resources.calls": "Call CallDirection CallStatus",
    "resources.feedback": "FeedbackOutcome MessageFeedback",
    "resources.media": "Media",
    "resources.messages": "Message MessageDirection MessageStatus",
    "resources.outgoing_caller_ids": "OutgoingCallerId ValidationRequest",
    "resources.sms_messages": "Flags SMSMessage",
}

_PUBLIC_MODULES = {"errors", "jwt", "resources", "sandbox", "segments", "twiml", "webhooks"}
_MODULES = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "Account",
    "AccountStatus",
    "AccountType",
    "ArgumentError",
    "AsyncChunks",
    "AsyncClient",
    "AsyncPages",
    "AuthenticationError",
    "BadRequestError",
    "Call",
    "CallDirection",
    "CallStatus",
    "Chunks",
    "Client",
    "ConfigurationError",
    "ConflictError",
    "ConnectFailed",
    "ConnectionLost",
    "DeadlineExceeded",
    "Download",
    "FeedbackOutcome",
    "Flags",
    "Headers",
    "Listing",
    "Media",
    "Message",
    "MessageDirection",
    "MessageFeedback",
    "MessageStatus",
    "NotFoundError",
    "NotModified",
    "OutgoingCallerId",
    "Page",
    "Pages",
    "PermissionDeniedError",
    "RateLimitError",
    "Reply",
    "Request",
    "Response",
    "ResponseError",
    "RestException",
    "Retry",
    "RetryDetails",
    "SMSMessage",
    "ServerError",
    "SignatureError",
    "TransportError",
    "TwilioError",
    "UnexpectedEvent",
    "ValidationRequest",
    "__version__",
]


def __getattr__(name: str) -> object:
    """Import a public name or module when it is first asked for."""
    if name in _PUBLIC_MODULES:
        return import_module(f"{__name__}.{name}")
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
