"""`python -m twilio_lite.sandbox`: how it starts and ends, what it says, and that it loses and doubles nothing."""

from __future__ import annotations

import io
import json
import os
import queue
import re
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl
from urllib.request import urlopen

import pytest

from conftest import SID, Answers, Server
from sandboxed import CREDENTIALS, SECONDS, TOKEN, Sandboxed, sandboxed
from twilio_lite import Client, Response, TwilioError
from twilio_lite.sandbox.__main__ import address, main

FROM, TO, OWN = "+15555550199", "+15555550100", "+15005550006"
MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"
CROWD = 8
TWIML = Response(200, {"Content-Type": "text/xml"}, b"<Response><Message>Got it</Message></Response>")
needs_signals = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals to send")


class Console(io.StringIO):
    """What is said line by line, for another thread to hear."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: queue.Queue[str] = queue.Queue()

    def write(self, text: str) -> int:
        self.lines.put(text)
        return len(text)


def start(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> None:
    """Start it in this process, on a port that is free."""
    monkeypatch.setattr(sys, "argv", ["twilio_lite.sandbox", "--port", "0", *arguments])
    main()


def leading_to(served: Sandboxed, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the environment that leads this library's clients there."""
    for name, value in {**CREDENTIALS, "TWILIO_BASE_URL": served.url}.items():
        monkeypatch.setenv(name, value)


@needs_signals
@pytest.mark.parametrize("is_known", [False, True])
def test_it_serves_until_ctrl_c_and_says_credentials_only_when_it_made_them_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_known: bool
) -> None:
    console, login = Console(), dict(CREDENTIALS)
    found: list[str | None] = []
    page: list[Any] = []

    def visit() -> None:
        try:
            url = console.lines.get(timeout=SECONDS).rpartition("=")[2].strip()
            if not is_known:
                said = console.lines.get(timeout=SECONDS)
                login.update(re.findall(r"(TWILIO_\w+)=(\w+)", said))
            with Client(login["TWILIO_ACCOUNT_SID"], login["TWILIO_AUTH_TOKEN"], base_url=url) as client:
                found.extend(account.sid for account in client.accounts.list())
            page.append(urlopen(f"{url}/inbox/events", timeout=SECONDS))  # noqa: S310 - the scheme is http
            page[0].read(1)
        finally:
            os.kill(os.getpid(), signal.SIGINT)

    for name, value in CREDENTIALS.items() if is_known else ():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", console)
    visitor = threading.Thread(target=visit)
    visitor.start()
    start(monkeypatch, "--db", str(tmp_path / "kept"), "--number", OWN)
    visitor.join()
    assert found == [login["TWILIO_ACCOUNT_SID"]]
    with page[0] as news:
        assert news.read().startswith(b"etry: ")
    assert console.lines.empty()
    assert TOKEN.encode() not in (tmp_path / "kept").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        (["--port", "x"], {}, "argument --port: invalid port value: 'x'"),
        (["--port", "99999"], {}, "argument --port: invalid port value: '99999'"),
        (["--host", "no.such.host.invalid"], {}, "cannot listen at no.such.host.invalid, port 0: "),
        (["--host", "::ffff"], {}, "cannot listen at ::ffff, port 0: "),
        (["--db", "{folder}"], {}, "nothing can be kept in {folder}: unable to open database file"),
        (["--db", "{folder}/text"], {}, "nothing can be kept in {folder}/text: file is not a database"),
        (["--number", "0"], {}, "neither a number in E.164, such as +15005550006, nor an http URL: '0'"),
        (["--number", OWN, "--sms-url", "nowhere"], {}, "nor an http URL: 'nowhere'"),
        (["--sms-url", "http://127.0.0.1/"], {}, "say which numbers the URLs are for, with --number"),
        (
            [],
            {"TWILIO_ACCOUNT_SID": "AC1"},
            "TWILIO_ACCOUNT_SID is no SID of an account: set it to AC and 32 hex digits",
        ),
        ([], {"TWILIO_AUTH_TOKEN": "x"}, "TWILIO_AUTH_TOKEN is set, but TWILIO_ACCOUNT_SID is not"),
    ],
)
def test_what_it_cannot_do_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    environ: dict[str, str],
    said: str,
) -> None:
    (tmp_path / "text").write_text("this is no database" * 10)
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit) as ended:
        start(monkeypatch, *(argument.format(folder=tmp_path) for argument in arguments))
    assert said.format(folder=tmp_path) in f"{ended.value.code}{capsys.readouterr().err}"


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.2", "http://127.0.0.2:4010"),
        ("::1", "http://[::1]:4010"),
        ("0.0.0.0", "http://127.0.0.1:4010"),  # noqa: S104 - nobody listens
        ("::", "http://[::1]:4010"),
    ],
)
def test_the_address_it_says_is_one_that_a_client_here_takes(host: str, url: str) -> None:
    assert address(host, 4010) == url
    Client(SID, TOKEN, base_url=url).close()


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(SystemExit, match="uvicorn is missing: install twilio-lite with its extra sandbox"):
        start(monkeypatch)


def test_a_number_of_the_command_line_is_answered_by_its_application(
    serve: Callable[[Answers], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    application = serve(lambda _: TWIML)
    with sandboxed("--number", OWN, "--sms-url", f"{application.url}/sms") as served:
        status, exchange = served.ask("POST", "/sandbox/inbound", From=TO, To=OWN, Body="hi")
        assert (status, [reply["body"] for reply in exchange["replies"]]) == (201, ["Got it"])
        (told,) = application.seen
        assert (told.target, dict(parse_qsl(told.body))["Body"]) == ("/sms", "hi")
        leading_to(served, monkeypatch)
        with Client() as client:
            assert [message.body for message in client.messages.list()] == ["Got it", "hi"]


@pytest.mark.faults
def test_a_status_follows_the_clock_of_the_wall(monkeypatch: pytest.MonkeyPatch) -> None:
    with sandboxed() as served:
        leading_to(served, monkeypatch)
        with Client() as client:
            sid = client.messages.create(to=TO, from_=FROM, body="hi").sid
            seen: dict[str, float] = {}
            while "delivered" not in seen:
                seen.setdefault(str(client.messages(sid or "").fetch().status), time.monotonic())
                time.sleep(0.02)
    assert list(seen) == ["queued", "sending", "sent", "delivered"]
    assert 1.2 < seen["delivered"] - seen["queued"] < SECONDS


def send(served: Sandboxed, name: str, is_over: Callable[[], bool]) -> list[str]:
    """Send one message after the other, by this library or by the standard library; give those answered with 201."""
    sent: list[str] = []
    with Client(SID, TOKEN, base_url=served.url) as client:
        while not is_over():
            body = f"{name} {len(sent)}"
            try:
                if name.startswith("own"):
                    client.messages.create(to=TO, from_=FROM, body=body)
                else:
                    status, _ = served.ask("POST", f"{MESSAGES}.json", To=TO, From=FROM, Body=body)
                    assert status == 201
            except (TwilioError, OSError, HTTPException, ValueError):
                return sent
            sent.append(body)
    return sent


def kept(served: Sandboxed) -> list[str]:
    """All that the sandbox has, in order."""
    bodies: list[str] = []
    page: str | None = f"{MESSAGES}.json?PageSize=1000"
    while page:
        tree: Any = served.ask("GET", page)[1]
        bodies += [message["body"] for message in tree["messages"]]
        page = tree["next_page_uri"]
    return bodies[::-1]


NAMES = [f"{kind} {number}" for kind in ("own", "plain") for number in range(CROWD // 2)]


@pytest.mark.faults
def test_a_crowd_of_clients_loses_nothing_and_nothing_is_double() -> None:
    with sandboxed() as served, ThreadPoolExecutor(CROWD) as crowd:
        ends = time.monotonic() + 3
        running = [crowd.submit(send, served, name, lambda: time.monotonic() > ends) for name in NAMES]
        sent = [one.result() for one in running]
        assert sorted(kept(served)) == sorted(body for each in sent for body in each)
    assert all(sent)


@needs_signals
@pytest.mark.faults
@pytest.mark.parametrize("attempt", range(3))
def test_killed_among_a_crowd_it_has_every_message_that_was_answered(tmp_path: Path, attempt: int) -> None:
    database = str(tmp_path / "kept.sqlite3")
    served = Sandboxed.start("--db", database)
    with ThreadPoolExecutor(CROWD) as crowd:
        running = [crowd.submit(send, served, name, lambda: False) for name in NAMES]
        time.sleep(1 + attempt / 7)
        served.process.kill()
        served.process.communicate(timeout=SECONDS)
        sent = [one.result() for one in running]
    with sandboxed("--db", database) as again:
        found = kept(again)
    assert len(found) == len(set(found))
    assert all(sent)
    answered = {body for each in sent for body in each}
    assert answered <= set(found)
    assert len(found) - len(answered) <= CROWD, "what was kept and not answered was under way"


@pytest.mark.faults
def test_what_was_made_up_is_there_when_it_starts_again(tmp_path: Path) -> None:
    said = []
    for _ in range(2):
        with sandboxed("--db", str(tmp_path / "kept"), environ={}) as served:
            assert served.process.stdout
            said.append(served.process.stdout.readline())
    assert said[0].startswith("Made up: TWILIO_ACCOUNT_SID=AC")
    assert said[0] == said[1]


@needs_signals
@pytest.mark.faults
@pytest.mark.parametrize("target", ["/sandbox/messages?wait=60", "/inbox/events"])
def test_ctrl_c_does_not_wait_for_who_waits(target: str) -> None:
    served = Sandboxed.start()
    with ThreadPoolExecutor(1) as waiting:
        asked = waiting.submit(served.ask, "GET", target)
        served.ask("GET", f"{MESSAGES}.json")
        time.sleep(0.5)
        started = time.monotonic()
        served.process.send_signal(signal.SIGINT)
        assert served.process.communicate(timeout=SECONDS) == ("", "")
        assert (served.process.returncode, time.monotonic() - started < SECONDS / 2) == (0, True)
        assert isinstance(asked.exception(), (json.JSONDecodeError, type(None)))
