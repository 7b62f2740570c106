"""The reference as its readers need it: what an operation gives under each kind of client, not what it builds.

`twilio_lite._operation` says the same to type checkers. What a docstring indents is code, or a drawing. A public name
that the reference lacks is a warning, and with that the end of the build.
"""

from __future__ import annotations

import re
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sphinx.util.logging import getLogger

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

PRIVATE = re.compile(r"\b(RawClient|AsyncRawClient|World|C_co)\b")
ADAPTERS = ("starlette", "flask", "django", "asgi", "wsgi")
MODULES = ("errors", "jwt", "sandbox", "segments", "twiml", "webhooks", *(f"webhooks.{name}" for name in ADAPTERS))

BUILT = re.compile(r"(?:\w+\.)*(Request|Listing|Streamed)(?:\[(.*)\])?", re.DOTALL)


def faces(name: str, built: str | None) -> tuple[str, str, str | None] | None:
    """Give what the operation *name* gives under `Client`, `AsyncClient` and `with_raw_response`; None for all else."""
    found = BUILT.fullmatch((built or "").replace("~", ""))
    match found and found.groups():
        case "Request", result:
            return result, f"Coroutine[Any, Any, {result}]", f"Reply[{result}]"
        case "Listing", item if name == "list":
            return f"list[{item}]", f"Coroutine[Any, Any, list[{item}]]", None
        case "Listing", item:
            return f"Pages[{item}]", f"AsyncPages[{item}]", None
        case "Streamed", _:
            return "Chunks", "AsyncChunks", None
        case _:
            return None


def annotated(operation: object) -> str | None:
    """Give the return annotation of what an operation is made from, as it is written."""
    built = getattr(operation, "__wrapped__", None)
    return None if built is None else str(built.__annotations__.get("return"))


def sign(
    _app: Sphinx, what: str, name: str, operation: object, _options: Any, parameters: str | None, result: str | None
) -> tuple[str | None, str | None]:
    """Show what a caller in sync code gets, and no parameters of what only the library makes."""
    if what == "class" and PRIVATE.search(parameters or ""):
        return "", None
    found = faces(name.rpartition(".")[2], annotated(operation))
    return parameters, found[0] if found else result


def describe(_app: Sphinx, _what: str, name: str, operation: object, _options: Any, lines: list[str]) -> None:
    """Say below the docstring what the others get, and show as code what it indents."""
    lines[:] = as_code(lines)
    if name.endswith("__version__"):
        lines[:] = ["The version of this package."]
    found = faces(name.rpartition(".")[2], annotated(operation))
    if found:
        _, in_async, raw = found
        lines += [
            "",
            f":AsyncClient: ``{in_async}``",
            *([f":Raw: ``{raw}``, with ``with_raw_response``"] if raw else []),
        ]


def keep(_app: Sphinx, _what: str, name: str, member: object, _skips: object, _options: Any) -> bool | None:
    """Show the values of an enum, which need no words."""
    return False if isinstance(member, Enum) and not name.startswith("_") else None


def as_code(lines: list[str]) -> list[str]:
    """Put the mark of a code block before each one."""
    marked: list[str] = []
    is_code = False
    for line in lines:
        begins = line.startswith("    ") and not is_code and not (marked and marked[-1])
        marked += ["::", "", line] if begins else [line]
        is_code = line.startswith("    ") or (is_code and not line)
    return marked


def check(_app: Sphinx, environment: BuildEnvironment) -> None:
    """Warn of each public name that is not in the reference, neither where it is nor where it is from."""
    described = environment.domains["py"].data["objects"]
    for module in map(import_module, ("twilio_lite", *(f"twilio_lite.{name}" for name in MODULES))):
        for name in getattr(module, "__all__", ()):
            thing = getattr(module, name)
            homes = {f"{module.__name__}.{name}", f"{getattr(thing, '__module__', '')}.{name}"}
            if not homes & described.keys():
                getLogger(__name__).warning("%s.%s is public, but not in the reference", module.__name__, name)


def setup(app: Sphinx) -> dict[str, bool]:
    """Tell Sphinx whom to ask."""
    app.connect("autodoc-process-signature", sign)
    app.connect("autodoc-process-docstring", describe)
    app.connect("autodoc-skip-member", keep)
    app.connect("env-check-consistency", check)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
