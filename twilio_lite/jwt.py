"""Access tokens for Twilio's SDKs in browsers and on phones. Making one asks nobody; it takes PyJWT, the extra `jwt`.

What a token says is a pure function of its value and a moment. Only `to_jwt` looks at the clock, and brings PyJWT.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any, Final, NoReturn, final

import attrs

from ._grants import (
    KINDS,
    ChatGrant,
    Grant,
    PlaybackGrant,
    SyncGrant,
    TaskRouterGrant,
    VideoGrant,
    VoiceGrant,
)
from ._secret import secret_fault, text_fault
from ._settings import Credentials
from ._wording import named, shortened
from .errors import ArgumentError, ConfigurationError, TwilioError, bare

__all__ = [
    "AccessToken",
    "ChatGrant",
    "Grant",
    "PlaybackGrant",
    "SyncGrant",
    "TaskRouterGrant",
    "VideoGrant",
    "VoiceGrant",
]

LONGEST_TTL: Final = 24 * 60 * 60
ALGORITHM: Final = "HS256"
CONTENT: Final = {"cty": "twilio-fpa;v=1"}


@final
@attrs.frozen(init=False, repr=False, eq=False)
class AccessToken:
    """What one user, *identity*, may do with Twilio's SDKs for *ttl* seconds: as *grants* say, one of a kind.

    *signing_key_sid* is the SID of an API key, SK..., and *secret* that key's own, which nothing here shows. *ttl* is 1
    to 86400. A token is neither pickled nor copied: send what `to_jwt` gives. Raises ArgumentError.
    """

    account_sid: str
    signing_key_sid: str
    identity: str | None
    ttl: int
    grants: tuple[Grant, ...]
    _credentials: Credentials

    def __init__(
        self,
        account_sid: str,
        signing_key_sid: str,
        secret: str,
        *,
        identity: str | None = None,
        ttl: int = 3600,
        grants: Iterable[Grant] = (),
    ) -> None:
        given = Credentials(signing_key_sid, secret)
        del secret  # a traceback from here on does not show it
        try:
            check(account_sid, given, identity, ttl)
            allowed = checked_grants(grants)
        except ArgumentError as error:
            del account_sid, signing_key_sid, identity, grants  # one of them may hold it by mistake
            raise bare(error) from None
        made = {"account_sid": account_sid, "signing_key_sid": signing_key_sid, "_credentials": given}
        for name, value in {**made, "identity": identity, "ttl": ttl, "grants": allowed}.items():
            object.__setattr__(self, name, value)

    def to_jwt(self) -> str:
        """Make the token, good from now on."""
        token = signed(claims(self, int(time.time())), self._credentials)
        if isinstance(token, TwilioError):
            raise token
        return token

    def __repr__(self) -> str:
        of = f"of {self.signing_key_sid}" if hasattr(self, "signing_key_sid") else "that could not be made"
        return f"<AccessToken {of}>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("an AccessToken holds a secret: make a new one instead, or send what its to_jwt() gives")


def check(account_sid: str, key: Credentials, identity: str | None, ttl: int) -> None:
    """Refuse what no token can be made of, without showing it: these are easily mistaken for each other."""
    refuse("account_sid", sid_fault(account_sid, "AC"), "pass the account's SID, AC and 32 hex digits")
    refuse(
        "signing_key_sid",
        sid_fault(key.username, "SK"),
        "pass the SID of an API key, SK and 32 hex digits; the account's, AC..., goes before it, as account_sid",
    )
    refuse("secret", secret_fault(key.password), "pass the secret of the API key, as Twilio showed it once")
    refuse("identity", None if identity is None else text_fault(identity), "pass a name for the user, or leave it out")
    if type(ttl) is not int or not 1 <= ttl <= LONGEST_TTL:
        refuse("ttl", f"cannot be {shortened(ttl)}", f"pass whole seconds, 1 to {LONGEST_TTL}, which are 24 hours")


def sid_fault(sid: object, prefix: str) -> str | None:
    """Say what is wrong with a SID that starts with *prefix*; None when it can be used."""
    return secret_fault(sid) or (None if str(sid).startswith(prefix) else f"does not start with {prefix}")


def refuse(name: str, fault: str | None, remedy: str) -> None:
    """Raise the error for the argument *name*, if there is a *fault*."""
    if fault:
        raise ArgumentError(f"{name} {fault}: {remedy}")


def checked_grants(grants: Iterable[Grant]) -> tuple[Grant, ...]:
    """Check what a token allows: a second grant of a kind would take the place of the first."""
    if isinstance(grants, str) or not isinstance(grants, Iterable):
        raise ArgumentError(f"grants must be a list of grants, such as [VideoGrant()], not {type(grants).__name__}")
    given = tuple(grants)
    for index, grant in enumerate(given):
        if not isinstance(grant, KINDS):
            kind = f"{type(grant).__module__}.{type(grant).__qualname__}"
            raise ArgumentError(f"grants[{index}] must be a grant of twilio_lite.jwt, such as VideoGrant(), not {kind}")
        if any(isinstance(grant, type(other)) for other in given[:index]):
            raise ArgumentError(f"grants[{index}] is a second {type(grant).__name__}: a token holds one of a kind")
    return given


def claims(token: AccessToken, now: int) -> dict[str, Any]:
    """Give what *token* says at the moment *now*, in seconds since 1970."""
    grants: dict[str, Any] = {grant.key: grant.to_payload() for grant in token.grants}
    return {
        "jti": f"{token.signing_key_sid}-{now}",
        "iss": token.signing_key_sid,
        "sub": token.account_sid,
        "nbf": now,
        "exp": now + token.ttl,
        "grants": grants if token.identity is None else grants | {"identity": token.identity},
    }


def signed(said: dict[str, Any], key: Credentials) -> str | TwilioError:
    """Sign what a token says, or give the error to raise: no frame of PyJWT's, which hold the secret, hangs on it."""
    secret = str(key.password)
    try:
        return encoder()(said, secret, algorithm=ALGORITHM, headers=CONTENT)
    except ImportError as error:
        return ConfigurationError(
            f'access tokens need PyJWT: install twilio-lite with its extra jwt, "twilio-lite[jwt]" ({error})'
        )
    except Exception as error:  # noqa: BLE001 - whatever PyJWT raises, its warnings where they are made errors too
        words = named(error).replace(secret, "...")
        return ArgumentError(f"secret cannot sign a token: pass the secret of the API key ({words})")


def encoder() -> Callable[..., str]:
    """Find PyJWT's `encode`, or raise ImportError."""
    from jwt import encode  # noqa: PLC0415 - grants and tokens do without it until one is made

    return encode
