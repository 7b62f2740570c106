"""What holds for whatever comes: properties, tried with few examples each time and with many by `nox -s faults`."""

from __future__ import annotations

import asyncio
import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO
from typing import Any, cast
from urllib.parse import parse_qsl, unquote

import attrs
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from answers import FAMILIES, Family, as_csv, as_json, as_xml, body_of, effect, faults_of, fields, fits, resource
from conftest import SID
from speaker import REQUEST_ID, Parts, Speaker, Use
from twilio_lite import (
    ArgumentError,
    Flags,
    Message,
    MessageStatus,
    Page,
    Request,
    ResponseError,
    Retry,
    TwilioError,
    errors,
)
from twilio_lite._decode import plain_tree, read_body
from twilio_lite._json import json_tree, standard_tree
from twilio_lite._paging import MOST_EMPTY_PAGES, reads_page
from twilio_lite._parameters import below, encode, wire
from twilio_lite._retry import retry_after
from twilio_lite._structure import reads
from twilio_lite._values import (
    Converter,
    decimal,
    enumerated,
    flagged,
    identifier,
    integer,
    moment,
    read_column,
    real,
    text,
    texts,
    truth,
    words,
)
from twilio_lite._wording import is_text

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

Tree = Any
Check = Callable[..., None]
Headers = list[tuple[bytes, bytes]]


def holds(few: int, many: int, **strategies: some.SearchStrategy[Any]) -> Callable[[Check], Callable[[int], None]]:
    """Make a test of a property: of *few* examples, and of *many* among the long tests. Each run tries the same."""

    def decorate(check: Check) -> Callable[[int], None]:
        @pytest.mark.parametrize("examples", [few, pytest.param(many, marks=pytest.mark.faults)], ids=["few", "many"])
        def test(examples: int) -> None:
            size = settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                deadline=None,
                suppress_health_check=[*HealthCheck],
            )
            size(given(**strategies)(check))()

        test.__name__ = test.__qualname__ = check.__name__
        return test

    return decorate


RUNNER = asyncio.Runner()


@pytest.fixture(autouse=True, scope="module")
def one_loop() -> Iterator[None]:
    """Close the event loop that all properties share: making one for each example takes longer than the example."""
    with RUNNER:
        yield


# What may stand in a body instead of what should.

TEXTS = some.one_of(
    some.text(max_size=8),
    some.text(some.characters(), max_size=4),
    some.sampled_from(
        ["", "\x00", "\x1b[31m", "\u202e", "\ud83d", "\U0001f600", "x" * 3000, "٣", "2010-08-20", "5", "1e999", "NaN"]
    ),
)
SCALARS = some.one_of(
    some.none(),
    some.booleans(),
    some.integers(-(2**70), 2**70),
    some.floats(),
    some.sampled_from([2**64 - 1, 2**64, -(2**63) - 1, 10**30, 1e19, 1e30, -0.0]),
    TEXTS,
)
TREES: some.SearchStrategy[Tree] = some.recursive(
    SCALARS,
    lambda inner: some.one_of(some.lists(inner, max_size=3), some.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
KEYS = some.one_of(
    TEXTS,
    some.sampled_from(
        [
            *{key for family in FAMILIES for key in fields(family.model)},
            *("messages", "sms_messages", "media", "next_page_uri", "page", "uri", "meta", "key", "next_page_url"),
            *("code", "message", "details", "errors", "more_info", "__class__", "sid sid", "1", "<", "xmlns"),
        ]
    ),
)
PLACES = some.integers(0, 2**16)
STRUCTURAL = some.tuples(
    some.sampled_from(["replace", "drop", "rename", "nest", "list", "add"]), PLACES, some.one_of(TREES), KEYS
)
SNIPPETS = some.one_of(
    some.binary(min_size=1, max_size=4),
    some.sampled_from(
        [
            *(
                b"{",
                b"}",
                b"[",
                b"]",
                b'"',
                b",",
                b":",
                b"\\",
                b"\\ud800",
                b"\\u0000",
                b"NaN",
                b"1e999",
                b"9" * 30,
                b"null",
            ),
            *(
                b'{"sid":',
                b'"sid":null,',
                b'"a":1,"a":2,',
                b"[" * 1500,
                b'{"a":' * 1500,
                b"\xef\xbb\xbf",
                b"\xff\xfe",
                b"\0",
            ),
            *(
                b"<",
                b">",
                b"</",
                b"/>",
                b"&",
                b"&#0;",
                b"&lt;",
                b"&a;",
                b"<!--",
                b"-->",
                b"<![CDATA[",
                b"]]>",
                b"<?a b?>",
            ),
            *(
                b"<!DOCTYPE a>",
                b'<!DOCTYPE a [<!ENTITY a "b">]>',
                b'<!ENTITY a SYSTEM "file:///etc/passwd">',
                b"<a>" * 1500 + b"</a>" * 1500,
            ),
            *(
                b' page="0"',
                b' xmlns="urn:a"',
                b' xmlns:a="%s"' % (b"b" * 300),
                b"a:",
                b"<Sid>",
                b"</Sid>",
                b"<Messages/>",
            ),
            *(
                b'<?xml version="1.0" encoding="utf-7"?>',
                b'encoding="unicode_escape"',
                b"<html>",
                b"<" + b"x" * 300 + b"/>",
            ),
            *(
                b"\r\n",
                b"\r",
                b"\n\n",
                b'""',
                b'","',
                b"Sid,",
                b"Sid,To\r\nSM1,x\r\n",
                b",x\r\n",
                b"x" * 140_000,
            ),
        ]
    ),
)
BYTEWISE = some.tuples(some.sampled_from(["flip", "cut", "insert", "end", "double"]), PLACES, PLACES, SNIPPETS)
STATUSES = some.sampled_from(
    [
        200,
        201,
        202,
        204,
        206,
        299,
        100,
        101,
        301,
        304,
        307,
        399,
        400,
        401,
        403,
        404,
        408,
        409,
        418,
        429,
        500,
        503,
        599,
        999,
    ]
)
HEADERS = some.lists(
    some.tuples(
        some.sampled_from(
            [
                *(b"Content-Type", b"Content-Length", b"Retry-After", b"Twilio-Request-Id", b"Location", b"Set-Cookie"),
                *(b"retry-after", b"Content-Encoding", b"X-\xff", b"", b"Transfer-Encoding"),
            ]
        ),
        some.one_of(
            some.binary(max_size=12),
            some.sampled_from(
                [
                    *(
                        b"application/json",
                        b"text/xml; charset=utf-7",
                        b"gzip",
                        b"identity",
                        b"7",
                        b"9" * 400,
                        b"-1",
                        b"NaN",
                    ),
                    *(
                        b"Sat, 21 Nov 2026 12:00:00 GMT",
                        b"Sat, 31 Dec 9999 23:59:59 -2359",
                        b"/x",
                        b"https://evil.example/",
                    ),
                    *(b"https://[", b"//", b"https://api.twilio.com/y", b"RQ1\x1b[31m\r\nX: y"),
                ]
            ),
        ),
    ),
    max_size=3,
)
USES = some.sampled_from(
    [(family, name, use) for family in FAMILIES for name, use in family.uses.items() if name != "update"]
)


def places(tree: Tree) -> list[tuple[Any, Any]]:
    """Every place in *tree*: what holds it, and under which key."""
    found: list[tuple[Any, Any]] = []
    left = [tree]
    while left:
        holder = left.pop()
        parts = holder.items() if isinstance(holder, dict) else enumerate(holder) if isinstance(holder, list) else ()
        for key, value in parts:
            found.append((holder, key))
            left.append(value)
    return found


def restructured(tree: Tree, mutation: tuple[str, int, Tree, str]) -> Tree:
    """*tree*, which is changed, with one thing in it replaced, dropped, renamed, nested, doubled or added."""
    kind, where, value, name = mutation
    tree = {"whole": tree}
    found = places(tree)
    holder, key = found[where % len(found)]
    if kind == "replace":
        holder[key] = value
    elif kind == "nest":
        holder[key] = {name: holder[key]}
    elif kind == "list":
        holder[key] = [holder[key], holder[key]]
    elif kind == "add" and isinstance(holder[key], dict):
        holder[key][name] = value
    elif key != "whole":
        part = holder.pop(key)
        if kind == "rename" and isinstance(holder, dict):
            holder[name] = part
    return tree["whole"]


def rewritten(body: bytes, mutation: tuple[str, int, int, bytes]) -> bytes:
    """*body* with some of its bytes flipped, cut out, put in or said twice."""
    kind, where, other, snippet = mutation
    start = where % (len(body) + 1)
    end = min(len(body), start + other % 40)
    if kind == "flip":
        return body[:start] + bytes([byte ^ (other % 255 + 1) for byte in body[start : start + 1]]) + body[start + 1 :]
    if kind == "insert":
        return body[:start] + snippet + body[start:]
    return body[:start] + {"cut": body[end:], "end": b"", "double": body[start:end] + body[start:]}[kind]


REFUSAL = {
    "code": 20404,
    "message": "no",
    "more_info": "https://x",
    "detail": "why",
    "details": {"a": 1},
    "errors": [{"code": 7}],
}


def bodies(tree: Tree, family: Family, how: str, structural: list[Any], bytewise: list[Any]) -> Iterator[bytes]:
    """The bodies of an answer that goes wrong step by step, from *tree* on."""
    body = b""
    for mutation in structural:
        tree = restructured(json.loads(json.dumps(tree)), mutation)
        body = {"json": lambda _, tree: as_json(tree), "xml": as_xml, "csv": as_csv}[how](family, tree)
        yield body
    for mutation in bytewise:
        body = rewritten(body, mutation)
        yield body


def facts(outcome: Any) -> tuple[object, ...]:
    """What is the same for both clients."""
    if not isinstance(outcome, TwilioError):
        return (repr(outcome),)
    return type(outcome), str(outcome), outcome.took_effect, repr({**vars(outcome), "retry_after": None})


@holds(
    100,
    3500,
    used=USES,
    how=some.sampled_from(["json", "xml", "csv"]),
    structural=some.lists(STRUCTURAL, min_size=2, max_size=4),
    bytewise=some.lists(BYTEWISE, min_size=2, max_size=5),
    status=some.one_of(some.sampled_from([200, 201]), STATUSES),
    headers=HEADERS,
)
def test_a_mutated_answer_becomes_a_model_or_an_error_of_ours_and_nothing_else(
    used: tuple[Family, str, Use], how: str, structural: list[Any], bytewise: list[Any], status: int, headers: Headers
) -> None:
    family, name, use = used
    speaker = Speaker(RUNNER)
    tree = REFUSAL if status >= 400 else body_of(family, name, resource(family.model))
    for body in bodies(tree, family, how, structural, bytewise):
        outcome, same = speaker.outcomes(use, status, body, headers)
        assert facts(outcome) == facts(same)
        if isinstance(outcome, TwilioError):
            assert faults_of(outcome) == []
            assert outcome.took_effect is effect("POST" if name == "create" else "GET", status)
        else:
            assert 200 <= status < 300
            models = outcome if name == "list" else [outcome]
            assert all(type(model) is family.model and fits(model) for model in models)


def told(use: Callable[..., object], *arguments: object, **options: object) -> str:
    """What comes of *use*, in words."""
    try:
        return repr(use(*arguments, **options))
    except ValueError as error:
        return f"{type(error).__name__}: {error}"


PAGE = reads_page(Message, "messages")


@holds(
    120,
    1200,
    structural=some.lists(STRUCTURAL, min_size=1, max_size=3),
    bytewise=some.lists(BYTEWISE, max_size=2),
)
def test_json_is_read_as_the_standard_library_reads_it(structural: list[Any], bytewise: list[Any]) -> None:
    tree = body_of(FAMILIES[0], "list", resource(Message))
    for body in bodies(tree, FAMILIES[0], "json", structural, bytewise):
        assert told(json_tree, body) == told(standard_tree, body)
        assert told(read_body, body, PAGE) == told(read_surely, body)


COLUMNS = some.lists(
    some.from_regex(re.compile(r"[A-Z][a-z]{1,6}[0-9]?", re.ASCII), fullmatch=True),
    min_size=2,
    max_size=4,
    unique_by=str.lower,
)
CELLS = some.one_of(some.text(max_size=6), some.text("\"',\r\n \x00\ufeff\u2028é\U0001f600", max_size=6))


@holds(
    80,
    2500,
    columns=COLUMNS,
    texts=some.lists(some.lists(CELLS, min_size=4, max_size=4), max_size=4),
    quoting=some.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_sheet_is_read_as_it_was_written(columns: list[str], texts: list[list[str]], quoting: Any) -> None:
    text = StringIO(newline="")
    rows = csv.writer(text, quoting=quoting)
    rows.writerow(columns)
    rows.writerows(row[: len(columns)] for row in texts)
    names = [name.lower() for name in columns]
    read = [{name: cell or None for name, cell in zip(names, row, strict=False)} for row in texts]
    assert plain_tree(text.getvalue().encode()) == read


@holds(
    60,
    2500,
    structural=some.lists(STRUCTURAL, max_size=2),
    bytewise=some.lists(BYTEWISE, min_size=1, max_size=4),
    name=some.sampled_from(["list", "fetch"]),
)
def test_mutated_csv_is_read_alone_as_it_is_in_a_call_and_costs_no_limit(
    structural: list[Any], bytewise: list[Any], name: str
) -> None:
    limit = csv.field_size_limit()
    read = PAGE if name == "list" else reads(Message)
    for body in bodies(body_of(FAMILIES[0], name, resource(Message)), FAMILIES[0], "csv", structural, bytewise):
        assert told(read_body, body, read) == told(lambda body: read(plain_tree(body)), body)
    assert csv.field_size_limit() == limit


def read_surely(body: bytes) -> Page[Message]:
    """Read a page without the quick way."""
    return PAGE(plain_tree(body))


# Parameters and paths.

ZONES = some.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
DATETIMES = some.datetimes(
    min_value=datetime(1, 1, 3),  # noqa: DTZ001 - the zone is drawn beside it
    max_value=datetime(9999, 12, 29),  # noqa: DTZ001 - the same
    timezones=some.one_of(some.none(), ZONES),
)
ENCODABLE = some.one_of(some.text(max_size=20), some.text("+&=%;? ~\n\u00e9\U0001f600", max_size=8))
NAMES = some.from_regex(re.compile(r"[a-z]{1,6}(_[a-z]{2,6}){0,2}_?", re.ASCII), fullmatch=True)
VALUES = some.one_of(
    ENCODABLE,
    some.booleans(),
    some.integers(),
    some.floats(allow_nan=False, allow_infinity=False),
    some.decimals(allow_nan=False, allow_infinity=False).filter(lambda number: abs(number.adjusted()) <= 400),
    some.dates(),
    DATETIMES,
    some.dictionaries(ENCODABLE, some.one_of(ENCODABLE, some.integers(), some.none()), max_size=3),
)


def meant(value: Any, sent: str) -> bool:  # noqa: PLR0911 - one line a type
    """Does the text that was *sent* say *value*, the way Twilio reads it?"""
    match value:
        case str():
            return sent == value
        case bool():
            return sent == ("true" if value else "false")
        case int():
            return int(sent) == value
        case float():
            return float(sent) == value and "e" not in sent.lower()
        case Decimal():
            return Decimal(sent) == value and "e" not in sent.lower()
        case datetime():
            aware = value if value.tzinfo else value.replace(tzinfo=UTC)
            return datetime.fromisoformat(sent) == aware and sent.endswith("Z")
        case date():
            return date.fromisoformat(sent) == value and len(sent) == len("2026-11-21")
        case Mapping():
            return bool(json.loads(sent) == value)
    return False


@holds(
    70,
    1200,
    values=some.dictionaries(ENCODABLE, some.one_of(VALUES, some.none(), some.lists(VALUES, max_size=3)), max_size=4),
    name=NAMES,
)
def test_what_is_sent_says_what_was_meant(values: dict[str, Any], name: str) -> None:
    expected = [
        (key, item)
        for key, value in values.items()
        if value is not None
        for item in (value if isinstance(value, list) else [value])
    ]
    body = encode(values)
    assert body.isascii()
    sent = parse_qsl(body, keep_blank_values=True, strict_parsing=bool(expected))
    assert [key for key, _ in sent] == [key for key, _ in expected]
    assert all(meant(value, text) for (_, value), (_, text) in zip(expected, sent, strict=True))
    for value in values.values():
        written = wire({name: value})
        assert len(written) == bool(value is not None and value != [])
        for item in written.values():
            texts, parts = (item, value) if isinstance(item, list) else ([item], [value])
            assert all(meant(part, text) for part, text in zip(parts, texts, strict=True))


@holds(50, 3000, value=some.one_of(TEXTS, TREES, some.binary(max_size=3), some.decimals(), some.just(object())))
def test_a_value_that_cannot_be_sent_is_an_argument_error_and_nothing_else(value: object) -> None:
    body = told(encode, {"Value": value})
    names = {name for name, _ in parse_qsl(body.strip("'"), keep_blank_values=True)}
    assert body.startswith("ArgumentError: Value") or names <= {"Value"}


@holds(
    100,
    4000,
    sid=some.one_of(
        some.text(some.characters(), max_size=8),
        some.text("./\\%2eE?#@:;=&+ \x00\x7f\x85é", max_size=6),
        some.sampled_from(["SM1/../../AC2", "%2e%2e", "..%2f", "SM1?Page=1", "SM1#x", "//evil.example", "SM1;x"]),
    ),
)
def test_a_sid_is_one_segment_of_the_path_whatever_it_holds(sid: str) -> None:
    refused = sid in {"", "."} or any(part in sid for part in ("/", "\\", "..")) or not is_text(sid)
    if refused:
        with pytest.raises(ArgumentError) as caught:
            below("/Messages", sid=sid)
        assert faults_of(caught.value) == []
        return
    path = below("/2010-04-01/Accounts/AC1/Messages", sid=sid)
    segments = httpx.URL(f"https://api.twilio.com{path}.json?PageSize=1").raw_path.decode().split("/")
    assert segments[:-1] == ["", "2010-04-01", "Accounts", "AC1", "Messages"]
    assert segments[-1].endswith(".json?PageSize=1")
    assert unquote(segments[-1].removesuffix(".json?PageSize=1")) == sid
    assert segments[-1].count("?") == 1


# Walks over pages.

FIRST = f"/2010-04-01/Accounts/{SID}/Messages.json"
ELSEWHERE = [
    "https://evil.example/x?Page=1",
    "http://api.twilio.com/x?Page=1",
    "https://api.twilio.com:8443/x?Page=1",
    "https://user:secret@api.twilio.com/x?Page=1",
    "https://api.twilio.com\\@evil.example/x?",
    "//evil.example/x?Page=1",
    "\\\\evil.example\\x?",
    "x?Page=1",
    "?Page=1",
    "/a/../x?Page=1",
    "/a/%2E%2e/x?Page=1",
    "/x?Page=1#1",
    "/x?\r\nHost: evil.example",
    "https://[evil.example/x?",
    "javascript:alert(1)",
    "/x?" + "x" * 70_000,
]


@attrs.frozen
class Node:
    """A page: how many items it has, and where it leads, to another page, elsewhere or nowhere."""

    items: int
    leads: int | str | None
    whole: bool


NODES = some.builds(
    Node,
    items=some.sampled_from([0, 0, 1, 2, 3]),
    leads=some.one_of(some.integers(0, 9), some.sampled_from(ELSEWHERE), some.none()),
    whole=some.booleans(),
)
CHAINS = some.integers(15, 30).map(
    lambda length: [Node(int(number == 0), number + 1, whole=False) for number in range(length)]
)


def place(number: int, limit: int | None) -> str:
    """The address of a page; the first is asked for by the size that *limit* gives it."""
    return f"{FIRST}?Page={number}" if number else f"{FIRST}?PageSize={limit}" if limit else FIRST


def next_uri(node: Node, pages: int, limit: int | None) -> str | None:
    """Where *node* leads to, as it says it."""
    if not isinstance(node.leads, int):
        return node.leads
    address = place(node.leads % pages, limit)
    return f"https://api.twilio.com{address}" if node.whole else address


def walk(nodes: list[Node], limit: int | None) -> tuple[list[int], list[str], bool]:
    """The pages a walk is to ask for, the items it is to give, and whether it is to end in an error."""
    asked, given_items, empty = [], [], 0
    number: int | None = 0 if limit != 0 else None
    while number is not None:
        asked.append(number)
        node = nodes[number]
        given_items += [f"SM{number}-{item}" for item in range(node.items)]
        empty = 0 if node.items else empty + 1
        if node.leads is None or (limit is not None and len(given_items) >= limit):
            break
        number = node.leads % len(nodes) if isinstance(node.leads, int) else None
        if number is None or number in asked or empty > MOST_EMPTY_PAGES:
            return asked, given_items[:limit], True
    return asked, given_items[:limit], False


@holds(
    50,
    1200,
    nodes=some.one_of(some.lists(NODES, min_size=1, max_size=8), CHAINS),
    limit=some.one_of(some.none(), some.integers(0, 12)),
)
def test_a_walk_over_any_pages_ends_and_reads_what_it_should(nodes: list[Node], limit: int | None) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        assert (request.url.scheme, request.url.netloc) == ("https", b"api.twilio.com")
        asked.append(request.url.raw_path.decode())
        assert len(asked) <= len(nodes)
        number = int(request.url.params.get("Page", "0"))
        items = [{"sid": f"SM{number}-{item}"} for item in range(nodes[number].items)]
        page = {"messages": items, "next_page_uri": next_uri(nodes[number], len(nodes), limit)}
        return httpx.Response(200, stream=Parts([json.dumps(page).encode()]))

    def read(client: Any) -> tuple[list[str], TwilioError | None]:
        got: list[str] = []
        try:
            got.extend(message.sid for message in client.messages.stream(limit=limit))
        except ResponseError as error:
            return got, error
        return got, None

    async def read_async(client: Any) -> tuple[list[str], TwilioError | None]:
        got: list[str] = []
        try:
            async for message in client.messages.stream(limit=limit):
                got.append(message.sid)  # noqa: PERF401 - what was read before an error is kept
        except ResponseError as error:
            return got, error
        return got, None

    speaker = Speaker(RUNNER)
    speaker.answer = answer
    pages, items, fails = walk(nodes, limit)
    for use in (read, read_async):
        asked.clear()
        got, error = speaker.ask(use) if use is read else speaker.ask_async(use)
        assert got == items
        assert asked == [place(number, limit) for number in pages]
        assert len({*asked}) == len(asked)
        assert (error is not None) is fails
        assert error is None or (faults_of(error) == [] and error.took_effect is False)
        assert "secret" not in str(error)


# Tries and further tries.

NO_CONNECTION = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)
FAILURES = (
    *NO_CONNECTION,
    *(httpx.ReadError, httpx.ReadTimeout, httpx.WriteError, httpx.WriteTimeout, httpx.CloseError),
    *(httpx.RemoteProtocolError, httpx.LocalProtocolError, httpx.DecodingError, OSError, RuntimeError, TimeoutError),
)
WAITS: dict[bytes, bool] = {
    b"0": True,
    b"3": True,
    b"60": True,
    b"61": False,
    b"99999": False,
    b"-1": True,
    b"NaN": True,
    b"\x00": True,
    b"1e9": True,
    b"Sat, 21 Nov 2009 12:00:00 GMT": True,
    b"Sat, 21 Nov 2999 12:00:00 GMT": False,
}
BODIES = {"good": b'{"sid": "SM1"}', "broken": b'{"sid": ', "empty": b""}


@attrs.frozen
class Raised:
    """A try that ends in an exception, after the body was read or before."""

    kind: type[Exception]
    reads: bool


@attrs.frozen
class Said:
    """A try that is answered, perhaps with a connection that breaks in the middle."""

    status: int
    body: str
    wait: bytes | None
    breaks: bool


STEPS = some.one_of(
    some.builds(Raised, kind=some.sampled_from(FAILURES), reads=some.booleans()),
    some.builds(
        Said,
        status=some.sampled_from(
            [200, 201, 204, 302, 304, 400, 404, 404, 404, 408, 409, 429, 429, 429, 500, 501, 502, 503, 504]
        ),
        body=some.sampled_from([*BODIES]),
        wait=some.one_of(some.none(), some.sampled_from([*WAITS])),
        breaks=some.sampled_from([False, False, False, True]),
    ),
)
POST, GET, DELETE, IDEMPOTENT = "POST", "GET", "DELETE", "POST that is idempotent"
CALLS: dict[str, Use] = {
    POST: FAMILIES[0].uses["create"],
    GET: FAMILIES[0].uses["fetch"],
    DELETE: lambda client: client.messages("SM1").delete(),
    IDEMPOTENT: lambda client: client.send(
        Request("POST", "/2010-04-01/Things", lambda tree: tree["sid"], form={"State": "on"}, idempotent=True)
    ),
}


def done(call: str, step: Raised | Said) -> bool | None:
    """What one try has done, by all that can be known of it."""
    if call == GET:
        return False
    if isinstance(step, Said):
        return effect("POST", step.status)
    if step.reads:
        return None
    return False if call != DELETE or issubclass(step.kind, NO_CONNECTION) else None


def goes_on(call: str, step: Raised | Said) -> bool:
    """Is a try to be followed by another, as the policy says?"""
    repeatable = call != POST
    if isinstance(step, Raised):
        if step.kind in NO_CONNECTION and not step.reads:
            return step.kind not in {httpx.PoolTimeout, httpx.UnsupportedProtocol}
        return repeatable or not step.reads
    if step.breaks:
        return repeatable
    if step.status != 429 and not (repeatable and step.status in {408, 500, 502, 503, 504}):
        return False
    return step.wait is None or WAITS[step.wait]


def either(effects: list[bool | None]) -> bool | None:
    """What several tries have done together."""
    return True if True in effects else None if None in effects else False


@holds(
    200,
    2000,
    call=some.sampled_from([POST, POST, GET, DELETE, DELETE, IDEMPOTENT]),
    steps=some.lists(STEPS, min_size=5, max_size=5),
    attempts=some.integers(0, 4),
)
def test_a_post_that_may_have_arrived_never_goes_out_again_and_all_else_as_the_policy_says(
    call: str, steps: list[Raised | Said], attempts: int
) -> None:
    tried: list[Raised | Said] = []
    read: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        step = steps[len(tried)]
        tried.append(step)
        if isinstance(step, Said) or step.reads:
            read.append(b"".join(cast("httpx.SyncByteStream", request.stream)))
        if isinstance(step, Raised):
            raise step.kind("failed")
        headers = [REQUEST_ID, *([(b"Retry-After", step.wait)] if step.wait is not None else [])]
        error = httpx.ReadError("reset") if step.breaks else None
        return httpx.Response(step.status, headers=headers, stream=Parts([BODIES[step.body]], error))

    sent = {POST: b"To=%2B15005550006&From=%2B15005550009&Body=x", IDEMPOTENT: b"State=on"}.get(call, b"")
    speaker = Speaker(RUNNER, Retry(attempts=attempts))
    speaker.answer = answer
    outcomes = []
    for ask in (speaker.ask, speaker.ask_async):
        tried.clear()
        outcomes.append(ask(CALLS[call]))
        count = len(tried)
        assert count <= 1 + attempts
        if call == POST:
            assert all(step.status == 429 if isinstance(step, Said) else not step.reads for step in tried[:-1]), (
                "it may have arrived, and went out again"
            )
        assert count == 1 + next((number for number in range(attempts) if not goes_on(call, steps[number])), attempts)
    assert {*read} <= {sent}
    outcome, same = outcomes
    assert facts(outcome) == facts(same)
    effects = [done(call, step) for step in tried]
    last = tried[-1]
    if isinstance(outcome, TwilioError):
        assert faults_of(outcome) == []
        assert outcome.took_effect is either(effects)
        assert not (outcome.took_effect is False and any(done is not False for done in effects))
    else:
        assert isinstance(last, Said)
        gone = call == DELETE and last.status == 404 and either(effects[:-1]) is not False
        assert gone or 200 <= last.status < 300


@holds(
    100,
    3000,
    value=some.one_of(
        some.text(some.characters(max_codepoint=0x2FF), max_size=40),
        some.lists(
            some.sampled_from(
                [
                    *(
                        "Sat",
                        ",",
                        " ",
                        "21",
                        "Nov",
                        "2026",
                        "12:00:00",
                        "GMT",
                        "+0000",
                        "-2359",
                        "+9999",
                        "9999",
                        "0001",
                    ),
                    *("99", "-", ":", "31", "Feb", "\x00", "24:60:61", "é", "0"),
                ]
            ),
            max_size=9,
        ).map(" ".join),
    ),
)
def test_a_retry_after_is_a_number_of_seconds_or_nothing(value: str) -> None:
    seconds = retry_after({"Retry-After": value}, datetime(2026, 11, 21, 12, tzinfo=UTC))
    assert seconds is None or 0 <= seconds < 10**12


# Values and errors.

DATES = some.lists(
    some.sampled_from(
        [
            *(
                "Fri,",
                "20",
                "Aug",
                "2010",
                "01:13:42",
                "+0000",
                "2010-08-20",
                "T",
                "Z",
                "GMT",
                "EST",
                "am",
                "pm",
                "W33",
            ),
            *(
                " ",
                ".",
                ",",
                ":",
                "-",
                "+",
                "/",
                "0",
                "99",
                "1e9",
                "NaN",
                "h",
                "m",
                "s",
                "+99:99",
                "th",
                "of",
                "\x00",
                "٣",
            ),
        ]
    ),
    max_size=8,
).flatmap(lambda words: some.sampled_from(["", " "]).map(lambda blank: blank.join(words)))
EDGES = some.sampled_from(["9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00+23:59", "9" * 41, "1" * 18, "1" * 19])
RAW = some.one_of(
    TREES, DATES, EDGES, some.integers(), some.just(10**5000), some.text("0123456789.eE+-_ ", max_size=45)
)
CONVERTERS = [
    (text, str),
    (integer, int),
    (decimal, Decimal),
    (real, float),
    (truth, bool),
    (moment, datetime),
    (texts, dict),
    (identifier, str),
    (enumerated(MessageStatus), str),
    (words, tuple),
    (flagged(Flags), Flags),
]


@holds(120, 3500, value=RAW)
def test_a_value_is_read_or_refused_with_a_value_error(value: object) -> None:
    for convert, kind in CONVERTERS:
        try:
            read = convert(value)
        except ValueError as error:
            assert len(str(error)) < 200  # noqa: PT017 - what it says is what is tested
        else:
            assert read is None or isinstance(read, kind)
            assert not isinstance(read, datetime) or read.tzinfo is UTC


@holds(100, 1500, values=some.lists(some.one_of(RAW, some.none(), some.text(max_size=3)), min_size=1, max_size=5))
def test_a_column_is_read_as_each_of_its_values_is(values: list[object]) -> None:
    for convert, _ in CONVERTERS:
        assert told(read_as_column, values, convert) == told(read_each, values, convert)


def read_as_column(values: list[object], convert: Converter) -> list[object]:
    """Read *values* at once."""
    return [*read_column(values, convert, sure=True)]


def read_each(values: list[object], convert: Converter) -> list[object]:
    """Read *values* one by one."""
    return [convert(value) for value in values]


WORDS = some.one_of(
    TEXTS, some.text(some.characters(), max_size=700), some.text(max_size=9).map(lambda word: word * 200)
)
EFFECTS = some.sampled_from([True, False, None])
FACTS: dict[str, some.SearchStrategy[Any]] = {"status": some.integers(100, 999), "took_effect": EFFECTS}
DETAILS = some.recursive(
    some.one_of(some.none(), some.booleans(), some.integers(), WORDS), lambda inner: some.lists(inner, max_size=2)
)
ERRORS = some.one_of(
    some.builds(errors.TwilioError, WORDS, took_effect=EFFECTS),
    some.builds(errors.ArgumentError, WORDS),
    some.builds(errors.ConfigurationError, WORDS),
    some.builds(errors.SignatureError, WORDS),
    some.builds(errors.UnexpectedEvent, WORDS, WORDS),
    some.builds(errors.ConnectFailed, WORDS, **FACTS, may_pass=some.booleans()),
    some.builds(errors.ConnectionLost, WORDS, **FACTS),
    some.builds(errors.DeadlineExceeded, WORDS, **FACTS),
    some.builds(
        errors.ResponseError, WORDS, **FACTS, headers=some.dictionaries(TEXTS, WORDS, max_size=2), location=WORDS
    ),
    *(
        some.builds(
            kind,
            WORDS,
            **FACTS,
            code=some.one_of(some.none(), some.integers(0, 10**9)),
            more_info=some.one_of(some.none(), WORDS),
            details=DETAILS,
            method=some.sampled_from(["GET", "POST", "DELETE"]),
            uri=WORDS,
            headers=some.dictionaries(TEXTS, WORDS, max_size=2),
            body=some.binary(max_size=20),
            retry_after=some.one_of(some.none(), some.floats(0, 1000)),
        )
        for kind in (errors.RestException, errors.RateLimitError, errors.ServerError)
    ),
)


@holds(100, 1500, error=ERRORS)
def test_an_error_of_any_words_is_a_printable_line_and_survives_pickle_and_copy(error: TwilioError) -> None:
    assert str(error).isprintable()
    assert len(str(error)) <= 500
    assert [fault for fault in faults_of(error) if "another error" in fault] == []
