"""An outcome becomes bytes, JSON or XML: the only place that knows how Twilio writes either.

JSON has snake_case names and addresses ending in .json; XML has CamelCase names, addresses without an extension, and
the paging of a list as attributes. Tags keep the names they came with, in XML those that can be an element's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from html import escape

from ._outcome import Address, Collection, Item, Leaf, Tags

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
# XML allows more letters than these, and not every parser all of them.
XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9._-]*")


def json_bytes(content: Item | Collection) -> bytes:
    """Write *content* as JSON."""
    tree = json_item(content) if isinstance(content, Item) else json_collection(content)
    return json.dumps(tree, default=json_leaf).encode()


def json_leaf(leaf: object) -> object:
    """Give what JSON has no type for as one it has."""
    return leaf.values if isinstance(leaf, Tags) else written(leaf, ".json")


def json_item(item: Item) -> dict[str, Leaf]:
    """Give the fields of *item*; an error without a detail does not mention one."""
    return {name: leaf for name, leaf in item.fields.items() if leaf is not None or name != "detail"}


def json_collection(collection: Collection) -> dict[str, object]:
    """Give the paging of *collection*, and the list under its own key."""
    return {**collection.paging, collection.key: [json_item(item) for item in collection.items]}


def xml_bytes(content: Item | Collection) -> bytes:
    """Write *content* as XML."""
    inner = element(content.element, content.fields) if isinstance(content, Item) else xml_collection(content)
    return f"{DECLARATION}<TwilioResponse>{inner}</TwilioResponse>".encode()


def element(name: str, leaf: Leaf | Mapping[str, Leaf]) -> str:
    """Write one element: text, or the elements of a mapping. Null and "" look alike."""
    if isinstance(leaf, Mapping):
        inner = "".join(element(camel_case(key), value) for key, value in leaf.items())
    elif isinstance(leaf, Tags):
        named = {name: value for name, value in leaf.values.items() if XML_NAME.fullmatch(name)}
        inner = "".join(element(name, tag_text(value)) for name, value in named.items())
    else:
        inner = xml_text(leaf)
    return f"<{name}>{inner}</{name}>" if inner else f"<{name}/>"


def xml_collection(collection: Collection) -> str:
    """Write a list: its paging as attributes, its items as elements."""
    name = collection.element or camel_case(collection.key)
    attributes = "".join(
        f' {key.replace("_", "")}="{xml_text(leaf)}"'
        for key, leaf in collection.paging.items()
        if key not in collection.json_only
    )
    return f"<{name}{attributes}>{''.join(element(item.element, item.fields) for item in collection.items)}</{name}>"


def camel_case(name: str) -> str:
    """Give XML's name for a JSON name: subresource_uris is SubresourceUris."""
    return "".join(part.capitalize() for part in name.split("_"))


def tag_text(value: object) -> str:
    """Write the value of a tag as text: what is no text as JSON has it, null as nothing."""
    return value if isinstance(value, str) else "" if value is None else json.dumps(value)


def xml_text(leaf: str | int | datetime | Address | None) -> str:
    """Write a leaf as XML text. What XML cannot hold becomes U+FFFD; a carriage return would become a line feed."""
    return escape(NOT_XML.sub("\ufffd", written(leaf, ""))).replace("\r", "&#13;")


def written(leaf: object, extension: str) -> str:
    """Write a leaf as text: dates as RFC 2822 in GMT, addresses with *extension*, null as nothing."""
    if isinstance(leaf, datetime):
        return format_datetime(leaf)
    if isinstance(leaf, Address):
        return f"{leaf.path}{extension}?{leaf.query}" if leaf.query else leaf.path + extension
    return "" if leaf is None else str(leaf)
