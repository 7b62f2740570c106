"""What the sandbox writes beside plain JSON and XML: CSV, tags, tags of whole answers, and what a path allows."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from typing import Any
from urllib.parse import urlencode

import pytest

from talking import FROM, TO, Talk
from twilio_lite._headers import Headers

ACCOUNTS = "/2010-04-01/Accounts"
MESSAGE = (
    "Sid,DateCreated,DateUpdated,DateSent,AccountSid,To,From,MessagingServiceSid,Body,Status,NumSegments,NumMedia,"
    "Direction,ApiVersion,Price,PriceUnit,ErrorCode,ErrorMessage,Uri"
)


@pytest.fixture
def talk() -> Talk:
    """Begin a talk with a new world."""
    return Talk()


def rows(talk: Talk, path: str, method: str = "GET", body: bytes = b"") -> list[list[str]]:
    """Call for CSV; give header and rows."""
    response = talk.raw(method, f"{path}.csv", body)
    assert response.headers["Content-Type"] == "text/csv"
    return list(csv.reader(StringIO(response.body.decode(), newline="")))


def if_none_match(talk: Talk, target: str, tags: str) -> tuple[int, bytes, Headers]:
    """Call for what may be known already."""
    before, talk.headers = talk.headers, {**talk.headers, "If-None-Match": tags}
    response = talk.raw("GET", target)
    talk.headers = before
    return response.status, response.body, response.headers


# --- CSV


def test_a_list_in_csv_to_the_letter(talk: Talk) -> None:
    """One header row with XML's names, one row a message, quoted where needed, and nothing about pages."""
    sid = talk.send(Body='one, "two"\nthree')["sid"]
    date = '"Sun, 01 Mar 2026 12:00:00 +0000"'
    row = (
        f'{sid},{date},{date},,{talk.sid},{TO},{FROM},,"one, ""two""\nthree",queued,1,0,outbound-api,2010-04-01'
        f",,,,,{talk.messages}/{sid}"
    )
    assert talk.raw("GET", f"{talk.messages}.csv").body.decode() == f"{MESSAGE}\r\n{row}\r\n"


def test_one_resource_in_csv_is_one_row(talk: Talk) -> None:
    """A message that is created, fetched or updated is a header and a row; a delete is nothing."""
    form = urlencode({"To": TO, "From": FROM, "Body": "hi", "Tags": '{"a": "b"}'}).encode()
    header, row = rows(talk, talk.messages, "POST", form)
    assert ",".join(header) == MESSAGE
    path = f"{talk.messages}/{dict(zip(header, row, strict=True))['Sid']}"
    assert dict(zip(*rows(talk, path), strict=True))["Status"] == "sent"
    assert dict(zip(*rows(talk, path, "POST", b"Body="), strict=True))["Body"] == ""
    response = talk.raw("DELETE", f"{path}.csv")
    assert (response.status, response.body) == (204, b"")


def test_an_empty_list_in_csv_has_the_same_header(talk: Talk) -> None:
    """A list has the same columns empty, filled, and as its one resource, for every resource there is."""
    talk.send_pairs([("To", TO), ("From", FROM), ("MediaUrl", "https://example.com/a.gif")])
    message = f"{talk.messages}/{talk.kept('message')[0].sid}"
    talk.ask("POST", f"{talk.path}/Calls", [("To", TO), ("From", FROM), ("Url", "https://example.com/")])
    talk.ask("POST", f"{talk.path}/OutgoingCallerIds", [("PhoneNumber", TO)])
    talk.ask("POST", f"{talk.path}/IncomingPhoneNumbers", [("PhoneNumber", FROM)])
    legacy = f"/2008-08-01/Accounts/{talk.sid}/SMS/Messages"
    for path, none in (
        (ACCOUNTS, "FriendlyName=none"),
        (talk.messages, "To=none"),
        (f"{message}/Media", "DateCreated=2000-01-01"),
        (f"{talk.path}/Calls", "To=none"),
        (f"{talk.path}/OutgoingCallerIds", "FriendlyName=none"),
        (f"{talk.path}/IncomingPhoneNumbers", "FriendlyName=none"),
        (legacy, "To=none"),
    ):
        header, row = rows(talk, path)
        assert talk.raw("GET", f"{path}.csv?{none}").body.decode() == ",".join(header) + "\r\n"
        assert rows(talk, f"{path}/{row[0]}")[0] == header
        assert not {"SubresourceUris", "Tags"} & set(header)


def test_csv_has_what_xml_has(talk: Talk) -> None:
    """The cells of a row are the texts of the elements, null as nothing."""
    account = talk.xml("GET", talk.path)
    header, row = rows(talk, talk.path)
    texts = {child.tag: child.text or "" for child in account if child.tag != "SubresourceUris"}
    assert dict(zip(header, row, strict=True)) == texts


def test_truth_is_in_lower_case(talk: Talk) -> None:
    """Yes and no are written in XML and CSV as in JSON."""
    form = urlencode({"PhoneNumber": FROM}).encode()
    number = talk.xml("POST", f"{talk.path}/IncomingPhoneNumbers", form)
    assert [number.findtext(name) for name in ("Beta", "Capabilities/Voice", "Capabilities/Fax")] == [
        *("false", "true", "false")
    ]
    assert dict(zip(*rows(talk, f"{talk.path}/IncomingPhoneNumbers"), strict=True))["Beta"] == "false"


def test_feedback_in_csv_is_one_row(talk: Talk) -> None:
    """What is never listed has a header and a row as well."""
    path = f"{talk.messages}/{talk.send()['sid']}/Feedback"
    header, row = rows(talk, path, "POST")
    assert header == ["AccountSid", "MessageSid", "Outcome", "DateCreated", "DateUpdated", "Uri"]
    assert (row[2], row[-1]) == ("confirmed", path)


def test_a_refusal_in_csv_is_xml(talk: Talk) -> None:
    """Errors are written as XML where CSV was asked for."""
    response = talk.raw("POST", f"{talk.messages}.csv")
    assert (response.status, response.headers["Content-Type"]) == (400, "application/xml")
    assert b"<RestException><Code>21604</Code>" in response.body
    message = talk.raw("GET", f"{talk.messages}/SM0.csv").body
    assert f"The requested resource {talk.messages}/SM0.csv was not found".encode() in message


def test_odd_characters_survive_csv(talk: Talk) -> None:
    """Line ends, quotes, NUL and emoji come back as they were sent."""
    body = '\r\n"\x00,\N{THUMBS UP SIGN}\n'
    talk.send(Body=body)
    header, row = rows(talk, talk.messages)
    assert row[header.index("Body")] == body


# --- tags


def test_tags_come_back_as_an_object(talk: Talk) -> None:
    """Tags are shown wherever the message is; one without does not mention them."""
    tags = {"campaign_name": "Spring", "n": 1, "rate": 0.5, "yes": True, "none": None, "": "<&>"}
    message = talk.send(Tags=json.dumps(tags))
    path = f"{talk.messages}/{message['sid']}"
    assert message["tags"] == talk.ask("GET", path)[1]["tags"] == tags
    talk.send()
    bare, tagged = talk.ask("GET", talk.messages)[1]["messages"]
    assert "tags" not in bare
    assert tagged["tags"] == tags
    assert talk.send(Tags="{}")["tags"] == {}
    assert "tags" not in talk.send(Tags="")


def test_tags_in_xml_are_elements_with_their_own_names(talk: Talk) -> None:
    """A tag is named as it came; one whose name can be no element's is left out."""
    tags = {"campaign_name": "<Spring>\x00", "n": 1, "yes": True, "none": None, "-": "x", "a b": "x", "\u00fc": "x"}
    sid = talk.send(Tags=json.dumps(tags))["sid"]
    element = talk.xml("GET", f"{talk.messages}/{sid}").find("Tags")
    assert [(child.tag, child.text) for child in element] == [
        *(("campaign_name", "<Spring>\ufffd"), ("n", "1"), ("yes", "true"), ("none", None))
    ]
    assert talk.xml("GET", f"{talk.messages}/{talk.send()['sid']}").find("Tags") is None


@pytest.mark.parametrize(
    "tags",
    [
        *("{", "x", "[]", '"a"', "null", "1", '{"a": {}}', '{"a": []}', '{"a": NaN}', '{"a": 1e999}'),
        *("[" * 100_000, '{"a":' * 100_000, '{"a":' + "9" * 5000 + "}"),
    ],
)
def test_tags_that_are_no_flat_object_are_refused(talk: Talk, tags: str) -> None:
    """Anything else is a 400 that names the parameter."""
    tree = talk.send(Tags=tags)
    assert (tree["status"], tree["code"], tree["message"]) == (400, 20001, "Invalid Tags.")
    assert talk.kept("message") == []


def test_a_tag_of_half_a_character_breaks_no_format(talk: Talk) -> None:
    """A lone surrogate, which JSON can spell, is answered in every format."""
    sid = talk.send(Tags='{"a": "\\ud800", "\\udfff": "b"}')["sid"]
    path = f"{talk.messages}/{sid}"
    assert talk.ask("GET", path)[1]["tags"] == {"a": "\ud800", "\udfff": "b"}
    assert talk.xml("GET", path).findtext("Tags/a") == "\ufffd"
    assert rows(talk, path)[1][0] == sid


# --- conditional requests, and what a path allows


def test_what_is_known_already_is_not_sent_again(talk: Talk) -> None:
    """An answer that would be the same is a 304 with its tag and no body, in each format by itself."""
    for extension in ("", ".json", ".xml", ".csv"):
        target = f"{talk.path}{extension}"
        answer = talk.raw("GET", target)
        tag = answer.headers["ETag"]
        status, body, headers = if_none_match(talk, target, tag)
        assert (status, body, headers["ETag"]) == (304, b"", tag)
        assert "Content-Type" not in headers
        assert "Twilio-Request-Id" in headers
    assert if_none_match(talk, talk.path, tag)[0] == 200


KNOWN = {
    "{tag}": True,
    "*": True,
    " * ": True,
    "W/{tag}": True,
    '"b", W/"c" , {tag}': True,
    '"b",{tag}': True,
    '"b"': False,
    "{bare}": False,
    '"{bare}': False,
    "": False,
    '"b", *': False,
}


def test_a_tag_is_known_when_it_is_named(talk: Talk) -> None:
    """A tag is named alone, in a list, weakly, or by a star that means all."""
    tag = talk.raw("GET", talk.path).headers["ETag"]
    assert re.fullmatch('"[0-9a-f]{32}"', tag)
    for header, known in KNOWN.items():
        named = header.format(tag=tag, bare=tag.strip('"'))
        assert if_none_match(talk, talk.path, named)[0] == (304 if known else 200), header
    assert if_none_match(talk, talk.path, tag.upper())[0] == 200


def test_an_answer_that_changed_is_sent(talk: Talk) -> None:
    """A message on its way is another answer each time, since a fetch takes a second; at its end it stays the same."""
    target = f"{talk.messages}/{talk.send()['sid']}.json"
    tag = '"none"'
    seen = []
    for _ in range(5):
        status, body, headers = if_none_match(talk, target, tag)
        tag = headers["ETag"]
        seen.append((status, json.loads(body)["status"] if body else None))
    assert seen == [(200, "sent"), (200, "delivered"), (304, None), (304, None), (304, None)]


def test_only_a_get_that_succeeds_has_a_tag(talk: Talk) -> None:
    """Refusals and other methods have none, and are never a 304."""
    for method, target in (("POST", f"{talk.messages}.json"), ("GET", "/nothing"), ("POST", talk.path)):
        talk.headers["If-None-Match"] = "*"
        response = talk.raw(method, target)
        assert "ETag" not in response.headers
        assert response.status != 304


def test_a_method_that_is_not_allowed_is_answered_with_those_that_are(talk: Talk) -> None:
    """A 405 names the methods of its path, sorted, in every format; no other answer names any."""
    for extension in ("", ".json", ".csv"):
        response = talk.raw("PUT", f"{talk.messages}/SM0{extension}")
        assert (response.status, response.headers["Allow"]) == (405, "DELETE, GET, POST")
    assert talk.raw("GET", f"{talk.messages}/SM0/Feedback").headers["Allow"] == "POST"
    assert "Allow" not in talk.raw("GET", talk.messages).headers
    assert "Allow" not in talk.raw("GET", f"{talk.messages}/SM0").headers


def test_no_byte_of_a_header_makes_it_raise(talk: Talk) -> None:
    """Whatever is known, there is an answer."""
    for byte in range(256):
        odd: Any = bytes([byte]).decode("latin-1")
        for value in (odd, f'"{odd}', f'W/"{odd}"', f'"{odd}",*'):
            assert if_none_match(talk, talk.path, value)[0] in {200, 304}
