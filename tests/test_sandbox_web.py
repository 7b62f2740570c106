"""The inbox as it is served: what it shows, what it does, and whom it refuses. What a browser makes of it is apart."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from html import unescape
from socket import create_connection
from typing import Any

import attrs
import httpx
import pytest
import starlette

from conftest import SID, TOKEN, Answers, Server
from serving import Site, uvicorn_of
from twilio_lite import Response
from twilio_lite.sandbox import _web
from twilio_lite.sandbox._asked import inside
from twilio_lite.sandbox._control import CLEARED, clear
from twilio_lite.sandbox._inbound import call
from twilio_lite.sandbox._inbox import PIECES
from twilio_lite.sandbox._incoming_numbers import keep_number
from twilio_lite.sandbox._post import act
from twilio_lite.sandbox._world import Clock, World, opened

PHONE, OTHER, OWN = "+15555550100", "+15555550101", "+15005550006"
API = f"/2010-04-01/Accounts/{SID}/Messages.json"
PNG = b"\x89PNG\r\n\x1a\n..."
HOSTILE = """"><img src=x onerror=alert(1)><script>alert(2)</script>' javascript:alert(3) &amp; {{ 'a' * 9 }}"""
MESSAGE = 'class="meta"'
BEFORE_ONE = pytest.mark.xfail(starlette.__version__ < "1", reason="of a file called NUL old Starlette says 500")


@attrs.frozen
class Inbox:
    """A sandbox that is served, and a client for it."""

    world: World
    site: Site
    http: httpx.Client

    def page(self, **query: object) -> str:
        """Open the page; blanks are told apart from none."""
        response = self.http.get("/", params={name: str(value) for name, value in query.items()})
        assert response.status_code == 200
        return response.text

    def create(self, to: str = PHONE, body: str = "hi", **more: str) -> str:
        """Send a message through the API, and give its SID."""
        response = self.http.post(API, data={"To": to, "From": OWN, "Body": body, **more}, auth=(SID, TOKEN))
        assert response.status_code == 201, response.text
        return str(response.json()["sid"])

    def send(self, body: str = "hello", **more: Any) -> httpx.Response:
        """Send as a phone through the page's form."""
        return self.http.post("/inbox/send", data={"from": PHONE, "to": OWN, "body": body, **more})

    def own(self, **urls: str) -> None:
        """Own a number that tells these URLs."""
        with self.world.store:
            keep_number(inside(self.world), SID, OWN, urls)


@pytest.fixture(scope="module")
def served() -> Iterator[Inbox]:
    """Serve a sandbox for all tests of this file."""
    world = opened(":memory:", SID, TOKEN, strict=False, clock=Clock(runs=True))
    world.moves_on_fetch = False
    with uvicorn_of(_web.Inbox(world)) as site, httpx.Client(base_url=site.url, trust_env=False, timeout=20) as http:
        yield Inbox(world, site, http)


@pytest.fixture
def inbox(served: Inbox) -> Inbox:
    """Give the sandbox with nothing in it."""
    clear(served.world, (*CLEARED, "seen", "number"))
    served.http.cookies.clear()
    return served


@pytest.fixture
def replying(serve: Callable[[Answers], Server]) -> Server:
    """An application that answers every message."""
    twiml = b"<Response><Message>You are welcome</Message></Response>"
    return serve(lambda _: Response(200, {"Content-Type": "text/xml"}, twiml))


def phones(page: str) -> list[str]:
    """Give the phones of the list, from top to bottom."""
    return re.findall(r'<li id="c-(\S+)">', page)


def title(page: str) -> str:
    """Give the title of a page."""
    return page.partition("<title>")[2].partition("</title>")[0]


def test_the_phones_spoken_with_last_come_first_each_with_what_is_unread(inbox: Inbox) -> None:
    for to in (PHONE, OTHER, PHONE):
        inbox.create(to)
    page = inbox.page()
    assert phones(page) == [PHONE, OTHER]
    assert re.findall(r'title="unread">(\d+)<', page) == ["2", "1"]
    assert title(page) == "(3) Messages · Twilio sandbox"


def test_what_was_looked_at_is_read_until_something_new_comes(inbox: Inbox) -> None:
    inbox.create()
    assert inbox.http.head("/", params={"phone": PHONE}).status_code == 200
    assert title(inbox.page()).startswith("(1)")
    assert title(inbox.page(phone=PHONE)) == f"{PHONE} · Twilio sandbox"
    assert title(inbox.page()) == "Messages · Twilio sandbox"
    inbox.create()
    assert title(inbox.page()).startswith("(1)")


def test_the_newest_fifty_phones_are_shown_and_older_ones_on_demand(inbox: Inbox) -> None:
    numbers = [f"+155555501{n:02}" for n in range(51)]
    for number in numbers:
        inbox.create(number)
    page = inbox.page()
    assert phones(page) == numbers[:0:-1]
    older = inbox.http.get(unescape(re.findall(r'class="more" href="([^"]+)"', page)[0])).text
    assert phones(older) == numbers[::-1]
    assert 'class="more"' not in older


def test_the_newest_fifty_messages_are_shown_and_older_ones_on_demand(inbox: Inbox) -> None:
    sids = [inbox.create(body=f"number {n}") for n in range(51)]
    page = inbox.page(phone=PHONE)
    assert re.findall(r'<li id="(SM\w+)"', page) == sids[1:]
    older = inbox.http.get(unescape(re.findall(r'class="more"><a href="([^"]+)"', page)[0])).text
    assert re.findall(r'<li id="(SM\w+)"', older) == sids
    assert re.findall(r'<li id="(SM\w+)"', inbox.page(phone=PHONE, sid=sids[0])) == sids


@pytest.mark.parametrize("show", ["x", "-1", "", "99999999", "٣"])
def test_how_many_are_shown_is_a_number_or_fifty(inbox: Inbox, show: str) -> None:
    inbox.create()
    assert phones(inbox.page(show=show)) == [PHONE]


def test_a_message_shows_its_history_its_size_and_what_went_over_the_wire_but_no_login(inbox: Inbox) -> None:
    sid = inbox.create(body="Ω" * 10 + "ы" * 61, StatusCallback="https://ahab:wh%40le@example.com/x?to=a@b")
    inbox.world.clock.move(2)
    page = inbox.page(phone=PHONE, sid=sid)
    assert "UCS-2 \N{MULTIPLICATION SIGN} 2" in page
    assert "UCS-2, 71 units" in page
    steps = page.partition('aria-label="Statuses"')[2].partition("</ol>")[0]
    assert re.findall(r'data-status="(\w+)"', steps) == ["queued", "sending", "sent", "delivered"]
    assert steps.count("<time datetime=") == 4
    assert f"POST {API}" in unescape(page)
    assert "&#34;num_segments&#34;: &#34;2&#34;" in page.replace(":&", ": &")
    assert "StatusCallback=https%3A%2F%2Fexample.com%2Fx%3Fto%3Da%40b" in page
    assert not {"Basic", "Authorization", TOKEN, "ahab", "le"} & set(re.findall(r"\w+", page))


def test_a_message_that_was_not_delivered_says_why(inbox: Inbox) -> None:
    sid = inbox.create(to="+15555530003")
    inbox.world.clock.move(2)
    page = inbox.page(phone="+15555530003", sid=sid)
    assert "30003 Unreachable destination handset" in page
    assert 'data-status="undelivered"' in page


@pytest.mark.parametrize(
    ("text", "links", "codes"),
    [
        ("See https://example.com/a?b=1&c=(2). Bye", ["https://example.com/a?b=1&c=(2"], []),
        ("<http://example.com>, javascript:alert(1) ftp://example.com", ["http://example.com"], []),
        ("Your code is 123456.", [], ["123456"]),
        ("123-456 or 1234", [], ["123-456", "1234"]),
        ("+15555550100, 2026-01-31, 1500.50, 123456789, A1234, 12:30, 10", [], []),
        ("https://example.com/123456", ["https://example.com/123456"], []),
    ],
)
def test_links_and_one_time_codes_are_found_in_a_text(text: str, links: list[str], codes: list[str]) -> None:
    pieces = PIECES.split(text)
    assert [one for one in pieces[1::3] if one] == links
    assert [one for one in pieces[2::3] if one] == codes


def test_a_link_opens_elsewhere_and_a_code_can_be_copied(inbox: Inbox) -> None:
    inbox.create(body="123456 at https://example.com/?a=1&b=2")
    page = inbox.page(phone=PHONE)
    link = "https://example.com/?a=1&amp;b=2"
    assert f'<a href="{link}" target="_blank" rel="noopener noreferrer">{link}</a>' in page
    assert 'data-copy="123456"' in page


def test_text_is_text_wherever_it_comes_from(inbox: Inbox, serve: Callable[[Answers], Server]) -> None:
    server = serve(lambda _: Response(200, {"Content-Type": "text/plain"}, HOSTILE.encode()))
    inbox.own(sms_url=f"{server.url}/sms?{HOSTILE.replace(' ', '+')}")
    url = inbox.http.post("/inbox/files", params={"name": f"{HOSTILE}.txt"}, content=b"x").text
    inbox.send(HOSTILE, media=url)
    with inbox.world.store as store:
        store.add("CA", "call", SID, 0, under=HOSTILE, to=HOSTILE, from_=HOSTILE, direction=HOSTILE, ended=1,
                  ended_as=HOSTILE, steps=[(HOSTILE, HOSTILE, {HOSTILE: HOSTILE})])  # fmt: skip
        sids = [store.get(kind, one.sid).sid for kind in ("message", "call", "delivery") for one in store.each(kind)]
    pages = [
        inbox.page(view=view, phone=PHONE, sid=sid) for view in ("messages", "calls", "deliveries") for sid in sids
    ]
    pages += [inbox.page(**{name: HOSTILE}) for name in ("view", "q", "phone", "sid", "show")]
    for page in pages:
        assert "<img src=x" not in page
        assert "<script>" not in page
        assert "a" * 9 not in page
        assert not re.search(r'(?:href|src|action)="(?!/|https?://)', page)


def test_an_image_is_shown_and_every_other_file_is_kept(inbox: Inbox) -> None:
    files = [("cat.png", "image/png"), ("page.html", "text/html"), ("pic.svg", "image/svg+xml"), ('a"\r\n/b.txt', "")]
    urls = [
        inbox.http.post("/inbox/files", params={"name": name}, content=PNG, headers={"Content-Type": type_}).text
        for name, type_ in files
    ]
    page = inbox.http.get(inbox.send("", media=urls).headers["Location"]).text
    found = re.findall(r'<a href="(/inbox/media/ME\w+)" (?:target|download)', page)
    assert re.findall(r'<img src="([^"]+)" alt="cat.png">', page) == found[:1]
    answers = [inbox.http.get(path) for path in found]
    assert [answer.content for answer in answers] == [PNG] * 4
    types = [answer.headers["Content-Type"] for answer in answers]
    assert types == ["image/png"] + ["application/octet-stream"] * 3
    shown = [answer.headers["Content-Disposition"].partition(";")[0] for answer in answers]
    assert shown == ["inline"] + ["attachment"] * 3
    assert answers[3].headers["Content-Disposition"].endswith("a%22%0D%0A%2Fb.txt")
    for answer in answers:
        assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert inbox.http.get("/inbox/media/ME1").status_code == 404


def test_a_file_that_is_not_on_this_machine_is_named_and_not_shown_as_a_broken_image(inbox: Inbox) -> None:
    inbox.create(MediaUrl="https://example.com/cat.png")
    page = inbox.page(phone=PHONE)
    assert "cat.png <small>not on this machine</small>" in page
    assert "<img" not in page


def test_who_writes_or_calls_where_no_application_listens_is_told_how_one_would(inbox: Inbox, replying: Server) -> None:
    def pages() -> str:
        made = act(call(inbox.world, to=OWN, from_=PHONE))
        return inbox.http.get(inbox.send().headers["Location"]).text + inbox.page(view="calls", sid=made.sid)

    page = pages()
    for option in ("--sms-url", "--voice-url"):
        assert f"--number {OWN} {option} http" in page
    inbox.own(sms_url=replying.url, voice_url=replying.url)
    assert "No application listens" not in pages()


def test_a_call_is_listed_with_its_other_end(inbox: Inbox) -> None:
    form = {"To": PHONE, "From": OWN, "Twiml": "<Response/>"}
    assert inbox.http.post(API.replace("Messages", "Calls"), data=form, auth=(SID, TOKEN)).status_code == 201
    act(call(inbox.world, to=OTHER, from_=PHONE))
    page = inbox.page(view="calls")
    assert f"outbound-api, {OWN}" in page
    assert f"inbound, {OTHER}" in page


def test_who_sends_as_the_phone_sees_what_the_application_answers(inbox: Inbox, replying: Server) -> None:
    inbox.own(sms_url=f"{replying.url}/sms")
    url = inbox.http.post(
        "/inbox/files", params={"name": "a b.png"}, content=PNG, headers={"Content-Type": "image/png"}
    ).text
    response = inbox.send("ping", media=url)
    assert response.status_code == 303
    page = inbox.http.get(response.headers["Location"]).text
    assert "<p>ping</p>" in page
    assert 'alt="a b.png"' in page
    assert "<p>You are welcome</p>" in page
    assert "&lt;Response&gt;&lt;Message&gt;You are welcome" in page
    assert "X-Twilio-Signature" in replying.seen[0].headers or replying.seen[0].headers[
        "x-twilio-signature"
    ] in unescape(page)
    assert "NumMedia = 1" in page


@pytest.mark.parametrize(
    "form", ["to=1&from=2&body=x", f"to={OWN[1:]}&body=x", "from=%2B15555550100&to=%2B15005550006", "body=%zz", "\xff"]
)
def test_what_cannot_be_sent_is_refused(inbox: Inbox, form: str) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    response = inbox.http.post("/inbox/send", content=form.encode("latin-1"), headers=headers)
    assert response.status_code == 400
    assert phones(inbox.page()) == []


def test_a_call_shows_the_steps_that_it_ran(inbox: Inbox, serve: Callable[[Answers], Server]) -> None:
    twiml = b'<Response><Say voice="alice">Hello</Say><Gather><Play>a.mp3</Play></Gather><Dial>1</Dial></Response>'
    inbox.own(voice_url=serve(lambda _: Response(200, {"Content-Type": "text/xml"}, twiml)).url)
    made = act(call(inbox.world, to=OWN, from_=PHONE))
    page = inbox.page(view="calls", sid=made.sid)
    assert re.findall(r"<li><b>([\w/]+)</b>", page) == ["Say", "Gather", "Gather/Play", "Dial"]
    assert "Hello <code>voice=&#34;alice&#34;</code>" in page.replace('="alice"', "=&#34;alice&#34;")
    assert f'href="/?view=calls&amp;sid={made.sid}"' in page
    assert 'data-status="completed"' in page


def test_a_delivery_shows_its_event_signature_and_answer_or_that_it_was_not_sent(
    inbox: Inbox, replying: Server
) -> None:
    inbox.own(sms_url=replying.url)
    inbox.send()
    inbox.own(sms_url="https://example.com/sms")
    inbox.send()
    inbox.own(sms_url="http://127.0.0.1:1/sms")
    inbox.send()
    page = inbox.page(view="deliveries")
    assert re.findall(r'<span class="badge" data-status="([\w ]+)"', page) == ["no answer"] * 2 + ["not sent", "200"]
    sid = re.findall(r'<li id="t-(DE\w+)"', page)[-1]
    page = unescape(inbox.page(view="deliveries", sid=sid))
    assert replying.seen[0].headers["X-Twilio-Signature"] in page
    assert f"POST {replying.url}" in page
    assert "attempt 1" in page
    assert "You are welcome" in page
    assert "The message it is about" in page


def test_words_are_found_in_messages_calls_and_deliveries(inbox: Inbox, replying: Server) -> None:
    inbox.create(OTHER, "100 % sure")
    inbox.own(sms_url=f"{replying.url}/path")
    inbox.send("Größe under_score")
    act(call(inbox.world, to=OWN, from_=OTHER))
    found = {"SURE": [OTHER], "0 %": [OTHER], "%": [OTHER], "_": [PHONE], "größe": [PHONE], "nothing": [], "' OR 1": []}
    assert {words: phones(inbox.page(q=words)) for words in found} == found
    assert inbox.page(q="sure", phone=OTHER).count(MESSAGE) == 1
    assert inbox.page(q="sure", phone=PHONE).count(MESSAGE) == 0
    assert [inbox.page(view="calls", q=words).count('id="t-') for words in (OTHER, "nothing")] == [1, 0]
    assert [inbox.page(view="deliveries", q=words).count('id="t-') for words in ("/path", "nothing")] == [1, 0]


def test_more_words_than_the_database_looks_for_are_no_mistake_of_the_page(inbox: Inbox) -> None:
    inbox.create()
    answer = inbox.http.get(f"/?q={'a' * 50_001}")
    assert (answer.status_code, answer.text) == (503, "The database: LIKE or GLOB pattern too complex")


def test_one_message_or_everything_can_be_deleted(inbox: Inbox, replying: Server) -> None:
    inbox.own(sms_url=replying.url)
    sids = [inbox.create(body=body) for body in ("one", "two")]
    inbox.send()
    response = inbox.http.post("/inbox/delete", data={"sid": sids[0], "back": f"/?phone=%2B{PHONE[1:]}"})
    assert (response.status_code, response.headers["Location"]) == (303, f"/?phone=%2B{PHONE[1:]}")
    assert inbox.page(phone=PHONE).count(MESSAGE) == 3
    assert inbox.http.post("/inbox/delete", data={"sid": SID}).headers["Location"] == "/"
    assert inbox.http.post("/inbox/delete", data={"all": "1", "back": "//example.com"}).headers["Location"] == "/"
    assert "Nothing yet" in inbox.page()
    with inbox.world.store as store:
        assert [one.kind for one in store.select("1 ORDER BY n")] == ["account", "number"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        *((host, 200) for host in ("127.0.0.1", "127.0.0.1:4010", "127.0.0.7:80", "[::1]:4010", "LOCALHOST:1")),
        *((host, 200) for host in ("sandbox.localhost", "localhost")),
        *((host, 421) for host in ("example.com", "example.com:4010", "localhost.example.com", "notlocalhost", "")),
        *((host, 421) for host in ("10.0.0.7:80", "192.0.2.1", "[::2]")),
        *((host, 421) for host in ("127.0.0.1.example.com", "[::1", "localhost@example.com", "a:b:c", "127.0.0.1 ,x")),
    ],
)
@pytest.mark.parametrize("path", ["/", "/inbox/static/inbox.css", "/sandbox/messages"])
def test_the_page_answers_to_names_that_no_dns_can_give(inbox: Inbox, path: str, host: str, status: int) -> None:
    assert inbox.http.get(path, headers={"Host": host}, auth=(SID, TOKEN)).status_code == status


def test_a_page_that_others_can_see_wants_the_credentials_and_takes_every_name(inbox: Inbox) -> None:
    opened = _web.Inbox(inbox.world, is_open=True)
    with uvicorn_of(opened) as site, httpx.Client(base_url=site.url, headers={"Host": "sandbox:4010"}) as http:
        for path in ("/", "/inbox/static/inbox.css"):
            refused = http.get(path)
            assert (refused.status_code, refused.headers["WWW-Authenticate"]) == (401, 'Basic realm="The sandbox"')
            assert http.get(path, auth=(SID, "wrong")).status_code == 401
            assert http.get(path, auth=(f"SK{'0' * 32}", "any")).status_code == 401
            assert http.get(path, auth=(SID, TOKEN)).status_code == 200
        assert http.get("/sandbox/messages", auth=(f"SK{'0' * 32}", "any")).status_code == 401
        assert http.post("/inbox/delete", data={"all": "1"}).status_code == 401
    inbox.world.takes_keys = True


def test_another_site_cannot_show_what_is_in_a_message(inbox: Inbox) -> None:
    sid = inbox.create(MediaUrl="https://example.com/a.png")
    path = re.search(r"/inbox/media/\w+", inbox.page(phone=PHONE, sid=sid))
    assert path
    for target in ("/", path[0]):
        assert inbox.http.get(target).headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_nothing_is_done_for_a_browser_that_says_it_is_on_another_site(inbox: Inbox) -> None:
    inbox.create(body="Hello")
    for site, status in (("cross-site", 403), ("same-site", 403), ("same-origin", 303), ("none", 303)):
        reply = inbox.http.post("/inbox/delete", data={"sid": SID}, headers={"Sec-Fetch-Site": site})
        assert (site, reply.status_code) == (site, status)


def test_the_api_answers_to_every_name_since_it_asks_for_a_login(inbox: Inbox) -> None:
    assert inbox.http.get(API, headers={"Host": "sandbox:4010"}, auth=(SID, TOKEN)).status_code == 200
    assert inbox.http.get(API, headers={"Host": "sandbox:4010"}).status_code == 401


@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        *((origin, True) for origin in ("http://{host}", "https://{host}")),
        *((origin, False) for origin in ("null", "http://example.com", "http://127.0.0.1:1", "http://127.0.0.1")),
        ("http://{host}.example.com", False),
    ],
)
def test_nothing_is_changed_for_another_site(inbox: Inbox, origin: str, is_let_in: bool) -> None:  # noqa: FBT001
    headers, form = {"Origin": origin.format(host=inbox.site.host)}, {"To": PHONE, "From": OWN, "Body": "x"}
    posts = [
        inbox.http.post(path, data=form, headers=headers, auth=(SID, TOKEN))
        for path in ("/inbox/send", "/inbox/files", "/inbox/delete", API, "/sandbox/inbound", "/sandbox/clear")
    ]
    assert {response.status_code == 403 for response in posts} == {not is_let_in}
    deleted = inbox.http.delete("/sandbox/messages", headers=headers, auth=(SID, TOKEN))
    assert (deleted.status_code == 403) is not is_let_in
    assert inbox.http.get("/", headers=headers).status_code == 200


def test_the_page_lets_nothing_from_elsewhere_in_and_nobody_frame_it(inbox: Inbox) -> None:
    headers = inbox.http.get("/").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
    )
    assert not re.search(r" (?:style|on\w+)=|<style|<script(?! src=)|=\"(?:data|https?):", inbox.page())


def test_stylesheet_script_and_icon_are_there_and_nothing_beside_them(inbox: Inbox) -> None:
    types = [
        inbox.http.get(f"/inbox/static/{name}").headers["Content-Type"]
        for name in ("inbox.css", "inbox.js", "icon.svg")
    ]
    assert [type_.partition(";")[0] for type_ in types] == ["text/css", "text/javascript", "image/svg+xml"]
    for target in ("/inbox/static/../_web.py", "/inbox/static/%2e%2e/_web.py", "/inbox/static/", "/inbox/static/x"):
        assert inbox.site.stranger(target, None).status == 404


@pytest.mark.parametrize("chunks", [0, 3])
@pytest.mark.parametrize("target", ["/inbox/send", "/inbox/files?name=x", API])
def test_a_body_that_is_too_large_is_refused(
    inbox: Inbox, target: str, chunks: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_web, "LARGEST_BODY", 1000)
    assert inbox.site.stranger(target, body=b"x" * 1001, chunks=chunks).status == 413
    assert inbox.site.stranger(target, body=b"x" * 1000, chunks=chunks).status != 413


def test_what_is_none_of_the_page_s_reaches_the_sandbox_as_it_came(inbox: Inbox) -> None:
    reply = inbox.site.stranger("/2010-04-01/%2e%2E/a%20b.json?x=%41+b", None)
    assert (reply.status, reply.headers["Content-Type"]) == (404, "application/json")
    assert "/2010-04-01/%2e%2E/a%20b.json was not found" in reply.body
    assert inbox.http.get("/sandbox/messages?q=a%2Bb", auth=(SID, TOKEN)).json() == {"messages": []}
    assert inbox.http.get("/sandbox/messages").status_code == 401
    form = {"From": PHONE, "To": OWN, "Body": "a+b"}
    assert inbox.http.post("/sandbox/inbound", json=form, auth=(SID, TOKEN)).status_code == 201
    assert len(inbox.http.get("/sandbox/messages?q=a%2Bb", auth=(SID, TOKEN)).json()["messages"]) == 1


@pytest.mark.parametrize(
    ("method", "target", "status"),
    [
        *(("HEAD", target, 200) for target in ("/", "/inbox/static/inbox.js")),
        *(("OPTIONS", target, 405) for target in ("/", "/inbox/send", "/inbox/static/inbox.js")),
        *(("POST", target, 405) for target in ("/", "/inbox/events", "/inbox/media/ME1")),
        *(("GET", target, 405) for target in ("/inbox/send", "/inbox/files", "/inbox/delete")),
        *((method, API, 405) for method in ("OPTIONS", "PUT", "HEAD")),
        *(
            ("GET", target, 404)
            for target in ("/inbox", "/inbox/", "/inbox/x", "/favicon.ico", "/%00", "//", "/sandbox/")
        ),
        *(("GET", target, 200) for target in ("/?sid=%00", "/?phone=%ff%fe", "/?q=%ed%a0%80", f"/?show={'9' * 5000}")),
        *(("GET", target, 404) for target in ("/inbox/media/%00", "/inbox/media/%ff")),
        pytest.param("GET", "/inbox/static/%00", 404, marks=BEFORE_ONE),
        ("TRACE", "/", 405),
    ],
)
def test_whatever_is_asked_is_answered(inbox: Inbox, method: str, target: str, status: int) -> None:
    login = {"Authorization": httpx.BasicAuth(SID, TOKEN)._auth_header}  # noqa: SLF001 - the shortest way to one
    reply = inbox.site.stranger(target, None, method=method, headers=login)
    assert reply.status == status or (status == 404 and reply.status == 401)
    assert method != "HEAD" or not reply.body


@pytest.mark.parametrize("text", ["\ud800", "\x00", "\uffff", "\u202e" * 9, "x" * 1600])
def test_no_text_is_too_strange_to_be_shown(inbox: Inbox, text: str) -> None:
    body = {"From": PHONE, "To": OWN, "Body": text, "MediaUrl": ["https://example.com", f"https://example.com/?{text}"]}
    content, headers = json.dumps(body), {"Content-Type": "application/json"}
    posted = inbox.http.post("/sandbox/inbound", content=content, headers=headers, auth=(SID, TOKEN))
    assert posted.status_code == (400 if text == "\ud800" else 201)
    assert inbox.send("x", media=["http://[", "x:y", text.replace("\ud800", "")]).status_code == 303
    page = inbox.page(phone=PHONE)
    for path in re.findall(r'"(/inbox/media/ME\w+)"', page):
        assert inbox.http.get(path).status_code == 200


def test_a_web_socket_is_refused(inbox: Inbox) -> None:
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    headers["Sec-WebSocket-Key"] = "AAAAAAAAAAAAAAAAAAAAAA=="
    assert inbox.site.stranger("/inbox/events2", None, headers=headers).status == 403


def test_who_hangs_up_in_the_middle_harms_nobody(inbox: Inbox) -> None:
    with closing(create_connection(("127.0.0.1", inbox.site.port))) as line:
        line.sendall(f"POST /inbox/send HTTP/1.1\r\nHost: {inbox.site.host}\r\nContent-Length: 9\r\n\r\nfrom".encode())
    assert "Nothing yet" in inbox.page()


def test_events_tell_what_is_new_and_what_time_brings(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_web, "TICK", 0.2)
    inbox.create()
    with inbox.http.stream("GET", "/inbox/events") as response:
        assert response.headers["Content-Type"].startswith("text/event-stream")
        versions = (line for line in response.iter_lines() if line.startswith("data: "))
        first = next(versions)
        assert next(versions) == first
        inbox.create()
        assert next(version for version in versions if version != first)
        monkeypatch.setattr(inbox.world, "is_over", lambda: True)
        assert len(list(versions)) < 3


def test_fifty_who_wait_keep_nobody_else_from_being_answered(inbox: Inbox) -> None:
    def wait() -> int:
        response = inbox.http.get("/sandbox/messages?wait=20", auth=(SID, TOKEN))
        return len(response.json()["messages"])

    limits = httpx.Limits(max_connections=100)
    with (
        httpx.Client(base_url=inbox.site.url, trust_env=False, timeout=30, limits=limits) as many,
        ThreadPoolExecutor(50) as pool,
    ):
        waiting = [
            pool.submit(attrs.evolve(inbox, http=many).http.get, "/sandbox/messages?wait=20", auth=(SID, TOKEN))
            for _ in range(50)
        ]
        inbox.create()
        assert {len(one.result().json()["messages"]) for one in waiting} == {1}


def test_ten_thousand_messages_open_in_less_than_a_second(inbox: Inbox) -> None:
    with inbox.world.store as store:
        for n in range(10_000):
            data = {"to": f"+1555555{n % 1000:04}", "from_": OWN, "body": f"message {n}", "direction": "outbound-api"}
            store.add("SM", "message", SID, 0.0, under=data["to"], **data)
    for query in ({}, {"phone": "+15555550999"}, {"q": "message 9999"}):
        started = time.perf_counter()
        page = inbox.page(**query)
        assert time.perf_counter() - started < 1
        assert "message 9999" in page
