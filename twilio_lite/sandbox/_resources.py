"""The table of all that can be called: what can be done with one kind of thing, and how it is shown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from . import _accounts, _caller_ids, _calls, _incoming_numbers, _legacy, _media, _messages, _paging
from ._asked import Asked, inside
from ._formats import Fields, Item, json_bytes
from ._store import Thing
from ._world import World

Matching: TypeAlias = Callable[[Thing], bool]


@attrs.frozen(kw_only=True)
class Resource:
    """What can be done with one kind of thing, and how it is shown: as an *element*, and in a list as *key*.

    Without *listed* there is no list, without *create* or *update* no such operation. *json_only* is the paging that
    its list does not have in XML, *file* gives what a path without a format means, and *passes_time* says that a fetch
    moves the sandbox's clock.
    """

    kind: str
    element: str
    show: Callable[[Asked, Thing], Fields]
    key: str = ""
    listed: str = ""
    matches: Callable[[Asked], Matching] = lambda _: lambda _: True
    page: Callable[[Asked, str, Mapping[str, Any], Matching], tuple[Sequence[Thing], Fields]] = _paging.page
    json_only: frozenset[str] = frozenset({"start", "end"})
    file: Callable[[World, Thing], tuple[bytes, str]] | None = None
    create: Callable[[Asked], Thing] | None = None
    created: int = 201
    update: Callable[[Asked, Thing], Thing] | None = None
    deletes: bool = True
    passes_time: bool = False
    show_created: tuple[str, Callable[[Asked, Thing], Fields]] | None = None


MESSAGES = Resource(
    kind="message", element="Message", key="messages", listed="Messages", show=_messages.show,
    matches=_messages.matches, create=_messages.create, update=_messages.update, passes_time=True,
)  # fmt: skip
ACCOUNTS = "/2010-04-01/Accounts"
RESOURCES: Mapping[str, Resource] = {
    ACCOUNTS: Resource(
        kind="account", element="Account", key="accounts", listed="Accounts", show=_accounts.show,
        matches=_accounts.matches, create=_accounts.create, update=_accounts.update, deletes=False,
    ),
    f"{ACCOUNTS}/*/Messages": MESSAGES,
    f"{ACCOUNTS}/*/Messages/*/Media": Resource(
        kind="media", element="Media", key="media_list", listed="MediaList", show=_media.show, matches=_media.matches,
        file=_media.file_of,
    ),
    f"{ACCOUNTS}/*/Messages/*/Feedback": Resource(
        kind="feedback", element="MessageFeedback", show=_messages.show_report, create=_messages.report, created=200,
    ),
    f"{ACCOUNTS}/*/Calls": Resource(
        kind="call", element="Call", key="calls", listed="Calls", show=_calls.show, matches=_calls.matches,
        create=_calls.create, update=_calls.update, passes_time=True,
    ),
    f"{ACCOUNTS}/*/OutgoingCallerIds": Resource(
        kind="caller_id", element="OutgoingCallerId", key="outgoing_caller_ids", listed="OutgoingCallerIds",
        show=_caller_ids.show, matches=_caller_ids.matches, create=_caller_ids.create, created=200,
        update=_caller_ids.update, show_created=("ValidationRequest", _caller_ids.show_request),
    ),
    f"{ACCOUNTS}/*/IncomingPhoneNumbers": Resource(
        kind="number", element="IncomingPhoneNumber", key="incoming_phone_numbers", listed="IncomingPhoneNumbers",
        show=_incoming_numbers.show, matches=_caller_ids.matches, create=_incoming_numbers.create,
        update=_incoming_numbers.update,
    ),
    "/2008-08-01/Accounts/*/SMS/Messages": Resource(
        kind="message", element="SMSMessage", key="sms_messages", listed="SMSMessages", show=_legacy.show,
        matches=_legacy.matches, create=_legacy.create, page=_legacy.page, json_only=frozenset(), deletes=False,
        passes_time=True,
    ),
}  # fmt: skip
PATTERNS = [
    (re.compile(re.escape(path).replace(r"\*", "([^/]+)") + "(?:/([^/]+))?"), resource)
    for path, resource in RESOURCES.items()
]
BY_KIND = {resource.kind: resource for resource in reversed([*RESOURCES.values()])}


def shown(world: World, thing: Thing) -> Any:
    """Show a thing to nobody in particular as the API of 2010 does, in JSON."""
    resource = BY_KIND[thing.kind]
    return json.loads(json_bytes(Item(resource.element, resource.show(inside(world), thing))))
