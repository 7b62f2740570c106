"""Every format for every operation: what is asked for, the same results of each, and what else an answer may be."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import attrs
import httpx
import pytest

from answers import FAMILIES, Family, as_json, as_xml, camel, page, resource
from conftest import SID, Colour, operations
from twilio_lite import (
    AsyncClient,
    AuthenticationError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConflictError,
    Message,
    NotFoundError,
    NotModified,
    PermissionDeniedError,
    RateLimitError,
    Reply,
    Request,
    ResponseError,
    RestException,
    Retry,
    ServerError,
    TwilioError,
)
from twilio_lite.sandbox import Sandbox

Use = Callable[[Any], Any]

PLACES: dict[str, Use] = {
    "AccountContext": lambda client: client.accounts("AC9"),
    "Accounts": lambda client: client.accounts,
    "CallContext": lambda client: client.calls("CA1"),
    "Calls": lambda client: client.calls,
    "Feedback": lambda client: client.messages("SM1").feedback,
    "MediaContext": lambda client: client.messages("SM1").media("ME1"),
    "MediaList": lambda client: client.messages("SM1").media,
    "MessageContext": lambda client: client.messages("SM1"),
    "Messages": lambda client: client.messages,
    "OutgoingCallerIdContext": lambda client: client.outgoing_caller_ids("PN1"),
    "OutgoingCallerIds": lambda client: client.outgoing_caller_ids,
    "SMSMessageContext": lambda client: client.v2008.sms_messages("SM1"),
    "SMSMessages": lambda client: client.v2008.sms_messages,
    "ValidationRequests": lambda client: client.validation_requests,
}
ARGUMENTS: dict[str, dict[str, Any]] = {
    "CallContext.update": {"status": "completed"},
    "Calls.create": {"to": "+15005550006", "from_": "+15005550009", "url": "https://example.com"},
    "MessageContext.update": {"body": ""},
    "Messages.create": {"to": "+15005550006", "from_": "+15005550009", "body": "x"},
    "SMSMessages.create": {"to": "5555550100", "from_": "5555550199", "body": "x"},
    "ValidationRequests.create": {"phone_number": "+15005550006"},
}
OPERATIONS = {
    name: operation
    for name, operation in operations().items()
    if name not in {"MediaContext.download", "MediaContext.stream_bytes"}  # a file is in no format
}


def use_of(name: str) -> Use:
    """What calls the operation *name*."""
    place, _, verb = name.partition(".")
    return lambda client: getattr(PLACES[place](client), verb)(**ARGUMENTS.get(name, {}))


def family_of(name: str) -> Family | None:
    """The family that the operation *name* gives, if it gives anything."""
    model = str(OPERATIONS[name].__annotations__["return"]).partition("[")[2].rstrip("]")
    return next((family for family in FAMILIES if family.model.__name__ == model), None)


class Answering:
    """A transport that gives one answer, and notes what was asked of it."""

    def __init__(self, body: bytes = b"", status: int = 200, **headers: str) -> None:
        self.answer = (status, {name.replace("_", "-"): value for name, value in headers.items()}, body)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        status, headers, body = self.answer
        return httpx.Response(status, headers=headers, content=body)

    @property
    def target(self) -> str:
        """Where the only request went."""
        [request] = self.asked
        return request.url.raw_path.decode()


def call(colour: Colour, answering: Answering, use: Use, **options: Any) -> Any:
    """Use a client."""
    return colour.call(colour.client(transport=httpx.MockTransport(answering), **options), use)


def refused(colour: Colour, answering: Answering, use: Use, **options: Any) -> Any:
    """The error that *use* ends in, at its first try."""
    with pytest.raises(TwilioError) as caught:
        call(colour, answering, use, retry=Retry(attempts=0), **options)
    return caught.value


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550009", body="x")


def delete(client: Any) -> Any:
    return client.messages("SM1").delete()


# Every operation in every format.


def test_the_table_of_places_has_every_operation() -> None:
    assert {name.partition(".")[0] for name in OPERATIONS} == set(PLACES)
    assert set(ARGUMENTS) <= set(OPERATIONS)


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_every_operation_gives_the_same_in_xml_as_in_json(colour: Colour, name: str) -> None:
    family = family_of(name)
    if family is None:
        written, answers = [b"", b""], (Answering(b"", 204), Answering(b"", 204))
    else:
        tree = resource(family.model)
        many = name.endswith((".list", ".stream"))
        body = page(family, tree, {**tree, "sid": "other"}) if many else tree
        written = [as_json(body), as_xml(family, body)]
        answers = (Answering(written[0]), Answering(written[1]))
    same = [
        call(colour, answering, use_of(name), format=format_)
        for answering, format_ in zip(answers, ("json", "xml"), strict=True)
    ]
    assert same[0] == same[1]
    assert family is None or repr(family.model.__name__)[1:-1] in repr(same[0])
    json_target, xml_target = (answering.target for answering in answers)
    stem = json_target.removesuffix(".json")
    legacy, file = "/2008-08-01/" in stem, name.startswith("MediaContext.")
    assert json_target.endswith(".json") is not legacy
    assert xml_target == (f"{stem}.xml" if file else stem)
    assert answers[1].asked[0].headers["accept"] == "application/xml"
    assert answers[0].asked[0].content == answers[1].asked[0].content


@pytest.mark.parametrize("family", [family for family in FAMILIES if "list" in family.uses], ids=lambda one: one.key)
def test_a_list_in_xml_that_is_empty_and_says_nothing_of_itself_is_one(colour: Colour, family: Family) -> None:
    plural = family.plural or camel(family.key)
    for body in (f"<TwilioResponse><{plural}/></TwilioResponse>", f'<{plural} page="0"></{plural}>'):
        assert call(colour, Answering(body.encode()), family.uses["list"], format="xml") == []


@pytest.mark.parametrize("name", sorted(OPERATIONS))
def test_no_operation_asks_for_html(colour: Colour, name: str) -> None:
    for format_ in ("json", "xml", "csv"):
        answering = Answering(b"", 404)
        refused(colour, answering, lambda client: use_of(name)(client.with_options(format=format_)))  # noqa: B023 - called at once
        assert "html" not in answering.target + answering.asked[0].headers["accept"]


def test_html_cannot_be_asked_for() -> None:
    for kind in (Client, AsyncClient):
        with pytest.raises(ConfigurationError, match="format cannot be 'html': pass 'json' or 'xml' or 'csv'"):
            kind("AC1", "token", format="html")
        with pytest.raises(ConfigurationError, match="format cannot be 'html'"):
            kind("AC1", "token").with_options(format="html")


def plain(model: Any) -> Any:
    """*model* as it is in every format: in JSON its addresses have an extension."""
    uris = {name: uri.removesuffix(".json") for name, uri in (getattr(model, "subresource_uris", None) or {}).items()}
    changes = {"subresource_uris": uris} if hasattr(model, "subresource_uris") else {}
    return attrs.evolve(model, uri=model.uri and model.uri.removesuffix(".json"), **changes)


def said_in_csv(model: Any) -> dict[str, Any]:
    """What the sandbox says of *model* in CSV."""
    return {name: value for name, value in attrs.asdict(model).items() if name not in {"tags", "subresource_uris"}}


def test_what_is_in_a_sandbox_is_the_same_in_every_format(colour: Colour) -> None:
    sandbox = Sandbox()
    with sandbox.client(format="xml") as client:
        sent = client.messages.create(
            to="+15005550006",
            from_="+15005550009",
            body='<a & "b">,\r\n\U0001f600',
            media_url=["https://example.com/a"],
            tags={"campaign": "<x>", "number": 3},
            provide_feedback=True,
        )
        client.v2008.sms_messages.create(to="5555550100", from_="5555550199", body=" blanks ")
        client.calls.create(to="+15005550006", from_="+15005550009", twiml="<Response/>")
        client.outgoing_caller_ids.create(phone_number="+15005550006", friendly_name="x, y")
        client.accounts.create(friendly_name="a;b")
    lists: list[Use] = [
        lambda client: client.messages.list(),
        lambda client: client.messages(sent.sid).media.list(),
        lambda client: client.calls.list(),
        lambda client: client.outgoing_caller_ids.list(),
        lambda client: client.accounts.list(),
        lambda client: client.with_options(format=client._settings.format).v2008.sms_messages.list(),  # noqa: SLF001 - its own
    ]
    for use in lists:
        made = sandbox.client if colour.name == "sync" else sandbox.async_client
        json, xml, csv = ([plain(one) for one in colour.call(made(format=how), use)] for how in ("json", "xml", "csv"))
        assert json
        assert json == xml
        assert [said_in_csv(one) for one in json] == [said_in_csv(one) for one in csv]


@pytest.mark.parametrize("path", ["Messages/SM1/Media/ME1", "Recordings/RE1", "Calls/CA1/Recordings/RE1"])
def test_a_file_is_asked_for_by_what_describes_it_in_every_format(colour: Colour, path: str) -> None:
    for format_, extension in (("json", ".json"), ("xml", ".xml"), ("csv", ".csv")):
        answering = Answering(b"{}")
        call(
            colour,
            answering,
            lambda client: client.send(Request("GET", f"/2010-04-01/Accounts/AC1/{path}", dict)),
            format=format_,
        )
        assert answering.target == f"/2010-04-01/Accounts/AC1/{path}{extension}"


@pytest.mark.parametrize("path", ["Messages/SM1/Media", "Messages/Media", "Recordings", "Media/ME1/Other"])
def test_what_is_no_file_is_asked_for_in_xml_without_an_extension(colour: Colour, path: str) -> None:
    answering = Answering(b"{}")
    call(colour, answering, lambda client: client.send(Request("GET", f"/x/{path}", dict)), format="xml")
    assert answering.target == f"/x/{path}"


def test_words_and_tags_are_read_in_every_shape(colour: Colour) -> None:
    bodies = {
        b'{"sid": "SM1", "flags": ["outbound", "x"], "tags": {"a": "b", "c": null}}': (("outbound", "x"), {"a": "b"}),
        b'{"sid": "SM1", "flags": null, "tags": null}': ((), None),
        b'{"sid": "SM1", "tags": {"a": 3, "b": -1.5, "c": true, "d": false}}': (
            (),
            {"a": "3", "b": "-1.5", "c": "true", "d": "false"},
        ),
        b'{"sid": "SM1", "flags": "outbound", "tags": "{\\"a\\": \\"b\\"}"}': (("outbound",), {"a": "b"}),
        b'{"sid": "SM1", "flags": [], "tags": "{broken"}': ((), None),
        b'{"sid": "SM1", "flags": ["", null, " x "], "tags": {}}': (("x",), {}),
        b"<Message><Sid>SM1</Sid><Flags><Flag>outbound</Flag></Flags><Tags><a>b</a></Tags></Message>": (
            ("outbound",),
            {"a": "b"},
        ),
        b"<Message><Sid>SM1</Sid><Flags><Flag>a</Flag><Flag>b</Flag></Flags><Tags/></Message>": (("a", "b"), None),
        b"<Message><Sid>SM1</Sid><Flags/></Message>": ((), None),
        b"<Message><Sid>SM1</Sid><Flags><Flag/></Flags></Message>": ((), None),
        b'Sid,Flags,Tags\r\nSM1,"[outbound]","{""a"": ""b""}"\r\n': (("outbound",), {"a": "b"}),
        b'Sid,Flags,Tags\r\nSM1,"[outbound, reply]",\r\n': (("outbound", "reply"), None),
        b"Sid,Flags,Tags\r\nSM1,\"['outbound','reply']\",x\r\n": (("outbound", "reply"), None),
        b"Sid,Flags,Tags\r\nSM1,\"['', outbound]\",\r\n": (("outbound",), None),
        b"Sid,Flags,Tags\r\nSM1,[],\r\n": ((), None),
    }
    for body, told in bodies.items():
        message = call(colour, Answering(body), fetch)
        assert (message.flags, message.tags) == told, body


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"sid": "SM1", "flags": 3}', r"Message\.flags is 3, not a list of words"),
        (b'{"sid": "SM1", "flags": ["a", 3]}', r"Message\.flags is a list, not a list of words"),
        (b'{"sid": "SM1", "flags": {"a": "b", "c": "d"}}', r"Message\.flags is a dict, not a list of words"),
        (b'{"sid": "SM1", "tags": {"a": [3]}}', r"Message\.tags is a dict, not an object of texts"),
        (b'{"sid": "SM1", "tags": "{\\"a\\": {}}"}', r"Message\.tags is a dict, not an object of texts"),
        (b'{"sid": "SM1", "tags": ["a"]}', r"Message\.tags is a list, not an object of texts"),
    ],
)
def test_words_and_tags_of_another_kind_are_named(colour: Colour, body: bytes, words: str) -> None:
    with pytest.raises(ResponseError, match=words):
        call(colour, Answering(body), fetch)


# Errors in XML.

DECLARED = "<?xml version='1.0' encoding='UTF-8'?>\n"
MORE = "https://www.twilio.com/docs/errors/20404"
SHAPES: dict[str, tuple[str, tuple[Any, ...]]] = {
    "with a code": (
        (
            "<TwilioResponse><RestException><Code>20404</Code><Message>no &amp; none</Message>"
            f"<MoreInfo>{MORE}</MoreInfo><Status>404</Status></RestException></TwilioResponse>"
        ),
        ("no & none", 20404, MORE, None),
    ),
    "without one": (
        "<TwilioResponse><RestException><Status>404</Status><Message>no</Message></RestException></TwilioResponse>",
        ("no", None, None, None),
    ),
    "the modern one": (
        (
            "<TwilioResponse><RestException><Code>20003</Code>"
            "<Detail>Your AccountSid or AuthToken was incorrect.</Detail>"
            "<Message>Authentication Error - invalid username</Message>"
            "<MoreInfo>https://x</MoreInfo><Status>401</Status></RestException></TwilioResponse>"
        ),
        (
            "Authentication Error - invalid username",
            20003,
            "https://x",
            "Your AccountSid or AuthToken was incorrect.",
        ),
    ),
    "the modern one, with nothing in detail": (
        (
            "<TwilioResponse><RestException><Code>20404</Code><Detail></Detail><Message>no</Message><MoreInfo/>"
            "<Status>404</Status></RestException></TwilioResponse>"
        ),
        ("no", 20404, None, None),
    ),
    "indented, and blanks before it": (
        (
            " \n<TwilioResponse>\n  <RestException>\n    <Status>404</Status>\n    <Message>no</Message>\n"
            "    <Code> 20404 </Code>\n  </RestException>\n</TwilioResponse>\n"
        ),
        ("no", None, None, None),
    ),
    "with nothing around it": (
        "<RestException><Message><![CDATA[<no>]]></Message><Code>7</Code></RestException>",
        ("<no>", 7, None, None),
    ),
    "in a namespace": (
        (
            '<t:TwilioResponse xmlns:t="urn:t"><t:RestException><t:Message>no</t:Message></t:RestException>'
            "</t:TwilioResponse>"
        ),
        ("no", None, None, None),
    ),
    "with only a detail": ("<E><Detail>why</Detail></E>", ("why", None, None, "why")),
    "beside something else": (
        "<TwilioResponse><RestException><Message>no</Message><Code>7</Code></RestException><Other/></TwilioResponse>",
        (None, None, None, None),
    ),
    "with nothing in it": ("<TwilioResponse><RestException/></TwilioResponse>", (None, None, None, None)),
    "with an empty message": ("<RestException><Message> </Message></RestException>", (None, None, None, None)),
    "of nothing": ("<TwilioResponse/>", (None, None, None, None)),
}
KINDS = {
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    405: RestException,
    409: ConflictError,
    429: RateLimitError,
    500: ServerError,
    503: ServerError,
}


@pytest.mark.parametrize("declaration", ["", DECLARED])
@pytest.mark.parametrize("name", SHAPES)
def test_an_error_in_xml_says_the_same_in_all_its_shapes(colour: Colour, name: str, declaration: str) -> None:
    text, (message, code, more_info, details) = SHAPES[name]
    body = (declaration + text.lstrip() if declaration else text).encode()
    for format_ in ("xml", "json", "csv"):
        error = refused(colour, Answering(body, 404), fetch, format=format_)
        assert type(error) is NotFoundError
        assert (error.code, error.more_info, error.details) == (code, more_info, details)
        assert error.message == message if message else error.message.startswith("Not Found")
        assert error.body == body


@pytest.mark.parametrize(("status", "kind"), KINDS.items())
def test_the_status_of_an_error_in_xml_is_that_of_http(colour: Colour, status: int, kind: type[RestException]) -> None:
    body = SHAPES["with a code"][0].encode()
    error = refused(colour, Answering(body, status), create, format="xml")
    assert type(error) is kind
    assert (error.status, error.code, error.message) == (status, 20404, "no & none")


# HTML.

PAGE = (
    b"<!DOCTYPE html>\n<html><head><title>Sorry &mdash;</title><style>p {}</style><script>var x</script></head>"
    b"<body><h1>We  are</h1><!-- not -->\n<p>down</p>" + b"<p>for now</p>" * 99 + b"</body></html>"
)


@pytest.mark.parametrize(
    "body",
    [
        PAGE,
        b"\xef\xbb\xbf \n" + PAGE,
        b"<?xml version='1.0'?>\n<!-- a -->" + PAGE,
        PAGE.partition(b"\n")[2],
        PAGE.upper(),
    ],
    ids=range(5),
)
def test_a_page_of_html_is_a_clear_error_that_shows_its_first_words(colour: Colour, body: bytes) -> None:
    for format_ in ("json", "xml", "csv"):
        for use, took_effect in ((fetch, False), (lambda client: client.messages.list(), False), (create, None)):
            error = refused(colour, Answering(body), use, format=format_)
            assert type(error) is ResponseError
            assert error.took_effect is took_effect
            assert "it is an html page: sorry &mdash; we are down for now" in str(error).lower()
            assert "var x" not in str(error).lower()
            assert len(str(error)) < 350


@pytest.mark.parametrize(
    "body",
    [
        b"<html>Out of order</html>",
        b"<body>Out of order</body>",
        b"<BODY bgcolor=white>Out of <b>order",
        b"<head><title>Out of order</title></head>",
        b"<title>Out of</title><h1>order</h1>",
        b"<meta charset=utf-8><p>Out of order",
        b"<script>if (1 < 2) {}</script><div>Out of order</div>",
        b"<style>p {}</style><pre>Out of order</pre>",
        b"<center><h1>Out of order</h1></center><hr>",
        b"<!-- a proxy --><h1>Out of order</h1>",
        b"<br />\n<b>Out of order</b>",
        b"<table><tr><td>Out of<td>order",
        b"<div class='x'>Out of order</div>",
        b"<p>Out of order</p>",
    ],
)
def test_html_without_a_beginning_is_html(body: bytes) -> None:
    error = refused(Colour("sync"), Answering(body), fetch)
    assert "the answer cannot be read: it is an HTML page: Out of order (GET" in str(error)


@pytest.mark.parametrize("name", ["p:Message", "headline", "h1-x", "b.x", "bodyText", "html_x", "Message"])
def test_xml_whose_names_only_begin_like_those_of_html_is_xml(name: str) -> None:
    body = f"<{name} xmlns:p='x'><Sid>SM1</Sid></{name}>".encode()
    assert call(Colour("sync"), Answering(body), fetch).sid == "SM1"


def test_an_error_that_is_a_page_of_html_shows_its_first_words_too(colour: Colour) -> None:
    error = refused(colour, Answering(PAGE, 404), fetch)
    assert str(error).startswith("HTTP 404: Not Found: Sorry &mdash; We are down for now")
    assert error.code is None


# Conditional requests.


@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
@pytest.mark.parametrize(
    "use", [fetch, lambda client: client.messages.list(), lambda client: client.follow("/x", Message), create, delete]
)
def test_what_has_not_changed_is_not_modified(colour: Colour, header: str, use: Use) -> None:
    answering = Answering(b"", 304, ETag='"a"', Twilio_Request_Id="RQ1", Location="https://evil.example/")
    error = refused(colour, answering, lambda client: use(client.with_options(headers={header: '"a"'})))
    assert type(error) is NotModified
    assert isinstance(error, RestException)
    assert (error.status, error.took_effect, error.code) == (304, False, None)
    assert (error.headers["etag"], error.request_id) == ('"a"', "RQ1")
    assert str(error).startswith("HTTP 304: Not Modified (")
    assert len(answering.asked) == 1
    assert answering.asked[0].headers[header] == '"a"'


@pytest.mark.parametrize("body", [b"", b"{", b'{"sid": "SM1"}', b"\xff", PAGE])
def test_what_a_304_holds_does_not_matter(colour: Colour, body: bytes) -> None:
    error = refused(colour, Answering(body, 304), fetch)
    assert (type(error), error.status, error.body) == (NotModified, 304, body)
    same = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (type(same), str(same), same.took_effect) == (NotModified, str(error), False)


def test_a_sandbox_says_when_nothing_has_changed(colour: Colour) -> None:
    sandbox = Sandbox()
    made = sandbox.client if colour.name == "sync" else sandbox.async_client

    def account(client: Any) -> Any:
        return client.accounts(sandbox.account_sid).fetch()

    reply = colour.call(made(), lambda client: account(client.with_raw_response))
    assert isinstance(reply, Reply)
    known = {"If-None-Match": reply.headers["ETag"]}
    with pytest.raises(NotModified):
        colour.call(made(), lambda client: account(client.with_options(headers=known)))
    with pytest.raises(NotModified):
        colour.call(made(), lambda client: client.with_options(headers={"If-None-Match": "*"}).messages.list())
    other = {"If-None-Match": '"another"'}
    assert colour.call(made(), lambda client: account(client.with_options(headers=other))) == reply.value


# Methods that are not allowed.


@pytest.mark.parametrize("body", [b"", b'{"status": 405, "message": "no", "code": 20004}', PAGE])
def test_a_method_that_is_not_allowed_names_those_that_are(colour: Colour, body: bytes) -> None:
    error = refused(colour, Answering(body, 405, Allow="GET, POST"), delete)
    assert type(error) is RestException
    assert (error.status, error.took_effect) == (405, False)
    assert str(error).endswith(f", allowed: GET, POST (DELETE /2010-04-01/Accounts/{SID}/Messages/SM1.json)")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)  # noqa: S301 - our own


@pytest.mark.parametrize(
    ("status", "headers"), [(405, {}), (405, {"Allow": ""}), (405, {"Allow": " "}), (404, {"Allow": "GET"})]
)
def test_where_nothing_is_said_of_other_methods_nothing_is_named(
    colour: Colour, status: int, headers: dict[str, str]
) -> None:
    assert "allowed:" not in str(refused(colour, Answering(b"", status, **headers), delete)).replace("Not Allowed", "")


@pytest.mark.parametrize("allow", ["G\x1b[31mET", "x" * 5000, "\u00e9"])
def test_whatever_is_allowed_the_error_is_one_short_printable_line(colour: Colour, allow: str) -> None:
    answering = Answering(b'{"message": "%s"}' % (b"y" * 2000), 405)
    answering.answer = (405, {"Allow": allow.encode("latin-1")}, answering.answer[2])  # type: ignore[dict-item] # bytes
    error = refused(colour, answering, delete)
    assert str(error).isprintable()
    assert len(str(error)) <= 500
    assert ", allowed: " in str(error)
    assert str(error).endswith("Messages/SM1.json)")


# Answers of 2xx that are not 200.


@pytest.mark.parametrize("status", [200, 201, 202, 203, 206])
def test_a_result_is_one_whatever_kind_of_success_it_comes_with(colour: Colour, status: int) -> None:
    for body in (b'{"sid": "SM1"}', b"<Message><Sid>SM1</Sid></Message>", b"Sid,To\r\nSM1,\r\n"):
        for use in (fetch, create):
            reply = call(colour, Answering(body, status), lambda client: use(client.with_raw_response))  # noqa: B023 - used at once
            assert (reply.value, reply.status, reply.body) == (Message(sid="SM1"), status, body)


def test_what_a_202_says_to_a_deletion_does_not_matter_but_what_a_200_says_has_to_be_an_answer(colour: Colour) -> None:
    reply = call(colour, Answering(b"Accepted, later", 202), lambda client: delete(client.with_raw_response))
    assert (reply.value, reply.body) == (None, b"Accepted, later")
    with pytest.raises(ResponseError, match="neither XML nor CSV: Welcome") as caught:
        call(colour, Answering(b"Welcome to the airport's network", 200), delete)
    assert caught.value.took_effect is None


@pytest.mark.parametrize("status", [200, 202, 204])
@pytest.mark.parametrize(
    "body", [b"", b" \r\n", b"{}", b'{"sid": "SM1"}', b"<Message/>", b"<TwilioResponse/>", b"null"]
)
@pytest.mark.parametrize("format_", ["json", "xml", "csv"])
def test_a_deletion_gives_none_whatever_is_said_to_it(colour: Colour, status: int, body: bytes, format_: str) -> None:
    reply = call(colour, Answering(body, status), lambda client: delete(client.with_raw_response), format=format_)
    assert (reply.value, reply.status) == (None, status)


@pytest.mark.parametrize("status", [202, 204])
def test_nothing_where_something_is_asked_for_is_an_error_that_says_the_call_happened(
    colour: Colour, status: int
) -> None:
    error = refused(colour, Answering(b"", status, Twilio_Request_Id="RQ1"), create)
    assert (type(error), error.status, error.took_effect) == (ResponseError, status, True)
    assert "no Message in it" in str(error)
    assert (
        call(colour, Answering(b"", status), lambda client: client.send(Request("POST", "/x", lambda tree: tree)))
        is None
    )
