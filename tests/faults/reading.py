"""Faults of what an answer holds: broken or strange bodies, large ones, XML, and pages that lead elsewhere or nowhere."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from functools import cache

from faults.kinds import (
    FINE,
    LOST_DONE,
    UNREADABLE,
    Expected,
    Fault,
    Scene,
    fails,
    final,
    for_ever,
    paged,
    right,
    row,
    said,
    say_all,
    well,
)
from peer import Line, answer
from twilio_lite import ConnectionLost, NotFoundError, ResponseError, ServerError

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
    Fault("answers 204", UNREADABLE, b"HTTP/1.1 204 No Content\r\n\r\n"),
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
    """A gigabyte of nothing, packed as often as *layers* says."""
    packer = zlib.compressobj(wbits=16 + zlib.MAX_WBITS)
    packed = b"".join([*(packer.compress(bytes(MEGABYTE)) for _ in range(1024)), packer.flush()])
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


def large(name: str, expected: Expected, says: bytes | Callable[[Scene], bytes], **parts: object) -> Fault:
    """Make a fault whose cost in memory is measured."""
    return Fault(name, expected, says, large=True, **parts)  # type: ignore[arg-type] # passed on as they are


def gzipped(scene: Scene) -> bytes:
    """Give the good answer, packed."""
    return answer(gzip.compress(scene.body), scene.status, b"Content-Encoding: gzip")


CHUNKS = b"Transfer-Encoding: chunked"
ZEROS = bytes(65536)
CHUNK = b"10000\r\n" + ZEROS + b"\r\n"
LONG_TEXT = b'"body": "' + b"x" * 14 * MEGABYTE + b'", "sid"'
ONE_BYTE_CHUNKS = b"1\r\n{\r\n" * 10_000


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
    large("has a body of 17 MB", UNREADABLE, well(after=b" " * 17 * MEGABYTE)),
    large("has a body of 15 MB of blanks", FINE, well(after=b" " * 15 * MEGABYTE), stays=True),
    large("has 240,000 texts", FINE, filled(b'"ab"', 240_000)),
    large("has 250,001 texts", UNREADABLE, filled(b'"ab"', 250_001)),
    large("has 49,000 objects of five values", FINE, filled(b'{"a":1.5,"b":2.5,"c":3.5,"d":4.5,"e":5.5}', 49_000)),
    large("has 160,000 empty objects", FINE, filled(b"{}", 160_000)),
    large("has 78,000 tags with attributes", FINE, tagged(b'<a b=""/>', 78_000)),
    large("has 160,000 tags with attributes", UNREADABLE, tagged(b'<a b=""/>', 160_000)),
    large("has a million values", UNREADABLE, inside(b'"x": [' + b"0," * 1_000_001 + b"0], ")),
    large("has 250,001 objects", UNREADABLE, inside(b'"x": [' + b'{"y":1},' * 250_001 + b"{}], ")),
    large(
        "has a text of 14 MB",
        FINE,
        lambda scene: answer(scene.body.replace(b'"sid"', LONG_TEXT, 1), scene.status),
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


def xml(
    name: str, expected: Expected, inner: bytes, *, before: bytes = b'<?xml version="1.0"?>', **parts: object
) -> Fault:
    """Make a fault that a client meets which asks for XML; in *inner* %s is the good content."""

    def says(scene: Scene) -> bytes:
        return answer(before + inner.replace(b"%s", good_xml(scene)), scene.status, b"Content-Type: application/xml")

    return Fault(name, expected, says, xml=True, **parts)  # type: ignore[arg-type] # passed on as they are


def good_xml(scene: Scene) -> bytes:
    """The good answer's content as XML."""
    sids = [part.split(b'"')[2] for part in scene.body.split(b'"sid"')[1:]]
    messages = [
        b"<Message><Sid>" + part.split(b'"')[1] + b"</Sid></Message>" for part in scene.body.split(b'"sid"')[1:]
    ]
    inner = b"".join(messages)
    return b'<Messages page="0">' + inner + b"</Messages>" if len(sids) > 1 else inner


LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
RESPONSE = b"<TwilioResponse>%s</TwilioResponse>"
XML = [
    xml("answers in XML", FINE, RESPONSE),
    xml("answers in XML with a namespace", FINE, b'<TwilioResponse xmlns="urn:x">%s</TwilioResponse>'),
    xml("answers in XML with comments", FINE, b"<TwilioResponse><!-- x -->%s</TwilioResponse>"),
    xml("answers in XML after a byte order mark", FINE, RESPONSE, before=UTF_8_MARK + b"<?xml version='1.0'?>"),
    xml("answers a billion laughs", UNREADABLE, b'<!DOCTYPE x [<!ENTITY l0 "ha">' + LAUGHS + b"]><x>&l9;</x>"),
    xml(
        "answers one entity a million times",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a "' + b"a" * 50_000 + b'">]><x>' + b"&a;" * 50_000 + b"</x>",
    ),
    xml(
        "answers an entity that is a file",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    ),
    xml(
        "answers an entity that is elsewhere",
        UNREADABLE,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:1/">]><x>&a;</x>',
    ),
    xml("answers a DTD that is elsewhere", UNREADABLE, b'<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">' + RESPONSE),
    xml("answers a parameter entity", UNREADABLE, b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:1/"> %a;]><x/>'),
    xml("answers an empty DTD", UNREADABLE, b"<!DOCTYPE TwilioResponse>" + RESPONSE),
    xml("answers an undeclared entity", UNREADABLE, b"<TwilioResponse>%s&a;</TwilioResponse>"),
    xml("answers half of the XML", UNREADABLE, b"<TwilioResponse>%s"),
    xml("answers two documents", UNREADABLE, RESPONSE + RESPONSE),
    xml(
        "answers in an encoding that nobody knows",
        UNREADABLE,
        RESPONSE,
        before=b'<?xml version="1.0" encoding="x-none"?>',
    ),
    xml(
        "answers in an encoding that it is not in",
        UNREADABLE,
        RESPONSE,
        before=b'<?xml version="1.0" encoding="utf-16"?>',
    ),
    xml("answers a zero byte", UNREADABLE, b"<TwilioResponse>%s\x00</TwilioResponse>"),
    xml("answers 100,000 elements in each other", UNREADABLE, b"<a>" * 100_000 + b"</a>" * 100_000),
    xml("answers 300,000 elements", UNREADABLE, b"<TwilioResponse>" + b"<a></a>" * 300_000 + b"</TwilioResponse>"),
    xml("answers another document", UNREADABLE, b"<rss><channel/></rss>"),
    xml("answers an empty document", UNREADABLE, b"<TwilioResponse/>"),
    xml("answers XML without a sid", UNREADABLE, b"<TwilioResponse><Message><To>x</To></Message></TwilioResponse>"),
]

NEXT = final(right(), right(), fails(ResponseError, took_effect=False))
FIRST_SIDS = ("SM3", "SM4")


def leading(next_page: str, key: str = "next_page_uri") -> Callable[[Scene], bytes]:
    """Give the good answer with a next page, in which {here}, {elsewhere} and {plays} are told."""

    def says(scene: Scene) -> bytes:
        aim = next_page.format(here=scene.here, elsewhere=scene.elsewhere, plays=scene.plays, port=scene.here[7:])
        foot = b', "' + key.encode() + b'": "' + aim.encode() + b'"}'
        return answer(scene.body[:-1] + foot, scene.status)

    return says


def empty(says: Callable[[Scene], bytes]) -> Callable[[Scene], bytes]:
    """Give the answer of *says*, with no message on a page."""

    def emptied(scene: Scene) -> bytes:
        body = b'{"messages": []}' if b"messages" in scene.body else scene.body
        return says(Scene(scene.status, body, scene.here, scene.elsewhere, scene.plays))

    return emptied


def second(says: Callable[[Scene], bytes] | bytes) -> Callable[[Scene], bytes]:
    """Give a good first page, and what *says* gives as the second."""
    return lambda scene: leading("/2010-04-01/x?Page=2")(scene) if scene.plays == 1 else said(says, scene)


def broken_off(_: Scene) -> bytes:
    """Break the connection off."""
    raise ConnectionAbortedError


SECOND_FAILS = Expected(always=row(right(), right(), fails(ServerError, took_effect=False, tries=4)))
PAGING = [
    Fault("has a next page elsewhere", NEXT, leading("{elsewhere}/2010-04-01/x?Page=2")),
    Fault(
        "has a next page elsewhere in meta",
        NEXT,
        lambda scene: answer(
            scene.body[:-1] + b', "meta": {"next_page_url": "' + scene.elsewhere.encode() + b'/x?Page=1"}}',
            scene.status,
        ),
    ),
    Fault("has a next page without a scheme", NEXT, leading("//localhost:1/x?Page=2")),
    Fault("has a next page behind a user name", NEXT, leading("http://{port}@localhost:1/x?Page=2")),
    Fault("has a next page behind its own name", NEXT, leading("http://user@{port}/x?Page=2")),
    Fault("has a next page with a backslash", NEXT, leading("http://{port}\\\\@localhost:1/x?Page=2")),
    Fault("has a next page that begins with @", NEXT, leading("@localhost:1/x?Page=2")),
    Fault("has a next page of another scheme", NEXT, leading("https://{port}/x?Page=2")),
    Fault("has a next page on another port", NEXT, leading("http://127.0.0.1:1/x?Page=2")),
    Fault("has a next page that is a file", NEXT, leading("file:///etc/passwd")),
    Fault("has a next page that walks up", NEXT, leading("/2010-04-01/../x?Page=2")),
    Fault("has a next page that walks up in disguise", NEXT, leading("/2010-04-01/%2e%2e/x?Page=2")),
    Fault("has a next page with a line break", NEXT, leading("/2010-04-01/x?Page=2\\r\\nX: y")),
    Fault("has a next page that is no address", NEXT, leading("http://[::1/x?Page=2")),
    Fault(
        "has a next page that is a number",
        final(right(), right(), fails(ResponseError, took_effect=False)),
        lambda scene: answer(scene.body[:-1] + b', "next_page_uri": 5}', scene.status),
    ),
    Fault(
        "has pages in a circle",
        final(right(), right(), fails(ResponseError, took_effect=False, tries=2)),
        leading("/2010-04-01/x?Page=1"),
    ),
    Fault(
        "has pages in a circle of two",
        final(right(), right(), fails(ResponseError, took_effect=False, tries=3)),
        lambda scene: leading("/2010-04-01/x?Page=%d" % (scene.plays % 2))(scene),
    ),
    Fault(
        "has empty pages without end",
        final(right(), right(), fails(ResponseError, took_effect=False, tries=21)),
        empty(leading("/2010-04-01/x?Page={plays}")),
    ),
    Fault(
        "has a second page that is missing",
        final(right(), right(), fails(NotFoundError, took_effect=False, tries=2)),
        second(answer(b"", b"404 No")),
    ),
    Fault("has a second page that fails", SECOND_FAILS, second(answer(b"", b"500 No"))),
    Fault(
        "has a second page that closes",
        Expected(always=row(right(), right(), fails(ConnectionLost, took_effect=False, tries=4))),
        second(broken_off),
    ),
    Fault(
        "has a second page that is no page",
        final(right(), right(), fails(ResponseError, took_effect=False, tries=2)),
        second(paged(b"{}")),
    ),
    Fault(
        "has a second page that redirects",
        final(right(), right(), fails(ResponseError, took_effect=False, tries=2)),
        second(lambda scene: answer(b"", b"302 Found", b"Location: " + scene.elsewhere.encode())),
    ),
    Fault(
        "has no list",
        final(right(), right(), fails(ResponseError, took_effect=False)),
        lambda scene: answer(scene.body.replace(b"messages", b"letters"), scene.status),
    ),
    Fault(
        "has a list that is none",
        final(right(), right(), fails(ResponseError, took_effect=False)),
        lambda scene: answer(scene.body.replace(b"[", b'{"x": [').replace(b"]", b"]}"), scene.status),
    ),
    Fault(
        "has a message in its list that is none",
        final(right(), right(), fails(ResponseError, took_effect=False)),
        lambda scene: answer(scene.body.replace(b"]", b", 5]"), scene.status),
    ),
    Fault(
        "has a next page that is a path",
        Expected(once=row(right(), right(), right(2))),
        leading("/2010-04-01/x?Page=2"),
        sids=("SM3", "SM4") * 2,
    ),
    Fault(
        "has a next page at its whole address",
        Expected(once=row(right(), right(), right(2))),
        leading("{here}/2010-04-01/x?Page=2"),
        sids=("SM3", "SM4") * 2,
    ),
    Fault("has a next page that is empty", Expected(always=row(right(), right())), leading("")),
]
