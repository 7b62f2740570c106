"""What the page shows, as plain data: phones and what was said, calls, deliveries, each newest first.

A thing of the kind "seen" marks how far the messages of a phone were looked at: what was made after it is unread.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from . import _calls, _media, _message_life

if TYPE_CHECKING:
    from ._store import Store, Thing

KINDS = {"messages": "message", "calls": "call", "deliveries": "delivery"}
SEARCHED = {
    "message": ("from_", "to", "body"),
    "call": ("from_", "to", "steps"),
    "delivery": ("event", "url", "answer"),
}
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
# A split by this gives plain text, a link or None, a one-time code or None, and so on.
LINK = r"(https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}])"
PIECES = re.compile(LINK + r"|(?<![\w+.,/-])(\d{4,8}|\d{3}-\d{3})(?![\w-]|[.,]\d)", re.ASCII)
# The login of an address, in a form that is shown as it came.
LOGIN = re.compile(r"(?<=%2F%2F)(?:(?!%2F|%3F|%23)[^&\s])+%40", re.IGNORECASE)
COUNTS = "SELECT kind, count(*) FROM things GROUP BY kind"
UNREAD = """
SELECT one.under, count(*) FROM things AS one LEFT JOIN things AS mark ON mark.kind = 'seen' AND mark.under = one.under
WHERE one.kind = 'message' AND one.n > coalesce(mark.n, 0) GROUP BY one.under"""


def counted(store: Store, query: str) -> dict[str, int]:
    """Count the things of each kind, or the unread messages of each phone."""
    return dict(store.connection.execute(query).fetchall())


def look(store: Store, phone: str, now: float) -> None:
    """Mark that all messages of a phone were looked at."""
    store.remove(f"seen {phone}")
    store.add("", "seen", "", now, under=phone, sid=f"seen {phone}")


def history(thing: Thing, now: float) -> list[tuple[float, str]]:
    """Give the statuses that a message or a call has passed, each with the moment it began."""
    if thing.kind == "message":
        return _message_life.history(thing, now)
    return [(time, status) for status, time in _calls.history(thing, now).items()]


def matching(kind: str, words: str) -> tuple[str, tuple[str, ...]]:
    """Give the SQL for the things of a kind with some words in them, and its values."""
    texts = " || ' ' || ".join(f"coalesce(json_extract(data, '$.{name}'), '')" for name in SEARCHED[kind])
    pattern = re.sub(r"[\\%_]", r"\\\g<0>", words)
    clause = f" AND {texts} || sid LIKE ? ESCAPE '\\'" if words else ""
    return f"kind = ?{clause}", (kind, f"%{pattern}%") if words else (kind,)


def newest(store: Store, kind: str, words: str, most: int, under: str = "") -> list[Thing]:
    """Give the newest things of a kind, at most so many; those of one phone only, if it is named."""
    where, values = matching(kind, words)
    where, values = (f"{where} AND under = ?", (*values, under)) if under else (where, values)
    found = f"SELECT n FROM things WHERE {where} ORDER BY n DESC LIMIT ?"  # noqa: S608 - the words are among the values
    return list(store.select(f"n IN ({found}) ORDER BY n DESC", *values, most))


def conversations(store: Store, words: str, most: int) -> list[tuple[Thing, int]]:
    """Give the last message of each phone that was spoken with last, and how many there are."""
    where, values = matching("message", words)
    last = f"SELECT max(n), count(*) FROM things WHERE {where} GROUP BY under ORDER BY 1 DESC LIMIT ?"  # noqa: S608 - the same
    numbers = dict(store.connection.execute(last, (*values, most)).fetchall())
    found = store.select(f"n IN ({', '.join('?' * len(numbers))}) ORDER BY n DESC", *numbers)
    return [(message, numbers[message.n]) for message in found]


def file_of(store: Store, media: Thing) -> tuple[str, str]:
    """Give the name of a medium's file, and its type or why there is none, without reading it."""
    name = unquote(str(media["url"]).partition("?")[0].rpartition("/")[2]) or media.sid
    row = store.connection.execute("SELECT type FROM files WHERE url = ?", (media["url"],)).fetchone()
    return name, (row[0] or _media.guessed(name)) if row else "not on this machine"
