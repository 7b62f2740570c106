"""A signature: what Twilio published, what twilio-python makes, and the body that a URL holds the hash of."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from werkzeug.datastructures import MultiDict

from signing import ACCOUNT, FORM, TOKEN, URL, agrees, sign
from twilio_lite import ArgumentError
from twilio_lite.webhooks import RequestValidator

OURS = RequestValidator(TOKEN)
COMPANY = "https://mycompany.com/myapp.php"
CALL = {"CallSid": "CA1234567890ABCDE", "Caller": "+15558675309", "Digits": "1234", "From": "+15558675309"}
JSON, JSON_HASH = (
    '{"property": "value", "boolean": true}',
    "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
)
RACK, RACK_HASH = "https://example.com/test", "8d90d640c6ba47d595ac56203d7f5c6b511be80fdf44a2055acca75a119b9fd2"
OPENSSL = [
    ("HMAC_SHA1", "c21+ImgvWc49ei0InyPpH5gvWwI="),
    ("HMAC_SHA256", "Z26+QNmU7Ajdv+UhwbpPW3U9FgoBupvZL3VlSrz4O7c="),
]
HASHED = f"{URL}&bodySHA256="


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.mark.parametrize(
    ("token", "url", "params", "signature"),
    [
        (
            TOKEN,
            f"{COMPANY}?foo=1&bar=2",
            {"Sid": "CA123", "SidAccount": "AC123", "Digits": ["5678", "1234"]},
            "IK+Dwps556ElfBT0I3Rgjkr1wJU=",
        ),
        (TOKEN, f"{COMPANY}?foo=1&bar=2&bodySHA256={JSON_HASH}", JSON, "a9nBmqA0ju/hNViExpshrM61xv4="),
        (TOKEN, f"{COMPANY}?bodySHA256={JSON_HASH}", JSON.encode(), "y77kIzt2vzLz71DgmJGsen2scGs="),
        ("qwerty", RACK, {"foo": "bar"}, "TR9Skm9jiF4WVRJznU5glK5I83k="),
        ("qwerty", f"{RACK}?bodySHA256={RACK_HASH}", '{"message": "a post body"}', "zR5Oq4f6cijN5oz5bisiVuxYnTU="),
    ],
)
def test_what_twilio_published_is_genuine_and_signed_the_same(
    token: str, url: str, params: Any, signature: str
) -> None:
    ours = RequestValidator(token)
    assert ours.compute_signature(url, params) == signature
    assert ours.validate(url, params, signature) is True
    assert ours.explain(url, params, signature) is None
    assert ours.validate(f"{url}x", params, signature) is False
    assert RequestValidator(f"{token}x").validate(url, params, signature) is False


def test_a_body_that_is_not_the_one_that_was_hashed_is_refused_though_the_url_is_signed() -> None:
    url = f"{RACK}?bodySHA256=79bfb0acaf0045fd30f13d48d4fe296b393d85a3bfbee881a0172b2bd574b11e"
    signature, body = "+LYlbGr/VmN84YPJQCuWs+9UA7E=", '{"message": "a post body"}'
    ours = RequestValidator("qwerty")
    assert ours.compute_signature(url, body) == signature
    assert ours.explain(url, body, signature) == "the body is not the one that bodySHA256 in the URL was made of"


@pytest.mark.parametrize(("algorithm", "signature"), OPENSSL)
def test_a_signature_is_the_one_that_openssl_makes(algorithm: str, signature: str) -> None:
    url, params = f"{COMPANY}?foo=1&bar=2", {**CALL, "To": "+15551234567"}
    assert OURS.compute_signature(url, params, algorithm=algorithm) == signature
    assert OURS.compute_signature(url, params, algorithm=algorithm.lower()) == signature
    assert OURS.validate(url, params, signature, f"algorithm={algorithm}")


def test_fields_are_sorted_by_their_names_not_by_names_and_values_together() -> None:
    params = {"ReasonConferenceEnded": "test", "Reason": "Participant"}
    assert OURS.compute_signature(URL, params) == sign(URL, params)
    assert OURS.compute_signature(URL, params) != sign(f"{URL}ReasonConferenceEndedtestReasonParticipant", None)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(some.lists(some.tuples(some.text(max_size=8), some.text(max_size=8)), max_size=8), some.text(max_size=3))
def test_any_form_is_signed_and_taken_as_twilio_python_does(pairs: list[tuple[str, str]], more: str) -> None:
    form: Any = MultiDict(pairs)
    signature = sign(URL, form)
    assert OURS.compute_signature(URL, pairs) == signature
    assert OURS.compute_signature(URL, urlencode(pairs)) == signature
    assert OURS.validate(URL, pairs, signature) is agrees(URL, form, signature) is True
    other = [*pairs, ("Body", more)]
    assert OURS.validate(URL, other, signature) is agrees(URL, MultiDict(other), signature)


@pytest.mark.parametrize(
    "change",
    [
        *({name: f"{value} "} for name, value in FORM.items() if name != "AccountSid"),
        {"Body": "Grüße & so 100 %"},
        {"from": "+15005550006"},
        {"AccountSid": "AC" + "1" * 32},
        {"Extra": "x"},
    ],
)
def test_nothing_of_a_form_can_be_changed(change: dict[str, str]) -> None:
    assert not OURS.validate(URL, {**FORM, **change}, sign())


@pytest.mark.parametrize("name", FORM)
def test_nothing_of_a_form_can_be_left_out(name: str) -> None:
    assert OURS.validate(URL, FORM, sign())
    assert not OURS.validate(URL, {other: value for other, value in FORM.items() if other != name}, sign())


@pytest.mark.parametrize("signature", [None, "", b"bytes", 5, ["x"]])
def test_without_a_signature_a_request_is_refused(signature: Any) -> None:
    assert OURS.explain(URL, FORM, signature) == "the header X-Twilio-Signature is missing"
    assert not OURS.validate(URL, FORM, signature)


@pytest.mark.parametrize(
    "change", [str.lower, str.swapcase, "{}=".format, " {}".format, "{}\n".format, "é{}".format, "\ud800{}".format]
)
def test_a_signature_that_is_not_quite_the_same_is_another(change: Any) -> None:
    assert "the signature is another" in str(OURS.explain(URL, FORM, change(sign())))


@pytest.mark.parametrize("body", [b"", b"{}", JSON.encode(), "grüß".encode(), b"\xff\x00", b"a=b&c=d"])
def test_a_hashed_body_is_taken_raw_in_every_way_that_it_can_be_given(body: bytes) -> None:
    url = HASHED + sha256(body)
    for content in [body, bytearray(body), *([body.decode()] if body.isascii() else [])]:
        assert OURS.validate(url, content, sign(url, None)), content
        assert OURS.compute_signature(url, content) == sign(url, None)


@pytest.mark.parametrize("form", [{}, None, [], FORM, [("a", "b")], MultiDict(FORM), (), memoryview(b"{}")])
def test_where_the_url_has_a_hash_nothing_but_the_raw_body_will_do(form: Any) -> None:
    url = HASHED + sha256(b"{}")
    reason = "the URL has bodySHA256, so the raw body is needed: pass its bytes, not its fields"
    assert OURS.explain(url, form, sign(url, None)) == reason
    assert OURS.explain(HASHED, form, sign(HASHED, None)) == reason
    if isinstance(form, dict):
        assert OURS.explain(HASHED, form, sign(HASHED, form)) == reason
        assert OURS.compute_signature(url, form) == sign(url, form)


@pytest.mark.parametrize(
    ("end", "genuine"),
    [
        ("bodySHA256={}", True),
        ("bodySHA256={}&more=1", True),
        ("bodySHA256={}&bodySHA256={}", True),
        ("bodySHA%3256={}", True),
        ("bodySHA256=", False),
        ("bodySHA256", False),
        ("bodySHA256={}0", False),
        ("bodySHA256=%20{}", False),
        ("bodySHA256=é{}", False),
        ("bodySHA256={}&bodySHA256=0", False),
        ("bodySHA256=0&bodySHA256={}", False),
        ("bodySHA%3256=0", False),
        ("bodySHA256=0#bodySHA256={}", False),
    ],
)
def test_every_hash_in_a_url_must_be_that_of_the_body_however_it_is_written(end: str, *, genuine: bool) -> None:
    url = f"{URL}&" + end.replace("{}", sha256(b"{}"))
    assert OURS.validate(url, b"{}", sign(url, None)) is genuine
    url = f"{URL}&" + end.replace("{}", sha256(b"{}").upper())
    assert OURS.validate(url, b"{}", sign(url, None)) is genuine


@pytest.mark.parametrize("url", [f"{URL}{end}{sha256(b'{}')}" for end in ("", "&bodysha256=", "#&bodySHA256=")])
def test_a_body_without_a_hash_of_it_is_not_proved_by_the_url_alone(url: str) -> None:
    assert not OURS.validate(url, b"{}", sign(url, None))
    assert OURS.validate(url, None, sign(url, None))
    assert OURS.compute_signature(url) == sign(url, None) == OURS.compute_signature(url, {})


def test_a_field_of_that_name_in_the_form_is_no_hash() -> None:
    form = {"bodySHA256": "0"}
    assert OURS.validate(URL, form, sign(URL, form))
    assert OURS.validate(URL, urlencode(form), sign(URL, form))


def test_each_candidate_is_compared_in_constant_time_whichever_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[Any, Any]] = []

    def compare(one: Any, other: Any) -> bool:
        compared.append((one, other))
        return real(one, other)

    real = hmac.compare_digest
    monkeypatch.setattr(hmac, "compare_digest", compare)
    ours, counts = RequestValidator(["new", "old", TOKEN]), set()
    for token in ("new", "old", TOKEN):
        for port in ("", ":443"):
            compared.clear()
            assert ours.validate("https://example.com/it's", FORM, sign(f"https://example.com{port}/it's", token=token))
            counts.add(len(compared))
            assert {len(other) for _, other in compared} == {len(one) for one, _ in compared} == {28}
    assert counts == {len(("new", "old", TOKEN)) * len(("", ":443")) * len(("'", "%27"))}


class Watched(bytes):
    """A signature that must not be compared as any bytes are, which stop at the first difference."""

    __hash__ = bytes.__hash__

    def __eq__(self, other: object) -> bool:
        raise AssertionError("compared in a time that tells how much was right")


class Sent(str):
    """A header whose bytes are watched."""

    __slots__ = ()

    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return Watched(super().encode(encoding, errors))


def test_a_signature_is_compared_in_no_other_way() -> None:
    assert OURS.validate(URL, FORM, Sent(sign()))
    assert not OURS.validate(URL, FORM, Sent("x" * 28))
    assert not OURS.validate(URL, FORM, Sent("x"))


@pytest.mark.parametrize(
    ("url", "params", "algorithm", "reason"),
    [
        (URL, FORM, "HMAC_MD5", "algorithm 'HMAC_MD5' is not known: it may be HMAC_SHA1 or HMAC_SHA256"),
        (URL, FORM, None, "the algorithm None is not known"),
        (None, FORM, "HMAC_SHA1", "the URL is of type NoneType, not text"),
        ("example.com/sms", FORM, "HMAC_SHA1", "example.com/sms is no URL"),
        (URL, 5, "HMAC_SHA1", "a int is no form"),
        (URL, {"Body": None}, "HMAC_SHA1", "the value of 'Body' is of type NoneType"),
        (URL, {"Body": "\ud800"}, "HMAC_SHA1", "surrogates not allowed"),
        (URL, [("AccountSid", ACCOUNT), ("AccountSid", "AC1")], "HMAC_SHA1", "names several accounts"),
    ],
)
def test_what_cannot_be_signed_is_an_argument_error(url: Any, params: Any, algorithm: Any, reason: str) -> None:
    with pytest.raises(ArgumentError, match=f"cannot sign: .*{reason}") as caught:
        OURS.compute_signature(url, params, algorithm=algorithm)
    assert caught.value.__context__ is caught.value.__cause__ is None
