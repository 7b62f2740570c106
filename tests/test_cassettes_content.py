"""What every cassette holds, and what none may hold: whatever it was recorded from, it is fit to be published."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import attrs
import pytest
import yaml

from recorder.canonical import API, REQUEST_HEADERS, RESPONSE_HEADERS
from recorder.session import CASSETTES, FIRST_WORDS
from twilio_lite._decode import plain_tree

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

SOURCES = (
    "emulate@",
    "a local server that gives the examples published in @twilio/cli-core@",
    "this package's own sandbox, its own imitation, not Twilio",
    "Twilio",
)
DIGITS = re.compile(r"(?<![0-9A-Za-z])[0-9]{10,15}(?![0-9A-Za-z])|(?<=\+)[0-9]{7,15}")
DISPLAYED = re.compile(r"\(([0-9]{3})\) ?([0-9]{3})-([0-9]{4})")
CREDENTIALS = re.compile(r"authorization|cookie|basic [a-z0-9+/=]{8}|twilio_test_auth_token", re.IGNORECASE)
FICTIONAL = re.compile(r"1?555[0-9]{7}|1?500555000[0-9]")


@attrs.frozen
class Cassette:
    """A cassette as it is kept: its text, and what it says was exchanged."""

    text: str
    exchanges: list[dict[str, Any]]

    def spoken(self) -> list[str]:
        """Everything that went either way, unpacked: addresses, forms, headers and bodies."""
        requests = [text for exchange in self.exchanges for text in self.asked(exchange["request"])]
        return requests + [text for exchange in self.exchanges for text in self.answered(exchange["response"])]

    @staticmethod
    def asked(request: dict[str, Any]) -> list[str]:
        """Give the texts of a request."""
        return [unquote(request["uri"]), unquote(request["body"]), str(request["headers"])]

    @staticmethod
    def answered(response: dict[str, Any]) -> list[str]:
        """Give the texts of an answer."""
        body = response["body"]["string"]
        return [str(response["headers"]), gzip.decompress(body).decode() if isinstance(body, bytes) else body]


@pytest.fixture(params=sorted(CASSETTES.glob("*.yaml")), ids=lambda file: file.stem)
def cassette(request: pytest.FixtureRequest) -> Cassette:
    """Open each cassette in turn."""
    file: Path = request.param
    text = file.read_text(encoding="utf-8")
    return Cassette(text, yaml.safe_load(text)["interactions"])


def test_a_cassette_says_in_its_first_line_what_it_was_recorded_from(cassette: Cassette) -> None:
    assert cassette.text.startswith(tuple(f"{FIRST_WORDS} {source}" for source in SOURCES))


def test_a_cassette_keeps_allowed_headers_only(cassette: Cassette) -> None:
    for exchange in cassette.exchanges:
        assert set(exchange["request"]["headers"]) <= REQUEST_HEADERS
        assert set(exchange["response"]["headers"]) <= RESPONSE_HEADERS


def test_a_cassette_holds_no_credentials(cassette: Cassette) -> None:
    assert not CREDENTIALS.search(cassette.text)
    tokens = [token for text in cassette.spoken() for token in re.findall(r'"auth_token"\s*:\s*"([^"]*)"', text)]
    assert set(tokens) <= {"auth_token"}


def test_a_cassette_holds_no_number_that_somebody_may_have(cassette: Cassette) -> None:
    numbers = {number for text in cassette.spoken() for number in DIGITS.findall(text)}
    numbers |= {"1" + "".join(parts) for text in cassette.spoken() for parts in DISPLAYED.findall(text)}
    assert not [number for number in numbers if not FICTIONAL.fullmatch(number)]


def test_a_cassette_holds_calls_to_twilio_and_answers_that_can_be_read(cassette: Cassette) -> None:
    for exchange in cassette.exchanges:
        assert re.match(f"{API}/20(10-04|08-08)-01/Accounts", exchange["request"]["uri"])
        body = cassette.answered(exchange["response"])[1]
        assert not body or asks_for_a_file(exchange) or isinstance(plain_tree(body.encode()), dict)


def asks_for_a_file(exchange: dict[str, Any]) -> bool:
    """Is any answer at all asked for, as of a file?"""
    return bool(exchange["request"]["headers"]["accept"] == ["*/*"])


def test_a_cassette_is_the_packages_own_only_where_nothing_else_answers(cassette: Cassette) -> None:
    own = "own sandbox" in cassette.text.partition("\n")[0]
    alone = {
        "/2008-08-01/" in exchange["request"]["uri"] or asks_for_a_file(exchange) for exchange in cassette.exchanges
    }
    assert alone == {own}
