"""Anything becomes words for an error, a log or a terminal: one line, printable, short. Pure."""

from __future__ import annotations

import re

LONGEST, LONGEST_VALUE = 500, 80
NO_TEXT = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\ud800-\\udfff]")


def printable(text: str, longest: int = LONGEST) -> str:
    """*text* as one line that is safe in a log or on a terminal, cut to *longest* characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: longest * 2]).split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"


def shortened(value: object) -> str:
    """*value* for an error text, cut; what cannot be shown, such as a number of 5000 digits, is named by its type."""
    try:
        return repr(value[:LONGEST_VALUE] if isinstance(value, str) else value)[:LONGEST_VALUE]
    except Exception:  # noqa: BLE001 - a repr may be anybody's
        return f"an unshowable {type(value).__name__}"


def named(error: BaseException) -> str:
    """The name of *error*, which may be anybody's, and what it says, if it can say anything."""
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - how others word their errors must not become one more
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def is_text(value: str) -> bool:
    """Is *value* free of control characters and of halves of surrogate pairs?"""
    return NO_TEXT.search(value) is None
