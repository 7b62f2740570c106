"""A sandbox on a port of this machine, in threads: the API for clients in other processes and other languages."""

from __future__ import annotations

import re
import socket
import sqlite3
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

from ..errors import ConfigurationError
from ._control import respond
from ._due import tell_next
from ._post import act

if TYPE_CHECKING:
    from ._world import World

POSTMEN = 4
LARGEST_BODY = 20_000_000
LONGEST_REST = 1.0
LENGTH = re.compile(r"[0-9]{1,9}")


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    world: World

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.lines: set[socket.socket] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self.lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        # Somebody hung up, or waits for a sandbox that is closed by now: there is nobody to be told.
        if not isinstance(sys.exception(), (OSError, ConfigurationError)):
            super().handle_error(request, client_address)

    def server_close(self) -> None:
        super().server_close()
        for line in [*self.lines]:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 60
    disable_nagle_algorithm = True  # what is written in two parts arrives at once

    def answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not LENGTH.fullmatch(length) or int(length) > LARGEST_BODY:
            self.send_error(411 if "Transfer-Encoding" in self.headers else 413)
            self.close_connection = True
            return
        body = self.rfile.read(int(length))
        if len(body) < int(length):  # the rest will never come
            self.close_connection = True
            return
        response = act(
            respond(cast("Server", self.server).world, self.command, self.path, dict(self.headers.items()), body)
        )
        self.send_response(response.status)
        for name, value in {**response.headers, "Content-Length": str(len(response.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body)

    def __getattr__(self, name: str) -> Any:
        """Answer to every method: http.server asks for `do_` and its name."""
        if not name.startswith("do_"):
            raise AttributeError(name)
        return self.answer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Say nothing: what was asked for is in the sandbox."""


@contextmanager
def served(world: World, port: int) -> Generator[str]:
    """Serve a sandbox on 127.0.0.1, and let its clock run with the wall's; give its base URL."""
    server = Server(port)
    server.world = world
    former = world.base_url, world.moves_on_fetch
    world.base_url, world.moves_on_fetch = f"http://127.0.0.1:{server.server_port}", False
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    world.clock.run(runs=True)
    thread.start()
    try:
        with postmen(world):
            yield world.base_url
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
        world.clock.run(runs=False)
        world.base_url, world.moves_on_fetch = former


@contextmanager
def postmen(world: World) -> Generator[None]:
    """Tell what is due when it is due, in some threads."""
    is_over = threading.Event()

    def work() -> None:
        while not is_over.is_set():
            try:
                is_idle, is_stuck = not act(tell_next(world)), False
            except sqlite3.OperationalError:  # somebody else has the file: what is due stays due
                is_idle = is_stuck = True
            if is_idle:
                with world.store.changed:
                    row = world.store.connection.execute("SELECT min(due) FROM things").fetchone()
                    rest = LONGEST_REST if is_stuck or row[0] is None else row[0] - world.clock.now()
                    world.store.changed.wait(0.0 if is_over.is_set() else max(0.0, min(LONGEST_REST, rest)))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(POSTMEN)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        with world.store.changed:
            world.store.changed.notify_all()
        for thread in threads:
            thread.join()
