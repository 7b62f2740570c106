"""Which auth token may have signed: several while one takes another's place, or that of the account."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from signing import ACCOUNT, FORM, TOKEN, URL, sign
from twilio_lite import ArgumentError
from twilio_lite.webhooks import RequestValidator

OTHER = "AC" + "1" * 32


def by_account(account: str) -> str | None:
    return {ACCOUNT: TOKEN, OTHER: "token-of-another"}[account]


@pytest.mark.parametrize("tokens", [["new", "old"], ("new", "old")])
def test_while_one_token_takes_anothers_place_each_is_good_and_the_first_signs(tokens: Any) -> None:
    ours = RequestValidator(tokens)
    assert ours.validate(URL, FORM, sign(token="new"))
    assert ours.validate(URL, FORM, sign(token="old"))
    assert not ours.validate(URL, FORM, sign(token="older"))
    assert ours.compute_signature(URL, FORM) == sign(token="new")


@pytest.mark.parametrize("form", [FORM, [*FORM.items()], f"AccountSid={ACCOUNT}&a=b", f"AccountSid={ACCOUNT}".encode()])
def test_the_account_that_a_form_names_has_its_own_token(form: Any) -> None:
    ours = RequestValidator(by_account)
    assert ours.compute_signature(URL, form) == RequestValidator(TOKEN).compute_signature(URL, form)
    assert ours.validate(URL, form, ours.compute_signature(URL, form))
    assert not ours.validate(URL, form, RequestValidator("token-of-another").compute_signature(URL, form))


def asking(asked: list[str]) -> Callable[[str], str]:
    """Give a function that notes for which accounts it was *asked*."""

    def token_of(account: str) -> str:
        asked.append(account)
        return TOKEN

    return token_of


def test_a_url_names_the_account_where_no_form_does_and_is_not_asked_where_one_does() -> None:
    asked: list[str] = []
    ours = RequestValidator(asking(asked))
    url = f"{URL}&AccountSid={OTHER}"
    assert ours.validate(url, None, sign(url, None))
    assert ours.validate(url, FORM, sign(url))
    assert ours.validate(url, {"AccountSid": ""}, sign(url, {"AccountSid": ""}))
    assert ours.validate(URL, None, sign(URL, None))
    hashed = f"{url}&bodySHA256=e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert ours.validate(hashed, b"", sign(hashed, None))
    assert asked == [OTHER, ACCOUNT, "", "", OTHER]


@pytest.mark.parametrize("account", ["../x", "AC 1", "ÄC1", "A" * 65, "AC1\n", "AC1'--", "٣", "\x00", "{}"])
def test_an_account_of_odd_shape_is_asked_for_as_none(account: str) -> None:
    asked: list[str] = []
    ours = RequestValidator(asking(asked))
    form = {"AccountSid": account}
    assert ours.validate(URL, form, sign(URL, form))
    assert RequestValidator(TOKEN).validate(URL, form, sign(URL, form))
    assert asked == [""]


@pytest.mark.parametrize("account", ["A" * 64, "x", "0"])
def test_an_account_is_asked_for_as_it_is(account: str) -> None:
    asked: list[str] = []
    assert not RequestValidator(asked.append).validate(URL, {"AccountSid": account}, "x")
    assert asked == [account]


@pytest.mark.parametrize("form", [[("AccountSid", ACCOUNT), ("AccountSid", OTHER)], {"AccountSid": [OTHER, ""]}])
def test_several_accounts_in_one_request_are_refused_before_any_is_asked_for(form: Any) -> None:
    ours = RequestValidator(lambda account: pytest.fail(f"asked for {account}"))
    assert ours.explain(URL, form, "x") == "the request names several accounts"
    url = f"{URL}&AccountSid={ACCOUNT}&AccountSid={OTHER}"
    assert ours.explain(url, None, "x") == "the request names several accounts"


def missing(account: str) -> str:
    raise KeyError(account)


def beyond(_: str) -> str:
    raise IndexError


@pytest.mark.parametrize("token_of", [lambda _: None, lambda _: "", {}.__getitem__, missing, beyond])
def test_an_account_without_a_token_is_refused(token_of: Callable[[str], str | None]) -> None:
    ours = RequestValidator(token_of)
    for token in (TOKEN, "", "None"):
        assert ours.explain(URL, FORM, sign(token=token)) == f"no auth token is known for {ACCOUNT}"
    assert ours.explain(URL, None, "x") == "no auth token is known for a request without an AccountSid"
    with pytest.raises(ArgumentError, match=f"cannot sign: no auth token is known for {ACCOUNT}"):
        ours.compute_signature(URL, FORM)


@pytest.mark.parametrize(
    "token", [" ", 5, b"bytes", True, "x\n", "\ud800", " x", [TOKEN], {TOKEN}, {}, (), object(), lambda: TOKEN]
)
def test_what_is_no_token_but_was_given_for_an_account_is_refused(token: Any) -> None:
    reason = str(RequestValidator(lambda _: token).explain(URL, FORM, sign()))
    assert reason.startswith(f"the auth token of {ACCOUNT} ")
    assert RequestValidator(lambda _: token).explain(URL, None, "x") == reason.replace(ACCOUNT, "no account")


def test_a_coroutine_in_place_of_a_token_is_refused() -> None:
    async def token() -> str:
        return TOKEN

    given: Any = token()
    reason = f"the auth token of {ACCOUNT} must be a str, not coroutine"
    assert RequestValidator(lambda _: given).explain(URL, FORM, sign()) == reason
    given.close()


def test_what_a_function_of_yours_raises_is_yours_but_where_it_looked_in_vain() -> None:
    def broken(_: str) -> str:
        raise OSError("the database is away")

    with pytest.raises(OSError, match="the database is away"):
        RequestValidator(broken).validate(URL, FORM, sign())
