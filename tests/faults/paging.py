"""Faults of lists: next pages that lead elsewhere, nowhere or round in a circle, and pages that fail."""

from __future__ import annotations

from collections.abc import Callable

from faults.kinds import (
    Expected,
    Fault,
    Scene,
    fails,
    final,
    paged,
    right,
    row,
    said,
)
from peer import answer
from twilio_lite import ConnectionLost, NotFoundError, ResponseError, ServerError

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
        lambda scene: leading(f"/2010-04-01/x?Page={scene.plays % 2}")(scene),
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
