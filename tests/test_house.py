"""The laws of the house: what is public, what every operation looks like, which way imports point."""

from __future__ import annotations

import ast
import inspect
import subprocess
import sys
from functools import cache
from pathlib import Path
from pkgutil import iter_modules
from textwrap import dedent
from typing import Any

import pytest

import twilio_lite
from conftest import operations
from twilio_lite import webhooks

PACKAGE = Path(twilio_lite.__file__).parent
SOURCES = sorted(PACKAGE.rglob("*.py"))


def test_the_public_names_are_exactly_those_of_all_and_sorted() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text())
    checkers = next(node for node in tree.body if isinstance(node, ast.If))
    seen = [alias.name for node in checkers.body if isinstance(node, ast.ImportFrom) for alias in node.names]
    assert sorted(seen) == twilio_lite.__all__ == dir(twilio_lite) == sorted(twilio_lite.__all__)
    assert {name for name in vars(twilio_lite) if not name.startswith(("_", "@"))} <= {  # pytest adds names with an @
        *twilio_lite.__all__,
        *(path.stem for path in PACKAGE.iterdir()),
        *("annotations", "import_module", "logging", "TYPE_CHECKING"),
    }


@pytest.mark.parametrize("name", twilio_lite.__all__)
def test_a_public_name_can_be_had_and_is_documented(name: str) -> None:
    value = getattr(twilio_lite, name)
    assert inspect.getdoc(value)


@pytest.mark.parametrize("name", ["errors", "jwt", "resources", "sandbox", "segments", "twiml", "webhooks"])
def test_a_public_module_can_be_had_from_the_package_at_once(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(twilio_lite, name, raising=False)
    assert getattr(twilio_lite, name).__name__ == f"twilio_lite.{name}"


def test_any_other_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Klient'"):
        twilio_lite.Klient  # noqa: B018 - that it is asked for is the test


@pytest.mark.parametrize(("name", "operation"), operations().items())
def test_an_operation_is_documented_and_takes_keywords_only_but_where_a_file_goes(name: str, operation: Any) -> None:
    assert inspect.getdoc(operation), name
    parameters = list(inspect.signature(operation).parameters.values())[1:]
    by_place = [parameter for parameter in parameters if parameter.kind is not inspect.Parameter.KEYWORD_ONLY]
    assert len(by_place) <= asks_for_a_file(definition(operation))


@pytest.mark.parametrize(("name", "operation"), operations().items())
def test_wire_is_called_in_the_first_statement_of_an_operation_that_sends_what_it_takes(
    name: str, operation: Any
) -> None:
    function = definition(operation)
    statements = [node for node in function.body if ast.get_docstring(function) is None or node is not function.body[0]]
    takes_any = len(inspect.signature(operation).parameters) > 1
    assert calls_wire(statements[0]) == (takes_any and not asks_for_a_file(function)), name


def definition(operation: Any) -> ast.FunctionDef:
    """Give the source of *operation*."""
    source = inspect.getsource(operation.__wrapped__)
    return next(node for node in ast.walk(ast.parse(dedent(source))) if isinstance(node, ast.FunctionDef))


def asks_for_a_file(function: ast.FunctionDef) -> bool:
    """Does *function* say where a file goes? What it takes is about that, and none of it is sent."""
    keywords = {node.arg for node in ast.walk(function) if isinstance(node, ast.keyword)}
    return "into" in keywords and not keywords & {"query", "form"}


def calls_wire(node: ast.AST) -> bool:
    """Does *node* call `wire`?"""
    return any(isinstance(inner, ast.Name) and inner.id == "wire" for inner in ast.walk(node))


@cache
def imports(path: Path) -> list[tuple[str, str]]:
    """Each module that *path* imports, and when: at once, later, or for type checkers only."""
    tree = ast.parse(path.read_text())
    guards = [node for node in tree.body if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)]
    found: list[tuple[str, str]] = []
    for node in ast.walk(tree):
        when = (
            "checkers" if any(node in guard.body for guard in guards) else "at once" if node in tree.body else "later"
        )
        if isinstance(node, ast.ImportFrom):
            found.append((node.module or "", when))
        elif isinstance(node, ast.Import):
            found.extend((alias.name, when) for alias in node.names)
    return found


@pytest.mark.parametrize(
    ("library", "files"),
    [
        (
            "httpx",
            {
                "_attempt.py",
                "_post.py",
                "_transport.py",
                "_transport_async.py",
                "aio.py",
                "framing.py",
                "route.py",
                "sync.py",
                "way.py",
            },
        ),
        ("httptools", {"framing.py"}),
        ("ssl", {"route.py"}),
        ("asyncio", {"_post.py", "_transport_async.py", "_web.py", "aio.py"}),
        ("dateutil", {"_dates.py"}),
        ("defusedxml", {"_twiml.py", "_xml.py"}),
        ("orjson", {"_json.py"}),
        ("jwt", {"jwt.py"}),
        ("starlette", {"_web.py", "starlette.py"}),
        ("anyio", {"_web.py"}),
        ("jinja2", {"_web.py"}),
        ("uvicorn", {"__main__.py"}),
        ("fastapi", set()),
        ("flask", {"flask.py"}),
        ("werkzeug", set()),
        ("django", {"django.py"}),
        ("asgiref", {"django.py"}),
        ("hmac", {"_accounts.py", "_deliveries.py", "_signature.py", "_webhook.py"}),
        ("hashlib", {"_answer.py", "_deliveries.py", "_signature.py"}),
    ],
)
def test_a_costly_library_is_known_to_few_files(library: str, files: set[str]) -> None:
    knowing = {
        path.name
        for path in SOURCES
        for name, when in imports(path)
        if name.split(".")[0] == library and when != "checkers"
    }
    assert knowing == files


MODULES = {module.name for module in iter_modules(webhooks.__path__)}
ADAPTERS = {"django", "flask", "starlette"}
ABSENT = ADAPTERS | {"asgiref", "fastapi", "httpcore", "httptools", "httpx", "jwt", "werkzeug"}
PROGRAM = """
import importlib, sys

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {absent}:
            raise ImportError(f"{{name}} is not installed")

sys.meta_path.insert(0, Absent())
module = importlib.import_module({name!r})
for name in getattr(module, "__all__", ()):
    getattr(module, name)
try:
    import httpx
except ImportError:
    sys.exit(0)
sys.exit("httpx is there")
"""


@pytest.mark.parametrize(
    "name",
    [
        "twilio_lite",
        "twilio_lite.errors",
        "twilio_lite.jwt",
        "twilio_lite.resources",
        "twilio_lite.segments",
        "twilio_lite.twiml",
        "twilio_lite.webhooks",
        *(f"twilio_lite.webhooks.{name}" for name in sorted(MODULES - ADAPTERS)),
    ],
)
def test_what_makes_no_calls_is_imported_where_neither_httpx_nor_a_framework_is(name: str) -> None:
    subprocess.run([sys.executable, "-c", PROGRAM.format(absent=ABSENT, name=name)], check=True, timeout=60)


def test_nothing_imports_the_client_at_run_time_but_what_makes_one() -> None:
    importing = {
        path.relative_to(PACKAGE).as_posix()
        for path in SOURCES
        for name, when in imports(path)
        if name == "_client" and when == "at once"
    }
    assert importing == set()


def test_a_file_of_the_package_states_its_law_and_a_long_one_is_an_exception() -> None:
    long = set()
    for path in SOURCES:
        source = path.read_text()
        assert ast.get_docstring(ast.parse(source)), path
        if source.count("\n") > 250:
            long.add(path.name)
    assert long == {"_client.py", "_settings.py", "aio.py"}
