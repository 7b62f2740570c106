"""Into how many SMS a text is cut, against an oracle that fills one segment after the other."""

from __future__ import annotations

import random

import pytest

from twilio_lite import Client
from twilio_lite.sandbox import Sandbox
from twilio_lite.segments import Segments, count

# GSM 03.38 as its table has it, row by row; a blank stands for the escape to the extension.
BASIC = """
@£$¥èéùìòÇ\nØø\rÅå
Δ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ
 !"#¤%&'()*+,-./
0123456789:;<=>?
¡ABCDEFGHIJKLMNO
PQRSTUVWXYZÄÖÑÜ§
¿abcdefghijklmno
pqrstuvwxyzäöñüà
"""
EXTENDED = "\f^{}\\[~]|€"
WIDE = "😀"


def units(text: str) -> tuple[str, list[int]]:
    """The encoding of a text, and the units of each character."""
    if set(text) <= set(BASIC) | set(EXTENDED):
        return "GSM-7", [1 + (character in EXTENDED) for character in text]
    return "UCS-2", [len(character.encode("utf-16-le")) // 2 for character in text]


def oracle(text: str) -> Segments:
    """Fill one segment after the other."""
    encoding, sizes = units(text)
    single, each = (160, 153) if encoding == "GSM-7" else (70, 67)
    filled = [0]
    for size in sizes:
        if filled[-1] + size > (single if sum(sizes) <= single else each):
            filled.append(0)
        filled[-1] += size
    return Segments(encoding, len(filled), sum(sizes))  # type: ignore[arg-type]  # one of two


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("GSM-7", 1, 0)),
        ("Hello", ("GSM-7", 1, 5)),
        ("a" * 160, ("GSM-7", 1, 160)),
        ("a" * 161, ("GSM-7", 2, 161)),
        ("a" * 306, ("GSM-7", 2, 306)),
        ("a" * 307, ("GSM-7", 3, 307)),
        ("a" * 1600, ("GSM-7", 11, 1600)),
        ("€" * 80, ("GSM-7", 1, 160)),
        ("€" * 81, ("GSM-7", 2, 162)),
        ("a" * 152 + "€" + "a" * 8, ("GSM-7", 2, 162)),
        ("a" * 152 + "€" + "a" * 151, ("GSM-7", 2, 305)),
        ("a" * 152 + "€" + "a" * 152, ("GSM-7", 3, 306)),
        ("€" * 153, ("GSM-7", 3, 306)),
        ("\r\n" * 80, ("GSM-7", 1, 160)),
        ("é" * 160, ("GSM-7", 1, 160)),
        ("ê", ("UCS-2", 1, 1)),
        ("ç", ("UCS-2", 1, 1)),
        ("`", ("UCS-2", 1, 1)),
        ("\t", ("UCS-2", 1, 1)),
        ("\x1b", ("UCS-2", 1, 1)),
        ("ł" + "a" * 69, ("UCS-2", 1, 70)),
        ("ł" + "a" * 70, ("UCS-2", 2, 71)),
        ("ł" * 134, ("UCS-2", 2, 134)),
        ("ł" * 135, ("UCS-2", 3, 135)),
        ("ł" + "€" * 69, ("UCS-2", 1, 70)),
        (WIDE * 35, ("UCS-2", 1, 70)),
        (WIDE * 36, ("UCS-2", 2, 72)),
        (WIDE * 66, ("UCS-2", 2, 132)),
        (WIDE * 67, ("UCS-2", 3, 134)),
        ("a" + WIDE * 66 + "a", ("UCS-2", 2, 134)),
        ("\ud83d", ("UCS-2", 1, 1)),
    ],
)
def test_a_text_takes_as_many_segments_as_its_alphabet_says(text: str, expected: tuple[str, int, int]) -> None:
    assert count(text) == expected


def test_every_character_of_the_alphabet_and_no_other_is_of_gsm_7() -> None:
    assert len(set(BASIC)) + len(EXTENDED) == 127 + 10
    for code in range(0x3000):
        character = chr(code)
        known = character in BASIC or character in EXTENDED
        assert (count(character).encoding == "GSM-7") == known, character
        assert count(character).units == 1 + (character in EXTENDED), character


def test_it_counts_as_the_oracle_does_around_every_border() -> None:
    chance = random.Random(8)  # noqa: S311 - a test
    for alphabet in ("a", "a€", "€", "ał", f"a{WIDE}", WIDE, f"é€ł{WIDE}\r\n"):
        for length in (*range(30, 40), *range(64, 73), *range(130, 165), *range(195, 205), *range(300, 320), 1600):
            text = "".join(chance.choices(alphabet, k=length))
            assert count(text) == oracle(text), text


def test_the_sandbox_bills_by_it() -> None:
    sandbox = Sandbox()
    client: Client = sandbox.client()
    for body in ("a" * 161, "ł" * 71, "€" * 80):
        message = client.messages.create(to="+15555550100", from_="+15005550006", body=body)
        assert message.num_segments == oracle(body).segments
