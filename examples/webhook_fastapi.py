"""Answer messages and follow deliveries with FastAPI: TWILIO_AUTH_TOKEN proves that Twilio asks.

Run it, let a tunnel lead to it, set PUBLIC_URL to that tunnel's address and your number's webhook to .../sms.
"""

import os
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI, Response

from twilio_lite.twiml import Message, MessagingResponse
from twilio_lite.webhooks import InboundMessage, StatusCallback
from twilio_lite.webhooks.starlette import TwimlResponse, Webhook

app = FastAPI()
webhook = Webhook(public_url=os.environ.get("PUBLIC_URL"))


@app.post("/sms")
async def sms(message: Annotated[InboundMessage, Depends(webhook(InboundMessage))]) -> TwimlResponse:
    """Answer a message."""
    return TwimlResponse(MessagingResponse(Message(f"You said {message.body}, with {len(message.media)} files")))


@app.post("/status")
def status(callback: Annotated[StatusCallback, Depends(webhook(StatusCallback))]) -> Response:
    """Take note of what has become of a message."""
    print(callback.message_sid, "is", callback.message_status, flush=True)
    return Response(status_code=204)


if __name__ == "__main__":
    uvicorn.run(app, port=int(os.environ.get("PORT", "8000")))
