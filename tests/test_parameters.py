"""Arguments become Twilio's names and values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from decimal import Decimal
from enum import Enum
from typing import Any
from urllib.parse import quote_plus

import pytest

from twilio_lite import ArgumentError, Message
from twilio_lite._parameters import below, encode, quoted, twilio_name, wire


class Text(str, Enum):  # noqa: UP042 - the older kind, which shows its name
    ONE = "+15005550006"


class Number(int, Enum):
    TWO = 2


class Unplaced(tzinfo):
    """A time zone that does not know where it is."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    dst = tzname = utcoffset


CET = timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("to", "To"),
        ("from_", "From"),
        ("media_url", "MediaUrl"),
        ("send_as_mms", "SendAsMms"),
        ("messaging_service_sid", "MessagingServiceSid"),
        ("date_sent", "DateSent"),
        ("date_sent_after", "DateSent>"),
        ("date_sent_before", "DateSent<"),
    ],
)
def test_a_name_follows_the_one_rule(ours: str, theirs: str) -> None:
    assert twilio_name(ours) == theirs


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("Hello", "Hello"),
        ("", ""),
        (Text.ONE, "+15005550006"),
        (Number.TWO, "2"),
        ([Text.ONE], ["+15005550006"]),
        ({"to": Text.ONE}, '{"to":"+15005550006"}'),
        (datetime(2026, 11, 21, 12, 0, 0, tzinfo=Unplaced()), "2026-11-21T12:00:00Z"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (0.000001, "0.000001"),
        (1e21, "1000000000000000000000"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("0.50"), "0.50"),
        (datetime(2026, 11, 21, 12, 0, 0, tzinfo=CET), "2026-11-21T11:00:00Z"),
        (datetime(2026, 11, 21, 12, 0, 0), "2026-11-21T12:00:00Z"),  # noqa: DTZ001 - a naive one is the case
        (datetime(2026, 11, 21, 12, 0, 0, 120, tzinfo=UTC), "2026-11-21T12:00:00.000120Z"),
        (date(2026, 11, 21), "2026-11-21"),
        ({"1": "Zoë"}, '{"1":"Zoë"}'),
        (["a", "b"], ["a", "b"]),
        (("a",), ["a"]),
    ],
)
def test_a_value_is_written_as_twilio_reads_it(value: object, sent: object) -> None:
    assert wire({"value": value}) == {"Value": sent}


def test_what_was_not_given_is_not_sent() -> None:
    assert wire({"self": 1, "a": None, "b": [], "c": (), "limit": 3, "page_size": 2, "d": ""}) == {"D": ""}


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        Decimal("Infinity"),
        {"a": float("nan")},
        {"a": object()},
        object(),
        b"bytes",
        {"a", "b"},
        "\ud800",
        datetime.min.replace(tzinfo=CET),
        pytest.param(10**5000, id="an endless number"),
    ],
)
def test_a_value_that_cannot_be_written_names_its_parameter(value: Any) -> None:
    with pytest.raises(ArgumentError, match="max_price"):
        wire({"max_price": value})


def test_an_item_that_cannot_be_written_is_named_by_its_index() -> None:
    with pytest.raises(ArgumentError, match=r"media_url\[1\]"):
        wire({"media_url": ["a", b"b"]})


def test_a_list_is_encoded_as_a_repeated_name() -> None:
    assert encode({"MediaUrl": ["a", "b"], "To": "+1 5&=é", "Empty": [], "None": None}) == (
        "MediaUrl=a&MediaUrl=b&To=%2B1+5%26%3D%C3%A9"
    )


@pytest.mark.parametrize(
    "sid", ["", ".", "..", "a/b", "a\\b", "..a", "a\n", "\x7f", "\x85", "\ud800", None, 3, ["SM1"]]
)
def test_a_path_value_that_could_lead_elsewhere_is_refused(sid: Any) -> None:
    with pytest.raises(ArgumentError, match="sid"):
        below("/Messages", sid=sid)


@pytest.mark.parametrize(
    ("sid", "segment"), [("SM1", "SM1"), ("SM 1?x#y%2e:z", "SM%201%3Fx%23y%252e%3Az"), ("é", "%C3%A9"), ("a.b", "a.b")]
)
def test_any_other_path_value_is_percent_encoded(sid: str, segment: str) -> None:
    assert below("/Messages", sid=sid) == f"/Messages/{segment}"


def test_a_model_in_place_of_its_sid_is_told_so() -> None:
    with pytest.raises(ArgumentError, match=r"^sid must be a str, not Message: pass its \.sid$"):
        below("/Messages", sid=Message(sid="SM1"))


@pytest.mark.parametrize("text", ["".join(map(chr, range(0x250))), "a+b c%20d", "caf\u00e9 \U0001f600", ""])
def test_a_form_is_quoted_as_the_standard_library_quotes_it(text: str) -> None:
    assert quoted(text) == quote_plus(text)
