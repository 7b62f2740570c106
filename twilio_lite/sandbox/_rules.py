"""What a new message must fulfil: Twilio's rules with Twilio's codes, in the order in which they are checked.

That order is the sandbox's own: only for a few pairs of rules is it known which one the API checks first.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urlsplit

from . import _errors
from ._dates import moment
from ._errors import Fault, Refused
from ._numbers import MAGIC_RECIPIENTS, MAGIC_SENDERS, channel, is_recipient, is_sender, normalized

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ._call import Parameters

LONGEST_BODY = 1600
MOST_MEDIA = 10
LONGEST_VALIDITY = 36000
SERVICE_SID = re.compile(r"MG[0-9a-fA-F]{32}")
CONTENT_SID = re.compile(r"HX[0-9a-fA-F]{32}")
WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
DECIMAL_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9})?")


def has_no_recipient(form: Parameters) -> bool:
    """Find that there is nobody to send to."""
    return not form.text("To")


def has_no_sender(form: Parameters) -> bool:
    """Find that there is neither a number nor a Messaging Service to send from."""
    return not (form.text("From") or form.text("MessagingServiceSid"))


def has_no_content(form: Parameters) -> bool:
    """Find that there is nothing to send."""
    return not (form.text("Body") or form.texts("MediaUrl") or form.text("ContentSid"))


def has_long_body(form: Parameters) -> bool:
    """Find that the text is too long, even for several segments."""
    return len(form.text("Body")) > LONGEST_BODY


def has_many_media(form: Parameters) -> bool:
    """Find that there are more media than one message holds."""
    return len(form.texts("MediaUrl")) > MOST_MEDIA


def has_invalid_recipient(form: Parameters) -> bool:
    """Find that `To` is no address."""
    return not is_recipient(normalized(form.text("To")))


def has_invalid_sender(form: Parameters) -> bool:
    """Find that `From` is no address."""
    return bool(form.text("From")) and not is_sender(normalized(form.text("From")))


def has_two_channels(form: Parameters) -> bool:
    """Find that `From` and `To` belong to different channels."""
    return bool(form.text("From")) and channel(form.text("From")) != channel(form.text("To"))


def has_invalid_media(form: Parameters) -> bool:
    """Find that one of the media is no address on the web."""
    return not all(is_web_address(url) for url in form.texts("MediaUrl"))


def has_unknown_service(form: Parameters) -> bool:
    """Find that the Messaging Service does not look like one. The sandbox owns every other."""
    return not fits(SERVICE_SID, form.text("MessagingServiceSid"))


def has_variables_alone(form: Parameters) -> bool:
    """Find variables, but no template to put them in."""
    return bool(form.text("ContentVariables")) and not form.text("ContentSid")


def has_invalid_template(form: Parameters) -> bool:
    """Find that the template does not look like one. The sandbox owns every other."""
    return not fits(CONTENT_SID, form.text("ContentSid"))


def has_invalid_variables(form: Parameters) -> bool:
    """Find that the variables of the template are no JSON object."""
    try:
        return bool(form.text("ContentVariables")) and not isinstance(json.loads(form.text("ContentVariables")), dict)
    except (ValueError, RecursionError):
        return True


def has_invalid_validity(form: Parameters) -> bool:
    """Find that the validity is no whole number of seconds within ten hours."""
    text = form.text("ValidityPeriod")
    return bool(text) and not (WHOLE_NUMBER.fullmatch(text) and 1 <= int(text) <= LONGEST_VALIDITY)


def has_invalid_price(form: Parameters) -> bool:
    """Find that the highest price is no number. It has no effect, but is read."""
    return not fits(DECIMAL_NUMBER, form.text("MaxPrice"))


def has_invalid_callback(form: Parameters) -> bool:
    """Find that the callback is no address on the web, or that its host has an underscore, which Twilio refuses."""
    url = form.text("StatusCallback")
    return bool(url) and (not is_web_address(url) or "_" in urlsplit(url).netloc)


def has_no_time(form: Parameters) -> bool:
    """Find that the message is to be scheduled, but not when."""
    return is_scheduled(form) and not form.text("SendAt")


def has_invalid_time(form: Parameters) -> bool:
    """Find that the message is to be scheduled for something that is no time.

    The API also wants the time to lie between a few minutes and some weeks ahead. The sandbox does not: its clock moves
    a second at a time, and a test would otherwise never see a scheduled message leave.
    """
    try:
        return is_scheduled(form) and not moment(form.text("SendAt"))
    except ValueError:
        return True


Rules: TypeAlias = "Sequence[tuple[Callable[[Parameters], bool], Fault]]"
RULES: Rules = (
    (has_no_recipient, _errors.NO_RECIPIENT),
    (has_no_sender, _errors.NO_SENDER),
    (has_no_content, _errors.NO_BODY),
    (has_long_body, _errors.BODY_TOO_LONG),
    (has_many_media, _errors.TOO_MANY_MEDIA),
    (has_invalid_recipient, _errors.INVALID_RECIPIENT),
    (has_invalid_sender, _errors.INVALID_SENDER),
    (has_two_channels, _errors.CHANNELS_DIFFER),
    (has_invalid_media, _errors.INVALID_MEDIA_URL),
    (has_unknown_service, _errors.UNKNOWN_SERVICE),
    (has_variables_alone, _errors.NO_CONTENT_SID),
    (has_invalid_template, _errors.INVALID_CONTENT_SID),
    (has_invalid_variables, _errors.INVALID_CONTENT_VARIABLES),
    (has_invalid_validity, _errors.INVALID_VALIDITY),
    (has_invalid_price, _errors.INVALID_MAX_PRICE),
    (has_invalid_callback, _errors.INVALID_CALLBACK),
    (has_no_time, _errors.NO_SEND_AT),
    (has_invalid_time, _errors.INVALID_SEND_AT),
)


def first_broken(rules: Rules, form: Parameters) -> Fault | None:
    """Give what the first broken rule is refused with; None when all are kept."""
    return next((fault for is_broken, fault in rules if is_broken(form)), None)


def check(form: Parameters) -> None:
    """Raise Refused for the first rule that a new message breaks."""
    fault = first_broken(RULES, form) or magic_fault(form)
    if fault is not None:
        raise Refused(fault, to=form.text("To"), from_=form.text("From"))


def magic_fault(form: Parameters) -> Fault | None:
    """Say what the magic numbers among sender and recipient stand for."""
    fault = MAGIC_SENDERS.get(normalized(form.text("From"))) or MAGIC_RECIPIENTS.get(normalized(form.text("To")))
    # With a Messaging Service the message is accepted and fails later: see `_lifecycle`.
    return None if fault is _errors.UNSUBSCRIBED and form.text("MessagingServiceSid") else fault


def is_scheduled(form: Parameters) -> bool:
    """Say whether it is to be sent later. Without a Messaging Service, Twilio ignores the wish and sends at once."""
    return form.text("ScheduleType") == "fixed" and bool(form.text("MessagingServiceSid"))


def fits(shape: re.Pattern[str], text: str) -> bool:
    """Say whether *text* is of that shape, or not given."""
    return not text or shape.fullmatch(text) is not None


def is_web_address(url: str) -> bool:
    """Say whether *url* is an address of http or https with a host."""
    try:
        split = urlsplit(url)
    except ValueError:
        return False
    return split.scheme in {"http", "https"} and bool(split.hostname)
