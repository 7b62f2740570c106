"""The sandbox's own laws: its answers are its own work, so that a mistake of the library cannot hide in them."""

from __future__ import annotations

import ast
from pathlib import Path

import twilio_lite
from twilio_lite import sandbox

FOLDER = Path(sandbox.__file__).parent
PACKAGE = Path(twilio_lite.__file__).parent
# What has nothing to do with how the library reads and writes: headers, a record of an answer, errors, how texts are
# counted; and where a sandbox is put in Twilio's place.
HARMLESS = {"_headers", "_request", "_version", "_wire.shared", "errors", "segments"}
# Models and clients are handed out by these three alone.
HANDING_OUT = {"_models.py", "_phone.py", "_sandbox.py"}
HANDED_OUT = {"_address", "_structure", "_client", "resources.accounts", "resources.calls", "resources.messages"}


def of_the_library(path: Path) -> set[str]:
    """The modules of the library, but for the sandbox's own, that a file imports when it runs."""
    tree = ast.parse(path.read_text())
    names: set[str] = set()
    for node in at_run_time(tree):
        if isinstance(node, ast.ImportFrom) and node.level == 2:
            names |= {node.module} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("twilio_lite"):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names if alias.name.startswith("twilio_lite")}
    return names


def at_run_time(node: ast.AST) -> list[ast.AST]:
    """All nodes but those for type checkers."""
    if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
        return []
    return [node, *(inner for child in ast.iter_child_nodes(node) for inner in at_run_time(child))]


def test_no_answer_is_made_with_the_librarys_decoding_or_its_resources() -> None:
    for path in FOLDER.glob("*.py"):
        allowed = HARMLESS | (HANDED_OUT if path.name in HANDING_OUT else set())
        assert of_the_library(path) <= allowed, path.name


def test_what_answers_hands_out_no_models() -> None:
    tree = {path.name: ast.parse(path.read_text()) for path in FOLDER.glob("*.py")}
    knowing = {
        name
        for name, module in tree.items()
        for node in at_run_time(module)
        if isinstance(node, ast.ImportFrom) and node.level == 1 and node.module in {"_models", "_phone", "_sandbox"}
    }
    assert knowing == {"__init__.py", "_phone.py", "_sandbox.py"}


def test_the_harmless_know_nothing_of_reading_and_writing() -> None:
    forbidden = {"_structure", "_decode", "_json", "_xml", "_csv", "_dates", "_parameters", "_paging", "resources"}
    for name in HARMLESS - {"_request"}:
        tree = ast.parse((PACKAGE / f"{name.replace('.', '/')}.py").read_text())
        imported = {node.module for node in at_run_time(tree) if isinstance(node, ast.ImportFrom)}
        assert not imported & forbidden, name
