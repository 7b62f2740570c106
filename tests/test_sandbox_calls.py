"""The sandbox's phone calls and caller ids: their rules, their life, their lists."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

import pytest

from talking import FROM, NOON, SERVICE, TO, Pairs, Talk, basic

URL = "https://example.com/voice.xml"
APPLICATION = f"AP{'0' * 32}"
DAY = "Sun, 01 Mar 2026 12:00:0"
CALL_FIELDS = {
    *("account_sid", "answered_by", "api_version", "caller_name", "date_created", "date_updated", "direction"),
    *("duration", "end_time", "forwarded_from", "from", "from_formatted", "group_sid", "parent_call_sid"),
    *("phone_number_sid", "price", "price_unit", "queue_time", "sid", "start_time", "status", "subresource_uris", "to"),
    *("to_formatted", "trunk_sid", "uri"),
}
CALLER_ID_FIELDS = {"account_sid", "date_created", "date_updated", "friendly_name", "phone_number", "sid", "uri"}


@pytest.fixture
def talk() -> Talk:
    """Begin a talk with a new world."""
    return Talk()


def calls(talk: Talk) -> str:
    """Where the main account's phone calls are."""
    return f"{talk.path}/Calls"


def caller_ids(talk: Talk) -> str:
    """Where the main account's caller ids are."""
    return f"{talk.path}/OutgoingCallerIds"


def dial(talk: Talk, **more: str) -> Any:
    """Make a phone call that is valid unless *more* says otherwise."""
    return talk.ask("POST", calls(talk), [*({"To": TO, "From": FROM, "Url": URL} | more).items()])[1]


def fetched(talk: Talk, sid: str, times: int) -> list[Any]:
    """Fetch a phone call again and again."""
    return [talk.ask("GET", f"{calls(talk)}/{sid}")[1] for _ in range(times)]


def update(talk: Talk, sid: str, **form: str) -> tuple[int, Any]:
    """Update a phone call."""
    return talk.ask("POST", f"{calls(talk)}/{sid}", [*form.items()])


def listed(talk: Talk, *query: tuple[str, str]) -> list[str]:
    """Give the receivers of the phone calls on a page."""
    status, tree = talk.ask("GET", calls(talk), query=list(query))
    assert status == 200, tree
    return [call["to"] for call in tree["calls"]]


def verify(talk: Talk, **form: str) -> tuple[int, Any]:
    """Ask for a number to be verified."""
    return talk.ask("POST", caller_ids(talk), [*form.items()])


# --- calls: create


def test_a_call_is_made(talk: Talk) -> None:
    """A new call has every field of the published schema, in the types that Twilio sends."""
    status, call = talk.ask("POST", calls(talk), [("To", TO), ("From", FROM), ("Url", URL)])
    assert status == 201
    assert set(call) == CALL_FIELDS
    assert re.fullmatch("CA[0-9a-f]{32}", call["sid"])
    assert call | {"sid": ""} == {
        "sid": "",
        "account_sid": talk.sid,
        "answered_by": None,
        "api_version": "2010-04-01",
        "caller_name": None,
        "date_created": f"{DAY}0 +0000",
        "date_updated": f"{DAY}0 +0000",
        "direction": "outbound-api",
        "duration": None,
        "end_time": None,
        "forwarded_from": None,
        "from": FROM,
        "from_formatted": "(555) 555-0199",
        "group_sid": None,
        "parent_call_sid": None,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "start_time": None,
        "status": "queued",
        "subresource_uris": {},
        "to": TO,
        "to_formatted": "(555) 555-0100",
        "trunk_sid": None,
        "uri": f"{calls(talk)}/{call['sid']}.json",
    }


RULES: list[tuple[dict[str, str], int, str]] = [
    ({"To": ""}, 21201, "No 'To' number is specified"),
    ({"From": ""}, 21213, "Caller phone number is required"),
    ({"Url": ""}, 21205, "Url parameter is required."),
    ({"Url": "voice.xml"}, 21205, "Url is not a valid URL: voice.xml"),
    ({"Url": "ftp://example.com/", "Twiml": "<Response/>"}, 21205, "Url is not a valid URL: ftp://example.com/"),
    ({"To": "12345"}, 21211, "The phone number you are attempting to call, 12345, is not valid."),
    ({"To": "+1555"}, 21211, "The phone number you are attempting to call, +1555, is not valid."),
    ({"To": "{to}"}, 21211, "The phone number you are attempting to call, {to}, is not valid."),
    ({"To": "client:"}, 21211, "The phone number you are attempting to call, client:, is not valid."),
    ({"To": "whatsapp:+1"}, 21211, "The phone number you are attempting to call, whatsapp:+1, is not valid."),
    ({"From": "Sandbox Co"}, 21212, "Invalid 'From' Number"),
    ({"From": "client:me"}, 21212, "Invalid 'From' Number"),
    ({"From": "client:", "To": "client:you"}, 21212, "Invalid 'From' Number"),
    ({"ApplicationSid": "AP1"}, 21218, "Invalid ApplicationSid"),
    ({"SendDigits": "12E"}, 21206, "Invalid SendDigits"),
    ({"SendDigits": "1" * 33}, 21206, "Invalid SendDigits"),
    ({"Timeout": "601"}, 21208, "Invalid Timeout"),
    ({"Timeout": "-1"}, 21208, "Invalid Timeout"),
    ({"Timeout": "9" * 5000}, 21208, "Invalid Timeout"),
    ({"Method": "PUT"}, 21209, "Invalid Method"),
    ({"StatusCallbackMethod": "get"}, 21209, "Invalid Method"),
    ({"FallbackMethod": "PUT"}, 21209, "Invalid Method"),
    ({"RecordingStatusCallbackMethod": "PUT"}, 21209, "Invalid Method"),
    ({"StatusCallback": "https://my_host.example.com/"}, 21609, "Invalid 'StatusCallback'"),
    ({"From": "+15005550001"}, 21212, "Invalid 'From' Number"),
    ({"To": "+15005550001"}, 21217, "Phone number does not appear to be valid"),
    ({"To": "+15005550002"}, 21214, "'To' phone number cannot be reached"),
    (
        {"To": "+15005550003"},
        21215,
        (
            "Account not authorized to call +15005550003. Perhaps you need to enable some international"
            " permissions: https://www.twilio.com/console/voice/calls/geo-permissions/low-risk"
        ),
    ),
    ({"To": "+15005550004"}, 21216, "Account not allowed to call +15005550004"),
]


def test_a_call_must_fulfil_the_rules(talk: Talk) -> None:
    """Each rule that a new call breaks is refused with its own code and text, the magic numbers too."""
    for pairs, code, text in RULES:
        tree = dial(talk, **pairs)
        assert (tree["status"], tree["code"], tree["message"]) == (400, code, text), pairs
        assert listed(talk) == []


def test_the_first_broken_rule_of_a_call_is_told(talk: Talk) -> None:
    """A call of nothing lacks its receiver first, then its caller, then what to say."""
    path = calls(talk)
    assert talk.ask("POST", path)[1]["code"] == 21201
    assert talk.ask("POST", path, [("To", TO)])[1]["code"] == 21213
    assert talk.ask("POST", path, [("To", TO), ("From", FROM)])[1]["code"] == 21205


@pytest.mark.parametrize(
    "more",
    [
        {"Url": "", "Twiml": "<Response/>"},
        {"Url": "", "ApplicationSid": APPLICATION},
        {"From": "+15005550006"},
        {"From": "+15005550007"},
        {"To": "client:alice", "From": "client:bob"},
        {"To": "sip:alice@example.com"},
        {"Timeout": "600", "SendDigits": "1234#wW*ABCD", "Method": "GET", "StatusCallback": "https://example.com/s"},
        {"Unknown": "parameter"},
    ],
)
def test_a_call_that_keeps_the_rules_is_made(talk: Talk, more: dict[str, str]) -> None:
    """Every caller is owned, one of the three instructions is enough, and every limit may be reached."""
    assert dial(talk, **more)["status"] == "queued"


def test_the_numbers_of_a_call_are_normalized_and_formatted(talk: Talk) -> None:
    """Punctuation goes; North American numbers are formatted for people, others stay as they are."""
    call = dial(talk, To="+1 (555) 555-0100", From="+445555550100")
    assert (call["to"], call["to_formatted"]) == (TO, "(555) 555-0100")
    assert (call["from"], call["from_formatted"]) == ("+445555550100", "+445555550100")


def test_a_suspended_account_calls_nobody(talk: Talk) -> None:
    """No call and no caller id is made in an account that is not active: 20005."""
    path = f"/2010-04-01/Accounts/{talk.ask('POST', '/2010-04-01/Accounts')[1]['sid']}"
    talk.ask("POST", path, [("Status", "suspended")])
    assert talk.ask("POST", f"{path}/Calls", [("To", TO), ("From", FROM), ("Url", URL)])[1]["code"] == 20005
    assert talk.ask("POST", f"{path}/OutgoingCallerIds", [("PhoneNumber", TO)])[1]["code"] == 20005


# --- calls: in time


def test_a_call_goes_its_way_as_it_is_fetched(talk: Talk) -> None:
    """Each fetch is a second later; start, end, duration and price come with what they tell of."""
    call = dial(talk)
    names = ("status", "date_updated", "start_time", "end_time", "duration", "price")
    steps = [tuple(one[name] for name in names) for one in [call, *fetched(talk, call["sid"], 4)]]
    assert steps == [
        ("queued", f"{DAY}0 +0000", None, None, None, None),
        ("ringing", f"{DAY}1 +0000", f"{DAY}1 +0000", None, None, None),
        ("in-progress", f"{DAY}2 +0000", f"{DAY}1 +0000", None, None, None),
        ("completed", f"{DAY}3 +0000", f"{DAY}1 +0000", f"{DAY}3 +0000", "2", "-0.01400"),
        ("completed", f"{DAY}3 +0000", f"{DAY}1 +0000", f"{DAY}3 +0000", "2", "-0.01400"),
    ]


def test_calls_and_messages_share_a_clock(talk: Talk) -> None:
    """A fetch of a message brings a call on its way, and only fetches do."""
    message, call = talk.send(), dial(talk)
    listed(talk)
    verify(talk, PhoneNumber=TO)
    talk.ask("GET", caller_ids(talk))
    talk.ask("GET", f"{calls(talk)}/CA{'f' * 32}")
    assert talk.now == NOON
    talk.ask("GET", f"{talk.messages}/{message['sid']}")
    assert fetched(talk, call["sid"], 1)[0]["status"] == "in-progress"


def test_a_call_is_a_function_of_the_clock(talk: Talk) -> None:
    """What has become of a call follows from the time alone, whichever way the clock is moved."""
    dial(talk)
    seen = []
    for seconds in (3, 0, 2, 86400, 1, 0.5):
        talk.world.clock.offset = NOON.timestamp() + seconds
        seen.append(talk.ask("GET", calls(talk))[1]["calls"][0]["status"])
    assert seen == ["completed", "queued", "in-progress", "completed", "ringing", "queued"]


def test_machine_detection_finds_a_human(talk: Talk) -> None:
    """With machine detection it is known who answered, once somebody did."""
    sid = dial(talk, MachineDetection="Enable")["sid"]
    assert [call["answered_by"] for call in fetched(talk, sid, 3)] == [None, "human", "human"]


# --- calls: update and delete


@pytest.mark.parametrize("seconds", [0, 1])
def test_a_call_is_canceled_before_it_is_answered(talk: Talk, seconds: int) -> None:
    """A queued or ringing call is canceled for good, without end, duration or price."""
    sid = dial(talk)["sid"]
    fetched(talk, sid, seconds)
    status, call = update(talk, sid, Status="canceled")
    assert (status, call["status"], call["date_updated"]) == (200, "canceled", f"{DAY}{seconds} +0000")
    assert fetched(talk, sid, 4)[-1] == call
    assert (call["end_time"], call["duration"], call["price"]) == (None, None, None)
    assert call["start_time"] == (f"{DAY}1 +0000" if seconds else None)


@pytest.mark.parametrize(
    ("seconds", "end", "duration"), [(0, f"{DAY}0 +0000", None), (1, f"{DAY}1 +0000", None), (2, f"{DAY}2 +0000", "1")]
)
def test_a_call_is_hung_up(talk: Talk, seconds: int, end: str, duration: str | None) -> None:
    """A call is completed at once; it has a duration and a price when somebody had answered."""
    sid = dial(talk)["sid"]
    fetched(talk, sid, seconds)
    call = update(talk, sid, Status="completed")[1]
    assert (call["status"], call["end_time"], call["duration"]) == ("completed", end, duration)
    assert call["price"] == ("-0.01400" if duration else None)
    assert fetched(talk, sid, 4)[-1] == call


@pytest.mark.parametrize("form", [{"Url": URL, "Method": "GET"}, {"Twiml": "<Response/>"}])
def test_a_call_in_progress_is_redirected(talk: Talk, form: dict[str, str]) -> None:
    """A redirected call goes on."""
    sid = dial(talk)["sid"]
    before = fetched(talk, sid, 2)[-1]
    assert update(talk, sid, **form) == (200, before)
    assert fetched(talk, sid, 1)[0]["status"] == "completed"


@pytest.mark.parametrize(
    ("seconds", "form", "text"),
    [
        (0, {"Url": URL}, "Call is not in-progress. Cannot redirect."),
        (1, {"Twiml": "<Response/>"}, "Call is not in-progress. Cannot redirect."),
        (3, {"Url": URL}, "Call is not in-progress. Cannot redirect."),
        (3, {"Status": "completed"}, "Call is not in-progress. Cannot redirect."),
        (2, {"Status": "canceled"}, "Invalid call state"),
        (3, {"Status": "canceled"}, "Invalid call state"),
    ],
)
def test_a_call_in_another_state_is_left_as_it_is(talk: Talk, seconds: int, form: dict[str, str], text: str) -> None:
    """What a call's state does not allow is refused: 21220."""
    sid = dial(talk)["sid"]
    fetched(talk, sid, seconds)
    before = talk.ask("GET", calls(talk))[1]
    status, tree = update(talk, sid, **form)
    assert (status, tree["code"], tree["message"]) == (400, 21220, text)
    assert talk.ask("GET", calls(talk))[1] == before


def test_a_call_that_was_canceled_cannot_be_hung_up(talk: Talk) -> None:
    """Its end is its end."""
    sid = dial(talk)["sid"]
    assert update(talk, sid, Status="canceled")[0] == 200
    assert update(talk, sid, Status="completed")[0] == 400


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"Status": "busy"}, 20001),
        ({"Url": "nowhere"}, 21205),
        ({"Twiml": "<Response/>", "Method": "HEAD"}, 21209),
        ({"StatusCallback": "nowhere"}, 21609),
    ],
)
def test_an_update_of_a_call_must_fulfil_the_rules(talk: Talk, form: dict[str, str], code: int) -> None:
    """What makes no sense is refused, whatever the state of the call."""
    assert update(talk, dial(talk)["sid"], **form)[1]["code"] == code


def test_an_update_without_effect_changes_nothing(talk: Talk) -> None:
    """A limit or a callback is taken and does nothing."""
    call = dial(talk)
    for _ in range(5):
        talk.world.clock.move(0.1)
        assert update(talk, call["sid"], TimeLimit="60", StatusCallback=URL) == (200, call)
        (call,) = fetched(talk, call["sid"], 1)


def test_a_deleted_call_is_gone(talk: Talk) -> None:
    """A delete has no body and cannot be done twice."""
    keep, sid = dial(talk)["sid"], dial(talk)["sid"]
    path = f"{calls(talk)}/{sid}"
    assert talk.ask("DELETE", path) == (204, None)
    assert talk.ask("DELETE", path)[0] == 404
    assert talk.ask("GET", path)[0] == 404
    assert update(talk, sid, Status="canceled")[0] == 404
    assert [call.sid for call in talk.kept("call")] == [keep]


def test_a_call_is_found_in_its_account_only(talk: Talk) -> None:
    """A call of another account is not found, nor is it listed."""
    sid = dial(talk)["sid"]
    account = talk.ask("POST", "/2010-04-01/Accounts")[1]["sid"]
    assert talk.ask("GET", f"/2010-04-01/Accounts/{account}/Calls/{sid}")[0] == 404
    assert talk.ask("GET", f"/2010-04-01/Accounts/{account}/Calls")[1]["calls"] == []


# --- calls: list


def test_calls_are_listed_newest_first_in_pages(talk: Talk) -> None:
    """A list of calls has pages as every other list."""
    numbers = [f"+1555555010{n}" for n in range(3)]
    for number in numbers:
        dial(talk, To=number)
    assert listed(talk) == numbers[::-1]
    page = talk.ask("GET", calls(talk), query=[("PageSize", "2"), ("Status", "queued")])[1]
    assert [call["to"] for call in talk.follow(page["next_page_uri"])["calls"]] == [numbers[0]]


FILTERS: list[tuple[Pairs, bool]] = [
    ([("To", TO)], True),
    ([("To", "+1 555 555 0100")], True),
    ([("To", FROM)], False),
    ([("From", FROM)], True),
    ([("From", TO)], False),
    ([("Status", "completed")], True),
    ([("Status", "queued")], False),
    ([("Status", "asleep")], False),
    ([("ParentCallSid", f"CA{'0' * 32}")], False),
    ([("StartTime", "2026-03-01")], True),
    ([("StartTime", "2026-03-02")], False),
    ([("StartTime>", "2026-03-01T12:00:01Z")], True),
    ([("StartTime>", "2026-03-01T12:00:02Z")], False),
    ([("StartTime>", "2026-03-01")], True),
    ([("StartTime<", "2026-03-02")], True),
    ([("StartTime<", "2026-03-01")], False),
    ([("StartTime<", "2026-02-28")], False),
    ([("EndTime", "2026-03-01")], True),
    ([("EndTime>", "2026-03-01T12:00:03Z"), ("EndTime<", "2026-03-01T12:00:04Z")], True),
    ([("EndTime<", "2026-03-01T12:00:03Z")], False),
    ([("EndTime<", "2026-03-02")], True),
    ([("EndTime<", "2026-03-01")], False),
    ([("To", ""), ("From", ""), ("Status", ""), ("ParentCallSid", ""), ("StartTime", ""), ("EndTime", "")], True),
]


def test_calls_are_filtered(talk: Talk) -> None:
    """Each filter lets a completed call through, or does not; an empty one lets through all."""
    fetched(talk, dial(talk)["sid"], 3)
    for query, found in FILTERS:
        assert listed(talk, *query) == ([TO] if found else []), query


def test_a_call_that_has_not_started_passes_no_time(talk: Talk) -> None:
    """A queued call has neither start nor end to filter by."""
    dial(talk)
    assert listed(talk, ("StartTime>", "2000-01-01")) == listed(talk, ("EndTime<", "9999-12-31")) == []


def test_a_time_that_is_none_is_refused(talk: Talk) -> None:
    """What cannot be read as a date is a 400 that names the parameter."""
    assert talk.ask("GET", calls(talk), query=[("EndTime<", "soon")])[1]["message"] == "Invalid EndTime."


# --- caller ids


def test_a_validation_request_is_answered_with_a_code(talk: Talk) -> None:
    """The answer has the call, the code in six digits, and the number's own name when none was given."""
    status, request = verify(talk, PhoneNumber="+1 (555) 555-0100", CallDelay="60", Extension="12")
    assert status == 200
    assert request | {"call_sid": "", "validation_code": ""} == {
        "account_sid": talk.sid,
        "call_sid": "",
        "friendly_name": "(555) 555-0100",
        "phone_number": TO,
        "validation_code": "",
    }
    assert re.fullmatch("CA[0-9a-f]{32}", request["call_sid"])
    assert re.fullmatch("[0-9]{6}", request["validation_code"])
    assert verify(talk, PhoneNumber=FROM)[1]["validation_code"] != request["validation_code"]


def test_a_number_is_verified_by_the_request(talk: Talk) -> None:
    """The number is a caller id at once; the call that the answer names is not kept."""
    name = "Shop" * 16
    request = verify(talk, PhoneNumber=TO, FriendlyName=name)[1]
    (caller_id,) = talk.ask("GET", caller_ids(talk))[1]["outgoing_caller_ids"]
    assert set(caller_id) == CALLER_ID_FIELDS
    assert caller_id | {"sid": ""} == {
        "sid": "",
        "account_sid": talk.sid,
        "friendly_name": name,
        "phone_number": TO,
        "date_created": f"{DAY}0 +0000",
        "date_updated": f"{DAY}0 +0000",
        "uri": f"{caller_ids(talk)}/{caller_id['sid']}.json",
    }
    assert re.fullmatch("PN[0-9a-f]{32}", caller_id["sid"])
    assert talk.ask("GET", f"{caller_ids(talk)}/{caller_id['sid']}") == (200, caller_id)
    assert talk.ask("GET", f"{calls(talk)}/{request['call_sid']}")[0] == 404


@pytest.mark.parametrize(
    ("form", "code", "text"),
    [
        ({}, 20001, "Missing required parameter PhoneNumber in the post body"),
        ({"PhoneNumber": "5555550100"}, 21401, "Invalid Phone Number"),
        ({"PhoneNumber": "client:alice"}, 21401, "Invalid Phone Number"),
        ({"PhoneNumber": TO, "CallDelay": "61"}, 21454, "Invalid CallDelay"),
        ({"PhoneNumber": TO, "CallDelay": "-1"}, 21454, "Invalid CallDelay"),
        ({"PhoneNumber": TO, "CallDelay": "soon"}, 21454, "Invalid CallDelay"),
        ({"PhoneNumber": TO, "FriendlyName": "x" * 65}, 20002, "Invalid FriendlyName"),
        ({"PhoneNumber": FROM}, 21450, "Phone number already validated on your account"),
    ],
)
def test_a_validation_request_must_fulfil_the_rules(talk: Talk, form: dict[str, str], code: int, text: str) -> None:
    """Each rule has its own code; a number is verified once."""
    verify(talk, PhoneNumber=FROM)
    status, tree = verify(talk, **form)
    assert (status, tree["code"], tree["message"]) == (400, code, text)
    assert len(talk.kept("caller_id")) == 1


def test_another_account_verifies_the_same_number(talk: Talk) -> None:
    """A number is verified for an account, and only seen there."""
    account = talk.ask("POST", "/2010-04-01/Accounts")[1]
    verify(talk, PhoneNumber=TO)
    (mine,) = talk.ask("GET", caller_ids(talk))[1]["outgoing_caller_ids"]
    talk.headers = basic(account["sid"], account["auth_token"])
    path = f"/2010-04-01/Accounts/{account['sid']}/OutgoingCallerIds"
    assert talk.ask("GET", f"{path}/{mine['sid']}")[0] == 404
    assert talk.ask("POST", path, [("PhoneNumber", TO)])[0] == 200
    assert len(talk.ask("GET", path)[1]["outgoing_caller_ids"]) == 1


def test_a_call_names_the_caller_id_it_comes_from(talk: Talk) -> None:
    """A call from a verified number has the caller id's SID; a number of another account is none."""
    verify(talk, PhoneNumber=TO)
    verify(talk, PhoneNumber=FROM)
    sid = talk.ask("GET", caller_ids(talk), query=[("PhoneNumber", FROM)])[1]["outgoing_caller_ids"][0]["sid"]
    assert dial(talk)["phone_number_sid"] == sid
    path = f"/2010-04-01/Accounts/{talk.ask('POST', '/2010-04-01/Accounts')[1]['sid']}/Calls"
    call = talk.ask("POST", path, [("To", TO), ("From", FROM), ("Url", URL)])[1]
    assert call["phone_number_sid"] is None


def test_caller_ids_are_listed_and_filtered(talk: Talk) -> None:
    """Caller ids are listed newest first, filtered by number and name, and in pages."""
    verify(talk, PhoneNumber=TO, FriendlyName="A")
    verify(talk, PhoneNumber=FROM, FriendlyName="B")

    def names(**query: str) -> list[str]:
        tree = talk.ask("GET", caller_ids(talk), query=list(query.items()))[1]
        return [caller_id["friendly_name"] for caller_id in tree["outgoing_caller_ids"]]

    assert names() == ["B", "A"]
    assert names(PhoneNumber="+1 555-555-0100") == ["A"]
    assert names(FriendlyName="B") == ["B"]
    assert names(PhoneNumber=TO, FriendlyName="B") == []
    assert names(PageSize="1", Page="1") == ["A"]


def test_a_caller_id_is_renamed_and_deleted(talk: Talk) -> None:
    """A new name is kept and says when it came; a deleted caller id can be verified anew."""
    verify(talk, PhoneNumber=TO)
    path = f"{caller_ids(talk)}/{talk.kept('caller_id')[0].sid}"
    fetched(talk, dial(talk)["sid"], 1)
    status, caller_id = talk.ask("POST", path, [("FriendlyName", "New")])
    assert (status, caller_id["friendly_name"], caller_id["date_updated"]) == (200, "New", f"{DAY}1 +0000")
    assert talk.ask("POST", path)[1] == caller_id
    assert talk.ask("POST", path, [("FriendlyName", "x" * 65)])[1]["code"] == 20002
    assert talk.ask("DELETE", path) == (204, None)
    assert talk.ask("DELETE", path)[0] == 404
    assert verify(talk, PhoneNumber=TO)[0] == 200


def test_calls_and_caller_ids_in_xml(talk: Talk) -> None:
    """Each has an element of its own, and so has its list."""
    form = urlencode({"To": TO, "From": FROM, "Url": URL}).encode()
    call = talk.xml("POST", calls(talk), form)
    assert (call.tag, call.findtext("ToFormatted"), call.find("SubresourceUris").text) == (
        "Call",
        "(555) 555-0100",
        None,
    )
    assert {re.sub(r"(?<!^)([A-Z])", r"_\1", child.tag).lower() for child in call} == CALL_FIELDS
    assert [talk.xml("GET", calls(talk)).tag, talk.xml("GET", calls(talk))[0].tag] == ["Calls", "Call"]
    request = talk.xml("POST", caller_ids(talk), urlencode({"PhoneNumber": TO}).encode())
    assert (request.tag, request.findtext("PhoneNumber")) == ("ValidationRequest", TO)
    page = talk.xml("GET", caller_ids(talk))
    assert [page.tag, page[0].tag] == ["OutgoingCallerIds", "OutgoingCallerId"]


def test_a_service_is_nobody_to_call_from(talk: Talk) -> None:
    """A Messaging Service does not stand in for a caller."""
    assert dial(talk, From="", MessagingServiceSid=SERVICE)["code"] == 21213
