"""Is a request taken? The decision that all adapters share, its order, its log, and how a Webhook is set up."""

from __future__ import annotations

import base64
import logging
import subprocess
import sys
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from genuine import INBOUND, TOKEN, URL, hashed, signature
from twilio_lite._headers import Headers
from twilio_lite.webhooks import Event, InboundMessage, OtherEvent, StatusCallback, VoiceRequest
from twilio_lite.webhooks._webhook import Refusal, Webhook

BODY = urlencode(INBOUND).encode()
LOGIN = ("webhook", "made-up-password")
BASIC = "Basic " + base64.b64encode(":".join(LOGIN).encode()).decode()


def decided(
    webhook: Webhook,
    content: Any = BODY,
    headers: dict[str, str] | None = None,
    *,
    kind: type[Event] = Event,
    url: str = URL,
) -> Event | int:
    """The event of a request that is signed unless *headers* are given, or the status of its refusal."""
    given = signature(url, content) if headers is None else headers
    outcome = webhook.taken([url], content, Headers(given), kind)
    return outcome.status if isinstance(outcome, Refusal) else outcome


def test_a_genuine_request_is_its_event() -> None:
    for kind in (Event, InboundMessage):
        event = decided(Webhook(TOKEN), kind=kind)
        assert isinstance(event, InboundMessage)
        assert event.body == "Hi"
    assert decided(Webhook(TOKEN), [*INBOUND.items()]) == event
    url = f"{URL}?{urlencode(INBOUND)}"
    assert decided(Webhook(TOKEN), None, url=url) == event
    assert decided(Webhook(TOKEN), b"", url=url) == OtherEvent()


def test_a_request_is_taken_at_any_of_the_urls_that_it_may_have_been_made_to() -> None:
    urls = ["https://example.com/a", "https://example.com/b", URL]
    assert isinstance(Webhook(TOKEN).taken(urls, BODY, Headers(signature(URL, BODY)), Event), InboundMessage)
    assert Webhook(TOKEN).taken(urls[:2], BODY, Headers(signature(URL, BODY)), Event) == Refusal(403)


def test_a_stranger_is_refused_with_403() -> None:
    webhook = Webhook(TOKEN)
    assert decided(webhook, headers={}) == 403
    assert decided(webhook, headers={"X-Twilio-Signature": "x"}) == 403
    assert decided(webhook, BODY + b"&Body=more", signature(URL, BODY)) == 403
    assert decided(Webhook("another-token")) == 403
    assert decided(webhook, [("Body", cast("str", 1))], {"X-Twilio-Signature": "x"}) == 403
    assert decided(webhook, url="nonsense", headers={"X-Twilio-Signature": "x"}) == 403


def test_an_event_of_another_kind_is_refused_with_400() -> None:
    assert decided(Webhook(TOKEN), kind=VoiceRequest) == 400
    assert decided(Webhook(TOKEN), kind=StatusCallback) == 400
    assert decided(Webhook(TOKEN), b'{"a": 1}', signature(hashed(b'{"a": 1}')), url=hashed(b'{"a": 1}')) == OtherEvent(
        body=b'{"a": 1}'
    )


@pytest.mark.parametrize("said", [{}, {"Content-Length": "x"}, {"Content-Length": "-1"}, {"Content-Length": "1" * 19}])
@pytest.mark.parametrize("more", [{}, {"Content-Length": "٩٩٩٩٩٩"}, {"Content-Length": f"{len(BODY)}"}])
def test_a_body_as_large_as_may_be_is_taken_and_a_larger_one_refused(
    said: dict[str, str], more: dict[str, str]
) -> None:
    headers = {**signature(URL, BODY), **said, **more}
    assert isinstance(decided(Webhook(TOKEN, max_body=len(BODY)), headers=headers), InboundMessage)
    assert decided(Webhook(TOKEN, max_body=len(BODY) - 1), headers=headers) == 413


@pytest.mark.parametrize("content", [BODY, b"", [("A", "b")], None])
def test_a_body_that_says_it_is_too_large_is_refused_unread_whoever_sent_it(content: Any) -> None:
    for headers in ({}, signature(URL, content)):
        assert decided(Webhook(TOKEN, max_body=100), content, {**headers, "content-length": "101"}) == 413
        assert decided(Webhook(TOKEN, max_body=100), content, {**headers, "content-length": "100"}) != 413
    assert decided(Webhook(TOKEN, max_body=10**18), content, {"Content-Length": "9" * 18}) == 403


def test_a_form_that_was_read_counts_by_its_names_and_values() -> None:
    pairs = [("MessageSid", "SM1"), ("Body", "é" * 20)]
    size = sum(len(name) + len(value) for name, value in pairs)
    assert isinstance(decided(Webhook(TOKEN, max_body=size), pairs), InboundMessage)
    assert decided(Webhook(TOKEN, max_body=size - 1), pairs) == 413
    assert decided(Webhook(TOKEN, max_body=3), [("A", cast("str", 1234))], {}) == 413


def test_a_megabyte_is_taken_and_more_is_not() -> None:
    assert decided(Webhook(TOKEN), b"x" * 1_048_576, {}) == 403
    assert decided(Webhook(TOKEN), b"x" * 1_048_577, {}) == 413


@pytest.mark.parametrize("given", [BASIC, BASIC.replace("Basic", "basic"), BASIC.replace(" ", "   "), f" {BASIC} "])
def test_who_logs_in_is_taken(given: str) -> None:
    headers = {**signature(URL, BODY), "authorization": given}
    assert isinstance(decided(Webhook(TOKEN, basic_auth=LOGIN), headers=headers), InboundMessage)
    assert isinstance(decided(Webhook(TOKEN), headers=headers), InboundMessage)


@pytest.mark.parametrize(
    "given",
    [
        None,
        "",
        "Basic",
        "Basic ",
        BASIC[:-4],
        BASIC + "x",
        BASIC.lower(),
        BASIC.replace("Basic", "Digest"),
        BASIC.removeprefix("Basic "),
        "Basic é\ud800",
        "Basic " + base64.b64encode(b"webhook:another").decode(),
    ],
)
def test_who_does_not_log_in_is_challenged_after_a_good_signature_only(given: str | None) -> None:
    webhook = Webhook(TOKEN, basic_auth=LOGIN)
    login = {} if given is None else {"Authorization": given}
    assert decided(webhook, headers={**signature(URL, BODY), **login}) == 401
    assert decided(webhook, headers={"X-Twilio-Signature": "x", **login}) == 403
    assert decided(webhook, headers={**signature(URL, BODY), **login}, kind=VoiceRequest) == 401
    assert decided(webhook, headers={"Content-Length": "9999999"} | login) == 413


def test_a_login_is_no_proof() -> None:
    assert decided(Webhook(TOKEN, basic_auth=LOGIN), headers={"Authorization": BASIC}) == 403


def test_a_login_may_hold_any_letters() -> None:
    login = ("größe", "pass:wörd")
    basic = {"Authorization": f"Basic {base64.b64encode(':'.join(login).encode()).decode()}"}
    assert isinstance(decided(Webhook(TOKEN, basic_auth=login), headers=signature(URL, BODY) | basic), InboundMessage)


@pytest.mark.parametrize(
    ("status", "phrase", "headers"),
    [
        (400, "Bad Request", {}),
        (401, "Unauthorized", {"WWW-Authenticate": 'Basic realm="webhook"'}),
        (403, "Forbidden", {}),
        (413, HTTPStatus(413).phrase, {}),
    ],
)
def test_a_refusal_tells_its_status_and_nothing_else(status: int, phrase: str, headers: dict[str, str]) -> None:
    refusal = Refusal(status)
    assert (refusal.phrase, refusal.headers, repr(refusal)) == (phrase, headers, f"Refusal(status={status})")


NUMBER, QUERY = "5005550006", "secret-of-a-query"
CONTENT = urlencode({"MessageSid": "SM1", "From": f"+1{NUMBER}", "Body": "private words"}).encode()
SECRET_URL = f"https://user:{LOGIN[1]}@example.com/hook?key={QUERY}"
SIGNED = signature(SECRET_URL, CONTENT)
MISSING = "with 403: not from Twilio: the header X-Twilio-Signature is missing"
ANOTHER = (
    "the signature is another: of another URL (pass what Twilio calls as public_url=), of other parameters, "
    "or with another secret (check the auth token)"
)
REFUSED: dict[str, tuple[Any, dict[str, str], str]] = {
    "no signature": (CONTENT, {}, MISSING),
    "another signature": (
        CONTENT,
        {"X-Twilio-Signature": "x"},
        f"with 403: not from Twilio: {ANOTHER}; seen was https://example.com/hook?...",
    ),
    "a file": (
        [("Photo", b"private")],
        SIGNED,
        "with 403: not from Twilio: the value of 'Photo' is of type bytes, not text",
    ),
    "a wrong algorithm": (
        CONTENT,
        {**SIGNED, "X-Twilio-Webhooks-Signature-Settings": "algorithm=x\r\nforged"},
        "with 403: not from Twilio: the algorithm 'x\\r\\nforged' is not known: it may be HMAC_SHA1 or HMAC_SHA256",
    ),
    "no login": (CONTENT, SIGNED, "with 401: without the user and password of basic_auth"),
    "another kind": (
        CONTENT,
        {**SIGNED, "Authorization": BASIC},
        "with 400: it is of type InboundMessage, not VoiceRequest; seen was https://example.com/hook?...",
    ),
    "too large": (CONTENT + b"x" * 200, SIGNED, "with 413: its body has more than 200 bytes"),
}


@pytest.mark.parametrize(("content", "headers", "line"), REFUSED.values(), ids=REFUSED)
def test_a_refusal_is_one_line_of_the_log_that_shows_nothing_of_anybody(
    caplog: pytest.LogCaptureFixture, content: Any, headers: dict[str, str], line: str
) -> None:
    webhook = Webhook(TOKEN, max_body=200, basic_auth=LOGIN)
    with caplog.at_level(logging.DEBUG):
        webhook.taken([SECRET_URL], content, Headers(headers), VoiceRequest)
    (record,) = caplog.records
    assert (record.name, record.levelno) == ("twilio_lite.webhooks", logging.WARNING)
    assert record.getMessage() == f"a webhook was refused {line}"
    for secret in (NUMBER, QUERY, TOKEN, *LOGIN, BASIC[6:], "private", SIGNED["X-Twilio-Signature"]):
        assert secret not in record.getMessage().removeprefix("a webhook")


def test_what_is_taken_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        decided(Webhook(TOKEN))
    assert caplog.records == []


def test_a_handler_that_fails_does_not_change_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: logging.LogRecord) -> bool:
        raise ZeroDivisionError

    logger = logging.getLogger("twilio_lite.webhooks")
    logger.addFilter(fail)
    try:
        assert decided(Webhook(TOKEN), headers={}) == 403
    finally:
        logger.removeFilter(fail)
    assert caplog.records == []


PROGRAM = """
import logging, sys
from twilio_lite.webhooks import Event
from twilio_lite.webhooks._webhook import Webhook
from twilio_lite._headers import Headers
if "configured" in sys.argv:
    logging.basicConfig(format="mine %(name)s %(message)s")
print(Webhook("made-up").taken(["https://example.com/"], b"Body=x", Headers({}), Event).status)
"""


@pytest.mark.parametrize(
    ("argument", "printed"),
    [
        ("", ""),
        ("configured", f"mine twilio_lite.webhooks a webhook was refused {MISSING}\n"),
    ],
)
def test_nothing_is_printed_unless_the_application_set_up_logging(argument: str, printed: str) -> None:
    command = [sys.executable, "-c", PROGRAM, argument]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("403\n", printed)
