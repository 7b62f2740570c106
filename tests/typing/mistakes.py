"""What type checkers must refuse: never run. An ignore that is not needed is an error, in mypy and in pyright."""

from __future__ import annotations

from io import StringIO
from wsgiref.types import WSGIApplication

from django.http import HttpRequest
from starlette.requests import Request as StarletteRequest

from twilio_lite import AsyncClient, Client, Message
from twilio_lite.jwt import AccessToken, PlaybackGrant, VideoGrant, VoiceGrant
from twilio_lite.twiml import Element, Gather, Redirect, Say, VoiceResponse, parse
from twilio_lite.webhooks import InboundMessage, RequestValidator, VoiceRequest, wsgi
from twilio_lite.webhooks import django as in_django
from twilio_lite.webhooks import flask as in_flask
from twilio_lite.webhooks import parse as parse_request
from twilio_lite.webhooks import starlette as in_starlette


def mistakes(client: Client, async_client: AsyncClient) -> None:
    """Each line is one mistake, with the name that mypy and pyright give it."""
    client.messages.create(from_="+2", body="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - to nobody
    client.messages.create(to=["+1"])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a list
    client.messages.create("+1")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - keywords only
    client.messages("SM").update(status="sent")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - canceled only
    client.calls.create(to="+1", twiml="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - from nobody
    client.calls.create(to="+1", from_="+2", timeout="15")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a number
    client.calls.create(to="+1", from_="+2", twiml=b"x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - bytes
    client.messages.create(to="+1", from_="+2", body=VoiceResponse())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - TwiML is for calls
    client.calls("CA").update(status="ringing")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - an end only
    client.outgoing_caller_ids.create()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - of no number
    client.validation_requests.list()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - create only
    client.v2008.sms_messages.create(to="1", body="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - from nobody
    client.v2008.sms_messages("SM").update(body="")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - fetch only
    client.v2008.sms_messages("SM").delete()  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - the same
    client.v2008.messages  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - of another age
    client.follow("/x", "Message")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a name
    client.follow(client.messages("SM").fetch().uri, Message)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - perhaps None
    client.follow_list("/x", Message, limit="3")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a number
    client.with_raw_response.follow_list("/x", Message)  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - many
    client.with_raw_response.v2008.sms_messages.list()  # type: ignore[arg-type] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - many
    async_client.follow("/x", Message).sid  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - no await
    client.messages("SM").media("ME").download()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - to nowhere
    client.messages("SM").media("ME").download(b"a.gif")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - bytes
    client.messages("SM").media("ME").download(StringIO())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - text
    client.messages("SM").media("ME").download("a.gif", 9)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    client.messages("SM").media("ME").stream_bytes(1024)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    client.with_raw_response.messages("SM").media("ME").stream_bytes()  # type: ignore[arg-type] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - chunks
    client.with_raw_response.messages.list()  # type: ignore[arg-type] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - many
    list(async_client.messages.stream())  # type: ignore[call-overload] # pyright: ignore[reportArgumentType] - async for
    async_client.messages.stream()[0]  # type: ignore[index] # pyright: ignore[reportArgumentType] - no list
    list(async_client.messages("SM").media("ME").stream_bytes())  # type: ignore[call-overload] # pyright: ignore[reportArgumentType] - async for
    async_client.messages("SM").fetch().sid  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - no await
    AccessToken("AC", "SK")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - no secret
    AccessToken("AC", "SK", "x", "alice")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    AccessToken("AC", "SK", "x", ttl="60")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a number
    AccessToken("AC", "SK", "x", grants=VideoGrant())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a list
    AccessToken("AC", "SK", "x", grants=["video"])  # type: ignore[list-item] # pyright: ignore[reportArgumentType] - a grant
    VideoGrant("daily")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    VideoGrant().room = "daily"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] - frozen
    VoiceGrant(incoming_allow="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - True or False
    PlaybackGrant()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - of nothing


def mistakes_in_twiml(say: Say) -> None:
    """As above."""
    Say("x", voize="man")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - a wrong name
    Say("x", loop="2")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a number
    Say(5)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - no text
    Say(b"x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - bytes
    Say(None)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - nothing
    VoiceResponse([say])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a list
    VoiceResponse(say, voice="man")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - it has none
    Redirect("https://a", method="PUT")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - GET or POST
    Gather(barge_in="yes")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - true or false
    Element("x", a=object())  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - what cannot be written
    Element(name="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - an attribute, and no tag
    say.name = "Play"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] - frozen
    say.attributes["voice"] = "man"  # type: ignore[index] # pyright: ignore[reportIndexIssue] - the same
    VoiceResponse().say("x")  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - values only
    parse(5)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - no text


def mistakes_in_requests(validator: RequestValidator, headers: dict[str, str], message: InboundMessage) -> None:
    """As above."""
    RequestValidator()  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - nothing to prove with
    RequestValidator("x", {"key": "secret"})  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    RequestValidator("x", public_uri="https://a")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - misspelt
    RequestValidator(b"x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - bytes
    RequestValidator({"AC1": "x"})  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - its get would do
    validator.validate("https://a", {})  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - no signature
    validator.compute_signature("https://a", {}, "HMAC_SHA256")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - by place
    parse_request(validator, "https://a", b"", headers)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue] - the same
    parse_request(validator, url="https://a", body=b"", headers=headers, events=InboundMessage)  # type: ignore[call-overload] # pyright: ignore[reportCallIssue] - misspelt
    parse_request(validator, url="https://a", body={"a": "b"}, headers=headers)  # type: ignore[call-overload] # pyright: ignore[reportArgumentType] - raw only
    parse_request(validator, url="https://a", body=b"", headers=headers, event=dict)  # type: ignore[type-var] # pyright: ignore[reportArgumentType] - no event
    parse_request(validator, url="https://a", body=b"", headers=headers, event="InboundMessage")  # type: ignore[call-overload] # pyright: ignore[reportArgumentType] - a name
    parse_request(validator, url="https://a", body=b"", headers=headers, event=InboundMessage).digits  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - of a call
    parse_request(validator, url="https://a", body=b"", headers=headers).body  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - of any kind
    message.body = "x"  # type: ignore[misc] # pyright: ignore[reportAttributeAccessIssue] - frozen
    message.boddy  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - misspelt
    InboundMessage(body="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - without a SID


def takes_a_message(message: InboundMessage) -> str:
    """A view of Flask."""
    return message.message_sid


def views_a_message(request: HttpRequest, message: InboundMessage, name: str) -> str:
    """A view of Django."""
    return f"{request.path} {message.body} {name}"


async def mistakes_in_webhooks(app: WSGIApplication, request: HttpRequest, asked: StarletteRequest) -> None:
    """As above."""
    in_flask.Webhook("x", max_size=1)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - misspelt
    in_flask.Webhook("x", max_body="1")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a number
    in_flask.Webhook("x", basic_auth="user:password")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - two
    in_flask.Webhook("x")(dict)  # type: ignore[type-var] # pyright: ignore[reportArgumentType] - no event
    in_flask.Webhook("x")(VoiceRequest)(takes_a_message)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - another event
    in_flask.Webhook("x")(InboundMessage)(takes_a_message)("x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - it takes no more
    in_django.Webhook("x")(VoiceRequest)(views_a_message)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType, reportCallIssue] - another event
    in_django.Webhook("x")(InboundMessage)(takes_a_message)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType, reportCallIssue] - no request
    in_django.Webhook("x")(InboundMessage)(views_a_message)(request)  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - no name
    in_django.Webhook("x")(InboundMessage)(views_a_message)(request, nam="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - misspelt
    (await in_starlette.Webhook("x")(InboundMessage)(asked)).digits  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - of a call
    await in_starlette.Webhook("x")(InboundMessage)(request)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - another framework
    in_starlette.TwilioMiddleware(app, in_starlette.Webhook("x"))  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - of WSGI
    wsgi.TwilioMiddleware(app, wsgi.Webhook("x"), path=["/a"])  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - misspelt
    wsgi.TwilioMiddleware(app, "x")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - no webhook
