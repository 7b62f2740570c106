"""A Twilio on your desk, to develop and test against: no network, no account, no bill.

    >>> from twilio_lite.sandbox import Sandbox
    >>> with Sandbox() as sandbox:
    ...     client = sandbox.client()
    ...     message = client.messages.create(to="+15555550100", from_="+15555550199", body="hi")
    ...     print(message.status, sandbox.outbox[0].body)
    queued hi

It answers as Twilio does, with Twilio's rules, error codes and magic numbers, tells your application what Twilio would,
and does what its TwiML says. In process its clock moves when a message or a call is fetched, one second, and by
`advance`, so that nothing sleeps; `python -m twilio_lite.sandbox` serves it, with a page to look at, and its clock is
the wall's.
"""

from ._install import Installed
from ._models import Delivery, Exchange, Step
from ._phone import Phone
from ._sandbox import Sandbox

__all__ = ["Delivery", "Exchange", "Installed", "Phone", "Sandbox", "Step"]
