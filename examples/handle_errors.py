"""Meet every kind of error, in a sandbox where nothing costs money."""

from twilio_lite import (
    ArgumentError,
    BadRequestError,
    Client,
    ConfigurationError,
    ConnectFailed,
    NotFoundError,
    Retry,
    TwilioError,
)
from twilio_lite.sandbox import Sandbox

client = Sandbox().client()

try:
    client.messages.create(to="+15005550001", from_="+15005550006", body="Hello")
except BadRequestError as error:
    print(f"Twilio refused, code {error.code}: {error.message}\n  see {error.more_info}")
try:
    client.messages("SM" + "0" * 32).fetch()
except NotFoundError as error:
    print(f"Nothing there, and Twilio's support can look up {error.request_id}")
try:
    client.messages.create(to="+15005550006", body="Hello")
except ArgumentError as error:
    print(f"Not even sent: {error}")
try:
    Client("", "")
except ConfigurationError as error:
    print(f"No client: {error}")
try:
    Client("AC1", "token", base_url="http://127.0.0.1:9", retry=Retry(attempts=0)).messages.list(limit=1)
except ConnectFailed as error:
    print(f"Nobody there, so nothing happened ({error.took_effect=}): {error}")
except TwilioError as error:
    print(f"Anything else is a TwilioError, and may have had an effect: {error.took_effect}")
