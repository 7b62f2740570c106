"""The examples that serve webhooks run behind their own servers, and answer what twilio-python's code has signed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Timer
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

EXAMPLES = sorted((Path(__file__).parent.parent / "examples").glob("webhook_*.py"))
TOKEN = "0123456789abcdef"
FORM = "application/x-www-form-urlencoded"
MESSAGE = {"MessageSid": "SM1", "From": "+15005550006", "Body": "1 < 2", "NumMedia": "0", "ToZip": ""}
STATUS = {"MessageSid": "SM1", "MessageStatus": "delivered"}
CALL = {"CallSid": "CA1", "CallStatus": "in-progress", "Digits": "42"}


@contextmanager
def running(path: Path) -> Iterator[int]:
    """Run an example, and give the port where it listens."""
    environment = {**os.environ, "PORT": "0", "TWILIO_AUTH_TOKEN": TOKEN, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [sys.executable, str(path)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        watch = Timer(30, process.kill)
        watch.start()
        try:
            assert process.stdout is not None
            said = ""
            while (found := re.search(r"http://127\.0\.0\.1:([0-9]+)", said)) is None:
                line = process.stdout.readline()
                assert line, said
                said += line
            yield int(found[1])
        finally:
            process.terminate()
            watch.cancel()


def posted(port: int, path: str, form: dict[str, str], *, signed: bool = True) -> tuple[int, str]:
    """Post *form* as Twilio does, or as a stranger."""
    signature = RequestValidator(TOKEN).compute_signature(f"http://127.0.0.1:{port}{path}", form)
    headers = {"Content-Type": FORM} | ({"X-Twilio-Signature": signature} if signed else {})
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("POST", path, urlencode(form), headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_of_a_webhook_answers_twilio_and_nobody_else(path: Path) -> None:
    assert path.read_text().count("\n") <= 40
    with running(path) as port:
        status, text = posted(port, "/sms", MESSAGE)
        assert (status, "<Message>You said 1 &lt; 2" in text) == (200, True)
        assert posted(port, "/sms", MESSAGE, signed=False)[0] == 403
        if path.stem == "webhook_flask":
            assert "<Say>You pressed 4 2</Say>" in posted(port, "/voice", CALL)[1]
        else:
            assert posted(port, "/status", STATUS) == (204, "")
