"""All faults, by group."""

from __future__ import annotations

from faults.answering import ERRORS, FRAMING, REDIRECTS, RETRYABLE
from faults.connecting import CONNECTION, REUSE, TIMING, TLS
from faults.kinds import Fault, staying
from faults.marking import XML
from faults.paging import PAGING
from faults.reading import BODIES, SIZE

GROUPS: dict[str, list[Fault]] = {
    "connection": CONNECTION,
    "timing": TIMING,
    "reuse": REUSE,
    "framing": FRAMING,
    "retryable": staying(RETRYABLE),
    "error bodies": staying(ERRORS),
    "bodies": staying(BODIES),
    "size": staying(SIZE),
    "XML": staying(XML),
    "redirects": staying(REDIRECTS),
    "paging": staying(PAGING),
    "TLS": TLS,
}
