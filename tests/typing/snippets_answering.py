"""Pieces of user code in which no Any leaks: requests from Twilio, TwiML, tokens, tests. As `snippets`."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import flask
from django.http import HttpRequest
from fastapi import Depends

from twilio_lite.jwt import AccessToken, VideoGrant, VoiceGrant
from twilio_lite.sandbox import Sandbox
from twilio_lite.segments import count
from twilio_lite.twiml import Dial, Gather, Message, MessagingResponse, Number, Say, VoiceResponse, parse
from twilio_lite.webhooks import (
    CallStatusCallback,
    InboundMessage,
    RequestValidator,
    SignatureError,
    StatusCallback,
    VoiceRequest,
    django,
    starlette,
)
from twilio_lite.webhooks import flask as in_flask
from twilio_lite.webhooks import parse as parse_request

in_fastapi = starlette.Webhook(public_url="https://example.com")


def receive(validator: RequestValidator, url: str, body: bytes, headers: dict[str, str]) -> str:
    try:
        event = parse_request(validator, url=url, body=body, headers=headers)
    except SignatureError as error:
        return error.reason
    match event:
        case InboundMessage(body=text, media=media):
            return f"{event.from_}: {text or ''} {[each.url for each in media]}"
        case StatusCallback() | CallStatusCallback():
            return f"{event.idempotency_token}: {event.extra.get('ErrorMessage')}"
        case _:
            return type(event).__name__


def serve(app: flask.Flask) -> None:
    def sms(message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(Message(f"You said {message.body}, with {len(message.media)} files"))

    app.add_url_rule("/sms", view_func=in_flask.Webhook()(InboundMessage)(sms))


async def answered(asked: Annotated[VoiceRequest, Depends(in_fastapi(VoiceRequest))]) -> starlette.TwimlResponse:
    return starlette.TwimlResponse(VoiceResponse(Say(asked.digits or "Nothing", loop=2)))


@django.Webhook()(StatusCallback)
def delivered(request: HttpRequest, callback: StatusCallback) -> None:
    print(request.path, callback.message_sid, callback.message_status, callback.error_code)


def menu(names: dict[str, str]) -> str:
    choices = [Say(f"Press {digit} for {name}") for digit, name in names.items()]
    gather = Gather(*choices, input=["dtmf", "speech"], num_digits=1, timeout=5)
    written = str(VoiceResponse(gather, Dial(Number("+15005550006"), caller_id="+15555550199")))
    return " ".join(child if isinstance(child, str) else child.name for child in parse(written).children)


def token(identity: str, room: str | None) -> str:
    grants = [VideoGrant(room=room), VoiceGrant(incoming_allow=True)]
    made = AccessToken("AC" + "0" * 32, "SK" + "0" * 32, "secret", identity=identity, ttl=600, grants=grants)
    return made.to_jwt()


def test_a_reminder_arrives(twilio_sandbox: Sandbox) -> None:
    sid = twilio_sandbox.client().messages.create(to="+15005550006", from_="+15555550199", body="Tomorrow").sid
    twilio_sandbox.advance(5)
    [message] = [each for each in twilio_sandbox.outbox if each.sid == sid]
    assert (message.status, message.body) == ("delivered", "Tomorrow")


def price(text: str, each: Decimal) -> Decimal:
    counted = count(text)
    return each * counted.segments if counted.encoding == "GSM-7" else each * 2 * counted.segments
