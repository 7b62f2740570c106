"""Media: what is known of a file that belongs to a message, and the file itself.

A file is what was laid down for its address, else what a server on this machine has there, else a line of text:
nothing is ever loaded from anywhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote

from ._dates import date_filter, shown
from ._deliveries import is_allowed, without_login
from ._formats import Address, Fields
from ._post import Post, Steps, origin

if TYPE_CHECKING:
    from ._asked import Asked
    from ._store import Thing
    from ._world import World

# Not the mimetypes module: it reads tables of the machine it runs on, and the answer would differ from one to the next.
CONTENT_TYPES = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".3gp": "video/3gpp",
    ".pdf": "application/pdf",
    ".vcf": "text/vcard",
    ".txt": "text/plain",
}


def guessed(name: str) -> str:
    """Give the type that the extension of a file stands for."""
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower(), "application/octet-stream")


def file_of(world: World, media: Thing) -> tuple[bytes, str]:
    """Give the content and the type of a medium's file."""
    url = str(media["url"] or "")
    content, type_ = world.store.file(url) or (f"The file at {without_login(url)[0]}\n".encode(), None)
    return content, type_ or guessed(url.partition("?")[0])


def lay_down(world: World, name: str, content: bytes, type_: str | None) -> str:
    """Lay down a file that a phone is about to send, and give its address."""
    url = f"https://phone.invalid/{secrets.token_hex(8)}/{quote(name, safe='')}"
    with world.store as store:
        store.keep_file(url, content, type_)
    return url


def collect(world: World, urls: Iterable[str]) -> Steps[None]:
    """Load files from servers on this machine, each once. What cannot be had is left to `file_of`."""
    for url in urls:
        with world.store as store:
            is_known = store.file(url) is not None
        app = world.apps.get(origin(url))
        if not is_known and (app or is_allowed(world, url)):
            answered = yield Post(url=url, app=app)
            if answered.status == HTTPStatus.OK:
                with world.store as store:
                    store.keep_file(url, answered.body, answered.content_type.partition(";")[0])


def matches(asked: Asked) -> Callable[[Thing], bool]:
    """Make the test for a list of media."""
    passes = date_filter(asked.query, "DateCreated")
    return lambda media: passes(media.created)


def show(asked: Asked, media: Thing) -> Fields:
    """Show what is known of a medium."""
    return {
        "sid": media.sid,
        "account_sid": media.account,
        "parent_sid": media.under,
        "content_type": file_of(asked.world, media)[1],
        "date_created": shown(media.created),
        "date_updated": shown(media.created),
        "uri": Address(f"/2010-04-01/Accounts/{media.account}/Messages/{media.under}/Media/{media.sid}"),
    }
