"""The source that answers with the published examples.

Twilio's OpenAPI document, as the npm package @twilio/cli-core carries it (MIT), has examples of answers. A server on
this machine gives them as they are: it says nothing of its own but 404, where a request is not one the example answers.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import tempfile
import threading
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self
from wsgiref.simple_server import WSGIRequestHandler, make_server

import attrs

from .given import Given
from .plan import Plan
from .source import Source

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

PACKAGE: Final = "@twilio/cli-core@9.0.0"
DOCUMENT: Final = "package/src/services/twilio-api/twilio_api_v2010.json"


@attrs.frozen
class Example:
    """A published answer, and the requests it answers."""

    method: str
    path: re.Pattern[str]
    status: HTTPStatus
    body: bytes

    def answers(self, method: str, path: str) -> bool:
        """Is a request one of those this is an example for?"""
        return method == self.method and self.path.fullmatch(path) is not None


UNKNOWN: Final = Example("", re.compile(""), HTTPStatus.NOT_FOUND, b"")


def download() -> dict[str, Any]:
    """Download the package and read the document in it."""
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", "--pack-destination", folder, PACKAGE]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        [archive] = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            package.extract(DOCUMENT, folder, filter="data")
        document: dict[str, Any] = json.loads((Path(folder) / DOCUMENT).read_bytes())
    return document


def find(document: dict[str, Any], name: str) -> Example:
    """Find the example *name*, `operation/example`; `operation` alone is its empty answer."""
    operation_name, _, example_name = name.partition("/")
    for path, operations in document["paths"].items():
        for method in ("get", "post", "delete"):
            operation: dict[str, Any] = operations.get(method, {})
            if operation.get("operationId") == operation_name:
                pattern = re.compile(re.sub(r"\\{\w+\\}", "[^/.]+", re.escape(path)))
                return Example(method.upper(), pattern, *answer(operation["responses"], example_name))
    raise LookupError(f"no operation {operation_name} is published")


def answer(responses: dict[str, Any], name: str) -> tuple[HTTPStatus, bytes]:
    """Give status and body of the example *name*; of the answer without a body, where there is no name."""
    for status, response in responses.items():
        examples = response.get("content", {}).get("application/json", {}).get("examples", {})
        if name in examples:
            return HTTPStatus(int(status)), json.dumps(examples[name]["value"]).encode()
        if not name and not examples:
            return HTTPStatus(int(status)), b""
    raise LookupError(f"no example {name} is published")


class QuietHandler(WSGIRequestHandler):
    """Handles requests and says nothing of them."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name the base class gave it
        """Say nothing."""


class Published(Source):
    """Answers with the published examples, one at a time."""

    title = f"a local server that gives the examples published in {PACKAGE} (npm, MIT), not from Twilio"
    published = True

    def __enter__(self) -> Self:
        self.document = download()
        self.example = UNKNOWN
        self.server = make_server("127.0.0.1", 0, self.application, handler_class=QuietHandler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()

    def application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request with the example, if it is one for it."""
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        known = self.example.answers(environ["REQUEST_METHOD"], environ["PATH_INFO"])
        given = self.example if known else UNKNOWN
        headers = [("Content-Type", "application/json")] if given.body else []
        start_response(f"{given.status} {given.status.phrase}", headers)
        return [given.body]

    def offers(self, plan: Plan) -> bool:
        """Say whether the cassette is recorded from here."""
        return plan.published is not None

    def prepare(self, plan: Plan) -> Given:
        """Answer with the example that *plan* names."""
        self.example = find(self.document, plan.published or "")
        return Given(base_url=f"http://127.0.0.1:{self.server.server_port}")
