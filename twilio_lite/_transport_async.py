"""What carries a request over any httpx transport, in async code: as `_transport` does in sync code."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar, cast

import attrs
import httpx

from ._attempt import Attempt
from ._outgoing import Outgoing
from ._request import Response
from ._settings import Settings
from ._tally import Tally
from ._transport import Carrier
from ._wire.route import route, stream_transport
from ._wire.shared import Over, Shared
from .errors import ConfigurationError, TwilioError

if TYPE_CHECKING:
    import ssl


T = TypeVar("T")


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
        answer: Response | AsyncBody | None = None
        try:
            if getattr(transport, "keeps_time", False):
                answer = await self.exchange(transport, attempt)
            else:
                async with asyncio.timeout(deadline - self.clock()):
                    answer = await self.exchange(transport, attempt)
            return await answer.taken() if isinstance(answer, AsyncBody) else answer
        except Exception as error:  # noqa: BLE001 - transports are anybody's, and one tree holds all that is raised
            return attempt.failed(error, transport)
        except BaseException as error:  # noqa: BLE001 - Ctrl-C and cancellations go on, without the transport's frames
            raise error.with_traceback(None)  # noqa: B904 - it is the same one
        finally:
            if not isinstance(answer, AsyncBody):
                await self.leave()

    async def exchange(self, transport: httpx.AsyncBaseTransport, attempt: Attempt) -> Response | AsyncBody:
        """Send the request of *attempt*, and read all of its answer, or its head where the body goes elsewhere."""
        head = await transport.handle_async_request(attempt.request)
        stream = cast("httpx.AsyncByteStream", head.stream)
        body: AsyncBody | None = None
        try:
            attempt.begin(head)
            into = attempt.into()
            if into is not None:
                body = AsyncBody(Tally(attempt, into, transport), stream, self)
            else:
                async for chunk in stream:
                    attempt.add(chunk)
        finally:
            if body is None:
                await stream.aclose()
        return attempt.answer() if body is None else body

    async def leave(self) -> None:
        """Note the end of a try, and close what is to be closed with it."""
        over = self.shared.leave()
        if over:
            with suppress(Exception):  # a transport that cannot close takes no result away
                await self.end(over)

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


class AsyncBody:
    """The body of a good answer that goes elsewhere, as `Body` in sync code; files are written in another thread."""

    def __init__(self, tally: Tally, stream: httpx.AsyncByteStream, carrier: AsyncCarrier) -> None:
        self.tally = tally
        self.stream = stream
        self.parts: Any = aiter(stream)  # a generator, as a rule
        self.carrier = carrier

    async def next(self) -> bytes | TwilioError:
        """Give the next part, an empty one at the end, or say why there is none."""
        try:
            self.tally.renew()
            async with asyncio.timeout(self.tally.attempt.patience):
                async for part in self.parts:
                    if part:
                        return self.tally.count(part)
            return self.tally.end()
        except Exception as error:  # noqa: BLE001 - as in `carry`
            return self.tally.lost(error)
        except BaseException as error:  # noqa: BLE001 - as in `carry`
            raise error.with_traceback(None)  # noqa: B904 - it is the same one

    async def taken(self) -> Response | TwilioError:
        """Give what has become of all of it, or this itself, still to be read, where nothing takes it in."""
        sink = self.tally.sink
        if sink is None:
            return self.tally.answer(self)
        try:
            while part := await self.next():
                if isinstance(part, TwilioError):
                    return part
                await in_thread(sink.write, part)
                self.tally.tell()
            if not self.tally.size:
                self.tally.tell()
            return self.tally.answer(await in_thread(sink.finish))
        except Exception as error:  # noqa: BLE001 - files and progress are anybody's
            return self.tally.not_taken(error)
        finally:
            try:
                await in_thread(sink.discard)
            except RuntimeError:  # the event loop has ended, or there is no thread to be had
                sink.discard()
            finally:
                await self.close()

    async def close(self) -> None:
        """Let the connection go."""
        try:
            for each in (self.stream, self.parts):
                with suppress(Exception):  # as in `carry`
                    await each.aclose()
        finally:
            await self.carrier.leave()


async def in_thread(act: Callable[..., T], *arguments: Any) -> T:
    """Do what may take its time in another thread; once begun it is done, also where nobody waits any more."""
    return await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, act, *arguments))


def async_carrier(
    settings: Settings, transport: httpx.AsyncBaseTransport | None, proxy: str | None, verify: ssl.SSLContext | None
) -> AsyncCarrier:
    """Make the carrier of an `AsyncClient`."""
    way = route(settings.base_url, transport, "handle_async_request", proxy, verify)
    opener = partial(way.open_async, stream_transport())
    return AsyncCarrier(shared=Shared(transport, opener), credentials=settings.credentials)
