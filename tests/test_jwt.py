"""Access tokens: what they say is what twilio-python's say, and what could not be said is refused."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import attrs
import jwt as pyjwt
import pytest
from twilio.jwt.access_token import AccessToken as TheirToken
from twilio.jwt.access_token import grants as theirs

from twilio_lite import ArgumentError, ConfigurationError
from twilio_lite import jwt as ours
from twilio_lite.jwt import (
    AccessToken,
    ChatGrant,
    Grant,
    PlaybackGrant,
    SyncGrant,
    TaskRouterGrant,
    VideoGrant,
    VoiceGrant,
    claims,
)

ACCOUNT, KEY, SECRET = "AC" + "0" * 32, "SK" + "0" * 32, "hidden-secret-of-thirty-two-chars"
NOW = 1_800_000_000
PLAYER = {"requestCredentials": None, "playbackUrl": "https://example.com/a?b", "playerStreamerSid": "VJ1"}
PARAMS = {"x": "1", "deep": {"list": [1, 2.5, None, True], "umlaut": "ä"}}
GRANTS: list[tuple[str, dict[str, Any]]] = [
    *[
        ("ChatGrant", {name: "X1"})
        for name in ("service_sid", "endpoint_id", "deployment_role_sid", "push_credential_sid")
    ],
    ("ChatGrant", {}),
    (
        "ChatGrant",
        {"service_sid": "IS1", "endpoint_id": "e", "deployment_role_sid": "RL1", "push_credential_sid": "CR1"},
    ),
    ("SyncGrant", {}),
    ("SyncGrant", {"service_sid": "IS1"}),
    ("SyncGrant", {"endpoint_id": "e"}),
    ("SyncGrant", {"service_sid": "IS1", "endpoint_id": "e"}),
    ("VideoGrant", {}),
    ("VideoGrant", {"room": 'the "daily", größer'}),
    ("VoiceGrant", {}),
    ("VoiceGrant", {"incoming_allow": True}),
    ("VoiceGrant", {"incoming_allow": False}),
    ("VoiceGrant", {"outgoing_application_sid": "AP1"}),
    ("VoiceGrant", {"outgoing_application_sid": "AP1", "outgoing_application_params": PARAMS}),
    ("VoiceGrant", {"outgoing_application_sid": "AP1", "outgoing_application_params": {}}),
    ("VoiceGrant", {"push_credential_sid": "CR1"}),
    ("VoiceGrant", {"endpoint_id": "e"}),
    ("TaskRouterGrant", {}),
    *[("TaskRouterGrant", {name: "X1"}) for name in ("workspace_sid", "worker_sid", "role")],
    ("TaskRouterGrant", {"workspace_sid": "WS1", "worker_sid": "WK1", "role": "worker"}),
    ("PlaybackGrant", {"grant": PLAYER}),
]
EACH = [grant for index, grant in enumerate(GRANTS) if grant[0] not in {name for name, _ in GRANTS[:index]}]


def token(*grants: Any, **options: Any) -> AccessToken:
    """Give a token with *grants*."""
    return AccessToken(ACCOUNT, KEY, SECRET, grants=grants, **options)


def read(encoded: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give the header and the claims of a token, whose signature is checked and whose time is not."""
    said = pyjwt.decode(encoded, SECRET, algorithms=["HS256"], options={"verify_exp": False, "verify_nbf": False})
    return pyjwt.get_unverified_header(encoded), said


def within_a_second(make: Callable[[], str]) -> tuple[str, int]:
    """Give what *make* makes, and the second in which it did."""
    while True:
        second, made = int(time.time()), make()
        if int(time.time()) == second:
            return made, second


@pytest.mark.parametrize(("name", "arguments"), GRANTS)
@pytest.mark.parametrize("options", [{}, {"identity": "alice"}, {"identity": "größer 1", "ttl": 86400}])
def test_a_token_says_what_twilio_pythons_says_at_the_same_moment(
    name: str, arguments: dict[str, Any], options: dict[str, Any]
) -> None:
    expected, now = within_a_second(
        TheirToken(ACCOUNT, KEY, SECRET, grants=[getattr(theirs, name)(**arguments)], **options).to_jwt
    )
    mine = token(getattr(ours, name)(**arguments), **options)
    header, said = read(expected)
    assert claims(mine, now) == said
    assert read(mine.to_jwt())[0] == header == {"alg": "HS256", "cty": "twilio-fpa;v=1", "typ": "JWT"}


def test_a_token_of_all_grants_and_one_of_none_say_what_twilio_pythons_say() -> None:
    for chosen in (EACH, []):
        given = [getattr(theirs, name)(**arguments) for name, arguments in chosen]
        expected, now = within_a_second(TheirToken(ACCOUNT, KEY, SECRET, grants=given, ttl=1).to_jwt)
        mine = token(*[getattr(ours, name)(**arguments) for name, arguments in chosen], ttl=1)
        assert claims(mine, now) == read(expected)[1]
        assert len(claims(mine, now)["grants"]) == len(chosen)


def test_a_token_is_signed_says_its_claims_and_begins_when_it_is_made() -> None:
    mine = token(VideoGrant(room="daily"), identity="alice", ttl=60)
    made, now = within_a_second(mine.to_jwt)
    assert read(made)[1] == claims(mine, now)
    assert TheirToken.from_jwt(made, SECRET).payload["exp"] == now + 60


def test_every_parameter_of_twilio_pythons_grants_is_there_and_compared() -> None:
    for name, _ in EACH:
        parameters = [field.name for field in attrs.fields(getattr(ours, name))]
        assert parameters == list(vars(getattr(theirs, name)()))
        assert {key for other, arguments in GRANTS if other == name for key in arguments} == set(parameters)


@pytest.mark.parametrize(("name", "arguments"), GRANTS)
def test_a_grant_is_a_frozen_comparable_value_that_can_be_pickled(name: str, arguments: dict[str, Any]) -> None:
    make = getattr(ours, name)
    grant = make(**arguments)
    assert grant == make(**arguments) == pickle.loads(pickle.dumps(grant)) == copy.deepcopy(grant)  # noqa: S301 - our own
    assert hash(grant) == hash(make(**arguments))
    assert repr(grant).startswith(f"{name}(")
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        grant.service_sid = "IS2"


def test_grants_that_differ_are_not_equal() -> None:
    assert VideoGrant(room="a") != VideoGrant(room="b")
    alike: list[Grant] = [ChatGrant(service_sid="IS1"), SyncGrant(service_sid="IS1")]
    assert alike[0] != alike[1]
    one, two = (VoiceGrant(outgoing_application_sid="AP1", outgoing_application_params={"a": a}) for a in (1, 2))
    assert one != two


def test_what_twilio_gave_to_play_may_stand_by_place_and_nothing_else() -> None:
    assert PlaybackGrant(PLAYER) == PlaybackGrant(grant=PLAYER)
    for name, _ in EACH:
        if name != "PlaybackGrant":
            with pytest.raises(TypeError, match="positional argument"):
                getattr(ours, name)("IS1")


def test_what_is_done_later_to_what_was_given_changes_no_grant() -> None:
    params: dict[str, Any] = {"deep": {"a": [1]}}
    voice = VoiceGrant(outgoing_application_sid="AP1", outgoing_application_params=params)
    player = PlaybackGrant(params)
    grants = [voice, player]
    mine = AccessToken(ACCOUNT, KEY, SECRET, grants=grants)
    params["deep"]["a"].append(2)
    grants.clear()
    assert claims(mine, NOW)["grants"]["player"] == {"deep": {"a": [1]}}
    assert claims(mine, NOW)["grants"]["voice"]["outgoing"]["params"] == {"deep": {"a": [1]}}


class Lines(Mapping[str, int]):
    """A mapping that is no dict."""

    def __getitem__(self, name: str) -> int:
        return len(name)

    def __iter__(self) -> Any:
        return iter(("a", "bc"))

    def __len__(self) -> int:
        return 2


def test_any_mapping_and_any_iterable_of_grants_serve() -> None:
    grant = PlaybackGrant(Lines())
    assert grant.grant == {"a": 1, "bc": 2}
    mine = AccessToken(ACCOUNT, KEY, SECRET, grants=(each for each in (grant, VideoGrant())))
    assert mine.grants == (grant, VideoGrant())


LOOP: dict[str, Any] = {}
LOOP["again"] = LOOP
WRONG_GRANTS: list[tuple[Callable[[], object], str]] = [
    (lambda: VideoGrant(room=""), "room is blank: pass text, or leave it out"),
    (lambda: VideoGrant(room=" \t"), "room is blank"),
    (lambda: VideoGrant(room=3), "room must be a str, not int"),  # type: ignore[arg-type]
    (lambda: VideoGrant(room=b"x"), "room must be a str, not bytes"),  # type: ignore[arg-type]
    (lambda: VideoGrant(room="a\n"), "room holds control characters"),
    (lambda: VideoGrant(room="a\ud800"), "room holds control characters, such as a line end, or broken text"),
    (lambda: ChatGrant(service_sid=""), "service_sid is blank"),
    (lambda: ChatGrant(endpoint_id=""), "endpoint_id is blank"),
    (lambda: ChatGrant(deployment_role_sid=""), "deployment_role_sid is blank"),
    (lambda: ChatGrant(push_credential_sid=""), "push_credential_sid is blank"),
    (lambda: SyncGrant(service_sid=""), "service_sid is blank"),
    (lambda: SyncGrant(endpoint_id=""), "endpoint_id is blank"),
    (lambda: TaskRouterGrant(workspace_sid=""), "workspace_sid is blank"),
    (lambda: TaskRouterGrant(worker_sid=""), "worker_sid is blank"),
    (lambda: TaskRouterGrant(role=""), "role is blank"),
    (lambda: VoiceGrant(outgoing_application_sid=""), "outgoing_application_sid is blank"),
    (lambda: VoiceGrant(push_credential_sid=""), "push_credential_sid is blank"),
    (lambda: VoiceGrant(endpoint_id=""), "endpoint_id is blank"),
    (lambda: VoiceGrant(incoming_allow=1), "incoming_allow must be True or False, not 1"),  # type: ignore[arg-type]
    (lambda: VoiceGrant(incoming_allow="no"), "incoming_allow must be True or False, not 'no'"),  # type: ignore[arg-type]
    (lambda: VoiceGrant(outgoing_application_params={"a": 1}), "are for an application: pass its outgoing_application"),
    (lambda: VoiceGrant(outgoing_application_params="a=1"), "outgoing_application_params must be a dict, not str"),  # type: ignore[arg-type]
    (lambda: PlaybackGrant({}), "grant is empty: pass what the API"),
    (lambda: PlaybackGrant(None), "grant must be a dict, not NoneType"),  # type: ignore[arg-type]
    (lambda: PlaybackGrant({"a": object()}), "grant cannot be sent: Object of type object is not JSON"),
    (lambda: PlaybackGrant({"a": float("nan")}), "grant cannot be sent"),
    (lambda: PlaybackGrant({"a": "\udc00"}), "grant holds half a surrogate pair"),
    (lambda: PlaybackGrant(LOOP), "grant cannot be sent: Circular"),
    (lambda: PlaybackGrant({"a": {1: "x", "1": "y"}}), "grant has keys that JSON writes alike: pass each as a str"),
]


@pytest.mark.parametrize(("make", "text"), WRONG_GRANTS)
def test_a_grant_that_would_lose_something_is_refused(make: Callable[[], object], text: str) -> None:
    with pytest.raises(ArgumentError, match=text) as caught:
        make()
    assert caught.value.took_effect is False


WRONG_TOKENS: list[tuple[dict[str, Any], str]] = [
    ({"account_sid": ""}, "account_sid is blank: pass the account's SID, AC and 32 hex digits"),
    ({"account_sid": "  "}, "account_sid is blank"),
    ({"account_sid": None}, "account_sid is missing"),
    ({"account_sid": 3}, "account_sid must be a str, not int"),
    ({"account_sid": KEY}, "account_sid does not start with AC: pass the account's SID"),
    ({"account_sid": f"{ACCOUNT}\n"}, "account_sid holds control characters"),
    ({"signing_key_sid": ""}, "signing_key_sid is blank: pass the SID of an API key, SK and 32 hex digits"),
    ({"signing_key_sid": None}, "signing_key_sid is missing"),
    ({"signing_key_sid": b"SK1"}, "signing_key_sid must be a str, not bytes"),
    ({"signing_key_sid": ACCOUNT}, "not start with SK: pass the SID of an API key.*; the account's, AC.*account_sid"),
    ({"signing_key_sid": SECRET, "secret": KEY}, "signing_key_sid does not start with SK"),
    ({"secret": ""}, "secret is blank: pass the secret of the API key"),
    ({"secret": " "}, "secret is blank"),
    ({"secret": None}, "secret is missing"),
    ({"secret": SECRET.encode()}, "secret must be a str, not bytes"),
    ({"secret": f"{SECRET} "}, "secret starts or ends with a blank or a quotation mark"),
    ({"secret": f"{SECRET}\n"}, "secret holds control characters"),
    ({"secret": f"{SECRET}\ud800"}, "secret holds control characters, such as a line end, or broken text"),
    ({"identity": ""}, "identity is blank: pass a name for the user, or leave it out"),
    ({"identity": " "}, "identity is blank"),
    ({"identity": 7}, "identity must be a str, not int"),
    ({"identity": "a\x00"}, "identity holds control characters"),
    ({"ttl": 0}, "ttl cannot be 0: pass whole seconds, 1 to 86400, which are 24 hours"),
    ({"ttl": -1}, "ttl cannot be -1"),
    ({"ttl": 86401}, "ttl cannot be 86401"),
    ({"ttl": True}, "ttl cannot be True"),
    ({"ttl": 60.0}, "ttl cannot be 60.0"),
    ({"ttl": "60"}, "ttl cannot be '60'"),
    ({"ttl": None}, "ttl cannot be None"),
    ({"grants": VideoGrant()}, r"grants must be a list of grants, such as \[VideoGrant\(\)\], not VideoGrant"),
    ({"grants": None}, "grants must be a list of grants.*not NoneType"),
    ({"grants": "video"}, "grants must be a list of grants.*not str"),
    ({"grants": [VideoGrant(), {}]}, r"grants\[1\] must be a grant of twilio_lite.jwt, .*not builtins.dict"),
    ({"grants": [Grant()]}, r"grants\[0\] must be a grant of twilio_lite.jwt, .*not twilio_lite._grants.Grant"),
    ({"grants": [VideoGrant]}, r"grants\[0\] must be a grant of twilio_lite.jwt, .*not builtins.type"),
    ({"grants": [theirs.VideoGrant()]}, r"not twilio.jwt.access_token.grants.VideoGrant"),
    ({"grants": [VideoGrant(), SyncGrant(), VideoGrant(room="a")]}, r"grants\[2\] is a second VideoGrant: a token"),
]


@pytest.mark.parametrize(("wrong", "text"), WRONG_TOKENS)
def test_a_token_that_cannot_be_meant_is_refused_and_shows_no_secret(wrong: dict[str, Any], text: str) -> None:
    given: dict[str, Any] = {"account_sid": ACCOUNT, "signing_key_sid": KEY, "secret": SECRET, **wrong}
    with pytest.raises(ArgumentError, match=text) as caught:
        AccessToken(**given)
    shown = "".join(traceback.TracebackException.from_exception(caught.value, capture_locals=True).format())
    assert "hidden" not in shown[shown.index("jwt.py", shown.index(__file__) + len(__file__)) :]


def test_a_token_knows_what_it_was_made_with_but_shows_no_secret() -> None:
    mine = token(VideoGrant(), identity="alice")
    facts = (mine.account_sid, mine.signing_key_sid, mine.identity, mine.ttl, mine.grants)
    assert facts == (ACCOUNT, KEY, "alice", 3600, (VideoGrant(),))
    assert repr(mine) == str(mine) == f"<AccessToken of {KEY}>"
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        mine.ttl = 5  # type: ignore[misc]


@pytest.mark.parametrize("secret", ["ssh-rsa hidden", "ssh-ed25519 hidden"])
def test_what_pyjwt_refuses_is_an_error_of_ours_without_the_secret(secret: str) -> None:
    with pytest.raises(ArgumentError, match=r"secret cannot sign a token: pass .*\(InvalidKeyError: ") as caught:
        AccessToken(ACCOUNT, KEY, secret).to_jwt()
    assert caught.value.__context__ is caught.value.__cause__ is None
    assert "hidden" not in str(caught.value)


def test_what_a_pyjwt_says_of_the_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    def encode(_: object, key: str, **__: object) -> str:
        raise ValueError(f"cannot sign with {key}")

    monkeypatch.setitem(sys.modules, "jwt", SimpleNamespace(encode=encode))
    with pytest.raises(ArgumentError, match=r"\(ValueError: cannot sign with \.\.\.\)"):
        token().to_jwt()


def test_pyjwt_warns_of_a_short_secret_only_and_is_an_error_of_ours_where_warnings_are_errors() -> None:
    short = AccessToken(ACCOUNT, KEY, "short")
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        token().to_jwt()
        assert told == []
        assert short.to_jwt()
    newer = hasattr(pyjwt, "InsecureKeyLengthWarning")
    assert len(told) == newer
    if newer:
        with pytest.raises(ArgumentError, match=r"InsecureKeyLengthWarning: .* 5 bytes"):
            short.to_jwt()


@pytest.mark.parametrize("absent", [None, sys])
def test_without_pyjwt_a_token_says_what_to_install(monkeypatch: pytest.MonkeyPatch, absent: object) -> None:
    monkeypatch.setitem(sys.modules, "jwt", absent)  # nothing, or another package of that name
    mine = token(VideoGrant())
    with pytest.raises(
        ConfigurationError,
        match=r'need PyJWT: install twilio-lite with its extra jwt, "twilio-lite\[jwt\]" \(.*(jwt|encode)',
    ) as caught:
        mine.to_jwt()
    assert caught.value.__context__ is caught.value.__cause__ is None


def test_tokens_and_grants_bring_neither_pyjwt_nor_httpx() -> None:
    code = (
        "import sys; from twilio_lite.jwt import AccessToken, VideoGrant;"
        f"AccessToken({ACCOUNT!r}, {KEY!r}, {SECRET!r}, grants=[VideoGrant()]);"
        "assert not {'jwt', 'httpx', 'ssl', 'asyncio', 'cryptography'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
