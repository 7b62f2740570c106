"""TwiML becomes the body of an answer, in the frameworks that take it."""

from __future__ import annotations

from ..errors import ArgumentError
from ..twiml import Element


def document(answer: Element) -> bytes:
    """Write *answer*, which is to be a whole response: Twilio takes no other document."""
    if answer.name != "Response":
        raise ArgumentError(f"{answer.name} is no answer by itself: put it in MessagingResponse() or VoiceResponse()")
    return bytes(answer)
