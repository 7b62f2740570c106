"""CSV: the same models as of JSON, one page at a time, and nothing of a list cut off in silence."""

from __future__ import annotations

import csv
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from answers import FAMILIES, Family, as_csv, as_json, body_of, resource
from conftest import Colour
from twilio_lite import ArgumentError, Message, NotFoundError, ResponseError, ServerError
from twilio_lite._csv import LONGEST_FIRST_ROW, LONGEST_ROW, MOST_CELLS, MOST_ROWS
from twilio_lite._decode import plain_tree
from twilio_lite.sandbox import Sandbox

MESSAGES = "/2010-04-01/Accounts/AC1/Messages"
HEAD = b"Sid,Body,Price\r\n"


class Sheet:
    """A transport that gives one body, and notes what was asked of it."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.body, self.status = body, status
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return httpx.Response(self.status, content=self.body)

    @property
    def targets(self) -> list[str]:
        """Where requests went."""
        return [request.url.raw_path.decode() for request in self.asked]


def call(colour: Colour, sheet: Sheet, use: Callable[[Any], Any], **options: Any) -> Any:
    """Use a client that asks for CSV."""
    client = colour.client("AC1", "token", transport=httpx.MockTransport(sheet), **options)
    return colour.call(client, lambda client: use(client.with_options(format="csv")))


def rows(number: int) -> bytes:
    """A sheet of *number* messages."""
    return HEAD + b"".join(b"SM%d,x,\r\n" % one for one in range(number))


@pytest.mark.parametrize("body", [HEAD, b"Sid,Body,Price", b"\xef\xbb\xbf" + HEAD, b'\r\n"Sid",Body,Price \n'])
def test_a_row_of_names_without_another_is_an_empty_list(colour: Colour, body: bytes) -> None:
    assert call(colour, Sheet(body), lambda client: client.messages.list()) == []


@pytest.mark.parametrize(
    "head", ["Sid", "sid", '"Sid"', "SID ", 'Größe,"Sid"', '"a, b",Sid,"c d"', "Date Created,Sid", "Sid,Date Created"]
)
def test_a_row_with_a_sid_in_it_is_a_row_of_names_whatever_the_others_are(colour: Colour, head: str) -> None:
    cells = ",".join("SM1" if name.strip('" ').lower() == "sid" else "x" for name in next(csv.reader([head])))
    body = f"{head}\r\n{cells}\r\n".encode()
    assert [one.sid for one in call(colour, Sheet(body), lambda client: client.messages.list())] == ["SM1"]


def test_cells_are_read_as_they_are_quoted_and_an_empty_one_is_none(colour: Colour) -> None:
    body = (
        "Sid,DateSent,From,Body,Status,NumSegments,Flags,Price,Tags,SubresourceUris,Unknown\r\n"
        'SM1,"Fri, 20 Aug 2010 01:13:42 +0000",+15005550006,"one, ""two""\r\nthree\U0001f600",sent,2,"[outbound]",'
        '-0.00750,"{""a"": ""b""}",,x\r\n'
        "\r\n"
        "SM2,,,,,,[],,,,\r\n"
    ).encode()
    first, second = call(colour, Sheet(body), lambda client: client.messages.list())
    assert (first.sid, first.from_, first.status, first.num_segments) == ("SM1", "+15005550006", "sent", 2)
    assert (first.body, first.flags, str(first.price)) == ('one, "two"\r\nthree\U0001f600', ("outbound",), "-0.00750")
    assert (first.tags, first.subresource_uris, first.date_sent.day) == ({"a": "b"}, None, 20)
    assert second == Message(sid="SM2")


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model.__name__)
def test_every_model_is_the_same_in_csv_as_in_json(colour: Colour, family: Family) -> None:
    for name, use in family.uses.items():
        tree = body_of(family, name, resource(family.model))
        same = [call(colour, Sheet(body), use) for body in (as_csv(family, tree), as_json(tree))]
        assert same[0] == same[1]


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_a_line_may_end_in_any_way(end: bytes) -> None:
    assert plain_tree(b"A,B" + end + b"1,2" + end + b"3,4") == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, "?PageSize=1000"),
        ({"to": "+1"}, "?To=%2B1&PageSize=1000"),
        ({"limit": 1}, "?PageSize=1"),
        ({"limit": 1000}, "?PageSize=1000"),
        ({"page_size": 7}, "?PageSize=7"),
        ({"limit": 7, "page_size": 7}, "?PageSize=7"),
    ],
)
@pytest.mark.parametrize("name", ["list", "stream"])
def test_a_list_is_asked_for_in_one_page_as_large_as_it_may_be(
    colour: Colour, name: str, arguments: dict[str, Any], query: str
) -> None:
    sheet = Sheet(rows(1))
    assert len(call(colour, sheet, lambda client: getattr(client.messages, name)(**arguments))) == 1
    assert sheet.targets == [f"{MESSAGES}.csv{query}"]
    assert sheet.asked[0].headers["accept"] == "text/csv"


def test_a_limit_of_nothing_asks_for_nothing(colour: Colour) -> None:
    sheet = Sheet(rows(1))
    assert call(colour, sheet, lambda client: client.messages.list(limit=0)) == []
    assert sheet.asked == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"limit": 1001}, "limit cannot be 1001 for CSV.*pass at most 1000, or ask for JSON or XML"),
        (
            {"limit": 10, "page_size": 9},
            "CSV is read in one page, and 9 at once are less than limit=10: leave page_size out",
        ),
        ({"limit": 10**5000}, "limit cannot be an unshowable int for CSV"),
    ],
)
@pytest.mark.parametrize("name", ["list", "stream"])
def test_what_one_page_cannot_hold_is_a_value_error_before_anything_is_sent(
    colour: Colour, name: str, arguments: dict[str, Any], words: str
) -> None:
    sheet = Sheet(rows(1))
    with pytest.raises(ValueError, match=words) as caught:
        call(colour, sheet, lambda client: getattr(client.messages, name)(**arguments))
    assert type(caught.value) is ArgumentError
    assert sheet.asked == []


def test_a_client_made_for_csv_or_another_that_asks_for_json_is_taken_at_its_word(colour: Colour) -> None:
    def both(client: Any) -> Any:
        return client.with_options(format="json").messages.list(limit=1001)

    sheet = Sheet(as_json({"messages": [{"sid": "SM1"}]}))
    assert len(call(colour, sheet, both, format="csv")) == 1
    assert sheet.targets == [f"{MESSAGES}.json?PageSize=1000"]


@pytest.mark.parametrize(("size", "arguments"), [(1000, {}), (1200, {}), (3, {"page_size": 3})])
def test_a_full_page_without_a_limit_is_an_error_that_names_what_to_ask_for(
    colour: Colour, size: int, arguments: dict[str, Any]
) -> None:
    with pytest.raises(ResponseError, match=rf"these {size} may not be all.*ask for JSON or XML") as caught:
        call(colour, Sheet(rows(size)), lambda client: client.messages.list(**arguments))
    assert (caught.value.status, caught.value.took_effect) == (200, False)


def test_a_full_page_is_whole_where_a_limit_asked_for_no_more(colour: Colour) -> None:
    assert len(call(colour, Sheet(rows(1000)), lambda client: client.messages.list(limit=1000))) == 1000
    assert len(call(colour, Sheet(rows(5)), lambda client: client.messages.list(limit=3))) == 3
    assert len(call(colour, Sheet(rows(999)), lambda client: client.messages.list())) == 999


def test_a_full_page_that_came_as_json_says_itself_whether_it_is_all(colour: Colour) -> None:
    page = {"messages": [{"sid": "SM1"}], "uri": f"{MESSAGES}.json?PageSize=1", "next_page_uri": None}
    assert len(call(colour, Sheet(as_json(page)), lambda client: client.messages.list(page_size=1))) == 1
    unsaid = {"messages": [{"sid": "SM1"}], "uri": f"{MESSAGES}.json?PageSize=1"}
    with pytest.raises(ResponseError, match="these 1 may not be all"):
        call(colour, Sheet(as_json(unsaid)), lambda client: client.messages.list(page_size=1))
    follows = {**page, "next_page_uri": f"{MESSAGES}.json?PageSize=1&Page=1"}
    pages = [as_json(page), as_json(follows)]

    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=pages.pop())

    client = colour.client("AC1", "token", format="csv", transport=httpx.MockTransport(answer))
    assert len(colour.call(client, lambda client: client.messages.list(page_size=1))) == 2


LONG = "x" * 200_000
BROKEN: dict[str, tuple[bytes, str]] = {
    "a row too short": (HEAD + b"SM1,x\r\n", "row 1 has 2 cells, not 3"),
    "a row too long": (HEAD + b"SM1,x,,\r\n", "row 1 has 4 cells, not 3"),
    "a later row of one cell": (rows(2) + b"x", "row 3 has 1 cells, not 3"),
    "a name given twice": (b"Sid,Body,Sid\r\nSM1,x,SM2\r\n", "two columns have the same name"),
    "two names that become the same": (b"Sid,DateSent,date_sent\r\nSM1,,\r\n", "two columns have the same name"),
    "a long name": (b"Sid,%s\r\n" % (b"x" * 201), "a name of more than 200 characters"),
    "a quoted cell without an end": (HEAD + b'SM1,"x,\r\n', "unexpected end of data"),
    "words after a quoted cell": (HEAD + b'SM1,"x"y,\r\n', "',' expected after '\"'"),
    "a cell that is too long": (HEAD + f"SM1,{LONG},\r\n".encode(), "field larger than field limit"),
    "a quoted cell that is too long": (HEAD + f'SM1,"{LONG}",\r\n'.encode(), "field larger than field limit"),
    "a cell of many lines that is too long": (HEAD + b'SM1,"' + b"x\n" * 99_999, "field larger than field limit"),
    "a row that is too long": (HEAD + b"," * LONGEST_ROW + b"\r\n", "a row of 500,000 characters or more"),
    "a row of many lines that is too long": (
        HEAD + b'"' + b'\n","' * (LONGEST_ROW // 4) + b'"\r\n',
        "a row of 500,000 characters or more",
    ),
    "a first row that is too long": (b"Sid," + b"x" * LONGEST_FIRST_ROW, "a row of 65,536 characters or more"),
    "a first row of many lines that is too long": (
        b'Sid,"' + b'\n","' * (LONGEST_FIRST_ROW // 4) + b'"\r\n',
        "a row of 65,536 characters or more",
    ),
    "bytes that are no UTF-8": (HEAD + b"SM1,\xff,\r\n", "'utf-8' codec can't decode"),
    "many rows": (rows(MOST_ROWS + 1), "more values than any answer has"),
    "many cells": (
        b"Sid,A,B,C,D,E\r\n" + b"SM1,,,,,\r\n" * (MOST_CELLS // 6 + 2),
        "more values than any answer has",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_csv_that_is_broken_is_a_response_error_that_says_where(colour: Colour, name: str) -> None:
    body, words = BROKEN[name]
    limit = csv.field_size_limit()
    for use in (lambda client: client.messages.list(limit=5), lambda client: client.messages("SM1").fetch()):
        with pytest.raises(ResponseError) as caught:
            call(colour, Sheet(body), use)
        assert words in str(caught.value)
        assert "broken CSV: " in str(caught.value)
        assert (caught.value.status, caught.value.took_effect) == (200, False)
    assert csv.field_size_limit() == limit


@pytest.mark.no_cover  # others reach every line; to be watched takes twice the time
def test_as_many_rows_and_cells_as_may_be_are_read() -> None:
    assert len(plain_tree(rows(MOST_ROWS))) == MOST_ROWS
    assert len(plain_tree(b"A,B,C,D,E,F\n" + b"1,,,,,\n" * (MOST_CELLS // 6 + 1))) == MOST_CELLS // 6 + 1
    cell = "x" * csv.field_size_limit()
    assert plain_tree(f"A,B\n{cell},\n".encode()) == [{"a": cell, "b": None}]


def test_another_limit_of_the_programs_own_is_the_one_that_holds() -> None:
    limit = csv.field_size_limit(100)
    try:
        with pytest.raises(ValueError, match=r"broken CSV: field larger than field limit \(100\)"):
            plain_tree(HEAD + b"SM1,%s,\r\n" % (b"x" * 101))
        assert csv.field_size_limit() == 100
    finally:
        csv.field_size_limit(limit)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"Id,Body\r\nSM1,x\r\n", "no list of Message in it"),
        (b"Status,Message\r\n200,fine\r\n", "no list of Message in it"),
        (b"Id,Body\r\n", "no list of Message in it"),
        (b"Sid,Body\r\n,x\r\n", "Message.sid is missing"),
        (b"Sid,Price\r\nSM1,much\r\n", "Message.price is 'much', not a number"),
    ],
)
def test_rows_of_another_kind_are_no_list(colour: Colour, body: bytes, words: str) -> None:
    with pytest.raises(ResponseError, match=words):
        call(colour, Sheet(body), lambda client: client.messages.list())


@pytest.mark.parametrize("body", [HEAD, rows(2), b"Id,Body\r\nSM1,x\r\n"])
def test_one_resource_is_one_row(colour: Colour, body: bytes) -> None:
    assert call(colour, Sheet(rows(1)), lambda client: client.messages("SM1").fetch()).sid == "SM0"
    with pytest.raises(ResponseError, match="Message"):
        call(colour, Sheet(body), lambda client: client.messages("SM1").fetch())


@pytest.mark.parametrize(
    "body",
    [
        b"Body\r\nx\r\n",
        b"Side,to side\r\n",
        b"in,side out\r\n",
        b"Service Unavailable, sorry",
        b"1,2\r\n",
        b"a,b c\r\n",
        b'a,"b c"\r\n',
        b'a,"b\r\n',
        b"a,\xc3\xa9\r\n",
        b"a b,c" * LONGEST_FIRST_ROW,
    ],
    ids=range(10),
)
def test_what_begins_neither_with_two_names_nor_with_a_sid_is_no_csv(body: bytes) -> None:
    with pytest.raises(ValueError, match="broken JSON"):
        plain_tree(body)


@pytest.mark.parametrize("body", [b'["a","sid","b"]', b' {"a": ["x","sid","b"]}', b'\xef\xbb\xbf[3,"sid"]'])
def test_json_that_has_sid_among_its_texts_stays_json(body: bytes) -> None:
    assert "sid" in str(plain_tree(body))


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b'{"status": 404, "message": "no", "code": 20404}', ("no", 20404)),
        (
            b"<TwilioResponse><RestException><Status>404</Status><Message>no</Message></RestException></TwilioResponse>",
            ("no", None),
        ),
        (b'Status,Message,Code,MoreInfo\r\n404,"no, none",20404,https://x\r\n', ("no, none", 20404)),
        (b"Status,Message,Code\r\n", ("Not Found: Status,Message,Code", None)),
        (b"Status,Message\r\n404,\r\n", ("Not Found: Status,Message 404,", None)),
        (b"Status,Message\r\n404\r\n", ("Not Found: Status,Message 404", None)),
        (b"<html><body>Not here</body></html>", ("Not Found: Not here", None)),
        (b"", ("Not Found", None)),
    ],
)
def test_an_error_is_read_by_its_content_whatever_was_asked_for(
    colour: Colour, body: bytes, told: tuple[str, int | None]
) -> None:
    for use in (lambda client: client.messages.list(), lambda client: client.messages("SM1").fetch()):
        with pytest.raises(NotFoundError) as caught:
            call(colour, Sheet(body, 404), use)
        assert (caught.value.message, caught.value.code) == told


def test_a_row_of_an_error_says_more_of_it(colour: Colour) -> None:
    body = b'Status,Message,Code,MoreInfo,Detail\r\n503,"no",20503,https://x,why\r\n'
    with pytest.raises(ServerError) as caught:
        call(colour, Sheet(body, 503), lambda client: client.messages.create(to="+1", from_="+2", body="x"))
    assert (caught.value.more_info, caught.value.details, caught.value.took_effect) == ("https://x", "why", None)


def test_what_is_sent_and_deleted_in_csv_is_as_ever(colour: Colour) -> None:
    sandbox = Sandbox()
    client = sandbox.client() if colour.name == "sync" else sandbox.async_client()

    async def write_async(client: Any) -> Any:
        message = await client.messages.create(to="+15005550006", from_="+15005550009", body='a, "b"\n')
        assert await client.messages(message.sid).delete() is None
        return message, await client.messages.list()

    def write(client: Any) -> Any:
        message = client.messages.create(to="+15005550006", from_="+15005550009", body='a, "b"\n')
        assert client.messages(message.sid).delete() is None
        return message, client.messages.list()

    use = write if colour.name == "sync" else write_async
    message, left = colour.call(client, lambda client: use(client.with_options(format="csv")))
    assert (message.body, message.status, left) == ('a, "b"\n', "queued", [])
