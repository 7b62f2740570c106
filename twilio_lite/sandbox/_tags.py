"""The tags of a message: a flat JSON object that comes as text and is shown as an object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

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
        tree: Any = json.loads(text)
        json.dumps(tree, allow_nan=False)
    except (ValueError, RecursionError):
        raise Refused(INVALID_PARAMETER, name="Tags") from None
    if not isinstance(tree, dict) or any(isinstance(value, (dict, list)) for value in tree.values()):
        raise Refused(INVALID_PARAMETER, name="Tags")
    return tree
