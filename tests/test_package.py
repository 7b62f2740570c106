"""What the package says of itself is written once, and the pages that repeat some of it agree. Nothing is built."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

import twilio_lite

ROOT = Path(__file__).parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
ABOUT: dict[str, Any] = PROJECT["project"]
EXTRAS: dict[str, list[str]] = ABOUT["optional-dependencies"]
BOUNDED = {*ABOUT["dependencies"], *(requirement for extra in EXTRAS.values() for requirement in extra)}
NOTED = {"CHANGELOG.md", "_version.py", "performance.md"}  # what happened in a version, what was measured of one
SNIPPETS = sorted((ROOT / "tests" / "typing").glob("snippets*.py"))


def test_the_version_is_written_in_one_place() -> None:
    sources = [path for pattern in ("*.py", "*.toml", "*.md") for path in ROOT.glob(pattern)]
    sources += [path for pattern in ("*.py", "*.md") for path in (ROOT / "docs").rglob(pattern)]
    sources += (ROOT / "twilio_lite").rglob("*.py")
    stated = re.compile(rf"(?<![\d.]){re.escape(twilio_lite.__version__)}(?![\d.])")
    assert {path.name for path in sources if stated.search(path.read_text())} <= NOTED
    assert version("twilio-lite") == twilio_lite.__version__
    assert ABOUT["dynamic"] == ["version"]


def test_the_changelog_begins_with_this_version() -> None:
    heading = re.search(r"^## (\S+) - (unreleased|\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert heading
    assert heading[1] == twilio_lite.__version__


def test_each_python_that_is_named_is_allowed_and_the_oldest_is_the_one_that_tools_check_for() -> None:
    named = [found[1] for each in ABOUT["classifiers"] if (found := re.search(r":: (3\.\d+)$", each))]
    assert all(python in SpecifierSet(ABOUT["requires-python"]) for python in named)
    assert ABOUT["requires-python"] == f">={named[0]}"
    assert PROJECT["tool"]["ruff"]["target-version"] == f"py{named[0].replace('.', '')}"


@pytest.mark.parametrize("requirement", sorted(BOUNDED))
def test_the_policies_name_a_dependency_with_its_bounds(requirement: str) -> None:
    wanted = Requirement(requirement)
    bounds = sorted(map(str, wanted.specifier), reverse=True)
    rows = [line for line in (ROOT / "docs" / "policies.md").read_text().splitlines() if line.startswith("|")]
    assert any(re.search(rf"\b{wanted.name}\b", row) and f"`{','.join(bounds)}`" in row for row in rows)


@pytest.mark.parametrize("extra", EXTRAS)
def test_the_readme_says_what_an_extra_brings(extra: str) -> None:
    install = (ROOT / "README.md").read_text().partition("## Install")[2].partition("\n## ")[0]
    assert f'".[{extra}]"' in install


def test_the_page_on_types_names_the_checkers_in_the_versions_that_are_used() -> None:
    pins = dict(each.split("==") for each in PROJECT["dependency-groups"]["types"] if "==" in each)
    page = (ROOT / "docs" / "typing.md").read_text()
    assert {name: pin for name, pin in pins.items() if f"| {name} {pin} |" in page} == pins


def test_the_figures_on_the_page_on_types_are_those_of_the_files() -> None:
    mistakes = (ROOT / "tests" / "typing" / "mistakes.py").read_text()
    page = (ROOT / "docs" / "typing.md").read_text()
    assert f"the {mistakes.count('# type: ignore')} mistakes" in page
    functions = [node for path in SNIPPETS for node in ast.parse(path.read_text()).body if hasattr(node, "args")]
    assert len(functions) == 30
    assert sum(path.read_text().count("# type: ignore") for path in SNIPPETS) == 7


def test_whoever_contributes_reads_of_each_session() -> None:
    tree = ast.parse((ROOT / "noxfile.py").read_text())
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    sessions = {
        node.name for node in functions if any("nox.session" in ast.unparse(each) for each in node.decorator_list)
    }
    rows = "\n".join(re.findall(r"^\|.*", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE))
    assert sessions
    assert {name for name in sessions if f"`{name}`" not in rows} == set()
