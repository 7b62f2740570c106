"""Whether a call is tried again, and after how long."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from twilio_lite import (
    ConfigurationError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    Request,
    Response,
    ResponseError,
    Retry,
    TwilioError,
)
from twilio_lite._retry import retry_after

POST = Request("POST", "/x", dict)


def refused(after: str | None = None) -> Response:
    return Response(429, {} if after is None else {"Retry-After": after}, b"")


def test_a_get_that_broke_is_not_known_not_to_have_left() -> None:
    lost = ConnectionLost("lost", took_effect=False)
    assert Retry().delay(Request("GET", "/x", dict), lost, 0) is None
    assert Retry().delay(Request("GET", "/x", dict), ConnectFailed("refused", took_effect=False), 0) == 0.1


@pytest.mark.parametrize(
    ("outcome", "seconds"),
    [
        (refused(), 0.5),
        (refused("3"), 3.5),
        (refused("60"), 60.5),
        (refused("61"), None),
        (refused("soon"), 0.5),
        (Response(200, {}, b""), None),
        (Response(500, {}, b""), None),
        (Response(503, {"Retry-After": "1"}, b""), None),
        (Response(408, {}, b""), None),
        (ConnectFailed("refused", took_effect=False), 0.1),
        (ConnectionLost("before the body was read", took_effect=False), 0.1),
        (ConnectionLost("after it was read", took_effect=None), None),
        (ConnectionLost("in the middle of a 201", status=201, took_effect=True), None),
        (ConnectionLost("in the middle of a 400", status=400, took_effect=False), None),
        (DeadlineExceeded("over", took_effect=False), None),
        (ResponseError("too large", status=201, took_effect=True), None),
        (ConfigurationError("closed"), None),
    ],
)
def test_only_a_call_that_did_nothing_goes_out_again(outcome: Response | TwilioError, seconds: float | None) -> None:
    assert Retry().delay(POST, outcome, 0) == seconds


def test_pauses_double_up_to_a_limit_and_chance_shortens_them() -> None:
    policy = Retry(attempts=20)
    assert [policy.delay(POST, refused(), attempt) for attempt in (0, 1, 2, 10)] == [0.5, 1.0, 2.0, 8.0]
    assert policy.delay(POST, refused("3"), 0, 0.5) == 3.25


def test_attempts_counts_further_tries() -> None:
    assert Retry(attempts=0).delay(POST, refused(), 0) is None
    assert Retry(attempts=1).delay(POST, refused(), 0) is not None
    assert Retry(attempts=1).delay(POST, refused(), 1) is None


@pytest.mark.parametrize("attempts", [-1, True, 1.5, "2", None])
def test_a_number_of_attempts_that_is_none_is_refused(attempts: Any) -> None:
    with pytest.raises(ConfigurationError, match="attempts"):
        Retry(attempts=attempts)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("9" * 5000, None),
        ("", None),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30.0),
        ("Sat, 21 Nov 2026 12:00:30", 30.0),
        ("Sat, 21 Nov 2026 11:59:30 GMT", None),
        ("Sat, 99 Nov 2026 11:59:30 GMT", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nothing_else(value: str, seconds: float | None) -> None:
    assert (
        retry_after(Response(429, {"retry-after": value}, b"").headers, datetime(2026, 11, 21, 12, tzinfo=UTC))
        == seconds
    )
