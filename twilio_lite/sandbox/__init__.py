"""An embedded Twilio to develop and test against: in this process, without a network, an account or a bill.

    >>> from twilio_lite.sandbox import Sandbox
    >>> sandbox = Sandbox()
    >>> client = sandbox.client()
    >>> message = client.messages.create(to="+15555550100", from_="+15555550199", body="hi")
    >>> message.status == "queued", sandbox.outbox[0].body
    (True, 'hi')

It answers as Twilio does, with Twilio's rules, error codes and magic numbers. Its clock moves one second whenever a
message or a call is fetched, and only then: fetch a message again and again and see it go from queued to delivered.
Nothing sleeps.

`_answer` is the whole of it, a pure function; `Sandbox` is the only thing here with a state.
"""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Lock
from typing import TYPE_CHECKING, Any

from .._address import API
from ._answer import answer
from ._call import Call
from ._outbox import Sent, outbox
from ._world import File, founded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._client import AsyncClient, Client
    from .._request import Response

__all__ = ["Sandbox", "Sent"]


class Sandbox:
    """A Twilio of your own, with one main account and nothing in it yet.

    Each has its own accounts and messages; several clients and threads may share one.
    """

    account_sid: str
    auth_token: str

    def __init__(self) -> None:
        self._world, main = founded(datetime.now(UTC).replace(microsecond=0))
        self._lock = Lock()
        self.account_sid = main.sid
        self.auth_token = main.auth_token

    @property
    def outbox(self) -> list[Sent]:
        """The messages of all accounts at this moment, oldest first; a deleted one is gone from here too."""
        with self._lock:
            return outbox(self._world)

    def hold(self, url: str, content: bytes, content_type: str | None = None) -> None:
        """Lay down what the file at a media_url is, for all messages with it, those there are and those to come.

        Without a *content_type* it is the one that the extension of *url* stands for. What nobody laid down is a line
        of text: nothing is ever loaded from anywhere.
        """
        with self._lock:
            self._world = self._world.with_file(url, File(content, content_type))

    def client(self, **options: Any) -> Client:
        """Make a client of the main account; *options* are those of `Client`, such as format="xml"."""
        from .._client import Client  # noqa: PLC0415 - whoever only reads `Sent` need not load HTTP
        from .._transport import in_process  # noqa: PLC0415 - the same

        return Client(self.account_sid, self.auth_token, transport=in_process(self.answer), **at_home(options))

    def async_client(self, **options: Any) -> AsyncClient:
        """Make an async client of the main account; *options* are those of `AsyncClient`."""
        from .._client import AsyncClient  # noqa: PLC0415 - whoever only reads `Sent` need not load HTTP
        from .._transport import in_process  # noqa: PLC0415 - the same

        return AsyncClient(self.account_sid, self.auth_token, transport=in_process(self.answer), **at_home(options))

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Answer one request: what a transport or a server calls. *target* is the path with its query."""
        with self._lock:
            self._world, response = answer(self._world, Call(method=method, target=target, headers=headers, body=body))
            return response

    def __repr__(self) -> str:
        return f"Sandbox({self.account_sid!r}, {len(self.outbox)} messages)"


def at_home(options: dict[str, Any]) -> dict[str, Any]:
    """Add the API's own address, unless *options* have another: what the environment says of places is not for here."""
    return options if {"base_url", "region", "edge"} & options.keys() else {**options, "base_url": API}
