"""Which secrets may have signed a request: auth tokens, by account where there are several, and shared keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .._secret import is_sid, secret_fault

TYPE_CHECKING = False  # as typing has it, without its costs
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import NoReturn

    AuthToken = str | Sequence[str] | Callable[[str], str | None]

LONGEST_SID = 64
REMEDY = "pass that of the account, which is no API key's secret"


class Secrets:
    """Auth tokens and shared keys, which a repr does not show. Raises ValueError for what cannot be one."""

    __slots__ = ("_shared_keys", "_tokens_of")

    def __init__(self, auth_token: AuthToken, shared_keys: Mapping[str, str]) -> None:
        if not isinstance(shared_keys, Mapping):
            raise ValueError(f"shared_keys must be a mapping of ids to secrets, not {type(shared_keys).__name__}")  # noqa: TRY004 - it becomes a ConfigurationError
        self._tokens_of: Callable[[str], list[str]] = (
            given(auth_token) if isinstance(auth_token, str) or not callable(auth_token) else asked(auth_token)
        )
        self._shared_keys: dict[str, str] = {
            checked("the id of a shared key", name): checked(f"the secret of the shared key {name!r}", key)
            for name, key in shared_keys.items()
        }

    def tokens(self, account: str) -> list[bytes]:
        """Give the auth tokens of *account*, of which the first signs, or raise ValueError."""
        known = account if account.isascii() and account.isalnum() and len(account) <= LONGEST_SID else ""
        tokens = self._tokens_of(known)
        if not tokens:
            raise ValueError(f"no auth token is known for {known or 'a request without an AccountSid'}")
        return [token.encode() for token in tokens]

    def chosen(self, key_id: str | None, account: str) -> list[bytes]:
        """Give the secret of the shared key *key_id*, or the tokens of *account* where there are no keys."""
        if key_id is None or not self._shared_keys:
            return self.tokens(account)
        if key_id not in self._shared_keys:
            raise ValueError("it was signed with a key that is not among the shared keys")
        return [self._shared_keys[key_id].encode()]

    def __repr__(self) -> str:
        return "Secrets(...)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("secrets are neither pickled nor copied")


def given(auth_token: str | Sequence[str]) -> Callable[[str], list[str]]:
    """Make the function that gives the token or tokens a caller passed, whatever the account."""
    tokens = [auth_token] if isinstance(auth_token, str) or not isinstance(auth_token, (list, tuple)) else auth_token
    known = [checked("the auth token", token, f": {REMEDY}") for token in tokens or [None]]
    return lambda _: known


def asked(token_of: Callable[..., object]) -> Callable[[str], list[str]]:
    """Make the function that asks *token_of* for the token of an account."""

    def tokens(account: str) -> list[str]:
        try:
            token = token_of(account)
        except LookupError:
            token = None
        return [] if token is None or token == "" else [checked(f"the auth token of {account or 'no account'}", token)]

    return tokens


def checked(name: str, secret: object, remedy: str = "") -> str:
    """Give *secret* if it can be one, or raise ValueError, whose text ends in the *remedy*."""
    fault = "is a SID, which is no secret" if is_sid(secret) else secret_fault(secret)
    if fault or not isinstance(secret, str):
        raise ValueError(f"{name} {fault}{remedy}")
    return secret
