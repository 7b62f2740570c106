"""Send an SMS in the API of 2008, to TWILIO_TO from TWILIO_FROM, and list what there is.

The credentials are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Without TWILIO_TO it stays in a sandbox. Whether Twilio
still answers this version is not known: `client.messages` is the way to send today.
"""

import os
import sys

from twilio_lite import Client, Flags, RestException
from twilio_lite.sandbox import Sandbox

to = os.environ.get("TWILIO_TO")
client = Client() if to else Sandbox().client()
print("This SMS costs money." if to else "In a sandbox: nothing leaves this machine.")

with client:
    messages = client.v2008.sms_messages  # spoken to in XML, whatever format the client has
    try:
        sender = os.environ.get("TWILIO_FROM", "+15005550006")
        message = messages.create(from_=sender, to=to or "5555550100", body="Hello")
    except RestException as error:  # `code` is None where the status is not 400
        sys.exit(f"Not sent: {error}, code {error.code}")
    print(f"{message.sid} to {message.to} is {message.status}")
    for page in messages.stream(page_size=20, limit=40).pages():
        print(f"Page {page.page} of {page.num_pages}, {page.total} messages in all")
        for message in page.items:
            whose = "came in" if message.flags and Flags.INBOUND in message.flags else "went out"
            print(f"{message.date_created} {whose}, {message.flags!r}: {message.body}")
