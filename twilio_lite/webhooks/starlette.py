"""Webhooks in Starlette and FastAPI.

    webhook = Webhook()

    @app.post("/sms")
    async def sms(message: Annotated[InboundMessage, Depends(webhook(InboundMessage))]) -> TwimlResponse:
        return TwimlResponse(MessagingResponse(Message(f"You said {message.body}")))

In Starlette, `message = await webhook(InboundMessage)(request)`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, cast

from starlette.exceptions import HTTPException, WebSocketException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response

from .. import twiml
from .._headers import Headers
from . import _webhook
from ._answer import document
from ._fields import Pairs
from ._parse import check
from ._target import of_scope
from ._webhook import WITHOUT_BODY, E, Refusal
from .asgi import POLICY_VIOLATION, TwilioMiddleware

__all__ = ["TwilioMiddleware", "TwimlResponse", "Webhook"]


class TwimlResponse(Response):
    """A response that is TwiML."""

    media_type = "application/xml"

    def render(self, content: twiml.Element | bytes | str | None) -> bytes | memoryview:
        """Write *content*, a TwiML value or its text."""
        return document(content) if isinstance(content, twiml.Element) else super().render(content)


class Webhook(_webhook.Webhook):
    """Proves requests to be Twilio's: `webhook(InboundMessage)` is a dependency that gives the event.

    Raises HTTPException, 403 for a stranger, and WebSocketException where a WebSocket is to be opened.
    """

    def __call__(self, event: type[E]) -> Callable[[HTTPConnection], Coroutine[Any, Any, E]]:
        """Make the dependency that gives an *event*, a type of event, Event for any."""
        check(event)

        async def received(connection: HTTPConnection) -> E:
            content = await content_of(connection, self.max_body)
            headers = Headers.received(connection.scope["headers"])
            outcome = self.taken(of_scope(connection.scope), content, headers, event)
            if not isinstance(outcome, Refusal):
                return outcome
            if connection.scope["type"] == "websocket":
                raise WebSocketException(POLICY_VIOLATION)
            raise HTTPException(outcome.status, headers=outcome.headers)

        return received


async def content_of(connection: HTTPConnection, most: int) -> bytes | Pairs | None:
    """Read what a request says, and leave it there for the handler: its body, or the form that was read already."""
    if not isinstance(connection, Request) or connection.method in WITHOUT_BODY:
        return None
    body = bytearray()
    try:
        async for chunk in connection.stream():
            body += chunk
            if len(body) > most:
                break
    except ClientDisconnect:  # nobody waits for the answer, and what has come is not what was signed
        pass
    except RuntimeError:  # FastAPI reads the form before it asks dependencies, where a handler has Form()
        with suppress(RuntimeError):  # or else somebody read the body and kept none of it
            return cast("Pairs", (await connection.form()).multi_items())
        return []
    content = bytes(body)
    connection._body = content  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - where body(), which knows no cap, keeps it
    return content
