"""What TwiML a view may answer with."""

from __future__ import annotations

import pytest
from flask import Flask

from twilio_lite import ArgumentError
from twilio_lite.twiml import Element, Message, MessagingResponse, Say, VoiceResponse
from twilio_lite.webhooks._answer import document
from twilio_lite.webhooks.django import answer as django_answer
from twilio_lite.webhooks.flask import answer as flask_answer
from twilio_lite.webhooks.starlette import TwimlResponse


def test_a_whole_response_is_a_document_and_a_part_of_one_is_refused_by_name() -> None:
    for whole in (MessagingResponse(), VoiceResponse(Say("Hi")), Element("Response", "x")):
        assert document(whole) == bytes(whole)
    for part in (Say("Hi"), Message("Hi"), Element("response")):
        with pytest.raises(ArgumentError, match=f"^{part.name} is no answer by itself: put it in MessagingResponse"):
            document(part)


def test_every_framework_refuses_a_part_of_a_response() -> None:
    with Flask("site").app_context():
        for answered in (TwimlResponse, flask_answer, django_answer):
            with pytest.raises(ArgumentError, match=r"^Say is no answer by itself"):
                answered(Say("Hi"))
