"""Answer a message and a call with TwiML: values that are written as XML, compared in tests and read back.

It needs no account and no network; what serves it to Twilio is any web framework.
"""

from twilio_lite import ArgumentError
from twilio_lite.twiml import Dial, Gather, Message, MessagingResponse, Number, Redirect, Say, VoiceResponse, parse

NUMBERS = {"1": "+15550001001", "2": "+15550001002"}


def on_message(body: str) -> MessagingResponse:
    """Answer the text of a message."""
    return MessagingResponse(Message(f"You said {body}"))


def on_call(digits: str | None) -> VoiceResponse:
    """Offer a menu, and connect whoever has chosen."""
    if digits in NUMBERS:
        number = Number(NUMBERS[digits], status_callback_event=["initiated", "completed"])
        return VoiceResponse(Say("One moment", voice="man"), Dial(number, timeout=20))
    choices = [Say(f"For number {digit}, press {digit}") for digit in NUMBERS]
    return VoiceResponse(Gather(*choices, input=["dtmf", "speech"], num_digits=1), Redirect("/voice"))


print(on_message("1 < 2 & 3"))
print(on_call(None))
print(repr(on_call("2")))
print(parse(str(on_call("2"))) == on_call("2"))
try:
    on_message("\x00")
except ArgumentError as error:
    print(error)
