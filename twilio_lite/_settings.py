"""What a client is made with: arguments and environment, checked. Each ConfigurationError about them is worded here.

An empty environment variable counts as not set; an empty argument is a mistake and says so. Nothing here shows a
password: not in a message, a repr or a local of a traceback.

Long because every mistake has a sentence of its own.
"""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Mapping
from functools import cached_property
from ipaddress import ip_address
from typing import Final, NoReturn
from urllib.parse import urlsplit

import attrs

from ._address import API, EXTENSIONS, has_dots, is_loopback
from ._headers import Headers
from ._log import switch_on
from ._parameters import below, segment
from ._retry import Retry
from ._secret import is_sid, is_token, secret_fault
from ._version import __version__
from ._wording import is_text, shortened
from .errors import ArgumentError, ConfigurationError

ACCEPT: Final = {"json": "application/json", "xml": "application/xml", "csv": "text/csv", "file": "*/*"}
FILE: Final = "file"
LEGACY_FORMAT: Final = "xml"
ROOT: Final = "/2010-04-01"
LEGACY_ROOT: Final = "/2008-08-01"
LONGEST_TIMEOUT: Final = float(1 << 53)
PLACE: Final = re.compile(r"[a-z0-9-]{1,32}")
HOST: Final = re.compile(r"(?!-)[A-Za-z0-9_-]{1,63}(\.[A-Za-z0-9_-]{1,63})*\.?")
NETLOC: Final = re.compile(r"(\[[0-9A-Fa-f:.]+\]|[^\[\]:]{1,253})(:[0-9]*)?")
HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
NO_CREDENTIALS: Final = (
    "no credentials: pass a username and a password, or set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, "
    "or TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET; "
    "a test needs none with the fixture twilio_sandbox, or twilio_lite.sandbox"
)
SWAPPED: Final = (
    "the password is a SID, which is no secret: pass the SID first and the token, or the API key's secret, second, "
    "or set TWILIO_ACCOUNT_SID to the SID and TWILIO_AUTH_TOKEN to the token"
)
OUR_HEADERS: Final = frozenset(
    {"accept-encoding", "authorization", "connection", "content-length", "content-type", "host", "transfer-encoding"}
)
OF_CONNECTIONS: Final = frozenset(
    {"expect", "keep-alive", "proxy-authorization", "proxy-connection", "te", "trailer", "upgrade"}
)


@attrs.frozen(repr=False)
class Credentials:
    """A username and a password, which a repr does not show."""

    username: str | None
    password: str | None

    @cached_property
    def basic(self) -> bytes:
        """The value of the Authorization header."""
        return b"Basic " + base64.b64encode(f"{self.username}:{self.password}".encode())

    def __repr__(self) -> str:
        return "Credentials(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("credentials are neither pickled nor copied")


@attrs.frozen(kw_only=True)
class Settings:
    """All that a client knows besides its connections.

    *asked_format* is the format that was asked for with `with_options`, if one was.
    """

    account_sid: str
    credentials: Credentials
    base_url: str
    format: str
    timeout: float
    retry: Retry
    user_agent: str
    headers: Headers
    asked_format: str | None = None

    @cached_property
    def account_path(self) -> str:
        """Where the resources of the account hang."""
        return below(ROOT, "Accounts", account_sid=self.account_sid)

    @cached_property
    def legacy_path(self) -> str:
        """Where those of the API's version 2008-08-01 hang."""
        return below(LEGACY_ROOT, "Accounts", account_sid=self.account_sid)

    @cached_property
    def every_header(self) -> dict[bytes, bytes]:
        """The headers of every request in the client's own format: ours, over them those of `with_options`."""
        return self.headers_for(self.format)

    def headers_for(self, wanted: str) -> dict[bytes, bytes]:
        """The headers of a request for an answer in a format, or for a file."""
        return self.own_headers(wanted) | {name.encode(): value.encode() for name, value in self.headers.items()}

    def own_headers(self, wanted: str) -> dict[bytes, bytes]:
        """Those of them that are not the caller's."""
        packing = b"identity" if wanted == FILE else b"gzip"
        agent = self.user_agent.encode()
        return {b"accept": ACCEPT[wanted].encode(), b"accept-encoding": packing, b"user-agent": agent}


def settings(
    given: Credentials,
    account_sid: str | None,
    *,
    region: str | None,
    edge: str | None,
    base_url: str | None,
    allow_http: bool,
    format: str,  # noqa: A002 - the client's own word
    timeout: float,
    retry: Retry,
    user_agent: str | None,
) -> Settings:
    """Check all that a client is made with, and switch the log on where the environment says so."""
    switch_on()
    complete = credentials(given)
    return Settings(
        account_sid=account(account_sid, str(complete.username)),
        credentials=complete,
        base_url=endpoint(base_url, region, edge, allow_http=allow_http),
        format=checked_format(format),
        timeout=checked_timeout(timeout),
        retry=checked_retry(retry),
        user_agent=agent(user_agent),
        headers=Headers(),
    )


def changed(
    settings: Settings,
    timeout: float | None,
    retry: Retry | None,
    format: str | None,  # noqa: A002 - the client's own word
    headers: Mapping[str, str] | None,
) -> Settings:
    """Give *settings* with what is not None in place of what was; headers are added to those there are."""
    return attrs.evolve(
        settings,
        timeout=settings.timeout if timeout is None else checked_timeout(timeout),
        retry=settings.retry if retry is None else checked_retry(retry),
        format=settings.format if format is None else checked_format(format),
        asked_format=format or settings.asked_format,
        headers=Headers({**settings.headers, **checked_headers(headers or {})}),
    )


def variable(name: str) -> str | None:
    """Read an environment variable."""
    return os.environ.get(name) or None


def credentials(given: Credentials) -> Credentials:
    """Complete *given* from the environment, and check it."""
    username, password = "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"
    if given.username is None and given.password is None and variable("TWILIO_API_KEY"):
        username, password = "TWILIO_API_KEY", "TWILIO_API_SECRET"
    elif isinstance(given.username, str) and not given.username.startswith("AC"):
        password = "TWILIO_API_SECRET"  # noqa: S105 - the name of a variable
    complete = Credentials(
        variable(username) if given.username is None else given.username,
        variable(password) if given.password is None else given.password,
    )
    if complete.username is None and complete.password is None:
        raise ConfigurationError(NO_CREDENTIALS)
    if is_sid(complete.password):
        raise ConfigurationError(SWAPPED)
    refuse(secret_fault(complete.username), "username", username)
    refuse("has the shape of an auth token" if is_token(complete.username) else None, "username", username)
    refuse("holds a ':'" if ":" in str(complete.username) else None, "username", username)
    fault = secret_fault(complete.password)
    if fault and password == "TWILIO_API_SECRET" and given.username is None:  # noqa: S105 - the name of a variable
        fault += ", and TWILIO_API_KEY, which wins over the token, is set"
    refuse(fault, "password", password)
    return complete


def refuse(fault: str | None, argument: str, name: str) -> None:
    """Raise the error for *argument*, or the variable *name* in its place, if there is a *fault*."""
    if fault:
        raise ConfigurationError(f"the {argument} {fault}: pass {argument}= or set {name}")


def account(given: str | None, username: str) -> str:
    """Say which account the client works in: *given*, else the one that logs in, else the environment's."""
    name, sid = "TWILIO_ACCOUNT_SID", given
    if sid is None:
        sid = username if username.startswith("AC") else variable(name)
    if sid is None:
        refuse(
            "is missing, and a username that does not start with AC, such as an API key, needs one", "account_sid", name
        )
    if is_token(sid):  # and so is not shown
        refuse("has the shape of an auth token, where AC and 32 hex digits belong", "account_sid", name)
    try:
        segment("account_sid", sid)
    except ArgumentError as error:
        raise ConfigurationError(f"{error}; the variable to set is {name}") from None
    if not str(sid).strip() or str(sid).startswith("SK"):
        refuse(f"cannot be {shortened(sid)}, it starts with AC", "account_sid", name)
    return str(sid)


def endpoint(base_url: str | None, region: str | None, edge: str | None, *, allow_http: bool) -> str:
    """Give the address all requests of the client start with, without a slash at its end."""
    if not isinstance(allow_http, bool):
        raise ConfigurationError(f"allow_http must be True or False, not {shortened(allow_http)}")
    address = variable("TWILIO_BASE_URL") if base_url is None else base_url
    if address is None:
        return regional(region, edge)
    if region is not None or edge is not None:
        raise ConfigurationError(
            "a base_url names the whole host: leave out region and edge, or base_url and TWILIO_BASE_URL"
        )
    refuse(base_url_fault(address, allow_http=allow_http), "base_url", "TWILIO_BASE_URL")
    return address.rstrip("/")


def regional(region: str | None, edge: str | None) -> str:
    """Give the address of the API in a region, reached through an edge: https://www.twilio.com/docs/global-infrastructure."""
    region = variable("TWILIO_REGION") if region is None else region
    edge = variable("TWILIO_EDGE") if edge is None else edge
    refuse(place_fault(region, "au1"), "region", "TWILIO_REGION")
    refuse(place_fault(edge, "sydney"), "edge", "TWILIO_EDGE")
    places = [place for place in (edge, region or ("us1" if edge else None)) if place]
    return API.replace("api.", ".".join(["api", *places, ""]))


def place_fault(place: object, example: str) -> str | None:
    """Say what is wrong with a region or edge, which becomes part of a host; None when it can be used."""
    if place is None or (isinstance(place, str) and PLACE.fullmatch(place)):
        return None
    return f"cannot be {shortened(place)}, it is made of lower-case letters, digits and hyphens, such as {example!r}"


def base_url_fault(address: object, *, allow_http: bool) -> str | None:  # noqa: C901, PLR0911 - one line a fault
    """Say what is wrong with a base URL, without showing it: it may hold a password. None when it can be used."""
    if not isinstance(address, str):
        return f"must be a str, not {type(address).__name__}"
    if not is_text(address) or "\\" in address or " " in address:
        return "holds blanks, backslashes, control characters or broken text"
    try:
        split = urlsplit(address)
        host, port = split.hostname or "", split.port
    except ValueError:
        return "has no host or port that can be read"
    if split.scheme not in {"http", "https"}:
        return "does not start with https:// or http://"
    if "@" in split.netloc:
        return "holds a user, and credentials go into username= and password="
    if port == 0 or not (NETLOC.fullmatch(split.netloc) and is_host(host)):
        return "has no host or port that can be read"
    if "?" in address or "#" in address:
        return "holds a query or a fragment"
    if split.path.rstrip("/").endswith((ROOT, LEGACY_ROOT)):
        return "ends in the API's version, which the client adds itself"
    if has_dots(split.path) or "//" in split.path.rstrip("/"):
        return "holds . or .. or nothing as a segment"
    if split.scheme == "http" and not (allow_http or is_loopback(host)):
        return "would send the password unencrypted, so take https, or allow_http=True where you trust the way"
    return None


def is_host(name: str) -> bool:
    """Is *name* a host name or an IP address?"""
    try:
        return bool(HOST.fullmatch(name) or ip_address(name))
    except ValueError:
        return False


def checked_format(name: str) -> str:
    """Check the format answers are asked for in."""
    if not isinstance(name, str) or name not in EXTENSIONS:
        raise ConfigurationError(f"format cannot be {shortened(name)}: pass {' or '.join(map(repr, EXTENSIONS))}")
    return name


def checked_timeout(seconds: float) -> float:
    """Check the total time of a call."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < LONGEST_TIMEOUT:
        raise ConfigurationError(
            f"timeout cannot be {shortened(seconds)}: pass the seconds one call may take in all, more than 0 and finite"
        )
    return seconds


def checked_retry(retry: Retry) -> Retry:
    """Check the retry policy."""
    if type(retry) is not Retry:  # a kind of its own might send again what must not be
        raise ConfigurationError(f"retry must be a Retry, not {type(retry).__name__}: pass Retry(attempts=2)")
    return retry


def agent(addition: str | None) -> str:
    """Name this library and the Python it runs on, and after them the *addition* of the application."""
    python = ".".join(map(str, sys.version_info[:3]))
    ours = f"twilio-lite/{__version__} Python/{python} ({sys.platform})"
    if addition is None:
        return ours
    if not isinstance(addition, str) or not addition.strip() or not is_printable_ascii(addition):
        raise ConfigurationError(
            f"user_agent cannot be {shortened(addition)}: pass printable ASCII, such as 'my-app/1.0'"
        )
    return f"{ours} {addition}"


def checked_headers(headers: Mapping[str, str]) -> Headers:
    """Check headers given to a client."""
    fault = header_fault(headers)
    if fault:
        raise ConfigurationError(fault)
    return Headers(headers)


def header_fault(headers: Mapping[str, str]) -> str | None:
    """Say what is wrong with headers of the caller's; None when they can be sent."""
    if not isinstance(headers, Mapping):
        return f"headers must be a dict of str, not {type(headers).__name__}"
    for name, value in headers.items():
        if not isinstance(name, str) or not HEADER_NAME.fullmatch(name):
            return f"{shortened(name)} is no header name"
        if name.lower() in OUR_HEADERS:
            return f"the header {name} is set by the client itself: leave it out"
        if name.lower() in OF_CONNECTIONS:
            return (
                f"the header {name} is about the connection, not the call: leave it out, a proxy's login is in proxy="
            )
        if not isinstance(value, str) or not is_printable_ascii(value) or value != value.strip():
            return f"the header {name} must be printable ASCII, without blanks around it"
    return None


def is_printable_ascii(text: str) -> bool:
    """Can *text* be part of a header?"""
    return text.isascii() and text.isprintable()
