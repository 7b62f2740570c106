"""Send one SMS: `python examples/send_sms.py +15005550006 "Hello"`.

The credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the sender from TWILIO_FROM.
"""

import os
import sys

from twilio_lite import Client

_, to, body = sys.argv
with Client() as client:
    message = client.messages.create(to=to, from_=os.environ["TWILIO_FROM"], body=body)
print(f"{message.sid} is {message.status}")
