"""No secret shows: whatever fails, and whatever is looked at, neither token nor secret nor a proxy's password is seen.

A secret is looked for in every text that an object, an error, its notes, its pickle and the locals of every frame of
its traceback give, and as the base64 of it, whatever stands before or after.
"""

from __future__ import annotations

import asyncio
import base64
import copy
import gc
import os
import pickle
import signal
import socket
import ssl
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any

import attrs
import httpx
import pytest
import trustme

from conftest import Colour
from filing import downloading, streaming
from peer import Line, answer, peer
from twilio_lite import (
    ArgumentError,
    AsyncClient,
    Client,
    ConfigurationError,
    Headers,
    Request,
    ResponseError,
    Retry,
    TwilioError,
)
from twilio_lite.jwt import AccessToken, VideoGrant
from twilio_lite.sandbox import Sandbox
from twilio_lite.webhooks import RequestValidator, SignatureError, parse
from twilio_lite.webhooks._webhook import Webhook

TOKEN, SECRET, LOGIN = "hidden-token-8d1f", "hidden-secret-77ac", "hidden-proxy-login-3b"
ONCE = Retry(attempts=0)
TESTS = Path(__file__).parent


def encoded(secret: str) -> list[str]:
    """The base64 of *secret*, without the ends that depend on what stands beside it, for each of three beginnings."""
    return [base64.b64encode(b"x" * before + secret.encode())[4:-4].decode() for before in (1, 2, 3)]


FORBIDDEN = [form for secret in (TOKEN, SECRET, LOGIN) for form in (secret, *encoded(secret))]


def shown_in(text: str) -> list[str]:
    """Give the secrets in *text*."""
    return [form for form in FORBIDDEN if form in text]


def is_ours(frame: FrameType) -> bool:
    """Is *frame* one of these tests? They know the secrets."""
    return Path(frame.f_code.co_filename).is_relative_to(TESTS)


def frames_of(trace: TracebackType | None) -> Iterator[FrameType]:
    """Every frame of a traceback but those of tests."""
    yield from (frame for frame, _ in traceback.walk_tb(trace) if not is_ours(frame))


def texts_of(error: BaseException) -> Iterator[str]:
    """Every text that *error* gives, and those of all it comes from."""
    seen: list[BaseException] = []
    left: list[BaseException | None] = [error]
    while left:
        one = left.pop()
        if one is None or one in seen:
            continue
        seen.append(one)
        yield from (str(one), repr(one), repr(one.args), repr(vars(one)), *getattr(one, "__notes__", ()))
        for frame in frames_of(one.__traceback__):
            summary = traceback.StackSummary.extract([(frame, frame.f_lineno)], capture_locals=True)
            yield "".join(summary.format())
            yield repr(frame.f_locals)
        left += [one.__context__, one.__cause__, *getattr(one, "exceptions", ())]
    if isinstance(error, TwilioError):
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            yield pickle.dumps(error, protocol).decode("latin-1")


def raised(colour: Colour, use: Callable[[Any], Any], **options: Any) -> BaseException:
    """Give what a client with the secret token ends in."""
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - of all kinds, Ctrl-C is one of them
        colour.call(colour.client("AC1", TOKEN, **{"retry": ONCE, **options}), use)
    return caught.value


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def says(*parts: bytes) -> Callable[[Line], None]:
    """Give what reads a request and says *parts*."""

    def script(line: Line) -> None:
        line.request()
        line.say(*parts)

    return script


def resets(line: Line) -> None:
    """Break off after a request."""
    line.request()
    line.reset()


def waits(line: Line) -> None:
    """Say nothing until the client has gone."""
    line.request()
    line.more()


def waits_in_a_file(line: Line) -> None:
    """Say nothing more in the middle of a file."""
    line.request()
    line.say(answer(b"x" * 9)[:-3])
    line.more()


def shows_what_was_asked(line: Line) -> None:
    """Refuse a request, and show the whole of it."""
    request = line.request()
    line.say(answer(b"<pre>" + request + b"</pre>", b"502 Bad Gateway"))


STATUSES = [300, 302, 307, 400, 401, 403, 404, 408, 409, 429, 500, 503]
ANSWERED: dict[str, Callable[[Line], None]] = {
    **{str(status): says(answer(b'{"message": "no"}', b"%d No" % status)) for status in STATUSES},
    "a redirect": says(answer(b"", b"307 Elsewhere", b"Location: http://127.0.0.1:1/x?a=b")),
    "broken JSON": says(answer(b'{"sid": ')),
    "no message": says(answer(b'{"sid": null}')),
    "XML with a DTD": says(answer(b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')),
    "no HTTP": says(b"nonsense\r\n\r\n"),
    "no answer": says(b""),
    "half an answer": says(answer()[:-3]),
    "a head without end": says(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 200_000),
    "a body that is not packed": says(answer(b"plain", b"200 OK", b"Content-Encoding: gzip")),
    "what it was asked": shows_what_was_asked,
    "a reset": resets,
    "silence": waits,
}


TRANSPORTS = ["ours", pytest.param("httpx's", marks=pytest.mark.faults)]  # the second among the long tests


@pytest.mark.parametrize("script", ANSWERED.values(), ids=ANSWERED)
@pytest.mark.parametrize("transport", TRANSPORTS)
def test_whatever_a_server_does_no_secret_shows(colour: Colour, script: Callable[[Line], None], transport: str) -> None:
    given: Any = httpx.HTTPTransport() if colour.name == "sync" else httpx.AsyncHTTPTransport()
    with peer(script) as server:
        options = {} if transport == "ours" else {"transport": given}
        error = raised(colour, create, base_url=server.url, timeout=0.1 if script is waits else 5, **options)
    assert isinstance(error, TwilioError)
    assert error.__context__ is error.__cause__ is None
    assert [text for text in texts_of(error) if shown_in(text)] == []
    assert b"authorization: basic" in server.requests[0].lower()


FILES: dict[str, tuple[Callable[[Line], None], bool]] = {
    "a break in a file": (says(answer(b"x" * 9)[:-3]), False),
    "silence in a file": (waits_in_a_file, False),
    "a part of a file": (says(answer(b"x", b"206 Partial Content")), False),
    "a packed file": (says(answer(b"x", b"200 OK", b"Content-Encoding: gzip")), False),
    "a file that nothing takes in": (says(answer(b"x")), True),
    "a refusal": (says(answer(b'{"message": "no"}', b"404 No")), False),
    "a redirect to nobody": (says(answer(b"", b"302 Found", b"Location: http://127.0.0.1:1/x?a=b")), False),
    "a redirect to a user": (says(answer(b"", b"302 Found", b"Location: http://u:p@127.0.0.1/x")), False),
    "what it was asked": (shows_what_was_asked, False),
    "a reset": (resets, False),
}


@pytest.mark.parametrize(("script", "failing"), FILES.values(), ids=FILES)
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("how", ["to a path", "to a file", "in chunks"])
def test_whatever_becomes_of_a_file_no_secret_shows(
    colour: Colour, tmp_path: Path, script: Callable[[Line], None], transport: str, how: str, *, failing: bool
) -> None:
    fail = {"progress": lambda *_: 1 // 0} if failing else {}
    uses = {"to a path": downloading(tmp_path / "a", **fail), "to a file": downloading(BytesIO(), **fail)}
    use = uses.get(how) or streaming(max_bytes=0 if failing else None)
    given: Any = httpx.HTTPTransport() if colour.name == "sync" else httpx.AsyncHTTPTransport()
    with peer(script) as server:
        options = {} if transport == "ours" else {"transport": given}
        timeout = 0.1 if script is waits_in_a_file else 5
        error = raised(colour, use, base_url=server.url, timeout=timeout, **options)
    assert isinstance(error, TwilioError)
    assert error.__context__ is error.__cause__ is None
    assert [text for text in texts_of(error) if shown_in(text)] == []
    assert b"authorization: basic" in server.requests[0].lower()


def test_a_secret_in_a_local_would_be_found() -> None:
    space: dict[str, Any] = {}
    exec(compile("def f(headers):\n    raise ValueError", "elsewhere.py", "exec"), space)  # noqa: S102 - a frame that is no test's
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the one it raises
        space["f"]([(b"Authorization", b"Basic " + base64.b64encode(f"AC1:{TOKEN}".encode()))])
    assert any(shown_in(text) for text in texts_of(caught.value))
    assert all(shown_in(base64.b64encode(f"{'u' * size}:{TOKEN}".encode()).decode()) for size in range(6))


@attrs.frozen
class Raising(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport that raises what *make* makes of a request, out of frames that hold its headers."""

    make: Callable[[httpx.Request], BaseException]

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = request.headers.raw
        try:
            raise LookupError(headers)  # noqa: TRY301 - it is what the other comes from
        except LookupError:
            raise self.make(request)  # noqa: B904 - what it comes from is left to hang on it

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)


MADE: dict[str, Callable[[httpx.Request], BaseException]] = {
    "an error of httpx": lambda request: httpx.ConnectError("refused", request=request),
    "headers in a text": lambda request: RuntimeError(f"cannot send {dict(request.headers)}"),
    "raw headers in a text": lambda request: httpx.ReadError(f"cannot send {request.headers.raw}"),
    "headers in arguments": lambda request: ValueError(request.headers["authorization"], request.headers.raw),
    "a group": lambda request: ExceptionGroup("several", [ValueError(request.headers["authorization"])]),
}


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_what_a_given_transport_raises_shows_no_secret(
    colour: Colour, make: Callable[[httpx.Request], BaseException]
) -> None:
    error = raised(colour, create, transport=Raising(make))
    assert isinstance(error, TwilioError)
    assert error.__context__ is error.__cause__ is None
    assert [text for text in texts_of(error) if shown_in(text)] == []


def refused_port() -> int:
    """Give a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


PROXIED = ["http://name:{}@127.0.0.1:{}", "https://name:{}@127.0.0.1:{}", "socks5://name:{}@127.0.0.1:{}"]


@pytest.mark.parametrize("proxy", PROXIED)
@pytest.mark.parametrize("where", ["given", "in the environment"])
@pytest.mark.parametrize("base_url", ["https://twilio.example", "http://twilio.example"])
def test_a_proxy_that_cannot_be_reached_shows_no_password(
    colour: Colour, monkeypatch: pytest.MonkeyPatch, proxy: str, where: str, base_url: str
) -> None:
    address = proxy.format(LOGIN, refused_port())
    monkeypatch.setenv("ALL_PROXY", address)
    options = {"proxy": address} if where == "given" else {}
    error = raised(colour, create, base_url=base_url, allow_http=True, **options)
    assert isinstance(error, TwilioError)
    assert [text for text in texts_of(error) if shown_in(text)] == []


@pytest.mark.parametrize("said", [b"HTTP/1.1 407 No\r\n\r\n", b"HTTP/1.1 403 No\r\n\r\n", b"", b"nonsense\r\n\r\n"])
def test_a_proxy_that_refuses_shows_no_password(colour: Colour, said: bytes) -> None:
    with peer(says(said)) as server:
        address = server.url.replace("://", f"://name:{LOGIN}@")
        error = raised(colour, create, base_url="https://twilio.example", proxy=address)
    assert b"proxy-authorization: basic" in server.requests[0].lower()
    assert [text for text in texts_of(error) if shown_in(text)] == []


def test_a_server_that_is_not_trusted_is_told_and_shown_nothing(colour: Colour) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with peer(context=context) as server:
        error = raised(colour, create, base_url=server.url)
    assert server.requests == []
    assert [text for text in texts_of(error) if shown_in(text)] == []


def test_no_connection_shows_no_secret(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    errors = [raised(colour, create, base_url=f"http://127.0.0.1:{refused_port()}")]

    def resolve(*_: object, **__: object) -> None:
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    errors.append(raised(colour, create, base_url="https://nowhere.example"))
    for error in errors:
        assert isinstance(error, TwilioError)
        assert [text for text in texts_of(error) if shown_in(text)] == []


WRONG: dict[str, Callable[[Any], Any]] = {
    "a path": lambda client: client.messages("a/b").fetch(),
    "an argument": lambda client: client.messages.create(to=3),
    "nobody": lambda client: client.messages.create(to=""),
    "a keyword": lambda client: client.messages.create(form="x"),
    "a header": lambda client: client.send(Request("GET", "/x", dict, headers={"Authorization": TOKEN})),
    "a broken header": lambda client: client.send(Request("GET", "/x", dict, headers={"X-Trace": f"{TOKEN}\n"})),
    "a proxy's header": lambda client: client.send(Request("GET", "/x", dict, headers={"Proxy-Authorization": LOGIN})),
    "a header of a copy": lambda client: client.with_options(headers={"Proxy-Authorization": LOGIN}),
    "a broken header of a copy": lambda client: client.with_options(headers={"X-Trace": f"{TOKEN}\n"}),
    "an address": lambda client: client.send(Request("GET", "https://evil.example/x", dict)),
    "an option": lambda client: client.with_options(timeout=-1),
    "a list with raw responses": lambda client: client.with_raw_response.messages.list(),
    "a page elsewhere": lambda client: client.messages.list(),
    "a raw file in chunks": lambda client: streaming()(client.with_raw_response),
    "a folder to download to": downloading(os.sep),
    "a reader": lambda client: client.send(Request("GET", "/x", lambda tree: tree["missing"])),
}


@pytest.mark.parametrize("use", WRONG.values(), ids=WRONG)
def test_a_wrong_use_of_a_client_shows_no_secret(colour: Colour, use: Callable[[Any], Any]) -> None:
    body = {"sid": "SM1", "messages": [], "next_page_uri": "https://evil.example/x"}
    error = raised(colour, use, transport=httpx.MockTransport(lambda _: httpx.Response(200, json=body)))
    assert isinstance(error, TwilioError | TypeError)
    assert [text for text in texts_of(error) if shown_in(text)] == []


def test_a_closed_client_shows_no_secret(colour: Colour) -> None:
    client = colour.client("AC1", TOKEN)
    colour.call(client, lambda _: None)
    with pytest.raises(ConfigurationError) as caught:
        colour.call(client, create)
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


@pytest.mark.parametrize(
    ("credentials", "options"),
    [
        (("AC1", f"{TOKEN}\n"), {}),
        (("AC1", f"'{TOKEN}'"), {}),
        (("", TOKEN), {}),
        ((f"AC1:{SECRET}", TOKEN), {}),
        (("SK1", SECRET), {}),
        (("SK1", SECRET, "a/b"), {}),
        (("SK1", SECRET, "SK1"), {}),
        (("AC1", TOKEN), {"region": "a.b"}),
        (("AC1", TOKEN), {"base_url": f"https://user:{LOGIN}@host"}),
        (("AC1", TOKEN), {"base_url": f"https://host/?token={SECRET}"}),
        (("AC1", TOKEN), {"base_url": f"http://host:{SECRET}"}),
        (("AC1", TOKEN), {"format": "html"}),
        (("AC1", TOKEN), {"timeout": 0}),
        (("AC1", TOKEN), {"retry": 3}),
        (("AC1", TOKEN), {"user_agent": "a\n"}),
        (("AC1", TOKEN), {"verify": False}),
        (("AC1", TOKEN), {"proxy": f"ftp://name:{LOGIN}@proxy.example"}),
        (("AC1", TOKEN), {"proxy": f"http://name:{LOGIN}/@proxy.example:port"}),
        (
            ("AC1", TOKEN),
            {"proxy": "http://proxy.example", "transport": httpx.MockTransport(lambda _: httpx.Response(200))},
        ),
        (("AC1", TOKEN), {"transport": object()}),
    ],
)
def test_a_client_that_cannot_be_made_shows_no_secret(
    colour: Colour, credentials: tuple[str, ...], options: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError) as caught:
        colour.client(*credentials, **options)
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


def test_the_secrets_of_the_environment_show_as_little(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    monkeypatch.setenv("TWILIO_API_KEY", "SK1")
    monkeypatch.setenv("TWILIO_API_SECRET", f"{SECRET}\n")
    monkeypatch.setenv("HTTPS_PROXY", f"ftp://name:{LOGIN}@proxy.example")
    errors: list[BaseException] = []
    for account in ("AC1", "a/b", ""):
        monkeypatch.setenv("TWILIO_ACCOUNT_SID", account)
        with pytest.raises(ConfigurationError) as caught:
            (Client if colour.name == "sync" else AsyncClient)()
        errors.append(caught.value)
    errors.append(raised(colour, create))
    assert all(isinstance(error, ConfigurationError) for error in errors)
    assert [text for error in errors for text in texts_of(error) if shown_in(text)] == []


def given_by(client: Any) -> list[Any]:
    """Give every kind of object that can be had of *client* without sending."""
    copied = client.with_options(timeout=1, headers={"X-Trace": "1"})
    raw = client.with_raw_response
    message = client.messages("SM1")
    stream = client.messages.stream(limit=3)
    places = [client.api, client.api.v2010, client.accounts, client.accounts("AC2"), client.messages, message]
    medium = message.media("ME1")
    chunks = medium.stream_bytes()
    places += [message.media, medium, message.feedback]
    return [client, copied, raw, *places, stream, stream.listing, chunks, chunks.streamed]


def looked_at(value: Any) -> list[str]:
    """Give every text that shows *value*."""
    inside = vars(value) if hasattr(value, "__dict__") else {}
    deeper = [vars(item) for item in inside.values() if hasattr(item, "__dict__")]
    return [repr(value), str(value), f"{value}", repr(inside), repr(deeper), repr([value]), ascii(value)]


@pytest.mark.parametrize("credentials", [("AC1", TOKEN), ("SK1", SECRET, "AC1")])
def test_no_object_shows_a_secret(colour: Colour, credentials: tuple[str, ...]) -> None:
    client = colour.client(*credentials, proxy=f"http://name:{LOGIN}@proxy.example")
    objects = given_by(client)
    for one in (client, client.with_raw_response):
        objects += [one._settings, one._settings.credentials, one._carrier, one._carrier.shared]  # noqa: SLF001 - all of it
    assert len(objects) > 20
    assert [text for one in objects for text in looked_at(one) if shown_in(text)] == []


def test_an_account_a_reply_with_one_and_a_page_of_them_do_not_show_its_token(colour: Colour) -> None:
    body = {"sid": "AC2", "auth_token": TOKEN, "accounts": [{"sid": "AC2", "auth_token": TOKEN}]}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))

    def use(call: Callable[[Any], Any]) -> Any:
        return colour.call(colour.client("AC1", "x", transport=transport), call)

    objects = [
        use(lambda client: client.accounts("AC2").fetch()),
        use(lambda client: client.with_raw_response.accounts("AC2").fetch()),
        use(lambda client: client.accounts.list()),
        use(lambda client: client.accounts.stream().pages()),
    ]
    assert objects[0].auth_token == TOKEN
    assert TOKEN.encode() in objects[1].body
    assert [text for one in objects for text in (repr(one), str(one), repr([one])) if shown_in(text)] == []


def test_an_account_whose_answer_cannot_be_read_does_not_show_its_token(colour: Colour) -> None:
    for wrong in ({"auth_token": [TOKEN]}, {"date_created": 3}, {"sid": None}):
        body = {"sid": "AC2", "auth_token": TOKEN, **wrong}
        transport = httpx.MockTransport(lambda _, body=body: httpx.Response(200, json=body))
        error = raised(colour, lambda client: client.accounts("AC2").fetch(), transport=transport)
        assert isinstance(error, ResponseError)
        assert [text for text in texts_of(error) if shown_in(text)] == []


def test_headers_do_not_show_what_logs_in() -> None:
    seen = httpx.Request(
        "GET", "https://api.twilio.com", headers={"Authorization": TOKEN, "Proxy-Authorization": LOGIN}
    )
    headers = Headers(seen.headers.multi_items())
    assert headers["authorization"] == TOKEN
    assert shown_in(repr(headers)) == []
    assert repr(Headers({"X-A": "b"})) == "Headers({'x-a': 'b'})"


WRONG_TOKENS: dict[str, tuple[Any, ...]] = {
    "an account": ("", "SK1", SECRET),
    "a key": ("AC1", "AC1", SECRET),
    "a secret": ("AC1", "SK1", f"{SECRET}\n"),
    "what is swapped": ("AC1", SECRET, "SK1"),
    "what is swapped otherwise": (SECRET, "SK1", "AC1"),
    "what PyJWT refuses": ("AC1", "SK1", f"ssh-rsa {SECRET}"),
}


@pytest.mark.parametrize("given", WRONG_TOKENS.values(), ids=WRONG_TOKENS)
def test_an_access_token_that_cannot_be_made_shows_no_secret(given: tuple[Any, ...]) -> None:
    with pytest.raises(ArgumentError) as caught:
        AccessToken(*given).to_jwt()
    assert caught.value.__context__ is caught.value.__cause__ is None
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


@pytest.mark.parametrize(
    "wrong",
    [{"identity": f"{SECRET}\n"}, {"ttl": 0}, {"grants": [SECRET]}, {"grants": SECRET}, {"grants": [1, SECRET]}],
)
def test_an_access_token_with_a_wrong_option_shows_no_secret(wrong: dict[str, Any]) -> None:
    with pytest.raises(ArgumentError) as caught:
        AccessToken("AC1", "SK1", SECRET, **wrong)
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


def test_an_access_token_shows_no_secret_and_neither_does_its_jwt() -> None:
    token = AccessToken("AC1", "SK1", 2 * SECRET, identity="alice", grants=[VideoGrant()])
    facts = attrs.asdict(token, recurse=False)
    assert [text for text in (*looked_at(token), repr(facts), token.to_jwt()) if shown_in(text)] == []


WRONG_WEBHOOKS: dict[str, dict[str, Any]] = {
    "a token": {"auth_token": f"{TOKEN}\n"},
    "no token among several": {"auth_token": [TOKEN, ""]},
    "a token of another type": {"auth_token": TOKEN.encode()},
    "a shared key": {"shared_keys": {"a": SECRET, "b": f"{SECRET}\n"}},
    "no shared key": {"shared_keys": {"a": SECRET, "b": ""}},
    "a public URL": {"public_url": "example.com"},
    "a public URL with a login": {"public_url": f"https://user:{LOGIN}@example.com"},
    "a size": {"max_body": -1},
    "a user": {"basic_auth": ("us:er", LOGIN)},
    "a password": {"basic_auth": ("user", f"{LOGIN}\n")},
    "more than a user and a password": {"basic_auth": ("user", LOGIN, LOGIN)},
    "a user without a password": {"basic_auth": f"user:{LOGIN}"},
}
SECRETS: dict[str, Any] = {"auth_token": TOKEN, "shared_keys": {"a": SECRET}}


@pytest.mark.parametrize("wrong", WRONG_WEBHOOKS.values(), ids=WRONG_WEBHOOKS)
def test_a_webhook_that_cannot_be_made_shows_no_secret(wrong: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Webhook(**{**SECRETS, "basic_auth": ("user", LOGIN), **wrong})
    assert caught.value.__context__ is caught.value.__cause__ is None
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


def test_the_token_of_the_environment_shows_no_more_in_a_webhook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", f"{TOKEN}\n")
    with pytest.raises(ConfigurationError) as caught:
        Webhook()
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


@pytest.mark.parametrize("auth_token", [TOKEN, [TOKEN, TOKEN], lambda _: TOKEN])
def test_a_validator_and_a_webhook_show_no_secret(auth_token: Any) -> None:
    webhook = Webhook(auth_token, shared_keys={"a": SECRET}, basic_auth=("user", LOGIN))
    for one in (webhook, webhook.validator, webhook.validator.secrets):
        assert [text for text in (repr(one), str(one), f"{one}", ascii([one])) if shown_in(text)] == []
    inside = {name: value for name, value in vars(webhook).items() if name != "_login"}
    assert shown_in(repr(inside)) == []


@pytest.mark.parametrize("signature", ["", "x", "\ud800"])
def test_a_request_of_somebody_else_shows_no_secret(signature: str) -> None:
    validator = RequestValidator([TOKEN], shared_keys={"a": SECRET})
    for settings in ("", "key=a", "key=b", "algorithm=x"):
        headers = {"X-Twilio-Signature": signature, "X-Twilio-Webhooks-Signature-Settings": settings}
        with pytest.raises(SignatureError) as caught:
            parse(validator, url="https://a.example", body=b"a=b", headers=headers)
        assert caught.value.__context__ is caught.value.__cause__ is None
        assert [text for text in texts_of(caught.value) if shown_in(text)] == []


def test_a_sandbox_shows_no_token() -> None:
    sandbox = Sandbox()
    with sandbox.client() as client:
        account = client.accounts.create(friendly_name="x")
    given = Sandbox(auth_token=TOKEN)
    world, other = sandbox._world, given._world  # noqa: SLF001 - all of it
    with world.store as store:
        kept = repr(list(store.each("account")))
    shown = [
        sandbox,
        world,
        vars(world.store),
        kept,
        sandbox.accounts,
        client,
        vars(client),
        given,
        other,
        given.accounts,
    ]
    secrets = (sandbox.auth_token, account.auth_token or "", TOKEN)
    assert all(secrets)
    assert [(one, secret) for one in map(repr, shown) for secret in secrets if secret in one] == []


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(6))]
)
def test_what_holds_credentials_is_neither_pickled_nor_copied(colour: Colour, duplicate: Callable[[Any], Any]) -> None:
    client = colour.client("AC1", TOKEN)
    for one in (client, client.with_options(timeout=1), client.with_raw_response):
        with pytest.raises(TypeError, match=r"a (Async)?(Raw)?Client holds credentials .*make a new one") as caught:
            duplicate(one)
        assert [text for text in texts_of(caught.value) if shown_in(text)] == []
    with pytest.raises(TypeError, match="credentials are neither pickled nor copied"):
        duplicate(client._settings.credentials)  # noqa: SLF001 - what all of it ends in
    with pytest.raises(TypeError, match="connections are neither pickled nor copied"):
        duplicate(client._carrier.shared)  # noqa: SLF001 - the same


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(6))]
)
def test_an_access_token_is_neither_pickled_nor_copied(duplicate: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match="an AccessToken holds a secret: make a new one") as caught:
        duplicate(AccessToken("AC1", "SK1", SECRET))
    assert [text for text in texts_of(caught.value) if shown_in(text)] == []


@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(6))]
)
def test_a_webhook_and_its_secrets_are_neither_pickled_nor_copied(duplicate: Callable[[Any], Any]) -> None:
    webhook = Webhook(TOKEN, shared_keys={"a": SECRET}, basic_auth=("user", LOGIN))
    for one in (webhook, webhook.validator.secrets):
        with pytest.raises(
            TypeError, match=r"secrets: make a new one|secrets are neither pickled nor copied"
        ) as caught:
            duplicate(one)
        assert [text for text in texts_of(caught.value) if shown_in(text)] == []


@pytest.mark.parametrize("duplicate", [copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(2, 6))])
def test_a_validator_is_not_pickled_either(duplicate: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError):
        duplicate(RequestValidator(TOKEN))


@pytest.mark.parametrize("duplicate", [copy.deepcopy, *(partial(pickle.dumps, protocol=n) for n in range(2, 6))])
def test_what_leads_to_a_client_is_not_pickled_either(colour: Colour, duplicate: Callable[[Any], Any]) -> None:
    client = colour.client("AC1", TOKEN)
    inner = (client._settings, client._carrier)  # noqa: SLF001 - all of it
    chunks = client.messages("SM1").media("ME1").stream_bytes()
    for one in (client.messages, client.messages("SM1"), client.messages.stream(), chunks, iter([client]), *inner):
        with pytest.raises(TypeError):
            duplicate(one)


def test_a_client_dropped_unclosed_warns_without_a_secret(colour: Colour) -> None:
    with peer() as server, warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client = colour.client("AC1", TOKEN, base_url=server.url)
        fetch(client) if colour.name == "sync" else asyncio.run(fetch(client))
        del client
        gc.collect()
    assert caught
    assert [text for one in caught for text in (str(one), str(one.message), repr(vars(one))) if shown_in(text)] == []


@pytest.mark.parametrize("how", ["to a file", "in chunks"])
def test_ctrl_c_in_a_file_passes_through_and_shows_no_secret(colour: Colour, how: str) -> None:
    with peer(lambda line: interrupts(line, answer(b"x" * 9)[:-3])) as server:
        error = raised(colour, downloading(BytesIO()) if how == "to a file" else streaming(), base_url=server.url)
    assert type(error) is KeyboardInterrupt
    assert [text for text in texts_of(error) if shown_in(text)] == []


@pytest.mark.parametrize("how", ["to a file", "in chunks"])
def test_a_cancellation_in_a_file_passes_through_and_shows_no_secret(how: str) -> None:
    arrived = threading.Event()

    async def read(client: AsyncClient) -> None:
        if how == "to a file":
            await downloading(BytesIO())(client)
        async for _ in streaming()(client):
            pass

    async def run(url: str) -> BaseException:
        async with AsyncClient("AC1", TOKEN, base_url=url) as client:
            reading = asyncio.ensure_future(read(client))
            await asyncio.to_thread(arrived.wait, 5)
            reading.cancel()
            with pytest.raises(asyncio.CancelledError) as caught:
                await reading
            return caught.value

    def script(line: Line) -> None:
        line.request()
        line.say(answer(b"x" * 9)[:-3])
        arrived.set()
        line.more()

    with peer(script) as server:
        error = asyncio.run(run(server.url))
    assert [text for text in texts_of(error) if shown_in(text)] == []


def interrupts(line: Line, *before: bytes) -> None:
    """Press Ctrl-C while the client waits, and say nothing more."""
    line.request()
    line.say(*before)
    os.kill(os.getpid(), signal.SIGINT)
    line.more()


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"
CTRL_C: dict[str, tuple[dict[str, str], tuple[bytes, ...]]] = {
    "before the answer": ({}, ()),
    "in the answer": ({}, (HEAD, b"{")),
    "in the tunnel": ({"base_url": "https://twilio.example", "proxy": "{}"}, ()),
    "in the handshake": ({"base_url": "https://twilio.example", "proxy": "{}"}, (b"HTTP/1.1 200 OK\r\n\r\n",)),
    "behind a proxy": ({"base_url": "http://twilio.example", "proxy": "{}"}, ()),
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no signals to send")
@pytest.mark.parametrize(("options", "before"), CTRL_C.values(), ids=CTRL_C)
@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.filterwarnings("ignore::ResourceWarning")  # httpx leaves the socket of an interrupted handshake open
def test_ctrl_c_passes_through_and_shows_no_secret(
    colour: Colour, transport: str, options: dict[str, str], before: tuple[bytes, ...]
) -> None:
    kind = httpx.HTTPTransport if colour.name == "sync" else httpx.AsyncHTTPTransport
    with peer(lambda line: interrupts(line, *before)) as server:
        proxy = server.url.replace("://", f"://name:{LOGIN}@")
        given: dict[str, Any] = {name: value.format(proxy) for name, value in options.items()}
        if transport == "httpx's":
            given["transport"] = kind(proxy=given.pop("proxy", None))
        error = raised(colour, create, **{"base_url": server.url, **given}, allow_http=True)
    assert type(error) is KeyboardInterrupt
    assert [text for text in texts_of(error) if shown_in(text)] == []
    del error
    gc.collect()


@pytest.mark.parametrize(("options", "before"), CTRL_C.values(), ids=CTRL_C)
def test_a_cancellation_passes_through_and_shows_no_secret(options: dict[str, str], before: tuple[bytes, ...]) -> None:
    arrived = threading.Event()

    async def run(client: AsyncClient) -> BaseException:
        call = asyncio.ensure_future(create(client))
        await asyncio.to_thread(arrived.wait, 5)
        call.cancel()
        with pytest.raises(asyncio.CancelledError) as caught:
            await call
        await client.aclose()
        return caught.value

    def script(line: Line) -> None:
        line.request()
        line.say(*before)
        arrived.set()
        line.more()

    with peer(script) as server:
        proxy = server.url.replace("://", f"://name:{LOGIN}@")
        given: dict[str, Any] = {name: value.format(proxy) for name, value in options.items()}
        client = AsyncClient("AC1", TOKEN, retry=ONCE, allow_http=True, **{"base_url": server.url, **given})
        error = asyncio.run(run(client))
    assert [text for text in texts_of(error) if shown_in(text)] == []


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, GeneratorExit])
def test_what_ends_a_program_passes_through_a_given_transport_unchanged(
    colour: Colour, kind: type[BaseException]
) -> None:
    ending = kind("x")
    error = raised(colour, create, transport=Raising(lambda _: ending))
    assert error is ending or type(error) is kind
