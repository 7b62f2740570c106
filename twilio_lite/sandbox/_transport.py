"""What carries the calls of a client in this process to a sandbox, in sync and in async code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from .._headers import Headers
from ._control import respond
from ._post import Steps, aact, act
from ._store import CLOSED

if TYPE_CHECKING:
    from .._request import Response
    from ._world import World


class SandboxTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport for both clients. Whatever the host, the sandbox answers."""

    def __init__(self, world: World) -> None:
        self.world = world

    def check(self) -> None:
        """Refuse to connect to a sandbox that is closed, before a body is read."""
        if self.world.store.is_closed:
            raise httpx.ConnectError(CLOSED)

    def respond(self, request: httpx.Request, body: bytes) -> Steps[Response]:
        headers = Headers(request.headers.multi_items())
        return respond(self.world, request.method, request.url.raw_path.decode("ascii"), headers, body)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.check()
        return given(act(self.respond(request, request.read())))

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.check()
        return given(await aact(self.respond(request, await request.aread())))


def given(response: Response) -> httpx.Response:
    return httpx.Response(response.status, headers=dict(response.headers), content=response.body)
