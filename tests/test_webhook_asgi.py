"""The middleware for ASGI: around a plain application and in Starlette's list, on uvicorn and called by itself."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from conftest import TOKEN
from serving import FORM, MOST, SIGNATURE, Site, encoded, filling, signed, uvicorn_of
from twilio_lite import ConfigurationError
from twilio_lite.webhooks.asgi import TwilioMiddleware, Webhook

EVENT = "twilio_lite.event"
webhook = Webhook(TOKEN, max_body=MOST)
LOGIN = Webhook(TOKEN, basic_auth=("ahab", "whale"))
started: list[str] = []


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """Tell which event there is, and how long the body; and whether the server started and stopped."""
    if scope["type"] == "lifespan":
        for _ in range(2):
            what = (await receive())["type"]
            started.append(what)
            await send({"type": f"{what}.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": type(scope.get(EVENT)).__name__})
        await send({"type": "websocket.close"})
    else:
        await told(Request(scope, receive, send), scope, receive, send)


async def told(request: Request, *call: Any) -> None:
    length = len(await request.body())
    await JSONResponse([type(request.scope.get(EVENT)).__name__, length, request.method])(*call)


async def endpoint(request: Request) -> JSONResponse:
    form = await request.form()
    return JSONResponse([type(request.scope.get(EVENT)).__name__, form.get("Body")])


routes = [Route("/{path:path}", endpoint, methods=["POST"])]
inner = Starlette(routes=routes)
inner.add_middleware(TwilioMiddleware, webhook=webhook, paths=["/sms"])
starlette_app = Starlette(routes=[Mount("/mounted", inner), *routes])
starlette_app.add_middleware(TwilioMiddleware, webhook=webhook)
guarded = TwilioMiddleware(TwilioMiddleware(plain, webhook), LOGIN, ("/login", "/sms/"))


@pytest.fixture(scope="module", params=["h11", "httptools"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the plain application."""
    with uvicorn_of(guarded, request.param, lifespan="on") as served:
        yield served


@pytest.fixture(scope="module")
def starlette() -> Iterator[Site]:
    """Serve the application of Starlette."""
    with uvicorn_of(starlette_app) as served:
        yield served


async def unread() -> Any:
    """Be no body that anybody asks for."""
    raise AssertionError


def called(app: Any, receive: Any = unread, **scope: Any) -> Any:
    """What *app* does with a request: what it sends."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    known = {"type": "http", "method": "POST", "path": "/", "headers": [], "query_string": b"", **scope}
    asyncio.run(app(known, receive, send))
    return sent


@pytest.mark.parametrize("path", ["/twilio/", "/twilio/sms", "/twilio//sms", "/twilio/a/b"])
@pytest.mark.parametrize("chunks", [0, 3])
def test_a_request_to_a_path_is_proved_and_its_body_still_there(site: Site, path: str, chunks: int) -> None:
    reply = site.twilio(path, chunks=chunks)
    assert json.loads(reply.body) == ["InboundMessage", len(encoded(FORM)), "POST"]
    assert site.stranger(path, chunks=chunks).status == 403


@pytest.mark.parametrize("path", ["/", "/twilio", "/other/twilio/", "/twilio.com/", "/TWILIO/", "/loginx", "/sms"])
def test_all_other_paths_are_left_as_they_are(site: Site, path: str) -> None:
    for reply in (site.stranger(path, filling(2 * MOST)), site.stranger(path, filling(2 * MOST), chunks=3)):
        assert json.loads(reply.body) == ["NoneType", 2 * MOST, "POST"]


def test_a_get_says_it_in_its_query_and_its_body_is_none_of_it(site: Site) -> None:
    target = f"/twilio/sms?{urlencode(FORM)}"
    assert json.loads(site.twilio(target, None).body) == ["InboundMessage", 0, "GET"]
    replies = [site.twilio(target, None, body=b"abc", method="GET"), site.twilio(target, None, method="HEAD")]
    assert [reply.body for reply in replies] == ['["InboundMessage",3,"GET"]', ""]
    assert replies[1].status == 200


def test_a_stranger_is_told_nothing_but_that(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.stranger("/twilio/sms")
    assert (reply.status, reply.body, reply.headers["Content-Type"]) == (403, "Forbidden", "text/plain")
    assert f"refused with 403: not from Twilio: the header {SIGNATURE} is missing" in caplog.text


@pytest.mark.parametrize("chunks", [0, 3])
def test_a_body_over_the_cap_is_413(site: Site, chunks: int) -> None:
    replies = [site.twilio("/twilio/sms", filling(size), chunks=chunks) for size in (MOST, MOST + 100)]
    assert [reply.status for reply in replies] == [200, 413]
    assert replies[1].body == "Request Entity Too Large"


@pytest.mark.parametrize("path", ["/login", "/login/below", "/sms/"])
def test_a_login_in_the_address_is_asked_for(site: Site, path: str) -> None:
    right = {"Authorization": "Basic YWhhYjp3aGFsZQ=="}
    assert [site.twilio(path).status, site.twilio(path, headers=right).status] == [401, 200]
    assert site.twilio(path).headers["WWW-Authenticate"] == 'Basic realm="webhook"'
    assert site.stranger(path, headers=right).status == 403


def test_a_websocket_is_proved_before_it_is_opened(site: Site) -> None:
    url = f"ws://{site.host}/twilio/ws"
    with connect(url, additional_headers=signed(url)) as socket:
        assert socket.recv() == "OtherEvent"
    with pytest.raises(InvalidStatus) as refused, connect(url):
        pass
    assert (refused.value.response.status_code, refused.value.response.body) == (403, b"")
    with connect(f"ws://{site.host}/other") as socket:
        assert socket.recv() == "NoneType"


def test_an_application_is_told_that_its_server_starts_and_stops() -> None:
    started.clear()
    with uvicorn_of(guarded, lifespan="on") as site:
        assert site.twilio("/twilio/sms").status == 200
        assert started == ["lifespan.startup"]
    assert started == ["lifespan.startup", "lifespan.shutdown"]


def test_it_is_a_middleware_of_starlette_also_where_an_application_is_mounted(starlette: Site) -> None:
    for path in ("/twilio/sms", "/mounted/sms", "/mounted/sms/below"):
        assert json.loads(starlette.twilio(path).body) == ["InboundMessage", FORM["Body"]]
        assert starlette.stranger(path).status == 403
    for path in ("/sms", "/mounted/other", "/mounted/smsx", "/mounted/twilio/sms"):
        assert json.loads(starlette.stranger(path).body) == ["NoneType", FORM["Body"]]


def test_a_root_path_is_part_of_the_url_and_not_of_the_path_that_is_guarded() -> None:
    with uvicorn_of(guarded, root_path="/api") as site:
        assert site.twilio("/twilio/sms", url=f"{site.url}/api/twilio/sms").status == 200
        assert [site.stranger("/twilio/sms").status, site.stranger("/api/twilio/sms").status] == [403, 200]


def test_a_path_that_is_not_guarded_is_not_even_read() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        await send((scope["path"], receive))

    assert called(TwilioMiddleware(silent, webhook), path="/other") == [("/other", unread)]


def test_a_body_that_says_that_it_is_too_large_is_not_read() -> None:
    headers = [(b"Content-Length", str(MOST + 1).encode())]
    start, _ = called(TwilioMiddleware(plain, webhook), path="/twilio/", headers=headers)
    assert start["status"] == 413


@pytest.mark.parametrize(
    ("sizes", "status", "unread"), [([MOST], 200, 0), ([MOST, 0], 200, 0), ([MOST, 1, 9, 9], 413, 2)]
)
def test_a_body_is_read_until_it_is_too_large(sizes: list[int], status: int, unread: int) -> None:
    body = encoded(filling(sum(sizes)))
    messages = [
        {"type": "http.request", "body": body[(end := sum(sizes[:at])) : end + size], "more_body": at + 1 < len(sizes)}
        for at, size in enumerate(sizes)
    ]

    async def receive() -> Any:
        return messages.pop(0)

    headers = [
        (b"host", b"here"),
        *(
            (b"x-twilio-signature", value.encode())
            for value in signed("http://here/twilio/", filling(sum(sizes))).values()
        ),
    ]
    start, _ = called(TwilioMiddleware(plain, webhook), receive, path="/twilio/", headers=headers)
    assert (start["status"], len(messages)) == (status, unread)


@pytest.mark.parametrize(("path", "status"), [("/apix/sms", 403), ("/api/sms", 200), ("/api/apix", 403), ("/sms", 200)])
def test_a_path_that_only_begins_like_the_root_path_is_not_below_it(path: str, status: int) -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    start, _ = called(TwilioMiddleware(plain, webhook, ["/apix"]), receive, path=path, root_path="/api")
    assert start["status"] == status


def test_what_comes_after_the_body_comes_from_the_server() -> None:
    async def waiting(scope: Any, receive: Any, send: Any) -> None:
        await send([(await receive())["type"], (await receive())["type"], scope["path"]])

    messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": encoded(FORM)}]

    async def receive() -> Any:
        return messages.pop()

    headers = [(b"x-twilio-signature", signed("http://here/twilio/x%20y", FORM)[SIGNATURE].encode())]
    sent = called(
        TwilioMiddleware(waiting, webhook), receive, path="/twilio/x y", headers=headers, server=("here", None)
    )
    assert sent == [["http.request", "http.disconnect", "/twilio/x y"]]


def test_a_client_that_goes_before_its_body_has_come_is_refused() -> None:
    async def gone() -> Any:
        return {"type": "http.disconnect"}

    start, _ = called(TwilioMiddleware(plain, webhook), gone, path="/twilio/", headers=[(b"x-twilio-signature", b"x")])
    assert start["status"] == 403


def test_the_scope_of_the_server_is_not_written_to() -> None:
    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    headers = [(b"x-twilio-signature", signed("http://here:1/twilio/")[SIGNATURE].encode())]
    scope = {"type": "http", "method": "POST", "path": "/twilio/", "headers": headers, "server": ("here", 1)}
    known = dict(scope)
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    asyncio.run(TwilioMiddleware(plain, webhook)(scope, receive, send))
    assert (sent[0]["status"], scope) == (200, known)


@pytest.mark.parametrize("paths", ["/twilio/", "", [], ["twilio/"], ["/sms", ""], [1], [b"/sms"], {}, None])
def test_paths_are_some_that_start_with_a_slash(paths: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"paths cannot be .*: pass a list of them"):
        TwilioMiddleware(plain, webhook, paths)


def test_paths_that_are_made_one_by_one_are_guarded_all() -> None:
    one_by_one: Any = (f"/{name}" for name in ("a", "b"))
    assert TwilioMiddleware(plain, webhook, one_by_one).paths == ("/a", "/b")


@pytest.mark.parametrize("path", ["/", "/x", "*", "", "http://here/x"])
def test_a_slash_stands_for_all_that_may_be_asked_for(path: str) -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    start, _ = called(TwilioMiddleware(plain, webhook, ["/"]), receive, path=path)
    assert start["status"] == 403
