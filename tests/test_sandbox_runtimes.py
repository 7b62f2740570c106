"""npm's twilio on Node, and curl as in the API's documentation, find `python -m twilio_lite.sandbox` to be Twilio."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import attrs
import pytest
from defusedxml.ElementTree import fromstring

from conftest import SID
from sandboxed import SECONDS, TOKEN, Sandboxed, sandboxed

FROM, TO = "+15555550199", "+15555550100"
CLIENTS = Path(__file__).with_name("clients")
MESSAGES = f"/2010-04-01/Accounts/{SID}/Messages"
WRITTEN = "\n%{http_code} %{content_type}"
NODE, CURL = shutil.which("node"), shutil.which("curl")


@pytest.fixture(scope="module")
def served() -> Iterator[Sandboxed]:
    """A sandbox of its own process."""
    with sandboxed() as running:
        yield running


@pytest.mark.skipif(not NODE, reason="there is no node here")
@pytest.mark.skipif(
    not (CLIENTS / "node_modules" / "twilio").exists(),
    reason="npm's twilio is not here: npm install --prefix tests/clients",
)
def test_npms_twilio_creates_fetches_lists_updates_and_removes(served: Sandboxed) -> None:
    done = subprocess.run(
        [str(NODE), str(CLIENTS / "twilio.mjs")],
        env=served.environ,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@attrs.frozen
class Said:
    """What curl printed: the body, and what came before it."""

    status: int
    type_: str
    body: str

    @property
    def json(self) -> Any:
        """The tree of JSON."""
        assert self.type_ == "application/json"
        return json.loads(self.body)

    @property
    def xml(self) -> Element:
        """What is in the root of XML."""
        assert self.type_ == "application/xml"
        root = fromstring(self.body)
        assert root.tag == "TwilioResponse"
        (inner,) = root
        return inner


needs_curl = pytest.mark.skipif(not CURL, reason="there is no curl here")


def curl(method: str, url: str, *data: str, login: str = f"{SID}:{TOKEN}") -> Said:
    """Call as the documentation does."""
    encoded = [part for one in data for part in ("--data-urlencode", one)]
    as_query = ["--get"] if method == "GET" else []
    options = ["--silent", "--show-error", "--noproxy", "*", "--max-time", str(SECONDS), "--write-out", WRITTEN]
    done = subprocess.run(
        [str(CURL), *options, *as_query, "-X", method, url, *encoded, *(["-u", login] if login else [])],
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=True,
    )
    body, _, last = done.stdout.rpartition("\n")
    status, _, type_ = last.partition(" ")
    return Said(int(status), type_, body)


@needs_curl
def test_curl_creates_fetches_lists_and_deletes_in_json(served: Sandboxed) -> None:
    url = served.url + MESSAGES
    made = curl("POST", f"{url}.json", "Body=Grüße & more +1", f"From={FROM}", f"To={TO}")
    assert (made.status, made.json["body"], made.json["status"]) == (201, "Grüße & more +1", "queued")
    sid = made.json["sid"]
    assert curl("GET", f"{url}/{sid}.json").json["to"] == TO
    found = curl("GET", f"{url}.json", f"From={FROM}", "DateSent>=2024-01-01", "PageSize=20").json
    assert found["page_size"] == 20
    assert curl("GET", f"{url}.json", f"From={FROM}", "DateSent<=2024-01-01").json["messages"] == []
    assert curl("POST", f"{url}/{sid}.json", "Body=").json["body"] == ""
    assert attrs.astuple(curl("DELETE", f"{url}/{sid}.json"))[::2] == (204, "")
    assert curl("GET", f"{url}/{sid}.json").status == 404


@needs_curl
def test_curl_gets_xml_without_an_extension_and_csv_with_that(served: Sandboxed) -> None:
    url = served.url + MESSAGES
    made = curl("POST", url, "Body=<&>", f"From={FROM}", "To=+15555550155")
    assert made.body.startswith("<?xml version='1.0' encoding='UTF-8'?>\n")
    assert (made.status, made.xml.tag, made.xml.findtext("Body")) == (201, "Message", "<&>")
    listed = curl("GET", f"{url}.xml", "To=+15555550155").xml
    assert (listed.tag, listed.get("pagesize"), len(listed)) == ("Messages", "50", 1)
    rows = list(csv.DictReader(StringIO(curl("GET", f"{url}.csv", "To=+15555550155").body)))
    assert [(row["Body"], row["To"]) for row in rows] == [("<&>", "+15555550155")]


@needs_curl
def test_curl_is_refused_as_the_documentation_says(served: Sandboxed) -> None:
    url = served.url + MESSAGES
    missing = curl("GET", f"{url}/SM{'f' * 32}.json")
    assert (missing.status, missing.json["code"], missing.json["status"]) == (404, 20404, 404)
    assert missing.json["message"] == f"The requested resource {MESSAGES}/SM{'f' * 32}.json was not found"
    for login, message in [
        ("", "Authentication Error - No credentials provided"),
        (f"{SID}:wrong", "Authenticate"),
        (f"AC{'9' * 32}:x", "Authentication Error - invalid username"),
    ]:
        refused = curl("GET", f"{url}.json", login=login)
        assert (refused.status, refused.json["code"], refused.json["message"]) == (401, 20003, message)
        assert refused.json["detail"] == "Your AccountSid or AuthToken was incorrect."
    in_xml = curl("GET", f"{url}/SM{'f' * 32}").xml
    assert (in_xml.tag, in_xml.findtext("Status"), in_xml.findtext("Code")) == ("RestException", "404", "20404")
    unsent = curl("POST", f"{url}.json", "Body=hi", f"From={FROM}", "To=+15005550001").json
    assert (unsent["code"], unsent["more_info"]) == (21211, "https://www.twilio.com/docs/errors/21211")
    assert curl("PUT", f"{url}.json", "Body=hi").status == 405
    assert curl("POST", f"{url}.json", f"Body={'x' * 120_000}", f"From={FROM}", f"To={TO}").json["code"] == 21617


@needs_curl
def test_curl_does_what_a_test_does_in_process(served: Sandboxed) -> None:
    url = f"{served.url}/sandbox"
    received = curl("POST", f"{url}/inbound", "From=+15555550133", "To=+15005550006", "Body=anybody there?")
    assert (received.status, json.loads(received.body)["message"]["direction"]) == (201, "inbound")
    found = curl("GET", f"{url}/messages", "to=+15005550006", "q=anybody", "wait=5")
    assert [message["body"] for message in json.loads(found.body)["messages"]] == ["anybody there?"]
    assert json.loads(curl("GET", f"{url}/deliveries").body) == {"deliveries": []}
    assert curl("POST", f"{url}/fail", "status=503", "retry_after=2").status == 204
    assert curl("GET", f"{served.url}{MESSAGES}.json").status == 503
    assert curl("POST", f"{url}/clear").status == curl("DELETE", f"{url}/messages").status == 204
    assert json.loads(curl("GET", f"{url}/messages").body) == {"messages": []}
    assert curl("GET", f"{url}/messages", login="").status == 401
