"""Does a request come from Twilio? It has signed the URL it called and what it sent, with a secret only you know, too.

Whatever a stranger sends ends in a reason, never in an exception. https://www.twilio.com/docs/usage/security
"""

from __future__ import annotations

import hashlib
import hmac
from binascii import b2a_base64
from collections.abc import Callable, Iterable, Mapping, Sequence

from .._wording import printable
from ._fields import Pairs, fields, raw_body, read_form
from ._secrets import Secrets
from ._spellings import as_public, misread, public_fault, query_of, shown, spellings

TYPE_CHECKING = False  # as typing has it, without its costs
if TYPE_CHECKING:
    from typing import Any

    from ._secrets import AuthToken

SIGNATURE = "X-Twilio-Signature"
SETTINGS = "X-Twilio-Webhooks-Signature-Settings"
ALGORITHMS = {"HMAC_SHA1": "sha1", "HMAC_SHA256": "sha256"}
BODY_HASH = "bodySHA256"
MOST_EXPLAINED = 50_000  # characters, far more than Twilio sends: what a stranger sends costs no more than it must


class RequestValidator:
    """Proves that requests come from Twilio.

    *auth_token* is that of the account: a str, a list of them while one takes another's place, or a function from the
    AccountSid of a request ("" where it names none) to the token of that account, or None. *shared_keys* are the
    secrets of SharedKeys by their ids. *public_url*, `scheme://host[:port][/prefix]`, is what Twilio sees where a proxy
    stands between: it replaces scheme and authority of every URL, and its prefix goes before the path. Raises
    ConfigurationError.
    """

    __slots__ = ("public_url", "secrets")

    def __init__(
        self, auth_token: AuthToken, *, shared_keys: Mapping[str, str] = {}, public_url: str | None = None
    ) -> None:
        fault = None if public_url is None else public_fault(public_url)
        self.public_url: str | None = public_url
        try:
            self.secrets: Secrets = Secrets(auth_token, shared_keys)
        except ValueError as error:
            fault = str(error)
        if fault:
            from ..errors import ConfigurationError  # noqa: PLC0415 - few need it

            del auth_token, shared_keys  # what is wrong with one may be a blank at its end
            raise ConfigurationError(fault)

    def validate(self, url: str, params_or_body: Any, signature: str | None, settings: str | None = None) -> bool:
        """Say whether a request is genuine.

        *params_or_body* is the form of a POST, as a mapping, a multidict, a list of pairs or raw; for a GET it is None.
        A *url* with `bodySHA256` needs the raw body. *signature* and *settings* are the headers X-Twilio-Signature and
        X-Twilio-Webhooks-Signature-Settings. https://www.twilio.com/docs/usage/security
        """
        return self.explain(url, params_or_body, signature, settings) is None

    def explain(self, url: str, params_or_body: Any, signature: str | None, settings: str | None = None) -> str | None:
        """Say why a request is not genuine, in one line for a log; None when it is."""
        return why_not(self, [url], params_or_body, signature, settings)

    def compute_signature(self, url: str, params: Any = None, *, algorithm: str = "HMAC_SHA1") -> str:
        """Sign as Twilio does, with the first auth token: for tests of your own webhooks.

        *algorithm* may be HMAC_SHA256. Where *url* has a `bodySHA256` and *params* is a raw body, *url* alone is
        signed. Raises ArgumentError.
        """
        try:
            known, digest = as_seen(url, None), algorithm_named(algorithm)
            pairs = [] if raw_body(params) is not None and body_hashes(known) else fields(params)
            text = (known + joined(pairs)).encode()
            return signed(self.secrets.tokens(account_of(pairs, known))[0], text, digest).decode()
        except ValueError as error:
            fault = str(error)
        from ..errors import ArgumentError  # noqa: PLC0415 - few need it

        raise ArgumentError(f"cannot sign: {fault}")


def why_not(
    validator: RequestValidator, urls: Sequence[str], params_or_body: object, signature: object, settings: object
) -> str | None:
    """Say why a request is not genuine, seen at any of *urls*, of which the first is the likeliest; None when it is."""
    if not isinstance(signature, str) or not signature:
        return f"the header {SIGNATURE} is missing"
    try:
        seen = [as_seen(url, validator.public_url) for url in urls]
        key_id, algorithm = named_in(settings)
        pairs = fields_signed(seen[0], params_or_body)
        sent = signature.encode(errors="replace")
        secrets, said = validator.secrets.chosen(key_id, account_of(pairs, seen[0])), joined(pairs)

        def fits(candidates: Iterable[str]) -> bool:
            texts = ((url + said).encode() for url in dict.fromkeys(candidates))
            made = [signed(secret, text, algorithm) for text in texts for secret in secrets]
            return sum([hmac.compare_digest(one, sent) for one in made]) > 0

        if fits(spelt for url in seen for spelt in spellings(url)):
            return None
        return difference(seen[0], misread(seen[0]) if len(said) <= MOST_EXPLAINED else (), fits)
    except ValueError as error:
        return printable(str(error))


def as_seen(url: object, public_url: str | None) -> str:
    """*url* as Twilio knows it, or ValueError where it is none."""
    if not isinstance(url, str):
        raise ValueError(f"the URL is of type {type(url).__name__}, not text")  # noqa: TRY004 - it ends in a reason
    known = url if public_url is None else as_public(url, public_url)
    if not spellings(known):
        what = "this" if "@" in known else shown(known)  # where a login ends can only be told in a URL
        raise ValueError(f"{what} is no URL with a scheme, a host and a port that exists")
    return known


def named_in(settings: object) -> tuple[str | None, str]:
    """The id of the key and the algorithm that the header *settings* names: without it none, and HMAC_SHA1."""
    if settings is not None and not isinstance(settings, str):
        raise ValueError(f"the header {SETTINGS} is of type {type(settings).__name__}, not text")
    if settings and settings.upper() in ALGORITHMS:
        raise ValueError(f"{settings} alone is not the header {SETTINGS}: pass that whole, since it names the key, too")
    named: dict[str, str] = {}
    for part in (settings or "").split(","):
        name, _, value = part.partition("=")
        named.setdefault(name.strip(), value.strip())
    return named.get("key") or None, algorithm_named(named.get("algorithm") or "HMAC_SHA1")


def algorithm_named(name: object) -> str:
    """What Python calls the algorithm *name*, or ValueError."""
    if not isinstance(name, str) or name.upper() not in ALGORITHMS:
        raise ValueError(f"the algorithm {name!r} is not known: it may be {' or '.join(ALGORITHMS)}")
    return ALGORITHMS[name.upper()]


def fields_signed(url: str, params_or_body: object) -> Pairs:
    """The fields that were signed along with *url*, or ValueError where its hash is not that of the body."""
    hashes = body_hashes(url)
    if not hashes:
        return fields(params_or_body)
    body = raw_body(params_or_body)
    if body is None:
        raise ValueError(f"the URL has {BODY_HASH}, so the raw body is needed: pass its bytes, not its fields")
    digest = hashlib.sha256(body).hexdigest().encode()
    if not all(hmac.compare_digest(digest, given.lower().encode()) for given in hashes):
        raise ValueError(f"the body is not the one that {BODY_HASH} in the URL was made of")
    return []


def body_hashes(url: str) -> list[str]:
    """The hashes of a raw body that *url* has: one where there is one, else none."""
    return [value for name, value in read_form(query_of(url)) if name == BODY_HASH]


def account_of(pairs: Pairs, url: str) -> str:
    """The account a request names, in its form or else in its URL; "" for none, ValueError for several."""
    for source in (pairs, read_form(query_of(url))):
        accounts = {value for name, value in source if name == "AccountSid"}
        if len(accounts) > 1:
            raise ValueError("the request names several accounts")
        if accounts:
            return accounts.pop()
    return ""


def joined(pairs: Pairs) -> str:
    """What is signed after the URL: each name with each of its values, in the order of their characters, none twice."""
    return "".join(name + value for name, value in sorted(set(pairs)))


def signed(secret: bytes, text: bytes, algorithm: str) -> bytes:
    """The signature of *text*."""
    return b2a_base64(hmac.digest(secret, text, algorithm), newline=False)


def difference(url: str, others: Iterable[tuple[str, str]], fits: Callable[[Iterable[str]], bool]) -> str:
    """Say what is wrong with a signature, as far as it can be found out: was *url* one of *others* before?"""
    for what, other in others:
        if fits(spellings(other)):
            return f"the URL differs: {what}; seen was {shown(url)}"
    return (
        "the signature is another: of another URL (pass what Twilio calls as public_url=), of other parameters, "
        f"or with another secret (check the auth token); seen was {shown(url)}"
    )
