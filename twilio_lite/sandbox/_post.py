"""What acts: posts to servers on this machine and to applications in this process, in sync and in async code.

What decides is a generator of posts, which is sent what came of each; `act` and `aact` are the two loops that drive it.
"""

from __future__ import annotations

import asyncio
import http.client
import io
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from inspect import iscoroutinefunction
from typing import Any, TypeAlias, TypeVar
from urllib.parse import unquote_to_bytes, urlsplit

import attrs

T = TypeVar("T")
App: TypeAlias = Callable[..., Any]

TIMEOUT = 15.0
LARGEST_ANSWER = 5_000_000


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
    try:
        post = next(steps)
        while True:
            started = time.perf_counter()
            answered = sent(post)
            post = steps.send(attrs.evolve(answered, seconds=time.perf_counter() - started))
    except StopIteration as stop:
        result: T = stop.value
        return result


async def aact(steps: Steps[T]) -> T:
    """Drive *steps* in async code: ASGI applications run in the caller's loop, all else in a thread beside it."""
    try:
        post = next(steps)
        while True:
            started = time.perf_counter()
            is_asgi = post.app is not None and is_async(post.app)
            answered = await asked_asgi(post) if is_asgi else await asyncio.to_thread(sent, post)
            post = steps.send(attrs.evolve(answered, seconds=time.perf_counter() - started))
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
            return thread.submit(asyncio.run, asked_asgi(post)).result()
    return asked_wsgi(post)


def is_async(app: App) -> bool:
    """Say whether an application is of ASGI, else it is of WSGI."""
    return iscoroutinefunction(app) or iscoroutinefunction(getattr(app, "__call__", None))  # noqa: B004 - not whether, but what


def asked_server(post: Post) -> Answered:
    """Ask a server. What it does within its fifteen seconds is its answer, what it does later is too late."""
    parts = urlsplit(post.url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        connection.connect()
    except (OSError, ValueError) as error:  # a name that cannot be one of a host is a ValueError
        return Answered(error=f"no connection: {error}", is_connected=False)
    socket = connection.sock
    is_late = threading.Event()

    def cut() -> None:
        is_late.set()
        with suppress(OSError):
            socket.shutdown(2)

    watch = threading.Timer(TIMEOUT, cut)
    watch.daemon = True
    watch.start()
    try:
        connection.request(post.method, post.target, post.body or None, dict(post.headers))
        answer = connection.getresponse()
        body = answer.read(LARGEST_ANSWER)
        if is_late.is_set():
            raise TimeoutError  # it came too late, however much of it came
        return Answered(status=answer.status, content_type=answer.getheader("Content-Type", ""), body=body)
    except (OSError, http.client.HTTPException, ValueError) as error:  # a path that is not ASCII is one, too
        words = (
            f"no answer within {TIMEOUT:g} s"
            if is_late.is_set() or isinstance(error, TimeoutError)
            else f"no answer: {error!r}"
        )
        return Answered(error=words)
    finally:
        watch.cancel()
        connection.close()


def asked_wsgi(post: Post) -> Answered:
    """Call a WSGI application. What it raises is an error 500, as with any server."""
    parts, headers = urlsplit(post.url), {**post.headers, "Host": urlsplit(post.url).netloc}
    errors = io.StringIO()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": post.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(parts.path or "/").decode("latin-1"),
        "QUERY_STRING": parts.query,
        "REQUEST_URI": post.target,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or (443 if parts.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_LENGTH": str(len(post.body)),
        "CONTENT_TYPE": headers.pop("Content-Type", ""),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": io.BytesIO(post.body),
        "wsgi.errors": errors,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written = io.BytesIO()

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> Callable[[bytes], int]:
        started.append((status, headers))
        return written.write

    try:
        answer = post.app(environ, start_response) if post.app else ()
        try:
            for part in answer:
                written.write(part)
        finally:
            getattr(answer, "close", bool)()
        status, head = started[-1]
    except Exception:  # noqa: BLE001 - the application is anybody's
        return raised()
    types = {name.lower(): value for name, value in head}
    return Answered(status=int(status[:3]), content_type=types.get("content-type", ""), body=written.getvalue())


async def asked_asgi(post: Post) -> Answered:
    """Call an ASGI application, in the loop that runs."""
    parts = urlsplit(post.url)
    headers = {**post.headers, "Host": parts.netloc, "Content-Length": str(len(post.body))}
    port = parts.port or (443 if parts.scheme == "https" else 80)
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": post.method,
        "scheme": parts.scheme,
        "path": unquote_to_bytes(parts.path or "/").decode(errors="replace"),
        "raw_path": (parts.path or "/").encode(),
        "query_string": parts.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 0),
        "server": (parts.hostname, port),
        "state": {},
    }
    requests = [{"type": "http.request", "body": post.body, "more_body": False}]
    messages: list[Mapping[str, Any]] = []

    app: App = post.app or sent

    async def receive() -> dict[str, Any]:
        return requests.pop() if requests else {"type": "http.disconnect"}

    async def send(message: Mapping[str, Any]) -> None:
        messages.append(message)

    try:
        async with asyncio.timeout(TIMEOUT):
            await app(scope, receive, send)
    except TimeoutError:
        return Answered(error=f"no answer within {TIMEOUT:g} s")
    except Exception:  # noqa: BLE001 - the application is anybody's
        return raised()
    head: dict[bytes, bytes] = dict(messages[0]["headers"]) if messages else {}
    body = b"".join(message.get("body", b"") for message in messages)
    status = messages[0]["status"] if messages else 500
    return Answered(status=status, content_type=head.get(b"content-type", b"").decode("latin-1"), body=body)


def raised() -> Answered:
    """Answer as a server does for an application that raised; the traceback is what a test wants to see."""
    print(traceback.format_exc(), file=sys.stderr)  # noqa: T201 - as servers do
    return Answered(status=500, content_type="text/plain", body=traceback.format_exc().encode())
