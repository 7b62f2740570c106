"""Webhooks of a plain WSGI application: a middleware that lets nothing but Twilio's requests through to some paths.

    app = TwilioMiddleware(app, Webhook(), paths=("/twilio/",))

The body is still there for the application, and the event is `environ["twilio_lite.event"]`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from .._headers import Headers
from ._event import Event
from ._paths import EVENT, checked, covered
from ._target import as_sent, of_environ
from ._webhook import WITHOUT_BODY, Refusal, Webhook, size_said

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

__all__ = ["TwilioMiddleware", "Webhook"]


class TwilioMiddleware:
    """Proves the requests to *paths*, those and all below them; all others pass as they are.

    A stranger gets 403 without a reason, a body that is too large 413.
    """

    def __init__(self, app: WSGIApplication, webhook: Webhook, paths: Sequence[str] = ("/twilio/",)) -> None:
        self.app: WSGIApplication = app
        self.webhook: Webhook = webhook
        self.paths: tuple[str, ...] = checked(paths)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, or let the application answer it."""
        if not covered(as_sent(environ.get("PATH_INFO", "")), self.paths):
            return self.app(environ, start_response)
        outcome = taken(environ, self.webhook)
        if isinstance(outcome, Refusal):
            body = outcome.phrase.encode()
            headers = {"Content-Type": "text/plain", "Content-Length": str(len(body)), **outcome.headers}
            start_response(f"{outcome.status} {outcome.phrase}", list(headers.items()))
            return [body]
        environ[EVENT] = outcome
        return self.app(environ, start_response)


def taken(environ: WSGIEnvironment, webhook: Webhook) -> Event | Refusal:
    """Give the event that a request is, or the refusal of it."""
    body = read_body(environ, webhook.max_body)
    is_query = environ["REQUEST_METHOD"] in WITHOUT_BODY
    return webhook.taken(of_environ(environ), None if is_query else body, headers_of(environ), Event)


def read_body(environ: WSGIEnvironment, most: int) -> bytes:
    """Read the body of a request, and leave it there for the application; of one that is too large, little more.

    A server tells the length of a body, or that its input ends with it. One that breaks off is as long as it is.
    """
    stream, ends = environ["wsgi.input"], environ.get("wsgi.input_terminated") and not environ.get("CONTENT_LENGTH")
    left = most + 1 if ends else min(size_said(headers_of(environ)), most + 1)
    chunks: list[bytes] = []
    with suppress(Exception):  # chunks that are none, which every server tells in its own way
        while left > 0 and (chunk := stream.read(left)):
            chunks.append(chunk)
            left -= len(chunk)
    body = b"".join(chunks)
    environ["wsgi.input"] = BytesIO(body)
    environ["CONTENT_LENGTH"] = str(len(body))
    return body


def headers_of(environ: WSGIEnvironment) -> Headers:
    """The headers of a request."""
    named = {name.removeprefix("HTTP_"): value for name, value in environ.items() if name.startswith("HTTP_")}
    named |= {name: environ.get(name, "") for name in ("CONTENT_TYPE", "CONTENT_LENGTH")}
    return Headers({name.replace("_", "-"): value for name, value in named.items() if value})
