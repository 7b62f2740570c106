"""The source that is this package's own sandbox: it shows what the package makes of itself, and nothing of Twilio."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Self

from conftest import Seen, serving
from twilio_lite import Response
from twilio_lite.sandbox import Sandbox

from .accounts import Account
from .given import Given
from .plan import Plan


class Own(Account):
    """The sandbox behind a server on this machine, a new one for each cassette."""

    title = (
        "this package's own sandbox, its own imitation, not Twilio: nothing else answers the 2008 API or gives a file"
    )

    def __init__(self) -> None:
        super().__init__(Given())
        self.open = ExitStack()

    def __enter__(self) -> Self:
        self.url = self.open.enter_context(serving(self.answer)).url
        return self

    def __exit__(self, *_: object) -> None:
        self.open.close()

    def answer(self, seen: Seen) -> Response:
        """Answer a request as the sandbox does."""
        return self.sandbox.answer(seen.method, seen.target, seen.headers, seen.body.encode())

    def offers(self, plan: Plan) -> bool:
        """Say whether the cassette is recorded from here."""
        return plan.own

    def prepare(self, plan: Plan) -> Given:
        """Begin a new sandbox and make what *plan* needs."""
        self.sandbox = Sandbox()
        self.given = Given(base_url=self.url, account_sid=self.sandbox.account_sid, token=self.sandbox.auth_token)
        return super().prepare(plan)
