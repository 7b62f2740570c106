"""Again or not, and after how long. Pure: this file decides, the two loops in `_client` sleep and send.

A call goes out again only when the first try has certainly done nothing: Twilio answered 429, or nothing of it left
this machine. A POST that may have arrived is never sent again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import attrs

from ._request import Request, Response
from .errors import ConfigurationError, ConnectFailed, ConnectionLost, TwilioError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
TOO_MANY_REQUESTS = 429
LONGEST_PAUSE = 8.0
LONGEST_RETRY_AFTER = 60.0


def whole_number(_: object, __: object, attempts: object) -> None:
    """Refuse a number of attempts that is none."""
    if type(attempts) is not int or attempts < 0:
        raise ConfigurationError(f"Retry(attempts={attempts!r}): pass the number of further tries, 0 for none")


@attrs.frozen
class Retry:
    """How often a call is tried again when it has certainly done nothing: *attempts* further tries, 0 for none."""

    attempts: int = attrs.field(default=2, validator=whole_number)

    def delay(
        self,
        request: Request[object],
        outcome: Response | TwilioError,
        attempt: int,
        chance: float = 1.0,
    ) -> float | None:
        """Seconds to wait before *request* is sent again; None when *outcome* is final.

        *attempt* counts from 0; *chance*, between 0 and 1, spreads the callers that failed at the same moment.
        """
        if attempt >= self.attempts:
            return None
        if isinstance(outcome, Response):
            return after_refusal(outcome.headers, attempt, chance) if outcome.status == TOO_MANY_REQUESTS else None
        return pause(0.1, attempt, chance) if never_left(request, outcome) else None


def never_left(request: Request[object], failure: TwilioError) -> bool:
    """Is it certain that nothing of *request* left? Of a GET, doing nothing says little: it leaves and does nothing."""
    if isinstance(failure, ConnectFailed):
        return True
    lost_unread = isinstance(failure, ConnectionLost) and failure.took_effect is False and failure.status is None
    return lost_unread and request.method not in SAFE


def after_refusal(headers: Mapping[str, str], attempt: int, chance: float) -> float | None:
    """The pause after a 429: what Twilio asks for, unless that is too long to wait."""
    asked = retry_after(headers) or 0.0
    return None if asked > LONGEST_RETRY_AFTER else asked + pause(0.5, attempt, chance)


def pause(base: float, attempt: int, chance: float) -> float:
    """A pause that doubles with each attempt, shortened at random."""
    return chance * min(LONGEST_PAUSE, base * 2.0**attempt)


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The Retry-After of an answer in seconds; None when it is missing, past or no time at all."""
    value = headers.get("Retry-After", "").strip()
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", value):
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return seconds if seconds > 0 else None
