"""The edges of the wire: what shows only when something ends early, comes late or is odd."""

from __future__ import annotations

import asyncio
import gc
import socket
import ssl
import threading
import weakref
from typing import Any, cast

import httpx
import pytest
import trustme

from conftest import Colour
from peer import BODY, Line, answer, peer
from test_wire import CHUNKED, ONCE, create, error_of, fetch, one_after_the_other
from twilio_lite import AsyncClient, Client, ConfigurationError, ConnectFailed, ConnectionLost, DeadlineExceeded
from twilio_lite._wire import aio, sync
from twilio_lite._wire.limits import PHASES, share
from twilio_lite._wire.route import Route, socket_transport, stream_transport
from twilio_lite._wire.shared import start_anew


def test_a_call_that_failed_gives_its_place_back(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sync, "CONNECTIONS", 1)
    monkeypatch.setattr(aio, "CONNECTIONS", 1)
    monkeypatch.setitem(PHASES, "pool", 0.2)

    def breaking_first(line: Line) -> None:
        while line.request() and len(server.lines) > 2:
            line.say(answer())

    def failing(client: Any) -> Any:
        if isinstance(client, Client):
            with pytest.raises(ConnectionLost):
                create(client)
            return None

        async def run() -> None:
            with pytest.raises(ConnectionLost):
                await create(client)

        return run()

    with peer(breaking_first) as server:
        client = colour.client(base_url=server.url, retry=ONCE)
        assert colour.call(client, lambda client: one_after_the_other(client, failing, failing, create)).sid == "SM1"


def test_a_connection_that_a_request_has_not_left_whole_is_not_used_again() -> None:
    done = threading.Event()

    def hasty(line: Line) -> None:
        line.more()
        line.say(answer())
        done.wait(5)

    async def run(url: str) -> None:
        async with AsyncClient("AC1", "token", base_url=url, retry=ONCE, timeout=3) as client:
            await create(client, "y" * 20_000_000)
            await create(client)
        done.set()

    with peer(hasty) as server:
        try:
            asyncio.run(run(server.url))
        finally:
            done.set()
    assert len(server.lines) == 2


def test_ctrl_c_while_connecting_passes_through(monkeypatch: pytest.MonkeyPatch) -> None:
    two = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{n}", 9)) for n in (1, 2)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: two)

    def interrupted(_: socket.socket, address: tuple[str, int]) -> None:
        raise KeyboardInterrupt if address[0] == "127.0.0.1" else ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", interrupted)
    with Client("AC1", "token", base_url="http://localhost:9") as client, pytest.raises(KeyboardInterrupt):
        create(client)


def test_each_of_several_addresses_gets_its_share_of_the_time() -> None:
    assert [share(5.0, 1), share(5.0, 2), share(5.0, 8), share(1.0, 8)] == [5.0, 2.5, 2.0, 1.0]


def test_an_address_that_says_nothing_leaves_the_next_one_its_time(
    colour: Colour, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PHASES, "connect", 0.6)
    monkeypatch.setattr("twilio_lite._wire.limits.LEAST_SHARE", 0.1)
    with peer() as server, socket.socket() as deaf:
        deaf.bind(("127.0.0.2", server.port))
        deaf.listen(0)
        fill = [socket.socket() for _ in range(4)]
        for one in fill:
            one.settimeout(0)
            one.connect_ex(("127.0.0.2", server.port))
        two = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, server.port)) for host in ("127.0.0.2", "127.0.0.1")]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: two)
        try:
            client = colour.client(base_url=f"http://localhost:{server.port}", retry=ONCE)
            assert colour.call(client, create).sid == "SM1"
        finally:
            for one in fill:
                one.close()


def test_a_connection_to_one_server_is_never_used_for_another(colour: Colour) -> None:
    route = Route(base_url="http://127.0.0.1", proxy=None, verify=None)

    async def call(urls: list[str]) -> None:
        transport = route.open_async(stream_transport())
        async with httpx.AsyncClient(transport=transport) as client:
            for url in urls:
                await client.get(url)

    with peer() as one, peer() as other:
        if colour.name == "sync":
            with httpx.Client(transport=route.open(socket_transport())) as client:
                client.get(one.url)
                client.get(other.url)
        else:
            asyncio.run(call([one.url, other.url]))
        assert (len(one.requests), len(other.requests)) == (1, 1)


def test_a_body_that_ends_with_a_reset_is_no_whole_body(colour: Colour) -> None:
    def resetting(line: Line) -> None:
        line.request()
        line.say(b"HTTP/1.1 200 OK\r\n\r\n" + BODY)
        threading.Event().wait(0.1)
        line.reset()

    with peer(resetting) as server:
        error = error_of(colour, server.url)
    assert type(error) is ConnectionLost
    assert (error.status, error.took_effect) == (200, True)
    assert "ReadError" in str(error)


def test_an_answer_given_up_unread_does_not_stop_the_next_one() -> None:
    def saying(line: Line) -> None:
        while line.request():
            line.say(answer(b"x" * 300_000))

    async def run(url: str) -> int:
        transport = Route(base_url=url, proxy=None, verify=None).open_async(stream_transport())
        for _ in range(2):
            request = httpx.Request("GET", url, stream=httpx.ByteStream(b""))
            response = await asyncio.wait_for(transport.handle_async_request(request), 3)
            await asyncio.sleep(0.1)
            await cast("httpx.AsyncByteStream", response.stream).aclose()
        await transport.aclose()
        return response.status_code

    with peer(saying) as server:
        assert asyncio.run(run(server.url)) == 200


def test_trailers_have_an_end_too(colour: Colour) -> None:
    def trailing(line: Line) -> None:
        line.request()
        line.say(CHUNKED + b"1\r\n{\r\n0\r\n" + b"X: y\r\n" * 40_000)

    with peer(trailing) as server:
        error = error_of(colour, server.url)
    assert type(error) is ConnectionLost
    assert "128 KB of headers" in str(error)
    assert error.took_effect is True


def test_neither_trailers_nor_what_an_interim_answer_says_are_headers(colour: Colour) -> None:
    said = b"HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\n" + CHUNKED + b"e\r\n" + BODY + b"\r\n0\r\nX-Late: 1\r\n\r\n"

    def saying(line: Line) -> None:
        line.request()
        line.say(said)

    with peer(saying) as server:
        reply = colour.call(
            colour.client(base_url=server.url), lambda client: client.with_raw_response.messages("SM1").fetch()
        )
    assert dict(reply.headers) == {"transfer-encoding": "chunked"}


@pytest.mark.parametrize("status", [b"302 Found", b"304 Not Modified"])
def test_a_proxy_that_answers_3xx_has_opened_no_tunnel(colour: Colour, status: bytes) -> None:
    def refusing(line: Line) -> None:
        line.request()
        line.say(answer(b"", status))

    with peer(refusing) as server:
        error = error_of(colour, "https://twilio.example", proxy=server.url)
    assert type(error) is ConnectFailed
    assert f"answered {int(status[:3])}" in str(error)
    assert b"proxy-authorization" not in server.requests[0].lower()


def test_http_1_is_what_tls_agrees_on(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    authority = trustme.CA()
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(secure)
    secure.set_alpn_protocols(["h2", "http/1.1"])
    agreed: list[str | None] = []

    def noting(line: Line) -> None:
        agreed.append(cast("ssl.SSLSocket", line.socket).selected_alpn_protocol())
        line.request()
        line.say(answer())

    with peer(noting, secure) as server, authority.cert_pem.tempfile() as file:
        monkeypatch.setenv("SSL_CERT_FILE", file)
        colour.call(colour.client(base_url=server.url), create)
    assert agreed == ["http/1.1"]


def test_a_server_that_takes_nothing_in_ends_a_try_as_silence_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PHASES, "write", 0.2)
    done = threading.Event()
    with peer(lambda _: cast("None", done.wait(5))) as server:
        error = error_of(Colour("sync"), server.url, lambda client: create(client, "y" * 20_000_000), timeout=4)
        done.set()
    assert type(error) is ConnectionLost
    assert "WriteTimeout" in str(error)


def test_small_requests_are_sent_at_once() -> None:
    with peer() as server, Client("AC1", "token", base_url=server.url) as client:
        fetch(client)
        (transport,) = client._carrier.shared.by_home.values()  # noqa: SLF001 - nothing else tells
        (home,) = cast("Any", transport).idle.values()
        assert home.waiting[0].socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_event_loop_that_has_ended_is_forgotten() -> None:
    loops: weakref.WeakSet[asyncio.AbstractEventLoop] = weakref.WeakSet()

    async def run(url: str) -> None:
        loops.add(asyncio.get_running_loop())
        async with AsyncClient("AC1", "token", base_url=url) as client:
            await fetch(client)

    with peer() as server:
        for _ in range(5):
            asyncio.run(run(server.url))
    gc.collect()
    assert len(loops) <= 1


@pytest.mark.parametrize("proxy", ["http://user:pa/ss@proxy.example:3128", "http://proxy.example:99999", "http://[::1"])
def test_a_proxy_that_is_no_address_is_a_configuration_error_that_shows_nothing(colour: Colour, proxy: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        colour.call(colour.client(proxy=proxy), create)
    assert "pa" not in str(caught.value).replace("such as http://proxy.example:3128", "").replace("password", "")


def test_the_last_call_to_end_closes_what_its_client_left(colour: Colour) -> None:
    closed: list[object] = []

    class Closing(httpx.MockTransport):
        def close(self) -> None:
            closed.append(self)

        async def aclose(self) -> None:
            closed.append(self)

    def handle(_: httpx.Request) -> httpx.Response:
        client._carrier.release()  # noqa: SLF001 - what close() does first, from whatever thread
        assert closed == []
        return httpx.Response(200, json={"sid": "SM1"})

    transport = Closing(handle)
    client = colour.client(transport=transport)
    colour.call(client, fetch)
    assert closed == [transport]


def test_a_connection_that_is_lost_is_forgotten_at_once() -> None:
    async def run() -> list[object]:
        with peer(lambda line: cast("None", line.request())) as server:
            async with AsyncClient("AC1", "token", base_url=server.url, retry=ONCE) as client:
                with pytest.raises(ConnectionLost):
                    await fetch(client)
                await asyncio.sleep(0)
                gc.collect()
                return [thing for thing in gc.get_objects() if type(thing) is aio.Connection]

    assert asyncio.run(run()) == []


def test_a_forked_process_does_not_hold_the_parents_connections_open() -> None:
    with peer() as server, Client("AC1", "token", base_url=server.url) as client:
        fetch(client)
        (transport,) = client._carrier.shared.by_home.values()  # noqa: SLF001 - nothing else tells
        (home,) = cast("Any", transport).idle.values()
        held = home.waiting[0].socket
        del transport, home
        start_anew()
        assert held.fileno() == -1


def test_a_delete_that_never_got_a_connection_has_certainly_done_nothing(colour: Colour) -> None:
    done = threading.Event()
    with peer(lambda _: cast("None", done.wait(5))) as server:
        url = server.url.replace("http", "https")
        error = error_of(colour, url, lambda client: client.messages("SM1").delete(), timeout=0.3)
        done.set()
    assert type(error) is DeadlineExceeded
    assert error.took_effect is False


def test_a_transport_that_fails_to_close_does_not_take_the_result_away(colour: Colour) -> None:
    class Failing(httpx.MockTransport):
        def close(self) -> None:
            raise OSError

        async def aclose(self) -> None:
            raise OSError

    def handle(_: httpx.Request) -> httpx.Response:
        client._carrier.release()  # noqa: SLF001 - what close() does first, from whatever thread
        return httpx.Response(200, json={"sid": "SM1"})

    client = colour.client(transport=Failing(handle))
    assert colour.call(client, fetch).sid == "SM1"


def test_a_dropped_answer_gives_its_place_back() -> None:
    with peer() as server:
        transport = Route(base_url=server.url, proxy=None, verify=None).open(socket_transport())
        for _ in range(120):
            transport.handle_request(httpx.Request("GET", server.url, stream=httpx.ByteStream(b"")))
        transport.close()
    assert len(server.requests) == 120


def test_connections_are_looked_at_where_there_is_no_poll(colour: Colour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("select.poll")
    with peer() as server:
        client = colour.client(base_url=server.url)
        assert colour.call(client, lambda client: one_after_the_other(client, fetch, fetch)).sid == "SM1"
    assert len(server.lines) == 1


def test_a_proxy_that_is_dead_is_named(colour: Colour) -> None:
    error = error_of(colour, "https://twilio.example", proxy="http://user:secret@127.0.0.1:9")
    assert type(error) is ConnectFailed
    assert "through the proxy 127.0.0.1:9" in str(error)
    assert "secret" not in str(error)
