"""Each argument is checked against the signature before anything is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

import pytest

from twilio_lite import ArgumentError
from twilio_lite._arguments import check, one_of


class Colour(StrEnum):
    RED = "red"


def operation(
    *,
    to: str,
    media_url: Sequence[str] | str | None = None,
    variables: Mapping[str, object] | str | None = None,
    send_at: datetime | str | None = None,
    day: datetime | date | str | None = None,
    price: float | Decimal | None = None,
    attempt: int | None = None,
    flag: bool | None = None,
    status: Literal["canceled"] | None = None,
) -> None:
    """Stand for an operation with a parameter of each kind."""


@pytest.mark.parametrize(
    "given",
    [
        {"to": "+1"},
        {"to": Colour.RED},
        {"media_url": "a"},
        {"media_url": ["a"]},
        {"media_url": ("a", Colour.RED)},
        {"media_url": []},
        {"variables": {"1": 2}},
        {"variables": "{}"},
        {"send_at": datetime.now(UTC)},
        {"day": date(2026, 1, 1)},
        {"day": "2026-01-01"},
        {"price": 1},
        {"price": 1.5},
        {"price": Decimal(1)},
        {"attempt": 1},
        {"flag": False},
        {"status": "an unknown one"},
        {"attempt": None},
        {"misspelt": object()},
    ],
)
def test_what_the_signature_allows_passes(given: dict[str, Any]) -> None:
    assert check(operation, given) is None  # type: ignore[func-returns-value] # that it returns is what is tested


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"to": None}, "to must be str, not None: it cannot be left out"),
        ({"to": ["+1", "+2"]}, "to must be str, not list"),
        ({"to": b"+1"}, "to must be str, not bytes"),
        ({"media_url": {"a"}}, "media_url must be str or list of str, not set"),
        ({"media_url": b"a"}, "media_url must be str or list of str, not bytes"),
        ({"media_url": bytearray(b"a")}, "media_url must be str or list of str, not bytearray"),
        ({"media_url": ["a", 1]}, r"media_url\[1\] must be str, not int"),
        ({"media_url": ["a", None]}, r"media_url\[1\] must be str, not None: it cannot be left out"),
        ({"variables": ["a"]}, "variables must be str or dict, not list"),
        ({"send_at": date(2026, 1, 1)}, "send_at must be str or datetime, not date"),
        ({"price": "1"}, "price must be int or float or Decimal, not str"),
        ({"price": True}, "price must be int or float or Decimal, not bool"),
        ({"attempt": True}, "attempt must be int, not bool"),
        ({"attempt": "1"}, "attempt must be int, not str"),
        ({"flag": 1}, "flag must be bool, not int"),
        ({"flag": "true"}, "flag must be bool, not str"),
        ({"status": {}}, "status must be str, not dict"),
    ],
)
def test_a_wrong_type_is_refused_and_says_what_to_pass(given: dict[str, Any], text: str) -> None:
    with pytest.raises(ArgumentError, match=f"^{text}$"):
        check(operation, given)


def test_one_of_several_must_be_given_and_an_empty_text_counts() -> None:
    one_of(body="", media_url=None)
    with pytest.raises(ArgumentError, match="body or media_url is missing: pass one of them"):
        one_of(body=None, media_url=[])
