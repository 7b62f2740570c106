"""A talk with a sandbox, request by request: what its tests have in common."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from defusedxml.ElementTree import fromstring

from twilio_lite.sandbox._control import respond
from twilio_lite.sandbox._post import act
from twilio_lite.sandbox._world import Clock, opened

if TYPE_CHECKING:
    from twilio_lite import Response
    from twilio_lite.sandbox._store import Thing

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TO, FROM = "+15555550100", "+15555550199"
SERVICE = f"MG{'0' * 32}"
TEMPLATE = f"HX{'0' * 32}"
NOWHERE = f"SM{'f' * 32}"
Pairs = list[tuple[str, str]]


def basic(username: str, password: str) -> dict[str, str]:
    """Write the header that carries credentials."""
    return {"Authorization": "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()}


class Talk:
    """A talk with a sandbox that begins at noon: as its main account, unless other *headers* are set."""

    def __init__(self, now: datetime = NOON) -> None:
        clock = Clock(runs=False)
        clock.offset = now.timestamp()
        self.world = opened(":memory:", None, None, strict=False, clock=clock)
        self.sid = self.world.main_sid
        self.path = f"/2010-04-01/Accounts/{self.sid}"
        self.messages = f"{self.path}/Messages"
        self.token = self.world.token(self.kept("account")[0])
        self.headers = basic(self.sid, self.token)

    @property
    def now(self) -> datetime:
        """What the sandbox's clock shows."""
        return datetime.fromtimestamp(self.world.clock.now(), UTC)

    def kept(self, kind: str) -> list[Thing]:
        """Give all that the sandbox keeps of a kind, newest first."""
        with self.world.store as store:
            return list(store.each(kind))

    def raw(self, method: str, target: str, body: bytes = b"") -> Response:
        """Call with what goes over the wire."""
        return act(respond(self.world, method, target, self.headers, body))

    def ask(self, method: str, path: str, form: Pairs | None = None, query: Pairs | None = None) -> tuple[int, Any]:
        """Call for JSON; give status and tree."""
        target = f"{path}.json" + (f"?{urlencode(query)}" if query else "")
        response = self.raw(method, target, urlencode(form or []).encode())
        assert response.headers["Content-Type"] == "application/json"
        return response.status, json.loads(response.body) if response.body else None

    def send(self, **more: str) -> Any:
        """Create a message that is valid unless *more* says otherwise."""
        return self.send_pairs([*({"To": TO, "From": FROM, "Body": "hi"} | more).items()])[1]

    def send_pairs(self, pairs: Pairs) -> tuple[int, Any]:
        """Create a message with just these parameters."""
        return self.ask("POST", self.messages, pairs)

    def bodies(self, *query: tuple[str, str]) -> list[str]:
        """Give the bodies of the messages on a page."""
        status, tree = self.ask("GET", self.messages, query=list(query))
        assert status == 200, tree
        return [message["body"] for message in tree["messages"]]

    def follow(self, address: str) -> Any:
        """Call an address that the API gave."""
        response = self.raw("GET", address)
        assert response.status == 200
        return json.loads(response.body)

    def xml(self, method: str, path: str, body: bytes = b"") -> Any:
        """Call for XML; give the element in its root."""
        response = self.raw(method, path, body)
        assert response.headers["Content-Type"] == "application/xml"
        assert response.body.startswith(b"<?xml version='1.0' encoding='UTF-8'?>\n<TwilioResponse>")
        (element,) = fromstring(response.body)
        return element
