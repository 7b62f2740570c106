"""Answers to a message, and what is in them; `Redirect` answers a call as well."""

from __future__ import annotations

from ._attributes import Method
from ._element import Child, Element


class MessagingResponse(Element):
    """The answer to a message."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Response", locals())


class Message(Element):
    """Send a message; its text is a child, or in a `Body`."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        to: str | None = None,
        from_: str | None = None,
        action: str | None = None,
        method: Method | None = None,
        status_callback: str | None = None,
    ) -> None:
        self._is("Message", locals())


class Body(Element):
    """The text of a message."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Body", locals())


class Media(Element):
    """A file of a message: its URL."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Media", locals())


class Redirect(Element):
    """Go on with the TwiML at a URL."""

    __slots__ = ()

    def __init__(self, *children: Child, method: Method | None = None) -> None:
        self._is("Redirect", locals())
