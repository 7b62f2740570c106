"""Is a request taken, and as what? The decision that every adapter shares, and the log of why one was refused."""

from __future__ import annotations

import hmac
import os
from base64 import b64encode
from collections.abc import Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, NoReturn, TypeVar

import attrs

from .._headers import Headers
from .._log import LOGGER as LIBRARY
from .._log import switch_on
from .._secret import secret_fault
from .._wording import shortened
from ..errors import ConfigurationError, bare
from ._event import Event
from ._fields import Pairs
from ._parse import read
from ._signature import SETTINGS, SIGNATURE, RequestValidator, why_not
from ._spellings import shown

if TYPE_CHECKING:
    from ._secrets import AuthToken

E = TypeVar("E", bound=Event)

LOGGER: Final = LIBRARY.getChild("webhooks")
WITHOUT_BODY: Final = frozenset({"GET", "HEAD"})
MOST_DIGITS: Final = 18


@attrs.frozen
class Refusal:
    """An answer to a request that is not taken. It tells nothing but its *status*; the reason went to the log."""

    status: int

    @property
    def phrase(self) -> str:
        """What HTTP calls the status."""
        return HTTPStatus(self.status).phrase

    @property
    def headers(self) -> dict[str, str]:
        """The headers that go with it."""
        return {"WWW-Authenticate": 'Basic realm="webhook"'} if self.status == HTTPStatus.UNAUTHORIZED else {}


class Webhook:
    """What proves requests to be Twilio's, for one web application.

    *auth_token* is that of TWILIO_AUTH_TOKEN if it is not given; it may be several, or a function, as *shared_keys* and
    *public_url* may be given, as for RequestValidator. A body of more than *max_body* bytes is refused. *basic_auth* is
    the user and the password of a webhook address that carries them. Why a request is refused goes to the log, which
    TWILIO_LITE_LOG=info prints. Raises ConfigurationError.
    """

    def __init__(
        self,
        auth_token: AuthToken | None = None,
        *,
        shared_keys: Mapping[str, str] = {},
        public_url: str | None = None,
        max_body: int = 1_048_576,
        basic_auth: tuple[str, str] | None = None,
    ) -> None:
        try:
            switch_on()
            self.validator: RequestValidator = RequestValidator(
                from_environment() if auth_token is None else auth_token, shared_keys=shared_keys, public_url=public_url
            )
            self.max_body: int = checked_size(max_body)
            self._login: bytes | None = None if basic_auth is None else login(basic_auth)
        except ConfigurationError as error:
            del auth_token, shared_keys, public_url, basic_auth  # a traceback from here on does not show them
            raise bare(error) from None

    def taken(self, urls: list[str], content: bytes | Pairs | None, headers: Headers, event: type[E]) -> E | Refusal:
        """Give the *event* that a request is, or the refusal of it; *content* is None where only a query counts."""
        if max(size_of(content), size_said(headers)) > self.max_body:
            return refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"its body has more than {self.max_body} bytes")
        reason = why_not(self.validator, urls, content, headers.get(SIGNATURE), headers.get(SETTINGS))
        if reason is not None:
            return refused(HTTPStatus.FORBIDDEN, f"not from Twilio: {reason}")
        if not self._logs_in(headers.get("Authorization", "")):
            return refused(HTTPStatus.UNAUTHORIZED, "without the user and password of basic_auth")
        found = read(content, urls[0], headers)
        if isinstance(found, event):
            return found
        kinds = f"it is of type {type(found).__name__}, not {event.__name__}"
        return refused(HTTPStatus.BAD_REQUEST, f"{kinds}; seen was {shown(urls[0])}")

    def _logs_in(self, authorization: str) -> bool:
        scheme, _, given = authorization.strip().partition(" ")
        wanted = self._login or b""
        same = hmac.compare_digest(given.strip().encode(errors="replace"), wanted)
        return self._login is None or (same and scheme.lower() == "basic")

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} holds secrets: make a new one instead")


def from_environment() -> str:
    """The auth token that the environment holds."""
    token = os.environ.get("TWILIO_AUTH_TOKEN")
    fault = secret_fault(token)
    if token is None or fault:
        raise ConfigurationError(f"the auth token {fault}: pass auth_token or set TWILIO_AUTH_TOKEN")
    return token


def checked_size(max_body: int) -> int:
    """Give *max_body* if it is a number of bytes, or raise ConfigurationError."""
    if type(max_body) is not int or max_body < 1:
        raise ConfigurationError(f"max_body cannot be {shortened(max_body)}: pass a number of bytes")
    return max_body


def login(basic_auth: tuple[str, str]) -> bytes:
    """What Twilio sends of *basic_auth*."""
    try:
        user, password = basic_auth
    except (TypeError, ValueError):
        raise ConfigurationError("basic_auth must be a user and a password") from None
    fault = secret_fault(user) or secret_fault(password) or ("has a user with a ':'" if ":" in user else None)
    if fault:
        raise ConfigurationError(f"basic_auth: one of user and password {fault}")
    return b64encode(f"{user}:{password}".encode())


def refused(status: HTTPStatus, reason: str) -> Refusal:
    """Refuse a request, and tell the log why."""
    with suppress(Exception):  # a handler is anybody's, and changes no answer
        LOGGER.warning("a webhook was refused with %d: %s", status, reason)
    return Refusal(int(status))


def size_said(headers: Headers) -> int:
    """The size of a body that Content-Length says; 0 where it says none."""
    length = headers.get("Content-Length", "")
    return int(length) if length.isascii() and length.isdigit() and len(length) <= MOST_DIGITS else 0


def size_of(content: bytes | Pairs | None) -> int:
    """The size of what was read; a form's without what escapes and separates."""
    if isinstance(content, list):
        return sum(len(name) + len(str(value)) for name, value in content)
    return len(content or b"")
