"""Where a download cannot go is said in words, before anything is sent and without a trace in the folder."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from conftest import Colour
from filing import downloading, giving, names_in, streaming
from peer import peer
from twilio_lite import ArgumentError, Request
from twilio_lite._chunks import IntoHands


def refused(colour: Colour, use: Callable[[Any], Any]) -> str:
    """Give the words in which *use* is refused, and see that nothing was sent."""
    with peer() as server:
        with pytest.raises(ArgumentError) as caught:
            colour.call(colour.client(base_url=server.url), use)
        assert server.lines == []
    assert caught.value.took_effect is False
    return str(caught.value)


def closed() -> io.BytesIO:
    """A file that is no longer open."""
    to = io.BytesIO()
    to.close()
    return to


class BytesPath:
    """A path of bytes."""

    def __fspath__(self) -> bytes:
        return b"a.gif"


class Asynchronous:
    """A file as asyncio's users know them."""

    async def write(self, data: bytes) -> int:
        return len(data)


class Unwritable:
    """What only looks like a file."""

    write = 3


TYPES = "to must be str or path or binary file, not"
WRONG: dict[str, tuple[Any, str]] = {
    "nothing": (None, f"{TYPES} None: it cannot be left out"),
    "a number": (3, f"{TYPES} int"),
    "bytes": (b"a.gif", f"{TYPES} bytes"),
    "a list": (["a.gif"], f"{TYPES} list"),
    "no name": ("", "to cannot be '': pass the path of a file as a str or a Path"),
    "the name of a folder to be": ("new/", "to cannot be 'new/': pass the path of a file as a str or a Path"),
    "a path of bytes": (BytesPath(), "to cannot be b'a.gif': pass the path of a file as a str or a Path"),
    "a file for text": (io.StringIO(), 'to is a text file: open it in binary mode, "wb"'),
    "no function to write with": (Unwritable(), f"{TYPES} Unwritable"),
    "an asynchronous file": (
        Asynchronous(),
        "to is an asynchronous file: pass what open() gives, which is written in another thread",
    ),
    "a closed file": (closed(), "to is closed: pass a file that is open"),
}


@pytest.mark.parametrize(("to", "text"), WRONG.values(), ids=WRONG)
def test_what_is_neither_path_nor_binary_file_is_refused_in_words(colour: Colour, to: Any, text: str) -> None:
    assert refused(colour, downloading(to)) == text


def test_a_place_where_no_file_can_be_is_refused_in_words(colour: Colour, tmp_path: Path) -> None:
    loop, pipe, taken = tmp_path / "loop", tmp_path / "pipe", tmp_path / "taken"
    loop.symlink_to(loop)
    os.mkfifo(pipe)
    taken.write_bytes(b"x")
    words = {
        str(tmp_path): "it is a directory, add the name of a file",
        str(tmp_path / "." / ".."): "it is a directory, add the name of a file",
        str(tmp_path / "missing" / "a.gif"): f"there is no directory {tmp_path / 'missing'}",
        str(pipe): "it is no regular file, open it and pass what open() gives",
        str(taken / "a.gif"): "NotADirectoryError: ",
        str(tmp_path / ("x" * 300)): "OSError: ",
        str(loop): "loop",
        "a\0b": "embedded null",
        "a\ud800": "UnicodeEncodeError: ",
    }
    for name, text in words.items():
        for to in (name, Path(name)):
            said = refused(colour, downloading(to))
            assert said.startswith("to cannot be ")
            assert text in said
    assert names_in(tmp_path) == ["loop", "pipe", "taken"]


def test_a_folder_that_cannot_be_written_to_is_refused(
    colour: Colour, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    monkeypatch.chdir(tmp_path)
    assert refused(colour, downloading("a.gif")) == f"to cannot be 'a.gif': {tmp_path} cannot be written to"


@pytest.mark.parametrize(
    ("opened", "text"),
    [
        (partial(Path.open, mode="w"), 'to is a text file: open it in binary mode, "wb"'),
        (partial(Path.open, mode="rb"), "to was not opened for writing"),
    ],
)
def test_a_file_that_was_opened_in_another_way_is_refused(
    colour: Colour, tmp_path: Path, opened: Callable[[Path], Any], text: str
) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(b"before")
    with opened(path) as to:
        assert refused(colour, downloading(to)) == text


TEMPORARY: dict[str, Callable[[str], Any]] = {
    "with a name": tempfile.NamedTemporaryFile,
    "without a name": tempfile.TemporaryFile,
    "in memory at first": partial(tempfile.SpooledTemporaryFile, 2),
}


@pytest.mark.parametrize("opened", TEMPORARY.values(), ids=TEMPORARY)
def test_a_temporary_file_for_bytes_takes_a_file_and_one_for_text_does_not(
    colour: Colour, opened: Callable[[str], Any]
) -> None:
    with opened("w") as to:
        assert refused(colour, downloading(to)) == 'to is a text file: open it in binary mode, "wb"'
    with opened("w+b") as to:
        colour.call(colour.client(transport=giving(b"abc", b"de")), downloading(to))
        to.seek(0)
        assert to.read() == b"abcde"


async def hear(*_: object) -> None:
    """Hear of progress, which nobody would wait for."""


class Hearing:
    """What is called like a function, and would have to be awaited."""

    async def __call__(self, *_: object) -> None:
        """Hear of progress."""


def meant(client: Any, method: str, into: Any) -> Any:
    """Send a request of the caller's own, whose answer is to go somewhere."""
    return client.send(Request(method, "/x", dict, into=into))


OPTIONS: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a limit below zero": (
        downloading("a.gif", max_bytes=-1),
        "max_bytes cannot be -1: pass a number of bytes, 0 or more",
    ),
    "a limit that cannot be shown": (
        downloading("a.gif", max_bytes=-(10**5000)),
        "max_bytes cannot be an unshowable int: pass a number of bytes, 0 or more",
    ),
    "a limit that is no number": (downloading("a.gif", max_bytes="1"), "max_bytes must be int, not str"),
    "a limit that is true": (downloading("a.gif", max_bytes=True), "max_bytes must be int, not bool"),
    "a broken number": (downloading("a.gif", max_bytes=1.5), "max_bytes must be int, not float"),
    "progress that is no function": (downloading("a.gif", progress=1), "progress must be function, not int"),
    "progress that is async": (downloading("a.gif", progress=hear), "progress must be a plain function, not async"),
    "progress that is async inside": (
        downloading("a.gif", progress=Hearing()),
        "progress must be a plain function, not async",
    ),
    "chunks of nothing": (streaming(chunk_size=0), "chunk_size cannot be 0: pass a number of bytes, 1 or more"),
    "chunks below zero": (streaming(chunk_size=-5), "chunk_size cannot be -5: pass a number of bytes, 1 or more"),
    "chunks of no number": (streaming(chunk_size="1"), "chunk_size must be int, not str"),
    "chunks of None": (streaming(chunk_size=None), "chunk_size must be int, not None: it cannot be left out"),
    "a stream's limit below zero": (
        streaming(max_bytes=-1),
        "max_bytes cannot be -1: pass a number of bytes, 0 or more",
    ),
    "a file where nothing is asked for": (
        lambda client: meant(client, "POST", IntoHands(None)),
        "into is for a GET of a file: leave it out, or use download",
    ),
    "what takes nothing in": (
        lambda client: meant(client, "GET", print),
        "into is for a GET of a file: leave it out, or use download",
    ),
    "chunks of a raw client": (
        lambda client: streaming()(client.with_raw_response),
        "with_raw_response serves whole answers, and these come in chunks: call stream_bytes without it",
    ),
}


@pytest.mark.parametrize(("use", "text"), OPTIONS.values(), ids=OPTIONS)
def test_an_option_that_cannot_be_meant_is_refused_in_words(
    colour: Colour, use: Callable[[Any], Any], text: str
) -> None:
    assert refused(colour, use) == text
