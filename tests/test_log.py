"""What the logger `twilio_lite` is told, and what it is never told."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections.abc import Callable
from time import monotonic
from typing import Any

import httpx
import pytest

from conftest import SID, TOKEN, Answers, Clock, Colour, Server
from test_call import LOST, Scripted, busy, fetch
from twilio_lite import ConfigurationError, Request, Response, TwilioError
from twilio_lite.webhooks.wsgi import Webhook

HEADERS = {"Twilio-Request-Id": "RQ1", "Twilio-Concurrent-Requests": "7"}
MESSAGE = httpx.Response(201, json={"sid": "SM1"}, headers=HEADERS)
PATH = f"/2010-04-01/Accounts/{SID}"


def lines(colour: Colour, caplog: pytest.LogCaptureFixture, use: Callable[[Any], Any], *outcomes: Any) -> list[str]:
    """Give what was logged while *use* ran."""
    client = Clock().drive(colour.client(transport=Scripted(*outcomes)))
    with caplog.at_level(logging.DEBUG):
        try:
            colour.call(client, use)
        except TwilioError:
            caplog.records.append(logging.makeLogRecord({"levelname": "CALL", "name": "raised", "msg": "an error"}))
    return [f"{record.levelname} {record.name} {record.getMessage()}" for record in caplog.records if ours(record)]


def ours(record: logging.LogRecord) -> bool:
    """Is it a record of this library, or of a test?"""
    return record.name in {"twilio_lite", "raised"}


def test_a_request_is_one_line_with_its_status_its_number_and_its_time(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    assert lines(colour, caplog, fetch, MESSAGE) == [
        f"DEBUG twilio_lite GET {PATH}/Messages/SM1.json: 201, request RQ1, concurrent 7, try 1, 0.000 s"
    ]


def test_a_further_try_is_a_line_that_says_why_and_when(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    assert lines(colour, caplog, fetch, busy(503), LOST) == [
        f"DEBUG twilio_lite GET {PATH}/Messages/SM1.json: 503, try 1, 0.000 s",
        f"INFO twilio_lite GET {PATH}/Messages/SM1.json: 503, try 2 follows in 0.100 s",
        f"DEBUG twilio_lite GET {PATH}/Messages/SM1.json: ConnectionLost, try 2, 0.000 s",
        f"INFO twilio_lite GET {PATH}/Messages/SM1.json: ConnectionLost, try 3 follows in 0.200 s",
        f"DEBUG twilio_lite GET {PATH}/Messages/SM1.json: ConnectionLost, try 3, 0.000 s",
        "CALL raised an error",
    ]


def test_an_answer_that_breaks_off_is_logged_with_its_status(
    colour: Colour, caplog: pytest.LogCaptureFixture, serve: Callable[[Answers], Server]
) -> None:
    server = serve(lambda _: b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{")
    client = colour.client(base_url=server.url)
    with caplog.at_level(logging.DEBUG, "twilio_lite"), pytest.raises(TwilioError):
        colour.call(client, lambda client: client.messages.create(to="+15005550006", from_="+15005550006", body="x"))
    assert ": ConnectionLost in an answer of 201, try 1, 0." in caplog.messages[0]


@pytest.mark.parametrize(
    ("segment", "shown"),
    [
        ("+15005550006", "***06"),
        ("15005550006", "***06"),
        ("whatsapp:+15005550006", "whatsapp:***06"),
        ("+1 (500) 555-0006", "***06"),
        ("500-555-0006", "***06"),
        ("SM" + "12345678" * 4, "SM" + "12345678" * 4),
        ("SM" + "abcdef12" * 4, "SM" + "abcdef12" * 4),
        ("2010-04-01", "2010-04-01"),
        ("%2B15005550006", "***06"),
        ("%25252B15005550006", "***06"),
        ("a15005550006b", "a***06b"),
        ("+1\xa0500\xa0555\xa00006", "***06"),
        ("\uff11" * 11, "***\uff11\uff11"),
        ("a\x1b[31mb", None),
    ],
)
def test_a_phone_number_in_a_path_is_masked_and_a_sid_is_not(
    colour: Colour, caplog: pytest.LogCaptureFixture, segment: str, shown: str | None
) -> None:
    def use(client: Any) -> Any:
        return client.messages(segment).fetch()

    if shown is None:
        assert lines(colour, caplog, lambda client: client.send(Request("GET", "/x/%1b%0aFAKE", dict)), MESSAGE) == [
            "DEBUG twilio_lite GET /x/ FAKE.json: 201, request RQ1, concurrent 7, try 1, 0.000 s"
        ]
    else:
        (line,) = lines(colour, caplog, use, MESSAGE)
        assert f"/Messages/{shown}.json:" in line


@pytest.mark.parametrize("path", ["(" * 60_000, "%" + "25" * 30_000])
def test_an_address_made_to_be_long_in_reading_takes_no_time(
    colour: Colour, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    began = monotonic()
    (line,) = lines(colour, caplog, lambda client: client.send(Request("GET", f"/x/{path}?", dict)), MESSAGE)
    assert monotonic() - began < 2
    assert len(line) < 500


def test_nothing_logged_anywhere_shows_a_number_a_text_or_a_password(
    colour: Colour, caplog: pytest.LogCaptureFixture, serve: Callable[[Answers], Server]
) -> None:
    said = b'{"code": 21211, "message": "+15005550001 is not a valid phone number"}'
    server = serve(lambda seen: Response(503 if seen.method == "GET" else 400, {}, said))
    theirs = httpx.HTTPTransport if colour.name == "sync" else httpx.AsyncHTTPTransport
    with caplog.at_level(logging.DEBUG):
        for make in (lambda: None, theirs):
            for use in (
                lambda client: client.messages.create(to="+15005550001", from_="+15005550006", body="a secret text"),
                lambda client: client.messages.list(to="+15005550001"),
            ):
                client = Clock().drive(colour.client(SID, TOKEN * 3, base_url=server.url, transport=make()))
                with pytest.raises(TwilioError):
                    colour.call(client, use)
    assert sum(record.name == "twilio_lite" for record in caplog.records) == 2 * (1 + 5)
    shown = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    for secret in ("5005550001", "5005550006", "secret text", TOKEN * 3, "Basic ", "?To="):
        assert secret not in shown


class Failing(logging.Handler):
    """A handler that cannot keep a record."""

    def emit(self, record: logging.LogRecord) -> None:
        raise OSError(record)


def test_a_handler_that_fails_takes_no_result_away(colour: Colour, caplog: pytest.LogCaptureFixture) -> None:
    logger, failing = logging.getLogger("twilio_lite"), Failing()
    client = Clock().drive(colour.client(transport=Scripted(busy(503), MESSAGE)))
    logger.addHandler(failing)
    try:
        with caplog.at_level(logging.DEBUG, "twilio_lite"):
            assert colour.call(client, fetch).sid == "SM1"
    finally:
        logger.removeHandler(failing)


PROGRAM = """
import logging, sys, httpx
from twilio_lite import Client
assert any(isinstance(handler, logging.NullHandler) for handler in logging.getLogger("twilio_lite").handlers)
if "configured" in sys.argv:
    logging.basicConfig(format="mine %(message)s", level=logging.DEBUG)
answer = httpx.MockTransport(lambda request: httpx.Response(200, json={"sid": "SM1"}))
for turn in range(2):
    with Client("AC1", "token", transport=answer) as client:
        client.messages("SM1").fetch()
"""


@pytest.mark.parametrize(
    ("level", "argument", "starts"),
    [
        (None, "", []),
        ("debug", "", ["twilio_lite DEBUG GET"] * 2),
        ("DEBUG", "", ["twilio_lite DEBUG GET"] * 2),
        ("info", "", []),
        (None, "configured", ["mine GET"] * 2),
        ("debug", "configured", ["mine GET"] * 2),
    ],
)
def test_nothing_is_printed_unless_the_environment_or_the_application_asks_for_it(
    level: str | None, argument: str, starts: list[str]
) -> None:
    environment = {} if level is None else {"TWILIO_LITE_LOG": level}
    command = [sys.executable, "-c", PROGRAM, argument]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
    assert done.stdout == ""
    printed = [line for line in done.stderr.splitlines() if "asyncio" not in line]
    assert len(printed) == len(starts)
    assert all(start in line for start, line in zip(starts, printed, strict=True))


def test_the_environment_switches_the_log_on_once(
    colour: Colour, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TWILIO_LITE_LOG", "Info")
    logger = logging.getLogger("twilio_lite")
    before = list(logger.handlers)
    try:
        colour.client()
        colour.client()
        (added,) = (handler for handler in logger.handlers if handler not in before)
        assert logger.level == logging.INFO
        assert not added.filter(logging.makeLogRecord({})), "while the application has handlers of its own, caplog's"
        assert caplog.records == []
    finally:
        logger.handlers[:] = before
        logger.setLevel(logging.NOTSET)


def test_a_level_that_is_none_is_refused(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_LITE_LOG", "verbose")
    for make in (colour.client, lambda: Webhook(TOKEN)):
        with pytest.raises(ConfigurationError, match="TWILIO_LITE_LOG cannot be 'verbose': set it to debug or info"):
            make()


def test_the_environment_prints_why_a_webhook_was_refused_where_there_is_no_client() -> None:
    code = (
        "from twilio_lite._headers import Headers; from twilio_lite.webhooks import Event\n"
        "from twilio_lite.webhooks.wsgi import Webhook\n"
        "assert Webhook('token').taken(['https://example.com/'], b'', Headers({}), Event).status == 403"
    )
    for level, lines in (("info", 1), ("", 0)):
        command, environment = [sys.executable, "-c", code], {"TWILIO_LITE_LOG": level}
        done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
        assert done.stderr.count("twilio_lite.webhooks WARNING a webhook was refused") == lines
        assert len(done.stderr.splitlines()) == lines
