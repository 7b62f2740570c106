"""What was sent, as pairs of a name and a value: a form in whatever shape a framework has it. Pure.

What cannot be a form is a ValueError that says why.
"""

from __future__ import annotations

from collections.abc import Iterable

from .._wording import shortened

TYPE_CHECKING = False  # as typing has it, without its costs
if TYPE_CHECKING:
    from typing import Any, TypeGuard

MOST_FIELDS = 10_000
TOO_MANY = f"there are more than {MOST_FIELDS} fields"

Pairs = list[tuple[str, str]]


def fields(params_or_body: object) -> Pairs:
    """The fields of a form, which is a mapping, a multidict, a list of pairs, raw, or None."""
    if params_or_body is None:
        return []
    body = raw_body(params_or_body)
    if body is not None:
        found = read_form(body.decode(errors="replace"))
        if body and not found:
            raise ValueError("the body is no form")
        return found
    pairs = [pair for name, values in entries(params_or_body) for pair in named_values(name, values)]
    if len(pairs) > MOST_FIELDS:
        raise ValueError(TOO_MANY)
    return pairs


def raw_body(params_or_body: object) -> bytes | None:
    """The body as it came, or None where it is given as fields."""
    if isinstance(params_or_body, str):
        return params_or_body.encode()
    return bytes(params_or_body) if isinstance(params_or_body, bytes | bytearray) else None


def read_form(text: str) -> Pairs:
    """The fields of a form or a query as it was sent."""
    from urllib.parse import parse_qsl  # noqa: PLC0415 - a tenth of what it takes to import a validator

    if text.count("&") >= MOST_FIELDS:
        raise ValueError(TOO_MANY)
    return parse_qsl(text, keep_blank_values=True)


def entries(params: Any) -> Iterable[tuple[object, object]]:
    """Each name in *params* with its value or values; multidicts have several, and say so under one of two names."""
    many = getattr(params, "getall", None) or getattr(params, "getlist", None)
    if many is not None:
        return [(name, list(many(name))) for name in dict.fromkeys(params)]
    if hasattr(params, "items"):
        return [*params.items()]
    if is_several(params):
        return map(name_and_value, params)
    raise ValueError(f"a {type(params).__name__} is no form: pass a mapping, pairs or the raw body")


def name_and_value(pair: object) -> tuple[object, object]:
    """Take *pair* apart."""
    name, value = pair if is_several(pair) and len(pair) == len(("name", "value")) else (None, None)
    return name, value


def is_several(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Is *value* a list or a tuple?"""
    return isinstance(value, (list, tuple))


def named_values(name: object, values: object) -> Pairs:
    """The name of a field with each of its values."""
    if not isinstance(name, str):
        raise ValueError(f"a field is named by {shortened(name)}, not by text")  # noqa: TRY004 - it ends in a reason
    pairs: Pairs = []
    for value in values if is_several(values) else [values]:
        if not isinstance(value, str):
            raise ValueError(f"the value of {shortened(name)} is of type {type(value).__name__}, not text")  # noqa: TRY004 - as above
        pairs.append((name, value))
    return pairs
