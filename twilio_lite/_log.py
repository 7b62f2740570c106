"""What the library tells the logger `twilio_lite`: a line for each try (DEBUG) and one for each further try (INFO).

A line holds no query, no body and no text of an error: phone numbers are in these. In a path they are masked.
"""

from __future__ import annotations

import logging
import os
import re
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from ._request import Response
from ._wording import printable
from .errors import ConfigurationError, TransportError, TwilioError

if TYPE_CHECKING:
    from ._outgoing import Outgoing

LOGGER: Final = logging.getLogger("twilio_lite")
LOGGER.addHandler(logging.NullHandler())  # nothing is printed unless somebody asks for it
LEVELS: Final = {"debug": logging.DEBUG, "info": logging.INFO}
SID: Final = r"(?<![0-9A-Za-z])[A-Z]{2}[0-9A-Fa-f]{32}(?![0-9A-Za-z])"
NUMBER: Final = re.compile(rf"{SID}|\+?(\d{{7,}}|[\d(][^A-Za-z/]{{9,30}}\d)")
MOST_READ: Final = 1000


@cache
def standard_error() -> logging.Handler:
    """Make the handler that writes to standard error, as long as the application has set up no logging of its own."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    handler.addFilter(lambda _: not logging.getLogger().handlers)
    return handler


def switch_on() -> None:
    """Write to standard error as much as the variable TWILIO_LITE_LOG says, debug or info; or ConfigurationError."""
    level = os.environ.get("TWILIO_LITE_LOG")
    if not level:
        return
    if level.lower() not in LEVELS:
        raise ConfigurationError(f"TWILIO_LITE_LOG cannot be {level!r}: set it to debug or info, or leave it out")
    LOGGER.setLevel(LEVELS[level.lower()])
    if all(isinstance(handler, logging.NullHandler) for handler in LOGGER.handlers):
        LOGGER.addHandler(standard_error())


def tried(sent: Outgoing, outcome: Response | TwilioError, attempt: int, seconds: float) -> None:
    """Tell how one try ended."""
    if LOGGER.isEnabledFor(logging.DEBUG):
        with suppress(Exception):  # a handler is anybody's, and takes no result away
            LOGGER.debug("%s: %s, try %d, %.3f s", call(sent), ending(outcome), attempt, seconds)


def trying_again(sent: Outgoing, outcome: Response | TwilioError, attempt: int, delay: float) -> None:
    """Tell that the call goes out again, and why."""
    if LOGGER.isEnabledFor(logging.INFO):
        with suppress(Exception):  # as above
            LOGGER.info("%s: %s, try %d follows in %.3f s", call(sent), ending(outcome), attempt, delay)


def call(sent: Outgoing) -> str:
    """Method and path, with no more of a phone number than its last two digits, however often it is encoded."""
    path = urlsplit(sent.url).path[:MOST_READ]
    while (plainer := unquote(path)) != path:
        path = plainer
    path = NUMBER.sub(lambda found: f"***{found[0][-2:]}" if found[1] else found[0], path)
    return printable(f"{sent.method} {path}", 200)


def ending(outcome: Response | TwilioError) -> str:
    """How a try ended, and what Twilio calls the exchange."""
    if isinstance(outcome, TwilioError):
        status = f" in an answer of {outcome.status}" if isinstance(outcome, TransportError) and outcome.status else ""
        return type(outcome).__name__ + status
    names = {"Twilio-Request-Id": "request", "Twilio-Concurrent-Requests": "concurrent"}
    told = [f"{name} {outcome.headers[header]}" for header, name in names.items() if header in outcome.headers]
    return printable(", ".join([str(outcome.status), *told]), 200)
