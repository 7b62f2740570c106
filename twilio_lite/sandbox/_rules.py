"""What new things must fulfil: Twilio's rules with Twilio's codes, as tables, in the order in which they are checked.

That order is the sandbox's own: only for a few pairs of rules is it known which one the API checks first. A rule is
what breaks it, and the code it is then refused with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from ._dates import moment
from ._faults import INVALID_CALLEE, INVALID_CALLER, INVALID_URL, Refused
from ._numbers import (
    MAGIC_CALLEES,
    MAGIC_CALLERS,
    MAGIC_RECIPIENTS,
    MAGIC_SENDERS,
    channel,
    is_phone,
    is_recipient,
    is_sender,
    normalized,
)

if TYPE_CHECKING:
    from ._asked import Parameters

Rules: TypeAlias = "Sequence[tuple[Callable[[Parameters], object], int]]"

LONGEST_BODY = 1600
MOST_MEDIA = 10
LONGEST_VALIDITY = 36000
LONGEST_TIMEOUT = 600
SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")
APPLICATION_SID = re.compile(r"AP[0-9a-fA-F]{32}")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
DECIMAL_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")
CALL_ADDRESS = re.compile(r"(?:client|sip|sim):\S+")
DIGITS = re.compile(r"[0-9A-D#*wW]{1,32}")
METHOD = re.compile("GET|POST")
CALL_METHODS = ("Method", "FallbackMethod", "StatusCallbackMethod", "RecordingStatusCallbackMethod")


def fits(shape: re.Pattern[str], text: str) -> bool:
    """Say whether *text* is of that shape, or not given."""
    return not text or shape.fullmatch(text) is not None


def is_web_address(url: str) -> bool:
    """Say whether *url* is an address of http or https with a host."""
    try:
        split = urlsplit(url)
        return split.scheme in {"http", "https"} and bool(split.hostname) and (split.port or 1) > 0
    except ValueError:
        return False


def is_callback(url: str) -> bool:
    """Say whether *url* can be called back, or is not given: Twilio refuses a host with an underscore."""
    return not url or (is_web_address(url) and "_" not in urlsplit(url).netloc)


def is_within(text: str, least: int, most: int) -> bool:
    """Say whether *text* is a whole number between two, or not given."""
    return not text or (WHOLE_NUMBER.fullmatch(text) is not None and least <= int(text) <= most)


def is_scheduled(form: Parameters) -> bool:
    """Say whether it is to be sent later."""
    return form.text("ScheduleType") == "fixed"


def is_readable(read: Callable[[str], Any], text: str) -> bool:
    """Say whether *read* makes anything of *text*."""
    try:
        return bool(read(text))
    except (ValueError, RecursionError):
        return False


def json_object(text: str) -> bool:
    """Say whether *text* is a JSON object; raise ValueError when it is not even JSON."""
    return isinstance(json.loads(text), dict)


# Of a scheduled message the API also wants the time to lie some minutes to some weeks ahead. The sandbox does not: a
# test would otherwise have to wait for it.
MESSAGE_RULES: Rules = (
    (lambda form: not form.text("To"), 21604),
    (lambda form: not (form.text("From") or form.text("MessagingServiceSid")), 21603),
    (lambda form: not (form.text("Body") or form.texts("MediaUrl") or form.text("ContentSid")), 21602),
    (lambda form: len(form.text("Body")) > LONGEST_BODY, 21617),
    (lambda form: len(form.texts("MediaUrl")) > MOST_MEDIA, 21623),
    (lambda form: not is_recipient(form.text("To")), 21211),
    (lambda form: form.text("From") and not is_sender(form.text("From")), 21212),
    (lambda form: form.text("From") and channel(form.text("From")) != channel(form.text("To")), 21910),
    (lambda form: not all(map(is_web_address, form.texts("MediaUrl"))), 21620),
    (lambda form: not fits(SERVICE_SID, form.text("MessagingServiceSid")), 21701),
    (lambda form: form.text("ContentVariables") and not form.text("ContentSid"), 21654),
    (lambda form: not fits(CONTENT_SID, form.text("ContentSid")), 21655),
    (lambda form: form.text("ContentVariables") and not is_readable(json_object, form.text("ContentVariables")), 21656),
    (lambda form: not is_within(form.text("ValidityPeriod"), 1, LONGEST_VALIDITY), 21624),
    (lambda form: not fits(DECIMAL_NUMBER, form.text("MaxPrice")), 21627),
    (lambda form: not is_callback(form.text("StatusCallback")), 21609),
    (lambda form: is_scheduled(form) and not form.text("MessagingServiceSid"), 35118),
    (lambda form: is_scheduled(form) and not form.text("SendAt"), 35111),
    (lambda form: is_scheduled(form) and not is_readable(moment, form.text("SendAt")), 35114),
)
CALL_UPDATE_RULES: Rules = (
    (lambda form: form.text("Url") and not is_web_address(form.text("Url")), 21205),
    (lambda form: not all(fits(METHOD, form.text(name)) for name in CALL_METHODS), 21209),
    (lambda form: not is_callback(form.text("StatusCallback")), 21609),
)
# A phone is called from a phone number only.
CALL_RULES: Rules = (
    (lambda form: not form.text("To"), 21201),
    (lambda form: not form.text("From"), 21213),
    (lambda form: not (form.text("Url") or form.text("Twiml") or form.text("ApplicationSid")), 21205),
    (lambda form: not is_phone(form.text("To")) and not CALL_ADDRESS.fullmatch(form.text("To")), 21211),
    (
        lambda form: (
            not is_phone(form.text("From"))
            and (is_phone(form.text("To")) or not CALL_ADDRESS.fullmatch(form.text("From")))
        ),
        21212,
    ),
    (lambda form: not fits(APPLICATION_SID, form.text("ApplicationSid")), 21218),
    (lambda form: not fits(DIGITS, form.text("SendDigits")), 21206),
    (lambda form: not is_within(form.text("Timeout"), 0, LONGEST_TIMEOUT), 21208),
    *CALL_UPDATE_RULES,
)


def first_broken(rules: Rules, form: Parameters) -> int | None:
    """Give the code of the first broken rule; None when all are kept."""
    return next((code for is_broken, code in rules if is_broken(form)), None)


def check_message(form: Parameters) -> None:
    """Raise Refused for the first rule that a new message breaks, the magic numbers' among them."""
    to, from_ = normalized(form.text("To")), normalized(form.text("From"))
    code = first_broken(MESSAGE_RULES, form) or MAGIC_SENDERS.get(from_) or MAGIC_RECIPIENTS.get(to)
    # A Messaging Service accepts a recipient who unsubscribed, and the message fails later: see `_messages`.
    if code and not (code == 21610 and form.text("MessagingServiceSid")):  # noqa: PLR2004 - Twilio's name for it
        raise Refused(code, to=form.text("To"), from_=form.text("From"))


def check_call(form: Parameters, *, is_new: bool) -> None:
    """Raise Refused for the first rule that a call, or the update of one, breaks."""
    to, from_ = normalized(form.text("To")), normalized(form.text("From"))
    code = first_broken(CALL_RULES if is_new else CALL_UPDATE_RULES, form)
    if is_new:
        code = code or MAGIC_CALLERS.get(from_) or MAGIC_CALLEES.get(to)
    texts = {21211: INVALID_CALLEE, 21212: INVALID_CALLER, 21205: INVALID_URL if form.text("Url") else ""}
    if code:
        raise Refused(code, texts.get(code, ""), to=form.text("To"), url=form.text("Url"))
