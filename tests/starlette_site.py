"""Webhooks in FastAPI, and in Starlette mounted below it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, FastAPI, Form, Request, Response, WebSocket
from starlette.applications import Starlette
from starlette.middleware.base import RequestResponseEndpoint
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from conftest import TOKEN
from serving import MOST
from twilio_lite.twiml import Message, MessagingResponse
from twilio_lite.webhooks import Event, InboundMessage, OtherEvent, StatusCallback
from twilio_lite.webhooks.starlette import TwimlResponse, Webhook

webhook = Webhook(TOKEN, max_body=MOST)
Inbound = Annotated[InboundMessage, Depends(webhook(InboundMessage))]
LOGIN = Webhook(TOKEN, basic_auth=("ahab", "whale"))
PUBLIC = Webhook(TOKEN, public_url="https://twilio.example.com/prefix")

app = FastAPI()
mounted = FastAPI()


@app.middleware("http")
async def touching(request: Request, call_next: RequestResponseEndpoint) -> Response:
    if request.headers.get("X-Touch"):
        await request.body()
    return await call_next(request)


@mounted.post("/sms")
@app.post("/def")
def sms(message: Inbound) -> TwimlResponse:
    return TwimlResponse(MessagingResponse(Message(f"You said {message.body}")))


@app.post("/async")
async def sms_async(message: Inbound) -> TwimlResponse:
    return sms(message)


@app.post("/form")
def with_form(
    message: Inbound,
    Body: Annotated[str, Form()],  # noqa: N803 - what Twilio calls it
    To: Annotated[list[str], Form()] = [],  # noqa: B006, N803 - as above
) -> list[str | None]:
    return [message.body, Body, *To]


@app.post("/absent")
def with_absent_form(message: Inbound, absent: Annotated[str, Form()]) -> str:
    return f"{message.body} {absent}"


async def eaten(request: Request) -> None:
    async for _ in request.stream():
        pass


@app.post("/eaten", dependencies=[Depends(eaten)])
async def left_nothing(message: Inbound) -> str | None:
    return message.body


@app.post("/left")
async def left(
    request: Request, message: Inbound, same: Annotated[Event, Depends(webhook(Event))]
) -> tuple[bool, int, Any]:
    return message == same, len(await request.body()), (await request.form())["Body"]


@app.get("/sms")
async def got(message: Inbound) -> str | None:
    return message.body


@app.post("/other")
async def other(request: Request, event: Annotated[OtherEvent, Depends(webhook(OtherEvent))]) -> tuple[bool, Any, Any]:
    return event.body == await request.body(), event.params, await request.json()


@app.post("/status")
def status(event: Annotated[StatusCallback, Depends(webhook(StatusCallback))]) -> str:
    return type(event).__name__


@app.post("/login")
def login(event: Annotated[Event, Depends(LOGIN(Event))]) -> str:
    return type(event).__name__


@app.post("/public")
def public(event: Annotated[Event, Depends(PUBLIC(Event))]) -> str:
    return type(event).__name__


@app.websocket("/ws")
async def ws(socket: WebSocket, event: Annotated[Event, Depends(webhook(Event))]) -> None:
    await socket.accept()
    await socket.send_text(type(event).__name__)
    await socket.close()


@app.websocket("/login-ws")
async def login_ws(socket: WebSocket, event: Annotated[Event, Depends(LOGIN(Event))]) -> None:
    await ws(socket, event)


async def plain(request: Request) -> PlainTextResponse:
    message = await webhook(InboundMessage)(request)
    return PlainTextResponse(f"{message.body} {(await request.form())['Body']}")


app.mount("/mounted", mounted)
app.mount("/plain", Starlette(routes=[Mount("/deep", routes=[Route("/sms", plain, methods=["POST"])])]))
