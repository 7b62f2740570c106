"""Addresses that Twilio gave are followed: on its own origin only, in the client's own format, into any model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Optional, Union
from weakref import ref

import attrs
import httpx
import pytest

from answers import FAMILIES, Family, as_json, as_xml, page, resource
from bodies import Bodies as There
from conftest import Colour
from hostile import ELSEWHERE, HOSTILE
from twilio_lite import (
    Account,
    ArgumentError,
    Call,
    Client,
    Media,
    Message,
    NotFoundError,
    Reply,
    Request,
    ResponseError,
    SMSMessage,
    TwilioError,
)
from twilio_lite.sandbox import Sandbox

API = "https://api.twilio.com"
OWN = "/2010-04-01/Accounts/AC1"
LEGACY = "/2008-08-01/Accounts/AC1/SMS/Messages"
ACCEPTED = {"json": "application/json", "xml": "application/xml", "csv": "text/csv"}


@attrs.frozen
class Thing:
    """A model of somebody's own."""

    sid: str
    made_at: datetime | None = None
    """When it was made."""


def call(colour: Colour, there: There, use: Callable[[Any], Any], **options: Any) -> Any:
    """Use a client."""
    return colour.call(colour.client("AC1", "token", transport=httpx.MockTransport(there), **options), use)


GOOD = as_json({"sid": "SM1"})
LIST = as_json({"messages": [{"sid": "SM1"}, {"sid": "SM2"}]})


@pytest.mark.parametrize(
    ("uri", "stem", "query"),
    [
        (f"{OWN}/Messages/SM1.json", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1.xml", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1.csv", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1.HTML", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1.json.json", f"{OWN}/Messages/SM1.json", ""),
        (f"{OWN}/Messages/SM1.txt", f"{OWN}/Messages/SM1.txt", ""),
        (f"{API}{OWN}/Messages/SM1.json", f"{OWN}/Messages/SM1", ""),
        (f"HTTPS://API.TWILIO.COM:443{OWN}/Messages/SM1", f"{OWN}/Messages/SM1", ""),
        (f"{OWN}/Messages/SM1.json?a=b.json&c=%2F", f"{OWN}/Messages/SM1", "?a=b.json&c=%2F"),
        ("/x.json/y", "/x.json/y", ""),
        (f"{OWN}/Messages/SM1?like={LEGACY}/SM1.xml", f"{OWN}/Messages/SM1", f"?like={LEGACY}/SM1.xml"),
    ],
)
@pytest.mark.parametrize("format_", ["json", "xml", "csv"])
def test_an_address_is_followed_in_the_clients_own_format_whatever_extension_it_has(
    colour: Colour, format_: str, uri: str, stem: str, query: str
) -> None:
    there = There(GOOD)
    message = call(colour, there, lambda client: client.follow(uri, Message), format=format_)
    assert message == Message(sid="SM1")
    assert there.targets == [stem + {"json": ".json", "xml": "", "csv": ".csv"}[format_] + query]
    assert (there.asked[0].method, there.asked[0].headers["accept"]) == ("GET", ACCEPTED[format_])
    assert there.asked[0].url.host == "api.twilio.com"
    assert "authorization" in there.asked[0].headers


@pytest.mark.parametrize("uri", [f"{OWN}/Messages/SM1/Media/ME1.json", f"{OWN}/Messages/SM1/Media/ME1"])
@pytest.mark.parametrize(("format_", "extension"), [("json", ".json"), ("xml", ".xml"), ("csv", ".csv")])
def test_the_address_of_a_file_always_gets_an_extension_for_without_one_it_is_the_file_itself(
    colour: Colour, format_: str, extension: str, uri: str
) -> None:
    there = There(as_json({"sid": "ME1"}))
    assert call(colour, there, lambda client: client.follow(uri, Media), format=format_) == Media(sid="ME1")
    assert there.targets == [f"{OWN}/Messages/SM1/Media/ME1{extension}"]


@pytest.mark.parametrize("uri", [f"{LEGACY}/SM1", f"{LEGACY}/SM1.json", f"{API}{LEGACY}/SM1.csv"])
@pytest.mark.parametrize(("format_", "extension"), [("json", ".json"), ("xml", ""), ("csv", ".csv")])
def test_an_address_of_2008_is_followed_in_xml_unless_another_format_was_asked_for(
    colour: Colour, format_: str, extension: str, uri: str
) -> None:
    there = There(GOOD)
    call(colour, there, lambda client: client.follow(uri, SMSMessage), format=format_)
    call(colour, there, lambda client: client.with_options(format=format_).follow(uri, SMSMessage))
    assert there.targets == [f"{LEGACY}/SM1", f"{LEGACY}/SM1{extension}"]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model.__name__)
def test_every_model_can_be_followed(colour: Colour, family: Family) -> None:
    tree = resource(family.model)
    for body in (as_json(tree), as_xml(family, tree)):
        one = call(colour, There(body), lambda client: client.follow("/x", family.model))
        assert type(one) is family.model
        assert one.uri == "text"
    pages = page(family, tree, tree)
    for body in (as_json(pages), as_xml(family, pages)):
        assert call(colour, There(body), lambda client: client.follow_list("/x", family.model)) == [one, one]


def test_a_model_of_somebodys_own_can_be_followed(colour: Colour) -> None:
    body = as_json({"sid": "TH1", "made_at": "2026-11-21T12:00:00Z"})
    thing = call(colour, There(body), lambda client: client.follow("/x", Thing))
    assert (type(thing), thing.made_at.day) == (Thing, 21)


def test_a_reply_comes_of_following_with_raw_responses(colour: Colour) -> None:
    reply = call(colour, There(GOOD), lambda client: client.with_raw_response.follow("/x", Message))
    assert (type(reply), reply.value, reply.body) == (Reply, Message(sid="SM1"), GOOD)


def test_what_is_not_there_is_not_found(colour: Colour) -> None:
    with pytest.raises(NotFoundError) as caught:
        call(colour, There(b"{}", status=404), lambda client: client.follow(f"{OWN}/Messages/SM1.json?a=b", Message))
    assert (caught.value.uri, caught.value.took_effect) == (f"{OWN}/Messages/SM1.json", False)


def test_another_model_than_is_there_is_a_response_error(colour: Colour) -> None:
    with pytest.raises(ResponseError, match="no list of Message, or more than one list"):
        call(colour, There(GOOD), lambda client: client.follow_list("/x", Message))
    with pytest.raises(ResponseError, match=r"Message\.sid is missing"):
        call(colour, There(LIST), lambda client: client.follow("/x", Message))


# What is no address, and no model.


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (None, "^uri must be a str, not None"),
        (Message(sid="SM1"), "^uri must be a str, not Message"),
        (b"/x", "^uri must be a str, not bytes"),
        ("", "^uri cannot be followed: an empty address is not on https://api.twilio.com"),
        ("x", "^uri cannot be followed: x is not on"),
        ("https://evil.example/x?secret", "^uri cannot be followed: https://evil.example/x is not on"),
        ("http://api.twilio.com/x", "^uri cannot be followed: http://api.twilio.com/x is not on"),
        ("https://api.twilio.com:8443/x", "^uri cannot be followed: https://api.twilio.com:8443/x is not on"),
        ("https://api.twilio.com.evil.example/x.json", "^uri cannot be followed: .* is not on"),
        ("//evil.example/x", "^uri cannot be followed: ://evil.example/x is not on"),
        ("https://me:secret@api.twilio.com/x", "^uri cannot be followed: what holds a user is no address of the API"),
        ("https://me:secret@evil.example/x", "^uri cannot be followed: what holds a user is no address of the API"),
        ("/a/../x.json", "^uri cannot be followed: '/a/../x' is no address"),
        ("/a/%2e%2E/x", "^uri cannot be followed: '/a/%2e%2E/x' is no address"),
        ("/a\\x", "^uri cannot be followed: .* is no address"),
        ("/x#y", "^uri cannot be followed: '/x' is no address"),
        ("/x\r\nHost: evil.example", "^uri cannot be followed: .* is no address"),
        ("https://[evil.example/x", "^uri cannot be followed: .* is no address"),
    ],
)
def test_an_address_elsewhere_is_an_argument_error_before_anything_is_sent(
    colour: Colour, uri: Any, words: str
) -> None:
    there = There(LIST)
    for use in (
        lambda client: client.follow(uri, Message),
        lambda client: client.follow_list(uri, Message),
        lambda client: client.with_raw_response.follow(uri, Message),
    ):
        with pytest.raises(ArgumentError, match=words) as caught:
            call(colour, there, use)
        assert "secret" not in str(caught.value)
        assert caught.value.__context__ is None
    assert there.asked == []


@pytest.mark.parametrize("uri", ["/x?a=b#c", "/x?a=\r\nHost: evil.example", "/x?\ud800", "/x?" + "y" * 70_000])
def test_a_query_that_is_none_is_not_sent_either(colour: Colour, uri: str) -> None:
    there = There(GOOD)
    with pytest.raises(ArgumentError):
        call(colour, there, lambda client: client.follow(uri, Message))
    assert there.asked == []


@pytest.mark.parametrize(
    "template", ["{text}", "/{text}", "/x?{text}", "/x/{text}.json", API + "{text}", API + "/{text}"]
)
@pytest.mark.parametrize("format_", ["json", "xml", "csv"])
def test_whatever_is_followed_is_refused_or_stays_on_the_origin(template: str, format_: str) -> None:
    there = There(LIST)
    for text in HOSTILE.values():
        uri = template.format(text=text)
        with Client("AC1", "token", format=format_, transport=httpx.MockTransport(there)) as client:
            for use in (lambda: client.follow(uri, Message), lambda: client.follow_list(uri, Message)):  # noqa: B023 - used at once
                with suppress(ArgumentError, ResponseError):
                    use()
        assert len(there.asked) <= 2
        for request in there.asked:
            assert (request.url.scheme, request.url.netloc) == ("https", b"api.twilio.com")
            assert ELSEWHERE.encode() not in request.url.netloc
            segments = request.url.raw_path.partition(b"?")[0].replace(b"\\", b"/").split(b"/")
            assert not {b".", b".."} & {*segments}
        there.asked.clear()


@pytest.mark.parametrize("base", ["http://127.0.0.1:9/base", "http://localhost:9"])
def test_a_base_url_of_ones_own_is_the_origin(colour: Colour, base: str) -> None:
    there = There(GOOD)
    call(colour, there, lambda client: client.follow("/x.json", Message), base_url=base)
    call(colour, there, lambda client: client.follow(f"{base}/x", Message), base_url=base)
    assert [str(request.url) for request in there.asked] == [f"{base}/x.json"] * 2
    with pytest.raises(ArgumentError, match="is not on http://"):
        call(colour, there, lambda client: client.follow(f"{API}/x", Message), base_url=base)


@attrs.define
class Old:
    """A model that says what may be missing in other words."""

    sid: Optional[str] = None  # noqa: UP045 - as older code has it
    size: Union[int, None] = None  # noqa: UP007 - as above
    price: None | Decimal = None  # noqa: RUF036 - as above
    parts: Optional[dict[str, str]] = None  # noqa: UP045 - as above


def test_what_may_be_missing_is_said_in_several_ways(colour: Colour) -> None:
    there = There(b'{"sid": "SM1", "size": "7", "price": "0.1", "parts": {"a": "b"}}', b"{}")
    read = call(colour, there, lambda client: client.follow("/x", Old))
    assert read == Old("SM1", 7, Decimal("0.1"), {"a": "b"})
    assert call(colour, there, lambda client: client.follow("/x", Old)) == Old()


@attrs.frozen
class Strict:
    """A model that looks at itself when it is made."""

    sid: str

    def __attrs_post_init__(self) -> None:
        if not self.sid.startswith("SM"):
            raise ValueError(f"{self.sid} is no message")


def test_a_model_that_looks_at_itself_sees_what_was_read(colour: Colour) -> None:
    there = There(b'{"sid": "SM1"}', b'{"sid": "CA1"}', b'{"calls": [{"sid": "CA1"}]}')
    assert call(colour, there, lambda client: client.follow("/x", Strict)) == Strict("SM1")
    with pytest.raises(ResponseError, match=r"^HTTP 200: the answer cannot be read: CA1 is no message"):
        call(colour, there, lambda client: client.follow("/x", Strict))
    with pytest.raises(ResponseError, match=r"^HTTP 200: the answer cannot be read: CA1 is no message"):
        call(colour, there, lambda client: client.follow_list("/x", Strict))


@attrs.frozen(weakref_slot=False)
class Light:
    """A model that nothing refers to weakly."""

    sid: str


def test_a_model_may_do_without_weak_references(colour: Colour) -> None:
    assert call(colour, There(GOOD), lambda client: client.follow("/x", Light)) == Light("SM1")
    thing = call(colour, There(GOOD), lambda client: client.follow("/x", Thing))
    assert ref(thing)() is thing


class Plain:
    """A class that is no model."""

    sid: str


@attrs.frozen
class Odd:
    """A model of which one field cannot be read."""

    sid: str
    parts: list[str]


@attrs.frozen
class Wordy:
    """A model of which one field has a type that is no class."""

    sid: str
    kind: Literal["a", "b"]


@attrs.frozen
class Mixed:
    """A model with a dict of something else than texts."""

    sid: str
    capabilities: dict[str, bool] | None


@attrs.frozen(slots=False)
class Loose:
    """A model without slots."""

    sid: str


@attrs.frozen
class Unknown:
    """A model with an annotation that means nothing."""

    sid: str
    other: "Nobody"  # type: ignore[name-defined] # noqa: F821 - that it is unknown is what is tested


@pytest.mark.parametrize(
    ("model", "words"),
    [
        (None, "^model cannot be None: pass one such as twilio_lite.Message, or made with attrs.frozen"),
        ("Message", "^model cannot be 'Message'"),
        (dict, "^model cannot be <class 'dict'>"),
        (Plain, "^model cannot be <class '.*Plain'>"),
        (Message(sid="SM1"), "^model cannot be Message"),
        (list[Message], "^model cannot be list"),
        (
            Odd,
            r"^model Odd cannot be read from an answer: TypeError: parts is list\[str\]: it may be one of str, int, ",
        ),
        (
            Wordy,
            r"^model Wordy cannot be read from an answer: TypeError: kind is typing.Literal\['a', 'b'\]: it may be",
        ),
        (
            Mixed,
            r"^model Mixed cannot be read .*: TypeError: capabilities is .*it may be .*dict\[str, str\] or a StrEnum",
        ),
        (Loose, "^model Loose cannot be read from an answer: it has no slots, as attrs.frozen and attrs.define make"),
        (Unknown, "^model Unknown cannot be read from an answer: NameError: name 'Nobody' is not defined"),
    ],
)
def test_what_is_no_model_is_an_argument_error_before_anything_is_sent(colour: Colour, model: Any, words: str) -> None:
    there = There(LIST)
    for use in (lambda client: client.follow("/x", model), lambda client: client.follow_list("/x", model)):
        with pytest.raises(ArgumentError, match=words):
            call(colour, there, use)
    assert there.asked == []


def test_a_product_on_a_host_of_its_own_gets_no_extension_in_whatever_way_it_is_asked(colour: Colour) -> None:
    verify, there = "https://verify.twilio.com", There(GOOD)
    call(colour, there, lambda client: client.follow(f"{verify}/v2/Services/VA1", Message), base_url=verify)
    call(colour, there, lambda client: client.follow("/v2/Services/VA1", Message), base_url=verify)
    call(colour, there, lambda client: client.send(Request("GET", "/v2/Services/VA1", dict)), base_url=verify)
    assert there.targets == ["/v2/Services/VA1"] * 3


def test_a_base_url_that_looks_like_a_version_of_a_product_changes_nothing(colour: Colour) -> None:
    there = There(GOOD)
    address = f"https://example.com/v1{OWN}/Messages/SM1"
    call(colour, there, lambda client: client.follow(address, Message), base_url="https://example.com/v1")
    assert there.targets == [f"/v1{OWN}/Messages/SM1.json"]


# Lists.


def test_a_list_of_a_product_is_followed_by_what_its_meta_says(colour: Colour) -> None:
    verify = "https://verify.twilio.com"
    following = f"{verify}/v2/Services?PageSize=1&Page=1&PageToken=PA1"
    first = as_json({"services": [{"sid": "VA1"}], "meta": {"key": "services", "next_page_url": following}})
    last = as_json({"services": [{"sid": "VA2"}], "meta": {"key": "services", "next_page_url": None}})
    there = There(first, last)
    read = call(colour, there, lambda client: client.follow_list("/v2/Services?PageSize=1", Thing), base_url=verify)
    assert [one.sid for one in read] == ["VA1", "VA2"]
    assert there.targets == ["/v2/Services?PageSize=1", "/v2/Services?PageSize=1&Page=1&PageToken=PA1"]


def test_a_list_is_followed_page_after_page(colour: Colour) -> None:
    first = as_json({"messages": [{"sid": "SM1"}], "next_page_uri": f"{OWN}/Messages.json?PageSize=1&Page=1"})
    there = There(first, as_json({"messages": [{"sid": "SM2"}], "next_page_uri": ""}))
    read = call(colour, there, lambda client: client.follow_list(f"{OWN}/Messages.xml?To=%2B1&To=a+b", Message))
    assert [message.sid for message in read] == ["SM1", "SM2"]
    assert there.targets == [f"{OWN}/Messages.json?To=%2B1&To=a+b", f"{OWN}/Messages.json?PageSize=1&Page=1"]


@pytest.mark.parametrize(
    ("uri", "limit", "target"),
    [
        (f"{OWN}/Messages", None, f"{OWN}/Messages.json"),
        (f"{OWN}/Messages?", None, f"{OWN}/Messages.json"),
        (f"{OWN}/Messages", 1, f"{OWN}/Messages.json?PageSize=1"),
        (f"{OWN}/Messages", 3000, f"{OWN}/Messages.json?PageSize=1000"),
        (f"{OWN}/Messages.json?Page=0&x=", 1, f"{OWN}/Messages.json?Page=0&x=&PageSize=1"),
        (f"{OWN}/Messages.json?PageSize=7", 1, f"{OWN}/Messages.json?PageSize=7"),
    ],
)
def test_a_limit_sets_the_size_of_pages_unless_the_address_has_one(
    colour: Colour, uri: str, limit: int | None, target: str
) -> None:
    there = There(LIST)
    read = call(colour, there, lambda client: client.follow_list(uri, Message, limit=limit))
    assert len(read) == (2 if limit is None else min(2, limit))
    assert there.targets == [target]


@pytest.mark.parametrize(
    ("limit", "words"),
    [(-1, "^limit cannot be -1"), (True, "^limit must be int, not bool"), ("1", "^limit must be int, not str")],
)
def test_a_wrong_limit_is_refused_before_anything_is_sent(colour: Colour, limit: Any, words: str) -> None:
    there = There(LIST)
    with pytest.raises(ArgumentError, match=words):
        call(colour, there, lambda client: client.follow_list("/x", Message, limit=limit))
    assert there.asked == []


def test_a_limit_of_nothing_asks_for_nothing(colour: Colour) -> None:
    there = There(LIST)
    assert call(colour, there, lambda client: client.follow_list("/x", Message, limit=0)) == []
    assert there.asked == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"things": [{"sid": "SM1"}]}',
        b'{"things": [{"sid": "SM1"}], "others": []}',
        b'{"others": [], "more": [], "things": [{"sid": "SM1"}], "meta": {"key": "others"}}',
        b"<TwilioResponse><Things page='0'><Thing><Sid>SM1</Sid></Thing></Things></TwilioResponse>",
        b"<TwilioResponse><Others/><Things><Thing><Sid>SM1</Sid></Thing></Things></TwilioResponse>",
        b"Sid,To\r\nSM1,\r\n",
    ],
    ids=range(6),
)
def test_the_only_list_is_the_one_or_the_only_one_with_something_in_it(colour: Colour, body: bytes) -> None:
    read = call(colour, There(body), lambda client: client.follow_list("/x", Message))
    assert [message.sid for message in read] == ["SM1"]


@pytest.mark.parametrize("body", [b'{"things": []}', b"<TwilioResponse><Things/></TwilioResponse>", b"Sid,To\r\n"])
def test_an_empty_list_is_one(colour: Colour, body: bytes) -> None:
    assert call(colour, There(body), lambda client: client.follow_list("/x", Message)) == []


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": [{"sid": "SM1"}], "b": [{"sid": "SM2"}]}',
        b'{"a": [], "b": []}',
        b'{"a": {"sid": "SM1"}}',
        b"{}",
        b"[]",
        b"null",
        b'"x"',
        b"Id,To\r\n1,2\r\n",
    ],
    ids=range(8),
)
def test_where_no_list_or_more_than_one_could_be_meant_none_is_guessed(colour: Colour, body: bytes) -> None:
    with pytest.raises(ResponseError, match="no list of Message"):
        call(colour, There(body), lambda client: client.follow_list("/x", Message))


def test_a_list_in_csv_is_one_page_here_as_well(colour: Colour) -> None:
    sheet = b"Sid,To\r\n" + b"SM1,x\r\n" * 3

    def follow(uri: str, limit: int | None = None) -> tuple[Any, list[str]]:
        there = There(sheet)
        try:
            got = call(colour, there, lambda client: client.follow_list(uri, Message, limit=limit), format="csv")
        except TwilioError as error:
            got = error
        return got if isinstance(got, TwilioError) else len(got), there.targets

    assert follow("/x.json") == (3, ["/x.csv?PageSize=1000"])
    assert follow("/x.json?To=a", 2) == (2, ["/x.csv?To=a&PageSize=2"])
    error, asked = follow("/x.json?PageSize=3")
    assert (type(error), asked) == (ResponseError, ["/x.csv?PageSize=3"])
    for uri, limit in (("/x", 1001), ("/x?PageSize=3", 4)):
        error, asked = follow(uri, limit)
        assert (type(error), asked) == (ArgumentError, [])


def old_page(number: int | None, *sids: str) -> bytes:
    """Make a page of 2008."""
    told = "" if number is None else f' page="{number}" numpages="3" pagesize="1"'
    items = "".join(f"<SMSMessage><Sid>{sid}</Sid></SMSMessage>" for sid in sids)
    return f"<TwilioResponse><SMSMessages{told}>{items}</SMSMessages></TwilioResponse>".encode()


def test_a_list_of_2008_is_followed_by_number(colour: Colour) -> None:
    there = There(old_page(0, "SM0"), old_page(1, "SM1"), old_page(2, "SM2"))
    read = call(colour, there, lambda client: client.follow_list(f"{LEGACY}.json?To=x", SMSMessage, limit=9))
    assert [message.sid for message in read] == ["SM0", "SM1", "SM2"]
    assert there.targets == [f"{LEGACY}?To=x&num=9{page}" for page in ("", "&page=1", "&page=2")]


def test_a_list_of_2008_may_be_followed_from_a_later_page_on(colour: Colour) -> None:
    there = There(old_page(1, "SM1"), old_page(2, "SM2"))
    read = call(colour, there, lambda client: client.follow_list(f"{LEGACY}?num=1&page=1", SMSMessage))
    assert [message.sid for message in read] == ["SM1", "SM2"]
    assert there.targets == [f"{LEGACY}?num=1&page=1", f"{LEGACY}?num=1&page=2"]


@pytest.mark.parametrize(
    ("query", "bodies", "words"),
    [
        ("?num=1", [old_page(0, "SM0")], "page 1 was asked for, and page 0 came"),
        ("?num=1", [old_page(None, "SM0")], "page 1 was asked for, and one without a number came"),
        ("?page=1", [old_page(0, "SM0")], "page 1 was asked for, and page 0 came"),
    ],
)
def test_a_list_of_2008_whose_page_is_not_the_one_asked_for_ends_in_an_error(
    colour: Colour, query: str, bodies: list[bytes], words: str
) -> None:
    with pytest.raises(ResponseError, match=words):
        call(colour, There(*bodies), lambda client: client.follow_list(f"{LEGACY}{query}", SMSMessage))


def test_what_a_sandbox_links_to_can_be_followed_all_the_way(colour: Colour) -> None:
    for format_ in ("json", "xml"):
        sandbox = Sandbox()
        with sandbox.client() as sender:
            sent = sender.messages.create(to="+15005550006", from_="+15005550009", media_url=["https://example.com/a"])
            made = sender.calls.create(to="+15005550006", from_="+15005550009", twiml="<Response/>")
        media_uri = (sent.subresource_uris or {})["media"]

        def asked(client: Any, own: str = f"/2010-04-01/Accounts/{sandbox.account_sid}") -> list[Any]:
            return [
                client.follow(sent.uri, Message),  # noqa: B023 - used at once
                client.follow(made.uri, Call),  # noqa: B023 - used at once
                client.follow_list(media_uri, Media, limit=5),  # noqa: B023 - used at once
                client.follow(f"{own}.json", Account),
            ]

        async def asked_async(client: Any, asked: Callable[[Any], list[Any]] = asked) -> list[Any]:
            return [await one for one in asked(client)]

        client = (sandbox.client if colour.name == "sync" else sandbox.async_client)(format=format_)
        message, dialled, [media], account = colour.call(client, asked if colour.name == "sync" else asked_async)
        assert (message.sid, dialled.sid, account.sid) == (sent.sid, made.sid, sandbox.account_sid)
        assert (type(media), media.parent_sid) == (Media, sent.sid)
