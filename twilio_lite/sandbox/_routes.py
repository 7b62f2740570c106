"""The table of all that can be called: paths with a star for each segment that varies, and the methods they have."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from . import _accounts, _caller_ids, _calls, _feedback, _legacy, _media, _messages

if TYPE_CHECKING:
    from ._call import Asked
    from ._outcome import Outcome
    from ._world import Account, World

Operation: TypeAlias = "Callable[[World, Asked, Account], tuple[World, Outcome]]"
Methods: TypeAlias = Mapping[str, Operation]

ACCOUNTS = "/2010-04-01/Accounts"
LEGACY_ACCOUNTS = "/2008-08-01/Accounts"
ROUTES: Mapping[str, Methods] = {
    ACCOUNTS: {"GET": _accounts.list_, "POST": _accounts.create},
    f"{ACCOUNTS}/*": {"GET": _accounts.fetch, "POST": _accounts.update},
    f"{ACCOUNTS}/*/Messages": {"GET": _messages.list_, "POST": _messages.create},
    f"{ACCOUNTS}/*/Messages/*": {"GET": _messages.fetch, "POST": _messages.update, "DELETE": _messages.delete},
    f"{ACCOUNTS}/*/Messages/*/Feedback": {"POST": _feedback.create},
    f"{ACCOUNTS}/*/Messages/*/Media": {"GET": _media.list_},
    f"{ACCOUNTS}/*/Messages/*/Media/*": {"GET": _media.fetch, "DELETE": _media.delete},
    f"{ACCOUNTS}/*/Calls": {"GET": _calls.list_, "POST": _calls.create},
    f"{ACCOUNTS}/*/Calls/*": {"GET": _calls.fetch, "POST": _calls.update, "DELETE": _calls.delete},
    f"{ACCOUNTS}/*/OutgoingCallerIds": {"GET": _caller_ids.list_, "POST": _caller_ids.create},
    f"{ACCOUNTS}/*/OutgoingCallerIds/*": {
        "GET": _caller_ids.fetch,
        "POST": _caller_ids.update,
        "DELETE": _caller_ids.delete,
    },
    f"{LEGACY_ACCOUNTS}/*/SMS/Messages": {"GET": _legacy.list_, "POST": _legacy.create},
    f"{LEGACY_ACCOUNTS}/*/SMS/Messages/*": {"GET": _legacy.fetch},
}


def route(segments: tuple[str, ...]) -> tuple[Methods, tuple[str, ...]] | None:
    """Find the methods of a path, and what its stars stand for; None when it leads nowhere."""
    for path, methods in ROUTES.items():
        parts = path.split("/")
        if len(parts) == len(segments) and all(
            part in {"*", given} for part, given in zip(parts, segments, strict=True)
        ):
            return methods, tuple(given for part, given in zip(parts, segments, strict=True) if part == "*")
    return None
