"""twilio-python, which nobody here wrote, finds a served sandbox to be Twilio: with its sync and its async client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

import pytest
from twilio.base.exceptions import TwilioException, TwilioRestException
from twilio.http.async_http_client import AsyncTwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from conftest import Answers, Seen, Server
from twilio_lite import Response
from twilio_lite.sandbox import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:(twilio|aiohttp)")  # how twilio-python logs in

FROM, TO, OWN = "+15555550199", "+15555550100", "+15005550006"
SERVICE = f"MG{'0' * 32}"
OK = Response(200, {"Content-Type": "text/xml"}, b"<Response><Message>Got it</Message></Response>")
DAY = 86400


class Twilio:
    """A sandbox that is served, and a client of twilio-python, sync or async, that believes it to be Twilio."""

    def __init__(self, sandbox: Sandbox, url: str, *, is_async: bool) -> None:
        self.sandbox, self.url, self.is_async = sandbox, url, is_async

    @asynccontextmanager
    async def client(
        self, username: str = "", password: str = "", account_sid: str | None = None
    ) -> AsyncIterator[Any]:
        """Log in, as the main account unless told otherwise."""
        login = username or self.sandbox.account_sid, password or self.sandbox.auth_token
        http = AsyncTwilioHttpClient() if self.is_async else None
        client = Client(*login, account_sid, http_client=http)
        client.api.base_url = self.url
        try:
            yield client
        finally:
            await http.close() if http else client.http_client.session.close()

    async def do(self, what: Any, *given: Any, **named: Any) -> Any:
        """Call a method of twilio-python, or the one of the same name for async code."""
        if not self.is_async:
            return what(*given, **named)
        return await getattr(what.__self__, f"{what.__name__}_async")(*given, **named)

    async def refusal(self, what: Any, *given: Any, **named: Any) -> tuple[int, int, str]:
        """Give status, code and text of what a method raises."""
        with pytest.raises(TwilioRestException) as raised:
            await self.do(what, *given, **named)
        return raised.value.status, raised.value.code, raised.value.msg


Scenario = Callable[[Twilio, Any], Awaitable[None]]


@pytest.fixture(params=["sync", "async"])
def play(request: pytest.FixtureRequest) -> Iterator[Callable[[Scenario], None]]:
    """Play a scenario with a client of the main account."""
    with Sandbox() as sandbox, sandbox.serve() as url:
        twilio = Twilio(sandbox, url, is_async=request.param == "async")

        async def played(scenario: Scenario) -> None:
            async with twilio.client() as client:
                await scenario(twilio, client)

        yield lambda scenario: asyncio.run(played(scenario))


Play = Callable[[Scenario], None]


def test_a_message_is_created_fetched_redacted_and_deleted(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        made = await twilio.do(client.messages.create, to=TO, from_=FROM, body="Grüße 🎉 & more")
        assert (made.status, made.direction, made.num_segments, made.price) == ("queued", "outbound-api", "1", None)
        twilio.sandbox.advance(2)
        fetched = await twilio.do(client.messages(made.sid).fetch)
        assert (fetched.sid, fetched.body, fetched.to, fetched.from_) == (made.sid, "Grüße 🎉 & more", TO, FROM)
        assert (fetched.status, fetched.price, fetched.price_unit) == ("delivered", "-0.00750", "USD")
        assert fetched.date_created <= fetched.date_sent <= datetime.now(UTC) + timedelta(seconds=3)
        assert (await twilio.do(fetched.update, body="")).body == ""
        assert await twilio.do(fetched.delete) is True
        status, code, _ = await twilio.refusal(fetched.fetch)
        assert (status, code) == (404, 20404)

    play(scenario)


def test_lists_and_streams_go_over_all_pages_and_pages_lead_to_each_other(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        for number in range(7):
            await twilio.do(client.messages.create, to=TO, from_=FROM, body=str(number))
        newest_first = [str(number) for number in reversed(range(7))]
        listed = await twilio.do(client.messages.list, page_size=3)
        assert [message.body for message in listed] == newest_first
        assert len(await twilio.do(client.messages.list, limit=4, page_size=2)) == 4
        streamed = await twilio.do(client.messages.stream, page_size=2)
        bodies = [one.body async for one in streamed] if twilio.is_async else [one.body for one in streamed]
        assert bodies == newest_first
        first = await twilio.do(client.messages.page, page_size=3)
        second = await twilio.do(first.next_page)
        third = await twilio.do(second.next_page)
        assert [[one.body for one in page] for page in (second, third)] == [["3", "2", "1"], ["0"]]
        assert await twilio.do(third.next_page) is None
        assert [one.body for one in await twilio.do(third.previous_page)] == ["3", "2", "1"]

    play(scenario)


def test_messages_are_found_by_number_and_by_the_day_they_were_sent(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        for to, body in ((TO, "first"), ("+15555550101", "second"), (TO, "third")):
            await twilio.do(client.messages.create, to=to, from_=FROM, body=body)
            twilio.sandbox.advance(DAY)
        today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)

        async def found(**filters: Any) -> list[str]:
            return [message.body for message in await twilio.do(client.messages.list, **filters)]

        sent = [message.date_sent for message in await twilio.do(client.messages.list)][::-1]
        assert today - timedelta(days=4) < sent[0] < sent[1] < sent[2]
        assert await found(to=TO) == ["third", "first"]
        assert await found(from_=OWN) == []
        assert await found(date_sent_after=sent[1]) == ["third", "second"]
        assert await found(date_sent_before=sent[1]) == ["second", "first"]
        assert await found(date_sent=sent[1].date()) == ["second"]
        assert await found(to=TO, date_sent_after=date(2020, 1, 1), date_sent_before=sent[1]) == ["first"]

    play(scenario)


def test_a_scheduled_message_is_canceled_once(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        when = datetime.now(UTC) + timedelta(days=1)
        wish = {"messaging_service_sid": SERVICE, "schedule_type": "fixed", "send_at": when}
        made = await twilio.do(client.messages.create, to=TO, body="later", **wish)
        assert (made.status, made.num_segments) == ("scheduled", "0")
        assert (await twilio.do(made.update, status="canceled")).status == "canceled"
        assert (await twilio.refusal(made.update, status="canceled"))[:2] == (400, 30409)

    play(scenario)


def test_media_are_listed_and_fetched_as_metadata_and_as_bytes(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        urls = ["https://example.com/a.gif", "https://example.com/b.pdf"]
        twilio.sandbox.hold(urls[0], b"GIF89a made up")
        made = await twilio.do(client.messages.create, to=TO, from_=FROM, media_url=urls)
        assert (made.sid[:2], made.num_media) == ("MM", "2")
        listed = await twilio.do(made.media.list)
        assert [medium.content_type for medium in listed] == ["image/gif", "application/pdf"]
        medium = await twilio.do(client.messages(made.sid).media(listed[0].sid).fetch)
        assert medium.parent_sid == made.sid
        file = await twilio.do(client.request, "GET", twilio.url + medium.uri.removesuffix(".json"))
        assert (file.status_code, file.text, file.headers["Content-Type"]) == (200, "GIF89a made up", "image/gif")
        assert await twilio.do(medium.delete) is True
        assert len(await twilio.do(made.media.list)) == 1
        assert (await twilio.do(client.messages(made.sid).feedback.create, outcome="confirmed")).outcome == "confirmed"

    play(scenario)


def test_a_subaccount_has_messages_of_its_own_until_it_is_closed(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        accounts = client.api.v2010.accounts
        made = await twilio.do(accounts.create, friendly_name="Sub")
        assert made.owner_account_sid == twilio.sandbox.account_sid
        async with twilio.client(made.sid, made.auth_token) as own:
            sent = await twilio.do(own.messages.create, to=TO, from_=FROM, body="hi")
            assert sent.account_sid == made.sid
            assert (await twilio.refusal(client.messages(sent.sid).fetch))[:2] == (404, 20404)
            of_sub = client.api.v2010.accounts(made.sid).messages
            assert [message.sid for message in await twilio.do(of_sub.list)] == [sent.sid]
            assert {one.friendly_name for one in await twilio.do(accounts.list)} == {"Sub", "Sandbox"}
            assert [one.sid for one in await twilio.do(accounts.list, friendly_name="Sub")] == [made.sid]
            assert (await twilio.do(accounts(made.sid).update, friendly_name="New")).friendly_name == "New"
            assert (await twilio.do(accounts(made.sid).update, status="closed")).status == "closed"
            assert (await twilio.do(accounts(made.sid).fetch)).status == "closed"
            assert (await twilio.refusal(own.messages.create, to=TO, from_=FROM, body="x"))[:2] == (403, 20005)
            with pytest.raises(TwilioException, match="Account not active"):
                await twilio.do(own.messages.list)

    play(scenario)


def test_a_call_is_made_redirected_completed_and_listed(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        twiml = "<Response><Pause length='60'/></Response>"
        made = await twilio.do(client.calls.create, to=TO, from_=FROM, twiml=twiml)
        assert (made.status, made.direction, made.to, made._from) == ("queued", "outbound-api", TO, FROM)  # noqa: SLF001 - its name there
        twilio.sandbox.advance(2)
        fetched = await twilio.do(client.calls(made.sid).fetch)
        assert fetched.status == "in-progress"
        assert (await twilio.do(fetched.update, twiml="<Response><Hangup/></Response>")).sid == made.sid
        ended = await twilio.do(fetched.update, status="completed")
        assert (ended.status, ended.price_unit) == ("completed", "USD")
        assert [call.sid for call in await twilio.do(client.calls.list, status="completed", to=TO)] == [made.sid]
        assert await twilio.do(client.calls.list, start_time_before=date(2020, 1, 1)) == []
        assert await twilio.do(made.delete) is True
        assert (await twilio.refusal(made.fetch))[:2] == (404, 20404)

    play(scenario)


def test_a_number_is_bought_looked_at_changed_and_released(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        numbers = client.incoming_phone_numbers
        made = await twilio.do(numbers.create, phone_number=OWN, sms_url="http://127.0.0.1:1/sms")
        assert (made.phone_number, made.friendly_name, made.capabilities["sms"]) == (OWN, "(500) 555-0006", True)
        assert (await twilio.do(made.update, friendly_name="Shop", sms_method="GET")).sms_method == "GET"
        fetched = await twilio.do(numbers(made.sid).fetch)
        assert (fetched.friendly_name, fetched.sms_url) == ("Shop", "http://127.0.0.1:1/sms")
        assert [one.sid for one in await twilio.do(numbers.list, phone_number=OWN)] == [made.sid]
        assert (await twilio.do(numbers.create, area_code="500")).phone_number.startswith("+1500")
        assert (await twilio.refusal(numbers.create, phone_number=OWN))[:2] == (400, 21422)
        assert await twilio.do(made.delete) is True
        assert len(await twilio.do(numbers.list)) == 1

    play(scenario)


def test_a_caller_id_is_verified_renamed_and_deleted(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        asked = await twilio.do(client.validation_requests.create, phone_number=TO, friendly_name="Desk")
        assert (asked.phone_number, len(asked.validation_code)) == (TO, 6)
        (made,) = await twilio.do(client.outgoing_caller_ids.list)
        assert (await twilio.do(made.update, friendly_name="Door")).friendly_name == "Door"
        assert (await twilio.do(client.outgoing_caller_ids(made.sid).fetch)).phone_number == TO
        assert await twilio.do(made.delete) is True
        assert await twilio.do(client.outgoing_caller_ids.list) == []

    play(scenario)


def test_twilio_python_raises_what_the_api_refuses(play: Play) -> None:
    async def scenario(twilio: Twilio, client: Any) -> None:
        refusals: list[tuple[dict[str, Any], int, int, str]] = [
            ({"to": "+1"}, 400, 21211, "The 'To' number +1 is not a valid phone number."),
            ({"to": "+15005550001"}, 400, 21211, "The 'To' number +15005550001 is not a valid phone number."),
            ({"to": "+15005550002"}, 400, 21612, "is not currently reachable"),
            ({"to": "+15005550003"}, 400, 21408, "Permission to send an SMS has not been enabled"),
            ({"to": "+15005550004"}, 400, 21610, "Attempt to send to unsubscribed recipient"),
            ({"to": "+15005550009"}, 400, 21614, "is not a mobile number"),
            ({"from_": "+15005550008"}, 429, 21611, "SMS queue is full."),
            ({"from_": "no sender at all"}, 400, 21212, "is not a valid phone number, shortcode, or alphanumeric"),
            ({"body": "x" * 1601}, 400, 21617, "exceeds the 1600 character limit."),
            ({"body": ""}, 400, 21602, "Message body is required."),
            ({"media_url": ["ftp://example.com/a"]}, 400, 21620, "Invalid media URL(s)"),
            ({"status_callback": "nowhere"}, 400, 21609, "Invalid 'StatusCallback'"),
        ]
        for given, status, code, text in refusals:
            sent = {"to": TO, "from_": FROM, "body": "hi", **given}
            got = await twilio.refusal(client.messages.create, **sent)
            assert got[:2] == (status, code)
            assert text in got[2]
        made = await twilio.do(client.messages.create, to=TO, from_=FROM, body="hi")
        assert (await twilio.refusal(made.update, body="not empty"))[:2] == (400, 30400)
        async with twilio.client(password="wrong") as stranger:
            assert (await twilio.refusal(stranger.messages(made.sid).fetch))[:2] == (401, 20003)
        async with twilio.client(f"SK{'0' * 32}", "any", twilio.sandbox.account_sid) as keyed:
            assert (await twilio.do(keyed.messages(made.sid).fetch)).sid == made.sid
        twilio.sandbox.fail_next(status=503, retry_after=1)
        with pytest.raises(TwilioRestException) as raised:
            await twilio.do(made.fetch)
        assert raised.value.status == 503

    play(scenario)


def proved(seen: Seen, server: Server, token: str) -> dict[str, str]:
    """Prove a request as twilio-python does; give its parameters."""
    fields = dict(parse_qsl(seen.body, keep_blank_values=True))
    signature = seen.headers["X-Twilio-Signature"]
    validator = RequestValidator(token)
    assert validator.validate(server.url + seen.target, fields, signature)
    assert not validator.validate(server.url + seen.target, {**fields, "Body": "forged"}, signature)
    return fields or dict(parse_qsl(seen.target.partition("?")[2], keep_blank_values=True))


def test_twilio_python_proves_every_request_that_the_sandbox_makes(serve: Callable[[Answers], Server]) -> None:
    server = serve(lambda _: OK)
    with Sandbox() as sandbox, sandbox.serve():
        sandbox.number(OWN, sms=f"{server.url}/sms?a=b%20c", voice=f"{server.url}/voice", status=f"{server.url}/status")
        received = sandbox.receive(from_=TO, to=OWN, body="Grüße & 🎉 +1", media=[b"GIF89a"])
        sandbox.phone(TO).call(to=OWN)
        assert received.replies[0].body == "Got it"
        with sandbox.client() as client:
            client.messages.create(to=TO, from_=FROM, body="hi", status_callback=f"{server.url}/told")
            client.calls.create(to=TO, from_=FROM, url=f"{server.url}/asked", method="GET")
        sandbox.advance(5)
        assert all(delivery.status == 200 for delivery in sandbox.deliveries)
        told = [(seen.target.partition("?")[0], proved(seen, server, sandbox.auth_token)) for seen in server.seen]
        statuses = [fields["MessageStatus"] for path, fields in told if path == "/told"]
        assert statuses == ["sent", "delivered"]
        assert {path for path, _ in told} == {"/sms", "/voice", "/status", "/told", "/asked"}
        (inbound,) = [fields for path, fields in told if path == "/sms"]
        assert (inbound["Body"], inbound["From"], inbound["NumMedia"]) == ("Grüße & 🎉 +1", TO, "1")
        assert inbound["MediaUrl0"].startswith(f"{sandbox._world.base_url}/2010-04-01/")  # noqa: SLF001 - where it is served
