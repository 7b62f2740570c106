"""What the sandbox tells applications: when, signed how, how often, and what becomes of a call that fails."""

from __future__ import annotations

import asyncio
import base64
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl

import pytest

from called import NUMBER, PHONE, SERVICE, App, Asked, Said, dripping, mute, nobody, saying
from conftest import Answers, Colour, Seen, Server
from serving import SIGNATURE
from signing import agrees
from twilio_lite import Message, Request, Response
from twilio_lite.sandbox import Sandbox, _post
from twilio_lite.webhooks import RequestValidator

NO_CONTENT = Response(204, {}, b"")
HOOK = "http://testserver/status"
Serve = Callable[[Answers], Server]


def send(sandbox: Sandbox, callback: str | None = None, **more: Any) -> Message:
    """Send a message from the sandbox's number."""
    given = {"to": PHONE, "from_": NUMBER, "body": "hi", "status_callback": callback, **more}
    return sandbox.client().messages.create(**given)


def told(status: Callable[..., Any]) -> Sandbox:
    """Make a sandbox that tells *status* what becomes of messages."""
    sandbox = Sandbox()
    sandbox.number(NUMBER, status=status)
    return sandbox


def test_an_application_is_told_of_every_status_but_the_first_and_in_order() -> None:
    sandbox = told(app := App())
    message = send(sandbox)
    assert app.asked == []
    sandbox.advance(0.9)
    assert app.asked == []
    sandbox.advance(10)
    assert app.statuses == ["sent", "delivered"]
    assert app.asked[1].form == {
        "MessageSid": message.sid,
        "MessageStatus": "delivered",
        "SmsSid": message.sid,
        "SmsStatus": "delivered",
        "AccountSid": sandbox.account_sid,
        "From": NUMBER,
        "To": PHONE,
        "ApiVersion": "2010-04-01",
        "RawDlrDoneDate": app.asked[1].form["RawDlrDoneDate"],
    }
    assert len(app.asked[1].form["RawDlrDoneDate"]) == 10
    sandbox.advance(10)
    assert len(app.asked) == len(sandbox.deliveries) == 2


def test_a_message_of_a_service_is_told_as_queued_too_and_names_its_service() -> None:
    sandbox = told(app := App())
    send(sandbox, HOOK, from_=None, messaging_service_sid=SERVICE)
    sandbox.advance(2)
    assert app.statuses == ["queued", "sent", "delivered"]
    assert {one.form["MessagingServiceSid"] for one in app.asked} == {SERVICE}


def test_a_scheduled_message_is_told_from_when_it_is_time_and_a_canceled_one_at_once() -> None:
    sandbox = told(app := App())
    time = datetime(2099, 1, 1, tzinfo=UTC)
    scheduled: dict[str, Any] = {"messaging_service_sid": SERVICE, "schedule_type": "fixed", "send_at": time}
    send(sandbox, **scheduled)
    canceled = send(sandbox, **scheduled)
    sandbox.client().messages(canceled.sid).update(status="canceled")
    assert app.statuses == ["canceled"]
    sandbox.advance((time - datetime.now(UTC)).total_seconds() + 100)
    assert app.statuses == ["canceled", "queued", "sent", "delivered"]


@pytest.mark.parametrize(
    ("code", "statuses"),
    [(30001, ["failed"]), (30036, ["failed"]), (30003, ["sent", "undelivered"]), (30007, ["sent", "undelivered"])],
)
def test_a_message_to_a_failing_number_is_told_to_have_failed_with_its_error_code(
    code: int, statuses: list[str]
) -> None:
    sandbox = told(app := App())
    message = send(sandbox, to=f"+155555{code}")
    sandbox.advance(2)
    assert app.statuses == statuses
    assert [one.form.get("ErrorCode") for one in app.asked] == [None] * (len(statuses) - 1) + [str(code)]
    fetched = sandbox.client().messages(message.sid).fetch()
    assert (fetched.status, fetched.error_code) == (statuses[-1], code)
    assert fetched.error_message


def test_each_fetch_takes_a_second_and_tells_what_happened_in_it(colour: Colour) -> None:
    sandbox = told(app := App())
    sid = send(sandbox).sid
    for statuses in (["sent"], ["sent", "delivered"], ["sent", "delivered"]):
        client = sandbox.client() if colour.name == "sync" else sandbox.async_client()
        colour.call(client, lambda client: client.messages(sid).fetch())
        assert app.statuses == statuses


def test_an_asgi_application_runs_in_the_loop_of_an_async_client_and_in_one_of_its_own_for_a_sync_one() -> None:
    loops: list[object] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's
        loops.append(asyncio.get_running_loop())
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    sandbox = Sandbox()
    sandbox.number(NUMBER, status=app)
    sid = send(sandbox).sid

    async def fetch() -> object:
        async with sandbox.async_client() as client:
            await client.messages(sid).fetch()
        sandbox.client().messages(sid).fetch()  # sync code in a loop
        return asyncio.get_running_loop()

    here = asyncio.run(fetch())
    assert [loop is here for loop in loops] == [True, False]
    assert [one.status for one in sandbox.deliveries] == [204, 204]


def test_nothing_is_told_twice_by_threads_that_advance_at_once() -> None:
    sandbox = told(app := App())
    sids = [send(sandbox).sid for _ in range(20)]
    threads = 4
    barrier = threading.Barrier(threads)

    def advance() -> None:
        barrier.wait()
        for _ in range(4):
            sandbox.advance(0.5)

    with ThreadPoolExecutor(threads) as pool:
        for future in [pool.submit(advance) for _ in range(threads)]:
            future.result()
    pairs = [(one.form["MessageSid"], one.form["MessageStatus"]) for one in app.asked]
    assert sorted(pairs) == sorted((sid, status) for sid in sids for status in ("sent", "delivered"))
    assert all(pairs.index((sid, "sent")) < pairs.index((sid, "delivered")) for sid in sids)


def test_nothing_is_told_twice_to_an_application_that_fetches_the_message_while_it_is_told() -> None:
    seen: list[str | None] = []

    def fetching(asked: Asked) -> str:
        seen.append(sandbox.client().messages(asked.form["MessageSid"]).fetch().status)
        return ""

    sandbox = told(app := App(fetching))
    send(sandbox)
    sandbox.advance(1)
    assert app.statuses == ["sent", "delivered"]
    assert seen == ["delivered", "delivered"]


def test_nothing_is_told_twice_by_a_sandbox_that_is_opened_again(tmp_path: Path) -> None:
    file = str(tmp_path / "sandbox.sqlite3")
    with Sandbox(db=file) as first:
        first.number(NUMBER, status=(app := App()))
        send(first)
        first.advance(1)
    with Sandbox(db=file) as second:
        second.number(NUMBER, status=app)
        second.advance(10)
        assert app.statuses == ["sent", "delivered"]
        assert [one.event for one in second.deliveries] == app.statuses


@pytest.mark.parametrize(("to", "rest"), [(PHONE, ["delivered"]), ("+15555530001", [])])
def test_what_a_sandbox_that_was_killed_has_told_is_not_told_again_and_the_rest_is(
    to: str, rest: list[str], tmp_path: Path
) -> None:
    file, later = str(tmp_path / "sandbox.sqlite3"), App()

    def killed(_: Asked) -> str:  # from here on, the first one is as good as dead
        with Sandbox(db=file) as second:
            second.number(NUMBER, status=later)
            second.advance(100)
        return ""

    with Sandbox(db=file) as first:
        first.number(NUMBER, status=App(killed))
        send(first, to=to)
        first.advance(1)
    assert later.statuses == rest


def test_advance_returns_when_what_another_thread_tells_has_been_told() -> None:
    is_told, may_go_on = threading.Event(), threading.Event()

    def waiting(_: Asked) -> str:
        is_told.set()
        may_go_on.wait(10)
        return ""

    sandbox = told(App(waiting))
    send(sandbox)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(sandbox.advance, 1)
        is_told.wait(10)
        second = pool.submit(sandbox.advance, 0)
        with pytest.raises(TimeoutError):
            second.result(0.05)
        may_go_on.set()
        first.result()
        second.result()
    assert len(sandbox.deliveries) == 1


def test_a_message_without_a_callback_and_one_that_was_deleted_are_told_to_nobody() -> None:
    sandbox = Sandbox()
    send(sandbox)
    sandbox.number(NUMBER, status=App())
    sandbox.client().messages(send(sandbox).sid).delete()
    sandbox.advance(10)
    assert sandbox.deliveries == []


def test_a_message_deleted_while_it_is_told_is_told_no_more() -> None:
    def deleting(asked: Asked) -> str:
        sandbox.client().messages(asked.form["MessageSid"]).delete()
        return ""

    sandbox = told(app := App(deleting))
    send(sandbox)
    sandbox.advance(10)
    assert app.statuses == ["sent"]


def test_a_callback_is_signed_as_the_library_and_twilio_python_prove_it() -> None:
    sandbox = told(app := App())
    send(sandbox, body="Grüße & so + 100 %", to="+15555550199")
    send(sandbox, f"{HOOK}?a=b%20c&d=%2B")
    sandbox.advance(1)
    assert len(app.asked) == 2
    for asked, delivery in zip(app.asked, sandbox.deliveries, strict=True):
        signature = asked.headers["X-Twilio-Signature"]
        assert RequestValidator(sandbox.auth_token).validate(delivery.url, asked.form, signature)
        assert agrees(delivery.url, asked.form, signature, sandbox.auth_token)
        assert not agrees(delivery.url, asked.form, signature, "another")
        assert delivery.signature == signature
        assert signature not in repr(delivery)


def test_a_subaccount_signs_with_its_own_token() -> None:
    sandbox = told(app := App())
    account = sandbox.client().accounts.create(friendly_name="below")
    assert account.auth_token
    sandbox.client().accounts(account.sid).messages.create(to=PHONE, from_=NUMBER, body="hi", status_callback=HOOK)
    sandbox.advance(1)
    (asked,) = app.asked
    assert asked.form["AccountSid"] == account.sid
    assert agrees(asked.url, asked.form, asked.headers["X-Twilio-Signature"], account.auth_token)


def test_a_server_on_this_machine_is_told_over_http(serve: Serve) -> None:
    server = serve(lambda _: Response(200, {"Content-Type": "text/plain"}, "schön".encode()))
    sandbox = Sandbox()
    send(sandbox, f"{server.url}/status?x=1")
    sandbox.advance(1)
    (seen,) = server.seen
    assert (seen.method, seen.target) == ("POST", "/status?x=1")
    assert seen.headers["Content-Type"].startswith("application/x-www-form-urlencoded")
    form = dict(parse_qsl(seen.body))
    assert RequestValidator(sandbox.auth_token).validate(f"{server.url}{seen.target}", form, seen.headers[SIGNATURE])
    (delivery,) = sandbox.deliveries
    assert (delivery.url, delivery.event, delivery.attempt) == (f"{server.url}/status?x=1", "sent", 1)
    assert (delivery.status, delivery.answer, delivery.method, delivery.error_code) == (200, "schön", "POST", None)
    assert delivery.parameters == form
    assert delivery.seconds > 0


@pytest.mark.parametrize(
    ("path", "attempts"),
    [
        ("nobody/", 2),
        ("nobody/#rc=0", 1),
        ("nobody/#rc=5", 6),
        ("nobody/#rc=9", 6),
        ("nobody/#rc=many", 2),
        ("nobody/#rp=5xx", 1),
        ("nobody/#rc=2&rp=4xx,ct", 3),
        ("200#rp=all", 1),
        ("503", 1),
        ("503#rp=5xx", 2),
        ("503#rp=4xx", 1),
        ("404#rp=4xx,5xx&rc=2", 3),
        ("404#rp=all", 2),
        ("", 2),
        ("#rp=rt", 1),
        ("#rc=3&rp=ct", 4),
    ],
)
def test_a_callback_is_made_again_as_its_address_says_else_once_when_nobody_is_there(
    serve: Serve, path: str, attempts: int
) -> None:
    def answered(seen: Seen) -> Response | bytes:
        return Response(int(seen.target[1:]), {}, b"") if seen.target[1:] else b""

    server = serve(answered)
    sandbox = Sandbox()
    with nobody() as nowhere:
        send(sandbox, path.replace("nobody", nowhere) if "nobody" in path else f"{server.url}/{path}")
        sandbox.advance(1)
    assert [one.attempt for one in sandbox.deliveries] == [*range(1, attempts + 1)]
    assert "#" not in sandbox.deliveries[0].url
    assert len(server.seen) == (0 if "nobody" in path else attempts)
    assert {seen.target for seen in server.seen} <= {f"/{path.partition('#')[0]}"}
    status = path[:3] if path[:3].isdecimal() else None
    assert {one.status for one in sandbox.deliveries} == {int(status) if status else None}


def test_a_webhook_is_told_by_get_with_its_parameters_in_the_query() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App(), "http://testserver/sms?mine=1"))
    (number,) = numbers(sandbox)
    post(sandbox, f"IncomingPhoneNumbers/{number}", SmsMethod="GET")
    exchange = sandbox.receive(from_=PHONE, to=NUMBER, body="a b&c")
    (asked,) = app.asked
    assert asked.method == "GET"
    assert (asked.form["mine"], asked.form["Body"], asked.form["From"]) == ("1", "a b&c", PHONE)
    assert exchange.delivery
    assert exchange.delivery.url == asked.url
    assert RequestValidator(sandbox.auth_token).validate(asked.url, {}, asked.headers["X-Twilio-Signature"])
    assert agrees(asked.url, {}, asked.headers["X-Twilio-Signature"], sandbox.auth_token)


def numbers(sandbox: Sandbox) -> list[str]:
    """The SIDs of the sandbox's numbers."""
    with sandbox._world.store as store:  # noqa: SLF001 - the library has no such resource
        return [one.sid for one in store.each("number")]


def post(sandbox: Sandbox, path: str, **form: str) -> Any:
    """Ask for a resource that the library has no method for."""
    target = f"/2010-04-01/Accounts/{sandbox.account_sid}/{path}"
    return sandbox.client().send(Request("POST", target, dict, form=form))


@pytest.mark.parametrize(
    ("first", "code"),
    [
        (Said(status="500 Oops"), 11200),
        (Said(status="302 Found"), 11200),
        (None, 11205),
        (Said("<Response>"), 12100),
        (Said('<!DOCTYPE r [<!ENTITY e "e">]><Response>&e;</Response>'), 12100),
        (Said("<Reply/>"), 12102),
        (Said("{}", content_type="application/json"), 12300),
    ],
)
def test_the_fallback_is_asked_once_and_told_what_was_wrong_and_where(first: Said | None, code: int) -> None:
    sandbox = Sandbox()
    with nobody() as nowhere:
        app = saying(*([first] if first else []), "<Message>from the fallback</Message>")
        sandbox.number(NUMBER, sms=(app, "http://testserver/sms") if first else f"{nowhere}/sms", voice=app)
        post(sandbox, f"IncomingPhoneNumbers/{numbers(sandbox)[0]}", SmsFallbackUrl="http://testserver/fallback")
        exchange = sandbox.receive(from_=PHONE, to=NUMBER, body="hi")
    asked = app.asked[-1]
    assert asked.url == "http://testserver/fallback"
    url = "http://testserver/sms" if first else f"{nowhere}/sms"
    assert (asked.form["ErrorCode"], asked.form["ErrorUrl"], asked.form["Body"]) == (str(code), url, "hi")
    assert [reply.body for reply in exchange.replies] == ["from the fallback"]
    assert [one.error_code for one in sandbox.deliveries][-2:] == [code, None]
    assert exchange.delivery == sandbox.deliveries[-1]


def test_a_fallback_that_fails_too_is_the_end_of_it() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App(lambda _: Said("oops", "500 Oops"))))
    fallback = {"SmsFallbackUrl": "http://testserver/fallback", "SmsFallbackMethod": "GET"}
    post(sandbox, f"IncomingPhoneNumbers/{numbers(sandbox)[0]}", **fallback)
    exchange = sandbox.receive(from_=PHONE, to=NUMBER)
    assert [asked.method for asked in app.asked] == ["POST", "GET"]
    assert exchange.replies == []
    assert exchange.delivery
    assert exchange.delivery.url.startswith("http://testserver/fallback?")
    assert exchange.delivery.error_code == 11200


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/status",
        "https://10.0.0.1/status",
        "http://localhost.example.com/",
        "http://127.0.0.1.example.com/",
        "http://[2001:db8::1]/",
        "http://2130706433/",
    ],
)
def test_an_address_elsewhere_is_shown_as_not_sent_and_nothing_leaves(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        pytest.fail("something left")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=url)
    post(sandbox, f"IncomingPhoneNumbers/{numbers(sandbox)[0]}", SmsFallbackUrl=url)
    send(sandbox, url, media_url=url)
    sandbox.advance(1)
    sandbox.receive(from_=PHONE, to=NUMBER, media=[url])
    assert [(one.url, one.event, one.attempt, one.status) for one in sandbox.deliveries] == [
        (url, "sent", 1, None),
        (url, "received", 1, None),
    ]
    assert all(
        one.answer.startswith("not sent: ") and "is not this machine" in one.answer for one in sandbox.deliveries
    )


def test_the_login_of_an_address_is_told_to_who_asks_for_it_and_shown_to_nobody(serve: Serve) -> None:
    server = serve(lambda seen: Response(204 if "Authorization" in seen.headers else 401, {}, b""))
    sandbox = Sandbox()
    send(sandbox, server.url.replace("://", "://ahab:wh%40le@") + "/x?y=/z@example.com")
    sandbox.advance(1)
    first, second = server.seen
    assert second.headers["Authorization"] == "Basic " + base64.b64encode(b"ahab:wh@le").decode()
    assert first.target == second.target == "/x?y=/z@example.com"
    url = f"{server.url}{second.target}"
    assert [(one.url, one.attempt, one.status) for one in sandbox.deliveries] == [(url, 1, 401), (url, 2, 204)]
    form = dict(parse_qsl(second.body))
    assert RequestValidator(sandbox.auth_token).validate(url, form, second.headers[SIGNATURE])


def test_a_login_that_is_no_good_is_told_once_and_never_shown(serve: Serve) -> None:
    server = serve(lambda _: Response(401, {}, b""))
    url = server.url.replace("://", "://ahab:whale@")
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=f"{url}/b")
    with sandbox._world.store as store:  # noqa: SLF001 - what only the API can say
        store.save(next(store.each("number")), sms_fallback_url=url)
    sandbox.receive(from_=PHONE, to=NUMBER, body="hi")
    assert [(one.url, one.attempt) for one in sandbox.deliveries] == [
        (f"{server.url}{path}", attempt) for path in ("/b", "/") for attempt in (1, 2)
    ]
    assert sandbox.deliveries[-1].parameters["ErrorUrl"] == f"{server.url}/b"
    message = send(sandbox, media_url="https://ahab:whale@example.com/a.txt")
    media = sandbox.client().messages(message.sid).media
    assert b"".join(media(media.list()[0].sid).stream_bytes()) == b"The file at https://example.com/a.txt\n"


@pytest.mark.parametrize(
    "url",
    ["http://ahab:whale@testserver/status", "http://TestServer", "http://testserver?a=b", "http://testserver/?#rc=1"],
)
def test_an_address_is_signed_as_an_application_sees_it(url: str) -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, status=((app := App()), url))
    send(sandbox)
    sandbox.advance(1)
    (asked,) = app.asked
    assert "whale" not in asked.url
    assert agrees(asked.url, asked.form, asked.headers["X-Twilio-Signature"], sandbox.auth_token)
    assert sandbox.deliveries[0].url == asked.url


def test_what_looks_like_a_login_but_is_none_leads_nowhere_else(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    known = socket.getaddrinfo

    def asked(host: str, *more: Any) -> Any:
        return known(host, *more) if host == "127.0.0.1" else pytest.fail("something left")

    monkeypatch.setattr(socket, "getaddrinfo", asked)
    server = serve(lambda _: NO_CONTENT)
    sandbox = Sandbox()
    for url in (
        f"{server.url}?next=me@example.com",
        "http://localhost@example.com/",
        "http://127.0.0.1:1@example.com/",
    ):
        send(sandbox, url)
    sandbox.advance(1)
    assert [seen.target for seen in server.seen] == ["/?next=me@example.com"]
    assert [one.status for one in sandbox.deliveries] == [204, None, None]


@pytest.mark.parametrize("path", ["/é", "/a b", "/%", "/\u200b", "/x\ty"])
def test_an_address_that_cannot_be_asked_breaks_nothing(serve: Serve, path: str) -> None:
    server = serve(lambda _: NO_CONTENT)
    sandbox = Sandbox()
    send(sandbox, f"{server.url}{path}", media_url=f"{server.url}{path}")
    message = send(sandbox, f"{server.url}/next")
    assert sandbox.client().messages(message.sid).fetch().status == "sent"
    assert {one.event for one in sandbox.deliveries} == {"sent"}
    assert sandbox.deliveries[-1].status == 204


def test_an_answer_that_does_not_come_in_time_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_post, "TIMEOUT", 0.05)
    for fragment, attempts in (("", 1), ("#rp=ct", 1), ("#rp=rt", 2)):
        sandbox = Sandbox()
        with mute() as silence:
            send(sandbox, f"{silence}/{fragment}")
            sandbox.advance(1)
        assert [(one.status, one.answer) for one in sandbox.deliveries] == [
            (None, "no answer within 0.05 s")
        ] * attempts


def test_an_answer_that_drips_is_cut_off_when_its_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_post, "TIMEOUT", 0.1)
    sandbox = Sandbox()
    with dripping() as url:
        send(sandbox, url)
        sandbox.advance(1)
    (delivery,) = sandbox.deliveries
    assert delivery.answer == "no answer within 0.1 s"
    assert 0.1 <= delivery.seconds < 5


def test_of_an_answer_without_an_end_only_the_beginning_is_read(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_post, "LARGEST_ANSWER", 10)
    sandbox = Sandbox()
    send(sandbox, serve(lambda _: Response(200, {}, b"x" * 1000)).url)
    sandbox.advance(1)
    assert sandbox.deliveries[0].answer == "x" * 10


def test_an_asgi_application_that_never_answers_is_left_alone_after_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_post, "TIMEOUT", 0.02)

    async def stuck(*_: object) -> None:
        await asyncio.Event().wait()

    sandbox = Sandbox()
    sandbox.number(NUMBER, status=stuck)
    send(sandbox)
    sandbox.advance(1)
    assert sandbox.deliveries[0].answer == "no answer within 0.02 s"


def test_an_application_that_raises_is_an_error_500_with_its_traceback(capsys: pytest.CaptureFixture[str]) -> None:
    def broken(_: Asked) -> str:
        raise ZeroDivisionError("mine")

    async def late(*_: object) -> None:
        raise TimeoutError("mine")

    def silent(*_: object) -> list[bytes]:
        return []

    for app, words in ((App(broken), "mine"), (late, "mine"), (silent, "Error")):
        sandbox = Sandbox()
        sandbox.number(NUMBER, status=app)
        send(sandbox)
        sandbox.advance(1)
        (delivery,) = sandbox.deliveries
        assert delivery.status == 500
        assert words in delivery.answer
        assert ("httpx" in delivery.answer) == (app is silent)  # where nothing of the application's own was reached
        assert delivery.answer in capsys.readouterr().err
        assert delivery.answer.startswith("Traceback")


def test_media_are_loaded_from_this_machine_once_and_shown_as_they_came(serve: Serve) -> None:
    server = serve(
        lambda seen: Response(404 if "gone" in seen.target else 200, {"Content-Type": "image/gif"}, b"GIF89a")
    )
    sandbox = Sandbox()
    client = sandbox.client()
    for _ in range(2):
        message = send(sandbox, media_url=[f"{server.url}/cat", f"{server.url}/gone.png"])
    cat, gone = client.messages(message.sid).media.list()
    assert (cat.content_type, gone.content_type) == ("image/gif", "image/png")
    assert b"".join(client.messages(message.sid).media(cat.sid).stream_bytes()) == b"GIF89a"
    assert [seen.target for seen in server.seen] == ["/cat", "/gone.png", "/gone.png"]


def test_an_application_that_lets_time_pass_does_not_wait_for_itself() -> None:
    def late(_: Asked) -> str:
        sandbox.advance(1)
        return ""

    async def later(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's
        sandbox.advance(1)
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    for app in (App(late), later):
        sandbox = told(app)
        send(sandbox)
        started = monotonic()
        sandbox.advance(1)
        assert monotonic() - started < 5
        assert [delivery.event for delivery in sandbox.deliveries] == ["sent", "delivered"]


def test_a_test_that_ends_within_its_application_leaves_nothing_under_way() -> None:
    def ended(_: Asked) -> str:
        pytest.fail("here")

    sandbox = told(App(ended))
    send(sandbox)
    with pytest.raises(pytest.fail.Exception) as kept:
        sandbox.advance(1)
    assert kept
    assert sandbox._world.under_way == 0  # noqa: SLF001 - what `advance` would wait for


def test_who_gives_up_waiting_for_an_application_leaves_nothing_under_way() -> None:
    async def stuck(*_: object) -> None:
        await asyncio.Event().wait()

    async def fetch() -> None:
        await asyncio.wait_for(sandbox.async_client().messages(sid).fetch(), 0.05)

    sandbox = told(stuck)
    sid = send(sandbox).sid
    with pytest.raises(TimeoutError) as kept:
        asyncio.run(fetch())
    assert kept
    assert sandbox._world.under_way == 0  # noqa: SLF001 - what `advance` would wait for


def test_an_application_that_fetches_when_it_is_told_is_told_of_every_message() -> None:
    def fetching(asked: Asked) -> str:
        client.messages(asked.form["MessageSid"]).fetch()
        return ""

    async def fetching_too(_: Any, receive: Any, send: Any) -> None:
        client.messages(dict(parse_qsl((await receive())["body"].decode()))["MessageSid"]).fetch()
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    for app in (App(fetching), fetching_too):
        client = (sandbox := told(app)).client()
        for _ in range(60):
            send(sandbox)
        sandbox.advance(1)
        assert [delivery.status for delivery in sandbox.deliveries] == [200] * 120


def test_what_a_teller_that_never_came_back_had_is_not_told_again_and_the_rest_when_it_is_time() -> None:
    sandbox = told(app := App())
    sid = send(sandbox).sid
    with sandbox._world.store as store:  # noqa: SLF001 - as if it had been killed while it told "sent"
        claimed = store.get("message", sid)
        claimed.due = claimed.created
        store.save(claimed, told=2)
    sandbox.advance(1)
    assert app.statuses == []
    sandbox.advance(1)
    assert app.statuses == ["delivered"]
