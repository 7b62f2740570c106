"""Webhooks in Django.

    webhook = Webhook()

    @webhook(InboundMessage)
    def sms(request: HttpRequest, message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(Message(f"You said {message.body}"))

A view may be sync or async, and return TwiML, any response, or None, which is 204. It needs no CSRF token. For a class,
`@method_decorator(webhook(InboundMessage), name="dispatch")`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from inspect import isawaitable
from typing import Any, Concatenate, Generic, ParamSpec, cast, overload

from django.core.exceptions import DisallowedHost
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.request import RawPostDataException, UnreadablePostError
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

# isort: split
from asgiref.sync import iscoroutinefunction  # after Django, whose name is what is missing where both are

from .. import twiml
from .._headers import Headers
from . import _webhook
from ._answer import document
from ._fields import Pairs
from ._parse import check
from ._target import of_environ, of_scope
from ._webhook import WITHOUT_BODY, E, Refusal, size_said
from .wsgi import TwilioMiddleware

__all__ = ["Decorator", "TwilioMiddleware", "Webhook"]

NOT_ALLOWED = "not-allowed.invalid"  # a host that nobody can be called at
P = ParamSpec("P")
Answer = Coroutine[Any, Any, HttpResponseBase]


class Webhook(_webhook.Webhook):
    """Proves requests to be Twilio's: `@webhook(InboundMessage)` gives the event to a view, after the request.

    A stranger gets 403 without a reason, a body that is too large 413.
    """

    def __call__(self, event: type[E]) -> Decorator[E]:
        """Make the decorator for views that take an *event*, a type of event, Event for any."""
        check(event)
        return Decorator(self, event)


class Decorator(Generic[E]):
    """Decorates views that take an event after the request."""

    def __init__(self, webhook: Webhook, event: type[E]) -> None:
        self._webhook = webhook
        self._event = event

    @overload
    def __call__(  # type: ignore[overload-overlap] # pyright: ignore[reportOverlappingOverload] - a coroutine is awaited
        self, view: Callable[Concatenate[HttpRequest, E, P], Coroutine[Any, Any, object]]
    ) -> Callable[Concatenate[HttpRequest, P], Answer]: ...
    @overload
    def __call__(
        self, view: Callable[Concatenate[HttpRequest, E, P], object]
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]: ...
    def __call__(self, view: Callable[..., object]) -> Callable[..., object]:
        """Decorate *view*."""

        @wraps(view)
        def proved(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            outcome = self._taken(request)
            return answer(outcome if isinstance(outcome, Refusal) else view(request, outcome, *args, **kwargs))

        @wraps(view)
        async def proved_async(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            outcome = self._taken(request)
            result = outcome if isinstance(outcome, Refusal) else view(request, outcome, *args, **kwargs)
            return answer(await result if isawaitable(result) else result)

        return csrf_exempt(proved_async if is_async(view) else proved)

    def _taken(self, request: HttpRequest) -> E | Refusal:
        headers = Headers(request.headers)
        content = content_of(request, headers, self._webhook.max_body)
        return self._webhook.taken(urls_of(request), content, headers, self._event)


def urls_of(request: HttpRequest) -> list[str]:
    """The URL that was called, with the scheme and the host that Django is set up to believe."""
    try:
        host = request.get_host()
    except DisallowedHost:
        host = NOT_ALLOWED
    if isinstance(request, ASGIRequest):
        return of_scope(request.scope, scheme=request.scheme, host=host)
    as_found = {name: request.META[name].encode().decode("latin-1") for name in ("SCRIPT_NAME", "PATH_INFO")}
    return of_environ({**request.META, **as_found}, scheme=request.scheme, host=host)


def content_of(request: HttpRequest, headers: Headers, most: int) -> bytes | Pairs | None:
    """Read what *request* says, and leave it there for the view: its body, or the form that was read already."""
    if request.method in WITHOUT_BODY:
        return None
    if size_said(headers) > most:
        return b""
    try:
        return request.body
    except RawPostDataException:
        return [(name, value) for name, values in request.POST.lists() for value in values]
    except (UnreadablePostError, ValueError):  # it broke off, or its length is no number
        return b""


def is_async(view: object) -> bool:
    """Is *view* awaited? The `dispatch` of a class is when its handlers are coroutines."""
    of_class = getattr(getattr(view, "func", view), "__self__", None)
    if getattr(of_class, "view_is_async", False):
        return True
    return iscoroutinefunction(view)  # pyright: ignore[reportDeprecated] - no other sees as_view() in Python 3.11


def answer(result: object) -> HttpResponseBase:
    """Make the response that a view's *result* is; what is none, Django tells in its own words."""
    if isinstance(result, Refusal):
        return HttpResponse(result.phrase, status=result.status, headers=result.headers, content_type="text/plain")
    if result is None:
        return HttpResponse(status=204)
    if isinstance(result, twiml.Element):
        return HttpResponse(document(result), content_type="application/xml")
    return cast("HttpResponseBase", result)
