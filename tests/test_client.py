"""Both clients over a real socket: what goes out, and what a caller gets."""

from __future__ import annotations

import asyncio
import base64
import json
import traceback
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import respx

from conftest import SID, TOKEN, Answers, Colour, Seen, Server
from twilio_lite import (
    ArgumentError,
    AsyncClient,
    Client,
    NotFoundError,
    Reply,
    Request,
    Response,
    TwilioError,
    __version__,
)

MESSAGE = {"sid": "SM1", "status": "queued"}
PATH = f"/2010-04-01/Accounts/{SID}/Messages"


def saying(body: object, status: int = 200, **headers: str) -> Answers:
    """Answer everything with *body*."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    return lambda _: Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, content)


def ask(
    colour: Colour, serve: Callable[[Answers], Server], answers: Answers, use: Callable[[Any], Any], **options: Any
) -> tuple[Any, Seen]:
    """Use a client on a server: what came of it, and the last request that arrived."""
    server = serve(answers)
    result = colour.call(colour.client(base_url=server.url, **options), use)
    return result, server.seen[-1]


def test_a_form_goes_out_with_all_its_headers(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    message, seen = ask(
        colour,
        serve,
        saying(MESSAGE, 201),
        lambda client: client.messages.create(to="+15005550006", from_="+15005550009", body="Größe & Gewicht"),
        user_agent="my-app/1.0",
    )
    assert message.sid == "SM1"
    assert (seen.method, seen.target) == ("POST", f"{PATH}.json")
    assert seen.body == "To=%2B15005550006&From=%2B15005550009&Body=Gr%C3%B6%C3%9Fe+%26+Gewicht"
    assert seen.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert seen.headers["Content-Length"] == str(len(seen.body))
    assert seen.headers["Accept"] == "application/json"
    assert seen.headers["Accept-Encoding"] == "gzip"
    assert seen.headers["Authorization"] == "Basic " + base64.b64encode(f"{SID}:{TOKEN}".encode()).decode()
    assert seen.headers["User-Agent"].startswith(f"twilio-lite/{__version__} Python/3.")
    assert seen.headers["User-Agent"].endswith(" my-app/1.0")
    assert "Transfer-Encoding" not in seen.headers


def test_an_empty_form_says_that_it_is_empty(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    _, seen = ask(colour, serve, saying({"sid": "AC1"}), lambda client: client.accounts("AC1").update())
    assert (seen.headers["Content-Length"], seen.body) == ("0", "")


def test_a_fetch_has_no_body(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    _, seen = ask(colour, serve, saying(MESSAGE), lambda client: client.messages("SM1").fetch())
    assert (seen.method, seen.target) == ("GET", f"{PATH}/SM1.json")
    assert "Content-Length" not in seen.headers
    assert "Content-Type" not in seen.headers


def test_a_delete_gives_none(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    result, seen = ask(colour, serve, saying(b"", 204), lambda client: client.messages("SM1").delete())
    assert result is None
    assert (seen.method, seen.target) == ("DELETE", f"{PATH}/SM1.json")


def test_xml_is_asked_for_without_an_extension_and_read_into_the_same_model(
    colour: Colour, serve: Callable[[Answers], Server]
) -> None:
    body = b"<?xml version='1.0'?><TwilioResponse><Message><Sid>SM1</Sid><Body/></Message></TwilioResponse>"
    message, seen = ask(colour, serve, saying(body), lambda client: client.messages("SM1").fetch(), format="xml")
    assert (message.sid, message.body, message.to) == ("SM1", "", None)
    assert (seen.target, seen.headers["Accept"]) == (f"{PATH}/SM1", "application/xml")


def test_a_strange_sid_is_one_segment_of_the_address(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    _, seen = ask(colour, serve, saying(MESSAGE), lambda client: client.messages("SM1?Page=9#x%2e ü").fetch())
    assert seen.target == f"{PATH}/SM1%3FPage%3D9%23x%252e%20%C3%BC.json"


def test_with_options_changes_a_copy_only(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    server = serve(saying(MESSAGE))

    def use(client: Any) -> Any:
        copy = client.with_options(headers={"X-Trace": "1", "user-agent": "mine"}).with_options(headers={"X-More": "2"})
        return copy.messages("SM1").fetch()

    client = colour.client(base_url=server.url)
    colour.call(client, use)
    colour.call(colour.client(base_url=server.url), lambda client: client.messages("SM1").fetch())
    assert (server.seen[0].headers["x-trace"], server.seen[0].headers["x-more"]) == ("1", "2")
    assert server.seen[0].headers["User-Agent"] == "mine"
    assert "x-trace" not in server.seen[1].headers


def test_with_options_keeps_what_it_is_not_told_to_change(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    class Kind(Client if colour.name == "sync" else AsyncClient):  # type: ignore[misc] # one test for both colours
        note = ""

    client = Kind(SID, TOKEN, base_url=serve(saying(MESSAGE)).url, format="xml")
    client.note = "mine"
    copy = client.with_options(format="json")
    assert type(copy) is Kind
    assert copy.note == "mine"
    assert colour.call(client, lambda _: copy.messages("SM1").fetch()).sid == "SM1"


def test_a_raw_response_has_the_result_and_the_answer(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    reply, _ = ask(
        colour,
        serve,
        saying(MESSAGE, 201, Twilio_Request_Id="RQ1"),
        lambda client: client.with_raw_response.messages.create(to="+1", from_="+2", body="x"),
    )
    assert isinstance(reply, Reply)
    assert (reply.value.sid, reply.status, reply.request_id) == ("SM1", 201, "RQ1")
    assert reply.headers["content-LENGTH"] == str(len(reply.body))
    assert json.loads(reply.body) == MESSAGE


def test_send_reaches_what_has_no_method_yet(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    request = Request(
        "POST",
        "/2010-04-01/Things",
        lambda tree: int(tree["count"]),
        query={"Page": 2},
        form={"Flag": True, "Names": ["a", "b"]},
        headers={"X-Trace": "1"},
    )
    result, seen = ask(colour, serve, saying({"count": "7"}), lambda client: client.send(request))
    assert result == 7
    assert (seen.method, seen.target, seen.body) == (
        "POST",
        "/2010-04-01/Things.json?Page=2",
        "Flag=true&Names=a&Names=b",
    )
    assert seen.headers["X-Trace"] == "1"


def test_the_headers_of_a_request_win_over_those_of_its_client(
    colour: Colour, serve: Callable[[Answers], Server]
) -> None:
    request = Request("GET", "/x", dict, headers={"x-trace": "request"})
    _, seen = ask(
        colour, serve, saying({}), lambda client: client.with_options(headers={"X-Trace": "client"}).send(request)
    )
    assert seen.headers["X-Trace"] == "request"


@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_a_method_that_has_a_body_says_that_it_is_empty(colour: Colour, method: str) -> None:
    seen: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    client = colour.client(transport=httpx.MockTransport(note))
    colour.call(client, lambda client: client.send(Request(method, "/x", dict)))
    assert seen[0].headers["Content-Length"] == "0"


@pytest.mark.parametrize(
    ("request_", "text"),
    [
        (Request("FETCH", "/x", dict), "method cannot be 'FETCH'"),
        (Request(["GET"], "/x", dict), "method cannot be"),  # type: ignore[arg-type] # the mistake
        (Request("GET", 3, dict), "path must be a str, not int"),  # type: ignore[arg-type] # the mistake
        (Request("GET", "/x", "read"), "read must be a function"),  # type: ignore[arg-type] # the mistake
        (Request("GET", "/x", dict, query=[("A", "b")]), "query must be a dict"),  # type: ignore[arg-type] # the mistake
        (Request("POST", "/x", dict, form={3: "b"}), "form must be a dict with str"),  # type: ignore[dict-item] # the mistake
        (Request("POST", "/x", dict, form={"\ud800": "b"}), "half a surrogate pair"),
        (Request("GET", "/x", dict, headers=["A"]), "headers must be a dict of str, not list"),  # type: ignore[arg-type] # the mistake
        (Request("POST", "/x", dict, idempotent="no"), "idempotent must be True or False, not 'no'"),  # type: ignore[arg-type] # the mistake
        (Request("POST", "/x/Messages", dict, idempotent=True), "idempotent cannot be True for what sends a message"),
        (Request("POST", "/x/Calls.json", dict, idempotent=True), "idempotent cannot be True for what sends a message"),
        ("/x", "send takes a Request, not str"),
        (Request("GET", "x", dict), "path cannot be used"),
        (Request("GET", "https://evil.example/x", dict), "path cannot be used: https://evil.example/x is not on"),
        (Request("GET", "/x\n", dict), "path cannot be used"),
        (
            Request("GET", "/x", dict, headers={"Authorization": "Bearer x"}),
            "Authorization is set by the client itself",
        ),
        (Request("GET", "/x", dict, query={"A": object()}), "^A cannot be sent"),  # type: ignore[dict-item] # the mistake
    ],
)
def test_a_request_that_cannot_be_sent_is_refused(colour: Colour, request_: Request[Any], text: str) -> None:
    sent: list[httpx.Request] = []
    client = colour.client(transport=httpx.MockTransport(lambda request: sent.append(request) or httpx.Response(200)))  # type: ignore[func-returns-value] # a note and an answer in one
    with pytest.raises(ArgumentError, match=text):
        colour.call(client, lambda client: client.send(request_))
    assert sent == []


def test_an_error_is_raised_from_few_frames_none_of_which_shows_a_credential(
    colour: Colour, serve: Callable[[Answers], Server]
) -> None:
    server = serve(saying({"code": 20404, "message": "no"}, 404))
    client = colour.client("AC1", "hidden-token", base_url=server.url)
    with pytest.raises(NotFoundError) as caught:
        colour.call(client, lambda client: client.messages("SM1").fetch())
    frames = [frame for frame in traceback.extract_tb(caught.value.__traceback__) if "twilio_lite/" in frame.filename]
    assert len(frames) <= 3
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert base64.b64encode(b"AC1:hidden-token").decode() not in shown
    assert caught.value.__context__ is None


def test_a_list_raises_the_same_error_as_a_fetch(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    server = serve(saying({"code": 20404, "message": "no", "more_info": "https://x"}, 404))
    errors = []
    for use in (
        lambda client: client.messages("SM1").fetch(),
        lambda client: client.messages.list(),
        lambda client: client.messages.stream(),
    ):
        with pytest.raises(TwilioError) as caught:
            colour.call(colour.client(base_url=server.url), use)
        errors.append(caught.value)
    assert {type(error) for error in errors} == {NotFoundError}
    assert len({(error.status, error.code, error.message, error.more_info) for error in errors}) == 1  # type: ignore[attr-defined] # NotFoundError has them


def test_one_client_serves_many_calls_at_once(serve: Callable[[Answers], Server]) -> None:
    server = serve(lambda seen: Response(200, {}, json.dumps({"sid": seen.target[-9:-5]}).encode()))

    async def fetch_all() -> list[str]:
        async with AsyncClient(SID, TOKEN, base_url=server.url) as client:
            fetched = await asyncio.gather(*(client.messages(f"S{number:03}").fetch() for number in range(50)))
        return [message.sid for message in fetched]

    assert asyncio.run(fetch_all()) == [f"S{number:03}" for number in range(50)]


def test_a_misspelt_or_missing_keyword_is_pythons_own_error(colour: Colour) -> None:
    client = colour.client()
    with pytest.raises(TypeError, match=r"create.*unexpected keyword argument 'form'"):
        client.messages.create(to="+1", form="+2")
    with pytest.raises(TypeError, match=r"Messages\.list\(\) got an unexpected keyword argument 'form'"):
        client.messages.list(form="+2")
    with pytest.raises(TypeError, match="missing 1 required keyword-only argument: 'to'"):
        client.messages.create(from_="+2", body="x")


def test_httpx_own_transports_can_carry_the_calls(colour: Colour, serve: Callable[[Answers], Server]) -> None:
    transport = httpx.HTTPTransport() if colour.name == "sync" else httpx.AsyncHTTPTransport()
    message, _ = ask(colour, serve, saying(MESSAGE), lambda client: client.messages("SM1").fetch(), transport=transport)
    assert message.sid == "SM1"


@respx.mock
def test_respx_can_stand_in_for_twilio(colour: Colour) -> None:
    route = respx.get(f"https://api.twilio.com{PATH}/SM1.json").mock(return_value=httpx.Response(200, json=MESSAGE))
    transport = httpx.HTTPTransport() if colour.name == "sync" else httpx.AsyncHTTPTransport()
    client = colour.client(transport=transport)
    assert colour.call(client, lambda client: client.messages("SM1").fetch()).sid == "SM1"
    assert route.called


def test_the_official_spellings_lead_to_the_same_places(colour: Colour) -> None:
    client = colour.client()
    assert client.api.v2010.accounts.path == client.api.accounts.path == client.accounts.path == "/2010-04-01/Accounts"
    assert client.accounts("AC9").messages.path == "/2010-04-01/Accounts/AC9/Messages"
