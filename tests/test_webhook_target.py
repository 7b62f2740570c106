"""The URL that was called, as it was written, from what each kind of server keeps of it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as some

from genuine import VALIDATOR
from test_fuzz import holds
from twilio_lite.webhooks import RequestValidator
from twilio_lite.webhooks._target import of_environ, of_scope

HOST = (b"host", b"example.com")


def scope(**parts: Any) -> dict[str, Any]:
    """An ASGI scope, as servers make it."""
    return {"type": "http", "scheme": "https", "headers": [HOST], "path": "/", "query_string": b"", **parts}


def environ(**parts: str) -> dict[str, str]:
    """A WSGI environ, as servers make it."""
    return {"wsgi.url_scheme": "https", "HTTP_HOST": "example.com", "SCRIPT_NAME": "", "QUERY_STRING": "", **parts}


AWKWARD = [
    "/a%20b",
    "/a%2Fb%2f/%c3%a9",
    "/it's/it%27s",
    "/a+b/@:;,=!$&()*~",
    "/a%25b",
    "//double//",
    "/%FF",
    "/\xe9",
]
QUERIES = [
    "x=1",
    "a=%27b%27&c='",
    "plus=a+b%2Bc%20d",
    "empty=&empty",
    "to=sip:a@b.example&t=%3A%40",
    "a=b?c=d",
    "x=%FF",
]


@pytest.mark.parametrize("path", AWKWARD)
@pytest.mark.parametrize("query", QUERIES)
def test_a_raw_target_is_given_as_it_was_written(path: str, query: str) -> None:
    raw, written = path.encode(), f"https://example.com{path}?{query}"
    latin = raw.decode("latin-1")
    assert of_scope(scope(raw_path=raw, query_string=query.encode())) == [written]
    assert of_scope(scope(raw_path=raw + b"?" + query.encode(), query_string=query.encode())) == [written]
    assert of_environ(environ(REQUEST_URI=f"{latin}?{query}", PATH_INFO="/x", QUERY_STRING="y")) == [written]
    assert of_environ(environ(RAW_URI=f"{latin}?{query}", PATH_INFO="/x", QUERY_STRING="y")) == [written]
    assert of_environ(environ(REQUEST_URI=f"https://other.example:1{latin}?{query}")) == [written]


@pytest.mark.parametrize("path", AWKWARD)
def test_without_a_query_its_mark_may_have_been_there_or_not(path: str) -> None:
    either = [f"https://example.com{path}", f"https://example.com{path}?"]
    latin = path.encode().decode("latin-1")
    assert of_scope(scope(raw_path=path.encode())) == either
    assert of_scope(scope(raw_path=path.encode(), query_string=None)) == either
    assert of_environ(environ(REQUEST_URI=latin)) == either
    assert of_environ(environ(RAW_URI=f"http://other.example{latin}")) == either


def test_a_mark_without_a_query_is_kept_where_the_server_keeps_it() -> None:
    assert of_environ(environ(REQUEST_URI="/a?", PATH_INFO="/a")) == ["https://example.com/a?"]
    assert of_environ(environ(RAW_URI="https://example.com/a?", PATH_INFO="/a")) == ["https://example.com/a?"]
    assert of_scope(scope(raw_path=b"/a?")) == ["https://example.com/a", "https://example.com/a?"]


def test_a_query_beside_a_raw_path_is_put_behind_it() -> None:
    assert of_environ(environ(REQUEST_URI="/a%2Fb", QUERY_STRING="x=1")) == ["https://example.com/a%2Fb?x=1"]


@pytest.mark.parametrize("host", ["example.com/hooks", "example.com/sms?x=", "example.com#", "user@example.com"])
def test_a_host_that_brings_more_than_a_host_is_none(host: str) -> None:
    asked = of_scope(scope(headers=[(b"host", host.encode())], raw_path=b"/sms"))
    for seen in (asked, of_environ(environ(HTTP_HOST=host, PATH_INFO="/sms"))):
        assert seen == ["https:///sms", "https:///sms?"]
    assert of_environ(environ(HTTP_HOST=host, RAW_URI="/sms?x=1")) == ["https:///sms?x=1"]
    for public_url in (None, "https://example.com"):
        ours = RequestValidator("made-up", public_url=public_url)
        for signed in (f"https://{host}/sms", "https://example.com/sms"):
            signature = RequestValidator("made-up").compute_signature(signed)
            assert not any(ours.validate(url, None, signature) for url in asked)


def test_a_request_uri_goes_before_a_raw_uri() -> None:
    assert of_environ(environ(REQUEST_URI="/first?", RAW_URI="/second?")) == ["https://example.com/first?"]


@pytest.mark.parametrize("target", ["", "*", "a/b", "example.com:443", "https://example.com", "?x=1"])
@pytest.mark.parametrize("name", ["REQUEST_URI", "RAW_URI"])
def test_a_target_without_a_path_is_none(name: str, target: str) -> None:
    given = environ(SCRIPT_NAME="/app", PATH_INFO="/a", QUERY_STRING="x=1", **{name: target})
    assert of_environ(given) == ["https://example.com/app/a?x=1"]


@pytest.mark.parametrize("target", ["http://h?", "http://h?x=1"])
def test_an_absolute_target_may_have_a_query_without_a_path(target: str) -> None:
    assert of_environ(environ(REQUEST_URI=target)) == [f"https://example.com{target[8:]}"]


@pytest.mark.parametrize("raw", [{}, {"raw_path": None}, {"raw_path": b""}])
@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/", ["/"]),
        ("/sms", ["/sms"]),
        ("/a b", ["/a%20b"]),
        ("/é", ["/%C3%A9"]),
        ("/50%", ["/50%25"]),
        ("/a?b#c", ["/a%3Fb%23c"]),
        ("/it's", ["/it's", "/it%27s"]),
        ("/a@b:c+d~", ["/a@b:c+d~", "/a%40b%3Ac%2Bd~"]),
        ("/!$&()*,;=", ["/!$&()*,;=", "/%21%24%26%28%29%2A%2C%3B%3D"]),
    ],
)
def test_a_path_that_is_known_decoded_only_is_escaped_in_both_ways(
    raw: dict[str, Any], path: str, written: list[str]
) -> None:
    urls = [f"https://example.com{one}" for one in written]
    latin = path.encode().decode("latin-1")
    for query in ("", "x=%27"):
        expected = [f"{url}{end}" for url in urls for end in ([f"?{query}"] if query else ["", "?"])]
        assert of_scope(scope(**raw, path=path, query_string=query.encode())) == expected
        assert of_environ(environ(PATH_INFO=latin, QUERY_STRING=query)) == expected
        assert of_environ(environ(SCRIPT_NAME=latin, QUERY_STRING=query)) == expected


def test_a_path_below_a_script_is_below_it() -> None:
    given = {"SCRIPT_NAME": "/caf\xc3\xa9", "PATH_INFO": "/a b", "QUERY_STRING": "x=1"}
    assert of_environ(environ(**given)) == ["https://example.com/caf%C3%A9/a%20b?x=1"]


def test_bytes_that_are_no_utf8_are_no_exception() -> None:
    marked = "https://example.com/\ufffd?x=\ufffd"
    assert of_scope(scope(raw_path=b"/\xff", query_string=b"x=\xfe")) == [marked]
    assert of_environ(environ(REQUEST_URI="/\xff?x=\xfe")) == [marked]
    assert of_environ(environ(PATH_INFO="/\xff", QUERY_STRING="x=\xfe")) == ["https://example.com/%FF?x=\ufffd"]
    assert of_scope(scope(path="/\udcff", query_string=b"a")) == ["https://example.com/%3F?a"]
    assert of_environ(environ(PATH_INFO="/\u20ac", QUERY_STRING="\u20ac")) == ["https://example.com/%3F??"]


@pytest.mark.parametrize("name", [b"host", b"Host", b"HOST"])
@pytest.mark.parametrize("host", ["example.com", "EXAMPLE.com:8443", "[::1]", "[2001:db8::1]:8443", "127.0.0.1:5000"])
def test_the_host_is_that_of_the_header_as_it_was_written(name: bytes, host: str) -> None:
    given = scope(headers=[(b"a", b"b"), (name, host.encode())], server=("10.0.0.1", 80), raw_path=b"/a?")
    assert of_scope(given)[0] == f"https://{host}/a"
    seen = environ(HTTP_HOST=host, SERVER_NAME="10.0.0.1", SERVER_PORT="80", REQUEST_URI="/a?")
    assert of_environ(seen) == [f"https://{host}/a?"]


@pytest.mark.parametrize(
    ("name", "port", "host"),
    [("10.0.0.1", 8000, "10.0.0.1:8000"), ("example.com", None, "example.com"), ("", None, "")],
)
def test_without_the_header_it_is_the_servers_own(name: str, port: int | None, host: str) -> None:
    for headers in ([], [(b"host", b"")]):
        assert of_scope(scope(headers=headers, server=(name, port), query_string=b"x"))[0] == f"https://{host}/?x"
    for empty in ({}, {"HTTP_HOST": ""}):
        given = {"SERVER_NAME": name, "SERVER_PORT": str(port or ""), "wsgi.url_scheme": "https", "REQUEST_URI": "/?"}
        assert of_environ({**given, **empty}) == [f"https://{host}/?"]


def test_a_server_that_knows_nothing_of_itself_gives_no_url_that_could_be_proved() -> None:
    bare = {"type": "http", "headers": [], "path": "/a"}
    for urls in (of_scope(bare), of_scope({**bare, "server": None}), of_environ({"PATH_INFO": "/a"}), of_environ({})):
        assert urls[0].startswith("http:///") or urls[0] == "http://"
        assert VALIDATOR.explain(urls[0], None, "x") is not None


def test_scheme_and_host_that_a_framework_knows_better_go_first() -> None:
    asgi = scope(scheme="http", query_string=b"x", server=("10.0.0.1", 80))
    wsgi = environ(**{"wsgi.url_scheme": "http"}, REQUEST_URI="/?x")
    for urls in (
        of_scope(asgi, scheme="wss", host="seen.example:1"),
        of_environ(wsgi, scheme="wss", host="seen.example:1"),
    ):
        assert urls == ["wss://seen.example:1/?x"]
    for urls in (of_scope(asgi, scheme="https"), of_environ(wsgi, scheme="https", host="")):
        assert urls == ["https://example.com/?x"]
    for urls in (of_scope(asgi, host="seen.example"), of_environ(wsgi, host="seen.example")):
        assert urls == ["http://seen.example/?x"]


@pytest.mark.parametrize("scheme", ["http", "https", "ws", "wss"])
def test_the_scheme_is_the_one_that_the_server_saw(scheme: str) -> None:
    assert of_scope(scope(scheme=scheme, query_string=b"x")) == [f"{scheme}://example.com/?x"]
    assert of_environ(environ(**{"wsgi.url_scheme": scheme}, REQUEST_URI="/?x")) == [f"{scheme}://example.com/?x"]


@holds(200, 3000, path=some.binary(max_size=20), query=some.binary(max_size=20), host=some.binary(max_size=9))
def test_no_target_is_an_exception(path: bytes, query: bytes, host: bytes) -> None:
    latin = {"REQUEST_URI": path, "QUERY_STRING": query, "HTTP_HOST": host}
    seen = {name: value.decode("latin-1") for name, value in latin.items()}
    texts = {"path": path.decode("utf-8", "surrogateescape"), "headers": [(b"host", host)], "query_string": query}
    found = [*of_environ(seen), *of_environ({**seen, "REQUEST_URI": "", "PATH_INFO": seen["REQUEST_URI"]})]
    found += [*of_scope(texts), *of_scope({**texts, "raw_path": path})]
    for url in found:
        assert not VALIDATOR.validate(url, None, "x")
