"""Where everything is kept: SQLite, in memory or in a file, one transaction a request.

All resources lie in one table: what every one has is a column, what only some have is JSON. `n` counts them in the
order of their creation, and makes their SIDs. Whoever works here is in a `with store:` block.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self
from weakref import finalize

import attrs

from ..errors import ConfigurationError

# Readers of a file do not wait for its writer; what is committed survives the end of the process, however sudden.
SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS things (
    n INTEGER PRIMARY KEY AUTOINCREMENT, sid TEXT UNIQUE, kind TEXT NOT NULL, account TEXT NOT NULL,
    under TEXT NOT NULL, created REAL NOT NULL, due REAL, data TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_kind ON things (kind, account, n);
CREATE INDEX IF NOT EXISTS by_under ON things (kind, under, n);
CREATE INDEX IF NOT EXISTS by_due ON things (due) WHERE due IS NOT NULL;
CREATE TABLE IF NOT EXISTS files (url TEXT PRIMARY KEY, content BLOB NOT NULL, type TEXT);
CREATE TABLE IF NOT EXISTS wire (sid TEXT PRIMARY KEY, request TEXT NOT NULL, response TEXT NOT NULL);
"""
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+(; ?[\w.+-]+=[\w.+-]+)*", re.ASCII)
CLOSED = "the sandbox is closed: use it before its `with` block ends, or make a new one"
COLUMNS = "n, sid, kind, account, under, created, due, data"


@attrs.define(kw_only=True)
class Thing:
    """A resource as it is kept: what becomes of it in time is worked out where its kind is.

    *under* is what it lies under: a medium's message, a message's phone; *due* is when something is to be told of it.
    """

    n: int = 0
    sid: str = ""
    kind: str = ""
    account: str = ""
    under: str = ""
    created: float = 0.0
    due: float | None = None
    data: dict[str, Any] = attrs.field(factory=dict[str, Any], repr=False)

    def __getitem__(self, name: str) -> Any:
        return self.data.get(name)


def thing(row: tuple[Any, ...]) -> Thing:
    """Make a Thing of a row."""
    n, sid, kind, account, under, created, due, data = row
    return Thing(n=n, sid=sid, kind=kind, account=account, under=under, created=created, due=due, data=json.loads(data))


class Store:
    """A database; a `with` block is a transaction, which one thread at a time is in."""

    def __init__(self, path: str) -> None:
        self.connection: sqlite3.Connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        finalize(self, self.connection.close)
        self.connection.executescript(SCHEMA)
        self.changed: threading.Condition = threading.Condition()  # it is the lock, too
        self.version: int = 0
        self.is_closed: bool = False

    def __enter__(self) -> Self:
        self.changed.acquire()
        if self.is_closed:
            self.changed.release()
            raise ConfigurationError(CLOSED)
        try:
            self.connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error:
            self.changed.release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            if kind is None:
                self.connection.execute("COMMIT")
            else:
                self.connection.rollback()  # SQLite may have done it already
        except sqlite3.Error:  # a full disk, for example
            self.connection.rollback()
            raise
        else:
            if self.version != self.connection.total_changes:
                self.version = self.connection.total_changes
                self.changed.notify_all()
        finally:
            self.changed.release()

    def close(self) -> None:
        """Close the database."""
        with self.changed:
            self.connection.close()
            self.is_closed = True

    def add(
        self, prefix: str, kind: str, account: str, now: float, *, under: str = "", sid: str = "", **data: Any
    ) -> Thing:
        """Keep a new thing; its SID, unless it has one, is the prefix and its number."""
        row = (sid or None, kind, account, under, now, json.dumps(data))
        columns = "sid, kind, account, under, created, data"
        marks = "?, ?, ?, ?, ?, ?"
        n = self.connection.execute(f"INSERT INTO things ({columns}) VALUES ({marks})", row).lastrowid or 0  # noqa: S608 - the words are these
        if not sid:
            sid = f"{prefix}{n:032x}"
            self.connection.execute("UPDATE things SET sid = ? WHERE n = ?", (sid, n))
        return Thing(n=n, sid=sid, kind=kind, account=account, under=under, created=now, data=data)

    def save(self, changed: Thing, **data: Any) -> Thing:
        """Keep what may change of a thing, its *due* and its data, with *data* changed, too."""
        changed.data.update(data)
        row = (changed.due, json.dumps(changed.data), changed.n)
        self.connection.execute("UPDATE things SET due = ?, data = ? WHERE n = ?", row)
        return changed

    def find(self, kind: str, sid: str) -> Thing | None:
        """Give the thing of that kind and SID, if there is one."""
        return next(self.select("sid = ? AND kind = ?", sid, kind), None)

    def get(self, kind: str, sid: str) -> Thing:
        """Give the thing of that kind and SID, which is known to be there."""
        (found,) = self.select("sid = ? AND kind = ?", sid, kind)
        return found

    def each(
        self,
        kind: str,
        *,
        account: str | None = None,
        under: str | None = None,
        before: int | None = None,
        after: int | None = None,
    ) -> Iterator[Thing]:
        """Give everything of a kind, newest first: of an account, under something, before a number.

        What comes after a number is given oldest first.
        """
        given = {"account = ?": account, "under = ?": under, "n < ?": before, "n > ?": after}
        clauses = {"kind = ?": kind, **{clause: value for clause, value in given.items() if value is not None}}
        order = "n" if after is not None else "n DESC"
        return self.select(f"{' AND '.join(clauses)} ORDER BY {order}", *clauses.values())

    def select(self, where: str, *values: object) -> Iterator[Thing]:
        """Give the things that SQL names. The words of *where* are the sandbox's own, values come apart from them."""
        return map(thing, self.connection.execute(f"SELECT {COLUMNS} FROM things WHERE {where}", values))  # noqa: S608 - see above

    def remove(self, sid: str) -> None:
        """Forget a thing, what lies under it, and what went over the wire for it."""
        self.connection.execute("DELETE FROM things WHERE sid = ? OR under = ?", (sid, sid))
        self.connection.execute("DELETE FROM wire WHERE sid = ?", (sid,))

    def clear(self, *kinds: str) -> None:
        """Forget all things of these kinds, and what went over the wire for them."""
        marks = ", ".join("?" * len(kinds))
        self.connection.execute(f"DELETE FROM things WHERE kind IN ({marks})", kinds)  # noqa: S608 - question marks
        self.connection.execute("DELETE FROM wire WHERE sid NOT IN (SELECT sid FROM things)")

    def keep_file(self, url: str, content: bytes, type_: str | None) -> None:
        """Lay down the file at an address, in place of the former one. What is no type is not kept as one."""
        type_ = type_ if type_ and MEDIA_TYPE.fullmatch(type_) else None
        self.connection.execute("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (url, content, type_))

    def file(self, url: str) -> tuple[bytes, str | None] | None:
        """Give the file at an address and its type, if it was laid down."""
        row: tuple[bytes, str | None] | None
        row = self.connection.execute("SELECT content, type FROM files WHERE url = ?", (url,)).fetchone()
        return row

    def keep_wire(self, sid: str, request: str, response: str) -> None:
        """Keep what went over the wire to make a thing."""
        self.connection.execute("INSERT OR REPLACE INTO wire VALUES (?, ?, ?)", (sid, request, response))

    def wire(self, sid: str) -> tuple[str, str] | None:
        """Give what went over the wire to make a thing: request and response."""
        row: tuple[str, str] | None
        row = self.connection.execute("SELECT request, response FROM wire WHERE sid = ?", (sid,)).fetchone()
        return row
