"""An outcome becomes CSV: one header row with XML's names, one row an item, and no paging.

A list has the same columns whether anything is in it or not. Addresses of subresources and tags have none.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from io import StringIO

from ._outcome import Collection, Item, Tags
from ._render import camel_case, written

# What the rows of a list have, by the list's key: an empty list has no item to ask.
COLUMNS: Mapping[str, Sequence[str]] = {
    "accounts": (
        *("sid", "friendly_name", "status", "auth_token", "date_created", "date_updated", "type", "owner_account_sid"),
        "uri",
    ),
    "messages": (
        *("sid", "date_created", "date_updated", "date_sent", "account_sid", "to", "from", "messaging_service_sid"),
        *("body", "status", "num_segments", "num_media", "direction", "api_version", "price", "price_unit"),
        *("error_code", "error_message", "uri"),
    ),
    "media_list": ("sid", "account_sid", "parent_sid", "content_type", "date_created", "date_updated", "uri"),
    "calls": (
        *("sid", "date_created", "date_updated", "parent_call_sid", "account_sid", "to", "to_formatted", "from"),
        *("from_formatted", "phone_number_sid", "status", "start_time", "end_time", "duration", "price", "price_unit"),
        *("direction", "answered_by", "api_version", "forwarded_from", "group_sid", "caller_name", "queue_time"),
        *("trunk_sid", "uri"),
    ),
    "outgoing_caller_ids": (
        *("sid", "date_created", "date_updated", "friendly_name", "account_sid", "phone_number", "uri"),
    ),
    "sms_messages": (
        *("sid", "date_created", "date_updated", "date_sent", "account_sid", "to", "from", "body", "status", "flags"),
        "api_version",
    ),
}


def csv_bytes(content: Item | Collection) -> bytes:
    """Write *content* as CSV; cells are quoted where they need to be."""
    items = content.items if isinstance(content, Collection) else [content]
    columns = COLUMNS[content.key] if isinstance(content, Collection) else columns_of(content)
    text = StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(camel_case(name) for name in columns)
    rows.writerows([written(item.fields[name], "") for name in columns] for item in items)
    return text.getvalue().encode()


def columns_of(item: Item) -> list[str]:
    """Name the fields that have a column."""
    return [name for name, leaf in item.fields.items() if not isinstance(leaf, (Mapping, Tags))]
