"""What this project asks of itself: `nox` runs tests, lint, types, examples and docs, `nox -s NAME` one of them."""

from itertools import chain
from pathlib import Path
from shutil import rmtree, unpack_archive, which
from tempfile import TemporaryDirectory

import nox
from packaging.requirements import Requirement

PROJECT = nox.project.load_toml("pyproject.toml")

nox.options.sessions = ["tests", "lint", "types", "examples", "docs"]
nox.options.error_on_external_run = True
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"


def install(session: nox.Session, *groups: str) -> None:
    """Install the package as its users do, and what the dependency *groups* name."""
    session.install(".", *nox.project.dependency_groups(PROJECT, *groups))


def install_clients(session: nox.Session) -> None:
    """Install what npm has of Twilio's, for tests of the sandbox: they say so when it is not there."""
    if which("npm"):
        command = ("npm", "install", "--prefix", "tests/clients", "--no-package-lock", "--no-audit", "--no-fund")
        session.run(*command, external=True, success_codes=range(256))


@nox.session
def tests(session: nox.Session) -> None:
    """Run every test, on all cores; together they must reach every line of the package."""
    install(session, "tests")
    install_clients(session)
    covering = () if session.posargs else ("--cov",)  # some tests reach some lines
    session.run("pytest", *covering, "--numprocesses=auto", "--dist=worksteal", *session.posargs)


@nox.session(python=nox.project.python_versions(PROJECT), default=False)
def pythons(session: nox.Session) -> None:
    """Run the tests on every Python the package names, where it is present."""
    install(session, "tests")
    session.run("pytest", *session.posargs)


def oldest_allowed(requirement: str) -> str:
    """Turn the `>=` of *requirement* into `==`; its marker stays, other bounds go."""
    wanted = Requirement(requirement)
    least = next(bound.version for bound in wanted.specifier if bound.operator == ">=")
    return f"{wanted.name}=={least}" + (f"; {wanted.marker}" if wanted.marker else "")


def requirements() -> list[str]:
    """List what the package needs, all its extras included."""
    project = PROJECT["project"]
    return [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]


@nox.session(default=False)
def oldest(session: nox.Session) -> None:
    """Run the tests over the oldest version of each dependency that the package and its extras allow."""
    pins = map(oldest_allowed, requirements())
    session.install(*pins, *nox.project.dependency_groups(PROJECT, "tests"), ".")
    session.run("pytest", "-W", "ignore::DeprecationWarning", *session.posargs)  # of what the old call in newer ones


@nox.session(default=False, reuse_venv=False)
def newest(session: nox.Session) -> None:
    """Run the tests over the newest version of each dependency: those of an environment made anew."""
    session.install(*requirements(), *nox.project.dependency_groups(PROJECT, "tests"), ".")
    session.run("pytest", *session.posargs)


@nox.session(default=False, reuse_venv=False)
def package(session: nox.Session) -> None:
    """Build what a release would publish, into dist/, and check it; its tests, elsewhere, run over its wheel."""
    rmtree("dist", ignore_errors=True)
    session.install(*nox.project.dependency_groups(PROJECT, "release"))
    session.run("python", "-m", "build", "--outdir", "dist")  # the sdist from here, the wheel from the sdist
    wheel, sdist = next(Path("dist").glob("*.whl")).resolve(), next(Path("dist").glob("*.tar.gz")).resolve()
    session.run("twine", "check", "--strict", str(wheel), str(sdist))
    session.run("python", "tests/packaged.py", str(wheel), str(sdist))
    session.install(str(wheel), *nox.project.dependency_groups(PROJECT, "tests"))
    with TemporaryDirectory() as elsewhere:
        unpack_archive(sdist, elsewhere, filter="data")
        session.chdir(Path(elsewhere, sdist.name.removesuffix(".tar.gz")))
        rmtree("twilio_lite")  # so that nothing but the wheel can be imported
        session.run("pytest", *session.posargs)
        session.chdir(sdist.parent.parent)


@nox.session(default=False)
def audit(session: nox.Session) -> None:
    """Look for known weaknesses in what users install beside the package. It needs the network: PyPI is asked."""
    session.install("pip-audit")
    wanted = Path(session.create_tmp(), "requirements.txt")
    wanted.write_text("\n".join(requirements()))
    session.run("pip-audit", "--strict", "--requirement", str(wanted))  # in a place of its own: we are not on PyPI


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Run the matrix of faults and the long tests: cancellations, forks, threads. They take some minutes."""
    install(session, "tests")
    session.run("pytest", "-m", "faults", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check style and format."""
    session.install(*nox.project.dependency_groups(PROJECT, "lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def types(session: nox.Session) -> None:
    """Check the types, as they are written and as a user's checker sees them. ty and pyrefly inform."""
    install(session, "types")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "twilio_lite", "--ignoreexternal")
    informing = ("twilio_lite", "tests/typing/api.py", "tests/typing/snippets.py", "tests/typing/snippets_answering.py")
    session.run("ty", "check", *informing, success_codes=[0, 1])
    session.run("pyrefly", "check", *informing, success_codes=[0, 1])


@nox.session
def examples(session: nox.Session) -> None:
    """Run the README's first example and the tests of all examples."""
    install(session, "tests")
    session.run("python", "examples/quickstart.py", env={"TWILIO_TO": None})  # never at the caller's cost
    session.run("pytest", "tests/test_examples.py", "tests/test_webhook_examples.py")


@nox.session
def docs(session: nox.Session) -> None:
    """Build the documentation; a warning is an error. The page to open is the last line."""
    session.install(*requirements(), *nox.project.dependency_groups(PROJECT, "docs"), ".")
    session.run("sphinx-build", "--fail-on-warning", "--keep-going", "--quiet", "--fresh-env", "docs", "build/docs")
    session.log(f"open {Path('build/docs/index.html').resolve().as_uri()}")


@nox.session(default=False)
def record(session: nox.Session) -> None:
    """Record the cassettes anew: from Twilio when credentials are set, else from stand-ins, which need Node 20."""
    install(session, "tests")
    session.run("python", "tests/recording.py", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Measure beside twilio-python; a whole run writes docs/performance.md. `-- --quick` shows that it runs."""
    install(session, "bench")
    session.run("python", "tests/benching.py", *session.posargs)
