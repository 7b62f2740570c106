"""One call, from its first try to its end: what its tries have done so far, whether another follows, what comes of it.

It decides and tells, and acts on nothing: the two loops in `_client` send and wait.
"""

from __future__ import annotations

from collections.abc import Callable
from inspect import iscoroutine
from typing import Generic, TypeVar, cast
from urllib.parse import urlsplit

import attrs

from . import _log as log
from ._answer import answer, effect
from ._budget import COST, COST_OF_REFUSAL, THANKS, Budget
from ._outgoing import Outgoing, outgoing
from ._redirect import moved
from ._request import Reply, Request, Response
from ._retry import TOO_MANY_REQUESTS, RetryDetails
from ._settings import Settings
from ._wording import named, printable
from .errors import ConfigurationError, ResponseError, TwilioError, bare

T = TypeVar("T")
UNSURE = "it may have been done: look before you do it again (took_effect is None)"

NOT_FOUND = 404
NO_CONTENT = 204
SPENT = "not tried again: too many calls of this client have failed lately"


@attrs.define
class Call(Generic[T]):
    """A call under way, and what *budget* lets it cost.

    *effect* is what the tries before the last may have done: it remains true whatever comes after. *latest* is when the
    last try begins, and once it is the end of the call, when it ended.
    """

    request: Request[T]
    sent: Outgoing
    settings: Settings
    budget: Budget
    clock: Callable[[], float]
    began: float
    latest: float
    tries: int = 0
    effect: bool | None = False
    cost: int = THANKS
    notes: tuple[str, ...] = ()

    @property
    def deadline(self) -> float:
        """When the call is to be over; that of a file has as long for each of its waits."""
        return (self.began if self.request.into is None else self.clock()) + self.settings.timeout

    def pause(self, outcome: Response | TwilioError, chance: float) -> float | None:
        """Seconds until the call goes out again after a try that ended now; None when *outcome* is its end."""
        now = self.clock()
        if isinstance(outcome, ConfigurationError):  # no try was made: the client was closed, or cannot be opened
            self.latest = now
            return None
        self.tries += 1
        log.tried(self.sent, outcome, self.tries, now - self.latest)
        elsewhere = moved(self.sent, outcome, self.settings)
        if elsewhere is not None:
            self.sent, self.latest, self.tries = elsewhere, now, self.tries - 1
            return 0.0
        delay = self.settings.retry.delay(self.request, outcome, self.tries - 1, chance)
        if delay is None or now + delay >= self.deadline or not self.may_go_on(outcome, delay):
            self.latest = now
            return None
        self.effect = either(self.effect, effect_of(self.request, outcome))
        log.trying_again(self.sent, outcome, self.tries + 1, delay)
        self.latest = now + delay
        return max(0.0, delay - (self.clock() - now))  # hooks take of the pause, and add nothing to the call

    def may_go_on(self, outcome: Response | TwilioError, delay: float) -> bool:
        """Do the hooks and the budget let another try follow?"""
        retry = self.settings.retry
        if retry.on_retry is None and retry.should_retry is None:
            return self.pay(outcome)
        failure = cast("TwilioError", answer(self.request, self.sent.url, outcome))
        failure.took_effect = either(self.effect, failure.took_effect)
        details = RetryDetails(
            method=self.sent.method,
            uri=urlsplit(self.sent.url).path,
            attempt=self.tries,
            delay=delay,
            error=failure,
        )
        paid = 0
        try:
            if retry.should_retry is not None and at_once(retry.should_retry(details)) is False:
                return False
            if not self.pay(outcome):
                return False
            paid = self.cost
            if retry.on_retry is not None:
                at_once(retry.on_retry(details))
        except Exception as error:  # noqa: BLE001 - a hook is anybody's, and one tree holds all that is raised
            self.notes += (printable(f"not tried again: a hook of Retry raised {named(error)}"),)
            self.budget.give(paid)  # for a try that does not follow
            return False
        return True

    def pay(self, outcome: Response | TwilioError) -> bool:
        """Take what another try costs from the budget, if there is as much."""
        refused = isinstance(outcome, Response) and outcome.status == TOO_MANY_REQUESTS
        cost = COST_OF_REFUSAL if refused else COST
        if not self.budget.take(cost):
            self.notes += (SPENT,)
            return False
        self.cost = cost
        return True

    def end(self, outcome: Response | TwilioError) -> Reply[T] | TwilioError:
        """What comes of the call: a reply, or the error to raise."""
        reply = answer(self.request, self.sent.url, self.deleted(outcome))
        if isinstance(reply, TwilioError):
            return self.whole(reply)
        self.budget.give(self.cost)
        return reply

    def deleted(self, outcome: Response | TwilioError) -> Response | TwilioError:
        """*outcome*; where an earlier try may have deleted what is not found now, that of a deletion."""
        may_be_gone = self.request.method == "DELETE" and self.effect is not False
        if may_be_gone and isinstance(outcome, Response) and outcome.status == NOT_FOUND:
            return Response(NO_CONTENT, outcome.headers, b"")
        return outcome

    def whole(self, error: TwilioError) -> TwilioError:
        """*error* with what is to be said of all tries."""
        error.took_effect = either(self.effect, error.took_effect)
        if error.took_effect is None:
            error.add_note(UNSURE)
        if self.tries > 1:
            error.add_note(f"tried {self.tries} times in {self.latest - self.began:.1f} s")
        if self.sent.hops:
            error.add_note(f"redirects followed: {self.sent.hops}, to {urlsplit(self.sent.url).netloc}")
        if isinstance(error, ResponseError) and not self.sent.trusted:
            error.location = None
        for note in self.notes:
            error.add_note(note)
        return bare(error)  # a hook may have raised it


def begin(request: Request[T], settings: Settings, budget: Budget, clock: Callable[[], float]) -> Call[T] | TwilioError:
    """Begin the call of *request*, or give the ArgumentError that says why it cannot be sent."""
    try:
        sent = outgoing(request, settings)
    except TwilioError as error:
        return bare(error)
    now = clock()
    return Call(request, sent, settings, budget, clock, began=now, latest=now)


def at_once(word: object) -> object:
    """The *word* of a hook; TypeError where it would have to be awaited, which nothing does."""
    if iscoroutine(word):
        word.close()
        raise TypeError("it is asynchronous: pass a plain function")
    return word


def effect_of(request: Request[object], outcome: Response | TwilioError) -> bool | None:
    """May the try that ended in *outcome* have done something?"""
    return outcome.took_effect if isinstance(outcome, TwilioError) else effect(request.method, outcome.status)


def either(*effects: bool | None) -> bool | None:
    """May one of several tries have done something?"""
    return True if True in effects else None if None in effects else False
