"""Which paths a middleware guards: one that ends with a slash stands for all below it, another for itself and those.

A slash alone stands for whatever is asked for, also for a target that is no path, such as `*`. Several slashes
are one, and one that is missing at the start is there, since frameworks route such paths so: Flask does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from .._wording import shortened
from ..errors import ConfigurationError

EVENT = "twilio_lite.event"  # where an application finds the event, in an ASGI scope or a WSGI environ


def checked(paths: Sequence[str]) -> tuple[str, ...]:
    """Give *paths* if they are some, or raise ConfigurationError."""
    given = () if isinstance(paths, str) or not paths else tuple(paths)
    if not given or not all(isinstance(path, str) and path.startswith("/") for path in given):
        raise ConfigurationError(f'paths cannot be {shortened(paths)}: pass a list of them, such as ["/twilio/"]')
    return tuple(map(folded, given))


def covered(path: str, paths: tuple[str, ...]) -> bool:
    """Is *path* one of *paths*, or below one?"""
    seen = folded(path)
    return any(guarded in {"/", seen} or seen.startswith(guarded.rstrip("/") + "/") for guarded in paths)


def folded(path: str) -> str:
    """*path* with one slash where there are several, and one to begin with."""
    return re.sub("/+", "/", f"/{path}")
