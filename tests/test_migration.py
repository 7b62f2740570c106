"""What docs/migration.md shows is so: each block runs with the library it names, over one sandbox, and prints that."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest
import twilio.rest
from twilio.base.domain import Domain
from twilio.rest.api.v2010.account import AccountInstance
from twilio.rest.api.v2010.account.call import CallInstance
from twilio.rest.api.v2010.account.message import MessageInstance
from twilio.rest.api.v2010.account.message.media import MediaInstance
from twilio.rest.api.v2010.account.outgoing_caller_id import OutgoingCallerIdInstance

import twilio_lite
from conftest import SID, TOKEN
from twilio_lite.sandbox import Sandbox

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:(twilio|aiohttp)")  # how twilio-python logs in

PAGE = (Path(__file__).parent.parent / "docs" / "migration.md").read_text()
THEIRS, OURS = "twilio-python", "twilio_lite"
DIFFERENCE = "The difference: "
FROM, TO, OWN = "+15555550199", "+15555550100", "+15005550006"
PICTURE = "https://example.com/cat.gif"


class Block(NamedTuple):
    """A block of code with the libraries it is for, and what it prints by its own comments."""

    libraries: list[str]
    code: str

    @property
    def prints(self) -> list[str]:
        found = re.findall(r"^ *print\(.*?\)(?:  |\n)# (.*)$", self.code, re.MULTILINE)
        assert len(found) == self.code.count("print("), self.code
        return found


class Example(NamedTuple):
    """What stands below one heading: a block for each library, or one for both, and the words after it."""

    blocks: list[Block]
    words: str


def read_example(text: str) -> Example:
    """Take apart what stands below a heading."""
    *found, last = re.split(r"^```python\n# (.*?)\n(.*?)^```\n", text, flags=re.DOTALL | re.MULTILINE)
    blocks = [Block(names.split(", "), code) for names, code in zip(found[1::3], found[2::3], strict=True)]
    return Example(blocks, last.strip())


EXAMPLES = {
    title: read_example(text)
    for title, text in re.findall(r"^### (.*?)\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    if "```" in text
}
EACH = [
    pytest.param(block.code, block.prints, library, id=f"{title}-{library}")
    for title, example in EXAMPLES.items()
    for block in example.blocks
    for library in block.libraries
]


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Sandbox, str]]:
    """One sandbox on loopback for all blocks."""
    with Sandbox() as sandbox, sandbox.serve() as url:
        yield sandbox, url


@pytest.fixture
def begin(served: tuple[Sandbox, str], monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, Any]]:
    """Give the names that a block of a library begins with; both find what the page says was sent."""
    sandbox, url = served
    monkeypatch.setenv("TWILIO_ACCOUNT_SID", sandbox.account_sid)
    monkeypatch.setenv("TWILIO_AUTH_TOKEN", sandbox.auth_token)
    monkeypatch.setenv("TWILIO_BASE_URL", url)

    def lead_here(domain: Domain, client: twilio.rest.Client, _: str) -> None:
        domain.twilio, domain.base_url = client, url

    monkeypatch.setattr(Domain, "__init__", lead_here)  # it has no setting for that

    def begin(library: str) -> dict[str, Any]:
        sandbox.clear()
        sandbox.number(OWN)
        sandbox.hold(PICTURE, b"GIF89a")
        with sandbox.client() as client:
            for caller_id in client.outgoing_caller_ids.list():
                client.outgoing_caller_ids(caller_id.sid).delete()
            for body, media_url in (("One", None), ("Two", None), ("Hello", PICTURE)):
                sent = client.messages.create(to=TO, from_=FROM, body=body, media_url=media_url, provide_feedback=True)
                sandbox.advance(2)
        kind: Any = twilio.rest.Client if library == THEIRS else twilio_lite.Client
        own = kind()
        return {"client": own, "message": own.messages(sent.sid).fetch(), "made": own}

    return begin


def close(client: object) -> None:
    """Close the connections of a client of either library."""
    if isinstance(client, twilio.rest.Client):
        client.http_client.session.close()
    if isinstance(client, twilio_lite.Client):
        client.close()


@pytest.mark.parametrize(("code", "prints", "library"), EACH)
def test_a_block_prints_what_stands_beside_it(
    code: str, prints: list[str], library: str, begin: Callable[[str], dict[str, Any]]
) -> None:
    space = begin(library)
    said = StringIO()
    try:
        with redirect_stdout(said):
            exec(compile(code, "migration.md", "exec"), space)  # noqa: S102 - our own
    finally:
        for value in space.values():
            close(value)
    assert said.getvalue().splitlines() == prints


@pytest.mark.parametrize(("title", "example"), EXAMPLES.items(), ids=list(EXAMPLES))
def test_an_example_is_for_both_libraries_and_names_the_difference_if_there_is_one(
    title: str, example: Example
) -> None:
    assert [library for block in example.blocks for library in block.libraries] == [THEIRS, OURS], title
    assert example.words.startswith(DIFFERENCE) == (example.blocks[0].prints != example.blocks[-1].prints)
    assert all(block.prints for block in example.blocks)
    assert len(example.blocks) == 1 or example.blocks[0].code != example.blocks[1].code


def test_every_block_of_the_page_belongs_to_an_example_and_there_are_thirty_and_more() -> None:
    assert len(EXAMPLES) >= 30
    assert PAGE.count("```python\n") == sum(len(example.blocks) for example in EXAMPLES.values())


def methods(client: Any) -> dict[str, Any]:
    """The methods that the page calls unchanged, by their place."""
    accounts, message = client.api.v2010.accounts, client.messages("SM1")
    families = {
        "messages": client.messages,
        "messages()": message,
        "feedback": message.feedback,
        "media": message.media,
        "media()": message.media("ME1"),
        "calls": client.calls,
        "calls()": client.calls("CA1"),
        "outgoing_caller_ids": client.outgoing_caller_ids,
        "outgoing_caller_ids()": client.outgoing_caller_ids("PN1"),
        "validation_requests": client.validation_requests,
        "accounts": accounts,
        "accounts()": accounts("AC1"),
    }
    return {
        f"{name}.{verb}": getattr(family, verb)
        for name, family in families.items()
        for verb in ("create", "fetch", "update", "delete", "list", "stream")
        if hasattr(family, verb)
    }


def test_every_method_and_every_parameter_of_a_resource_that_is_here_has_the_name_it_has_there() -> None:
    with twilio_lite.Client(SID, TOKEN) as client:
        ours = methods(client)
    theirs = methods(twilio.rest.Client(SID, TOKEN))
    assert ours.keys() - theirs.keys() == {"outgoing_caller_ids.create"}  # another spelling of validation_requests
    assert theirs.keys() <= ours.keys()
    more = {
        name: set(inspect.signature(ours[name]).parameters) ^ set(inspect.signature(theirs[name]).parameters)
        for name in theirs
    }
    assert {name: names for name, names in more.items() if names} == {"messages.create": {"tags"}}


@pytest.mark.parametrize(
    ("model", "theirs", "missing", "more"),
    [
        (twilio_lite.Message, MessageInstance, set(), {"tags", "flags"}),
        (twilio_lite.Call, CallInstance, {"_from", "stir_verstat"}, {"from_"}),
        (twilio_lite.Media, MediaInstance, set(), set()),
        (twilio_lite.OutgoingCallerId, OutgoingCallerIdInstance, set(), set()),
        (twilio_lite.Account, AccountInstance, set(), set()),
    ],
)
def test_every_attribute_of_a_result_has_the_name_it_has_there_but_where_the_page_says_otherwise(
    model: Any, theirs: Any, missing: set[str], more: set[str]
) -> None:
    known = [name for name in ("account_sid", "message_sid") if name in inspect.signature(theirs).parameters]
    names = set(vars(theirs(None, {}, **dict.fromkeys(known, SID)))) - {"_version", "_solution", "_context"}
    fields = {field.name for field in attrs.fields(model)}
    assert (names - fields, fields - names) == (missing, more)
