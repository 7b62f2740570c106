"""A traceback leads from the caller's line to the error in three of our lines at most, and hangs on to nothing else."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest

import twilio_lite
from conftest import Colour
from filing import downloading, streaming
from speaker import Parts
from twilio_lite import (
    ArgumentError,
    AsyncClient,
    Client,
    ConfigurationError,
    Listing,
    Page,
    Request,
    Retry,
    TwilioError,
)

PACKAGE = str(Path(twilio_lite.__file__).parent)
MOST_FRAMES = 3


def refuse(_: httpx.Request) -> httpx.Response:
    return httpx.Response(404, json={"code": 20404, "message": "no"})


def go_in_circles(request: httpx.Request) -> httpx.Response:
    page = {"messages": [{"sid": "SM1"}], "next_page_uri": request.url.raw_path.decode()}
    return httpx.Response(200, json=page)


def break_off(_: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("reset")


def break_off_in_the_middle(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, stream=Parts([b"x" * 100_000], httpx.ReadError("reset")))


def lead_in_circles(request: httpx.Request) -> httpx.Response:
    return httpx.Response(307, headers={"Location": str(request.url)})


async def hear(*_: object) -> None:
    """Hear of progress, which nobody would wait for."""


def check(error: TwilioError) -> None:
    """See that the traceback of *error* is short and that it comes from nothing else."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename.startswith(PACKAGE)]
    assert 1 <= len(frames) <= MOST_FRAMES, frames
    assert error.__context__ is error.__cause__ is None


USES: dict[str, Callable[[Any], Any]] = {
    "fetch": lambda client: client.messages("SM1").fetch(),
    "create": lambda client: client.messages.create(to="+15005550006", from_="+15005550006", body="x"),
    "delete": lambda client: client.messages("SM1").delete(),
    "list": lambda client: client.messages.list(),
    "stream": lambda client: client.messages.stream(),
    "pages": lambda client: client.messages.stream().pages(),
    "send": lambda client: client.send(Request("GET", "/x", dict)),
    "a raw reply": lambda client: client.with_raw_response.messages("SM1").fetch(),
    "a download": downloading(BytesIO()),
    "a raw download": lambda client: downloading(BytesIO())(client.with_raw_response),
    "chunks": streaming(),
}


@pytest.mark.parametrize("fault", [refuse, break_off])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_call_that_fails_has_a_short_traceback(
    colour: Colour, use: Callable[[Any], Any], fault: Callable[[httpx.Request], httpx.Response]
) -> None:
    client = colour.client(transport=httpx.MockTransport(fault), retry=Retry(attempts=0))
    with pytest.raises(TwilioError) as caught:
        colour.call(client, use)
    check(caught.value)


@pytest.mark.parametrize("fault", [break_off_in_the_middle, lead_in_circles])
@pytest.mark.parametrize("use", ["a download", "a raw download", "chunks"])
def test_a_file_that_does_not_come_has_a_short_traceback(
    colour: Colour, use: str, fault: Callable[[httpx.Request], httpx.Response]
) -> None:
    client = colour.client(transport=httpx.MockTransport(fault), retry=Retry(attempts=0))
    with pytest.raises(TwilioError) as caught:
        colour.call(client, USES[use])
    check(caught.value)


def test_what_cannot_take_a_file_in_has_a_short_traceback(colour: Colour) -> None:
    client = colour.client(transport=httpx.MockTransport(lambda _: httpx.Response(200, content=b"abc")))
    with pytest.raises(TwilioError) as caught:
        colour.call(client, downloading(BytesIO(), progress=lambda *_: 1 // 0))
    check(caught.value)


@pytest.mark.parametrize("use", ["list", "stream", "pages"])
def test_a_list_that_goes_in_circles_has_a_short_traceback(colour: Colour, use: str) -> None:
    with pytest.raises(TwilioError) as caught:
        colour.call(colour.client(transport=httpx.MockTransport(go_in_circles)), USES[use])
    check(caught.value)


MISTAKES: dict[str, Callable[[Any], Any]] = {
    "a wrong type": lambda client: client.messages.create(to=5, from_="+15005550006", body="x"),
    "no content": lambda client: client.messages.create(to="+15005550006", from_="+15005550006"),
    "broken text": lambda client: client.messages.create(to="+15005550006", from_="+15005550006", body="\ud800"),
    "no JSON": lambda client: client.messages.create(to="+1", from_="+1", content_variables={"a": object()}),
    "no number": lambda client: client.messages.create(to="+1", from_="+1", body="x", max_price=float("nan")),
    "a limit below zero": lambda client: client.messages.list(limit=-1),
    "a path": lambda client: client.messages("../x"),
    "a path below": lambda client: client.messages("SM1").media("a/b"),
    "an account above": lambda client: client.accounts("..").messages,
    "another origin": lambda client: client.send(Request("GET", "https://evil.example/x", dict)),
    "no request": lambda client: client.send("/x"),
    "an odd query": lambda client: client.send(Request("GET", "/x", dict, query={"a": object()})),  # type: ignore[dict-item] # the mistake
    "a raw list": lambda client: client.with_raw_response.messages.list(),
    "a folder to download to": downloading(os.sep),
    "a text file to download to": downloading(StringIO()),
    "progress that is async": downloading(BytesIO(), progress=hear),
    "chunks of nothing": streaming(chunk_size=0),
    "raw chunks": lambda client: streaming()(client.with_raw_response),
    "a listing elsewhere": lambda client: client.stream(
        Listing(Request("GET", "https://evil.example/x", lambda tree: Page(items=[tree])))
    ),
}


@pytest.mark.parametrize("use", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_has_a_short_traceback(colour: Colour, use: Callable[[Any], Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        colour.call(colour.client(), use)
    check(caught.value)


OPTIONS: dict[str, dict[str, Any]] = {
    "no password": {"password": None},
    "plain http": {"base_url": "http://twilio.example"},
    "a region of two parts": {"region": "a.b"},
    "an account that is a path": {"account_sid": "a/b"},
    "no proxy": {"proxy": "zz"},
    "a line end": {"user_agent": "\n"},
    "verify switched off": {"verify": False},
    "no transport": {"transport": object()},
    "no retry": {"retry": 5},
}


@pytest.mark.parametrize("kind", [Client, AsyncClient])
@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_a_client_that_cannot_be_made_has_a_short_traceback(
    kind: type[Client | AsyncClient], options: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(**{"username": "AC1", "password": "token", **options})
    check(caught.value)


def test_a_copy_that_cannot_be_made_has_a_short_traceback(colour: Colour) -> None:
    with pytest.raises(ConfigurationError) as caught:
        colour.client().with_options(headers={"a": "b\r\n"})
    check(caught.value)


def test_a_retry_that_cannot_be_made_has_a_short_traceback() -> None:
    with pytest.raises(ConfigurationError) as caught:
        Retry(attempts=-1)
    check(caught.value)
