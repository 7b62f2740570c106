"""How a Webhook is set up, and which paths a middleware guards."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest

from genuine import INBOUND, TOKEN, URL, signature
from twilio_lite import ConfigurationError
from twilio_lite._headers import Headers
from twilio_lite.webhooks import Event, InboundMessage
from twilio_lite.webhooks._paths import checked, covered
from twilio_lite.webhooks._webhook import Webhook

BODY = urlencode(INBOUND).encode()


def takes(webhook: Webhook, url: str = URL, settings: Mapping[str, str] = {}) -> bool:
    """Does *webhook* take a request that was signed with the token, and seen at *url*?"""
    headers = Headers({**signature(URL, BODY), **settings})
    return isinstance(webhook.taken([url], BODY, headers, Event), InboundMessage)


def test_the_token_of_the_environment_serves_where_none_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", TOKEN)
    assert takes(Webhook())
    assert not takes(Webhook("another-token"))


@pytest.mark.parametrize("token", [None, "", "  ", f"{TOKEN}\n"])
def test_an_environment_without_a_token_is_a_configuration_error(
    monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    if token is not None:
        monkeypatch.setenv("TWILIO_AUTH_TOKEN", token)
    with pytest.raises(
        ConfigurationError, match=r"^the auth token (is|holds) .*: pass auth_token or set TWILIO_AUTH_TOKEN$"
    ):
        Webhook()


def test_tokens_keys_and_the_public_url_are_the_validators(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TWILIO_AUTH_TOKEN", raising=False)
    assert takes(Webhook(["another-token", TOKEN]))
    assert takes(Webhook({"AC1": TOKEN}.get))
    webhook = Webhook("another-token", shared_keys={"key": TOKEN}, public_url="https://example.com")
    settings = {"X-Twilio-Webhooks-Signature-Settings": "key=key"}
    assert takes(webhook, "http://10.0.0.1:80/hook", settings)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"auth_token": ""}, "the auth token is blank"),
        ({"auth_token": []}, "the auth token is missing"),
        ({"auth_token": 5}, "the auth token must be a str, not int"),
        ({"public_url": "example.com"}, "public_url cannot be 'example.com': pass scheme://host"),
        ({"shared_keys": {"a": ""}}, "the secret of the shared key 'a' is blank"),
        ({"max_body": 0}, "max_body cannot be 0: pass a number of bytes"),
        ({"max_body": -1}, "max_body cannot be -1: pass a number of bytes"),
        ({"max_body": True}, "max_body cannot be True: pass a number of bytes"),
        ({"max_body": "1000"}, "max_body cannot be '1000': pass a number of bytes"),
        ({"max_body": 1e6}, "max_body cannot be 1000000.0: pass a number of bytes"),
        ({"basic_auth": "user:password"}, "basic_auth must be a user and a password"),
        ({"basic_auth": ("user",)}, "basic_auth must be a user and a password"),
        ({"basic_auth": 5}, "basic_auth must be a user and a password"),
        ({"basic_auth": ("", "password")}, "basic_auth: one of user and password is blank"),
        ({"basic_auth": ("user", None)}, "basic_auth: one of user and password is missing"),
        ({"basic_auth": ("user", "pass\nword")}, "basic_auth: one of user and password holds control characters"),
        ({"basic_auth": ("us:er", "password")}, "basic_auth: one of user and password has a user with a ':'"),
    ],
)
def test_a_webhook_that_cannot_work_is_a_configuration_error(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Webhook(**{"auth_token": TOKEN, **options})
    assert str(caught.value).startswith(words)


@pytest.mark.parametrize("duplicate", [copy.copy, copy.deepcopy, pickle.dumps])
def test_a_webhook_is_neither_pickled_nor_copied(duplicate: Callable[[object], object]) -> None:
    with pytest.raises(TypeError, match="a Webhook holds secrets: make a new one instead"):
        duplicate(Webhook(TOKEN))


@pytest.mark.parametrize(
    ("paths", "path", "guarded"),
    [
        (["/twilio/"], "/twilio/", True),
        (["/twilio/"], "/twilio/sms", True),
        (["/twilio/"], "/twilio/sms/more", True),
        (["/twilio/"], "/twilio", False),
        (["/twilio/"], "/twilio2", False),
        (["/twilio/"], "/other/twilio/", False),
        (["/twilio/"], "/", False),
        (["/twilio/"], "", False),
        (["/sms"], "/sms", True),
        (["/sms"], "/sms/", True),
        (["/sms"], "/sms/more", True),
        (["/sms"], "/sms2", False),
        (["/sms"], "/SMS", False),
        (["/"], "/", True),
        (["/"], "/anything", True),
        (["/sms", "/voice/"], "/voice/x", True),
        (["/sms", "/voice/"], "/sms", True),
        (["/sms", "/voice/"], "/other", False),
    ],
)
def test_a_path_guards_itself_and_all_below_it(paths: list[str], path: str, *, guarded: bool) -> None:
    assert covered(path, checked(paths)) is guarded


@pytest.mark.parametrize("paths", ["/twilio/", "/", [], (), None, ["twilio/"], [""], ["/a", "b"], [None], [5], 0])
def test_what_are_no_paths_is_a_configuration_error(paths: Any) -> None:
    with pytest.raises(ConfigurationError, match=r'paths cannot be .*: pass a list of them, such as \["/twilio/"\]'):
        checked(paths)
