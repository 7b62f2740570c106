"""What twilio-python writes is written here, byte by byte: every class of it, and the XML that its own tests expect."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

import pytest
from twilio.twiml import TwiML, messaging_response, voice_response

from twilio_lite import twiml
from twilio_lite.twiml import (
    Body,
    Client,
    Conference,
    Dial,
    Echo,
    Element,
    Enqueue,
    Gather,
    Hangup,
    Leave,
    Media,
    Message,
    MessagingResponse,
    Number,
    Pause,
    Play,
    Queue,
    Record,
    Redirect,
    Reject,
    Say,
    Sim,
    Sip,
    Sms,
    Task,
    VoiceResponse,
)
from twilio_lite.twiml._attributes import python_name

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
RENAMED = {"SipUri": "Uri", "ReferSip": "Sip"}
VALUES = ["", "plain", "<&>\"'\n\té", True, False, 0, 7, 0.5]
PEERS = [
    peer
    for module in (voice_response, messaging_response)
    for _, peer in inspect.getmembers(module, inspect.isclass)
    if peer.__module__ == module.__name__
]


def ours(peer: type) -> type[Element]:
    """Our class of what *peer* makes."""
    name = RENAMED.get(peer.__name__, peer.__name__.removeprefix("Ssml"))
    kind: type[Element] = getattr(twiml, name)
    return kind


def parameters(method: Any) -> list[str]:
    """What a method of twilio-python takes by name."""
    takes = inspect.signature(method).parameters.values()
    return [taken.name for taken in takes if taken.name != "self" and taken.kind is not inspect.Parameter.VAR_KEYWORD]


def makers() -> Iterator[Any]:
    """Every method of twilio-python that makes an element, with the class it belongs to."""
    for peer in PEERS:
        for name, method in inspect.getmembers(peer, inspect.isfunction):
            if method.__module__ == peer.__module__ and not name.startswith("_"):
                yield pytest.param(peer, name, id=f"{peer.__name__}.{name}")


def parent(peer: type) -> Any:
    """One of *peer*, whatever it insists on."""
    needed = [
        "x"
        for taken in inspect.signature(peer).parameters.values()
        if taken.default is inspect.Parameter.empty and taken.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    return peer(*needed)


@pytest.mark.parametrize(("peer", "name"), list(makers()))
def test_every_element_of_twilio_python_is_written_alike_with_every_attribute(peer: type, name: str) -> None:
    takes = parameters(getattr(peer, name))
    for value in VALUES:
        theirs = getattr(parent(peer), name)(**dict.fromkeys(takes, value))
        if theirs.value is not None:
            theirs.value = "x & y"
        attributes: dict[str, Any] = {str(python_name(attribute)): text for attribute, text in theirs.attrs.items()}
        assert len(takes) - len(attributes) in {0, 1}, "what is no attribute is the text"
        texts = [] if theirs.value is None else ["x & y"]
        assert str(ours(type(theirs))(*texts, **attributes)) == str(theirs)


def test_every_class_of_twilio_python_is_here_with_its_attributes_and_no_others() -> None:
    made: dict[type[Element], set[str]] = {VoiceResponse: set(), MessagingResponse: set()}
    for parameter in makers():
        peer, name = parameter.values
        theirs = getattr(parent(peer), name)(**dict.fromkeys(parameters(getattr(peer, name)), "x"))
        made.setdefault(ours(type(theirs)), set()).update(str(python_name(attribute)) for attribute in theirs.attrs)
    assert len([peer for peer in PEERS if peer.__module__ == voice_response.__name__]) == 59
    assert made.keys() == {getattr(twiml, name) for name in twiml.__all__} - {Element, twiml.parse}
    assert made.keys() == set(map(ours, PEERS))
    for kind, attributes in made.items():
        assert set(inspect.signature(kind).parameters) - {"children"} == attributes, kind


@pytest.mark.parametrize(
    ("element", "xml"),
    [
        (VoiceResponse(), "<Response />"),
        (MessagingResponse(), "<Response />"),
        (
            VoiceResponse(Hangup(), Leave(), Sms("see you", to="+15550001001", from_="+15550001002")),
            '<Response><Hangup /><Leave /><Sms from="+15550001002" to="+15550001001">see you</Sms></Response>',
        ),
        (Say(""), "<Say />"),
        (Say("Good morning"), "<Say>Good morning</Say>"),
        (Say("un café, l'addition"), "<Say>un café, l'addition</Say>"),
        (Say("Again", loop=2), '<Say loop="2">Again</Say>'),
        (Say("Again", language="en-au"), '<Say language="en-au">Again</Say>'),
        (
            Say("Again", loop=2, voice="man", language="es"),
            '<Say language="es" loop="2" voice="man">Again</Say>',
        ),
        (Play(""), "<Play />"),
        (Play("https://a.test/b.mp3", loop=2), '<Play loop="2">https://a.test/b.mp3</Play>'),
        (Play("", digits="ww9"), '<Play digits="ww9" />'),
        (Play(digits="ww9"), '<Play digits="ww9" />'),
        (Record(), "<Record />"),
        (Record(action="a.test", method="GET"), '<Record action="a.test" method="GET" />'),
        (
            Record(timeout=5, finish_on_key="*", max_length=20),
            '<Record finishOnKey="*" maxLength="20" timeout="5" />',
        ),
        (Record(transcribe_callback="a.test"), '<Record transcribeCallback="a.test" />'),
        (Redirect(""), "<Redirect />"),
        (Redirect("a.test?b=1&c=d", method="POST"), '<Redirect method="POST">a.test?b=1&amp;c=d</Redirect>'),
        (Reject(), "<Reject />"),
        (Echo(), "<Echo />"),
        (Sms(""), "<Sms />"),
        (
            Sms("Yes", to="5550001001", from_="5550001002", status_callback="a.test?b=1&c=d"),
            '<Sms from="5550001002" statusCallback="a.test?b=1&amp;c=d" to="5550001001">Yes</Sms>',
        ),
        (Sms("Yes", method="POST", action="a?b&c"), '<Sms action="a?b&amp;c" method="POST">Yes</Sms>'),
        (
            Dial(Conference("Room 5", beep=False, wait_url="", start_conference_on_enter=True)),
            '<Dial><Conference beep="false" startConferenceOnEnter="true" waitUrl="">Room 5</Conference></Dial>',
        ),
        (Dial(Queue("Line 5", url="", method="GET")), '<Dial><Queue method="GET" url="">Line 5</Queue></Dial>'),
        (
            Enqueue("Line 5", action="a", method="GET", wait_url="b", wait_url_method="POST"),
            '<Enqueue action="a" method="GET" waitUrl="b" waitUrlMethod="POST">Line 5</Enqueue>',
        ),
        (
            Enqueue(Task('{"skill": "en"}'), workflow_sid="WW1"),
            '<Enqueue workflowSid="WW1"><Task>{"skill": "en"}</Task></Enqueue>',
        ),
        (
            Enqueue(Task({"skill": "en", "tries": [1, 2]}), workflow_sid="WW1"),
            '<Enqueue workflowSid="WW1"><Task>{"skill": "en", "tries": [1, 2]}</Task></Enqueue>',
        ),
        (Dial("5550001001"), "<Dial>5550001001</Dial>"),
        (Dial(Sim("DE1")), "<Dial><Sim>DE1</Sim></Dial>"),
        (
            Dial(Sip("a@b.test", username="c", password="d")),
            '<Dial><Sip password="d" username="c">a@b.test</Sip></Dial>',
        ),
        (
            Dial(Number("5550001001", status_callback="https://a.test", status_callback_event="initiated answered")),
            (
                '<Dial><Number statusCallback="https://a.test" statusCallbackEvent="initiated answered">5550001001'
                "</Number></Dial>"
            ),
        ),
        (Dial(Client("")), "<Dial><Client /></Dial>"),
        (Dial(Client("bob")), "<Dial><Client>bob</Client></Dial>"),
        (Gather(), "<Gather />"),
        (
            Gather(Say("Press"), Play("a.mp3"), Pause()),
            "<Gather><Say>Press</Say><Play>a.mp3</Play><Pause /></Gather>",
        ),
        (
            MessagingResponse(Message("Yes"), Redirect("a.test")),
            "<Response><Message>Yes</Message><Redirect>a.test</Redirect></Response>",
        ),
        (Message("Yes", Media("a.test")), "<Message>Yes<Media>a.test</Media></Message>"),
        (
            MessagingResponse(Body("Yes"), Media("a.png")),
            "<Response><Body>Yes</Body><Media>a.png</Media></Response>",
        ),
        (MessagingResponse("Only words"), "<Response>Only words</Response>"),
        (
            MessagingResponse("one", Body("Two"), "three"),
            "<Response>one<Body>Two</Body>three</Response>",
        ),
        (
            MessagingResponse(Element("note", Element("em", "Yes"), kind="loud")),
            '<Response><note kind="loud"><em>Yes</em></note></Response>',
        ),
        (
            VoiceResponse("one", Element("Any", "two"), "three"),
            "<Response>one<Any>two</Any>three</Response>",
        ),
    ],
)
def test_what_twilio_pythons_own_tests_expect_is_written(element: Element, xml: str) -> None:
    assert str(element) == HEAD + xml


def test_where_twilio_python_loses_a_text_it_is_kept() -> None:
    theirs: TwiML = messaging_response.Message("one")
    theirs.append("two")
    assert str(theirs) == HEAD + "<Message>two</Message>"
    assert str(Message("one", "two")) == HEAD + "<Message>onetwo</Message>"
