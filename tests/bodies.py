"""A transport that answers with one body after the other."""

from __future__ import annotations

import httpx


class Bodies:
    """A transport that gives its bodies one after the other, the last for ever, and notes what was asked."""

    def __init__(self, *bodies: bytes, status: int = 200) -> None:
        self.bodies = [*bodies]
        self.status = status
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        assert len(self.asked) < 99, "this goes on for ever"
        return httpx.Response(self.status, content=self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0])

    @property
    def targets(self) -> list[str]:
        """Where requests went."""
        return [request.url.raw_path.decode() for request in self.asked]
