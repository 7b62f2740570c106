"""One small application of each kind: it answers what is proved genuine with the name of the event's type.

gunicorn finds them here by their names.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Depends, FastAPI
from flask import Flask
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from conftest import TOKEN
from serving import MOST
from twilio_lite.webhooks import Event, asgi, flask, starlette, wsgi

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

EVERYWHERE = ("/",)

proved = starlette.Webhook(TOKEN, max_body=MOST)
of_fastapi = FastAPI()


@of_fastapi.post("/{path:path}")
def told(event: Annotated[Event, Depends(proved(Event))]) -> str:
    return type(event).__name__


async def answered(request: Request) -> PlainTextResponse:
    return PlainTextResponse(type(await proved(Event)(request)).__name__)


of_starlette = Starlette(routes=[Route("/{path:path}", answered, methods=["POST"])])


async def bare_asgi(scope: Any, receive: Any, send: Any) -> None:
    await PlainTextResponse(type(scope["twilio_lite.event"]).__name__)(scope, receive, send)


of_asgi = asgi.TwilioMiddleware(bare_asgi, asgi.Webhook(TOKEN, max_body=MOST), EVERYWHERE)


def bare_wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [type(environ["twilio_lite.event"]).__name__.encode()]


of_wsgi = wsgi.TwilioMiddleware(bare_wsgi, wsgi.Webhook(TOKEN, max_body=MOST), EVERYWHERE)

of_flask = Flask("small")
of_flask.url_map.merge_slashes = False


@of_flask.post("/", defaults={"path": ""})
@of_flask.post("/<path:path>")
@flask.Webhook(TOKEN, max_body=MOST)(Event)
def seen(event: Event, path: str) -> str:  # noqa: ARG001 - Flask hands it over
    return type(event).__name__
