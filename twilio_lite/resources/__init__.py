"""THE MAP: every resource, and where it hangs.

    client.messages                       the messages of the client's own account
    client.messages(sid)                  one message
    client.messages(sid).feedback         what became of it
    client.messages(sid).media            the pictures and files that came with it
    client.messages(sid).media(sid)       one of them
    client.calls                          the calls
    client.calls(sid)                     one call
    client.outgoing_caller_ids            the verified numbers to call from
    client.outgoing_caller_ids(sid)       one of them
    client.validation_requests            how a number is verified, the same as .outgoing_caller_ids.create
    client.accounts                       the account and its subaccounts
    client.accounts(sid)                  one account, with .messages, .calls and the others of its own
    client.api.v2010.accounts             the same, in the official SDK's spelling
    client.v2008.sms_messages             the SMS messages of the API's version 2008-08-01
    client.v2008.sms_messages(sid)        one of them

A family of resources is one property here and one file beside this one. Its class is imported when it is first used, so
that a client costs what it uses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from .._operation import C_co, Resource
from .._parameters import below

if TYPE_CHECKING:
    from .._client import BaseClient
    from .accounts import Accounts
    from .calls import Calls
    from .messages import Messages
    from .outgoing_caller_ids import OutgoingCallerIds, ValidationRequests
    from .sms_messages import SMSMessages

C = TypeVar("C", bound="BaseClient")


class Place(Protocol[C_co]):
    """What resources hang below: it knows its client and its path."""

    def _place(self) -> tuple[C_co, str]: ...


def below_place(place: Place[C], name: str) -> tuple[C, str]:
    """The client and the path of the family *name* below *place*."""
    client, path = place._place()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - the map's own protocol
    return client, below(path, name)


class BelowAccount:
    """The resources of one account: the client's own, or that of `client.accounts(sid)`."""

    __slots__ = ()

    @property
    def messages(self: Place[C]) -> Messages[C]:
        """Messages sent and received: https://www.twilio.com/docs/messaging/api/message-resource."""
        from .messages import Messages  # noqa: PLC0415 - see above

        return Messages(*below_place(self, "Messages"))

    @property
    def calls(self: Place[C]) -> Calls[C]:
        """Calls made and received: https://www.twilio.com/docs/voice/api/call-resource."""
        from .calls import Calls  # noqa: PLC0415 - see above

        return Calls(*below_place(self, "Calls"))

    @property
    def outgoing_caller_ids(self: Place[C]) -> OutgoingCallerIds[C]:
        """Verified numbers to call from: https://www.twilio.com/docs/voice/api/outgoing-caller-ids."""
        from .outgoing_caller_ids import OutgoingCallerIds  # noqa: PLC0415 - see above

        return OutgoingCallerIds(*below_place(self, "OutgoingCallerIds"))

    @property
    def validation_requests(self: Place[C]) -> ValidationRequests[C]:
        """The verification of numbers, as the official SDK spells it: what `outgoing_caller_ids.create` does."""
        from .outgoing_caller_ids import ValidationRequests  # noqa: PLC0415 - see above

        return ValidationRequests(*below_place(self, "OutgoingCallerIds"))


class BelowVersion(Resource[C_co]):
    """The resources of the API's version 2010-04-01 that hang below no account."""

    @property
    def accounts(self) -> Accounts[C_co]:
        """The account and its subaccounts: https://www.twilio.com/docs/iam/api/account."""
        from .accounts import Accounts  # noqa: PLC0415 - see above

        return Accounts(self.client, below(self.path, "Accounts"))


class BelowLegacyAccount(Resource[C_co]):
    """The resources of the client's account in the API's version 2008-08-01. It speaks XML, whatever the client does.

    `client.with_options(format="json").v2008` asks for another format; nobody is known to have seen its answers.
    """

    @property
    def sms_messages(self) -> SMSMessages[C_co]:
        """SMS messages sent and received: https://www.twilio.com/docs/api/2008-08-01/rest/sms."""
        from .sms_messages import SMSMessages  # noqa: PLC0415 - see above

        return SMSMessages(self.client, below(self.path, "SMS", "Messages"))


class Api(BelowVersion[C_co]):
    """The official SDK's spellings: `client.api.accounts`, `client.api.v2010.accounts`."""

    @property
    def v2010(self) -> BelowVersion[C_co]:
        """The API's version 2010-04-01."""
        return BelowVersion(self.client, self.path)
