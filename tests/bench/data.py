"""The made-up data: messages in the shape and size of Twilio's, each with its own SID, text, number and dates."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

ACCOUNT: Final = "AC" + "0" * 31 + "b"
TOKEN: Final = "token"
FROM: Final = "+15005550006"
TO: Final = "+15005550001"
BODY: Final = "Your order is on its way and will arrive tomorrow between nine and eleven in the morning"
FIRST: Final = datetime(2026, 3, 1, tzinfo=UTC)
MESSAGES: Final = f"/2010-04-01/Accounts/{ACCOUNT}/Messages"


def sid(number: int) -> str:
    """Make up the SID of the message *number*."""
    return f"SM{number:032x}"


SID: Final = sid(0)


def message(number: int, status: str = "delivered") -> bytes:
    """Give the message *number* as Twilio writes it, of about 1 KB."""
    sent = status == "delivered"
    made = FIRST + timedelta(seconds=30 * number)
    address = f"{MESSAGES}/{sid(number)}"
    tree = {
        "body": f"{BODY}. Answer STOP to hear no more of it; your number in our books is {number}.",
        "num_segments": "2",
        "direction": "outbound-api",
        "from": FROM,
        "date_updated": format_datetime(made + timedelta(seconds=2)),
        "price": "-0.01580" if sent else None,
        "error_message": None,
        "uri": f"{address}.json",
        "account_sid": ACCOUNT,
        "num_media": "0",
        "to": f"+1500555000{number % 10}",
        "date_created": format_datetime(made),
        "status": status,
        "sid": sid(number),
        "date_sent": format_datetime(made + timedelta(seconds=1)) if sent else None,
        "messaging_service_sid": None,
        "error_code": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "subresource_uris": {"media": f"{address}/Media.json", "feedback": f"{address}/Feedback.json"},
    }
    return json.dumps(tree, separators=(",", ":")).encode()
