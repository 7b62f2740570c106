"""A plain tree becomes a model, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from twilio_lite import Account, AccountStatus, Message, MessageStatus
from twilio_lite._structure import nothing, reads

MESSAGE: dict[str, Any] = {
    "sid": "SM1",
    "from": "+15005550006",
    "status": "delivered",
    "direction": "outbound-api",
    "num_segments": "2",
    "num_media": "0",
    "price": "-0.00750",
    "price_unit": "USD",
    "error_code": None,
    "date_sent": "Fri, 20 Aug 2010 01:13:42 +0000",
    "subresource_uris": {"media": "/M"},
    "tags": {"unknown": "to the model"},
}


def field(name: str, value: Any) -> Any:
    """Read one field of a message."""
    return getattr(reads(Message)({"sid": "SM1", name.rstrip("_"): value}), name)


def test_a_message_is_read_into_typed_fields() -> None:
    assert reads(Message)(MESSAGE) == Message(
        sid="SM1",
        from_="+15005550006",
        status=MessageStatus.DELIVERED,
        direction="outbound-api",
        num_segments=2,
        num_media=0,
        price=Decimal("-0.00750"),
        price_unit="USD",
        date_sent=datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC),
        subresource_uris={"media": "/M"},
    )


def test_a_model_is_frozen_hashable_and_without_a_dict() -> None:
    message = reads(Message)(MESSAGE)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        message.sid = "SM2"  # type: ignore[misc] # that it is refused is what is tested
    assert {message, message} == {message}
    assert not hasattr(message, "__dict__")
    assert attrs.asdict(message)["price"] == Decimal("-0.00750")


def test_missing_keys_are_none() -> None:
    assert set(attrs.asdict(reads(Message)({"sid": "SM1"})).values()) == {"SM1", None}


@pytest.mark.parametrize("tree", [None, [], "text", 3, {}, {"sid": None}, {"sid": 3}, {"sid": ""}, {"sid": ["SM1"]}])
def test_without_a_sid_there_is_no_model(tree: Any) -> None:
    with pytest.raises(ValueError, match="Message"):
        reads(Message)(tree)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Fri, 20 Aug 2010 01:13:42 +0000", datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC)),
        ("Fri, 20 Aug 2010 01:13:42 +0100", datetime(2010, 8, 20, 0, 13, 42, tzinfo=UTC)),
        ("Fri, 20 Aug 2010 01:13:42 -0830", datetime(2010, 8, 20, 9, 43, 42, tzinfo=UTC)),
        ("Fri, 6 Aug 2010 01:13:42 GMT", datetime(2010, 8, 6, 1, 13, 42, tzinfo=UTC)),
        ("20 Aug 2010 01:13:42 +0000", datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC)),
        ("2010-08-20T01:13:42Z", datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC)),
        ("2010-08-20T01:13:42.123456+02:00", datetime(2010, 8, 19, 23, 13, 42, 123456, tzinfo=UTC)),
        ("2010-08-20 01:13:42", datetime(2010, 8, 20, 1, 13, 42, tzinfo=UTC)),
        ("2010-08-20", datetime(2010, 8, 20, tzinfo=UTC)),
    ],
)
def test_a_date_is_aware_and_in_utc(text: str, moment: datetime) -> None:
    read = field("date_sent", text)
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    "value",
    [
        "soon",
        "5",
        "01:13:42",
        "Aug 2010",
        "Fri, 99 Aug 2010 01:13:42 +0000",
        "Fri, 20 Xyz 2010 01:13:42 +0000",
        "Fri, 20 Aug 2010 01:13:42 MST",
        "Mon, 01 Jan 0001 00:00:00 +0100",
        "9" * 41,
        "Fri, 20 Aug 2010 01:13:4\u0662 +0000",
        1282266822,
        True,
        {},
    ],
)
def test_what_is_no_date_is_refused_and_named(value: Any) -> None:
    with pytest.raises(ValueError, match=r"^Message.date_sent is .*, not a date") as caught:
        field("date_sent", value)
    assert caught.value.__notes__ == ["while reading Message.date_sent"]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("num_segments", 2, 2),
        ("num_segments", "2", 2),
        ("num_segments", 2.0, 2),
        ("num_segments", "", None),
        ("error_code", "30007", 30007),
        ("price", "", None),
        ("price", -0.0075, Decimal("-0.0075")),
        ("price", 1, Decimal(1)),
        ("price", "1e-3", Decimal("0.001")),
        ("date_sent", "", None),
        ("body", "", ""),
        ("to", 15005550006, "15005550006"),
        ("status", None, None),
        ("status", "teleported", "teleported"),
        ("status", 1, "1"),
        ("subresource_uris", None, None),
        ("subresource_uris", "/2010-04-01/Accounts", None),
        ("subresource_uris", {"media": "/M", "gone": None}, {"media": "/M"}),
    ],
)
def test_a_field_takes_the_forms_that_twilio_gives_it(name: str, value: Any, read: Any) -> None:
    result = field(name, value)
    assert result == read
    assert type(result) is type(read)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("num_segments", "two"),
        ("num_segments", True),
        ("num_segments", 1.5),
        ("num_segments", float("inf")),
        ("num_segments", "9" * 50),
        ("num_segments", "\u0662"),
        ("price", "NaN"),
        ("price", "1_000"),
        ("price", []),
        ("price", True),
        ("body", {}),
        ("body", True),
        ("status", []),
        ("subresource_uris", []),
        ("subresource_uris", {"media": 3}),
    ],
)
def test_a_value_of_another_kind_is_refused_and_named(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^Message.{name} is .*, not "):
        field(name, value)


def test_an_open_enum_is_equal_to_its_text_either_way() -> None:
    status = field("status", "delivered")
    assert status == "delivered"
    assert status is MessageStatus.DELIVERED
    assert field("status", "teleported") == "teleported"
    assert reads(Account)({"sid": "AC1", "status": "closed"}).status is AccountStatus.CLOSED


def test_the_auth_token_of_an_account_is_read_but_not_shown() -> None:
    account = reads(Account)({"sid": "AC1", "auth_token": "hidden"})
    assert account.auth_token == "hidden"
    assert "hidden" not in repr(account)


def test_an_answer_that_says_nothing_is_none() -> None:
    assert nothing({"anything": 1}) is None  # type: ignore[func-returns-value] # that it is None is what is tested
