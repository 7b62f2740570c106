"""Webhooks in Flask."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Flask, jsonify, request
from werkzeug.wrappers import Response

from conftest import TOKEN
from serving import MOST
from twilio_lite.twiml import Message, MessagingResponse
from twilio_lite.webhooks import Event, InboundMessage, OtherEvent, StatusCallback
from twilio_lite.webhooks.flask import Webhook

webhook = Webhook(TOKEN, max_body=MOST)
app = Flask("site")
blueprint = Blueprint("below", "below", url_prefix="/below/<name>")

TOUCHES: dict[str | None, Callable[[], object]] = {
    "form": lambda: request.form,
    "values": lambda: request.values,
    "data": lambda: request.get_data(),  # noqa: PLW0108 - there is no request yet
    "json": lambda: request.get_json(),  # noqa: PLW0108 - as above
    "gone": lambda: request.get_data(cache=False),
}


@app.before_request
def touching() -> None:
    """Touch a request before its view does, as its header X-Touch says."""
    TOUCHES.get(request.headers.get("X-Touch"), bool)()


def echo(message: InboundMessage) -> MessagingResponse:
    return MessagingResponse(Message(f"{message.body} {request.form['Body']}"))


@app.post("/sync")
@webhook(InboundMessage)
def sync(message: InboundMessage) -> MessagingResponse:
    return echo(message)


@app.post("/async")
@webhook(InboundMessage)
async def asynchronous(message: InboundMessage) -> MessagingResponse:
    return echo(message)


@blueprint.post("/sms")
@webhook(InboundMessage)
def below(message: InboundMessage, *, name: str) -> str:
    return f"{message.body} {name}"


app.register_blueprint(blueprint)


@app.post("/none")
@webhook(InboundMessage)
def none(_: InboundMessage) -> None:
    """Answer nothing."""


@app.post("/async-none")
@webhook(InboundMessage)
async def async_none(_: InboundMessage) -> None:
    """Answer nothing."""


@app.post("/twiml-and-more")
@webhook(InboundMessage)
def more(_: InboundMessage) -> tuple[MessagingResponse, int, dict[str, str]]:
    return MessagingResponse(), 201, {"X-Kind": "tea"}


@app.post("/teapot")
@webhook(InboundMessage)
def teapot(message: InboundMessage) -> tuple[dict[str, str | None], int]:
    return {"body": message.body}, 418


@app.route("/left", methods=["GET", "POST"])
@webhook(InboundMessage)
def left(message: InboundMessage) -> Response:
    return jsonify(message.body, len(request.get_data()), request.values["Body"])


@app.post("/data-first")
@webhook(InboundMessage)
def data_first(message: InboundMessage) -> Response:
    return jsonify(message.body, len(request.get_data()), request.form["Body"])


@app.post("/other")
@webhook(OtherEvent)
def other(event: OtherEvent) -> Response:
    return jsonify(event.body == request.get_data(), event.params, request.get_json())


@webhook(StatusCallback)
def status(_: StatusCallback) -> None:
    """Be told how a message fares."""


@Webhook(TOKEN, basic_auth=("ahab", "whale"))(Event)
def login(event: Event) -> str:
    return type(event).__name__


@Webhook(TOKEN, public_url="https://twilio.example.com/prefix")(Event)
def public(event: Event) -> str:
    return type(event).__name__


@Webhook(TOKEN)(Event)
def large(event: Event) -> str:
    return type(event).__name__


for view in (status, login, public, large):
    app.post(f"/{view.__name__}")(view)
