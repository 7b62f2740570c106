"""Every example and every block of code in the documentation runs."""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

import twilio_lite
from conftest import Answers, Seen, Server, answers_of, environment_of
from programs import run
from twilio_lite import Call, Client, ConnectionLost, Message, Response
from twilio_lite import sandbox as sandbox_module
from twilio_lite.sandbox import Sandbox

ROOT = Path(__file__).parent.parent
ARGUMENTS = {"send_sms": ["Hello"]}
SAYS = {
    "quickstart": "Talking to a sandbox.*queued.*delivered.*Listed SM.*HTTP 404, code 20404",
    "reply_with_twiml": "<Message>You said 1 &lt; 2 .*<Gather input=.dtmf speech.*VoiceResponse.*True\n.*cannot hold",
    "send_sms": "In a sandbox.*SM.* is queued",
    "list_messages": "0 in all",
    "fan_out_async": "00: queued.*04: was not sent: HTTP 400, code 21610.*02: queued",
    "handle_errors": "code 21211.*RQ.*from_ or messaging_service_sid.*TWILIO_ACCOUNT_SID.*Nobody there",
    "download_media": "ME[0-9a-f]{32}.png.*100%.*[0-9]+ bytes of image/png are in .*ME[0-9a-f]{32}.png",
    "make_call": "CA.* is queued.*ringing.*in-progress.*completed.*It took [0-9]+ seconds",
    "legacy_2008": "SM.* to 5555550100 is queued\nPage 0 of 1, 1 messages.*went out, <Flags.REST: 4>: Hello",
    "watch_retries": "Try 2 follows in .*HTTP 429.*took_effect=False, .'tried 2 times.*Not tried again: 21611",
    "xml_answers": "application/xml RQ.*<TwilioResponse><Message>.*Message.sid=.*True",
}
INSTANT = "import runpy, time; time.sleep = lambda _: None; runpy.run_path({path!r})"
EXAMPLES = [path for path in sorted((ROOT / "examples").glob("*.py")) if not path.stem.startswith("webhook_")]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCKS = [
    pytest.param(block, id=f"{path.name}-{number}")
    for path in DOCUMENTS
    if path.name != "migration.md"  # of two libraries: test_migration runs them
    for number, block in enumerate(re.findall(r"^```python\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE))
]


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_fits_on_a_page_and_stays_in_a_sandbox_while_no_recipient_is_set(
    path: Path, serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    sandbox = Sandbox()
    twilio = serve(answers_of(sandbox))
    said = run(environment_of(sandbox, twilio, tmp_path), tmp_path, path, *ARGUMENTS.get(path.stem, []))
    assert re.search(SAYS[path.stem], said, re.DOTALL), said
    assert [seen.method for seen in twilio.seen] == (["GET"] if path.stem == "list_messages" else [])
    assert path.read_text().count("\n") <= 40


@pytest.mark.parametrize(
    "name", ["quickstart", "send_sms", "fan_out_async", "make_call", "legacy_2008", "download_media"]
)
def test_an_example_that_sends_says_that_it_costs_money_before_it_sends_to_the_recipient_that_is_set(
    name: str, serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    sandbox = Sandbox()
    sandbox.number("+15005550009")
    twilio = serve(answers_of(sandbox))
    environment = environment_of(sandbox, twilio, tmp_path) | {
        "TWILIO_TO": "+15005550006",
        "TWILIO_FROM": "+15005550009",
    }
    path = ROOT / "examples" / f"{name}.py"
    said = run(environment, tmp_path, INSTANT.format(path=str(path)), *ARGUMENTS.get(name, []))
    assert re.match(r"(Talking to Twilio: t|T)h\w+ (SMS|MMS|call)s? costs? money\.\n", said)
    sent: list[Message | Call] = [*sandbox.outbox, *sandbox.calls]
    assert [(one.to, one.from_) for one in sent] == [("+15005550006", "+15005550009")]


def test_the_quickstart_says_when_credentials_are_missing(sandbox_environment: dict[str, str], tmp_path: Path) -> None:
    environment = sandbox_environment | {"TWILIO_TO": "+15005550006", "TWILIO_AUTH_TOKEN": ""}
    said = run(environment, tmp_path, ROOT / "examples" / "quickstart.py")
    assert re.search("credentials are not.*TWILIO_AUTH_TOKEN.*Talking to a sandbox", said, re.DOTALL)


@pytest.mark.parametrize("block", [block for block in BLOCKS if "def test_" not in str(block.values[0])])
def test_a_block_of_code_in_the_documentation_runs(
    block: str, sandbox_environment: dict[str, str], tmp_path: Path
) -> None:
    assert run(sandbox_environment, tmp_path, block) is not None


@pytest.mark.parametrize("block", [block for block in BLOCKS if str(block.id).startswith("README")])
def test_a_block_of_the_readme_sends_nothing_while_no_recipient_is_set(
    block: str, serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    twilio = serve(lambda _: Response(500, {}, b""))
    with suppress(AssertionError):
        run(environment_of(Sandbox(), twilio, tmp_path), tmp_path, block)
    assert twilio.seen == []


def test_the_tests_in_the_documentation_pass_without_credentials(tmp_path: Path) -> None:
    blocks = [(str(block.id), str(block.values[0])) for block in BLOCKS]
    for name, block in blocks:
        page, _, number = name.partition(".md-")
        file = re.match(r"# (\w+\.py)\n", block)  # what its reader calls it, and the page's other files import
        if file or "def test_" in block:
            (tmp_path / page).mkdir(exist_ok=True)
            (tmp_path / page / (file[1] if file else f"test_{page}_{number}.py")).write_text(block)
    strangers = {name: value for name, value in os.environ.items() if not name.startswith("TWILIO_")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)]
    done = subprocess.run(command, env=strangers, capture_output=True, text=True, timeout=60, check=False)
    assert f"{sum(block.count('def test_') for _, block in blocks)} passed" in done.stdout


@pytest.mark.parametrize("name", ["first", "wrong"])
def test_the_tutorial_shows_what_its_programs_say(
    name: str, serve: Callable[[Answers], Server], tmp_path: Path
) -> None:
    tutorial = (ROOT / "docs" / "tutorial.md").read_text()
    program = re.search(rf"^```python\n(# {name}\.py\n.*?)^```", tutorial, re.DOTALL | re.MULTILINE)
    assert program is not None
    sandbox = Sandbox(f"AC{'1' * 32}", "a-made-up-token")
    twilio = serve(answers_of(sandbox))
    said = run(environment_of(sandbox, twilio, tmp_path), tmp_path, program[1])
    assert f"$ python {name}.py\n{said}```" in tutorial


def test_the_way_to_look_before_sending_again_finds_a_message_that_still_waits(
    serve: Callable[[Answers], Server],
) -> None:
    document = (ROOT / "docs" / "reliability.md").read_text()
    (block,) = re.findall(r"^```python\n((?:(?!```).)*def send_once.*?)^with ", document, re.DOTALL | re.MULTILINE)
    space: dict[str, Any] = {}
    exec(compile(block, "reliability.md", "exec"), space)  # noqa: S102 - our own
    sandbox = Sandbox()
    arrives = True

    def breaks_off(seen: Seen) -> Response | bytes:
        if seen.method == "POST" and not arrives:
            return b""
        answered = answers_of(sandbox)(seen)
        return b"" if seen.method == "POST" else answered

    with Client(sandbox.account_sid, sandbox.auth_token, base_url=serve(breaks_off).url) as client:
        space["send_once"](client, "+15005550006", "It arrived")
        arrives = False
        with pytest.raises(ConnectionLost):
            space["send_once"](client, "+15005550006", "It did not")
    assert [message.body for message in sandbox.outbox] == ["It arrived"]


def test_the_quickstart_in_the_packages_own_docstring_runs(sandbox_environment: dict[str, str], tmp_path: Path) -> None:
    lines = str(twilio_lite.__doc__).splitlines()
    block = "\n".join(line[4:] for line in lines if not line or line.startswith("    "))
    assert run(sandbox_environment, tmp_path, block).endswith(" queued\n")


def test_the_example_in_the_sandboxs_own_docstring_says_what_happens() -> None:
    assert doctest.testmod(sandbox_module) == doctest.TestResults(failed=0, attempted=2)


def test_the_readme_has_the_two_commands_word_for_word() -> None:
    readme = (ROOT / "README.md").read_text().splitlines()
    for command in (
        "python3 -m venv .venv && .venv/bin/pip install . && .venv/bin/python examples/quickstart.py",
        "python3 -m venv .venv && .venv/bin/pip install nox && .venv/bin/nox -s tests",
    ):
        assert f"    {command}" in readme
