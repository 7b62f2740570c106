"""Every error with all its facts: in a pickle, in a copy, and out of another process."""

from __future__ import annotations

import copy
import multiprocessing
import pickle
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from inspect import isclass
from typing import Any

import httpx
import pytest

from conftest import Colour
from twilio_lite import Headers, ResponseError, RestException, Retry, TransportError, TwilioError, errors
from twilio_lite.webhooks import OtherEvent

HEADERS = {"Twilio-Request-Id": "RQ1", "X-Twice": "a, b"}
KINDS = [kind for kind in vars(errors).values() if isclass(kind) and issubclass(kind, TwilioError)]


def made(kind: type[TwilioError]) -> TwilioError:
    """Make an error of *kind* with every fact that it can have."""
    told: Any = "why \u202e"
    facts: dict[str, Any] = {}
    if issubclass(kind, TransportError):
        facts = {"status": 201, "took_effect": True}
    elif issubclass(kind, ResponseError):
        facts = {"status": 302, "headers": HEADERS, "location": "https://api.twilio.com/x", "took_effect": None}
    elif issubclass(kind, RestException):
        facts = {
            "status": 400,
            "code": 21211,
            "more_info": "https://x.example",
            "details": {"a": [1, {"b": None}]},
            "method": "POST",
            "uri": "/x",
            "headers": HEADERS,
            "body": b"\xff\x00",
            "retry_after": 1.5,
            "took_effect": None,
        }
    elif issubclass(kind, errors.UnexpectedEvent):
        told, facts = OtherEvent(account_sid="AC1", params={"AccountSid": "AC1"}, body=b"\xff"), {"wanted": "Event"}
    error = kind(told, **facts)
    error.add_note("a note")
    error.mine = "added by a caller"  # type: ignore[attr-defined] # exceptions let them
    return error


def facts_of(error: BaseException) -> tuple[object, ...]:
    """All that is known of an error."""
    return type(error), error.args, vars(error), str(error), error.__notes__


def pickled(error: TwilioError, protocol: int) -> TwilioError:
    """Give what comes out of the pickle of *error*."""
    again: TwilioError = pickle.loads(pickle.dumps(error, protocol))  # noqa: S301 - our own
    return again


DUPLICATES: list[Callable[[TwilioError], TwilioError]] = [
    copy.copy,
    copy.deepcopy,
    *(partial(pickled, protocol=number) for number in range(pickle.HIGHEST_PROTOCOL + 1)),
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("duplicate", DUPLICATES)
def test_an_error_of_every_class_keeps_all_its_facts(
    kind: type[TwilioError], duplicate: Callable[[TwilioError], TwilioError]
) -> None:
    error = made(kind)
    with pytest.raises(kind) as caught:
        raise error
    again = duplicate(caught.value)
    assert again is not error
    assert facts_of(again) == facts_of(error)
    assert facts_of(duplicate(again)) == facts_of(error)
    assert isinstance(vars(again).get("headers", Headers()), Headers)


def test_what_a_copy_is_told_its_original_does_not_learn() -> None:
    error = made(errors.NotFoundError)
    for again in (copy.copy(error), copy.deepcopy(error)):
        again.add_note("another")
        again.took_effect = True
        assert error.took_effect is None
    deep: Any = copy.deepcopy(error)
    deep.details["a"].append(2)
    assert vars(error)["details"] == {"a": [1, {"b": None}]}


class OfAnApplication(errors.NotFoundError):
    """An error of a caller's own, made in another way."""

    def __init__(self, number: int) -> None:
        super().__init__(f"no {number}", status=404)
        self.number = number


@pytest.mark.parametrize("duplicate", DUPLICATES)
def test_an_error_of_a_callers_own_is_copied_without_its_constructor(
    duplicate: Callable[[TwilioError], TwilioError],
) -> None:
    assert facts_of(duplicate(noted(OfAnApplication(7)))) == facts_of(noted(OfAnApplication(7)))


def noted(error: TwilioError) -> TwilioError:
    """*error* with a note."""
    error.add_note("a note")
    return error


def answering(status: int, body: bytes) -> Any:
    """Fetch a message whose answer is *body*: raises what comes of it. For another process to do."""
    transport = httpx.MockTransport(lambda _: httpx.Response(status, headers=HEADERS, content=body))
    client = Colour("sync").client("AC1", "token", transport=transport, retry=Retry(attempts=0))
    return client.messages("SM1").fetch()


def raising(error: TwilioError) -> None:
    """Raise *error*. For another process to do."""
    raise error


def test_an_error_comes_out_of_another_process_with_all_its_facts() -> None:
    given = [made(kind) for kind in KINDS]
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(raising, error) for error in given]
        raised = [future.exception() for future in futures]
        answers = [(404, b'{"code": 20404, "message": "no"}'), (200, b'{"sid": null}'), (307, b""), (500, b"\xff")]
        far = [pool.submit(answering, *answer).exception() for answer in answers]
    assert [facts_of(error) for error in raised if error] == [facts_of(error) for error in given]
    for answer, there in zip(answers, far, strict=True):
        with pytest.raises(TwilioError) as caught:
            answering(*answer)
        here = caught.value
        assert isinstance(there, TwilioError)
        assert (type(there), there.args, vars(there)) == (type(here), here.args, vars(here))
        assert here.__context__ is here.__cause__ is None
