"""The work as a user of twilio-python writes it: its own default HTTP clients, and no address but the server's."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Final

from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.rest import Client

from .data import ACCOUNT, BODY, FROM, SID, TO, TOKEN

READ: Final = attrgetter("sid", "status", "date_sent")


class Sync:
    """twilio-python's client."""

    def __init__(self, url: str) -> None:
        self.client = Client(ACCOUNT, TOKEN)
        self.client.api.base_url = url

    def create(self) -> str | None:
        """Send a message; give its SID."""
        sid: str | None = self.client.messages.create(to=TO, from_=FROM, body=BODY).sid
        return sid

    def fetch(self) -> str | None:
        """Fetch a message; give its SID."""
        sid: str | None = self.client.messages(SID).fetch().sid
        return sid

    def stream(self, page_size: int) -> Iterable[object]:
        """Walk all messages."""
        messages: Iterable[object] = self.client.messages.stream(page_size=page_size)
        return messages

    def list(self, page_size: int) -> list[object]:
        """Hold all messages."""
        messages: list[object] = self.client.messages.list(page_size=page_size)
        return messages

    def close(self) -> None:
        """Close the connections."""
        self.client.http_client.session.close()


class Async:
    """twilio-python's client with its async HTTP client."""

    def __init__(self, url: str) -> None:
        self.client = Client(ACCOUNT, TOKEN, http_client=AsyncTwilioHttpClient())
        self.client.api.base_url = url

    async def create(self) -> str | None:
        """Send a message; give its SID."""
        sid: str | None = (await self.client.messages.create_async(to=TO, from_=FROM, body=BODY)).sid
        return sid

    async def close(self) -> None:
        """Close the connections."""
        await self.client.http_client.close()
