"""Whom `Dial` calls and `Refer` refers to by SIP."""

from __future__ import annotations

from ._attributes import Method, Words
from ._element import Child, Element


class Refer(Element):
    """Hand the call over to another SIP address."""

    __slots__ = ()

    def __init__(self, *children: Child, action: str | None = None, method: Method | None = None) -> None:
        self._is("Refer", locals())


class Sip(Element):
    """A SIP address to call or to refer to, as text or in several `Uri`."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        username: str | None = None,
        password: str | None = None,
        url: str | None = None,
        method: Method | None = None,
        status_callback_event: Words | None = None,
        status_callback: str | None = None,
        status_callback_method: Method | None = None,
        machine_detection: str | None = None,
        amd_status_callback_method: Method | None = None,
        amd_status_callback: str | None = None,
        machine_detection_timeout: int | None = None,
        machine_detection_speech_threshold: int | None = None,
        machine_detection_speech_end_threshold: int | None = None,
        machine_detection_silence_timeout: int | None = None,
    ) -> None:
        self._is("Sip", locals())


class Uri(Element):
    """One of several SIP addresses, tried by priority."""

    __slots__ = ()

    def __init__(
        self,
        *children: Child,
        priority: int | None = None,
        weight: int | None = None,
        username: str | None = None,
        password: str | None = None,
    ) -> None:
        self._is("Uri", locals())


class Headers(Element):
    """The headers of a SIP request."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("Headers", locals())


class Header(Element):
    """A header of a SIP request."""

    __slots__ = ()

    def __init__(self, *children: Child, name: str | None = None, value: str | float | None = None) -> None:
        self._is("Header", locals())
