"""Webhooks in Django, on real servers: its development server (WSGI) and uvicorn (ASGI)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import RequestFactory, override_settings

import django_site
from conftest import TOKEN
from serving import (
    FORM,
    FORM_TYPE,
    MOST,
    SIGNATURE,
    TWICE,
    Endless,
    Site,
    encoded,
    filling,
    runserver_of,
    signed,
    uvicorn_of,
)
from twilio_lite import ArgumentError
from twilio_lite.webhooks import Event
from twilio_lite.webhooks.django import TwilioMiddleware, Webhook

ECHO = f"<Message>hi &amp; bye, café hi &amp; bye, café {len(encoded(FORM))}</Message></Response>"
VIEWS = ["/sync", "/async", "/class", "/async-class"]


@pytest.fixture(scope="module", params=["WSGI", "ASGI"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    """Serve the site."""
    is_wsgi = request.param == "WSGI"
    with runserver_of(django_site.wsgi()) if is_wsgi else uvicorn_of(django_site.asgi(), lifespan="off") as served:
        yield served


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("touched", ["", "POST", "body"])
def test_a_view_gets_the_message_and_still_has_the_form_and_answers_with_twiml_without_a_csrf_token(
    site: Site, view: str, touched: str
) -> None:
    reply = site.twilio(view, headers={"X-Touch": touched})
    assert (reply.status, reply.headers["Content-Type"]) == (200, "application/xml")
    assert reply.body.endswith(ECHO)


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", [FORM, {}, None])
def test_a_stranger_is_refused_before_a_view_and_told_nothing(
    site: Site, view: str, form: dict[str, str] | None, caplog: pytest.LogCaptureFixture
) -> None:
    reply = site.stranger(view, form, method="POST")
    assert (reply.status, reply.body, reply.headers["Content-Type"]) == (403, "Forbidden", "text/plain")
    assert f"refused with 403: not from Twilio: the header {SIGNATURE} is missing" in caplog.text


@pytest.mark.parametrize("view", VIEWS)
def test_a_request_that_was_read_before_anybody_could_prove_it_is_refused(site: Site, view: str) -> None:
    assert site.twilio(view, headers={"X-Touch": "read"}).status == 403


def test_none_is_204(site: Site) -> None:
    replies = [site.twilio(view) for view in ("/none", "/async-none")]
    assert [(reply.status, reply.body) for reply in replies] == [(204, "")] * 2


def test_another_response_stays_as_it_is(site: Site) -> None:
    reply = site.twilio("/teapot")
    assert (reply.status, reply.body, reply.headers["X-Kind"]) == (418, FORM["Body"], "tea")


def test_a_view_gets_what_its_path_names(site: Site) -> None:
    assert site.twilio("/named/ishmael%20").body == f"{FORM['Body']} ishmael "


def test_a_get_says_it_in_its_query(site: Site) -> None:
    query = urlencode(FORM)
    assert site.twilio(f"/named/x?{query}", None).body == f"{FORM['Body']} x"
    assert site.twilio(f"/named/x?{query}&Body=other", None, url=f"{site.url}/named/x?{query}").status == 403


@pytest.mark.parametrize("touched", ["", "POST", "body"])
def test_a_json_body_is_proved_by_its_hash(site: Site, touched: str) -> None:
    body = json.dumps({"a": 1}).encode()
    target = f"/other?bodySHA256={sha256(body).hexdigest()}"
    headers = {"Content-Type": "application/json", "X-Touch": touched}
    assert json.loads(site.twilio(target, None, body=body, headers=headers).body) == {"same": True, "params": {}}
    assert site.twilio(target, None, body=body + b" ", headers=headers).status == 403


def test_another_kind_of_event_is_400_and_told_to_the_log_only(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.twilio("/status")
    assert (reply.status, reply.body) == (400, "Bad Request")
    assert "refused with 400: it is of type InboundMessage, not StatusCallback" in caplog.text


@pytest.mark.parametrize("view", VIEWS)
def test_a_body_over_the_cap_is_413(site: Site, view: str, caplog: pytest.LogCaptureFixture) -> None:
    reply = site.twilio(view, filling(MOST + 1))
    assert (reply.status, reply.body) == (413, HTTPStatus(413).phrase)
    assert f"refused with 413: its body has more than {MOST} bytes" in caplog.text


def test_a_login_in_the_address_is_asked_for_once_the_signature_is_right(site: Site) -> None:
    right, wrong = "Basic YWhhYjp3aGFsZQ==", "Basic YWhhYjp3aGFsZX=="
    replies = [site.twilio("/login", headers={"Authorization": given} if given else {}) for given in ("", wrong, right)]
    assert [reply.status for reply in replies] == [401, 401, 200]
    assert replies[0].headers["WWW-Authenticate"] == 'Basic realm="webhook"'
    assert site.stranger("/login", headers={"Authorization": right}).status == 403


def test_the_public_url_is_what_was_signed_whatever_host_a_proxy_names(site: Site) -> None:
    public = "https://twilio.example.com/prefix/public"
    assert site.twilio("/public", url=public, headers={"Host": "inside"}).status == 200
    assert site.twilio("/public", headers={"Host": "inside"}).status == 403


def test_a_host_that_is_not_allowed_is_no_error(site: Site) -> None:
    assert site.stranger("/sync", headers={"Host": "evil.example.com"}).status == 403
    assert site.stranger("/async", headers={"Host": "["}).status == 403


def test_what_was_signed_for_a_host_that_is_not_allowed_is_refused(site: Site) -> None:
    assert site.twilio("/sync", url="http://evil.example.com/sync", headers={"Host": "evil.example.com"}).status == 403


def test_the_headers_of_a_proxy_count_where_django_is_set_up_to_believe_them(site: Site) -> None:
    headers = {"Host": "twilio.example.com", "X-Secure": "https"}
    forwarded = {"X-Secure": "https", "X-Forwarded-Host": "twilio.example.com"}
    url = "https://twilio.example.com/sync"
    assert site.twilio("/sync", url=url, headers=headers).status == 403
    with override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_SECURE", "https")):
        assert site.twilio("/sync", url=url, headers=headers).status == 200
        assert site.twilio("/sync", url=url, headers=forwarded).status == 403
        with override_settings(USE_X_FORWARDED_HOST=True):
            assert site.twilio("/sync", url=url, headers=forwarded).status == 200


def test_a_name_that_comes_twice_is_signed_with_each_of_its_values(site: Site) -> None:
    assert site.twilio("/sync", TWICE).status == 200
    assert site.twilio("/sync", TWICE, body=encoded(FORM)).status == 403


def test_a_form_of_another_type_that_django_has_read_already_is_proved_by_its_fields(site: Site) -> None:
    part = '--b\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(name, value) for name, value in TWICE.items(multi=True)) + "--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", "X-Touch": "POST"}
    assert site.twilio("/large", TWICE, body=body.encode(), headers=headers).status == 200
    assert site.twilio("/large", FORM, body=body.encode(), headers=headers).status == 403


def test_a_path_below_the_place_where_the_site_is_mounted_is_signed_as_a_whole() -> None:
    request = RequestFactory().post(
        "/sms/caf%C3%A9",
        encoded(FORM),
        FORM_TYPE,
        SCRIPT_NAME="/caf\xc3\xa9",
        SERVER_NAME="127.0.0.1",
        headers=signed("http://127.0.0.1/caf%C3%A9/sms/caf%C3%A9", FORM),
    )
    assert django_site.webhook(Event)(django_site.kind)(request).status_code == 200


def test_a_class_answers_a_method_that_it_has_not_as_it_would_alone(site: Site) -> None:
    query = urlencode(FORM)
    replies = [site.twilio(f"{view}?{query}", None) for view in ("/class", "/async-class")]
    assert [(reply.status, reply.headers["Allow"]) for reply in replies] == [(405, "POST, OPTIONS")] * 2


def test_a_dispatch_of_its_own_need_not_be_awaited(site: Site) -> None:
    assert site.twilio("/own-dispatch").body == FORM["Body"]


class Broken(Endless):
    """A body that breaks off."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError(size)


@pytest.mark.parametrize("said", [{"CONTENT_LENGTH": "x"}, {"CONTENT_LENGTH": "9", "wsgi.input": Broken()}])
def test_a_body_that_breaks_off_or_has_no_length_is_no_error(said: dict[str, Any]) -> None:
    request = RequestFactory().post("/sync", **said)
    assert django_site.webhook(Event)(django_site.kind)(request).status_code == 403


def test_a_body_that_says_that_it_is_too_large_is_not_read() -> None:
    stream = Endless()
    said: dict[str, Any] = {"CONTENT_LENGTH": "999999999", "wsgi.input": stream}
    request = RequestFactory().post("/sync", **said)
    response = django_site.webhook(Event)(django_site.kind)(request)
    assert (response.status_code, stream.total) == (413, 0)


def test_what_is_no_type_of_event_is_refused_before_there_is_a_view() -> None:
    with pytest.raises(ArgumentError, match="event cannot be <class 'int'>"):
        Webhook(TOKEN)(int)  # type: ignore[type-var] # that it is refused is the test


def test_the_middleware_of_wsgi_stands_around_django() -> None:
    app = TwilioMiddleware(django_site.wsgi(), Webhook(TOKEN), ["/teapot"])
    with runserver_of(app) as site:
        assert site.twilio("/teapot").status == 418
        assert site.stranger("/teapot").status == 403
