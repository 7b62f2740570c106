"""Webhooks in FastAPI and Starlette, on uvicorn."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from serving import FORM, FORM_TYPE, MOST, SIGNATURE, TWICE, Site, encoded, filling, signed, uvicorn_of
from starlette_site import app, webhook
from twilio_lite import ArgumentError
from twilio_lite.twiml import MessagingResponse
from twilio_lite.webhooks import Event
from twilio_lite.webhooks.starlette import TwimlResponse

RIGHT, WRONG = "Basic YWhhYjp3aGFsZQ==", "Basic YWhhYjp3aGFsZX=="


@pytest.fixture(scope="module", params=["h11", "httptools"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the application."""
    with uvicorn_of(app, request.param) as served:
        yield served


@pytest.mark.parametrize("path", ["/def", "/async", "/mounted/sms"])
def test_a_handler_gets_the_message_and_answers_with_twiml(site: Site, path: str) -> None:
    reply = site.twilio(path)
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/xml")
    assert reply.body.endswith("<Response><Message>You said hi &amp; bye, café</Message></Response>")


@pytest.mark.parametrize("path", ["/def", "/async", "/mounted/sms", "/plain/deep/sms", "/form", "/absent", "/left"])
@pytest.mark.parametrize("form", [FORM, {"a": "b"}, {}, None])
def test_a_stranger_is_refused_before_the_form_is_looked_at_and_told_nothing(
    site: Site, path: str, form: dict[str, str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    reply = site.stranger(path, form, method="POST")
    assert (reply.status, reply.body.strip('{"}').removeprefix('detail":"')) == (403, "Forbidden")
    assert f"refused with 403: not from Twilio: the header {SIGNATURE} is missing" in caplog.text


def test_a_handler_may_ask_for_fields_of_the_form_too(site: Site) -> None:
    assert json.loads(site.twilio("/form").body) == [FORM["Body"]] * 2
    assert json.loads(site.twilio("/form", TWICE).body) == [FORM["Body"], FORM["Body"], "b", "a", "b"]
    assert site.twilio("/form", TWICE, body=encoded(FORM)).status == 403


def test_a_request_that_was_read_before_anybody_could_prove_it_is_refused(site: Site) -> None:
    assert [site.twilio("/eaten").status, site.stranger("/eaten").status] == [403, 403]


def test_a_field_that_is_missing_is_422_to_twilio_alone(site: Site) -> None:
    assert [site.twilio("/absent").status, site.stranger("/absent").status] == [422, 403]


def test_a_form_of_another_type_is_not_what_was_signed(site: Site) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="Body"; filename="x"\r\n\r\nx\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    for path in ("/form", "/def"):
        assert site.twilio(path, body=part.encode(), headers=headers).status == 403


@pytest.mark.parametrize("touched", ["", "yes"])
def test_the_body_and_the_form_are_still_there_for_the_handler(site: Site, touched: str) -> None:
    reply = site.twilio("/left", headers={"X-Touch": touched} if touched else {})
    assert json.loads(reply.body) == [True, len(encoded(FORM)), FORM["Body"]]


def test_starlette_asks_for_the_message_itself_wherever_it_is_mounted(site: Site) -> None:
    assert site.twilio("/plain/deep/sms").body == f"{FORM['Body']} {FORM['Body']}"
    assert site.twilio("/plain/deep/sms", url=f"{site.url}/sms").status == 403


def test_a_get_says_it_in_its_query(site: Site) -> None:
    query = urlencode(FORM)
    assert site.twilio(f"/sms?{query}", None).body == f'"{FORM["Body"]}"'
    assert site.twilio(f"/sms?{query}&a=b", None, url=f"{site.url}/sms?{query}").status == 403
    assert site.twilio("/sms", FORM, method="GET").status == 403


@pytest.mark.parametrize("chunks", [0, 3])
@pytest.mark.parametrize("path", ["/def", "/form", "/plain/deep/sms"])
def test_a_body_over_the_cap_is_413(site: Site, path: str, chunks: int, caplog: pytest.LogCaptureFixture) -> None:
    replies = [site.twilio(path, filling(size), chunks=chunks) for size in (MOST, MOST + 100)]
    assert [reply.status for reply in replies] == [200, 413]
    assert f"refused with 413: its body has more than {MOST} bytes" in caplog.text
    assert f"{MOST}" not in replies[1].body


def test_another_kind_of_event_is_400_and_told_to_the_log_only(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.twilio("/status")
    assert (reply.status, reply.body) == (400, '{"detail":"Bad Request"}')
    assert "refused with 400: it is of type InboundMessage, not StatusCallback" in caplog.text


def test_a_json_body_is_proved_by_its_hash(site: Site) -> None:
    body = b'{"a": 1}'
    target = f"/other?bodySHA256={sha256(body).hexdigest()}"
    headers = {"Content-Type": "application/json"}
    assert json.loads(site.twilio(target, None, body=body, headers=headers).body) == [True, {}, {"a": 1}]
    assert site.twilio(target, None, body=b'{"a": 2}', headers=headers).status == 403
    assert site.twilio(target, None, body=body, headers={"Content-Type": FORM_TYPE}).status == 200


def test_a_login_in_the_address_is_asked_for_once_the_signature_is_right(site: Site) -> None:
    replies = [site.twilio("/login", headers={"Authorization": given} if given else {}) for given in ("", WRONG, RIGHT)]
    assert [reply.status for reply in replies] == [401, 401, 200]
    assert replies[0].headers["WWW-Authenticate"] == 'Basic realm="webhook"'
    assert site.stranger("/login", headers={"Authorization": RIGHT}).status == 403


def test_the_public_url_is_what_was_signed_whatever_host_a_proxy_names(site: Site) -> None:
    headers = {"Host": "inside:8000"}
    assert site.twilio("/public", url="https://twilio.example.com/prefix/public", headers=headers).status == 200
    assert site.twilio("/public", url="http://inside:8000/public", headers=headers).status == 403


def test_a_websocket_is_opened_where_its_handshake_was_signed(site: Site) -> None:
    url = f"ws://{site.host}/ws"
    with connect(url, additional_headers=signed(url)) as socket:
        assert socket.recv() == "OtherEvent"


@pytest.mark.parametrize(
    ("path", "signed_for"),
    [("ws", None), ("ws", "http://{}/ws"), ("ws", "ws://{}/other"), ("login-ws", "ws://{}/login-ws")],
)
def test_any_other_websocket_is_refused_before_it_is_opened(site: Site, path: str, signed_for: str | None) -> None:
    headers = signed(signed_for.format(site.host)) if signed_for else {}
    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{site.host}/{path}", additional_headers=headers):
        pass
    assert (refused.value.response.status_code, refused.value.response.body) == (403, b"")


def test_a_root_path_that_the_server_knows_is_part_of_the_url() -> None:
    with uvicorn_of(app, root_path="/api") as site:
        statuses = [site.twilio("/def", url=site.url + path).status for path in ("/api/def", "/def", "/other/def")]
    assert statuses == [200, 403, 403]


@pytest.mark.parametrize(
    ("content", "body"),
    [("<a/>", b"<a/>"), (b"<a/>", b"<a/>"), (None, b""), (MessagingResponse(), bytes(MessagingResponse()))],
)
def test_a_response_may_be_twiml_or_its_text(content: Any, body: bytes) -> None:
    response = TwimlResponse(content, status_code=201)
    assert response.body == body
    assert (response.status_code, response.headers["Content-Type"]) == (201, "application/xml")


def test_a_body_that_has_no_end_is_read_as_far_as_the_cap() -> None:
    read: list[int] = []

    async def receive() -> Any:
        read.append(100)
        assert sum(read) <= MOST + 100
        return {"type": "http.request", "body": b"x" * 100, "more_body": True}

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(HTTPException) as refused:
        asyncio.run(webhook(Event)(Request(scope, receive)))
    assert refused.value.status_code == 413


def test_a_client_that_goes_before_its_body_has_come_is_refused() -> None:
    messages = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"a=b", "more_body": True}]

    async def receive() -> Any:
        return messages.pop()

    scope = {"type": "http", "method": "POST", "path": "/", "query_string": b"", "headers": []}
    with pytest.raises(HTTPException) as refused:
        asyncio.run(webhook(Event)(Request(scope, receive)))
    assert refused.value.status_code == 403


def test_what_is_no_type_of_event_is_refused_before_there_is_a_handler() -> None:
    with pytest.raises(ArgumentError, match="event cannot be <class 'int'>"):
        webhook(int)  # type: ignore[type-var] # that it is refused is the test
