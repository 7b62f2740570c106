"""Record the cassettes anew: `python tests/recording.py [NAME ...]`, all of them or those named.

With TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN, TWILIO_FROM and TWILIO_TO set they are recorded from Twilio itself, which
sends messages and costs money; with none of these from emulate, the published examples and this package's own sandbox,
which needs Node 20 and the network. How it is done is told in recorder/__init__.py, what each source is in
cassettes/README.md.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pytest

from recorder.accounts import Emulate, Twilio
from recorder.given import Given
from recorder.own import Own
from recorder.published import Published
from recorder.session import Recorder
from recorder.source import Source

# a source may have called already: what it imported for that, pytest's own plugins among it, is not imported anew
PYTEST: Final = (
    str(Path(__file__).with_name("test_cassettes.py")),
    "-pno:cacheprovider",
    "-Wignore::pytest.PytestAssertRewriteWarning",
)
VARIABLES: Final = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM", "TWILIO_TO")


def sources() -> list[Source]:
    """Choose the sources by the environment, and take from it what the clients are not to find there."""
    values = {name: value for name in VARIABLES if (value := os.environ.pop(name, ""))}
    if not values:
        return [Emulate(), Published(), Own()]
    missing = [name for name in VARIABLES if name not in values]
    if missing:
        raise SystemExit(f"to record from Twilio, set {', '.join(missing)} as well; to record without it, set none")
    account_sid, token, from_, to = (values[name] for name in VARIABLES)
    return [Twilio(Given(account_sid=account_sid, token=token, from_=from_, to=to))]


def record(names: Sequence[str]) -> int:
    """Record, then replay under both clients; give the exit status."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        recorder = Recorder([stack.enter_context(source) for source in sources()], Path(folder), names)
        failed = pytest.main([*PYTEST, "--record-mode=once"], plugins=[recorder])
    return failed or pytest.main([*PYTEST])


if __name__ == "__main__":
    sys.exit(record(sys.argv[1:]))
