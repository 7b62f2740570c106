"""Whole programs, from an empty process to what is asked of it: what a script pays before it works."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from statistics import median
from time import perf_counter
from typing import Final

from .data import ACCOUNT, MESSAGES, SID, TOKEN
from .server import environment

PROGRAMS: Final = {
    "start": {
        "lite": f"""
from twilio_lite import Client
with Client("{ACCOUNT}", "{TOKEN}", base_url=sys.argv[1]) as client:
    assert client.messages("{SID}").fetch().sid == "{SID}"
""",
        "official": f"""
from twilio.rest import Client
client = Client("{ACCOUNT}", "{TOKEN}")
client.api.base_url = sys.argv[1]
assert client.messages("{SID}").fetch().sid == "{SID}"
""",
        "plain": f"""
import httpx
with httpx.Client(base_url=sys.argv[1], auth=("{ACCOUNT}", "{TOKEN}")) as client:
    assert client.get("{MESSAGES}/{SID}.json").json()["sid"] == "{SID}"
""",
    },
    "validator": {
        "lite": "from twilio_lite.webhooks import RequestValidator",
        "official": "from twilio.request_validator import RequestValidator",
    },
    "twiml": {
        "lite": "from twilio_lite.twiml import VoiceResponse",
        "official": "from twilio.twiml.voice_response import VoiceResponse",
    },
}


def seconds(program: str, url: str, without: Iterable[str]) -> float:
    """Run *program* to its end, as if the modules *without* were not installed; give the seconds by the clock."""
    code = f"import sys\nsys.modules.update(dict.fromkeys({[*without]}))\n{program}"
    begin = perf_counter()
    subprocess.run([sys.executable, "-c", code, url], env=environment(), check=True)
    return perf_counter() - begin


def start(program: str, url: str, times: int, without: Iterable[str]) -> dict[str, float]:
    """Start *program* and an empty one in turns; give the seconds it takes over the empty one."""
    pairs = [(seconds(program, url, without), seconds("", url, without)) for _ in range(times)]
    return {"cost": median(full for full, _ in pairs) - median(bare for _, bare in pairs)}
