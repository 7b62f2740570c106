"""What of an exchange is kept and compared, the same when recording and when replaying. Pure.

Only the headers named here are kept. Wherever a request went, it is written as one to Twilio, its query and its form in
the order of their names: two requests that mean the same are then equal to the letter. Values of one name keep their
order, and an empty value stays: `Body=` redacts a message.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

API: Final = "https://api.twilio.com"
REQUEST_HEADERS: Final = frozenset({"accept", "content-type"})
RESPONSE_HEADERS: Final = frozenset({"content-encoding", "content-type", "retry-after", "twilio-request-id"})
MATCH_ON: Final = ("method", "uri", "raw_body")

RecordedResponse = dict[str, Any]


class RecordedRequest(Protocol):
    """A request as vcrpy hands it over, to be changed."""

    method: str
    uri: str
    body: bytes
    headers: Mapping[str, str]


def canonical_request(request: RecordedRequest) -> RecordedRequest:
    """Bring *request* into the form it has in a cassette."""
    split = urlsplit(request.uri)
    request.uri = API + split.path + (f"?{ordered(split.query)}" if split.query else "")
    request.body = ordered(request.body.decode("ascii")).encode("ascii")
    request.headers = allowed(request.headers, REQUEST_HEADERS)
    return request


def canonical_response(response: RecordedResponse) -> RecordedResponse:
    """Bring *response* into the form it has in a cassette."""
    return {**response, "headers": allowed(response["headers"], RESPONSE_HEADERS)}


def ordered(fields: str) -> str:
    """The fields of a query or a form in the order of their names."""
    return "&".join(sorted(fields.split("&"), key=lambda field: field.partition("=")[0]))


def allowed(headers: Mapping[str, Any], names: frozenset[str]) -> dict[str, Any]:
    """Those of *headers* that are named, in lower case and in order."""
    return {name.lower(): value for name, value in sorted(headers.items()) if name.lower() in names}
