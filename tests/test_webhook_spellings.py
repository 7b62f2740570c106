"""A URL and the ways in which it may have been signed: with which port, login, apostrophe, slash, public address."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from signing import FORM, TOKEN, sign
from twilio_lite import ConfigurationError
from twilio_lite.webhooks import RequestValidator

OURS = RequestValidator(TOKEN)
HTTPS = "https://example.com"


@pytest.mark.parametrize(
    ("seen", "signed"),
    [
        *((seen, signed) for seen in (HTTPS, f"{HTTPS}:443") for signed in (HTTPS, f"{HTTPS}:443")),
        ("http://example.com:80", "http://example.com"),
        ("http://example.com", "http://example.com:80"),
        ("http://example.com:1234", "http://example.com"),
        (f"{HTTPS}:8443", f"{HTTPS}:8443"),
        (f"{HTTPS}:8443", HTTPS),
        (f"{HTTPS}:65535", f"{HTTPS}:65535"),
        (f"{HTTPS}:1", HTTPS),
        (f"{HTTPS}:", f"{HTTPS}:443"),
        (f"{HTTPS}:", HTTPS),
        (f"{HTTPS}:", f"{HTTPS}:"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://[::1]:8443", "https://[::1]"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]:443"),
        ("https://[2001:db8::1]", "https://[2001:db8::1]"),
        ("https://user:p%20w@example.com:8443", f"{HTTPS}:8443"),
        ("https://user:p%20w@example.com:8443", HTTPS),
        ("https://user@example.com", f"{HTTPS}:443"),
        ("https://a@b@example.com", HTTPS),
        ("https://user:pw@[::1]:8443", "https://[::1]:8443"),
        ("https://user:pw@example.com", "https://user:pw@example.com"),
        ("HTTPS://Example.COM", "HTTPS://Example.COM:443"),
        ("ws://example.com", "ws://example.com:80"),
        ("wss://example.com", "wss://example.com:443"),
        ("wss://example.com:8443", "wss://example.com"),
    ],
)
@pytest.mark.parametrize("rest", ["/sms", "/a%20b/c%2Fd?x=%27a+b&e=&s=sip%3Aa%40b", "/caf%C3%A9;v=1?q=a:b@c/d?e#f"])
def test_the_port_may_be_left_out_or_the_schemes_be_added_and_a_login_is_dropped(
    seen: str, signed: str, rest: str
) -> None:
    assert OURS.explain(seen + rest, FORM, sign(signed + rest)) is None


@pytest.mark.parametrize(
    ("seen", "signed"),
    [
        (f"{HTTPS}:8443", f"{HTTPS}:443"),
        (f"{HTTPS}:443", f"{HTTPS}:8443"),
        (HTTPS, f"{HTTPS}:80"),
        (HTTPS, f"{HTTPS}:8443"),
        ("http://example.com", "http://example.com:443"),
        ("wss://example.com", "wss://example.com:80"),
        ("ws://example.com", "ws://example.com:443"),
        (f"{HTTPS}:", f"{HTTPS}:80"),
        ("http://example.com", HTTPS),
        ("https://[::1]", "https://[::2]"),
        ("https://[::1]:8443", "https://[:"),
        ("https://user:pw@example.com", "https://pw@example.com"),
        (HTTPS, "https://user@example.com"),
        (HTTPS, "https://Example.com"),
        (HTTPS, "https://example.org"),
    ],
)
def test_no_other_port_scheme_or_host_stands_for_the_one_that_was_signed(seen: str, signed: str) -> None:
    assert not OURS.validate(f"{seen}/sms", FORM, sign(f"{signed}/sms"))


@pytest.mark.parametrize("port", ["0", "00", "65536", "99999", "-1", "+80", "443x", "٤٤٣", "4 3", "²", "9" * 5000])
def test_a_port_that_does_not_exist_is_refused_though_it_was_signed(port: str) -> None:
    for login in ("", "user@"):
        url = f"https://{login}example.com:{port}/sms"
        reason = str(OURS.explain(url, FORM, sign(url)))
        assert reason.endswith(" is no URL with a scheme, a host and a port that exists")


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "/", "/sms", "//example.com/sms", "example.com/sms", "https:/example.com", "https:example.com"),
        *("https://", "https:///sms", "https://?x=1", "https://:443/sms", "https://:/sms", "https://user:pw@/sms"),
        *("://example.com", "ftp://example.com/sms", "https ://example.com", "\nhttps://example.com", "file:///sms"),
    ],
)
def test_what_is_no_url_is_refused_though_it_was_signed(url: str) -> None:
    assert "is no URL with a scheme" in str(OURS.explain(url, None, OURS.compute_signature(HTTPS)))
    assert not OURS.validate(url, FORM, OURS.compute_signature(HTTPS, FORM))


@pytest.mark.parametrize("url", [None, b"https://example.com/sms", 5, ["https://example.com"], object()])
def test_a_url_that_is_no_text_is_refused(url: Any) -> None:
    assert OURS.explain(url, FORM, sign(HTTPS)) == f"the URL is of type {type(url).__name__}, not text"


@pytest.mark.parametrize(
    ("seen", "signed", "genuine"),
    [
        ("/it%27s?a=%27b%27", "/it's?a='b'", True),
        ("/it's?a='b'", "/it%27s?a=%27b%27", True),
        ("/it%27s?a='b", "/it%27s?a='b", True),
        ("/it%27s?a='b", "/it's?a='b", True),
        ("/?x=%27", "?x=%27", True),
        ("/a%20b", "/a b", False),
        ("/a+b", "/a%20b", False),
        ("/a%2Fb", "/a/b", False),
        ("/a%2fb", "/a%2Fb", False),
        ("/", "", True),
        ("/?x=1", "?x=1", True),
        ("", "/", False),
        ("//", "", False),
        ("/sms/", "/sms", False),
        ("/sms", "/sms/", False),
        ("/sms?x=1", "/sms", False),
        ("/sms?", "/sms", False),
        ("/sms", "/sms?", False),
        ("/sms?", "/sms?", True),
        ("/sms?b=1&a=2", "/sms?a=2&b=1", False),
        ("/sms#f", "/sms#f", True),
        ("#f", "#f", True),
    ],
)
def test_an_apostrophe_may_be_written_either_way_and_an_empty_path_has_its_slash_on_its_way(
    seen: str, signed: str, *, genuine: bool
) -> None:
    for port in ("", ":443"):
        assert OURS.validate(HTTPS + seen, FORM, sign(HTTPS + port + signed)) is genuine


@pytest.mark.parametrize(
    ("seen", "signed", "genuine"),
    [
        ("wss://example.com/ws", "wss://example.com/ws/", True),
        ("WSS://example.com/ws", "WSS://example.com:443/ws/", True),
        ("ws://example.com/ws?t=1", "ws://example.com/ws?t=1/", True),
        ("wss://example.com:8443/ws", "wss://example.com/ws/", True),
        ("wss://example.com", "wss://example.com/", True),
        ("wss://example.com/", "wss://example.com", True),
        ("wss://example.com/?t='", "wss://example.com?t='/", True),
        ("wss://example.com/it%27s", "wss://example.com/it's/", True),
        ("wss://example.com/ws/", "wss://example.com/ws", False),
        ("wss://example.com/ws/", "wss://example.com/ws//", False),
        ("wss://example.com/ws", "https://example.com/ws", False),
        ("https://example.com/ws", "wss://example.com/ws", False),
        ("ws://example.com/ws", "wss://example.com/ws", False),
    ],
)
def test_the_address_of_a_websocket_may_have_been_signed_with_a_slash_at_its_end(
    seen: str, signed: str, *, genuine: bool
) -> None:
    assert OURS.validate(seen, None, sign(signed, None)) is genuine


@pytest.mark.parametrize(
    ("public_url", "seen", "signed"),
    [
        (HTTPS, "http://10.0.0.1:8000/sms?x=1", f"{HTTPS}/sms?x=1"),
        (f"{HTTPS}/", "http://localhost/sms", f"{HTTPS}/sms"),
        (f"{HTTPS}/twilio", "http://localhost/sms", f"{HTTPS}/twilio/sms"),
        (f"{HTTPS}/twilio//", "http://localhost/sms/", f"{HTTPS}/twilio/sms/"),
        (f"{HTTPS}/twilio", "http://localhost", f"{HTTPS}/twilio"),
        (f"{HTTPS}/twilio", "http://localhost?x=1", f"{HTTPS}/twilio?x=1"),
        (HTTPS, "http://localhost/", HTTPS),
        (f"{HTTPS}:8443", "http://localhost/sms", f"{HTTPS}:8443/sms"),
        (f"{HTTPS}:8443", "http://localhost/sms", f"{HTTPS}/sms"),
        ("HTTPS://example.com", "http://localhost/sms", "HTTPS://example.com/sms"),
        ("http://[::1]:81/a", "https://localhost/sms", "http://[::1]:81/a/sms"),
        (HTTPS, "ws://localhost/ws", "wss://example.com/ws"),
        (HTTPS, "WSS://localhost/ws", "wss://example.com/ws/"),
        ("HTTP://example.com", "wss://localhost/ws", "ws://example.com/ws"),
        ("wss://example.com/p", "ws://localhost/ws", "wss://example.com/p/ws"),
        (HTTPS, "/sms?x=1", f"{HTTPS}/sms?x=1"),
        (f"{HTTPS}/p", "/", f"{HTTPS}/p/"),
        (HTTPS, "//evil.example/sms", f"{HTTPS}//evil.example/sms"),
        (HTTPS, "/sms?next=https://example.org/other", f"{HTTPS}/sms?next=https://example.org/other"),
        (HTTPS, "http://user:pw@localhost/sms", f"{HTTPS}/sms"),
        (f"{HTTPS}/@me", "http://localhost/sms", f"{HTTPS}/@me/sms"),
    ],
)
def test_public_url_stands_for_scheme_and_authority_and_its_prefix_goes_before_the_path(
    public_url: str, seen: str, signed: str
) -> None:
    ours = RequestValidator(TOKEN, public_url=public_url)
    assert ours.public_url == public_url
    assert ours.explain(seen, FORM, sign(signed)) is None
    assert not ours.validate(seen, FORM, sign(f"{signed}x"))


@pytest.mark.parametrize(
    ("seen", "signed"),
    [
        ("http://localhost/sms", "http://localhost/sms"),
        ("/sms?next=https://example.org/other", f"{HTTPS}/other"),
        ("sms", f"{HTTPS}sms"),
        (".example.org/sms", f"{HTTPS}.example.org/sms"),
        ("http:///sms", f"{HTTPS}/sms"),
        ("", HTTPS),
    ],
)
def test_with_public_url_nothing_else_is_taken_for_what_was_signed(seen: str, signed: str) -> None:
    assert not RequestValidator(TOKEN, public_url=HTTPS).validate(seen, FORM, sign(signed))


@pytest.mark.parametrize(
    ("public_url", "reason"),
    [
        *((url, "public_url cannot be ") for url in ("", " ", "example.com", "/prefix", "https://", "https:///x")),
        *((f"{HTTPS}{end}", "public_url cannot be ") for end in ("?", "?x=1", "#f", "/a b", "/\n", "\\x", ":0", ":x")),
        *((f"{HTTPS}{end}", "public_url cannot be ") for end in (":99999", "/\ud800")),
        *((url, "public_url cannot be ") for url in ("ftp://example.com", "https://:443", "https://:", " https://a")),
        (b"https://example.com", "public_url must be a str, not bytes"),
        (5, "public_url must be a str, not int"),
        *((f"https://{login}@example.com", "cannot hold a login") for login in ("u", "u:hidden", "u:hid/den", "a@b")),
        ("user:hidden@example.com", "cannot hold a login"),
    ],
)
def test_a_public_url_that_is_none_is_refused_at_once_and_no_login_shown(public_url: Any, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason) as caught:
        RequestValidator(TOKEN, public_url=public_url)
    assert "hid" not in str(caught.value)


@settings(max_examples=150, deadline=None, database=None, derandomize=True)
@given(some.from_regex(r"(https?|wss?)://[a-z@:\[\]0-9.]{1,12}(/['%a-z27]{0,6})?(\?['=&a-z]{0,6})?", fullmatch=True))
def test_any_url_that_is_one_is_taken_as_it_is(url: str) -> None:
    reason = OURS.explain(url, FORM, sign(url))
    assert reason is None or reason.endswith("is no URL with a scheme, a host and a port that exists")


@pytest.mark.parametrize("host", [":" * 5000, f"a{':' * 5000}", f"{'a:' * 5000}", "@" * 5000, "[" * 5000])
def test_a_host_of_thousands_of_signs_is_answered_at_once(host: str) -> None:
    assert OURS.explain(f"https://{host}/", FORM, "x" * 28)
