"""Into how many SMS a text is cut, and so what it costs: GSM 03.38 when its alphabet has every character, else UCS-2.

    >>> from twilio_lite.segments import count
    >>> count("Hello")
    Segments(encoding='GSM-7', segments=1, units=5)

https://www.twilio.com/docs/glossary/what-sms-character-limit
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

__all__ = ["Segments", "count"]

ALPHABET: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION: Final = frozenset("\f^{}\\[~]|€")


class Segments(NamedTuple):
    """How a text travels. *units* are septets, of which an extended character takes two, or UTF-16 code units."""

    encoding: Literal["GSM-7", "UCS-2"]
    segments: int
    units: int


def count(text: str) -> Segments:
    """Count the segments of *text*, each of which is billed; an empty one takes one.

    A single SMS holds 160 units in GSM-7 and 70 in UCS-2, each of several 153 and 67. A character of two units is not
    cut in two: where only one unit is left, it goes to the next segment.
    """
    if all(character in ALPHABET or character in EXTENSION for character in text):
        sizes = [2 if character in EXTENSION else 1 for character in text]
        return Segments("GSM-7", fewest(sizes, single=160, each=153), sum(sizes))
    sizes = [2 if character > "\uffff" else 1 for character in text]
    return Segments("UCS-2", fewest(sizes, single=70, each=67), sum(sizes))


def fewest(sizes: list[int], *, single: int, each: int) -> int:
    """Count the segments that characters of these sizes fill, none of them cut."""
    units = sum(sizes)
    if units <= single:
        return 1
    if len(sizes) == units:
        return -(-units // each)
    segments, left = 1, each
    for size in sizes:
        if size > left:
            segments, left = segments + 1, each
        left -= size
    return segments
