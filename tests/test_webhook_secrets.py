"""Secrets: what cannot be one is refused at once, and none shows."""

from __future__ import annotations

import copy
import gc
import pickle
import traceback
from collections import UserString
from collections.abc import Callable
from typing import Any

import pytest

from signing import FORM, TOKEN, URL, sign
from twilio_lite import ArgumentError, ConfigurationError
from twilio_lite.webhooks import RequestValidator
from twilio_lite.webhooks._secrets import Secrets

SECRET, KEY = "hidden-token-8d1f", "webhooks_sharedkey_1"
NO_TEXTS = [None, "", " ", "\t\n", "\u00a0", 5, b"bytes", True, UserString("x"), "x\n", "x\x00y", "\ud800", " x", '"x"']


def test_a_list_of_tokens_that_changes_later_changes_nothing() -> None:
    tokens, keys = ["new"], {KEY: "key-one"}
    ours = RequestValidator(tokens, shared_keys=keys)
    tokens.append("old")
    keys.clear()
    assert not ours.validate(URL, FORM, sign(token="old"))
    assert ours.validate(URL, FORM, sign(token="key-one"), f"key={KEY}")


@pytest.mark.parametrize("odd", NO_TEXTS)
def test_an_odd_token_or_key_is_refused_at_construction(odd: Any) -> None:
    makers: list[Callable[[], object]] = [
        lambda: RequestValidator(odd),
        lambda: RequestValidator([TOKEN, odd]),
        lambda: RequestValidator(TOKEN, shared_keys={KEY: odd}),
        lambda: RequestValidator(TOKEN, shared_keys={odd: SECRET}),
    ]
    for make in makers:
        with pytest.raises(
            ConfigurationError, match=r"^the (auth token|(secret|id) .* shared key.*) (is|must|hol|star)"
        ):
            make()


@pytest.mark.parametrize("tokens", [[], (), {TOKEN}, {TOKEN: TOKEN}, [[TOKEN]], object()])
def test_what_holds_no_tokens_in_their_order_is_refused_at_construction(tokens: Any) -> None:
    with pytest.raises(ConfigurationError, match=r"the auth token (is missing|must be a str, not)"):
        RequestValidator(tokens)


@pytest.mark.parametrize("keys", [None, [(KEY, SECRET)], SECRET, {SECRET}])
def test_shared_keys_without_their_ids_are_refused_at_construction(keys: Any) -> None:
    with pytest.raises(ConfigurationError, match="shared_keys must be a mapping of ids to secrets, not "):
        RequestValidator(TOKEN, shared_keys=keys)


def texts(error: BaseException | None) -> str:
    """Everything that *error* shows, with the locals of every frame but that of the test itself."""
    if error is None:
        return ""
    frames = [entry for entry in traceback.walk_tb(error.__traceback__) if entry[0].f_code.co_filename != __file__]
    stack = traceback.StackSummary.extract(iter(frames), capture_locals=True)
    return "".join(stack.format()) + repr(error) + str(vars(error)) + texts(error.__context__) + texts(error.__cause__)


@pytest.mark.parametrize(
    "use",
    [
        lambda: RequestValidator(f"{SECRET}\n"),
        lambda: RequestValidator([TOKEN, f" {SECRET}"]),
        lambda: RequestValidator(f"{SECRET}".encode()),  # type: ignore[arg-type] # it is what is refused
        lambda: RequestValidator(SECRET, shared_keys={KEY: f"{SECRET} "}),
        lambda: RequestValidator(SECRET, shared_keys={f"{SECRET}\n": KEY}),
        lambda: RequestValidator(SECRET, shared_keys=[SECRET]),  # type: ignore[arg-type] # the same
        lambda: RequestValidator(SECRET, public_url="x"),
        lambda: RequestValidator(SECRET).compute_signature(URL, FORM, algorithm="x"),
        lambda: RequestValidator(SECRET).compute_signature(URL, {"a": "\ud800"}),
        lambda: RequestValidator(lambda _: f"{SECRET} ").compute_signature(URL, FORM),
    ],
)
def test_no_error_and_no_frame_of_its_traceback_shows_a_secret(use: Callable[[], object]) -> None:
    with pytest.raises((ConfigurationError, ArgumentError)) as caught:
        use()
    assert "hidden" not in texts(caught.value)


@pytest.mark.parametrize(
    "held", [RequestValidator(SECRET, shared_keys={KEY: SECRET}), Secrets([SECRET], {KEY: SECRET})]
)
def test_what_holds_secrets_neither_shows_nor_gives_them(held: Any) -> None:
    assert "hidden" not in f"{held!r}{held}{getattr(held, 'secrets', '')!r}"
    assert not hasattr(held, "__dict__")
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        with pytest.raises(TypeError) as caught:
            pickle.dumps(held, protocol)
        assert "hidden" not in texts(caught.value)
    with pytest.raises(TypeError, match="secrets are neither pickled nor copied"):
        copy.deepcopy(held)
    assert SECRET not in gc.get_referents(held)


def test_a_copy_of_a_validator_serves_as_it_does_and_its_secrets_are_not_copied() -> None:
    ours = RequestValidator(TOKEN, public_url="https://example.org")
    again = copy.copy(ours)
    assert again.secrets is ours.secrets
    assert again.validate("/sms", FORM, sign("https://example.org/sms"))
