"""The work as a user of twilio_lite writes it."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from twilio_lite import AsyncClient, Client

from .data import ACCOUNT, BODY, FROM, SID, TO, TOKEN

READ: Final = attrgetter("sid", "status", "date_sent")


class Sync:
    """twilio_lite's client."""

    def __init__(self, url: str) -> None:
        self.client = Client(ACCOUNT, TOKEN, base_url=url)

    def create(self) -> str | None:
        """Send a message; give its SID."""
        return self.client.messages.create(to=TO, from_=FROM, body=BODY).sid

    def fetch(self) -> str | None:
        """Fetch a message; give its SID."""
        return self.client.messages(SID).fetch().sid

    def stream(self, page_size: int) -> Iterable[object]:
        """Walk all messages."""
        return self.client.messages.stream(page_size=page_size)

    def list(self, page_size: int) -> list[object]:
        """Hold all messages."""
        return [*self.client.messages.list(page_size=page_size)]

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


class Async:
    """twilio_lite's async client."""

    def __init__(self, url: str) -> None:
        self.client = AsyncClient(ACCOUNT, TOKEN, base_url=url)

    async def create(self) -> str | None:
        """Send a message; give its SID."""
        return (await self.client.messages.create(to=TO, from_=FROM, body=BODY)).sid

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
