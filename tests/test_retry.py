"""Whether a call is tried again, and after how long: the policy as a table."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
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

GET, HEAD, OPTIONS, DELETE = (Request(method, "/x", dict) for method in ("GET", "HEAD", "OPTIONS", "DELETE"))
POST, PUT, PATCH = (Request(method, "/x", dict) for method in ("POST", "PUT", "PATCH"))
SETS_A_STATE = Request("POST", "/x", dict, idempotent=True)
REPEATABLE = (GET, HEAD, OPTIONS, DELETE, SETS_A_STATE)


def answered(status: int, after: str | None = None) -> Response:
    return Response(status, {} if after is None else {"Retry-After": after}, b"")


TABLE: list[tuple[Response | TwilioError, float | None, float | None]] = [
    # what happened, the pause before what can be repeated, and before a POST that creates
    (ConnectFailed("refused", took_effect=False), 0.1, 0.1),
    (ConnectFailed("a certificate, or a full pool", took_effect=False, may_pass=False), None, None),
    (ConnectionLost("before the body was read", took_effect=False), 0.1, 0.1),
    (ConnectionLost("after it was read", took_effect=None), 0.1, None),
    (ConnectionLost("in the middle of a 201", status=201, took_effect=True), 0.1, None),
    (ConnectionLost("in the middle of a 400", status=400, took_effect=False), 0.1, None),
    (ConnectionLost("in the middle of a 429", status=429, took_effect=False), 0.1, None),
    (ConnectionLost("in the middle of a 503", status=503, took_effect=None), 0.1, None),
    (answered(429), 0.5, 0.5),
    (answered(429, "3"), 3.3, 3.3),
    (answered(429, "0.1"), 0.5, 0.5),
    (answered(429, "60"), 66.0, 66.0),
    (answered(429, "61"), None, None),
    (answered(429, "soon"), 0.5, 0.5),
    (answered(408), 0.1, None),
    (answered(500), 0.1, None),
    (answered(501), None, None),
    (answered(502), 0.1, None),
    (answered(503), 0.1, None),
    (answered(503, "1"), 1.1, None),
    (answered(503, "100"), None, None),
    (answered(504), 0.1, None),
    *((answered(status), None, None) for status in (200, 201, 204, 301, 304, 307, 400, 401, 403, 404, 409, 422, 425)),
    (DeadlineExceeded("over", took_effect=False), None, None),
    (DeadlineExceeded("over", took_effect=None), None, None),
    (ResponseError("too large", status=201, took_effect=True), None, None),
    (ResponseError("too large", status=200, took_effect=False), None, None),
    (ConfigurationError("closed"), None, None),
]


@pytest.mark.parametrize(("outcome", "repeated", "created"), TABLE)
def test_evidence_decides_first_and_the_method_second(
    outcome: Response | TwilioError, repeated: float | None, created: float | None
) -> None:
    assert [Retry().delay(request, outcome, 0) for request in REPEATABLE] == [pytest.approx(repeated)] * 5
    assert [Retry().delay(request, outcome, 0) for request in (POST, PUT, PATCH)] == [pytest.approx(created)] * 3


def test_pauses_double_up_to_a_limit_and_chance_shortens_them() -> None:
    policy = Retry(attempts=10_000)
    assert [policy.delay(POST, answered(429), attempt) for attempt in (0, 1, 2, 10)] == [0.5, 1.0, 2.0, 8.0]
    assert [policy.delay(GET, answered(500), attempt) for attempt in (0, 1, 2, 9999)] == [0.1, 0.2, 0.4, 8.0]
    assert [policy.delay(GET, answered(500), 3, chance) for chance in (0.0, 0.5, 1.0)] == [0.0, 0.4, 0.8]


def test_what_twilio_asks_for_is_the_least_and_chance_adds_a_tenth() -> None:
    assert [Retry().delay(POST, answered(429, "3"), 0, chance) for chance in (0.0, 0.5)] == [3.0, pytest.approx(3.15)]
    assert Retry(attempts=9).delay(POST, answered(429, "3"), 4) == 8.0


def test_attempts_counts_further_tries() -> None:
    assert Retry(attempts=0).delay(POST, answered(429), 0) is None
    assert Retry(attempts=1).delay(POST, answered(429), 0) is not None
    assert Retry(attempts=1).delay(POST, answered(429), 1) is None


@pytest.mark.parametrize("attempts", [-1, True, 1.5, "2", None, pytest.param(-(10**5000), id="huge")])
def test_a_number_of_attempts_that_is_none_is_refused(attempts: Any) -> None:
    with pytest.raises(ConfigurationError, match="attempts"):
        Retry(attempts=attempts)


async def asynchronous(_: object) -> None:
    """Be no hook."""


class Asynchronous:
    """What is no hook, either."""

    async def __call__(self, _: object) -> None:
        """Be none."""


@pytest.mark.parametrize("name", ["on_retry", "should_retry"])
@pytest.mark.parametrize("hook", [5, True, asynchronous, partial(asynchronous), Asynchronous()])
def test_a_hook_that_cannot_be_called_is_refused(name: str, hook: Any) -> None:
    with pytest.raises(ConfigurationError, match=f"Retry.{name}=.*pass a function, not async"):
        Retry(**{name: hook})


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 1.5\t", 1.5),
        ("-1", None),
        ("+1", None),
        ("1e3", None),
        ("1_0", None),
        (".5", None),
        ("1, 2", None),
        ("\u0667", None),
        ("nan", None),
        ("inf", None),
        ("9" * 5000, None),
        ("", None),
        ("soon", None),
        ("Sat, 21 Nov 2026 12:00:30 GMT", 30.0),
        ("Saturday, 21-Nov-26 12:00:30 GMT", 30.0),
        ("Sat Nov 21 12:00:30 2026", 30.0),
        ("Sat, 21 Nov 2026 13:00:30 +0100", 30.0),
        ("Sat, 21 Nov 2026 12:00:30", 30.0),
        ("Sat, 21 Nov 2026 12:00:00 GMT", None),
        ("Sat, 21 Nov 2026 11:59:30 GMT", None),
        ("\xa07", None),
        ("Sat, 99 Nov 2026 11:59:30 GMT", None),
        ("Sat, 21 Nov 2026 12:00:30 +9999", None),
        ("21 Nov 2026 12:00:30 GMT", None),
        ("2026-11-21T12:00:30Z", None),
        ("Sat, 21 Nov 2026 12:00:30 GMT and more", None),
    ],
)
def test_retry_after_is_seconds_or_a_date_and_nothing_else(value: str, seconds: float | None) -> None:
    headers = Response(429, {"retry-after": value}, b"").headers
    assert retry_after(headers, datetime(2026, 11, 21, 12, tzinfo=UTC)) == seconds
