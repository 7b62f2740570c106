"""What nobody else should read becomes a placeholder, the same one wherever it stands in a cassette.

Known values (account, token, numbers and SIDs that were given) become those of `Given`; other SIDs and numbers are
counted. Tokens are always replaced, names and texts unless the test itself sent them. All else stays as it came, to the
letter: what is replaced is found in the text of an answer, which is not written anew.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Mapping
from typing import Final
from urllib.parse import parse_qs, quote

import attrs

from .canonical import RecordedRequest, RecordedResponse, canonical_request, canonical_response

NUMBER: Final = re.compile(r"(?P<plus>\+|%2B)(?P<digits>[0-9]{7,15})(?![0-9])")
DISPLAYED: Final = re.compile(r"\((?P<area>[0-9]{3})\) (?P<office>[0-9]{3})-(?P<line>[0-9]{4})(?![0-9])")
FICTIONAL: Final = re.compile(r"1555[0-9]{7}|1500555000[0-9]")
SID: Final = re.compile(r"(?P<kind>[A-Z]{2})[0-9a-fA-F]{32}(?![0-9a-zA-Z])")
MADE_UP: Final = re.compile(r"[A-Z]{2}([0-9a-f])\1{31}")
WORDS: Final = re.compile(
    r'"(?P<key>auth_token|body|caller_name|friendly_name)"(?P<colon>\s*:\s*)"(?P<word>(?:[^"\\]|\\.)+)"'
)
SENT: Final = ("Body", "FriendlyName")


@attrs.define
class Scrubber:
    """Scrubs the exchanges of one cassette.

    *known* says what to write for the values that were given. What is *published* holds no secret: there only numbers
    are replaced.
    """

    known: Mapping[str, str] = attrs.Factory(dict[str, str])
    published: bool = False
    sids: dict[str, str] = attrs.field(init=False, factory=dict[str, str])
    numbers: dict[str, str] = attrs.field(init=False, factory=dict[str, str])
    sent: set[str] = attrs.field(init=False, factory=set[str])

    def request(self, request: RecordedRequest) -> RecordedRequest:
        """Scrub a request, and note which words it brought."""
        request = canonical_request(request)
        form = request.body.decode("ascii")
        self.sent.update(value for name in SENT for value in parse_qs(form).get(name, []))
        request.uri = self.text(request.uri)
        request.body = self.text(form).encode("ascii")
        return request

    def response(self, response: RecordedResponse) -> RecordedResponse:
        """Scrub an answer; one that came packed is packed again."""
        response = canonical_response(response)
        headers = {name: [self.text(value) for value in values] for name, values in response["headers"].items()}
        body: bytes = response["body"]["string"]
        packed = "gzip" in headers.get("content-encoding", [])
        text = (gzip.decompress(body) if packed else body).decode()
        scrubbed = self.text(text).encode()
        return {
            **response,
            "headers": headers,
            "body": {"string": gzip.compress(scrubbed, mtime=0) if packed else scrubbed},
        }

    def text(self, text: str) -> str:
        """Scrub a text: an address, a form, a header, a body."""
        for value, placeholder in self.known.items():
            text = text.replace(value, placeholder).replace(quote(value), quote(placeholder))
        if not self.published:
            text = WORDS.sub(self.word, SID.sub(self.sid, text))
        return DISPLAYED.sub(self.displayed, NUMBER.sub(self.number, text))

    def sid(self, found: re.Match[str]) -> str:
        """Count a SID, unless it is made up: of one digit only, as the placeholders are."""
        if MADE_UP.fullmatch(found[0]):
            return found[0]
        return counted(self.sids, found[0], lambda count: f"{found['kind']}{count:032x}")

    def number(self, found: re.Match[str]) -> str:
        """Count a number that somebody may have."""
        if FICTIONAL.fullmatch(found["digits"]):
            return found[0]
        return found["plus"] + counted(self.numbers, found["digits"], lambda count: f"1555{count:07d}")

    def displayed(self, found: re.Match[str]) -> str:
        """Write a number formatted for display, `(202) 555-0143`, as what is written instead of +12025550143."""
        number = "+1" + "".join(found.groups())
        kept = NUMBER.sub(self.number, self.known.get(number, number))
        return f"({kept[2:5]}) {kept[5:8]}-{kept[8:]}"

    def word(self, found: re.Match[str]) -> str:
        """Keep a word the test sent; a trial account's messages have words of Twilio's before it."""
        kept = found["key"] != "auth_token" and found["word"].endswith(tuple(self.sent))
        return found[0] if kept else f'"{found["key"]}"{found["colon"]}"{found["key"]}"'


def counted(seen: dict[str, str], value: str, placeholder: Callable[[int], str]) -> str:
    """The placeholder of *value*: the one it had before, or the next."""
    return seen.setdefault(value, placeholder(len(seen) + 1))
