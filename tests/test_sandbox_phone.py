"""Messages from phones: what an application is told of them, and what becomes of its answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from starlette.applications import Starlette
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from called import NUMBER, PHONE, SERVICE, App, Asked, Said, bare, saying
from conftest import TOKEN
from serving import uvicorn_of, werkzeug_of
from signing import agrees
from twilio_lite import ArgumentError, BadRequestError, Message, webhooks
from twilio_lite.sandbox import Exchange, Sandbox
from twilio_lite.twiml import Message as Reply
from twilio_lite.twiml import MessagingResponse
from twilio_lite.webhooks.flask import Webhook

GIF = b"GIF89a made up"


async def greet(request: Request) -> Response:
    form = await request.form()
    return Response(f"<Response><Message>Hello {form['Body']}</Message></Response>", media_type="text/xml")


async def stream(request: Request) -> StreamingResponse:
    body = (await request.form())["Body"]

    async def parts() -> AsyncIterator[str]:
        for part in ("<Response><Message>", f"Hello {body}", "</Message></Response>"):
            yield part

    return StreamingResponse(parts(), media_type="text/xml")


async def passing(request: Request, call_next: Any) -> Any:
    return await call_next(request)


starlette = Starlette(routes=[Route("/sms", greet, methods=["POST"]), Route("/stream", stream, methods=["POST"])])
wrapped = BaseHTTPMiddleware(starlette, dispatch=passing)


def guarded(token: str) -> Flask:
    """Make a Flask application that proves its requests, and notes whether twilio-python does so too."""
    app = Flask("guarded")
    app.config["proved"] = []

    @app.post("/sms")
    @Webhook(token)(webhooks.InboundMessage)
    def sms(message: webhooks.InboundMessage) -> MessagingResponse:
        from flask import request  # noqa: PLC0415

        signature = request.headers["X-Twilio-Signature"]
        app.config["proved"].append(agrees(request.url, request.form, signature, token))
        return MessagingResponse(Reply(f"You said {message.body}"))

    return app


def received(says: str | Said, **more: Any) -> tuple[Sandbox, Exchange]:
    """Let a phone send "hi" to an application that says this."""
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=saying(says))
    return sandbox, sandbox.receive(from_=PHONE, to=NUMBER, **{"body": "hi", **more})


def bodies(messages: list[Message]) -> list[str | None]:
    """The texts of messages."""
    return [message.body for message in messages]


def test_an_application_is_told_of_a_message_from_a_phone_and_its_reply_is_sent() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App(lambda asked: f"<Message>{escape(asked.form['Body'])} yourself</Message>")))
    exchange = sandbox.receive(from_="+1 (555) 555-0100", to=NUMBER, body="Grüße & so")
    (asked,) = app.asked
    assert (asked.method, asked.url) == ("POST", "http://testserver/sms")
    assert asked.form == {
        "MessageSid": exchange.message.sid,
        "SmsSid": exchange.message.sid,
        "SmsMessageSid": exchange.message.sid,
        "AccountSid": sandbox.account_sid,
        "From": PHONE,
        "To": NUMBER,
        "Body": "Grüße & so",
        "NumMedia": "0",
        "NumSegments": "1",
        "SmsStatus": "received",
        "ApiVersion": "2010-04-01",
        **{f"{side}{place}": "" for side in ("From", "To") for place in ("City", "State", "Zip")},
        "FromCountry": "US",
        "ToCountry": "US",
    }
    message, (reply,) = exchange.message, exchange.replies
    assert (message.direction, message.status, message.from_, message.to) == ("inbound", "received", PHONE, NUMBER)
    assert (reply.direction, reply.status, reply.from_, reply.to) == ("outbound-reply", "queued", NUMBER, PHONE)
    assert reply.body == "Grüße & so yourself"
    assert (sandbox.inbox, sandbox.outbox) == ([message], [reply])
    assert exchange.delivery == sandbox.deliveries[0]
    assert (exchange.delivery.event, exchange.delivery.status) == ("received", 200)


def test_every_kind_of_application_answers_a_phone() -> None:
    with (
        uvicorn_of(starlette, lifespan="off") as uvicorn,
        werkzeug_of(App(lambda _: "<Message>Hello hi</Message>")) as werkzeug,
    ):
        for app, words in (
            (starlette, "Hello hi"),
            ((starlette, "/stream"), "Hello hi"),
            ((wrapped, "http://testserver/stream"), "Hello hi"),
            (bare, "bare hi"),
            (App(lambda _: "<Message>Hello hi</Message>"), "Hello hi"),
            (f"{uvicorn.url}/sms", "Hello hi"),
            (f"{werkzeug.url}/sms", "Hello hi"),
        ):
            sandbox = Sandbox()
            sandbox.number(NUMBER, sms=app)
            assert bodies(sandbox.receive(from_=PHONE, to=NUMBER, body="hi").replies) == [words]
            assert bodies(asyncio.run(sandbox.areceive(from_=PHONE, to=NUMBER, body="hi")).replies) == [words]


def test_an_asgi_application_answers_a_phone_in_the_loop_of_who_awaits_it() -> None:
    loops = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        loops.append(asyncio.get_running_loop())
        await bare(scope, receive, send)

    async def send() -> object:
        await sandbox.areceive(from_=PHONE, to=NUMBER, body="1")
        await sandbox.phone(PHONE).asend("2", to=NUMBER)
        sandbox.receive(from_=PHONE, to=NUMBER, body="3")
        return asyncio.get_running_loop()

    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=app)
    here = asyncio.run(send())
    assert [loop is here for loop in loops] == [True, True, False]
    assert bodies(sandbox.outbox) == ["bare 1", "bare 2", "bare 3"]


def test_a_flask_application_that_proves_its_requests_takes_the_sandbox_for_twilio() -> None:
    sandbox = Sandbox(auth_token=TOKEN)
    sandbox.number(NUMBER, sms=(app := guarded(TOKEN)))
    assert bodies(sandbox.receive(from_=PHONE, to=NUMBER, body="Grüße & so + 100 %").replies) == [
        "You said Grüße & so + 100 %"
    ]
    with werkzeug_of(app) as site:
        sandbox.number(NUMBER, sms=f"{site.url}/sms?a=%20b&c")
        assert bodies(sandbox.receive(from_=PHONE, to=NUMBER, body="hi").replies) == ["You said hi"]
    assert app.config["proved"] == [True, True]
    other = Sandbox()
    other.number(NUMBER, sms=app)
    exchange = other.receive(from_=PHONE, to=NUMBER, body="hi")
    assert exchange.delivery
    assert (exchange.delivery.status, exchange.replies) == (403, [])


@pytest.mark.parametrize(
    ("says", "replies"),
    [
        ("", []),
        ("<Message>one</Message><Message>two</Message>", ["one", "two"]),
        ("<Message><Body>in</Body></Message>", ["in"]),
        ("<Message>\n  text  \n</Message>", ["text"]),
        ("<Message>&lt;&amp;é</Message>", ["<&é"]),
        ("<Say>no message</Say><Message>yes</Message>", ["yes"]),
        ("<Message/><Message>after an empty one</Message>", ["after an empty one"]),
        ("<!-- nothing -->", []),
        (Said("plain words", content_type="text/plain; charset=utf-8"), ["plain words"]),
        (Said("", content_type="text/plain"), []),
        (Said(" \n", content_type="application/json"), []),
        (Said("", status="204 No Content"), []),
        (Said("<Response><Message>html</Message></Response>", content_type="text/html"), ["html"]),
        (Said("<Response><Message>xml</Message></Response>", content_type="application/xml"), ["xml"]),
        (Said("<Response><Message>no type</Message></Response>", content_type=""), ["no type"]),
    ],
)
def test_what_an_application_answers_is_sent_back(says: str | Said, replies: list[str]) -> None:
    sandbox, exchange = received(says)
    assert bodies(exchange.replies) == bodies(sandbox.outbox) == replies


@pytest.mark.parametrize(
    ("says", "code"),
    [
        (Said("<Response><Message>", content_type="text/xml"), 12100),
        (Said("words", content_type="text/xml"), 12100),
        (Said("<Response>" * 5000, content_type="text/xml"), 12100),
        (Said("<twiml/>"), 12102),
        (Said('{"message": "hi"}', content_type="application/json"), 12300),
        (Said("GIF", content_type="image/gif"), 12300),
        (Said("<Response/>", status="404 Not Found"), 11200),
        ("<Message/>", 21602),
        (f"<Message>{'x' * 1601}</Message>", 21617),
        ("<Message to='nobody'>x</Message>", 21211),
        ("<Message><Media>nowhere</Media></Message>", None),
        ("<Message><Media>ftp://example.com/</Media></Message>", 21620),
        ("<Message><Media>http://[</Media></Message>", 21620),
        ("<Redirect>http://[</Redirect>", 11205),
        ("<Redirect>mailto:me</Redirect>", 11205),
        ("<Redirect>http://127.0.0.1:99999/</Redirect>", 11205),
    ],
)
def test_what_is_wrong_with_an_answer_is_noted_with_the_delivery(says: str | Said, code: int | None) -> None:
    sandbox, _ = received(says)
    assert sandbox.deliveries[-1].error_code == code


def test_an_application_that_raises_answers_nothing_and_the_message_is_there() -> None:
    def broken(_: Asked) -> str:
        raise ZeroDivisionError

    for app in (App(broken), lambda *_: broken):
        sandbox = Sandbox()
        sandbox.number(NUMBER, sms=app)
        exchange = sandbox.receive(from_=PHONE, to=NUMBER, body="hi")
        assert exchange.delivery
        assert (exchange.delivery.status, exchange.delivery.error_code) == (500, 11200)
        assert exchange.replies == []
        assert bodies(sandbox.inbox) == ["hi"]


def test_a_reply_goes_where_its_attributes_say_and_its_callback_is_told() -> None:
    def says(asked: Asked) -> str:
        if "MessageStatus" in asked.form:
            return ""
        return """
            <Message to="+15555550101" from="+15005550009" statusCallback="told?x=1">one</Message>
            <Message action="/told">two</Message>
        """

    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=((app := App(says)), "http://testserver/below/sms"))
    one, two = sandbox.receive(from_=PHONE, to=NUMBER, body="hi").replies
    assert (one.to, one.from_, two.to, two.from_) == ("+15555550101", "+15005550009", PHONE, NUMBER)
    sandbox.advance(1)
    assert [asked.url for asked in app.asked[1:]] == ["http://testserver/below/told?x=1", "http://testserver/told"]


@pytest.mark.parametrize("target", ["next", "/below/next", "http://testserver/below/next"])
@pytest.mark.parametrize("method", ["POST", "GET", "get"])
def test_a_redirect_is_followed_with_the_same_message(target: str, method: str) -> None:
    app = saying(
        f"<Message>one</Message><Redirect method='{method}'>{target}</Redirect><Message>no</Message>",
        "<Message>two</Message>",
    )
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app, "http://testserver/below/sms"))
    exchange = sandbox.receive(from_=PHONE, to=NUMBER, body="hi")
    assert bodies(exchange.replies) == ["one", "two"]
    first, second = app.asked
    assert (second.method, second.url.partition("?")[0]) == (method.upper(), "http://testserver/below/next")
    assert second.form == first.form
    assert len(sandbox.deliveries) == 2


def test_an_application_that_redirects_for_ever_is_left_after_twenty_documents() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App(lambda _: "<Redirect/>")))
    sandbox.receive(from_=PHONE, to=NUMBER)
    assert len(app.asked) == 20


def test_a_phone_sends_media_by_url_as_bytes_and_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "my #1 cat?.png"
    file.write_bytes(b"\x89PNG made up")
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App()))
    sandbox.hold("https://example.com/held", b"held", "text/vcard")
    media: list[str | bytes | Path] = ["https://example.com/held", GIF, b"?", file]
    message = sandbox.phone(PHONE).send(to=NUMBER, media=media).message
    form = app.asked[0].form
    assert (form["NumMedia"], form["NumSegments"], message.num_media, message.sid[:2]) == ("4", "1", 4, "MM")
    types = [form[f"MediaContentType{place}"] for place in range(4)]
    assert types == ["text/vcard", "image/gif", "application/octet-stream", "image/png"]
    files = [b"".join(one.stream_bytes()) for one in media_of(sandbox, form)]
    assert files == [b"held", GIF, b"?", b"\x89PNG made up"]


def media_of(sandbox: Sandbox, form: dict[str, str]) -> list[Any]:
    """The media whose addresses an application was told."""
    places = range(int(form["NumMedia"]))
    sids = [form[f"MediaUrl{place}"].removeprefix("https://api.twilio.com").split("/")[-3::2] for place in places]
    client = sandbox.client()
    return [client.messages(message).media(sid) for message, sid in sids]


def test_media_in_a_reply_are_relative_to_the_application_and_loaded_from_it() -> None:
    def says(asked: Asked) -> str | Said:
        if asked.method == "GET":
            return Said("GIF89a", content_type="image/gif")
        return "<Message><Body>look</Body><Media>/cat</Media><Media>https://example.com/dog.png</Media></Message>"

    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App(says)))
    (reply,) = sandbox.receive(from_=PHONE, to=NUMBER, body="hi").replies
    assert (reply.body, reply.num_media) == ("look", 2)
    assert [asked.url for asked in app.asked] == ["http://testserver/sms", "http://testserver/cat"]
    types = [one.content_type for one in sandbox.client().messages(reply.sid).media.list()]
    assert types == ["image/gif", "image/png"]


def test_where_nothing_listens_a_message_is_only_kept() -> None:
    sandbox = Sandbox()
    sandbox.number("+15005550009")
    for number in (NUMBER, "+15005550009"):
        exchange = sandbox.receive(from_=PHONE, to=number, body="hi")
        assert (exchange.delivery, exchange.replies, exchange.message.to) == (None, [], number)
    assert bodies(sandbox.inbox) == ["hi", "hi"]


def test_a_phone_sees_what_it_sent_and_what_was_sent_to_it_and_nothing_else() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=App(lambda _: "<Message>answer</Message>"))
    mine, other = sandbox.phone("+1 555 555 0100"), sandbox.phone("+15555550101")
    mine.send("question", to=NUMBER)
    other.send("another", to=NUMBER)
    sandbox.client().messages.create(to=PHONE, from_=NUMBER, body="news")
    assert bodies(mine.messages) == ["question", "answer", "news"]
    assert bodies(other.messages) == ["another", "answer"]
    assert repr(mine) == f"Phone('{PHONE}')"


@pytest.mark.parametrize("word", ["STOP", " stop ", "Unsubscribe", "QUIT"])
def test_after_stop_a_direct_message_is_refused_and_that_of_a_service_fails(word: str) -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=(app := App()))
    client = sandbox.client()
    (answer,) = sandbox.receive(from_=PHONE, to=NUMBER, body=word).replies
    assert "unsubscribed" in (answer.body or "")
    assert app.asked[0].form["Body"] == word
    with pytest.raises(BadRequestError) as refused:
        client.messages.create(to=PHONE, from_=NUMBER, body="hi")
    assert (refused.value.code, refused.value.took_effect) == (21610, False)
    for from_ in (None, NUMBER):
        message = client.messages.create(to=PHONE, from_=from_, messaging_service_sid=SERVICE, body="hi")
        assert message.status == "accepted"
        sandbox.advance(1)
        message = client.messages(message.sid).fetch()
        assert (message.status, message.error_code) == ("failed", 21610)
    assert client.messages.create(to=PHONE, from_="+15005550009", body="from another").sid
    assert client.messages.create(to="+15555550101", from_=NUMBER, body="to another").sid


def test_after_stop_nothing_is_answered_until_start() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=App(lambda _: "<Message>answer</Message>"))
    phone = sandbox.phone(PHONE)
    words = ["YES", "HELP", "STOP", "STOP", "HELP", "hi", "START", "hi", "STOPALL", "yes", "stop", "unstop"]
    replies = [[(body or "").split(".")[0] for body in bodies(phone.send(word, to=NUMBER).replies)] for word in words]
    stopped, started = (
        "You have successfully been unsubscribed",
        "You have successfully been re-subscribed to messages from this number",
    )
    assert replies == [
        ["answer"],
        ["Reply STOP to unsubscribe", "answer"],
        [stopped],
        [],
        [],
        [],
        [started, "answer"],
        ["answer"],
        [stopped],
        [started, "answer"],
        [stopped],
        [started, "answer"],
    ]
    assert {one.error_code for one in sandbox.deliveries} == {None, 21610}


def test_stop_counts_for_the_number_it_was_sent_to_also_after_another_was_started_again() -> None:
    sandbox = Sandbox()
    phone, client = sandbox.phone(PHONE), sandbox.client()
    phone.send("STOP", to=NUMBER)
    phone.send("STOP", to="+15005550009")
    phone.send("START", to="+15005550009")
    assert client.messages.create(to=PHONE, from_="+15005550009", body="hi").sid
    with pytest.raises(BadRequestError, match="unsubscribed"):
        client.messages.create(to=PHONE, from_=NUMBER, body="hi")


def test_in_a_strict_sandbox_a_number_that_is_not_there_answers_nothing() -> None:
    sandbox = Sandbox(strict=True)
    assert sandbox.receive(from_=PHONE, to=NUMBER, body="STOP").replies == []
    sandbox.number(NUMBER)
    assert len(sandbox.receive(from_=PHONE, to=NUMBER, body="START").replies) == 1


def test_what_cannot_be_sent_or_registered_is_refused_at_once() -> None:
    sandbox = Sandbox()
    for use in (
        lambda: sandbox.receive(from_="", to=NUMBER, body="hi"),
        lambda: sandbox.receive(from_=PHONE, to="", body="hi"),
        lambda: sandbox.receive(from_=PHONE, to="nobody", body="hi"),
        lambda: sandbox.receive(from_=PHONE, to=NUMBER, body="x" * 1601),
        lambda: sandbox.receive(from_=PHONE, to=NUMBER, media=["cat.png"]),
        lambda: sandbox.receive(from_=PHONE, to=NUMBER, media=[7]),  # type: ignore[list-item]  # the same
        lambda: sandbox.number("12345"),
        lambda: sandbox.number("alice"),
        lambda: sandbox.number(NUMBER, sms="nowhere"),
        lambda: sandbox.number(NUMBER, sms="http://my_host/"),
        lambda: sandbox.number(NUMBER, voice=7),  # type: ignore[arg-type]  # what a caller without a checker may do
        lambda: sandbox.number(NUMBER, status=(7, "/x")),  # type: ignore[arg-type]  # the same
        lambda: sandbox.advance(-1),
        lambda: sandbox.advance(float("nan")),
        lambda: sandbox.advance(float("inf")),
        lambda: sandbox.fail_next(status=200),
        lambda: sandbox.fail_next(status=500, times=0),
        lambda: Sandbox("AC1"),
    ):
        with pytest.raises(ArgumentError):
            use()
    assert sandbox.inbox == []
    assert sandbox.client().messages.create(to=PHONE, from_=NUMBER, body="hi").status == "queued"


def test_applications_have_an_origin_of_their_own_and_one_keeps_its_own() -> None:
    one, two, three = App(lambda _: "<Message>1</Message>"), App(lambda _: "<Message>2</Message>"), App()
    sandbox = Sandbox()
    sandbox.number(NUMBER, sms=one)
    sandbox.number("+15005550009", sms=two)
    sandbox.number("+15005550010", sms=(three, "https://shop.example/hook?x=1"))
    sandbox.number("+15005550011", sms=(one, "/other"))
    for number in (NUMBER, "+15005550009", "+15005550010", "+15005550011"):
        sandbox.receive(from_=PHONE, to=number)
    assert [asked.url for asked in one.asked] == ["http://testserver/sms", "http://testserver/other"]
    assert [asked.url for asked in two.asked] == ["http://testserver:8001/sms"]
    assert [asked.url for asked in three.asked] == ["https://shop.example/hook?x=1"]
    sandbox.number(NUMBER, sms=two)
    assert bodies(sandbox.receive(from_=PHONE, to=NUMBER).replies) == ["2"]
