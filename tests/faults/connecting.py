"""Faults of connections: they are not made, are not to be trusted, break, fall silent, or are used again too late."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from time import sleep
from typing import Any

import trustme

from faults.kinds import (
    DISTRUSTED,
    FINE,
    LOST,
    LOST_DONE,
    LOST_REFUSED,
    OVERDUE,
    OVERDUE_DONE,
    OVERDUE_UNSENT,
    UNAVAILABLE,
    UNPROVEN,
    UNSENT,
    Expected,
    Fault,
    Says,
    Way,
    arrived,
    begun,
    dripping,
    endless,
    nothing,
    once,
    refused,
    right,
    said,
    silence,
    well,
)
from peer import Line, answer
from twilio_lite import RestException

HEAD = b"HTTP/1.1 201 Created\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
HALF = HEAD + b"Content-Length: 900\r\n\r\n{"
HINT = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n"
TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
FORGED = answer(b'{"sid": "SM-forged", "messages": [{"sid": "SM-forged"}]}')
ONCE_RIGHT = once(right())


def unread_silence(_: Line) -> None:
    """Say and read nothing for longer than a call may take."""
    sleep(1.2)


def half_close(line: Line) -> None:
    """Say that nothing more will come, and read on."""
    line.socket.shutdown(socket.SHUT_WR)
    silence(line)


def garbage(line: Line) -> None:
    """Say what is no TLS."""
    line.say(b"\x00garbage" * 9)


CONNECTION = [
    Fault("refuses the connection", UNSENT, way=Way.REFUSING),
    Fault("has no address", UNSENT, way=Way.NAMELESS),
    Fault("has a first address that refuses", FINE, well(), stays=True, way=Way.TWO_ADDRESSES),
    Fault("takes no connection in", OVERDUE_UNSENT, way=Way.CROWDED),
    Fault("takes no connection in, for longer than a client waits", UNSENT, way=Way.CROWDED, impatient=True),
    Fault("closes unread", LOST, reads=arrived),
    Fault("resets unread", LOST, reads=arrived, ends=Line.reset),
    Fault("closes in the middle of the request", LOST, reads=begun),
    Fault("resets in the middle of the request", LOST, reads=begun, ends=Line.reset),
    Fault("closes in the middle of a long request", LOST, reads=begun, long=True),
    Fault("resets in the middle of a long request", LOST, reads=begun, ends=Line.reset, long=True),
    Fault("closes", LOST),
    Fault("resets", LOST, ends=Line.reset),
    Fault("closes one half", LOST, ends=half_close),
    Fault("begins a status line and closes", LOST, b"HTTP/1.1 201 Cre"),
    Fault("begins a status line and resets", LOST, b"HTTP/1.1 503 Serv", ends=Line.reset),
    Fault("begins a head and closes", LOST, HEAD),
    Fault("begins a head and resets", LOST, HEAD, ends=Line.reset),
    Fault("begins a body and closes", LOST_DONE, HALF),
    Fault("begins a body and resets", LOST_DONE, HALF, ends=Line.reset),
    Fault("begins a 503 and closes", LOST, HALF.replace(b"201", b"503")),
    Fault("begins a 400 and closes", LOST_REFUSED, HALF.replace(b"201", b"400")),
    Fault("begins a 429 and closes", LOST_REFUSED, HALF.replace(b"201", b"429")),
    Fault("begins a 302 and closes", LOST, HALF.replace(b"201", b"302")),
    Fault("is a proxy that answers CONNECT with 403", UNSENT, answer(b"", b"403 Forbidden"), way=Way.TUNNEL),
    Fault("is a proxy that answers CONNECT with 407", UNSENT, answer(b"", b"407 Who"), way=Way.TUNNEL),
    Fault("is a proxy that answers CONNECT with 502", UNSENT, answer(b"no", b"502 Bad Gateway"), way=Way.TUNNEL),
    Fault("is a proxy that answers CONNECT with 302", UNSENT, answer(b"", b"302 Found"), way=Way.TUNNEL),
    Fault("is a proxy that closes at CONNECT", UNSENT, way=Way.TUNNEL),
    Fault("is a proxy that resets at CONNECT", UNSENT, ends=Line.reset, way=Way.TUNNEL),
    Fault("is a proxy that speaks no HTTP at CONNECT", UNSENT, b"SSH-2.0-x\r\n\r\n", way=Way.TUNNEL),
    Fault("is a proxy that is silent at CONNECT", OVERDUE_UNSENT, ends=silence, way=Way.TUNNEL),
    Fault("is a proxy that passes on and closes", LOST, way=Way.FORWARD),
    Fault(
        "is a proxy that answers 502 for the server", UNAVAILABLE, answer(b"", b"502 Bad"), way=Way.FORWARD, stays=True
    ),
    Fault(
        "is a proxy that asks for a password",
        refused(RestException),
        answer(b"", b"407 Who"),
        way=Way.FORWARD,
        stays=True,
    ),
]


def impatient(name: str, expected: Expected, **parts: Any) -> Fault:
    """Make a fault that a client meets whose waits end soon."""
    return Fault(name, expected, impatient=True, **parts)


TIMING = [
    Fault("is silent unread", OVERDUE, reads=nothing, ends=unread_silence),
    Fault("is silent", OVERDUE, ends=silence),
    Fault("is silent in a status line", OVERDUE, b"HTTP/1.1 2", ends=silence),
    Fault("is silent in a head", OVERDUE, HEAD, ends=silence),
    Fault("is silent in a body", OVERDUE_DONE, HALF, ends=silence),
    Fault("is silent in a chunk", OVERDUE_DONE, HEAD + CHUNKED + b"9\r\n{", ends=silence),
    Fault("is silent before the last chunk", OVERDUE_DONE, HEAD + CHUNKED + b"1\r\n{\r\n", ends=silence),
    Fault("is silent after a hint", OVERDUE, HINT, ends=silence),
    Fault("is silent in a 500", OVERDUE, HALF.replace(b"201", b"500"), ends=silence),
    Fault("drips a status line", OVERDUE, ends=dripping(HEAD * 2)),
    Fault("drips a head", OVERDUE, ends=dripping(HALF)),
    Fault("drips a body", OVERDUE_DONE, HALF, ends=dripping(b"x" * 100)),
    Fault("drips chunks", OVERDUE_DONE, HEAD + CHUNKED, ends=dripping(b"1\r\n{\r\n" * 20)),
    Fault("drips the size of a chunk", OVERDUE_DONE, HEAD + CHUNKED, ends=dripping(b"0" * 100)),
    Fault("drips trailers", OVERDUE_DONE, HEAD + CHUNKED + b"1\r\n{\r\n0\r\n", ends=dripping(b"X: " + b"y" * 100)),
    Fault("drips hints", OVERDUE, ends=dripping(HINT * 3)),
    Fault("hints for ever", OVERDUE, ends=endless(HINT * 100)),
    Fault("says 100 Continue for ever", OVERDUE, ends=endless(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)),
    impatient("is silent, for longer than a client waits", LOST, ends=silence),
    impatient("is silent in a head, for longer than a client waits", LOST, says=HEAD, ends=silence),
    impatient("is silent in a body, for longer than a client waits", LOST_DONE, says=HALF, ends=silence),
    impatient("does not read a long request", LOST, reads=nothing, ends=unread_silence, long=True),
    Fault("answers after two hints", FINE, lambda scene: HINT * 2 + well()(scene), stays=True),
    Fault(
        "answers after 100 Continue", FINE, lambda scene: b"HTTP/1.1 100 Continue\r\n\r\n" + well()(scene), stays=True
    ),
]


def before_reading(name: str, before: Says, says: bytes = b"", ends: Callable[[Line], None] = nothing) -> Fault:
    """Make a fault that plays between two calls, before the second one is made."""
    return Fault(name, ONCE_RIGHT, says, reads=nothing, ends=ends, before=before)


REUSE = [
    before_reading("closes a connection that waits", well()),
    before_reading("resets a connection that waits", well(), ends=Line.reset),
    before_reading("answers twice in one go", lambda scene: said(well(), scene) + FORGED, ends=silence),
    before_reading("answers again, unasked", well(), FORGED, ends=silence),
    before_reading("answers again, unasked, and closes", well(), FORGED),
    before_reading("says 408 on a connection that waits", well(), TOO_LATE),
    before_reading("says garbage on a connection that waits", well(), b"garbage", ends=silence),
    before_reading(
        "says half a head after its answer", lambda scene: said(well(), scene) + b"HTTP/1.1 2", ends=silence
    ),
    before_reading("says that it closes, and does not", well(b"Connection: close"), ends=silence),
    before_reading(
        "answers in HTTP/1.0 and does not close",
        lambda scene: said(well(), scene).replace(b"HTTP/1.1", b"HTTP/1.0"),
        ends=silence,
    ),
    Fault("keeps a connection in HTTP/1.0", FINE, well(), before=well(b"Connection: keep-alive"), stays=True),
    Fault("closes a used connection unread", LOST, reads=begun, before=well()),
    Fault("closes a used connection", LOST, before=well()),
    Fault("resets a used connection", LOST, ends=Line.reset, before=well()),
    Fault("is silent on a used connection", OVERDUE, ends=silence, before=well()),
    Fault("begins an answer on a used connection and closes", LOST_DONE, HALF, before=well()),
    Fault("answers 503 on a used connection", UNAVAILABLE, answer(b"", b"503 No"), before=well(), stays=True),
    Fault("answers twice on a used connection", FINE, lambda scene: said(well(), scene) + FORGED, before=well()),
    Fault("answers twice and stays", FINE, lambda scene: said(well(), scene) + FORGED, ends=silence),
    Fault("answers more than it announced", FINE, lambda scene: said(well(), scene) + b"and more", ends=silence),
    Fault("ends its answer with blank lines", FINE, lambda scene: said(well(), scene) + b"\r\n\r\n", stays=True),
]

AUTHORITY = trustme.CA()
STRANGER = trustme.CA()
NAMES = ("127.0.0.1", "localhost", "api.invalid")


@cache
def trusting() -> ssl.SSLContext:
    """A client's TLS context that trusts the tests' servers."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    AUTHORITY.configure_trust(context)
    return context


def certified(
    *names: str,
    by: trustme.CA = AUTHORITY,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> ssl.SSLContext:
    """Make a server's TLS context, with a certificate for *names*."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = newest
    by.issue_cert(*(names or NAMES), not_before=since, not_after=until).configure_cert(context)
    return context


good = cache(certified)
NOW = datetime.now(UTC)
DAY = timedelta(days=1)


@cache
def expired() -> ssl.SSLContext:
    """A context whose certificate is no longer good."""
    return certified(since=NOW - 2 * DAY, until=NOW - DAY)


@cache
def early() -> ssl.SSLContext:
    """A context whose certificate is not good yet."""
    return certified(since=NOW + DAY, until=NOW + 2 * DAY)


@cache
def unknown() -> ssl.SSLContext:
    """A context whose certificate nobody trusts."""
    return certified(by=STRANGER)


@cache
def other() -> ssl.SSLContext:
    """A context whose certificate is another host's."""
    return certified("elsewhere.invalid")


@cache
def strange() -> ssl.SSLContext:
    """A context without a cipher that a client of today offers."""
    context = certified(newest=ssl.TLSVersion.TLSv1_2)
    context.set_ciphers("ADH-AES128-SHA256:@SECLEVEL=0")
    return context


@cache
def demanding(newest: ssl.TLSVersion) -> ssl.SSLContext:
    """A context that asks for a certificate of the client's."""
    context = certified(newest=newest)
    context.verify_mode = ssl.CERT_REQUIRED
    return context


def in_clear(line: Line, data: bytes) -> None:
    """Send *data* past TLS, over the same connection."""
    raw = socket.socket(fileno=line.socket.detach())
    raw.sendall(data)
    line.socket = raw


def broken_record(line: Line) -> None:
    """Send a TLS record that cannot be unpacked, a moment after what was said before."""
    sleep(0.1)
    in_clear(line, b"\x17\x03\x03\x00\x30" + b"x" * 48)


def unencrypted(line: Line) -> None:
    """Go on without TLS."""
    in_clear(line, FORGED)


def over_tls(
    name: str,
    expected: Expected,
    tls: Callable[[], ssl.SSLContext] | None = good,
    **parts: Any,
) -> Fault:
    """Make a fault of a server that speaks TLS, or was to speak it."""
    return Fault(name, expected, way=Way.TLS, tls=tls, **parts)


TLS = [
    over_tls("has a certificate by nobody known", DISTRUSTED, unknown),
    over_tls("has a certificate of the past", DISTRUSTED, expired),
    over_tls("has a certificate of the future", DISTRUSTED, early),
    over_tls("has a certificate of another host", DISTRUSTED, other),
    over_tls("has no cipher in common", DISTRUSTED, strange),
    over_tls("asks for a certificate", LOST, lambda: demanding(ssl.TLSVersion.TLSv1_3)),
    over_tls("asks for a certificate in TLS 1.2", DISTRUSTED, lambda: demanding(ssl.TLSVersion.TLSv1_2)),
    over_tls("speaks no TLS", DISTRUSTED, None, reads=Line.more, says=FORGED),
    over_tls("says garbage in the handshake", DISTRUSTED, None, reads=Line.more, ends=garbage),
    over_tls("closes in the handshake", UNSENT, None, reads=Line.more),
    over_tls("resets in the handshake", UNSENT, None, reads=Line.more, ends=Line.reset),
    over_tls("closes before the handshake", UNSENT, None, reads=nothing),
    over_tls("is silent in the handshake", OVERDUE_UNSENT, None, reads=nothing, ends=silence),
    over_tls("is silent in the handshake, for longer than a client waits", UNSENT, None, ends=silence, impatient=True),
    over_tls("closes after the handshake", LOST, reads=nothing),
    over_tls("resets over TLS", LOST, ends=Line.reset),
    over_tls("closes over TLS, without a goodbye", LOST),
    over_tls("begins a body over TLS and closes", LOST_DONE, says=HALF),
    over_tls("begins a body without a length over TLS and closes", UNPROVEN, says=HEAD + b'\r\n{"sid": '),
    over_tls("sends a broken record", LOST, ends=broken_record),
    over_tls("sends a broken record in a body", LOST_DONE, says=HALF, ends=broken_record),
    over_tls("goes on without TLS", LOST, ends=unencrypted),
    over_tls("is silent over TLS", OVERDUE, ends=silence),
]
