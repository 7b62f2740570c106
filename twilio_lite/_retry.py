"""Again or not, and after how long. Pure: this file decides, the two loops in `_client` sleep and send.

Evidence comes first: a call of which nothing left this machine, or which Twilio turned away with a 429, has done
nothing and goes out again. Then the method: what does the same when it is done twice (GET, DELETE, and what a request
calls idempotent) goes out again after a failure that may pass. Any other POST that may have arrived is never sent
again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from inspect import iscoroutinefunction
from typing import Any, final

import attrs

from ._request import Request, Response
from ._wording import shortened
from .errors import ConfigurationError, ConnectFailed, ConnectionLost, TransportError, TwilioError

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
REPEATABLE = SAFE | {"DELETE"}
MULTIPLE_CHOICES = 300
TOO_MANY_REQUESTS = 429
PASSING = frozenset({408, 500, 502, 503, 504})
LONGEST_PAUSE = 8.0
DOUBLINGS = 10
LONGEST_RETRY_AFTER = 60.0
SPREAD = 0.1
SECONDS = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
MOMENT = re.compile(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [\w -]{5,12} \d\d:\d\d:\d\d( GMT| [+-]?\d{4})?", re.ASCII)


@attrs.frozen(kw_only=True)
class RetryDetails:
    """What the hooks of `Retry` are told: which call is to go out again, why and when.

    *uri* is a path without its query, *attempt* counts further tries from 1, *delay* is the pause before it in seconds,
    *error* what would be raised if the call ended now.
    """

    method: str
    uri: str
    attempt: int
    delay: float
    error: TwilioError


def whole_number(_: object, __: object, attempts: object) -> None:
    """Refuse a number of attempts that is none."""
    if type(attempts) is not int or attempts < 0:
        raise ConfigurationError(f"Retry(attempts={shortened(attempts)}): pass the number of further tries, 0 for none")


def plain_function(_: object, field: attrs.Attribute[Any], hook: Any) -> None:
    """Refuse a hook that cannot be called, or that would have to be awaited."""
    if hook is not None and (not callable(hook) or is_asynchronous(hook)):
        raise ConfigurationError(
            f"Retry({field.name}={shortened(hook)}): pass a function, not async, that takes a RetryDetails"
        )


def is_asynchronous(hook: Any) -> bool:
    """Would *hook*, a function or an object that is called like one, have to be awaited?"""
    return any(map(iscoroutinefunction, (hook, type(hook).__call__)))


@final
@attrs.frozen
class Retry:
    """How often a call is tried again where that is safe: *attempts* further tries, 0 for none.

    *on_retry* is told of each further try before the pause. *should_retry* is asked before that, and False forbids it;
    any other answer leaves it to the policy, which nothing can widen. Both get a `RetryDetails`; where one of them
    raises, the call ends with its own error, which has a note about that. Raises ConfigurationError.
    """

    attempts: int = attrs.field(default=2, validator=whole_number)
    on_retry: Callable[[RetryDetails], object] | None = attrs.field(
        default=None, kw_only=True, validator=plain_function
    )
    should_retry: Callable[[RetryDetails], bool | None] | None = attrs.field(
        default=None, kw_only=True, validator=plain_function
    )

    def delay(
        self,
        request: Request[object],
        outcome: Response | TwilioError,
        attempt: int,
        chance: float = 1.0,
    ) -> float | None:
        """Seconds to wait before *request* is sent again; None when *outcome* is final.

        *attempt* counts from 0; *chance*, between 0 and 1, spreads the callers that failed at the same moment. Where
        Twilio asks for a pause until some date, this machine's clock says how long that is.
        """
        if attempt >= self.attempts:
            return None
        if request.into is not None and not request.into.rewinds and has_begun(outcome):
            return None
        repeatable = request.idempotent or request.method in REPEATABLE
        if isinstance(outcome, Response):
            turned_away = outcome.status == TOO_MANY_REQUESTS
            if not (turned_away or (repeatable and outcome.status in PASSING)):
                return None
            return after_answer(outcome.headers, pause(0.5 if turned_away else 0.1, attempt, chance), chance)
        may_pass = never_left(outcome) or (repeatable and isinstance(outcome, ConnectionLost))
        return pause(0.1, attempt, chance) if may_pass else None


def has_begun(outcome: Response | TwilioError) -> bool:
    """Has a good answer begun, and broken off?"""
    return isinstance(outcome, TransportError) and outcome.status is not None and outcome.status < MULTIPLE_CHOICES


def never_left(failure: TwilioError) -> bool:
    """Is it certain that nothing of a call left, for a reason that may pass?"""
    if isinstance(failure, ConnectFailed):
        return failure.may_pass
    return isinstance(failure, ConnectionLost) and failure.took_effect is False and failure.status is None


def after_answer(headers: Mapping[str, str], pause: float, chance: float) -> float | None:
    """The pause after an answer: *pause*, or what Twilio asks for where that is longer, unless it is too long."""
    asked = retry_after(headers) or 0.0
    return None if asked > LONGEST_RETRY_AFTER else max(pause, asked * (1 + SPREAD * chance))


def pause(base: float, attempt: int, chance: float) -> float:
    """A pause that doubles with each attempt, shortened at random."""
    return chance * min(LONGEST_PAUSE, base * 2.0 ** min(attempt, DOUBLINGS))


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The Retry-After of an answer in seconds; None when it is missing, past or no time at all."""
    value = headers.get("Retry-After", "").strip(" \t")
    if SECONDS.fullmatch(value):
        return float(value)
    if not MOMENT.fullmatch(value):
        return None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    seconds = (moment - (now or datetime.now(UTC))).total_seconds()
    return seconds if seconds > 0 else None
