"""Nothing leaves for elsewhere: whatever a text holds, it is refused, or one request arrives where it belongs.

A second server listens beside the API's own: no test may bring a connection to it, nor ask for the address of a name.
"""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import AsyncIterable, Callable, Iterator, Mapping
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import attrs
import pytest

from conftest import SID, TOKEN, Colour, drained, kinds
from hostile import ELSEWHERE, ENCODED, HOSTILE, REFUSED
from peer import Line, Peer, answer, peer
from twilio_lite import ArgumentError, ConfigurationError, Request, ResponseError, Retry, TwilioError

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

LISTS = ("messages", "media_list", "accounts", "calls", "outgoing_caller_ids", "sms_messages")
ANSWER = {"sid": "SM1", **{name: [] for name in LISTS}}
ONCE = Retry(attempts=0)
Use = Callable[[Any], Any]


class Arrived:
    """A request as it arrived."""

    def __init__(self, request: bytes) -> None:
        head, _, body = request.partition(b"\r\n\r\n")
        first, *lines = head.decode("ascii").split("\r\n")
        self.method, self.target, self.version = first.split(" ")
        self.headers = [tuple(line.split(": ", 1)) for line in lines]
        self.body = body.decode("ascii")

    @property
    def path(self) -> str:
        """Its path, decoded as a careless server would."""
        return unquote(self.target.partition("?")[0]).replace("\\", "/").replace(";", "/")

    @property
    def segments(self) -> list[str]:
        """The segments of its path, decoded; the extension is not part of the last. There is no query."""
        assert self.target.endswith(".json")
        assert not {"?", "#"} & set(self.target)
        return [unquote(segment, errors="strict") for segment in self.target.removesuffix(".json").split("/")]

    def values(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key.lower() == name]


@attrs.frozen
class Outcome:
    """What came of a call: the error, and what arrived."""

    error: TwilioError | None
    arrived: list[Arrived]

    @property
    def refused(self) -> bool:
        """Was it refused before anything left?"""
        mine = isinstance(self.error, ArgumentError | ConfigurationError)
        return mine and not self.arrived and str(self.error).isprintable()

    @property
    def one(self) -> Arrived:
        """The one request that arrived."""
        assert self.error is None
        [arrived] = self.arrived
        return arrived


@attrs.define
class World:
    """The API's own server, another one, and the names whose addresses were asked for."""

    api: Peer
    other: socket.socket
    names: list[str] = attrs.field(factory=list)
    answers: list[bytes] = attrs.field(factory=list)

    @property
    def host(self) -> str:
        """The API's host and port."""
        return f"127.0.0.1:{self.api.port}"

    def aimed(self, text: str) -> str:
        """*text* with the other server in it."""
        return text.replace(ELSEWHERE, f"127.0.0.1:{self.other.getsockname()[1]}")

    def texts(self) -> dict[str, str]:
        """Every hostile text, aimed at the other server."""
        return {name: self.aimed(text) for name, text in HOSTILE.items()}

    def outcomes(
        self, colour: Colour, uses: Mapping[str, Use], *credentials: str, **options: Any
    ) -> dict[str, Outcome]:
        """Use one client in many ways, and give what came of each."""
        client = colour.client(*credentials, **{"base_url": self.api.url, "retry": ONCE, **options})
        given: dict[str, Outcome] = colour.call(
            client, lambda client: self.each_async(client, uses) if colour.name == "async" else self.each(client, uses)
        )
        return given

    def outcome(self, colour: Colour, use: Use, *credentials: str, **options: Any) -> Outcome:
        """Make a client and use it, and give what came of that."""
        try:
            return self.outcomes(colour, {"": use}, *credentials, **options)[""]
        except ConfigurationError as error:
            return Outcome(error, [])

    def each(self, client: Any, uses: Mapping[str, Use]) -> dict[str, Outcome]:
        """Use *client* in sync code."""
        given = {}
        for name, use in uses.items():
            before, failure = len(self.api.requests), None
            try:
                use(client)
            except TwilioError as error:
                failure = error
            given[name] = Outcome(failure, [Arrived(request) for request in self.api.requests[before:]])
        return given

    async def each_async(self, client: Any, uses: Mapping[str, Use]) -> dict[str, Outcome]:
        """Use *client* in async code."""
        given = {}
        for name, use in uses.items():
            before, failure = len(self.api.requests), None
            try:
                await use(client)
            except TwilioError as error:
                failure = error
            given[name] = Outcome(failure, [Arrived(request) for request in self.api.requests[before:]])
        return given


@pytest.fixture(scope="module")
def servers() -> Iterator[World]:
    """The two servers, and a note of each name that is asked for."""
    resolve = socket.getaddrinfo

    def noting(host: str, *arguments: Any, **options: Any) -> Any:
        both.names.append(host)
        if host != "127.0.0.1":
            raise socket.gaierror("no name is to be asked for")
        return resolve(host, *arguments, **options)

    def answering(line: Line) -> None:
        while line.request():
            line.say(both.answers.pop(0) if both.answers else answer(json.dumps(ANSWER).encode()))

    with pytest.MonkeyPatch.context() as patch, socket.create_server(("127.0.0.1", 0)) as other, peer(answering) as api:
        patch.setattr(socket, "getaddrinfo", noting)
        other.settimeout(0)
        both = World(api, other)
        yield both


@pytest.fixture
def world(servers: World) -> Iterator[World]:
    """The same, and at the end of the test the proof that nothing went elsewhere."""
    servers.names.clear()
    servers.answers.clear()
    yield servers
    with pytest.raises(BlockingIOError):
        servers.other.accept()
    assert set(servers.names) <= {"127.0.0.1"}
    assert servers.answers == []


def test_the_other_server_would_notice_a_connection(servers: World) -> None:
    socket.create_connection(servers.other.getsockname()).close()
    servers.other.settimeout(5)
    connected, _ = servers.other.accept()
    connected.close()
    servers.other.settimeout(0)
    assert len(HOSTILE) >= 80


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def delete(client: Any) -> Any:
    return client.messages("SM1").delete()


def sending(request: Request[Any]) -> Use:
    """Give what sends *request*."""
    return lambda client: client.send(request)


def leads_up(arrived: Arrived) -> bool:
    """Could a careless server walk up by its path?"""
    return bool({".", ".."} & set(arrived.path.removesuffix(".json").split("/")))


OWN = ["", "2010-04-01", "Accounts", SID, "Messages"]
IN_PATHS: dict[str, tuple[Callable[..., Any], list[str | None]]] = {
    "a message": (lambda client, text: client.messages(text).fetch(), [*OWN, None]),
    "a message to update": (lambda client, text: client.messages(text).update(body=""), [*OWN, None]),
    "a message to delete": (lambda client, text: client.messages(text).delete(), [*OWN, None]),
    "its feedback": (lambda client, text: client.messages(text).feedback.create(), [*OWN, None, "Feedback"]),
    "its media": (lambda client, text: client.messages(text).media.list(), [*OWN, None, "Media"]),
    "a media file": (lambda client, text: client.messages("SM1").media(text).fetch(), [*OWN, "SM1", "Media", None]),
    "a call": (lambda client, text: client.calls(text).fetch(), [*OWN[:4], "Calls", None]),
    "a call to end": (lambda client, text: client.calls(text).update(status="completed"), [*OWN[:4], "Calls", None]),
    "a call to delete": (lambda client, text: client.calls(text).delete(), [*OWN[:4], "Calls", None]),
    "a caller ID": (
        lambda client, text: client.outgoing_caller_ids(text).fetch(),
        [*OWN[:4], "OutgoingCallerIds", None],
    ),
    "a caller ID to rename": (
        lambda client, text: client.outgoing_caller_ids(text).update(friendly_name="x"),
        [*OWN[:4], "OutgoingCallerIds", None],
    ),
    "a caller ID to delete": (
        lambda client, text: client.outgoing_caller_ids(text).delete(),
        [*OWN[:4], "OutgoingCallerIds", None],
    ),
    "an account": (lambda client, text: client.accounts(text).fetch(), [*OWN[:3], None]),
    "its messages": (lambda client, text: client.accounts(text).messages.list(), [*OWN[:3], None, "Messages"]),
    "its calls": (lambda client, text: client.accounts(text).calls.list(), [*OWN[:3], None, "Calls"]),
    "its caller IDs": (
        lambda client, text: client.accounts(text).outgoing_caller_ids.list(),
        [*OWN[:3], None, "OutgoingCallerIds"],
    ),
    "its verifications": (
        lambda client, text: client.accounts(text).validation_requests.create(phone_number="+15005550006"),
        [*OWN[:3], None, "OutgoingCallerIds"],
    ),
    "a message of 2008": (
        lambda client, text: client.with_options(format="json").v2008.sms_messages(text).fetch(),
        ["", "2008-08-01", "Accounts", SID, "SMS", "Messages", None],
    ),
    "an account in the official spelling": (
        lambda client, text: client.api.v2010.accounts(text).messages("SM1").fetch(),
        [*OWN[:3], None, "Messages", "SM1"],
    ),
}


@pytest.mark.parametrize(("use", "segments"), IN_PATHS.values(), ids=IN_PATHS)
def test_a_path_value_is_refused_or_one_segment_of_the_path(
    colour: Colour, world: World, use: Callable[..., Any], segments: list[str | None]
) -> None:
    texts = world.texts()
    uses = {name: partial(use, text=text) for name, text in texts.items()}
    given = world.outcomes(colour, uses)
    assert {name for name, outcome in given.items() if outcome.refused} == set(REFUSED)
    assert {name: given[name].one.segments for name in ENCODED} == {
        name: [texts[name] if segment is None else segment for segment in segments] for name in ENCODED
    }


def test_every_place_that_takes_a_path_value_is_among_those_tried() -> None:
    taking = {kind.__name__ for kind in kinds() if "__call__" in vars(kind)}
    assert taking == {"Accounts", "Calls", "MediaList", "Messages", "OutgoingCallerIds", "SMSMessages"}


def test_without_an_extension_a_path_value_is_one_segment_too(colour: Colour, world: World) -> None:
    texts = world.texts()
    uses = {name: lambda client, text=text: client.messages(text).fetch() for name, text in texts.items()}
    given = world.outcomes(colour, uses, format="xml")
    assert {name for name, outcome in given.items() if outcome.refused} == set(REFUSED)
    for name in ENCODED:
        assert [unquote(segment) for segment in given[name].one.target.split("/")] == [*OWN, texts[name]]


@pytest.mark.parametrize("method", ["download", "stream_bytes"])
def test_the_sid_of_a_file_is_one_segment_too(colour: Colour, world: World, method: str) -> None:
    texts = world.texts()
    arguments = (BytesIO(),) if method == "download" else ()

    def reading(text: str) -> Use:
        def use(client: Any) -> Any:
            got = getattr(client.messages("SM1").media(text), method)(*arguments)
            return got if method == "download" else drained(got) if colour.name == "sync" else emptied(got)

        return use

    given = world.outcomes(colour, {name: reading(text) for name, text in texts.items()})
    assert {name for name, outcome in given.items() if outcome.refused} == set(REFUSED)
    for name in ENCODED:
        segments = [unquote(segment) for segment in given[name].one.target.split("/")]
        assert segments == [*OWN, "SM1", "Media", texts[name]]


async def emptied(chunks: AsyncIterable[bytes]) -> list[bytes]:
    """Read *chunks* to their end."""
    return [chunk async for chunk in chunks]


@pytest.mark.parametrize("username", ["AC1", "SK1"])
def test_an_account_sid_is_refused_or_one_segment_of_the_path(colour: Colour, world: World, username: str) -> None:
    refused = set()
    for name, text in world.texts().items():
        outcome = world.outcome(colour, fetch, username, TOKEN, text)
        if outcome.refused:
            refused.add(name)
        else:
            assert outcome.one.segments == [*OWN[:3], text, "Messages", "SM1"]
    assert refused == set(REFUSED)


def test_a_username_that_names_the_account_is_refused_or_one_segment_of_the_path(colour: Colour, world: World) -> None:
    refused = set()
    for name, text in world.texts().items():
        outcome = world.outcome(colour, fetch, f"AC{text}", TOKEN)
        if outcome.refused:
            refused.add(name)
        else:
            assert outcome.one.segments == [*OWN[:3], f"AC{text}", "Messages", "SM1"]
    assert refused >= REFUSED.keys() - {"nothing", "a dot"}


def test_a_call_whose_address_is_too_long_is_refused(colour: Colour, world: World) -> None:
    long = "x" * 70_000
    uses: dict[str, Use] = {
        "a path value": lambda client: client.messages(long).fetch(),
        "a parameter": lambda client: client.messages.list(to=long),
        "a name": sending(Request("GET", "/x", dict, query={long: "y"})),
        "a path": sending(Request("GET", f"/{long}", dict)),
    }
    assert all(outcome.refused for outcome in world.outcomes(colour, uses).values())


@pytest.mark.parametrize("place", ["region", "edge"])
def test_a_region_or_edge_that_is_no_plain_word_is_refused(colour: Colour, world: World, place: str) -> None:
    for text in world.texts().values():
        outcome = world.outcome(colour, fetch, base_url=None, **{place: text})
        assert outcome.refused
        assert f"the {place} cannot be" in str(outcome.error)


def is_storable(text: str) -> bool:
    """Can an environment variable hold *text*, and does it count as set?"""
    try:
        return bool(os.fsencode(text)) and "\0" not in text
    except UnicodeEncodeError:
        return False


@pytest.mark.parametrize("variable", ["TWILIO_REGION", "TWILIO_EDGE"])
def test_a_place_in_the_environment_is_checked_like_an_argument(
    colour: Colour, world: World, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    for text in filter(is_storable, world.texts().values()):
        monkeypatch.setenv(variable, text)
        outcome = world.outcome(colour, fetch, base_url=None)
        assert outcome.refused
        assert variable in str(outcome.error)


@pytest.mark.parametrize("template", ["{api}{text}", "{api}/{text}", "http://{text}@{host}"])
@pytest.mark.parametrize("given", ["as an argument", "in the environment"])
def test_a_base_url_is_refused_or_leads_to_the_host_it_begins_with(
    colour: Colour, world: World, monkeypatch: pytest.MonkeyPatch, given: str, template: str
) -> None:
    for text in filter(is_storable, world.texts().values()):
        url = template.format(api=world.api.url, host=world.host, text=text)
        monkeypatch.setenv("TWILIO_BASE_URL", url)
        outcome = world.outcome(colour, fetch, base_url=url if given == "as an argument" else None)
        if outcome.refused:
            assert "TWILIO_BASE_URL" in str(outcome.error)
        else:
            assert url.startswith(world.api.url)
            assert outcome.one.target.endswith("/".join([*OWN[1:], "SM1.json"]))
            assert outcome.one.values("host") == [world.host]
            assert not leads_up(outcome.one)


@pytest.mark.parametrize(
    "template", ["{}", "http:{}", "https:{}", "https:/{}", "https://{}", "http://{}", "http://{}x"]
)
@pytest.mark.parametrize("allow_http", [False, True])
def test_a_base_url_is_refused_or_names_its_host_plainly(colour: Colour, template: str, allow_http: bool) -> None:  # noqa: FBT001 - both
    plain = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]+)?(/[^/?#\\\\]+)*/*")
    taken = []
    for text in HOSTILE.values():
        url = template.format(text)
        try:
            client = colour.client(base_url=url, allow_http=allow_http)
        except ConfigurationError:
            continue
        taken.append(url)
        assert client.address(Request("GET", "/x", dict)) == f"{url}/x.json"
    assert [url for url in taken if not plain.fullmatch(url)] == []


HEADED: dict[str, Callable[..., Any]] = {
    "of a client": lambda client, headers: fetch(client.with_options(headers=headers)),
    "of a request": lambda client, headers: client.send(Request("GET", "/x", dict, headers=headers)),
    "of a form": lambda client, headers: client.send(Request("POST", "/x", dict, headers=headers)),
}


@pytest.mark.parametrize("use", HEADED.values(), ids=HEADED)
def test_a_header_is_refused_or_arrives_as_it_is(colour: Colour, world: World, use: Callable[..., Any]) -> None:
    texts = world.texts()
    valued = {name: partial(use, headers={"X-Trace": text}) for name, text in texts.items()}
    named = {f"{name}, a name": partial(use, headers={text: "x"}) for name, text in texts.items()}
    given = world.outcomes(colour, {"": partial(use, headers={}), **valued, **named})
    bare = given.pop("").one.headers
    headers = [("x-trace", text) for text in texts.values()] + [(text.lower(), "x") for text in texts.values()]
    for outcome, header in zip(given.values(), headers, strict=True):
        if not outcome.refused:
            assert sorted(outcome.one.headers) == sorted([*bare, header])
    assert sum(outcome.refused for outcome in given.values()) > len(texts)


def test_a_header_of_the_clients_own_or_of_the_connection_is_refused_in_every_spelling(
    colour: Colour, world: World
) -> None:
    ours = "accept-encoding authorization connection content-length content-type host transfer-encoding"
    of_connections = "expect keep-alive proxy-authorization proxy-connection te trailer upgrade"
    uses: dict[str, Use] = {}
    for name in f"{ours} {of_connections}".split():
        for spelling in (name, name.title(), name.upper(), f" {name}", f"{name} ", f"{name}\t", f"{name}:"):
            for how, use in HEADED.items():
                uses[f"{spelling} {how}"] = partial(use, headers={spelling: "Basic x"})
    assert {name for name, outcome in world.outcomes(colour, uses).items() if not outcome.refused} == set()


def test_a_user_agent_is_refused_or_arrives_as_it_is(colour: Colour, world: World) -> None:
    refused = set()
    for name, text in world.texts().items():
        outcome = world.outcome(colour, fetch, user_agent=text)
        if outcome.refused:
            refused.add(name)
        else:
            assert outcome.one.values("user-agent")[0].endswith(f") {text}")
            assert len(outcome.one.headers) == 5
    assert {"a header", "a second request", "a NUL", "an emoji", "nothing"} <= refused


@pytest.mark.parametrize("template", ["{text}", "/{text}", "/2010-04-01/Things/{text}", "{api}{text}", "{api}/{text}"])
def test_a_path_of_the_callers_own_is_refused_or_stays_on_the_origin(
    colour: Colour, world: World, template: str
) -> None:
    paths = {name: template.format(api=world.api.url, text=text) for name, text in world.texts().items()}
    given = world.outcomes(colour, {name: sending(Request("POST", path, dict)) for name, path in paths.items()})
    for outcome in given.values():
        if outcome.refused:
            assert "path cannot be used" in str(outcome.error)
        else:
            assert outcome.one.values("host") == [world.host]
            assert not leads_up(outcome.one)
    assert given["up by backslashes"].refused
    assert given["a second request"].refused


def test_a_parameter_is_refused_or_arrives_as_it_is_beside_the_others(colour: Colour, world: World) -> None:
    texts = world.texts()
    pairs = {name: {"First": text, text: "2"} for name, text in texts.items()}
    uses = {name: sending(Request("POST", "/x", dict, query=pair, form=pair)) for name, pair in pairs.items()}
    for name, outcome in world.outcomes(colour, uses).items():
        if outcome.refused:
            assert "half a surrogate pair" in str(outcome.error)
        else:
            path, _, query = outcome.one.target.partition("?")
            assert path == "/x.json"
            for sent in (query, outcome.one.body):
                assert dict(parse_qsl(sent, keep_blank_values=True)) == pairs[name]


def page(key: str, address: str) -> bytes:
    """A page of a list whose next one is said to be at *address*."""
    envelope = {"next_page_uri": address} if key == "next_page_uri" else {"meta": {"next_page_url": address}}
    return answer(json.dumps({"messages": [{"sid": "SM1"}], **envelope}).encode())


@pytest.mark.parametrize("template", ["{text}", "/{text}", "{api}{text}"])
@pytest.mark.parametrize("key", ["next_page_uri", "meta.next_page_url"])
def test_a_next_page_is_refused_or_stays_on_the_origin(colour: Colour, world: World, key: str, template: str) -> None:
    addresses = {name: template.format(api=world.api.url, text=text) for name, text in world.texts().items()}

    def listing(address: str) -> Use:
        def use(client: Any) -> Any:
            world.answers.append(page(key, address))
            return client.messages.list()

        return use

    given = world.outcomes(colour, {name: listing(address) for name, address in addresses.items()})
    for name, outcome in given.items():
        if outcome.error is not None:
            assert type(outcome.error) is ResponseError
            assert str(outcome.error).isprintable()
            assert len(outcome.arrived) == 1
        else:
            assert len(outcome.arrived) == (2 if addresses[name] else 1)
            for arrived in outcome.arrived:
                assert arrived.values("host") == [world.host]
                assert not leads_up(arrived)


def redirect(status: int, location: str) -> bytes:
    """An answer that leads to *location*, as far as a header can hold it."""
    whereto = bytes(byte for byte in location.encode("utf-8", "surrogatepass") if byte >= ord(" ") and byte != 0x7F)
    return answer(b"", b"%d Elsewhere" % status, b"Location: " + whereto)


@pytest.mark.parametrize("use", [fetch, create, delete])
def test_a_redirect_of_any_number_is_an_error_that_names_its_target_only(
    colour: Colour, world: World, use: Use
) -> None:
    numbers = [number for number in range(300, 400) if number != 304]
    world.answers += [redirect(number, world.aimed(f"http://u:hidden@{ELSEWHERE}/x?To=hidden")) for number in numbers]
    given = world.outcomes(colour, {str(number): use for number in numbers})
    for number, outcome in zip(numbers, given.values(), strict=True):
        error = outcome.error
        assert isinstance(error, ResponseError)
        assert (error.status, error.location, len(outcome.arrived)) == (number, None, 1)
        assert world.aimed(f"a redirect to http://{ELSEWHERE}/x, which is not followed") in str(error)
        assert error.took_effect is (False if use is fetch else None)


@pytest.mark.parametrize("template", ["{text}", "/{text}", "{api}{text}", "/x?hidden={text}"])
def test_a_redirect_to_anywhere_is_an_error(colour: Colour, world: World, template: str) -> None:
    texts = world.texts()
    world.answers += [redirect(307, template.format(api=world.api.url, text=text)) for text in texts.values()]
    for outcome in world.outcomes(colour, dict.fromkeys(texts, create)).values():
        error = outcome.error
        assert isinstance(error, ResponseError)
        assert error.status == 307
        assert str(error).isprintable()
        assert "hidden" not in str(error)
        assert error.location is None or f"{error.location}/".startswith(f"{world.api.url}/")
        assert len(outcome.arrived) == 1


def test_nothing_but_its_body_is_read_of_an_answer_that_says_where_else_to_go(colour: Colour, world: World) -> None:
    where = world.aimed(f"http://{ELSEWHERE}/x").encode()
    hints = (b"Refresh: 0; url=" + where, b"Link: <" + where + b">; rel=next", b"Content-Location: " + where)
    more = (b'Alt-Svc: http/1.1="' + where + b'"', b"WWW-Authenticate: Basic", b"Set-Cookie: session=x; Path=/")
    world.answers += [answer(b'{"sid": "SM1"}', b"200 OK", *hints, *more)] * 2
    for outcome in world.outcomes(colour, {"one": create, "the other": fetch}).values():
        assert not outcome.one.values("cookie")


def test_the_logins_of_a_netrc_file_are_not_used(
    colour: Colour, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    bare = world.outcome(colour, fetch).one.values("authorization")
    file = tmp_path / ".netrc"
    file.write_text("machine 127.0.0.1 login somebody password else\n")
    file.chmod(0o600)
    monkeypatch.setenv("NETRC", str(file))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert world.outcome(colour, fetch).one.values("authorization") == bare
