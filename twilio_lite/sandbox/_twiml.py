"""TwiML as it comes back from an application: read into verbs, independently of what the library makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from urllib.parse import urljoin
from xml.etree.ElementTree import Element, ParseError

import attrs
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ._post import Answered

RETRIEVAL_FAILED, CONNECTION_FAILED = 11200, 11205
NO_DOCUMENT, WRONG_ROOT, WRONG_TYPE = 12100, 12102, 12300
MOST_DOCUMENTS = 20


@attrs.frozen
class Verb:
    """One instruction: its name, its attributes, its text, and what is in it."""

    name: str
    attributes: dict[str, str] = attrs.field(factory=dict[str, str])
    text: str = ""
    children: Sequence[Verb] = ()


def verb(element: Element) -> Verb:
    """Read an element, with all that is in it."""
    return Verb(element.tag, dict(element.attrib), (element.text or "").strip(), [verb(child) for child in element])


def read(answered: Answered, kind: str) -> tuple[list[Verb], int]:
    """Give the verbs of an answer, and the code of what is wrong with it, or 0. A text is to be sent or said."""
    if answered.status is None:
        return [], RETRIEVAL_FAILED if answered.is_connected else CONNECTION_FAILED
    if not HTTPStatus.OK <= answered.status < HTTPStatus.MULTIPLE_CHOICES:
        return [], RETRIEVAL_FAILED
    type_ = answered.content_type.partition(";")[0].strip().lower()
    if not answered.body.strip():
        return [], 0
    if type_ == "text/plain":
        return [Verb("Message" if kind == "message" else "Say", text=answered.body.decode(errors="replace"))], 0
    if type_ and not type_.endswith(("xml", "html")):
        return [], WRONG_TYPE
    return parsed(answered.body)


def led(url: str, to: str) -> str:
    """Give the address that *to* means at *url*; what means none is left as it is."""
    try:
        return urljoin(url, to)
    except ValueError:
        return to


def parsed(document: bytes | str) -> tuple[list[Verb], int]:
    """Give the verbs of a document, and the code of what is wrong with it, or 0."""
    try:
        root = fromstring(document, forbid_dtd=True)
        return ([verb(child) for child in root], 0) if root.tag == "Response" else ([], WRONG_ROOT)
    except (ParseError, DefusedXmlException, LookupError, ValueError, RecursionError):  # no such encoding: LookupError
        return [], NO_DOCUMENT
