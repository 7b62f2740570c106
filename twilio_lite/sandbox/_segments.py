"""Into how many SMS a text is cut: GSM-7 when every character is in its alphabet, else UCS-2."""

from __future__ import annotations

from math import ceil

GSM_7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_7_EXTENSION = frozenset("\f^{}\\[~]|€")


def segments(text: str) -> int:
    """Count the SMS that *text* takes: 160 or 70 units in a single one, 153 or 67 in each of several."""
    if all(character in GSM_7 or character in GSM_7_EXTENSION for character in text):
        return segments_of(sum(2 if character in GSM_7_EXTENSION else 1 for character in text), single=160, each=153)
    return segments_of(len(text.encode("utf-16-le")) // 2, single=70, each=67)


def segments_of(units: int, *, single: int, each: int) -> int:
    """Count the SMS for a number of units; an empty text takes one."""
    return 1 if units <= single else ceil(units / each)
