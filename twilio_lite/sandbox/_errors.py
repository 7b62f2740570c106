"""Everything the sandbox refuses, with Twilio's code, status and text: a table, and the exception that carries a row.

The texts are what the API has been seen to say; where nobody has recorded one, it is the title in Twilio's list of
errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import attrs

from ._outcome import Item, Outcome


@attrs.frozen
class Fault:
    """One row of the table; *text* has {names} for the facts of the case."""

    code: int
    status: HTTPStatus
    text: str
    detail: str | None = None


class Refused(Exception):
    """An operation says no: the world stays as it was, and this is the answer."""

    def __init__(self, fault: Fault, headers: Mapping[str, str] | None = None, **facts: str) -> None:
        self.fault = fault
        self.headers = headers or {}
        self.text = fault.text.format_map(facts)
        super().__init__(f"{fault.code}: {self.text}")

    @property
    def more_info(self) -> str:
        """Where Twilio explains the code."""
        return f"https://www.twilio.com/docs/errors/{self.fault.code}"

    def outcome(self) -> Outcome:
        """Make the answer of it. Its names come in alphabetical order, as Twilio's do; `_legacy` has another one."""
        fields = {
            "code": self.fault.code,
            "detail": self.fault.detail,
            "message": self.text,
            "more_info": self.more_info,
            "status": int(self.fault.status),
        }
        return Outcome(self.fault.status, Item("RestException", fields), self.headers)


BAD: Final = HTTPStatus.BAD_REQUEST
DENIED: Final = HTTPStatus.UNAUTHORIZED
WRONG: Final = "Your AccountSid or AuthToken was incorrect."

BAD_REQUEST = Fault(20001, BAD, "Bad request")
INVALID_PARAMETER = Fault(20001, BAD, "Invalid {name}.")
MISSING_PARAMETER = Fault(20001, BAD, "Missing required parameter {name} in the post body")
INVALID_FRIENDLY_NAME = Fault(20002, BAD, "Invalid FriendlyName")
NO_CREDENTIALS = Fault(20003, DENIED, "Authentication Error - No credentials provided", WRONG)
UNKNOWN_USERNAME = Fault(20003, DENIED, "Authentication Error - invalid username", WRONG)
WRONG_TOKEN = Fault(20003, DENIED, "Authenticate", WRONG)
METHOD_NOT_ALLOWED = Fault(20004, HTTPStatus.METHOD_NOT_ALLOWED, "Method not allowed")
# No record of this one's status was found: 403, since the credentials themselves are right.
ACCOUNT_NOT_ACTIVE = Fault(20005, HTTPStatus.FORBIDDEN, "Account not active")
NOT_FOUND = Fault(20404, HTTPStatus.NOT_FOUND, "The requested resource {path} was not found")
INVALID_PAGE_TOKEN = Fault(21481, BAD, "Invalid PageToken")

NESTED_SUBACCOUNT = Fault(21101, BAD, "Subaccounts cannot contain subaccounts")
INVALID_ACCOUNT_STATUS = Fault(21475, BAD, "Unable to update Status, invalid Status.")
MAIN_ACCOUNT_STATUS = Fault(21477, BAD, "Unable to update Status for parent accounts")
ACCOUNT_CLOSED = Fault(21479, BAD, "Unable to update Status for subaccount, subaccount has been closed.")

NO_CALLEE = Fault(21201, BAD, "No 'To' number is specified")
NO_INSTRUCTIONS = Fault(21205, BAD, "Url parameter is required.")
INVALID_URL = Fault(21205, BAD, "Url is not a valid URL: {url}")
INVALID_DIGITS = Fault(21206, BAD, "Invalid SendDigits")
INVALID_TIMEOUT = Fault(21208, BAD, "Invalid Timeout")
INVALID_METHOD = Fault(21209, BAD, "Invalid Method")
INVALID_CALLEE = Fault(21211, BAD, "The phone number you are attempting to call, {to}, is not valid.")
INVALID_CALLER = Fault(21212, BAD, "Invalid 'From' Number")
NO_CALLER = Fault(21213, BAD, "Caller phone number is required")
CALLEE_UNREACHABLE = Fault(21214, BAD, "'To' phone number cannot be reached")
COUNTRY_NOT_ENABLED = Fault(
    21215,
    BAD,
    "Account not authorized to call {to}. Perhaps you need to enable some international permissions:"
    " https://www.twilio.com/console/voice/calls/geo-permissions/low-risk",
)
CALLEE_BLOCKED = Fault(21216, BAD, "Account not allowed to call {to}")
UNLIKELY_CALLEE = Fault(21217, BAD, "Phone number does not appear to be valid")
INVALID_APPLICATION = Fault(21218, BAD, "Invalid ApplicationSid")
NOT_IN_PROGRESS = Fault(21220, BAD, "Call is not in-progress. Cannot redirect.")
INVALID_CALL_STATE = Fault(21220, BAD, "Invalid call state")
INVALID_PHONE_NUMBER = Fault(21401, BAD, "Invalid Phone Number")
ALREADY_VERIFIED = Fault(21450, BAD, "Phone number already validated on your account")
INVALID_CALL_DELAY = Fault(21454, BAD, "Invalid CallDelay")

INVALID_RECIPIENT = Fault(21211, BAD, "The 'To' number {to} is not a valid phone number.")
INVALID_SENDER = Fault(
    21212, BAD, "The 'From' number {from_} is not a valid phone number, shortcode, or alphanumeric sender ID."
)
REGION_NOT_ENABLED = Fault(
    21408, BAD, "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}."
)
NO_BODY = Fault(21602, BAD, "Message body is required.")
NO_SENDER = Fault(21603, BAD, "A 'From' phone number is required.")
NO_RECIPIENT = Fault(21604, BAD, "A 'To' phone number is required.")
LEGACY_BODY_TOO_LONG = Fault(21605, BAD, "Maximum body length is 160 characters (old API endpoint)")
SENDER_NOT_OWNED = Fault(
    21606,
    BAD,
    "The From phone number {from_} is not a valid, SMS-capable inbound phone number or short code for your account.",
)
INVALID_CALLBACK = Fault(21609, BAD, "Invalid 'StatusCallback'")
UNSUBSCRIBED = Fault(21610, BAD, "Attempt to send to unsubscribed recipient")
QUEUE_FULL = Fault(21611, HTTPStatus.TOO_MANY_REQUESTS, "SMS queue is full.")
UNREACHABLE = Fault(
    21612,
    BAD,
    "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {from_} via SMS.",
)
NOT_MOBILE = Fault(21614, BAD, "To number: {to}, is not a mobile number")
BODY_TOO_LONG = Fault(21617, BAD, "The concatenated message body exceeds the 1600 character limit.")
INVALID_MEDIA_URL = Fault(21620, BAD, "Invalid media URL(s)")
TOO_MANY_MEDIA = Fault(21623, BAD, "Number of media files exceeds allowed limit")
INVALID_VALIDITY = Fault(21624, BAD, "Invalid validity period")
INVALID_MAX_PRICE = Fault(21627, BAD, "Max Price must be a valid float")
NO_CONTENT_SID = Fault(21654, BAD, "ContentSid Required")
INVALID_CONTENT_SID = Fault(21655, BAD, "The ContentSid is Invalid")
INVALID_CONTENT_VARIABLES = Fault(21656, BAD, "The ContentVariables Parameter is invalid")
UNKNOWN_SERVICE = Fault(21701, BAD, "The Messaging Service does not exist")
CHANNELS_DIFFER = Fault(21910, BAD, "Invalid From and To pair. From and To should be of the same channel")
NO_SEND_AT = Fault(35111, BAD, "SendAt timestamp is missing")
INVALID_SEND_AT = Fault(35114, BAD, "Scheduling does not support this timestamp")
INVALID_UPDATE = Fault(30400, BAD, "Parameters are not valid")
# No record of this one's status was found: 400, as for its neighbour.
NOT_CANCELABLE = Fault(30409, BAD, "This message cannot be canceled")
