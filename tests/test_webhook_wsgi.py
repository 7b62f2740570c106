"""The middleware for WSGI: around a plain application and Flask's, on werkzeug and waitress and called by itself."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import pytest
from flask import Flask, request

from conftest import TOKEN
from serving import FORM, MOST, SIGNATURE, Endless, Site, encoded, filling, signed, waitress_of, werkzeug_of
from twilio_lite import ConfigurationError
from twilio_lite.webhooks.wsgi import TwilioMiddleware, Webhook

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

EVENT = "twilio_lite.event"
webhook = Webhook(TOKEN, max_body=MOST)
LOGIN = Webhook(TOKEN, basic_auth=("ahab", "whale"))


def plain(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Tell which event there is, and how long the body."""
    start_response("200 OK", [("Content-Type", "application/json")])
    length = len(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 5 * MOST)))
    return [json.dumps([type(environ.get(EVENT)).__name__, length, environ["REQUEST_METHOD"]]).encode()]


flask_app = Flask("guarded")
flask_app.wsgi_app = TwilioMiddleware(flask_app.wsgi_app, webhook)  # type: ignore[method-assign] # as Flask's docs have it


@flask_app.post("/<path:path>")
def endpoint(path: str) -> list[Any]:
    return [type(request.environ.get(EVENT)).__name__, request.form.get("Body"), path]


guarded = TwilioMiddleware(TwilioMiddleware(plain, webhook, ["/twilio/", "/café/"]), LOGIN, ("/login", "/sms/"))


@pytest.fixture(scope="module", params=[werkzeug_of, waitress_of])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the plain application."""
    with request.param(guarded) as served:
        yield served


@pytest.fixture(scope="module", params=[werkzeug_of, waitress_of])
def flask(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve Flask's application."""
    with request.param(flask_app) as served:
        yield served


def called(app: Any, **environ: Any) -> tuple[str, bytes]:
    """What *app* says to a request."""
    statuses: list[str] = []
    known = {"REQUEST_METHOD": "POST", "wsgi.url_scheme": "http", "HTTP_HOST": "here", "PATH_INFO": "/twilio/"}
    body = b"".join(app({**known, **environ}, lambda status, _: statuses.append(status)))
    return statuses[0], body


@pytest.mark.parametrize("path", ["/twilio/", "/twilio/sms", "/twilio//sms", "/caf%C3%A9/sms"])
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
    replies = [site.twilio(target, None, body=body, method="GET") for body in (b"", b"abc")]
    assert [json.loads(reply.body) for reply in replies] == [["InboundMessage", size, "GET"] for size in (0, 3)]


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


@pytest.mark.parametrize("chunks", [0, 3])
def test_flask_has_the_form_after_it_too(flask: Site, chunks: int) -> None:
    reply = flask.twilio("/twilio/sms", chunks=chunks)
    assert json.loads(reply.body) == ["InboundMessage", FORM["Body"], "twilio/sms"]
    assert flask.stranger("/twilio/sms", chunks=chunks).status == 403
    assert json.loads(flask.stranger("/sms", chunks=chunks).body) == ["NoneType", FORM["Body"], "sms"]


def test_slashes_that_flask_overlooks_lead_no_stranger_past_it(flask: Site) -> None:
    for target in ("//twilio/sms", "twilio/sms", "/%2Ftwilio/sms", "http://x//twilio/sms"):
        assert flask.stranger(target).status == 403, target


def test_a_path_that_is_not_guarded_is_not_even_read() -> None:
    def silent(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        return [f"{environ.get('wsgi.input')}".encode()]

    assert called(TwilioMiddleware(silent, webhook), PATH_INFO="/other") == ("200 OK", b"None")


class Slow(BytesIO):
    """A body that comes two bytes at a time; *asked* is how much of it was asked for."""

    asked = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0
        self.asked = max(self.asked, size)
        return super().read(min(size, 2))


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"CONTENT_LENGTH": "LENGTH"}, 200),
        ({"CONTENT_LENGTH": "LENGTH", "wsgi.input_terminated": True}, 200),
        ({"wsgi.input_terminated": True}, 200),
        ({"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, 200),
        ({}, 403),
        ({"CONTENT_LENGTH": ""}, 403),
        ({"CONTENT_LENGTH": "-1"}, 403),
        ({"CONTENT_LENGTH": "4"}, 403),
        ({"CONTENT_LENGTH": "9" * 30}, 403),
        ({"CONTENT_LENGTH": "٣"}, 403),
    ],
)
def test_a_body_is_as_long_as_the_server_says_or_ends_where_its_input_does(said: dict[str, Any], status: int) -> None:
    length = str(len(encoded(FORM)))
    stream = Slow(encoded(FORM))
    known = {name: length if value == "LENGTH" else value for name, value in said.items()}
    signature = signed("http://here/twilio/", FORM)[SIGNATURE]
    answer, _ = called(
        TwilioMiddleware(plain, webhook), HTTP_X_TWILIO_SIGNATURE=signature, **known, **{"wsgi.input": stream}
    )
    most = int(known.get("CONTENT_LENGTH") or MOST + 1) if status == 200 else MOST + 1
    assert (int(answer[:3]), stream.asked <= most) == (status, True)


@pytest.mark.parametrize("said", [{"wsgi.input_terminated": True}, {"CONTENT_LENGTH": "999999999"}])
def test_a_body_that_has_no_end_is_read_as_far_as_the_cap(said: dict[str, Any]) -> None:
    stream = Endless()
    answer, _ = called(TwilioMiddleware(plain, webhook), **{"wsgi.input": stream, **said})
    assert (answer, stream.total) == (f"413 {HTTPStatus(413).phrase}", MOST + 1)


def test_a_server_that_is_sparing_with_names_is_no_error() -> None:
    environ = {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO()}
    answer = list(TwilioMiddleware(plain, webhook, ["/"])(environ, lambda *_: print))
    assert answer == [b"Forbidden"]


@pytest.mark.parametrize("target", ["http://here/twilio/", "http://elsewhere/twilio/", "HTTP://here/twilio/?"])
def test_a_target_that_is_a_whole_url_is_that_of_its_path(target: str) -> None:
    ends = target.endswith("?")
    signature = signed("http://here/twilio/" + "?" * ends)[SIGNATURE]
    environ = {"REQUEST_URI": target, "wsgi.input": BytesIO(), "HTTP_X_TWILIO_SIGNATURE": signature}
    assert called(TwilioMiddleware(plain, webhook), **environ)[0] == "200 OK"


@pytest.mark.parametrize("paths", ["/twilio/", "", [], ["twilio/"], ["/sms", ""], [1], [b"/sms"], {}, None])
def test_paths_are_some_that_start_with_a_slash(paths: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"paths cannot be .*: pass a list of them"):
        TwilioMiddleware(plain, webhook, paths)


@pytest.mark.parametrize("path", ["/", "/x", "*", ""])
def test_a_slash_stands_for_all_that_may_be_asked_for(path: str) -> None:
    answer, _ = called(TwilioMiddleware(plain, webhook, ["/"]), PATH_INFO=path, **{"wsgi.input": BytesIO()})
    assert answer == "403 Forbidden"
