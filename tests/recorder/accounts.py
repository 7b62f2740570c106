"""The sources that keep accounts: emulate, and Twilio itself. What a test needs is made there before it is recorded."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from typing import Final, Self

import attrs

from twilio_lite import Call, Client, Message

from .given import Given
from .plan import Plan
from .source import Source

EMULATE: Final = "emulate@0.11.2"
PICTURE: Final = "https://demo.twilio.com/owl.png"
LONGEST_START: Final = 120.0
LONGEST_DELIVERY: Final = 60.0
UNDER_WAY: Final = frozenset({"accepted", "queued", "sending", "sent"})
CONNECTING: Final = frozenset({"queued", "ringing", "in-progress"})
TWIML: Final = '<Response><Pause length="20"/></Response>'
NAME: Final = "friendly_name"


class Account(Source):
    """An account that is called as its owner calls it: what a test needs is made by the library's own client."""

    patience = 0.0

    def __init__(self, given: Given) -> None:
        self.given = given

    def client(self) -> Client:
        """Make a client of the account."""
        return Client(self.given.account_sid, self.given.token, base_url=self.given.base_url)

    def prepare(self, plan: Plan) -> Given:
        """Make what *plan* needs, as the owner of the account would."""
        with self.client() as client:
            if plan.needs == "message":
                return attrs.evolve(self.given, message=self.send(client).sid)
            if plan.needs == "messages":
                for _ in range(3):
                    self.send(client)
            if plan.needs == "media":
                message = self.send(client, PICTURE)
                [media] = client.messages(message.sid).media.list(limit=1)
                return attrs.evolve(self.given, message=message.sid, media=media.sid)
            if plan.needs == "subaccount":
                return attrs.evolve(self.given, subaccount=client.accounts.create(friendly_name=NAME).sid)
            if plan.needs == "call":
                return attrs.evolve(self.given, call=self.ring(client).sid)
            if plan.needs == "ended call":
                return attrs.evolve(self.given, call=self.hang_up(client, self.ring(client)).sid)
            if plan.needs == "calls":
                for _ in range(3):
                    self.hang_up(client, self.ring(client))
        return self.given

    def send(self, client: Client, *media_url: str) -> Message:
        """Send a message and wait until it has arrived: before that it can be neither redacted nor deleted."""
        message = client.messages.create(
            to=self.given.to, from_=self.given.from_, body="Hello", media_url=media_url, provide_feedback=True
        )
        end = time.monotonic() + self.patience
        while message.status in UNDER_WAY and time.monotonic() < end:
            time.sleep(2)
            message = client.messages(message.sid).fetch()
        return message

    def ring(self, client: Client) -> Call:
        """Make a call that says nothing, and rings for a few seconds only."""
        return client.calls.create(to=self.given.to, from_=self.given.from_, twiml=TWIML, timeout=5)

    def hang_up(self, client: Client, call: Call) -> Call:
        """End a call and wait until it is over: before that it cannot be deleted."""
        call = client.calls(call.sid).update(status="completed")
        end = time.monotonic() + self.patience
        while call.status in CONNECTING and time.monotonic() < end:
            time.sleep(2)
            call = client.calls(call.sid).fetch()
        return call


class Emulate(Account):
    """The npm package emulate: it keeps one account, its messages and calls, and moves nothing by itself."""

    title = f"{EMULATE} (npm), an emulator, not from Twilio"

    def __init__(self) -> None:
        self.port = free_port()
        super().__init__(
            Given(
                base_url=f"http://127.0.0.1:{self.port}",
                account_sid="AC" + "0" * 32,
                token="twilio_test_auth_token",
            )
        )

    def __enter__(self) -> Self:
        command = ["npx", "--yes", EMULATE, "start", "--service", "twilio", "--port", str(self.port)]
        # npx starts the program as a child of its own: a session of theirs lets both be ended together
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            self.wait_until_it_listens()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait()

    def wait_until_it_listens(self) -> None:
        """Wait for the first answer; the package may have to be downloaded before."""
        end = time.monotonic() + LONGEST_START
        while time.monotonic() < end and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError(f"{EMULATE} did not start: it needs npx, and Node 20")

    def offers(self, plan: Plan) -> bool:
        """Say whether the cassette is recorded from here."""
        return plan.published is None and not plan.own


class Twilio(Account):
    """Twilio itself: messages are sent and calls made, both paid for; subaccounts are made and closed again."""

    title = "Twilio"
    patience = LONGEST_DELIVERY

    def __enter__(self) -> Self:
        with self.client() as client:
            self.owned = {account.sid for account in client.accounts.stream()}
        return self

    def __exit__(self, *_: object) -> None:
        with self.client() as client:
            for account in client.accounts.list(friendly_name=NAME, status="active"):
                if account.sid not in self.owned:
                    client.accounts(account.sid).update(status="closed")

    def offers(self, plan: Plan) -> bool:
        """Say whether the cassette is recorded from here."""
        return plan.twilio


def free_port() -> int:
    """Find a port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port
