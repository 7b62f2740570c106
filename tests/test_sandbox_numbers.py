"""Phone numbers of one's own, through the API."""

from __future__ import annotations

import re
from typing import Any

import pytest

from called import NUMBER, PHONE, App
from twilio_lite import BadRequestError, NotFoundError, PermissionDeniedError, Request, RestException
from twilio_lite.sandbox import Sandbox

OTHER = "+15005550010"


class Talk:
    """A sandbox, and requests for what the library has no methods for."""

    def __init__(self, **options: Any) -> None:
        self.sandbox = Sandbox(**options)
        self.client = self.sandbox.client()

    def ask(self, method: str, path: str = "", account: str = "", query: Any = None, **form: str) -> Any:
        """Ask for a number, or all of them."""
        target = f"/2010-04-01/Accounts/{account or self.sandbox.account_sid}/IncomingPhoneNumbers{path}"
        return self.client.send(Request(method, target, lambda tree: tree, query=query, form=form or None))

    def create(self, **form: str) -> Any:
        """Get a number."""
        return self.ask("POST", **form)

    def numbers(self, **query: str) -> list[str]:
        """The numbers that are listed."""
        return [one["phone_number"] for one in self.ask("GET", query=query)["incoming_phone_numbers"]]


@pytest.fixture
def talk() -> Talk:
    """Begin with no numbers."""
    return Talk()


def test_a_number_is_had_and_shown_with_all_its_fields(talk: Talk) -> None:
    number = talk.create(PhoneNumber="+1 (500) 555-0006", SmsUrl="http://testserver/sms", VoiceMethod="GET")
    assert re.fullmatch("PN[0-9a-f]{32}", number["sid"])
    assert re.fullmatch(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", number["date_created"])
    assert number == {
        "sid": number["sid"],
        "account_sid": talk.sandbox.account_sid,
        "friendly_name": "(500) 555-0006",
        "phone_number": NUMBER,
        "sms_url": "http://testserver/sms",
        "sms_fallback_url": "",
        "voice_url": "",
        "voice_fallback_url": "",
        "status_callback": "",
        "sms_method": "POST",
        "sms_fallback_method": "POST",
        "voice_method": "GET",
        "voice_fallback_method": "POST",
        "status_callback_method": "POST",
        "voice_caller_id_lookup": False,
        "voice_application_sid": "",
        "sms_application_sid": "",
        "trunk_sid": None,
        "address_requirements": "none",
        "beta": False,
        "origin": "twilio",
        "status": "in-use",
        "api_version": "2010-04-01",
        "capabilities": {"voice": True, "sms": True, "mms": True, "fax": False},
        "date_created": number["date_created"],
        "date_updated": number["date_created"],
        "uri": f"/2010-04-01/Accounts/{talk.sandbox.account_sid}/IncomingPhoneNumbers/{number['sid']}.json",
    }
    assert talk.ask("GET", f"/{number['sid']}") == number


def test_an_area_code_gives_one_number_after_the_other(talk: Talk) -> None:
    given = [talk.create(AreaCode="500", FriendlyName="mine")["phone_number"] for _ in range(3)]
    assert len(set(given)) == 3
    assert all(number.startswith("+1500555") for number in given)
    assert talk.numbers() == given[::-1]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"FriendlyName": "x"}, 20001),
        ({"PhoneNumber": "+15005550000"}, 21422),
        ({"PhoneNumber": "+15005550001"}, 21421),
        ({"PhoneNumber": "alice"}, 21421),
        ({"PhoneNumber": "12345"}, 21421),
        ({"AreaCode": "533"}, 21452),
        ({"AreaCode": "50"}, 21451),
        ({"AreaCode": "5000"}, 21451),
        ({"AreaCode": "abc"}, 21451),
        ({"PhoneNumber": NUMBER, "SmsUrl": "nowhere"}, 21402),
        ({"PhoneNumber": NUMBER, "VoiceFallbackUrl": "ftp://example.com/"}, 21402),
        ({"PhoneNumber": NUMBER, "StatusCallback": "http://my_host/"}, 21402),
        ({"PhoneNumber": NUMBER, "SmsMethod": "PUT"}, 21209),
        ({"PhoneNumber": NUMBER, "StatusCallbackMethod": "post"}, 21209),
        ({"PhoneNumber": NUMBER, "FriendlyName": "x" * 65}, 20002),
    ],
)
def test_a_number_that_breaks_a_rule_is_refused(talk: Talk, form: dict[str, str], code: int) -> None:
    with pytest.raises(BadRequestError) as refused:
        talk.create(**form)
    assert refused.value.code == code
    assert talk.numbers() == []


def test_a_number_is_had_once(talk: Talk) -> None:
    talk.create(PhoneNumber=NUMBER)
    talk.sandbox.number(OTHER)
    for number in (NUMBER, OTHER):
        with pytest.raises(BadRequestError) as refused:
            talk.create(PhoneNumber=number)
        assert refused.value.code == 21422
    talk.sandbox.number(NUMBER, sms=App())
    assert talk.numbers() == [OTHER, NUMBER]


def test_numbers_are_listed_by_number_and_name_in_pages(talk: Talk) -> None:
    talk.create(PhoneNumber=NUMBER, FriendlyName="shop")
    talk.create(PhoneNumber=OTHER)
    assert talk.numbers() == [OTHER, NUMBER]
    assert talk.numbers(PhoneNumber="+1 500 555 0006") == talk.numbers(FriendlyName="shop") == [NUMBER]
    assert talk.numbers(FriendlyName="another") == []
    assert talk.numbers(PageSize="1") == [OTHER]
    assert talk.numbers(PageSize="1", Page="1") == [NUMBER]


def test_an_update_changes_where_messages_go_and_an_empty_url_that_they_go_nowhere(talk: Talk) -> None:
    talk.sandbox.number("+15005550011", sms=(app := App()))
    sid = talk.create(PhoneNumber=NUMBER)["sid"]
    talk.sandbox.advance(60)
    number = talk.ask("POST", f"/{sid}", SmsUrl="http://testserver/new?a=b", FriendlyName="renamed")
    assert (number["sms_url"], number["friendly_name"]) == ("http://testserver/new?a=b", "renamed")
    assert number["date_updated"] != number["date_created"]
    talk.sandbox.receive(from_=PHONE, to=NUMBER, body="hi")
    assert [asked.url for asked in app.asked] == ["http://testserver/new?a=b"]
    assert talk.ask("POST", f"/{sid}", SmsUrl="", FriendlyName="")["friendly_name"] == "renamed"
    assert talk.sandbox.receive(from_=PHONE, to=NUMBER, body="hi").delivery is None
    with pytest.raises(BadRequestError, match="Invalid Url"):
        talk.ask("POST", f"/{sid}", SmsUrl="nowhere")


def test_a_number_that_was_given_back_is_there_no_more_and_free_again(talk: Talk) -> None:
    sid = talk.create(PhoneNumber=NUMBER)["sid"]
    request: Request[Any] = Request(
        "DELETE", f"/2010-04-01/Accounts/{talk.sandbox.account_sid}/IncomingPhoneNumbers/{sid}", lambda _: None
    )
    talk.client.send(request)
    with pytest.raises(NotFoundError):
        talk.ask("GET", f"/{sid}")
    assert talk.create(PhoneNumber=NUMBER)["sid"] != sid


def test_a_subaccount_has_numbers_of_its_own_and_a_message_to_one_is_its_own(talk: Talk) -> None:
    below = talk.client.accounts.create(friendly_name="below").sid
    sid = talk.ask("POST", account=below, PhoneNumber=NUMBER)["sid"]
    assert talk.numbers() == []
    with pytest.raises(NotFoundError):
        talk.ask("GET", f"/{sid}")
    assert talk.sandbox.receive(from_=PHONE, to=NUMBER, body="hi").message.account_sid == below
    assert talk.sandbox.receive(from_=PHONE, to=OTHER, body="hi").message.account_sid == talk.sandbox.account_sid
    talk.client.accounts(below).update(status="suspended")
    with pytest.raises(PermissionDeniedError):
        talk.ask("POST", account=below, PhoneNumber=OTHER)


def test_in_a_strict_sandbox_messages_come_from_ones_own_numbers_and_from_services_only() -> None:
    talk = Talk(strict=True)
    below = talk.client.accounts.create(friendly_name="below").sid
    send = talk.client.messages.create
    with pytest.raises(
        RestException, match=r"The From phone number \+15005550006 is not a valid, SMS-capable"
    ) as refused:
        send(to=PHONE, from_=NUMBER, body="hi")
    assert (refused.value.code, refused.value.status) == (21606, 400)
    talk.create(PhoneNumber=NUMBER)
    assert send(to=PHONE, from_=NUMBER, body="hi").status == "queued"
    assert send(to=PHONE, messaging_service_sid=f"MG{'0' * 32}", body="hi").status == "accepted"
    for from_ in ("Shop", OTHER, "12345"):
        with pytest.raises(BadRequestError):
            send(to=PHONE, from_=from_, body="hi")
    with pytest.raises(BadRequestError):
        talk.client.accounts(below).messages.create(to=PHONE, from_=NUMBER, body="hi")


def test_twilio_python_has_numbers_too() -> None:
    from twilio.rest import Client  # noqa: PLC0415 - it takes a while

    with Sandbox() as sandbox, sandbox.serve() as url:
        client = Client(sandbox.account_sid, sandbox.auth_token)
        client.api.base_url = url
        made = client.incoming_phone_numbers.create(phone_number=NUMBER, sms_url="http://127.0.0.1/sms")
        assert client.incoming_phone_numbers(made.sid).update(friendly_name="renamed").friendly_name == "renamed"
        assert [one.phone_number for one in client.incoming_phone_numbers.list()] == [NUMBER]
        assert made.capabilities == {"voice": True, "sms": True, "mms": True, "fax": False}
        assert made.delete()
        assert client.incoming_phone_numbers.list() == []
