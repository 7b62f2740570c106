"""Pieces of user code in which no Any leaks: calls to Twilio. Never run, checked more strictly than anything else here.

They are written as users write, and use what they get. mypy reads this file and `snippets_answering` under
`disallow_any_expr`: an expression with an Any anywhere in its type is an error. Where Python itself has one, as in the
`Coroutine[Any, Any, T]` of whatever is awaited, a line has its ignore and ends in a name that the next ones use.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal, TypedDict, TypeVar, Unpack

from twilio_lite import (
    Account,
    AccountStatus,
    AsyncClient,
    CallStatus,
    Client,
    Media,
    Message,
    MessageStatus,
    RateLimitError,
    Request,
    RestException,
    Retry,
    RetryDetails,
    TwilioError,
)
from twilio_lite.resources.accounts import AccountContext
from twilio_lite.resources.messages import Messages
from twilio_lite.twiml import Say, VoiceResponse

C = TypeVar("C", Client, AsyncClient)


def send(number: str) -> str:
    with Client() as client:
        message = client.messages.create(to=number, from_="+15555550199", body="Your table is ready")
    return f"{message.sid} is {message.status}"


def advise(client: Client, sid: str) -> str:
    message = client.messages(sid).fetch()
    match message.status:
        case MessageStatus.DELIVERED | MessageStatus.READ:
            return "done"
        case "failed" | "undelivered":
            return f"{message.error_code}: {message.error_message}"
        case _:
            return f"wait: {message.status}"


def spent(client: Client, day: date) -> Decimal:
    messages = client.messages.list(date_sent=day)
    return -sum((message.price for message in messages if message.price is not None), start=Decimal(0))


def export(client: Client) -> None:
    for message in client.messages.stream(date_sent_after=date(2026, 11, 1), page_size=1000):
        sent = message.date_sent.isoformat() if message.date_sent else ""
        print(message.sid, sent, message.to, (message.num_segments or 0) + 1, sep=",")


def statuses(client: Client) -> Counter[str]:
    found: Counter[str] = Counter()
    for page in client.messages.stream(limit=5000).pages():
        found.update(str(message.status) for message in page.items)
        print(page.page, len(page.items), "more" if page.next else "the end")
    return found


def explain(client: Client, number: str) -> str:
    try:
        return client.messages.create(to=number, from_="+15555550199", body="Hello").sid
    except RateLimitError as error:
        return f"wait {error.retry_after or 1.0:.0f} s"
    except RestException as error:
        return f"{error.status}, {error.code}: {error.message}, see {error.more_info}, ask for {error.request_id}"
    except TwilioError as error:
        return "send it again" if error.took_effect is False else f"look first: {error}"


def cancel_and_clean(client: Client, planned: Message, old: Message) -> bool:
    canceled = client.messages(planned.sid).update(status="canceled")
    client.messages(old.sid).update(body="")
    client.messages(old.sid).delete()
    return canceled.status == MessageStatus.CANCELED


def exchanged(client: Client) -> tuple[str, str | None, int]:
    reply = client.with_raw_response.messages.create(to="+15005550006", from_="+15555550199", body="Hello")
    return reply.value.sid, reply.request_id or reply.headers.get("Date"), reply.status + len(reply.body)


def balance(client: Client) -> str:
    class Balance(TypedDict):
        balance: str
        currency: str

    def read(tree: Balance) -> tuple[Decimal, str]:
        return Decimal(tree["balance"]), tree["currency"]

    path = f"/2010-04-01/Accounts/{client.account_sid}/Balance"
    amount, currency = client.send(Request("GET", path, read))
    return f"{amount:.2f} {currency}"


def addresses(client: Client, message: Message) -> list[str]:
    again = client.follow(message.uri, Message) if message.uri else message
    media = client.follow_list((again.subresource_uris or {})["media"], Media, limit=10)
    return [each.uri for each in media if each.uri]


def save(client: Client, message: Message, folder: Path) -> Iterator[Path]:
    for media in client.messages(message.sid).media.stream():
        got = client.messages(message.sid).media(media.sid).download(folder / media.sid, max_bytes=5_000_000)
        if got.path:
            yield got.path.rename(got.path.with_suffix(f".{(got.content_type or '/bin').split('/')[1]}"))


def length(client: Client, message: str, media: str) -> int:
    return sum(len(chunk) for chunk in client.messages(message).media(media).stream_bytes(chunk_size=4096))


def ring(client: Client, number: str) -> int | None:
    document = VoiceResponse(Say("Your table is ready", voice="alice"))
    call = client.calls.create(to=number, from_="+15555550199", twiml=document, timeout=20)
    while (call := client.calls(call.sid).fetch()).status in {CallStatus.QUEUED, "ringing", "in-progress"}:
        print(call.start_time, call.direction)
    return call.duration


def subaccount(client: Client, name: str) -> Account:
    account = client.accounts.create(friendly_name=name)
    first = client.accounts(account.sid).messages.create(to="+15005550006", from_="+15555550199", body="Hello")
    print(first.account_sid == account.sid, account.date_created or first.date_created)
    return client.accounts(account.sid).update(status=AccountStatus.SUSPENDED)


def verify(client: Client, number: str) -> str:
    known = {each.phone_number: each.sid for each in client.outgoing_caller_ids.stream()}
    asked = client.validation_requests.create(phone_number=number, call_delay=10)
    return known.get(number) or f"type {asked.validation_code}"


def careful(client: Client, told: list[str]) -> Client:
    def note(details: RetryDetails) -> None:
        told.append(f"{details.method} {details.attempt} in {details.delay + 0.5:.1f} s: {details.error.took_effect}")

    def forbid(details: RetryDetails) -> bool:
        return details.method == "GET" and not details.uri.endswith("/Media.json")

    return client.with_options(timeout=5, retry=Retry(3, on_retry=note, should_retry=forbid), headers={"X-Trace": "1"})


class Sending(TypedDict, total=False):
    """The parameters that an application's own function passes on."""

    messaging_service_sid: str
    validity_period: int
    schedule_type: Literal["fixed"]


def greet(client: Client, number: str, **options: Unpack[Sending]) -> str:
    return client.messages.create(to=number, body="Hello", **options).sid


def messages_of(account: AccountContext[C]) -> Messages[C]:
    return account.messages


async def send_async(number: str) -> MessageStatus | str | None:
    async with AsyncClient() as client:
        made = client.messages.create(to=number, from_="+15555550199", body="Hello")  # type: ignore[misc] # a coroutine
        message = await made  # type: ignore[misc] # the same
    return message.status


async def fan_out(client: AsyncClient, numbers: list[str]) -> list[str]:
    calls = [client.messages.create(to=number, from_="+15555550199", body="Hello") for number in numbers]  # type: ignore[misc] # coroutines
    results = await asyncio.gather(*calls, return_exceptions=True)  # type: ignore[misc] # the same
    return [str(result) if isinstance(result, BaseException) else result.sid for result in results]


async def at_once(client: AsyncClient) -> tuple[int, CallStatus | str | None]:
    async with asyncio.TaskGroup() as group:
        listed = group.create_task(client.messages.list(limit=100))  # type: ignore[misc] # a coroutine
        fetched = group.create_task(client.calls("CA" + "0" * 32).fetch())  # type: ignore[misc] # the same
    return len(listed.result()), fetched.result().status


async def named(client: AsyncClient, number: str) -> list[str | None]:
    reply = await client.with_raw_response.accounts(client.account_sid).fetch()  # type: ignore[misc] # a coroutine
    bodies = [message.body async for message in client.messages.stream(to=number, limit=20)]
    return [reply.value.friendly_name, reply.request_id, *bodies]
