"""TwiML is read back: what is written by `str()` comes back equal, and anything else is an ArgumentError. Pure.

XML is parsed by `_xml`, as hardened as an answer of Twilio's, but nothing in it is put right.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ._attributes import checked_name
from ._element import MOST_LEVELS, Element, refused, restored

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element as Found

MOST_CHARACTERS = 16_000_000
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"


def parse(xml: str | bytes) -> Element:
    """Read the TwiML *xml* as elements without classes of their own, which equal those that would write it.

    Whitespace between elements is text like any other. Comments are left out.
    """
    try:
        return read(root_of(xml), 1)
    except ValueError as error:
        raise refused(error) from None


def root_of(xml: object) -> Found:
    """Parse *xml* and give its outermost element."""
    from .._xml import xml_root  # noqa: PLC0415 - who only writes does without

    if not isinstance(xml, str | bytes):
        raise ValueError(f"xml must be a str or bytes, not {type(xml).__name__}")  # noqa: TRY004 - see refused
    if len(xml) > MOST_CHARACTERS:
        raise ValueError(f"xml has {len(xml)} characters, which no TwiML has: {MOST_CHARACTERS} are the most")
    try:
        return xml_root(xml.encode(), "utf-8") if isinstance(xml, str) else xml_root(xml)
    except UnicodeEncodeError:
        raise ValueError("xml holds half a surrogate pair, which is no text: pass whole characters") from None
    except ValueError as error:
        raise ValueError(f"xml cannot be read: {error}") from None


def read(found: Found, level: int) -> Element:
    """Make the element that was *found*, so many levels deep."""
    if level > MOST_LEVELS:
        raise ValueError(f"xml holds more than {MOST_LEVELS} levels of elements, which no TwiML has")
    attributes = {checked_name("an attribute", written_name(name)): text for name, text in found.attrib.items()}
    name = checked_name("an element", written_name(found.tag))
    return restored(Element, name, contents(found, level), attributes)


def contents(found: Found, level: int) -> Iterator[str | Element]:
    """Each text and element in the one that was *found*, in order."""
    if found.text:
        yield found.text
    for child in found:
        yield read(child, level + 1)
        if child.tail:
            yield child.tail


def written_name(found: str) -> str:
    """The name *found* as it is written: the namespace xml has its prefix, and there is no other."""
    name = found.replace(XML_SPACE, "xml:", 1)
    if name.startswith("{"):
        raise ValueError(f"xml has a namespace, {name[1:].partition('}')[0]}, and TwiML has none")
    return name
