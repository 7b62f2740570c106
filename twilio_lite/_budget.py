"""What the further tries of one client may cost together: when everything fails, trying again makes it worse.

A client begins with the means for 35 tries after a failure, or 100 after a 429. A call that succeeds gives back what
its last further try cost, or a little if it had none; one that fails gives back nothing.
"""

from __future__ import annotations

import threading

MOST = 500
COST = 14
COST_OF_REFUSAL = 5
THANKS = 1


class Budget:
    """The means of one client and its copies; any thread may take from them and give to them."""

    def __init__(self) -> None:
        self.left: int = MOST
        self.lock: threading.Lock = threading.Lock()

    def take(self, cost: int) -> bool:
        """Take *cost*, if there is as much."""
        with self.lock:
            if self.left < cost:
                return False
            self.left -= cost
            return True

    def give(self, amount: int) -> None:
        """Give *amount*, up to what there was at first."""
        if self.left < MOST:
            with self.lock:
                self.left = min(MOST, self.left + amount)
