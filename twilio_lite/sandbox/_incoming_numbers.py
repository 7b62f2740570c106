"""Phone numbers of one's own, and where messages and calls to them go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._accounts import active
from ._caller_ids import check_name
from ._dates import shown
from ._faults import MISSING, Refused
from ._formats import Address, Fields, camel_case
from ._numbers import MAGIC_PURCHASES, formatted, is_phone, normalized
from ._rules import METHOD, WHOLE_NUMBER, fits, is_callback

if TYPE_CHECKING:
    from ._asked import Asked, Parameters
    from ._store import Thing

URLS = ("sms_url", "sms_fallback_url", "voice_url", "voice_fallback_url", "status_callback")
METHODS = ("sms_method", "sms_fallback_method", "voice_method", "voice_fallback_method", "status_callback_method")
CAPABILITIES = {"voice": True, "sms": True, "mms": True, "fax": False}
NO_NUMBERS_THERE = "533"


def create(asked: Asked) -> Thing:
    """Get a number: the one that is named, or the next of an area code."""
    account, form = active(asked.store.get("account", asked.sids[0])), asked.form
    number, area = normalized(form.text("PhoneNumber")), form.text("AreaCode")
    if not (number or area):
        raise Refused(20001, MISSING, name="PhoneNumber")
    if number in MAGIC_PURCHASES:
        raise Refused(MAGIC_PURCHASES[number])
    if number and not is_phone(number):
        raise Refused(21421)
    if not number and (len(area) != len(NO_NUMBERS_THERE) or not WHOLE_NUMBER.fullmatch(area)):
        raise Refused(21451)
    if not number and area == NO_NUMBERS_THERE:
        raise Refused(21452)
    taken = {one.under for one in asked.store.each("number")}
    number = number or next(one for n in range(1_000_000) if (one := f"+1{area}555{n:04}") not in taken)
    if number in taken:
        raise Refused(21422)
    changes = changed(form)
    data: dict[str, Any] = {"friendly_name": formatted(number), "updated": asked.now, **changes}
    return asked.store.add("PN", "number", account.sid, asked.now, under=number, **data)


def keep_number(asked: Asked, account_sid: str, number: str, urls: dict[str, str]) -> Thing:
    """Own a number, or send elsewhere what comes in at one's own."""
    kept = next(asked.store.each("number", under=number), None)
    data: dict[str, Any] = {"friendly_name": formatted(number), "updated": asked.now}
    kept = kept or asked.store.add("PN", "number", account_sid, asked.now, under=number, **data)
    return asked.store.save(kept, **urls)


def changed(form: Parameters) -> dict[str, str]:
    """Give what a form changes of a number, or refuse it."""
    check_name(form)
    if not all(is_callback(form.text(camel_case(name))) for name in URLS):
        raise Refused(21402)
    if not all(fits(METHOD, form.text(camel_case(name))) for name in METHODS):
        raise Refused(21209)
    names = ["friendly_name"] if form.text("FriendlyName") else []
    names += [name for name in (*URLS, *METHODS) if camel_case(name) in form]
    return {name: form.text(camel_case(name)) for name in names}


def update(asked: Asked, number: Thing) -> Thing:
    """Rename a number, or send elsewhere what comes in at it."""
    return asked.store.save(number, **changed(asked.form), updated=asked.now)


def show(_: Asked, number: Thing) -> Fields:
    """Show a number of one's own."""
    return {
        "sid": number.sid,
        "account_sid": number.account,
        "friendly_name": number["friendly_name"],
        "phone_number": number.under,
        **{name: number[name] or "" for name in URLS},
        **{name: number[name] or "POST" for name in METHODS},
        "voice_caller_id_lookup": False,
        "voice_application_sid": "",
        "sms_application_sid": "",
        "trunk_sid": None,
        "address_requirements": "none",
        "beta": False,
        "origin": "twilio",
        "status": "in-use",
        "api_version": "2010-04-01",
        "capabilities": CAPABILITIES,
        "date_created": shown(number.created),
        "date_updated": shown(number["updated"]),
        "uri": Address(f"/2010-04-01/Accounts/{number.account}/IncomingPhoneNumbers/{number.sid}"),
    }
