"""What carries a request over any httpx transport, in sync code; `_transport_async` does the same in async code.

A carrier gives back what happened as a value, an answer or a TwilioError, and raises nothing: what it holds on the
way, the credentials above all, is then in no traceback. What a try proves is said in `_attempt`, how the default
transports work in `_wire`.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from random import random
from typing import TYPE_CHECKING, Generic, Self, cast
from urllib.parse import urlsplit

import attrs
import httpx

from ._attempt import Attempt
from ._outgoing import Outgoing
from ._request import Response
from ._settings import Credentials, Settings
from ._tally import Tally
from ._wire.route import route, socket_transport
from ._wire.shared import CLOSED, Home, Over, Shared, Transport
from .errors import ConfigurationError, TwilioError

if TYPE_CHECKING:
    import ssl


@attrs.define(kw_only=True)
class Carrier(Generic[Transport]):
    """What sends for one client: the transport it shares with its copies, the credentials, and whether it is closed.

    *clock* and *chance* say what time it is and how long a pause is to be within its bounds.
    """

    shared: Shared[Transport]
    credentials: Credentials
    clock: Callable[[], float] = time.monotonic
    chance: Callable[[], float] = random
    lent: bool = False
    closed: bool = False

    def lend(self) -> Self:
        """Make a carrier that shares the transport and leaves it open when closed."""
        return attrs.evolve(self, lent=True)

    def prepare(
        self, outgoing: Outgoing, deadline: float, home: Home = None
    ) -> tuple[Transport, Attempt] | TwilioError:
        """Make one try ready, or say why none can be made."""
        if self.closed:
            return ConfigurationError(CLOSED)
        try:
            attempt = Attempt(outgoing, self.credentials, deadline, self.clock)
            return self.shared.enter(home), attempt
        except TwilioError as error:
            return error
        except Exception as error:  # noqa: BLE001 - httpx refuses addresses and proxies in several ways
            return ConfigurationError(
                f"{urlsplit(outgoing.url).netloc} cannot be called: {type(error).__name__}: {error}"
            )

    def release(self) -> Over[Transport]:
        """Note that the client is closed, and give what is to be closed with it."""
        self.closed = True
        return [] if self.lent else self.shared.close()


@attrs.define(kw_only=True)
class SyncCarrier(Carrier[httpx.BaseTransport]):
    """Carries requests in sync code, and lets time pass."""

    sleep: Callable[[float], None] = time.sleep

    def carry(self, outgoing: Outgoing, deadline: float) -> Response | TwilioError:
        """Send *outgoing* once and give what comes of it."""
        ready = self.prepare(outgoing, deadline)
        if isinstance(ready, TwilioError):
            return ready
        transport, attempt = ready
        body: Body | None = None
        try:
            head = transport.handle_request(attempt.request)
            stream = cast("httpx.SyncByteStream", head.stream)
            try:
                attempt.begin(head)
                into = attempt.into()
                if into is not None:
                    body = Body(Tally(attempt, into, transport), stream, self)
                else:
                    for chunk in stream:
                        attempt.add(chunk)
            finally:
                if body is None:
                    stream.close()
            return attempt.answer() if body is None else body.taken()
        except Exception as error:  # noqa: BLE001 - transports are anybody's, and one tree holds all that is raised
            return attempt.failed(error, transport)
        except BaseException as error:  # noqa: BLE001 - Ctrl-C and cancellations go on, without the transport's frames
            raise error.with_traceback(None)  # noqa: B904 - it is the same one
        finally:
            if body is None:
                self.leave()

    def leave(self) -> None:
        """Note the end of a try, and close what is to be closed with it."""
        over = self.shared.leave()
        if over:
            with suppress(Exception):  # a transport that cannot close takes no result away
                self.end(over)

    def close(self) -> None:
        """Close the connections, unless they are another client's, when the last call has ended."""
        self.end(self.release())

    def end(self, over: Over[httpx.BaseTransport]) -> None:
        """Close what is to be closed."""
        for _, transport in over:
            transport.close()


class Body:
    """The body of a good answer that goes elsewhere, part by part, and the connection it comes over."""

    def __init__(self, tally: Tally, stream: httpx.SyncByteStream, carrier: SyncCarrier) -> None:
        self.tally = tally
        self.stream = stream
        self.parts = iter(stream)
        self.carrier = carrier

    def next(self) -> bytes | TwilioError:
        """Give the next part, an empty one at the end, or say why there is none."""
        try:
            self.tally.renew()
            for part in self.parts:
                if part:
                    return self.tally.count(part)
            return self.tally.end()
        except Exception as error:  # noqa: BLE001 - as in `carry`
            return self.tally.lost(error)
        except BaseException as error:  # noqa: BLE001 - as in `carry`
            raise error.with_traceback(None)  # noqa: B904 - it is the same one

    def taken(self) -> Response | TwilioError:
        """Give what has become of all of it, or this itself, still to be read, where nothing takes it in."""
        sink = self.tally.sink
        if sink is None:
            return self.tally.answer(self)
        try:
            while part := self.next():
                if isinstance(part, TwilioError):
                    return part
                sink.write(part)
                self.tally.tell()
            if not self.tally.size:
                self.tally.tell()
            return self.tally.answer(sink.finish())
        except Exception as error:  # noqa: BLE001 - files and progress are anybody's
            return self.tally.not_taken(error)
        finally:
            try:
                sink.discard()
            finally:
                self.close()

    def close(self) -> None:
        """Let the connection go."""
        try:
            with suppress(Exception):  # as in `carry`
                self.stream.close()
        finally:
            self.carrier.leave()


def sync_carrier(
    settings: Settings, transport: httpx.BaseTransport | None, proxy: str | None, verify: ssl.SSLContext | None
) -> SyncCarrier:
    """Make the carrier of a `Client`."""
    way = route(settings.base_url, transport, "handle_request", proxy, verify)
    opener = partial(way.open, socket_transport())
    return SyncCarrier(shared=Shared(transport, opener), credentials=settings.credentials)
