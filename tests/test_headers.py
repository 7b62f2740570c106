"""Header names are found in any case."""

from __future__ import annotations

import pickle

from twilio_lite import Headers


def test_a_header_is_found_in_any_case_and_a_repeated_one_is_joined() -> None:
    headers = Headers([("Set-Cookie", "a"), ("set-cookie", "b"), ("X-A", "1")])
    assert headers["SET-COOKIE"] == "a, b"
    assert list(headers) == ["set-cookie", "x-a"]
    assert headers.get("missing") is None


def test_headers_are_equal_hashed_and_shown_by_what_they_hold() -> None:
    headers = Headers({"X-A": "1"})
    assert headers == {"x-a": "1"} == Headers({"x-A": "1"})
    assert headers != {"X-A": "2"}
    assert headers != 3
    assert headers != {1: "1"}
    assert 1 not in headers  # type: ignore[comparison-overlap] # a mistake, and no crash
    assert hash(headers) == hash(Headers({"x-a": "1"}))
    assert repr(headers) == "Headers({'x-a': '1'})"
    assert pickle.loads(pickle.dumps(headers)) == headers  # noqa: S301 - our own
