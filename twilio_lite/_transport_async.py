"""What carries a request over any httpx transport, in async code: as `_transport` does in sync code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, cast

import attrs
import httpx

from ._attempt import Attempt
from ._outgoing import Outgoing
from ._request import Response
from ._settings import Settings
from ._transport import Carrier
from ._wire.route import route, stream_transport
from ._wire.shared import Over, Shared
from .errors import ConfigurationError, TwilioError

if TYPE_CHECKING:
    import ssl


@attrs.define(kw_only=True)
class AsyncCarrier(Carrier[httpx.AsyncBaseTransport]):
    """Carries requests in async code, and lets time pass."""

    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep

    async def carry(self, outgoing: Outgoing, deadline: float) -> Response | TwilioError:
        """Send *outgoing* once and give what comes of it; a transport that does not keep time is cut off by us."""
        try:
            home = asyncio.get_running_loop()
        except RuntimeError:
            return ConfigurationError("an AsyncClient needs asyncio's event loop: run it with asyncio.run")
        ready = self.prepare(outgoing, deadline, home)
        if isinstance(ready, TwilioError):
            return ready
        transport, attempt = ready
        try:
            if getattr(transport, "keeps_time", False):
                return await self.exchange(transport, attempt)
            async with asyncio.timeout(deadline - self.clock()):
                return await self.exchange(transport, attempt)
        except Exception as error:  # noqa: BLE001 - transports are anybody's, and one tree holds all that is raised
            return attempt.failed(error, transport)
        except BaseException as error:  # noqa: BLE001 - Ctrl-C and cancellations go on, without the transport's frames
            raise error.with_traceback(None)  # noqa: B904 - it is the same one
        finally:
            with suppress(Exception):  # a transport that cannot close takes no result away
                await self.end(self.shared.leave())

    async def exchange(self, transport: httpx.AsyncBaseTransport, attempt: Attempt) -> Response:
        """Send the request of *attempt*, and read the whole of its answer."""
        head = await transport.handle_async_request(attempt.request)
        stream = cast("httpx.AsyncByteStream", head.stream)
        try:
            attempt.begin(head)
            async for chunk in stream:
                attempt.add(chunk)
        finally:
            await stream.aclose()
        return attempt.answer()

    async def aclose(self) -> None:
        """Close the connections, unless they are another client's, when the last call has ended."""
        await self.end(self.release())

    async def end(self, over: Over[httpx.AsyncBaseTransport]) -> None:
        """Close what is to be closed, each in its own event loop."""
        for home, transport in over:
            if home is None or home is asyncio.get_running_loop():
                await transport.aclose()
            elif home.is_running():
                asyncio.run_coroutine_threadsafe(transport.aclose(), home)


def async_carrier(
    settings: Settings, transport: httpx.AsyncBaseTransport | None, proxy: str | None, verify: ssl.SSLContext | None
) -> AsyncCarrier:
    """Make the carrier of an `AsyncClient`."""
    way = route(settings.base_url, transport, "handle_async_request", proxy, verify)
    opener = partial(way.open_async, stream_transport())
    return AsyncCarrier(shared=Shared(transport, opener), credentials=settings.credentials)
