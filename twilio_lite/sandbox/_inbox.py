"""What the page shows, as plain data: phones and what was said, calls, deliveries, each newest first.

A thing of the kind "seen" marks how far the messages of a phone were looked at: what was made after it is unread.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from . import _calls, _media, _messages

if TYPE_CHECKING:
    from ._store import Store, Thing

KINDS = {"messages": "message", "calls": "call", "deliveries": "delivery"}
SEARCHED = {
    "message": ("from_", "to", "body"),
    "call": ("from_", "to", "steps"),
    "delivery": ("event", "url", "answer"),
}
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
LINK = r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)\]}]"
CODE = r"(?<![\w+.,/-])(?:\d{4,8}|\d{3}-\d{3})(?![\w-]|[.,]\d)"
PIECES = re.compile(f"(?P<link>{LINK})|(?P<code>{CODE})", re.ASCII)


def pieces(text: str) -> list[tuple[str, str]]:
    """Cut a text into its links, its one-time codes and the plain text between them."""
    found: list[tuple[str, str]] = []
    end = 0
    for match in PIECES.finditer(text):
        found += [("text", text[end : match.start()]), (match.lastgroup or "", match[0])]
        end = match.end()
    return [*found, ("text", text[end:])]


def history(thing: Thing, now: float) -> list[tuple[float, str]]:
    """Give the statuses that a message or a call has passed, each with the moment it began."""
    if thing.kind == "message":
        return _messages.history(thing, now)
    return [(time, status) for status, time in _calls.history(thing, now).items()]


def matching(kind: str, words: str) -> tuple[str, tuple[str, ...]]:
    """Give the SQL for the things of a kind with some words in them, and its values."""
    texts = " || ' ' || ".join(f"coalesce(json_extract(data, '$.{name}'), '')" for name in SEARCHED[kind])
    escaped = re.sub(r"[\\%_]", r"\\\g<0>", words)
    return (
        (f"kind = ? AND {texts} || sid LIKE ? ESCAPE '\\'", (kind, f"%{escaped}%")) if words else ("kind = ?", (kind,))
    )


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


def unread(store: Store) -> dict[str, int]:
    """Count the messages of each phone that nobody has looked at."""
    rows = store.connection.execute(
        "SELECT one.under, count(*) FROM things AS one"
        " LEFT JOIN things AS mark ON mark.kind = 'seen' AND mark.under = one.under"
        " WHERE one.kind = 'message' AND one.n > coalesce(mark.n, 0) GROUP BY one.under"
    )
    return dict(rows.fetchall())


def look(store: Store, phone: str, now: float) -> None:
    """Note that all messages of a phone were looked at."""
    for mark in list(store.each("seen", under=phone)):
        store.remove(mark.sid)
    store.add("RD", "seen", "", now, under=phone)


def counts(store: Store) -> dict[str, int]:
    """Count the messages, the calls and the deliveries."""
    rows = dict(store.connection.execute("SELECT kind, count(*) FROM things GROUP BY kind").fetchall())
    return {view: rows.get(kind, 0) for view, kind in KINDS.items()}


def file_of(store: Store, media: Thing) -> tuple[str, str]:
    """Give the name and the type of a medium's file, without reading it."""
    name = PurePosixPath(unquote(urlsplit(str(media["url"])).path)).name or media.sid
    row = store.connection.execute("SELECT type FROM files WHERE url = ?", (media["url"],)).fetchone()
    return name, (row and row[0]) or _media.guessed(name)
