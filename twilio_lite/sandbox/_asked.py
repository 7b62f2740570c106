"""What a request asks for, decoded. What cannot be decoded is refused, never repaired."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote

import attrs

from ._faults import Refused
from ._store import Thing
from ._world import World

if TYPE_CHECKING:
    from ._store import Store

FORMATS = ("json", "xml", "csv")
MOST_FIELDS = 10_000
BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


@attrs.frozen
class Parameters:
    """Names and values as they came, of a query or of a form."""

    pairs: tuple[tuple[str, str], ...] = ()

    def __contains__(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def text(self, name: str) -> str:
        """Give the first value of *name*; "" when there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Give all values of *name* that are not empty."""
        return tuple(value for key, value in self.pairs if key == name and value)

    def without(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """Give the pairs that are not called one of *names*."""
        return [pair for pair in self.pairs if pair[0] not in names]


@attrs.frozen(kw_only=True)
class Asked:
    """A request once decoded, and the world it is asked in. *path* has no extension, *wire_path* is as it came.

    *sids* are the segments of the path that vary, and *requester* is whose credentials came with it.
    """

    world: World
    method: str
    path: str
    wire_path: str
    query: Parameters
    form: Parameters
    now: float
    sids: tuple[str, ...] = ()
    requester: Thing = attrs.field(factory=Thing)

    @property
    def store(self) -> Store:
        """Where everything is kept."""
        return self.world.store

    @property
    def is_for_a_file(self) -> bool:
        """Whether the path names no format: for a medium, that means the file itself."""
        return self.path == self.wire_path

    def not_found(self) -> Refused:
        """Make the refusal of a path that leads nowhere."""
        return Refused(20404, path=self.wire_path)


def inside(world: World, **form: str) -> Asked:
    """Make a request of the sandbox's own, which came over no wire."""
    return Asked(
        world=world,
        method="POST",
        path="",
        wire_path="",
        query=Parameters(),
        form=Parameters(tuple(form.items())),
        now=world.clock.now(),
    )


def format_of(path: str) -> str:
    """Give the format that an answer is to have. Without an extension Twilio answers XML."""
    return next((name for name in FORMATS if path.endswith(f".{name}")), "xml")


def read(world: World, method: str, target: str, body: bytes) -> Asked:
    """Decode a request, or raise Refused."""
    if not (target.isascii() and target.isprintable()):
        raise Refused(20001)
    wire_path, _, query = target.partition("?")
    path = next((wire_path.removesuffix(f".{name}") for name in FORMATS if wire_path.endswith(f".{name}")), wire_path)
    return Asked(
        world=world,
        method=method,
        path=path,
        wire_path=wire_path,
        query=parameters(query.encode()),
        form=parameters(body),
        now=world.clock.now(),
    )


def decoded(segment: str) -> str:
    """Undo the percent encoding of a segment of a path."""
    try:
        if not BROKEN_ESCAPE.search(segment):
            return unquote(segment, errors="strict")
    except UnicodeDecodeError:
        pass
    raise Refused(20001)


def parameters(encoded: bytes) -> Parameters:
    """Read what is encoded as a form."""
    try:
        text = encoded.decode()
        if not BROKEN_ESCAPE.search(text):
            return Parameters(
                tuple(parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS))
            )
    except ValueError:
        pass
    raise Refused(20001)
