"""Hostile answers, in tables: each ends in an error of ours, printable, that says whether the call happened."""

from __future__ import annotations

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import attrs
import httpx
import pytest

from answers import FAMILIES, Family, as_json, as_xml, body_of, effect, faults_of, fields, fits, page, resource
from conftest import SID, Colour, operations
from speaker import Speaker
from twilio_lite import (
    BadRequestError,
    NotFoundError,
    RateLimitError,
    ResponseError,
    RestException,
    ServerError,
    TwilioError,
)
from twilio_lite._address import ForeignAddress, target, whole
from twilio_lite._answer import DEEPEST, wording
from twilio_lite._decode import plain_tree
from twilio_lite._parameters import wire
from twilio_lite._request import Response
from twilio_lite._structure import reads
from twilio_lite._values import moment
from twilio_lite._xml import LONGEST_NAME, snake

pytestmark = pytest.mark.no_cover  # others reach every line; to be watched takes twice the time

MEGABYTE = 1024 * 1024
MESSAGES = FAMILIES[0]
CREATE, FETCH, LIST = (MESSAGES.uses[use] for use in ("create", "fetch", "list"))
GOOD = b'{"sid": "SM1"}'
GOOD_XML = b"<TwilioResponse><Message><Sid>SM1</Sid></Message></TwilioResponse>"


IN_TURN = pytest.mark.parametrize(
    "in_turn",
    [
        pytest.param(True, id="in one operation"),
        pytest.param(False, id="in every", marks=pytest.mark.faults),
    ],
)


def delete(client: Any) -> Any:
    return client.messages("SM1").delete()


@pytest.fixture(scope="module")
def speaker() -> Iterator[Speaker]:
    with asyncio.Runner() as runner:
        yield Speaker(runner)


def declared(encoding: str, **more: str) -> bytes:
    """XML that declares *encoding*, and is written in it where *written* names another."""
    text = f'<?xml version="1.0" encoding="{encoding}"?><Message><Sid>SM1</Sid></Message>'
    return text.encode(more.get("written", "utf-8"))


def laughing(levels: int) -> bytes:
    """A billion laughs."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, levels))
    return f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]><Message><Sid>&l{levels - 1};</Sid></Message>'.encode()


DTD, NAMELESS = "it has a DTD or entities", "Message"
UNREADABLE: dict[str, tuple[bytes, str]] = {
    "JSON that ends in an escape": (b'{"sid": "SM1\\', "broken JSON"),
    "JSON that ends in a number": (b'{"sid": "SM1", "num_media": 1', "broken JSON"),
    "JSON with a comment": (b'{"sid": "SM1"} // fine', "broken JSON"),
    "JSON in a function call": (b'callback({"sid": "SM1"});', "broken JSON"),
    "JSON behind a guard": (b')]}\'\n{"sid": "SM1"}', "broken JSON"),
    "JSON on two lines": (b'{"sid": "SM1"}\n{"sid": "SM2"}', "broken JSON: Extra data"),
    "JSON with a trailing NUL": (b'{"sid": "SM1"}\0', "broken JSON: Extra data"),
    "JSON in UTF-16": ('{"sid": "SM1"}'.encode("utf-16"), "broken JSON: 'utf-8' codec"),
    "JSON in UTF-16 without a mark": ('{"sid": "SM1"}'.encode("utf-16-le"), "broken JSON"),
    "JSON in UTF-32": ('{"sid": "SM1"}'.encode("utf-32"), "broken JSON: 'utf-8' codec"),
    "JSON in Latin-1": ('{"sid": "SM1", "body": "Größe"}'.encode("latin-1"), "broken JSON: 'utf-8' codec"),
    "JSON in CESU-8": (b'{"sid": "SM1", "body": "\xed\xa0\xbd\xed\xb8\x80"}', "broken JSON: 'utf-8' codec"),
    "half of a pair nobody reads": (b'{"sid": "SM1", "extra": ["\\ud83d"]}', "half of a surrogate pair"),
    "half of a pair as a key": (b'{"sid": "SM1", "\\udc00": 1}', "half of a surrogate pair"),
    "NaN where nobody reads": (b'{"sid": "SM1", "tags": {"a": [NaN]}}', "NaN is no JSON"),
    "Infinity as a price": (b'{"sid": "SM1", "price": Infinity}', "Infinity is no JSON"),
    "a price beyond any float": (b'{"sid": "SM1", "price": -1e4000}', "a number beyond any float"),
    "a huge number of segments": (b'{"sid": "SM1", "num_segments": %s}' % (b"7" * 4301), "an integer beyond 64 bits"),
    "a key given twice, the second time nothing": (b'{"sid": "SM1", "sid": null}', "Message"),
    "a list of ninety levels as a body": (b'{"sid": "SM1", "body": %s%s}' % (b"[" * 90, b"]" * 90), "Message"),
    "an unknown key of fifty thousand levels": (
        b'{"sid": "SM1", "x": %s%s}' % (b'{"x":[' * 25_000, b"]}" * 25_000),
        "broken JSON: nested too deeply",
    ),
    "a number": (b"17", NAMELESS),
    "true": (b"true", NAMELESS),
    "null": (b"null", NAMELESS),
    "a list of lists": (b"[[], [[]]]", NAMELESS),
    "a message in a list": (b'[{"sid": "SM1"}]', NAMELESS),
    "a message in its own key": (b'{"message": {"sid": "SM1"}}', NAMELESS),
    "an error under a good status": (b'{"code": 20404, "message": "not found", "status": 404}', NAMELESS),
    "no more than blanks": (b" \t\r\n", NAMELESS),
    "a form": (b"sid=SM1&status=queued", "broken JSON"),
    "YAML": (b"sid: SM1\n", "broken JSON, and neither XML nor CSV: sid: SM1"),
    "a page of HTML after a byte order mark": (b"\xef\xbb\xbf\n<!DOCTYPE HTML>\n<p>", "it is an HTML page"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "broken JSON: 'utf-8' codec"),
    "gzip data that nothing announces": (gzip.compress(GOOD), "broken JSON: 'utf-8' codec"),
    "parts of a whole": (b'--x\r\nContent-Type: application/json\r\n\r\n{"sid": "SM1"}\r\n--x--', "broken JSON"),
    "lines of escapes": (b"\x1b[2J\x1b]0;mine\x07", "broken JSON"),
    "a lone bracket": (b"<", "broken XML"),
    "a billion laughs": (laughing(10), DTD),
    "one long entity a thousand times": (
        b'<!DOCTYPE x [<!ENTITY a "%s">]><Message>%s</Message>' % (b"a" * 10_000, b"&a;" * 1000),
        DTD,
    ),
    "an entity from a file": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><Message><Sid>&a;</Sid></Message>',
        DTD,
    ),
    "an entity from the network": (
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://127.0.0.1:9/">]><Message><Sid>&a;</Sid></Message>',
        DTD,
    ),
    "a parameter entity": (
        b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://127.0.0.1:9/"> %a;]><Message><Sid>SM1</Sid></Message>',
        DTD,
    ),
    "an empty DTD": (b"<!DOCTYPE Message><Message><Sid>SM1</Sid></Message>", DTD),
    "a DTD with a default": (
        b'<!DOCTYPE x [<!ATTLIST Message page CDATA "0">]><Message><Sid>SM1</Sid></Message>',
        DTD,
    ),
    "an inclusion": (
        b'<Message xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></Message>',
        NAMELESS,
    ),
    "an entity nobody declared": (b"<Message><Sid>SM1&nbsp;</Sid></Message>", "broken XML: undefined entity"),
    "a character that XML has not": (b"<Message><Sid>SM1&#0;</Sid></Message>", "broken XML: reference to invalid"),
    "a control character": (b"<Message><Sid>SM1\x01</Sid></Message>", "broken XML: not well-formed"),
    "a NUL": (b"<Message><Sid>SM1\0</Sid></Message>", "broken XML: not well-formed"),
    "XML that is no UTF-8": (b"<Message><Sid>SM1\xff</Sid></Message>", "broken XML: not well-formed"),
    "half of a pair in XML": (b"<Message><Sid>SM1&#xD800;</Sid></Message>", "broken XML: reference to invalid"),
    "a CDATA section without an end": (b"<Message><Sid><![CDATA[SM1</Sid></Message>", "broken XML: unclosed CDATA"),
    "an attribute given twice": (b'<Message a="1" a="2"><Sid>SM1</Sid></Message>', "broken XML: duplicate attribute"),
    "a prefix nobody declared": (b"<a:Message><a:Sid>SM1</a:Sid></a:Message>", "broken XML: unbound prefix"),
    "two documents": (b"<Message><Sid>SM1</Sid></Message><Message/>", "broken XML: junk after"),
    "a declaration too late": (b"<Message/><?xml version='1.0'?>", "broken XML"),
    "a processing instruction alone": (b"<?message sid='SM1'?>", "broken XML: no element found"),
    "a comment alone": (b"<!-- <Sid>SM1</Sid> -->", "broken XML: no element found"),
    "XML that declares utf-7": (declared("utf-7"), "broken XML: unknown encoding: utf-7"),
    "XML that declares utf-16": (declared("utf-16"), "broken XML: unknown encoding: utf-16"),
    "XML that declares and is utf-16": (declared("utf-16", written="utf-16-le"), "broken XML: unknown encoding"),
    "XML that declares utf-16 behind its mark": (declared("utf-16", written="utf-16"), "broken JSON: 'utf-8' codec"),
    "XML that declares EBCDIC": (declared("cp037"), "broken XML: unknown encoding: cp037"),
    "XML in EBCDIC": (declared("cp037", written="cp037"), "broken JSON, and neither XML nor CSV: Lo"),
    "XML that declares a codec that warns": (declared("unicode_escape"), "broken XML: unknown encoding"),
    "XML that declares a codec that always fails": (declared("undefined"), "broken XML: unknown encoding"),
    "XML that declares a codec for names of hosts": (declared("idna"), "broken XML: unknown encoding"),
    "XML that declares what is no encoding of text": (declared("zlib_codec"), "broken XML: unknown encoding"),
    "XML that declares a very long encoding": (declared("x" * 60_000), "broken XML: unknown encoding"),
    "an empty response": (b"<TwilioResponse/>", NAMELESS),
    "a response of text": (b"<TwilioResponse>SM1</TwilioResponse>", NAMELESS),
    "an XML error under a good status": (
        b"<TwilioResponse><RestException><Code>20404</Code></RestException></TwilioResponse>",
        NAMELESS,
    ),
    "an envelope of another kind": (
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><Sid>SM1</Sid></s:Body></s:Envelope>',
        NAMELESS,
    ),
    "a sid given twice": (b"<Message><Sid>SM1</Sid><Sid>SM2</Sid></Message>", NAMELESS),
    "a sid with something in it": (b"<Message><Sid>SM1<b/></Sid></Message>", NAMELESS),
    "an element with a very long name": (
        b"<Message><Sid>SM1</Sid><%s/></Message>" % (b"aA" * 1000),
        "broken XML: a name of more than 200 characters",
    ),
    "a very long namespace": (
        b'<Message xmlns="urn:%s"><Sid>SM1</Sid></Message>' % (b"x" * 1000),
        "broken XML: a namespace of more than 200 characters",
    ),
    "a very long namespace of a prefix nobody uses": (
        b'<Message><Sid xmlns:a="urn:%s">SM1</Sid></Message>' % (b"x" * 1000),
        "broken XML: a namespace of more than 200 characters",
    ),
    "CSV of a row too short": (b"Sid,Body,To\r\nSM1,x\r\n", "broken CSV: row 1 has 2 cells, not 3"),
    "CSV of a row too long": (b"Sid,Body\r\nSM1,x\r\nSM2,x,y\r\n", "broken CSV: row 2 has 3 cells, not 2"),
    "CSV with a quotation mark alone": (b'Sid,Body\r\nSM1,"x\r\n', "broken CSV: unexpected end of data"),
    "CSV with words behind a quoted cell": (b'Sid,Body\r\n"SM1"x,y\r\n', "broken CSV: ',' expected"),
    "CSV with two columns of one name": (b"Sid,Body,SID\r\nSM1,x,y\r\n", "two columns have the same name"),
    "CSV in Latin-1": ("Sid,Body\r\nSM1,Größe\r\n".encode("latin-1"), "broken CSV: 'utf-8' codec"),
    "CSV in UTF-16": ("Sid,Body\r\nSM1,x\r\n".encode("utf-16"), "broken JSON: 'utf-8' codec"),
    "CSV in CESU-8": (b"Sid,Body\r\nSM1,\xed\xa0\xbd\xed\xb8\x80\r\n", "broken CSV: 'utf-8' codec"),
    "CSV with a cell of 200,000 characters": (b"Sid,Body\r\nSM1,%s\r\n" % (b"x" * 200_000), "field larger than"),
    "CSV with a very long name": (b"Sid,%s\r\nSM1,x\r\n" % (b"x" * 1000), "a name of more than 200 characters"),
    "CSV with a first row for ever": (b"Sid," + b"Body," * 20_000, "broken CSV: a row of 65,536 characters or more"),
    "CSV with semicolons": (b"Sid;Body\r\nSM1;x\r\n", "neither XML nor CSV: Sid;Body SM1;x"),
    "CSV with tabs": (b"Sid\tBody\r\nSM1\tx\r\n", "broken JSON"),
    "CSV of one column": (b"Body\r\nSM1\r\n", "broken JSON"),
    "CSV of an error under a good status": (b"Status,Message\r\n404,no\r\n", NAMELESS),
    "CSV of somebody without a SID": (b"Sid,Body\r\n,x\r\n", "Message.sid is missing"),
    "five thousand levels": (b"<Message>" + b"<a>" * 5_000 + b"</a>" * 5_000 + b"</Message>", "broken XML"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_success_that_cannot_be_read_is_a_response_error_that_says_the_call_happened(
    speaker: Speaker, name: str
) -> None:
    body, words = UNREADABLE[name]
    for use, status, took_effect in ((CREATE, 201, True), (FETCH, 200, False), (LIST, 200, False)):
        for error in speaker.errors(use, status, body):
            assert type(error) is ResponseError
            assert (error.status, error.took_effect) == (status, took_effect)
            assert words in str(error)


@pytest.mark.parametrize("name", UNREADABLE)
@pytest.mark.parametrize(
    ("status", "kind"), [(400, BadRequestError), (404, NotFoundError), (408, RestException), (503, ServerError)]
)
def test_a_refusal_that_cannot_be_read_is_the_error_of_its_status(
    speaker: Speaker, name: str, status: int, kind: type[TwilioError]
) -> None:
    for error in speaker.errors(CREATE, status, UNREADABLE[name][0]):
        assert type(error) is kind
        assert error.took_effect is effect("POST", status)


READABLE: dict[str, tuple[bytes, dict[bytes, bytes]]] = {
    "JSON that is called HTML": (GOOD, {b"Content-Type": b"text/html"}),
    "JSON that is called XML": (GOOD, {b"Content-Type": b"application/xml"}),
    "XML that is called JSON": (GOOD_XML, {b"Content-Type": b"application/json"}),
    "a type without sense": (GOOD, {b"Content-Type": b'\xff;;charset="klingon\x80'}),
    "many types": (GOOD, {b"Content-Type": b"text/plain, application/json; charset=utf-16"}),
    "headers of any bytes": (GOOD, {b"X-\xff": b"\x00\x1b\xfe", b"": b""}),
    "a header of 64 KB": (GOOD, {b"X-Long": b"x" * 65_536}),
    "a length that is wrong": (GOOD, {b"Content-Length": b"-99999999999999999999"}),
    "a packing that is none": (GOOD, {b"Content-Encoding": b" Identity "}),
    "gzip in capitals": (gzip.compress(GOOD), {b"Content-Encoding": b"GZIP"}),
    "XML in gzip": (gzip.compress(GOOD_XML), {b"Content-Encoding": b"x-gzip"}),
    "keys that Python knows": (
        b'{"sid": "SM1", "__class__": {"a": 1}, "__init__": null, "__dict__": [], "self": 1, "from_": 3}',
        {},
    ),
    "a key given twice, the second time right": (b'{"sid": {"a": []}, "sid": "SM1"}', {}),
    "an unknown key of any value": (b'{"sid": "SM1", "x": [{"y": [1.5, null, "\\u0000\\u202e"]}]}', {}),
    "processing instructions and comments": (
        b'<?xml-stylesheet href="file:///x"?><!-- a --><Message><?php exit ?><Sid>SM1</Sid><!-- b --></Message>',
        {},
    ),
    "CDATA": (b"<Message><Sid><![CDATA[SM1]]></Sid></Message>", {}),
    "a namespace with a prefix": (b'<t:Message xmlns:t="urn:t" t:page="9"><t:Sid>SM1</t:Sid></t:Message>', {}),
    "a namespace taken back": (b'<Message xmlns="urn:t"><Sid xmlns="">SM1</Sid></Message>', {}),
    "XML that declares Latin-1": (
        b'<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?><Message><Sid>SM1</Sid><To>\xfc</To></Message>',
        {},
    ),
    "XML that declares ASCII": (declared("us-ascii"), {}),
    "CSV that is called JSON": (b"Sid,Body\r\nSM1,x\r\n", {b"Content-Type": b"application/json"}),
    "CSV with NULs": (b"Sid,Body,To\r\nSM1,\0,\0\0\r\n", {}),
    "CSV with escapes and formulas": (b"Sid,Body,To\nSM1,=1+1,\x1b[31m", {}),
    "CSV with columns that Python knows": (b"Sid,class__,self,init__\nSM1,x,y,z", {}),
}


@pytest.mark.parametrize("name", READABLE)
def test_an_odd_answer_that_can_be_read_is_read(speaker: Speaker, name: str) -> None:
    body, headers = READABLE[name]
    assert [message.sid for message in speaker.outcomes(CREATE, 201, body, headers.items())] == ["SM1", "SM1"]
    assert speaker.outcomes(delete, 204, body, headers.items()) == [None, None]


WRONG_CHECKSUM = gzip.compress(GOOD)[:-8] + bytes(8)


@pytest.mark.parametrize(
    ("body", "packing", "words"),
    [
        (WRONG_CHECKSUM, b"gzip", "incorrect data check"),
        (gzip.compress(GOOD) + b"\0", b"gzip", "go on after their end"),
        (gzip.compress(gzip.compress(GOOD)), b"gzip", "broken JSON"),
        (zlib.compress(GOOD), b"deflate", "content encoding 'deflate'"),
        (zlib.compress(GOOD), b"gzip", "incorrect header check"),
        (gzip.compress(GOOD)[:2], b"gzip", "end too early"),
        (gzip.compress(GOOD)[:12], b"gzip", "end too early"),
        (gzip.compress(b"")[:-1], b"gzip", "end too early"),
        (GOOD, b"zstd", "content encoding 'zstd'"),
        (GOOD, b"\x1b[31m" * 1000, "content encoding"),
        (GOOD, b"identity, identity", "content encoding"),
    ],
    ids=range(11),
)
@pytest.mark.parametrize("status", [201, 404, 503])
def test_a_body_that_cannot_be_unpacked_says_what_its_status_says(
    speaker: Speaker, body: bytes, packing: bytes, words: str, status: int
) -> None:
    for error in speaker.errors(CREATE, status, body, [(b"Content-Encoding", packing)]):
        assert error.status == status
        assert error.took_effect is effect("POST", status)
        assert type(error) is ResponseError or (status > 400 and "broken" in words)
        assert words in str(error) or isinstance(error, RestException)


LONG = "long words " * 200_000
SAID: dict[str, tuple[bytes, str]] = {
    "escapes that colour, clear and rename the terminal": (
        json.dumps({"message": "\x1b[31m\x1b[2J\x1b]0;t\x07red"}).encode(),
        "[31m [2J ]0;t red",
    ),
    "an escape that writes to the clipboard": (json.dumps({"message": "\x1b]52;c;eA==\x07x"}).encode(), "]52;c;eA== x"),
    "the escapes of eight bits": (json.dumps({"message": "\x9b31mred\x9d0;t\x9c"}).encode(), "31mred 0;t"),
    "text from right to left": (json.dumps({"message": "a\u202egpj.exe\u2066b"}).encode(), "a gpj.exe b"),
    "lines that look like a log": (json.dumps({"message": "x\r\nINFO paid\u2028y\u0085z"}).encode(), "x INFO paid y z"),
    "no more than invisible characters": (
        json.dumps({"message": "\u200b\u2060\ufeff\x00"}).encode(),
        "HTTP 400: without words (",
    ),
    "two megabytes of words": (json.dumps({"message": LONG}).encode(), "long words long"),
    "two megabytes of one word": (json.dumps({"message": "x" * 2_000_000}).encode(), "xxx…"),
    "two megabytes of HTML": (b"<html>" + b"<p>" * 700_000, "HTTP 400: Bad Request"),
    "two megabytes of brackets": (b"<" * 2_000_000, "HTTP 400: Bad Request: <<<"),
    "two megabytes of emoji": ("\U0001f600".encode() * 500_000, "HTTP 400: Bad Request: \U0001f600"),
    "two megabytes of blanks and a word": (b" " * 2_000_000 + b"word", "HTTP 400: Bad Request: word ("),
    "escapes outside JSON": (b"\x1b[31mred\x1b[0m", "HTTP 400: Bad Request: [31mred [0m ("),
    "escapes in XML": (b"<RestException><Message>\xc2\x9b31mred</Message></RestException>", "HTTP 400: 31mred ("),
    "a message that is a number": (b'{"message": 3, "code": 7}', "HTTP 400, code 7: Bad Request ("),
    "a message that is an object": (b'{"message": {"en": "x"}}', "HTTP 400: Bad Request ("),
    "a code with a point": (b'{"message": "m", "code": 7.0}', "HTTP 400: m ("),
    "a code in other digits": ('{"message": "m", "code": "\u0667"}'.encode(), "HTTP 400: m ("),
    "a code in hexadecimal": (b'{"message": "m", "code": "0x10"}', "HTTP 400: m ("),
    "a code with escapes": (b'{"message": "m", "code": "7\\u001b[31m"}', "HTTP 400: m ("),
    "a code of nine digits and a line": (b'{"message": "m", "code": "123456789\\n"}', "HTTP 400: m ("),
    "a link that is an object": (b'{"message": "m", "more_info": {"a": 1}, "type": ["https://x"]}', "HTTP 400: m ("),
    "a type that runs": (b'{"message": "m", "type": "javascript:alert(1)"}', "HTTP 400: m ("),
    "errors that are no objects": (b'{"errors": [[], {"message": "m"}]}', "HTTP 400: Bad Request ("),
    "errors that are an object": (b'{"errors": {"message": "m"}}', "HTTP 400: Bad Request ("),
    "errors in errors": (b'{"errors": [{"errors": [{"message": "m"}]}]}', "HTTP 400: Bad Request ("),
    "details of four hundred levels": (
        b'{"message": "m", "details": %s%s}' % (b"[" * 400, b"]" * 400),
        "HTTP 400: m (",
    ),
    "details of nine hundred levels": (
        b'{"message": "m", "details": %s%s}' % (b"[" * 900, b"]" * 900),
        "HTTP 400: m (",
    ),
    "errors of nine hundred levels": (
        b'{"message": "m", "errors": %s1%s}' % (b'{"a":' * 900, b"}" * 900),
        "HTTP 400: m (",
    ),
    "XML details of nine hundred levels": (
        b"<E><Message>m</Message><Details>%sx%s</Details></E>" % (b"<a>" * 900, b"</a>" * 900),
        "HTTP 400: m (",
    ),
    "details of a megabyte": (b'{"message": "m", "details": "%s"}' % (b"x" * 1_000_000), "HTTP 400: m ("),
    "a status of another kind": (b'{"message": "m", "status": 200}', "HTTP 400: m ("),
}


@pytest.mark.parametrize("name", SAID)
def test_whatever_an_error_says_is_one_short_printable_line(speaker: Speaker, name: str) -> None:
    body, words = SAID[name]
    for error in speaker.errors(CREATE, 400, body):
        assert type(error) is BadRequestError
        assert error.took_effect is False
        assert error.body == body
        assert words in str(error)
        assert str(error).endswith(f"(POST /2010-04-01/Accounts/{SID}/Messages.json)")


@pytest.mark.parametrize("status", [401, 403, 405, 408, 409, 418, 429, 499, 500, 502, 504, 599, 600, 999])
def test_the_status_alone_says_whether_a_refused_call_happened(speaker: Speaker, status: int) -> None:
    for body in (b"", b"\xff", GOOD, b'{"code": 20429, "message": "m", "status": 201}'):
        for error in speaker.errors(CREATE, status, body):
            assert isinstance(error, RestException)
            assert (error.status, error.took_effect) == (status, effect("POST", status))
        assert [error.took_effect for error in speaker.errors(FETCH, status, body)] == [False, False]


def test_details_that_are_nested_too_deeply_to_be_copied_are_left_to_the_body(speaker: Speaker) -> None:
    def details(levels: int, other: str = "null") -> Any:
        nested = f'{{"message": "m", "details": {"[" * levels}{"]" * levels}, "errors": {other}}}'
        return speaker.errors(CREATE, 400, nested.encode())[0].details

    assert details(DEEPEST) is not None
    assert details(DEEPEST + 1) is None
    assert details(DEEPEST + 1, '[{"a": 1}]') == [{"a": 1}]


@pytest.mark.parametrize(
    "value",
    [
        "\u0663".encode(),
        b"1e3",
        b"0x10",
        b"1,2",
        b"5 s",
        b"-0",
        b"+5",
        b"1.",
        b"Infinity",
        b"\x00",
        b"\xff\xfe",
        b"1" * 10,
        b"Sat, 31 Dec 9999 23:59:59 -2359",
        b"Mon, 01 Jan 0001 00:00:00 +2359",
        b"Sat, 21 Nov 2026 12:00:00 +9999",
        b"Sat, 21 Nov 99999999999999999999 12:00:00 GMT",
        b", , , ,",
        b"x" * 65_536,
    ],
    ids=range(18),
)
def test_a_retry_after_that_is_no_time_is_none_or_a_number_of_seconds(speaker: Speaker, value: bytes) -> None:
    for error in speaker.errors(CREATE, 429, b"", [(b"Retry-After", value), (b"Twilio-Request-Id", b"RQ\x1b[31m\r\n")]):
        assert type(error) is RateLimitError
        assert error.took_effect is False
        assert error.retry_after is None or error.retry_after > 10**9
        assert error.request_id == "RQ\x1b[31m\r\n"


@pytest.mark.parametrize(
    "location",
    [
        b"javascript:alert(1)",
        b"data:text/html,x",
        b"//evil.example/x",
        b"\\\\evil.example\\x",
        b"https:///x",
        b"https://api.twilio.com:99999/x",
        b"https://api.twilio.com:8443/x",
        b"http://api.twilio.com/x",
        b"https://api.twilio.com.evil.example/x",
        b"https://api.twilio.com@evil.example/x",
        b"https://evil.example\\@api.twilio.com/x",
        b"\x1b]8;;http://evil.example\x07x\x1b]8;;\x07\r\nX: y",
        b"https://\xff\xfe/",
        b"https://evil.example/" + b"x" * 65_536,
    ],
    ids=range(14),
)
@pytest.mark.parametrize("status", [300, 301, 302, 303, 305, 307, 308, 399])
def test_a_redirect_is_not_followed_wherever_it_points(speaker: Speaker, location: bytes, status: int) -> None:
    for error in speaker.errors(CREATE, status, GOOD, [(b"Location", location)]):
        assert type(error) is ResponseError
        assert (error.status, error.took_effect) == (status, None)
        assert error.location is None or error.location.startswith("https://api.twilio.com/")


@pytest.mark.parametrize("status", [100, 101, 103, 199])
def test_an_interim_answer_that_is_the_last_says_nothing_about_the_call(speaker: Speaker, status: int) -> None:
    for use in (CREATE, delete):
        for error in speaker.errors(use, status, GOOD):
            assert type(error) is ResponseError
            assert (error.status, error.took_effect) == (status, None)
    assert [error.took_effect for error in speaker.errors(FETCH, status, GOOD)] == [False, False]


WRONG: list[Any] = [
    [1],
    [],
    [[["x"]]],
    {},
    {"a": {"b": 1}},
    {"a": 1},
    {"a": None},
    True,
    False,
    0,
    -1,
    2**64 - 1,
    -(2**63),
    1.5,
    -0.0,
    1e308,
    5e-324,
    "",
    " ",
    "0",
    "-1",
    "1e999",
    "1" * 41,
    "NaN",
    "infinity",
    "0x10",
    "1_000",
    "\u0663",
    "\x00",
    "\x1b[31m",
    "\U0001f600",
    "x" * 100_000,
    "9" * 100_000,
    "0000-00-00",
    "Fri, 20 Aug 2010 01:13:42 +0000\n",
    "Fri, 20 Aug 2010 01:13:42 +9999",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "2010-W33-5",
    "20100820T011342Z",
]
NEVER_RIGHT: list[Any] = [[1], [[["x"]]], {"a": {"b": 1}}, True]


def test_the_table_of_families_holds_every_model_and_what_gives_it() -> None:
    returned = {str(method.__annotations__["return"]) for method in operations().values()}
    named = {name.partition("[")[2].rstrip("]") for name in returned} - {"None", "Download", ""}  # a file is no model
    assert named == {family.model.__name__ for family in FAMILIES}
    assert [fits(reads(family.model)(resource(family.model))) for family in FAMILIES] == [True] * len(FAMILIES)


@pytest.mark.parametrize(
    ("family", "key"),
    [(family, key) for family in FAMILIES for key in fields(family.model)],
    ids=lambda part: part.model.__name__ if isinstance(part, Family) else part,
)
@IN_TURN
def test_a_value_of_any_type_in_any_field_is_read_as_the_field_says_or_named(
    speaker: Speaker, family: Family, key: str, *, in_turn: bool
) -> None:
    field = next(one.name for one in attrs.fields(family.model) if one.name.rstrip("_") == key)
    for at, value in enumerate([*WRONG, None]):
        tree = {**resource(family.model), key: value}
        uses = list(family.uses.items())
        for name, use in [uses[at % len(uses)]] if in_turn else uses:
            status = 200 if name in {"fetch", "list"} else 201
            for result in speaker.outcomes(use, status, as_json(body_of(family, name, tree))):
                if isinstance(result, TwilioError):
                    assert faults_of(result) == []
                    assert type(result) is ResponseError
                    assert result.took_effect is (status == 201)
                    assert f"{family.model.__name__}.{field} is" in str(result)
                else:
                    assert value not in NEVER_RIGHT or value is False
                    assert all(fits(model) for model in (result if name == "list" else [result]))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model.__name__)
@pytest.mark.parametrize(
    "inside", ["<a/>", "<a>1</a><a>2</a>", "<a><b><c/></b></a>", "&#x9b;31m", "<!-- x -->", "\u0663"]
)
@IN_TURN
def test_anything_in_any_element_is_read_as_the_field_says_or_named(
    speaker: Speaker, family: Family, inside: str, *, in_turn: bool
) -> None:
    uses = list(family.uses.items())
    for at, key in enumerate(fields(family.model)):
        tree = {**resource(family.model), key: "PLACE"}
        for name, use in [uses[at % len(uses)]] if in_turn else uses:
            body = as_xml(family, body_of(family, name, tree)).replace(b"PLACE", inside.encode())
            status = 200 if name in {"fetch", "list"} else 201
            for result in speaker.outcomes(use, status, body):
                if isinstance(result, TwilioError):
                    assert faults_of(result) == []
                    assert type(result) is ResponseError
                    assert result.took_effect is (status == 201)
                    assert f"{family.model.__name__}.{key}" in str(result)
                else:
                    assert all(fits(model) for model in (result if name == "list" else [result]))


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.model.__name__)
def test_a_valid_answer_is_the_same_model_in_json_and_in_xml(speaker: Speaker, family: Family) -> None:
    tree = resource(family.model)
    for name, use in family.uses.items():
        body = body_of(family, name, tree)
        results = speaker.outcomes(use, 200, as_json(body)) + speaker.outcomes(use, 200, as_xml(family, body))
        assert len({repr(result) for result in results}) == 1
        assert all(fits(model) for result in results for model in (result if name == "list" else [result]))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("next_page_uri", ["/x"], "Envelope.next_page_uri is a list"),
        ("next_page_uri", "/x?" + "x" * 100_000, "65,536 characters or more"),
        ("next_page_uri", "/x?\ud800".encode("utf-8", "replace").decode() + "\x00", "is no address"),
        ("next_page_uri", "/x#y", "is no address"),
        ("next_page_uri", "/a/%2E%2e/b?x", "is no address"),
        ("next_page_uri", "https://[api.twilio.com/x", "is no address"),
        ("next_page_uri", "https://api.twilio.com:99999/x", "is no address"),
        ("page", "1" * 100, "Envelope.page is"),
        ("page_size", {}, "Envelope.page_size is a dict"),
        ("uri", [], "Envelope.uri is a list"),
        ("meta", {"key": {}}, "Meta.key is a dict"),
        ("meta", {"next_page_url": True}, "Meta.next_page_url is True"),
        ("meta", {"page": []}, "Meta.page is a list"),
    ],
)
def test_an_envelope_of_another_kind_ends_a_list(speaker: Speaker, key: str, value: object, words: str) -> None:
    body = as_json({**page(MESSAGES, resource(MESSAGES.model)), key: value})
    for error in speaker.errors(LIST, 200, body):
        assert type(error) is ResponseError
        assert (error.status, error.took_effect) == (200, False)
        assert words in str(error)


def peak(use: Callable[[], object]) -> int:
    """The most memory that *use* takes at a time."""
    tracemalloc.start()
    try:
        use()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


HEAVY: dict[str, tuple[bytes, str]] = {
    "a long namespace in the names of many elements": (
        b'<T xmlns="%s">%s</T>' % (b"x" * MEGABYTE, b"".join(b"<a%d/>" % number for number in range(200))),
        "a namespace of more than",
    ),
    "long namespaces one in the other": (b'<a xmlns="%s">' % (b"x" * 10_000) * 100, "a namespace of more than"),
    "three hundred thousand attributes": (
        b"<T %s/>" % b" ".join(b'a%d=""' % number for number in range(300_000)),
        "more values than any answer has",
    ),
    "three hundred thousand namespaces": (
        b"<T %s/>" % b" ".join(b'xmlns:a%d="u"' % number for number in range(300_000)),
        "more values than any answer has",
    ),
    "a name of a megabyte": (b"<T><%s/><b/></T>" % (b"aA" * (MEGABYTE // 2)), f"a name of more than {LONGEST_NAME}"),
}


@pytest.mark.parametrize("name", HEAVY)
def test_xml_that_is_made_to_cost_much_is_refused_before_it_does(name: str) -> None:
    body, words = HEAVY[name]

    def read() -> None:
        with pytest.raises(ValueError, match=words):
            plain_tree(body)

    assert peak(read) < 16 * MEGABYTE


def test_the_name_of_an_element_is_kept_only_where_it_is_short() -> None:
    kept = snake.cache_info().currsize
    with pytest.raises(ValueError, match="a name of more than"):
        snake("x" * (LONGEST_NAME + 1))
    assert snake.cache_info().currsize == kept
    assert snake("aB" * (LONGEST_NAME // 2)).count("_") == LONGEST_NAME // 2


def test_an_address_that_is_too_long_to_go_out_is_not_kept() -> None:
    kept = whole.cache_info()
    with pytest.raises(ForeignAddress, match="characters or more"):
        target("https://api.twilio.com", "/x?" + "y" * MEGABYTE, "")
    assert whole.cache_info() == kept


def test_a_long_value_of_another_kind_costs_no_more_to_name_than_a_short_one() -> None:
    value = "\x00" * MEGABYTE

    def read() -> None:
        with pytest.raises(ValueError, match="is '"):
            moment(value)

    assert peak(read) < MEGABYTE // 2


def test_a_long_text_of_an_error_costs_no_more_to_tell_than_a_short_one() -> None:
    response = Response(503, {}, "\U0001f600".encode() * MEGABYTE)
    assert peak(lambda: wording(response)) < MEGABYTE


@pytest.mark.parametrize("value", [Decimal("1E+999999999"), Decimal("1E-999999999"), Decimal("0E-999999999")])
def test_a_number_of_more_digits_than_anybody_means_is_refused_before_they_are_written(value: Decimal) -> None:
    with pytest.raises(TwilioError, match=r"max_price cannot be sent: .* is no number that anybody could mean"):
        wire({"max_price": value})


def test_a_view_of_bytes_is_no_list_of_numbers() -> None:
    with pytest.raises(TwilioError, match="not memoryview"):
        wire({"body": memoryview(b"text")})


def test_what_a_client_of_either_colour_makes_of_a_hostile_answer_is_the_same(colour: Colour) -> None:
    answer = httpx.MockTransport(lambda _: httpx.Response(201, content=laughing(10)))
    with pytest.raises(ResponseError, match="it has a DTD or entities"):
        colour.call(colour.client(transport=answer), CREATE)
