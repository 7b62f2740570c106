"""The fixture for pytest, found by it once this package is installed."""

from __future__ import annotations

import pytest

TYPE_CHECKING = False  # as typing has it, without its costs

if TYPE_CHECKING:
    from collections.abc import Generator

    from .sandbox import Sandbox


@pytest.fixture
def twilio_sandbox() -> Generator[Sandbox]:
    """A sandbox that gets every call of this library while a test runs, with the credentials of the environment."""
    import os  # noqa: PLC0415 - whoever does not use this pays nothing for it

    from .sandbox import Sandbox  # noqa: PLC0415 - the same

    given = [os.environ.get(name) or None for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")]
    with Sandbox(*given) as sandbox, sandbox.install():
        yield sandbox
