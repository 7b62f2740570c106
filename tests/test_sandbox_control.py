"""The sandbox's own verbs over HTTP, for tests in other languages: under /sandbox/, in a form or in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from called import NUMBER, PHONE, App
from twilio_lite import Client, Retry
from twilio_lite.sandbox import Sandbox, _control


class Site:
    """A sandbox that is served, and somebody who talks to it."""

    def __init__(self, sandbox: Sandbox, url: str) -> None:
        self.sandbox = sandbox
        login = (sandbox.account_sid, sandbox.auth_token)
        self.http = httpx.Client(base_url=url, auth=login, trust_env=False)
        self.client = Client(*login, base_url=url, retry=Retry(attempts=0))

    def messages(self, **query: str) -> list[str]:
        """The texts of the messages that it lists."""
        return [one["body"] for one in self.http.get("/sandbox/messages", params=query).json()["messages"]]

    def send(self, body: str = "hi", to: str = PHONE) -> str:
        """Send a message, and give its SID."""
        return self.client.messages.create(to=to, from_=NUMBER, body=body).sid


@pytest.fixture(scope="module")
def served() -> Iterator[Site]:
    """Serve one sandbox to all tests here."""
    with Sandbox() as sandbox, sandbox.serve() as url:
        site = Site(sandbox, url)
        with site.http, site.client:
            yield site


@pytest.fixture
def site(served: Site) -> Site:
    """Forget what the tests before have done."""
    served.sandbox.clear()
    return served


def test_a_phone_sends_a_message_over_http_and_gets_the_answer_of_the_application(site: Site) -> None:
    site.sandbox.number(
        NUMBER, sms=App(lambda asked: f"<Message>{asked.form['Body']} {asked.form['NumMedia']}</Message>")
    )
    for content in (
        {
            "data": {
                "From": PHONE,
                "To": NUMBER,
                "Body": "hi",
                "MediaUrl": ["https://example.com/a", "https://example.com/b"],
            }
        },
        {
            "json": {
                "from": PHONE,
                "to": NUMBER,
                "body": "hi",
                "media_url": ["https://example.com/a", "https://example.com/b"],
            }
        },
    ):
        answer = site.http.post("/sandbox/inbound", **content)  # type: ignore[arg-type]  # one of two
        assert answer.status_code == 201
        tree = answer.json()
        assert (tree["message"]["direction"], tree["message"]["from"], tree["message"]["num_media"]) == (
            "inbound",
            PHONE,
            "2",
        )
        assert [reply["body"] for reply in tree["replies"]] == ["hi 2"]
        assert (tree["delivery"]["status"], tree["delivery"]["event"]) == (200, "received")
    site.sandbox.number("+15005550009")
    tree = site.http.post("/sandbox/inbound", json={"from": PHONE, "to": "+15005550009", "media_url": None}).json()
    assert (tree["delivery"], tree["replies"], tree["message"]["body"]) == (None, [], "")


def test_messages_are_listed_newest_first_by_number_and_words(site: Site) -> None:
    for body, to in (("one", PHONE), ("two", PHONE), ("other", "+15555550101")):
        site.send(body, to)
    assert site.messages() == ["other", "two", "one"]
    assert site.messages(to=PHONE) == site.messages(To="+1 (555) 555-0100") == ["two", "one"]
    assert site.messages(q="o") == ["other", "two", "one"]
    assert site.messages(to=PHONE, q="ne", wait="1") == ["one"]
    assert site.messages(q="three") == []
    assert site.messages(q="three", wait="0.01") == []


def test_who_waits_over_http_is_answered_when_the_message_is_there(site: Site) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(site.messages, q="code", wait="5")
        site.send("no")
        site.send("code 123")
        assert waiting.result(5) == ["code 123"]


def test_nobody_waits_longer_than_a_minute(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_control, "LONGEST_WAIT", 0.01)
    assert site.messages(q="code", wait="9") == []


def test_messages_are_deleted_and_nothing_else(site: Site) -> None:
    call = site.client.calls.create(to=PHONE, from_=NUMBER, twiml="<Response/>").sid
    site.send()
    site.http.post("/sandbox/fail", data={"status": "503"})
    assert site.http.delete("/sandbox/messages").status_code == 204
    assert site.messages() == []
    assert [one.sid for one in site.sandbox.calls] == [call]
    assert site.sandbox.parameters(call)[0] == ("To", PHONE)
    assert site.http.get("/2010-04-01/Accounts.json").status_code == 503


def test_everything_is_cleared(site: Site) -> None:
    site.client.calls.create(to=PHONE, from_=NUMBER, twiml="<Response/>")
    site.send()
    site.http.post("/sandbox/fail", json={"status": 503})
    assert site.http.post("/sandbox/clear").status_code == 204
    assert (site.messages(), site.sandbox.calls) == ([], [])
    site.send()


def test_the_next_requests_fail_as_they_were_told_to_over_http(site: Site) -> None:
    assert (
        site.http.post(
            "/sandbox/fail", data={"Status": "429", "Times": "2", "RetryAfter": "1.5", "Code": "20429"}
        ).status_code
        == 204
    )
    for _ in range(2):
        answer = site.http.get("/2010-04-01/Accounts.json")
        assert (answer.status_code, answer.headers["Retry-After"], answer.json()["code"]) == (429, "1.5", 20429)
    assert site.http.get("/2010-04-01/Accounts.json").status_code == 200
    site.http.post("/sandbox/fail", json={})
    answer = site.http.get("/2010-04-01/Accounts.json")
    assert (answer.status_code, answer.json()["message"]) == (500, "The sandbox was told to fail")
    assert "Retry-After" not in answer.headers


def test_deliveries_are_listed_newest_first_with_what_was_told(site: Site) -> None:
    site.sandbox.number(NUMBER, sms=App())
    message = site.http.post("/sandbox/inbound", data={"From": PHONE, "To": NUMBER, "Body": "hi"}).json()["message"]
    (delivery,) = site.http.get("/sandbox/deliveries").json()["deliveries"]
    assert (delivery["about"], delivery["event"], delivery["parameters"]["Body"]) == (message["sid"], "received", "hi")
    assert delivery["signature"]


def test_a_phone_calls_and_presses_keys_over_http(site: Site) -> None:
    site.sandbox.number(
        NUMBER, voice=App(lambda asked: f"<Say>{asked.form['Digits']}</Say>" if "Digits" in asked.form else "<Gather/>")
    )
    answer = site.http.post("/sandbox/call", data={"From": PHONE, "To": NUMBER, "Digits": "42"})
    assert (answer.status_code, answer.json()["call"]["status"]) == (201, "completed")
    assert [(step["verb"], step["text"]) for step in answer.json()["steps"]] == [
        ("Gather", ""),
        ("Digits", "42"),
        ("Say", "42"),
    ]
    assert site.http.post("/sandbox/press", json={"from": PHONE, "digits": 7}).status_code == 204
    assert site.sandbox._world.keys == {PHONE: "7"}  # noqa: SLF001 - nobody else sees them


@pytest.mark.parametrize(
    ("path", "form", "code", "words"),
    [
        ("inbound", {"To": NUMBER}, 20001, "Missing required parameter From in the post body"),
        ("inbound", {"From": PHONE}, 20001, "Missing required parameter To in the post body"),
        ("inbound", {"From": PHONE, "To": NUMBER, "MediaUrl": "cat.png"}, 21620, "Invalid media URL(s)"),
        ("call", {"To": NUMBER}, 20001, "Missing required parameter From in the post body"),
        ("call", {"From": PHONE}, 20001, "Missing required parameter To in the post body"),
        ("press", {}, 20001, "Missing required parameter From in the post body"),
        ("fail", {"status": "399"}, 20001, "Invalid status."),
        ("fail", {"status": "600"}, 20001, "Invalid status."),
        ("fail", {"status": "many"}, 20001, "Invalid status."),
        ("fail", {"times": "0"}, 20001, "Invalid times."),
        ("fail", {"times": "-1"}, 20001, "Invalid times."),
        ("fail", {"times": "1001"}, 20001, "Invalid times."),
        ("fail", {"code": "nan"}, 20001, "Invalid code."),
        ("fail", {"retry_after": "inf"}, 20001, "Invalid retry_after."),
        ("nothing", {}, 20404, "The requested resource /sandbox/nothing was not found"),
        ("messages", {}, 20404, "The requested resource /sandbox/messages was not found"),
    ],
)
def test_what_makes_no_sense_is_refused_with_twilios_error(
    site: Site, path: str, form: dict[str, str], code: int, words: str
) -> None:
    for content in ({"data": form}, {"json": form}):
        answer = site.http.post(f"/sandbox/{path}", **content)  # type: ignore[arg-type]  # one of two
        assert answer.headers["Content-Type"] == "application/json"
        assert (answer.json()["code"], answer.json()["message"]) == (code, words)
        assert answer.status_code == (404 if code == 20404 else 400)
    assert (site.messages(), site.sandbox.calls) == ([], [])


def test_what_cannot_be_read_is_refused(site: Site) -> None:
    as_json, as_form = (
        {"Content-Type": f"application/{kind}"} for kind in ("JSON; charset=utf-8", "x-www-form-urlencoded")
    )
    for body, headers in (
        (b"{", as_json),
        (b"[]", as_json),
        (b"\xff", as_json),
        (b"[" * 100_000, as_json),
        (json.dumps("text").encode(), as_json),
        (b"From=%zz", as_form),
        (b"From=\xff", as_form),
    ):
        answer = site.http.post("/sandbox/inbound", content=body, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (400, 20001)
    for query in ("wait=many", "wait=-1", "wait=inf", "q=%ff"):
        answer = site.http.get(f"/sandbox/messages?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, 20001)


def test_without_credentials_nothing_is_told_and_nothing_done(site: Site) -> None:
    site.send()
    verbs = [("GET", "messages"), ("GET", "deliveries"), ("DELETE", "messages"), ("POST", "clear"), ("POST", "fail")]
    logins: list[Any] = [None, (site.sandbox.account_sid, "wrong"), ("AC" + "9" * 32, site.sandbox.auth_token)]
    with httpx.Client(base_url=site.http.base_url, trust_env=False) as stranger:
        for method, path in [*verbs, ("POST", "inbound"), ("POST", "call"), ("POST", "press")]:
            for login in logins:
                answer = stranger.request(method, f"/sandbox/{path}", auth=login)
                assert (answer.status_code, answer.json()["code"]) == (401, 20003)
    assert site.messages() == ["hi"]
