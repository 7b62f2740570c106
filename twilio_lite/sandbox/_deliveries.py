"""What the sandbox tells applications: signed, tried again when nobody was there, then told to the fallback.

A call that does not go to this machine or to a host that was named is shown as not sent: a real token must not sign
requests to a server in production by accident.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

import attrs

from ._post import Answered, Post, Steps, host_of, origin
from ._rules import WHOLE_NUMBER
from ._twiml import Verb, read
from ._world import is_loopback

if TYPE_CHECKING:
    from ._store import Thing
    from ._world import World

MOST_RETRIES = 5


@attrs.frozen
class Hook:
    """Where to ask what to do, and where else when there is no good answer."""

    url: str
    method: str = "POST"
    fallback_url: str = ""
    fallback_method: str = "POST"


def is_allowed(world: World, url: str) -> bool:
    """Say whether a request may go to *url*."""
    host = host_of(url)
    return host in world.callback_hosts or is_loopback(host)


def signature(token: str, url: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Sign a request as Twilio does: the address, then names and values in the order of the names."""
    signed = url + "".join(name + value for name, value in sorted(set(pairs)))
    return base64.b64encode(hmac.digest(token.encode(), signed.encode(), hashlib.sha1)).decode()


def told(
    world: World, about: Thing, event: str, *, url: str, method: str, fields: Mapping[str, str]
) -> Steps[tuple[Thing, Answered]]:
    """Tell one address, as often as it takes and its `#rc=` and `#rp=` allow; give the last try and its answer.

    The login of an address is signed by nobody, and only told to who asks for it with a 401.
    """
    url, _, fragment = url.partition("#")
    overrides = parse_qs(fragment)
    retries, policy = overrides.get("rc", [""])[0], set(overrides.get("rp", ["ct"])[0].split(","))
    bare, login = without_login(url)
    post = signed(world, about, bare, "GET" if method.upper() == "GET" else "POST", fields)
    most = 1 + min(int(retries) if WHOLE_NUMBER.fullmatch(retries) else 1, MOST_RETRIES)
    attempt, may_go = 1, bool(post.app) or is_allowed(world, bare)
    while True:
        if may_go:
            answered = yield post
        else:
            answered = Answered(error=f"not sent: {host_of(url) or url} is not this machine", is_connected=False)
        delivery = kept(world, about, event, post, fields=fields, attempt=attempt, answered=answered)
        if answered.status == HTTPStatus.UNAUTHORIZED and login:
            post, login = attrs.evolve(post, headers={**post.headers, "Authorization": login}), ""
        elif not may_go or attempt >= most or not policy & reasons(answered):
            return delivery, answered
        attempt += 1


def without_login(url: str) -> tuple[str, str]:
    """Give an address as it is asked for, without its login, and the login as a header has it; "" when it has none."""
    if not host_of(url):
        return url, ""
    parts = urlsplit(url)
    login, _, host = parts.netloc.rpartition("@")
    words = f"Basic {base64.b64encode(unquote(login).encode()).decode()}" if login else ""
    return parts._replace(netloc=host.lower(), path=parts.path or "/").geturl(), words


def signed(world: World, about: Thing, url: str, method: str, fields: Mapping[str, str]) -> Post:
    """Make the request that tells *url*, signed with the token of the account that it is about."""
    pairs = [*fields.items()]
    if method == "GET":
        url, pairs = f"{url}{'&' if '?' in url else '?'}{urlencode(pairs)}", []
    with world.store as store:
        token = world.token(store.get("account", about.account))
    headers = {
        "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
        "User-Agent": "TwilioProxy/1.1",
        "X-Twilio-Signature": signature(token, url, pairs),
        "I-Twilio-Idempotency-Token": secrets.token_hex(18),
    }
    body, app = urlencode(pairs).encode(), world.apps.get(origin(url))
    return Post(url=url, method=method, headers=headers, body=body, app=app)


def reasons(answered: Answered) -> set[str]:
    """Say by which retry policies a request is made again."""
    if answered.status is None:
        return {"all", "rt" if answered.is_connected else "ct"}
    return {"all", f"{answered.status // 100}xx"} if answered.status >= HTTPStatus.BAD_REQUEST else set()


def kept(
    world: World, about: Thing, event: str, post: Post, *, fields: Mapping[str, str], attempt: int, answered: Answered
) -> Thing:
    """Keep what was told, and what came of it."""
    data: dict[str, Any] = {
        "url": post.url,
        "method": post.method,
        "event": event,
        "parameters": dict(fields),
        "signature": post.headers["X-Twilio-Signature"],
        "attempt": attempt,
        "status": answered.status,
        "answer": answered.error or answered.body.decode(errors="replace"),
        "content_type": answered.content_type,
        "seconds": answered.seconds,
    }
    with world.store as store:
        return store.add("DE", "delivery", about.account, world.clock.now(), under=about.sid, **data)


def instructions(
    world: World, about: Thing, event: str, hook: Hook, fields: Mapping[str, str]
) -> Steps[tuple[Thing, str, list[Verb]]]:
    """Ask what to do, of the fallback when there is no good answer; give the last try, its address and the verbs."""
    delivery, answered = yield from told(world, about, event, url=hook.url, method=hook.method, fields=fields)
    verbs, code = read(answered, about.kind)
    url = hook.url
    if code and hook.fallback_url and not answered.error.startswith("not sent"):
        noted(world, delivery, code)
        more = {**fields, "ErrorCode": str(code), "ErrorUrl": without_login(hook.url)[0]}
        url = hook.fallback_url
        delivery, answered = yield from told(world, about, event, url=url, method=hook.fallback_method, fields=more)
        verbs, code = read(answered, about.kind)
    if code:
        noted(world, delivery, code)
    return delivery, url.partition("#")[0], verbs


def noted(world: World, delivery: Thing, code: int) -> None:
    """Note with a delivery what went wrong."""
    with world.store as store:
        store.save(delivery, error_code=code)
