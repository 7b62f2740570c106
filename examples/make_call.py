"""Call somebody, follow the call, and hang up if it lasts too long: `python examples/make_call.py +15005550006`.

The credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the caller's number from TWILIO_FROM.
"""

import os
import sys
import time

from twilio_lite import Client

OVER = {"completed", "busy", "failed", "no-answer", "canceled"}
TWIML = "<Response><Say>Hello from twilio_lite</Say></Response>"

with Client() as client:
    call = client.calls.create(to=sys.argv[1], from_=os.environ["TWILIO_FROM"], twiml=TWIML, timeout=20)
    print(f"{call.sid} is {call.status}")
    for _ in range(30):
        time.sleep(1)
        call = client.calls(call.sid).fetch()
        print(f"{call.sid} is {call.status}")
        if call.status in OVER:
            break
    else:
        call = client.calls(call.sid).update(status="completed")
        print(f"Hung up: {call.sid} is {call.status}")
print(f"It took {call.duration or 0} seconds")
