"""Faults of answers that are no success: their framing, errors to be met with another try or without, redirects."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from faults.connecting import CHUNKED, HEAD
from faults.kinds import (
    BROKEN,
    FINE,
    LIMITED,
    LOST,
    LOST_DONE,
    REDIRECTED,
    TOO_LONG,
    UNAVAILABLE,
    UNPROVEN,
    Fault,
    Scene,
    again,
    endless,
    fails,
    final,
    refused,
    said,
    well,
)
from peer import answer
from twilio_lite import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    NotModified,
    PermissionDeniedError,
    ResponseError,
    RestException,
)

ERROR = b'{"code": 20001, "message": "no", "status": 400}'


def chunks(scene: Scene, *, size: bytes = b"%x", end: bytes = b"0\r\n\r\n") -> bytes:
    """Give the good answer in one chunk."""
    head = b"HTTP/1.1 " + scene.status + b"\r\n" + CHUNKED
    return head + size % len(scene.body) + b"\r\n" + scene.body + b"\r\n" + end


def changed(old: bytes, new: bytes) -> Callable[[Scene], bytes]:
    """Give the good answer with *new* for *old*."""
    return lambda scene: said(well(), scene).replace(old, new, 1)


FRAMING = [
    Fault("says two lengths", LOST, well(b"Content-Length: 6")),
    Fault("says a length and chunks", LOST, well(b"Transfer-Encoding: chunked")),
    Fault("says a negative length", LOST, changed(b"Content-Length: ", b"Content-Length: -")),
    Fault("says a length in words", LOST, changed(b"Content-Length: ", b"Content-Length: ten")),
    Fault("says a length of 30 digits", LOST, changed(b"Content-Length: ", b"Content-Length: 1" + b"0" * 28)),
    Fault("says too great a length", LOST_DONE, changed(b"Content-Length: ", b"Content-Length: 9")),
    Fault(
        "says too small a length", UNPROVEN, b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\n" + b'{"sid": "SM1"}'
    ),
    Fault("says no length", FINE, lambda scene: b"HTTP/1.1 " + scene.status + b"\r\n\r\n" + scene.body),
    Fault("says no length and breaks off", UNPROVEN, HEAD + b'\r\n{"sid": '),
    Fault("answers in HTTP/1.0", FINE, changed(b"HTTP/1.1", b"HTTP/1.0")),
    Fault("answers in chunks", FINE, chunks, stays=True),
    Fault("answers in chunks with a comment", FINE, lambda scene: chunks(scene, size=b"%x;comment=x"), stays=True),
    Fault("answers in chunks with trailers", FINE, lambda scene: chunks(scene, end=b"0\r\nX: y\r\n\r\n"), stays=True),
    Fault("leaves out the last chunk", LOST_DONE, lambda scene: chunks(scene, end=b"")),
    Fault("sends a chunk of no size", LOST_DONE, HEAD + CHUNKED + b"z\r\n"),
    Fault("sends a chunk of a negative size", LOST_DONE, HEAD + CHUNKED + b"-1\r\n{}\r\n"),
    Fault("sends a chunk of 20 digits", LOST_DONE, HEAD + CHUNKED + b"f" * 20 + b"\r\n{}\r\n"),
    Fault("sends a chunk longer than its size", LOST_DONE, HEAD + CHUNKED + b"1\r\n{}{}\r\n0\r\n\r\n"),
    Fault("says status 99", LOST, b"HTTP/1.1 99 Low\r\n\r\n"),
    Fault("says status 1000", LOST, b"HTTP/1.1 1000 High\r\nContent-Length: 0\r\n\r\n"),
    Fault("says a status in words", LOST, b"HTTP/1.1 abc Words\r\n\r\n"),
    Fault(
        "says a status and no more of the line",
        FINE,
        lambda scene: said(well(), scene).replace(b" OK", b"").replace(b" Created", b""),
        stays=True,
    ),
    Fault("says a header without a colon", LOST, well(b"X y")),
    Fault("says a header with a space in its name", LOST, well(b"X y: z")),
    Fault("says a header with a zero byte", LOST, well(b"X: \x00")),
    Fault("says a header in Latin-1", FINE, well(b"X: \xe9"), stays=True),
    Fault("says a hundred headers", FINE, well(*[b"X-%d: y" % number for number in range(100)]), stays=True),
    Fault("says a header of 200 KB", LOST, well(b"X: " + b"y" * 200_000)),
    Fault("goes on for ever in its head", LOST, HEAD, ends=endless(b"X: y\r\n" * 1000)),
    Fault("goes on for ever in its status line", LOST, b"HTTP/1.1 201 ", ends=endless(b"y" * 6000)),
    Fault(
        "changes the protocol", LOST, b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"
    ),
    Fault("speaks SSH", LOST, b"SSH-2.0-x\r\n"),
    Fault("speaks TLS", LOST, b"\x15\x03\x01\x00\x02\x02\x28"),
    Fault("speaks HTTP/2", LOST, b"\x00\x00\x12\x04\x00\x00\x00\x00\x00" + bytes(18)),
    Fault("speaks HTTP/0.9", LOST, b"<html>hello</html>\r\n"),
    Fault("says zero bytes", LOST, bytes(64)),
    Fault("repeats the request", LOST, b"POST /2010-04-01/Accounts HTTP/1.1\r\n\r\n"),
    Fault("has a body in a 204", UNPROVEN, b"HTTP/1.1 204 No Content\r\nContent-Length: 14\r\n\r\n{}"),
]

FUTURE = format_datetime(datetime.now(UTC) + timedelta(days=1), usegmt=True).encode()
PAST = format_datetime(datetime.now(UTC) - timedelta(days=1), usegmt=True).encode()


def limited(*retry_after: bytes) -> bytes:
    """Answer 429."""
    return answer(b'{"code": 20429, "message": "slower"}', b"429 Too Many Requests", *retry_after)


REQUEST_TIMEOUT = again(fails(RestException, None), fails(RestException, took_effect=False, tries=3))
RETRYABLE = [
    Fault("answers 500", UNAVAILABLE, answer(ERROR, b"500 Internal Server Error")),
    Fault("answers 500 without a body", UNAVAILABLE, answer(b"", b"500 Internal Server Error")),
    Fault("answers 502 with a page", UNAVAILABLE, answer(b"<html>Bad Gateway</html>", b"502 Bad Gateway")),
    Fault("answers 503", UNAVAILABLE, answer(ERROR, b"503 Service Unavailable")),
    Fault(
        "answers 503 and resets",
        UNAVAILABLE,
        answer(ERROR, b"503 No", b"Connection: close"),
        ends=lambda line: line.reset(),
    ),
    Fault("answers 503 and asks for another try", UNAVAILABLE, answer(ERROR, b"503 No", b"Retry-After: 0")),
    Fault("answers 503 and asks for a day", BROKEN, answer(ERROR, b"503 No", b"Retry-After: 86400")),
    Fault("answers 504", UNAVAILABLE, answer(ERROR, b"504 Gateway Timeout")),
    Fault("answers 408", REQUEST_TIMEOUT, answer(ERROR, b"408 Request Timeout")),
    Fault("answers 501", BROKEN, answer(ERROR, b"501 Not Implemented")),
    Fault("answers 505", BROKEN, answer(ERROR, b"505 HTTP Version Not Supported")),
    Fault("answers 507", BROKEN, answer(ERROR, b"507 Insufficient Storage")),
    Fault("answers 599", BROKEN, answer(ERROR, b"599 No")),
    Fault("answers 999", BROKEN, answer(ERROR, b"999 No")),
    Fault("answers 429", LIMITED, limited()),
    Fault("answers 429 and asks for no time", LIMITED, limited(b"Retry-After: 0")),
    Fault("answers 429 and asks for a fraction of a second", LIMITED, limited(b"Retry-After: 0.01")),
    Fault("answers 429 and asks for less than nothing", LIMITED, limited(b"Retry-After: -5")),
    Fault("answers 429 and asks for a word", LIMITED, limited(b"Retry-After: soon")),
    Fault("answers 429 and asks for no number", LIMITED, limited(b"Retry-After: NaN")),
    Fault("answers 429 and asks for infinity", LIMITED, limited(b"Retry-After: inf")),
    Fault("answers 429 and asks for 5000 digits", LIMITED, limited(b"Retry-After: " + b"9" * 5000)),
    Fault("answers 429 and asks for a moment of the past", LIMITED, limited(b"Retry-After: " + PAST)),
    Fault("answers 429 and asks for tomorrow", TOO_LONG, limited(b"Retry-After: " + FUTURE)),
    Fault("answers 429 and asks for 61 seconds", TOO_LONG, limited(b"Retry-After: 61")),
    Fault("answers 429 and asks for more than the call has", TOO_LONG, limited(b"Retry-After: 30")),
    Fault("answers 429 and asks for 31 years", TOO_LONG, limited(b"Retry-After: 999999999")),
    Fault("answers 429 without a body", LIMITED, answer(b"", b"429 Too Many Requests")),
]


def bad(body: bytes, *headers: bytes) -> bytes:
    """Answer 400."""
    return answer(body, b"400 Bad Request", *headers)


BAD = refused(BadRequestError)
ERRORS = [
    Fault("answers 400", BAD, bad(ERROR)),
    Fault("answers 401", refused(AuthenticationError), answer(ERROR, b"401 Unauthorized")),
    Fault("answers 402", refused(RestException), answer(ERROR, b"402 Payment Required")),
    Fault("answers 403", refused(PermissionDeniedError), answer(ERROR, b"403 Forbidden")),
    Fault("answers 404", refused(NotFoundError), answer(ERROR, b"404 Not Found")),
    Fault("answers 409", refused(ConflictError), answer(ERROR, b"409 Conflict", b"Retry-After: 0")),
    Fault("answers 410", refused(RestException), answer(ERROR, b"410 Gone")),
    Fault("answers 413", refused(RestException), answer(ERROR, b"413 Too Large", b"Retry-After: 0")),
    Fault("answers 425", refused(RestException), answer(ERROR, b"425 Too Early", b"Retry-After: 0")),
    Fault("answers 499", refused(RestException), answer(ERROR, b"499 No")),
    Fault("answers 400 without a body", BAD, bad(b"")),
    Fault("answers 400 with a page", BAD, bad(b"<html><body>Bad</body></html>")),
    Fault(
        "answers 400 with XML",
        BAD,
        bad(b"<TwilioResponse><RestException><Code>1</Code></RestException></TwilioResponse>"),
    ),
    Fault("answers 400 with half an object", BAD, bad(b'{"code": 20001, "mess')),
    Fault("answers 400 with a list", BAD, bad(b"[" + ERROR + b"]")),
    Fault("answers 400 with null", BAD, bad(b"null")),
    Fault("answers 400 with a list of errors", BAD, bad(b'{"errors": [' + ERROR + b"]}")),
    Fault("answers 400 with fields of other types", BAD, bad(b'{"code": {}, "message": [], "more_info": 5}')),
    Fault("answers 400 with a code of 5000 digits", BAD, bad(b'{"code": ' + b"9" * 5000 + b', "message": "no"}')),
    Fault("answers 400 with a code that is no number", BAD, bad(b'{"code": NaN, "message": "no"}')),
    Fault("answers 400 with bytes that are no UTF-8", BAD, bad(b'{"message": "\xff\xfe"}')),
    Fault("answers 400 after a byte order mark", BAD, bad(b"\xef\xbb\xbf" + ERROR)),
    Fault("answers 400 with a message of 2 MB", BAD, bad(b'{"message": "' + b"x" * 2_000_000 + b'"}')),
    Fault("answers 400 with control characters", BAD, bad(b'{"message": "\\u001b[31m\\u0000\\r\\nERROR x"}')),
    Fault("answers 400 with a lone surrogate", BAD, bad(b'{"message": "\\ud800"}')),
    Fault("answers 400 with 100,000 brackets", BAD, bad(b"[" * 100_000)),
    Fault("answers 400 with entities", BAD, bad(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), xml=True),
    Fault("answers 400 in gzip", BAD, bad(gzip.compress(ERROR), b"Content-Encoding: gzip")),
    Fault(
        "answers 400 in broken gzip",
        final(fails(ResponseError, took_effect=False)),
        bad(ERROR, b"Content-Encoding: gzip"),
    ),
]


def to(location: str, status: bytes = b"307 Temporary Redirect") -> Callable[[Scene], bytes]:
    """Redirect to *location*, in which {here} and {elsewhere} are the two servers."""
    return lambda scene: answer(
        b"", status, b"Location: " + location.format(here=scene.here, elsewhere=scene.elsewhere).encode()
    )


REDIRECTS = [
    Fault("redirects elsewhere, 301", REDIRECTED, to("{elsewhere}/x", b"301 Moved Permanently")),
    Fault("redirects elsewhere, 302", REDIRECTED, to("{elsewhere}/x", b"302 Found")),
    Fault("redirects elsewhere, 303", REDIRECTED, to("{elsewhere}/x", b"303 See Other")),
    Fault("redirects elsewhere, 307", REDIRECTED, to("{elsewhere}/x")),
    Fault("redirects elsewhere, 308", REDIRECTED, to("{elsewhere}/x", b"308 Permanent Redirect")),
    Fault("redirects to itself", REDIRECTED, to("{here}/2010-04-01/Accounts")),
    Fault("redirects to a path", REDIRECTED, to("/2010-04-01/Accounts")),
    Fault("redirects to another scheme", REDIRECTED, to("https://127.0.0.1/x")),
    Fault("redirects elsewhere without a scheme", REDIRECTED, to("//localhost:1/x")),
    Fault("redirects with a user name", REDIRECTED, to("http://user:secret@127.0.0.1/x")),
    Fault("redirects to a file", REDIRECTED, to("file:///etc/passwd")),
    Fault("redirects to no address", REDIRECTED, to("http://[::1")),
    Fault("redirects nowhere", REDIRECTED, answer(b"", b"302 Found")),
    Fault("redirects to nothing", REDIRECTED, to("")),
    Fault("answers 300", REDIRECTED, answer(b"{}", b"300 Multiple Choices")),
    Fault("answers 304", final(fails(NotModified, took_effect=False)), b"HTTP/1.1 304 Not Modified\r\n\r\n"),
    Fault("asks to come again in a while, 302", REDIRECTED, answer(b"", b"302 Found", b"Retry-After: 0")),
    Fault(
        "says to refresh elsewhere",
        FINE,
        lambda scene: said(well(b"Refresh: 0; url=" + scene.elsewhere.encode()), scene),
    ),
]
