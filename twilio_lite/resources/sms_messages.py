"""The SMS messages of the API's version 2008-08-01, which has no update and no delete. It speaks XML.

https://www.twilio.com/docs/api/2008-08-01/rest/sms. Its pages have numbers; where an answer names the next page, that
is followed.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import IntFlag
from typing import Final

import attrs

from .._listing import paged
from .._operation import C_co, Resource, collected, listing, operation
from .._paging import reads_page
from .._parameters import below, wire
from .._request import Listing, Request
from .._structure import reads
from ..errors import ArgumentError
from .messages import MessageStatus

LONGEST_BODY = 160


class Flags(IntFlag):
    """What an SMS message of the 2008 API is: a sum of these."""

    INBOUND = 1
    REPLY = 2
    REST = 4


@attrs.frozen(kw_only=True)
class SMSMessage:
    """A message as the 2008 API has it: numbers come as they are there, of ten digits and without a plus.

    *uri* is None where that API gives none.
    """

    sid: str
    account_sid: str | None = None
    from_: str | None = None
    to: str | None = None
    body: str | None = None
    status: MessageStatus | str | None = None
    flags: Flags | None = None
    price: Decimal | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    date_sent: datetime | None = None
    api_version: str | None = None
    uri: str | None = None


class SMSMessages(Resource[C_co]):
    """The SMS messages of the client's account; `sms_messages(sid)` is one of them."""

    def __call__(self, sid: str) -> SMSMessageContext[C_co]:
        """Give the message *sid*, SM and 32 hex digits. Nothing is sent; a path raises ArgumentError."""
        return SMSMessageContext(self.client, below(self.path, sid=sid))

    @operation
    def create(self, *, from_: str, to: str, body: str, status_callback: str | None = None) -> Request[SMSMessage]:
        """Send an SMS of up to 160 characters *from_* a number *to* another.

        *status_callback* is called with SmsSid and SmsStatus when it was sent or has failed. ArgumentError is raised,
        before anything is sent, for a message to nobody, from nobody, without a body or with a longer one. Unless an
        error says `took_effect is False`, the message may be on its way: do not send it again unseen.
        """
        form = wire(locals())
        for name, value in (("from_", from_), ("to", to), ("body", body)):
            if not value:
                raise ArgumentError(f"{name} is empty: the 2008 API needs all of from_, to and body")
        if len(body) > LONGEST_BODY:
            raise ArgumentError(f"body has {len(body)} characters: the 2008 API takes at most {LONGEST_BODY}")
        return Request("POST", self.path, reads(SMSMessage), form=form)

    @listing
    def stream(
        self,
        *,
        to: str | None = None,
        from_: str | None = None,
        date_sent: date | str | None = None,
        date_sent_after: date | str | None = None,
        date_sent_before: date | str | None = None,
        limit: int | None = None,
        page_size: int | None = None,
    ) -> Listing[SMSMessage]:
        """Read SMS messages page after page, as they are asked for.

        Dates are days, YYYY-MM-DD in GMT; *date_sent_after* and *date_sent_before* include the day itself. *limit* ends
        the reading; *page_size*, sent as num, is 1 to 1000.
        """
        query = wire(locals())
        for name, value in (("", date_sent), ("_after", date_sent_after), ("_before", date_sent_before)):
            if isinstance(value, datetime):
                raise ArgumentError(f"date_sent{name} must be a day in the 2008 API, not a datetime: pass its .date()")
        request = Request("GET", self.path, reads_page(SMSMessage, "sms_messages", "messages"), query=query)
        return paged(request, limit, page_size, numbered=True)

    list: Final = collected(stream)


class SMSMessageContext(Resource[C_co]):
    """One SMS message of the 2008 API."""

    @operation
    def fetch(self) -> Request[SMSMessage]:
        """Fetch the message as it is now; NotFoundError when there is none."""
        return Request("GET", self.path, reads(SMSMessage))
