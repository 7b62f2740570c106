"""Webhooks of a plain ASGI application: a middleware that lets nothing but Twilio's requests through to some paths.

    app = TwilioMiddleware(app, Webhook(), paths=("/twilio/",))

The body is still there for the application, and the event is `scope["twilio_lite.event"]`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from .._headers import Headers
from ._event import Event
from ._paths import EVENT, checked, covered
from ._target import of_scope
from ._webhook import WITHOUT_BODY, Refusal, Webhook, size_said

__all__ = ["TwilioMiddleware", "Webhook"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY_VIOLATION = 1008


class TwilioMiddleware:
    """Proves the requests to *paths*, those and all below them, WebSockets too; all others pass as they are.

    A stranger gets 403 without a reason, a body that is too large 413.
    """

    def __init__(self, app: App, webhook: Webhook, paths: Sequence[str] = ("/twilio/",)) -> None:
        self.app: App = app
        self.webhook: Webhook = webhook
        self.paths: tuple[str, ...] = checked(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or let the application answer it."""
        if scope["type"] not in {"http", "websocket"} or not covered(path_of(scope), self.paths):
            await self.app(scope, receive, send)
            return
        body = await read_body(scope, receive, self.webhook.max_body)
        outcome = taken(scope, body, self.webhook)
        if isinstance(outcome, Refusal):
            await refuse(scope, outcome, send)
        else:
            await self.app(
                {**scope, EVENT: outcome}, again(body, receive) if scope["type"] == "http" else receive, send
            )


def path_of(scope: Scope) -> str:
    """The path below the place where the application is mounted."""
    root, path = str(scope.get("root_path") or ""), str(scope["path"])
    return path.removeprefix(root) if path.startswith(f"{root}/") else path


def taken(scope: Scope, body: bytes, webhook: Webhook) -> Event | Refusal:
    """Give the event that a request is, or the refusal of it."""
    is_query = scope.get("method", "GET") in WITHOUT_BODY
    return webhook.taken(of_scope(scope), None if is_query else body, Headers.received(scope["headers"]), Event)


async def read_body(scope: Scope, receive: Receive, most: int) -> bytes:
    """Read the body of a request; of one that is too large, a little more than may be, or nothing if it says so."""
    body = bytearray()
    more = scope["type"] == "http" and size_said(Headers.received(scope["headers"])) <= most
    while more and len(body) <= most:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """Make what gives the application a *body* that was read, and then what *receive* has."""
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def received() -> Message:
        return messages.pop() if messages else await receive()

    return received


async def refuse(scope: Scope, refusal: Refusal, send: Send) -> None:
    """Answer a request that is not taken; a WebSocket that is closed before it was accepted ends in 403."""
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": POLICY_VIOLATION})
        return
    body = refusal.phrase.encode()
    headers = {"content-type": "text/plain", "content-length": str(len(body)), **refusal.headers}
    encoded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": refusal.status, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
