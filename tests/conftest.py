"""What tests share: a server on loopback that says what it is told to, and the two colours of client."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from inspect import isclass
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import attrs
import pytest

from twilio_lite import AsyncClient, Client, Headers, Response, resources
from twilio_lite._operation import Resource
from twilio_lite.sandbox import Sandbox

SID, TOKEN = "AC" + "0" * 32, "token"


@attrs.frozen
class Seen:
    """A request as it arrived."""

    method: str
    target: str
    headers: Headers
    body: str


Answer = Response | bytes
Answers = Callable[[Seen], Answer]


class Listening(ThreadingHTTPServer):
    """A server that many may call at once."""

    daemon_threads = True
    request_queue_size = 128


class Server:
    """A server on loopback: it notes what arrives and says what `answers` gives, bytes as they are."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.seen: list[Seen] = []
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                seen = Seen(self.command, self.path, Headers(self.headers.items()), body)
                server.seen.append(seen)
                answer = server.answers(seen)
                if isinstance(answer, bytes):
                    self.wfile.write(answer)
                    self.close_connection = True
                    return
                self.send_response(answer.status)
                for name, value in answer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body)

            do_GET = do_POST = do_DELETE = answer  # noqa: N815 - the names that http.server calls

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self.http = Listening(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"


@contextmanager
def serving(answers: Answers) -> Iterator[Server]:
    """Serve *answers* while the block runs."""
    server = Server(answers)
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.http.shutdown()
        thread.join()
        server.http.server_close()


def kinds() -> list[Any]:
    """Every class of resources of the library, sorted by name."""
    modules = [import_module(f"{resources.__name__}.{module.name}") for module in iter_modules(resources.__path__)]
    classes = {value for module in modules for value in vars(module).values() if isclass(value)}
    return sorted((kind for kind in classes if issubclass(kind, Resource)), key=lambda kind: kind.__name__)


def operations() -> dict[str, Any]:
    """Every operation of the library by its name, `Class.method`: what sends the request that its body builds."""
    return {
        f"{kind.__name__}.{name}": method
        for kind in kinds()
        for name, method in vars(kind).items()
        if hasattr(method, "__wrapped__")
    }


@pytest.fixture
def serve() -> Iterator[Callable[[Answers], Server]]:
    """Serve answers on loopback until the test ends."""
    with ExitStack() as stack:
        yield lambda answers: stack.enter_context(serving(answers))


@attrs.frozen
class Colour:
    """One of the two kinds of client, with the means to use it from a test written once."""

    name: str

    def client(self, *credentials: str, **options: Any) -> Any:
        """Make the client."""
        kind = Client if self.name == "sync" else AsyncClient
        return kind(*(credentials or (SID, TOKEN)), **options)

    def call(self, client: Any, use: Callable[[Any], Any]) -> Any:
        """Use *client* and close it: await what *use* gives, if it is to be awaited, and read a stream to its end."""
        if self.name == "sync":
            with client:
                return drained(use(client))
        return asyncio.run(self.call_async(client, use))

    async def call_async(self, client: Any, use: Callable[[Any], Any]) -> Any:
        """Do the same in an event loop."""
        async with client:
            result = use(client)
            if hasattr(result, "__aiter__"):
                return [item async for item in result]
            return await result if asyncio.iscoroutine(result) else result


class Clock:
    """A clock that moves when somebody waits; of the bounds of a pause it takes *chance*."""

    def __init__(self, chance: float = 1.0) -> None:
        self.now = 1000.0
        self.waited: list[float] = []
        self.chance = chance

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        """Wait in sync code."""
        self.waited.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        """Wait in async code."""
        self.sleep(seconds)

    def drive(self, client: Any) -> Any:
        """Make *client* go by this clock."""
        carrier = client._carrier  # noqa: SLF001 - time is nobody's business but a test's
        carrier.clock, carrier.chance = self, lambda: self.chance
        carrier.sleep = self.sleep if isinstance(client, Client) else self.sleep_async
        return client


def drained(result: Any) -> Any:
    """*result*, or the list of it where it is a stream or a file in chunks."""
    return list(result) if any(hasattr(result, name) for name in ("pages", "__next__", "streamed")) else result


@pytest.fixture(params=["sync", "async"])
def colour(request: pytest.FixtureRequest) -> Colour:
    """Run the test with `Client` and with `AsyncClient`."""
    return Colour(request.param)


@pytest.fixture
def sandbox_environment(serve: Callable[[Answers], Server], tmp_path: Path) -> dict[str, str]:
    """An environment in which programs find a sandbox where Twilio would be, and a folder for what they keep."""
    sandbox = Sandbox()
    numbers = {"TWILIO_FROM": "+15005550006", "TWILIO_TO": "+15555550100"}
    return environment_of(sandbox, serve(answers_of(sandbox)), tmp_path) | numbers


def answers_of(sandbox: Sandbox) -> Answers:
    """Give the answers of *sandbox* to a server."""
    return lambda seen: sandbox.answer(seen.method, seen.target, seen.headers, seen.body.encode())


def environment_of(sandbox: Sandbox, twilio: Server, folder: Path) -> dict[str, str]:
    """Give an environment with the credentials of *sandbox* and the address of *twilio*."""
    credentials = {"TWILIO_ACCOUNT_SID": sandbox.account_sid, "TWILIO_AUTH_TOKEN": sandbox.auth_token}
    return {**os.environ, **credentials, "TWILIO_BASE_URL": twilio.url, "TMPDIR": str(folder)}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the credentials and proxies of whoever runs the tests."""
    for name in list(os.environ):
        if name.startswith("TWILIO_") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what came of the matrix of faults, where it was run."""
    report = sys.modules.get("faults.report")
    if report is not None and report.RUN:
        terminalreporter.write_sep("=", "what went wrong, and what became of it")
        terminalreporter.write_line("\n".join(report.figures()))
