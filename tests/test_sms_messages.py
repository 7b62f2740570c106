"""The 2008 API: what is asked of it, what it answers, and how its numbered pages are walked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs
from xml.sax.saxutils import quoteattr

import httpx
import pytest

from bodies import Bodies as Old
from conftest import Colour
from twilio_lite import (
    ArgumentError,
    BadRequestError,
    Flags,
    MessageStatus,
    NotFoundError,
    ResponseError,
    SMSMessage,
)
from twilio_lite.resources.sms_messages import LONGEST_BODY, SMSMessageContext, SMSMessages
from twilio_lite.sandbox import Sandbox

PATH = "/2008-08-01/Accounts/AC1/SMS/Messages"
TEXT = {"from_": "5555550199", "to": "5555550100", "body": "Hello"}
MESSAGE = b"""
 <?xml version="1.0"?>
<TwilioResponse>
    <SMSMessage>
        <Sid>SM1</Sid>
        <DateCreated>Sun, 04 Oct 2009 03:48:08 -0700</DateCreated>
        <DateUpdated>Sun, 04 Oct 2009 03:48:10 -0700</DateUpdated>
        <DateSent/>
        <AccountSid>AC1</AccountSid>
        <To>5555550100</To>
        <From>5555550199</From>
        <Body>Hello</Body>
        <Status>queued</Status>
        <Flags>6</Flags>
        <ApiVersion>2008-08-01</ApiVersion>
        <Price/>
    </SMSMessage>
</TwilioResponse>
"""
READ = SMSMessage(
    sid="SM1",
    account_sid="AC1",
    from_="5555550199",
    to="5555550100",
    body="Hello",
    status=MessageStatus.QUEUED,
    flags=Flags.REPLY | Flags.REST,
    date_created=datetime(2009, 10, 4, 10, 48, 8, tzinfo=UTC),
    date_updated=datetime(2009, 10, 4, 10, 48, 10, tzinfo=UTC),
    api_version="2008-08-01",
)


def page(*sids: str, **attributes: object) -> bytes:
    """Make a page of messages."""
    told = "".join(f" {name}={quoteattr(str(value))}" for name, value in attributes.items())
    items = "".join(f"<SMSMessage><Sid>{sid}</Sid></SMSMessage>" for sid in sids)
    return f"<TwilioResponse><SMSMessages{told}>{items}</SMSMessages></TwilioResponse>".encode()


def numbered(number: int, *sids: str, pages: int = 3, **attributes: object) -> bytes:
    """Make a page as the samples of that time have it."""
    envelope = {"page": number, "numpages": pages, "pagesize": 2, "total": 5, "start": 2 * number}
    return page(*sids, **(envelope | {"end": 2 * number + len(sids) - 1} | attributes))


THREE = (numbered(0, "SM0", "SM1"), numbered(1, "SM2", "SM3"), numbered(2, "SM4"))


def call(colour: Colour, old: Old, use: Callable[[Any], Any], **options: Any) -> Any:
    """Use a client."""
    return colour.call(colour.client("AC1", "token", transport=httpx.MockTransport(old), **options), use)


def listed(colour: Colour, old: Old, **arguments: Any) -> list[str]:
    """List messages: their SIDs."""
    return [message.sid for message in call(colour, old, lambda client: client.v2008.sms_messages.list(**arguments))]


# What is asked.


@pytest.mark.parametrize("options", [{}, {"format": "json"}, {"format": "xml"}, {"format": "csv"}])
def test_it_is_asked_for_xml_without_an_extension_whatever_the_clients_format(
    colour: Colour, options: dict[str, str]
) -> None:
    for use, target in (
        (lambda client: client.v2008.sms_messages("SM1").fetch(), f"{PATH}/SM1"),
        (lambda client: client.v2008.sms_messages.create(**TEXT), PATH),
        (lambda client: client.with_options(timeout=5).v2008.sms_messages("SM1").fetch(), f"{PATH}/SM1"),
    ):
        old = Old(MESSAGE)
        assert call(colour, old, use, **options) == READ
        assert old.targets == [target]
        assert old.asked[0].headers["accept"] == "application/xml"


@pytest.mark.parametrize(
    ("format_", "extension", "accept"),
    [("json", ".json", "application/json"), ("xml", "", "application/xml"), ("csv", ".csv", "text/csv")],
)
def test_a_format_that_is_asked_for_with_options_is_honoured_and_inherited(
    colour: Colour, format_: str, extension: str, accept: str
) -> None:
    asking: list[Callable[[Any], Any]] = [
        lambda client: client.with_options(format=format_),
        lambda client: client.with_options(format=format_).with_options(timeout=5),
        lambda client: client.with_options(format="csv").with_options(format=format_, headers={"x-a": "b"}),
    ]
    for asked in asking:
        old = Old(MESSAGE)
        assert call(colour, old, lambda client: asked(client).v2008.sms_messages("SM1").fetch()) == READ  # noqa: B023 - called at once
        assert old.targets == [f"{PATH}/SM1{extension}"]
        assert old.asked[0].headers["accept"] == accept


def test_the_client_it_was_asked_of_keeps_its_own_format(colour: Colour) -> None:
    old = Old(MESSAGE)

    def use(client: Any) -> Any:
        client.with_options(format="json")
        return client.v2008.sms_messages("SM1").fetch()

    call(colour, old, use)
    assert old.targets == [f"{PATH}/SM1"]


def test_a_message_is_sent_under_the_names_of_that_time(colour: Colour) -> None:
    old = Old(MESSAGE)
    callback = "https://example.com/a?b=c"
    call(colour, old, lambda client: client.v2008.sms_messages.create(**TEXT, status_callback=callback))
    assert (old.asked[0].method, old.targets) == ("POST", [PATH])
    assert parse_qs(old.asked[0].content.decode()) == {
        "From": ["5555550199"],
        "To": ["5555550100"],
        "Body": ["Hello"],
        "StatusCallback": [callback],
    }


def test_a_list_is_asked_for_under_the_names_of_that_time(colour: Colour) -> None:
    old = Old(page())
    listed(
        colour,
        old,
        to="5555550100",
        from_="5555550199",
        date_sent="2009-10-04",
        date_sent_after=date(2009, 10, 1),
        date_sent_before=date(2009, 10, 9),
        page_size=20,
    )
    assert old.targets == [
        f"{PATH}?To=5555550100&From=5555550199&DateSent=2009-10-04&DateSent%3E=2009-10-01&DateSent%3C=2009-10-09&num=20"
    ]


@pytest.mark.parametrize(
    ("arguments", "query"),
    [
        ({}, ""),
        ({"page_size": 1000}, "?num=1000"),
        ({"limit": 3}, "?num=3"),
        ({"limit": 3, "page_size": 2}, "?num=2"),
        ({"limit": 5000}, "?num=1000"),
    ],
)
def test_the_size_of_a_page_is_num(colour: Colour, arguments: dict[str, int], query: str) -> None:
    old = Old(page())
    assert listed(colour, old, **arguments) == []
    assert old.targets == [f"{PATH}{query}"]


@pytest.mark.parametrize(
    ("use", "words"),
    [
        (lambda messages: messages.create(**(TEXT | {"to": ""})), "^to is empty: the 2008 API needs all of"),
        (lambda messages: messages.create(**(TEXT | {"from_": ""})), "^from_ is empty"),
        (lambda messages: messages.create(**(TEXT | {"body": ""})), "^body is empty"),
        (lambda messages: messages.create(**(TEXT | {"body": None})), "^body must be str, not None"),
        (lambda messages: messages.create(**(TEXT | {"body": "x" * 161})), "^body has 161 characters.*at most 160"),
        (lambda messages: messages.list(date_sent=datetime(2009, 10, 4, tzinfo=UTC)), "^date_sent must be a day"),
        (
            lambda messages: messages.stream(date_sent_after=datetime(2009, 10, 4, tzinfo=UTC)),
            r"^date_sent_after must be a day in the 2008 API, not a datetime: pass its \.date\(\)",
        ),
        (lambda messages: messages.list(date_sent_before=datetime(2009, 10, 4)), "^date_sent_before must be a day"),  # noqa: DTZ001 - refused as well
        (lambda messages: messages.list(page_size=1001), "^page_size cannot be 1001: pass 1 to 1000"),
        (lambda messages: messages.list(limit=-1), "^limit cannot be -1"),
        (lambda messages: messages("SM1/Media"), "^sid cannot be"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_anything_is_sent(
    colour: Colour, use: Callable[[Any], Any], words: str
) -> None:
    old = Old(MESSAGE)
    with pytest.raises(ArgumentError, match=words) as caught:
        call(colour, old, lambda client: use(client.v2008.sms_messages))
    assert isinstance(caught.value, ValueError)
    assert old.asked == []


def test_a_body_of_160_characters_is_sent_whatever_they_are(colour: Colour) -> None:
    old = Old(MESSAGE)
    body = "\u20ac" * LONGEST_BODY
    call(colour, old, lambda client: client.v2008.sms_messages.create(**(TEXT | {"body": body})))
    assert parse_qs(old.asked[0].content.decode())["Body"] == [body]


def test_there_is_no_update_and_no_delete() -> None:
    for kind in (SMSMessages, SMSMessageContext):
        assert not {"update", "delete", "media", "feedback"} & {*dir(kind)}


# What is answered.


@pytest.mark.parametrize(
    ("number", "flags"),
    [
        (b"0", Flags(0)),
        (b"1", Flags.INBOUND),
        (b"2", Flags.REPLY),
        (b"4", Flags.REST),
        (b"3", Flags.INBOUND | Flags.REPLY),
        (b" 5 ", Flags.INBOUND | Flags.REST),
        (b"12", Flags(12)),
        (b"65535", Flags(65535)),
        (b"", None),
    ],
)
def test_flags_are_the_bits_of_their_number(colour: Colour, number: bytes, flags: Flags | None) -> None:
    body = MESSAGE.replace(b">6<", b">%s<" % number)
    read = call(colour, Old(body), lambda client: client.v2008.sms_messages("SM1").fetch()).flags
    assert read == flags
    assert type(read) is type(flags)


def test_an_unknown_bit_stays_beside_the_known_ones() -> None:
    flags = Flags(12)
    assert Flags.REST in flags
    assert Flags.REPLY not in flags
    assert int(flags) == 12


@pytest.mark.parametrize("number", [b"-1", b"65536", b"outbound", b"1.5", b"9" * 18, b"0x1"])
def test_flags_that_are_none_are_named(colour: Colour, number: bytes) -> None:
    body = MESSAGE.replace(b">6<", b">%s<" % number)
    with pytest.raises(ResponseError, match=r"SMSMessage\.flags is"):
        call(colour, Old(body), lambda client: client.v2008.sms_messages("SM1").fetch())


def test_elements_may_come_in_any_order_and_with_more_of_them(colour: Colour) -> None:
    body = (
        b"<TwilioResponse><SMSMessage><Price>-0.02000</Price><Uri>/2008-08-01/x</Uri><Flags>1</Flags>"
        b"<Direction>incoming</Direction><Status>received</Status><DateSent>Sun, 04 Oct 2009 23:48:10 -0700</DateSent>"
        b"<From>+445555550100</From><Body/><Sid>SM1</Sid></SMSMessage></TwilioResponse>"
    )
    message = call(colour, Old(body), lambda client: client.v2008.sms_messages("SM1").fetch())
    assert message == SMSMessage(
        sid="SM1",
        price=Decimal("-0.02000"),
        flags=Flags.INBOUND,
        status=MessageStatus.RECEIVED,
        date_sent=datetime(2009, 10, 5, 6, 48, 10, tzinfo=UTC),
        from_="+445555550100",
        body="",
        uri="/2008-08-01/x",
    )


JSON = (
    b'{"sid": "SM1", "account_sid": "AC1", "from": "5555550199", "to": 5555550100, "body": "Hello", "status": "queued",'
    b'"flags": 6, "date_created": "Sun, 04 Oct 2009 03:48:08 -0700", "date_updated": "Sun, 04 Oct 2009 03:48:10 -0700",'
    b'"date_sent": null, "price": null, "api_version": "2008-08-01"}'
)
CSV = (
    b"Sid,DateCreated,DateUpdated,DateSent,AccountSid,To,From,Body,Status,Flags,ApiVersion,Price\r\n"
    b'SM1,"Sun, 04 Oct 2009 03:48:08 -0700","Sun, 04 Oct 2009 03:48:10 -0700",,AC1,5555550100,5555550199,Hello,queued,'
    b"6,2008-08-01,\r\n"
)


@pytest.mark.parametrize("body", [JSON, CSV], ids=["JSON", "CSV"])
def test_json_and_csv_are_read_as_well(colour: Colour, body: bytes) -> None:
    assert call(colour, Old(body), lambda client: client.v2008.sms_messages("SM1").fetch()) == READ


@pytest.mark.parametrize(
    ("status", "inside", "kind", "said"),
    [
        (
            400,
            (
                b"<Status>400</Status><Message>No called number is specified</Message><Code>21201</Code>"
                b"<MoreInfo>http://www.twilio.com/docs/errors/21201</MoreInfo>"
            ),
            BadRequestError,
            ("No called number is specified", 21201, "http://www.twilio.com/docs/errors/21201"),
        ),
        (
            404,
            b"<Status>404</Status>\n<Message>The requested resource was not found</Message>",
            NotFoundError,
            ("The requested resource was not found", None, None),
        ),
    ],
)
def test_an_error_may_have_a_code_or_none(
    colour: Colour, status: int, inside: bytes, kind: type[Any], said: tuple[object, ...]
) -> None:
    body = b"<TwilioResponse>\n<RestException>%s</RestException>\n</TwilioResponse>" % inside
    with pytest.raises(kind) as caught:
        call(colour, Old(body, status=status), lambda client: client.v2008.sms_messages.create(**TEXT))
    assert (caught.value.message, caught.value.code, caught.value.more_info) == said
    assert (caught.value.status, caught.value.took_effect, caught.value.uri) == (status, False, PATH)


# How pages are walked.


def test_pages_follow_each_other_by_number(colour: Colour) -> None:
    old = Old(*THREE)
    assert listed(colour, old, to="5555550100", page_size=2) == ["SM0", "SM1", "SM2", "SM3", "SM4"]
    first = f"{PATH}?To=5555550100&num=2"
    assert old.targets == [first, f"{first}&page=1", f"{first}&page=2"]


def test_a_page_holds_what_its_attributes_say(colour: Colour) -> None:
    read = call(colour, Old(*THREE), lambda client: client.v2008.sms_messages.stream().pages())
    assert [(one.page, one.num_pages, one.page_size, one.total) for one in read] == [
        (number, 3, 2, 5) for number in range(3)
    ]
    assert [(one.start, one.end, one.uri) for one in read] == [(0, 1, None), (2, 3, None), (4, 4, None)]
    assert [one.next is None for one in read] == [False, False, True]
    assert [one.is_last for one in read] == [False] * 3


@pytest.mark.parametrize(("limit", "sids", "asked"), [(0, 0, 0), (1, 1, 1), (2, 2, 1), (3, 3, 2), (5, 5, 3), (9, 5, 3)])
def test_a_limit_takes_the_pages_it_needs(colour: Colour, limit: int, sids: int, asked: int) -> None:
    old = Old(*THREE)
    assert len(listed(colour, old, limit=limit, page_size=2)) == sids
    assert len(old.asked) == asked


def test_a_next_page_that_is_named_is_followed_as_it_is(colour: Colour) -> None:
    address = f"{PATH}?num=2&page=1&AfterSid=SM1"
    old = Old(
        numbered(0, "SM0", "SM1", uri=PATH, nextpageuri=address),
        numbered(1, "SM2", uri=address, nextpageuri="", pages=2),
    )
    assert listed(colour, old) == ["SM0", "SM1", "SM2"]
    assert old.targets == [PATH, address]


def test_a_page_that_names_none_as_the_next_says_that_it_is_the_last(colour: Colour) -> None:
    [page] = call(
        colour, Old(numbered(0, "SM0", nextpageuri="")), lambda client: client.v2008.sms_messages.stream().pages()
    )
    assert (page.next, page.is_last, page.num_pages) == (None, True, 3)


def test_a_next_page_that_is_named_without_a_query_gets_no_extension(colour: Colour) -> None:
    old = Old(page("SM0", nextpageuri=f"{PATH}/next"), page("SM1", page=1))
    assert listed(colour, old) == ["SM0", "SM1"]
    assert old.targets == [PATH, f"{PATH}/next"]


def test_a_list_may_go_from_numbers_to_addresses_and_back(colour: Colour) -> None:
    named = f"{PATH}?num=1&page=2&x=y"
    old = Old(
        numbered(0, "SM0", pages=4),
        numbered(1, "SM1", pages=4, nextpageuri=named),
        numbered(2, "SM2", pages=4),
        numbered(3, "SM3", pages=4),
    )
    assert listed(colour, old, page_size=1) == ["SM0", "SM1", "SM2", "SM3"]
    assert old.targets == [f"{PATH}?num=1", f"{PATH}?num=1&page=1", named, f"{PATH}?num=1&page=3"]


def test_a_page_that_was_named_and_has_no_number_is_the_last(colour: Colour) -> None:
    old = Old(page("SM0", nextpageuri=f"{PATH}?AfterSid=SM0"), page("SM1"))
    assert listed(colour, old, page_size=1) == ["SM0", "SM1"]


def test_a_page_that_was_named_need_not_repeat_its_number_and_is_then_the_last(colour: Colour) -> None:
    old = Old(page("SM0", page=0, nextpageuri=f"{PATH}?num=1&page=1"), page("SM1"))
    assert listed(colour, old, page_size=1) == ["SM0", "SM1"]


@pytest.mark.parametrize("number", ["\u00b2", "9" * 5000, "-1", "1.0", ""])
def test_a_number_in_an_address_that_is_none_says_none(colour: Colour, number: str) -> None:
    address = f"{PATH}?page={number}"
    old = Old(page("SM0", nextpageuri=address), page("SM1", page=7))
    assert listed(colour, old) == ["SM0", "SM1"]
    again = Old(page("SM1", page=0))
    assert [sms.sid for sms in call(colour, again, lambda client: client.follow_list(address, SMSMessage))] == ["SM1"]


@pytest.mark.parametrize(
    "named", [f"{PATH}?num=1&page=1", f"https://api.twilio.com{PATH}?page=1"], ids=["relative", "whole"]
)
def test_a_page_that_was_named_is_not_another_one(colour: Colour, named: str) -> None:
    counting = [page("SM0", page=0, nextpageuri=f"{PATH}?num=1&page={number}") for number in range(2, 50)]
    old = Old(page("SM0", page=0, nextpageuri=named), *counting)
    with pytest.raises(ResponseError, match="the next page cannot be read: page 1 was asked for, and page 0 came"):
        listed(colour, old)
    assert len(old.asked) == 2


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        ([numbered(0, "SM0", "SM1")], "page 1 was asked for, and page 0 came"),
        ([numbered(0, "SM0"), numbered(2, "SM1")], "page 1 was asked for, and page 2 came"),
        ([numbered(0, "SM0"), page("SM0")], "page 1 was asked for, and one without a number came"),
        ([page("SM0", "SM1")], "page 1 was asked for, and one without a number came"),
        ([numbered(7, "SM0")], "page 0 was asked for, and page 7 came"),
    ],
    ids=["the first for ever", "one is left out", "one without a number", "never a number", "another to begin with"],
)
def test_a_page_that_is_not_the_one_asked_for_ends_in_an_error(
    colour: Colour, bodies: Sequence[bytes], words: str
) -> None:
    old = Old(*bodies)
    with pytest.raises(ResponseError, match=f"the next page cannot be read: {words}") as caught:
        listed(colour, old, page_size=2)
    assert (caught.value.status, caught.value.took_effect) == (200, False)
    assert len(old.asked) <= 2


def test_what_was_read_comes_before_the_error_about_a_page() -> None:
    client = Colour("sync").client("AC1", "token", transport=httpx.MockTransport(Old(numbered(0, "SM0"))))
    with client:
        messages = iter(client.v2008.sms_messages.stream())
        assert next(messages).sid == "SM0"
        with pytest.raises(ResponseError, match="page 1 was asked for"):
            next(messages)


def test_pages_that_are_empty_for_ever_end_in_an_error(colour: Colour) -> None:
    old = Old(*(numbered(number, pages=60) for number in range(60)))
    with pytest.raises(ResponseError, match="21 pages in a row were empty"):
        listed(colour, old)


@pytest.mark.parametrize(
    ("body", "arguments", "goes_on"),
    [
        (page("SM0"), {}, False),
        (page(), {"page_size": 1}, False),
        (page("SM0"), {"page_size": 2}, False),
        (page("SM0"), {"page_size": 1}, True),
        (page(*[f"SM{number}" for number in range(49)]), {}, False),
        (page(*[f"SM{number}" for number in range(50)]), {}, True),
        (page("SM0", pagesize=1), {}, True),
        (page("SM0", pagesize=2), {"page_size": 1}, False),
        (page("SM0", uri=PATH, nextpageuri=""), {"page_size": 1}, False),
        (page("SM0", uri=PATH, nextpageuri="", page=0, numpages=2), {"page_size": 1}, False),
        (page("SM0", nextpageuri=""), {"page_size": 1}, False),
        (page("SM0", uri=PATH), {"page_size": 1}, True),
        (page("SM0", uri=PATH, page=0, numpages=2), {"page_size": 1}, True),
        (page("SM0", total=1), {"page_size": 1}, False),
        (page("SM0", total=2), {"page_size": 1}, True),
        (page("SM0", total=51), {}, True),
        (page("SM0", total=50), {}, False),
        (page("SM0", numpages=1, total=99), {"page_size": 1}, False),
        (page("SM0", numpages=2, total=1), {"page_size": 1}, True),
    ],
    ids=range(19),
)
def test_another_page_is_asked_for_where_one_is_told_of_or_nothing_is_told_and_this_one_is_full(
    colour: Colour,
    body: bytes,
    arguments: dict[str, int],
    goes_on: bool,  # noqa: FBT001 - a column of a table
) -> None:
    old = Old(body, page("SM99", page=1, numpages=2))
    assert ("SM99" in listed(colour, old, **arguments)) is goes_on
    assert len(old.asked) == 1 + goes_on


@pytest.mark.parametrize("value", ["x", "1.5", "9" * 99])
@pytest.mark.parametrize("name", ["page", "numpages", "pagesize", "total", "start", "end"])
def test_an_attribute_that_is_no_number_is_named(colour: Colour, name: str, value: str) -> None:
    with pytest.raises(ResponseError, match=r"Envelope\.\w+ is '"):
        listed(colour, Old(page("SM0", **{name: value})))


def test_an_empty_list_without_attributes_is_one(colour: Colour) -> None:
    assert listed(colour, Old(b"<TwilioResponse><SMSMessages/></TwilioResponse>")) == []


def test_pages_of_json_are_walked_by_number_too(colour: Colour) -> None:
    pages = enumerate((b"sms_messages", b"messages"))
    old = Old(*(b'{"%s": [{"sid": "SM%d"}], "page": %d, "num_pages": 2, "x": [1]}' % (key, n, n) for n, key in pages))
    read = call(colour, old, lambda client: client.with_options(format="json").v2008.sms_messages.list(page_size=1))
    assert [message.sid for message in read] == ["SM0", "SM1"]
    assert old.targets == [f"{PATH}.json?num=1", f"{PATH}.json?num=1&page=1"]


def test_csv_is_one_page_here_as_well(colour: Colour) -> None:
    def use(client: Any) -> Any:
        return client.with_options(format="csv").v2008.sms_messages.list()

    old = Old(CSV)
    assert call(colour, old, use) == [READ]
    assert old.targets == [f"{PATH}.csv?num=1000"]
    full = Old(b"Sid,To\r\n" + b"SM1,x\r\n" * 1000)
    with pytest.raises(ResponseError, match="these 1000 may not be all"):
        call(colour, full, use)
    assert len(full.asked) == 1


def test_a_client_of_csv_that_did_not_ask_for_it_here_may_list_as_many_as_it_likes(colour: Colour) -> None:
    old = Old(*THREE)
    read = call(colour, old, lambda client: client.v2008.sms_messages.list(limit=2000), format="csv")
    assert len(read) == 5
    assert old.targets[0] == f"{PATH}?num=1000"


def test_a_sandbox_answers_as_in_2008(colour: Colour) -> None:
    sandbox = Sandbox()
    with sandbox.client() as sender:
        for number in range(5):
            sender.v2008.sms_messages.create(**(TEXT | {"body": f"{number}"}))
    client = sandbox.client() if colour.name == "sync" else sandbox.async_client()
    read = colour.call(client, lambda client: client.v2008.sms_messages.list(page_size=2, to="(555) 555-0100"))
    assert [message.body for message in read] == ["4", "3", "2", "1", "0"]
    assert {(message.to, message.from_, message.flags) for message in read} == {(TEXT["to"], TEXT["from_"], Flags.REST)}
