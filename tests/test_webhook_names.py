"""The public names of webhooks: each is imported when it is first used, and a validator brings next to nothing."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest

from signing import FORM, TOKEN, URL, sign
from twilio_lite import webhooks

COSTLY = {"httpx", "attr", "attrs", "ssl", "asyncio", "urllib.parse", "twilio_lite.errors", "email", "typing"}


def in_a_fresh_process(code: str) -> None:
    """Run *code*, which has `loaded`: which of these modules are there?"""
    begin = "import sys; loaded = lambda *names: {*names} & sys.modules.keys();"
    subprocess.run([sys.executable, "-c", f"{begin}{code}"], check=True)


def test_a_validator_brings_neither_models_nor_errors_nor_an_http_library() -> None:
    in_a_fresh_process(
        f"there = loaded(*{COSTLY!r}); from twilio_lite.webhooks import RequestValidator;"
        f"ours = RequestValidator({TOKEN!r}, public_url='https://example.com');"
        f"assert loaded(*{COSTLY!r}) == there, loaded(*{COSTLY!r})"
    )


def test_to_prove_a_signature_needs_no_more_than_what_reads_a_query() -> None:
    in_a_fresh_process(
        "from twilio_lite.webhooks import RequestValidator;"
        f"assert RequestValidator({TOKEN!r}).validate({URL!r}, {FORM!r}, {sign()!r});"
        f"assert not RequestValidator({TOKEN!r}).validate({URL!r}, {FORM!r}, {sign(token='x')!r});"
        "assert not loaded('httpx', 'attr', 'ssl', 'asyncio', 'twilio_lite.errors')"
    )


@pytest.mark.parametrize("name", webhooks.__all__)
def test_a_public_name_can_be_had_alone_and_is_documented(name: str) -> None:
    assert inspect.getdoc(getattr(webhooks, name))


def test_a_name_is_imported_when_it_is_first_asked_for_and_kept() -> None:
    in_a_fresh_process(
        "from twilio_lite import webhooks; name = 'twilio_lite.webhooks._';"
        "assert not loaded(*(name + end for end in ('signature', 'event', 'message_events', 'call_events', 'parse')));"
        "assert 'Event' not in vars(webhooks); event = webhooks.Event;"
        "assert vars(webhooks)['Event'] is event and loaded(name + 'event') and not loaded(name + 'parse');"
        "from twilio_lite.webhooks import *; assert parse is webhooks.parse and loaded(name + 'parse');"
        "from twilio_lite import errors; assert webhooks.SignatureError is errors.SignatureError is SignatureError"
    )


def test_the_public_names_are_those_that_checkers_see_and_sorted() -> None:
    tree = ast.parse(Path(webhooks.__file__).read_text())
    checkers = next(node for node in tree.body if isinstance(node, ast.If))
    seen = [alias.name for node in checkers.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(seen) == webhooks.__all__ == sorted(webhooks.__all__) == dir(webhooks)


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match=r"module 'twilio_lite\.webhooks' has no attribute 'Validator'"):
        webhooks.Validator  # noqa: B018 - that it is asked for is the test
