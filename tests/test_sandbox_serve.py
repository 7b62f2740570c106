"""`Sandbox.serve`: meanwhile the clock is the wall's, its threads rest when nobody asks, its lines end with it."""

from __future__ import annotations

import time
from http.client import HTTPConnection
from urllib.parse import urlsplit

from conftest import SID, TOKEN
from talking import basic
from twilio_lite import Client
from twilio_lite.sandbox import Sandbox

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
