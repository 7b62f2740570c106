"""Every adapter on every real server: awkward targets, bodies that are too large, and what strangers may say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

import attrs
import pytest

import django_site
import webhook_apps
from serving import MOST, Site, filling, gunicorn_of, runserver_of, uvicorn_of, waitress_of, werkzeug_of

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

STACKS: dict[str, Callable[[], AbstractContextManager[Site]]] = {
    "ASGI on uvicorn with h11": lambda: uvicorn_of(webhook_apps.of_asgi, "h11"),
    "ASGI on uvicorn with httptools": lambda: uvicorn_of(webhook_apps.of_asgi, "httptools"),
    "Starlette on uvicorn with h11": lambda: uvicorn_of(webhook_apps.of_starlette, "h11"),
    "FastAPI on uvicorn with httptools": lambda: uvicorn_of(webhook_apps.of_fastapi, "httptools"),
    "WSGI on werkzeug": lambda: werkzeug_of(webhook_apps.of_wsgi),
    "WSGI on waitress": lambda: waitress_of(webhook_apps.of_wsgi),
    "WSGI on gunicorn": lambda: gunicorn_of("webhook_apps:of_wsgi"),
    "WSGI on runserver": lambda: runserver_of(webhook_apps.of_wsgi),
    "Flask on werkzeug": lambda: werkzeug_of(webhook_apps.of_flask),
    "Flask on waitress": lambda: waitress_of(webhook_apps.of_flask),
    "Flask on gunicorn": lambda: gunicorn_of("webhook_apps:of_flask"),
    "Django on runserver": lambda: runserver_of(django_site.wsgi()),
    "Django on waitress": lambda: waitress_of(django_site.wsgi()),
    "Django on uvicorn": lambda: uvicorn_of(django_site.asgi(), lifespan="off"),
}
SELDOM = {
    "ASGI on uvicorn with h11",
    "WSGI on werkzeug",
    "WSGI on gunicorn",
    "WSGI on runserver",
}  # each server has another stack
TARGETS = [
    "/sms/a%20b",
    "/sms/a%2Fb",
    "/sms?a=b%2Bc+d%20e",
    "/sms?",
    "/sms??",
    "/sms/caf%C3%A9/%E2%82%AC?a=%C3%A9",
    "/sms/caf%c3%a9?a=%c3%a9",
    "/sms/%FF?a=%FF",
    "/sms/it's?a=it's",
    "/sms/it%27s?a=it%27s",
    "/sms/a;b,c@d:e?a;b,c@d:e/f",
    "/sms/a%3Bb%2Cc%40d%3Ae?a%3Bb%2Cc%40d",
    "/sms/a%3Bb,c?a%3Bb,c",
    "//double/sms",
    "/sms//double",
    "/sms/~a?~a",
    "/sms/%7Ea?%7Ea",
    "/sms/100%25?a=%25",
    "/sms?a=&b",
    "/?a=b",
]
FOLDED = {"//double/sms"}  # by http.server, on which these are built
DECODED = {*FOLDED, "/sms/a%2Fb", "/sms/caf%c3%a9?a=%c3%a9", "/sms/a%3Bb,c?a%3Bb,c", "/sms/%7Ea?%7Ea"}
LOST = {
    "WSGI on werkzeug": FOLDED,
    "Flask on werkzeug": FOLDED,
    "WSGI on runserver": DECODED,
    "Django on runserver": DECODED | {"/sms/%FF?a=%FF"},
}


@attrs.frozen
class Stack:
    """A server with an application; *lost* are the targets that it does not hand on as they were."""

    name: str
    site: Site
    lost: set[str]


@pytest.fixture(
    scope="module",
    params=[pytest.param(name, marks=[pytest.mark.faults] if name in SELDOM else []) for name in STACKS],
)
def stack(request: pytest.FixtureRequest) -> Iterator[Stack]:
    """Serve each application."""
    with STACKS[request.param]() as site:
        yield Stack(request.param, site, LOST.get(request.param, set()))


@pytest.mark.parametrize("target", TARGETS)
def test_what_was_signed_is_taken_unless_the_server_lost_it_and_nothing_else_is(stack: Stack, target: str) -> None:
    site = stack.site
    reply = site.twilio(target)
    others = [
        f"{target[:at]}{'yx'[target[at] != 'x']}{target[at + 1 :]}"
        for at in range(1, len(target), max(3, len(target) // 4))
    ]
    assert (reply.status, "InboundMessage" in reply.body) == ((403, False) if target in stack.lost else (200, True))
    assert {site.twilio(other, url=site.url + target).status for other in others} == {403}
    assert site.stranger(target).status == 403


def test_a_body_may_be_as_large_as_the_cap_and_no_larger(stack: Stack) -> None:
    assert stack.site.twilio("/sms", filling(MOST)).status == 200
    refused = [stack.site.twilio("/sms", filling(MOST + 1)), stack.site.stranger("/sms", filling(5 * MOST))]
    assert [reply.status for reply in refused] == [413, 413]


def test_a_body_in_chunks_is_read_as_far_as_the_cap_where_the_server_knows_chunks(stack: Stack) -> None:
    knows_chunks = "runserver" not in stack.name
    statuses = [stack.site.twilio("/sms", filling(size), chunks=7).status for size in (MOST, MOST + 1, 5 * MOST)]
    assert statuses == ([200, 413, 413] if knows_chunks else [403] * 3)


def test_chunks_that_are_none_and_bodies_that_break_off_are_no_error_of_the_server(stack: Stack) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: x\r\nConnection: close\r\n"
    chunked = b"Transfer-Encoding: chunked\r\n\r\n"
    for body in (b"zz\r\nabc\r\n0\r\n\r\n", b"-5\r\nabc\r\n0\r\n\r\n", b"3\r\nabcxx0\r\n\r\n"):
        assert stack.site.say(head + chunked + body).status in {400, 403}
    assert stack.site.say(head + b"Content-Length: x\r\n\r\na=b").status in {400, 403}


@pytest.mark.parametrize(
    ("head", "statuses"),
    [
        (b"POST /\xe9\xff HTTP/1.1\r\nHost: x", {400, 403}),
        (b"POST /%zz%?%zz% HTTP/1.1\r\nHost: x", {403}),
        (b"POST http://x/sms HTTP/1.1\r\nHost: x", {403, 404}),
        (b"POST * HTTP/1.1\r\nHost: x", {400, 403, 404}),
        (b"POST / HTTP/1.1\r\nHost: [", {400, 403}),
        (b"POST / HTTP/1.1\r\nHost: \xe9:99999999", {400, 403}),
        (b"POST / HTTP/1.0", {403}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: \xe9\xff", {400, 403}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX-Twilio-Signature: x\r\nAuthorization: \xe9\xff", {400, 403}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nX-Twilio-Webhooks-Signature-Settings: \xff=,=,", {400, 403}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data", {400, 403}),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: \xff;=", {400, 403}),
    ],
)
def test_nothing_that_a_stranger_says_is_an_error_of_the_server(stack: Stack, head: bytes, statuses: set[int]) -> None:
    assert stack.site.say(head + b"\r\nConnection: close\r\nContent-Length: 3\r\n\r\na=b").status in statuses
