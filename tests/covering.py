"""Write docs/coverage.md anew, our operations beside those of twilio-python: `python tests/covering.py`.

Both are read from the code: ours by walking from a client, the official SDK's out of its source.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import twilio

from twilio_lite import Client
from twilio_lite._operation import Resource

PAGE = Path(__file__).parent.parent / "docs" / "coverage.md"
TABLES = re.compile(r"(?<=<!-- tables: begin -->\n).*(?=<!-- tables: end -->)", re.DOTALL)
SDK = Path(twilio.__file__).parent / "rest"
VERBS = ("create", "fetch", "list", "update", "delete")
ALIKE = ("stream",)  # the same operation as list
ACCOUNT = "/2010-04-01/Accounts/{}/"
SID = f"AC{'0' * 32}"
CALLED = re.compile(r"""self\._uri = \(?\s*["']([^"']+)""")
VARIES = re.compile(rf"\{{[^}}]*\}}|{SID}")
# By path and verb, how it is spelled.
Operations = dict[tuple[str, str], str]


def ours() -> Operations:
    """Give each operation of this library, as it is first met on the way from a client."""
    found: Operations = {}
    with Client(SID, "token") as client:
        places: list[tuple[Any, str]] = [(client, "client")]
        for place, spelling in places:
            for name in (name for name in dir(type(place)) if not name.startswith("_")):
                member = getattr(type(place), name)
                if isinstance(member, property) and name != "api" and isinstance(getattr(place, name), Resource):
                    places.append((getattr(place, name), f"{spelling}.{name}"))
                elif hasattr(member, "__wrapped__") and isinstance(place, Resource) and name not in ALIKE:
                    found.setdefault((spelled(place.path), name), f"{spelling}.{name}")
            if isinstance(place, Resource) and callable(place):
                places.append((place(SID), f"{spelling}(sid)"))
    return found


def spelled(path: str) -> str:
    """Give a path without its SIDs and its extension."""
    return VARIES.sub("{}", path).removesuffix(".json")


def theirs(folder: Path, version: str) -> Operations:
    """Give each operation of the official SDK in *folder*, with the path that it documents."""
    found: Operations = {}
    for source in sorted(folder.rglob("*.py")):
        for kind in source.read_text().split("\nclass "):
            if path := CALLED.search(kind):
                found |= {(spelled(version + path[1]), verb): path[1] for verb in VERBS if f"\n    def {verb}(" in kind}
    return found


def tables() -> str:
    """Write what stands between the marks of the page."""
    here, there = ours(), theirs(SDK / "api" / "v2010", "/2010-04-01")
    both = here.keys() & there.keys()
    missing: dict[str, list[str]] = {}
    for path, verb in sorted(there.keys() - both, key=lambda one: (one[0], VERBS.index(one[1]))):
        missing.setdefault(path.removeprefix(ACCOUNT), []).append(verb)
    products = {folder.name: len(theirs(folder, "")) for folder in sorted(SDK.iterdir()) if folder.name != "api"}
    lines = [
        "## Here",
        "",
        f"Of the {len(there)} operations that twilio-python {twilio.__version__} has in the API's version 2010-04-01,",
        f"{len(both)} are here, with their parameters and fields.",
        "",
        "| operation | path | in twilio-python |",
        "|---|---|---|",
        *(f"| `{here[key]}` | `{key[0]}` | {'yes' if key in both else 'no'} |" for key in sorted(here)),
        "",
        "## Not here, in the same version of the API",
        "",
        f"Paths are below `{ACCOUNT}`.",
        "",
        "| path | operations |",
        "|---|---|",
        *(f"| `{path}` | {', '.join(verbs)} |" for path, verbs in missing.items()),
        "",
        "## Not here, the other products",
        "",
        "| product of twilio-python | operations |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in products.items() if count),
        f"| together | {sum(products.values())} |",
    ]
    return "\n".join(lines) + "\n"


def page() -> str:
    """Give the page with its tables as they should be."""
    return TABLES.sub(lambda _: tables(), PAGE.read_text())


if __name__ == "__main__":
    PAGE.write_text(page())
