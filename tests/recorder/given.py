"""What a test is given. By itself it is what stands in every cassette: a source's own values are written as these.

The SIDs are those of the published examples, the numbers have the area code 555, which nobody has.
"""

from __future__ import annotations

from typing import Final

import attrs

from .canonical import API


@attrs.frozen(kw_only=True)
class Given:
    """The account to call with, the numbers to use, and the SIDs of what is there already."""

    base_url: str = API
    account_sid: str = "AC" + "a" * 32
    token: str = attrs.field(default="auth_token", repr=False)
    to: str = "+15558675310"
    from_: str = "+15551234567"
    message: str = "SM" + "a" * 32
    media: str = "ME" + "a" * 32
    subaccount: str = "AC" + "b" * 32
    call: str = "CA" + "a" * 32
    caller_id: str = "PN" + "a" * 32

    def placeholders(self) -> dict[str, str]:
        """What is to be written in a cassette instead of each of these values."""
        own, kept = attrs.asdict(self), attrs.asdict(REPLAYED)
        return {own[name]: kept[name] for name in own if name != "base_url" and own[name] != kept[name]}


REPLAYED: Final = Given()
