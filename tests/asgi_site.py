"""Applications of ASGI behind the middleware: a plain one, and Starlette's."""

from __future__ import annotations

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Mount, Route

from conftest import TOKEN
from serving import MOST
from twilio_lite.webhooks.asgi import TwilioMiddleware, Webhook

EVENT = "twilio_lite.event"
webhook = Webhook(TOKEN, max_body=MOST)
LOGIN = Webhook(TOKEN, basic_auth=("ahab", "whale"))
started: list[str] = []


async def plain(scope: Any, receive: Any, send: Any) -> None:
    """Tell which event there is, and how long the body; and whether the server started and stopped."""
    if scope["type"] == "lifespan":
        for _ in range(2):
            what = (await receive())["type"]
            started.append(what)
            await send({"type": f"{what}.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.send", "text": type(scope.get(EVENT)).__name__})
        await send({"type": "websocket.close"})
    else:
        await told(Request(scope, receive, send), scope, receive, send)


async def told(request: Request, *call: Any) -> None:
    length = len(await request.body())
    await JSONResponse([type(request.scope.get(EVENT)).__name__, length, request.method])(*call)


async def endpoint(request: Request) -> JSONResponse:
    form = await request.form()
    return JSONResponse([type(request.scope.get(EVENT)).__name__, form.get("Body")])


routes = [Route("/{path:path}", endpoint, methods=["POST"])]
inner = Starlette(routes=routes)
inner.add_middleware(TwilioMiddleware, webhook=webhook, paths=["/sms"])
starlette_app = Starlette(routes=[Mount("/mounted", inner), *routes])
starlette_app.add_middleware(TwilioMiddleware, webhook=webhook)
guarded = TwilioMiddleware(TwilioMiddleware(plain, webhook), LOGIN, ("/login", "/sms/"))
