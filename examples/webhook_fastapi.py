"""Answer messages and follow deliveries with FastAPI. Needs `pip install fastapi uvicorn`.

Let a tunnel lead to port 8000, set PUBLIC_URL to its address, TWILIO_AUTH_TOKEN to your account's token, and run this.
Your number's webhook is then .../sms. TWILIO_LITE_LOG=info prints why a request was refused.
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
