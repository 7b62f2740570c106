"""How the default transports reach a server, TLS and proxies, and how a client shares and gives up its connections."""

from __future__ import annotations

import asyncio
import gc
import os
import re
import socket
import ssl
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep
from typing import Any, cast

import httpx
import pytest
import trustme

from conftest import Colour
from peer import BODY, Line, Peer, answer, peer
from twilio_lite import AsyncClient, Client, ConfigurationError, ConnectFailed, DeadlineExceeded, Retry, TwilioError
from twilio_lite._wire.framing import Framing, head
from twilio_lite._wire.route import Route, socket_transport, stream_transport, system_context
from twilio_lite._wire.shared import start_anew

ONCE = Retry(attempts=0)


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def waiting(done: threading.Event) -> None:
    """Do nothing until *done*."""
    done.wait(5)


def error_of(colour: Colour, url: str, **options: Any) -> TwilioError:
    """Give the error that creating a message ends in."""
    with pytest.raises(TwilioError) as caught:
        colour.call(colour.client(base_url=url, **{"retry": ONCE, **options}), create)
    return caught.value


AUTHORITY = trustme.CA()


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A client's TLS context that trusts the test's servers."""
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


@pytest.fixture
def secure() -> ssl.SSLContext:
    """A server's TLS context, for 127.0.0.1 and localhost."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert("127.0.0.1", "localhost").configure_cert(context)
    return context


def test_tls_with_a_given_context(colour: Colour, trusting: ssl.SSLContext, secure: ssl.SSLContext) -> None:
    with peer(context=secure) as server:
        assert colour.call(colour.client(base_url=server.url, verify=trusting), create).sid == "SM1"
    assert len(server.lines) == 1


def test_tls_trusts_what_the_system_trusts(
    colour: Colour, secure: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    with peer(context=secure) as server, AUTHORITY.cert_pem.tempfile() as file:
        distrusted = error_of(colour, server.url, retry=Retry())
        monkeypatch.setenv("SSL_CERT_FILE", file)
        assert colour.call(colour.client(base_url=server.url), create).sid == "SM1"
        assert len(server.threads) == 1 + 2, "one listens, one served each call"
    assert isinstance(distrusted, ConnectFailed)
    assert (distrusted.took_effect, distrusted.may_pass) == (False, False)
    assert re.search("certificate verify failed, .*verify=", str(distrusted))


def test_tls_with_a_server_that_speaks_none_is_not_tried_again(colour: Colour) -> None:
    def plain(line: Line) -> None:
        line.more()
        line.say(answer(b"", b"400 Bad Request"))

    with peer(plain) as server:
        error = error_of(colour, server.url.replace("http", "https"), retry=Retry())
    assert isinstance(error, ConnectFailed)
    assert (error.took_effect, error.may_pass, len(server.lines)) == (False, False, 1)
    assert "TLS did not come about, WRONG_VERSION_NUMBER: does it speak TLS?" in str(error)


def test_where_the_system_trusts_nobody_certifi_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssl, "create_default_context", lambda: ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    nowhere = ssl.get_default_verify_paths()._replace(cafile=None, capath=None)  # type: ignore[arg-type] # as it is
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    assert len(system_context().get_ca_certs()) > 50


def test_a_certificate_for_another_host_is_connect_failed(
    colour: Colour, trusting: ssl.SSLContext, secure: ssl.SSLContext
) -> None:
    AUTHORITY.issue_cert("elsewhere.example").configure_cert(secure)
    with peer(context=secure) as server:
        error = error_of(colour, server.url, verify=trusting)
    assert type(error) is ConnectFailed
    assert not server.requests


def test_a_handshake_that_never_ends_is_cut_off_when_the_time_is_over(colour: Colour, trusting: ssl.SSLContext) -> None:
    done = threading.Event()
    with peer(lambda _: waiting(done)) as server:
        started = monotonic()
        error = error_of(colour, server.url.replace("http", "https"), verify=trusting, timeout=0.4)
        took = monotonic() - started
        done.set()
    assert type(error) is DeadlineExceeded
    assert error.took_effect is False
    assert 0.3 < took < 0.4 * 3


def test_the_next_address_of_a_name_is_tried_when_one_refuses(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    def two_addresses(_: str, port: int, *__: object, **___: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("127.0.0.2", "127.0.0.1")]

    with peer() as server:
        monkeypatch.setattr(socket, "getaddrinfo", two_addresses)
        url = server.url.replace("127.0.0.1", "localhost")
        assert colour.call(colour.client(base_url=url), create).sid == "SM1"


@pytest.mark.parametrize("addresses", [[], socket.gaierror("Name or service not known"), UnicodeError("too long")])
def test_a_name_without_an_address_is_connect_failed(
    colour: Colour, addresses: list[Any] | Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolve(*_: object, **__: object) -> list[Any]:
        if isinstance(addresses, Exception):
            raise addresses
        return addresses

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    error = error_of(colour, "https://nowhere.example")
    assert type(error) is ConnectFailed
    assert error.took_effect is False


@contextmanager
def proxy_process(*options: str) -> Iterator[str]:
    """Run a proxy of its own process while the block runs, and give its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "proxy", "--hostname", "127.0.0.1", "--port", str(port), "--num-workers", "1"]
    process = subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = monotonic() + 20
        while monotonic() < until:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                sleep(0.05)
        yield f"127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    """A real proxy."""
    with proxy_process() as address:
        yield address


@pytest.fixture(scope="module")
def guarded_proxy() -> Iterator[str]:
    """A real proxy that asks for a password."""
    with proxy_process("--basic-auth", "us er:pa:ss") as address:
        yield address


@pytest.mark.parametrize("tls", [False, True])
def test_a_real_proxy_is_gone_through(
    colour: Colour,
    proxy: str,
    trusting: ssl.SSLContext,
    secure: ssl.SSLContext,
    tls: bool,  # noqa: FBT001 - plain and CONNECT
) -> None:
    with peer(context=secure if tls else None) as server:
        client = colour.client(base_url=server.url, proxy=f"http://{proxy}", verify=trusting)
        assert colour.call(client, create).sid == "SM1"
    assert len(server.requests) == 1
    assert b"proxy-authorization" not in server.requests[0].lower()
    assert b"authorization: basic" in server.requests[0].lower()


@pytest.mark.parametrize("tls", [False, True])
def test_a_proxy_gets_its_password_and_the_server_does_not(
    colour: Colour,
    guarded_proxy: str,
    trusting: ssl.SSLContext,
    secure: ssl.SSLContext,
    tls: bool,  # noqa: FBT001 - plain and CONNECT
) -> None:
    with peer(context=secure if tls else None) as server:
        options = {"base_url": server.url, "verify": trusting}
        client = colour.client(proxy=f"http://us%20er:pa%3Ass@{guarded_proxy}", **options)
        assert colour.call(client, create).sid == "SM1"
        assert b"proxy-authorization" not in server.requests[0].lower()
        refused = colour.client(proxy=f"http://us%20er:wrong@{guarded_proxy}", retry=ONCE, **options)
        with pytest.raises(TwilioError) as caught:
            colour.call(refused, create)
    assert caught.value.took_effect is False
    assert "407" in str(caught.value)
    assert "wrong" not in str(caught.value)
    if tls:
        assert type(caught.value) is ConnectFailed
    assert len(server.requests) == 1


def test_the_proxy_of_the_environment_is_used_but_not_for_loopback(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    def proxying(line: Line) -> None:
        while line.request():
            line.say(answer())

    with peer(proxying) as environment, peer() as server:
        monkeypatch.setenv("HTTP_PROXY", environment.url)
        assert colour.call(colour.client(base_url=server.url), create).sid == "SM1"
        client = colour.client(base_url="http://twilio.example", allow_http=True)
        assert colour.call(client, create).sid == "SM1"
        monkeypatch.setenv("NO_PROXY", "twilio.example")
        error = error_of(colour, "http://twilio.example", allow_http=True, timeout=5)
    assert type(error) is ConnectFailed
    assert [request.split(b" ")[1][:30] for request in environment.requests] == [
        b"http://twilio.example/2010-04-0"[:30]
    ]
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n", "answered 403"),
        (b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "answered 407"),
        (b"", "closed the connection"),
        (b"garbage\r\n", "no HTTP"),
        (b"HTTP/1.1 200 OK\r\n\r\n", "SSL"),
    ],
)
def test_a_proxy_that_opens_no_tunnel_is_connect_failed(colour: Colour, said: bytes, told: str) -> None:
    def refusing(line: Line) -> None:
        line.request()
        line.say(said)

    with peer(refusing) as server:
        error = error_of(colour, "https://twilio.example", proxy=server.url.replace("://", "://name:secret@"))
    assert type(error) is ConnectFailed
    assert error.took_effect is False
    assert told in str(error) or told == "SSL"
    assert "secret" not in str(error)
    asked = server.requests[0].lower()
    assert asked.startswith(b"connect twilio.example:443 http/1.1\r\nhost: twilio.example:443\r\nproxy-authorization:")
    assert b"\r\nauthorization:" not in asked


def test_a_proxy_that_says_nothing_is_cut_off_when_the_time_is_over(colour: Colour) -> None:
    done = threading.Event()
    with peer(lambda _: waiting(done)) as server:
        error = error_of(colour, "https://twilio.example", proxy=server.url, timeout=0.3)
        done.set()
    assert type(error) is DeadlineExceeded
    assert error.took_effect is False


@pytest.mark.parametrize("proxy", ["https://proxy.example:3128", "socks5://proxy.example"])
def test_other_proxies_are_left_to_httpx(proxy: str, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Any] = []
    for name in ("HTTPTransport", "AsyncHTTPTransport"):
        monkeypatch.setattr(httpx, name, lambda **options: made.append(options))
    route = Route(base_url="https://api.twilio.com", proxy=proxy, verify=None)
    route.open(socket_transport())
    route.open_async(stream_transport())
    assert [options["proxy"] for options in made] == [proxy, proxy]
    assert [options["limits"].max_connections for options in made] == [100, 100]


def test_without_httptools_httpx_carries_the_calls(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("sync", "aio"):
        monkeypatch.setitem(sys.modules, f"twilio_lite._wire.{name}", None)
    with peer() as server:
        client = colour.client(base_url=server.url)
        assert colour.call(client, create).sid == "SM1"
    route = Route(base_url=server.url, proxy=None, verify=None)
    assert isinstance(route.open(socket_transport()), httpx.HTTPTransport)
    assert isinstance(route.open_async(stream_transport()), httpx.AsyncHTTPTransport)


def forked(work: Callable[[], bool]) -> bool:
    """Do *work* in a forked process, and say whether it went well."""
    child = os.fork()
    if child == 0:
        code = 2
        try:
            code = 0 if work() else 1
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the server of the test has threads
def test_a_forked_process_opens_connections_of_its_own() -> None:
    with peer() as server, Client("AC1", "token", base_url=server.url, retry=ONCE) as client:
        fetch(client)
        assert forked(lambda: [fetch(client).sid for _ in range(3)] == ["SM1"] * 3)
        assert fetch(client).sid == "SM1"
    assert len(server.lines) == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the server of the test has threads
def test_an_async_client_serves_a_forked_process_too() -> None:
    with peer() as server:
        client = AsyncClient("AC1", "token", base_url=server.url, retry=ONCE)

        async def run() -> bool:
            return [(await fetch(client)).sid for _ in range(2)] == ["SM1"] * 2

        assert asyncio.run(run())
        assert forked(lambda: asyncio.run(run()))
        asyncio.run(client.aclose())
    assert len(server.lines) == 2


def test_one_async_client_serves_several_event_loops_at_once_and_one_after_the_other() -> None:
    with peer() as server:
        client = AsyncClient("AC1", "token", base_url=server.url, retry=ONCE)

        async def run() -> list[str]:
            return [(await fetch(client)).sid for _ in range(20)]

        got: list[list[str]] = []
        threads = [threading.Thread(target=lambda: got.append(asyncio.run(run()))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        got.append(asyncio.run(run()))
        asyncio.run(client.aclose())
        until = monotonic() + 5
        while server.open and monotonic() < until:
            sleep(0.01)
        assert server.open == 0
    assert got == [["SM1"] * 20] * 4
    assert len(server.lines) == 4


def test_closing_twice_is_closing_once_and_calls_after_that_are_refused(colour: Colour) -> None:
    async def close(client: Any) -> None:
        await client.aclose()
        await client.aclose()

    with peer() as server:
        client = colour.client(base_url=server.url)
        colour.call(client, create)
        if colour.name == "sync":
            client.close()
            client.close()
        else:
            asyncio.run(close(client))
        with pytest.raises(ConfigurationError, match="the client is closed: make a new one"):
            colour.call(client, create)


def test_closing_an_async_client_closes_the_connections_of_a_loop_that_runs_elsewhere() -> None:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        with peer() as server:
            client = AsyncClient("AC1", "token", base_url=server.url)
            asyncio.run_coroutine_threadsafe(fetch(client), loop).result(5)
            assert server.open == 1
            asyncio.run(client.aclose())
            until = monotonic() + 5
            while server.open and monotonic() < until:
                sleep(0.01)
            assert server.open == 0
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def test_a_client_dropped_unclosed_warns_and_leaves_no_connection_open(colour: Colour) -> None:
    with peer() as server:
        client = colour.client(base_url=server.url)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            if colour.name == "sync":
                fetch(client)
            else:
                asyncio.run(fetch(client))
            del client
            gc.collect()
        until = monotonic() + 5
        while server.open and monotonic() < until:
            sleep(0.01)
        assert server.open == 0
    assert [warning.category for warning in caught] == [ResourceWarning]
    assert "close it" in str(caught[0].message)


def test_an_async_client_dropped_in_its_loop_leaves_no_connection_open() -> None:
    async def run(server: Peer) -> int:
        client = AsyncClient("AC1", "token", base_url=server.url)
        await fetch(client)
        del client
        gc.collect()
        for _ in range(500):
            await asyncio.sleep(0.01 if server.open else 0)
        return server.open

    with peer() as server, pytest.warns(ResourceWarning, match="close it"):
        assert asyncio.run(run(server)) == 0


def test_a_client_that_holds_no_connection_is_dropped_in_silence(colour: Colour) -> None:
    client = colour.client(transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"sid": "SM1"})))
    if colour.name == "sync":
        assert fetch(client).sid == "SM1"
    else:
        assert asyncio.run(fetch(client)).sid == "SM1"
    unused = colour.client()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        del client, unused
        gc.collect()
    assert caught == []


def test_a_proxy_that_httpx_cannot_use_either_is_a_configuration_error(colour: Colour) -> None:
    error = error_of(colour, "https://twilio.example", proxy="socks5://127.0.0.1:9")
    assert type(error) is ConfigurationError
    assert "socksio" in str(error)


def test_a_transport_leads_to_servers_of_http_only(colour: Colour) -> None:
    route = Route(base_url="https://api.twilio.com", proxy=None, verify=None)
    request = httpx.Request("GET", "ftp://example.com/", stream=httpx.ByteStream(b""))

    async def call() -> None:
        await route.open_async(stream_transport()).handle_async_request(request)

    with pytest.raises(httpx.UnsupportedProtocol):
        route.open(socket_transport()).handle_request(request) if colour.name == "sync" else asyncio.run(call())


def test_our_transports_serve_httpx_clients_as_well() -> None:
    route = Route(base_url="http://127.0.0.1", proxy=None, verify=None)

    async def call(url: str) -> list[bytes]:
        async with httpx.AsyncClient(transport=route.open_async(stream_transport()), timeout=5) as client:
            return [(await client.post(url, content=b"x")).content, (await client.head(url)).content]

    with peer() as server:
        with httpx.Client(transport=route.open(socket_transport()), timeout=5) as client:
            got = [client.post(server.url, content=b"x").content, client.get(server.url).content]
        assert got == [BODY, BODY]
        assert asyncio.run(call(server.url)) == [BODY, b""]


def test_who_reads_slowly_is_not_flooded() -> None:
    """And what came before the connection broke is given before the error."""
    large = b"x" * 5_000_000
    route = Route(base_url="http://127.0.0.1", proxy=None, verify=None)

    def breaking(line: Line) -> None:
        line.request()
        line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n" + large)

    async def call(url: str) -> tuple[int, int]:
        request = httpx.Request("GET", url, stream=httpx.ByteStream(b""))
        response = await route.open_async(stream_transport()).handle_async_request(request)
        sizes: list[int] = []
        with pytest.raises(httpx.RemoteProtocolError):  # noqa: PT012 - it is raised by one of the iterations
            async for part in cast("httpx.AsyncByteStream", response.stream):
                sizes.append(len(part))
                await asyncio.sleep(0.01)
        for _ in range(2):
            await response.stream.aclose()  # type: ignore[union-attr] # it is one of ours
        return sum(sizes), max(sizes)

    with peer(breaking) as server:
        total, largest = asyncio.run(call(server.url))
    assert total == len(large)
    assert largest <= 600_000


def test_giving_an_answer_up_twice_is_giving_it_up_once() -> None:
    with peer() as server:
        transport = Route(base_url=server.url, proxy=None, verify=None).open(socket_transport())
        for _ in range(120):
            response = transport.handle_request(httpx.Request("GET", server.url, stream=httpx.ByteStream(b"")))
            response.stream.close()  # type: ignore[union-attr] # it is one of ours
            response.stream.close()  # type: ignore[union-attr] # the same
        transport.close()
    assert len(server.requests) == 120


@pytest.mark.parametrize("header", [b"a\r\nb", b"a\nb", b"a\rb"])
def test_a_header_with_a_line_break_never_leaves(header: bytes) -> None:
    with pytest.raises(httpx.LocalProtocolError):
        head("GET", b"/", [(b"X", header)])


def test_a_new_process_begins_without_connections() -> None:
    with peer() as server, Client("AC1", "token", base_url=server.url) as client:
        fetch(client)
        start_anew()
        fetch(client)
    assert len(server.lines) == 2


def test_a_new_process_waits_for_no_lock_of_its_parents() -> None:
    with Client("AC1", "token") as client:
        shared = client._carrier.shared  # noqa: SLF001 - locks have no other face
        shared.lock.acquire()
        shared.budget.lock.acquire()
        start_anew()
        assert shared.budget.take(1)
        assert shared.close() == []


def test_a_fault_that_was_raised_is_not_kept() -> None:
    framing = Framing()
    framing.begin(bodiless=False)
    framing.end()
    with pytest.raises(httpx.RemoteProtocolError):
        framing.raise_fault()
    assert framing.fault is None


def test_ctrl_c_while_an_answer_is_parsed_passes_through() -> None:
    class Interrupted(Framing):
        def on_header(self, *_: object) -> None:
            raise KeyboardInterrupt

    framing = Interrupted()
    framing.begin(bodiless=False)
    with pytest.raises(KeyboardInterrupt):
        framing.feed(answer())
