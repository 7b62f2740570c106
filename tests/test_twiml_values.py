"""TwiML is made of values: they stay as they are, compare, travel and read like what makes them."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from twilio_lite import ArgumentError, twiml
from twilio_lite.twiml import (
    Element,
    Gather,
    MessagingResponse,
    Number,
    Prosody,
    Redirect,
    Say,
    SayAs,
    Task,
    VoiceResponse,
    parse,
)


def test_a_value_stays_as_it_is() -> None:
    say: Any = Say("x", voice="man")
    for name in ("name", "children", "voice", "_name", "anything"):
        with pytest.raises(AttributeError, match=f"Say is a value, and its {name} stays as it is: make another one"):
            setattr(say, name, "y")
        with pytest.raises(AttributeError, match="stays as it is"):
            delattr(say, name)
    with pytest.raises(TypeError):
        say.attributes["voice"] = "woman"
    assert (say.name, say.children, dict(say.attributes)) == ("Say", ("x",), {"voice": "man"})


def test_what_it_was_made_of_can_change_without_it() -> None:
    task, events = {"a": 1}, ["initiated"]
    elements: list[Element] = [Task(task), Number("+15550001001", status_callback_event=events)]
    response = Element("x", *elements)
    before = str(response)
    task["a"] = 2
    events.append("completed")
    elements.clear()
    assert str(response) == before


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Say("x"), Element("Say", "x")),
        (Say("a", "b"), Say("ab")),
        (Say("a", "", Prosody("b")), Say("a", Prosody("b"), "")),
        (Say("x", loop=3), Say("x", loop="3")),  # type: ignore[arg-type] # as it is read back
        (VoiceResponse(), MessagingResponse()),
        (Gather(input=["dtmf", "speech"]), Gather(input="dtmf speech")),
        (Task({"a": 1}), Task('{"a": 1}')),
    ],
)
def test_equal_is_what_is_written_alike(one: Element, other: Element) -> None:
    assert one == other
    assert len({one, other}) == 1


@pytest.mark.parametrize(
    "other", [Say("y"), Say("x", loop=1), Say(Element("x")), Redirect("x"), Say(" x"), Say(), "x", str(Say("x"))]
)
def test_unequal_is_anything_else(other: object) -> None:
    assert Say("x") != other


def test_two_texts_in_a_row_stay_two() -> None:
    assert Say("a", "b", "").children == ("a", "b", "")


RESPONSE = VoiceResponse(
    "a", Say("x", SayAs("1", interpret_as="date", format="ymd"), loop=2), Element("y", data=1, **{"b-c": "2"}), "é"
)


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_it_is_pickled_with_its_class(protocol: int) -> None:
    again = pickle.loads(pickle.dumps(RESPONSE, protocol))  # noqa: S301 - our own
    assert again == RESPONSE
    assert repr(again) == repr(RESPONSE)


def test_a_copy_is_the_value_itself() -> None:
    assert copy.copy(RESPONSE) is copy.deepcopy(RESPONSE) is RESPONSE


def test_a_repr_reads_like_what_makes_it() -> None:
    assert (
        repr(VoiceResponse(Say("Hello", voice="man"), "after")) == "VoiceResponse(Say('Hello', voice='man'), 'after')"
    )
    assert repr(RESPONSE) == (
        "VoiceResponse('a', Say('x', SayAs('1', format='ymd', interpret_as='date'), loop='2'), "
        "Element('y', data='1', **{'b-c': '2'}), 'é')"
    )
    assert eval(repr(RESPONSE), vars(twiml)) == RESPONSE  # noqa: S307 - our own
    assert repr(parse('<A _="1" a_b="2" None="3" ABC="4"/>')) == (
        "Element('A', ABC='4', **{'None': '3', '_': '1', 'a_b': '2'})"
    )


def nested(levels: int) -> Element:
    """An element of so many levels."""
    element = Element("x", "deep")
    for _ in range(levels - 1):
        element = Element("x", element)
    return element


def test_elements_are_as_deep_as_any_twiml_and_no_deeper() -> None:
    deep = nested(100)
    assert parse(str(deep)) == pickle.loads(pickle.dumps(deep)) == eval(repr(deep), vars(twiml)) == deep  # noqa: S301, S307 - our own
    assert hash(deep) == hash(nested(100))
    with pytest.raises(ArgumentError, match="x holds more than 100 levels of elements"):
        nested(101)


def test_a_kind_of_ones_own_is_an_element() -> None:
    class Alexa(Element):
        def __init__(self, *children: str | Element, volume: int) -> None:
            super().__init__("alexa", *children, volume=volume)

    assert repr(Alexa("x", volume=1)) == "Alexa('x', volume='1')"
    assert VoiceResponse(Alexa("x", volume=1)) == parse('<Response><alexa volume="1">x</alexa></Response>')
