"""Addresses that Twilio gave become requests, as in `client.follow(message.uri, Message)`. Pure.

They lead to the API's own origin only, in the client's own format, whatever extension they have.
"""

from __future__ import annotations

from typing import TypeVar
from urllib.parse import parse_qsl

import attrs

from ._address import ForeignAddress, followed
from ._listing import paged
from ._outgoing import format_at
from ._paging import reads_page
from ._request import Listing, Request
from ._settings import LEGACY_ROOT, Settings
from ._structure import fault_of_model, reads
from ._wording import shortened
from .errors import ArgumentError

T = TypeVar("T")


def following(uri: str, model: type[T], settings: Settings) -> Request[T]:
    """Make the request for the *model* at *uri*, or raise ArgumentError."""
    check(model)
    return Request("GET", address(uri, settings), reads(model))


def following_list(uri: str, model: type[T], limit: int | None, settings: Settings) -> Listing[T]:
    """Make the listing of *model* at *uri*, or raise ArgumentError."""
    check(model)
    if limit is not None and (not isinstance(limit, int) or isinstance(limit, bool)):
        raise ArgumentError(f"limit must be int, not {type(limit).__name__}")
    path, _, query = address(uri, settings).partition("?")
    named: dict[str, list[str]] = {}
    for name, value in parse_qsl(query, keep_blank_values=True):
        named.setdefault(name, []).append(value)
    request = Request(
        "GET",
        path,
        reads_page(model),
        query={name: value[0] if len(value) == 1 else value for name, value in named.items()},
    )
    listing = paged(request, limit, None, numbered=LEGACY_ROOT in path)
    return attrs.evolve(listing, first=request) if listing.parameter in named else listing


def address(uri: str, settings: Settings) -> str:
    """Give the whole address for *uri* in the client's own format, or raise ArgumentError."""
    if not isinstance(uri, str):
        raise ArgumentError(f"uri must be a str, not {'None' if uri is None else type(uri).__name__}")
    try:
        return followed(settings.base_url, uri, format_at(uri, settings))
    except ForeignAddress as error:
        raise ArgumentError(f"uri cannot be followed: {error}") from None


def check(model: object) -> None:
    """Ask for a class that can be read from an answer."""
    if not isinstance(model, type) or not attrs.has(model):
        raise ArgumentError(
            f"model cannot be {shortened(model)}: pass one such as twilio_lite.Message, or made with attrs.frozen"
        )
    fault = fault_of_model(model)
    if fault:
        raise ArgumentError(f"model {model.__name__} cannot be read from an answer: {fault}")
