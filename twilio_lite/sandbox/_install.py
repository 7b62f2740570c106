"""A sandbox in the place of Twilio, for all clients of this process that were given no transport."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import TYPE_CHECKING

from .._wire.shared import INSTALLED

if TYPE_CHECKING:
    from ._sandbox import Sandbox
    from ._world import World

CREDENTIALS = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_API_KEY", "TWILIO_API_SECRET")
STACK: list[Installed] = []
LOCK = threading.Lock()


class Installed:
    """A sandbox while it is installed, which a `with` block gives; the last one that was installed gets the calls."""

    def __init__(self, sandbox: Sandbox, world: World) -> None:
        from ._transport import SandboxTransport  # noqa: PLC0415 - a served sandbox needs no client

        self._sandbox = sandbox
        self._world = world
        with LOCK:
            self._former = {name: os.environ.pop(name) for name in CREDENTIALS if name in os.environ}
            os.environ |= {CREDENTIALS[0]: sandbox.account_sid, CREDENTIALS[1]: sandbox.auth_token}
            world.adopts = True
            STACK.append(self)
            INSTALLED.append(SandboxTransport(world))

    def __enter__(self) -> Sandbox:
        return self._sandbox

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.uninstall()

    def uninstall(self) -> None:
        """Let clients send where they would; what was in the environment is there again."""
        with LOCK:
            if self in STACK:
                self._uninstall()

    def _uninstall(self) -> None:
        place = STACK.index(self)
        del STACK[place], INSTALLED[place]
        self._world.adopts = any(one._world is self._world for one in STACK)  # noqa: SLF001 - its own kind
        if STACK[place:]:  # others were installed since: the last of them to go gives back what was there
            STACK[place]._former = self._former  # noqa: SLF001 - its own kind
            return
        for name in CREDENTIALS:
            os.environ.pop(name, None)
        os.environ |= self._former
