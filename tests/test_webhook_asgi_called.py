"""The middleware for ASGI, called by itself: what it reads, and which paths it guards."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from io import BytesIO
from typing import Any

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from asgi_site import plain, webhook
from conftest import TOKEN
from serving import FORM, MOST, SIGNATURE, encoded, filling, signed
from twilio_lite import ConfigurationError
from twilio_lite.webhooks import Event, starlette
from twilio_lite.webhooks.asgi import TwilioMiddleware, Webhook


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


def test_headers_have_names_in_lower_case_as_asgi_wants_them() -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    headers = [(b"host", b"here"), (b"x-twilio-signature", signed("http://here/twilio/")[SIGNATURE].encode())]
    login = Webhook(TOKEN, basic_auth=("ahab", "whale"))
    start, _ = called(TwilioMiddleware(plain, login), receive, path="/twilio/", headers=headers)
    assert [name for name, _ in start["headers"]] == [b"content-type", b"content-length", b"www-authenticate"]


def test_a_path_that_is_not_guarded_is_not_even_read() -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        await send((scope["path"], receive))

    assert called(TwilioMiddleware(silent, webhook), path="/other") == [("/other", unread)]


def test_a_body_that_says_that_it_is_too_large_is_not_read() -> None:
    headers = [(b"Content-Length", str(MOST + 1).encode())]
    start, _ = called(TwilioMiddleware(plain, webhook), path="/twilio/", headers=headers)
    assert start["status"] == 413


@pytest.mark.parametrize(("parts", "status", "left"), [([MOST], 200, 0), ([MOST, 0], 200, 0), ([MOST, 1, 9], 413, 1)])
def test_a_body_is_read_until_it_is_too_large(parts: list[int], status: int, left: int) -> None:
    form = filling(sum(parts))
    stream = BytesIO(encoded(form))
    messages = [{"type": "http.request", "body": stream.read(size), "more_body": True} for size in parts]
    messages[-1]["more_body"] = False

    async def receive() -> Any:
        return messages.pop(0)

    signature = signed("http://here/twilio/", form)[SIGNATURE].encode()
    headers = [(b"host", b"here"), (b"x-twilio-signature", signature)]
    start, _ = called(TwilioMiddleware(plain, webhook), receive, path="/twilio/", headers=headers)
    assert (start["status"], len(messages)) == (status, left)


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


def test_a_body_of_many_small_parts_takes_no_longer_than_one_of_few() -> None:
    parts = iter(range(40_000))

    async def receive() -> Any:
        return {"type": "http.request", "body": b"x", "more_body": next(parts) < 39_999}

    async def dependency(scope: Any, receive: Any, send: Any) -> None:
        with suppress(HTTPException):
            await starlette.Webhook(TOKEN)(Event)(Request(scope, receive, send))

    for app in (TwilioMiddleware(plain, Webhook(TOKEN)), dependency):
        parts = iter(range(40_000))
        begun = time.process_time()
        called(app, receive, path="/twilio/")
        assert (next(parts, None), time.process_time() - begun < 4) == (None, True)


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


def test_a_path_with_other_slashes_than_its_own_is_guarded_too() -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    for paths in (["/twilio/"], ["//twilio//"], ["/twilio/sms"]):
        for path in ("//twilio/sms", "twilio/sms", "///twilio//sms"):
            start, _ = called(TwilioMiddleware(plain, webhook, paths), receive, path=path)
            assert start["status"] == 403, (paths, path)


@pytest.mark.parametrize("path", ["/", "/x", "*", "", "http://here/x"])
def test_a_slash_stands_for_all_that_may_be_asked_for(path: str) -> None:
    async def receive() -> Any:
        return {"type": "http.request"}

    start, _ = called(TwilioMiddleware(plain, webhook, ["/"]), receive, path=path)
    assert start["status"] == 403
