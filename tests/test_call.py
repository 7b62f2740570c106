"""Calls of several tries: what goes out, how long is waited, what the hooks hear, and what the whole call did."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any

import httpx
import pytest

from conftest import Clock, Colour
from speaker import Parts
from twilio_lite import (
    ConfigurationError,
    ConnectFailed,
    ConnectionLost,
    DeadlineExceeded,
    NotFoundError,
    RateLimitError,
    Request,
    ResponseError,
    RestException,
    Retry,
    RetryDetails,
    ServerError,
    TwilioError,
)
from twilio_lite._budget import MOST, Budget

MESSAGE = {"sid": "SM1"}
GOOD = httpx.Response(200, json=MESSAGE)
Outcome = httpx.Response | Exception


class Scripted(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """A transport whose tries end one after the other as it is told, the last one again and again.

    It reads the body of a request before it fails, unless the connection was not made.
    """

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.tries = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        outcome = self.outcomes[min(self.tries, len(self.outcomes) - 1)]
        self.tries += 1
        if not isinstance(outcome, httpx.ConnectError | httpx.PoolTimeout):
            list(self.body(request))
        if isinstance(outcome, Exception):
            raise outcome
        return httpx.Response(outcome.status_code, headers=outcome.headers, content=outcome.content)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def body(self, request: httpx.Request) -> Iterable[bytes]:
        """The body of *request*."""
        assert isinstance(request.stream, httpx.SyncByteStream)
        return request.stream


def create(client: Any) -> Any:
    return client.messages.create(to="+15005550006", from_="+15005550006", body="x")


def fetch(client: Any) -> Any:
    return client.messages("SM1").fetch()


def delete(client: Any) -> Any:
    return client.messages("SM1").delete()


def redact(client: Any) -> Any:
    return client.messages("SM1").update(body="")


def suspend(client: Any) -> Any:
    return client.accounts("AC1").update(status="suspended")


def count(client: Any) -> Any:
    return client.messages.list()


def busy(status: int = 503, **headers: str) -> httpx.Response:
    return httpx.Response(status, headers={name.replace("_", "-"): value for name, value in headers.items()})


LOST = httpx.ReadError("reset")
REFUSED = httpx.ConnectError("refused")


def tried(
    colour: Colour,
    use: Callable[[Any], Any],
    *outcomes: Outcome,
    clock: Clock | None = None,
    retry: Retry = Retry(),  # noqa: B008 - frozen
    timeout: float = 60,
) -> tuple[Any, int]:
    """Give what *use* came to, a value or an error, and how many tries it took."""
    transport = Scripted(*outcomes)
    client = (clock or Clock()).drive(colour.client(transport=transport, retry=retry, timeout=timeout))
    try:
        return colour.call(client, use), transport.tries
    except TwilioError as error:
        return error, transport.tries


@pytest.mark.parametrize("failure", [LOST, REFUSED, httpx.ReadTimeout(""), busy(500), busy(503), busy(408), busy(429)])
@pytest.mark.parametrize("use", [fetch, delete, redact, suspend, count])
def test_what_can_be_repeated_is_until_it_works(
    colour: Colour, use: Callable[[Any], Any], failure: httpx.Response | Exception
) -> None:
    page = httpx.Response(200, json={"sid": "SM1", "messages": []})
    result, tries = tried(colour, use, failure, failure, page)
    assert not isinstance(result, TwilioError)
    assert tries == 3


@pytest.mark.parametrize("failure", [LOST, httpx.ReadTimeout(""), busy(500), busy(503, Retry_After="0"), busy(408)])
def test_a_message_that_may_have_been_sent_is_not_sent_again(
    colour: Colour, failure: httpx.Response | Exception
) -> None:
    error, tries = tried(colour, create, failure, GOOD)
    assert isinstance(error, TwilioError)
    assert (error.took_effect, tries) == (None, 1)


@pytest.mark.parametrize("failure", [REFUSED, busy(429)])
def test_a_message_that_was_certainly_not_sent_is_sent_again(
    colour: Colour, failure: httpx.Response | Exception
) -> None:
    message, tries = tried(colour, create, failure, failure, GOOD)
    assert (message.sid, tries) == ("SM1", 3)


@pytest.mark.parametrize("use", [create, fetch, delete])
def test_a_full_pool_is_not_made_fuller(colour: Colour, use: Callable[[Any], Any]) -> None:
    error, tries = tried(colour, use, httpx.PoolTimeout("all in use"), GOOD)
    assert isinstance(error, ConnectFailed)
    assert (error.may_pass, error.took_effect, tries) == (False, False, 1)


def test_a_post_without_a_body_goes_out_again_only_on_the_word_of_a_known_transport(colour: Colour) -> None:
    request = Request("POST", "/2010-04-01/Things", dict)
    error, tries = tried(colour, lambda client: client.send(request), REFUSED, GOOD)
    assert isinstance(error, ConnectionLost)
    assert (error.took_effect, tries) == (None, 1)

    client = Clock().drive(colour.client(base_url="http://127.0.0.1:9"))
    with pytest.raises(ConnectFailed) as caught:
        colour.call(client, lambda client: client.send(request))
    assert caught.value.took_effect is False
    assert caught.value.__notes__[0].startswith("tried 3 times")


def test_chance_shortens_the_pauses(colour: Colour) -> None:
    clock = Clock(chance=0.5)
    tried(colour, fetch, busy(503), clock=clock)
    assert clock.waited == [0.05, 0.1]


def test_what_the_tries_take_counts(colour: Colour) -> None:
    clock = Clock()

    def slow(_: httpx.Request) -> httpx.Response:
        clock.now += 1
        return busy(503)

    with pytest.raises(ServerError) as caught:
        colour.call(clock.drive(colour.client(transport=httpx.MockTransport(slow))), fetch)
    assert caught.value.__notes__ == ["tried 3 times in 3.3 s"]


def test_the_tries_of_a_call_share_its_timeout(colour: Colour) -> None:
    clock, left = Clock(), []

    def slow(request: httpx.Request) -> httpx.Response:
        left.append(request.extensions["timeout"]["read"])
        clock.now += 6
        return httpx.Response(503, content=b"busy")

    with pytest.raises(DeadlineExceeded):
        colour.call(clock.drive(colour.client(transport=httpx.MockTransport(slow), timeout=10)), fetch)
    assert left == pytest.approx([10, 3.9])


def test_the_pauses_are_waited_for(colour: Colour) -> None:
    clock = Clock()
    error, tries = tried(colour, create, busy(429, Retry_After="2"), clock=clock)
    assert isinstance(error, RateLimitError)
    assert (error.took_effect, tries) == (False, 3)
    assert clock.waited == pytest.approx([2.2, 2.2])
    assert error.__notes__ == ["tried 3 times in 4.4 s"]


@pytest.mark.parametrize(("asked", "timeout"), [("2", 2.1), ("2", 2.2), ("61", 1000.0), ("2", 0.1)])
def test_a_pause_that_is_too_long_or_past_the_deadline_ends_the_call_at_once(
    colour: Colour, asked: str, timeout: float
) -> None:
    clock = Clock()
    error, tries = tried(colour, create, busy(429, Retry_After=asked), GOOD, clock=clock, timeout=timeout)
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, tries, clock.waited) == (float(asked), 1, [])


def test_a_client_that_is_closed_in_a_pause_makes_no_further_try(
    colour: Colour, caplog: pytest.LogCaptureFixture
) -> None:
    transport = Scripted(busy(429))
    client = Clock().drive(colour.client(transport=transport))

    def close(_: RetryDetails) -> None:
        client._carrier.shared.close()  # noqa: SLF001 - a hook cannot await aclose()

    copy = client.with_options(retry=Retry(on_retry=close))
    with caplog.at_level("DEBUG", "twilio_lite"), pytest.raises(ConfigurationError, match="closed") as caught:
        colour.call(client, lambda _: create(copy))
    assert (caught.value.took_effect, transport.tries) == (False, 1)
    assert not hasattr(caught.value, "__notes__")
    assert [record.levelname for record in caplog.records if record.name == "twilio_lite"] == ["DEBUG", "INFO"]


def test_zero_attempts_is_one_try(colour: Colour) -> None:
    error, tries = tried(colour, fetch, LOST, GOOD, retry=Retry(attempts=0))
    assert (type(error), tries) == (ConnectionLost, 1)
    assert not hasattr(error, "__notes__")


def test_a_deletion_that_may_have_happened_is_one_when_nothing_is_found_after_it(colour: Colour) -> None:
    assert tried(colour, delete, LOST, busy(404)) == (None, 2)
    assert tried(colour, delete, busy(500), busy(429), busy(404)) == (None, 3)
    gone = busy(404, Twilio_Request_Id="RQ1")
    reply, _ = tried(colour, lambda client: client.with_raw_response.messages("SM1").delete(), LOST, gone)
    assert (reply.status, reply.value, reply.request_id) == (204, None, "RQ1")


@pytest.mark.parametrize("first", [busy(429), REFUSED])
def test_a_deletion_that_cannot_have_happened_finds_nothing(colour: Colour, first: httpx.Response | Exception) -> None:
    error, tries = tried(colour, delete, first, busy(404))
    assert isinstance(error, NotFoundError)
    assert (error.took_effect, tries) == (False, 2)


@pytest.mark.parametrize("use", [fetch, redact])
def test_nothing_found_is_no_success_of_anything_but_a_deletion(colour: Colour, use: Callable[[Any], Any]) -> None:
    error, _ = tried(colour, use, LOST, busy(404))
    assert isinstance(error, NotFoundError)


@pytest.mark.parametrize(
    ("use", "outcomes", "took_effect"),
    [
        (redact, (LOST, busy(400)), None),
        (redact, (LOST, REFUSED, busy(403)), None),
        (delete, (busy(503), REFUSED), None),
        (delete, (LOST, busy(429)), None),
        (delete, (busy(429), busy(403)), False),
        (delete, (LOST, busy(403)), None),
        (redact, (LOST, httpx.Response(200, headers={"Twilio-Request-Id": "RQ1"}, content=b"{")), True),
        (fetch, (LOST, busy(503)), False),
    ],
)
def test_what_an_earlier_try_may_have_done_stays_true(
    colour: Colour, use: Callable[[Any], Any], outcomes: tuple[Outcome, ...], took_effect: object
) -> None:
    error, _ = tried(colour, use, *outcomes)
    assert error.took_effect is took_effect


@pytest.mark.parametrize(
    ("use", "status", "tries", "took_effect"),
    [(create, 201, 1, True), (create, 429, 1, False), (fetch, 200, 3, False), (delete, 200, 3, True)],
)
def test_an_answer_that_breaks_off_is_asked_for_again_where_that_does_no_harm(
    colour: Colour, use: Callable[[Any], Any], status: int, tries: int, took_effect: object
) -> None:
    seen = []

    def cut(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, stream=Parts([b"{"], httpx.ReadError("reset")))

    with pytest.raises(ConnectionLost) as caught:
        colour.call(Clock().drive(colour.client(transport=httpx.MockTransport(cut))), use)
    assert (caught.value.status, caught.value.took_effect, len(seen)) == (status, took_effect, tries)


def test_on_retry_is_told_of_each_further_try_before_the_pause(colour: Colour) -> None:
    clock, told = Clock(), []
    retry = Retry(on_retry=lambda details: told.append((details, len(clock.waited))))
    message, _ = tried(colour, fetch, busy(503), LOST, GOOD, clock=clock, retry=retry)
    assert message.sid == "SM1"
    (first, before_first), (second, before_second) = told
    assert (before_first, before_second) == (0, 1)
    assert isinstance(first, RetryDetails)
    assert (first.method, first.uri.endswith("/Messages/SM1.json"), first.attempt) == ("GET", True, 1)
    assert (type(first.error), type(second.error)) == (ServerError, ConnectionLost)
    assert [first.delay, second.delay] == clock.waited == [0.1, 0.2]
    assert second.attempt == 2


def test_what_a_hook_is_told_of_an_earlier_try_stays_true(colour: Colour) -> None:
    told: list[RetryDetails] = []
    tried(colour, delete, LOST, busy(429), httpx.Response(204), retry=Retry(on_retry=told.append))
    assert [details.error.took_effect for details in told] == [None, None]


def test_should_retry_can_forbid(colour: Colour) -> None:
    heard: list[RetryDetails] = []
    retry = Retry(should_retry=lambda _: False, on_retry=heard.append)
    error, tries = tried(colour, fetch, busy(503), GOOD, retry=retry)
    assert (type(error), tries, heard) == (ServerError, 1, [])


@pytest.mark.parametrize("opinion", [True, None, 1, "yes"])
def test_should_retry_cannot_widen_the_policy(colour: Colour, opinion: Any) -> None:
    asked: list[RetryDetails] = []

    def should_retry(details: RetryDetails) -> Any:
        asked.append(details)
        return opinion

    error, tries = tried(colour, create, LOST, GOOD, retry=Retry(attempts=5, should_retry=should_retry))
    assert (type(error), tries, asked) == (ConnectionLost, 1, [])
    message, tries = tried(colour, create, REFUSED, GOOD, retry=Retry(should_retry=should_retry))
    assert (message.sid, tries, len(asked)) == ("SM1", 2, 1)


@pytest.mark.parametrize("name", ["should_retry", "on_retry"])
def test_a_hook_that_raises_ends_the_call_with_its_own_error_and_a_note(colour: Colour, name: str) -> None:
    def hook(_: RetryDetails) -> None:
        raise ValueError("a\n\x1b[31mb" + "c" * 1000)

    error, tries = tried(colour, fetch, busy(503), GOOD, retry=Retry(**{name: hook}))  # type: ignore[arg-type] # either
    assert (type(error), tries) == (ServerError, 1)
    (note,) = error.__notes__
    assert note.startswith("not tried again: a hook of Retry raised ValueError: a [31mbc")
    assert len(note) == 500
    assert error.__context__ is None


@pytest.mark.parametrize("failure", [busy(503), LOST])
def test_a_hook_may_raise_the_error_that_it_was_told_of(colour: Colour, failure: Outcome) -> None:
    def hook(details: RetryDetails) -> None:
        raise details.error from KeyError("x")

    with pytest.raises((ServerError, ConnectionLost)) as caught:
        colour.call(Clock().drive(colour.client(transport=Scripted(failure), retry=Retry(on_retry=hook))), fetch)
    assert "hook" not in [frame.name for frame in caught.traceback]
    assert caught.value.__cause__ is caught.value.__context__ is None


@pytest.mark.parametrize("name", ["should_retry", "on_retry"])
@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit])
def test_what_ends_a_program_passes_through_a_hook(colour: Colour, name: str, kind: type[BaseException]) -> None:
    def hook(_: RetryDetails) -> None:
        raise kind

    with pytest.raises(kind):
        tried(colour, fetch, busy(503), GOOD, retry=Retry(**{name: hook}))  # type: ignore[arg-type] # either


@pytest.mark.parametrize("name", ["should_retry", "on_retry"])
def test_a_hook_that_turns_out_to_be_asynchronous_ends_the_call(colour: Colour, name: str) -> None:
    async def forbid(_: RetryDetails) -> bool:
        return False

    def hook(details: RetryDetails) -> object:
        return forbid(details)

    error, tries = tried(colour, fetch, busy(503), GOOD, retry=Retry(**{name: hook}))  # type: ignore[arg-type] # either
    assert (type(error), tries) == (ServerError, 1)
    assert error.__notes__[0].endswith("TypeError: it is asynchronous: pass a plain function")


class Heard(list[RetryDetails]):
    """A hook that is false as long as it has heard of nothing."""

    def __call__(self, details: RetryDetails) -> None:
        self.append(details)


def test_a_hook_is_called_whatever_its_truth(colour: Colour) -> None:
    heard, asked = Heard(), Heard()
    tried(colour, fetch, busy(503), GOOD, retry=Retry(on_retry=heard, should_retry=asked))
    assert (len(heard), len(asked)) == (1, 1)


@pytest.mark.parametrize(("hook_takes", "waited"), [(1.5, [0.5]), (2.5, [0.0])])
def test_what_a_hook_takes_is_part_of_the_pause(colour: Colour, hook_takes: float, waited: list[float]) -> None:
    clock = Clock(chance=0.0)

    def slow(_: RetryDetails) -> None:
        clock.now += hook_takes

    message, _ = tried(colour, create, busy(429, Retry_After="2"), GOOD, clock=clock, retry=Retry(on_retry=slow))
    assert (message.sid, clock.waited) == ("SM1", waited)


class Wordless(Exception):
    """An error that cannot say what it is."""

    def __str__(self) -> str:
        raise RuntimeError


def wordless(_: object) -> Any:
    raise Wordless


def test_an_error_without_words_is_told_by_its_name(colour: Colour) -> None:
    error, _ = tried(colour, fetch, busy(503), retry=Retry(on_retry=wordless))
    assert error.__notes__ == ["not tried again: a hook of Retry raised Wordless"]
    error, _ = tried(colour, create, Wordless())
    assert str(error).startswith("the connection was lost: Wordless (POST ")
    request = Request("POST", "/2010-04-01/Things", wordless)
    error, _ = tried(colour, lambda client: client.send(request), GOOD)
    assert str(error).startswith("HTTP 200: the answer cannot be read: Wordless (POST ")


def test_the_notes_of_an_error_survive_a_pickle(colour: Colour) -> None:
    error, _ = tried(colour, fetch, busy(503))
    assert pickle.loads(pickle.dumps(error)).__notes__ == ["tried 3 times in 0.3 s"]  # noqa: S301 - our own


def tries_of(colour: Colour, calls: int, *outcomes: Outcome) -> int:
    """Make *calls* calls with one client, all of which fail, and give how many tries they took together."""
    transport = Scripted(*outcomes)
    clock = Clock(chance=0.0)
    client = clock.drive(colour.client(transport=transport))

    def use(client: Any) -> Any:
        copies = [client, client.with_options(timeout=5)]
        return [copies[number % 2] for number in range(calls)]

    if colour.name == "sync":
        for copy in use(client):
            with pytest.raises(TwilioError):
                fetch(copy)
        client.close()
    else:

        async def run() -> None:
            for copy in use(client):
                with pytest.raises(TwilioError):
                    await fetch(copy)
            await client.aclose()

        colour.call(colour.client(), lambda _: run())
    return transport.tries


@pytest.mark.parametrize(("failure", "further"), [(busy(503), 35), (LOST, 35), (busy(429), 100)])
def test_when_everything_fails_a_client_and_its_copies_stop_trying_again(
    colour: Colour, failure: Outcome, further: int
) -> None:
    assert tries_of(colour, 200, failure) == 200 + further


@pytest.mark.parametrize("name", ["should_retry", "on_retry", None])
def test_a_call_that_is_not_tried_again_for_want_of_means_says_so(colour: Colour, name: str | None) -> None:
    told: list[RetryDetails] = []
    retry = Retry(**{name: told.append}) if name else Retry()  # type: ignore[arg-type] # either
    client = Clock().drive(colour.client(transport=Scripted(busy(503), GOOD), retry=retry))
    client._carrier.shared.budget.left = 13  # noqa: SLF001 - as after many failures
    with pytest.raises(ServerError) as caught:
        colour.call(client, fetch)
    assert caught.value.__notes__ == ["not tried again: too many calls of this client have failed lately"]
    assert len(told) == (1 if name == "should_retry" else 0)


@pytest.mark.parametrize(
    ("outcomes", "left"),
    [((GOOD,), 401), ((busy(503), GOOD), 400), ((busy(503), busy(429), GOOD), 386), ((busy(404),), 400)],
)
def test_a_call_that_succeeds_gives_back_what_its_last_try_cost(
    colour: Colour, outcomes: tuple[Outcome, ...], left: int
) -> None:
    client = Clock().drive(colour.client(transport=Scripted(*outcomes)))
    budget = client._carrier.shared.budget  # noqa: SLF001 - it has no other face
    budget.left = 400
    try:
        colour.call(client, fetch)
    except RestException as error:
        assert error.status == 404  # noqa: PT017 - the one outcome that raises
    assert budget.left == left


@pytest.mark.parametrize("name", ["should_retry", "on_retry"])
def test_a_try_that_a_hook_prevents_costs_nothing(colour: Colour, name: str) -> None:
    client = Clock().drive(colour.client(transport=Scripted(busy(503)), retry=Retry(**{name: wordless})))  # type: ignore[arg-type] # either
    budget = client._carrier.shared.budget  # noqa: SLF001 - it has no other face
    budget.left = 400
    with pytest.raises(ServerError):
        colour.call(client, fetch)
    assert budget.left == 400


def test_a_budget_stays_within_its_bounds_whatever_many_threads_do() -> None:
    budget = Budget()
    seen: list[int] = []

    def work(_: int) -> int:
        taken = 0
        for turn in range(2000):
            taken += budget.take(14)
            seen.append(budget.left)
            if turn % 3 == 0:
                budget.give(20)
                seen.append(budget.left)
        return taken

    with ThreadPoolExecutor(10) as threads:
        assert sum(threads.map(work, range(10))) > 0
    assert 0 <= min(seen) <= max(seen) <= MOST


def test_one_thread_at_a_time_takes_from_a_budget_or_gives_to_it() -> None:
    budget = Budget()
    assert budget.take(14)
    with ThreadPoolExecutor(2) as threads:
        with budget.lock:
            waiting: list[Future[Any]] = [threads.submit(budget.take, 14), threads.submit(budget.give, 14)]
            assert wait(waiting, 0.05).done == set()
        assert [one.result(5) for one in waiting] == [True, None]
    assert budget.left == MOST - 14


def test_what_cannot_be_read_is_not_asked_for_again(colour: Colour) -> None:
    for use in (fetch, create):
        error, tries = tried(colour, use, httpx.Response(200, content=b"<html>"), GOOD)
        assert (type(error), tries) == (ResponseError, 1)
