"""What a sandbox does for whoever talks to it over HTTP: the API, and under /sandbox/ what tests do in process.

Names are those of Twilio's parameters or ours, in a form or in JSON: `From` is `from`, too.
"""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from .._headers import Headers
from .._request import Response
from . import _accounts, _due, _inbound, _media
from ._answer import answer, refusal, unkept, written
from ._asked import Parameters, parameters
from ._faults import INVALID, MISSING, Refused
from ._numbers import normalized
from ._post import Steps
from ._resources import shown
from ._rules import is_web_address
from ._world import Failure

if TYPE_CHECKING:
    from ._store import Thing
    from ._world import World

MESSAGES = ("message", "media", "feedback")
CLEARED = (*MESSAGES, "call", "delivery", "stop")
LONGEST_WAIT = 60.0
LONGEST_REST = 0.5
MOST_MESSAGES = 1000
MOST_FAILURES = 1000


def respond(world: World, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Steps[Response]:
    """Answer a request, and do what follows from it."""
    path, _, query = target.partition("?")
    if path.startswith("/sandbox/"):
        headers = Headers(headers)
        try:
            with world.store:
                _accounts.requester(world, headers.get("Authorization", ""), "")
            encoded = query.encode(errors="surrogatepass")
            given = named(parameters(encoded).pairs) if method in {"GET", "DELETE"} else read(headers, body)
            return (yield from done(world, f"{method} {path}", given))
        except Refused as refused:
            return written(refusal(refused, path), f"{path}.json", method, headers)
        except sqlite3.OperationalError as failed:
            return written(unkept(failed), f"{path}.json", method, headers)
    response = answer(world, method, target, headers, body)
    with suppress(sqlite3.OperationalError):  # what cannot be noted as told is told another time
        if response.status == HTTPStatus.CREATED and b"MediaUrl=" in body:
            yield from _media.collect(world, parameters(body).texts("MediaUrl"))
        if world.moves_on_fetch:
            yield from _due.tell_all(world)
    return response


def named(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """Give parameters whose names are in lower case, without underscores."""
    return Parameters(tuple((name.lower().replace("_", ""), value) for name, value in pairs))


def read(headers: Mapping[str, str], body: bytes) -> Parameters:
    """Read a form or a JSON object, in which null is not given."""
    if headers.get("Content-Type", "").partition(";")[0].strip().lower() != "application/json":
        return named(parameters(body).pairs)
    try:
        tree = json.loads(body)
        json.dumps(tree, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        tree = None
    if not isinstance(tree, dict):
        raise Refused(20001)
    given = cast("dict[str, Any]", tree).items()
    return named((name, str(one)) for name, value in given for one in several(value) if one is not None)


def needed(given: Parameters, name: str) -> str:
    """Give what must be there, or refuse the request."""
    if not given.text(name.lower()):
        raise Refused(20001, MISSING, name=name)
    return given.text(name.lower())


def several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType] - of JSON


def done(world: World, what: str, given: Parameters) -> Steps[Response]:  # noqa: PLR0911 - one a verb
    """Do what a test asks for."""
    match what:
        case "POST /sandbox/inbound":
            from_, to, media = needed(given, "From"), needed(given, "To"), given.texts("mediaurl")
            if not all(map(is_web_address, media)):
                raise Refused(21620)
            yield from _media.collect(world, media)
            exchanged = yield from _inbound.receive(world, to=to, from_=from_, body=given.text("body"), media=media)
            delivery = exchanged.delivery
            return in_json(
                {
                    "message": shown(world, exchanged.message),
                    "delivery": delivery and dict(delivery.data),
                    "replies": [shown(world, reply) for reply in exchanged.replies],
                },
                201,
            )
        case "POST /sandbox/call":
            world.keys[normalized(needed(given, "From"))] = given.text("digits")
            call = yield from _inbound.call(world, to=needed(given, "To"), from_=given.text("from"))
            steps = [dict(zip(("verb", "text", "attributes"), one, strict=True)) for one in call["steps"] or ()]
            return in_json({"call": shown(world, call), "steps": steps}, 201)
        case "POST /sandbox/press":
            world.keys[normalized(needed(given, "From"))] = given.text("digits")
            return Response(204, {}, b"")
        case "GET /sandbox/messages":
            wait = min(number(given, "wait", 0.0), LONGEST_WAIT)
            found = waited(world, wait, to=given.text("to"), body=given.text("q"))
            return in_json({"messages": [shown(world, message) for message in found]})
        case "GET /sandbox/deliveries":
            with world.store as store:
                return in_json(
                    {"deliveries": [dict(one.data, sid=one.sid, about=one.under) for one in store.each("delivery")]}
                )
        case "POST /sandbox/fail":
            code = int(number(given, "code", 0)) or None
            retry_after = number(given, "retry_after", 0) if "retryafter" in given else None
            fail(world, int(number(given, "status", 500)), int(number(given, "times", 1)), code, retry_after)
            return Response(204, {}, b"")
        case "POST /sandbox/clear":
            clear(world)
            return Response(204, {}, b"")
        case "DELETE /sandbox/messages":
            with world.store as store:
                store.clear(*MESSAGES)
            return Response(204, {}, b"")
        case _:
            raise Refused(20404, path=what.partition(" ")[2])


def fail(world: World, status: int, times: int, code: int | None, retry_after: float | None) -> None:
    """Let the next requests fail."""
    if not 400 <= status <= 599:  # noqa: PLR2004 - HTTP's borders
        raise Refused(20001, INVALID, name="status")
    if not 1 <= times <= MOST_FAILURES:
        raise Refused(20001, INVALID, name="times")
    world.failures.extend([Failure(status=status, code=code, retry_after=retry_after)] * times)


def clear(world: World, kinds: tuple[str, ...] = CLEARED) -> None:
    """Forget what happened; accounts and numbers stay."""
    with world.store as store:
        store.clear(*kinds)
    world.failures.clear()
    world.keys.clear()


def number(given: Parameters, name: str, default: float) -> float:
    """Read a number that is not negative, or refuse it."""
    try:
        value = float(given.text(name.replace("_", "")) or default)
    except ValueError:
        value = -1
    if not 0 <= value <= 1e9:  # noqa: PLR2004 - neither infinite nor NaN
        raise Refused(20001, INVALID, name=name)
    return value


def waited(world: World, seconds: float, *, to: str, body: str, outbound: bool = False) -> list[Thing]:
    """Give the messages to a number with some words in them, newest first; wait until there is one."""
    deadline = time.monotonic() + seconds
    to = normalized(to)

    def found() -> list[Thing]:
        return [
            one
            for one in world.store.each("message", under=(to or None) if outbound else None)
            if to in {"", one["to"]} and body in one["body"] and not (outbound and one["direction"] == "inbound")
        ][:MOST_MESSAGES]

    with world.store.changed:
        while not (messages := found()) and not world.is_over() and (left := deadline - time.monotonic()) > 0:
            world.store.changed.wait(min(left, LONGEST_REST))
        return messages


def in_json(tree: object, status: int = 200) -> Response:
    """Answer in JSON."""
    return Response(status, {"Content-Type": "application/json"}, json.dumps(tree).encode())
