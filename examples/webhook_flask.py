"""Answer messages and calls with Flask. Needs `pip install flask`.

Let a tunnel lead to port 8000, set PUBLIC_URL to its address, TWILIO_AUTH_TOKEN to your account's token, and run this.
Your number's webhooks are then .../sms and .../voice. TWILIO_LITE_LOG=info prints why a request was refused.
"""

import os

from flask import Flask

from twilio_lite.twiml import Gather, Hangup, Message, MessagingResponse, Say, VoiceResponse
from twilio_lite.webhooks import InboundMessage, VoiceRequest
from twilio_lite.webhooks.flask import Webhook

app = Flask(__name__)
webhook = Webhook(public_url=os.environ.get("PUBLIC_URL"))


@app.post("/sms")
@webhook(InboundMessage)
def sms(message: InboundMessage) -> MessagingResponse:
    """Answer a message."""
    return MessagingResponse(Message(f"You said {message.body}"))


@app.post("/voice")
@webhook(VoiceRequest)
def voice(call: VoiceRequest) -> VoiceResponse:
    """Ask for a digit, and say it when it was pressed."""
    if call.digits:
        return VoiceResponse(Say(f"You pressed {' '.join(call.digits)}"), Hangup())
    return VoiceResponse(Gather(Say("Press a key"), num_digits=1), Say("Goodbye"))


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
