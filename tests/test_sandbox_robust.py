"""What goes wrong around a sandbox and leaves it as it was: odd requests of tests, a kill in the middle, idleness."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from conftest import SID, Answers, Server
from talking import basic
from twilio_lite import ArgumentError, BadRequestError, Response
from twilio_lite.sandbox import Sandbox

FROM, TO, OWN = "+15555550199", "+15555550100", "+15005550006"
LOGIN = basic(SID, "token")
LEASE = 60


def asked(sandbox: Sandbox, method: str, target: str, **tree: Any) -> tuple[int, Any]:
    """Ask in JSON; give status and tree."""
    headers = {**LOGIN, "Content-Type": "application/json"}
    answer = sandbox.answer(method, target, headers, json.dumps(tree).encode())
    return answer.status, json.loads(answer.body) if answer.body else None


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"From": "\ud800"}, 20001),
        ({"Body": "\ud800"}, 20001),
        ({"MediaUrl": ["http://["]}, 21620),
        ({"To": ""}, 20001),
    ],
)
def test_what_a_phone_cannot_send_is_refused(given: dict[str, Any], code: int) -> None:
    with Sandbox(SID, "token") as sandbox:
        status, tree = asked(sandbox, "POST", "/sandbox/inbound", **{"From": TO, "To": OWN, "Body": "hi", **given})
        assert (status, tree["code"], sandbox.inbox) == (400, code, [])


def test_a_phone_sends_no_medium_that_is_no_address() -> None:
    with Sandbox() as sandbox, pytest.raises(ArgumentError, match="a medium is an http or https URL, a file"):
        sandbox.receive(from_=TO, to=OWN, media=["http://["])


def test_messages_are_found_by_the_number_that_they_came_in_at() -> None:
    with Sandbox(SID, "token") as sandbox:
        sandbox.receive(from_=TO, to=OWN, body="hi")
        found = asked(sandbox, "GET", f"/sandbox/messages?to={OWN}")[1]["messages"]
        assert [message["body"] for message in found] == ["hi"]


def test_what_no_test_can_ask_for_is_named() -> None:
    with Sandbox(SID, "token") as sandbox:
        status, tree = asked(sandbox, "GET", "/sandbox/nothing")
        assert (status, tree["message"]) == (404, "The requested resource /sandbox/nothing was not found")


def test_a_failure_that_was_asked_for_names_the_numbers_of_the_request() -> None:
    with Sandbox() as sandbox, sandbox.client() as client:
        sandbox.fail_next(status=400, code=21211)
        with pytest.raises(BadRequestError, match=r"The 'To' number \+15555550100 is not a valid phone number\."):
            client.messages.create(to=TO, from_=FROM, body="hi")


def test_what_was_told_when_it_was_killed_is_not_told_again_and_keeps_nobody_up(
    serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    database, copies = tmp_path / "kept", tmp_path / "copy"

    def application(_: object) -> Response:
        copies.mkdir(exist_ok=True)
        for file in tmp_path.glob("kept*"):
            shutil.copy(file, copies)  # what a kill at this moment would leave
        return Response(204, {}, b"")

    server = serve(application)
    with Sandbox(SID, "token", db=str(database)) as sandbox, sandbox.client() as client:
        client.messages.create(to=TO, from_=FROM, body="hi", status_callback=server.url)
        client.calls.create(to=TO, from_=FROM, twiml="<Response/>", status_callback=server.url)
        sandbox.advance(3)
    told = len(server.seen)
    with Sandbox(SID, "token", db=str(copies / "kept")) as sandbox, sandbox.client() as client:
        sandbox.advance(2 * LEASE)
        assert len(server.seen) == told
        client.messages.create(to=TO, from_=FROM, body="hi", status_callback=server.url)
        sandbox.advance(3)
        assert len(server.seen) == told + 2


def test_an_address_that_cannot_be_asked_is_told_in_one_delivery() -> None:
    with Sandbox() as sandbox, sandbox.client() as client:
        client.messages.create(to=TO, from_=FROM, body="hi", status_callback="http://example.com/#rc=5")
        sandbox.advance(1)
        (delivery,) = sandbox.deliveries
        assert (delivery.attempt, delivery.answer) == (1, "not sent: example.com is not this machine")


def test_a_served_sandbox_that_nobody_asks_does_nothing() -> None:
    with Sandbox() as sandbox, sandbox.serve():
        statements: list[str] = []
        sandbox._world.store.connection.set_trace_callback(statements.append)  # noqa: SLF001 - all that it does
        time.sleep(0.3)
        assert len(statements) < 50


def test_lines_end_with_the_server() -> None:
    with Sandbox(SID, "token") as sandbox:
        with sandbox.serve() as url:
            line = HTTPConnection(urlsplit(url).netloc)
            line.request("GET", "/2010-04-01/Accounts.json", headers=LOGIN)
            assert line.getresponse().read()
        assert line.sock.recv(1) == b""
        line.close()
