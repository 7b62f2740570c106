"""The value that TwiML is made of, and how it is written: nothing here knows a verb.

What is written is what elements are compared and hashed by: neighbouring texts count as one, empty ones and classes do
not count. Nothing is written that cannot be read back, so all that is wrong raises when the element is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NoReturn, Self, TypeAlias, TypeVar, cast

from .._document import Document
from ._attributes import Attribute, checked_name, python_name, scalar, written_attributes
from ._text import IN_ATTRIBUTE, IN_TEXT, checked

if TYPE_CHECKING:
    from ..errors import ArgumentError

Child: TypeAlias = "str | Element | Mapping[str, object]"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
MOST_LEVELS = 100
OURS = frozenset({"self", "children"})
E = TypeVar("E", bound="Element")


class Element(Document):
    """One element of XML, frozen: a verb or noun by its class, any other as `Element(name, *children, **attributes)`.

    A child is a text, an element, or a dict, which becomes JSON. `str()` and `bytes()` give the whole document.
    """

    __slots__ = ("_attributes", "_children", "_levels", "_name")
    _attributes: Mapping[str, str]
    _children: tuple[str | Element, ...]
    _levels: int
    _name: str

    def __init__(self, name: str, /, *children: Child, **attributes: Attribute) -> None:
        try:
            self._fill(checked_name("an element", name), children, written_attributes(attributes))
        except ValueError as error:
            raise refused(error) from None

    def _is(self, name: str, given: dict[str, Any]) -> None:
        """Become the element *name*; *given* is the `locals()` of a constructor."""
        attributes = {argument: value for argument, value in given.items() if argument not in OURS}
        try:
            self._fill(name, given["children"], written_attributes(attributes))
        except ValueError as error:
            raise refused(error) from None

    def _fill(self, name: str, children: Iterable[object], attributes: Mapping[str, str]) -> None:
        """Set what it is, once."""
        kept = tuple(kept_children(name, children))
        elements = [child for child in kept if isinstance(child, Element)]
        levels = 1 + max([child._levels for child in elements], default=0)  # noqa: SLF001 - of its own kind
        if levels > MOST_LEVELS:
            raise ValueError(f"{name} holds more than {MOST_LEVELS} levels of elements, which no TwiML has")
        in_order = dict(sorted(attributes.items()))
        for slot, value in zip(Element.__slots__, (in_order, kept, levels, name), strict=True):
            object.__setattr__(self, slot, value)

    @property
    def name(self) -> str:
        """The tag."""
        return self._name

    @property
    def children(self) -> tuple[str | Element, ...]:
        """Texts and elements, in their order; two texts in a row are two."""
        return self._children

    @property
    def attributes(self) -> Mapping[str, str]:
        """The attributes as they are written: by XML's names, sorted, each a text."""
        return MappingProxyType(dict(self._attributes))

    def __str__(self) -> str:
        return DECLARATION + written(self)

    def __bytes__(self) -> bytes:
        return str(self).encode()

    def __repr__(self) -> str:
        given = [repr(self._name)] if type(self) is Element else []
        given += map(repr, self._children)
        unnamed: dict[str, str] = {}
        for attribute, text in self._attributes.items():
            if name := python_name(attribute):
                given.append(f"{name}={text!r}")
            else:
                unnamed[attribute] = text
        return f"{type(self).__name__}({', '.join(given + [f'**{unnamed}'] * bool(unnamed))})"

    def __eq__(self, other: object) -> bool:
        return written(self) == written(other) if isinstance(other, Element) else NotImplemented

    def __hash__(self) -> int:
        return hash(written(self))

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is a value, and its {name} stays as it is: make another one")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__} is a value, and its {name} stays as it is: make another one")

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return restored, (type(self), self._name, self._children, dict(self._attributes))


def written(element: Element) -> str:
    """Write *element*, without a declaration."""
    parts: list[str] = []
    waiting: list[str | Element] = [element]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            parts.append(part)
            continue
        head = "".join([f' {name}="{text.translate(IN_ATTRIBUTE)}"' for name, text in part.attributes.items()])
        if any(part.children):
            parts.append(f"<{part.name}{head}>")
            inner = [child.translate(IN_TEXT) if isinstance(child, str) else child for child in part.children]
            waiting += [f"</{part.name}>", *reversed(inner)]
        else:
            parts.append(f"<{part.name}{head} />")
    return "".join(parts)


def refused(error: ValueError) -> ArgumentError:
    """Make the error that a caller sees, where the caller came in, of the *error* found deeper."""
    from ..errors import ArgumentError  # noqa: PLC0415 - only who makes a mistake pays for it

    return ArgumentError(str(error))


def restored(kind: type[E], name: str, children: Iterable[object], attributes: Mapping[str, str]) -> E:
    """Make the element that was read or pickled, without calling its constructor; names are XML's already."""
    element = kind.__new__(kind)
    element._fill(name, children, attributes)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - ours
    return element


def kept_children(name: str, children: Iterable[object]) -> Iterator[str | Element]:
    """Each of *children* as it is kept in the element *name*."""
    for at, child in enumerate(children):
        if isinstance(child, Element):
            if child.name == "Response":
                raise ValueError(f"{name} cannot hold a Response, which is a whole document: pass what is in it")
            yield child
        elif isinstance(child, str):
            yield checked(f"the text of {name}", str.__str__(child))
        elif isinstance(child, Mapping):
            yield scalar(f"the dict in {name}", cast("object", child))
        else:
            kind = "None" if child is None else f"of type {type(child).__name__}"
            raise ValueError(  # noqa: TRY004 - see refused
                f"child {at} of {name} is {kind}: pass a str, an element or a dict, and a list with a star, *[...]"
            )
