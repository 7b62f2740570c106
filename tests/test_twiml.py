"""The values that TwiML is made of: what they take, how they are written, that they stay as they are."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from collections import UserDict
from decimal import Decimal
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

import pytest

from twilio_lite import twiml
from twilio_lite.twiml import (
    Conference,
    Dial,
    Element,
    Enqueue,
    Gather,
    Header,
    Lang,
    Message,
    MessagingResponse,
    Number,
    Parameter,
    Pay,
    Say,
    Task,
    VoiceResponse,
    parse,
)

HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
VERBS = {name: getattr(twiml, name) for name in twiml.__all__ if name not in {"Element", "parse"}}


class Word(StrEnum):
    """Words of a user's own."""

    HELLO = "hello"


class Size(IntEnum):
    """Numbers of a user's own."""

    SMALL = 1


def written(element: Element) -> str:
    """Write *element* without the declaration."""
    return str(element).removeprefix(HEAD)


def test_the_public_names_are_exactly_those_of_all_and_sorted() -> None:
    tree = ast.parse(Path(twiml.__file__).read_text())
    checkers = next(node for node in tree.body if isinstance(node, ast.If))
    seen = [alias.name for node in checkers.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(seen) == twiml.__all__ == dir(twiml) == sorted(twiml.__all__)
    assert all(inspect.getdoc(getattr(twiml, name)) for name in twiml.__all__)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Sey'"):
        twiml.Sey  # noqa: B018 - that it is asked for is the test


def test_twiml_is_imported_without_what_only_calls_need_and_without_an_xml_library() -> None:
    costly = {
        "httpx",
        "attr",
        "attrs",
        "logging",
        "json",
        "decimal",
        "defusedxml",
        "xml",
        "asyncio",
        "twilio_lite.errors",
    }
    code = "import sys, twilio_lite.twiml as t; [getattr(t, n) for n in t.__all__]; "
    code += f"assert not {costly} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize(("name", "verb"), VERBS.items())
def test_a_verb_takes_children_by_place_and_attributes_by_name_all_of_which_may_be_left_out(
    name: str, verb: type[Say]
) -> None:
    children, *attributes = inspect.signature(verb).parameters.values()
    assert (children.name, children.kind) == ("children", inspect.Parameter.VAR_POSITIONAL)
    assert all(attribute.kind is inspect.Parameter.KEYWORD_ONLY for attribute in attributes)
    assert all(attribute.default is None for attribute in attributes)
    assert repr(verb()) == f"{name}()"


@pytest.mark.parametrize("verb", VERBS.values())
def test_a_verb_has_no_place_for_more_than_it_is(verb: type[Say]) -> None:
    assert not hasattr(verb("x"), "__dict__")


@pytest.mark.parametrize(
    ("element", "xml"),
    [
        (
            MessagingResponse(Message("Hi", twiml.Media("https://a/b.png"), to="+15550001001")),
            '<Response><Message to="+15550001001">Hi<Media>https://a/b.png</Media></Message></Response>',
        ),
        (
            VoiceResponse(
                Gather(Say("Hello", voice="man"), twiml.Play("hey.mp3"), twiml.Pause(), input=["dtmf", "speech"]),
                Dial(Number("+15550001001", status_callback_event=["initiated", "completed"])),
            ),
            (
                '<Response><Gather input="dtmf speech"><Say voice="man">Hello</Say><Play>hey.mp3</Play><Pause />'
                '</Gather><Dial><Number statusCallbackEvent="initiated completed">+15550001001</Number></Dial>'
                "</Response>"
            ),
        ),
        (
            VoiceResponse(
                "before",
                Enqueue(Task({"account_sid": "AC1"}), workflow_sid="WW1"),
                Say(Lang("Oui", xml_lang="fr-FR")),
                Element("Child", "content"),
                "after",
            ),
            (
                '<Response>before<Enqueue workflowSid="WW1"><Task>{"account_sid": "AC1"}</Task></Enqueue>'
                '<Say><lang xml:lang="fr-FR">Oui</lang></Say><Child>content</Child>after</Response>'
            ),
        ),
    ],
)
def test_a_document_is_written_with_a_declaration_in_one_line(element: Element, xml: str) -> None:
    assert str(element) == HEAD + xml
    assert bytes(element) == (HEAD + xml).encode()


@pytest.mark.parametrize(
    ("element", "xml"),
    [
        (Say(), "<Say />"),
        (Say(""), "<Say />"),
        (Say("", ""), "<Say />"),
        (Say(" "), "<Say> </Say>"),
        (Say("", Element("x")), "<Say><x /></Say>"),
        (Say("a", "b"), "<Say>ab</Say>"),
        (Say(Element("x"), "a", "b", Element("y"), "c"), "<Say><x />ab<y />c</Say>"),
        (Say("né\U0001f600 <&>\"'"), "<Say>né\U0001f600 &lt;&amp;&gt;\"'</Say>"),
        (Say("a]]>b\r\n\tc"), "<Say>a]]&gt;b&#13;\n\tc</Say>"),
        (Say(voice="<&>\"'\r\n\té"), '<Say voice="&lt;&amp;&gt;&quot;\'&#13;&#10;&#09;é" />'),
        (Say(Word.HELLO, voice=Word.HELLO), '<Say voice="hello">hello</Say>'),
    ],
)
def test_text_is_escaped_as_elementtree_does_it_and_carriage_returns_are_kept(element: Element, xml: str) -> None:
    assert written(element) == xml
    assert parse(str(element)) == element


def test_a_text_of_another_kind_is_the_plain_text_it_holds() -> None:
    say = Say(Word.HELLO, voice=Word.HELLO)
    assert {type(text) for text in (*say.children, *say.attributes.values())} == {str}


def test_attributes_are_sorted_by_their_name_in_xml() -> None:
    assert written(Element("x", z=1, to=2, from_=3, a_b=4, aB1=5)) == '<x aB="4" aB1="5" from="3" to="2" z="1" />'
    assert list(Element("x", b=1, a=1).attributes.items()) == [("a", "1"), ("b", "1")]


@pytest.mark.parametrize(
    ("argument", "attribute"),
    [
        ("voice", "voice"),
        ("status_callback_event", "statusCallbackEvent"),
        ("from_", "from"),
        ("for_", "for"),
        ("break_", "break"),
        ("class_", "class"),
        ("xml_lang", "xml:lang"),
        ("interpret_as", "interpret-as"),
        ("xml:lang", "xml:lang"),
        ("xml:space", "xml:space"),
        ("data-x", "data-x"),
        ("fooBar", "fooBar"),
        ("foO_Bar_baz", "fooBarBaz"),
        ("mp3_file", "mp3File"),
        ("v2x_y", "v2XY"),
        ("_x", "x"),
        ("name", "name"),
        ("self", "self"),
        ("children", "children"),
    ],
)
def test_the_names_of_attributes_follow_one_rule(argument: str, attribute: str) -> None:
    element = Element("x", **{argument: "1"})
    assert dict(element.attributes) == {attribute: "1"}
    assert eval(repr(element), vars(twiml)) == element  # noqa: S307 - our own


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("", ""),
        ("x y", "x y"),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (-3, "-3"),
        (Size.SMALL, "1"),
        (0.5, "0.5"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (["a", "b"], "a b"),
        (("a",), "a"),
        ([1, True], "1 true"),
        ([Word.HELLO], "hello"),
        ({"a": [1, "é"]}, r'{"a": [1, "\u00e9"]}'),
        (UserDict({"a": 1}), '{"a": 1}'),
    ],
)
def test_a_value_is_written_as_text(value: Any, text: str) -> None:
    assert Element("x", a=value).attributes["a"] == text


def test_hints_are_joined_by_a_comma() -> None:
    assert Gather(hints=["yes", "no, thanks"]).attributes["hints"] == "yes,no, thanks"
    assert Gather(hints="yes,no").attributes["hints"] == "yes,no"


def test_what_is_none_or_an_empty_list_is_not_written_and_an_empty_text_is() -> None:
    assert written(Conference(beep=None, status_callback_event=[], wait_url="")) == '<Conference waitUrl="" />'


def test_a_dict_is_a_text_of_json_wherever_a_child_may_be() -> None:
    assert Task({"a": 1, "b": None}).children == ('{"a": 1, "b": null}',)
    assert Element("x", UserDict({"a": "é"})).children == (r'{"a": "\u00e9"}',)


@pytest.mark.parametrize("text", ["\t\n\r", "\x7f\x85\x9f\u2028\ufffd", "\U0001fffe", "\U0010ffff", "\ue000"])
def test_any_other_character_is_kept(text: str) -> None:
    element = Say("-" + text, voice=text)
    assert element.attributes["voice"] == text
    assert parse(str(element)).children == ("-" + text,)
    assert parse(bytes(element)) == element


def test_values_of_the_users_own_fit_where_twilio_takes_any() -> None:
    assert written(Parameter(name="order", value={"id": 7})) == '<Parameter name="order" value="{&quot;id&quot;: 7}" />'
    assert written(Header(name="X-Try", value=2)) == '<Header name="X-Try" value="2" />'
    assert written(Pay(charge_amount=Decimal("20.45"))) == '<Pay chargeAmount="20.45" />'
