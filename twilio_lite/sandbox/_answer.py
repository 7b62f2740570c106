"""A request becomes an answer: what there is, who may ask for it, and how it is written down.

Nothing here calls anybody or waits. Whatever the bytes of a request, it is answered.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Any

import attrs

from .._headers import Headers
from .._request import Response
from . import _accounts
from ._asked import Asked, decoded, format_of, read
from ._faults import TEXTS, WRONG_CREDENTIALS, Refused
from ._formats import WRITERS, Collection, Content, Item, columns_of
from ._resources import PATTERNS, Resource
from ._store import Thing
from ._world import ACCOUNT_SID, World

TAG = re.compile(r'"[^"]*"')


@attrs.frozen
class Outcome:
    """An answer before it is written down: a file is its bytes and its type, a delete has no content."""

    status: int
    content: Content | tuple[bytes, str] | None = None
    headers: Mapping[str, str] = {}
    made: Thing | None = None


def answer(world: World, method: str, target: str, headers: Mapping[str, str], body: bytes) -> Response:
    """Answer one request, in one transaction. *target* is the path with its query; a refusal changes nothing."""
    path = target.partition("?")[0]
    headers = Headers(headers)
    try:
        with world.store:
            outcome = operate(world, read(world, method, target, body), headers)
            response = written(outcome, path, method, headers)
            if outcome.made is not None and outcome.status == HTTPStatus.CREATED:
                request = f"{method} {target}\n\n{body.decode()}"
                world.store.keep_wire(outcome.made.sid, request, f"{response.status}\n\n{response.body.decode()}")
            return response
    except Refused as refused:
        return written(refusal(refused, path), path, method, headers)
    except sqlite3.OperationalError as failed:  # a full disk, or a file that another process holds
        return written(unkept(failed), path, method, headers)


def operate(world: World, asked: Asked, headers: Mapping[str, str]) -> Outcome:
    """Do what is asked for, or raise Refused.

    A path that leads nowhere is told before credentials are looked at, as the API does.
    """
    if world.failures:
        failure = world.failures.popleft()
        after = {} if failure.retry_after is None else {"Retry-After": f"{failure.retry_after:g}"}
        facts = defaultdict[str, str](
            str, to=asked.form.text("To"), from_=asked.form.text("From"), path=asked.wire_path
        )
        text = TEXTS.get(failure.code or 0, "The sandbox was told to fail").format_map(facts)
        return Outcome(failure.status, error(failure.status, text, failure.code), after)
    for pattern, resource in PATTERNS:
        found = pattern.fullmatch(asked.path)
        if found:
            *sids, last = map(decoded, found.groups(""))
            asked = attrs.evolve(asked, sids=(*sids, last) if last else tuple(sids))
            return operate_on(resource, asked, headers, is_item=bool(last))
    raise asked.not_found()


def operate_on(resource: Resource, asked: Asked, headers: Mapping[str, str], *, is_item: bool) -> Outcome:
    """Do what is asked for with a resource, a thing or all of its kind, or raise Refused."""
    methods = {
        "GET": is_item or bool(resource.listed),
        "POST": bool(resource.update if is_item else resource.create),
        "DELETE": is_item and resource.deletes,
    }
    if not any(methods.values()) or (is_item and not resource.listed):
        raise asked.not_found()
    world, account_sid = asked.world, asked.sids[0] if asked.sids else ""
    if account_sid and not ACCOUNT_SID.fullmatch(account_sid):
        raise asked.not_found()
    asked = attrs.evolve(asked, requester=_accounts.requester(world, headers.get("Authorization", ""), account_sid))
    if account_sid and not _accounts.can_reach(asked.requester, world.store.find("account", account_sid)):
        raise asked.not_found()
    if not methods.get(asked.method):
        allowed = ", ".join(sorted(name for name, is_allowed in methods.items() if is_allowed))
        raise Refused(20004, headers={"Allow": allowed})
    return do_with_one(resource, asked) if is_item else do_with_all(resource, asked)


def do_with_one(resource: Resource, asked: Asked) -> Outcome:
    """Fetch, update or delete the thing that the path names, in the account and under the message that it names."""
    store, (*parents, sid) = asked.store, asked.sids
    found = store.find(resource.kind, sid)
    if found is None or (parents and found.account != parents[0]) or (parents[1:] and found.under != parents[1]):
        raise asked.not_found()
    if asked.method == "DELETE":
        store.remove(sid)
        return Outcome(204)
    if asked.method == "POST" and resource.update:
        found = resource.update(asked, found)
    elif resource.passes_time and asked.world.moves_on_fetch:
        asked.world.clock.move(1)
        asked = attrs.evolve(asked, now=asked.world.clock.now())
    elif resource.file and asked.is_for_a_file:
        return Outcome(200, resource.file(asked.world, found))
    return Outcome(200, Item(resource.element, resource.show(asked, found)))


def do_with_all(resource: Resource, asked: Asked) -> Outcome:
    """Make a new thing, or give a page of those there are."""
    account, parent = (*asked.sids, None, None)[:2]
    if parent:
        message = asked.store.find("message", parent)
        if message is None or message.account != account:
            raise asked.not_found()
    if asked.method == "POST" and resource.create:
        made = resource.create(asked)
        element, show = resource.show_created or (resource.element, resource.show)
        return Outcome(resource.created, Item(element, show(asked, made)), made=made)
    where: dict[str, Any] = {"account": account, "under": parent}
    things, paging = resource.page(asked, resource.kind, where, resource.matches(asked))
    items = [Item(resource.element, resource.show(asked, thing)) for thing in things]

    def columns() -> list[str]:  # an empty list has those of a thing that has nothing
        return columns_of(resource.show(asked, Thing()))

    return Outcome(200, Collection(resource.key, resource.listed, items, paging, resource.json_only, columns))


def error(status: int, text: str, code: int | None, detail: str | None = None) -> Item:
    """Make the body of an error. Its names come in alphabetical order, as Twilio's do."""
    fields = {
        "code": code,
        "detail": detail,
        "message": text,
        "more_info": code and f"https://www.twilio.com/docs/errors/{code}",
        "status": status,
    }
    return Item(
        "RestException", {name: value for name, value in fields.items() if value is not None or name == "detail"}
    )


def unkept(failed: sqlite3.OperationalError) -> Outcome:
    """Make the answer when the database cannot be used."""
    return Outcome(503, error(503, f"Nothing can be kept: {failed}", 20503))


def refusal(refused: Refused, path: str) -> Outcome:
    """Make the answer of a refusal. That of 2008 has another order, and a code only when its status is 400."""
    status = refused.status
    if path.startswith("/2008-08-01/"):
        fields: dict[str, object] = {"status": status, "message": refused.text}
        if status == HTTPStatus.BAD_REQUEST:
            fields |= {"code": refused.code, "more_info": f"https://www.twilio.com/docs/errors/{refused.code}"}
        return Outcome(status, Item("RestException", fields), refused.headers)
    detail = WRONG_CREDENTIALS if refused.code == 20003 else None  # noqa: PLR2004 - Twilio's name for it
    return Outcome(status, error(status, refused.text, refused.code, detail), refused.headers)


def written(outcome: Outcome, path: str, method: str, asked: Mapping[str, str]) -> Response:
    """Write an outcome down for who asked; who has it already is only told so. A refusal in CSV is XML."""
    format_ = format_of(path)
    guards: Mapping[str, str] = {}
    if isinstance(outcome.content, tuple):
        body, content_type = outcome.content
        guards = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
    else:
        is_refused = outcome.status >= HTTPStatus.BAD_REQUEST
        content_type, write = WRITERS["xml" if format_ == "csv" and is_refused else format_]
        body = b"" if outcome.content is None else write(outcome.content)
    headers = {"Twilio-Request-Id": f"RQ{secrets.token_hex(16)}", **guards, **outcome.headers}
    if outcome.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Basic realm="Twilio API"'
    if method == "GET" and outcome.status == HTTPStatus.OK:
        headers["ETag"] = f'"{sha256(body).hexdigest()[:32]}"'
        known = asked.get("If-None-Match", "")
        if known.strip() == "*" or headers["ETag"] in TAG.findall(known):
            return Response(304, headers, b"")
    return Response(outcome.status, {"Content-Type": content_type, **headers}, body)
