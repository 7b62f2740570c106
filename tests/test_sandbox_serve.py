"""`Sandbox.serve`: meanwhile the clock is the wall's, its threads rest when nobody asks, its lines end with it."""

from __future__ import annotations

import socket
import sqlite3
import struct
import threading
import time
from contextlib import closing
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from conftest import SID, TOKEN
from talking import basic
from twilio_lite import Client
from twilio_lite.sandbox import Sandbox, _serve
from twilio_lite.sandbox._due import tell_next
from twilio_lite.sandbox._post import Steps
from twilio_lite.sandbox._serve import POSTMEN
from twilio_lite.sandbox._world import World

SECONDS = 10
FROM, TO = "+15555550199", "+15555550100"


def test_a_fetch_takes_no_time_while_it_is_served_and_a_second_afterwards() -> None:
    with Sandbox(SID, TOKEN) as sandbox:
        with sandbox.serve() as url, Client(SID, TOKEN, base_url=url) as client:
            sid = client.messages.create(to=TO, from_=FROM, body="hi").sid or ""
            clock = sandbox._world.clock  # noqa: SLF001 - what nobody moved
            offset = clock.offset
            client.messages(sid).fetch()
            assert clock.offset == offset
            sandbox.advance(1)
            assert client.messages(sid).fetch().status in {"sent", "delivered"}
        with sandbox.client() as client:
            assert client.messages(sid).fetch().status == "delivered"


def test_a_served_sandbox_that_nobody_asks_does_nothing() -> None:
    with Sandbox() as sandbox, sandbox.serve():
        statements: list[str] = []
        sandbox._world.store.connection.set_trace_callback(statements.append)  # noqa: SLF001 - all that it does
        time.sleep(0.3)
        assert len(statements) < 50


def test_lines_end_with_the_server() -> None:
    with Sandbox(SID, TOKEN) as sandbox:
        with sandbox.serve() as url:
            line = HTTPConnection(urlsplit(url).netloc)
            line.request("GET", "/2010-04-01/Accounts.json", headers=basic(SID, TOKEN))
            assert line.getresponse().read()
        assert line.sock.recv(1) == b""
        line.close()


def test_a_head_is_an_answer_without_its_body() -> None:
    with Sandbox(SID, TOKEN) as sandbox, sandbox.serve() as url:
        line = HTTPConnection(urlsplit(url).netloc)
        for method in ("HEAD", "GET"):
            line.request(method, "/nowhere.json")
            answer = line.getresponse()
            assert (answer.status, bool(answer.read())) == (404, method == "GET")
        line.close()


def ended() -> None:
    """Wait until every line that is open has been looked after."""
    for thread in threading.enumerate():
        if "process_request_thread" in thread.name:
            thread.join(SECONDS)


def test_who_hangs_up_is_forgotten_without_a_word(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(SID, TOKEN) as sandbox, sandbox.serve() as url:
        line = HTTPConnection(urlsplit(url).netloc)
        line.request("GET", "/nowhere.json")
        assert line.getresponse().read()
        line.request("GET", "/sandbox/messages?wait=0.2", headers=basic(SID, TOKEN))
        line.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        line.close()
        ended()
    assert capfd.readouterr().err == ""


def test_what_goes_wrong_in_the_sandbox_itself_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    with Sandbox(SID, TOKEN) as sandbox, sandbox.serve() as url:
        sandbox._world.tokens = None  # type: ignore[assignment] # noqa: SLF001 - a mistake
        line = HTTPConnection(urlsplit(url).netloc)
        line.request("GET", "/2010-04-01/Accounts.json", headers=basic(SID, TOKEN))
        with pytest.raises(RemoteDisconnected):
            line.getresponse()
        line.close()
        ended()
    assert "Traceback" in capfd.readouterr().err


def test_a_file_that_somebody_else_writes_is_waited_for_and_then_given_up(tmp_path: Path) -> None:
    with Sandbox(db=str(tmp_path / "kept")) as sandbox, closing(sqlite3.connect(tmp_path / "kept")) as other:
        sandbox._world.store.connection.execute("PRAGMA busy_timeout = 1")  # noqa: SLF001 - milliseconds
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError, match="database is locked"):
            sandbox.hold("https://example.com/a", b"")
        other.rollback()
        sandbox.hold("https://example.com/a", b"")


def test_who_tells_goes_on_when_somebody_else_has_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried = threading.Semaphore(0)

    def trying(world: World) -> Steps[bool]:
        tried.release()
        return tell_next(world)

    monkeypatch.setattr(_serve, "tell_next", trying)
    monkeypatch.setattr(_serve, "LONGEST_REST", 0.01)
    with Sandbox(db=str(tmp_path / "kept")) as sandbox, closing(sqlite3.connect(tmp_path / "kept")) as other:
        sandbox._world.store.connection.execute("PRAGMA busy_timeout = 1")  # noqa: SLF001 - milliseconds
        other.execute("BEGIN IMMEDIATE")
        with sandbox.serve():
            assert all(tried.acquire(timeout=SECONDS) for _ in range(3 * POSTMEN))
