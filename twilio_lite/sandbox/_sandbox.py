"""A Twilio of your own, in this process: what a test makes, looks at, and speaks to as a phone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import parse_qsl

from .._address import API
from ..errors import ArgumentError, DeadlineExceeded
from ..resources.accounts import Account
from ..resources.calls import Call
from ..resources.messages import Message
from . import _due
from ._asked import inside
from ._control import clear, fail, respond, waited
from ._faults import Refused
from ._incoming_numbers import keep_number
from ._install import Installed
from ._models import Delivery, Exchange, Step, delivery, model, step
from ._numbers import is_phone, normalized
from ._phone import Phone
from ._post import DEPTH, act
from ._serve import served
from ._targets import Target, url_of
from ._world import ACCOUNT_SID, Clock, opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .._client import AsyncClient, Client
    from .._request import Response
    from ._store import Thing

T = TypeVar("T")


class Sandbox:
    """A Twilio of your own, with one main account.

    Without *account_sid* and *auth_token* both are made up; *db* is a file to keep everything in. With *strict* a
    message can only come from a number that is there, as with Twilio; else from every one. Several clients and threads
    may share one sandbox. It is closed by a `with` block, or with `close`. Raises ArgumentError or, where
    nothing can be kept in *db*, ConfigurationError.
    """

    account_sid: str
    auth_token: str

    def __init__(
        self,
        account_sid: str | None = None,
        auth_token: str | None = None,
        *,
        db: str = ":memory:",
        strict: bool = False,
    ) -> None:
        if account_sid is not None and not ACCOUNT_SID.fullmatch(account_sid):
            raise ArgumentError("account_sid is no SID of an account: pass AC and 32 hex digits, or leave it out")
        self._world = opened(db, account_sid, auth_token, strict=strict, clock=Clock(runs=False))
        self._installed: list[Installed] = []
        self.account_sid = self._world.main_sid
        with self._world.store as store:
            self.auth_token = self._world.token(store.get("account", self.account_sid))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the sandbox; what lies in a file stays there."""
        for installed in self._installed[::-1]:
            installed.uninstall()
        self._world.store.close()

    def client(self, **options: Any) -> Client:
        """Make a client of the main account; *options* are those of `Client`, such as format="xml"."""
        from .._client import Client  # noqa: PLC0415 - a served sandbox needs no client
        from ._transport import SandboxTransport  # noqa: PLC0415 - the same

        return Client(self.account_sid, self.auth_token, transport=SandboxTransport(self._world), **at_home(options))

    def async_client(self, **options: Any) -> AsyncClient:
        """Make an async client of the main account; *options* are those of `AsyncClient`."""
        from .._client import AsyncClient  # noqa: PLC0415 - a served sandbox needs no client
        from ._transport import SandboxTransport  # noqa: PLC0415 - the same

        transport = SandboxTransport(self._world)
        return AsyncClient(self.account_sid, self.auth_token, transport=transport, **at_home(options))

    def install(self) -> Installed:
        """Send to this sandbox what every client sends that was given no transport, made before or after.

        It holds at once, until the `with` block ends or `uninstall` is called. The credentials are in the environment
        meanwhile, and clients with the credentials of an unknown account have that account here.
        """
        installed = Installed(self, self._world)
        self._installed.append(installed)
        return installed

    def serve(self, port: int = 0) -> AbstractContextManager[str]:
        """Serve this sandbox on 127.0.0.1 in a `with` block, which gives its URL; the clock runs. Port 0 is any."""
        return served(self._world, port)

    def answer(self, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Response:
        """Answer one request of HTTP, as a server of your own may ask. *target* is the path with its query."""
        return act(respond(self._world, method, target, headers, body))

    @property
    def outbox(self) -> list[Message]:
        """The messages that were sent, by all accounts, oldest first; a deleted one is gone from here, too."""
        return self._models("message", Message, lambda one: one["direction"] != "inbound")

    @property
    def inbox(self) -> list[Message]:
        """The messages that phones sent, oldest first."""
        return self._models("message", Message, lambda one: one["direction"] == "inbound")

    @property
    def calls(self) -> list[Call]:
        """The phone calls, oldest first."""
        return self._models("call", Call)

    @property
    def accounts(self) -> list[Account]:
        """The main account and its subaccounts, oldest first."""
        return self._models("account", Account)

    @property
    def deliveries(self) -> list[Delivery]:
        """What applications were told, and what they answered, oldest first."""
        with self._world.store as store:
            return [delivery(one) for one in store.each("delivery")][::-1]

    def _models(self, kind: str, cls: type[T], passes: Callable[[Thing], bool] = bool) -> list[T]:
        with self._world.store as store:
            return [model(self._world, one, cls) for one in store.each(kind) if passes(one)][::-1]

    def parameters(self, sid: str) -> list[tuple[str, str]]:
        """Give what a message or a call was created with, as it came over the wire: [("To", "+1555..."), ...]."""
        with self._world.store as store:
            kept = store.wire(sid)
        return parse_qsl(kept[0].partition("\n\n")[2], keep_blank_values=True) if kept else []

    def steps(self, call_sid: str) -> list[Step]:
        """Give what happened in a call: the verbs of its TwiML, as they were carried out."""
        with self._world.store as store:
            call = store.find("call", call_sid)
        return [step(one) for one in (call["steps"] or ())] if call else []

    def number(
        self,
        phone_number: str,
        *,
        sms: Target | None = None,
        voice: Target | None = None,
        status: Target | None = None,
    ) -> None:
        """Own a phone number, and say where the messages and calls that come in at it go.

        Each is a URL, a WSGI or an ASGI application, or an application with the URL it is to see; without one that is
        /sms, /voice or /status at http://testserver. *status* is told what becomes of the calls to the number, and of
        the messages and calls from it that name no status_callback; where it is an application, it answers for those
        that do, too.
        """
        if not is_phone(phone_number):
            raise ArgumentError(f"phone_number cannot be {phone_number!r}: pass one in E.164, such as +15005550006")
        targets = {"sms_url": (sms, "/sms"), "voice_url": (voice, "/voice"), "status_callback": (status, "/status")}
        urls = {name: url_of(self._world, to, path) for name, (to, path) in targets.items() if to is not None}
        with self._world.store:
            keep_number(inside(self._world), self.account_sid, normalized(phone_number), urls)

    def receive(self, *, from_: str, to: str, body: str = "", media: Sequence[str | bytes | Path] = ()) -> Exchange:
        """Receive a message from a phone, and wait until the application of the number has answered.

        *media* are URLs, files, or what is in them.
        """
        return self.phone(from_).send(body, to=to, media=media)

    async def areceive(
        self, *, from_: str, to: str, body: str = "", media: Sequence[str | bytes | Path] = ()
    ) -> Exchange:
        """Receive a message as `receive` does; an ASGI application runs in the caller's event loop."""
        return await self.phone(from_).asend(body, to=to, media=media)

    def phone(self, number: str) -> Phone:
        """Take a phone into the hand: it sends, calls, and sees its own messages."""
        return Phone(self._world, number)

    def hold(self, url: str, content: bytes, content_type: str | None = None) -> None:
        """Lay down what the file at a media_url is, for all messages with it, those there are and those to come.

        Without a *content_type* it is the one that the extension of *url* stands for.
        """
        with self._world.store as store:
            store.keep_file(url, content, content_type)

    def wait_for(self, *, to: str | None = None, body: str | None = None, timeout: float = 5.0) -> Message:
        """Wait until a message is sent, *to* somebody, with *body* somewhere in its text; give the newest.

        For applications that send in threads of their own. Raises `DeadlineExceeded` after *timeout* seconds.
        """
        found = waited(self._world, timeout, to=to or "", body=body or "", outbound=True)
        if not found:
            wanted = (f" to {to}" if to else "") + (f" with {body!r}" if body else "")
            there = [(one.to, one.body) for one in self.outbox[-5:]]
            raise DeadlineExceeded(f"no message{wanted} within {timeout:g} s; the last that were sent: {there}")
        with self._world.store:
            return model(self._world, found[0], Message)

    def advance(self, seconds: float) -> None:
        """Let time pass: what happens meanwhile has happened, and status callbacks are made, when this returns.

        An application that is being told something does not wait for the end of that.
        """
        if not 0 <= seconds <= 1e10:  # noqa: PLR2004 - neither infinite nor NaN
            raise ArgumentError(f"seconds cannot be {seconds!r}: pass 0 to 1e10, time only passes forward")
        world = self._world
        with world.store.changed:
            world.clock.move(seconds)
        act(_due.tell_all(world))
        with world.store.changed:
            world.store.changed.wait_for(lambda: DEPTH.get() or not world.under_way, timeout=15)

    def clear(self) -> None:
        """Forget messages, calls, deliveries, who wrote STOP, and failures to come; accounts and numbers stay."""
        clear(self._world)

    def fail_next(
        self, *, status: int, times: int = 1, retry_after: float | None = None, code: int | None = None
    ) -> None:
        """Answer the next *times* requests, at most 1000, with *status* 400 to 599; *retry_after* is in seconds."""
        try:
            fail(self._world, status, times, code, retry_after)
        except Refused:
            raise ArgumentError(f"status cannot be {status!r} or times {times!r}: pass 400 to 599, 1 to 1000") from None

    def __repr__(self) -> str:
        return f"Sandbox({self.account_sid!r})"


def at_home(options: dict[str, Any]) -> dict[str, Any]:
    """Add the API's own address, unless *options* have another: what the environment says of places is not for here."""
    return options if {"base_url", "region", "edge"} & options.keys() else {**options, "base_url": API}
