"""The sandbox's API of 2008-08-01: the messages of today in the shape of that time."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from talking import FROM, NOWHERE, SERVICE, TO, Pairs, Talk

TEN_TO, TEN_FROM = "5555550100", "5555550199"
FIELDS = [
    *("Sid", "DateCreated", "DateUpdated", "DateSent", "AccountSid", "To", "From", "Body", "Status", "Flags"),
    "ApiVersion",
]


@pytest.fixture
def talk() -> Talk:
    """Begin a talk with a new world."""
    return Talk()


def legacy(talk: Talk) -> str:
    """Where the main account's messages were in 2008."""
    return f"/2008-08-01/Accounts/{talk.sid}/SMS/Messages"


def text(talk: Talk, **more: str) -> tuple[int, Any]:
    """Create a message that is valid unless *more* says otherwise."""
    return talk.ask("POST", legacy(talk), [*({"To": TEN_TO, "From": TEN_FROM, "Body": "hi"} | more).items()])


def listed(talk: Talk, *query: tuple[str, str]) -> Any:
    """Give a page of messages as JSON."""
    status, tree = talk.ask("GET", legacy(talk), query=list(query))
    assert status == 200, tree
    return tree


def bodies(talk: Talk, *query: tuple[str, str]) -> list[str]:
    """Give the bodies of the messages on a page."""
    return [message["body"] for message in listed(talk, *query)["sms_messages"]]


def test_a_message_is_created_as_in_2008(talk: Talk) -> None:
    """Without an extension the answer is XML, with ten digits, Pacific time and the flag of the REST API."""
    form = urlencode({"To": "(555) 555-0100", "From": FROM, "Body": "hi", "StatusCallback": "https://example.com/"})
    response = talk.raw("POST", legacy(talk), form.encode())
    assert (response.status, response.headers["Content-Type"]) == (201, "application/xml")
    (sid,) = (message.sid for message in talk.kept("message"))
    date = "Sun, 01 Mar 2026 05:00:00 -0700"
    assert response.body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><SMSMessage>"
        f"<Sid>{sid}</Sid><DateCreated>{date}</DateCreated><DateUpdated>{date}</DateUpdated><DateSent/>"
        f"<AccountSid>{talk.sid}</AccountSid><To>5555550100</To><From>5555550199</From><Body>hi</Body>"
        "<Status>queued</Status><Flags>4</Flags><ApiVersion>2008-08-01</ApiVersion></SMSMessage></TwilioResponse>"
    )


def test_both_ages_have_the_same_messages(talk: Talk) -> None:
    """What was created in one age is found, listed and counted in the other."""
    old = text(talk, Body="old")[1]
    new = talk.send(Body="new")
    assert talk.bodies() == bodies(talk) == ["new", "old"]
    assert talk.ask("GET", f"{talk.messages}/{old['sid']}")[1]["to"] == TO
    message = talk.ask("GET", f"{legacy(talk)}/{new['sid']}")[1]
    assert (message["to"], message["from"], message["api_version"]) == (TEN_TO, TEN_FROM, "2008-08-01")


def test_a_message_has_four_statuses_in_2008(talk: Talk) -> None:
    """A fetch takes a second here too; delivered is still sent, and the date is when it was sent."""
    message = text(talk)[1]
    talk.world.clock.move(0.5)
    assert [listed(talk)["sms_messages"][0][name] for name in ("status", "date_sent")] == ["sending", None]
    talk.world.clock.move(-0.5)
    steps = [talk.ask("GET", f"{legacy(talk)}/{message['sid']}")[1] for _ in range(4)]
    assert [step["status"] for step in steps] == ["sent"] * 4
    assert [step["date_sent"] for step in steps] == ["Sun, 01 Mar 2026 05:00:01 -0700"] * 4
    assert steps[-1]["date_updated"] == "Sun, 01 Mar 2026 05:00:02 -0700"


def test_the_statuses_of_today_are_put_among_the_four(talk: Talk) -> None:
    """Accepted and scheduled are queued; canceled and failed are failed."""
    service = {"From": "", "MessagingServiceSid": SERVICE}
    accepted = talk.send(**service)
    scheduled = talk.send(**service, ScheduleType="fixed", SendAt="2030-01-01")
    canceled = talk.send(**service, ScheduleType="fixed", SendAt="2030-01-01")
    failed = talk.send(**service, To="+15005550004")
    talk.ask("POST", f"{talk.messages}/{canceled['sid']}", [("Status", "canceled")])

    def statuses() -> list[str]:
        return [message["status"] for message in listed(talk)["sms_messages"]]

    assert statuses() == ["queued", "failed", "queued", "queued"]
    talk.world.clock.move(0.5)
    assert statuses() == ["queued", "failed", "queued", "sending"]
    talk.ask("GET", f"{talk.messages}/{failed['sid']}")
    assert statuses() == ["failed", "failed", "queued", "sent"]
    talk.send(To="+15555530003")
    talk.world.clock.move(2)
    assert statuses() == ["failed", "failed", "failed", "queued", "sent"]
    assert talk.ask("GET", f"{legacy(talk)}/{scheduled['sid']}")[1]["from"] is None
    assert accepted["status"] == "accepted"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("5555550100", "5555550100"),
        ("15555550100", "5555550100"),
        ("+1 (555) 555.0100", "5555550100"),
        ("+445555550100", "+445555550100"),
        ("12345", "12345"),
    ],
)
def test_north_american_numbers_have_ten_digits(talk: Talk, written: str, shown: str) -> None:
    """Such a number may come in any spelling; it and no other is shown as ten digits, and found by each spelling."""
    assert text(talk, To=written)[1]["to"] == shown
    assert bodies(talk, ("To", written)) == bodies(talk, ("To", shown)) == ["hi"]


@pytest.mark.parametrize(
    ("form", "code", "message"),
    [
        ({"To": ""}, 21604, "A 'To' phone number is required."),
        ({"From": ""}, 21603, "A 'From' phone number is required."),
        ({"From": "", "MessagingServiceSid": SERVICE}, 21603, "A 'From' phone number is required."),
        ({"Body": ""}, 21602, "Message body is required."),
        ({"Body": "", "MediaUrl": "https://example.com/a.gif"}, 21602, "Message body is required."),
        ({"Body": "x" * 161}, 21605, "Maximum body length is 160 characters (old API endpoint)"),
        ({"To": "123"}, 21211, "The 'To' number 123 is not a valid phone number."),
        ({"To": "5005550001"}, 21211, "The 'To' number +15005550001 is not a valid phone number."),
        ({"StatusCallback": "here"}, 21609, "Invalid 'StatusCallback'"),
    ],
)
def test_a_message_must_fulfil_the_rules_of_2008(talk: Talk, form: dict[str, str], code: int, message: str) -> None:
    """Receiver, sender and body are required, and the body is short; a 400 has its code."""
    status, tree = text(talk, **form)
    assert status == 400
    assert list(tree.items()) == [
        ("status", 400),
        ("message", message),
        ("code", code),
        ("more_info", f"https://www.twilio.com/docs/errors/{code}"),
    ]
    assert talk.kept("message") == []


def test_what_2008_does_not_know_has_no_effect(talk: Talk) -> None:
    """Media, tags and times are of today; 160 characters are of that time."""
    form = {"MediaUrl": "nowhere", "Tags": "{", "ScheduleType": "fixed", "MessagingServiceSid": "none"}
    assert text(talk, Body="x" * 160, **form)[0] == 201
    (message,) = talk.kept("message")
    assert (message["media"], message["tags"], message["messaging_service_sid"]) == ([], None, None)


def test_an_error_other_than_400_has_no_code(talk: Talk) -> None:
    """Not found, not allowed and not authenticated are a status and a message, in JSON and XML."""
    for method, path, status in (
        ("GET", f"{legacy(talk)}/{NOWHERE}", 404),
        ("GET", "/2008-08-01/Accounts", 404),
        ("GET", "/2008-08-01/", 404),
        ("PUT", legacy(talk), 405),
    ):
        answered, tree = talk.ask(method, path)
        assert (answered, tree["status"], list(tree)) == (status, status, ["status", "message"])
    talk.headers = {}
    error = talk.xml("GET", legacy(talk))
    assert [(child.tag, child.text) for child in error] == [
        *(("Status", "401"), ("Message", "Authentication Error - No credentials provided"))
    ]


def test_an_error_in_xml_has_the_order_of_2008(talk: Talk) -> None:
    """A refusal in XML, to the letter."""
    assert talk.raw("POST", legacy(talk)).body.decode() == (
        "<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException><Status>400</Status>"
        "<Message>A &#x27;To&#x27; phone number is required.</Message><Code>21604</Code>"
        "<MoreInfo>https://www.twilio.com/docs/errors/21604</MoreInfo></RestException></TwilioResponse>"
    )


@pytest.mark.parametrize("method", ["PUT", "DELETE", "POST", "HEAD"])
def test_a_message_of_2008_is_only_fetched(talk: Talk, method: str) -> None:
    """There is no update and no delete; the list has a POST as well."""
    path = f"{legacy(talk)}/{talk.send()['sid']}"
    response = talk.raw(method, path)
    assert (response.status, response.headers["Allow"]) == (405, "GET")
    assert talk.raw("PUT", legacy(talk)).headers["Allow"] == "GET, POST"
    assert len(talk.kept("message")) == 1


def test_a_list_in_xml_has_its_numbers_as_attributes(talk: Talk) -> None:
    """The element of a list says which page of how many it is, and has no address of any."""
    for body in "abc":
        text(talk, Body=body)
    page = talk.xml("GET", f"{legacy(talk)}?num=2&page=1")
    assert page.tag == "SMSMessages"
    assert page.attrib == {"page": "1", "numpages": "2", "pagesize": "2", "total": "3", "start": "2", "end": "2"}
    assert [[child.tag for child in message] for message in page] == [FIELDS]
    assert page[0].findtext("Body") == "a"


def test_pages_are_found_by_their_numbers(talk: Talk) -> None:
    """A page has up to 50 messages or as many as `num` says; one behind the end is empty and has its own number."""
    for body in "abc":
        text(talk, Body=body)
    numbers = [listed(talk, ("num", "2"), ("page", str(page))) for page in range(4)]
    assert [[one["body"] for one in page.pop("sms_messages")] for page in numbers] == [["c", "b"], ["a"], [], []]
    more = {"num_pages": 2, "page_size": 2, "total": 3}
    assert numbers == [
        {"page": 0, "start": 0, "end": 1, **more},
        {"page": 1, "start": 2, "end": 2, **more},
        {"page": 2, "start": 4, "end": 4, **more},
        {"page": 3, "start": 6, "end": 6, **more},
    ]
    assert bodies(talk, ("num", "1000")) == ["c", "b", "a"]
    assert (listed(talk)["page_size"], listed(talk, ("PageSize", "1"))["page_size"]) == (50, 50)


def test_an_empty_list_of_2008_is_one_page(talk: Talk) -> None:
    """Nothing at all is page 0 of 1."""
    assert listed(talk) == {
        "page": 0,
        "num_pages": 1,
        "page_size": 50,
        "total": 0,
        "start": 0,
        "end": 0,
        "sms_messages": [],
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("num", value) for value in ("0", "1001", "-1", "x", "")), *(("page", value) for value in ("-1", "x", ""))],
)
def test_odd_pages_of_2008_are_refused(talk: Talk, name: str, value: str) -> None:
    """A `num` outside 1 to 1000, or a page that is no number, is a 400."""
    status, tree = talk.ask("GET", legacy(talk), query=[(name, value)])
    assert (status, tree["code"], tree["message"]) == (400, 20001, f"Invalid {name}.")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ([("To", TEN_TO)], True),
        ([("To", TO)], True),
        ([("To", TEN_FROM)], False),
        ([("From", TEN_FROM)], True),
        ([("From", "+1 555 555 0199")], True),
        ([("From", TO)], False),
        ([("DateSent", "2026-03-01")], True),
        ([("DateSent<", "2026-02-28")], False),
        ([("DateSent>", "2026-03-01"), ("DateSent<", "2026-03-01")], True),
        ([("DateSent>", "2026-03-02")], False),
        ([("to", TEN_FROM)], True),
    ],
)
def test_messages_of_2008_are_filtered(talk: Talk, query: Pairs, found: bool) -> None:  # noqa: FBT001 - what is expected
    """Numbers are found in either spelling, days as today, and the names of filters have their case."""
    sid = text(talk)[1]["sid"]
    for _ in range(2):
        talk.ask("GET", f"{legacy(talk)}/{sid}")
    assert bodies(talk, *query) == (["hi"] if found else [])


def test_a_message_is_in_its_account_in_2008_too(talk: Talk) -> None:
    """A subaccount has none of the main account's messages."""
    sid = text(talk)[1]["sid"]
    account = talk.ask("POST", "/2010-04-01/Accounts")[1]["sid"]
    path = f"/2008-08-01/Accounts/{account}/SMS/Messages"
    assert talk.ask("GET", path)[1]["total"] == 0
    assert talk.ask("GET", f"{path}/{sid}")[0] == 404
    assert talk.ask("GET", f"/2008-08-01/Accounts/AC{'f' * 32}/SMS/Messages")[0] == 404


def test_csv_and_conditions_work_in_2008_too(talk: Talk) -> None:
    """An extension chooses the format, and what is known is not sent again."""
    text(talk)
    response = talk.raw("GET", f"{legacy(talk)}.csv")
    assert response.headers["Content-Type"] == "text/csv"
    assert response.body.decode().splitlines()[0] == ",".join(FIELDS)
    talk.headers["If-None-Match"] = response.headers["ETag"]
    assert talk.raw("GET", f"{legacy(talk)}.csv").status == 304
    assert talk.raw("GET", f"{legacy(talk)}.xml").body == talk.raw("GET", legacy(talk)).body
    assert json.loads(talk.raw("GET", f"{legacy(talk)}.json").body)["total"] == 1


def test_no_byte_makes_2008_raise(talk: Talk) -> None:
    """Whatever the bytes, there is an answer."""
    for byte in range(256):
        for body in (bytes([byte]), b"To=%" + bytes([byte]), b"To=" + bytes([byte]) * 3 + b"&From=a&Body=%00"):
            assert 400 <= talk.raw("POST", legacy(talk), body).status < 500
