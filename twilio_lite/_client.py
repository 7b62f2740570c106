"""Client and AsyncClient: how one is made, the two loops that send, and how it is closed.

The two loops are `ask`, one a colour. They send and wait; what to do is decided in `_call`.
An error is a value until the last moment: it is raised outside every except block and close to its caller.

Long because each client spells out its options, where editors and readers look for them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn, Self, TypeVar

from ._call import begin
from ._chunks import AsyncChunks, Chunks, Streamed
from ._hypermedia import following, following_list
from ._listing import one_page
from ._outgoing import address, spoken
from ._paging import AsyncPages, Pages
from ._request import Listing, Reply, Request
from ._retry import Retry
from ._settings import ROOT, Credentials, Settings, changed, settings
from .errors import ArgumentError, TwilioError, bare
from .resources import Api, BelowAccount, BelowLegacyAccount

if TYPE_CHECKING:
    import ssl
    from types import TracebackType

    import httpx

    from ._transport import SyncCarrier
    from ._transport_async import AsyncCarrier
    from .resources.accounts import Accounts

T = TypeVar("T")

NO_LISTS = "with_raw_response serves single operations, and a list is many answers: call list or stream without it"
NO_CHUNKS = "with_raw_response serves whole answers, and these come in chunks: call stream_bytes without it"


class BaseClient(BelowAccount):
    """What all clients share: settings, and the resources that hang below a client."""

    _settings: Settings

    def _place(self) -> tuple[Self, str]:
        return self, self._settings.account_path

    @property
    def account_sid(self) -> str:
        """The account whose messages `client.messages` are."""
        return self._settings.account_sid

    @property
    def accounts(self) -> Accounts[Self]:
        """The account and its subaccounts: https://www.twilio.com/docs/iam/api/account."""
        return self.api.accounts

    @property
    def api(self) -> Api[Self]:
        """The official SDK's spellings: `client.api.v2010.accounts`."""
        return Api(self, ROOT)

    @property
    def v2008(self) -> BelowLegacyAccount[Self]:
        """The API's version 2008-08-01, of which the SMS messages are covered."""
        return BelowLegacyAccount(self, self._settings.legacy_path)

    def address(self, request: Request[object]) -> str:
        """Give the whole address *request* goes to; raise ArgumentError where it is not on the API's own origin."""
        return address(request, self._settings, spoken(request, self._settings))

    def _following(self, uri: str, model: type[T]) -> Request[T]:
        try:
            return following(uri, model, self._settings)
        except TwilioError as error:
            raise bare(error) from None

    def _following_list(self, uri: str, model: type[T], limit: int | None) -> Listing[T]:
        try:
            return following_list(uri, model, limit, self._settings)
        except TwilioError as error:
            raise bare(error) from None

    def _fitted(self, listing: Listing[T]) -> Listing[T]:
        """Give *listing* as it can be read in the client's format, or raise ArgumentError."""
        fitted = one_page(listing) if spoken(listing.first, self._settings) == "csv" else listing
        if isinstance(fitted, ArgumentError):
            raise fitted
        return fitted

    def __repr__(self) -> str:
        sid = self.account_sid if "_settings" in self.__dict__ else "that could not be made"
        return f"<{type(self).__name__} {sid}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError(f"a {type(self).__name__} holds credentials and connections: make a new one instead")


class WithoutLists(BaseClient):
    """What the raw clients share: a list is many answers, so there is no reply to give for one."""

    def stream(self, _: Listing[T]) -> NoReturn:
        """Refuse a listing."""
        raise ArgumentError(NO_LISTS)

    collect = stream

    def chunks(self, _: Streamed) -> NoReturn:
        """Refuse a file in chunks."""
        raise ArgumentError(NO_CHUNKS)


class RawClient(WithoutLists):
    """A client whose operations give a `Reply`: the result together with the answer it was read from."""

    def __init__(self, settings: Settings, carrier: SyncCarrier) -> None:
        self._settings = settings
        self._carrier = carrier

    def ask(self, request: Request[T]) -> Reply[T] | TwilioError:
        """Send *request*, again where `Retry` says so, and give its reply or the error to raise."""
        carrier = self._carrier
        call = begin(request, self._settings, carrier.shared.budget, carrier.clock)
        if isinstance(call, TwilioError):
            return call
        outcome = carrier.carry(call.sent, call.deadline)
        while (pause := call.pause(outcome, carrier.chance())) is not None:
            carrier.sleep(pause)
            outcome = carrier.carry(call.sent, call.deadline)
        return call.end(outcome)

    def send(self, request: Request[T]) -> Reply[T]:
        """Send *request* and give its reply, or raise a TwilioError."""
        reply = self.ask(request)
        if isinstance(reply, TwilioError):
            raise reply
        return reply

    def follow(self, uri: str, model: type[T]) -> Reply[T]:
        """Fetch the *model* at *uri*: see `Client.follow`."""
        return self.send(self._following(uri, model))


class AsyncRawClient(WithoutLists):
    """A client whose operations give a `Reply`: the result together with the answer it was read from."""

    def __init__(self, settings: Settings, carrier: AsyncCarrier) -> None:
        self._settings = settings
        self._carrier = carrier

    async def ask(self, request: Request[T]) -> Reply[T] | TwilioError:
        """Send *request*, again where `Retry` says so, and give its reply or the error to raise."""
        carrier = self._carrier
        call = begin(request, self._settings, carrier.shared.budget, carrier.clock)
        if isinstance(call, TwilioError):
            return call
        outcome = await carrier.carry(call.sent, call.deadline)
        while (pause := call.pause(outcome, carrier.chance())) is not None:
            await carrier.sleep(pause)
            outcome = await carrier.carry(call.sent, call.deadline)
        return call.end(outcome)

    async def send(self, request: Request[T]) -> Reply[T]:
        """Send *request* and give its reply, or raise a TwilioError."""
        reply = await self.ask(request)
        if isinstance(reply, TwilioError):
            raise reply
        return reply

    async def follow(self, uri: str, model: type[T]) -> Reply[T]:
        """Fetch the *model* at *uri*: see `Client.follow`."""
        return await self.send(self._following(uri, model))


class Client(BaseClient):
    """Twilio's REST API, for sync code: `Client("AC...", "token")`, `Client("SK...", "secret", "AC...")` or `Client()`.

    Without arguments the credentials are those of the environment: TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, or
    TWILIO_API_KEY and TWILIO_API_SECRET, which win over the token. *region*, *edge* and *base_url* may be set there
    too, as TWILIO_REGION, TWILIO_EDGE and TWILIO_BASE_URL; plain http goes to this machine only, unless *allow_http*
    is True.

    *timeout* is the total of one call in seconds, waits and retries included; a list is one call a page. *retry* says
    how often a call goes out again where that is safe. *format*, "json", "xml" or "csv", is what Twilio is asked to
    answer in; the results are the same, but a list in CSV has one page. *transport* takes any httpx
    transport; without one, *proxy* (or the environment's HTTPS_PROXY) and *verify*, an ssl.SSLContext, say how to
    connect. *user_agent* is added to our own.

    Use it as a context manager or close() it. One client serves any number of threads. ConfigurationError is raised for
    what cannot work, before anything is sent.
    """

    def __init__(
        self,
        username: str | None = None,
        password: str | None = None,
        account_sid: str | None = None,
        *,
        region: str | None = None,
        edge: str | None = None,
        base_url: str | None = None,
        allow_http: bool = False,
        format: str = "json",  # noqa: A002 - Twilio's word for it
        timeout: float = 60.0,
        retry: Retry = Retry(),  # noqa: B008 - frozen
        transport: httpx.BaseTransport | None = None,
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
        user_agent: str | None = None,
    ) -> None:
        given = Credentials(username, password)
        del username, password  # a traceback from here on shows neither
        from ._transport import sync_carrier  # noqa: PLC0415 - brings httpx, which models and errors do without

        try:
            self._settings = settings(
                given,
                account_sid,
                region=region,
                edge=edge,
                base_url=base_url,
                allow_http=allow_http,
                format=format,
                timeout=timeout,
                retry=retry,
                user_agent=user_agent,
            )
            self._carrier = sync_carrier(self._settings, transport, proxy, verify)
        except TwilioError as error:
            del base_url, proxy  # they may hold a password, too
            raise bare(error) from None
        self._raw = RawClient(self._settings, self._carrier)

    @property
    def with_raw_response(self) -> RawClient:
        """The same client, whose operations give a `Reply`: .value, .status, .headers, .request_id, .body."""
        return self._raw

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: Retry | None = None,
        format: str | None = None,  # noqa: A002 - Twilio's word for it
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Give a copy with other options that shares the connections; closing the copy leaves them open.

        What is None stays as it is. *headers* are added to every request of the copy. Raises ConfigurationError.
        """
        try:
            settings = changed(self._settings, timeout, retry, format, headers)
        except TwilioError as error:
            del headers  # what cannot be sent may still be a secret
            raise bare(error) from None
        copy, carrier = type(self).__new__(type(self)), self._carrier.lend()
        raw = RawClient(settings, carrier)
        copy.__dict__.update(self.__dict__, _settings=settings, _carrier=carrier, _raw=raw)
        return copy

    def send(self, request: Request[T]) -> T:
        """Send *request* and give its result: the typed way to an endpoint that has no method yet."""
        return self._raw.send(request).value

    def stream(self, listing: Listing[T]) -> Pages[T]:
        """Read *listing* page after page, as its items are asked for."""
        return Pages(self._raw, self._fitted(listing))

    def chunks(self, streamed: Streamed) -> Chunks:
        """Read a file in chunks, as they are asked for: what `stream_bytes` calls."""
        return Chunks(self._raw, streamed)

    def collect(self, listing: Listing[T]) -> list[T]:
        """Read *listing* to its end."""
        items: list[T] = []
        for page in self.stream(listing).pages():
            items += page.items
        return items[: listing.limit]

    def follow(self, uri: str, model: type[T]) -> T:
        """Fetch the *model* at *uri*, such as the `uri` of another one or one of its `subresource_uris`.

        It is asked for in the client's own format, whatever extension *uri* has. An address that is not on the API's
        own origin raises ArgumentError, before anything is sent.
        """
        return self.send(self._following(uri, model))

    def follow_list(self, uri: str, model: type[T], *, limit: int | None = None) -> list[T]:
        """Read the list of *model* at *uri*, such as one of `subresource_uris`, to its end or *limit*: see `follow`."""
        return self.collect(self._following_list(uri, model, limit))

    def close(self) -> None:
        """Close the connections: tries under way come to their end, further ones and calls raise ConfigurationError."""
        self._carrier.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


class AsyncClient(BaseClient):
    """Twilio's REST API, for async code: as `Client`, with `await` before an operation and `async for` over a stream.

    It can be made outside an event loop and used in several, also at the same time. Use it with `async with`, or
    aclose() it.
    """

    def __init__(
        self,
        username: str | None = None,
        password: str | None = None,
        account_sid: str | None = None,
        *,
        region: str | None = None,
        edge: str | None = None,
        base_url: str | None = None,
        allow_http: bool = False,
        format: str = "json",  # noqa: A002 - Twilio's word for it
        timeout: float = 60.0,
        retry: Retry = Retry(),  # noqa: B008 - frozen
        transport: httpx.AsyncBaseTransport | None = None,
        proxy: str | None = None,
        verify: ssl.SSLContext | None = None,
        user_agent: str | None = None,
    ) -> None:
        given = Credentials(username, password)
        del username, password  # a traceback from here on shows neither
        from ._transport_async import async_carrier  # noqa: PLC0415 - brings httpx, which models and errors do without

        try:
            self._settings = settings(
                given,
                account_sid,
                region=region,
                edge=edge,
                base_url=base_url,
                allow_http=allow_http,
                format=format,
                timeout=timeout,
                retry=retry,
                user_agent=user_agent,
            )
            self._carrier = async_carrier(self._settings, transport, proxy, verify)
        except TwilioError as error:
            del base_url, proxy  # they may hold a password, too
            raise bare(error) from None
        self._raw = AsyncRawClient(self._settings, self._carrier)

    @property
    def with_raw_response(self) -> AsyncRawClient:
        """The same client, whose operations give a `Reply`: .value, .status, .headers, .request_id, .body."""
        return self._raw

    def with_options(
        self,
        *,
        timeout: float | None = None,
        retry: Retry | None = None,
        format: str | None = None,  # noqa: A002 - Twilio's word for it
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """Give a copy with other options that shares the connections; closing the copy leaves them open.

        What is None stays as it is. *headers* are added to every request of the copy. Raises ConfigurationError.
        """
        try:
            settings = changed(self._settings, timeout, retry, format, headers)
        except TwilioError as error:
            del headers  # what cannot be sent may still be a secret
            raise bare(error) from None
        copy, carrier = type(self).__new__(type(self)), self._carrier.lend()
        raw = AsyncRawClient(settings, carrier)
        copy.__dict__.update(self.__dict__, _settings=settings, _carrier=carrier, _raw=raw)
        return copy

    async def send(self, request: Request[T]) -> T:
        """Send *request* and give its result: the typed way to an endpoint that has no method yet."""
        return (await self._raw.send(request)).value

    def stream(self, listing: Listing[T]) -> AsyncPages[T]:
        """Read *listing* page after page, as its items are asked for."""
        return AsyncPages(self._raw, self._fitted(listing))

    def chunks(self, streamed: Streamed) -> AsyncChunks:
        """Read a file in chunks, as they are asked for: what `stream_bytes` calls."""
        return AsyncChunks(self._raw, streamed)

    async def collect(self, listing: Listing[T]) -> list[T]:
        """Read *listing* to its end."""
        items: list[T] = []
        async for page in self.stream(listing).pages():
            items += page.items
        return items[: listing.limit]

    async def follow(self, uri: str, model: type[T]) -> T:
        """Fetch the *model* at *uri*, such as the `uri` of another one or one of its `subresource_uris`.

        It is asked for in the client's own format, whatever extension *uri* has. An address that is not on the API's
        own origin raises ArgumentError, before anything is sent.
        """
        return await self.send(self._following(uri, model))

    async def follow_list(self, uri: str, model: type[T], *, limit: int | None = None) -> list[T]:
        """Read the list of *model* at *uri*, such as one of `subresource_uris`, to its end or *limit*: see `follow`."""
        return await self.collect(self._following_list(uri, model, limit))

    async def aclose(self) -> None:
        """Close the connections: tries under way come to their end, further ones and calls raise ConfigurationError."""
        await self._carrier.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()
