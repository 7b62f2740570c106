"""XML becomes the tree that JSON would be: snake_case names, lists under their own key. Pure; nothing else parses it.

List attributes such as `nextpageuri` become the keys beside the list, `<TwilioResponse>` and the element of a single
resource vanish. An empty element is None; only `<Body/>` is "".
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element, TreeBuilder

PAGING = {
    "page": "page",
    "pagesize": "page_size",
    "numpages": "num_pages",
    "total": "total",
    "start": "start",
    "end": "end",
    "uri": "uri",
    "firstpageuri": "first_page_uri",
    "nextpageuri": "next_page_uri",
    "previouspageuri": "previous_page_uri",
    "lastpageuri": "last_page_uri",
}
LISTS_ONLY = frozenset({"page", "pagesize", "firstpageuri", "nextpageuri"})
MOST_ELEMENTS = 80_000
MOST_EQUALS = 150_000
TOO_MANY = "it holds more values than any answer has"
LONGEST_NAME = 200
BARE = re.compile(rb"&(?!#?[A-Za-z0-9]{1,32};)")  # Twilio's own example of a list has one in an address
MOST_BARE = 10_000
ENCODINGS = frozenset({"utf-8", "us-ascii", "iso-8859-1"})


class Elements:
    """Builds the elements of XML, no more of them and their attributes than any answer has: 25,000 are a full page."""

    def __init__(self, builder: TreeBuilder) -> None:
        self.builder: TreeBuilder = builder
        self.end: Callable[[str], Element] = builder.end
        self.data: Callable[[str], None] = builder.data
        self.close: Callable[[], Element] = builder.close
        self.number: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> Element:
        """Begin an element."""
        self.number += 1 + len(attributes)
        if self.number > MOST_ELEMENTS:
            raise ValueError(TOO_MANY)
        return self.builder.start(tag, attributes)


class Malformed(ValueError):
    """What was to be XML is none."""


def xml_tree(body: bytes) -> Any:
    """Parse XML and give it the shape of JSON."""
    try:
        root = xml_root(body)
    except Malformed:
        if body.count(b"&") > MOST_BARE or BARE.search(body) is None:
            raise
        root = xml_root(BARE.sub(b"&amp;", body))
    try:
        return unwrapped(root)
    except (ValueError, RecursionError) as error:
        raise broken(error) from None


def xml_root(body: bytes, encoding: str | None = None) -> Element:
    """Parse XML and give its outermost element; *encoding*, where it is known, goes before what the XML declares."""
    from xml.etree.ElementTree import ParseError, TreeBuilder  # noqa: PLC0415 - as below

    from defusedxml.common import DefusedXmlException  # noqa: PLC0415 - as below
    from defusedxml.ElementTree import DefusedXMLParser  # noqa: PLC0415 - only clients that speak XML pay for it

    if body.count(b"=") > MOST_EQUALS:  # an element's attributes are read before it is counted
        raise ValueError(TOO_MANY)
    try:
        parser = DefusedXMLParser(target=Elements(TreeBuilder()), encoding=encoding, forbid_dtd=True)
        parser.parser.XmlDeclHandler = check_declaration
        parser.parser.StartNamespaceDeclHandler = check_namespace
        parser.feed(body)
        root: Element = parser.close()
    except DefusedXmlException:
        raise ValueError("broken XML: it has a DTD or entities, which are refused") from None
    except ParseError as error:
        raise broken(error, Malformed) from None
    except (ValueError, LookupError, RecursionError) as error:
        raise broken(error) from None
    return root


def broken(error: Exception, kind: type[ValueError] = ValueError) -> ValueError:
    """Make the error of *kind* that says what *error* does."""
    return kind(f"broken XML: {error or type(error).__name__}")


def check_declaration(_: str, encoding: str | None, __: int) -> None:
    """Refuse an encoding that Python would have to look for: some of its codecs warn, fail in their own way or cost."""
    if encoding is not None and encoding.lower() not in ENCODINGS:
        raise ValueError(f"unknown encoding: {encoding}")


def check_namespace(_: str | None, uri: str | None) -> None:
    """Refuse a long namespace, which becomes part of the name of every element below it."""
    if len(uri or "") > LONGEST_NAME:
        raise ValueError(f"a namespace of more than {LONGEST_NAME} characters")


def unwrapped(root: Element) -> Any:
    """The content of a whole document: that of the single resource in it, or each list under its own name."""
    elements = list(root) if local_name(root) == "TwilioResponse" else [root]
    if len(elements) == 1 and not is_listing(elements[0]):
        return content(elements[0])
    tree: dict[str, Any] = {}
    for element in elements:
        tree.update(
            items_and_paging(element) if is_listing(element) else {snake(local_name(element)): content(element)}
        )
    return tree


def is_listing(element: Element) -> bool:
    """Is *element* a list? Lists say their page in attributes; an empty one without is known by its plural."""
    name = local_name(element)
    return (
        not LISTS_ONLY.isdisjoint(element.attrib)
        or name.endswith("List")
        or (name.endswith("s") and not name.endswith("ss"))
    )


def items_and_paging(element: Element) -> dict[str, Any]:
    """A list under its own name, and its paging beside it."""
    paging = {PAGING.get(name, name): value for name, value in element.attrib.items()}
    return {**paging, snake(local_name(element)): [content(child) for child in element]}


def content(element: Element) -> Any:
    """The value of an element: its children by name, or its text."""
    if len(element):
        tree: dict[str, list[Any]] = {}
        for child in element:
            tree.setdefault(snake(local_name(child)), []).append(content(child))
        return {name: values if len(values) > 1 else values[0] for name, values in tree.items()}
    text = element.text or ""
    if local_name(element) == "Body":
        return text
    return text if text.strip() else None


def local_name(element: Element) -> str:
    """The name of *element* without a namespace."""
    return str(element.tag).rpartition("}")[2]


@lru_cache(maxsize=2048)
def snake(name: str) -> str:
    """JSON's name of an XML element: SubresourceUris is subresource_uris, SMSMessages is sms_messages."""
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a name of more than {LONGEST_NAME} characters")
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower()
