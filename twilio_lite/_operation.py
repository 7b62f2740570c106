"""One body, two typed faces: what a resource method builds, the client at hand sends.

A method decorated with `@operation` returns a `Request[T]`. Under `Client` its caller gets the T, under `AsyncClient` a
coroutine of it, under `with_raw_response` a `Reply[T]`. `@listing` does the same for a `Listing[T]`, which becomes a
stream of items; `collected` makes the list of it. `@chunked` does it for a file, which comes in chunks. There is no
branch on the colour of the client, except that a coroutine gets the name of its operation.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Coroutine
from types import CoroutineType, FunctionType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, Literal, ParamSpec, Protocol, TypeVar, cast, overload

import attrs

from ._arguments import check, placed
from .errors import TwilioError, bare

if TYPE_CHECKING:
    from ._chunks import AsyncChunks, Chunks, Streamed
    from ._client import AsyncClient, AsyncRawClient, BaseClient, Client, RawClient
    from ._paging import AsyncPages, Pages
    from ._request import Listing, Reply, Request

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
C_co = TypeVar("C_co", bound="BaseClient", covariant=True)

COROUTINE: Any = CoroutineType


@attrs.frozen
class Resource(Generic[C_co]):
    """A place in the API, reached through a client."""

    client: C_co
    path: str


class Operation(Protocol[P, T_co]):
    """A method that sends what its body builds."""

    @overload
    def __get__(self, resource: Resource[Client], owner: Any = ..., /) -> Callable[P, T_co]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncClient], owner: Any = ..., /
    ) -> Callable[P, Coroutine[Any, Any, T_co]]: ...
    @overload
    def __get__(self, resource: Resource[RawClient], owner: Any = ..., /) -> Callable[P, Reply[T_co]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncRawClient], owner: Any = ..., /
    ) -> Callable[P, Coroutine[Any, Any, Reply[T_co]]]: ...


class Streaming(Protocol[P, T_co]):
    """A method that reads a listing lazily. It has no raw faces: a list is many answers."""

    @overload
    def __get__(self, resource: Resource[Client], owner: Any = ..., /) -> Callable[P, Pages[T_co]]: ...
    @overload
    def __get__(self, resource: Resource[AsyncClient], owner: Any = ..., /) -> Callable[P, AsyncPages[T_co]]: ...


class Chunking(Protocol[P]):
    """A method that reads a file in chunks. It has no raw faces: its bytes come when they are asked for."""

    @overload
    def __get__(self, resource: Resource[Client], owner: Any = ..., /) -> Callable[P, Chunks]: ...
    @overload
    def __get__(self, resource: Resource[AsyncClient], owner: Any = ..., /) -> Callable[P, AsyncChunks]: ...


class Collecting(Protocol[P, T]):
    """A method that reads a listing to its end."""

    @overload
    def __get__(self, resource: Resource[Client], owner: Any = ..., /) -> Callable[P, list[T]]: ...
    @overload
    def __get__(
        self, resource: Resource[AsyncClient], owner: Any = ..., /
    ) -> Callable[P, Coroutine[Any, Any, list[T]]]: ...


def operation(build: Callable[Concatenate[Any, P], Request[T]]) -> Operation[P, T]:
    """Make *build* send the request it returns."""
    return cast("Operation[P, T]", passing_on(build, "send"))


def listing(build: Callable[Concatenate[Any, P], Listing[T]]) -> Streaming[P, T]:
    """Make *build* stream the listing it returns."""
    return cast("Streaming[P, T]", passing_on(build, "stream"))


def chunked(build: Callable[Concatenate[Any, P], Streamed]) -> Chunking[P]:
    """Make *build* give the chunks of the file it returns."""
    return cast("Chunking[P]", passing_on(build, "chunks"))


def collected(stream: Streaming[P, T]) -> Collecting[P, T]:
    """The listing of *stream*, read to its end into a list, under the name `list`."""
    streaming: FunctionType = cast("Any", stream).__wrapped__
    build = FunctionType(streaming.__code__, streaming.__globals__, "list")
    build.__module__ = streaming.__module__
    build.__annotations__ = streaming.__annotations__
    build.__kwdefaults__ = streaming.__kwdefaults__
    build.__qualname__ = streaming.__qualname__.replace("stream", "list")
    told = inspect.cleandoc(streaming.__doc__ or "")
    build.__doc__ = f"Read the whole list at once, where `stream` reads it as you go.\n\n{told}"
    return cast("Collecting[P, T]", passing_on(build, "collect"))


def passing_on(
    build: Callable[..., object], verb: Literal["send", "stream", "collect", "chunks"]
) -> Callable[..., Any]:
    """Make the method that checks its arguments and passes what *build* makes of them on to the client's *verb*."""
    name = cast("FunctionType", build).__qualname__

    @functools.wraps(build)
    def call(resource: Resource[Any], *args: Any, **kwargs: Any) -> Any:
        try:
            check(build, kwargs if not args else {**placed(build, args), **kwargs})
            built = build(resource, *args, **kwargs)
        except TwilioError as error:
            raise bare(error) from None
        passed = getattr(resource.client, verb)(built)
        if type(passed) is COROUTINE:  # Python names it where nobody awaits it
            passed.__qualname__ = name
        return passed

    return call
