"""The tags of a message: a flat JSON object that comes as text and is shown as an object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast

from ._errors import INVALID_PARAMETER, Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._call import Parameters


def tags(form: Parameters) -> Mapping[str, object] | None:
    """Read `Tags`; None when there are none. Raise Refused for all but a JSON object of plain values.

    What nests is refused too, as is what JSON cannot write again (NaN, and numbers beyond what a float holds).
    """
    text = form.text("Tags")
    if not text:
        return None
    try:
        tree = json.loads(text)
        json.dumps(tree, allow_nan=False)
    except (ValueError, RecursionError):
        raise Refused(INVALID_PARAMETER, name="Tags") from None
    given = cast("dict[str, object]", tree) if isinstance(tree, dict) else None
    if given is None or any(isinstance(value, (dict, list)) for value in given.values()):
        raise Refused(INVALID_PARAMETER, name="Tags")
    return given
