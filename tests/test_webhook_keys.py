"""A shared key: the settings header names it and the algorithm, and then no other secret counts."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest

from signing import FORM, TOKEN, URL, sign
from twilio_lite.webhooks import RequestValidator

KEY = "webhooks_sharedkey_1"
KEYS = {KEY: "key-one", "webhooks_sharedkey_2": "key-two"}


@pytest.mark.parametrize(
    ("settings", "secret", "algorithm"),
    [
        (f"key={KEY},algorithm=HMAC_SHA256", "key-one", "HMAC_SHA256"),
        (f" key = {KEY} , algorithm = hmac_sha256 ", "key-one", "HMAC_SHA256"),
        (f"algorithm=HMAC_SHA256,key={KEY},later=1,", "key-one", "HMAC_SHA256"),
        ("key=webhooks_sharedkey_2,algorithm=HMAC_SHA256", "key-two", "HMAC_SHA256"),
        (f"key={KEY},algorithm=HMAC_SHA1", "key-one", "HMAC_SHA1"),
        (f"key={KEY}", "key-one", "HMAC_SHA1"),
        (f"key={KEY},key=webhooks_sharedkey_2", "key-one", "HMAC_SHA1"),
        (f"key={KEY},algorithm=", "key-one", "HMAC_SHA1"),
        ("algorithm=HMAC_SHA256", TOKEN, "HMAC_SHA256"),
        *(
            (settings, TOKEN, "HMAC_SHA1")
            for settings in (None, "", " ", ",", "=", "key=", "keys=1", "\x00", "ä=\ud800")
        ),
    ],
)
def test_the_settings_header_names_the_one_secret_and_the_algorithm_that_count(
    settings: str | None, secret: str, algorithm: str
) -> None:
    ours = RequestValidator(TOKEN, shared_keys=MappingProxyType(KEYS))
    for other in (TOKEN, "key-one", "key-two"):
        for way in ("HMAC_SHA1", "HMAC_SHA256"):
            genuine = (other, way) == (secret, algorithm)
            assert ours.validate(URL, FORM, sign(token=other, algorithm=way), settings) is genuine


@pytest.mark.parametrize("name", ["x", KEY.upper(), f"{KEY}x", "\x00", "\ud800", TOKEN, "key-one"])
def test_a_key_that_is_not_among_those_known_is_refused_whatever_signed(name: str) -> None:
    ours = RequestValidator(TOKEN, shared_keys=KEYS)
    for secret in (TOKEN, "key-one"):
        signature = sign(token=secret, algorithm="HMAC_SHA256")
        assert ours.explain(URL, FORM, signature, f"key={name},algorithm=HMAC_SHA256") == (
            "it was signed with a key that is not among the shared keys"
        )


def test_without_shared_keys_the_auth_token_serves_for_any() -> None:
    ours, settings = RequestValidator(TOKEN), f"key={KEY},algorithm=HMAC_SHA256"
    assert ours.validate(URL, FORM, sign(algorithm="HMAC_SHA256"), settings)
    assert not ours.validate(URL, FORM, sign(), settings)


@pytest.mark.parametrize(
    "name", ["HMAC_MD5", "none", "sha1", "HMAC-SHA256", "x" * 5000, "\n\x1b[31m", "HMAC_SHA256;a=b"]
)
def test_an_algorithm_that_is_not_known_is_refused(name: str) -> None:
    reason = str(RequestValidator(TOKEN).explain(URL, FORM, sign(), f"key={KEY},algorithm={name}"))
    assert reason.startswith("the algorithm '")
    assert reason.isprintable()
    assert len(reason) <= 500


@pytest.mark.parametrize("settings", [b"key=1", 5, {}, ["algorithm=HMAC_SHA256"]])
def test_settings_that_are_no_text_are_refused(settings: Any) -> None:
    reason = f"the header X-Twilio-Webhooks-Signature-Settings is of type {type(settings).__name__}, not text"
    assert RequestValidator(TOKEN).explain(URL, FORM, sign(), settings) == reason


@pytest.mark.parametrize("name", ["HMAC_SHA256", "hmac_sha1"])
def test_an_algorithm_in_place_of_the_header_is_refused_with_what_to_pass(name: str) -> None:
    reason = RequestValidator(TOKEN).explain(URL, FORM, sign(URL, FORM), name)
    assert reason is not None
    assert reason.startswith(f"{name} alone is not the header X-Twilio-Webhooks-Signature-Settings: pass that whole")
