"""Where a file goes that is downloaded: a path, by way of a temporary file beside it, or a file that is open already.

A path has the whole file or what it had before. Writing may happen in another thread; what is discarded stays so.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from io import TextIOBase
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import Any, BinaryIO, ClassVar, Protocol, runtime_checkable

import attrs

from ._headers import Headers
from ._request import Into
from .errors import ArgumentError, named, shortened

Progress = Callable[[int, int | None], object]


@attrs.frozen(kw_only=True)
class Download:
    """A file that was downloaded: *size* in bytes, and *path*, None where it went into a file that was open."""

    path: Path | None
    content_type: str | None
    size: int


@runtime_checkable
class BinaryFile(Protocol):
    """What bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Write *data*, or as much of it as is said."""
        ...


class PathSink:
    """Writes one answer to a temporary file, which takes the place of *path* when it is whole."""

    def __init__(self, path: Path, headers: Headers) -> None:
        self.path = path
        self.place = path.resolve()
        self.temporary = self.place.with_name(f".twilio-{os.urandom(8).hex()}.part")
        self.content_type = headers.get("Content-Type")
        self.file: BinaryIO | None = None
        self.over = False
        self.lock = Lock()

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
            file = self.opened()
            size = file.tell()
            file.close()
            self.temporary.replace(self.place)
            self.over = True
            return Download(path=self.path, content_type=self.content_type, size=size)

    def discard(self) -> None:
        """Remove what is not whole."""
        with self.lock:
            if self.file is not None and not self.over:
                with suppress(OSError):  # a full disk may not take what is buffered
                    self.file.close()
                self.temporary.unlink(missing_ok=True)
            self.over = True


class FileSink:
    """Writes one answer to a file that is open, and leaves it open."""

    def __init__(self, file: BinaryFile, start: int | None, headers: Headers) -> None:
        self.file: Any = file
        self.start = start
        self.content_type = headers.get("Content-Type")
        self.size = 0
        self.over = False

    def write(self, part: bytes) -> None:
        """Write *part*, all of it: a file without a buffer may take less at a time."""
        if self.size == 0:
            self.go_back()
        left = part
        while left and not self.over:
            written = self.file.write(left)
            taken = written if isinstance(written, int) else len(left)
            if taken <= 0:
                raise OSError("the file takes nothing")
            left = left[taken:]
        self.size += len(part)

    def go_back(self) -> None:
        """Take away what an answer that broke off has left."""
        if self.start is not None and self.file.tell() != self.start:
            self.file.seek(self.start)
            self.file.truncate()

    def finish(self) -> Download:
        """Say that the file is whole."""
        if self.size == 0:
            self.go_back()
        if hasattr(self.file, "flush"):
            self.file.flush()
        return Download(path=None, content_type=self.content_type, size=self.size)

    def discard(self) -> None:
        """Write no more."""
        self.over = True


@attrs.frozen
class IntoPath:
    """Makes the body of an answer the file at *path*."""

    rewinds: ClassVar[bool] = True
    path: Path
    max_bytes: int | None
    progress: Progress | None = attrs.field(repr=False)

    def open(self, headers: Headers) -> PathSink:
        """Begin with an answer."""
        return PathSink(self.path, headers)


@attrs.frozen
class IntoFile:
    """Writes the body of an answer to *file*, from the *start* where it stands; None where it cannot go back there."""

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
    fault = path_fault(to) if isinstance(to, str | PathLike) else file_fault(to)
    if fault:
        raise ArgumentError(f"to {fault}")
    if isinstance(to, str | PathLike):
        return IntoPath(Path(to), max_bytes, progress)
    return IntoFile(to, start_of(to), max_bytes, progress)


def check_size(name: str, size: int | None, *, least: int) -> None:
    """Refuse a number of bytes that is none."""
    if size is not None and size < least:
        raise ArgumentError(f"{name} cannot be {shortened(size)}: pass a number of bytes, {least} or more")


def path_fault(to: str | PathLike[str]) -> str | None:
    """Say why no file can be written at *to*; None where one can."""
    name = os.fspath(to)
    if not isinstance(name, str) or not name or "\0" in name:
        return f"cannot be {shortened(name)}: pass the path of a file as a str or a Path"
    try:
        return place_fault(name, Path(name).resolve())
    except (OSError, ValueError) as error:  # a name that is too long, or no text
        return f"cannot be {shortened(name)}: {named(error)}"


def place_fault(name: str, path: Path) -> str | None:
    """Say why no file can be written at *path*, which was given as *name*; None where one can."""
    if path.is_dir() or name.endswith(os.sep):
        return f"is a directory, {shortened(name)}: add the name of a file"
    if path.exists() and not path.is_file():
        return f"is no regular file, {shortened(name)}: open it, and pass what open() gives"
    if not path.parent.is_dir():
        return f"cannot be {shortened(name)}: there is no directory {path.parent}"
    return (
        None if os.access(path.parent, os.W_OK) else f"cannot be {shortened(name)}: {path.parent} cannot be written to"
    )


def file_fault(to: BinaryFile) -> str | None:
    """Say why nothing can be written to the open file *to*; None where it can."""
    if isinstance(to, TextIOBase) or hasattr(to, "encoding"):
        return 'is a text file: open it in binary mode, "wb"'
    if getattr(to, "closed", False):
        return "is closed: pass a file that is open"
    writable = getattr(to, "writable", None)
    return "was not opened for writing" if callable(writable) and not writable() else None


def start_of(file: Any) -> int | None:
    """Where *file* stands, if it can go back there and forget what was written since."""
    try:
        return file.tell() if file.seekable() and callable(file.truncate) else None
    except (AttributeError, OSError, ValueError):
        return None
