"""Feedback: tell Twilio what became of a message. https://www.twilio.com/docs/messaging/api/message-feedback-resource."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Literal

import attrs

from .._operation import C_co, Resource, operation
from .._parameters import wire
from .._request import Request
from .._structure import reads


class FeedbackOutcome(StrEnum):
    """Did the recipient do what the message asked for?"""

    CONFIRMED = "confirmed"
    UNCONFIRMED = "unconfirmed"


@attrs.frozen(kw_only=True)
class MessageFeedback:
    """What was told about a message. It has no SID of its own; its message's is *message_sid*."""

    account_sid: str | None = None
    message_sid: str | None = None
    outcome: FeedbackOutcome | str | None = None
    date_created: datetime | None = None
    date_updated: datetime | None = None
    uri: str | None = None


class Feedback(Resource[C_co]):
    """The feedback on one message, which must have been sent with provide_feedback=True."""

    @operation
    def create(
        self, *, outcome: FeedbackOutcome | Literal["confirmed", "unconfirmed"] | None = None
    ) -> Request[MessageFeedback]:
        """Tell whether the recipient did what the message asked for; Twilio takes "confirmed" when left out."""
        return Request("POST", self.path, reads(MessageFeedback), form=wire(locals()))
