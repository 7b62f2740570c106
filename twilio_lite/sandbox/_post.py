"""What acts: posts to servers on this machine and to applications in this process, in sync and in async code.

What decides is a generator of posts, which is sent what came of each; `act` and `aact` are the two loops that drive it.
"""

from __future__ import annotations

import asyncio
import http.client
import socket
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from contextvars import ContextVar, copy_context
from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import urlsplit

import attrs
import httpx

from ._rules import is_web_address

T = TypeVar("T")
App: TypeAlias = Callable[..., Any]

TIMEOUT = 15.0
LARGEST_ANSWER = 5_000_000
# Whose files call an application, before its own are reached.
CALLERS = (str(Path(__file__).parent), str(Path(httpx.__file__).parent))
# Within how many applications, each asked by the sandbox on behalf of the one before, this runs.
DEPTH: ContextVar[int] = ContextVar("depth", default=0)


def host_of(url: str) -> str:
    """Give the host of an address of http or https; "" when it is none."""
    return urlsplit(url).hostname or "" if is_web_address(url) else ""


def origin(url: str) -> str:
    """Give the scheme, host and port of an address, without a login; "" when it is none of http or https."""
    scheme, place = urlsplit(url)[:2] if host_of(url) else ("", "")
    return f"{scheme}://{place.rpartition('@')[2]}".lower() if place else ""


@attrs.frozen(kw_only=True)
class Post:
    """A request to make: of *app*, when one in this process answers for the address, else of a server."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    body: bytes = b""
    app: App | None = None

    @property
    def target(self) -> str:
        """The path with its query, as on the wire."""
        parts = urlsplit(self.url)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


@attrs.frozen(kw_only=True)
class Answered:
    """What came of a post; *error* says why there is no answer, *is_connected* that there was somebody to ask."""

    status: int | None = None
    content_type: str = ""
    body: bytes = b""
    error: str = ""
    is_connected: bool = True
    seconds: float = 0.0


Steps: TypeAlias = Generator[Post, Answered, T]


def act(steps: Steps[T]) -> T:
    """Drive *steps* in sync code."""
    with closing(steps):  # whatever an application raises that is not an error, such as the end of a test
        try:
            post = next(steps)
            while True:
                started = time.perf_counter()
                post = steps.send(attrs.evolve(sent(post), seconds=time.perf_counter() - started))
        except StopIteration as stop:
            result: T = stop.value
            return result


async def aact(steps: Steps[T]) -> T:
    """Drive *steps* in async code: ASGI applications run in the caller's loop, all else in a thread beside it."""
    with closing(steps):
        try:
            post = next(steps)
            while True:
                started = time.perf_counter()
                app = post.app if post.app and is_async(post.app) else None
                came = await (asked_asgi(post, app) if app else asyncio.to_thread(sent, post))
                post = steps.send(attrs.evolve(came, seconds=time.perf_counter() - started))
        except StopIteration as stop:
            result: T = stop.value
            return result


def sent(post: Post) -> Answered:
    """Make one post."""
    if post.app is None:
        return asked_server(post)
    if is_async(post.app):
        # A thread of its own: there may be a loop in this one.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(copy_context().run, asyncio.run, asked_asgi(post, post.app)).result()
    return asked_wsgi(post, post.app)


def is_async(app: App) -> bool:
    """Say whether an application is of ASGI, else it is of WSGI."""
    return iscoroutinefunction(app) or iscoroutinefunction(getattr(app, "__call__", None))  # noqa: B004 - not whether, but what


def asked_server(post: Post) -> Answered:
    """Ask a server. What it answers within its fifteen seconds is its answer, all else comes too late."""
    parts, end = urlsplit(post.url), time.monotonic() + TIMEOUT
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.connect()
    except (OSError, ValueError) as error:  # a name that cannot be one of a host is a ValueError
        return Answered(error=f"no connection: {error}", is_connected=False)
    watch = threading.Timer(TIMEOUT, cut, (connection.sock,))
    watch.daemon = True
    watch.start()
    try:
        connection.request(post.method, post.target, post.body or None, dict(post.headers))
        answer = connection.getresponse()
        body, type_ = answer.read(LARGEST_ANSWER), answer.getheader("Content-Type", "")
        came = Answered(status=answer.status, content_type=type_, body=body)
    except (OSError, http.client.HTTPException, ValueError) as error:  # a path that is not ASCII is one, too
        came = Answered(error=f"no answer: {error!r}", is_connected=False)
    finally:
        watch.cancel()
        connection.close()
    return came if time.monotonic() < end else Answered(error=f"no answer within {TIMEOUT:g} s")


def cut(connection: socket.socket) -> None:
    """End what takes too long, whichever side it waits for."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


def asked_wsgi(post: Post, app: App) -> Answered:
    """Call a WSGI application. What it raises is an error 500, as with any server."""
    before = DEPTH.set(DEPTH.get() + 1)
    try:
        with httpx.Client(transport=httpx.WSGITransport(app)) as client:
            return answered(client.request(post.method, post.url, headers=post.headers, content=post.body))
    except Exception as error:  # noqa: BLE001 - the application is anybody's
        return raised(error)
    finally:
        DEPTH.reset(before)


async def asked_asgi(post: Post, app: App) -> Answered:
    """Call an ASGI application, in the loop that runs. What it raises is an error 500, as with any server."""
    limit, before = asyncio.timeout(TIMEOUT), DEPTH.set(DEPTH.get() + 1)
    try:
        async with limit, httpx.AsyncClient(transport=httpx.ASGITransport(app)) as client:
            return answered(await client.request(post.method, post.url, headers=post.headers, content=post.body))
    except Exception as error:  # noqa: BLE001 - the application is anybody's
        return Answered(error=f"no answer within {TIMEOUT:g} s") if limit.expired() else raised(error)
    finally:
        DEPTH.reset(before)


def answered(response: httpx.Response) -> Answered:
    """Take what an application in this process answered."""
    type_ = response.headers.get("Content-Type", "")
    return Answered(status=response.status_code, content_type=type_, body=response.content)


def raised(error: Exception) -> Answered:
    """Answer as a server does for an application that raised; a test wants to see the application's traceback."""
    told = traceback.TracebackException.from_exception(error)
    while told.stack[0].filename.startswith(CALLERS) and len(told.stack) > 1:
        del told.stack[0]
    text = "".join(told.format())
    print(text, file=sys.stderr)  # noqa: T201 - as servers do
    return Answered(status=500, content_type="text/plain", body=text.encode(errors="replace"))
