"""The bench works: its server answers both clients as Twilio would, and its table says what is reached."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bench import lite, table
from bench.data import SID, message, sid
from bench.rounds import COUNTS, Plan
from bench.server import Connection, serving
from bench.works import calls, calls_in_flight, walk

MESSAGES = 120


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """Where the bench's own server is."""
    with serving(MESSAGES) as server:
        yield server.url


def test_both_clients_do_the_work_of_the_bench_against_its_server(url: str) -> None:
    client = lite.Sync(url)
    assert calls(client.create, 1).keys() == calls(client.fetch, 1).keys() == {"cost", "wall"}
    assert walk(client, lite.READ, 50, MESSAGES)["cost"] > 0
    held: list[Any] = client.list(50)
    assert [one.sid for one in held] == [sid(number) for number in range(MESSAGES)]
    assert lite.READ(held[0])[:2] == (SID, "delivered")
    client.close()
    assert asyncio.run(calls_in_flight(lite.Async, url, 4, 8))["wall"] > 0


def test_a_message_of_the_bench_is_as_long_as_twilios() -> None:
    assert 1000 < len(message(MESSAGES)) < 1100


class Written(asyncio.Transport):
    """A transport that keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.said.append(bytes(data))


@pytest.mark.parametrize("size", [1, 40, 1000])
def test_the_server_answers_each_request_once_however_it_is_cut(size: int) -> None:
    sent = b"POST /a HTTP/1.1\r\nHost: x\r\ncontent-length: 3\r\n\r\nA=1GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
    transport = Written()
    connection = Connection(lambda method, target: f"{method} {target}".encode())
    connection.connection_made(transport)
    for start in range(0, len(sent), size):
        connection.data_received(sent[start : start + size])
    assert transport.said == [b"POST /a", b"GET /b"]


def figures(cost: Callable[[str], float]) -> Any:
    """What a run with these costs by client would have measured."""
    return {
        (work, client): [{"cost": cost(client), "wall": 1.0, "pages": 1.0}] * 3
        for work in (*COUNTS, "size")
        for client in ("official", "lite", "orjson", "plain")
    }


def test_the_table_has_a_row_for_each_target_and_says_which_are_missed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    slow = figures(lambda _: 2e6)
    text = table.table(slow, Plan(3, {"hold": MESSAGES}, 2))
    assert "| sync create | 2e+12 us a call | 1.00 | **1.00** | 1.00 to 1.00 | 1.00 | 0.35 | missed |" in text
    assert text.count("reached") == 4
    assert table.missed(slow)
    assert not table.missed(figures(lambda client: 1e6 if client == "official" else 1e5))
    document = tmp_path / "performance.md"
    document.write_text(table.DOCUMENT.read_text())
    monkeypatch.setattr(table, "DOCUMENT", document)
    for _ in range(2):
        table.write(text)
    assert document.read_text().count(text) == document.read_text().count("| sync create |") == 1
