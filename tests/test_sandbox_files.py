"""The sandbox's media files: what is at a media address without an extension, and how a test lays it down."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from talking import FROM, TO, basic
from twilio_lite.sandbox import Sandbox

if TYPE_CHECKING:
    from twilio_lite import Response

GIF = "https://example.com/a.gif"


class Box:
    """A sandbox with one message, and the paths of its media."""

    def __init__(self, *urls: str) -> None:
        self.sandbox = Sandbox()
        self.messages = f"/2010-04-01/Accounts/{self.sandbox.account_sid}/Messages"
        self.sent(*urls)

    def ask(self, method: str, target: str, body: bytes = b"", known: str = "") -> Response:
        """Call the sandbox with its own credentials."""
        login = basic(self.sandbox.account_sid, self.sandbox.auth_token)
        return self.sandbox.answer(method, target, {**login, "If-None-Match": known}, body)

    def sent(self, *urls: str) -> None:
        """Send a message with media, and keep where they are."""
        form = [("To", TO), ("From", FROM), *(("MediaUrl", url) for url in urls)]
        sid = json.loads(self.ask("POST", f"{self.messages}.json", urlencode(form).encode()).body)["sid"]
        listed = json.loads(self.ask("GET", f"{self.messages}/{sid}/Media.json").body)["media_list"]
        self.paths = [f"{self.messages}/{sid}/Media/{medium['sid']}" for medium in listed]


def test_a_medium_without_an_extension_is_the_file() -> None:
    """The file comes as it is, with its type and a tag; an extension asks for what is known of it."""
    box = Box(GIF)
    box.sandbox.hold(GIF, b"GIF89a\x00\xff", "image/gif")
    (path,) = box.paths
    response = box.ask("GET", path)
    assert (response.status, response.headers["Content-Type"], response.body) == (200, "image/gif", b"GIF89a\x00\xff")
    assert response.headers["Twilio-Request-Id"].startswith("RQ")
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")  # nothing in it is run
    assert json.loads(box.ask("GET", f"{path}.json").body)["content_type"] == "image/gif"
    assert b"<ContentType>image/gif</ContentType>" in box.ask("GET", f"{path}.xml").body
    assert box.ask("GET", f"{path}.csv").body.startswith(b"Sid,AccountSid,ParentSid,ContentType,")


def test_a_file_that_nobody_laid_down_is_a_line_of_text() -> None:
    """The line tells the address, and so two files differ; the type is the extension's."""
    box = Box(GIF, "https://example.com/b.unknown")
    answers = [box.ask("GET", path) for path in box.paths]
    assert [(answer.headers["Content-Type"], answer.body) for answer in answers] == [
        ("image/gif", b"The file at https://example.com/a.gif\n"),
        ("application/octet-stream", b"The file at https://example.com/b.unknown\n"),
    ]


@pytest.mark.parametrize("content", [b"", b"\x00" * 2_000_000])
def test_a_file_may_be_empty_or_large(content: bytes) -> None:
    """The content is given back byte for byte."""
    box = Box(GIF)
    box.sandbox.hold(GIF, content)
    assert box.ask("GET", box.paths[0]).body == content


def test_what_is_no_type_never_becomes_a_header() -> None:
    """A server may say anything of a file, and a header that is folded has a line of its own."""
    box = Box(GIF)
    for type_, shown in (
        ("text/a; charset=b", "text/a; charset=b"),
        ("text/a\r\nX: y", "image/gif"),
        ("é", "image/gif"),
    ):
        box.sandbox.hold(GIF, b"x", type_)
        assert box.ask("GET", box.paths[0]).headers["Content-Type"] == shown


def test_the_type_of_a_file_is_what_was_said_or_the_extensions() -> None:
    """A type that was given holds for the file and for what is known of it; without one the address tells."""
    box = Box(GIF, "https://example.com/b.pdf")
    box.sandbox.hold(GIF, b"x", "image/webp")
    box.sandbox.hold("https://example.com/b.pdf", b"x")
    assert [box.ask("GET", path).headers["Content-Type"] for path in box.paths] == ["image/webp", "application/pdf"]
    metadata = [json.loads(box.ask("GET", f"{path}.json").body) for path in box.paths]
    assert [medium["content_type"] for medium in metadata] == ["image/webp", "application/pdf"]


def test_a_file_is_laid_down_before_or_after_the_message_and_anew() -> None:
    """The file belongs to its address: every message with it has it, and the last one laid down counts."""
    box = Box("https://example.com/other.gif")
    box.sandbox.hold(GIF, b"first")
    box.sent(GIF)
    (first,) = box.paths
    box.sent(GIF)
    assert [box.ask("GET", path).body for path in (first, *box.paths)] == [b"first", b"first"]
    box.sandbox.hold(GIF, b"second")
    assert box.ask("GET", first).body == b"second"


def test_a_file_that_is_known_is_not_sent_again() -> None:
    """A 304 for a file, until another one is laid down."""
    box = Box(GIF)
    (path,) = box.paths
    tag = box.ask("GET", path).headers["ETag"]
    assert box.ask("GET", path, known=tag).status == 304
    box.sandbox.hold(GIF, b"other")
    assert box.ask("GET", path, known=tag).body == b"other"


def test_a_file_needs_credentials_and_its_medium() -> None:
    """Without credentials it is a 401; a deleted medium has no file, though something was laid down for it."""
    box = Box(GIF)
    box.sandbox.hold(GIF, b"x")
    (path,) = box.paths
    assert box.sandbox.answer("GET", path, {}, b"").status == 401
    assert box.ask("DELETE", path).status == 204
    gone = box.ask("GET", path)
    assert (gone.status, gone.headers["Content-Type"]) == (404, "application/xml")


def test_a_file_is_not_in_a_repr() -> None:
    """What was laid down may be large, and is nobody's to read in a log."""
    box = Box(GIF)
    box.sandbox.hold(GIF, b"not for the log")
    assert "not for the log" not in repr(box.sandbox._world)  # noqa: SLF001 - all of it
