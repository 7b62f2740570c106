"""What comes back becomes a reply or one of the errors."""

from __future__ import annotations

import copy
import json
import pickle
from functools import partial
from typing import Any

import pytest

import twilio_lite
from twilio_lite import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    ConnectionLost,
    NotFoundError,
    PermissionDeniedError,
    RateLimitError,
    Reply,
    Request,
    Response,
    ResponseError,
    RestException,
    ServerError,
    TwilioError,
)
from twilio_lite._answer import answer, effect
from twilio_lite._structure import reads

URL = "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json?To=%2B15005550006"
READ = reads(twilio_lite.Message)


def outcome(status: int, body: object = b"", method: str = "POST", **headers: str) -> Any:
    """Read an answer to a request that creates a message."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return answer(Request(method, "/x", READ), URL, Response(status, named, content))


def test_a_result_comes_with_its_answer() -> None:
    reply = outcome(201, {"sid": "SM1"}, Twilio_Request_Id="RQ1")
    assert isinstance(reply, Reply)
    assert (reply.value.sid, reply.status, reply.request_id) == ("SM1", 201, "RQ1")
    assert reply.headers["TWILIO-REQUEST-ID"] == "RQ1"
    assert reply.body == b'{"sid": "SM1"}'


def test_an_error_that_is_one_already_stays_what_it_is() -> None:
    lost = ConnectionLost("lost", took_effect=None)
    assert answer(Request("POST", "/x", READ), URL, lost) is lost


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequestError),
        (401, AuthenticationError),
        (403, PermissionDeniedError),
        (404, NotFoundError),
        (409, ConflictError),
        (429, RateLimitError),
        (500, ServerError),
        (503, ServerError),
        (599, ServerError),
        (405, RestException),
        (418, RestException),
        (499, RestException),
    ],
)
def test_the_class_of_an_error_follows_the_status_of_http(status: int, kind: type[RestException]) -> None:
    error = outcome(status, {"code": 1, "message": "no", "status": 200})
    assert type(error) is kind
    assert error.status == status


def test_an_error_holds_all_that_twilio_said() -> None:
    body = {"code": 21211, "message": "bad", "more_info": "https://x", "status": 400, "details": {"a": 1}}
    error = outcome(400, body, Twilio_Request_Id="RQ1", Retry_After="7")
    assert (error.code, error.message, error.msg, error.more_info) == (21211, "bad", "bad", "https://x")
    assert (error.details, error.method, error.uri) == ({"a": 1}, "POST", "/2010-04-01/Accounts/AC1/Messages.json")
    assert (error.request_id, error.retry_after, error.body) == ("RQ1", 7.0, json.dumps(body).encode())
    step = "pass to in E.164, with + and the country code, such as +15005550006"
    assert str(error) == f"HTTP 400, code 21211: bad: {step} (POST /2010-04-01/Accounts/AC1/Messages.json)"


@pytest.mark.parametrize(
    ("status", "facts", "words"),
    [
        (400, {"code": 21610, "more_info": "https://www.twilio.com/docs/errors/21610"}, "no: see https://www.twilio."),
        (400, {"code": 21610, "more_info": "https://evil.example"}, "no. (POST"),
        (400, {"more_info": "https://www.twilio.com/docs"}, "no. (POST"),
        (404, {"code": 20404, "more_info": "https://www.twilio.com/x"}, "no: is the SID of this kind"),
        (401, {}, "no: check the SID and the token"),
        (401, {"code": 20003, "more_info": "https://www.twilio.com/x"}, "no: check the SID and the token"),
    ],
)
def test_an_error_says_what_to_do_next_where_that_is_known(status: int, facts: dict[str, Any], words: str) -> None:
    error = outcome(status, {"message": "no.", **facts})
    assert words in str(error)
    assert error.message == "no."


XML_ERROR = (
    b"<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse><RestException><Code>20404</Code><Detail/>"
    b"<Message>The requested resource was not found</Message><MoreInfo>https://x</MoreInfo><Status>404</Status>"
    b"</RestException></TwilioResponse>"
)


@pytest.mark.parametrize(
    ("body", "code", "message", "more_info"),
    [
        (XML_ERROR, 20404, "The requested resource was not found", "https://x"),
        ({"code": "20404", "message": "text code"}, 20404, "text code", None),
        ({"code": True, "message": "x"}, None, "x", None),
        ({"code": "2" * 5000, "message": "x"}, None, "x", None),
        ({"message": None, "detail": "the detail"}, None, "the detail", None),
        ({"message": "  "}, None, "Not Found", None),
        ({"message": ["a list"]}, None, "Not Found", None),
        (
            {"type": "https://t", "title": "Gone", "status": 404, "code": 20404, "detail": "No such thing"},
            20404,
            "No such thing",
            "https://t",
        ),
        ({"type": "https://t", "title": "Gone", "status": 404, "code": 20404}, 20404, "Gone", "https://t"),
        ({"errors": [{"code": 7, "message": "first", "infoUrl": "https://i"}, {"code": 8}]}, 7, "first", "https://i"),
        ({"type": "about:blank", "code": 7, "detail": "own", "errors": [{"detail": "x"}]}, 7, "own", None),
        ({"code": 7, "errors": [{"field": "x"}]}, 7, "Not Found", None),
        ({"code": 10**18, "message": "x"}, None, "x", None),
        ({"code": -1, "message": "x"}, None, "x", None),
        ({"message": "own", "errors": [{"code": 7, "message": "first"}]}, None, "own", None),
        (b"<p>" + b"word " * 100, None, "Not Found: " + ("word " * 24).strip() + " ", None),
        ([{"code": 7, "message": "first"}], 7, "first", None),
        ([], None, "Not Found", None),
        (["text"], None, "Not Found", None),
        ("text", None, 'Not Found: "text"', None),
        (b"", None, "Not Found", None),
        (b"{broken", None, "Not Found", None),
        (b"<html><body><h1>404</h1> nothing\nhere</body></html>", None, "Not Found: 404 nothing here", None),
        (b"gone fishing", None, "Not Found: gone fishing", None),
        (b"Not Found", None, "Not Found", None),
        (b"\xff\xfe", None, "Not Found: \ufffd\ufffd", None),
    ],
    ids=range(26),
)
def test_every_body_gives_an_error_with_the_same_fields(
    body: object, code: int | None, message: str, more_info: str | None
) -> None:
    error = outcome(404, body)
    assert isinstance(error, NotFoundError)
    assert (error.code, error.message, error.more_info) == (code, message, more_info)


def test_details_are_what_the_body_calls_details_errors_or_detail() -> None:
    assert outcome(400, {"message": "m", "detail": "d"}).details == "d"
    assert outcome(400, {"title": "t", "errors": [1]}).details == [1]
    assert outcome(400, {"message": "m"}).details is None


def test_a_status_without_a_name_is_an_error_all_the_same() -> None:
    assert outcome(499).message == "an error without a name"


@pytest.mark.parametrize(
    ("method", "status", "took_effect"),
    [
        ("GET", 200, False),
        ("GET", 500, False),
        ("POST", 201, True),
        ("DELETE", 204, True),
        ("POST", 302, None),
        ("POST", 304, False),
        ("POST", 400, False),
        ("POST", 404, False),
        ("POST", 408, None),
        ("POST", 429, False),
        ("POST", 500, None),
        ("DELETE", 503, None),
    ],
)
def test_took_effect_follows_method_and_status(method: str, status: int, took_effect: bool | None) -> None:  # noqa: FBT001 - an expected value
    assert effect(method, status) is took_effect


@pytest.mark.parametrize(("notes", "told"), [("none", None), ([1, "two"], ["1", "two"])])
def test_odd_notes_of_a_readers_error_do_no_harm(notes: object, told: object) -> None:
    def read(_: object) -> None:
        fault = KeyError("x")
        fault.__dict__["__notes__"] = notes
        raise fault

    error = answer(Request("GET", "/x", read), "https://x/x", Response(200, {}, b"{}"))
    assert isinstance(error, ResponseError)
    assert getattr(error, "__notes__", None) == told


def test_an_answer_that_cannot_be_read_says_so_and_that_the_call_happened() -> None:
    error = outcome(201, {"sid": "SM1", "num_segments": "two"}, Twilio_Request_Id="RQ1")
    assert isinstance(error, ResponseError)
    assert (error.status, error.took_effect) == (201, True)
    assert error.__notes__ == ["while reading Message.num_segments"]
    assert str(error) == (
        "HTTP 201: the answer cannot be read: Message.num_segments is 'two', not a whole number "
        "(POST /2010-04-01/Accounts/AC1/Messages.json)"
    )


@pytest.mark.parametrize("body", [b"", b"[]", b"<html></html>", b"{", b'"text"', b'{"sid": null}'])
def test_a_success_without_a_message_in_it_is_a_response_error(body: bytes) -> None:
    error = outcome(201, body, twilio_request_id="RQ1")
    assert isinstance(error, ResponseError)
    assert error.took_effect is True
    assert outcome(200, body, "GET").took_effect is False


@pytest.mark.parametrize(
    "body", [b"", b"<h1>Please log in</h1>", b"ok", b'{"error": "blocked by policy"}', b'{"sid": 1}']
)
@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_that_cannot_be_read_and_is_not_twilios_proves_nothing(status: int, body: bytes) -> None:
    assert outcome(status, body).took_effect is None
    assert outcome(status, body, "GET").took_effect is False
    assert outcome(status, body, "DELETE", Twilio_Request_Id="RQ1").took_effect is True


def test_a_reader_of_the_callers_own_cannot_raise_outside_the_tree() -> None:
    error = answer(Request("GET", "/x", lambda tree: tree["missing"]), URL, Response(200, {}, b"{}"))
    assert isinstance(error, ResponseError)
    assert "KeyError: 'missing'" in str(error)


@pytest.mark.parametrize(
    ("location", "kept", "words"),
    [
        ("https://api.twilio.com/other?x=1", "https://api.twilio.com/other?x=1", "https://api.twilio.com/other,"),
        ("/other", "https://api.twilio.com/other", "https://api.twilio.com/other,"),
        ("https://evil.example/x?To=secret", None, "https://evil.example/x,"),
        ("https://user:secret@api.twilio.com/x", None, "https://api.twilio.com/x,"),
        ("https://[broken?secret", None, "an empty address,"),
        ("", None, "Temporary Redirect,"),
    ],
)
def test_a_redirect_is_an_error_that_names_its_target_without_secrets(
    location: str, kept: str | None, words: str
) -> None:
    error = outcome(307, b"", Location=location)
    assert isinstance(error, ResponseError)
    assert (error.location, error.status, error.took_effect) == (kept, 307, None)
    assert words in str(error)
    assert "secret" not in str(error)


def test_an_error_is_one_printable_line_of_at_most_500_characters() -> None:
    error = outcome(400, {"message": "\x1b[31mred\r\n\x00\u202eright to left " + "long " * 500_000})
    line = str(error)
    assert line.isprintable()
    assert len(line) == 500
    assert line.endswith("(POST /2010-04-01/Accounts/AC1/Messages.json)")
    assert len(error.message) > 2_000_000


def test_a_long_address_leaves_room_for_the_message() -> None:
    url = "https://api.twilio.com/" + "x" * 900
    error: Any = answer(Request("GET", "/x", READ), url, Response(400, {}, b'{"message": "why"}'))
    assert str(error).startswith("HTTP 400: why (GET /xxx")
    assert len(str(error)) < 230


def test_a_message_of_blanks_and_control_characters_does_not_hide_its_words() -> None:
    assert "words" in str(outcome(400, {"message": "\n" * 400 + "words"}))


def pickled(error: Any, protocol: int) -> Any:
    return pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own


ERRORS = [
    outcome(429, {"code": 20429, "message": "slow", "details": {"a": [1]}}, Retry_After="3"),
    outcome(503),
    outcome(201, {"sid": 3}),
    outcome(302, b"", Location="/x"),
    ConnectionLost("lost", took_effect=None),
    twilio_lite.ConnectFailed("refused", took_effect=False),
    twilio_lite.DeadlineExceeded("over", took_effect=None),
    twilio_lite.ArgumentError("wrong"),
    twilio_lite.ConfigurationError("wrong"),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, *(partial(pickled, protocol=number) for number in range(6))]
)
def test_an_error_survives_pickle_and_copy_with_all_its_facts(error: TwilioError, duplicate: Any) -> None:
    other = duplicate(error)
    assert type(other) is type(error)
    assert str(other) == str(error)
    assert vars(other) == vars(error)


def test_errors_are_also_what_python_calls_them() -> None:
    assert issubclass(twilio_lite.ArgumentError, ValueError)
    assert issubclass(twilio_lite.ConfigurationError, ValueError)
    assert issubclass(twilio_lite.DeadlineExceeded, TimeoutError)
