"""What a client is made with, and every mistake in it."""

from __future__ import annotations

import pickle
import ssl
import traceback
from typing import Any

import httpx
import pytest

from conftest import SID, TOKEN, Colour
from twilio_lite import Client, ConfigurationError, Retry


class Eager(Retry):  # type: ignore[misc] # it is final, and nothing at run time says so
    """A policy of a caller's own, which sends again whatever failed."""

    def delay(self, *_: object) -> float:
        return 0.0


def made(monkeypatch: pytest.MonkeyPatch, *credentials: Any, **variables: str) -> tuple[str, str, str]:
    """Make a client in an environment with *variables*: username, password and account."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    settings = Client(*credentials)._settings  # noqa: SLF001 - what goes out is tested elsewhere, this is about choosing
    return str(settings.credentials.username), str(settings.credentials.password), settings.account_sid


def test_credentials_given_win_over_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    given = made(monkeypatch, "AC1", "one", TWILIO_ACCOUNT_SID="AC2", TWILIO_AUTH_TOKEN="two")
    assert given == ("AC1", "one", "AC1")


def test_without_arguments_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch, TWILIO_ACCOUNT_SID="AC2", TWILIO_AUTH_TOKEN="two") == ("AC2", "two", "AC2")


def test_an_api_key_in_the_environment_wins_over_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {
        "TWILIO_API_KEY": "SK1",
        "TWILIO_API_SECRET": "key",
        "TWILIO_AUTH_TOKEN": "two",
        "TWILIO_ACCOUNT_SID": "AC2",
    }
    assert made(monkeypatch, **both) == ("SK1", "key", "AC2")


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"TWILIO_API_KEY": "", "TWILIO_API_SECRET": "", "TWILIO_AUTH_TOKEN": "two", "TWILIO_ACCOUNT_SID": "AC2"}
    assert made(monkeypatch, TWILIO_BASE_URL="", TWILIO_REGION="", TWILIO_EDGE="", **both) == ("AC2", "two", "AC2")


def test_an_api_key_takes_its_account_as_argument_or_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch, "SK1", "key", "AC3") == ("SK1", "key", "AC3")
    assert made(monkeypatch, "SK1", "key", TWILIO_ACCOUNT_SID="AC2") == ("SK1", "key", "AC2")


def test_an_account_may_log_in_and_work_in_a_subaccount(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch, "AC1", "one", "AC9") == ("AC1", "one", "AC9")


def test_what_is_missing_of_a_pair_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made(monkeypatch, "AC1", TWILIO_AUTH_TOKEN="two") == ("AC1", "two", "AC1")
    assert made(monkeypatch, "SK1", None, "AC1", TWILIO_API_SECRET="key") == ("SK1", "key", "AC1")


@pytest.mark.parametrize(
    ("credentials", "variables", "text"),
    [
        ((), {}, "no credentials: pass.*TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.*TWILIO_API_KEY"),
        ((), {"TWILIO_ACCOUNT_SID": "AC1"}, "the password is missing.*TWILIO_AUTH_TOKEN"),
        ((), {"TWILIO_AUTH_TOKEN": "two"}, "the username is missing.*TWILIO_ACCOUNT_SID"),
        (
            (),
            {"TWILIO_API_KEY": "SK1", "TWILIO_AUTH_TOKEN": "two"},
            "the password is missing, and TWILIO_API_KEY, which wins.*TWILIO_API_SECRET",
        ),
        ((), {"TWILIO_API_KEY": "SK1", "TWILIO_API_SECRET": "key"}, "account_sid is missing.*TWILIO_ACCOUNT_SID"),
        (
            (),
            {"TWILIO_ACCOUNT_SID": "SK1", "TWILIO_AUTH_TOKEN": "x"},
            "account_sid cannot be 'SK1'.*TWILIO_ACCOUNT_SID",
        ),
        (("AC1",), {}, "the password is missing.*TWILIO_AUTH_TOKEN"),
        (("SK1",), {}, "the password is missing.*TWILIO_API_SECRET"),
        (
            ("SK1", "key"),
            {},
            "account_sid is missing.* such as an API key, needs one.*TWILIO_ACCOUNT_SID",
        ),
        (("SK1", "key", "SK1"), {}, "account_sid cannot be 'SK1'"),
        (("SK1", "key", ""), {}, "account_sid cannot be ''.*TWILIO_ACCOUNT_SID"),
        (("SK1", "key", " "), {}, "account_sid cannot be ' '"),
        (("SK1", "key", "AC1/../x"), {}, "account_sid cannot be 'AC1/../x'.*TWILIO_ACCOUNT_SID"),
        (("SK1", "key", 3), {}, "account_sid must be a str, not int"),
        (("", "two"), {"TWILIO_ACCOUNT_SID": "AC1"}, "the username is blank.*TWILIO_ACCOUNT_SID"),
        (("AC1", "  "), {}, "the password is blank.*TWILIO_AUTH_TOKEN"),
        (("AC1", 3), {}, "the password must be a str, not int"),
        ((3, "two"), {}, "the username must be a str, not int"),
        (("AC:1", "two"), {}, "the username holds a ':'"),
        ((" AC1", "two"), {}, "the username starts or ends with a blank"),
        (("AC1", "'two'"), {}, "the password starts or ends with a blank or a quotation mark"),
        (("AC1\n", "two"), {}, "the username holds control characters"),
        (("AC1", "hidden\r\n"), {}, "the password holds control characters"),
        (("AC1", "hidden\ud800"), {}, "the password holds control characters, such as a line end, or broken text"),
    ],
)
def test_credentials_that_cannot_work_are_refused_and_name_the_variable(
    monkeypatch: pytest.MonkeyPatch, credentials: tuple[Any, ...], variables: dict[str, str], text: str
) -> None:
    with pytest.raises(ConfigurationError, match=text) as caught:
        made(monkeypatch, *credentials, **variables)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    library = shown[shown.index("_client.py") :]
    assert "hidden" not in library


@pytest.mark.parametrize(
    ("options", "variables", "base"),
    [
        ({}, {}, "https://api.twilio.com"),
        ({"region": "au1"}, {}, "https://api.au1.twilio.com"),
        ({"edge": "sydney"}, {}, "https://api.sydney.us1.twilio.com"),
        ({"edge": "sydney", "region": "au1"}, {}, "https://api.sydney.au1.twilio.com"),
        ({}, {"TWILIO_EDGE": "sydney", "TWILIO_REGION": "au1"}, "https://api.sydney.au1.twilio.com"),
        ({"region": "ie1"}, {"TWILIO_REGION": "au1"}, "https://api.ie1.twilio.com"),
        ({"base_url": "http://localhost:4010/"}, {"TWILIO_REGION": "au1"}, "http://localhost:4010"),
        ({"base_url": "http://127.0.0.9:80"}, {}, "http://127.0.0.9:80"),
        ({"base_url": "http://[::1]:4010"}, {}, "http://[::1]:4010"),
        ({"base_url": "http://my_sandbox:4010", "allow_http": True}, {}, "http://my_sandbox:4010"),
        ({}, {"TWILIO_BASE_URL": "https://proxy.example/twilio"}, "https://proxy.example/twilio"),
    ],
)
def test_region_edge_and_base_url_choose_the_host(
    monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], variables: dict[str, str], base: str, colour: Colour
) -> None:
    asked: list[str] = []

    def handle(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(200, json={"sid": "SM1"})

    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    client = colour.client("AC1", "two", transport=httpx.MockTransport(handle), **options)
    colour.call(client, lambda client: client.messages("SM1").fetch())
    assert asked == [str(httpx.URL(f"{base}/2010-04-01/Accounts/AC1/Messages/SM1.json"))]


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"region": "AU1"}, "region cannot be 'AU1'.*TWILIO_REGION"),
        ({"region": ""}, "region cannot be ''.*TWILIO_REGION"),
        ({"region": "evil.example#"}, "region cannot be"),
        ({"region": 3}, "region cannot be 3"),
        ({"edge": "a" * 33}, "edge cannot be.*TWILIO_EDGE"),
        ({"edge": "a.b"}, "edge cannot be"),
        ({"base_url": ""}, "base_url does not start with https.*TWILIO_BASE_URL"),
        ({"base_url": 3}, "base_url must be a str, not int"),
        ({"base_url": "api.twilio.com"}, "base_url does not start with https"),
        ({"base_url": "ftp://api.twilio.com"}, "base_url does not start with https"),
        ({"base_url": "https://"}, "base_url has no host"),
        ({"base_url": "https:///path"}, "base_url has no host"),
        ({"base_url": "https://exa mple"}, "base_url holds blanks"),
        ({"base_url": "https://exämple.com"}, "base_url has no host"),
        ({"base_url": "https://host:port"}, "base_url has no host or port"),
        ({"base_url": "https://host:0"}, "base_url has no host or port"),
        ({"base_url": "https://[::1"}, "base_url has no host or port"),
        ({"base_url": "https://[fe80::1%25lo]"}, "base_url has no host or port"),
        ({"base_url": "https://[::1]x"}, "base_url has no host or port"),
        ({"base_url": "https://" + "a." * 127 + "example"}, "base_url has no host or port"),
        ({"base_url": "https://-host"}, "base_url has no host or port"),
        ({"base_url": "https://host/a/../b"}, "base_url holds . or .. or nothing as a segment"),
        ({"base_url": "https://host/%2E%2e/b"}, "base_url holds . or .. or nothing as a segment"),
        ({"base_url": "https://https://host"}, "base_url holds . or .. or nothing as a segment"),
        ({"base_url": "https://user:hidden@host"}, "base_url holds a user"),
        ({"base_url": "https://host\\@evil.example"}, "base_url holds blanks, backslashes"),
        ({"base_url": "https://host?x=1"}, "base_url holds a query"),
        ({"base_url": "https://host#x"}, "base_url holds a query or a fragment"),
        ({"base_url": "http://api.twilio.com"}, "base_url would send the password unencrypted"),
        ({"base_url": "https://host", "region": "au1"}, "leave out region and edge, or base_url"),
        ({"allow_http": "yes"}, "allow_http must be True or False"),
        ({"format": "html"}, "format cannot be 'html': pass 'json' or 'xml' or 'csv'"),
        ({"format": ["json"]}, "format cannot be"),
        ({"timeout": 0}, "timeout cannot be 0"),
        ({"timeout": -1}, "timeout cannot be -1"),
        ({"timeout": float("inf")}, "timeout cannot be inf"),
        ({"timeout": float("nan")}, "timeout cannot be nan"),
        ({"timeout": 10**400}, "timeout cannot be 1000"),
        ({"timeout": 10**5000}, "timeout cannot be an unshowable int"),
        ({"region": "x" * 5000}, "region cannot be 'xxx.*TWILIO_REGION"),
        ({"timeout": True}, "timeout cannot be True"),
        ({"timeout": "5"}, "timeout cannot be '5'"),
        ({"timeout": None}, "timeout cannot be None"),
        ({"retry": 3}, "retry must be a Retry, not int"),
        ({"retry": Retry}, "retry must be a Retry, not type"),
        ({"retry": Eager()}, "retry must be a Retry, not Eager"),
        ({"user_agent": "a\r\nX: y"}, "user_agent cannot be"),
        ({"user_agent": "é"}, "user_agent cannot be"),
        ({"user_agent": " "}, "user_agent cannot be"),
        ({"user_agent": 3}, "user_agent cannot be"),
        ({"verify": False}, "verify must be an ssl.SSLContext"),
        ({"proxy": "no address"}, "proxy must be an address"),
        ({"proxy": 3}, "proxy must be an address"),
        ({"transport": object()}, "transport has no handle"),
        ({"transport": httpx.MockTransport(lambda _: httpx.Response(200)), "proxy": "http://p"}, "leave it out"),
    ],
)
def test_an_option_that_cannot_work_is_refused_and_says_what_to_pass(
    options: dict[str, Any], text: str, colour: Colour
) -> None:
    with pytest.raises(ConfigurationError, match=text) as caught:
        colour.client(**options)
    assert "hidden" not in str(caught.value)


def test_a_region_beside_a_base_url_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_BASE_URL", "http://localhost:1")
    with pytest.raises(ConfigurationError, match="TWILIO_BASE_URL"):
        Client("AC1", "two", region="au1")


def test_a_transport_of_the_other_colour_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="sync or async"):
        Client("AC1", "two", transport=httpx.AsyncHTTPTransport())  # type: ignore[arg-type] # the mistake that is tested


def test_an_ssl_context_and_a_proxy_are_taken(colour: Colour) -> None:
    client = colour.client(verify=ssl.create_default_context(), proxy="http://proxy.example:3128")
    assert colour.call(client, lambda client: client.account_sid) == SID


@pytest.mark.parametrize("options", [{"timeout": 0}, {"format": "html"}, {"retry": 1}])
def test_with_options_checks_like_the_constructor(options: dict[str, Any], colour: Colour) -> None:
    with pytest.raises(ConfigurationError):
        colour.client().with_options(**options)


@pytest.mark.parametrize(
    ("headers", "text"),
    [
        ({"Authorization": "Bearer hidden"}, "Authorization is set by the client itself"),
        ({"host": "evil.example"}, "host is set by the client itself"),
        ({"X-A": "a\r\nX-B: hidden"}, "X-A must be printable ASCII"),
        ({"X-A": "é"}, "X-A must be printable ASCII"),
        ({"X-A": 3}, "X-A must be printable ASCII"),
        ({"X-A": "a "}, "X-A must be printable ASCII, without blanks around it"),
        ({"Proxy-Authorization": "Basic hidden"}, "Proxy-Authorization is about the connection.*in proxy="),
        ({"Upgrade": "hidden"}, "Upgrade is about the connection"),
        ({"X A": "a"}, "'X A' is no header name"),
        ({"": "a"}, "'' is no header name"),
        ({3: "a"}, "3 is no header name"),
        ([("a", "b")], "headers must be a dict of str, not list"),
    ],
)
def test_a_header_that_cannot_be_sent_is_refused_without_showing_it(
    headers: dict[Any, Any], text: str, colour: Colour
) -> None:
    with pytest.raises(ConfigurationError, match=text) as caught:
        colour.client().with_options(headers=headers)
    assert "hidden" not in str(caught.value)


def test_nothing_of_a_client_shows_the_password(colour: Colour) -> None:
    client = colour.client("AC1", "hidden-token", retry=Retry(attempts=1))
    encoded = "QUMxOmhpZGRlbi10b2tlbg"
    for shown in (repr(client), str(client), repr(vars(client)), repr(client.messages), repr(vars(client._raw))):  # noqa: SLF001 - all of it
        assert "hidden-token" not in shown
        assert encoded not in shown
    with pytest.raises(TypeError, match="make a new one"):
        pickle.dumps(client)


def test_a_client_says_which_account_it_is_for(colour: Colour) -> None:
    assert repr(colour.client("AC1", TOKEN)) in {"<Client AC1>", "<AsyncClient AC1>"}
