"""Programs run each in a fresh process, forked from one that has the library in it already: that costs little.

Where such processes cannot be forked (Windows) each is started anew.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
import traceback
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

PATIENCE = 60.0


def play(environment: dict[str, str], path: str, arguments: list[str], said: str) -> None:
    """Be the process: run the file at *path*, and write what it says into the file *said*."""
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = [path, *arguments]
    sys.path.remove(str(Path(__file__).parent))
    with Path(said).open("w", encoding="utf-8") as out, redirect_stdout(out), redirect_stderr(out):
        try:
            runpy.run_path(path, run_name="__main__")
        except Exception:
            traceback.print_exc()
            raise


def run(environment: Mapping[str, str], folder: Path, program: str | Path, *arguments: str) -> str:
    """Run a program, a file or the text of one, to its end and give what it said; *folder* keeps that meanwhile."""
    path = program if isinstance(program, Path) else folder / "program.py"
    if isinstance(program, str):
        path.write_text(program, encoding="utf-8")
    context: Any = multiprocessing.get_context("spawn" if sys.platform == "win32" else "forkserver")
    context.set_forkserver_preload(["pytest", "programs", "twilio_lite._client", "twilio_lite.sandbox"])
    said = folder / "said.txt"
    process = context.Process(target=play, args=(dict(environment), str(path), list(arguments), str(said)))
    process.start()
    process.join(PATIENCE)
    process.kill()
    text = said.read_text(encoding="utf-8")
    assert process.exitcode == 0, text
    return text
