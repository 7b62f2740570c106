"""The documentation says what is so: its lists are those of the code, and the reference has every public name."""

from __future__ import annotations

import inspect
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

import twilio_lite
from covering import PAGE, page

DOCS = Path(__file__).parent.parent / "docs"
DIRECTIVE = re.compile(r"^\.\. (currentmodule|auto\w+):: ([\w.]+)(?:\n   (:no-members:))?", re.MULTILINE)
ADAPTERS = ("asgi", "django", "flask", "starlette", "wsgi")
MODULES = ("errors", "jwt", "sandbox", "segments", "twiml", "webhooks", *(f"webhooks.{name}" for name in ADAPTERS))
PUBLIC = [
    (module.__name__, name)
    for module in (twilio_lite, *(import_module(f"twilio_lite.{name}") for name in MODULES))
    for name in getattr(module, "__all__", ())
]


@cache
def described() -> list[object]:
    """Give what the reference describes, one by one or with its module."""
    found: list[object] = []
    for path in (DOCS / "reference").glob("*.md"):
        for directive, name, bare in DIRECTIVE.findall(path.read_text()):
            home, _, last = name.rpartition(".")
            if directive == "automodule" and not bare:
                module = import_module(name)
                found += [getattr(module, one) for one in getattr(module, "__all__", vars(module))]
            elif directive.startswith("auto") and not bare:
                found.append(getattr(import_module(home or "twilio_lite"), last))
    return found


@pytest.mark.parametrize(("module", "name"), PUBLIC)
def test_a_public_name_is_in_the_reference_and_has_a_docstring(module: str, name: str) -> None:
    thing = getattr(import_module(module), name)
    assert any(one is thing for one in described())
    assert inspect.getdoc(thing)


def test_the_page_of_coverage_has_the_operations_of_both_libraries_as_they_are() -> None:
    assert PAGE.read_text() == page(), "python tests/covering.py writes it anew"


def test_every_page_is_in_the_table_of_contents() -> None:
    listed = re.findall(r"^[\w/]+$", (DOCS / "index.md").read_text(), re.MULTILINE)
    pages = {str(path.relative_to(DOCS).with_suffix("")) for path in DOCS.rglob("*.md")} - {"index"}
    assert sorted(listed) == sorted(pages)
