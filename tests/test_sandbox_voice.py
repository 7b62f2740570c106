"""Phone calls in the sandbox: what their TwiML does, which keys are pressed, and who is told of them."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest

from called import NUMBER, PHONE, App, Asked, Said, saying
from conftest import Colour
from serving import uvicorn_of
from signing import agrees
from twilio_lite import ArgumentError, BadRequestError, Call
from twilio_lite.sandbox import Sandbox, Step

VOICE = "http://testserver/voice"


def dialled(app: App | None = None, **more: Any) -> tuple[Sandbox, Call]:
    """Make a sandbox with a number, of which *app* is the voice, and call a phone from it."""
    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=app or App())
    return sandbox, call(sandbox, **more)


def call(sandbox: Sandbox, **more: Any) -> Call:
    """Call a phone."""
    given = {"to": PHONE, "from_": NUMBER, **({} if "twiml" in more else {"url": VOICE}), **more}
    return sandbox.client().calls.create(**given)


def heard(sandbox: Sandbox, call: Call) -> list[tuple[str, str]]:
    """The steps of a call, without their attributes."""
    return [(step.verb, step.text) for step in sandbox.steps(call.sid)]


def test_the_instructions_of_a_call_are_asked_for_when_it_is_answered_and_its_steps_are_shown() -> None:
    app = saying(
        '<Say voice="alice">Hello</Say><Play loop="2">/ring.mp3</Play><Pause length="3"/><Hangup/><Say>no</Say>'
    )
    sandbox, made = dialled(app)
    sandbox.advance(1.9)
    assert (app.asked, sandbox.steps(made.sid)) == ([], [])
    sandbox.advance(0.1)
    (asked,) = app.asked
    assert asked.form == {
        "CallSid": made.sid,
        "AccountSid": sandbox.account_sid,
        "From": NUMBER,
        "To": PHONE,
        "Caller": NUMBER,
        "Called": PHONE,
        "CallStatus": "in-progress",
        "ApiVersion": "2010-04-01",
        "Direction": "outbound-api",
    }
    assert agrees(asked.url, asked.form, asked.headers["X-Twilio-Signature"], sandbox.auth_token)
    assert sandbox.steps(made.sid) == [
        Step(verb="Say", text="Hello", attributes={"voice": "alice"}),
        Step(verb="Play", text="/ring.mp3", attributes={"loop": "2"}),
        Step(verb="Pause", text="", attributes={"length": "3"}),
        Step(verb="Hangup", text="", attributes={}),
    ]
    sandbox.advance(10)
    assert len(app.asked) == 1
    assert [one.status for one in sandbox.calls] == ["completed"]


def test_a_call_brings_its_own_twiml_or_has_nothing_to_say() -> None:
    for twiml, steps in (
        ("<Response><Say>own</Say></Response>", [("Say", "own")]),
        ("<Response/>", []),
        ("<Response><Say>", []),
        ("<Say>root</Say>", []),
    ):
        sandbox, made = dialled(twiml=twiml)
        sandbox.advance(2)
        assert heard(sandbox, made) == steps
        assert sandbox.deliveries == []


def test_other_verbs_are_shown_with_what_is_in_them_and_have_no_effect() -> None:
    sandbox, made = dialled(
        saying("<Dial timeout='9'><Number>+15555550101</Number></Dial><Record/><Say>after<break/></Say><Sms>x</Sms>")
    )
    sandbox.advance(2)
    assert heard(sandbox, made) == [
        ("Dial", ""),
        ("Dial/Number", "+15555550101"),
        ("Record", ""),
        ("Say", "after"),
        ("Say/break", ""),
        ("Sms", "x"),
    ]
    assert len(sandbox.calls) == 1


@pytest.mark.parametrize(
    ("says", "steps"),
    [
        (Said("plain words", content_type="text/plain"), [("Say", "plain words")]),
        (Said(""), []),
        (Said("<Response>"), []),
        (Said("oops", status="500 Oops"), []),
        ("<Reject/><Say>no</Say>", [("Reject", "")]),
    ],
)
def test_a_call_takes_what_an_application_answers(says: str | Said, steps: list[tuple[str, str]]) -> None:
    sandbox, made = dialled(saying(says))
    sandbox.advance(3)
    assert heard(sandbox, made) == steps
    assert sandbox.calls[0].status == "completed"


def test_the_fallback_of_a_call_is_asked_when_its_instructions_cannot_be_had() -> None:
    app = saying(Said(status="500 Oops"), "<Say>instead</Say>")
    sandbox, made = dialled(app, fallback_url="http://testserver/fallback", fallback_method="GET")
    sandbox.advance(2)
    assert heard(sandbox, made) == [("Say", "instead")]
    asked = app.asked[1]
    assert (asked.method, asked.url.partition("?")[0]) == ("GET", "http://testserver/fallback")
    assert (asked.form["ErrorCode"], asked.form["ErrorUrl"]) == ("11200", VOICE)


@pytest.mark.parametrize(
    ("gather", "keys", "pressed", "left"),
    [
        ("", "123", ["123"], ""),
        ("", "12#34", ["12", "34"], ""),
        ("", "", [], ""),
        ("", "#12", [], "12"),
        ("numDigits='1'", "12", ["1", "2"], ""),
        ("numDigits='2'", "1#345", ["1", "34", "5"], ""),
        ("numDigits='4'", "12", ["12"], ""),
        ("numDigits='2'", "12#3", ["12"], "3"),
        ("numDigits='many'", "12", ["12"], ""),
        ("finishOnKey='*'", "1#2*3", ["1#2", "3"], ""),
        ("finishOnKey=''", "1#2*", ["1#2*"], ""),
        ("finishOnKey='*#'", "1*2#", ["1", "2"], ""),
        ("finishOnKey='' numDigits='3'", "1#2*", ["1#2", "*"], ""),
    ],
)
def test_each_gather_takes_of_the_keys_what_it_waits_for(gather: str, keys: str, pressed: list[str], left: str) -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=(app := App(lambda _: f"<Gather {gather}/>")))
    sandbox.phone(PHONE).press(keys)
    made = call(sandbox)
    sandbox.advance(2)
    assert [asked.form.get("Digits") for asked in app.asked] == [None, *pressed]
    assert [text for verb, text in heard(sandbox, made) if verb == "Digits"] == pressed
    assert sandbox._world.keys[PHONE] == left  # noqa: SLF001 - nobody else sees them


@pytest.mark.parametrize("to", ["", "nonsense", "12345", "whatsapp:+15005550006"])
def test_a_phone_calls_phone_numbers_only(to: str) -> None:
    sandbox = Sandbox()
    with pytest.raises(ArgumentError, match=f"you are attempting to call, {re.escape(to)}, is not valid"):
        sandbox.phone(PHONE).call(to=to)
    assert sandbox.calls == []


def test_digits_go_to_the_action_of_their_gather_and_without_any_the_call_goes_on() -> None:
    def says(asked: Asked) -> str:
        match asked.url.removeprefix("http://testserver/").partition("?")[0], asked.form.get("Digits"):
            case "voice", None:
                return "<Gather action='menu/first' numDigits='1'><Say>Press 1</Say></Gather><Say>Nothing pressed</Say>"
            case "menu/first", "1":
                return "<Gather action='second' method='GET' finishOnKey='#'><Play>tone</Play></Gather>"
            case "menu/second", "42":
                return "<Say>Thanks</Say><Gather/><Say>Bye</Say>"
            case other:
                return f"<Say>{other}</Say>"

    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=(app := App(says)))
    made = sandbox.phone(PHONE).call(to=NUMBER, digits="142#")
    assert heard(sandbox, made) == [
        ("Gather", ""),
        ("Gather/Say", "Press 1"),
        ("Digits", "1"),
        ("Gather", ""),
        ("Gather/Play", "tone"),
        ("Digits", "42"),
        ("Say", "Thanks"),
        ("Gather", ""),
        ("Say", "Bye"),
    ]
    assert [asked.method for asked in app.asked] == ["POST", "POST", "GET"]
    assert [asked.form["CallStatus"] for asked in app.asked] == ["ringing", "in-progress", "in-progress"]
    made = sandbox.phone(PHONE).call(to=NUMBER)
    assert heard(sandbox, made) == [("Gather", ""), ("Gather/Say", "Press 1"), ("Say", "Nothing pressed")]


def test_a_redirect_in_a_call_is_followed_and_for_ever_is_twenty_documents() -> None:
    sandbox, made = dialled(saying("<Say>1</Say><Redirect method='GET'>/next</Redirect><Say>no</Say>", "<Say>2</Say>"))
    sandbox.advance(2)
    assert heard(sandbox, made) == [("Say", "1"), ("Redirect", "/next"), ("Say", "2")]
    assert [(one.method, one.url.partition("?")[0]) for one in sandbox.deliveries] == [
        ("POST", VOICE),
        ("GET", "http://testserver/next"),
    ]
    sandbox, made = dialled(app := App(lambda _: "<Redirect/>"))
    sandbox.advance(2)
    assert len(heard(sandbox, made)) == 20
    assert len(app.asked) == 21


def test_an_address_in_twiml_that_is_none_ends_a_call_and_breaks_nothing() -> None:
    for target in ("http://[", "mailto:me", "http://127.0.0.1:99999/", "http://example.com/é"):
        sandbox, made = dialled(saying(f"<Redirect>{target}</Redirect>"))
        sandbox.advance(3)
        assert sandbox.client().calls(made.sid).fetch().status == "completed"
        assert sandbox.deliveries[-1].status is None
    sandbox, made = dialled(twiml="<Response><Gather/></Response>")
    sandbox.phone(PHONE).press("1")
    sandbox.advance(3)
    assert sandbox.calls[0].status == "completed"


@pytest.mark.parametrize(
    "more", [{"url": "http://testserver/other"}, {"twiml": "<Response><Say>other</Say></Response>"}]
)
@pytest.mark.parametrize("first", [{}, {"twiml": "<Response><Say>first</Say></Response>"}])
def test_a_call_in_progress_is_redirected_at_once(more: dict[str, str], first: dict[str, str]) -> None:
    sandbox, made = dialled(App(lambda asked: f"<Say>{'other' if 'other' in asked.url else 'first'}</Say>"), **first)
    context = sandbox.client().calls(made.sid)
    with pytest.raises(BadRequestError):
        context.update(**more)  # type: ignore[arg-type]  # one of both
    sandbox.advance(2)
    context.update(**more)  # type: ignore[arg-type]  # the same
    assert heard(sandbox, made) == [("Say", "first"), ("Say", "other")]
    sandbox.advance(10)
    assert heard(sandbox, made) == [("Say", "first"), ("Say", "other")]
    assert sandbox.calls[0].status == "completed"


@pytest.mark.parametrize(
    ("events", "statuses"),
    [
        (None, ["completed"]),
        (["answered"], ["in-progress"]),
        (["initiated", "ringing", "answered", "completed"], ["initiated", "ringing", "in-progress", "completed"]),
        (["initiated ringing"], ["initiated", "ringing"]),
    ],
)
def test_who_asked_for_it_is_told_of_a_calls_events(events: list[str] | None, statuses: list[str]) -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, status=(app := App()))
    call(sandbox, twiml="<Response/>", status_callback="http://testserver/status", status_callback_event=events)
    sandbox.advance(10)
    assert app.statuses == statuses
    last = app.asked[-1]
    assert ("CallDuration" in last.form) == (statuses[-1] == "completed")
    assert agrees(last.url, last.form, last.headers["X-Twilio-Signature"], sandbox.auth_token)


def test_the_end_of_a_call_is_told_with_its_duration_by_the_method_it_names() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, status=(app := App()))
    given = {"status_callback": "http://testserver/status", "status_callback_method": "GET"}
    call(sandbox, twiml="<Response/>", **given)
    canceled = call(sandbox, twiml="<Response/>", **given)
    sandbox.client().calls(canceled.sid).update(status="canceled")
    sandbox.advance(10)
    first, second = app.asked
    assert (first.method, first.form["CallStatus"], first.form["CallSid"]) == ("GET", "canceled", canceled.sid)
    assert (second.form["CallStatus"], second.form["CallDuration"], second.form["Duration"]) == ("completed", "2", "1")


def test_each_fetch_of_a_call_takes_a_second_and_its_instructions_are_carried_out(colour: Colour) -> None:
    sandbox, made = dialled(saying("<Say>hi</Say>"))
    for status in ("ringing", "in-progress", "completed"):
        client = sandbox.client() if colour.name == "sync" else sandbox.async_client()
        assert colour.call(client, lambda client: client.calls(made.sid).fetch()).status == status
    assert heard(sandbox, made) == [("Say", "hi")]


def test_a_call_from_a_phone_goes_to_the_voice_of_the_number_and_its_end_to_its_status() -> None:
    app = App(lambda asked: "" if "Duration" in asked.form else "<Say>Welcome</Say>")
    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=app, status=app)
    made = sandbox.phone(PHONE).call(to=NUMBER)
    assert (made.direction, made.status, made.from_, made.to) == ("inbound", "completed", PHONE, NUMBER)
    assert made.phone_number_sid
    assert heard(sandbox, made) == [("Say", "Welcome")]
    assert [(asked.url, asked.form["CallStatus"], asked.form["Direction"]) for asked in app.asked] == [
        (VOICE, "ringing", "inbound"),
        ("http://testserver/status", "completed", "inbound"),
    ]
    sandbox.advance(10)
    assert len(app.asked) == 2
    assert sandbox.calls == [made]


@pytest.mark.parametrize(
    ("twiml", "status"),
    [("<Reject/>", "no-answer"), ("<Reject reason='busy'/>", "busy"), ("<Hangup/>", "completed"), ("", "completed")],
)
def test_a_call_from_a_phone_ends_as_the_application_says(twiml: str, status: str) -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=(app := App(lambda _: twiml)), status=app)
    assert sandbox.phone(PHONE).call(to=NUMBER).status == status
    assert app.statuses == ["ringing", status]


def test_a_call_that_was_rejected_has_no_duration_and_no_price() -> None:
    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=saying("<Reject/>"))
    made = sandbox.phone(PHONE).call(to=NUMBER)
    assert (made.duration, made.price) == (None, None)


def test_a_call_to_a_number_that_is_not_there_says_nothing() -> None:
    sandbox = Sandbox()
    made = sandbox.phone(PHONE).call(to=NUMBER)
    assert (made.status, made.phone_number_sid, sandbox.steps(made.sid)) == ("completed", None, [])
    assert sandbox.steps("CA1") == []
    assert sandbox.deliveries == []


def test_a_call_that_is_deleted_while_it_is_carried_out_leaves_nothing() -> None:
    def says(asked: Asked) -> str:
        sandbox.client().calls(asked.form["CallSid"]).delete()
        return "<Say>gone</Say>"

    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=App(says))
    sandbox.phone(PHONE).call(to=NUMBER)
    call(sandbox)
    sandbox.advance(10)
    assert sandbox.calls == []


def test_an_application_that_fetches_the_call_it_is_asked_about_is_asked_once() -> None:
    def says(asked: Asked) -> str:
        fetched = sandbox.client().calls(asked.form["CallSid"]).fetch()
        return f"<Say>{fetched.status}</Say>"

    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=(app := App(says)), status=(status := App()))
    sandbox.phone(PHONE).call(to=NUMBER)
    call(sandbox, status_callback="http://testserver:8001/status")
    sandbox.advance(2)
    assert len(app.asked) == 2
    assert status.statuses == ["completed", "completed"]


def test_what_an_application_does_with_a_call_while_it_is_asked_about_it_holds() -> None:
    def redirecting(asked: Asked) -> str:
        if len(app.asked) == 1:
            sandbox.client().calls(asked.form["CallSid"]).update(twiml="<Response><Say>new</Say></Response>")
        return "<Say>old</Say>"

    def ending(asked: Asked) -> str:
        sandbox.client().calls(asked.form["CallSid"]).update(status="completed")
        return "<Reject/>"

    sandbox = Sandbox()
    sandbox.number(NUMBER, voice=(app := App(redirecting)))
    made = call(sandbox)
    sandbox.advance(2)
    assert [words for _, words in heard(sandbox, made)] == ["new", "old"]
    sandbox.number(NUMBER, voice=App(ending))
    assert sandbox.phone(PHONE).call(to=NUMBER).status == "completed"


def test_a_call_is_answered_by_an_asgi_application_and_by_a_server() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001 - ASGI's
        head = [(b"content-type", b"text/xml")]
        await send({"type": "http.response.start", "status": 200, "headers": head})
        await send({"type": "http.response.body", "body": b"<Response><Say>async</Say></Response>"})

    with uvicorn_of(app, lifespan="off") as site:
        for voice in (app, site.url):
            sandbox = Sandbox()
            sandbox.number(NUMBER, voice=voice)
            assert heard(sandbox, sandbox.phone(PHONE).call(to=NUMBER)) == [("Say", "async")]
            made = call(sandbox, url=VOICE if callable(voice) else voice)
            asyncio.run(fetched(sandbox, made.sid))
            assert heard(sandbox, made) == [("Say", "async")]


async def fetched(sandbox: Sandbox, sid: str) -> None:
    """Fetch a call until it was answered."""
    async with sandbox.async_client() as client:
        for _ in range(2):
            await client.calls(sid).fetch()
