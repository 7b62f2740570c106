"""Conditional requests: what was answered has a tag made of its bytes, and is not sent again to who has it already."""

from __future__ import annotations

import re
from hashlib import sha256

TAG = re.compile(r'"[^"]*"')


def entity_tag(body: bytes) -> str:
    """Name the bytes of an answer: the same bytes have the same tag, whatever the clock says."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def is_known(tag: str, if_none_match: str) -> bool:
    """Say whether `If-None-Match` names *tag*: alone or in a list, weak or strong, or all there are with a star."""
    return if_none_match.strip() == "*" or tag in TAG.findall(if_none_match)
