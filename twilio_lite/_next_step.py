"""What to do after Twilio said no, in a few words that end the text of the error. Pure.

By its code where the caller can mend it and Twilio's own words do not say how, else by the status of HTTP, else where
Twilio explains the code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

EXPLAINED_BY_TWILIO: Final = "https://www.twilio.com/"
BY_CODE: Final[Mapping[int, str]] = {
    20404: "is the SID of this kind, and of this account?",
    21211: "pass to in E.164, with + and the country code, such as +15005550006",
    21212: "pass from_ in E.164, with + and the country code, such as +15005550006, or a sender ID",
    21620: "pass addresses that Twilio can fetch, such as https://example.com/cat.png, and no files",
}
BY_STATUS: Final[Mapping[int, str]] = {
    401: "check the SID and the token, or the API key and its secret, as passed or in the environment",
}


def next_step(status: int, code: int | None, more_info: str | None) -> str:
    """Say what to do next; "" where nothing is known."""
    step = BY_CODE.get(code or 0) or BY_STATUS.get(status)
    if step:
        return step
    return f"see {more_info}" if code and str(more_info).startswith(EXPLAINED_BY_TWILIO) else ""
