"""One try of a request: what goes out, what has come back so far, and what that proves.

The body notes whether the transport began to read it: where it did not, nothing of a POST has left, whatever class of
error the transport chose. An answer is taken in up to a cap, unpacked by ourselves and in portions.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from functools import lru_cache
from http import HTTPStatus
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import httpx

from ._answer import effect
from ._headers import Headers
from ._outgoing import Outgoing
from ._request import Into, Response
from ._retry import REPEATABLE, SAFE
from ._settings import Credentials
from ._wire.limits import Limits
from ._wording import named
from .errors import ConnectFailed, ConnectionLost, DeadlineExceeded, ResponseError, TwilioError

LARGEST_BODY = 16 * 1024 * 1024
LARGE = 4 * 1024 * 1024
PORTION = 256 * 1024
CLOCK_TOLERANCE = 0.01
NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
LASTING = (httpx.PoolTimeout, httpx.UnsupportedProtocol)
WHERE_TO_LOOK = ": check the network, and base_url, region, edge and proxy"
ENDS_IN_TLS = frozenset({"SSLEOFError", "SSLZeroReturnError"})

parsed = lru_cache(maxsize=256)(httpx.URL)


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of one try, which notes when the transport begins to read it."""

    def __init__(self, content: bytes) -> None:
        self.content: bytes = content
        self.begun: bool = False

    def __iter__(self) -> Iterator[bytes]:
        self.begun = True
        yield self.content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.begun = True
        yield self.content


class Unusable(ValueError):
    """An answer whose body cannot be taken in: too large, or packed in a way that was not asked for."""


class Attempt:
    """One try of a request."""

    def __init__(
        self, outgoing: Outgoing, credentials: Credentials, deadline: float, clock: Callable[[], float]
    ) -> None:
        self.outgoing: Outgoing = outgoing
        self.credentials: Credentials = credentials
        self.limits: Limits = Limits(deadline, clock)
        self.patience: float = deadline - clock()
        self.clock: Callable[[], float] = clock
        self.body: Body = Body(outgoing.body or b"")
        url = parsed(outgoing.url)
        login = ((b"Authorization", credentials.basic),) if outgoing.trusted else ()
        self.request: httpx.Request = httpx.Request(
            outgoing.method,
            url,
            headers=[(b"Host", url.netloc), *outgoing.headers, *login],
            stream=self.body,
            extensions={"timeout": self.limits},
        )
        self.status: int | None = None
        self.headers: Headers = Headers()
        self.packing: str = ""
        self.inflater: Any = None
        self.packed: bool = False
        self.content: BytesIO = BytesIO()

    def begin(self, head: httpx.Response) -> None:
        """Take in the head of an answer."""
        self.status = head.status_code
        raw = head.headers.raw
        self.headers = Headers.received(raw)
        if any([name.lower() == b"content-encoding" for name, _ in raw]):  # noqa: C419 - a list is quicker
            self.packing = self.headers["content-encoding"].strip().lower()
            if self.packing in {"gzip", "x-gzip"}:
                self.inflater = zlib.decompressobj(16 + zlib.MAX_WBITS)

    def add(self, chunk: bytes) -> None:
        """Take in a part of the body as it came."""
        if self.clock() >= self.limits.deadline:
            raise TimeoutError
        if self.inflater is not None:
            self.inflate(chunk)
        elif not chunk or self.packing in {"", "identity"}:
            self.take(chunk)
        else:
            raise Unusable(f"content encoding {self.packing!r}, where gzip was asked for")

    def inflate(self, chunk: bytes) -> None:
        """Unpack *chunk*, a portion at a time."""
        self.packed = self.packed or bool(chunk)
        while chunk:
            self.take(self.inflater.decompress(chunk, PORTION))
            chunk = self.inflater.unconsumed_tail
        if self.inflater.unused_data:
            raise Unusable("its gzip data go on after their end")

    def take(self, content: bytes) -> None:
        """Take in *content*, up to the cap."""
        before = self.content.tell()
        size = before + len(content)
        if size > LARGEST_BODY:
            raise Unusable(f"more than {LARGEST_BODY // 1024 // 1024} MB")
        if before <= LARGE < size:  # one that grows may have to move, and is there twice meanwhile
            self.content.seek(LARGEST_BODY - 1)
            self.content.write(b"\0")
            self.content.seek(before)
        self.content.write(content)

    def answer(self) -> Response:
        """Give the whole answer."""
        if self.packed:
            self.take(self.inflater.flush())
            if not self.inflater.eof:
                raise Unusable("its gzip data end too early")
        self.content.truncate()
        status, body = self.status or 0, self.content.getvalue()
        if status >= HTTPStatus.BAD_REQUEST:  # some servers and proxies then show what they were asked
            body = body.replace(self.login, b"...")
        return Response(status, self.headers, body)

    def is_over(self) -> bool:
        """Is the time of the call over? Clocks differ a little: a wait that failed just before it ended with it."""
        return self.clock() >= self.limits.deadline - CLOCK_TOLERANCE

    def failed(self, error: Exception, transport: object) -> TwilioError:
        """Say what *error*, from whatever *transport*, means for the call."""
        where = self.where
        if self.status and isinstance(error, Unusable | zlib.error):
            message = f"HTTP {self.status}: the body cannot be read: {error} {where}"
            return ResponseError(message, status=self.status, headers=self.headers, took_effect=self.effect())
        nothing_left = isinstance(error, NOTHING_LEFT) and self.is_proof(transport)
        if self.is_over():
            point = "connecting" if nothing_left else "reading the answer" if self.status else "waiting for an answer"
            message = f"the time of the call was over while {point} {where}"
            took_effect = False if nothing_left else self.effect()
            return DeadlineExceeded(message, status=self.status, took_effect=took_effect)
        if nothing_left:
            message = f"no connection to {urlsplit(self.outgoing.url).netloc}: {self.words(told(error))} {where}"
            return ConnectFailed(message, took_effect=False, may_pass=may_pass(error))
        message = f"the connection was lost: {self.words(named(error))} {where}"
        return ConnectionLost(message, status=self.status, took_effect=self.effect())

    @property
    def where(self) -> str:
        """The call, as the text of an error ends with it."""
        return f"({self.outgoing.method} {urlsplit(self.outgoing.url).path})"

    def into(self) -> Into | None:
        """What is to take in the body of this answer, if it is not to come into memory."""
        into = self.outgoing.into
        good = into is not None and HTTPStatus.OK <= (self.status or 0) < HTTPStatus.MULTIPLE_CHOICES
        return into if good else None

    @property
    def login(self) -> bytes:
        """What logs in, as it went out."""
        return self.credentials.basic.removeprefix(b"Basic ")

    def words(self, text: str) -> str:
        """*text* of an error without the login: transports are anybody's, and some show the headers of the request."""
        return text.replace(self.login.decode("ascii"), "...")

    def is_proof(self, transport: object) -> bool:
        """Has nothing left when *transport* says that it could not connect? It may have begun to read the body.

        Without a body there is only its word, which is good enough for a POST where httpx or we wrote it.
        """
        known = type(transport).__module__.partition(".")[0] in {"httpx", __package__}
        return not self.body.begun and (bool(self.outgoing.body) or self.outgoing.method in REPEATABLE or known)

    def effect(self) -> bool | None:
        """May this try have done something? The status tells, else the body, unless there is none to watch."""
        if self.status is not None:
            return effect(self.outgoing.method, self.status)
        if self.outgoing.method in SAFE or (self.outgoing.body and not self.body.begun):
            return False
        return None


def told(error: Exception) -> str:
    """What kept a connection from being made, in words."""
    tls = tls_error(error)
    if tls is None:
        return named(error) + WHERE_TO_LOOK * (is_of_network(error) and not isinstance(error, LASTING))
    distrust = getattr(tls, "verify_message", None)
    if distrust:
        how = "verify=ssl.create_default_context(cafile=...) says whom to trust"
        return f"certificate verify failed, {distrust}: {how}"
    return f"TLS did not come about, {getattr(tls, 'reason', None) or tls}: does it speak TLS?"


def is_of_network(error: BaseException | None) -> bool:
    """Does *error* come from the network, and not from the answer of a proxy or from a transport of a test?"""
    while error is not None and not isinstance(error, OSError):
        error = error.__cause__ or error.__context__
    return error is not None


def may_pass(error: Exception) -> bool:
    """May another try to connect succeed? A full pool would only get fuller, and TLS fails as it failed."""
    return not isinstance(error, LASTING) and tls_error(error) is None


def tls_error(error: BaseException | None) -> BaseException | None:
    """The error of Python's TLS that *error* comes from, if it does. A connection that just ended is none of it."""
    while error is not None and (type(error).__module__ != "ssl" or type(error).__name__ in ENDS_IN_TLS):
        error = error.__cause__ or error.__context__
    return error
