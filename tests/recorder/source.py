"""What a source is: somewhere to record from, while it is open."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any

from .given import Given
from .plan import Plan


class Source(AbstractContextManager[Any], ABC):
    """Where cassettes can be recorded from.

    *title* is what their first line says of it, *published* whether its answers are known to everybody.
    """

    title: str
    published = False

    @abstractmethod
    def offers(self, plan: Plan) -> bool:
        """Say whether the cassette is recorded from here."""

    @abstractmethod
    def prepare(self, plan: Plan) -> Given:
        """Make what the test of the cassette needs, and say where it is."""
