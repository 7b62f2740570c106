"""Answer messages and follow deliveries with Django, in one file. Needs `pip install django`.

Let a tunnel lead to port 8000, set PUBLIC_URL to its address, TWILIO_AUTH_TOKEN to your account's token, and run this.
Your number's webhook is then .../sms. TWILIO_LITE_LOG=info prints why a request was refused.
"""

import os

from django.conf import settings
from django.core.management import execute_from_command_line
from django.http import HttpRequest
from django.urls import path

from twilio_lite.twiml import Message, MessagingResponse
from twilio_lite.webhooks import InboundMessage, StatusCallback
from twilio_lite.webhooks.django import Webhook

webhook = Webhook(public_url=os.environ.get("PUBLIC_URL"))


@webhook(InboundMessage)
async def sms(request: HttpRequest, message: InboundMessage) -> MessagingResponse:
    """Answer a message."""
    return MessagingResponse(Message(f"You said {message.body}, to {request.get_host()}"))


@webhook(StatusCallback)
def status(_: HttpRequest, callback: StatusCallback) -> None:
    """Take note of what has become of a message."""
    print(callback.message_sid, "is", callback.message_status, flush=True)


urlpatterns = [path("sms", sms), path("status", status)]

if __name__ == "__main__":
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY=os.urandom(32).hex())
    execute_from_command_line(["", "runserver", "--noreload", os.environ.get("PORT", "8000")])
