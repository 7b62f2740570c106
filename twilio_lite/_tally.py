"""The body of a good answer that goes elsewhere: how much has come, whether it may go on, whether it is whole.

Each part may take as long to come as the call's `timeout` says. A part that is written may take any time.
"""

from __future__ import annotations

import re
from http import HTTPStatus

from ._attempt import Attempt, Unusable
from ._request import Into, Response
from ._wording import named
from .errors import ResponseError, TwilioError

LENGTH = re.compile(r"[0-9]{1,18}")


class Tally:
    """What has come of the body of one answer. Unusable is raised for one that is not to be taken in."""

    def __init__(self, attempt: Attempt, into: Into, transport: object) -> None:
        self.attempt = attempt
        self.into = into
        self.transport = transport
        self.size = 0
        length = attempt.headers.get("Content-Length", "")
        self.total = int(length) if LENGTH.fullmatch(length) else None
        if attempt.status == HTTPStatus.PARTIAL_CONTENT:
            raise Unusable("a part of the file, where all of it was asked for")
        if attempt.packing not in {"", "identity"}:
            raise Unusable(f"content encoding {attempt.packing!r}, where none was asked for")
        self.check(self.total or 0)
        self.sink = into.open(attempt.headers)

    def check(self, size: int) -> None:
        """Refuse more bytes than the caller takes."""
        most = self.into.max_bytes
        if most is not None and size > most:
            raise Unusable(f"more than max_bytes={most:,}")

    def renew(self) -> None:
        """Give the next part its time."""
        self.attempt.limits.deadline = self.attempt.clock() + self.attempt.patience

    def count(self, part: bytes) -> bytes:
        """Count *part*, which came just now."""
        if self.attempt.clock() >= self.attempt.limits.deadline:
            raise TimeoutError
        self.size += len(part)
        self.check(self.size)
        return part

    def end(self) -> bytes:
        """Give b"", which is no part and follows the last one, or raise EOFError where the body is not whole."""
        if self.total is not None and self.size != self.total:
            raise EOFError(f"{self.size:,} of {self.total:,} bytes came")
        return b""

    def tell(self) -> None:
        """Tell the caller how much has been taken in."""
        if self.into.progress is not None:
            self.into.progress(self.size, self.total)

    def answer(self, taken: object) -> Response:
        """Give the answer, with what has become of its body."""
        return Response(self.attempt.status or 0, self.attempt.headers, b"", taken=taken)

    def lost(self, error: Exception) -> TwilioError:
        """Say what *error*, from the transport or from here, means for the call."""
        return self.attempt.failed(error, self.transport)

    def not_taken(self, error: Exception) -> ResponseError:
        """Say that what was to take the body in has failed, which may be anybody's."""
        return ResponseError(
            f"HTTP {self.attempt.status}: the file cannot be taken in: {named(error)} {self.attempt.where}",
            status=self.attempt.status or 0,
            headers=self.attempt.headers,
            took_effect=self.attempt.effect(),
        )
