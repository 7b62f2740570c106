"""A plain tree becomes a model, field by field."""

from __future__ import annotations

import copy
import json
import pickle
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from twilio_lite import Account, AccountStatus, Message, MessageStatus
from twilio_lite._structure import nothing, reads, reads_list

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
    "tags": {"campaign": "spring"},
    "flags": ["outbound"],
    "unknown": {"to": "the model"},
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
        tags={"campaign": "spring"},
        flags=("outbound",),
        subresource_uris={"media": "/M"},
    )


def test_a_model_is_frozen_hashable_and_without_a_dict() -> None:
    message = reads(Message)(MESSAGE)
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        message.sid = "SM2"  # type: ignore[misc] # that it is refused is what is tested
    assert {message, message} == {message}
    assert not hasattr(message, "__dict__")
    assert attrs.asdict(message)["price"] == Decimal("-0.00750")


@pytest.mark.parametrize(
    "read", [reads(Message), lambda tree: reads_list(Message)([tree, tree])[1]], ids=["alone", "in a list"]
)
def test_a_model_that_was_read_is_one_like_any_other(read: Callable[[Any], Any]) -> None:
    message = read(MESSAGE)
    made = Message(**attrs.asdict(message))
    assert type(message) is type(made) is Message
    assert message == made
    assert (hash(message), repr(message)) == (hash(made), repr(made))
    assert copy.deepcopy(message) == pickle.loads(pickle.dumps(message)) == message  # noqa: S301 - our own
    assert attrs.evolve(message, sid="SM2") != message
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        del message.sid


def test_missing_keys_are_none_and_missing_words_no_words() -> None:
    assert set(attrs.asdict(reads(Account)({"sid": "AC1"})).values()) == {"AC1", None}
    assert reads(Message)({"sid": "SM1"}) == Message(sid="SM1")
    assert Message(sid="SM1").flags == ()


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
        ("Sat, 01 Jan 2000 00:00:00 +1400", datetime(1999, 12, 31, 10, tzinfo=UTC)),
        ("Fri, 20 Aug 2010 23:59:59 -0001", datetime(2010, 8, 21, 0, 0, 59, tzinfo=UTC)),
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
        "Fri, 20 Aug 2010 24:00:00 +0000",
        "Fri, 20 Aug 2010 01:60:00 +0000",
        "Fri, 20 Aug 2010 01:13:60 +0000",
        "Tue, 30 Feb 2010 01:13:42 +0000",
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
        ("subresource_uris", {"media": [3]}),
        ("tags", {"a": {}}),
        ("flags", 3),
        ("flags", {"a": "x", "b": "y"}),
    ],
)
def test_a_value_of_another_kind_is_refused_and_named(name: str, value: Any) -> None:
    with pytest.raises(ValueError, match=f"^Message.{name} is .*, not "):
        field(name, value)


USUAL = {
    **MESSAGE,
    "date_created": "Fri, 20 Aug 2010 01:13:41 +0000",
    "date_updated": None,
    "body": "one",
    "error_code": 30007,
}
LATER = {
    **USUAL,
    "sid": "SM2",
    "status": "teleported",
    "num_segments": "3",
    "price": None,
    "date_sent": "Sat, 21 Aug 2010 01:13:42 +0100",
    "date_updated": "Sat, 21 Aug 2010 01:13:43 +0000",
    "body": None,
    "error_code": None,
    "subresource_uris": {},
}


@pytest.mark.parametrize(
    "trees",
    [
        [],
        [USUAL],
        [USUAL, LATER],
        [LATER, USUAL, LATER],
        [USUAL, {"sid": "SM2"}],
        [{"sid": "SM1", "to": "a"}, {"to": "b", "sid": "SM2"}],
        [{"sid": "SM1", "to": "a"}, {"sid": "SM2", "from": "b"}],
        [USUAL, LATER | {"date_sent": "2010-08-20", "subresource_uris": {"media": None}}],
        [USUAL, LATER | {"date_sent": "", "subresource_uris": None}],
        [USUAL, LATER | {"num_segments": 2, "num_media": 2.0, "price": -0.5, "body": 3, "status": 4}],
        [USUAL | {"num_segments": 1}, LATER | {"num_segments": True}],
        [USUAL | {"num_segments": "1"}, LATER | {"num_segments": "two"}],
        [USUAL, LATER | {"date_sent": "soon"}],
        [USUAL, LATER | {"date_sent": 3}],
        [USUAL, LATER | {"subresource_uris": {"media": [3]}}],
        [USUAL, LATER | {"status": []}],
        [USUAL, LATER | {"sid": ""}],
        [USUAL, LATER | {"sid": None}],
        [USUAL | {"date_sent": "soon"}, LATER | {"sid": None}],
        [USUAL, None],
        [["sid"], ["sid"]],
        [{}, {}],
    ],
    ids=range(22),
)
def test_a_list_is_read_as_each_of_its_trees_is(trees: list[Any]) -> None:
    def told(read: Callable[[], object]) -> str:
        try:
            return repr(read())
        except ValueError as error:
            return f"{error} {getattr(error, '__notes__', None)}"

    assert told(lambda: reads_list(Message)(trees)) == told(lambda: [reads(Message)(tree) for tree in trees])


def test_what_a_list_says_many_times_is_kept_once() -> None:
    texts = json.dumps([USUAL, LATER | {"price": "-0.0075", "from": "+15005550009"}, USUAL, USUAL])
    first, _, third, fourth = reads_list(Message)(json.loads(texts))
    assert first.price_unit is third.price_unit
    assert first.price is third.price is fourth.price


def test_a_list_of_trees_that_have_little_in_common_takes_no_more_memory_than_they_do() -> None:
    trees = [{"sid": "SM1", **dict.fromkeys(map(str, range(3000)), "x")}, *({"sid": "SM2"} for _ in range(3000))]
    tracemalloc.start()
    try:
        assert len(reads_list(Message)(trees)) == 3001
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def test_the_addresses_of_two_messages_are_two_dicts() -> None:
    first, second = reads_list(Message)([copy.deepcopy(USUAL), copy.deepcopy(USUAL)])
    assert first.subresource_uris == second.subresource_uris
    assert first.subresource_uris is not second.subresource_uris


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


def test_dates_of_a_list_that_no_calendar_holds_are_a_value_error() -> None:
    trees = [{"sid": "SM1", "date_sent": f"Fri, 31 Dec 9999 23:00:00 -0{number}00"} for number in (1, 2)]
    with pytest.raises(ValueError, match=r"Message\.date_sent"):
        reads_list(Message)(trees)
