"""Media: the pictures and files of a message. https://www.twilio.com/docs/messaging/api/media-resource."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from os import PathLike
from typing import Final

import attrs

from .._chunks import IntoHands, Streamed
from .._download import BinaryFile, Download, check_size, into
from .._listing import paged
from .._operation import C_co, Resource, chunked, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, wire
from .._request import Listing, Request
from .._structure import as_taken, nothing, reads


@attrs.frozen(kw_only=True)
class Media:
    """What Twilio keeps of one file: its type, such as image/jpeg, and the message it belongs to, *parent_sid*."""

    sid: str
    account_sid: str | None = None
    parent_sid: str | None = None
    content_type: str | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    uri: str | None = None


class MediaList(Resource[C_co]):
    """The media of one message; `media(sid)` is one of them."""

    def __call__(self, sid: str) -> MediaContext[C_co]:
        """Give the media *sid*, ME and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return MediaContext(self.client, below(self.path, sid=sid))

    @listing
    def stream(
        self,
        *,
        date_created: datetime | date | str | None = None,
        date_created_after: datetime | date | str | None = None,
        date_created_before: datetime | date | str | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[Media]:
        """Read the media of the message page after page, as they are asked for.

        A date means that whole day in UTC. *limit* ends the reading; *page_size* is 1 to 1000.
        """
        request = Request("GET", self.path, reads_page(Media, "media_list", "media"), query=wire(locals()))
        return paged(request, limit, page_size)

    list: Final = collected(stream)


class MediaContext(Resource[C_co]):
    """One media file of a message."""

    @operation
    def fetch(self) -> Request[Media]:
        """Fetch what Twilio keeps of the file, not its content; NotFoundError when there is none."""
        return Request("GET", self.path, reads(Media))

    @operation
    def download(
        self,
        to: str | PathLike[str] | BinaryFile,
        *,
        max_bytes: int | None = None,
        progress: Callable[[int, int | None], object] | None = None,
    ) -> Request[Download]:
        """Download the file *to* a path, or into a file that is open for writing bytes.

        A path has the whole file afterwards or, where that failed, what it had before; an open file may have a part.
        More than *max_bytes* is a ResponseError. *progress* is called with the bytes done and the bytes there are, None
        where that is not said. The client's `timeout` bounds connecting and each wait, not the whole. Redirects are
        followed, without credentials where they lead elsewhere.
        """
        return Request("GET", self.path, as_taken, into=into(to, max_bytes, progress))

    @chunked
    def stream_bytes(self, *, chunk_size: int = 65_536, max_bytes: int | None = None) -> Streamed:
        """Read the file in chunks of *chunk_size* bytes, as they are asked for, each iteration anew.

        A failure in the middle is raised from the iteration, and not tried again. Else as `download`.
        """
        check_size("chunk_size", chunk_size, least=1)
        check_size("max_bytes", max_bytes, least=0)
        return Streamed(Request("GET", self.path, as_taken, into=IntoHands(max_bytes)), chunk_size)

    @operation
    def delete(self) -> Request[None]:
        """Delete the file for good; NotFoundError when there is none."""
        return Request("DELETE", self.path, nothing)
