"""How an exchange becomes what a cassette holds: the same for every source, and nothing in it that is somebody's."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from typing import Any

import attrs
import pytest

from recorder.canonical import canonical_request
from recorder.given import Given
from recorder.scrubber import Scrubber

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
MESSAGE = "SMfedcba9876543210fedcba9876543210"
TOKEN = "0f1e2d3c4b5a69780f1e2d3c4b5a6978"
OWN = Given(account_sid=ACCOUNT, token=TOKEN, to="+12025550187", from_="+12025550143")


@attrs.define
class Asked:
    """A request as vcrpy hands it over."""

    uri: str = "http://127.0.0.1:4477/2010-04-01/Accounts.json"
    body: bytes = b""
    method: str = "POST"
    headers: Mapping[str, str] = attrs.Factory(dict[str, str])


def answered(body: str, **headers: str) -> dict[str, Any]:
    """Make an answer as vcrpy hands it over."""
    named = {name.replace("_", "-"): [value] for name, value in headers.items()}
    return {"status": {"code": 200, "message": "OK"}, "headers": named, "body": {"string": body.encode()}}


def own(body: str) -> str:
    """What is kept of an answer from an account."""
    kept: bytes = Scrubber(OWN.placeholders()).response(answered(body))["body"]["string"]
    return kept.decode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Asked("http://127.0.0.1:1/a?B=2&A=1"), Asked("https://api.twilio.com/a?A=1&B=2")),
        (Asked(body=b"To=%2B1&Body="), Asked(body=b"Body=&To=%2B1")),
        (Asked(headers={"Accept": "x", "Authorization": "y"}), Asked(headers={"accept": "x", "user-agent": "z"})),
    ],
    ids=["query", "form", "headers"],
)
def test_requests_that_mean_the_same_are_equal(one: Asked, other: Asked) -> None:
    assert canonical_request(one) == canonical_request(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Asked(body=b"Body="), Asked(body=b"")),
        (Asked(body=b"MediaUrl=a&MediaUrl=b"), Asked(body=b"MediaUrl=b&MediaUrl=a")),
        (Asked("http://127.0.0.1:1/a"), Asked("http://127.0.0.1:1/b")),
    ],
    ids=["an empty value", "the order of values", "another path"],
)
def test_requests_that_mean_something_else_are_not_equal(one: Asked, other: Asked) -> None:
    assert canonical_request(one) != canonical_request(other)


def test_what_was_given_is_written_as_what_a_replay_is_given() -> None:
    asked = Asked(f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Messages.json", b"To=%2B12025550187")
    kept = Scrubber(OWN.placeholders()).request(asked)
    assert kept.uri == f"https://api.twilio.com/2010-04-01/Accounts/{Given().account_sid}/Messages.json"
    assert kept.body == b"To=%2B15558675310"


def test_sids_and_numbers_are_counted_wherever_they_stand() -> None:
    kept = own(f'{{"sid":"{MESSAGE}","uri":"\\/Messages\\/{MESSAGE}.json","to":"+12025550199","from":"+12025550198"}}')
    counted = "SM00000000000000000000000000000001"
    assert (
        kept == f'{{"sid":"{counted}","uri":"\\/Messages\\/{counted}.json","to":"+15550000001","from":"+15550000002"}}'
    )


def test_a_number_formatted_for_display_stays_that_of_its_plain_form() -> None:
    kept = own('{"to":"+12025550199","to_formatted":"(202) 555-0199","from_formatted":"(202) 555-0143","x":"(1) 2-3"}')
    assert kept == (
        '{"to":"+15550000001","to_formatted":"(555) 000-0001","from_formatted":"(555) 123-4567","x":"(1) 2-3"}'
    )


@pytest.mark.parametrize("body", ['{"auth_token":"%s"}', '{"auth_token" : "%s"}', '{"details":{"auth_token":"%s"}}'])
def test_a_token_is_never_kept(body: str) -> None:
    assert own(body % ("9" * 32)) == body % "auth_token"


def test_words_are_kept_only_where_the_test_sent_them() -> None:
    scrubber = Scrubber()
    scrubber.request(Asked(body=b"Body=Hello+you"))
    body = '{"body":"Sent from your Twilio trial account - Hello you"},{"body":"to \\"my\\" bank"},{"body":""}'
    kept = scrubber.response(answered(body))["body"]["string"].decode()
    assert kept == '{"body":"Sent from your Twilio trial account - Hello you"},{"body":"body"},{"body":""}'
    assert own('{"friendly_name":"Jane Doe"}') == '{"friendly_name":"friendly_name"}'
    assert own('{"caller_name":"DOE JANE"}') == '{"caller_name":"caller_name"}'


def test_a_packed_answer_is_scrubbed_inside_and_stays_packed() -> None:
    answer = answered("", content_encoding="gzip", date="today", twilio_request_id=f"RQ{TOKEN}")
    answer["body"]["string"] = gzip.compress(f'{{"sid":"{ACCOUNT}"}}'.encode())
    kept = Scrubber(OWN.placeholders()).response(answer)
    assert set(kept["headers"]) == {"content-encoding", "twilio-request-id"}
    assert TOKEN not in str(kept["headers"])
    assert gzip.decompress(kept["body"]["string"]).decode() == f'{{"sid":"{Given().account_sid}"}}'


def test_of_a_published_example_only_numbers_are_replaced() -> None:
    body = f'{{"sid":"{MESSAGE}","body":"testing","to":"%s","to_formatted":"%s"}}'
    published = answered(body % ("+12010001234", "(201) 000-1234"))
    kept = Scrubber(published=True).response(published)["body"]["string"].decode()
    assert kept == body % ("+15550000001", "(555) 000-0001")
