"""JSON and XML become one plain tree."""

from __future__ import annotations

import json
from typing import Any

import pytest

from twilio_lite._decode import plain_tree, read_body

DECLARATION = b"<?xml version='1.0' encoding='UTF-8'?>\n"


def xml(content: str) -> Any:
    """Read the tree of a TwilioResponse."""
    return plain_tree(DECLARATION + f"<TwilioResponse>{content}</TwilioResponse>".encode())


def test_escaped_slashes_are_slashes() -> None:
    assert plain_tree(b'{"uri": "\\/2010-04-01\\/Accounts"}') == {"uri": "/2010-04-01/Accounts"}


@pytest.mark.parametrize("body", [b"", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_body_is_none(body: bytes) -> None:
    assert plain_tree(body) is None


def test_a_byte_order_mark_and_blanks_before_a_document_are_skipped() -> None:
    assert plain_tree(b'\xef\xbb\xbf {"a": 1}') == {"a": 1}
    assert plain_tree(b"\xef\xbb\xbf\n" + DECLARATION + b"<Message><Sid>SM1</Sid></Message>") == {"sid": "SM1"}


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff{}",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b"[" * 100_000,
        b'{"a": ' + b"9" * 5000 + b"}",
        b"Service Unavailable",
        b"<TwilioResponse>",
        b"<TwilioResponse><Message></TwilioResponse>",
        b'<?xml version="1.0" encoding="klingon"?><Message/>',
        b"<!DOCTYPE html><html><body>Bad Gateway</body></html>",
        b"<HTML></HTML>",
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
        b'<!DOCTYPE a SYSTEM "http://evil.example/x.dtd"><a/>',
        b"<a>" * 50_000 + b"</a>" * 50_000,
    ],
    ids=range(15),
)
def test_what_is_neither_json_nor_xml_is_a_value_error_that_says_so(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(broken JSON|broken XML|it is an HTML page)"):
        plain_tree(body)


def test_an_xml_message_has_the_keys_of_the_json_one() -> None:
    tree = xml(
        "<Message><Sid>SM1</Sid><NumSegments>1</NumSegments><DateSent/><Body/><Price> </Price>"
        "<SubresourceUris><Media>/M</Media></SubresourceUris></Message>"
    )
    assert tree == {
        "sid": "SM1",
        "num_segments": "1",
        "date_sent": None,
        "body": "",
        "price": None,
        "subresource_uris": {"media": "/M"},
    }


def test_a_body_keeps_every_blank_and_line() -> None:
    assert xml("<Message><Body> a\n\n b </Body></Message>") == {"body": " a\n\n b "}


@pytest.mark.parametrize("name", ["Message", "SMSMessage"])
def test_the_element_of_a_single_resource_vanishes(name: str) -> None:
    assert xml(f"<{name}><Sid>SM1</Sid></{name}>") == {"sid": "SM1"}


def test_a_document_without_its_wrapper_is_read_the_same() -> None:
    assert plain_tree(b"<Message><Sid>SM1</Sid></Message>") == {"sid": "SM1"}


def test_a_namespace_is_no_part_of_a_name() -> None:
    assert plain_tree(b'<TwilioResponse xmlns="urn:x"><Message><Sid>SM1</Sid></Message></TwilioResponse>') == {
        "sid": "SM1"
    }


@pytest.mark.parametrize("attribute", ["page", "pagesize", "firstpageuri", "nextpageuri"])
def test_an_element_that_tells_of_pages_is_a_list_whatever_its_name(attribute: str) -> None:
    assert xml(f'<Usage {attribute}=""><Record><Sid>X1</Sid></Record></Usage>')["usage"] == [{"sid": "X1"}]
    assert xml('<Usage uri="/u"><Sid>X1</Sid></Usage>') == {"sid": "X1"}


@pytest.mark.parametrize(
    ("element", "key"),
    [("Messages", "messages"), ("SMSMessages", "sms_messages"), ("MediaList", "media_list"), ("Accounts", "accounts")],
)
def test_a_list_stands_under_its_name_with_its_attributes_beside_it(element: str, key: str) -> None:
    tree = xml(
        f'<{element} page="0" numpages="1" pagesize="50" total="1" start="0" end="0" uri="/u" firstpageuri="/f" '
        f'nextpageuri="" previouspageuri="" lastpageuri="/l" odd="x"><Item><Sid>X1</Sid></Item></{element}>'
    )
    assert tree == {
        key: [{"sid": "X1"}],
        "page": "0",
        "num_pages": "1",
        "page_size": "50",
        "total": "1",
        "start": "0",
        "end": "0",
        "uri": "/u",
        "first_page_uri": "/f",
        "next_page_uri": "",
        "previous_page_uri": "",
        "last_page_uri": "/l",
        "odd": "x",
    }


def test_an_empty_list_without_attributes_is_a_list() -> None:
    assert xml("<Messages/>") == {"messages": []}


def test_other_elements_beside_a_list_stand_beside_it() -> None:
    assert xml('<Messages page="0"/><Notice><Text>x</Text></Notice>') == {
        "messages": [],
        "page": "0",
        "notice": {"text": "x"},
    }


def test_a_repeated_element_is_a_list() -> None:
    assert xml("<Message><Flags><Flag>a</Flag><Flag>b</Flag><Flag>c</Flag></Flags></Message>") == {
        "flags": {"flag": ["a", "b", "c"]}
    }


def test_a_rest_exception_is_read_like_the_json_error() -> None:
    tree = xml("<RestException><Code>20404</Code><Detail/><Message>no</Message><Status>404</Status></RestException>")
    assert tree == {"code": "20404", "detail": None, "message": "no", "status": "404"}


def test_a_list_under_any_name_is_known_by_its_attributes() -> None:
    assert xml('<Data page="0"><Item><Sid>X1</Sid></Item></Data>') == {"page": "0", "data": [{"sid": "X1"}]}


def test_a_single_resource_may_have_attributes_or_a_name_that_looks_like_a_plural() -> None:
    assert xml('<Message uri="/M"><Sid>SM1</Sid></Message>') == {"sid": "SM1"}
    assert xml("<Address><Sid>AD1</Sid></Address>") == {"sid": "AD1"}


def test_a_digit_ends_no_word() -> None:
    assert xml("<Message><Sha256Sum>x</Sha256Sum><V2Uri>y</V2Uri></Message>") == {"sha256_sum": "x", "v2_uri": "y"}


def test_a_dtd_is_refused_by_its_name() -> None:
    with pytest.raises(ValueError, match="it has a DTD or entities"):
        plain_tree(b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')


def test_an_ampersand_that_was_not_escaped_is_read_as_one_for_twilios_own_example_has_it() -> None:
    page = '<Calls page="0" nextpageuri="/Calls?Page=1&PageSize=2&#38;x=&amp;"><Call><To>a & b</To></Call></Calls>'
    assert xml(page) == {"page": "0", "next_page_uri": "/Calls?Page=1&PageSize=2&x=&", "calls": [{"to": "a & b"}]}


@pytest.mark.parametrize("text", ["&undeclared;", "& <To>", "&" * 10_001])
def test_what_an_ampersand_does_not_explain_stays_broken(text: str) -> None:
    with pytest.raises(ValueError, match="broken XML"):
        xml(f"<Call><To>{text}</To></Call>")


def test_a_json_document_may_be_anything() -> None:
    for value in ([], [1], "text", 1, True, None):
        assert plain_tree(json.dumps(value).encode()) == value


@pytest.mark.no_cover  # others reach every line; to be watched takes twice the time
def test_many_elements_of_one_name_are_read_in_the_time_their_number_takes() -> None:
    assert len(plain_tree(b"<T>" + b"<a/>" * 79_000 + b"</T>")["a"]) == 79_000


@pytest.mark.parametrize("part", [b"{},", b"[],", b'"",', b"0,"])
def test_a_body_of_more_values_than_any_answer_has_is_refused_before_it_is_read(part: bytes) -> None:
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"[" + part * (1_500_000 // len(part)) + b"0]")


@pytest.mark.parametrize("part", [b"<a/>", b'<a b="c"/>', b'<a b = "c" d="e"/>'])
def test_a_document_of_more_elements_and_attributes_than_any_answer_has_is_refused(part: bytes) -> None:
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"<T>" + part * 80_001 + b"</T>")


def test_an_element_of_very_many_attributes_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"<T " + b" ".join(b'a%d=""' % number for number in range(150_001)) + b"/>")


@pytest.mark.parametrize("mark", [b",", b"[", b"{", b'\\",', b"<", b"="])
def test_marks_in_a_text_are_no_values(mark: bytes) -> None:
    text = mark * (1_200_000 // len(mark))
    assert plain_tree(b'{"body": "%s"}' % text)["body"] == json.loads(b'"%s"' % text)


def test_a_body_of_very_many_texts_is_refused_without_a_look_at_each() -> None:
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"[" + b'"",' * 1_100_000 + b'""]')


def test_a_text_without_an_end_is_refused_in_the_time_its_length_takes() -> None:
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"[" + b"0," * 600_000 + b'"' + b"x\\" * 3_000_000)


FILLING = b'"' + b"x" * 1_100_000 + b'"'


@pytest.mark.parametrize(("part", "most"), [(b"[],", 50_000), (b"0,", 250_000)])
def test_as_many_values_as_an_answer_may_have_are_read(part: bytes, most: int) -> None:
    taken = 1 if part == b"[]," else 0  # the list around them is one, too
    assert len(plain_tree(b"[" + part * (most - taken) + FILLING + b"]")) == most - taken + 1
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"[" + part * (most - taken + 1) + FILLING + b"]")


@pytest.mark.no_cover  # others reach every line; to be watched takes twice the time
@pytest.mark.parametrize(("part", "each"), [(b"<a/>", 1), (b'<a b="c"/>', 2), (b'<a b="c" d="e"/>', 3)])
def test_as_many_elements_and_attributes_as_an_answer_may_have_are_read(part: bytes, each: int) -> None:
    most = (80_000 - 2) // each
    assert len(plain_tree(b"<r><l>" + part * most + b"</l></r>")["l"]["a"]) == most
    with pytest.raises(ValueError, match="more values than any answer"):
        plain_tree(b"<r><l>" + part * (most + 1) + b"</l></r>")


def test_a_body_of_too_many_values_is_not_even_read_quickly() -> None:
    class Reader:
        def __call__(self, tree: Any) -> int:
            return len(tree)

        def quick(self, tree: Any) -> int:
            raise AssertionError(len(tree))

    with pytest.raises(ValueError, match="more values than any answer"):
        read_body(b"[" + b"0," * 1_000_000 + b"0]", Reader())


def test_a_large_body_of_few_values_is_read() -> None:
    assert len(plain_tree(b'["' + b"x" * 3_000_000 + b'"]')[0]) == 3_000_000
