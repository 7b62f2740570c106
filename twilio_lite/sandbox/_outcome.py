"""What an operation gives back: a status and a plain tree that knows neither JSON nor XML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypeAlias

import attrs


@attrs.frozen
class Address:
    """An address below the API's root, without extension: that belongs to the format it is written in."""

    path: str
    query: str = ""


@attrs.frozen
class Tags:
    """Names and values that a caller chose: unlike all other names they are written as they came."""

    values: Mapping[str, object]


Leaf: TypeAlias = str | int | datetime | Address | Mapping[str, Address] | Tags | None


@attrs.frozen
class Item:
    """One resource: the name of its XML element, and its fields under their JSON names."""

    element: str
    fields: Mapping[str, Leaf]


@attrs.frozen
class Collection:
    """One page of a list: the list's own key, its items, and the paging beside it.

    *element* is its XML element where that is not the CamelCase of the key; XML leaves the *json_only* paging out.
    """

    key: str
    items: Sequence[Item]
    paging: Mapping[str, int | Address | None]
    element: str | None = None
    json_only: frozenset[str] = frozenset({"start", "end"})


@attrs.frozen
class Download:
    """A file as it is, in no format."""

    content: bytes
    content_type: str


@attrs.frozen
class Outcome:
    """An answer before it is written down; a delete has no content."""

    status: int
    content: Item | Collection | Download | None = None
    headers: Mapping[str, str] = {}
