"""All faults, by group."""

from __future__ import annotations

from faults.answering import ERRORS, FRAMING, REDIRECTS, RETRYABLE
from faults.connecting import CONNECTION, REUSE, TIMING, TLS
from faults.kinds import Fault
from faults.reading import BODIES, PAGING, SIZE, XML

GROUPS: dict[str, list[Fault]] = {
    "connection": CONNECTION,
    "timing": TIMING,
    "reuse": REUSE,
    "framing": FRAMING,
    "retryable": RETRYABLE,
    "error bodies": ERRORS,
    "bodies": BODIES,
    "size": SIZE,
    "XML": XML,
    "redirects": REDIRECTS,
    "paging": PAGING,
    "TLS": TLS,
}
