"""Text as XML holds it: which characters it can have, and how they are escaped. Pure.

Escapes are those of the standard library's ElementTree. A carriage return is escaped in text as well: one that is not
becomes a line feed when it is read.
"""

from __future__ import annotations

import re

FORBIDDEN = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ud800-\\udfff\\ufffe\\uffff]"
IN_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
IN_ATTRIBUTE = IN_TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#09;"})


def checked(where: str, text: str) -> str:
    """Give *text* if XML can hold all of it; else the error says *where* it is."""
    if not text.isprintable() and (found := re.search(FORBIDDEN, text)):
        raise ValueError(
            f"{where} holds {found[0]!r} at position {found.start()}, a character that XML cannot hold: leave it out"
        )
    return text
