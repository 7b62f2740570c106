"""A call takes TwiML as it is, from either client, and nothing else does."""

from __future__ import annotations

import subprocess
import sys
from urllib.parse import parse_qs

import httpx
import pytest

from conftest import Colour
from twilio_lite import ArgumentError, Request
from twilio_lite.twiml import Say, VoiceResponse, parse

SPOKEN = VoiceResponse(Say("é & x", voice="man"))


def test_a_call_is_made_and_redirected_with_what_is_written(colour: Colour) -> None:
    sent: list[list[str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        sent.append(parse_qs(request.content.decode())["Twiml"])
        return httpx.Response(201, json={"sid": "CA1"})

    path = "/2010-04-01/Accounts/AC1/Calls.json"
    for use in (
        lambda client: client.calls.create(to="+15005550006", from_="+15555550199", twiml=SPOKEN),
        lambda client: client.calls("CA1").update(twiml=parse(str(SPOKEN))),
        lambda client: client.send(Request("POST", path, lambda tree: tree, form={"Twiml": SPOKEN})),
    ):
        colour.call(colour.client(transport=httpx.MockTransport(answer)), use)
    assert sent == [[str(SPOKEN)]] * 3


def test_what_is_no_call_refuses_it(colour: Colour) -> None:
    with pytest.raises(ArgumentError, match="body must be str, not VoiceResponse"):
        colour.call(colour.client(), lambda client: client.messages.create(to="+1", from_="+2", body=SPOKEN))


def test_a_call_is_told_what_it_can_take(colour: Colour) -> None:
    with pytest.raises(ArgumentError, match=r"twiml must be str or TwiML of twilio_lite\.twiml, not list"):
        colour.call(colour.client(), lambda client: client.calls("CA1").update(twiml=[Say("x")]))


def test_who_makes_calls_without_it_does_not_import_it() -> None:
    code = (
        "import sys; from twilio_lite import Client, ArgumentError\n"
        "try: Client('AC1', 'x').calls.create(to='', from_='+2', twiml='<Response/>')\n"
        "except ArgumentError: assert 'twilio_lite.twiml' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
