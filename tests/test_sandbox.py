"""The sandbox in process: request by request, and a few calls through both clients.

It is long because each of Twilio's rules, codes and texts has a row here.
"""

from __future__ import annotations

import asyncio
import gc
import json
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from talking import FROM, NOON, NOWHERE, SERVICE, TEMPLATE, TO, Pairs, Talk, basic
from twilio_lite import AsyncClient, BadRequestError, Client, NotFoundError, RateLimitError, Request, Retry, ServerError
from twilio_lite._headers import Headers
from twilio_lite.sandbox import Sandbox
from twilio_lite.sandbox._store import Store
from twilio_lite.segments import count

MESSAGE_FIELDS = {
    *("account_sid", "api_version", "body", "date_created", "date_sent", "date_updated", "direction", "error_code"),
    *("error_message", "from", "messaging_service_sid", "num_media", "num_segments", "price", "price_unit", "sid"),
    *("status", "subresource_uris", "to", "uri"),
}
MEDIA_FIELDS = {"account_sid", "content_type", "date_created", "date_updated", "parent_sid", "sid", "uri"}
FEEDBACK_FIELDS = {"account_sid", "date_created", "date_updated", "message_sid", "outcome", "uri"}
METHODS = {
    "/2010-04-01/Accounts": "GET, POST",
    "{path}": "GET, POST",
    "{path}/Messages": "GET, POST",
    "{path}/Messages/SM0": "DELETE, GET, POST",
    "{path}/Messages/SM0/Feedback": "POST",
    "{path}/Messages/SM0/Media": "GET",
    "{path}/Messages/SM0/Media/ME0": "DELETE, GET",
    "{path}/Calls": "GET, POST",
    "{path}/Calls/CA0": "DELETE, GET, POST",
    "{path}/OutgoingCallerIds": "GET, POST",
    "{path}/OutgoingCallerIds/PN0": "DELETE, GET, POST",
    "{path}/IncomingPhoneNumbers": "GET, POST",
    "{path}/IncomingPhoneNumbers/PN0": "DELETE, GET, POST",
}
ACCOUNT_FIELDS = {
    *("auth_token", "date_created", "date_updated", "friendly_name", "owner_account_sid", "sid", "status"),
    *("subresource_uris", "type", "uri"),
}


@pytest.fixture
def talk() -> Talk:
    """Begin a talk with a new world."""
    return Talk()


def as_subaccount(talk: Talk) -> Any:
    """Make a subaccount and go on with its credentials."""
    account = talk.ask("POST", "/2010-04-01/Accounts", [("FriendlyName", "Shop")])[1]
    talk.headers = basic(account["sid"], account["auth_token"])
    return account


# --- every answer


def test_every_answer_has_its_own_request_id(talk: Talk) -> None:
    """Each answer has an id of its own, refusals too."""
    first, second = (talk.raw("GET", path).headers["Twilio-Request-Id"] for path in (f"{talk.path}.json", "/no"))
    assert re.fullmatch("RQ[0-9a-f]{32}", first)
    assert re.fullmatch("RQ[0-9a-f]{32}", second)
    assert first != second


def test_a_refusal_changes_nothing(talk: Talk) -> None:
    """A call that is refused leaves all that is kept as it was, and takes no time."""
    talk.send()
    before = list(talk.world.store.connection.iterdump())
    assert [talk.send(**more)["status"] for more in ({"Body": ""}, {"Tags": "{"}, {"To": "+15005550004"})] == [400] * 3
    talk.ask("POST", f"{talk.messages}/{NOWHERE}", [("Body", "")])
    assert (list(talk.world.store.connection.iterdump()), talk.now) == (before, NOON)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/2010-04-01",
        "/2010-04-01/Nothing",
        "/2010-04-01/Accounts/ACnothing/Messages",
        "/2010-04-01/Accounts/AC%30/Messages",
        "//2010-04-01/Accounts",
        f"/2010-04-01/Accounts/AC{'0' * 32}/Messages/SM0/Nothing",
        "",
    ],
)
def test_a_path_that_leads_nowhere_is_not_found(talk: Talk, path: str) -> None:
    """An unknown path is a 404 that repeats it, whoever asks."""
    talk.headers = {}
    status, tree = talk.ask("GET", path)
    assert (status, tree["code"]) == (404, 20404)
    assert tree["message"] == f"The requested resource {path}.json was not found"
    assert tree["more_info"] == "https://www.twilio.com/docs/errors/20404"
    assert list(tree) == ["code", "message", "more_info", "status"]


def test_a_wrong_method_is_not_allowed(talk: Talk) -> None:
    """A method that a path does not have is a 405 that names those it has."""
    for route, allowed in METHODS.items():
        path = route.format(path=talk.path)
        for method in {"GET", "POST", "DELETE", "PUT", "PATCH", "HEAD", "get"} - set(allowed.split(", ")):
            response = talk.raw(method, f"{path}.json")
            tree = json.loads(response.body)
            assert (response.status, tree["code"], tree["message"]) == (405, 20004, "Method not allowed"), path
            assert response.headers["Allow"] == allowed, path


@pytest.mark.parametrize(
    ("target", "body"),
    [
        ("{messages}.json?To=%zz", b""),
        ("{messages}.json?To=%ff", b""),
        ("{messages}/%zz.json", b""),
        ("{messages}/%ff.json", b""),
        ("{messages}/\u00e9.json", b""),
        ("{messages}/\udc80.json", b""),
        ("{messages}/a b\x00.json", b""),
        ("{messages}.json", b"Body=100%"),
        ("{messages}.json", b"Body=%e9"),
        ("{messages}.json", b"\xff\xfe"),
    ],
)
def test_what_cannot_be_decoded_is_refused(talk: Talk, target: str, body: bytes) -> None:
    """Broken percent encodings and broken UTF-8 are a 400, in the path, the query and the form."""
    response = talk.raw("POST", target.format(messages=talk.messages), body)
    tree = json.loads(response.body)
    assert (response.status, tree["code"], tree["message"]) == (400, 20001, "Bad request")


def test_no_byte_makes_it_raise(talk: Talk) -> None:
    """Whatever the bytes, there is an answer."""
    for byte in range(256):
        for body in (bytes([byte]), b"To=%" + bytes([byte]), b"To=" + bytes([byte]) * 3 + b"&From=a&Body=%00"):
            assert 400 <= talk.raw("POST", f"{talk.messages}.json", body).status < 500


# --- credentials


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ({}, "Authentication Error - No credentials provided"),
        ({"Authorization": "Bearer something"}, "Authentication Error - No credentials provided"),
        ({"Authorization": "Basic ***"}, "Authentication Error - No credentials provided"),
        ({"Authorization": "Basic \u00e9"}, "Authentication Error - No credentials provided"),
        ({"Authorization": "Basic /w=="}, "Authentication Error - No credentials provided"),
        (basic("ACnobody", "x"), "Authentication Error - invalid username"),
        (basic(f"AC{'0' * 32}", "x"), "Authentication Error - invalid username"),
    ],
)
def test_wrong_credentials_are_refused(talk: Talk, headers: dict[str, str], message: str) -> None:
    """Missing, unreadable and wrong credentials are a 401 with code 20003."""
    talk.headers = headers
    assert talk.raw("GET", talk.messages).headers["WWW-Authenticate"] == 'Basic realm="Twilio API"'
    assert talk.ask("GET", talk.messages) == unauthorized(message)


@pytest.mark.parametrize("token", ["wrong", "", "\u00e9"])
def test_a_wrong_token_is_refused(talk: Talk, token: str) -> None:
    """The account is right, its token is not."""
    talk.headers = basic(talk.sid, token)
    assert talk.ask("GET", talk.messages) == unauthorized("Authenticate")


def unauthorized(message: str) -> tuple[int, dict[str, object]]:
    """Give the answer to credentials that are of no use."""
    return 401, {
        "code": 20003,
        "detail": "Your AccountSid or AuthToken was incorrect.",
        "message": message,
        "more_info": "https://www.twilio.com/docs/errors/20003",
        "status": 401,
    }


def test_credentials_are_read_as_http_has_it(talk: Talk) -> None:
    """The scheme's name ignores case, as header names do."""
    (value,) = talk.headers.values()
    talk.headers = {"AUTHORIZATION": value.replace("Basic", "basic")}
    assert talk.ask("GET", talk.messages)[0] == 200


def test_the_main_account_reaches_its_subaccounts(talk: Talk) -> None:
    """With the main account's credentials a message is sent from a subaccount, and stays there."""
    account = talk.ask("POST", "/2010-04-01/Accounts")[1]
    path = f"/2010-04-01/Accounts/{account['sid']}/Messages"
    status, message = talk.ask("POST", path, [("To", TO), ("From", FROM), ("Body", "hi")])
    assert (status, message["account_sid"]) == (201, account["sid"])
    assert talk.bodies() == []
    for below in ("", "/Media"):
        assert talk.ask("GET", f"{talk.messages}/{message['sid']}{below}")[0] == 404
    assert talk.ask("GET", f"{path}/{message['sid']}")[0] == 200


def test_a_subaccount_reaches_only_itself(talk: Talk) -> None:
    """With a subaccount's credentials the main account and its other subaccounts are not there."""
    other = talk.ask("POST", "/2010-04-01/Accounts")[1]["sid"]
    account = as_subaccount(talk)
    assert talk.ask("GET", f"/2010-04-01/Accounts/{account['sid']}/Messages")[0] == 200
    for sid in (talk.sid, other, f"AC{'f' * 32}"):
        assert talk.ask("GET", f"/2010-04-01/Accounts/{sid}")[0] == 404
    assert [one["sid"] for one in talk.ask("GET", "/2010-04-01/Accounts")[1]["accounts"]] == [account["sid"]]


# --- accounts


def test_a_subaccount_is_made(talk: Talk) -> None:
    """A new subaccount is active, belongs to the main account and has a token of its own."""
    status, account = talk.ask("POST", "/2010-04-01/Accounts", [("FriendlyName", "Shop")])
    assert status == 201
    assert set(account) == ACCOUNT_FIELDS
    path = f"/2010-04-01/Accounts/{account['sid']}"
    assert account | {"sid": "", "auth_token": ""} == {
        "sid": "",
        "auth_token": "",
        "friendly_name": "Shop",
        "status": "active",
        "type": "Full",
        "owner_account_sid": talk.sid,
        "date_created": "Sun, 01 Mar 2026 12:00:00 +0000",
        "date_updated": "Sun, 01 Mar 2026 12:00:00 +0000",
        "uri": f"{path}.json",
        "subresource_uris": {
            "messages": f"{path}/Messages.json",
            "calls": f"{path}/Calls.json",
            "outgoing_caller_ids": f"{path}/OutgoingCallerIds.json",
            "incoming_phone_numbers": f"{path}/IncomingPhoneNumbers.json",
        },
    }
    assert re.fullmatch("AC[0-9a-f]{32}", account["sid"])
    assert re.fullmatch("[0-9a-f]{32}", account["auth_token"])
    assert account["auth_token"] != talk.token


@pytest.mark.parametrize(("hour", "time"), [(0, "12:05 am"), (11, "11:05 am"), (12, "12:05 pm"), (23, "11:05 pm")])
def test_a_subaccount_without_a_name_is_named_for_its_time(hour: int, time: str) -> None:
    """The default name says when the subaccount was made."""
    account = Talk(datetime(2026, 3, 1, hour, 5, tzinfo=UTC)).ask("POST", "/2010-04-01/Accounts")[1]
    assert account["friendly_name"] == f"SubAccount Created at 2026-03-01 {time}"


def test_a_subaccount_has_no_subaccounts(talk: Talk) -> None:
    """Only the main account makes accounts: 21101."""
    as_subaccount(talk)
    status, tree = talk.ask("POST", "/2010-04-01/Accounts")
    assert (status, tree["code"], tree["message"]) == (400, 21101, "Subaccounts cannot contain subaccounts")


def test_accounts_are_listed_and_filtered(talk: Talk) -> None:
    """Accounts are listed newest first, and filtered by name and status."""
    for name in ("A", "B"):
        talk.ask("POST", "/2010-04-01/Accounts", [("FriendlyName", name)])

    def names(**query: str) -> list[str]:
        tree = talk.ask("GET", "/2010-04-01/Accounts", query=list(query.items()))[1]
        return [account["friendly_name"] for account in tree["accounts"]]

    assert names() == ["B", "A", "Sandbox"]
    assert names(FriendlyName="A") == ["A"]
    assert names(FriendlyName="A", Status="closed") == []
    assert names(Status="active", PageSize="1") == ["B"]


def test_an_account_is_renamed(talk: Talk) -> None:
    """A new name is kept, and says when it came; an update of nothing changes nothing else."""
    talk.ask("GET", f"{talk.messages}/{talk.send()['sid']}")
    status, account = talk.ask("POST", talk.path, [("FriendlyName", "New")])
    assert (status, account["friendly_name"]) == (200, "New")
    assert account["date_updated"] == "Sun, 01 Mar 2026 12:00:01 +0000"
    assert talk.ask("POST", talk.path) == (200, account)
    assert talk.ask("GET", talk.path) == (200, account)


def test_a_subaccount_is_suspended_and_closed_for_good(talk: Talk) -> None:
    """A suspended subaccount comes back, a closed one never: 21479."""
    path = f"/2010-04-01/Accounts/{talk.ask('POST', '/2010-04-01/Accounts')[1]['sid']}"
    for status in ("suspended", "active", "closed"):
        assert talk.ask("POST", path, [("Status", status)])[1]["status"] == status
    text = "Unable to update Status for subaccount, subaccount has been closed."
    for status in ("active", "suspended", "closed"):
        answered, tree = talk.ask("POST", path, [("Status", status)])
        assert (answered, tree["code"], tree["message"]) == (400, 21479, text)
    assert talk.ask("GET", path)[1]["status"] == "closed"


def test_the_main_account_keeps_its_status(talk: Talk) -> None:
    """The status of a main account is not to be changed: 21477; no account has an unknown one: 21475."""
    for status, code, text in (
        ("closed", 21477, "Unable to update Status for parent accounts"),
        ("asleep", 21475, "Unable to update Status, invalid Status."),
    ):
        answered, tree = talk.ask("POST", talk.path, [("Status", status)])
        assert (answered, tree["code"], tree["message"]) == (400, code, text)


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_an_account_that_is_not_active_sends_nothing(talk: Talk, status: str) -> None:
    """Nothing is sent from a suspended or closed account, and its own credentials are of no use: 20005."""
    account = talk.ask("POST", "/2010-04-01/Accounts")[1]
    path = f"/2010-04-01/Accounts/{account['sid']}"
    talk.ask("POST", path, [("Status", status)])
    answered, tree = talk.ask("POST", f"{path}/Messages", [("To", TO), ("From", FROM), ("Body", "hi")])
    assert (answered, tree["code"], tree["message"]) == (403, 20005, "Account not active")
    assert talk.ask("GET", f"{path}/Messages")[0] == 200
    talk.headers = basic(account["sid"], account["auth_token"])
    assert talk.ask("GET", path)[1]["code"] == 20005


# --- messages: create


def test_a_message_is_created(talk: Talk) -> None:
    """A new message has every field, in the types that Twilio sends."""
    status, message = talk.send_pairs([("To", TO), ("From", FROM), ("Body", "hi")])
    assert status == 201
    assert set(message) == MESSAGE_FIELDS
    path = f"{talk.messages}/{message['sid']}"
    assert re.fullmatch("SM[0-9a-f]{32}", message["sid"])
    assert message | {"sid": ""} == {
        "sid": "",
        "account_sid": talk.sid,
        "api_version": "2010-04-01",
        "body": "hi",
        "date_created": "Sun, 01 Mar 2026 12:00:00 +0000",
        "date_sent": None,
        "date_updated": "Sun, 01 Mar 2026 12:00:00 +0000",
        "direction": "outbound-api",
        "error_code": None,
        "error_message": None,
        "from": FROM,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": "1",
        "price": None,
        "price_unit": None,
        "status": "queued",
        "subresource_uris": {"media": f"{path}/Media.json", "feedback": f"{path}/Feedback.json"},
        "to": TO,
        "uri": f"{path}.json",
    }


RULES: list[tuple[dict[str, str], int, str]] = [
    ({"To": ""}, 21604, "A 'To' phone number is required."),
    ({"From": ""}, 21603, "A 'From' phone number is required."),
    ({"Body": ""}, 21602, "Message body is required."),
    ({"Body": "", "MediaUrl": ""}, 21602, "Message body is required."),
    ({"Body": "x" * 1601}, 21617, "The concatenated message body exceeds the 1600 character limit."),
    ({"To": "123"}, 21211, "The 'To' number 123 is not a valid phone number."),
    ({"To": "+1555"}, 21211, "The 'To' number +1555 is not a valid phone number."),
    ({"To": "5555550100"}, 21211, "The 'To' number 5555550100 is not a valid phone number."),
    ({"To": "+0555555010"}, 21211, "The 'To' number +0555555010 is not a valid phone number."),
    ({"To": "+1555555010\u0661"}, 21211, "The 'To' number +1555555010\u0661 is not a valid phone number."),
    ({"To": "{to}"}, 21211, "The 'To' number {to} is not a valid phone number."),
    ({"To": "Nobody"}, 21211, "The 'To' number Nobody is not a valid phone number."),
    ({"To": "whatsapp:"}, 21211, "The 'To' number whatsapp: is not a valid phone number."),
    (
        {"From": "A name far too long"},
        21212,
        "The 'From' number A name far too long is not a valid phone number, shortcode, or alphanumeric sender ID.",
    ),
    (
        {"From": "+123"},
        21212,
        "The 'From' number +123 is not a valid phone number, shortcode, or alphanumeric sender ID.",
    ),
    (
        {"To": f"whatsapp:{TO}"},
        21910,
        "Invalid From and To pair. From and To should be of the same channel",
    ),
    ({"MediaUrl": "photo.jpg"}, 21620, "Invalid media URL(s)"),
    ({"MediaUrl": "ftp://example.com/photo.jpg"}, 21620, "Invalid media URL(s)"),
    ({"MediaUrl": "https://"}, 21620, "Invalid media URL(s)"),
    ({"MediaUrl": "https://[::1/"}, 21620, "Invalid media URL(s)"),
    ({"MessagingServiceSid": "MG1"}, 21701, "The Messaging Service does not exist"),
    ({"ContentVariables": "{}"}, 21654, "ContentSid Required"),
    ({"ContentSid": "HX1"}, 21655, "The ContentSid is Invalid"),
    (
        {"ContentSid": TEMPLATE, "ContentVariables": "{"},
        21656,
        "The ContentVariables Parameter is invalid",
    ),
    (
        {"ContentSid": TEMPLATE, "ContentVariables": "[" * 100_000},
        21656,
        "The ContentVariables Parameter is invalid",
    ),
    (
        {"ContentSid": TEMPLATE, "ContentVariables": "[1]"},
        21656,
        "The ContentVariables Parameter is invalid",
    ),
    ({"ValidityPeriod": "0"}, 21624, "Invalid validity period"),
    ({"ValidityPeriod": "36001"}, 21624, "Invalid validity period"),
    ({"ValidityPeriod": "-1"}, 21624, "Invalid validity period"),
    ({"ValidityPeriod": "9" * 5000}, 21624, "Invalid validity period"),
    ({"MaxPrice": "cheap"}, 21627, "Max Price must be a valid float"),
    ({"MaxPrice": "nan"}, 21627, "Max Price must be a valid float"),
    ({"StatusCallback": "here"}, 21609, "Invalid 'StatusCallback'"),
    ({"StatusCallback": "https://my_host.example.com/"}, 21609, "Invalid 'StatusCallback'"),
    (
        {"ScheduleType": "fixed", "SendAt": "2030-01-01"},
        35118,
        "MessagingServiceSid is required to schedule a message",
    ),
    ({"MessagingServiceSid": SERVICE, "ScheduleType": "fixed"}, 35111, "SendAt timestamp is missing"),
    (
        {"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": "soon"},
        35114,
        "Scheduling does not support this timestamp",
    ),
    (
        {"MessagingServiceSid": SERVICE, "ScheduleType": "fixed", "SendAt": "9999-12-31T23:59:59-14:00"},
        35114,
        "Scheduling does not support this timestamp",
    ),
]


def test_a_message_must_fulfil_the_rules(talk: Talk) -> None:
    """Each rule that a new message breaks is refused with its own code and text."""
    for pairs, code, text in RULES:
        tree = talk.send(**pairs)
        assert (tree["status"], tree["code"], tree["message"]) == (400, code, text), pairs
        assert tree["more_info"] == f"https://www.twilio.com/docs/errors/{code}"
        assert talk.bodies() == []


def test_the_first_broken_rule_is_told(talk: Talk) -> None:
    """A message of nothing lacks its recipient first, then its sender, then its content."""
    assert talk.send_pairs([])[1]["code"] == 21604
    assert talk.send_pairs([("To", TO)])[1]["code"] == 21603
    assert talk.send_pairs([("To", TO), ("From", FROM)])[1]["code"] == 21602


def test_ten_media_are_the_most(talk: Talk) -> None:
    """A message has up to ten media: 21623."""
    most = [("To", TO), ("From", FROM), *[("MediaUrl", f"https://example.com/{n}.png") for n in range(10)]]
    assert talk.send_pairs(most)[0] == 201
    tree = talk.send_pairs([*most, ("MediaUrl", "https://example.com/11.png")])[1]
    assert (tree["code"], tree["message"]) == (21623, "Number of media files exceeds allowed limit")


@pytest.mark.parametrize(
    "more",
    [
        {"Body": "x" * 1600},
        {"To": "12345", "From": "123456"},
        {"To": "+445555550100"},
        {"From": "Sandbox Co"},
        {"From": "+15005550006"},
        {"From": "+15005550000"},
        {"To": f"whatsapp:{TO}", "From": f"whatsapp:{FROM}"},
        {"From": "sim:DE0"},
        {"ValidityPeriod": "1"},
        {"ValidityPeriod": "36000", "MaxPrice": "0.5", "StatusCallback": "http://example.com:8080/status"},
        {"ContentSid": TEMPLATE, "ContentVariables": '{"1": "x"}', "Body": ""},
        {"SendAt": "ignored without a ScheduleType"},
        {"Unknown": "parameter"},
    ],
)
def test_what_keeps_the_rules_is_taken(talk: Talk, more: dict[str, str]) -> None:
    """Every sender is owned, and every limit may be reached."""
    assert talk.send(**more)["status"] == "queued"


@pytest.mark.parametrize("written", ["+1 (555) 555-0100", "+1.555.555.0100", " 15555550100", " +1 555 555 0100 "])
def test_numbers_are_normalized(talk: Talk, written: str) -> None:
    """Punctuation does not matter, nor does a plus that became a blank on its way, in a message or in a filter."""
    if not written.startswith(" +"):
        assert talk.send(To=written)["to"] == TO
        assert talk.bodies(("To", written)) == ["hi"]
    else:
        assert talk.send(To=written)["code"] == 21211


@pytest.mark.parametrize(
    ("more", "status", "code", "text"),
    [
        (
            {"From": "+15005550001"},
            400,
            21212,
            "The 'From' number +15005550001 is not a valid phone number, shortcode, or alphanumeric sender ID.",
        ),
        (
            {"From": "+15005550007"},
            400,
            21606,
            (
                "The From phone number +15005550007 is not a valid, SMS-capable inbound phone number or short code for"
                " your account."
            ),
        ),
        ({"From": "+15005550008"}, 429, 21611, "SMS queue is full."),
        ({"To": "+15005550001"}, 400, 21211, "The 'To' number +15005550001 is not a valid phone number."),
        (
            {"To": "+15005550002"},
            400,
            21612,
            (
                "The 'To' phone number: +15005550002, is not currently reachable using the 'From' phone number:"
                f" {FROM} via SMS."
            ),
        ),
        (
            {"To": "+15005550003"},
            400,
            21408,
            "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: +15005550003.",
        ),
        ({"To": "+15005550004"}, 400, 21610, "Attempt to send to unsubscribed recipient"),
        ({"To": "+15005550009"}, 400, 21614, "To number: +15005550009, is not a mobile number"),
    ],
)
def test_magic_numbers_fail(talk: Talk, more: dict[str, str], status: int, code: int, text: str) -> None:
    """Twilio's magic numbers are refused with what they stand for."""
    tree = talk.send(**more)
    assert (tree["status"], tree["code"], tree["message"]) == (status, code, text)


def test_segments_are_counted(talk: Talk) -> None:
    """The segments of a message are those of its text: GSM-7 takes 160 or 153 units each, all else 70 or 67."""
    for text in (
        "x" * 160,
        "x" * 161,
        "\u20ac" * 80,
        "\u20ac" * 81,
        "\N{THUMBS UP SIGN}" * 35,
        "\N{THUMBS UP SIGN}" * 36,
    ):
        assert talk.send(Body=text)["num_segments"] == str(count(text).segments)
    assert talk.send(Body="x" * 307)["num_segments"] == "3"


# --- messages: in time


def statuses(talk: Talk, sid: str, times: int) -> list[str]:
    """Fetch a message again and again."""
    return [talk.ask("GET", f"{talk.messages}/{sid}")[1]["status"] for _ in range(times)]


def test_a_message_is_delivered_as_it_is_fetched(talk: Talk) -> None:
    """Each fetch is a second later: queued, sent, delivered, and so it stays."""
    message = talk.send()
    assert [message["status"], *statuses(talk, message["sid"], 4)] == [
        *("queued", "sent", "delivered", "delivered", "delivered")
    ]


def test_only_a_fetch_moves_the_clock(talk: Talk) -> None:
    """Creating, listing, updating, deleting and a fetch that finds nothing take no time."""
    message = talk.send()
    talk.bodies()
    talk.ask("POST", f"{talk.messages}/{message['sid']}", [("Body", "")])
    talk.ask("GET", f"{talk.messages}/{NOWHERE}")
    talk.ask("GET", talk.path)
    talk.ask("DELETE", f"{talk.messages}/{message['sid']}")
    assert talk.now == NOON
    assert talk.send()["date_created"] == "Sun, 01 Mar 2026 12:00:00 +0000"
    talk.ask("GET", f"{talk.messages}/{talk.send()['sid']}")
    assert talk.now == NOON + timedelta(seconds=1)


def test_dates_and_price_come_in_time(talk: Talk) -> None:
    """A message has its date when it is sent, and its price a segment when it is delivered."""
    path = f"{talk.messages}/{talk.send(Body='x' * 161)['sid']}"
    names = ("date_sent", "date_updated", "price", "price_unit")
    fetched = [talk.ask("GET", path)[1] for _ in range(3)]
    shown = [tuple(message[name] for name in names) for message in fetched]
    day = "Sun, 01 Mar 2026 12:00:0"
    assert shown == [
        (f"{day}1 +0000", f"{day}1 +0000", None, None),
        (f"{day}1 +0000", f"{day}2 +0000", "-0.01500", "USD"),
        (f"{day}1 +0000", f"{day}2 +0000", "-0.01500", "USD"),
    ]


def test_the_price_of_one_segment(talk: Talk) -> None:
    """One segment costs what the documentation's examples cost."""
    sid = talk.send()["sid"]
    statuses(talk, sid, 1)
    assert talk.ask("GET", f"{talk.messages}/{sid}")[1]["price"] == "-0.00750"


def test_a_messaging_service_accepts_first(talk: Talk) -> None:
    """With a Messaging Service the sender is chosen later: accepted, no sender, no segments yet."""
    message = talk.send(From="", MessagingServiceSid=SERVICE)
    assert (message["status"], message["from"], message["messaging_service_sid"]) == ("accepted", None, SERVICE)
    assert message["num_segments"] == "0"
    assert statuses(talk, message["sid"], 2) == ["sent", "delivered"]
    assert talk.ask("GET", f"{talk.messages}/{message['sid']}")[1]["num_segments"] == "1"


def test_a_messaging_service_tells_of_an_unsubscribed_recipient_later(talk: Talk) -> None:
    """With a Messaging Service the message to who unsubscribed is accepted, and fails."""
    message = talk.send(To="+15005550004", From="", MessagingServiceSid=SERVICE)
    assert message["status"] == "accepted"
    assert statuses(talk, message["sid"], 3) == ["failed", "failed", "failed"]
    message = talk.ask("GET", f"{talk.messages}/{message['sid']}")[1]
    assert (message["error_code"], message["error_message"]) == (21610, "Attempt to send to unsubscribed recipient")
    assert (message["date_sent"], message["price"]) == (None, None)


def schedule(talk: Talk, send_at: str) -> Any:
    """Create a scheduled message."""
    return talk.send(From="", MessagingServiceSid=SERVICE, ScheduleType="fixed", SendAt=send_at)


@pytest.mark.parametrize("send_at", ["2026-03-01T12:00:02Z", "2026-03-01T13:00:02.9+01:00", "2026-03-01 12:00:02"])
def test_a_scheduled_message_waits_for_its_time(talk: Talk, send_at: str) -> None:
    """A message is scheduled until SendAt, and goes its way from there."""
    message = schedule(talk, send_at)
    assert (message["status"], message["num_segments"]) == ("scheduled", "0")
    assert statuses(talk, message["sid"], 5) == ["scheduled", "queued", "sent", "delivered", "delivered"]


def test_a_time_that_is_over_is_no_wait(talk: Talk) -> None:
    """A message scheduled for the past leaves at once."""
    assert schedule(talk, "2020-01-01")["status"] == "queued"
    assert schedule(talk, "0001-01-01T00:00:00Z")["status"] == "queued"


def test_a_message_at_the_end_of_time_does_not_break_the_clock(talk: Talk) -> None:
    """A message scheduled for the last second there is stays scheduled."""
    assert schedule(talk, "9999-12-31T23:59:59Z")["status"] == "scheduled"


@pytest.mark.parametrize(
    ("more", "passed"),
    [
        ({}, {0: "queued", 0.5: "sending", 1: "sent", 2: "delivered"}),
        (
            {"MessagingServiceSid": SERVICE},
            {0: "accepted", 0.25: "queued", 0.5: "sending", 1: "sent", 2: "delivered"},
        ),
        (
            {"MessagingServiceSid": SERVICE, "To": "+15005550004"},
            {0: "accepted", 0.25: "queued", 1: "failed", 2: "failed"},
        ),
    ],
)
def test_state_is_a_function_of_the_clock(talk: Talk, more: dict[str, str], passed: dict[float, str]) -> None:
    """What has become of a message follows from the time alone, whichever way the clock is moved."""
    talk.send(**more)
    for seconds, status in [*passed.items(), (86400, [*passed.values()][-1]), (0, passed[0])]:
        talk.world.clock.offset = NOON.timestamp() + seconds
        assert talk.ask("GET", talk.messages)[1]["messages"][0]["status"] == status


# --- messages: update and delete


def test_a_message_is_redacted(talk: Talk) -> None:
    """An empty body takes the text out and says when; everything else stays."""
    message = talk.send(Body="secret " * 23)
    path = f"{talk.messages}/{message['sid']}"
    statuses(talk, message["sid"], 4)
    status, redacted = talk.ask("POST", path, [("Body", "")])
    assert (status, redacted["body"], redacted["status"]) == (200, "", "delivered")
    assert (redacted["num_segments"], redacted["price"]) == ("2", "-0.01500")
    assert redacted["date_updated"] == "Sun, 01 Mar 2026 12:00:04 +0000"
    assert talk.ask("GET", path)[1]["body"] == ""


def test_a_scheduled_message_is_canceled(talk: Talk) -> None:
    """A canceled message is never sent, whatever the time."""
    message = schedule(talk, "2026-03-01T12:00:01Z")
    status, canceled = talk.ask("POST", f"{talk.messages}/{message['sid']}", [("Status", "canceled")])
    assert (status, canceled["status"], canceled["num_segments"]) == (200, "canceled", "0")
    assert statuses(talk, message["sid"], 3) == ["canceled"] * 3
    assert talk.ask("POST", f"{talk.messages}/{message['sid']}", [("Status", "canceled")])[1]["code"] == 30409


def test_only_a_scheduled_message_is_canceled(talk: Talk) -> None:
    """A message that is on its way cannot be canceled: 30409."""
    status, tree = talk.ask("POST", f"{talk.messages}/{talk.send()['sid']}", [("Status", "canceled")])
    assert (status, tree["code"], tree["message"]) == (400, 30409, "This message cannot be canceled")


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [("Other", "x")],
        [("Body", "new text")],
        [("Status", "delivered")],
        [("Status", "")],
        [("Body", ""), ("Status", "canceled")],
    ],
)
def test_an_update_redacts_or_cancels_and_nothing_else(talk: Talk, pairs: Pairs) -> None:
    """An update of neither, of both or of something else is refused: 30400."""
    path = f"{talk.messages}/{schedule(talk, '2026-03-01T13:00:00Z')['sid']}"
    status, tree = talk.ask("POST", path, pairs)
    assert (status, tree["code"], tree["message"]) == (400, 30400, "Parameters are not valid")
    message = talk.ask("GET", path)[1]
    assert (message["body"], message["status"]) == ("hi", "scheduled")


def test_a_deleted_message_is_gone(talk: Talk) -> None:
    """A delete has no body, takes media and feedback with it, and cannot be done twice."""
    keep = talk.send(MediaUrl="https://example.com/a.png", Body="keep")["sid"]
    path = f"{talk.messages}/{talk.send(MediaUrl='https://example.com/a.png')['sid']}"
    for sid_path in (path, f"{talk.messages}/{keep}"):
        talk.ask("POST", f"{sid_path}/Feedback")
    response = talk.raw("DELETE", f"{path}.json")
    assert (response.status, response.body) == (204, b"")
    assert talk.ask("GET", path)[0] == 404
    assert talk.ask("DELETE", path)[0] == 404
    assert talk.ask("GET", f"{path}/Media")[0] == 404
    assert talk.bodies() == ["keep"]
    assert [one.under for kind in ("media", "feedback") for one in talk.kept(kind)] == [keep, keep]


# --- messages: list, filters, pages


def test_messages_are_listed_newest_first(talk: Talk) -> None:
    """A list has the newest message first, and its paging beside it."""
    for body in "abc":
        talk.send(Body=body)
    assert talk.bodies() == ["c", "b", "a"]
    tree = talk.ask("GET", talk.messages)[1]
    del tree["messages"]
    first = f"{talk.messages}.json?PageSize=50&Page=0"
    assert tree == {
        "page": 0,
        "page_size": 50,
        "start": 0,
        "end": 2,
        "uri": first,
        "first_page_uri": first,
        "next_page_uri": None,
        "previous_page_uri": None,
    }


def test_an_empty_list_has_a_page_too(talk: Talk) -> None:
    """An empty list starts and ends at nothing."""
    tree = talk.ask("GET", talk.messages)[1]
    assert (tree["messages"], tree["start"], tree["end"], tree["next_page_uri"]) == ([], 0, 0, None)


def test_messages_are_filtered_by_number(talk: Talk) -> None:
    """To and From let through what is equal; an empty one lets through all."""
    talk.send(To="+15555550101", Body="a")
    talk.send(From="+15555550198", Body="b")
    assert talk.bodies(("To", "+15555550101")) == ["a"]
    assert talk.bodies(("From", "+15555550198")) == ["b"]
    assert talk.bodies(("To", "+15555550101"), ("From", "+15555550198")) == []
    assert talk.bodies(("To", ""), ("From", "")) == ["b", "a"]


DATES = [
    ("DateSent", "2026-03-01", True),
    ("DateSent", "2026-03-02", False),
    ("DateSent", "2026-03-01T12:00:02Z", True),
    ("DateSent", "2026-03-01T12:00:03Z", False),
    ("DateSent>", "2026-03-01", True),
    ("DateSent>", "2026-03-02", False),
    ("DateSent>", "2026-03-01T12:00:02Z", True),
    ("DateSent>", "2026-03-01T13:00:03+01:00", False),
    ("DateSent>", "2026-03-01 12:00:02.000", True),
    ("DateSent<", "2026-03-01", True),
    ("DateSent<", "2026-02-28", False),
    ("DateSent<", "9999-12-31", True),
    ("DateSent<", "Sun, 01 Mar 2026 12:00:02 +0000", True),
    ("DateSent<", "Sun, 01 Mar 2026 13:00:01 +0100", False),
    ("DateSent<", "", True),
    ("DateSent", "2026-03-01T00:00:00Z", True),
    ("DateSent<", "2026-03-01T01:00:00+01:00", True),
    ("DateSent>", "2026-03-02 00:00:00", False),
]


def test_messages_are_filtered_by_date(talk: Talk) -> None:
    """Days and times filter by when a message was sent, the day or second itself included; midnight is a day."""
    talk.world.clock.move(1)
    statuses(talk, talk.send()["sid"], 2)
    for name, value, passes in DATES:
        assert talk.bodies((name, value)) == (["hi"] if passes else []), (name, value)


def test_two_dates_are_a_span(talk: Talk) -> None:
    """Two filters have to let a message through; one that was not sent yet passes none."""
    sid = talk.send()["sid"]
    span = (("DateSent>", "2026-03-01"), ("DateSent<", "2026-03-01"))
    assert talk.bodies(*span) == []
    statuses(talk, sid, 2)
    assert talk.bodies(*span) == ["hi"]
    assert talk.bodies(*span, ("DateSent", "2026-03-02")) == []


@pytest.mark.parametrize(
    "value", ["soon", "2026-02-30", "1 Jan", "Sun, 01 Mar 2026 12:00:02 +99999999999999", "0001-01-01T00:00:00+14:00"]
)
def test_a_date_that_is_none_is_refused(talk: Talk, value: str) -> None:
    """What cannot be read as a date is a 400 that names the parameter, even when there is nothing to filter."""
    status, tree = talk.ask("GET", talk.messages, query=[("DateSent>", value)])
    assert (status, tree["code"], tree["message"]) == (400, 20001, "Invalid DateSent.")


def test_pages_are_walked_forth_and_back(talk: Talk) -> None:
    """Next pages lead through the whole list, previous ones back; both keep filters and page size."""
    for body in "abcde":
        talk.send(Body=body)
    talk.send(To="+15555550101", Body="other")
    page = talk.ask("GET", talk.messages, query=[("To", TO), ("PageSize", "2")])[1]
    forth = [page]
    while page["next_page_uri"]:
        assert page["next_page_uri"].startswith(f"{talk.messages}.json?To=%2B15555550100&PageSize=2&Page=")
        page = talk.follow(page["next_page_uri"])
        forth.append(page)
    assert [[one["body"] for one in page["messages"]] for page in forth] == [["e", "d"], ["c", "b"], ["a"]]
    assert [(page["page"], page["start"], page["end"]) for page in forth] == [(0, 0, 1), (1, 2, 3), (2, 4, 4)]
    back = [page]
    while page["previous_page_uri"]:
        page = talk.follow(page["previous_page_uri"])
        back.append(page)
    assert [page["messages"] for page in back] == [page["messages"] for page in reversed(forth)]
    assert [page["page"] for page in back] == [2, 1, 0]
    assert talk.follow(forth[2]["first_page_uri"]) == forth[0]
    assert talk.follow(forth[1]["uri"]) == forth[1]
    assert forth[1]["uri"] == forth[0]["next_page_uri"]


def test_no_page_leads_where_nothing_is_any_more(talk: Talk) -> None:
    """What was deleted meanwhile is no reason for a further page, forth or back."""
    sids = [talk.send(Body=body)["sid"] for body in "abc"]
    page = talk.ask("GET", talk.messages, query=[("PageSize", "1")])[1]
    middle = talk.follow(page["next_page_uri"])
    last = talk.follow(middle["next_page_uri"])
    for sid in (sids[0], sids[2]):
        talk.ask("DELETE", f"{talk.messages}/{sid}")
    assert talk.follow(last["uri"])["messages"] == []
    for uri in (middle["uri"], last["previous_page_uri"]):
        alone = talk.follow(uri)
        assert [one["body"] for one in alone["messages"]] == ["b"]
        assert (alone["next_page_uri"], alone["previous_page_uri"]) == (None, None)


def test_a_full_last_page_has_no_next(talk: Talk) -> None:
    """A list that ends with its page has no further one."""
    for body in "ab":
        talk.send(Body=body)
    assert talk.ask("GET", talk.messages, query=[("PageSize", "2")])[1]["next_page_uri"] is None


def test_pages_stay_right_when_messages_come_and_go(talk: Talk) -> None:
    """A token names a message, not a number: what comes or goes in between shifts nothing."""
    for body in "abcd":
        talk.send(Body=body)
    page = talk.ask("GET", talk.messages, query=[("PageSize", "2")])[1]
    talk.send(Body="new")
    talk.ask("DELETE", f"{talk.messages}/{page['messages'][1]['sid']}")
    after = talk.follow(page["next_page_uri"])
    assert [one["body"] for one in after["messages"]] == ["b", "a"]
    talk.send(Body="newer")
    before = talk.follow(after["previous_page_uri"])
    assert [one["body"] for one in before["messages"]] == ["new", "d"]
    newest = talk.follow(before["previous_page_uri"])
    assert [one["body"] for one in newest["messages"]] == ["newer"]
    assert (before["page"], newest["page"]) == (0, 0)


def test_a_page_is_found_by_its_number(talk: Talk) -> None:
    """Page without a token counts pages from 0; one behind the end is empty."""
    for body in "abc":
        talk.send(Body=body)
    assert talk.bodies(("PageSize", "2"), ("Page", "1")) == ["a"]
    assert talk.bodies(("PageSize", "2"), ("Page", "999999999")) == []
    assert talk.bodies(("PageSize", "1000")) == ["c", "b", "a"]
    assert talk.bodies(("PageToken", "")) == ["c", "b", "a"]


def test_odd_numbers_are_refused(talk: Talk) -> None:
    """A page size outside 1 to 1000, or a page that is no number, is a 400 with code 20001."""
    sizes = [("PageSize", size) for size in ("0", "1001", "-1", "x", "", "1.5", "\u0661", "9" * 5000)]
    for name, value in [*sizes, *(("Page", page) for page in ("-1", "x", "", "9" * 5000))]:
        status, tree = talk.ask("GET", talk.messages, query=[(name, value)])
        assert (status, tree["code"], tree["message"]) == (400, 20001, f"Invalid {name}."), value


def test_a_bad_token_is_refused(talk: Talk) -> None:
    """A token that was never given is a 400 with code 21481."""
    for token in ("x", "PA", "PC1", "PAg", "PA-1", "PAA", "PASM" + "0" * 32, "PA" + "0" * 32):
        status, tree = talk.ask("GET", talk.messages, query=[("PageToken", token)])
        assert (status, tree["code"], tree["message"]) == (400, 21481, "Invalid PageToken"), token


# --- media and feedback


def send_media(talk: Talk, *urls: str) -> Any:
    """Create a message with media."""
    return talk.send_pairs([("To", TO), ("From", FROM), *(("MediaUrl", url) for url in urls)])[1]


def test_a_message_with_media_is_an_mms(talk: Talk) -> None:
    """Media make an MM SID and are counted; an MMS is one segment."""
    message = send_media(talk, "https://example.com/a.jpg", "https://example.com/b.png")
    assert re.fullmatch("MM[0-9a-f]{32}", message["sid"])
    assert (message["num_media"], message["num_segments"], message["body"]) == ("2", "1", "")
    assert talk.send(Body="x" * 161, MediaUrl="https://example.com/a.jpg")["num_segments"] == "1"


def test_media_are_listed_as_they_were_given(talk: Talk) -> None:
    """There is one medium for each address, in that order, and with the type that its extension stands for."""
    urls = [f"https://example.com/{name}?x=.gif" for name in ("a.JPG", "b.png", "c", "d.exe", "e.tar.gif")]
    message = send_media(talk, *urls)
    send_media(talk, "https://example.com/other.png")
    path = f"{talk.messages}/{message['sid']}/Media"
    status, tree = talk.ask("GET", path)
    assert status == 200
    assert [media["content_type"] for media in tree["media_list"]] == [
        *("image/jpeg", "image/png", "application/octet-stream", "application/octet-stream", "image/gif")
    ]
    assert tree["uri"] == f"{path}.json?PageSize=50&Page=0"
    (first, *_) = tree["media_list"]
    assert set(first) == MEDIA_FIELDS
    assert first | {"sid": ""} == {
        "sid": "",
        "account_sid": talk.sid,
        "parent_sid": message["sid"],
        "content_type": "image/jpeg",
        "date_created": "Sun, 01 Mar 2026 12:00:00 +0000",
        "date_updated": "Sun, 01 Mar 2026 12:00:00 +0000",
        "uri": f"{path}/{first['sid']}.json",
    }
    assert re.fullmatch("ME[0-9a-f]{32}", first["sid"])
    assert talk.ask("GET", f"{path}/{first['sid']}") == (200, first)


CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
    "mp4": "video/mp4",
    "3gp": "video/3gpp",
    "pdf": "application/pdf",
    "vcf": "text/vcard",
    "txt": "text/plain",
    "none": "application/octet-stream",
}


def test_content_types_are_guessed(talk: Talk) -> None:
    """The extension of an address says what is behind it."""
    for extension, content_type in CONTENT_TYPES.items():
        path = f"{talk.messages}/{send_media(talk, f'https://example.com/a.{extension}')['sid']}/Media"
        assert talk.ask("GET", path)[1]["media_list"][0]["content_type"] == content_type


def test_media_are_paged_and_filtered(talk: Talk) -> None:
    """Lists of media have pages and date filters too."""
    path = f"{talk.messages}/{send_media(talk, 'https://example.com/a.gif', 'https://example.com/b.png')['sid']}/Media"
    page = talk.ask("GET", path, query=[("PageSize", "1"), ("DateCreated>", "2026-03-01")])[1]
    assert [media["content_type"] for media in page["media_list"]] == ["image/gif"]
    assert "DateCreated%3E=2026-03-01&PageSize=1&Page=1&PageToken=PA" in page["next_page_uri"]
    assert [media["content_type"] for media in talk.follow(page["next_page_uri"])["media_list"]] == ["image/png"]
    assert talk.ask("GET", path, query=[("DateCreated<", "2026-02-28")])[1]["media_list"] == []


def test_a_deleted_medium_is_gone(talk: Talk) -> None:
    """A medium is deleted by itself; the message still says how many it was sent with."""
    message = send_media(talk, "https://example.com/a.gif", "https://example.com/b.png")
    path = f"{talk.messages}/{message['sid']}/Media"
    first, second = (media["sid"] for media in talk.ask("GET", path)[1]["media_list"])
    assert talk.ask("DELETE", f"{path}/{first}") == (204, None)
    assert talk.ask("DELETE", f"{path}/{first}")[0] == 404
    assert [media["sid"] for media in talk.ask("GET", path)[1]["media_list"]] == [second]
    assert talk.ask("GET", f"{talk.messages}/{message['sid']}")[1]["num_media"] == "2"


def test_a_medium_is_found_under_its_message_only(talk: Talk) -> None:
    """A medium of another message, or of none, is not found."""
    medium, other = send_media(talk, "https://example.com/a.gif")["sid"], talk.send()["sid"]
    sid = talk.ask("GET", f"{talk.messages}/{medium}/Media")[1]["media_list"][0]["sid"]
    assert talk.ask("GET", f"{talk.messages}/{other}/Media/{sid}")[0] == 404
    assert talk.ask("GET", f"{talk.messages}/{NOWHERE}/Media/{sid}")[0] == 404


def test_feedback_is_given(talk: Talk) -> None:
    """Feedback says confirmed unless told otherwise; a later report keeps the date of the first."""
    sid = talk.send()["sid"]
    path = f"{talk.messages}/{sid}/Feedback"
    status, feedback = talk.ask("POST", path, [("Outcome", "unconfirmed")])
    assert status == 200
    assert set(feedback) == FEEDBACK_FIELDS
    assert feedback == {
        "account_sid": talk.sid,
        "message_sid": sid,
        "outcome": "unconfirmed",
        "date_created": "Sun, 01 Mar 2026 12:00:00 +0000",
        "date_updated": "Sun, 01 Mar 2026 12:00:00 +0000",
        "uri": f"{path}.json",
    }
    statuses(talk, sid, 1)
    assert talk.ask("POST", path)[1] == feedback | {
        "outcome": "confirmed",
        "date_updated": "Sun, 01 Mar 2026 12:00:01 +0000",
    }


def test_feedback_knows_two_outcomes(talk: Talk) -> None:
    """Any other outcome is refused, and feedback on nothing is not found."""
    status, tree = talk.ask("POST", f"{talk.messages}/{talk.send()['sid']}/Feedback", [("Outcome", "maybe")])
    assert (status, tree["code"], tree["message"]) == (400, 20001, "Invalid Outcome.")
    assert talk.ask("POST", f"{talk.messages}/{NOWHERE}/Feedback")[0] == 404


# --- XML


def test_without_an_extension_the_answer_is_xml(talk: Talk) -> None:
    """A message in XML has CamelCase names, empty elements for null, and addresses without an extension."""
    sid = talk.send(Body='<&>"\r\n\x00\N{THUMBS UP SIGN}')["sid"]
    for extension in ("", ".xml"):
        message = talk.xml("GET", f"{talk.messages}/{sid}{extension}")
        assert message.tag == "Message"
        assert {re.sub(r"(?<!^)([A-Z])", r"_\1", child.tag).lower() for child in message} == MESSAGE_FIELDS
        assert message.findtext("Body") == '<&>"\r\n\ufffd\N{THUMBS UP SIGN}'
        assert message.findtext("Uri") == f"{talk.messages}/{sid}"
        assert message.findtext("SubresourceUris/Media") == f"{talk.messages}/{sid}/Media"
        assert message.find("ErrorCode").text is None
        assert parsedate_to_datetime(message.findtext("DateCreated")) == NOON


def test_an_empty_body_is_an_empty_element(talk: Talk) -> None:
    """A redacted body is `<Body/>`."""
    path = f"{talk.messages}/{talk.send()['sid']}"
    assert b"<Body/>" in talk.raw("POST", path, b"Body=").body


def test_a_list_in_xml_has_its_paging_as_attributes(talk: Talk) -> None:
    """A list's element has the paging, with "" for a page that is not there."""
    for body in "abc":
        talk.send(Body=body)
    messages = talk.xml("GET", f"{talk.messages}?PageSize=2&To=%2B15555550100")
    assert (messages.tag, [child.tag for child in messages]) == ("Messages", ["Message", "Message"])
    first = f"{talk.messages}?To=%2B15555550100&PageSize=2&Page=0"
    following = messages.attrib.pop("nextpageuri")
    assert messages.attrib == {
        "page": "0",
        "pagesize": "2",
        "uri": first,
        "firstpageuri": first,
        "previouspageuri": "",
    }
    assert following.startswith(f"{talk.messages}?To=%2B15555550100&PageSize=2&Page=1&PageToken=PA")
    assert [child.findtext("Body") for child in talk.xml("GET", following)] == ["a"]


def test_the_other_resources_in_xml(talk: Talk) -> None:
    """Each resource has an element, and each list one for itself and one for its items."""
    path = f"{talk.messages}/{send_media(talk, 'https://example.com/a.gif')['sid']}"
    assert talk.xml("GET", "/2010-04-01/Accounts").tag == "Accounts"
    account = talk.xml("GET", talk.path)
    assert (account.tag, account.findtext("FriendlyName")) == ("Account", "Sandbox")
    media = talk.xml("GET", f"{path}/Media")
    assert (media.tag, media[0].tag, media[0].findtext("ContentType")) == ("MediaList", "Media", "image/gif")
    feedback = talk.xml("POST", f"{path}/Feedback")
    assert (feedback.tag, feedback.findtext("Outcome")) == ("MessageFeedback", "confirmed")
    assert talk.raw("DELETE", path).body == b""


def test_xml_holds_nothing_between_its_elements(talk: Talk) -> None:
    """An answer in XML, to the letter."""
    here = "/2010-04-01/Accounts"
    for name in ("A", "B"):
        talk.ask("POST", here, [("FriendlyName", name)])
    first, second = (
        {"path": f"{here}/{one.sid}", "sid": one.sid, "token": talk.world.token(one), "name": one["friendly_name"]}
        for one in talk.kept("account")[:2]
    )
    page = "PageSize=2&amp;Page"
    item = (
        "<Account><Sid>{sid}</Sid><FriendlyName>{name}</FriendlyName><Status>active</Status>"
        "<AuthToken>{token}</AuthToken><DateCreated>Sun, 01 Mar 2026 12:00:00 +0000</DateCreated>"
        "<DateUpdated>Sun, 01 Mar 2026 12:00:00 +0000</DateUpdated><Type>Full</Type>"
        f"<OwnerAccountSid>{talk.sid}</OwnerAccountSid><Uri>{{path}}</Uri>"
        "<SubresourceUris><Messages>{path}/Messages</Messages><Calls>{path}/Calls</Calls>"
        "<OutgoingCallerIds>{path}/OutgoingCallerIds</OutgoingCallerIds>"
        "<IncomingPhoneNumbers>{path}/IncomingPhoneNumbers</IncomingPhoneNumbers></SubresourceUris></Account>"
    )
    assert talk.raw("GET", f"{here}?PageSize=2").body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>"
        f'<Accounts page="0" pagesize="2" uri="{here}?{page}=0" firstpageuri="{here}?{page}=0"'
        f' nextpageuri="{here}?{page}=1&amp;PageToken=PA{talk.kept("account")[1].n:x}" previouspageuri="">'
        f"{item.format(**first)}{item.format(**second)}</Accounts></TwilioResponse>"
    )


def test_an_empty_element_closes_itself(talk: Talk) -> None:
    """A refusal in XML, to the letter."""
    assert talk.raw("POST", talk.messages).body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException><Code>21604</Code><Detail/>"
        "<Message>A &#x27;To&#x27; phone number is required.</Message>"
        "<MoreInfo>https://www.twilio.com/docs/errors/21604</MoreInfo><Status>400</Status>"
        "</RestException></TwilioResponse>"
    )


def test_an_error_in_xml(talk: Talk) -> None:
    """A refusal in XML has its parts in Twilio's order, the detail even when there is none."""
    error = talk.xml("POST", talk.messages)
    assert error.tag == "RestException"
    assert [(child.tag, child.text) for child in error] == [
        ("Code", "21604"),
        ("Detail", None),
        ("Message", "A 'To' phone number is required."),
        ("MoreInfo", "https://www.twilio.com/docs/errors/21604"),
        ("Status", "400"),
    ]


# --- the sandbox itself


def test_a_message_goes_through_the_client() -> None:
    """The real client sends, fetches and lists in a sandbox."""
    sandbox = Sandbox()
    with sandbox.client() as client:
        assert isinstance(client, Client)
        message = client.messages.create(to=TO, from_=FROM, body="hi")
        fetched = [client.messages(message.sid).fetch().status for _ in range(2)]
        assert [message.status, *fetched] == ["queued", "sent", "delivered"]
        for _ in range(4):
            client.messages.create(to=TO, messaging_service_sid=SERVICE, body="more")
        assert len(client.messages.list(page_size=2)) == 5
        client.messages(message.sid).delete()
        with pytest.raises(NotFoundError):
            client.messages(message.sid).fetch()
    assert len(sandbox.outbox) == 4


@pytest.mark.parametrize("format_", ["json", "xml"])
def test_both_formats_give_the_client_the_same(format_: str) -> None:
    """The client reads the same models from JSON and XML, accounts, media and feedback too."""
    client = Sandbox().client(format=format_)
    message = client.messages.create(to=TO, from_=FROM, media_url=["https://example.com/a.gif"])
    assert (message.body, message.num_media, message.price) == ("", 1, None)
    (medium,) = client.messages(message.sid).media.list()
    assert medium == client.messages(message.sid).media(medium.sid).fetch()
    client.messages(message.sid).media(medium.sid).delete()
    assert client.messages(message.sid).feedback.create().outcome == "confirmed"
    account = client.accounts.create(friendly_name="Shop")
    assert client.accounts.list(friendly_name="Shop") == [account]
    client.accounts(account.sid).messages.create(to=TO, from_=FROM, body="from the shop")
    assert client.accounts(account.sid).update(status="closed").status == "closed"


def test_errors_come_out_of_the_client() -> None:
    """A rule that is broken is the client's exception with Twilio's code."""
    client = Sandbox().client(retry=Retry(attempts=0))
    with pytest.raises(BadRequestError) as refused:
        client.messages.create(to="+1555", from_=FROM, body="hi")
    assert (refused.value.code, refused.value.took_effect) == (21211, False)
    with pytest.raises(RateLimitError):
        client.messages.create(to=TO, from_="+15005550008", body="hi")


def test_a_message_goes_through_the_async_client() -> None:
    """The real async client does the same, many calls at a time."""
    sandbox = Sandbox()

    async def send() -> list[str]:
        async with sandbox.async_client(format="xml") as client:
            assert isinstance(client, AsyncClient)
            sending = (client.messages.create(to=TO, from_=FROM, body=f"{n}") for n in range(10))
            return [message.sid for message in await asyncio.gather(*sending)]

    assert len(set(asyncio.run(send()))) == 10
    assert {sent.body for sent in sandbox.outbox} == {str(n) for n in range(10)}


def test_the_outbox_shows_what_was_sent() -> None:
    """The outbox is a snapshot, oldest first, and looking at it moves nothing."""
    sandbox = Sandbox()
    assert sandbox.outbox == []
    client = sandbox.client()
    client.messages.create(to=TO, from_=FROM, body="hi", media_url="https://example.com/a.gif")
    before = sandbox.outbox
    second = client.messages.create(
        to=TO, messaging_service_sid=SERVICE, content_sid=TEMPLATE, content_variables='{"1":"x"}'
    )
    assert len(before) == 1
    first, last = sandbox.outbox
    assert first == before[0]
    assert (first.to, first.from_, first.body, first.status) == (TO, FROM, "hi", "queued")
    assert (first.num_media, first.messaging_service_sid) == (1, None)
    assert sandbox.parameters(first.sid) == [
        *(("To", TO), ("From", FROM), ("Body", "hi"), ("MediaUrl", "https://example.com/a.gif"))
    ]
    assert first.account_sid == sandbox.account_sid
    assert (last.sid, last.from_, last.messaging_service_sid, last.status) == (second.sid, None, SERVICE, "accepted")
    parameters = dict(sandbox.parameters(last.sid))
    assert (parameters["ContentSid"], parameters["ContentVariables"]) == (TEMPLATE, '{"1":"x"}')
    assert last == second
    assert sandbox.parameters(NOWHERE) == []
    client.messages(first.sid).fetch()
    assert sandbox.outbox[0].status == "sent"
    assert first.date_created
    assert sandbox.outbox[0].date_sent == first.date_created + timedelta(seconds=1)


def test_a_sandbox_starts_now_in_whole_seconds() -> None:
    """The clock of a sandbox starts at the time of its making, in UTC and without a fraction."""
    before = datetime.now(UTC).replace(microsecond=0)
    sandbox = Sandbox()
    sandbox.client().messages.create(to=TO, from_=FROM, body="hi")
    created = sandbox.outbox[0].date_created
    assert created
    assert before <= created <= datetime.now(UTC)
    assert created.microsecond == 0


def test_a_sandbox_makes_up_its_credentials() -> None:
    """SID and token have Twilio's shapes, and each sandbox has its own; the repr shows the one that is no secret."""
    sandbox, other = Sandbox(), Sandbox()
    assert re.fullmatch("AC[0-9a-f]{32}", sandbox.account_sid)
    assert re.fullmatch("[0-9a-f]{32}", sandbox.auth_token)
    assert sandbox.account_sid != other.account_sid
    assert sandbox.auth_token != other.auth_token
    assert repr(sandbox) == f"Sandbox('{sandbox.account_sid}')"


def test_a_sandbox_lasts_as_long_as_its_clients() -> None:
    """Nobody has to keep the sandbox for its clients to work."""
    client = Sandbox().client()
    gc.collect()
    assert client.messages.create(to=TO, from_=FROM, body="hi").status == "queued"


def test_two_sandboxes_share_nothing() -> None:
    """What is sent in one sandbox is not in another."""
    one, other = Sandbox(), Sandbox()
    one.client().messages.create(to=TO, from_=FROM, body="hi")
    assert (len(one.outbox), len(other.outbox)) == (1, 0)


def test_the_environment_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables that lead a client elsewhere do not lead it out of the sandbox; options may name another place."""
    monkeypatch.setenv("TWILIO_BASE_URL", "https://example.com/elsewhere")
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", f"AC{'f' * 32}")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:1")
    assert Sandbox().client().messages.list() == []
    monkeypatch.delenv("TWILIO_BASE_URL")
    for place in ({"region": "au1"}, {"edge": "sydney"}, {"base_url": "https://sandbox.example"}):
        client = Sandbox().client(**place)
        assert "//api.twilio.com" not in client.address(Request("GET", "/2010-04-01/Accounts", dict))
        assert client.messages.list() == []


def test_importing_it_brings_no_client_and_no_page() -> None:
    """The client is loaded when one is made, and what serves the page only with the page."""
    absent = "{'twilio_lite._client', 'starlette', 'uvicorn', 'jinja2'}"
    code = f"import sys, twilio_lite.sandbox; assert not {absent} & sys.modules.keys()"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_server_can_be_put_around_it() -> None:
    """One method takes what a server gets and gives what it answers."""
    sandbox = Sandbox()
    response = sandbox.answer("GET", f"/2010-04-01/Accounts/{sandbox.account_sid}.json", Headers(), b"")
    assert response.status == 401


def test_a_sandbox_is_empty_at_first() -> None:
    """A sandbox begins with one account that owns itself, and nothing else."""
    sandbox = Sandbox()
    (main,) = sandbox.accounts
    assert (main.sid, main.owner_account_sid, main.status) == (sandbox.account_sid, sandbox.account_sid, "active")
    assert [*sandbox.outbox, *sandbox.inbox, *sandbox.calls, *sandbox.deliveries] == []


def test_a_store_that_cannot_be_written_is_a_503_and_writes_again_once_it_can(tmp_path: Path) -> None:
    path = str(tmp_path / "sandbox.sqlite3")
    with Sandbox(db=path) as sandbox, sandbox.client(retry=Retry(attempts=0)) as client:
        sandbox._world.store.connection.execute("PRAGMA busy_timeout = 0")  # noqa: SLF001 - it would wait for seconds
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(ServerError, match="Nothing can be kept: database is locked") as refused:
                client.messages.create(to="+15555550100", from_="+15555550199", body="Hello")
            login = basic(sandbox.account_sid, sandbox.auth_token)
            assert sandbox.answer("GET", "/sandbox/messages", login, b"").status == 503
            other.execute("ROLLBACK")
        assert (refused.value.status, refused.value.code) == (503, 20503)
        client.messages.create(to="+15555550100", from_="+15555550199", body="Hello again")
        sandbox._world.store.connection.execute("PRAGMA max_page_count = 1")  # noqa: SLF001 - the disk is full
        with suppress(ServerError):
            for _ in range(100):  # into what is left of the last page
                client.messages.create(to="+15555550100", from_="+15555550199", body="x" * 1600)
        with pytest.raises(ServerError, match="Nothing can be kept: database or disk is full"):
            client.messages.create(to="+15555550100", from_="+15555550199", body="x" * 1600)
        sandbox._world.store.connection.execute("PRAGMA max_page_count = 1000000")  # noqa: SLF001 - there is room again
        client.messages.create(to="+15555550100", from_="+15555550199", body="At last")
        assert [sandbox.outbox[0].body, sandbox.outbox[-1].body] == ["Hello again", "At last"]


def test_a_transaction_that_cannot_be_ended_is_taken_back() -> None:
    refused = {sqlite3.SQLITE_TRANSACTION: sqlite3.SQLITE_DENY}
    store = Store(":memory:")
    store.connection.set_authorizer(
        lambda action, word, *_: refused.get(action, sqlite3.SQLITE_OK) if word == "COMMIT" else sqlite3.SQLITE_OK
    )
    with pytest.raises(sqlite3.DatabaseError, match="not authorized"), store:
        store.add("SM", "message", "AC", 0.0)
    store.connection.set_authorizer(None)
    with store:
        assert list(store.each("message")) == []
    store.close()
