"""Why a request was refused: a line for a log that helps, gives nothing away, and comes whatever a stranger sends."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from signing import ACCOUNT, FORM, sign
from twilio_lite.webhooks import RequestValidator

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

TOKEN, KEY, LOGIN, QUERY = "hidden-token-8d1f", "hidden-key-77ac", "hidden-login-3b", "hidden-query-c2"
OURS = RequestValidator(TOKEN, shared_keys={"key1": KEY})
ANOTHER = (
    "the signature is another: of another URL (pass what Twilio calls as public_url=), of other parameters, "
    "or with another secret (check the auth token); seen was "
)


@pytest.mark.parametrize(
    ("seen", "signed", "reason"),
    [
        ("http://example.com/sms", "https://example.com/sms", "https was signed, http seen: pass public_url= behind"),
        ("http://example.com:80/sms", "https://example.com/sms", "https was signed, http seen"),
        ("https://example.com/sms", "http://example.com:80/sms", "http was signed, https seen"),
        ("https://example.com/ws", "wss://example.com/ws/", "wss was signed, https seen"),
        ("HTTP://example.com/it's", "ws://example.com/it%27s", "ws was signed, HTTP seen"),
        ("https://example.com:8443/sms", "https://example.com:443/sms", "another port was signed: pass public_url="),
        ("https://[::1]:8443/sms", "https://[::1]:443/sms", "another port was signed"),
        ("https://example.com/sms", "https://example.com/sms/", "the slash at the end of its path"),
        ("https://example.com/sms/?x=1", "https://example.com:443/sms?x=1", "the slash at the end of its path"),
        ("https://example.com", "https://example.com/", "the slash at the end of its path"),
        ("https://example.com/sms?x=1", "https://example.com/sms", "it was signed without its query"),
        ("https://example.com/sms?", "https://example.com/sms", "it was signed without its query"),
    ],
)
def test_a_url_that_changed_on_its_way_is_told_from_one_that_was_never_signed(
    seen: str, signed: str, reason: str
) -> None:
    said = str(OURS.explain(seen, FORM, sign(signed, token=TOKEN)))
    assert said.startswith(f"the URL differs: {reason}")
    assert said.endswith(f"; seen was {seen.replace('x=1', '...')}")
    assert not OURS.validate(seen, FORM, sign(signed, token=TOKEN))
    assert OURS.explain(seen, FORM, sign(signed, token="x")) == ANOTHER + seen.replace("x=1", "...")


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        (f"https://user:{LOGIN}@example.com:8443/sms?t={QUERY}", "https://example.com:8443/sms?..."),
        (f"https://{LOGIN}@[::1]/sms?", "https://[::1]/sms?"),
        (f"https://a@{LOGIN}@example.com?{QUERY}", "https://example.com?..."),
        ("https://example.com#f", "https://example.com#f"),
        ("https://example.com/a\r\nb\x1b[31m\u2028\u202e", "https://example.com/a b [31m"),
        (f"https://example.com/{'a' * 5000}", f"https://example.com/{'a' * 179}…"),
    ],
)
def test_the_url_is_shown_in_one_short_line_without_login_and_query(url: str, seen: str) -> None:
    assert OURS.explain(url, None, "x") == ANOTHER + seen


SPOILT = [
    f"https://user:{LOGIN}@example.com:99999/sms?{QUERY}",
    f"https://user:{LOGIN}@/sms",
    f"https://user:{LOGIN}/x@example.com/sms?e=a@{QUERY}",
    f"https://user:{LOGIN}?x@example.com/sms",
    f"https:\\\\user:{LOGIN}@example.com/sms",
    f"user:{LOGIN}@example.com/sms?{QUERY}",
    f"//user:{LOGIN}@example.com/sms",
    f"/sms?{QUERY}",
    f"example.com?{QUERY}",
    f"user:{LOGIN}@x://example.com",
]


@pytest.mark.parametrize("url", SPOILT)
def test_neither_login_nor_query_of_what_is_no_url_is_shown(url: str) -> None:
    reason = str(OURS.explain(url, None, "x"))
    assert reason.endswith(" is no URL with a scheme, a host and a port that exists")
    assert "hidden" not in reason


@pytest.mark.parametrize("settings", [None, "key=key1,algorithm=HMAC_SHA256", "key=other", "algorithm=x", "key=key1"])
@pytest.mark.parametrize("params", [FORM, None, b"{}", {"a": None}, [("AccountSid", "1"), ("AccountSid", "2")]])
def test_no_reason_shows_a_token_a_key_or_the_signature_that_was_expected(settings: str | None, params: Any) -> None:
    urls = [*SPOILT, "https://example.com/sms", f"http://user:{LOGIN}@example.com:80/sms?x={QUERY}"]
    for url in [*urls, f"https://example.com/sms?bodySHA256={QUERY}"]:
        reason = OURS.explain(url, params, "hidden-signature", settings)
        assert reason
        assert "hidden" not in reason
        assert reason.isprintable()
        for token in (TOKEN, KEY):
            for algorithm in ("HMAC_SHA1", "HMAC_SHA256"):
                expected = RequestValidator(token).compute_signature("https://example.com/sms", algorithm=algorithm)
                assert expected not in reason


SCHEMES = some.sampled_from(["https://", "http://", "wss://", "HTTPS://a@", "https://[", "://", ""])
ANY_TEXT = some.text(some.characters(), max_size=30)  # halves of surrogate pairs, too
URLS = some.builds(lambda *parts: "".join(parts), SCHEMES, ANY_TEXT, some.sampled_from(["", ":80", ":x", "?", "#"]))
HASHED = some.builds("{}?bodySHA256={}".format, URLS, ANY_TEXT)
SCALARS = some.none() | some.booleans() | some.integers() | some.floats() | ANY_TEXT | some.binary(max_size=30)
GARBAGE = some.recursive(
    SCALARS | some.builds(object),
    lambda inner: (
        some.lists(inner, max_size=3)
        | some.tuples(inner, inner)
        | some.dictionaries(ANY_TEXT | some.integers(), inner, max_size=3)
    ),
    max_leaves=6,
)
PAIRS = some.lists(some.tuples(some.sampled_from(["AccountSid", "Body"]) | ANY_TEXT, ANY_TEXT), max_size=4)
SETTINGS = some.builds("key={},algorithm={}".format, ANY_TEXT, some.sampled_from(["HMAC_SHA1", ""]) | ANY_TEXT)


@settings(max_examples=300, deadline=None, database=None, derandomize=True)
@given(URLS | HASHED | GARBAGE, PAIRS | GARBAGE, ANY_TEXT | GARBAGE, SETTINGS | GARBAGE)
def test_whatever_a_stranger_sends_is_refused_with_one_printable_line(
    url: Any, params: Any, signature: Any, named: Any
) -> None:
    by_account = RequestValidator({ACCOUNT: TOKEN, "": TOKEN}.__getitem__, public_url="https://example.com/prefix")
    for ours in (OURS, by_account):
        reason = ours.explain(url, params, signature, named)
        assert reason
        assert reason.isprintable()
        assert len(reason) <= 500
        assert "hidden" not in reason
        assert ours.validate(url, params, signature, named) is False


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(some.sampled_from(["url", "params", "signature", "settings"]), GARBAGE | ANY_TEXT)
def test_one_thing_of_a_genuine_request_may_be_garbage(which: str, garbage: Any) -> None:
    url = "https://example.com/sms"
    request = {"url": url, "params": FORM, "signature": sign(url, token=TOKEN), "settings": None, which: garbage}
    reason = OURS.explain(*request.values())
    assert reason is None or reason.isprintable()
    assert reason or which == "settings"
