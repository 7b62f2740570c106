"""The middleware for ASGI on uvicorn: around a plain application, and in Starlette's list."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from asgi_site import guarded, starlette_app, started
from serving import FORM, MOST, SIGNATURE, Site, encoded, filling, signed, uvicorn_of


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
    assert replies[1].body == HTTPStatus(413).phrase


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
