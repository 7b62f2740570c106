"""JSON is read alike by the standard library alone and with orjson before it: the same trees, the same errors."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from twilio_lite import Message, Reply, Request, Response, _json
from twilio_lite._answer import answer
from twilio_lite._decode import plain_tree
from twilio_lite._json import json_tree, not_installed, quick_loads
from twilio_lite._paging import reads_page
from twilio_lite._structure import reads

PAGE = reads_page(Message, "messages")


@pytest.fixture
def outcome(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], str]], str]:
    """Do something with orjson and without it: tell in words what came of it, the same both times."""

    def run(use: Callable[[], str]) -> str:
        try:
            return use()
        except ValueError as error:
            return f"{type(error).__name__}: {error}"

    def twice(use: Callable[[], str]) -> str:
        with_orjson = run(use)
        with monkeypatch.context() as patch:
            patch.setattr(_json, "quick_loads", lambda: not_installed)
            without = run(use)
        assert with_orjson == without
        return with_orjson

    return twice


def nested(levels: int, start: str = "[", end: str = "]") -> bytes:
    """Make a body of *levels* arrays or objects, one in the other."""
    return (start * levels + "1" + end * levels).encode()


@pytest.mark.parametrize(
    ("body", "tree"),
    [
        (b'{"a": 1, "b": 2, "a": 3}', {"a": 3, "b": 2}),
        (b' \t\r\n{"a" :\n[ ] , "b":{}}\n', {"a": [], "b": {}}),
        (b'"\\/\\b\\f\\n\\r\\t\\"\\\\"', '/\b\f\n\r\t"\\'),
        (b'"\\u0000\x7f"', "\0\x7f"),
        (b'"\\uD83D\\uDE00"', "\U0001f600"),
        (b'"\\\\ud800"', "\\ud800"),
        (b'"\\\\\\ud83d\\ude00"', "\\\U0001f600"),
        ('"\u2028\ufffe\U0001f600"'.encode(), "\u2028\ufffe\U0001f600"),
        (b"[true, false, null]", [True, False, None]),
        (b"[0, -0, 10, -1]", [0, 0, 10, -1]),
        (b"[-0.0, 1.0, 1.5e3, 1E5, 1e-3, 2E+2]", [-0.0, 1.0, 1500.0, 100000.0, 0.001, 200.0]),
        (b"[1e300, -1e300, 1e19, -9223372036854775808.0]", [1e300, -1e300, 1e19, -9223372036854775808.0]),
        (b"[1e-999, 5e-324, 2.2250738585072011e-308]", [0.0, 5e-324, 2.225073858507201e-308]),
        (b"0." + b"1" * 999, float("0." + "1" * 999)),
        (b"1" * 30 + b".5", float("1" * 30 + ".5")),
        (b"[18446744073709551615, -9223372036854775808]", [2**64 - 1, -(2**63)]),
        (b'{"": {"": ""}}', {"": {"": ""}}),
        (b'{"a": 18446744073709551616, "a": 1}', {"a": 1}),
        (b'{"a": {"b": [-9223372036854775809]}, "a": 1.5}', {"a": 1.5}),
    ],
    ids=range(19),
)
def test_what_json_says_is_read(outcome: Callable[..., str], body: bytes, tree: Any) -> None:
    assert outcome(lambda: repr(json_tree(body))) == repr(tree)
    assert outcome(lambda: repr(json_tree(b'{"n": [' + body + b"]}"))) == repr({"n": [tree]})


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b'"\\ud800"', "half of a surrogate pair"),
        (b'"\\uDC00"', "half of a surrogate pair"),
        (b'"\\ud83d\\ud83d\\ude00"', "half of a surrogate pair"),
        (b'"\\ud83d\\ude00\\ude00"', "half of a surrogate pair"),
        (b'"\\ud83d\\\\ude00"', "half of a surrogate pair"),
        (b'"\\\\ud83d\\ude00"', "half of a surrogate pair"),
        (b'"\\ud83d\\\\\\ude00"', "half of a surrogate pair"),
        (b'{"\\udfff": 1}', "half of a surrogate pair"),
        (b"18446744073709551616", "an integer beyond 64 bits"),
        (b"-9223372036854775809", "an integer beyond 64 bits"),
        (b"-18446744073709551615", "an integer beyond 64 bits"),
        (b"9" * 30, "an integer beyond 64 bits"),
        (b'{"a": 18446744073709551616, "a": -9223372036854775809}', "an integer beyond 64 bits"),
        (b"9" * 5000, "an integer beyond 64 bits"),
        (b"1e999", "a number beyond any float"),
        (b"-1e999", "a number beyond any float"),
        (b"9" * 400 + b".0", "a number beyond any float"),
        (b"NaN", "NaN is no JSON"),
        (b"Infinity", "Infinity is no JSON"),
        (b"-Infinity", "-Infinity is no JSON"),
        (b"[1,]", "line 1 column"),
        (b'{"a": 1,}', "line 1 column"),
        (b"{} {}", "Extra data"),
        (b"{}\0", "Extra data"),
        (b"01", "Extra data"),
        (b"1.", "Extra data"),
        (b".5", "Expecting value"),
        (b"+1", "Expecting value"),
        (b"0x10", "Extra data"),
        (b"'a'", "Expecting value"),
        (b"nul", "Expecting value"),
        (b"/**/1", "Expecting value"),
        (b"{1: 2}", "Expecting property name"),
        (b'{"a": 1 "b"}', "Expecting ',' delimiter"),
        (b'"\n"', "Invalid control character"),
        (b'"\0"', "Invalid control character"),
        (b'"\\x"', r"Invalid \\escape"),
        (b'"\\u12"', r"Invalid \\uXXXX escape"),
        (b'"', "Unterminated string"),
        (b"\xff", "'utf-8' codec can't decode byte 0xff"),
        (b'"\xed\xa0\x80"', "'utf-8' codec can't decode byte 0xed"),
        (b'"\xc0\xaf"', "'utf-8' codec can't decode byte 0xc0"),
        (b"\xef\xbb\xbf1", "Expecting value"),
        (b"\xc2\xa01", "Expecting value"),
        (b"{\x0b}", "Expecting property name"),
        (nested(100_000), "nested too deeply"),
        (nested(100_000, '{"a":', "}"), "nested too deeply"),
    ],
    ids=range(47),
)
def test_what_is_no_json_or_cannot_be_held_is_refused_in_the_same_words(
    outcome: Callable[..., str], body: bytes, fault: str
) -> None:
    text = outcome(lambda: repr(json_tree(body)))
    assert text.startswith("ValueError: broken JSON: ")
    assert fault.replace("\\\\", "\\") in text
    assert text.isprintable()
    assert len(text) < 120


@pytest.mark.parametrize("levels", [1, 99, 100, 101, 102, 300, 1023, 1024, 1025, 2000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}"), ('[{"a":[],"b":', "},2]")])
def test_a_deep_body_is_as_deep_for_both(outcome: Callable[..., str], levels: int, start: str, end: str) -> None:
    assert outcome(lambda: json.dumps(json_tree(nested(levels, start, end)))[:9])


def test_a_mark_of_the_byte_order_is_skipped_once_and_no_other_character_is(outcome: Callable[..., str]) -> None:
    assert outcome(lambda: repr(plain_tree(b'\xef\xbb\xbf {"a": 1}'))) == "{'a': 1}"
    assert "broken JSON" in outcome(lambda: repr(plain_tree(b"\xef\xbb\xbf\xef\xbb\xbf{}")))
    assert outcome(lambda: repr(plain_tree(b""))) == "None"


def test_orjson_reads_where_it_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(_json, "standard_tree")
    assert json_tree(b'{"a": [1.5, {"b": null}], "c": 18446744073709551615}') == {
        "a": [1.5, {"b": None}],
        "c": 2**64 - 1,
    }
    assert told(page('{"sid": "SM1", "error_code": 30007, "price": -0.0075, "extra": [true, {}]}')).startswith("Page(")


@pytest.mark.parametrize("body", [b"{", nested(150), b"1e30", b"[18446744073709551616]", b'{"a": {"b": -1e19}}'])
def test_what_orjson_may_have_seen_otherwise_is_read_again(monkeypatch: pytest.MonkeyPatch, body: bytes) -> None:
    monkeypatch.setattr(_json, "standard_tree", lambda _: "read again")
    assert json_tree(body) == "read again"


def test_without_orjson_the_standard_library_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "orjson", None)
    monkeypatch.setattr(_json, "quick_loads", quick_loads.__wrapped__)
    assert _json.quick_loads() is not_installed
    assert json_tree(b'{"a": 1}') == {"a": 1}
    assert told(page('{"sid": "SM1"}')).startswith("Page(")


def page(*messages: str, more: str = "null") -> bytes:
    """Make a page of *messages*, with *more* beside them."""
    return f'{{"messages": [{", ".join(messages)}], "page": 0, "more": {more}}}'.encode()


def told(body: bytes, read: Callable[[Any], Any] = PAGE, status: int = 200) -> str:
    """Tell what the answer with *body* becomes."""
    result = answer(Request("GET", "/x", read), "https://api.twilio.com/x", Response(status, {}, body))
    return repr(result.value) if isinstance(result, Reply) else f"{type(result).__name__} {result}"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("18446744073709551616", "broken JSON: an integer beyond 64 bits"),
        ('[1, {"a": -9223372036854775809}]', "broken JSON: an integer beyond 64 bits"),
        ("1e999", "broken JSON: a number beyond any float"),
        ("NaN", "broken JSON: NaN is no JSON"),
        ('"\\ud83d"', "broken JSON: half of a surrogate pair"),
        ("18446744073709551615", None),
        ("18446744073709551616.0", None),
        ('[1, {"a": 1e30}]', None),
        ("1.5", None),
        ("[" * 150 + "]" * 150, None),
    ],
)
def test_a_value_that_nobody_asks_for_is_refused_or_passed_over_alike_wherever_it_stands(
    outcome: Callable[..., str], value: str, words: str | None
) -> None:
    message, other = f'{{"sid": "SM1", "extra": {value}}}', '{"sid": "SM2"}'
    for body, read in (
        (message.encode(), reads(Message)),
        (page(message), PAGE),
        (page(message, other), PAGE),
        (page(other, message), PAGE),
        (page(message, message), PAGE),
        (page(other, more=value), PAGE),
        (message.encode(), dict),
    ):
        text = outcome(lambda body=body, read=read: told(body, read))
        assert words in text if words else "Error" not in text
        assert text.startswith("ResponseError HTTP 200") is bool(words)


@pytest.mark.parametrize(
    ("field", "value", "read"),
    [
        ("price", "-0.0075", "price=Decimal('-0.0075')"),
        ("price", "-0.00750000000000000000001", "price=Decimal('-0.0075')"),
        ("price", "0.1", "price=Decimal('0.1')"),
        ("price", "123456789012345678.9", "price=Decimal('1.2345678901234568E+17')"),
        ("price", "1e30", "price=Decimal('1E+30')"),
        ("price", "18446744073709551615", "price=Decimal('18446744073709551615')"),
        ("price", "18446744073709551616", "ResponseError"),
        ("num_segments", "2.0", "num_segments=2"),
        ("num_segments", "1e30", "num_segments=1000000000000000019884624838656"),
        ("num_segments", "18446744073709551616", "ResponseError"),
        ("num_segments", "true", "Message.num_segments is True, not a whole number"),
        ("num_segments", f'"{10**18 - 1}"', f"num_segments={10**18 - 1}"),
        ("num_segments", f'"{10**18}"', f"Message.num_segments is '{10**18}', not a whole number"),
        ("body", "1.50", "body='1.5'"),
        ("body", "18446744073709551616", "ResponseError"),
        ("subresource_uris", '{"media": [1e30]}', "Message.subresource_uris is a dict, not an object of texts"),
        ("tags", '{"a": 1e30, "b": 1.50, "c": true, "d": null}', "tags={'a': '1e+30', 'b': '1.5', 'c': 'true'}"),
        ("tags", '{"a": 18446744073709551616}', "ResponseError"),
    ],
)
def test_a_number_in_a_field_is_read_alike(outcome: Callable[..., str], field: str, value: str, read: str) -> None:
    message = f'{{"sid": "SM1", "{field}": {value}}}'
    for body, reader in ((message.encode(), reads(Message)), (page(message), PAGE), (page(message, message), PAGE)):
        assert read in outcome(lambda body=body, reader=reader: told(body, reader))


def test_an_error_with_a_broken_body_is_the_error_of_its_status(outcome: Callable[..., str]) -> None:
    for body in (b'{"code": 18446744073709551616, "message": "x"}', b'{"message": "\\ud800"}', b"{NaN}", b"{"):
        assert outcome(lambda body=body: told(body, status=404)) == "NotFoundError HTTP 404: Not Found (GET /x)"
