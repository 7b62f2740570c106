"""A request becomes an answer: one pure function of the world and the call.

It raises nothing, whatever the bytes of the call, reads no clock and draws no random number: the same world and the
same call give the same new world and the same answer.
"""

from __future__ import annotations

import re
from http import HTTPStatus

import attrs

from .._request import Response
from . import _accounts, _legacy
from ._call import Call, read
from ._conditional import entity_tag, is_known
from ._csv import csv_bytes
from ._errors import METHOD_NOT_ALLOWED, NOT_FOUND, Refused
from ._outcome import Download, Outcome
from ._render import json_bytes, xml_bytes
from ._routes import route
from ._world import World

ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
WRITERS = {
    "json": ("application/json", json_bytes),
    "xml": ("application/xml", xml_bytes),
    "csv": ("text/csv", csv_bytes),
}


def answer(world: World, call: Call) -> tuple[World, Response]:
    """Answer *call*, and give the world as it is afterwards; a refusal changes nothing but the count of answers."""
    world = world.answered()
    try:
        world, outcome = operate(world, call)
    except Refused as refused:
        is_legacy = call.path.startswith(_legacy.LEGACY_ROOT)
        outcome = _legacy.refusal(refused) if is_legacy else refused.outcome()
    return world, response(world, call, outcome)


def operate(world: World, call: Call) -> tuple[World, Outcome]:
    """Do what *call* asks for, or raise Refused.

    A path that leads nowhere is told before credentials are looked at, as the API does.
    """
    asked = read(call)
    methods, sids = route(asked.segments) or ({}, ())
    if not methods or not all(ACCOUNT_SID.fullmatch(sid) for sid in sids[:1]):
        raise Refused(NOT_FOUND, path=call.path)
    requester = _accounts.requester(world, call)
    if any(not _accounts.can_reach(world, requester, sid) for sid in sids[:1]):
        raise Refused(NOT_FOUND, path=call.path)
    if asked.method not in methods:
        raise Refused(METHOD_NOT_ALLOWED, headers={"Allow": ", ".join(sorted(methods))})
    return methods[asked.method](world, attrs.evolve(asked, sids=sids), requester)


def response(world: World, call: Call, outcome: Outcome) -> Response:
    """Write an outcome down for who made the call; who has it already is only told so."""
    content_type, body = written_down(outcome, call.format)
    headers = {"Twilio-Request-Id": f"RQ{world.answers:032x}", **outcome.headers}
    if call.method == "GET" and outcome.status == HTTPStatus.OK:
        headers["ETag"] = entity_tag(body)
        if is_known(headers["ETag"], call.headers.get("If-None-Match", "")):
            return Response(int(HTTPStatus.NOT_MODIFIED), headers, b"")
    return Response(int(outcome.status), {"Content-Type": content_type, **headers}, body)


def written_down(outcome: Outcome, format_: str) -> tuple[str, bytes]:
    """Give the type of an answer and its bytes. A file is itself in every format; a refusal in CSV is XML."""
    content = outcome.content
    if isinstance(content, Download):
        return content.content_type, content.content
    content_type, write = WRITERS["xml" if format_ == "csv" and outcome.status >= HTTPStatus.BAD_REQUEST else format_]
    return content_type, b"" if content is None else write(content)
