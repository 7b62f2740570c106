"""How an answer is written: JSON, XML or CSV, and the only place that knows how Twilio writes each.

JSON has snake_case names and addresses ending in .json; XML has CamelCase names, addresses without an extension and the
paging of a list as attributes; CSV has a header row with XML's names and no paging. Tags keep the names they came with.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from email.utils import format_datetime
from html import escape
from io import StringIO
from typing import Any, TypeAlias, cast

import attrs

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
# XML allows more letters than these, and not every parser all of them.
XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


@attrs.frozen
class Address:
    """An address below the API's root, without extension: that belongs to the format it is written in."""

    path: str
    query: str = ""


@attrs.frozen
class Tags:
    """Names and values that a caller chose: unlike all other names they are written as they came."""

    values: Mapping[str, object]


Fields: TypeAlias = Mapping[str, Any]


@attrs.frozen
class Item:
    """One resource: the name of its XML element, and its fields under their JSON names."""

    element: str
    fields: Fields


@attrs.frozen
class Collection:
    """One page of a list: its key, its XML element, its items, the paging beside it.

    *json_only* is the paging that XML does not have, *columns* gives those of CSV.
    """

    key: str
    element: str
    items: Sequence[Item]
    paging: Fields
    json_only: frozenset[str]
    columns: Callable[[], Sequence[str]]


Content: TypeAlias = Item | Collection


def json_bytes(content: Content) -> bytes:
    """Write *content* as JSON."""
    if isinstance(content, Item):
        # An error without a detail does not mention one; in XML it is there, and empty.
        tree = {name: leaf for name, leaf in content.fields.items() if leaf is not None or name != "detail"}
    else:
        tree = {**content.paging, content.key: [item.fields for item in content.items]}
    return json.dumps(
        tree, default=lambda leaf: leaf.values if isinstance(leaf, Tags) else text(leaf, ".json")
    ).encode()


def xml_bytes(content: Content) -> bytes:
    """Write *content* as XML."""
    if isinstance(content, Item):
        return f"{DECLARATION}<TwilioResponse>{element(content.element, content.fields)}</TwilioResponse>".encode()
    paging = {key.replace("_", ""): leaf for key, leaf in content.paging.items() if key not in content.json_only}
    attributes = "".join(f' {name}="{xml_text(leaf)}"' for name, leaf in paging.items())
    items = "".join(element(item.element, item.fields) for item in content.items)
    name = content.element
    return f"{DECLARATION}<TwilioResponse><{name}{attributes}>{items}</{name}></TwilioResponse>".encode()


def csv_bytes(content: Content) -> bytes:
    """Write *content* as CSV; cells are quoted where they need to be."""
    items = content.items if isinstance(content, Collection) else [content]
    columns = content.columns() if isinstance(content, Collection) else columns_of(content.fields)
    out = StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(map(camel_case, columns))
    rows.writerows([text(item.fields[name]) for name in columns] for item in items)
    return out.getvalue().encode()


def columns_of(fields: Fields) -> list[str]:
    """Name the fields that have a column: addresses of subresources and tags have none."""
    return [name for name, leaf in fields.items() if not isinstance(leaf, (Mapping, Tags))]


def element(name: str, leaf: Any) -> str:
    """Write one element: text, or the elements of a mapping. Null and "" look alike."""
    if isinstance(leaf, Mapping):
        inner = "".join(element(camel_case(key), value) for key, value in cast("Fields", leaf).items())
    elif isinstance(leaf, Tags):
        named = {name: value for name, value in leaf.values.items() if XML_NAME.fullmatch(name)}
        # What is no text is as JSON has it, null is nothing.
        values = {
            name: value if isinstance(value, str) or value is None else json.dumps(value)
            for name, value in named.items()
        }
        inner = "".join(element(name, value) for name, value in values.items())
    else:
        inner = xml_text(leaf)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def camel_case(name: str) -> str:
    """Give XML's name for a JSON name: subresource_uris is SubresourceUris."""
    return "".join(part.capitalize() for part in name.split("_"))


def xml_text(leaf: object) -> str:
    """Write a leaf as XML text. What XML cannot hold becomes U+FFFD; a carriage return would become a line feed."""
    return escape(NOT_XML.sub("\ufffd", text(leaf))).replace("\r", "&#13;")


def text(leaf: object, extension: str = "") -> str:
    """Write a leaf as text: dates as RFC 2822 in GMT, addresses with *extension*, null as nothing."""
    if isinstance(leaf, datetime):
        return format_datetime(leaf)
    if isinstance(leaf, Address):
        return f"{leaf.path}{extension}?{leaf.query}" if leaf.query else leaf.path + extension
    return "" if leaf is None else str(leaf).lower() if isinstance(leaf, bool) else str(leaf)


WRITERS: Mapping[str, tuple[str, Callable[[Content], bytes]]] = {
    "json": ("application/json", json_bytes),
    "xml": ("application/xml", xml_bytes),
    "csv": ("text/csv", csv_bytes),
}
