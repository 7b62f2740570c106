"""A sandbox in a process of its own, as its users start it: `python -m twilio_lite.sandbox`."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

import attrs

from conftest import SID
from talking import basic

SECONDS = 30
TOKEN = "5f0c" * 8
STARTED = re.compile(r"The sandbox is at (http://\S+)/ - set TWILIO_BASE_URL=(http://\S+)\n")
CREDENTIALS = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN}


def command(*arguments: str) -> list[str]:
    """What starts a sandbox on a port that is free."""
    return [sys.executable, "-m", "twilio_lite.sandbox", "--port", "0", *arguments]


def environment(**more: str) -> dict[str, str]:
    """The environment it starts in: nobody's credentials but those that are given."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **more}


@attrs.frozen
class Sandboxed:
    """A sandbox that is served, and how to ask it with nothing but the standard library."""

    process: subprocess.Popen[str]
    url: str

    @classmethod
    def start(cls, *arguments: str, environ: Mapping[str, str] = CREDENTIALS) -> Self:
        """Start one; it listens when this returns."""
        process = subprocess.Popen(
            command(*arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**environ)
        )
        assert process.stdout
        with bounded(process):
            found = STARTED.fullmatch(process.stdout.readline())
        assert found, process.communicate(timeout=SECONDS)
        assert found[1] == found[2]
        return cls(process, found[1])

    @property
    def environ(self) -> dict[str, str]:
        """What leads clients to it."""
        return {**os.environ, **CREDENTIALS, "TWILIO_BASE_URL": self.url}

    def ask(self, method: str, target: str, **form: Any) -> tuple[int, Any]:
        """Ask once, on a connection of its own; give status and tree."""
        connection = HTTPConnection(urlsplit(self.url).netloc, timeout=SECONDS)
        try:
            connection.request(method, target, urlencode(form) or None, basic(SID, TOKEN))
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, json.loads(body) if body else None
        finally:
            connection.close()

    def end(self) -> tuple[str, str]:
        """End it by its id; give what else it said, and what it complained of."""
        self.process.terminate()
        return self.process.communicate(timeout=SECONDS)


@contextmanager
def bounded(process: subprocess.Popen[str]) -> Iterator[None]:
    """Kill a process that takes too long."""
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@contextmanager
def sandboxed(*arguments: str, environ: Mapping[str, str] = CREDENTIALS) -> Iterator[Sandboxed]:
    """Run a sandbox while the block runs; it has nothing to complain of."""
    running = Sandboxed.start(*arguments, environ=environ)
    try:
        yield running
    finally:
        _, complaints = running.end()
    assert not complaints
