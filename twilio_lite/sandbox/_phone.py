"""Somebody's phone: what it sends and whom it calls goes to the application of the number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import ArgumentError
from ..resources.calls import Call
from ..resources.messages import Message
from . import _inbound, _media
from ._faults import Refused
from ._models import Exchange, delivery, model
from ._numbers import normalized
from ._post import Steps, aact, act
from ._rules import is_web_address

if TYPE_CHECKING:
    from ._world import World

EXTENSIONS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"%PDF": ".pdf"}


class Phone:
    """A phone in the hand; *media* that it sends are URLs, files, or what is in them."""

    def __init__(self, world: World, number: str) -> None:
        self.number: str = normalized(number)
        self._world = world

    def send(self, body: str = "", *, to: str, media: Sequence[str | bytes | Path] = ()) -> Exchange:
        """Send a message, and wait until the application has answered; ArgumentError is what Twilio would refuse."""
        return self._exchange(act(self._sent(to, body, media)))

    async def asend(self, body: str = "", *, to: str, media: Sequence[str | bytes | Path] = ()) -> Exchange:
        """Send a message; an ASGI application runs in the caller's event loop."""
        return self._exchange(await aact(self._sent(to, body, media)))

    def press(self, digits: str) -> None:
        """Say which keys will be pressed when calls ask for some; each Gather takes what it waits for."""
        self._world.keys[self.number] = digits

    def call(self, *, to: str, digits: str = "") -> Call:
        """Call a number, pressing *digits* when asked to; `Sandbox.steps` tells what was heard."""
        self.press(digits)
        try:
            made = act(_inbound.call(self._world, to=to, from_=self.number))
        except Refused as refused:
            raise ArgumentError(refused.text) from None
        with self._world.store:
            return model(self._world, made, Call)

    @property
    def messages(self) -> list[Message]:
        """The messages to and from this phone, oldest first."""
        with self._world.store as store:
            return [model(self._world, one, Message) for one in store.each("message", under=self.number)][::-1]

    def _sent(self, to: str, body: str, media: Sequence[str | bytes | Path]) -> Steps[_inbound.Exchanged]:
        urls = tuple(map(self._laid_down, media))
        yield from _media.collect(self._world, urls)
        try:
            return (yield from _inbound.receive(self._world, to=to, from_=self.number, body=body, media=urls))
        except Refused as refused:
            raise ArgumentError(refused.text) from None

    def _laid_down(self, file: str | bytes | Path) -> str:
        if isinstance(file, str) and is_web_address(file):
            return file
        if not isinstance(file, (bytes, Path)):
            raise ArgumentError(f"media cannot hold {file!r}: pass http or https URLs, bytes, or files as a Path")
        content = file if isinstance(file, bytes) else file.read_bytes()
        extension = next((one for start, one in EXTENSIONS.items() if content.startswith(start)), "")
        name = file.name if isinstance(file, Path) else f"file{extension}"
        return _media.lay_down(self._world, name, content, None)

    def _exchange(self, exchanged: _inbound.Exchanged) -> Exchange:
        world, last = self._world, exchanged.delivery
        with world.store:
            return Exchange(
                message=model(world, exchanged.message, Message),
                delivery=None if last is None else delivery(last),
                replies=[model(world, reply, Message) for reply in exchanged.replies],
            )

    def __repr__(self) -> str:
        return f"Phone({self.number!r})"
