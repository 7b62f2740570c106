"""What a new phone call, and the redirection of one, must fulfil: Twilio's rules with Twilio's codes.

They are checked in this order, which is the sandbox's own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from . import _errors
from ._errors import Fault, Refused
from ._numbers import E_164, MAGIC_CALLEES, MAGIC_CALLERS, normalized
from ._rules import WHOLE_NUMBER, Rules, first_broken, fits, has_invalid_callback, is_web_address

if TYPE_CHECKING:
    from ._call import Parameters

LONGEST_TIMEOUT = 600
CALL_ADDRESS = re.compile(r"(?:client|sip|sim):\S+")
APPLICATION_SID = re.compile(r"AP[0-9a-fA-F]{32}")
DIGITS = re.compile(r"[0-9A-D#*wW]{1,32}")
METHOD = re.compile("GET|POST")
METHODS = ("Method", "FallbackMethod", "StatusCallbackMethod", "RecordingStatusCallbackMethod")


def has_no_callee(form: Parameters) -> bool:
    """Find that there is nobody to call."""
    return not form.text("To")


def has_no_caller(form: Parameters) -> bool:
    """Find that there is no caller id."""
    return not form.text("From")


def has_no_instructions(form: Parameters) -> bool:
    """Find that nothing says what to do once the call is answered."""
    return not (form.text("Url") or form.text("Twiml") or form.text("ApplicationSid"))


def has_invalid_callee(form: Parameters) -> bool:
    """Find that `To` is neither a phone number nor an address that can be called."""
    return not is_phone_number(form, "To") and CALL_ADDRESS.fullmatch(form.text("To")) is None


def has_invalid_caller(form: Parameters) -> bool:
    """Find that `From` is no address to call from; a phone is called from a phone number only."""
    return not is_phone_number(form, "From") and (
        is_phone_number(form, "To") or CALL_ADDRESS.fullmatch(form.text("From")) is None
    )


def is_phone_number(form: Parameters, name: str) -> bool:
    """Say whether a parameter is a phone number in E.164."""
    return E_164.fullmatch(normalized(form.text(name))) is not None


def has_invalid_url(form: Parameters) -> bool:
    """Find that the address of the instructions is none on the web."""
    return bool(form.text("Url")) and not is_web_address(form.text("Url"))


def has_invalid_application(form: Parameters) -> bool:
    """Find that the application does not look like one. The sandbox owns every other."""
    return not fits(APPLICATION_SID, form.text("ApplicationSid"))


def has_invalid_digits(form: Parameters) -> bool:
    """Find that what is to be dialed has other characters than a telephone, or too many."""
    return not fits(DIGITS, form.text("SendDigits"))


def has_invalid_timeout(form: Parameters) -> bool:
    """Find that the time to ring is no whole number of seconds up to ten minutes."""
    text = form.text("Timeout")
    return not fits(WHOLE_NUMBER, text) or int(text or 0) > LONGEST_TIMEOUT


def has_invalid_method(form: Parameters) -> bool:
    """Find a method that is neither GET nor POST."""
    return not all(fits(METHOD, form.text(name)) for name in METHODS)


UPDATE_RULES: Rules = (
    (has_invalid_url, _errors.INVALID_URL),
    (has_invalid_method, _errors.INVALID_METHOD),
    (has_invalid_callback, _errors.INVALID_CALLBACK),
)
RULES: Rules = (
    (has_no_callee, _errors.NO_CALLEE),
    (has_no_caller, _errors.NO_CALLER),
    (has_no_instructions, _errors.NO_INSTRUCTIONS),
    (has_invalid_callee, _errors.INVALID_CALLEE),
    (has_invalid_caller, _errors.INVALID_CALLER),
    (has_invalid_application, _errors.INVALID_APPLICATION),
    (has_invalid_digits, _errors.INVALID_DIGITS),
    (has_invalid_timeout, _errors.INVALID_TIMEOUT),
    *UPDATE_RULES,
)


def check_call(form: Parameters) -> None:
    """Raise Refused for the first rule that a new call breaks."""
    to, from_ = normalized(form.text("To")), normalized(form.text("From"))
    refuse(form, first_broken(RULES, form) or MAGIC_CALLERS.get(from_) or MAGIC_CALLEES.get(to))


def check_update(form: Parameters) -> None:
    """Raise Refused for the first rule that an update of a call breaks, whatever the state of the call."""
    refuse(form, first_broken(UPDATE_RULES, form))


def refuse(form: Parameters, fault: Fault | None) -> None:
    """Raise Refused when there is a fault."""
    if fault is not None:
        raise Refused(fault, to=form.text("To"), url=form.text("Url"))
