"""A sandbox in the place of Twilio, and how tests use it: installed, waited for, told to fail, kept in a file."""

from __future__ import annotations

import asyncio
import base64
import gc
import os
import runpy
import subprocess
import sys
import threading
import unittest
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest

import twilio_lite
from called import NUMBER, PHONE, App
from conftest import SID, TOKEN, Clock, Colour
from twilio_lite import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConnectFailed,
    DeadlineExceeded,
    NotFoundError,
    RateLimitError,
    RestException,
    Retry,
    ServerError,
    _pytest,
)
from twilio_lite.sandbox import Sandbox
from twilio_lite.sandbox._world import ACCOUNT_SID
from twilio_lite.twiml import Message as Reply
from twilio_lite.twiml import MessagingResponse
from twilio_lite.webhooks import InboundMessage

pytest_plugins = ["pytester"]
CREDENTIALS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET")
ONCE = Retry(attempts=0)


def send(client: Client, body: str = "hi") -> str:
    """Send a message, and give its SID."""
    return client.messages.create(to=PHONE, from_=NUMBER, body=body).sid


def sending(body: str) -> Callable[[Any], Any]:
    """Send a message, whatever the colour of the client."""
    return lambda client: client.messages.create(to=PHONE, from_=NUMBER, body=body)


def bodies(sandbox: Sandbox) -> list[str | None]:
    """What was sent."""
    return [message.body for message in sandbox.outbox]


def environment() -> dict[str, str]:
    """The credentials in the environment."""
    return {name: os.environ[name] for name in CREDENTIALS if name in os.environ}


def test_while_a_sandbox_is_installed_it_gets_what_every_client_sends_and_only_then(colour: Colour) -> None:
    before = colour.client(SID, TOKEN, base_url="http://127.0.0.1:1", retry=ONCE)
    sandbox = Sandbox()
    with sandbox.install() as same:
        assert same is sandbox
        after = colour.client(sandbox.account_sid, sandbox.auth_token, proxy="http://127.0.0.1:1")
        for number, client in enumerate((before.with_options(timeout=5), after)):
            colour.call(client, sending(str(number)))
        assert bodies(sandbox) == ["0", "1"]
    with pytest.raises(twilio_lite.TransportError):
        colour.call(before, lambda client: client.messages.list())
    assert len(sandbox.outbox) == 2


def test_clients_without_arguments_find_their_credentials_and_the_environment_is_as_before_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in CREDENTIALS[1:]:
        monkeypatch.setenv(name, "before")
    former, sandbox = environment(), Sandbox()
    with sandbox.install():
        assert environment() == {CREDENTIALS[0]: sandbox.account_sid, CREDENTIALS[1]: sandbox.auth_token}
        send(Client())
        asyncio.run(AsyncClient().messages.create(to=PHONE, from_=NUMBER, body="async"))
    assert bodies(sandbox) == ["hi", "async"]
    assert environment() == former


def test_the_last_sandbox_that_was_installed_gets_the_calls_in_whichever_order_they_go() -> None:
    for is_stack in (True, False):
        with Sandbox() as outer, Sandbox() as inner, Sandbox() as last, Client(SID, TOKEN) as client:
            installed = [sandbox.install() for sandbox in (outer, inner, last)]
            send(client, "last")
            installed[2 if is_stack else 0].uninstall()
            send(client, "then")
            assert os.environ["TWILIO_AUTH_TOKEN"] == (inner if is_stack else last).auth_token
            installed[1].uninstall()
            send(client, "finally")
            assert os.environ["TWILIO_ACCOUNT_SID"] == (outer if is_stack else last).account_sid
            expected = [["finally"], ["then"], ["last"]] if is_stack else [[], [], ["last", "then", "finally"]]
            assert [bodies(sandbox) for sandbox in (outer, inner, last)] == expected
        assert environment() == {}


def test_a_sandbox_that_is_closed_is_uninstalled_and_both_can_be_done_twice() -> None:
    sandbox = Sandbox()
    first, second = sandbox.install(), sandbox.install()
    sandbox.close()
    assert environment() == {}
    first.uninstall()
    second.uninstall()
    sandbox.close()
    assert environment() == {}


def test_a_sandbox_can_be_installed_twice_and_is_so_until_it_goes_twice() -> None:
    with Sandbox() as sandbox, sandbox.install():
        with sandbox.install():
            assert environment()
        send(Client(SID, TOKEN))
        assert environment()["TWILIO_AUTH_TOKEN"] == sandbox.auth_token
    assert environment() == {}


def test_a_client_with_a_transport_of_its_own_is_left_alone() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(418))
    with Sandbox() as sandbox, sandbox.install(), pytest.raises(RestException) as teapot:
        send(Client(SID, TOKEN, transport=transport))
    assert teapot.value.status == 418


def test_an_unknown_account_is_taken_in_with_its_token_while_a_sandbox_is_installed() -> None:
    sandbox = Sandbox()
    with sandbox.install():
        send(Client(SID, TOKEN), "token")
        send(Client("SK" + "1" * 32, "secret", "AC" + "1" * 32), "key")
        with pytest.raises(AuthenticationError):
            Client(SID, "another").messages.list()
        with pytest.raises(AuthenticationError):
            Client(sandbox.account_sid, "another").messages.list()
        assert [account.sid for account in sandbox.accounts][1:] == [SID, "AC" + "1" * 32]
        assert [message.account_sid for message in sandbox.outbox] == [SID, "AC" + "1" * 32]
        assert Client(SID, TOKEN).messages.list()[0].body == "token"
        assert Client().messages.list() == []
    login = base64.b64encode(b"AC" + b"9" * 32 + b":token").decode()
    assert sandbox.answer("GET", "/2010-04-01/Accounts", {"Authorization": f"Basic {login}"}, b"").status == 401


def test_an_adopted_account_signs_with_the_token_of_its_client() -> None:
    from signing import agrees  # noqa: PLC0415

    sandbox = Sandbox()
    sandbox.number(NUMBER, status=(app := App()))
    with sandbox.install():
        client = Client(SID, TOKEN)
        client.messages.create(to=PHONE, from_=NUMBER, body="hi", status_callback="http://testserver/status")
        sandbox.advance(1)
    (asked,) = app.asked
    assert agrees(asked.url, asked.form, asked.headers["X-Twilio-Signature"], TOKEN)


def test_an_account_that_was_taken_in_is_so_again_when_the_file_is_opened_again(tmp_path: Path) -> None:
    for _ in range(2):
        with Sandbox(db=str(tmp_path / "db")) as sandbox, sandbox.install():
            send(Client(SID, "my own secret"))
            with pytest.raises(AuthenticationError):
                Client(SID, "another").messages.list()
    assert b"my own secret" not in (tmp_path / "db").read_bytes()


def test_a_client_keeps_its_sandbox_and_a_sandbox_that_nobody_has_is_closed() -> None:
    client = Sandbox().client()
    gc.collect()
    assert client.messages.list() == []
    installed = Sandbox().install()
    gc.collect()
    send(Client())
    installed.uninstall()


def test_a_file_keeps_everything_but_the_token_that_was_given(tmp_path: Path) -> None:
    file = str(tmp_path / "sandbox.sqlite3")
    with Sandbox(SID, "given token", db=file) as sandbox:
        assert (sandbox.account_sid, sandbox.auth_token) == (SID, "given token")
        sandbox.number(NUMBER)
        sid = send(sandbox.client(), "kept")
    assert b"given token" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    with Sandbox(db=file, strict=True) as sandbox:
        assert sandbox.account_sid == SID
        assert len(sandbox.auth_token) == 32
        assert sandbox.client().messages(sid).fetch().body == "kept"
        assert send(sandbox.client())
        made_up = sandbox.auth_token
    with Sandbox(db=file) as sandbox:
        assert sandbox.auth_token == made_up
        assert bodies(sandbox) == ["kept", "hi"]
        assert repr(sandbox) == f"Sandbox('{SID}')"
    with Sandbox("AC" + "1" * 32, db=file) as other:
        assert other.client().messages.list() == []
    with Sandbox(db=file) as sandbox:
        assert sandbox.account_sid == SID


def test_a_file_that_nothing_can_be_kept_in_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match=f"nothing can be kept in {tmp_path}: unable to open database file"):
        Sandbox(db=str(tmp_path))


def test_who_waits_for_a_message_gets_the_newest_that_is_or_will_be_there() -> None:
    with Sandbox() as sandbox, ThreadPoolExecutor(1) as pool:
        client = sandbox.client()
        waiting = pool.submit(sandbox.wait_for, to="+1 (555) 555-0100", body="code 1")
        sandbox.receive(from_=PHONE, to=NUMBER, body="code 1?")
        send(client, "other")
        send(client, "Your code 123")
        assert waiting.result(5).body == "Your code 123"
        send(client, "Your code 156")
        assert sandbox.wait_for(body="code", timeout=0).body == "Your code 156"
        assert sandbox.wait_for(timeout=0).body == "Your code 156"
        sandbox.receive(from_=PHONE, to=NUMBER, body="newer, but from a phone")
        assert sandbox.wait_for(timeout=0).body == "Your code 156"
        with pytest.raises(DeadlineExceeded, match=r"no message to \+15555550199 with 'x' within 0.01 s.*code 156"):
            sandbox.wait_for(to="+15555550199", body="x", timeout=0.01)
        with pytest.raises(TimeoutError):
            sandbox.wait_for(to="+15555550199", timeout=0)


def test_clear_forgets_what_happened_and_keeps_accounts_numbers_and_clients() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=App(lambda _: "<Message>yes</Message>"), voice=App(lambda _: "<Gather/>"))
    client, phone = sandbox.client(), sandbox.phone(PHONE)
    client.accounts.create(friendly_name="below")
    sid = send(client)
    phone.send("STOP", to=NUMBER)
    phone.call(to=NUMBER)
    phone.press("123")
    sandbox.fail_next(status=500)
    sandbox.clear()
    assert [sandbox.outbox, sandbox.inbox, sandbox.calls, sandbox.deliveries, phone.messages] == [[], [], [], [], []]
    assert (sandbox.parameters(sid), sandbox.steps(sid)) == ([], [])
    with pytest.raises(NotFoundError):
        client.messages(sid).fetch()
    assert len(sandbox.accounts) == 2
    assert [reply.body for reply in phone.send("hi", to=NUMBER).replies] == ["yes"]
    call = sandbox.phone(PHONE)
    assert call.number == PHONE
    client.calls.create(to=PHONE, from_=NUMBER, twiml="<Response><Gather/></Response>")
    sandbox.advance(3)
    assert [step.verb for step in sandbox.steps(sandbox.calls[0].sid)] == ["Gather"]


def test_the_next_requests_fail_as_they_are_told_to_and_do_nothing() -> None:
    sandbox = Sandbox()
    client = sandbox.client(retry=ONCE)
    sandbox.fail_next(status=503, times=2)
    sandbox.fail_next(status=429, code=20429, retry_after=7)
    sandbox.fail_next(status=400, code=21211)
    for _ in range(2):
        with pytest.raises(ServerError) as error:
            send(client)
        assert (error.value.status, error.value.code, error.value.took_effect) == (503, None, None)
    with pytest.raises(RateLimitError, match="Too Many Requests") as limited:
        client.messages.list()
    assert (limited.value.code, limited.value.headers["Retry-After"]) == (20429, "7")
    with pytest.raises(BadRequestError, match=r"The 'To' number \+15555550100 is not a valid phone number") as refused:
        send(client)
    assert refused.value.code == 21211
    assert sandbox.outbox == []
    send(client)
    assert bodies(sandbox) == ["hi"]


@pytest.mark.parametrize(("status", "sent"), [(429, 1), (503, 0), (500, 0), (408, 0)])
def test_no_failure_makes_a_client_send_a_message_twice(colour: Colour, status: int, sent: int) -> None:
    sandbox = Sandbox()
    sandbox.fail_next(status=status, times=2)
    client = Clock().drive(sandbox.client() if colour.name == "sync" else sandbox.async_client())
    with suppress(RestException):
        colour.call(client, sending("hi"))
    assert len(sandbox.outbox) == sent


def test_a_fetch_that_fails_is_tried_again_until_it_does_not(colour: Colour) -> None:
    sandbox = Sandbox()
    sid = send(sandbox.client())
    sandbox.fail_next(status=503, times=2, retry_after=3)
    clock = Clock()
    client = clock.drive(sandbox.client() if colour.name == "sync" else sandbox.async_client())
    assert colour.call(client, lambda client: client.messages(sid).fetch()).sid == sid
    assert [round(seconds) for seconds in clock.waited] == [3, 3]


def test_many_threads_lose_nothing() -> None:
    with Sandbox() as sandbox, sandbox.install(), ThreadPoolExecutor(8) as pool:
        barrier = threading.Barrier(8)

        def work(name: int) -> list[str]:
            barrier.wait()
            return [send(Client(), f"{name} {n}") for n in range(10)]

        sids = [sid for future in [pool.submit(work, name) for name in range(8)] for sid in future.result()]
        assert sorted(sids) == [message.sid for message in sandbox.outbox]
        assert len(set(sids)) == 80


TESTS = """
from twilio_lite import Client

client = Client("AC" + "1" * 32, "token")

def notify(text):
    client.messages.create(to="+15555550100", from_="+15005550006", body=text)

def test_one(twilio_sandbox):
    notify("one")
    Client().messages.create(to="+15555550100", from_="+15005550006", body="two")
    assert [message.body for message in twilio_sandbox.outbox] == ["one", "two"]

def test_each_test_has_its_own(twilio_sandbox):
    assert twilio_sandbox.outbox == []
"""


def test_the_fixture_installs_a_sandbox_for_one_test(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makepyfile(TESTS)
    pytester.runpytest_inprocess("-p", "twilio_lite._pytest", "-p", "no:cacheprovider").assert_outcomes(passed=2)
    assert environment() == {}


def test_the_fixture_takes_the_credentials_of_the_environment(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", SID)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    pytester.makepyfile(
        f"def test_same(twilio_sandbox): assert (twilio_sandbox.account_sid, twilio_sandbox.auth_token) == {SID, TOKEN}"
    )
    pytester.runpytest_inprocess("-p", "twilio_lite._pytest", "-p", "no:cacheprovider").assert_outcomes(passed=1)
    assert environment() == {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}


def test_who_does_not_use_the_fixture_pays_nothing_for_it() -> None:
    alone = (
        "import sys, pytest; before = set(sys.modules); import twilio_lite._pytest; print(*set(sys.modules) - before)"
    )
    done = subprocess.run([sys.executable, "-c", alone], check=True, timeout=60, capture_output=True, text=True)
    assert set(done.stdout.split()) == {"twilio_lite", "twilio_lite._pytest"}


def test_the_plugin_and_the_package_can_be_run_anew() -> None:
    """They are imported by pytest, before a measurement begins."""
    for module in (twilio_lite, _pytest):
        assert runpy.run_path(module.__file__ or "")["TYPE_CHECKING"] is False


class Notifying(unittest.TestCase):
    """A test of unittest, as users write it."""

    def setUp(self) -> None:
        self.sandbox = self.enterContext(Sandbox())
        self.enterContext(self.sandbox.install())

    def test_with_unittest_a_sandbox_is_entered_in_set_up(self) -> None:
        send(Client())
        self.assertEqual([message.body for message in self.sandbox.outbox], ["hi"])  # noqa: PT009 - as users do


def test_with_django_a_sandbox_is_entered_in_set_up_and_its_view_answers_a_phone() -> None:
    from django.test import SimpleTestCase, override_settings  # noqa: PLC0415
    from django.urls import path  # noqa: PLC0415 - the same

    import django_site  # noqa: PLC0415 - it sets Django up
    from twilio_lite.webhooks.django import Webhook  # noqa: PLC0415 - the same

    @Webhook(TOKEN)(InboundMessage)
    def view(_: object, message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(Reply(f"You said {message.body}"))

    class Urls:
        urlpatterns = (path("sms", view), path("async", view))

    class Answering(SimpleTestCase):
        def setUp(self) -> None:
            self.sandbox = self.enterContext(Sandbox(auth_token=TOKEN))
            self.enterContext(self.sandbox.install())

        @override_settings(ALLOWED_HOSTS=["testserver"], ROOT_URLCONF=Urls)
        def test_answer(self) -> None:
            for app, words in ((django_site.wsgi(), "You said hi"), ((django_site.asgi(), "/async"), "You said hi")):
                self.sandbox.number(NUMBER, sms=app)
                (reply,) = self.sandbox.receive(from_=PHONE, to=NUMBER, body="hi").replies
                assert (reply.body or "").startswith(words)

    outcome = unittest.TestResult()
    Answering("test_answer").run(outcome)
    assert outcome.wasSuccessful(), outcome.errors + outcome.failures


def test_an_account_sid_that_is_made_up_looks_like_one() -> None:
    assert ACCOUNT_SID.fullmatch(Sandbox().account_sid)


def test_sandboxes_that_threads_install_at_once_get_what_is_theirs() -> None:
    former, interval = dict(os.environ), sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            sandboxes, begin = [Sandbox() for _ in range(6)], threading.Barrier(6)
            with ThreadPoolExecutor(6) as pool:
                installed = list(pool.map(lambda one, begin=begin: (begin.wait(), one.install())[1], sandboxes))
            for _ in installed:
                newest = next(one for one in sandboxes if one.account_sid == os.environ["TWILIO_ACCOUNT_SID"])
                send(Client())
                assert len(newest.outbox) == 1
                newest.close()
                sandboxes.remove(newest)
    finally:
        sys.setswitchinterval(interval)
    assert dict(os.environ) == former


def test_a_call_on_a_closed_sandbox_has_certainly_done_nothing() -> None:
    with Sandbox() as sandbox:
        client, other = sandbox.client(), sandbox.async_client()
    with pytest.raises(ConnectFailed, match="the sandbox is closed") as refused:
        client.messages.create(to="+15555550100", from_="+15555550199", body="Hello")
    assert refused.value.took_effect is False
    with pytest.raises(ConnectFailed, match="the sandbox is closed"):
        asyncio.run(other.messages.list())


def test_what_was_redacted_is_in_no_record_of_its_request() -> None:
    with Sandbox() as sandbox, sandbox.client() as client:
        message = client.messages.create(to="+15555550100", from_="+15555550199", body="a secret")
        assert ("Body", "a secret") in sandbox.parameters(message.sid)
        client.messages(message.sid).update(body="")
        assert sandbox.parameters(message.sid) == []
