"""What came back becomes a result or an error: which class, which facts, which message. Pure.

How an error is shown as one line, `HTTP 404, code 20404: ...`, is said in `errors`. Nothing is raised here: an error is
a value until the client's loop raises it, so that no traceback holds more than it must.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

from ._address import origin, parsed, without_secrets
from ._decode import first_words, is_array, is_object, plain_tree, read_body
from ._headers import REQUEST_ID
from ._request import Reply, Request, Response
from ._retry import SAFE, retry_after
from ._structure import nothing
from ._wording import named
from .errors import (
    AuthenticationError,
    BadRequestError,
    ConflictError,
    NotFoundError,
    NotModified,
    PermissionDeniedError,
    RateLimitError,
    ResponseError,
    RestException,
    ServerError,
    TwilioError,
)

T = TypeVar("T")

BY_STATUS: dict[int, type[RestException]] = {
    304: NotModified,
    400: BadRequestError,
    401: AuthenticationError,
    403: PermissionDeniedError,
    404: NotFoundError,
    409: ConflictError,
    429: RateLimitError,
}
WORDING = ("message", "detail", "title")
LARGEST_CODE = 10**9
DEEPEST = 100


def answer(request: Request[T], address: str, response: Response | TwilioError) -> Reply[T] | TwilioError:
    """Read what came back for *request*, which went to *address*: a reply, or the error to raise."""
    if isinstance(response, TwilioError):
        return response
    if response.status >= HTTPStatus.BAD_REQUEST or response.status == HTTPStatus.NOT_MODIFIED:
        return refusal(request.method, address, response)
    if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        return redirect(request.method, address, response)
    try:
        value = result(request, response)
    except Exception as error:  # noqa: BLE001 - a reader may be the caller's own, and one tree holds all that is raised
        return unreadable(request.method, address, response, error)
    return Reply(value=value, status=response.status, headers=response.headers, body=response.body)


def result(request: Request[T], response: Response) -> T:
    """What *request* reads in a good answer, or whatever its reader raises.

    Where nothing is to be read, what a 202 says beside its status does not matter.
    """
    if request.into is not None:
        return request.read(response.taken)
    if response.status == HTTPStatus.ACCEPTED and request.read is nothing:
        return request.read(None)
    return read_body(response.body, request.read)


def effect(method: str, status: int) -> bool | None:
    """Did a call that was answered with *status* do something? None where nobody can know."""
    if method in SAFE or status == HTTPStatus.NOT_MODIFIED:
        return False
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return True
    refused = (
        HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.REQUEST_TIMEOUT
    )
    return False if refused else None


def proved(method: str, response: Response) -> bool | None:
    """Did a call do something whose good answer cannot be read? Only Twilio's own proves it: a proxy says 200, too."""
    done = effect(method, response.status)
    return None if done and REQUEST_ID not in response.headers else done


def refusal(method: str, address: str, response: Response) -> RestException:
    """Make the RestException that an answer of 304, 4xx or 5xx is, whatever its body holds."""
    facts = error_facts(response.body)
    kind = BY_STATUS.get(response.status, RestException)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        kind = ServerError
    return kind(
        first_text(facts, *WORDING) or wording(response),
        status=response.status,
        code=code(facts.get("code")),
        more_info=first_text(facts, "more_info", "infoUrl") or link(facts.get("type")),
        details=first_details(facts, "details", "errors", "detail"),
        method=method,
        uri=urlsplit(address).path,
        headers=response.headers,
        body=response.body,
        retry_after=retry_after(response.headers),
        took_effect=effect(method, response.status),
    )


def error_facts(body: bytes) -> dict[str, Any]:
    """The keys of an error body; none where it is something else. Of a list of errors, the first one's."""
    try:
        tree = plain_tree(body)
    except ValueError:
        return {}
    if not is_object(tree):
        return first_object(tree)
    return tree if first_text(tree, *WORDING) else {**first_object(tree.get("errors")), **tree}


def first_object(tree: Any) -> dict[str, Any]:
    """The first item of a list, where that is an object."""
    return tree[0] if is_array(tree) and tree and is_object(tree[0]) else {}


def first_text(facts: dict[str, Any], *keys: str) -> str | None:
    """The first of *keys* that holds text."""
    return next((facts[key] for key in keys if isinstance(facts.get(key), str) and facts[key].strip()), None)


def first_details(facts: dict[str, Any], *keys: str) -> Any:
    """The first of *keys* that holds something, unless it is nested deeper than an error can be pickled and copied."""
    return next((facts[key] for key in keys if facts.get(key) is not None and is_shallow(facts[key])), None)


def is_shallow(value: Any, levels: int = DEEPEST) -> bool:
    """Has *value* at most so many *levels*?"""
    if is_object(value):
        value = [*value.values()]
    return not is_array(value) or (levels > 0 and all([is_shallow(part, levels - 1) for part in value]))  # noqa: C419 - half as many frames


def link(value: Any) -> str | None:
    """The type of a problem, where it is an address to read on at."""
    return value if isinstance(value, str) and value.startswith(("https://", "http://")) else None


def code(value: Any) -> int | None:
    """Twilio's error code, a number or its digits."""
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LARGEST_CODE else None


def wording(response: Response) -> str:
    """What to say of an error whose body says nothing."""
    phrase = standard_phrase(response.status)
    body = response.body.lstrip()
    words = "" if body.startswith((b"{", b"[")) else first_words(body)
    return f"{phrase}: {words}" if words and words != phrase else phrase


def standard_phrase(status: int) -> str:
    """The name of an HTTP status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "an error without a name"


def redirect(method: str, address: str, response: Response) -> ResponseError:
    """Make the error for 3xx, or a last answer of 1xx: it is not followed, and named in full on its own origin only."""
    given = response.headers.get("Location", "")
    try:
        aim = parsed(urljoin(address, given))
        own = origin(aim) == origin(urlsplit(address)) and "@" not in aim.netloc
    except ValueError:
        aim, own = urlsplit(""), False
    return ResponseError(
        f"HTTP {response.status}: a redirect to {without_secrets(aim)}, which is not followed"
        if given
        else f"HTTP {response.status}: {standard_phrase(response.status)}, which is not followed",
        status=response.status,
        headers=response.headers,
        location=aim.geturl() if own and given else None,
        took_effect=effect(method, response.status),
    )


def unreadable(method: str, address: str, response: Response, fault: Exception) -> ResponseError:
    """Make the error for an answer of 2xx that cannot be read."""
    reason = str(fault) if type(fault) is ValueError else named(fault)
    error = ResponseError(
        f"HTTP {response.status}: the answer cannot be read: {reason} ({method} {urlsplit(address).path})",
        status=response.status,
        headers=response.headers,
        took_effect=proved(method, response),
    )
    notes: Any = getattr(fault, "__notes__", ())
    for note in notes if is_array(notes) else ():
        error.add_note(str(note))
    return error
