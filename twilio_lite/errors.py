"""Everything this library raises, in one tree.

    TwilioError                            took_effect: may the call have done something?
    ├── ConfigurationError (ValueError)      a client that cannot be made or used: credentials, region, base_url ...
    ├── ArgumentError (ValueError)           a wrong value or type of an argument; nothing was sent
    ├── TransportError                       no usable answer came
    │   ├── ConnectFailed                      no connection: nothing was sent
    │   ├── ConnectionLost                     the connection broke or fell silent
    │   └── DeadlineExceeded (TimeoutError)    the time of the call is over
    ├── ResponseError                        an answer came that cannot be used
    ├── SignatureError                       a request that is not from Twilio
    ├── UnexpectedEvent                      a request from Twilio, but of another kind
    └── RestException                        Twilio said no
        ├── NotModified 304
        ├── BadRequestError 400
        ├── AuthenticationError 401
        ├── PermissionDeniedError 403
        ├── NotFoundError 404
        ├── ConflictError 409
        ├── RateLimitError 429
        └── ServerError 5xx

`took_effect` is False when the call has certainly done nothing, True when it certainly has, and None when nobody here
can know. Repeat a call that sends or buys something only when it is False.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from ._headers import REQUEST_ID, Headers
from ._next_step import next_step
from ._wording import LONGEST, printable

METHOD_NOT_ALLOWED = 405
E = TypeVar("E", bound="TwilioError")


def restored(kind: type[E], arguments: tuple[object, ...], facts: dict[str, object]) -> E:
    """Make the exception that was pickled or copied, without calling its constructor."""
    error = kind.__new__(kind, *arguments)
    error.args = arguments
    error.__dict__.update(facts)
    return error


def bare(error: E) -> E:
    """*error* without the frames it comes from, which its reader need not see, and what it was made of."""
    error.__context__ = error.__cause__ = None
    return error.with_traceback(None)


class TwilioError(Exception):
    """The root of the tree: `except TwilioError` catches whatever this library raises."""

    took_effect: bool | None
    """May the call have done something? False: certainly not. True: certainly. None: unknown."""

    def __init__(self, message: str, *, took_effect: bool | None = None) -> None:
        super().__init__(message)
        self.took_effect = took_effect

    def __str__(self) -> str:
        return printable(str(self.args[0]))

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), self.args, self.__dict__)


class ConfigurationError(TwilioError, ValueError):
    """A client, a webhook or a token cannot be made or used: credentials, base_url, environment, a missing extra."""

    def __init__(self, message: str) -> None:
        super().__init__(message, took_effect=False)


class ArgumentError(TwilioError, ValueError):
    """An argument has a wrong value or type; nothing was sent."""

    def __init__(self, message: str) -> None:
        super().__init__(message, took_effect=False)


class TransportError(TwilioError):
    """No usable answer came. *status* is that of an answer which began and broke off, else None."""

    status: int | None

    def __init__(self, message: str, *, status: int | None = None, took_effect: bool | None = None) -> None:
        super().__init__(message, took_effect=took_effect)
        self.status = status


class ConnectFailed(TransportError):
    """No connection came about, so nothing was sent: refused, unknown host, TLS, a proxy, all connections busy.

    *may_pass* is False where another try would meet the same: a certificate, TLS itself, a pool that is full.
    """

    may_pass: bool

    def __init__(
        self, message: str, *, status: int | None = None, took_effect: bool | None = None, may_pass: bool = True
    ) -> None:
        super().__init__(message, status=status, took_effect=took_effect)
        self.may_pass = may_pass


class ConnectionLost(TransportError):
    """The connection broke, fell silent or spoke no HTTP after it had been made."""


class DeadlineExceeded(TransportError, TimeoutError):
    """The total time of the call, *timeout* seconds, is over."""


class ResponseError(TwilioError):
    """An answer came that cannot be used: broken JSON, XML or CSV, too large, a redirect, a next page elsewhere."""

    status: int
    headers: Headers
    location: str | None
    """Where a redirect points, when that is on the API's own origin; None otherwise."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        headers: Mapping[str, str] | None = None,
        location: str | None = None,
        took_effect: bool | None = None,
    ) -> None:
        super().__init__(message, took_effect=took_effect)
        self.status = status
        self.headers = Headers(headers or {})
        self.location = location


class SignatureError(TwilioError):
    """A request does not come from Twilio. *reason* is for a log, not for a stranger."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"not from Twilio: {reason}", took_effect=False)
        self.reason: str = reason


class UnexpectedEvent(TwilioError):
    """A request comes from Twilio, but *event* is of another kind than was asked for."""

    def __init__(self, event: object, wanted: str) -> None:
        super().__init__(f"the request is of type {type(event).__name__}, not {wanted}", took_effect=False)
        self.event: Any = event


class RestException(TwilioError):
    """Twilio said no.

    *status* is HTTP's own; *code* is Twilio's, explained at *more_info*. *method* and *uri*, a path without its query,
    are those of the call. *retry_after* is in seconds.
    https://www.twilio.com/docs/api/errors lists the codes.
    """

    status: int
    code: int | None
    message: str
    more_info: str | None
    details: Any
    method: str
    uri: str
    request_id: str | None
    headers: Headers
    body: bytes
    retry_after: float | None

    def __init__(
        self,
        message: str,
        *,
        status: int,
        code: int | None = None,
        more_info: str | None = None,
        details: object = None,
        method: str = "",
        uri: str = "",
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        retry_after: float | None = None,
        took_effect: bool | None = None,
    ) -> None:
        super().__init__(message, took_effect=took_effect)
        self.message = message
        self.status, self.code = status, code
        self.more_info = more_info
        self.details = details
        self.method = method
        self.uri = uri
        self.headers = Headers(headers or {})
        self.request_id = self.headers.get(REQUEST_ID)
        self.body = body
        self.retry_after = retry_after

    @property
    def msg(self) -> str:
        """The message, under the official SDK's name."""
        return self.message

    def __str__(self) -> str:
        code = "" if self.code is None else f", code {self.code}"
        call = printable(f"{self.method} {self.uri}".strip(), 200)
        allowed = printable(self.headers.get("Allow", ""), 100) if self.status == METHOD_NOT_ALLOWED else ""
        head = f"HTTP {self.status}{code}: "
        step = printable(next_step(self.status, self.code, self.more_info), 120)
        tail = f", allowed: {allowed}" * bool(allowed) + f": {step}" * bool(step) + f" ({call})" * bool(call)
        words = printable(self.message, LONGEST - len(head) - len(tail)) or "without words"
        return head + (words.rstrip(".") if step else words) + tail


class NotModified(RestException):
    """304: what `If-None-Match` or `If-Modified-Since` named is still as it was."""


class BadRequestError(RestException):
    """400: a parameter is missing or wrong; *code* says which."""


class AuthenticationError(RestException):
    """401: the credentials are wrong."""


class PermissionDeniedError(RestException):
    """403: the credentials are right but may not do this."""


class NotFoundError(RestException):
    """404: there is no such resource in this account."""


class ConflictError(RestException):
    """409: the resource is not in a state that allows this."""


class RateLimitError(RestException):
    """429: too many requests; Twilio did nothing with this one."""


class ServerError(RestException):
    """5xx: something failed at Twilio's end."""
