"""One value becomes what its field holds: a measure, true or false, and what is neither."""

from __future__ import annotations

from typing import Any

import pytest

from twilio_lite._values import converter, real, truth


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.9375", 0.9375),
        ("37.787890", 37.78789),
        ("-122.391664", -122.391664),
        (" 1 ", 1.0),
        ("+1.5", 1.5),
        ("1e-3", 0.001),
        (0.5, 0.5),
        (2, 2.0),
        ("0", 0.0),
        ("", None),
        (None, None),
    ],
)
def test_a_measure_is_a_float(written: Any, value: float | None) -> None:
    read = real(written)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "written", ["north", "NaN", "inf", "1,5", "0x1", "٣", " ", "1.", True, [], {}, float("nan"), "1e999"]
)
def test_what_is_no_measure_is_a_value_error_that_shows_it(written: Any) -> None:
    with pytest.raises(ValueError, match=r"^is .*, not a number$"):
        real(written)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("false", False),
        ("True", True),
        ("FALSE", False),
        (True, True),
        (False, False),
        ("", None),
        (None, None),
    ],
)
def test_true_and_false_are_read_from_text_too(written: Any, *, value: bool | None) -> None:
    assert truth(written) is value


@pytest.mark.parametrize("written", ["yes", "1", "0", " true", "none", 1, 0, 1.0, [], {}])
def test_what_is_neither_true_nor_false_is_a_value_error_that_shows_it(written: Any) -> None:
    with pytest.raises(ValueError, match=r"^is .*, not true or false$"):
        truth(written)


def test_the_annotation_of_a_field_chooses() -> None:
    assert converter("latitude", float | None) is real
    assert converter("forwarded", bool | None) is truth
