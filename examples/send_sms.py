"""Send one SMS: `python examples/send_sms.py "Hello"`.

It goes to TWILIO_TO, from TWILIO_FROM, with TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Without TWILIO_TO it stays in a
sandbox.
"""

import os
import sys

from twilio_lite import Client
from twilio_lite.sandbox import Sandbox

to = os.environ.get("TWILIO_TO")
client = Client() if to else Sandbox().client()
print("This SMS costs money." if to else "In a sandbox: nothing leaves this machine.")

with client:
    sender = os.environ.get("TWILIO_FROM", "+15005550006")
    message = client.messages.create(to=to or "+15555550100", from_=sender, body=" ".join(sys.argv[1:]) or "Hello")
print(f"{message.sid} is {message.status}")
