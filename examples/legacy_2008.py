"""Send an SMS in the API of 2008 and list what there is: `python examples/legacy_2008.py 5555550100 Hello`.

The credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the sender from TWILIO_FROM. It may cost money, and
whether Twilio still answers this version is not known: `client.messages` is the way to send today.
"""

import os
import sys

from twilio_lite import Client, Flags, RestException

recipient, text = sys.argv[1:]
with Client() as client:
    messages = client.v2008.sms_messages  # spoken to in XML, whatever format the client has
    try:
        message = messages.create(from_=os.environ["TWILIO_FROM"], to=recipient, body=text)
    except RestException as error:  # `code` is None where the status is not 400
        sys.exit(f"Not sent: {error}, code {error.code}")
    print(f"{message.sid} to {message.to} is {message.status}")
    for page in messages.stream(page_size=20, limit=40).pages():
        print(f"Page {page.page} of {page.num_pages}, {page.total} messages in all")
        for message in page.items:
            whose = "came in" if message.flags and Flags.INBOUND in message.flags else "went out"
            print(f"{message.date_created} {whose}, {message.flags!r}: {message.body}")
