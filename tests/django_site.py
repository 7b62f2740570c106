"""A Django site of webhooks. Importing it sets Django up, which can be done once in a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import path, re_path
from django.utils.decorators import method_decorator
from django.views import View

from conftest import TOKEN
from serving import MOST
from twilio_lite.twiml import Message, MessagingResponse
from twilio_lite.webhooks import Event, InboundMessage, OtherEvent, StatusCallback
from twilio_lite.webhooks.django import Webhook

settings.configure(
    ROOT_URLCONF=__name__,
    ALLOWED_HOSTS=["127.0.0.1", "twilio.example.com"],
    MIDDLEWARE=[f"{__name__}.touching", "django.middleware.csrf.CsrfViewMiddleware"],
    SECRET_KEY="made up",
    LOGGING_CONFIG=None,
)
django.setup()

webhook = Webhook(TOKEN, max_body=MOST)


def wsgi() -> Any:
    """Make the application for WSGI."""
    return get_wsgi_application()


def asgi() -> Any:
    """Make the application for ASGI."""
    return get_asgi_application()


def touching(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Touch a request before its view does, as its header X-Touch says."""
    touches: dict[str | None, Callable[[HttpRequest], object]] = {
        "POST": lambda request: request.POST,
        "body": lambda request: request.body,
        "read": lambda request: request.read(),
    }

    def touched(request: HttpRequest) -> HttpResponseBase:
        touches.get(request.headers.get("X-Touch"), id)(request)
        return get_response(request)

    return touched


def echo(request: HttpRequest, message: InboundMessage) -> MessagingResponse:
    return MessagingResponse(Message(f"{message.body} {request.POST['Body']} {len(request.body)}"))


async def echo_async(request: HttpRequest, message: InboundMessage) -> MessagingResponse:
    return echo(request, message)


@webhook(InboundMessage)
def none(request: HttpRequest, message: InboundMessage) -> None:
    """Answer nothing."""


@webhook(InboundMessage)
async def none_async(request: HttpRequest, message: InboundMessage) -> None:
    """Answer nothing."""


@webhook(InboundMessage)
def teapot(request: HttpRequest, message: InboundMessage) -> HttpResponse:  # noqa: ARG001 - Django hands it over
    return HttpResponse(message.body, status=418, headers={"X-Kind": "tea"})


@webhook(InboundMessage)
def named(request: HttpRequest, message: InboundMessage, name: str) -> HttpResponse:  # noqa: ARG001 - as above
    return HttpResponse(f"{message.body} {name}")


@webhook(OtherEvent)
def other(request: HttpRequest, event: OtherEvent) -> HttpResponseBase:
    return JsonResponse({"same": event.body == request.body, "params": event.params})


def kind(request: HttpRequest, event: Event) -> HttpResponse:  # noqa: ARG001 - as above
    return HttpResponse(type(event).__name__)


@method_decorator(webhook(InboundMessage), name="dispatch")
class Viewed(View):
    def post(self, request: HttpRequest, message: InboundMessage) -> MessagingResponse:
        return echo(request, message)


@method_decorator(webhook(InboundMessage), name="dispatch")
class ViewedAsync(View):
    async def post(self, request: HttpRequest, message: InboundMessage) -> MessagingResponse:
        return echo(request, message)


@method_decorator(webhook(InboundMessage), name="dispatch")
class OwnDispatch(ViewedAsync):
    def dispatch(self, request: HttpRequest, message: InboundMessage) -> HttpResponse:  # noqa: ARG002 - as above
        return HttpResponse(message.body)


urlpatterns = [
    path("own-dispatch", OwnDispatch.as_view()),
    path("sync", webhook(InboundMessage)(echo)),
    path("async", webhook(InboundMessage)(echo_async)),
    path("class", Viewed.as_view()),
    path("async-class", ViewedAsync.as_view()),
    path("none", none),
    path("async-none", none_async),
    path("teapot", teapot),
    path("named/<str:name>", named),
    path("other", other),
    path("status", webhook(StatusCallback)(kind)),
    path("login", Webhook(TOKEN, basic_auth=("ahab", "whale"))(Event)(kind)),
    path("public", Webhook(TOKEN, public_url="https://twilio.example.com/prefix")(Event)(kind)),
    path("large", Webhook(TOKEN)(Event)(kind)),
    re_path("", webhook(Event)(kind)),
]
