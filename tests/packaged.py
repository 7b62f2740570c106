"""What is in the wheel and in the sdist: everything that is needed and nothing else. `nox -s package` asks.

    python tests/packaged.py dist/x.whl dist/x.tar.gz

The package is told from the checkout this file is in. Whatever is wrong is said at once, with exit status 1.
"""

from __future__ import annotations

import sys
import tarfile
from email.parser import BytesParser
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parent.parent
MOST_BYTES = 1_000_000
IN_SDIST = {
    *("CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"),
    *("docs", "examples", "noxfile.py", "pyproject.toml", "tests", "twilio_lite"),
    *(".gitignore", "PKG-INFO"),  # hatchling's own
}
LEFTOVERS = {"__pycache__", "node_modules", ".hypothesis", ".nox", ".venv", ".git"}


def package() -> set[str]:
    """Each file of the package, as it is in the checkout: code, `py.typed`, templates, what a browser loads."""
    files = (path for path in (ROOT / "twilio_lite").rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(ROOT).as_posix() for path in files}


def wheel_faults(wheel: Path) -> list[str]:
    """Say what is wrong with *wheel*."""
    with ZipFile(wheel) as archive:
        files = {name for name in archive.namelist() if not name.endswith("/")}
        about = next(name.partition("/")[0] for name in files if ".dist-info/" in name)
        metadata = BytesParser().parsebytes(archive.read(f"{about}/METADATA"))
    around = {f"{about}/{name}" for name in ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")}
    size = wheel.stat().st_size
    print(f"{wheel.name}: {size:,} bytes, {len(files)} files, metadata {metadata['Metadata-Version']}")
    return [
        *(f"not in the wheel: {name}" for name in sorted((package() | around) - files)),
        *(f"in the wheel, but not of the package: {name}" for name in sorted(files - package() - around)),
        *(f"the metadata have no {name}" for name in ("Summary", "Keywords", "Classifier") if name not in metadata),
        *(f"the wheel has {size:,} bytes, more than {MOST_BYTES:,}" for _ in range(size >= MOST_BYTES)),
    ]


def sdist_faults(sdist: Path) -> list[str]:
    """Say what is wrong with *sdist*."""
    with tarfile.open(sdist) as archive:
        files = {member.name.partition("/")[2] for member in archive.getmembers() if member.isfile()}
    roots = {name.partition("/")[0] for name in files}
    print(f"{sdist.name}: {sdist.stat().st_size:,} bytes, {len(files)} files")
    return [
        *(f"not in the sdist: {name}" for name in sorted((package() | IN_SDIST) - files - roots)),
        *(f"in the sdist, but not meant to be: {name}" for name in sorted(roots - IN_SDIST)),
        *(f"left over in the sdist: {name}" for name in sorted(files) if LEFTOVERS & set(name.split("/"))),
    ]


if __name__ == "__main__":
    sys.exit("\n".join(wheel_faults(Path(sys.argv[1])) + sdist_faults(Path(sys.argv[2]))) or None)
