"""Lists: which pages are asked for, and when a walk ends."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from conftest import Colour
from twilio_lite import ArgumentError, Page, ResponseError

FIRST = "/2010-04-01/Accounts/AC1/Messages.json"


class Pages:
    """A transport that answers with pages, found by their number, and notes what was asked."""

    def __init__(self, *pages: dict[str, Any]) -> None:
        self.pages = pages
        self.asked: list[str] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.raw_path.decode())
        page = self.pages[int(request.url.params.get("Page", "0"))]
        return httpx.Response(200, json=page)


def page(number: int, *sids: str, last: bool = False, **more: Any) -> dict[str, Any]:
    """Make page *number* of a list of messages."""
    following = None if last else f"{FIRST}?PageSize=2&Page={number + 1}&PageToken=PA{number}"
    envelope = {"page": number, "page_size": 2, "uri": f"{FIRST}?Page={number}", "next_page_uri": following}
    return {"messages": [{"sid": sid} for sid in sids]} | envelope | more


THREE = (page(0, "SM0", "SM1"), page(1, "SM2", "SM3"), page(2, "SM4", last=True))


def read(colour: Colour, pages: Callable[[httpx.Request], httpx.Response], **arguments: Any) -> list[str]:
    """Read a list of messages: their SIDs."""
    client = colour.client("AC1", "token", transport=httpx.MockTransport(pages))
    return [message.sid for message in colour.call(client, lambda client: client.messages.list(**arguments))]


def test_a_list_follows_every_next_page_whole(colour: Colour) -> None:
    pages = Pages(*THREE)
    assert read(colour, pages, to="+1") == ["SM0", "SM1", "SM2", "SM3", "SM4"]
    assert pages.asked == [
        f"{FIRST}?To=%2B1",
        f"{FIRST}?PageSize=2&Page=1&PageToken=PA0",
        f"{FIRST}?PageSize=2&Page=2&PageToken=PA1",
    ]


@pytest.mark.parametrize(
    ("limit", "page_size", "sent", "sids", "requests"),
    [
        (None, None, "", 5, 3),
        (None, 2, "?PageSize=2", 5, 3),
        (0, None, "", 0, 0),
        (0, 5, "", 0, 0),
        (1, None, "?PageSize=1", 1, 1),
        (2, None, "?PageSize=2", 2, 1),
        (3, 2, "?PageSize=2", 3, 2),
        (2, 50, "?PageSize=2", 2, 1),
        (4, None, "?PageSize=4", 4, 2),
        (9, None, "?PageSize=9", 5, 3),
        (5000, None, "?PageSize=1000", 5, 3),
        (5000, 1000, "?PageSize=1000", 5, 3),
    ],
)
def test_a_limit_takes_exactly_the_pages_it_needs(
    colour: Colour, limit: int | None, page_size: int | None, sent: str, sids: int, requests: int
) -> None:
    pages = Pages(*THREE)
    assert len(read(colour, pages, limit=limit, page_size=page_size)) == sids
    assert len(pages.asked) == requests
    assert pages.asked[:1] == ([FIRST + sent] if requests else [])


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"limit": -1}, "limit cannot be -1"),
        ({"limit": -(10**5000)}, "limit cannot be an unshowable int"),
        ({"page_size": 10**5000}, "page_size cannot be an unshowable int"),
        ({"limit": True}, "limit must be int, not bool"),
        ({"limit": "3"}, "limit must be int, not str"),
        ({"page_size": 0}, "page_size cannot be 0: pass 1 to 1000"),
        ({"page_size": 1001}, "page_size cannot be 1001"),
        ({"page_size": True}, "page_size must be int, not bool"),
    ],
)
def test_a_wrong_paging_number_is_refused_before_anything_is_sent(
    colour: Colour, arguments: dict[str, Any], text: str
) -> None:
    pages = Pages(*THREE)
    with pytest.raises(ArgumentError, match=text):
        read(colour, pages, **arguments)
    assert pages.asked == []


def test_a_stream_asks_for_nothing_before_its_first_item_and_starts_anew_each_time() -> None:
    pages = Pages(*THREE)
    with Colour("sync").client("AC1", "token", transport=httpx.MockTransport(pages)) as client:
        stream = client.messages.stream()
        iterator = iter(stream)
        assert pages.asked == []
        assert [next(iterator).sid, next(iterator).sid] == ["SM0", "SM1"]
        assert len(pages.asked) == 1
        assert next(iterator).sid == "SM2"
        assert len(pages.asked) == 2
        assert [message.sid for message in stream] == ["SM0", "SM1", "SM2", "SM3", "SM4"]


def test_pages_come_whole_and_end_after_the_one_that_reaches_the_limit(colour: Colour) -> None:
    pages = Pages(*THREE)
    client = colour.client("AC1", "token", transport=httpx.MockTransport(pages))
    read = colour.call(client, lambda client: client.messages.stream(limit=3).pages())
    assert [[message.sid for message in page.items] for page in read] == [["SM0", "SM1"], ["SM2", "SM3"]]
    assert isinstance(read[0], Page)
    assert (read[1].page, read[1].page_size, read[1].uri) == (1, 2, f"{FIRST}?Page=1")


def test_the_request_for_the_next_page_can_be_sent_by_hand(colour: Colour) -> None:
    client = colour.client("AC1", "token", transport=httpx.MockTransport(Pages(*THREE)))
    first = colour.call(client, lambda client: client.messages.stream(limit=1).pages())[0]
    client = colour.client("AC1", "token", transport=httpx.MockTransport(Pages(*THREE)))
    assert colour.call(client, lambda client: client.send(first.next)).items[0].sid == "SM2"


def test_a_stream_reads_items_under_both_colours(colour: Colour) -> None:
    client = colour.client("AC1", "token", transport=httpx.MockTransport(Pages(*THREE)))
    assert len(colour.call(client, lambda client: client.messages.stream(limit=3))) == 3


def test_the_list_is_found_under_its_own_key_whatever_stands_beside_it(colour: Colour) -> None:
    assert read(colour, Pages(page(0, "SM0", last=True, other=[{"sid": "XX"}], meta=None))) == ["SM0"]


def test_the_paging_of_newer_products_is_followed(colour: Colour) -> None:
    meta = {"key": "things", "page": 0, "page_size": 1, "url": "https://api.twilio.com/x?Page=0"}
    next_page = {"next_page_url": f"https://api.twilio.com{FIRST}?Page=1"}
    first = {"things": [{"sid": "SM0"}], "meta": meta | next_page, "next_page_uri": ""}
    assert read(colour, Pages(first, page(1, "SM1", last=True))) == ["SM0", "SM1"]


@pytest.mark.parametrize("meta", [{}, {"foo": 1}, {"page": 0}, {"next_page_url": None}, [], "x", None])
def test_a_key_that_is_called_meta_does_not_end_a_list(colour: Colour, meta: Any) -> None:
    assert read(colour, Pages(page(0, "SM0", meta=meta), page(1, "SM1", last=True))) == ["SM0", "SM1"]


def test_other_keys_beside_the_list_do_not_choose_it(colour: Colour) -> None:
    odd = {"key": "warnings", "warnings": [{"sid": "XX"}], "url": ["x"], "next_page_url": 3}
    assert read(colour, Pages(page(0, "SM0", last=True, **odd))) == ["SM0"]


@pytest.mark.parametrize("end", [None, ""])
def test_no_next_page_or_an_empty_one_is_the_end(colour: Colour, end: str | None) -> None:
    assert read(colour, Pages(page(0, "SM0", next_page_uri=end))) == ["SM0"]


def test_a_next_page_without_a_query_is_taken_as_it_comes(colour: Colour) -> None:
    pages = Pages(page(0, "SM0", next_page_uri="/2010-04-01/Next.json"))
    with pytest.raises(ResponseError, match="read before"):
        read(colour, pages)
    assert pages.asked == [FIRST, "/2010-04-01/Next.json"]


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/2010-04-01/Accounts/AC1/Messages.json?Page=1",
        "http://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?Page=1",
        "https://api.twilio.com:8443/x?Page=1",
        "https://api.twilio.com@evil.example/x?Page=1",
        "//evil.example/x?Page=1",
        "\\\\evil.example\\x?Page=1",
        "x?Page=1",
        "/x\r\nHost: evil.example?Page=1",
    ],
)
def test_a_next_page_elsewhere_is_an_error_and_not_asked_for(colour: Colour, address: str) -> None:
    pages = Pages(page(0, "SM0", next_page_uri=address))
    with pytest.raises(ResponseError, match="the next page cannot be read") as caught:
        read(colour, pages)
    assert (caught.value.status, caught.value.took_effect, len(pages.asked)) == (200, False, 1)


def test_a_next_page_elsewhere_does_not_matter_once_the_limit_is_reached(colour: Colour) -> None:
    assert read(colour, Pages(page(0, "SM0", next_page_uri="https://evil.example/")), limit=1) == ["SM0"]


def test_what_was_read_comes_before_the_error_about_the_next_page() -> None:
    pages = Pages(page(0, "SM0", "SM1", next_page_uri="https://evil.example/"))
    with Colour("sync").client("AC1", "token", transport=httpx.MockTransport(pages)) as client:
        iterator = iter(client.messages.stream())
        assert [next(iterator).sid, next(iterator).sid] == ["SM0", "SM1"]
        with pytest.raises(ResponseError):
            next(iterator)


def test_a_page_with_items_ends_a_run_of_empty_ones(colour: Colour) -> None:
    runs = [*(page(number) for number in range(15)), page(15, "SM0"), *(page(number) for number in range(16, 31))]
    assert read(colour, Pages(*runs, page(31, "SM1", last=True))) == ["SM0", "SM1"]


def test_a_page_seen_before_ends_in_an_error(colour: Colour) -> None:
    pages = Pages(page(0, "SM0"), page(1, "SM1", next_page_uri=f"{FIRST}?PageSize=2&Page=1&PageToken=PA0"))
    with pytest.raises(ResponseError, match="read before"):
        read(colour, pages)
    assert len(pages.asked) == 2


def test_a_first_page_that_follows_itself_ends_in_an_error(colour: Colour) -> None:
    pages = Pages(page(0, "SM0", next_page_uri=FIRST))
    with pytest.raises(ResponseError, match="read before"):
        read(colour, pages)
    assert len(pages.asked) == 1


def test_twenty_empty_pages_in_a_row_are_read_and_one_more_is_an_error(colour: Colour) -> None:
    pages = Pages(*(page(number) for number in range(20)), page(20, "SM0", last=True))
    assert read(colour, pages) == ["SM0"]
    pages = Pages(*(page(number) for number in range(30)))
    with pytest.raises(ResponseError, match="21 pages in a row were empty"):
        read(colour, pages)
    assert len(pages.asked) == 21


@pytest.mark.parametrize(
    "body", [{}, [], None, {"messages": None}, {"messages": {}}, {"messages": [3]}, {"messages": [{}]}, {"page": "x"}]
)
def test_a_page_that_is_none_is_a_response_error(colour: Colour, body: Any) -> None:
    with pytest.raises(ResponseError, match="Message"):
        read(colour, lambda _: httpx.Response(200, json=body))


def test_a_page_number_that_is_none_names_itself(colour: Colour) -> None:
    with pytest.raises(ResponseError, match=r"Envelope\.page is 'x', not a whole number"):
        read(colour, lambda _: httpx.Response(200, json={"messages": [], "page": "x"}))


def test_a_stream_holds_no_page_while_it_reads_the_next(colour: Colour) -> None:
    pages, held = Pages(*(page(number, f"SM{2 * number}", f"SM{2 * number + 1}") for number in range(9))), []
    read: weakref.WeakSet[Any] = weakref.WeakSet()

    def answer(request: httpx.Request) -> httpx.Response:
        held.append(len(read))
        return pages(request)

    async def walk_async() -> None:
        async with colour.client(transport=httpx.MockTransport(answer)) as client:
            async for message in client.messages.stream(limit=18):
                read.add(message)

    def walk() -> None:
        with colour.client(transport=httpx.MockTransport(answer)) as client:
            for message in client.messages.stream(limit=18):
                read.add(message)

    walk() if colour.name == "sync" else asyncio.run(walk_async())
    assert held == [0, *[1] * 8]


def test_a_list_with_raw_responses_is_refused_and_says_what_to_do_instead(colour: Colour) -> None:
    client = colour.client(transport=httpx.MockTransport(Pages(*THREE)))
    for use in ("list", "stream"):
        with pytest.raises(ArgumentError, match="without it"):
            getattr(client.with_raw_response.messages, use)()
