"""What a call and TwiML know of each other: a name. So neither costs the import of the other."""

from __future__ import annotations


class Document:
    """What `str()` writes as a whole document."""

    __slots__ = ()
