"""Where what comes in at a number goes: to a URL, or to an application in this process, which has an address, too."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin

from ..errors import ArgumentError
from ._post import App, origin
from ._rules import is_callback

if TYPE_CHECKING:
    from ._world import World

Target: TypeAlias = str | App | tuple[App, str]
# Where an application in this process believes to be, unless it is told another address: Django knows this host.
APP_ORIGIN = "http://testserver"


def url_of(world: World, target: Target, path: str) -> str:
    """Give the address of *target*; an application answers for it from then on."""
    if isinstance(target, str):
        if not is_callback(target):
            raise ArgumentError(f"a webhook cannot be {target!r}: pass an http or https URL")
        return target
    app = None
    with suppress(TypeError, ValueError):  # what is no pair
        app, path = (target, path) if callable(target) else target
    if not callable(app):
        raise ArgumentError(f"a webhook cannot be {target!r}: pass a URL, a WSGI or an ASGI application")
    taken = next((place for place, one in world.apps.items() if one is app), None)
    new = APP_ORIGIN if APP_ORIGIN not in world.apps else f"{APP_ORIGIN}:{8000 + len(world.apps)}"
    url = urljoin(taken or new, path)
    world.apps[origin(url)] = app
    return url
