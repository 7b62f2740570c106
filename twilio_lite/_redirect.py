"""Where a file has moved to is followed: five times at most, by https, with credentials on the API's own origin only.

Plain http is for an API on this machine. Whoever has once been led elsewhere takes no credentials back. Pure.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit, urlunsplit

import attrs

from ._address import LONGEST, is_loopback, origin, parsed
from ._outgoing import Outgoing
from ._request import Response
from ._settings import FILE, Settings, is_host
from ._wording import is_text
from .errors import TwilioError

REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST = 5


def moved(sent: Outgoing, outcome: Response | TwilioError, settings: Settings) -> Outgoing | None:
    """What to send after *outcome*, where that leads a download elsewhere; None where it does not, or may not."""
    if sent.into is None or sent.hops == MOST or not isinstance(outcome, Response) or outcome.status not in REDIRECTS:
        return None
    location, home = outcome.headers.get("Location", ""), urlsplit(settings.base_url)
    try:
        aim = parsed(urljoin(sent.url, location))
    except ValueError:  # ForeignAddress is one
        return None
    schemes = {"https", "http"} if is_loopback(home.hostname or "") else {"https"}
    if not is_address(location) or aim.scheme not in schemes or not is_host(aim.hostname or "") or "@" in aim.netloc:
        return None
    trusted = sent.trusted and origin(aim) == origin(home)
    headers = sent.headers if trusted else tuple(settings.own_headers(FILE).items())
    url = urlunsplit(aim._replace(fragment=""))
    return attrs.evolve(sent, url=url, headers=headers, trusted=trusted, hops=sent.hops + 1)


def is_address(location: str) -> bool:
    """Can *location* be an address?"""
    return 0 < len(location) < LONGEST and is_text(location) and not any(c in location for c in " \\")
