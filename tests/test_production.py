"""What docs/production.md says of servers, workers and deploys: its own code, run by what would run it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from celery.contrib.testing.worker import start_worker  # type: ignore[import-untyped]  # it has no types
from django.test import AsyncClient as AsyncBrowser
from django.test import Client as Browser
from django.test import override_settings

import django_site
from conftest import SID, TOKEN, Answers, Server, answers_of
from peer import Line, answer, peer, polite
from serving import gunicorn_of, uvicorn_of
from twilio_lite import AsyncClient, Client, ConfigurationError, Response, Retry, TransportError, TwilioError
from twilio_lite.sandbox import Sandbox

PAGE = Path(__file__).parent.parent / "docs" / "production.md"
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.DOTALL | re.MULTILINE)
NUMBER, TEXT = "+15555550100", "Tomorrow at 9:15"
SECONDS = 20
PRELOADED = """
from urllib.parse import parse_qs
from twilio_lite import Client

client = Client(timeout=10)
parent = client.messages("SM1").fetch()  # the parent has a connection open when it forks


def app(environ, start_response):
    body = parse_qs(environ["QUERY_STRING"])["body"][0]
    message = client.messages.create(to="+15555550100", from_="+15555550199", body=body)
    start_response("200 OK", [])
    return [(message.body or "").encode()]
"""


def page(holding: str, end: str = "```") -> dict[str, Any]:
    """Run the block of the page that holds *holding*, as far as *end*, and give its names."""
    (block,) = [block for block in BLOCKS if holding in block]
    names: dict[str, Any] = {"__name__": "production"}
    exec(compile(block.partition(end)[0], str(PAGE), "exec", dont_inherit=True), names)  # noqa: S102 - our own
    return names


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Let clients that are made from the environment find the server at an address."""

    def lead(url: str) -> None:
        values = {"ACCOUNT_SID": SID, "AUTH_TOKEN": TOKEN, "BASE_URL": url}
        for name, value in values.items():
            monkeypatch.setenv(f"TWILIO_{name}", value)

    return lead


def breaking(line: Line) -> None:
    """Take a request whole, and break the connection off instead of answering."""
    line.request()


def answering_once(line: Line) -> None:
    """Answer the first request; then say nothing more, and keep the connection open."""
    line.request()
    line.say(answer())
    line.request()
    line.more()


def test_in_fastapi_one_client_lives_as_long_as_the_application(environ: Callable[[str], None]) -> None:
    names = page("lifespan")
    made: list[AsyncClient] = []

    def noted(**options: Any) -> AsyncClient:
        made.append(AsyncClient(**options))
        return made[-1]

    names["AsyncClient"] = noted
    with peer(polite) as twilio:
        environ(twilio.url)
        with uvicorn_of(names["app"]) as site:
            replies = [site.stranger("/remind?number=%2B15555550100", {}) for _ in range(2)]
    assert [reply.body for reply in replies] == ['{"sid":"SM1"}'] * 2
    assert (len(made), len(twilio.lines)) == (1, 1)
    with pytest.raises(ConfigurationError, match="closed"):
        asyncio.run(made[0].messages("SM1").fetch())


@contextmanager
def django_clinic() -> Iterator[dict[str, Any]]:
    """Serve the page's views in the one Django that a process has."""
    (block,) = [block for block in BLOCKS if "settings.configure" in block]
    site = ModuleType("clinic")
    code = re.sub(
        r"^(settings\.configure|django\.setup).*\n", "", block.partition("assert Browser")[0], flags=re.MULTILINE
    )
    exec(compile(code, str(PAGE), "exec", dont_inherit=True), site.__dict__)  # noqa: S102 - our own
    with override_settings(ROOT_URLCONF=site, ALLOWED_HOSTS=["*"], MIDDLEWARE=[]):
        yield site.__dict__
    site.client.close()
    asyncio.run(site.async_client.aclose())


def test_in_django_views_share_a_connection_but_async_ones_under_wsgi(environ: Callable[[str], None]) -> None:
    assert django_site.urlpatterns

    async def asynchronously() -> list[Any]:
        return [await AsyncBrowser().post(f"/remind-async/{NUMBER}") for _ in range(3)]

    with peer(polite) as twilio:
        environ(twilio.url)
        with django_clinic():
            connections = []
            for ask in (
                lambda: [Browser().post(f"/remind/{NUMBER}") for _ in range(3)],
                lambda: [Browser().post(f"/remind-async/{NUMBER}") for _ in range(3)],
                lambda: asyncio.run(asynchronously()),
            ):
                before = len(twilio.lines)
                assert [reply.json() for reply in ask()] == [{"sid": "SM1"}] * 3
                connections.append(len(twilio.lines) - before)
    assert connections == [1, 3, 1]


@pytest.fixture
def clinic(environ: Callable[[str], None]) -> Iterator[Callable[[str], dict[str, Any]]]:
    """Make the page's Celery application, whose client finds Twilio at an address."""
    with ExitStack() as stack:

        def make(url: str) -> dict[str, Any]:
            environ(url)
            names = page("from celery", "for _ in range(2)")
            stack.callback(names["database"].close)
            stack.callback(names["client"].close)
            return names

        yield make


def worked_off(app: Any, *tasks: Any) -> None:
    """Let a worker in this process work *tasks* off."""
    done = threading.Event()
    app.conf.update(worker_hijack_root_logger=False, worker_redirect_stdouts=False)
    app.task(name="done")(done.set)
    with start_worker(app, perform_ping_check=False, shutdown_timeout=SECONDS):
        for task in tasks:
            task.delay()
        app.send_task("done")
        assert done.wait(SECONDS)


def applied(_: Any, *tasks: Any) -> None:
    """Run *tasks* as a worker would, but at once and here."""
    for task in tasks:
        task.apply()


@pytest.mark.parametrize("work", [applied, pytest.param(worked_off, marks=pytest.mark.faults)])
def test_a_task_whose_connection_broke_after_sending_is_not_retried_nor_sent_by_its_second_delivery(
    clinic: Callable[[str], dict[str, Any]], work: Callable[..., None]
) -> None:
    with peer(breaking) as twilio:
        names = clinic(twilio.url)
        task = names["remind"].s("reminder 7", NUMBER, TEXT)
        work(names["app"], task, task)
    assert len(twilio.requests) == 1
    assert names["database"].execute("SELECT reminder, sid FROM sending").fetchall() == [("reminder 7", None)]


def test_a_task_that_retries_every_error_of_ours_sends_twice(clinic: Callable[[str], dict[str, Any]]) -> None:
    with peer(breaking) as twilio:
        names = clinic(twilio.url)

        def blind() -> None:
            names["client"].messages.create(to=NUMBER, from_="+15555550199", body=TEXT)

        task = names["app"].task(autoretry_for=(TwilioError,), max_retries=1, default_retry_delay=0)(blind)
        assert task.apply().failed()
    assert len(twilio.requests) == 2


def test_a_task_that_was_certainly_not_sent_is_retried_and_its_claim_given_back(
    clinic: Callable[[str], dict[str, Any]], serve: Callable[[Answers], Server]
) -> None:
    sandbox = Sandbox(SID, TOKEN)
    names = clinic(serve(answers_of(sandbox)).url)
    with names["client"].with_options(retry=Retry(attempts=0)) as names["client"]:
        sandbox.fail_next(status=429)
        names["remind"].apply(["reminder 7", NUMBER, TEXT])
        (sent,) = sandbox.outbox
        names["remind"].apply(["reminder 8", "+15005550001", TEXT])
    assert names["database"].execute("SELECT reminder, sid FROM sending").fetchall() == [("reminder 7", sent.sid)]


def test_two_workers_of_gunicorn_send_through_one_preloaded_client(
    environ: Callable[[str], None], serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    sandbox, both = Sandbox(SID, TOKEN), threading.Barrier(2, timeout=SECONDS)

    def answers(seen: Any) -> Response:
        if seen.method == "GET":
            return Response(200, {}, b'{"sid": "SM1"}')
        both.wait()  # each worker has a call under way at the same time
        return sandbox.answer(seen.method, seen.target, seen.headers, seen.body.encode())

    (tmp_path / "preloaded.py").write_text(PRELOADED)
    environ(serve(answers).url)
    texts = [f"text-{number}" for number in range(6)]
    with (
        gunicorn_of("preloaded:app", "--preload", "--workers=2", f"--pythonpath={tmp_path}") as site,
        ThreadPoolExecutor(2) as callers,
    ):
        told = list(callers.map(lambda text: site.stranger(f"/?body={text}", None).body, texts))
    assert told == texts
    assert sorted(message.body or "" for message in sandbox.outbox) == texts


class Context:
    """What Lambda hands to a handler; *left* are seconds."""

    def __init__(self, left: float) -> None:
        self.left = left

    def get_remaining_time_in_millis(self) -> int:
        """Give what is left in Lambda's unit."""
        return int(self.left * 1000)


def lambda_of(url: str, environ: Callable[[str], None]) -> tuple[Client, Callable[[float], dict[str, str]]]:
    """Make the page's handler, which takes 0.1 s for enough, and what invokes it with so many seconds left."""
    environ(url)
    names = page("def handler", "class Context")
    names["SHORTEST"] = 0.1
    event = {"number": NUMBER, "text": TEXT}
    return names["client"], lambda left: names["handler"](event, Context(left))


def test_a_lambda_that_was_frozen_finds_a_closed_connection_and_opens_another(environ: Callable[[str], None]) -> None:
    gone = threading.Event()

    def once(line: Line) -> None:
        line.request()
        line.say(answer())
        line.socket.close()
        gone.set()

    with peer(once) as twilio:
        client, invoke = lambda_of(twilio.url, environ)
        with client:
            assert invoke(10) == {"sent": "SM1"}
            assert gone.wait(SECONDS)
            assert invoke(10) == {"sent": "SM1"}
    assert (len(twilio.requests), len(twilio.lines)) == (2, 2)


def test_a_lambda_whose_connection_died_silently_does_not_know_and_does_not_send_again(
    environ: Callable[[str], None],
) -> None:
    with peer(answering_once) as twilio:
        client, invoke = lambda_of(twilio.url, environ)
        with client:
            assert invoke(10) == {"sent": "SM1"}
            assert invoke(1.2) == {"sent": "unknown"}
    assert (len(twilio.requests), len(twilio.lines)) == (2, 1)


def test_a_lambda_begins_nothing_with_too_little_time_left(environ: Callable[[str], None]) -> None:
    with peer() as twilio:
        client, invoke = lambda_of(twilio.url, environ)
        with client, pytest.raises(TimeoutError, match="nothing was sent"):
            invoke(1.0)
    assert twilio.lines == []


def test_a_lambda_raises_what_was_certainly_not_sent(environ: Callable[[str], None]) -> None:
    with peer(listens=False) as twilio:
        client, invoke = lambda_of(twilio.url, environ)
        with client, pytest.raises(TransportError) as caught:
            invoke(1.2)
    assert caught.value.took_effect is False


def test_a_claim_is_made_once_whatever_the_token_says_and_undone_where_the_work_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    names = page("CREATE TABLE claims", "form = ")
    database, sign = names["database"], names["webhook"].validator.compute_signature

    def post(token: str, form: dict[str, str], signed: dict[str, str]) -> int:
        headers = {"X-Twilio-Signature": sign("http://localhost/sms", signed), "I-Twilio-Idempotency-Token": token}
        reply = names["app"].test_client().post("/sms", data=form, headers=headers)
        return int(reply.status_code)

    def questions() -> int:
        return int(database.execute("SELECT count(*) FROM questions").fetchone()[0])

    form = {"MessageSid": "SM1", "NumMedia": "0"}
    database.execute("ALTER TABLE questions RENAME TO elsewhere")
    assert post("one", form, form) == 500
    database.execute("ALTER TABLE elsewhere RENAME TO questions")
    assert [post(token, form, form) for token in ("one", "one", "two")] == [200, 200, 200]
    assert questions() == 1
    assert post("one", {"MessageSid": "SM1NumMedia0"}, form) == 200  # signed all the same: the page warns of it
    assert questions() == 2
    assert isinstance(database, sqlite3.Connection)
    database.close()
