"""Where a download cannot go, and why: said before anything is sent. What was opened by a caller may be of any kind."""

from __future__ import annotations

import os
from os import PathLike
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from typing import Any

from ._retry import is_asynchronous
from ._wording import named, shortened


def path_fault(to: str | PathLike[str]) -> str | None:
    """Say why no file can be written at *to*; None where one can."""
    name = os.fspath(to)
    if not isinstance(name, str) or not os.path.basename(name):  # noqa: PTH119 - a Path forgets a slash at its end
        return f"cannot be {shortened(name)}: pass the path of a file as a str or a Path"
    try:
        fault = place_fault(Path(name).resolve())
    except (OSError, RuntimeError, ValueError) as error:  # a name too long, a loop of links, broken text
        fault = named(error)
    return f"cannot be {shortened(name)}: {fault}" if fault else None


def place_fault(place: Path) -> str | None:
    """Say why no file can be put at *place*; None where one can."""
    try:
        mode = place.stat().st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and S_ISDIR(mode):
        return "it is a directory, add the name of a file"
    if mode is not None and not S_ISREG(mode):
        return "it is no regular file, open it and pass what open() gives"
    if not place.parent.is_dir():
        return f"there is no directory {place.parent}"
    return None if os.access(place.parent, os.W_OK) else f"{place.parent} cannot be written to"


def file_fault(to: Any) -> str | None:
    """Say why nothing can be written to the open file *to*; None where it can."""
    if hasattr(to, "encoding"):
        return 'is a text file: open it in binary mode, "wb"'
    if is_asynchronous(to.write):
        return "is an asynchronous file: pass what open() gives, which is written in another thread"
    if getattr(to, "closed", False):
        return "is closed: pass a file that is open"
    writable = getattr(to, "writable", None)
    return "was not opened for writing" if callable(writable) and not writable() else None


def start_of(file: Any) -> int | None:
    """Where *file* stands, if that is its end and it can go back there and forget what was written since."""
    try:
        if not (file.seekable() and callable(file.truncate)):
            return None
        start: int = file.tell()
        file.seek(0, os.SEEK_END)
        end = file.tell()
        file.seek(start)
    except (AttributeError, OSError, ValueError):
        return None
    return start if start == end else None
