"""A file that has moved is followed: five times at most, by https, with credentials on the API's own origin only."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import attrs
import pytest

from conftest import SID, TOKEN, Answers, Clock, Colour, Seen, Server
from filing import ONCE, Use, downloading, medium, names_in, streaming
from hostile import ELSEWHERE, HOSTILE
from twilio_lite import Client, ConnectionLost, PermissionDeniedError, Response, ResponseError, Retry
from twilio_lite._download import IntoPath
from twilio_lite._outgoing import Outgoing
from twilio_lite._redirect import moved
from twilio_lite._wording import is_text

Serve = Callable[[Answers], Server]
FOUND = Response(200, {"Content-Type": "image/gif"}, b"the file")
USES = {"download": downloading, "stream": streaming}


def to(address: str, status: int = 307) -> Response:
    """An answer that leads to *address*."""
    return Response(status, {"Location": address}, b"moved")


def traced(use: Use) -> Use:
    """The same, with a header of the caller's."""
    return lambda client: use(client.with_options(headers={"X-Trace": "7"}))


def trail(*answers: Response | bytes) -> Answers:
    """Give one answer after the other."""
    left = iter(answers)
    return lambda _: next(left)


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """A path in a folder of its own."""
    return tmp_path / "a.gif"


def got_by(colour: Colour, target: Path, server: Server, **options: Any) -> bytes:
    """Download from *server*, and give what has come."""
    client = Clock().drive(colour.client(base_url=server.url, **options))
    got = colour.call(client, downloading(target))
    assert got.size == target.stat().st_size
    return target.read_bytes()


def refused(colour: Colour, target: Path, server: Server) -> Any:
    """Give the error in which a download from *server* ends."""
    client = Clock().drive(colour.client(base_url=server.url, retry=Retry(attempts=5)))
    with pytest.raises(ResponseError) as caught:
        colour.call(client, downloading(target))
    assert caught.value.took_effect is False
    assert names_in(target.parent) == []
    return caught.value


# Where to


@pytest.mark.no_cover  # others reach every line; to be watched takes twice the time
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("address", ["/files/a.gif?x=1", "a.gif", "?x=1", "{url}/files/a.gif", "//{host}/a.gif#part"])
def test_a_redirect_on_the_apis_own_origin_is_followed_with_credentials_and_headers(
    colour: Colour, target: Path, serve: Serve, status: int, address: str
) -> None:
    server = serve(lambda seen: FOUND if "a.gif" in seen.target or "x=1" in seen.target else location)
    location = to(address.format(url=server.url, host=urlsplit(server.url).netloc), status)
    got = colour.call(colour.client(base_url=server.url), traced(downloading(target)))
    first, second = server.seen
    assert (got.content_type, target.read_bytes()) == ("image/gif", b"the file")
    assert second.target != first.target
    assert "#" not in second.target
    assert second.headers == first.headers
    assert second.headers["x-trace"] == "7"


def test_a_redirect_elsewhere_takes_neither_credentials_nor_headers_of_the_callers_along(
    colour: Colour, target: Path, serve: Serve
) -> None:
    other = serve(lambda _: FOUND)
    home = serve(lambda _: to(f"{other.url}/a.gif?signature=x"))
    colour.call(colour.client(base_url=home.url, user_agent="mine/1"), traced(downloading(target)))
    assert home.seen[0].headers["x-trace"] == "7"
    [seen] = other.seen
    assert target.read_bytes() == b"the file"
    assert seen.target == "/a.gif?signature=x"
    assert dict(seen.headers) == {
        "host": urlsplit(other.url).netloc,
        "accept": "*/*",
        "accept-encoding": "identity",
        "user-agent": home.seen[0].headers["user-agent"],
    }


def test_a_header_of_the_callers_goes_nowhere_else_even_in_the_place_of_ours(
    colour: Colour, target: Path, serve: Serve
) -> None:
    other = serve(lambda _: FOUND)
    home = serve(lambda _: to(f"{other.url}/a.gif"))
    client = colour.client(base_url=home.url)
    mine = {"User-Agent": "mine", "Accept": "image/gif"}
    colour.call(client, lambda client: downloading(target)(client.with_options(headers=mine)))
    assert (home.seen[0].headers["user-agent"], home.seen[0].headers["accept"]) == ("mine", "image/gif")
    assert other.seen[0].headers["user-agent"].startswith("twilio-lite/")
    assert other.seen[0].headers["accept"] == "*/*"


def test_who_comes_back_from_elsewhere_has_no_credentials_any_more(colour: Colour, target: Path, serve: Serve) -> None:
    home = serve(lambda seen: FOUND if seen.target == "/back" else to(f"{other.url}/there"))
    other = serve(lambda _: to(f"{home.url}/back"))
    assert got_by(colour, target, home) == b"the file"
    assert ["authorization" in seen.headers for seen in (*home.seen, *other.seen)] == [True, False, False]


def test_a_host_of_another_name_is_elsewhere_even_where_it_is_the_same(
    colour: Colour, target: Path, serve: Serve
) -> None:
    home = serve(lambda seen: FOUND if seen.target == "/a.gif" else to(f"{local}/a.gif"))
    local = home.url.replace("127.0.0.1", "localhost")
    assert got_by(colour, target, home) == b"the file"
    assert ["authorization" in seen.headers for seen in home.seen] == [True, False]


@pytest.mark.parametrize("use", USES)
def test_five_redirects_are_followed(colour: Colour, serve: Serve, tmp_path: Path, use: str) -> None:
    server = serve(trail(*[to(f"/{number}") for number in range(5)], FOUND))
    got = colour.call(
        colour.client(base_url=server.url), streaming() if use == "stream" else downloading(tmp_path / "a.gif")
    )
    assert (got == [b"the file"]) if use == "stream" else got.size == 8
    assert [seen.target for seen in server.seen][1:] == ["/0", "/1", "/2", "/3", "/4"]


def test_the_sixth_is_an_error_that_says_how_many_were_followed(colour: Colour, target: Path, serve: Serve) -> None:
    server = serve(trail(*[to(f"/{number}") for number in range(6)]))
    error = refused(colour, target, server)
    assert len(server.seen) == 6
    assert (error.status, error.location) == (307, f"{server.url}/5")
    assert "a redirect to" in str(error)
    assert "which is not followed" in str(error)
    assert error.__notes__ == [f"redirects followed: 5, to {urlsplit(server.url).netloc}"]


def test_a_redirect_to_itself_ends(colour: Colour, target: Path, serve: Serve) -> None:
    server = serve(lambda seen: to(seen.target))
    refused(colour, target, server)
    assert len(server.seen) == 6


BAD = {
    "a file": "file:///etc/passwd",
    "ftp": "ftp://127.0.0.1/a.gif",
    "data": "data:,x",
    "no scheme that is known": "gopher://127.0.0.1/",
    "no host": "https:///a.gif",
    "a user": "http://user:hidden@127.0.0.1:9/a.gif",
    "a port that is none": "http://127.0.0.1:port/a.gif",
    "a port too large": "http://127.0.0.1:70000/a.gif",
    "no address": "http://[::1/a.gif",
    "no host name": "http://a b/",
    "a host of other letters": "http://b\u00fccher.example/a.gif",
    "nothing": "",
    "a backslash": "/\\evil.example",
    "a blank": "/a b",
    "too much": "/" + "x" * 65_536,
}


@pytest.mark.parametrize("address", BAD.values(), ids=BAD)
def test_what_is_no_address_to_go_to_is_an_error(colour: Colour, target: Path, serve: Serve, address: str) -> None:
    server = serve(lambda _: to(address))
    error = refused(colour, target, server)
    assert len(server.seen) == 1
    assert error.status == 307
    assert "HTTP 307: " in str(error)
    assert "hidden" not in str(error)


def test_two_locations_or_none_lead_nowhere(colour: Colour, target: Path, serve: Serve) -> None:
    for answer in (
        b"HTTP/1.1 302 Found\r\nLocation: /a\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
    ):
        server = serve(trail(answer))
        assert refused(colour, target, server).status == 302
        assert len(server.seen) == 1


@pytest.mark.parametrize("status", [300, 305, 306, 310])
def test_other_numbers_lead_nowhere(colour: Colour, target: Path, serve: Serve, status: int) -> None:
    server = serve(lambda _: to("/a.gif", status))
    assert refused(colour, target, server).status == status
    assert len(server.seen) == 1


def test_nothing_but_a_file_is_followed(colour: Colour, serve: Serve) -> None:
    server = serve(lambda _: to("/elsewhere"))
    for use in (lambda client: medium(client).fetch(), lambda client: medium(client).delete()):
        with pytest.raises(ResponseError):
            colour.call(colour.client(base_url=server.url), use)
    assert len(server.seen) == 2


# What becomes of it there


def test_a_refusal_elsewhere_says_where_that_was(colour: Colour, target: Path, serve: Serve) -> None:
    other = serve(lambda _: Response(403, {}, b"<Error><Code>AccessDenied</Code></Error>"))
    home = serve(lambda _: to(f"{other.url}/a.gif?signature=hidden"))
    with pytest.raises(PermissionDeniedError) as caught:
        got_by(colour, target, home)
    error = caught.value
    assert (error.uri, error.took_effect) == ("/a.gif", False)
    assert error.__notes__ == [f"redirects followed: 1, to {urlsplit(other.url).netloc}"]
    assert "hidden" not in str(error)


def test_a_redirect_elsewhere_that_is_not_followed_is_not_named_as_the_apis_own(
    colour: Colour, target: Path, serve: Serve
) -> None:
    other = serve(lambda seen: to("/next", 300) if seen.target == "/a.gif" else FOUND)
    error = refused(colour, target, serve(lambda _: to(f"{other.url}/a.gif")))
    assert (error.status, error.location) == (300, None)


def test_a_failure_elsewhere_is_tried_again_there(colour: Colour, target: Path, serve: Serve) -> None:
    other = serve(trail(Response(503, {}, b""), Response(503, {}, b""), FOUND))
    home = serve(lambda _: to(f"{other.url}/a.gif"))
    assert got_by(colour, target, home, retry=Retry(attempts=2)) == b"the file"
    assert (len(home.seen), len(other.seen)) == (1, 3)


def test_a_redirect_is_no_try_and_costs_no_pause(colour: Colour, target: Path, serve: Serve) -> None:
    server = serve(trail(Response(503, {}, b""), to("/1"), Response(503, {}, b""), to("/2"), FOUND))
    clock = Clock()
    client = clock.drive(colour.client(base_url=server.url, retry=Retry(attempts=2)))
    assert colour.call(client, downloading(target)).size == 8
    assert sorted(clock.waited) == [0.0, 0.0, 0.1, 0.2]


def test_a_place_that_cannot_be_reached_is_an_error_without_what_signs(
    colour: Colour, target: Path, serve: Serve
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    home = serve(lambda _: to(f"http://127.0.0.1:{port}/a.gif?signature=hidden"))
    client = colour.client(base_url=home.url, retry=ONCE)
    with pytest.raises(Exception, match=f"no connection to 127.0.0.1:{port}") as caught:
        colour.call(client, downloading(target))
    assert "hidden" not in "".join([str(caught.value), *caught.value.__notes__])


def test_each_hop_has_the_timeout_for_itself(colour: Colour, target: Path, serve: Serve) -> None:
    clock = Clock()

    def slow(seen: Seen) -> Response:
        clock.now += 9.0
        number = int(seen.target.rpartition("/")[2].removeprefix("ME"))
        return FOUND if number == 4 else to(f"/{number + 1}")

    client = clock.drive(colour.client(base_url=serve(slow).url, timeout=10))
    assert colour.call(client, downloading(target)).size == 8


# By which scheme: pure, since a test speaks https to nobody


def sent(base_url: str, *, hops: int = 0, trusted: bool = True, file: bool = True) -> Outgoing:
    """What has gone out for a file, or for something else."""
    into = IntoPath(Path("a"), Path("/a"), None, None) if file else None
    headers = ((b"accept", b"*/*"), (b"user-agent", b"x"), (b"accept-encoding", b"identity"), (b"x-trace", b"7"))
    return Outgoing("GET", f"{base_url}/2010-04-01/a?b=c", headers, None, into, trusted, hops)


def whereto(address: str, base_url: str = "https://api.twilio.com", **options: Any) -> Any:
    """What follows when a client of *base_url* is led to *address*."""
    client = Client(SID, TOKEN, base_url=base_url, allow_http=True)
    return moved(sent(base_url, **options), to(address), client._settings)  # noqa: SLF001 - what is decided by


def test_an_api_of_https_leads_by_https_only() -> None:
    assert whereto("https://files.example/a.gif").url == "https://files.example/a.gif"
    assert whereto("//files.example/a.gif").url == "https://files.example/a.gif"
    assert whereto("http://files.example/a.gif") is None
    assert whereto("http://api.twilio.com/a.gif") is None
    assert whereto("http://127.0.0.1/a.gif") is None


def test_plain_http_is_followed_where_the_api_is_on_this_machine_and_nowhere_else() -> None:
    for home in ("http://127.0.0.1:8000", "http://localhost", "http://[::1]:80", "https://127.0.0.9"):
        assert whereto("http://files.example/a.gif", home).trusted is False
    for home in ("http://twilio.example", "http://10.0.0.1", "http://localhost.example"):
        assert whereto("http://files.example/a.gif", home) is None
        assert whereto("/a.gif", home) is None
        assert whereto("https://files.example/a.gif", home).trusted is False


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("/b", True),
        ("HTTPS://API.TWILIO.COM/b", True),
        ("https://api.twilio.com:443/b", True),
        ("https://api.twilio.com.:443/b", False),
        ("https://api.twilio.com:444/b", False),
        ("https://twilio.com/b", False),
        ("https://api.twilio.com.example/b", False),
        ("https://[::1]/b", False),
    ],
)
def test_who_is_trusted_is_told_by_the_origin(address: str, trusted: bool) -> None:  # noqa: FBT001 - both
    there = whereto(address)
    assert there.trusted is trusted
    assert there.hops == 1
    assert ((b"x-trace", b"7") in there.headers) is trusted
    assert whereto(address, trusted=False).trusted is False
    assert [name for name, _ in whereto(address, trusted=False).headers] == [
        b"accept",
        b"accept-encoding",
        b"user-agent",
    ]


def test_only_a_file_is_led_anywhere_and_not_after_five_redirects() -> None:
    assert whereto("/b", file=False) is None
    assert whereto("/b", hops=4).hops == 5
    assert whereto("/b", hops=5) is None
    client = Client(SID, TOKEN)
    assert moved(sent("https://api.twilio.com"), ConnectionLost("x"), client._settings) is None  # noqa: SLF001 - the same
    assert moved(sent("https://api.twilio.com"), FOUND, client._settings) is None  # noqa: SLF001 - the same


@pytest.mark.parametrize(
    "template", ["{}", "/{}", "//{}", "https://{}", "https://api.twilio.com{}", "https:{}", "http:{}"]
)
def test_no_text_leads_by_another_scheme_or_with_credentials_elsewhere(template: str) -> None:
    followed = 0
    for text in HOSTILE.values():
        there = whereto(template.format(text.replace(ELSEWHERE, "elsewhere.example")))
        if there is None:
            continue
        followed += 1
        address = urlsplit(there.url)
        assert address.scheme == "https"
        assert address.username is address.password is None
        assert is_text(there.url)
        assert not {" ", "#", "\\"} & set(there.url)
        assert there.trusted is (address.netloc == "api.twilio.com")
        assert attrs.evolve(there, url="", headers=(), trusted=True, hops=0) == attrs.evolve(
            sent("https://api.twilio.com"), url="", headers=()
        )
    assert followed > 10 or template == "http:{}"
