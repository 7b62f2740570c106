"""What TwiML cannot hold raises when it is made, and the error names what to pass instead."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import twilio_lite
from twilio_lite import ArgumentError
from twilio_lite.twiml import Element, MessagingResponse, Say, VoiceResponse, parse

CYCLE: dict[str, Any] = {}
CYCLE["again"] = CYCLE


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (object(), r"loop cannot be written: pass a str, number, bool, dict or list of str, not object"),
        (b"x", "loop cannot be written: pass a str.* not bytes"),
        ({"a", "b"}, "loop cannot be written: pass a str.* not set"),
        ([["a"]], r"loop\[0\] cannot be written: pass a str.* not list"),
        (["a", None], r"loop\[1\] cannot be written: pass a str.* not NoneType"),
        (float("nan"), "loop cannot be written: nan is no number"),
        (Decimal("Infinity"), "loop cannot be written: Infinity is no number"),
        pytest.param(10**5000, "loop cannot be written: Exceeds the limit", id="long"),
        ({"a": float("inf")}, "loop cannot be written: Out of range float"),
        ({"a": b"x"}, "loop cannot be written: Object of type bytes is not JSON"),
        (CYCLE, "loop cannot be written: Circular"),
        ("a\x00b", r"loop holds '\\x00' at position 1, a character that XML cannot hold"),
        (["ok", "\ud800"], r"loop\[1\] holds '\\ud800' at position 0"),
    ],
)
def test_a_value_that_cannot_be_written_names_its_attribute(value: Any, why: str) -> None:
    with pytest.raises(ArgumentError, match=why):
        Say("x", loop=value)


@pytest.mark.parametrize("character", ["\x00", "\x08", "\x0b", "\x0c", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_a_character_that_xml_cannot_hold_raises_and_says_where_it_is(character: str) -> None:
    with pytest.raises(
        ArgumentError, match=r"the text of Say holds .* at position 3, a character that XML cannot hold"
    ):
        Say("abc" + character)
    with pytest.raises(ArgumentError, match=r"voice holds .* at position 0"):
        Say(voice=character)


@pytest.mark.parametrize(
    ("child", "kind"),
    [(None, "None"), (5, "of type int"), (b"x", "of type bytes"), (["a"], "of type list"), (("a",), "of type tuple")],
)
def test_a_child_of_another_type_raises_and_is_told_what_to_pass(child: Any, kind: str) -> None:
    why = rf"child 1 of Say is {kind}: pass a str, an element or a dict, and a list with a star, \*\[...\]$"
    with pytest.raises(ArgumentError, match=why):
        Say("x", child)
    listed: list[str | Element] = ["a", Element("b")]
    assert Say(*listed) == Say("a", Element("b"))


@pytest.mark.parametrize(
    "response", [VoiceResponse(), MessagingResponse(), Element("Response"), parse("<Response><Say/></Response>")]
)
def test_a_response_inside_anything_raises(response: Element) -> None:
    for outer in (Say, VoiceResponse, lambda child: Element("x", child)):
        with pytest.raises(ArgumentError, match="cannot hold a Response, which is a whole document"):
            outer(response)


@pytest.mark.parametrize("name", ["", "a b", "1a", "-a", "é", "a:b", "xml:lang", "<", "a\n", "xmlns", None, 5])
def test_a_tag_that_xml_or_twiml_cannot_have_raises(name: Any) -> None:
    with pytest.raises(ArgumentError, match=r"an element cannot be called|the name of an element must be a str"):
        Element(name)


@pytest.mark.parametrize("name", ["", "a b", "1a", "_", "__", "é", "a:b", "xml:", "xml:a:b", "xmlns", "a\n", 'a"'])
def test_an_attribute_that_xml_or_twiml_cannot_have_raises(name: str) -> None:
    with pytest.raises(ArgumentError, match="an attribute cannot be called"):
        Element("x", **{name: "1"})


def test_two_arguments_that_are_one_attribute_raise() -> None:
    with pytest.raises(ArgumentError, match="two arguments are the attribute aB, the second of them is aB: pass one"):
        Element("x", a_b=1, aB=2)
    assert Element("x", a_b=1, aB=None) == Element("x", aB=1)


def test_a_wrong_attribute_of_a_verb_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'voize'"):
        Say("x", voize="man")  # type: ignore[call-arg] # that is the test


NUMBER: Any = 5
BYTES: Any = b"x"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Say(NUMBER),
        lambda: VoiceResponse(Say(), VoiceResponse()),
        lambda: Element("x", a=BYTES),
        lambda: parse("<a/><a/>"),
        lambda: parse("<a><b><c é='1'/></b></a>"),
    ],
)
def test_an_error_shows_no_more_than_three_frames_of_ours(make: Callable[[], Element]) -> None:
    with pytest.raises(ArgumentError) as caught:
        make()
    package = Path(twilio_lite.__file__).parent
    assert len([entry for entry in caught.traceback if package in Path(entry.path).parents]) <= 3
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None
    assert caught.value.took_effect is False
