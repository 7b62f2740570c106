"""Everything the sandbox refuses: Twilio's codes with their texts, and the exception that carries one.

The texts are what the API has been seen to say; where nobody has recorded one, it is the title in Twilio's list of
errors. A status is 400 unless `STATUSES` has another one.
"""

from __future__ import annotations

from collections.abc import Mapping

INVALID = "Invalid {name}."
MISSING = "Missing required parameter {name} in the post body"
NO_CREDENTIALS = "Authentication Error - No credentials provided"
UNKNOWN_USERNAME = "Authentication Error - invalid username"
INVALID_CALLEE = "The phone number you are attempting to call, {to}, is not valid."
INVALID_CALLER = "Invalid 'From' Number"
INVALID_URL = "Url is not a valid URL: {url}"
INVALID_CALL_STATE = "Invalid call state"
WRONG_CREDENTIALS = "Your AccountSid or AuthToken was incorrect."

# 20005 and 21611: no record of the status was found; 30409: nor of this one, so that it is its neighbour's.
STATUSES: Mapping[int, int] = {20003: 401, 20004: 405, 20005: 403, 20404: 404, 21611: 429}
TEXTS: Mapping[int, str] = {
    20001: "Bad request",
    20002: "Invalid FriendlyName",
    20003: "Authenticate",
    20004: "Method not allowed",
    20005: "Account not active",
    20429: "Too Many Requests",
    20404: "The requested resource {path} was not found",
    21101: "Subaccounts cannot contain subaccounts",
    21201: "No 'To' number is specified",
    21205: "Url parameter is required.",
    21206: "Invalid SendDigits",
    21208: "Invalid Timeout",
    21209: "Invalid Method",
    21211: "The 'To' number {to} is not a valid phone number.",
    21212: "The 'From' number {from_} is not a valid phone number, shortcode, or alphanumeric sender ID.",
    21213: "Caller phone number is required",
    21214: "'To' phone number cannot be reached",
    21215: "Account not authorized to call {to}. Perhaps you need to enable some international permissions:"
    " https://www.twilio.com/console/voice/calls/geo-permissions/low-risk",
    21216: "Account not allowed to call {to}",
    21217: "Phone number does not appear to be valid",
    21218: "Invalid ApplicationSid",
    21220: "Call is not in-progress. Cannot redirect.",
    21401: "Invalid Phone Number",
    21402: "Invalid Url",
    21408: "Permission to send an SMS has not been enabled for the region indicated by the 'To' number: {to}.",
    21421: "PhoneNumber is invalid",
    21422: "PhoneNumber is not available",
    21450: "Phone number already validated on your account",
    21451: "Invalid area code",
    21452: "No phone numbers found in area code",
    21454: "Invalid CallDelay",
    21475: "Unable to update Status, invalid Status.",
    21477: "Unable to update Status for parent accounts",
    21479: "Unable to update Status for subaccount, subaccount has been closed.",
    21481: "Invalid PageToken",
    21602: "Message body is required.",
    21603: "A 'From' phone number is required.",
    21604: "A 'To' phone number is required.",
    21605: "Maximum body length is 160 characters (old API endpoint)",
    21606: "The From phone number {from_} is not a valid, SMS-capable inbound phone number or short code for your"
    " account.",
    21608: "The number {to} is unverified. Trial accounts cannot send messages to unverified numbers; verify {to} at"
    " twilio.com/user/account/phone-numbers/verified, or purchase a Twilio number to send messages to unverified"
    " numbers",
    21609: "Invalid 'StatusCallback'",
    21610: "Attempt to send to unsubscribed recipient",
    21611: "SMS queue is full.",
    21612: "The 'To' phone number: {to}, is not currently reachable using the 'From' phone number: {from_} via SMS.",
    21614: "To number: {to}, is not a mobile number",
    21617: "The concatenated message body exceeds the 1600 character limit.",
    21620: "Invalid media URL(s)",
    21623: "Number of media files exceeds allowed limit",
    21624: "Invalid validity period",
    21627: "Max Price must be a valid float",
    21654: "ContentSid Required",
    21655: "The ContentSid is Invalid",
    21656: "The ContentVariables Parameter is invalid",
    21701: "The Messaging Service does not exist",
    21910: "Invalid From and To pair. From and To should be of the same channel",
    30400: "Parameters are not valid",
    30409: "This message cannot be canceled",
    35111: "SendAt timestamp is missing",
    35118: "MessagingServiceSid is required to schedule a message",
    35114: "Scheduling does not support this timestamp",
}
# What becomes of a message on its way, by its error_code.
DELIVERY_TEXTS: Mapping[int, str] = {
    21610: TEXTS[21610],
    30001: "Queue overflow",
    30002: "Account suspended",
    30003: "Unreachable destination handset",
    30004: "Message blocked",
    30005: "Unknown destination handset",
    30006: "Landline or unreachable carrier",
    30007: "Message filtered",
    30008: "Unknown error",
    30009: "Missing inbound segment",
    30010: "Message price exceeds max price",
    30011: "MMS not supported by the receiver",
    30017: "Carrier network congestion",
    30019: "Content size exceeds carrier limit",
    30034: "Message from an unregistered number",
    30036: "Validity period expired",
}


class Refused(Exception):
    """An operation says no: everything stays as it was, and this is the answer."""

    def __init__(self, code: int, text: str = "", headers: Mapping[str, str] | None = None, **facts: str) -> None:
        self.code = code
        self.status = STATUSES.get(code, 400)
        self.text = (text or TEXTS[code]).format_map(facts)
        self.headers = headers or {}
        super().__init__(f"{code}: {self.text}")
