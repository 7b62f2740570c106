"""Whatever is sent to a sandbox, it answers: with no 5xx, without an exception, and it is none the slower for it."""

from __future__ import annotations

import io
import json
import re
import socket
from contextlib import closing, redirect_stderr
from time import process_time
from urllib.parse import urlencode, urlsplit

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import SID
from sandboxed import SECONDS, TOKEN, Sandboxed
from talking import basic
from twilio_lite.sandbox import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")  # some of it is meant to be too long

FROM, TO, OWN = "+15555550199", "+15555550100", "+15005550006"
ACCOUNT = f"/2010-04-01/Accounts/{SID}"
NAMES = (
    *("To", "From", "Body", "MediaUrl", "MessagingServiceSid", "StatusCallback", "SendAt", "ScheduleType", "Tags"),
    *(
        "ContentSid",
        "ContentVariables",
        "ValidityPeriod",
        "MaxPrice",
        "Status",
        "Outcome",
        "FriendlyName",
        "PhoneNumber",
    ),
    *("AreaCode", "SmsUrl", "VoiceUrl", "SmsMethod", "Url", "Method", "Twiml", "FallbackUrl", "SendDigits", "Timeout"),
    *(
        "StatusCallbackEvent",
        "CallDelay",
        "PageSize",
        "Page",
        "PageToken",
        "DateSent",
        "DateSent<",
        "StartTime>",
        "num",
    ),
    *("page", "from", "to", "body", "mediaurl", "q", "code", "times", "retry_after"),
)
VALUES = (
    *(
        "",
        TO,
        OWN,
        FROM,
        "+15555530003",
        "whatsapp:+15555550100",
        "client:x",
        f"MG{'0' * 32}",
        f"HX{'0' * 32}",
        "fixed",
    ),
    *("http://127.0.0.1:1/é", "http://127.0.0.1:1/\x00", "http://[", "http://127.0.0.1:99999/", "http://[::1%é]:1/"),
    *("http://127.0.0.1:1/#rc=" + "9" * 5000, "http://a_b/", "//", "{}", '{"a": NaN}', "[" * 2000, '{"a": "\\ud800"}'),
    *(
        "9999-12-31T23:59:59",
        "0001-01-01",
        "2026-02-30",
        "Sat, 99 Jan 9999 99:99:99 +9999",
        "1e400",
        "nan",
        "-1",
        "9" * 5000,
    ),
    *("PAfffffffffffffff", "PB0", "canceled", "completed", "closed", "\x00", "\ud800", "🎉", "x" * 1601, "%", "STOP"),
    *(
        "<Response><Redirect method='\r\n'>http://[</Redirect></Response>",
        "<?xml version='1.0' encoding='none'?><Response/>",
        "<!DOCTYPE a [<!ENTITY b 'c'>]><Response>&b;</Response>",
        "<Response><Gather numDigits='99999999999' action='http://['/></Response>",
        "<a>" * 5000,
    ),
)
PATHS = (
    *(
        ACCOUNT,
        f"{ACCOUNT}/Messages",
        f"{ACCOUNT}/Calls",
        f"{ACCOUNT}/IncomingPhoneNumbers",
        f"{ACCOUNT}/OutgoingCallerIds",
    ),
    *("/2010-04-01/Accounts", f"/2008-08-01/Accounts/{SID}/SMS/Messages", "/sandbox/inbound", "/sandbox/messages"),
    *("/sandbox/deliveries", "/sandbox/fail", "/sandbox/clear", "/sandbox/", "/", "", "*", "//", "http://[/"),
)
junk = st.text(max_size=20) | st.sampled_from(VALUES)
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | st.text(max_size=5), junk), max_size=8)
forms = pairs.map(lambda some: urlencode(some, errors="surrogatepass").encode())
bodies = forms | pairs.map(lambda some: json.dumps(dict(some)).encode()) | st.binary(max_size=30)
LOGIN = basic(SID, TOKEN)


@attrs.frozen
class Attack:
    """A request that nobody means well with; *place* chooses among all paths and what is there."""

    place: int
    method: str
    end: str
    query: bytes
    headers: tuple[dict[str, str], dict[str, str]]
    body: bytes

    def on(self, sandbox: Sandbox) -> None:
        """Ask once, let time pass, and see that all is well."""
        paths = [*PATHS, *there(sandbox)]
        target = f"{paths[self.place % len(paths)]}{self.end}?{self.query.decode()}"
        response = sandbox.answer(self.method, target, self.headers[0] | self.headers[1], self.body)
        assert response.status < 500
        assert response.status != 200 or response.body
        sandbox.advance(4)
        assert all(delivery.answer for delivery in sandbox.deliveries)
        sandbox.clear()


attacks = st.builds(
    Attack,
    place=st.integers(0, 99),
    method=st.sampled_from(["GET", "POST", "DELETE", "PUT", "HEAD", "é"]),
    end=st.sampled_from(
        ["", ".json", ".xml", ".csv", ".", "/", "/..", "%", "%00", "%ff", "?%", "#", "/Media", "/Feedback.json"]
    ),
    query=forms,
    headers=st.tuples(
        st.sampled_from(
            [LOGIN, LOGIN, LOGIN, {}, {"Authorization": "Basic é"}, basic(f"SK{'0' * 32}", "x"), basic("", "")]
        ),
        st.sampled_from(
            [{}, {"Content-Type": "application/json"}, {"If-None-Match": '*, "'}, {"Content-Type": "\x00"}]
        ),
    ),
    body=bodies,
)


def there(sandbox: Sandbox) -> list[str]:
    """Make one of each kind that lists have; give their addresses."""
    with sandbox.client() as client:
        message = client.messages.create(to=TO, from_=FROM, media_url="https://example.com/a.gif").sid
        call = client.calls.create(to=TO, from_=FROM, twiml="<Response/>").sid
    return [f"{ACCOUNT}/Messages/{message}", f"{ACCOUNT}/Messages/{message}/Media", f"{ACCOUNT}/Calls/{call}"]


@pytest.mark.parametrize("examples", [30, pytest.param(1500, marks=pytest.mark.faults)])
def test_no_request_is_answered_by_an_exception_or_a_5xx(examples: int) -> None:
    with Sandbox(SID, TOKEN) as sandbox:
        sandbox.number(OWN, sms="http://127.0.0.1:1/", voice="http://127.0.0.1:1/")

        @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
        @given(attacks)
        def attacked(attack: Attack) -> None:
            sandbox.phone(TO).press("12#34*" * 9)
            attack.on(sandbox)

        attacked()


LINES = [b"GET / HTTP/1.1", b"GET / HTTP/1.0", b"GET /", b"GET  HTTP/1.1", b"POST / HTTP/9.9", b"\xff\x00", b""]
LINES += [f"{verb} {path}.json HTTP/1.1".encode() for verb in ("GET", "POST", "PUT", "ODD") for path in PATHS[:3]]
HEADS = [
    *(
        b"Host: x",
        b"Content-Length: 5",
        b"Content-Length: -1",
        b"Content-Length: " + b"9" * 5000,
        b"Content-Length: \xb2",
    ),
    *(
        b"Transfer-Encoding: chunked",
        b"Expect: 100-continue",
        b"Connection: close",
        b": x",
        b"x",
        b"X: " + b"y" * 70000,
    ),
    *(b"Content-Length: 9999", b"Upgrade: websocket", f"Authorization: {LOGIN['Authorization']}".encode()),
]
requests = st.builds(
    lambda line, heads, body, end: end.join([line, *heads, b"", body]),
    st.sampled_from(LINES) | st.binary(max_size=20),
    st.lists(st.sampled_from(HEADS) | st.binary(max_size=20), max_size=5),
    bodies,
    st.sampled_from([b"\r\n", b"\n"]),
)


def spoken(port: int, request: bytes) -> bytes:
    """Send bytes and hang up; give what is answered until the other side hangs up, too."""
    answer = b""
    with closing(socket.create_connection(("127.0.0.1", port), SECONDS)) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
            while part := line.recv(65536):
                answer += part
        except TimeoutError:
            raise
        except OSError:
            pass  # the other side hung up first
    return answer


@pytest.mark.parametrize(
    "path", ["/Messages/SM0/Feedback/FB0", "/Messages/SM0/Media/ME0/x", "/SMS", "/Calls/CA0/x", ""]
)
def test_a_path_that_leads_nowhere_is_not_found_whoever_asks(path: str) -> None:
    with Sandbox(SID, TOKEN) as sandbox:
        assert sandbox.answer("GET", f"{ACCOUNT}0{path}.json", {}, b"").status == 404


@pytest.mark.parametrize(
    ("head", "status"),
    [(b"Content-Length: " + b"9" * 5000, 413), (b"X: " + b"y" * 70000, 431), (b"Transfer-Encoding: chunked", 411)],
    ids=["a length", "a header", "no length"],
)
def test_what_is_too_long_is_refused(head: bytes, status: int) -> None:
    with Sandbox(SID, TOKEN) as sandbox, sandbox.serve() as url:
        answer = spoken(urlsplit(url).port or 0, b"POST / HTTP/1.1\r\n" + head + b"\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 %d " % status)


def test_more_parameters_than_anybody_has_are_refused_unread() -> None:
    with Sandbox(SID, TOKEN) as sandbox:
        for number, code in ((9_999, 21604), (10_000, 20001)):
            answer = sandbox.answer("POST", f"{ACCOUNT}/Messages.json", LOGIN, b"a&" * number)
            assert (answer.status, json.loads(answer.body)["code"]) == (400, code)


def test_half_a_request_does_nothing() -> None:
    body = urlencode({"To": TO, "From": FROM, "Body": "hi"}).encode()
    head = f"POST {ACCOUNT}/Messages.json HTTP/1.1\r\nAuthorization: {LOGIN['Authorization']}\r\n"
    request = f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
    with Sandbox(SID, TOKEN) as sandbox, sandbox.serve() as url:
        assert spoken(urlsplit(url).port or 0, request[:-1]) == b""
        assert not sandbox.outbox
        assert spoken(urlsplit(url).port or 0, request).startswith(b"HTTP/1.1 201 ")


def shout_at(url: str, examples: int) -> None:
    """Say anything to a server; what it answers is no 5xx, but for a version of HTTP that nobody speaks."""

    @settings(max_examples=examples, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)
    @given(requests)
    def shouted(request: bytes) -> None:
        answer = spoken(urlsplit(url).port or 0, request)
        statuses = re.findall(rb"^HTTP/1\.[01] (\d+)", answer, re.MULTILINE)
        assert {status for status in statuses if status.startswith(b"5")} <= {b"505"}, answer

    shouted()


@pytest.mark.parametrize("examples", [20, pytest.param(2000, marks=pytest.mark.faults)])
def test_whatever_comes_over_a_line_is_answered_or_the_line_is_closed(examples: int) -> None:
    with Sandbox(SID, TOKEN) as sandbox, redirect_stderr(io.StringIO()) as complaints, sandbox.serve() as url:
        shout_at(url, examples)
    assert not complaints.getvalue()


@pytest.mark.faults
def test_whatever_comes_to_the_served_page_is_answered_or_the_line_is_closed() -> None:
    served = Sandboxed.start()
    try:
        shout_at(served.url, 2000)
    finally:
        _, complaints = served.end()
    assert "Traceback" not in complaints


@pytest.mark.faults
def test_a_message_costs_no_more_for_those_that_are_kept() -> None:
    costs: list[float] = []
    with Sandbox() as sandbox, sandbox.client() as client:
        for _ in range(10):
            started = process_time()
            for number in range(500):
                client.messages.create(to=TO, from_=FROM, body=f"message {number}")
            costs.append(process_time() - started)
    assert costs[-1] < 2 * costs[0], costs
