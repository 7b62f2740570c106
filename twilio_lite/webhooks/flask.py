"""Webhooks in Flask.

    webhook = Webhook()

    @app.post("/sms")
    @webhook(InboundMessage)
    def sms(message: InboundMessage) -> MessagingResponse:
        return MessagingResponse(Message(f"You said {message.body}"))

A view may return TwiML, also with a status and headers behind it, or None, which is 204.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from flask import Response, current_app, make_response, request

from .. import twiml
from . import _webhook
from ._answer import document
from ._fields import Pairs
from ._parse import check
from ._target import of_environ
from ._webhook import WITHOUT_BODY, E, Refusal
from .wsgi import TwilioMiddleware, headers_of, read_body

__all__ = ["TwilioMiddleware", "Webhook"]

P = ParamSpec("P")


class Webhook(_webhook.Webhook):
    """Proves requests to be Twilio's: `@webhook(InboundMessage)` gives the event to a view, as its first argument.

    A stranger gets 403 without a reason, a body that is too large 413.
    """

    def __call__(self, event: type[E]) -> Callable[[Callable[Concatenate[E, P], object]], Callable[P, Response]]:
        """Make the decorator for views that take an *event*, a type of event, Event for any."""
        check(event)

        def decorated(view: Callable[Concatenate[E, P], object]) -> Callable[P, Response]:
            @wraps(view)
            def proved(*args: P.args, **kwargs: P.kwargs) -> Response:
                content = content_of_request(self.max_body)
                outcome = self.taken(of_environ(request.environ), content, headers_of(request.environ), event)
                if isinstance(outcome, Refusal):
                    return Response(outcome.phrase, outcome.status, outcome.headers, mimetype="text/plain")
                return answer(current_app.ensure_sync(view)(outcome, *args, **kwargs))

            return proved

        return decorated


def content_of_request(most: int) -> bytes | Pairs | None:
    """Read what the request says, and leave it there for the view: its body, or the form that was read already."""
    if request.method in WITHOUT_BODY:
        return None
    if "stream" not in request.__dict__:
        read_body(request.environ, most)
    return request.get_data() or [(name, value) for name, values in request.form.lists() for value in values]


def answer(result: object) -> Response:
    """Make the response that a view's *result* is."""
    if result is None:
        return Response(status=204)
    first, *rest = cast("tuple[object, ...]", result) if isinstance(result, tuple) else (result,)
    if isinstance(first, twiml.Element):
        first = Response(document(first), mimetype="application/xml")
    return make_response(first, *rest)
