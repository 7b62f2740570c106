"""Where a request goes, and that no address leads it elsewhere."""

from __future__ import annotations

import pytest

from twilio_lite._address import ForeignAddress, target

API = "https://api.twilio.com"


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/2010-04-01/Accounts", f"{API}/2010-04-01/Accounts.json"),
        ("/2010-04-01/Accounts.json?Page=1", f"{API}/2010-04-01/Accounts.json?Page=1"),
        ("/2010-04-01/Accounts.json?", f"{API}/2010-04-01/Accounts.json"),
        (f"{API}/v1/Things?Page=1", f"{API}/v1/Things?Page=1"),
        (f"{API}:443/v1/Things", f"{API}/v1/Things"),
        ("HTTPS://API.TWILIO.COM/v1/Things", f"{API}/v1/Things"),
        (f"{API}", f"{API}/"),
        (f"{API}/", f"{API}/"),
        ("/x:y/~a..b/...c", f"{API}/x:y/~a..b/...c.json"),
    ],
)
def test_an_address_on_the_own_origin_is_taken(path: str, address: str) -> None:
    assert target(API, path, ".json") == address


@pytest.mark.parametrize(
    "path",
    [
        "http://api.twilio.com/x?",
        "http://api.twilio.com:443/x?",
        "/2010-04-01/../secret",
        "/2010-04-01/./x",
        "/..",
        "/a\\..\\b",
        "/a\\b?x=1",
        "/a%2F..%2fb",
        "/a%5c.%5Cb",
        "/a/..;/b",
        "/a/..%3b/b?x=1",
        "/" + "x" * 70_000,
        "/2010-04-01/%2E%2e/secret?x=1",
        f"{API}/2010-04-01/..?x=1",
        "https://api.twilio.com:8443/x?",
        "https://api.twilio.com.evil.example/x?",
        "https://api.twilio.com@evil.example/x?",
        "https://user@api.twilio.com/x?",
        "https://evil.example\\@api.twilio.com/x?",
        "https://[broken/x?",
        "https://api.twilio.com:port/x?",
        "//evil.example/x?",
        "\\\\evil.example/x?",
        "x?Page=1",
        "?Page=1",
        "",
        "javascript:alert(1)",
        "/x\n?Page=1",
        "/x#fragment",
        "/\ud800",
    ],
)
def test_any_other_address_is_refused(path: str) -> None:
    with pytest.raises(ForeignAddress):
        target(API, path, ".json")


def test_a_refusal_shows_neither_user_nor_query() -> None:
    with pytest.raises(ForeignAddress) as caught:
        target(API, "https://evil.example/x?To=+15005550006", ".json")
    assert str(caught.value) == "https://evil.example/x is not on https://api.twilio.com"
    for host in ("evil.example", "api.twilio.com"):
        with pytest.raises(ForeignAddress) as caught:
            target(API, f"https://user:secret@{host}/x?To=+15005550006", ".json")
        assert str(caught.value) == "what holds a user is no address of the API"


@pytest.mark.parametrize(
    "path",
    [
        "/x?To=hidden#fragment",
        "/x#hidden",
        "https://user:hidden@evil.example/x#",
        "https://user:hid/den@evil.example/x?#",
        "https://user:hidden@evil\u2100.example/x?To=hidden",
        "https://user:name@evil.example:hidden/x?To=hidden",
        "/../x?To=hidden",
    ],
)
def test_what_is_no_address_shows_neither_user_nor_query(path: str) -> None:
    with pytest.raises(ForeignAddress, match="is no address") as caught:
        target(API, path, ".json")
    assert "hid" not in str(caught.value)


def test_an_address_that_is_too_long_with_its_query_is_refused() -> None:
    assert len(target(API, "/x", "", {"To": "x" * 65_000})) < 65_536
    with pytest.raises(ForeignAddress, match="65,536 characters or more"):
        target(API, "/x", "", {"To": "x" * 65_536})


def test_a_query_is_added_to_the_one_that_is_there() -> None:
    assert target(API, "/x?Page=1", "", {"To": "+1"}) == f"{API}/x?Page=1&To=%2B1"
    assert target(API, "/x", "", {"To": "+1"}) == f"{API}/x?To=%2B1"


def test_a_base_url_may_have_a_path_of_its_own() -> None:
    base = "http://localhost:8000/twilio"
    assert target(base, "/x", "") == f"{base}/x"
    assert target(base, f"{base}/x?Page=1", "") == f"{base}/x?Page=1"
