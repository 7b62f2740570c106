"""Header names and values, found by name in any case: `headers["twilio-request-id"]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast


class Headers(Mapping[str, str]):
    """Headers of a request or an answer; the values of a repeated name are joined by a comma.

    Names are found in any case and listed in lower case.
    """

    def __init__(self, items: Mapping[str, str] | Iterable[tuple[str, str]] = ()) -> None:
        values: dict[str, str] = {}
        pairs = cast("Mapping[str, str]", items).items() if isinstance(items, Mapping) else items
        for name, value in pairs:
            key = str(name).lower()
            values[key] = f"{values[key]}, {value}" if key in values else value
        self._values = values

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
        return f"Headers({self._values!r})"
