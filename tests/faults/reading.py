"""Faults of what an answer holds: broken and strange bodies, and large ones."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from faults.kinds import (
    FINE,
    LOST_DONE,
    UNPROVEN,
    UNREADABLE,
    Expected,
    Fault,
    Scene,
    fails,
    final,
    for_ever,
    paged,
    say_all,
    well,
)
from faults.marking import RESPONSE, good_xml
from peer import Line, answer
from twilio_lite import ResponseError

MEGABYTE = 1024 * 1024
UTF_8_MARK = b"\xef\xbb\xbf"


def inside(new: bytes) -> Callable[[Scene], bytes]:
    """Give the good answer with *new* in front of each message's sid."""
    return lambda scene: answer(scene.body.replace(b'"sid"', new + b'"sid"'), scene.status)


def instead(sid: bytes) -> Callable[[Scene], bytes]:
    """Give the good answer with *sid* for what stands before each message's sid, the sid itself having another name."""
    return lambda scene: answer(scene.body.replace(b'"sid"', sid + b'"other"'), scene.status)


BODIES = [
    Fault("answers an empty body", UNREADABLE, paged(b"")),
    Fault("answers blanks", UNREADABLE, paged(b" \r\n ")),
    Fault("answers 204", UNPROVEN, b"HTTP/1.1 204 No Content\r\n\r\n"),
    Fault("is a page to log in at", UNPROVEN, b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<h1>Please log in</h1>"),
    Fault("answers null", UNREADABLE, paged(b"null")),
    Fault("answers true", UNREADABLE, paged(b"true")),
    Fault("answers a number", UNREADABLE, paged(b"5")),
    Fault("answers a text", UNREADABLE, paged(b'"SM1"')),
    Fault("answers a list", UNREADABLE, paged(b"[]")),
    Fault("answers an empty object", UNREADABLE, paged(b"{}")),
    Fault("answers plain text", UNREADABLE, paged(b"OK")),
    Fault("answers a page", UNREADABLE, paged(b"<!doctype html><html><body>Log in</body></html>")),
    Fault("answers half a text", UNREADABLE, lambda scene: answer(scene.body[:-5], scene.status)),
    Fault("answers more after the end", UNREADABLE, well(after=b"}")),
    Fault("answers two objects", UNREADABLE, well(after=b"{}")),
    Fault("answers a comma too many", UNREADABLE, lambda scene: answer(scene.body[:-1] + b",}", scene.status)),
    Fault("answers with single quotes", UNREADABLE, lambda scene: answer(scene.body.replace(b'"', b"'"), scene.status)),
    Fault("answers no number, NaN", UNREADABLE, inside(b'"price": NaN, ')),
    Fault("answers infinity", UNREADABLE, inside(b'"price": -Infinity, ')),
    Fault("answers a number of 5000 digits", UNREADABLE, inside(b'"x": ' + b"9" * 5000 + b", ")),
    Fault("answers 100,000 brackets", UNREADABLE, paged(b"[" * 100_000)),
    Fault("answers 100,000 levels", UNREADABLE, inside(b'"x": ' + b"[" * 100_000 + b"]" * 100_000 + b", ")),
    Fault("answers bytes that are no UTF-8", UNREADABLE, inside(b'"x": "\xff\xfe", ')),
    Fault("answers in UTF-16", UNREADABLE, lambda scene: answer(scene.body.decode().encode("utf-16"), scene.status)),
    Fault("answers a control character in a text", UNREADABLE, inside(b'"x": "\x01", ')),
    Fault("answers without a sid", UNREADABLE, instead(b"")),
    Fault("answers a sid that is null", UNREADABLE, instead(b'"sid": null, ')),
    Fault("answers a sid that is a number", UNREADABLE, instead(b'"sid": 5, ')),
    Fault("answers a sid that is an object", UNREADABLE, instead(b'"sid": {}, ')),
    Fault("answers a date that is none", UNREADABLE, inside(b'"date_sent": "soon", ')),
    Fault("answers a date of 100,000 digits", UNREADABLE, inside(b'"date_sent": "' + b"1" * 100_000 + b'", ')),
    Fault("answers a price that is none", UNREADABLE, inside(b'"price": "cheap", ')),
    Fault("answers a count that is none", UNREADABLE, inside(b'"num_media": "many", ')),
    Fault("answers a text where an object belongs", FINE, inside(b'"subresource_uris": "x", ')),
    Fault("answers after a byte order mark", FINE, well(before=UTF_8_MARK)),
    Fault("answers after blank lines", FINE, well(before=b"\r\n\r\n ")),
    Fault("answers keys that nobody knows", FINE, inside(b'"new": {"a": [1, 2.5, null]}, ')),
    Fault("answers a status that nobody knows", FINE, inside(b'"status": "teleported", ')),
    Fault("answers a lone surrogate", UNREADABLE, inside(b'"body": "\\ud800", ')),
    Fault("answers under another type", FINE, well(b"Content-Type: text/html; charset=utf-16")),
]


@cache
def bomb(layers: int) -> bytes:
    """A gigabyte of nothing, packed as often as *layers* says. A megabyte is packed; the others look the same."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    first, other = [packer.compress(bytes(MEGABYTE)) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)]
    packed = first + other * 1023 + packer.flush()
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed


def headed(*headers: bytes) -> bytes:
    """The head of an answer."""
    return b"\r\n".join([b"HTTP/1.1 201 Created", *headers, b"", b""])


def packed(layers: int, encoding: bytes = b"gzip", status: bytes = b"201 Created") -> Callable[[Scene], bytes]:
    """Give an answer with a bomb in it that says how it is packed."""
    return lambda _: answer(bomb(layers), status, b"Content-Encoding: " + encoding)


def flowing(parts: Callable[[], Iterator[bytes]]) -> Callable[[Line], None]:
    """Give what sends *parts*."""
    return lambda line: say_all(line, b"", parts())


def large(name: str, expected: Expected, says: bytes | Callable[[Scene], bytes], **parts: Any) -> Fault:
    """Make a fault whose cost in memory is measured."""
    return Fault(name, expected, says, large=True, **parts)


def gzipped(scene: Scene) -> bytes:
    """Give the good answer, packed."""
    return answer(gzip.compress(scene.body), scene.status, b"Content-Encoding: gzip")


CHUNKS = b"Transfer-Encoding: chunked"
ZEROS = bytes(65536)
CHUNK = b"10000\r\n" + ZEROS + b"\r\n"
ONE_BYTE_CHUNKS = b"1\r\n{\r\n" * 10_000


def blanks(megabytes: int) -> Callable[[Scene], bytes]:
    """Give the good answer with that many *megabytes* of blanks behind it."""
    return lambda scene: answer(scene.body + b" " * megabytes * MEGABYTE, scene.status)


def long_text() -> bytes:
    """A text of 14 MB in front of a message's sid."""
    return b'"body": "' + b"x" * 14 * MEGABYTE + b'", "sid"'


def filled(item: bytes, times: int) -> Callable[[Scene], bytes]:
    """Give the good answer with a list of *times* *item* in it."""
    return lambda scene: answer(
        scene.body.replace(b'"sid"', b'"x": [' + b",".join([item] * times) + b'], "sid"', 1), scene.status
    )


def tagged(item: bytes, times: int) -> Callable[[Scene], bytes]:
    """Give the good answer as XML, with *times* *item* in its first message."""
    return lambda scene: answer(
        RESPONSE.replace(b"%s", good_xml(scene)).replace(b"<Sid>", item * times + b"<Sid>", 1), scene.status
    )


SIZE = [
    large("is a gzip bomb", UNREADABLE, packed(1)),
    large("is a gzip bomb in gzip", UNREADABLE, packed(2, b"gzip, gzip")),
    large("is a gzip bomb in hidden gzip", UNREADABLE, packed(2)),
    large(
        "is an endless gzip bomb",
        UNREADABLE,
        headed(b"Content-Encoding: gzip"),
        ends=flowing(lambda: for_ever(bomb(1))),
    ),
    large("is a gzip bomb in a 400", final(fails(ResponseError, took_effect=False)), packed(1, status=b"400 Bad")),
    large(
        "is a gzip bomb in a 500",
        final(fails(ResponseError, None), fails(ResponseError, took_effect=False)),
        packed(1, status=b"500 Bad"),
    ),
    large("has an endless body", UNREADABLE, headed(), ends=flowing(lambda: for_ever(ZEROS))),
    large(
        "has a body of a terabyte",
        UNREADABLE,
        headed(b"Content-Length: %d" % 10**12),
        ends=flowing(lambda: for_ever(ZEROS)),
    ),
    large("has endless chunks", UNREADABLE, headed(CHUNKS), ends=flowing(lambda: for_ever(CHUNK))),
    large("has endless chunks of a byte", UNREADABLE, headed(CHUNKS), ends=flowing(lambda: for_ever(ONE_BYTE_CHUNKS))),
    large("has a body of 17 MB", UNREADABLE, blanks(17)),
    large("has a body of 15 MB of blanks", FINE, blanks(15), stays=True),
    large("has 240,000 texts", FINE, filled(b'"ab"', 240_000)),
    large("has 250,001 texts", UNREADABLE, filled(b'"ab"', 250_001)),
    large("has 49,000 objects of five values", FINE, filled(b'{"a":1.5,"b":2.5,"c":3.5,"d":4.5,"e":5.5}', 49_000)),
    large("has 160,000 empty objects", FINE, filled(b"{}", 160_000)),
    large("has 78,000 tags", FINE, tagged(b"<a/>", 78_000)),
    large("has 78,000 tags with attributes", UNREADABLE, tagged(b'<a b=""/>', 78_000)),
    large("has 160,000 tags with attributes", UNREADABLE, tagged(b'<a b=""/>', 160_000)),
    large("has a text of a million commas", FINE, inside(b'"x": "' + b"," * 1_000_000 + b'", ')),
    large("has a million values", UNREADABLE, inside(b'"x": [' + b"0," * 1_000_001 + b"0], ")),
    large("has 250,001 objects", UNREADABLE, inside(b'"x": [' + b'{"y":1},' * 250_001 + b"{}], ")),
    large(
        "has a text of 14 MB",
        FINE,
        lambda scene: answer(scene.body.replace(b'"sid"', long_text(), 1), scene.status),
        grows=48,
    ),
    Fault(
        "has endless trailers",
        LOST_DONE,
        headed(CHUNKS) + b"1\r\n{\r\n0\r\n",
        ends=flowing(lambda: for_ever(b"X: y\r\n" * 1000)),
    ),
    Fault(
        "has a chunk with an endless comment",
        LOST_DONE,
        headed(CHUNKS) + b"1;",
        ends=flowing(lambda: for_ever(b"x" * 6000)),
    ),
    Fault("answers in gzip", FINE, gzipped, stays=True),
    Fault(
        "answers in gzip and calls it x-gzip",
        FINE,
        lambda scene: gzipped(scene).replace(b": gzip", b": x-gzip"),
        stays=True,
    ),
    Fault("answers in broken gzip", UNREADABLE, well(b"Content-Encoding: gzip")),
    Fault(
        "answers in gzip that breaks off",
        UNREADABLE,
        lambda scene: answer(gzip.compress(scene.body)[:-9], scene.status, b"Content-Encoding: gzip"),
    ),
    Fault(
        "answers in gzip that goes on after its end",
        UNREADABLE,
        lambda scene: answer(gzip.compress(scene.body) + b"more", scene.status, b"Content-Encoding: gzip"),
    ),
    Fault("answers in br", UNREADABLE, well(b"Content-Encoding: br")),
    Fault("answers in deflate", UNREADABLE, well(b"Content-Encoding: deflate")),
    Fault("answers in zstd", UNREADABLE, well(b"Content-Encoding: zstd")),
    Fault("answers in an encoding called identity", FINE, well(b"Content-Encoding: identity"), stays=True),
]
