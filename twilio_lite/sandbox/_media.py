"""Media: one for each MediaUrl of a message, listed in the order in which they were given.

No file is ever loaded: what one holds is what `Sandbox.hold` laid down for its address, or else a line of text.
"""

from __future__ import annotations

from http import HTTPStatus
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ._dates import date_filter
from ._find import media_of, message_of
from ._outcome import Address, Download, Item, Outcome
from ._paging import listed
from ._world import Account, File, Media, Message, World, newest_first

if TYPE_CHECKING:
    from ._call import Asked

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
UNKNOWN_CONTENT = "application/octet-stream"


def attached(world: World, message: Message) -> World:
    """Make the media of a new message."""
    # Lists are newest first: the last one made comes first, and that is to be the first one given.
    for url in reversed(message.media_url):
        world, sid = world.minted("ME")
        world = world.with_media(
            Media(
                sid=sid,
                account_sid=message.account_sid,
                message_sid=message.sid,
                url=url,
                created=world.now,
            )
        )
    return world


def file_at(world: World, url: str) -> Download:
    """Give what was laid down for an address, or a line of text; its type, if none was said, by the extension."""
    file = world.files.get(url) or File(f"The file at {url}\n".encode(), None)
    guess = CONTENT_TYPES.get(PurePosixPath(urlsplit(url).path).suffix.lower(), UNKNOWN_CONTENT)
    return Download(file.content, file.content_type or guess)


def list_(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show a page of a message's media."""
    message = message_of(world, asked)
    passes = date_filter(asked.query, "DateCreated")
    matching = [
        media for media in newest_first(world.media) if media.message_sid == message.sid and passes(media.created)
    ]
    return world, listed(asked, "media_list", matching, lambda media: shown(world, media))


def fetch(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Show what is known of a medium; without an extension, give the file itself."""
    media = media_of(world, asked)
    content = shown(world, media) if asked.has_extension else file_at(world, media.url)
    return world, Outcome(HTTPStatus.OK, content)


def delete(world: World, asked: Asked, _requester: Account) -> tuple[World, Outcome]:
    """Forget a medium; the message goes on saying how many it was sent with."""
    return world.without_media(media_of(world, asked).sid), Outcome(HTTPStatus.NO_CONTENT)


def shown(world: World, media: Media) -> Item:
    """Show a medium."""
    return Item(
        "Media",
        {
            "sid": media.sid,
            "account_sid": media.account_sid,
            "parent_sid": media.message_sid,
            "content_type": file_at(world, media.url).content_type,
            "date_created": media.created,
            "date_updated": media.created,
            "uri": Address(media.path),
        },
    )
