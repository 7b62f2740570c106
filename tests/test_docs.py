"""The documentation says what is so: its lists are those of the code."""

from __future__ import annotations

from covering import PAGE, page


def test_the_page_of_coverage_has_the_operations_of_both_libraries_as_they_are() -> None:
    assert PAGE.read_text() == page(), "python tests/covering.py writes it anew"
