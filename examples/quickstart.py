"""Send an SMS, follow it, list messages and meet an error.

It talks to a sandbox in this process, unless your credentials and TWILIO_TO are set: a real SMS costs money.
"""

import os
import time

from twilio_lite import Client, ConfigurationError, NotFoundError, Request
from twilio_lite.sandbox import Sandbox

client, sender, to, pause = Sandbox().client(), "+15005550006", "+15005550006", 0.0
if os.environ.get("TWILIO_TO"):
    try:
        client, to, pause = Client(), os.environ["TWILIO_TO"], 1.0
    except ConfigurationError as error:
        print(f"TWILIO_TO is set, but the credentials are not: {error}")
print("Talking to", "Twilio: this SMS costs money." if pause else "a sandbox: nothing leaves this machine.")

with client:
    if pause:  # send from the first number of the account; for what has no method yet, there is send()
        path = f"/2010-04-01/Accounts/{client.account_sid}/IncomingPhoneNumbers"
        sender = client.send(Request("GET", path, lambda tree: str(tree["incoming_phone_numbers"][0]["phone_number"])))
    message = client.messages.create(to=to, from_=sender, body="Hello from twilio_lite")
    print(f"Sent {message.sid}, {message.status}")
    for _ in range(30):
        if message.status in {"delivered", "undelivered", "failed"}:
            break
        time.sleep(pause)
        message = client.messages(message.sid).fetch()
        print(f"     {message.sid}, {message.status}")
    for listed in client.messages.stream(limit=3):
        print(f"Listed {listed.sid} to {listed.to}: {listed.price} {listed.price_unit}")
    try:
        client.messages("SM" + "0" * 32).fetch()
    except NotFoundError as error:
        print(f"An error explains itself: {error}")
