"""Takes the pictures of the inbox that the documentation shows: `python tests/picturing.py`. It needs Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright

from conftest import Seen, serving
from serving import uvicorn_of
from twilio_lite import Response
from twilio_lite.sandbox import Sandbox, _web

IMAGES = Path(__file__).parent.parent / "docs" / "images"
PHONE, OWN = "+15555550123", "+15005550006"
ANSWERS = {
    "/sms": "<Message>It left our house this morning: https://example.com/parcels/1Z77?lang=en</Message>",
    "/voice": "<Say>Hello, this is the shop.</Say>",
}


def answers(seen: Seen) -> Response:
    """Answer as a shop does."""
    twiml = f"<Response>{ANSWERS.get(seen.target, '')}</Response>"
    return Response(200, {"Content-Type": "text/xml"}, twiml.encode())


def fill(sandbox: Sandbox, url: str) -> None:
    """Let something happen."""
    sandbox.number(OWN, sms=f"{url}/sms", voice=f"{url}/voice", status=f"{url}/status")
    with sandbox.client() as client:
        for to, body in (
            ("+15555550177", "482913 is your login code. Do not share it with anybody."),
            ("+15555530003", "Your table for four is booked: tonight at eight."),
            ("+15555550188", "Wir freuen uns auf Ihren Besuch am 3. Mai – bis bald!"),
            (PHONE, "Thank you for your order. Your code for the pick-up is 384-201."),
        ):
            client.messages.create(to=to, from_=OWN, body=body)
    sandbox.phone("+15555550144").call(to=OWN)
    sandbox.receive(from_="+15555550166", to=OWN, body="Are you open on Sunday?")
    sandbox.receive(from_=PHONE, to=OWN, body="Where is my parcel?")
    sandbox.advance(3)


def main() -> None:
    """Take them."""
    IMAGES.mkdir(exist_ok=True)
    with Sandbox() as sandbox, serving(answers) as application, sync_playwright() as playwright:
        fill(sandbox, application.url)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        with uvicorn_of(_web.app(sandbox._world), timeout_graceful_shutdown=1) as site:  # noqa: SLF001 - of the same house
            for width, height in ((1280, 720), (390, 720)):
                for scheme in ("light", "dark"):
                    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
                    page.goto(f"{site.url}/?phone={quote(PHONE)}")
                    page.wait_for_selector("html[data-live=message]")
                    page.locator(".phone .meta").click()
                    page.wait_for_selector(".details")
                    page.mouse.move(0, 0)
                    page.screenshot(path=IMAGES / f"inbox-{scheme}-{width}.png", animations="disabled")
                    page.close()
        browser.close()


if __name__ == "__main__":
    main()
