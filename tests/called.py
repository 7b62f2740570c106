"""Applications as the sandbox calls them: they note what they are asked, and answer what a test says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl
from wsgiref.util import request_uri

import attrs

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PHONE, NUMBER = "+15555550100", "+15005550006"
SERVICE = f"MG{'0' * 32}"


@attrs.frozen
class Asked:
    """A request as an application saw it; *form* is its body, or its query when it is a GET."""

    method: str
    url: str
    form: dict[str, str]
    headers: dict[str, str]


@attrs.frozen
class Said:
    """What an application answers, besides TwiML: a status, a type, a body."""

    body: str = ""
    status: str = "200 OK"
    content_type: str = "text/xml"


Says = Callable[[Asked], "str | Said"]


class App:
    """A WSGI application; what it says in a str is the inside of a TwiML document."""

    def __init__(self, says: Says = lambda _: "") -> None:
        self.says = says
        self.asked: list[Asked] = []

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        method, length = environ["REQUEST_METHOD"], int(environ.get("CONTENT_LENGTH") or 0)
        text = environ["QUERY_STRING"] if method == "GET" else environ["wsgi.input"].read(length).decode()
        headers = {name[5:].replace("_", "-").title(): str(value) for name, value in environ.items() if "HTTP_" in name}
        asked = Asked(method, request_uri(environ), dict(parse_qsl(text, keep_blank_values=True)), headers)
        self.asked.append(asked)
        said = self.says(asked)
        if isinstance(said, str):
            said = Said(f"<Response>{said}</Response>")
        start_response(said.status, [("Content-Type", said.content_type)] if said.content_type else [])
        return [said.body.encode()]

    @property
    def statuses(self) -> list[str]:
        """The statuses of messages and calls that it was told."""
        return [one.form.get("MessageStatus") or one.form["CallStatus"] for one in self.asked]


def saying(*answers: str | Said) -> App:
    """Make an application that gives these answers, one after the other."""
    left = iter(answers)
    return App(lambda _: next(left))


async def bare(scope: Any, receive: Any, send: Any) -> None:
    """Reply to a message, as an ASGI application without a framework."""
    assert scope["type"] == "http"
    form = dict(parse_qsl((await receive())["body"].decode()))
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": f"bare {form['Body']}".encode()})


@contextmanager
def nobody() -> Iterator[str]:
    """Give an address on this machine where nobody listens."""
    with closing(socket.socket()) as line:
        line.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{line.getsockname()[1]}"


@contextmanager
def mute() -> Iterator[str]:
    """Give an address on this machine where somebody listens and never answers."""
    with closing(socket.create_server(("127.0.0.1", 0))) as line:
        yield f"http://127.0.0.1:{line.getsockname()[1]}"


@contextmanager
def dripping() -> Iterator[str]:
    """Give an address on this machine where somebody answers byte by byte, without an end."""
    is_over = threading.Event()

    def drip() -> None:
        with closing(line.accept()[0]) as caller, suppress(OSError):
            caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while not is_over.wait(0.01):
                caller.sendall(b"x")

    with closing(socket.create_server(("127.0.0.1", 0))) as line:
        thread = threading.Thread(target=drip)
        thread.start()
        yield f"http://127.0.0.1:{line.getsockname()[1]}"
        is_over.set()
        thread.join()
