"""Real web servers on loopback, and a way to say to them exactly what a test wants said, signed by twilio-python.

A server gets a socket that listens already, or says its port when it has one: so nobody has to wait for it.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPResponse
from io import BytesIO
from socketserver import TCPServer
from typing import Any
from urllib.parse import urlencode

import attrs
import pytest
import uvicorn
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from twilio.request_validator import RequestValidator
from waitress.server import create_server
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server

from conftest import SID, TOKEN
from twilio_lite import Headers

LOOPBACK = "127.0.0.1"
SIGNATURE = "X-Twilio-Signature"
FORM_TYPE = "application/x-www-form-urlencoded"
FORM = {"MessageSid": "SM1", "AccountSid": SID, "Body": "hi & bye, café", "From": "+15005550006", "ToZip": ""}
TWICE = MultiDict([*FORM.items(), ("To", "b"), ("To", "a"), ("To", "b")])
MOST = 300  # the cap of most webhooks here
SECONDS = 10


def signed(url: str, form: Mapping[str, str] | None = None, token: str = TOKEN) -> dict[str, str]:
    """The header with the signature that twilio-python makes."""
    return {SIGNATURE: str(RequestValidator(token).compute_signature(url, form or {}))}


class Endless(BytesIO):
    """A body that has no end, which is read with a bound; *total* is how much of it was."""

    total = 0

    def read(self, size: int | None = -1, /) -> bytes:
        """Give as much as is asked for."""
        assert size is not None
        assert size > 0
        self.total += size
        return b"x" * size


@attrs.frozen
class Reply:
    """What a server said."""

    status: int
    headers: Headers
    body: str


@attrs.frozen
class Site:
    """A server at a *port*, which is spoken to byte by byte."""

    port: int

    @property
    def host(self) -> str:
        """Where it is."""
        return f"{LOOPBACK}:{self.port}"

    @property
    def url(self) -> str:
        """Its root, without the slash."""
        return f"http://{self.host}"

    def twilio(self, target: str, form: Mapping[str, str] | None = FORM, url: str = "", **how: Any) -> Reply:
        """Ask as Twilio does: signed for *url*, or else for *target* here. Without a form and a body it is a GET."""
        signature = signed(url or self.url + target, form)
        return self.stranger(target, form, **{**how, "headers": {**signature, **how.get("headers", {})}})

    def stranger(
        self,
        target: str,
        form: Mapping[str, str] | None = FORM,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] = {},
        method: str = "",
        chunks: int = 0,
    ) -> Reply:
        """Ask the same without a signature. The body may be sent in *chunks*, so that nothing tells its length."""
        content = encoded(form) if body is None and form is not None else body
        head = {"Host": self.host, "Connection": "close"}
        if content is not None:
            head |= {"Content-Type": FORM_TYPE}
            head |= {"Transfer-Encoding": "chunked"} if chunks else {"Content-Length": str(len(content))}
        lines = [f"{method or ('GET' if content is None else 'POST')} {target} HTTP/1.1"]
        lines += [f"{name}: {value}" for name, value in {**head, **headers}.items()]
        sent = in_chunks(content or b"", chunks) if chunks else content or b""
        return self.say("\r\n".join([*lines, "", ""]).encode() + sent)

    def say(self, request: bytes) -> Reply:
        """Send *request* as it is."""
        with closing(socket.create_connection((LOOPBACK, self.port), SECONDS)) as line:
            line.sendall(request)
            with closing(HTTPResponse(line, method=request.partition(b" ")[0].decode())) as response:
                response.begin()
                return Reply(response.status, Headers(response.getheaders()), response.read().decode(errors="replace"))


def encoded(form: Mapping[str, str]) -> bytes:
    """*form* as it is sent."""
    return urlencode(list(form.items(multi=True) if isinstance(form, MultiDict) else form.items())).encode()


def filling(size: int) -> dict[str, str]:
    """A form that takes *size* bytes."""
    return {**FORM, "Pad": "x" * (size - len(encoded({**FORM, "Pad": ""})))}


def in_chunks(body: bytes, number: int) -> bytes:
    """*body* in about so many chunks, as they are sent."""
    size = max(1, len(body) // number)
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in [*parts, b""])


@contextmanager
def running(serve: Callable[[], object], stop: Callable[[], object]) -> Iterator[None]:
    """Serve in a thread while the block runs."""
    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(SECONDS)
        assert not thread.is_alive()


@contextmanager
def listening() -> Iterator[tuple[socket.socket, Site]]:
    """Open a socket that takes connections: they wait until somebody serves them."""
    with closing(socket.create_server((LOOPBACK, 0), backlog=128)) as line:
        yield line, Site(line.getsockname()[1])


@contextmanager
def uvicorn_of(app: Any, http: str = "auto", **options: Any) -> Iterator[Site]:
    """Serve an ASGI application by uvicorn, which has its own event loop."""
    config = uvicorn.Config(app, http=http, log_config=None, **options)
    server = uvicorn.Server(config)
    with listening() as (line, site), running(lambda: server.run([line]), lambda: setattr(server, "should_exit", True)):
        yield site


@contextmanager
def serving_forever(server: TCPServer) -> Iterator[Site]:
    """Serve by what socketserver knows."""
    with closing(server.socket), running(lambda: server.serve_forever(0.01), server.shutdown):
        yield Site(server.socket.getsockname()[1])


def werkzeug_of(app: Any) -> Any:
    """Serve a WSGI application by werkzeug, as `flask run` does."""
    return serving_forever(make_server(LOOPBACK, 0, app, threaded=True))


def runserver_of(app: Any) -> Any:
    """Serve a WSGI application by what `manage.py runserver` starts."""
    server = ThreadedWSGIServer((LOOPBACK, 0), WSGIRequestHandler)
    server.set_app(app)
    return serving_forever(server)


@contextmanager
def waitress_of(app: Any) -> Iterator[Site]:
    """Serve a WSGI application by waitress."""
    server = create_server(app, host=LOOPBACK, port=0, threads=2)

    def stop() -> None:
        server.task_dispatcher.shutdown()  # its threads pull the trigger, too, so they go first
        server.trigger.pull_trigger(lambda: server.asyncore.close_all(server._map))  # noqa: SLF001 - there is no other way

    with running(server.run, stop):
        yield Site(server.effective_port)


@contextmanager
def gunicorn_of(app: str, *options: str, **environ: str) -> Iterator[Site]:
    """Serve the WSGI application that is `module:name` by gunicorn, in processes of its own."""
    if sys.platform == "win32":
        pytest.skip("gunicorn does not run on Windows")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "GUNICORN_CMD_ARGS": "", **environ}
    with listening() as (line, site):
        bind = f"--bind=fd://{line.fileno()}"
        command = [sys.executable, "-m", "gunicorn", bind, "--log-level=critical", *options, app]
        process = subprocess.Popen(command, pass_fds=[line.fileno()], env=environment)
        try:
            yield site
        finally:
            process.terminate()
            process.wait(SECONDS)
