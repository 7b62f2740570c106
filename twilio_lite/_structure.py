"""The plain tree of an answer becomes an attrs model, a list of them many models, each field by its converter. Pure.

Unknown keys are ignored, missing ones are None, and a value that cannot be read names its model and field.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import chain
from typing import Any, Protocol, TypeVar, cast, get_type_hints

import attrs

from ._csv import Rows
from ._decode import is_object
from ._json import same_tree
from ._values import OBJECT, Converter, converter, read_column
from ._wording import named

T = TypeVar("T")


class ListReader(Protocol[T]):
    """Reads a list of trees into models. One that is not *sure* is as orjson left it: see `read_body`."""

    def __call__(self, trees: list[Any], *, sure: bool = True) -> list[T]: ...


def reads(model: type[T]) -> Callable[[Any], T]:
    """Give the reader of *model*: from a plain tree to the model, or ValueError that names the field."""
    return cast("Callable[[Any], T]", reader(cast("Any", model)))


def reads_list(model: type[T]) -> ListReader[T]:
    """Give the reader of a list of *model*: what `reads` makes of each tree, in less time and memory."""
    return cast("ListReader[T]", list_reader(cast("Any", model)))


@cache
def reader(model: Any) -> Callable[[Any], Any]:
    """Make the reader of *model*, once."""
    fields, make = fields_of(model), draft(model)

    def read(tree: Any) -> Any:
        if not is_object(tree):
            tree = only_row(tree, model)
        try:
            made = make(*[convert(tree.get(key)) for _, key, convert in fields])
        except ValueError as error:
            raise fault_in(tree, model) or error from None
        made.__class__ = model
        return made

    return read


def fault_of_model(model: Any) -> str | None:
    """Say why *model*, somebody's own, cannot be read from an answer; None when it can."""
    try:
        fields_of(model)
        made = object.__new__(draft(model))
    except Exception as error:  # noqa: BLE001 - annotations may be anything
        return named(error)
    try:
        made.__class__ = model
    except TypeError:
        return "it has no slots, as attrs.frozen and attrs.define make them"
    return None


def only_row(tree: Any, model: Any) -> dict[str, Any]:
    """The tree of a single resource in CSV, or ValueError."""
    if isinstance(tree, Rows) and len(tree) == 1:
        return tree[0]
    raise ValueError(f"no {model.__name__} in it")


def fault_in(tree: dict[str, Any], model: Any) -> ValueError | None:
    """Make the error that names the first field of *tree* that cannot be read; None where each can."""
    for name, key, convert in fields_of(model):
        words = told_by(convert, tree.get(key))
        if words:
            fault = ValueError(f"{model.__name__}.{name} {words}")
            fault.add_note(f"while reading {model.__name__}.{name}")
            return fault
    return None


def told_by(convert: Converter, value: Any) -> str | None:
    """What *convert* has against *value*."""
    try:
        convert(value)
    except ValueError as error:
        return str(error)
    return None


@cache
def list_reader(model: Any) -> ListReader[Any]:
    """Make the reader of a list of *model*, once: field by field, or tree by tree where they differ or are at fault."""
    fields, make, read = fields_of(model), draft(model), reader(model)
    keys = {key for _, key, _ in fields}

    def read_fields(trees: list[Any], *, sure: bool) -> list[Any]:
        if not OBJECT.issuperset(map(type, trees)):
            raise ValueError(f"no {model.__name__} in it")
        values = values_by_key(trees)
        if not sure and not all(same_tree(values[key]) for key in values.keys() - keys):
            raise ValueError("the standard library may read it otherwise")
        columns = [
            read_column(values[key], convert, sure=sure) if key in values else [convert(None)] * len(trees)
            for _, key, convert in fields
        ]
        models: list[Any] = list(map(make, *columns))
        for made in models:
            made.__class__ = model
        return models

    def read_list(trees: list[Any], *, sure: bool = True) -> list[Any]:
        try:
            return read_fields(trees, sure=sure)
        except ValueError:
            if not sure:
                raise
        return [read(tree) for tree in trees]

    return read_list


def values_by_key(trees: list[Any]) -> dict[str, list[Any]]:
    """The values of *trees* under each key, or ValueError where they do not have the same keys in the same order."""
    keys: list[str] = list(trees[0]) if trees else []
    if not {*map(len, trees)} <= {len(keys)} or list(chain.from_iterable(trees)) != keys * len(trees):
        raise ValueError("each is of another kind")
    values: list[Any] = list(chain.from_iterable(map(dict[str, Any].values, trees)))
    return {key: values[place :: len(keys)] for place, key in enumerate(keys)}


@cache
def fields_of(model: Any) -> list[tuple[str, str, Converter]]:
    """The fields of *model*: name, key in a tree and converter of each."""
    hints = get_type_hints(model)
    return [
        (field.name, field.name.rstrip("_"), converter(field.name, hints[field.name])) for field in attrs.fields(model)
    ]


@cache
def draft(model: Any) -> Any:
    """Make the class of a *model* in the making: filled by position at once, an instance then becomes the model itself.

    The __init__ of a frozen class goes through object.__setattr__ for every field, and takes five times as long. This
    one knows nothing of defaults, converters and validators.
    """
    writable = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}  # CPython is quick with both only
    return attrs.make_class(
        f"{model.__name__}Draft",
        [a.name for a in attrs.fields(model)],
        bases=(model,),
        class_body=writable,
        slots=True,
        weakref_slot=False,
        eq=False,
        repr=False,
    )


def as_taken(taken: Any) -> Any:
    """Give what has become of a body that went elsewhere."""
    return taken


def nothing(_: Any) -> None:
    """Read an answer that says nothing, such as that to a DELETE."""
