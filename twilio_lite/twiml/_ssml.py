"""How the words of `Say` are spoken: the elements of SSML."""

from __future__ import annotations

from ._element import Child, Element


class Break(Element):
    """A pause: *time* such as 500ms, or a *strength*."""

    __slots__ = ()

    def __init__(self, *children: Child, strength: str | None = None, time: str | None = None) -> None:
        self._is("break", locals())


class Emphasis(Element):
    """Words to stress."""

    __slots__ = ()

    def __init__(self, *children: Child, level: str | None = None) -> None:
        self._is("emphasis", locals())


class Lang(Element):
    """Words in another language."""

    __slots__ = ()

    def __init__(self, *children: Child, xml_lang: str | None = None) -> None:
        self._is("lang", locals())


class P(Element):
    """A paragraph."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("p", locals())


class Phoneme(Element):
    """Words, and how they are pronounced."""

    __slots__ = ()

    def __init__(self, *children: Child, alphabet: str | None = None, ph: str | None = None) -> None:
        self._is("phoneme", locals())


class Prosody(Element):
    """Words in another volume, rate or pitch."""

    __slots__ = ()

    def __init__(
        self, *children: Child, volume: str | None = None, rate: str | None = None, pitch: str | None = None
    ) -> None:
        self._is("prosody", locals())


class S(Element):
    """A sentence."""

    __slots__ = ()

    def __init__(self, *children: Child) -> None:
        self._is("s", locals())


class SayAs(Element):
    """Words of a kind, such as a date or a telephone number."""

    __slots__ = ()

    def __init__(self, *children: Child, interpret_as: str | None = None, format: str | None = None) -> None:  # noqa: A002 - Twilio's name
        self._is("say-as", locals())


class Sub(Element):
    """Words that others are spoken for."""

    __slots__ = ()

    def __init__(self, *children: Child, alias: str | None = None) -> None:
        self._is("sub", locals())


class W(Element):
    """A word, and which part of speech it is."""

    __slots__ = ()

    def __init__(self, *children: Child, role: str | None = None) -> None:
        self._is("w", locals())
