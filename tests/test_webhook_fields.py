"""A form in every shape that a framework has it in, and what is none."""

from __future__ import annotations

import math
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

import pytest
from django.utils.datastructures import MultiValueDict
from multidict import CIMultiDict, MultiDict, MultiDictProxy
from starlette.datastructures import FormData, ImmutableMultiDict, QueryParams, UploadFile
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.datastructures import ImmutableMultiDict as FrozenMultiDict
from werkzeug.datastructures import MultiDict as WerkzeugMultiDict

from signing import ACCOUNT, FORM, TOKEN, URL, sign
from twilio_lite.webhooks import RequestValidator

OURS = RequestValidator(TOKEN)
PAIRS = [*FORM.items(), ("Address", "b"), ("Address", "a"), ("Address", "a"), ("=&", "+%&=")]
FORM_DATA: list[tuple[str, str | UploadFile]] = [*PAIRS]
RAW = urlencode(PAIRS)
SIGNATURE = sign(URL, WerkzeugMultiDict(PAIRS))


class Fields:
    """A multidict of no library, which says what it has under one name only, and once."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self.pairs)

    def getall(self, name: str) -> Iterator[str]:
        return (value for other, value in self.pairs if other == name)


def many(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    return {name: [value for other, value in pairs if other == name] for name, _ in pairs}


@pytest.mark.parametrize(
    "form",
    [
        PAIRS,
        tuple(PAIRS),
        [list(pair) for pair in PAIRS],
        PAIRS[::-1],
        many(PAIRS),
        {name: tuple(values) for name, values in many(PAIRS).items()},
        MappingProxyType(many(PAIRS)),
        [*many(PAIRS).items()],
        RAW,
        RAW.encode(),
        bytearray(RAW.encode()),
        f"&&{RAW}&",
        RAW.replace("%20", "+").replace("%C3", "%c3"),
        WerkzeugMultiDict(PAIRS),
        FrozenMultiDict(PAIRS),
        CombinedMultiDict([WerkzeugMultiDict(PAIRS[:2]), WerkzeugMultiDict(PAIRS[2:])]),
        FormData(FORM_DATA),
        ImmutableMultiDict(PAIRS),
        QueryParams(PAIRS),
        MultiValueDict(many(PAIRS)),
        MultiDict(PAIRS),
        MultiDictProxy(MultiDict(PAIRS)),
        CIMultiDict(PAIRS),
        Fields(PAIRS),
    ],
    ids=lambda form: type(form).__name__,
)
def test_a_form_is_read_in_whatever_shape_a_framework_has_it(form: Any) -> None:
    assert OURS.explain(URL, form, SIGNATURE) is None
    assert OURS.compute_signature(URL, form) == SIGNATURE
    assert not OURS.validate(URL, form, sign())


def test_djangos_own_form_is_read_too() -> None:
    code = (
        "from django.conf import settings; settings.configure();"
        "from django.http import QueryDict; from twilio_lite.webhooks import RequestValidator;"
        f"ours, form = RequestValidator({TOKEN!r}), QueryDict({RAW!r});"
        f"assert ours.explain({URL!r}, form, {SIGNATURE!r}) is None;"
        f"assert not ours.validate({URL!r}, form, {sign()!r})"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_value_that_comes_twice_was_signed_once() -> None:
    assert OURS.validate(URL, [*FORM.items(), ("Body", FORM["Body"])], sign())
    assert not OURS.validate(URL, [*FORM.items(), ("Body", "another")], sign())


@pytest.mark.parametrize("form", [None, {}, [], (), "", b"", bytearray(), FormData(), MultiDict()])
def test_nothing_sent_is_the_url_alone(form: Any) -> None:
    assert OURS.validate(URL, form, sign(URL, None))
    assert not OURS.validate(URL, form, sign())


@pytest.mark.parametrize(
    ("raw", "form"),
    [
        ("Body=%20x+y%20&ToZip=&FromZip", {"Body": " x y ", "ToZip": "", "FromZip": ""}),
        ("a=b=c", {"a": "b=c"}),
        ("a;b=c", {"a;b": "c"}),
        ("=v", {"": "v"}),
        ("a=%zz%", {"a": "%zz%"}),
        (b"a=%FF\xff", {"a": "\N{REPLACEMENT CHARACTER}" * 2}),
        ("a=%F0%9F%98%80%0D%0A", {"a": "😀\r\n"}),
        ("Ä=ö", {"Ä": "ö"}),
        ("Ä=ö".encode(), {"Ä": "ö"}),
    ],
)
def test_a_raw_form_loses_neither_blanks_nor_empty_values(raw: Any, form: dict[str, str]) -> None:
    assert OURS.validate(URL, raw, sign(URL, form))
    assert not OURS.validate(URL, raw, sign())


@pytest.mark.parametrize("name", ["Zulu", "alpha", "Éclair", "\N{FULLWIDTH LATIN SMALL LETTER Z}", "😀", "a", "A"])
def test_names_are_sorted_by_their_characters(name: str) -> None:
    form = {"alpha": "1", "Zulu": "2", "\N{FULLWIDTH LATIN SMALL LETTER A}": "3", name: "4"}
    assert OURS.compute_signature(URL, form) == sign(URL, form)


@pytest.mark.parametrize(
    ("form", "reason"),
    [
        (5, "a int is no form: pass a mapping, pairs or the raw body"),
        (0, "a int is no form"),
        (False, "a bool is no form"),
        (object(), "a object is no form"),
        (math.nan, "a float is no form"),
        ({"a"}, "a set is no form"),
        (iter(PAIRS), "a list_iterator is no form"),
        (memoryview(b"a=b"), "a memoryview is no form"),
        ({"a": None}, "the value of 'a' is of type NoneType, not text"),
        ({"a": 1}, "the value of 'a' is of type int, not text"),
        ({"a": b"x"}, "the value of 'a' is of type bytes, not text"),
        ({"a": ["x", 1]}, "the value of 'a' is of type int, not text"),
        ({"a": [["x"]]}, "the value of 'a' is of type list, not text"),
        ({"a": {"b": "c"}}, "the value of 'a' is of type dict, not text"),
        ({"a": Decimal(1)}, "the value of 'a' is of type Decimal, not text"),
        (FormData([("a", UploadFile(BytesIO()))]), "the value of 'a' is of type UploadFile, not text"),
        ({b"a": "x"}, "a field is named by b'a', not by text"),
        ({1: "x"}, "a field is named by 1, not by text"),
        ({10**5000: "x"}, "a field is named by an unshowable int, not by text"),
        ({None: "x"}, "a field is named by None, not by text"),
        ({"a" * 500: None}, f"the value of '{'a' * 79} is of type NoneType, not text"),
        (["ab"], "a field is named by None, not by text"),
        ([("a",)], "a field is named by None, not by text"),
        ([("a", "b", "c")], "a field is named by None, not by text"),
        ([("a", "b"), None], "a field is named by None, not by text"),
        ([[["a"], "b"]], "a field is named by ['a'], not by text"),
        ({"\ud800": "x"}, "surrogates not allowed"),
        ({"a": "\udfff"}, "surrogates not allowed"),
        ("a=\ud800", "surrogates not allowed"),
    ],
)
def test_what_is_no_form_is_refused_with_a_reason(form: Any, reason: str) -> None:
    assert reason in str(OURS.explain(URL, form, sign()))
    assert not OURS.validate(URL, form, sign(URL, None))


@pytest.mark.parametrize("body", ["&", b"&&", bytearray(b"&")])
def test_a_body_that_has_no_fields_is_no_form(body: str | bytes) -> None:
    assert OURS.explain(URL, body, sign(URL, None)) == "the body is no form"


def test_a_form_may_have_ten_thousand_fields_and_no_more() -> None:
    pairs = [(f"name{number}", "x") for number in range(10_000)]
    more = [*pairs, ("name", "x")]
    form: Any
    values = [("a", name) for name, _ in pairs]
    for form in (pairs, dict(pairs), urlencode(pairs), {"a": [name for name, _ in pairs]}, Fields(values)):
        assert OURS.validate(URL, form, OURS.compute_signature(URL, form))
    for form in (more, dict(more), urlencode(more), urlencode(more).encode(), "&" * 10_000, {"a": ["x"] * 10_001}):
        assert OURS.explain(URL, form, sign()) == "there are more than 10000 fields"
    assert OURS.explain(f"{URL}{'&' * 10_000}", None, sign()) == "there are more than 10000 fields"


def test_an_account_may_be_named_twice_but_not_two_accounts_where_no_token_depends_on_it() -> None:
    twice = [*FORM.items(), ("AccountSid", ACCOUNT)]
    assert OURS.validate(URL, twice, sign())
    several = {**FORM, "AccountSid": [ACCOUNT, "AC" + "1" * 32]}
    reason = OURS.explain(URL, several, sign(URL, WerkzeugMultiDict(several)))
    assert reason == "the request names several accounts"
