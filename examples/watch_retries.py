"""Watch a call being tried again, forbid it, and read about it in the log, in a sandbox whose queue is always full."""

import logging

from twilio_lite import RateLimitError, Retry, RetryDetails
from twilio_lite.sandbox import Sandbox

FULL = "+15005550008"  # the sandbox answers 429 to whatever is sent from here, as Twilio does when a queue is full
sandbox = Sandbox()


def watch(details: RetryDetails) -> None:
    """Tell what happens."""
    print(f"Try {details.attempt + 1} follows in {details.delay:.2f} s, after {details.error}")


def only_reads(details: RetryDetails) -> bool:
    """Forbid further tries of whatever may cost money."""
    return details.method == "GET"


with sandbox.client(retry=Retry(attempts=1, on_retry=watch)) as client:
    try:
        client.messages.create(to="+15005550006", from_=FULL, body="Hello")
    except RateLimitError as error:
        print(f"Twilio turned it away each time, so it was never sent: {error.took_effect=}, {error.__notes__}")

    careful = client.with_options(retry=Retry(should_retry=only_reads))
    logging.basicConfig(level=logging.DEBUG, format="log: %(message)s")
    try:
        careful.messages.create(to="+15005550006", from_=FULL, body="Hello")
    except RateLimitError as error:
        print(f"Not tried again: {error.code}")
