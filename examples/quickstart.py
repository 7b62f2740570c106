"""Send an SMS, follow it, list messages, meet an error: in a sandbox, unless credentials and TWILIO_TO are set."""

import os
import time

from twilio_lite import Client, ConfigurationError, NotFoundError, Request, TwilioError
from twilio_lite.sandbox import Sandbox

client, to, sender, pause = Sandbox().client(), "+15555550100", "+15005550006", 0.0
if os.environ.get("TWILIO_TO"):
    try:
        client, to, pause = Client(), os.environ["TWILIO_TO"], 1.0
    except ConfigurationError as error:
        print(f"TWILIO_TO is set, but the credentials are not: {error}")
print("Talking to", "Twilio: this SMS costs money." if pause else "a sandbox: nothing leaves this machine.")

with client:
    try:
        if pause:  # send from the account's first number; what has no method of its own goes through send()
            path = f"/2010-04-01/Accounts/{client.account_sid}/IncomingPhoneNumbers"
            first = Request("GET", path, lambda tree: [str(n["phone_number"]) for n in tree["incoming_phone_numbers"]])
            sender = next(iter(client.send(first)), sender)
    except TwilioError as error:
        print(f"Sending from {sender}, since the account's own numbers cannot be listed: {error}")
    message = client.messages.create(to=to, from_=sender, body="Hello from twilio_lite")
    print(f"Sent {message.sid}, {message.status}")
    for _ in range(10):
        time.sleep(pause)
        message = client.messages(message.sid).fetch()
        print(f"     {message.sid}, {message.status}")
        if message.status in {"delivered", "undelivered", "failed"}:
            break
    for listed in client.messages.stream(limit=3):
        print(f"Listed {listed.sid} to {listed.to}: {listed.price} {listed.price_unit}")
    try:
        client.messages("SM" + "0" * 32).fetch()
    except NotFoundError as error:
        print(f"An error explains itself: {error}")
