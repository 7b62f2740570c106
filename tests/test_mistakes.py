"""Mistakes as users make them, and what they then read: cause and next step are in the text.

A line of these tables is a mistake, the kind of its error and all of its words. What Python says itself, and a mistake
of which nothing can be said, stand at the end.
"""

from __future__ import annotations

import asyncio
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

import twilio_lite
from twilio_lite import (
    ArgumentError,
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConnectFailed,
    Message,
    NotFoundError,
    Retry,
    TwilioError,
)
from twilio_lite.jwt import AccessToken
from twilio_lite.sandbox import Sandbox
from twilio_lite.sandbox.__main__ import main
from twilio_lite.twiml import Say, VoiceResponse
from twilio_lite.webhooks import RequestValidator
from twilio_lite.webhooks.wsgi import Webhook

SID, OTHER_SID, TOKEN = "AC" + "0" * 32, "AC" + "1" * 32, "0123456789abcdef" * 2
TO, FROM = "+15005550006", "+15555550199"
ACCOUNT = f"/2010-04-01/Accounts/{SID}"
CREATE = f"(POST {ACCOUNT}/Messages.json)"
CREDENTIALS = "check the SID and the token, or the API key and its secret, as passed or in the environment"
E164 = "in E.164, with + and the country code, such as +15005550006"
KIND = "is the SID of this kind, and of this account?"
SWAPPED = (
    "the password is a SID, which is no secret: pass the SID first and the token, or the API key's secret, second, "
    "or set TWILIO_ACCOUNT_SID to the SID and TWILIO_AUTH_TOKEN to the token"
)
CLOSED = "the client is closed: make a new one, or call before its `with` block ends"
OVER = "the sandbox is closed: use it before its `with` block ends, or make a new one"
BASE_URL = "pass base_url= or set TWILIO_BASE_URL"
PLAIN = "the base_url would send the password unencrypted, so take https, or allow_http=True where you trust the way"
NETWORK = "check the network, and base_url, region, edge and proxy"

Mistake = tuple[Callable[[Any], object], type[Exception], str]


class TheirVoiceResponse:
    """TwiML of another library."""


def send(client: Any, **changes: Any) -> Any:
    """Send a message that is right, but for *changes*; what is None is left out."""
    given = {"to": TO, "from_": FROM, "body": "Hello", **changes}
    return client.messages.create(**{name: value for name, value in given.items() if value is not None})


def sent_by(*credentials: str, **options: Any) -> object:
    """Send a message with a client of one's own."""
    with Client(*credentials, retry=Retry(attempts=0), **options) as client:
        return send(client)


def called(client: Any, twiml: object) -> object:
    """Call somebody."""
    return client.calls.create(to=TO, from_=FROM, twiml=twiml)


def sent_when_closed(client: Any) -> object:
    """Use a client after its `with` block."""
    with client:
        pass
    return send(client)


def sent_to_a_closed_sandbox(_: Any) -> object:
    """Use a client after the `with` block of its sandbox."""
    with Sandbox(SID) as sandbox:
        client = sandbox.client()
    return send(client)


def looked_at_when_closed(_: Any) -> object:
    """Look at a sandbox after its `with` block."""
    with Sandbox() as sandbox:
        pass
    return sandbox.outbox


ARGUMENTS: dict[str, Mistake] = {
    "a number without +": (
        lambda client: send(client, to="15005550006"),
        BadRequestError,
        f"HTTP 400, code 21211: The 'To' number 15005550006 is not a valid phone number: pass to {E164} {CREATE}",
    ),
    "a sender without +": (
        lambda client: send(client, from_="5555550199"),
        BadRequestError,
        (
            "HTTP 400, code 21212: The 'From' number 5555550199 is not a valid phone number, shortcode, "
            f"or alphanumeric sender ID: pass from_ {E164}, or a sender ID {CREATE}"
        ),
    ),
    "a number that is an int": (lambda client: send(client, to=15005550006), ArgumentError, "to must be str, not int"),
    "an empty to": (
        lambda client: send(client, to=""),
        ArgumentError,
        "to is empty: pass a number such as +15005550006 or a channel address",
    ),
    "no from_": (
        lambda client: send(client, from_=None),
        ArgumentError,
        "from_ or messaging_service_sid is missing: pass one of them",
    ),
    "no content": (
        lambda client: send(client, body=None),
        ArgumentError,
        "body or media_url or content_sid is missing: pass one of them",
    ),
    "a file as media_url": (
        lambda client: send(client, media_url=b"\x89PNG"),
        ArgumentError,
        "media_url must be str or list of str, not bytes",
    ),
    "a path as media_url": (
        lambda client: send(client, media_url="cat.png"),
        BadRequestError,
        (
            "HTTP 400, code 21620: Invalid media URL(s): pass addresses that Twilio can fetch, such as "
            f"https://example.com/cat.png, and no files {CREATE}"
        ),
    ),
    "somebody who wrote STOP": (
        lambda client: send(client, to="+15005550004"),
        BadRequestError,
        (
            "HTTP 400, code 21610: Attempt to send to unsubscribed recipient: see "
            f"https://www.twilio.com/docs/errors/21610 {CREATE}"
        ),
    ),
    "a limit in quotes": (
        lambda client: client.messages.list(limit="20"),
        ArgumentError,
        "limit must be int, not str",
    ),
    "a negative limit": (
        lambda client: client.messages.list(limit=-1),
        ArgumentError,
        "limit cannot be -1: pass 0 or more, or None for all",
    ),
    "a page that is too large": (
        lambda client: client.messages.list(page_size=5000),
        ArgumentError,
        "page_size cannot be 5000: pass 1 to 1000",
    ),
    "a date as a number": (
        lambda client: client.messages.list(date_sent=20261121),
        ArgumentError,
        "date_sent must be str or date or datetime, not int",
    ),
    "a date in words": (
        lambda client: client.messages.list(date_sent="yesterday"),
        BadRequestError,
        (
            "HTTP 400, code 20001: Invalid DateSent: see https://www.twilio.com/docs/errors/20001 "
            f"(GET {ACCOUNT}/Messages.json)"
        ),
    ),
    "a misspelt from_": (
        lambda client: client.messages.create(to=TO, form_=FROM, body="Hello"),
        TypeError,
        "Messages.create() got an unexpected keyword argument 'form_'. Did you mean 'from_'?",
    ),
    "from, out of a dict": (
        lambda client: client.messages.create(**{"to": TO, "from": FROM, "body": "Hello"}),
        TypeError,
        "Messages.create() got an unexpected keyword argument 'from'. Did you mean 'from_'?",
    ),
    "another library's body": (
        lambda client: client.messages.create(to=TO, from_=FROM, text="Hello"),
        TypeError,
        "Messages.create() got an unexpected keyword argument 'text'",
    ),
    "arguments without names": (
        lambda client: client.messages.create(TO, FROM, "Hello"),
        TypeError,
        "Messages.create() takes its arguments by name, such as to=: 3 came without a name",
    ),
    "a limit without its name": (
        lambda client: client.messages.list(20),
        TypeError,
        "Messages.list() takes its arguments by name, such as to=: 1 came without a name",
    ),
    "another library's TwiML": (
        lambda client: called(client, TheirVoiceResponse()),
        ArgumentError,
        "twiml must be str or TwiML of twilio_lite.twiml, not TheirVoiceResponse",
    ),
    "a verb without a response": (
        lambda client: called(client, Say("Hello")),
        ArgumentError,
        "twiml cannot be sent: it is a part of a response only: put it in VoiceResponse()",
    ),
    "a list of verbs": (
        lambda _: VoiceResponse([Say("Hello")]),  # type: ignore[arg-type] # the mistake
        ArgumentError,
        "child 0 of Response is of type list: pass a str, an element or a dict, and a list with a star, *[...]",
    ),
    "a path where a SID belongs": (
        lambda client: client.messages(f"{ACCOUNT}/Messages/SM1").fetch(),
        ArgumentError,
        f"sid cannot be {f'{ACCOUNT}/Messages/SM1'[:80]!r}: pass one SID, such as SM and 32 hex digits, not a path",
    ),
    "a message where its SID belongs": (
        lambda client: client.messages(Message(sid="SM1")).fetch(),
        ArgumentError,
        "sid must be a str, not Message: pass its .sid",
    ),
    "an account's SID where a message's belongs": (
        lambda client: client.messages(SID).fetch(),
        NotFoundError,
        (
            f"HTTP 404, code 20404: The requested resource {ACCOUNT}/Messages/{SID}.json was not found: {KIND} "
            f"(GET {ACCOUNT}/Messages/{SID}.json)"
        ),
    ),
    "neither of what update does": (
        lambda client: client.messages("SM1").update(),
        ArgumentError,
        'pass either body="" to redact the message or status="canceled" to cancel it',
    ),
    "with_raw_response of a list": (
        lambda client: client.with_raw_response.messages.list(),
        ArgumentError,
        "with_raw_response serves single operations, and a list is many answers: call list or stream without it",
    ),
    "a closed client": (sent_when_closed, ConfigurationError, CLOSED),
    "a closed sandbox": (
        sent_to_a_closed_sandbox,
        ConnectFailed,
        f"no connection to api.twilio.com: ConnectError: {OVER} {CREATE}",
    ),
    "a look at a closed sandbox": (looked_at_when_closed, ConfigurationError, OVER),
}
OPTIONS: dict[str, Mistake] = {
    "a wrong token": (
        lambda _: sent_by(SID, "another"),
        AuthenticationError,
        f"HTTP 401, code 20003: Authenticate: {CREDENTIALS} {CREATE}",
    ),
    "SID and token swapped": (lambda _: Client(TOKEN, SID), ConfigurationError, SWAPPED),
    "the token twice": (
        lambda _: Client(TOKEN, TOKEN),
        ConfigurationError,
        "the username has the shape of an auth token: pass username= or set TWILIO_ACCOUNT_SID",
    ),
    "an API key, and the token where the account belongs": (
        lambda _: Client("SK" + "0" * 32, "another", TOKEN),
        ConfigurationError,
        (
            "the account_sid has the shape of an auth token, where AC and 32 hex digits belong: "
            "pass account_sid= or set TWILIO_ACCOUNT_SID"
        ),
    ),
    "an API key without its account": (
        lambda _: Client("SK" + "0" * 32, "another"),
        ConfigurationError,
        (
            "the account_sid is missing, and a username that does not start with AC, such as an API key, needs one: "
            "pass account_sid= or set TWILIO_ACCOUNT_SID"
        ),
    ),
    "an account's path": (
        lambda _: Client(SID, "another", ACCOUNT),
        ConfigurationError,
        (
            f"account_sid cannot be {ACCOUNT!r}: pass one SID, such as AC and 32 hex digits, not a path; "
            "the variable to set is TWILIO_ACCOUNT_SID"
        ),
    ),
    "a line end after the token": (
        lambda _: Client(SID, f"{TOKEN}\n"),
        ConfigurationError,
        (
            "the password holds control characters, such as a line end, or broken text: "
            "pass password= or set TWILIO_AUTH_TOKEN"
        ),
    ),
    "a base_url without its scheme": (
        lambda _: Client(SID, TOKEN, base_url="localhost:4010"),
        ConfigurationError,
        f"the base_url does not start with https:// or http://: {BASE_URL}",
    ),
    "a base_url with the version": (
        lambda _: Client(SID, TOKEN, base_url="https://api.twilio.com/2010-04-01/"),
        ConfigurationError,
        f"the base_url ends in the API's version, which the client adds itself: {BASE_URL}",
    ),
    "http to another machine": (
        lambda _: Client(SID, TOKEN, base_url="http://sandbox:4010"),
        ConfigurationError,
        f"{PLAIN}: {BASE_URL}",
    ),
    "a region in capitals": (
        lambda _: Client(SID, TOKEN, region="AU1"),
        ConfigurationError,
        (
            "the region cannot be 'AU1', it is made of lower-case letters, digits and hyphens, such as 'au1': "
            "pass region= or set TWILIO_REGION"
        ),
    ),
    "an edge with a blank": (
        lambda _: Client(SID, TOKEN, edge="sydney "),
        ConfigurationError,
        (
            "the edge cannot be 'sydney ', it is made of lower-case letters, digits and hyphens, such as 'sydney': "
            "pass edge= or set TWILIO_EDGE"
        ),
    ),
    "a region beside a base_url": (
        lambda _: Client(SID, TOKEN, region="au1", base_url="https://api.twilio.com"),
        ConfigurationError,
        "a base_url names the whole host: leave out region and edge, or base_url and TWILIO_BASE_URL",
    ),
    "a format that Twilio has not": (
        lambda _: Client(SID, TOKEN, format="yaml"),
        ConfigurationError,
        "format cannot be 'yaml': pass 'json' or 'xml' or 'csv'",
    ),
    "a number for retry": (
        lambda _: Client(SID, TOKEN, retry=3),  # type: ignore[arg-type] # the mistake
        ConfigurationError,
        "retry must be a Retry, not int: pass Retry(attempts=2)",
    ),
    "no timeout": (
        lambda _: Client(SID, TOKEN, timeout=None),  # type: ignore[arg-type] # the mistake
        ConfigurationError,
        "timeout cannot be None: pass the seconds one call may take in all, more than 0 and finite",
    ),
    "a sync transport for an async client": (
        lambda _: AsyncClient(SID, TOKEN, transport=httpx.HTTPTransport()),  # type: ignore[arg-type] # the mistake
        ConfigurationError,
        (
            "transport has no handle_async_request: pass one of the client's own kind, sync or async, "
            "here httpx.AsyncHTTPTransport()"
        ),
    ),
    "an httpx client for a transport": (
        lambda _: Client(SID, TOKEN, transport=httpx.Client()),  # type: ignore[arg-type] # the mistake
        ConfigurationError,
        "transport has no handle_request: pass one of the client's own kind, sync or async, here httpx.HTTPTransport()",
    ),
    "a proxy without its scheme": (
        lambda _: Client(SID, TOKEN, proxy="10.0.0.1:3128"),
        ConfigurationError,
        "proxy must be an address such as http://proxy.example:3128",
    ),
    "a webhook's public_url without its scheme": (
        lambda _: Webhook(TOKEN, public_url="example.com"),
        ConfigurationError,
        "public_url cannot be 'example.com': pass scheme://host[:port][/prefix], such as https://example.com",
    ),
    "a webhook without a token": (
        lambda _: Webhook(),
        ConfigurationError,
        "the auth token is missing: pass auth_token or set TWILIO_AUTH_TOKEN",
    ),
    "a SID for a webhook's token": (
        lambda _: RequestValidator(SID),
        ConfigurationError,
        "the auth token is a SID, which is no secret: pass that of the account, which is no API key's secret",
    ),
}
ASYNC: dict[str, Mistake] = {
    "a plain for over an async stream": (
        lambda client: list(client.messages.stream()),
        TypeError,
        "an AsyncPages is read with `async for`; for a list, await list() instead of stream()",
    ),
    "a plain for over an async file": (
        lambda client: list(client.messages("MM1").media("ME1").stream_bytes()),
        TypeError,
        "an AsyncChunks is read with `async for`",
    ),
    "a closed async client": (lambda client: asyncio.run(closed_and_used(client)), ConfigurationError, CLOSED),
}


async def closed_and_used(client: Any) -> None:
    """Use an async client after its `async with` block."""
    async with client:
        pass
    await send(client)


def check(mistake: Callable[[Any], object], client: Any, kind: type[Exception], words: str) -> None:
    """Make the *mistake*: it gives that error, with these words, has certainly done nothing and shows no token."""
    with pytest.raises(kind) as caught:
        mistake(client)
    assert (type(caught.value), str(caught.value)) == (kind, words)
    assert not isinstance(caught.value, TwilioError) or caught.value.took_effect is False
    assert not any(secret in words for secret in (TOKEN, "another"))


@pytest.fixture(scope="module")
def twilio() -> Iterator[Sandbox]:
    """The sandbox that all these mistakes reach, if they reach anything."""
    with Sandbox(SID, TOKEN) as sandbox:
        yield sandbox


@pytest.mark.parametrize("mistake", ARGUMENTS)
def test_a_mistake_in_a_call_says_what_to_do(mistake: str, twilio: Sandbox) -> None:
    make, kind, words = ARGUMENTS[mistake]
    check(make, twilio.client(), kind, words)


@pytest.mark.parametrize("mistake", OPTIONS)
def test_a_mistake_in_what_a_client_is_made_with_says_what_to_do(
    mistake: str, twilio: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, kind, words = OPTIONS[mistake]
    with twilio.install():
        for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"):
            monkeypatch.delenv(name)
        check(make, None, kind, words)
        monkeypatch.undo()


@pytest.mark.parametrize("mistake", ASYNC)
def test_a_mistake_in_async_code_says_what_to_do(mistake: str, twilio: Sandbox) -> None:
    make, kind, words = ASYNC[mistake]
    check(make, twilio.async_client(), kind, words)


PASSWORD = "the password is missing: pass password= or set TWILIO_AUTH_TOKEN"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        (
            {},  # also a test that has forgotten the fixture
            (
                "no credentials: pass a username and a password, or set TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or "
                "TWILIO_ACCOUNT_SID with TWILIO_API_KEY and TWILIO_API_SECRET; a test needs none with the fixture "
                "twilio_sandbox, or twilio_lite.sandbox"
            ),
        ),
        ({"TWILIO_ACCOUNT_SID": SID}, PASSWORD),
        (
            {"TWILIO_AUTH_TOKEN": TOKEN},
            "the username is missing: pass username= or set TWILIO_ACCOUNT_SID",
        ),
        ({"TWILIO_ACCOUNT_SID": TOKEN, "TWILIO_AUTH_TOKEN": SID}, SWAPPED),
        (
            {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_API_KEY": "SK1"},
            (
                "the password is missing, and TWILIO_API_KEY, which wins over the token, is set: "
                "pass password= or set TWILIO_API_SECRET"
            ),
        ),
        (
            {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_LITE_LOG": "verbose"},
            "TWILIO_LITE_LOG cannot be 'verbose': set it to debug or info, or leave it out",
        ),
    ],
)
def test_a_mistake_in_the_environment_names_the_variable(
    environment: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    check(lambda _: Client(), None, ConfigurationError, words)


@pytest.mark.parametrize(
    ("options", "host"),
    [({}, "api.twilio.com"), ({"region": "sidney"}, "api.sidney.twilio.com"), ({"edge": "s"}, "api.s.us1.twilio.com")],
)
def test_a_host_that_is_not_found_says_where_to_look_as_in_a_test_without_a_sandbox(
    options: dict[str, str], host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    cause = f"[Errno {socket.EAI_NONAME:d}] Name or service not known"
    words = f"no connection to {host}: ConnectError: {cause}: {NETWORK} {CREATE}"
    check(lambda _: sent_by(SID, TOKEN, **options), None, ConnectFailed, words)


def test_a_server_that_is_not_started_says_where_to_look() -> None:
    with socket.create_server(("127.0.0.1", 0)) as line:
        host = f"127.0.0.1:{line.getsockname()[1]}"
    with pytest.raises(ConnectFailed) as caught:
        sent_by(SID, TOKEN, base_url=f"http://{host}")
    assert str(caught.value).startswith(f"no connection to {host}: ConnectError: ")
    assert str(caught.value).endswith(f": {NETWORK} {CREATE}")


URL = "https://example.com/sms"
ANOTHER = (
    "the signature is another: of another URL (pass what Twilio calls as public_url=), of other parameters, "
    "or with another secret (check the auth token); seen was "
)


@pytest.mark.parametrize(
    ("validator", "seen", "words"),
    [
        (
            RequestValidator(TOKEN),
            "http://example.com/sms",
            (
                "the URL differs: https was signed, http seen: pass public_url= behind a proxy; "
                "seen was http://example.com/sms"
            ),
        ),
        (
            RequestValidator(TOKEN),
            "https://example.com/sms/",
            "the URL differs: the slash at the end of its path; seen was https://example.com/sms/",
        ),
        (RequestValidator(TOKEN), "http://127.0.0.1:8000/sms", ANOTHER + "http://127.0.0.1:8000/sms"),
        (
            RequestValidator(TOKEN, public_url="https://www.example.com"),
            "http://127.0.0.1:8000/sms",
            ANOTHER + "https://www.example.com/sms",
        ),
        (RequestValidator("another"), URL, ANOTHER + URL),
    ],
)
def test_a_webhook_that_refuses_what_is_twilios_says_what_to_compare(
    validator: RequestValidator, seen: str, words: str
) -> None:
    form = {"Body": "Hello"}
    assert validator.explain(seen, form, RequestValidator(TOKEN).compute_signature(URL, form)) == words


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("jwt", "uvicorn"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(
        ConfigurationError, match=r"^access tokens need PyJWT: install twilio-lite with its extra jwt, "
    ):
        AccessToken(SID, "SK" + "0" * 32, "another").to_jwt()
    monkeypatch.setattr(sys, "argv", ["sandbox"])
    with pytest.raises(SystemExit, match=r"^uvicorn is missing: install twilio-lite with its extra sandbox, "):
        main()


@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_a_forgotten_await_is_told_by_the_name_of_the_operation(twilio: Sandbox) -> None:
    client: Any = twilio.async_client()
    forgotten: dict[str, Callable[[], Any]] = {
        "Messages.create": lambda: send(client),
        "Messages.list": client.messages.list,
        "MessageContext.fetch": client.messages("SM1").fetch,
    }
    for name, call in forgotten.items():
        with pytest.warns(RuntimeWarning, match=f"^coroutine '{name}' was never awaited$"):
            assert not hasattr(call(), "sid")
    assert twilio.outbox == []


async def asynchronously_over(stream: Any) -> list[object]:
    return [one async for one in stream]


def imported(name: str) -> object:
    """Import *name* from the package."""
    space: dict[str, object] = {}
    exec(f"from twilio_lite import {name}", space)  # noqa: S102 - our own
    return space[name]


PYTHONS: dict[str, Mistake] = {
    "no to": (
        lambda client: client.messages.create(from_=FROM, body="Hello"),
        TypeError,
        "Messages.create() missing 1 required keyword-only argument: 'to'",
    ),
    "an argument too many": (
        lambda client: client.messages("SM1").fetch("json"),
        TypeError,
        "MessageContext.fetch() takes 1 positional argument but 2 were given",
    ),
    "async for over a sync stream": (
        lambda client: asyncio.run(asynchronously_over(client.messages.stream())),
        TypeError,
        "'async for' requires an object with __aiter__ method, got Pages",
    ),
    "an index into a stream": (
        lambda client: client.messages.stream()[0],
        TypeError,
        "'Pages' object is not subscriptable",
    ),
    "an async client in a plain with": (
        lambda _: sent_when_closed(AsyncClient(SID, TOKEN)),
        TypeError,
        "'AsyncClient' object does not support the context manager protocol",
    ),
    "a sync client in async with": (
        lambda client: asyncio.run(closed_and_used(client)),
        TypeError,
        "'Client' object does not support the asynchronous context manager protocol",
    ),
    "another library's update of an instance": (
        lambda _: Message(sid="SM1").update(body=""),  # type: ignore[attr-defined] # the mistake
        AttributeError,
        "'Message' object has no attribute 'update'",
    ),
    "another library's delete of an instance": (
        lambda _: Message(sid="SM1").delete(),  # type: ignore[attr-defined] # the mistake
        AttributeError,
        "'Message' object has no attribute 'delete'",
    ),
    "another library's create_async": (
        lambda client: client.messages.create_async(to=TO),
        AttributeError,
        "'Messages' object has no attribute 'create_async'",
    ),
    "a product that is not here": (
        lambda client: client.verify,
        AttributeError,
        "'Client' object has no attribute 'verify'",
    ),
    "a name that is not there": (
        lambda _: imported("Twilio"),
        ImportError,
        f"cannot import name 'Twilio' from 'twilio_lite' ({twilio_lite.__file__})",
    ),
    "an option that is not there": (
        lambda _: Client(SID, auth_token=TOKEN),  # type: ignore[call-arg] # the mistake
        TypeError,
        "Client.__init__() got an unexpected keyword argument 'auth_token'",
    ),
}


@pytest.mark.parametrize("mistake", PYTHONS)
def test_what_python_says_itself_is_left_as_it_is(mistake: str, twilio: Sandbox) -> None:
    make, kind, words = PYTHONS[mistake]
    with pytest.raises(kind) as caught:
        make(twilio.client())
    assert str(caught.value).startswith(words)  # later versions of Python say more


def test_of_a_sync_client_in_async_code_nothing_is_told_since_notebooks_mean_it(twilio: Sandbox) -> None:
    async def handler() -> Any:
        return send(twilio.client())  # the event loop stands still meanwhile

    assert asyncio.run(handler()).body == "Hello"
    twilio.clear()
