"""Valid answers of every model, made from its fields, as JSON, XML and CSV; and what must hold for every error."""

from __future__ import annotations

import copy
import csv
import json
import pickle
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from enum import IntFlag, StrEnum
from functools import cache
from io import StringIO
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints
from xml.sax.saxutils import escape

import attrs

from conftest import SID
from twilio_lite import (
    Account,
    Call,
    Media,
    Message,
    MessageFeedback,
    OutgoingCallerId,
    SMSMessage,
    TwilioError,
    ValidationRequest,
)

Use = Callable[[Any], Any]

EXAMPLES: dict[Any, Any] = {
    str: "text",
    int: "2",
    Decimal: "-0.00750",
    datetime: "Fri, 20 Aug 2010 01:13:42 +0000",
    dict: {"media": "/2010-04-01/M.json", "feedback": "/2010-04-01/F.json"},
    tuple: {"flag": ["outbound", "reply"]},
    IntFlag: "6",
}
PAGING: dict[str, Any] = {"page": 0, "page_size": 50, "uri": "/x?Page=0", "next_page_uri": None}
PAGING_2008: dict[str, Any] = {"page": 0, "num_pages": 1, "page_size": 50, "total": 2, "start": 0, "end": 1}


@attrs.frozen
class Family:
    """A model, the key of its lists, the operations that give it, and what its lists are called and have in XML."""

    model: Any
    key: str
    uses: dict[str, Use]
    plural: str = ""
    paging: dict[str, Any] = PAGING


FAMILIES: list[Family] = [
    Family(
        Message,
        "messages",
        {
            "create": lambda client: client.messages.create(to="+15005550006", from_="+15005550009", body="x"),
            "update": lambda client: client.messages("SM1").update(body=""),
            "fetch": lambda client: client.messages("SM1").fetch(),
            "list": lambda client: client.messages.list(limit=9),
        },
    ),
    Family(
        Account,
        "accounts",
        {
            "create": lambda client: client.accounts.create(friendly_name="x"),
            "update": lambda client: client.accounts(SID).update(friendly_name="x"),
            "fetch": lambda client: client.accounts(SID).fetch(),
            "list": lambda client: client.accounts.list(limit=9),
        },
    ),
    Family(
        Media,
        "media_list",
        {
            "fetch": lambda client: client.messages("SM1").media("ME1").fetch(),
            "list": lambda client: client.messages("SM1").media.list(limit=9),
        },
    ),
    Family(
        MessageFeedback,
        "feedback",
        {"create": lambda client: client.messages("SM1").feedback.create(outcome="confirmed")},
    ),
    Family(
        Call,
        "calls",
        {
            "create": lambda client: client.calls.create(to="+15005550006", from_="+15005550009", twiml="<Response/>"),
            "update": lambda client: client.calls("CA1").update(status="completed"),
            "fetch": lambda client: client.calls("CA1").fetch(),
            "list": lambda client: client.calls.list(limit=9),
        },
    ),
    Family(
        OutgoingCallerId,
        "outgoing_caller_ids",
        {
            "update": lambda client: client.outgoing_caller_ids("PN1").update(friendly_name="x"),
            "fetch": lambda client: client.outgoing_caller_ids("PN1").fetch(),
            "list": lambda client: client.outgoing_caller_ids.list(limit=9),
        },
    ),
    Family(
        ValidationRequest,
        "validation_requests",
        {"create": lambda client: client.outgoing_caller_ids.create(phone_number="+15005550006")},
    ),
    Family(
        SMSMessage,
        "sms_messages",
        {
            "create": lambda client: client.v2008.sms_messages.create(
                to="5555550100", from_="5555550199", body="x", status_callback="https://example.com"
            ),
            "fetch": lambda client: client.v2008.sms_messages("SM1").fetch(),
            "list": lambda client: client.v2008.sms_messages.list(limit=9),
        },
        "SMSMessages",
        PAGING_2008,
    ),
]


@cache
def fields(model: Any) -> dict[str, Any]:
    """The keys that *model* is read from, each with the annotation of its field."""
    hints = get_type_hints(model)
    return {field.name.rstrip("_"): hints[field.name] for field in attrs.fields(model)}


def kinds(annotation: Any) -> tuple[Any, ...]:
    """The kinds of value a field may hold."""
    return get_args(annotation) if isinstance(annotation, UnionType) else (annotation,)


def example(annotation: Any) -> Any:
    """A value as Twilio sends it for a field."""
    kind = kinds(annotation)[0]
    if get_origin(kind) is not None:
        return EXAMPLES[get_origin(kind)]
    if issubclass(kind, IntFlag):
        return EXAMPLES[IntFlag]
    return next(iter(kind)).value if issubclass(kind, StrEnum) else EXAMPLES[kind]


def resource(model: Any) -> dict[str, Any]:
    """The tree of one resource, every field given."""
    return {key: example(annotation) for key, annotation in fields(model).items()}


def page(family: Family, *trees: Any) -> dict[str, Any]:
    """The tree of a last page."""
    return {family.key: list(trees), **family.paging}


def body_of(family: Family, use: str, tree: Any) -> Any:
    """The tree of an answer to *use*: one resource, or a page of two."""
    return page(family, resource(family.model), tree) if use == "list" else tree


def as_json(tree: Any) -> bytes:
    """Write *tree* as JSON."""
    return json.dumps(tree).encode()


def as_xml(family: Family, tree: Any) -> bytes:
    """Write *tree*, one resource or a page, as Twilio's XML."""
    name = family.model.__name__
    content = ""
    if isinstance(tree, dict) and isinstance(tree.get(family.key), list):
        paging = " ".join(
            f'{key.replace("_", "")}="{written(value)}"' for key, value in tree.items() if not isinstance(value, list)
        )
        items = "".join(element(name, item) for item in tree[family.key])
        plural = family.plural or camel(family.key)
        content = f"<{plural} {paging}>{items}</{plural}>"
    else:
        content = element(name, tree)
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f"{declaration}<TwilioResponse>{content}</TwilioResponse>".encode(errors="surrogatepass")


def as_csv(family: Family, tree: Any) -> bytes:
    """Write *tree*, one resource or a page, as rows below their names: of each thing in it that has names itself."""
    listed = isinstance(tree, dict) and isinstance(tree.get(family.key), list)
    items: list[dict[str, Any]] = [item for item in (tree[family.key] if listed else [tree]) if isinstance(item, dict)]
    names = list(dict.fromkeys(str(name) for item in items for name in item))
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(map(camel, names))
    rows.writerows([cell(item.get(name)) for name in names] for item in items)
    return text.getvalue().encode(errors="surrogatepass")


def cell(value: Any) -> str:
    """Write *value* as a cell: texts by name as JSON, a list of words in brackets."""
    if isinstance(value, dict) and list(value) == ["flag"]:
        return f"[{','.join(map(str, value['flag']))}]" if isinstance(value["flag"], list) else str(value["flag"])
    return json.dumps(value) if isinstance(value, dict | list) else "" if value is None else str(value)


def element(name: str, value: Any) -> str:
    """Write *value* as an element, a list as a repeated one."""
    if isinstance(value, dict):
        return f"<{name}>{''.join(element(camel(str(key)), item) for key, item in value.items())}</{name}>"
    if isinstance(value, list):
        return "".join(element(name, item) for item in value)
    return f"<{name}>{written(value)}</{name}>"


def written(value: Any) -> str:
    """Write *value* as the text of an element or attribute."""
    return "" if value is None else escape(str(value), {'"': "&quot;"})


def camel(key: str) -> str:
    """XML's name of a key."""
    return "".join(word[:1].upper() + word[1:] for word in key.split("_"))


def fits(model: Any) -> bool:
    """Does every field of a *model* that was read hold what its annotation says?"""
    kind: Any = type(model)
    values = [getattr(model, field.name) for field in attrs.fields(kind)]
    return all(
        type(value) in {get_origin(kind) or kind for kind in kinds(annotation)}
        and (not isinstance(value, dict) or {type(part) for pair in value.items() for part in pair} <= {str})
        for value, annotation in zip(values, fields(kind).values(), strict=True)
    )


def effect(method: str, status: int) -> bool | None:
    """What an answer of *status* says of a call, as the errors promise it."""
    if method == "GET" or status == 304:
        return False
    if 200 <= status < 300:
        return True
    return False if 400 <= status < 500 and status != 408 else None


def restored(error: TwilioError) -> list[TwilioError]:
    """*error* after pickle and copy."""
    return [pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)]  # noqa: S301 - our own


def faults_of(error: object) -> list[str]:
    """Say what is wrong with an error: nothing, if it is one of ours, one short printable line, and survives a copy."""
    if not isinstance(error, TwilioError):
        return [f"{error!r} is no TwilioError"]
    line = str(error)
    found = [] if line.isprintable() and 0 < len(line) <= 500 else [f"{line!r} is no short printable line"]
    facts = (type(error), line, vars(error))
    return found + [f"{o!r} is another error" for o in restored(error) if (type(o), str(o), vars(o)) != facts]
