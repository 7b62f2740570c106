"""Where a file goes that is downloaded: a path, by way of a temporary file beside it, or a file that is open already.

A path has the whole file or what it had before. Writing may happen in another thread; what is discarded stays so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from io import RawIOBase
from os import PathLike
from pathlib import Path
from threading import RLock
from typing import Any, BinaryIO, Protocol

import attrs

from ._destination import file_fault, path_fault, start_of
from ._headers import Headers
from ._request import Into
from ._retry import is_asynchronous
from ._wording import shortened
from .errors import ArgumentError

Progress = Callable[[int, int | None], object]


@attrs.frozen(kw_only=True)
class Download:
    """A file that was downloaded: *size* in bytes, and *path*, None where it went into a file that was open."""

    path: Path | None
    content_type: str | None
    size: int


class BinaryFile(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Write *data*, or as much of it as is said."""
        ...


class PathSink:
    """Writes one answer to a temporary file, which takes its *place* when it is whole."""

    def __init__(self, path: Path, place: Path, headers: Headers) -> None:
        self.path = path
        self.place = place
        self.temporary = place.with_name(f".twilio-{os.urandom(8).hex()}.part")
        self.content_type = headers.get("Content-Type")
        self.file: BinaryIO | None = None
        self.over = False
        self.lock = RLock()

    def opened(self) -> BinaryIO:
        """The temporary file, made when it is first needed."""
        if self.file is None:
            self.file = self.temporary.open("xb")
        return self.file

    def write(self, part: bytes) -> None:
        """Write *part*, unless the file was discarded."""
        with self.lock:
            if not self.over:
                self.opened().write(part)

    def finish(self) -> Download:
        """Put the whole file in its place."""
        with self.lock:
            if self.over:
                raise ValueError("the file was discarded")
            file = self.opened()
            size = file.tell()
            file.close()
            self.temporary.replace(self.place)
            return Download(path=self.path, content_type=self.content_type, size=size)

    def discard(self) -> None:
        """Remove what is not whole."""
        with self.lock:
            self.over = True
            try:
                with suppress(OSError):  # a full disk may not take what is buffered
                    self.close()
            finally:
                with suppress(OSError):  # never made, or in its place already
                    self.temporary.unlink()

    def close(self) -> None:
        """Close the temporary file, if it was opened."""
        if self.file is not None:
            self.file.close()


class FileSink:
    """Writes one answer to a file that is open, and leaves it open."""

    def __init__(self, file: BinaryFile, start: int | None, headers: Headers) -> None:
        self.file: Any = file
        self.start = start
        self.content_type = headers.get("Content-Type")
        self.size = 0
        self.over = False
        self.lock = RLock()

    def write(self, part: bytes) -> None:
        """Write *part*, unless the file was discarded: all of it, and a file without a buffer may take less at a time.

        One that would have to wait says None.
        """
        left = part
        while left:
            with self.lock:
                if self.over:
                    return
                self.begin()
                written = self.file.write(left)
            taken = written if type(written) is int else 0 if isinstance(self.file, RawIOBase) else len(left)
            if taken <= 0:
                raise OSError("the file takes nothing")
            self.size += len(left[:taken])
            left = left[taken:]

    def begin(self) -> None:
        """Take away what an answer that broke off has left, before anything of this one is written."""
        if self.size == 0 and self.start is not None and self.file.tell() != self.start:
            self.file.seek(self.start)
            self.file.truncate()

    def finish(self) -> Download:
        """Say that the file is whole."""
        with self.lock:
            if self.over:
                raise ValueError("the file was discarded")
            self.begin()
            if hasattr(self.file, "flush"):
                self.file.flush()
            return Download(path=None, content_type=self.content_type, size=self.size)

    def discard(self) -> None:
        """Write no more; what is being written now is waited for."""
        self.over = True
        with self.lock:
            pass


@attrs.frozen
class IntoPath:
    """Makes the body of an answer the file at *path*, which is at *place* where symbolic links are followed."""

    path: Path
    place: Path
    max_bytes: int | None
    progress: Progress | None = attrs.field(repr=False)
    rewinds: bool = attrs.field(default=True, init=False, repr=False)

    def open(self, headers: Headers) -> PathSink:
        """Begin with an answer."""
        return PathSink(self.path, self.place, headers)


@attrs.frozen
class IntoFile:
    """Writes the body of an answer to *file*, from its end at *start*; None where it cannot go back there."""

    file: BinaryFile = attrs.field(repr=False)
    start: int | None
    max_bytes: int | None
    progress: Progress | None = attrs.field(repr=False)

    @property
    def rewinds(self) -> bool:
        """May another answer take the place of one that broke off?"""
        return self.start is not None

    def open(self, headers: Headers) -> FileSink:
        """Begin with an answer."""
        return FileSink(self.file, self.start, headers)


def into(to: str | PathLike[str] | BinaryFile, max_bytes: int | None, progress: Progress | None) -> Into:
    """Say where the body of an answer goes, or raise ArgumentError where it cannot go there."""
    check_size("max_bytes", max_bytes, least=0)
    if is_asynchronous(progress):
        raise ArgumentError("progress must be a plain function, not async")
    fault = path_fault(to) if isinstance(to, (str, PathLike)) else file_fault(to)
    if fault:
        raise ArgumentError(f"to {fault}")
    if isinstance(to, (str, PathLike)):
        return IntoPath(Path(to), Path(to).resolve(), max_bytes, progress)
    return IntoFile(to, start_of(to), max_bytes, progress)


def check_size(name: str, size: int | None, *, least: int) -> None:
    """Refuse a number of bytes that is none."""
    if size is not None and size < least:
        raise ArgumentError(f"{name} cannot be {shortened(size)}: pass a number of bytes, {least} or more")
