"""Call TWILIO_TO from TWILIO_FROM, follow the call, and hang up if it lasts too long.

The credentials are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Without TWILIO_TO it stays in a sandbox.
"""

import os
import time

from twilio_lite import Client
from twilio_lite.sandbox import Sandbox

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
TWIML = "<Response><Say>Hello from twilio_lite</Say></Response>"

to = os.environ.get("TWILIO_TO")
client = Client() if to else Sandbox().client()
print("This call costs money." if to else "In a sandbox: nobody is called.")

with client:
    sender = os.environ.get("TWILIO_FROM", "+15005550006")
    call = client.calls.create(to=to or "+15555550100", from_=sender, twiml=TWIML, timeout=20)
    print(f"{call.sid} is {call.status}")
    for _ in range(30):
        time.sleep(1 if to else 0)
        call = client.calls(call.sid).fetch()
        print(f"{call.sid} is {call.status}")
        if call.status in OVER:
            break
    else:
        call = client.calls(call.sid).update(status="completed")
        print(f"Hung up: {call.sid} is {call.status}")
print(f"It took {call.duration or 0} seconds")
