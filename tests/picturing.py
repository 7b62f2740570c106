"""Takes the pictures of the inbox that the documentation shows: `python tests/picturing.py`. It needs Chromium."""

from __future__ import annotations

import shutil
import struct
import zlib
from base64 import b64decode, b64encode
from collections import Counter
from itertools import product
from pathlib import Path
from typing import Literal
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
            ("+15555550188", "Wir freuen uns auf Ihren Besuch am 3. Mai, bis bald!"),
            (PHONE, "Thank you for your order. Your code for the pick-up is 384-201."),
        ):
            client.messages.create(to=to, from_=OWN, body=body)
    sandbox.phone("+15555550144").call(to=OWN)
    sandbox.receive(from_="+15555550166", to=OWN, body="Are you open on Sunday?")
    sandbox.receive(from_=PHONE, to=OWN, body="Where is my parcel?")
    sandbox.advance(3)


PIXELS = """async png => {
    const picture = await createImageBitmap(await (await fetch("data:image/png;base64," + png)).blob());
    const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    let text = "";
    for (let at = 0; at < data.length; at += 30000) text += String.fromCharCode(...data.subarray(at, at + 30000));
    return btoa(text);
}"""


def small(pixels: bytes, width: int) -> bytes:
    """Write a PNG with the 256 colours that are there most; every other one becomes the nearest of them."""
    colours = [pixels[at : at + 3] for at in range(0, len(pixels), 4)]
    palette = [colour for colour, _ in Counter(colours).most_common(256)]
    places = {colour: place for place, colour in enumerate(palette)}
    for colour in {*colours} - {*palette}:
        distances = [sum((a - b) ** 2 for a, b in zip(colour, one, strict=True)) for one in palette]
        places[colour] = distances.index(min(distances))
    rows = [colours[at : at + width] for at in range(0, len(colours), width)]
    lines = b"".join(b"\0" + bytes(places[colour] for colour in row) for row in rows)
    head = struct.pack(">IIBBBBB", width, len(rows), 8, 3, 0, 0, 0)
    chunks = {b"IHDR": head, b"PLTE": b"".join(palette), b"IDAT": zlib.compress(lines, 9), b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks.items()
    )


def main() -> None:
    """Take them."""
    IMAGES.mkdir(exist_ok=True)
    with Sandbox() as sandbox, serving(answers) as application, sync_playwright() as playwright:
        fill(sandbox, application.url)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        blank = browser.new_page()
        with uvicorn_of(_web.Inbox(sandbox._world), timeout_graceful_shutdown=1) as site:  # noqa: SLF001 - of the same house
            for width, is_dark in product((1280, 390), (False, True)):
                scheme: Literal["dark", "light"] = "dark" if is_dark else "light"
                page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
                page.goto(f"{site.url}/?phone={quote(PHONE)}&sid={sandbox.inbox[-1].sid}")
                page.wait_for_selector("html[data-live=message]")
                taken = page.screenshot(animations="disabled")
                pixels = b64decode(blank.evaluate(PIXELS, b64encode(taken).decode()))
                (IMAGES / f"inbox-{scheme}-{width}.png").write_bytes(small(pixels, width))
                page.close()
        browser.close()


if __name__ == "__main__":
    main()
