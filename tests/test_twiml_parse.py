"""TwiML that is read back: equal to what was written, and hardened against what was not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from twilio_lite import ArgumentError
from twilio_lite.twiml import Element, Say, VoiceResponse, parse

DECLARED = '<?xml version="1.0" encoding="UTF-8"?>'
TEXTS = some.text(
    some.characters(codec="utf-8", exclude_characters=[*map(chr, {*range(32)} - {9, 10, 13}), "\ufffe", "\uffff"]),
    max_size=20,
)
NAMES = some.from_regex(r"[A-Za-z_][A-Za-z0-9_.-]{0,8}", fullmatch=True)
ATTRIBUTES = some.dictionaries(
    some.from_regex(r"(xml:)?[A-Za-z][A-Za-z0-9.-]{0,8}", fullmatch=True).filter(lambda name: "xmlns" not in name),
    TEXTS | some.integers() | some.booleans() | some.none() | some.lists(TEXTS, max_size=3),
    max_size=4,
)


@some.composite
def elements(draw: some.DrawFn, children: some.SearchStrategy[str | Element] = TEXTS) -> Element:
    """Any element that can be made."""
    name = draw(NAMES.filter(lambda name: name not in {"Response", "xmlns"}))
    return Element(name, *draw(some.lists(children, max_size=4)), **draw(ATTRIBUTES))


TREES = some.recursive(elements(), lambda inner: elements(inner | TEXTS), max_leaves=8)


@pytest.mark.no_cover  # others reach every line; to be watched takes twice the time
@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(TREES)
def test_what_is_written_is_read_back_equal(element: Element) -> None:
    again = parse(str(element))
    assert again == element
    assert hash(again) == hash(element)
    assert parse(bytes(element)) == element
    assert (str(again), again.attributes) == (str(element), element.attributes)


@settings(max_examples=60, deadline=None, database=None, derandomize=True)
@given(TREES)
def test_a_repr_makes_the_same_again(element: Element) -> None:
    assert eval(repr(element), {"Element": Element}) == element  # noqa: S307 - our own


def test_everything_is_an_element_and_whitespace_is_text() -> None:
    response = parse("<Response>\n  <Say xml:lang='fr' a_b='1'> Oui </Say>\n</Response>")
    assert type(response) is Element
    first, say, last = response.children
    assert (first, last) == ("\n  ", "\n")
    assert isinstance(say, Element)
    assert (say.name, say.children, dict(say.attributes)) == ("Say", (" Oui ",), {"a_b": "1", "xml:lang": "fr"})


@pytest.mark.parametrize(
    "xml",
    [
        "<Response><Say>é</Say></Response>",
        DECLARED + "<Response><Say>é</Say></Response>",
        DECLARED + "\n<Response><Say>&#xe9;</Say></Response>\n",
        '<?xml version="1.0" encoding="iso-8859-1"?><Response><Say>é</Say></Response>',
        "\ufeff<Response><Say>é</Say></Response>",
        "<!-- a --><Response><Say><!-- b -->é<?c d?></Say></Response>",
        "<Response><Say><![CDATA[é]]></Say></Response>",
        "<Response><Say>é</Say></Response>".encode(),
        "\ufeff<Response><Say>é</Say></Response>".encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><Response><Say>é</Say></Response>'.encode("latin-1"),
    ],
)
def test_a_document_may_be_declared_encoded_and_commented_in_many_ways(xml: str | bytes) -> None:
    assert parse(xml) == VoiceResponse(Say("é"))


LAUGHS = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'


REFUSED = [
    (LAUGHS, "it has a DTD or entities, which are refused"),
    ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "it has a DTD or entities"),
    ("<a>&b;</a>", "undefined entity"),
    ("<a>x & y</a>", "not well-formed"),
    ("<a href='?b&c'/>", "not well-formed"),
    ("", "no element found"),
    ("hello", "syntax error"),
    ("<a>", "no element found"),
    ("<a/><b/>", "junk after document element"),
    ("<a b='1' b='2'/>", "duplicate attribute"),
    (b"<a>\xff</a>", "not well-formed"),
    ("<a>\x00</a>", "not well-formed"),
    ("<a>&#0;</a>", "reference to invalid character number"),
    ('<?xml version="1.0" encoding="utf-7"?><a/>', "unknown encoding: utf-7"),
    (b'<?xml version="1.0" encoding="idna"?><a/>', "unknown encoding: idna"),
    ("<a>\ud800</a>", "half a surrogate pair"),
    ('<a xmlns="urn:b"/>', "xml has a namespace, urn:b, and TwiML has none"),
    ('<a xmlns:b="urn:b" b:c="1"/>', "xml has a namespace, urn:b"),
    (f'<a xmlns="urn:{"b" * 200}"/>', "a namespace of more than 200 characters"),
    ("<b:a/>", "unbound prefix"),
    ("<é/>", "an element cannot be called 'é'"),
    ("<a é='1'/>", "an attribute cannot be called 'é'"),
    ("<a><Response/></a>", "a cannot hold a Response"),
    ("<a>" * 101 + "</a>" * 101, "xml holds more than 100 levels of elements"),
    ("<a>" * 50_000 + "</a>" * 50_000, "xml holds more than 100 levels of elements"),
    (f"<a>{'<b/>' * 80_000}</a>", "it holds more values than any answer has"),
    (b"<a b='" + b"=" * 150_000 + b"'/>", "it holds more values than any answer has"),
    ("<a>" + "x" * 16_000_000 + "</a>", "xml has 16000007 characters, which no TwiML has: 16000000 are the most"),
]


@pytest.mark.parametrize(("xml", "why"), [pytest.param(*row, id=row[1]) for row in REFUSED])
def test_anything_else_is_an_argument_error_that_says_what_is_wrong(xml: str | bytes, why: str) -> None:
    with pytest.raises(ArgumentError, match=why):
        parse(xml)


@pytest.mark.parametrize("xml", [None, 5, bytearray(b"<a/>"), Say("x"), ["<a/>"]])
def test_what_is_neither_str_nor_bytes_is_an_argument_error(xml: Any) -> None:
    with pytest.raises(ArgumentError, match="xml must be a str or bytes, not"):
        parse(xml)
