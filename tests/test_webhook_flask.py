"""Webhooks in Flask, on its development server and on waitress."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest

from flask_site import app, webhook
from serving import FORM, MOST, SIGNATURE, TWICE, Endless, Site, encoded, filling, waitress_of, werkzeug_of
from twilio_lite import ArgumentError

VIEWS = ["/sync", "/async", "/below/ishmael/sms"]
LEFT = [FORM["Body"], len(encoded(FORM)), FORM["Body"]]


@pytest.fixture(scope="module", params=[werkzeug_of, waitress_of])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the application."""
    with request.param(app) as served:
        yield served


@pytest.mark.parametrize("path", ["/sync", "/async"])
@pytest.mark.parametrize("touched", ["", "form", "values", "data"])
@pytest.mark.parametrize("chunks", [0, 3])
def test_a_view_gets_the_message_and_still_has_the_form_and_answers_with_twiml(
    site: Site, path: str, touched: str, chunks: int
) -> None:
    reply = site.twilio(path, headers={"X-Touch": touched}, chunks=chunks)
    assert (reply.status, reply.headers["Content-Type"].partition(";")[0]) == (200, "application/xml")
    assert reply.body.endswith("<Response><Message>hi &amp; bye, café hi &amp; bye, café</Message></Response>")


@pytest.mark.parametrize("path", VIEWS)
@pytest.mark.parametrize("form", [FORM, {}, None])
@pytest.mark.parametrize("touched", ["", "form", "data", "gone"])
def test_a_stranger_is_refused_before_a_view_and_told_nothing(
    site: Site, path: str, form: dict[str, str] | None, touched: str, caplog: pytest.LogCaptureFixture
) -> None:
    reply = site.stranger(path, form, method="POST", headers={"X-Touch": touched})
    assert (reply.status, reply.body, reply.headers["Content-Type"].partition(";")[0]) == (
        403,
        "Forbidden",
        "text/plain",
    )
    assert f"refused with 403: not from Twilio: the header {SIGNATURE} is missing" in caplog.text


def test_a_request_that_was_read_before_anybody_could_prove_it_is_refused(site: Site) -> None:
    assert site.twilio("/sync", headers={"X-Touch": "gone"}).status == 403


def test_none_is_204(site: Site) -> None:
    replies = [site.twilio(path) for path in ("/none", "/async-none")]
    assert [(reply.status, reply.body) for reply in replies] == [(204, "")] * 2


def test_twiml_may_have_a_status_and_headers_with_it(site: Site) -> None:
    reply = site.twilio("/twiml-and-more")
    assert (reply.status, reply.headers["X-Kind"], reply.body.endswith("<Response />")) == (201, "tea", True)
    assert reply.headers["Content-Type"].partition(";")[0] == "application/xml"


def test_anything_else_is_what_flask_makes_of_it(site: Site) -> None:
    reply = site.twilio("/teapot")
    assert (reply.status, json.loads(reply.body)) == (418, {"body": FORM["Body"]})


def test_a_view_of_a_blueprint_gets_what_its_path_names(site: Site) -> None:
    assert site.twilio("/below/ishmael%20/sms").body == f"{FORM['Body']} ishmael "


@pytest.mark.parametrize("chunks", [0, 3])
def test_the_body_is_still_there_and_then_the_form(site: Site, chunks: int) -> None:
    assert json.loads(site.twilio("/left", chunks=chunks).body) == LEFT
    assert json.loads(site.twilio("/data-first", chunks=chunks).body) == LEFT


def test_a_get_says_it_in_its_query(site: Site) -> None:
    query = urlencode(FORM)
    assert json.loads(site.twilio(f"/left?{query}", None).body) == [FORM["Body"], 0, FORM["Body"]]
    assert site.twilio(f"/left?{query}&a=b", None, url=f"{site.url}/left?{query}").status == 403


@pytest.mark.parametrize("touched", ["", "data", "json", "form"])
def test_a_json_body_is_proved_by_its_hash(site: Site, touched: str) -> None:
    body = b'{"a": 1}'
    target = f"/other?bodySHA256={sha256(body).hexdigest()}"
    headers = {"Content-Type": "application/json", "X-Touch": touched}
    assert json.loads(site.twilio(target, None, body=body, headers=headers).body) == [True, {}, {"a": 1}]
    assert site.twilio(target, None, body=b'{"a": 2}', headers=headers).status == 403


@pytest.mark.parametrize("touched", ["", "form", "data"])
@pytest.mark.parametrize("chunks", [0, 3])
def test_a_body_over_the_cap_is_413(site: Site, touched: str, chunks: int, caplog: pytest.LogCaptureFixture) -> None:
    headers = {"X-Touch": touched}
    replies = [site.twilio("/sync", filling(size), headers=headers, chunks=chunks) for size in (MOST, MOST + 100)]
    assert [(reply.status, len(reply.body) > 100) for reply in replies] == [(200, True), (413, False)]
    assert f"refused with 413: its body has more than {MOST} bytes" in caplog.text


def test_another_kind_of_event_is_400_and_told_to_the_log_only(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.twilio("/status")
    assert (reply.status, reply.body) == (400, "Bad Request")
    assert "refused with 400: it is of type InboundMessage, not StatusCallback" in caplog.text


def test_a_login_in_the_address_is_asked_for_once_the_signature_is_right(site: Site) -> None:
    right, wrong = "Basic YWhhYjp3aGFsZQ==", "Basic YWhhYjp3aGFsZX=="
    replies = [site.twilio("/login", headers={"Authorization": given} if given else {}) for given in ("", wrong, right)]
    assert [reply.status for reply in replies] == [401, 401, 200]
    assert replies[0].headers["WWW-Authenticate"] == 'Basic realm="webhook"'
    assert site.stranger("/login", headers={"Authorization": right}).status == 403


def test_the_public_url_is_what_was_signed_whatever_host_a_proxy_names(site: Site) -> None:
    headers = {"Host": "inside:8000"}
    assert site.twilio("/public", url="https://twilio.example.com/prefix/public", headers=headers).status == 200
    assert site.twilio("/public", url="http://inside:8000/public", headers=headers).status == 403


@pytest.mark.parametrize("touched", ["", "form"])
def test_a_name_that_comes_twice_is_signed_with_each_of_its_values(site: Site, touched: str) -> None:
    assert site.twilio("/large", TWICE, headers={"X-Touch": touched}).status == 200
    assert site.twilio("/large", TWICE, body=encoded(FORM), headers={"X-Touch": touched}).status == 403


@pytest.mark.parametrize(
    "said", [{"CONTENT_LENGTH": "", "wsgi.input_terminated": True}, {"CONTENT_LENGTH": "999999999"}]
)
def test_a_body_that_has_no_end_is_read_as_far_as_the_cap(said: dict[str, Any]) -> None:
    stream = Endless()
    reply = app.test_client().post("/sync", environ_overrides={"wsgi.input": stream, **said})
    assert (reply.status_code, stream.total) == (413, MOST + 1)


def test_what_is_no_type_of_event_is_refused_before_there_is_a_view() -> None:
    with pytest.raises(ArgumentError, match="event cannot be <class 'int'>"):
        webhook(int)  # type: ignore[type-var] # that it is refused is the test


def test_a_view_keeps_its_name() -> None:
    assert {"sync", "asynchronous", "below.below"} <= set(app.view_functions)
