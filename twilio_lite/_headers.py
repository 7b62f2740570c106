"""Header names and values, found by name in any case: `headers["twilio-request-id"]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Self, cast

REQUEST_ID = "Twilio-Request-Id"  # with every answer of the API, whatever it says
LOGINS = frozenset({"authorization", "proxy-authorization"})


class Headers(Mapping[str, str]):
    """Headers of a request or an answer; the values of a repeated name are joined by a comma.

    Names are found in any case and listed in lower case. A repr does not show what logs in.
    """

    def __init__(self, items: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        if isinstance(items, Headers):
            self.__dict__.update(items.__dict__)
        else:
            pairs = cast("Mapping[str, str]", items).items() if isinstance(items, Mapping) else items
            self._values = joined(pairs)

    @classmethod
    def received(cls, raw: Iterable[tuple[bytes, bytes]]) -> Self:
        """Give the headers of an answer as they came; they are decoded when they are first looked at."""
        headers = cls.__new__(cls)
        headers.__dict__.update(_raw=raw)
        return headers

    _raw: Iterable[tuple[bytes, bytes]]

    @cached_property
    def _values(self) -> dict[str, str]:
        return joined((name.decode("latin-1"), value.decode("latin-1")) for name, value in self._raw)

    def __getitem__(self, name: str) -> str:
        return self._values[str(name).lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._values == dict(Headers(cast("Mapping[str, str]", other)))

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))

    def __repr__(self) -> str:
        shown = {name: "..." if name in LOGINS else value for name, value in self._values.items()}
        return f"Headers({shown!r})"


def joined(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Put *pairs* under lower-case names, the values of a repeated one joined."""
    values: dict[str, str] = {}
    for name, value in pairs:
        key = str(name).lower()
        values[key] = f"{values[key]}, {value}" if key in values else value
    return values
