"""The inbox in a real browser: headless Chromium, where it and Playwright are installed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

import attrs
import httpx
import pytest

from conftest import SID, TOKEN, Answers, Seen, Server
from serving import uvicorn_of
from twilio_lite import Response
from twilio_lite.sandbox import _web
from twilio_lite.sandbox._asked import inside
from twilio_lite.sandbox._control import CLEARED, clear
from twilio_lite.sandbox._incoming_numbers import keep_number
from twilio_lite.sandbox._world import Clock, World, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
else:
    pytest.importorskip("playwright", reason="Playwright is not installed")
from playwright.sync_api import expect, sync_playwright

CHROMIUM = shutil.which("chromium")
pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.faults,  # a browser takes its time
]

PHONE, OTHER, OWN = "+15555550100", "+15555550101", "+15005550006"
AT_PHONE = f"/?phone={quote(PHONE)}"
HOSTILE = """<script>alert(1)</script><img src=x onerror=alert(2)> javascript:alert(3)"""
LIVE = "html[data-live=message]"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cfc000000301010018dd8db00000000049454e44ae426082"
)


@attrs.frozen
class Served:
    """A sandbox on a port."""

    world: World
    url: str

    def create(self, body: str, to: str = PHONE, **more: str) -> None:
        """Send a message as an application does, over HTTP."""
        form = {"To": to, "From": OWN, "Body": body, **more}
        url = f"{self.url}/2010-04-01/Accounts/{SID}/Messages.json"
        assert httpx.post(url, data=form, auth=(SID, TOKEN), trust_env=False).status_code == 201

    def own(self, url: str) -> None:
        """Own a number that an application answers for."""
        with self.world.store:
            keep_number(inside(self.world), SID, OWN, {"sms_url": url})

    def count(self) -> int:
        """Count the messages there are."""
        with self.world.store as store:
            return len(list(store.each("message")))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def served_once() -> Iterator[Served]:
    """Serve a sandbox."""
    world = opened(":memory:", SID, TOKEN, strict=False, clock=Clock(runs=True))
    world.moves_on_fetch = False
    with uvicorn_of(_web.Inbox(world), timeout_graceful_shutdown=1) as site:
        world.base_url = site.url
        yield Served(world, site.url)


@pytest.fixture
def served(served_once: Served) -> Served:
    """Give the sandbox with nothing in it."""
    clear(served_once.world, (*CLEARED, "seen", "number"))
    return served_once


@pytest.fixture
def context(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """Open a window; nothing may go wrong in it, and nothing may be asked of anybody else."""
    wrong: list[str] = []
    context = browser.new_context(base_url=served.url, viewport={"width": 1280, "height": 800}, locale="en-GB")
    context.set_default_timeout(10_000)
    context.on("console", lambda message: wrong.append(message.text) if message.type in {"error", "warning"} else None)
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("request", lambda request: wrong.append(request.url) if not request.url.startswith(served.url) else None)
    yield context
    context.close()
    assert wrong == []


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """Open a tab with the inbox, which listens."""
    page = context.new_page()
    page.goto("/")
    page.wait_for_selector(LIVE)
    return page


def replies(text: str) -> Answers:
    """Answer as an application that sends *text* back."""
    return lambda _: Response(
        200, {"Content-Type": "text/xml"}, f"<Response><Message>{text}</Message></Response>".encode()
    )


def test_a_message_arrives_without_a_reload_and_its_status_goes_on(served: Served, page: Page) -> None:
    page.evaluate("window.isTheSame = true")
    served.create("Your parcel is here")
    expect(page.locator("#list")).to_contain_text("Your parcel is here")
    expect(page).to_have_title("(1) Messages · Twilio sandbox")
    page.get_by_role("link", name=PHONE).click()
    expect(page.locator(".bubble")).to_have_text("Your parcel is here")
    expect(page).to_have_title(f"{PHONE} · Twilio sandbox")
    expect(page.locator(".said .badge")).to_have_text("delivered")
    assert page.evaluate("window.isTheSame")
    page.go_back()
    expect(page.get_by_role("heading", name="Send as a phone")).to_be_visible()


def test_who_sends_as_the_phone_sees_what_the_application_answers(
    served: Served, page: Page, serve: Callable[[Answers], Server]
) -> None:
    application = serve(replies("Thank you"))
    served.own(f"{application.url}/sms")
    page.get_by_role("link", name="New message").click()
    expect(page.get_by_label("To")).to_have_value(OWN)
    page.get_by_label("From").fill(PHONE)
    page.get_by_label("Message", exact=True).fill("A picture")
    page.get_by_label("Media").set_input_files({"name": "cat.png", "mimeType": "image/png", "buffer": PNG})
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble")).to_have_text(["A picture", "Thank you"])
    assert page.get_by_alt_text("cat.png").evaluate("image => image.decode().then(() => image.naturalWidth)") == 1
    expect(page.locator(".details pre").first).to_have_text("<Response><Message>Thank you</Message></Response>")
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    assert [seen.method for seen in application.seen] == ["POST"]


def test_what_is_typed_and_where_one_is_stays_when_something_comes(served: Served, page: Page) -> None:
    served.create("one")
    page.goto(AT_PHONE)
    page.get_by_label("Message", exact=True).fill("half a sen")
    served.create("two", to=OTHER)
    served.create("three")
    expect(page.locator(".bubble")).to_have_text(["one", "three"])
    page.keyboard.type("tence")
    expect(page.get_by_label("Message", exact=True)).to_have_value("half a sentence")


def test_a_one_time_code_is_copied_with_one_click(served: Served, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    served.create("123-456 is your code")
    page = context.new_page()
    page.goto(AT_PHONE)
    page.get_by_role("button", name="123-456").click()
    expect(page.get_by_text("Copied 123-456")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "123-456"


def test_text_stays_text(served: Served, page: Page, serve: Callable[[Answers], Server]) -> None:
    served.own(serve(lambda _: Response(200, {"Content-Type": "text/plain"}, HOSTILE.encode())).url)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    expect(page.get_by_label("To")).to_have_value(OWN)
    page.get_by_label("From").fill(PHONE)
    page.get_by_label("Message", exact=True).fill(HOSTILE)
    page.get_by_label("Media").set_input_files(
        {"name": "<img src=x>.svg", "mimeType": "text/html", "buffer": b"<script>"}
    )
    page.get_by_role("button", name="Send").click()
    expect(page.locator(".bubble p")).to_have_text([HOSTILE, HOSTILE])
    page.get_by_label("Search").fill("<script>")
    expect(page.locator("#list li")).to_have_count(1)
    assert page.locator("script").count() == 1
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("width", [1280, 390])
def test_it_fits_the_window_in_light_and_in_dark(served: Served, context: BrowserContext, width: int) -> None:
    served.own("https://example.com/sms")
    served.create("https://example.com/" + "x" * 200)
    httpx.post(f"{served.url}/inbox/send", data={"from": PHONE, "to": OWN, "body": "x" * 300}, trust_env=False)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    for path, link in (("/", ""), (AT_PHONE, ".meta"), ("/?view=deliveries", "#list li a")):
        page.goto(path)
        if link:
            page.locator(link).last.click()
            page.wait_for_selector(".details")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("document.querySelector('main').scrollWidth <= innerWidth")
    ground = "getComputedStyle(document.body).backgroundColor"
    page.emulate_media(color_scheme="light")
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    assert (light, page.evaluate(ground)) == ("rgb(244, 245, 243)", "rgb(19, 22, 21)")


def test_everything_can_be_done_with_the_keyboard(
    served: Served, page: Page, serve: Callable[[Answers], Server]
) -> None:
    served.own(serve(replies("Thank you")).url)
    served.create("first")
    served.create("second", to=OTHER)
    expect(page.locator("#list li")).to_have_count(2)
    page.keyboard.press("/")
    page.keyboard.type("jk first")
    expect(page.locator("#list li")).to_have_count(0)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("first")
    expect(page.locator("#list li")).to_have_count(1)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Backspace")
    expect(page.locator("#list li")).to_have_count(2)
    page.keyboard.press("Tab")
    for key in ("j", "j", "j", "k", "j", "Enter"):
        page.keyboard.press(key)
    for keys, text in (([], "first"), (["k", "Enter"], "second"), (["j", "Enter"], "first")):
        for key in keys:
            page.keyboard.press(key)
        expect(page.locator(".bubble")).to_have_text([text])
        expect(page.locator("#pane")).to_be_focused()
    for _ in ("what was said", "its details", "To", "Message"):
        page.keyboard.press("Tab")
    page.keyboard.type("typed")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble")).to_have_text(["first", "typed", "Thank you"])


def test_a_search_is_one_step_back_and_leaves_the_box_with_it(served: Served, page: Page) -> None:
    served.create("needle")
    page.get_by_role("link", name=PHONE).click()
    page.wait_for_url(f"**{AT_PHONE}")
    page.get_by_role("link", name="Sandbox").click()
    page.wait_for_url("**/")
    page.get_by_label("Search").press_sequentially("hay")
    page.wait_for_url("**q=hay")
    page.get_by_role("link", name="New message").click()
    page.wait_for_url("**/?new")
    expect(page.get_by_label("Search")).to_have_value("")
    page.go_back()
    expect(page.get_by_label("Search")).to_have_value("hay")
    page.go_back()
    expect(page.locator(".bubble")).to_have_text(["needle"])


def test_one_message_is_deleted_and_everything_once_it_is_confirmed(served: Served, page: Page) -> None:
    served.create("one")
    served.create("two")
    page.goto(AT_PHONE)
    page.locator(".meta").first.click()
    page.get_by_role("button", name="Delete this message").click()
    expect(page.locator(".bubble")).to_have_text(["two"])
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Delete all").click()
    page.once("dialog", lambda dialog: dialog.accept())
    expect(page.locator(".bubble")).to_have_text(["two"])
    page.get_by_role("button", name="Delete all").click()
    expect(page.get_by_text("Nothing yet")).to_be_visible()


def test_seven_tabs_are_open_at_once_and_all_of_them_listen(served: Served, context: BrowserContext) -> None:
    pages = [context.new_page() for _ in range(7)]
    for page in pages:
        page.goto("/")
    served.create("for all of you")
    for page in pages:
        expect(page.locator("#list")).to_contain_text("for all of you")
    pages[0].close()
    served.create("and for the rest")
    for page in pages[1:]:
        expect(page.locator("#list")).to_contain_text("and for the rest")


def test_a_hidden_tab_does_not_listen_and_is_up_to_date_when_it_is_shown(served: Served, page: Page) -> None:
    turn = """isHidden => {
        Object.defineProperty(document, "hidden", { value: isHidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    with page.expect_event("requestfailed", lambda request: request.url.endswith("/inbox/events")):
        page.evaluate(turn, True)  # noqa: FBT003 - as JavaScript has it
    served.create("somebody is there")
    expect(page.locator("#list")).to_contain_text("Nothing yet")
    with page.expect_request("**/inbox/events"):
        page.evaluate(turn, False)  # noqa: FBT003 - the same
    expect(page.locator("#list")).to_contain_text("somebody is there")


def test_a_page_of_another_site_cannot_make_it_send(
    served: Served, browser: Browser, serve: Callable[[Answers], Server]
) -> None:
    form = f"""<form method=post action="{served.url}/inbox/send"><input name=from value="{PHONE}">
        <input name=to value="{OWN}"><input name=body value=x><button>Win</button></form>"""

    def answers(seen: Seen) -> Response:
        return Response(200 if seen.target == "/" else 404, {"Content-Type": "text/html"}, form.encode())

    page = browser.new_page()
    page.goto(serve(answers).url)
    send = """url => fetch(url, {
        method: "POST", mode: "no-cors", body: new URLSearchParams(new FormData(document.forms[0])),
    }).then(answer => answer.type)"""
    assert page.evaluate(send, f"{served.url}/inbox/send") == "opaque"
    assert page.evaluate(f"fetch('{served.url}/').catch(error => error.name)") == "TypeError"
    with page.expect_navigation() as navigation:
        page.get_by_role("button", name="Win").click()
    assert navigation.value.status == 403
    assert served.count() == 0
    page.close()
