"""A request becomes an answer: one pure function of the world and the call, and the table of all that can be called.

It raises nothing, whatever the bytes of the call, reads no clock and draws no random number: the same world and the
same call give the same new world and the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeAlias

from .._request import Response
from . import _accounts, _feedback, _media, _messages
from ._call import Asked, Call, read
from ._errors import METHOD_NOT_ALLOWED, NOT_FOUND, Refused
from ._outcome import Outcome
from ._render import json_bytes, xml_bytes
from ._world import ROOT, Account, World

Operation: TypeAlias = Callable[[World, Asked, Account], tuple[World, Outcome]]

ACCOUNT_SID = re.compile(r"AC[0-9a-fA-F]{32}")
ROUTES: Mapping[str, Mapping[str, Operation]] = {
    "Accounts": {"GET": _accounts.list_, "POST": _accounts.create},
    "Accounts/*": {"GET": _accounts.fetch, "POST": _accounts.update},
    "Accounts/*/Messages": {"GET": _messages.list_, "POST": _messages.create},
    "Accounts/*/Messages/*": {"GET": _messages.fetch, "POST": _messages.update, "DELETE": _messages.delete},
    "Accounts/*/Messages/*/Feedback": {"POST": _feedback.create},
    "Accounts/*/Messages/*/Media": {"GET": _media.list_},
    "Accounts/*/Messages/*/Media/*": {"GET": _media.fetch, "DELETE": _media.delete},
}


def answer(world: World, call: Call) -> tuple[World, Response]:
    """Answer *call*, and give the world as it is afterwards; a refusal changes nothing but the count of answers."""
    world = world.answered()
    try:
        world, outcome = operate(world, call)
    except Refused as refused:
        outcome = refused.outcome()
    headers = {
        "Content-Type": "application/json" if call.is_json else "application/xml",
        "Twilio-Request-Id": f"RQ{world.answers:032x}",
    }
    body = json_bytes(outcome) if call.is_json else xml_bytes(outcome)
    return world, Response(int(outcome.status), headers, body)


def operate(world: World, call: Call) -> tuple[World, Outcome]:
    """Do what *call* asks for, or raise Refused.

    A path that leads nowhere is told before credentials are looked at, as the API does.
    """
    asked = read(call, ROOT)
    methods = ROUTES.get(shape(asked)) if asked else None
    if asked is None or methods is None:
        raise Refused(NOT_FOUND, path=call.path)
    requester = _accounts.requester(world, call)
    if any(not _accounts.can_reach(world, requester, sid) for sid in asked.sids[:1]):
        raise Refused(NOT_FOUND, path=call.path)
    if asked.method not in methods:
        raise Refused(METHOD_NOT_ALLOWED)
    return methods[asked.method](world, asked, requester)


def shape(asked: Asked) -> str:
    """Give the path with a star for each SID, as the table has it; "" when the account's cannot be one."""
    if not all(ACCOUNT_SID.fullmatch(sid) for sid in asked.sids[:1]):
        return ""
    return "/".join("*" if place % 2 else segment for place, segment in enumerate(asked.segments))
