"""List the messages of the last seven days, newest first, and add up what they cost. It sends nothing.

The credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN.
"""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from twilio_lite import Client

total = Decimal(0)
with Client() as client:
    # stream asks for a page when its first message is wanted, so memory stays flat however long the list is
    for message in client.messages.stream(date_sent_after=datetime.now(UTC) - timedelta(days=7), page_size=100):
        print(message.date_sent, message.to, message.status, message.body, sep="  ")
        total -= message.price or 0
print(f"{total} in all")
