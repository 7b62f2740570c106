"""Measure twilio_lite beside twilio-python and httpx: `python tests/benching.py`, under eight minutes on two cores.

A whole run writes its table into docs/performance.md; one with any option but --check only prints it.
"""

from __future__ import annotations

import sys
from argparse import ArgumentParser

from bench.rounds import COUNTS, Plan
from bench.table import missed, table, write

ROUNDS = 7


def bench() -> int:
    """Measure, print, and write where all was measured; give the exit status."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few calls, once: to see that it runs")
    parser.add_argument("--check", action="store_true", help="end with status 1 when a target is missed")
    parser.add_argument("--rounds", type=int, help=f"how often, instead of {ROUNDS} times")
    parser.add_argument("--only", nargs="+", choices=COUNTS, default=[], help="these works and no others")
    parser.add_argument("--without", nargs="+", default=[], help="modules twilio_lite is to do without")
    options = parser.parse_args()
    rounds = options.rounds or (1 if options.quick else ROUNDS)
    counts = {work: COUNTS[work][options.quick] for work in options.only or COUNTS}
    plan = Plan(rounds, counts, 0 if options.quick else 2, tuple(options.without))
    figures = plan.run()
    text = table(figures, plan)
    print(text)
    if not (options.quick or options.rounds or options.only or options.without):
        write(text)
    return int(options.check and missed(figures))


if __name__ == "__main__":
    sys.exit(bench())
