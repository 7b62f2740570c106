"""The work with httpx and no SDK: the form goes out, a dict comes back, and nothing is checked or converted."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

import httpx

from .data import ACCOUNT, BODY, FROM, MESSAGES, SID, TO, TOKEN

READ: Final = itemgetter("sid", "status", "date_sent")
FORM: Final = {"To": TO, "From": FROM, "Body": BODY}
PATIENCE: Final = 120.0  # many in flight wait longer for a connection than httpx's 5 seconds


class Sync:
    """`httpx.Client`."""

    def __init__(self, url: str) -> None:
        self.client = httpx.Client(base_url=url, auth=(ACCOUNT, TOKEN), timeout=PATIENCE)

    def create(self) -> str | None:
        """Send a message; give its SID."""
        sid: str | None = self.client.post(f"{MESSAGES}.json", data=FORM).json()["sid"]
        return sid

    def fetch(self) -> str | None:
        """Fetch a message; give its SID."""
        sid: str | None = self.client.get(f"{MESSAGES}/{SID}.json").json()["sid"]
        return sid

    def stream(self, page_size: int) -> Iterator[dict[str, Any]]:
        """Walk all messages."""
        address = f"{MESSAGES}.json?PageSize={page_size}"
        while address:
            page = self.client.get(address).json()
            yield from page["messages"]
            address = page["next_page_uri"]

    def list(self, page_size: int) -> list[dict[str, Any]]:
        """Hold all messages."""
        return list(self.stream(page_size))

    def close(self) -> None:
        """Close the connections."""
        self.client.close()


class Async:
    """`httpx.AsyncClient`."""

    def __init__(self, url: str) -> None:
        self.client = httpx.AsyncClient(base_url=url, auth=(ACCOUNT, TOKEN), timeout=PATIENCE)

    async def create(self) -> str | None:
        """Send a message; give its SID."""
        sid: str | None = (await self.client.post(f"{MESSAGES}.json", data=FORM)).json()["sid"]
        return sid

    async def close(self) -> None:
        """Close the connections."""
        await self.client.aclose()
