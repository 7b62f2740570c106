"""A served sandbox as one application: the inbox, which is a page to look at and to send from, and all of the API.

The page asks for no credentials while only this machine can see it. So it answers only to names that nobody's DNS can
give, a loopback address or localhost; and nothing is done for another site: where a browser says whose page a request
comes from, it is our own. *is_open* says that others can see it: then the page wants the credentials, as the API does.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import jinja2
from anyio.to_thread import current_default_thread_limiter
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from .._headers import Headers
from .._version import __version__
from ..segments import count
from . import _inbound, _inbox, _media
from ._accounts import requester
from ._control import CLEARED, clear, read, respond
from ._faults import DELIVERY_TEXTS, Refused
from ._post import act
from ._serve import LARGEST_BODY
from ._world import World, is_loopback

HERE = Path(__file__).parent
POLICY = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
# With no-referrer a browser would not say whose page a form is on.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",  # nor may another site's page show what is in a message
}
STEP = 50
ELSEWHERE = frozenset({"cross-site", "same-site"})
THREADS = 400  # whoever waits for a message, or for an application, takes up one
# A message is on its way for two seconds and a call for three: so long the page is told more often.
LIVELY, TICK, REST = 4.0, 0.5, 10.0


class Inbox(Starlette):
    """The application of one world."""

    def __init__(self, world: World, *, is_open: bool = False) -> None:
        super().__init__(
            routes=[
                Route("/", self.page),
                Route("/inbox/events", self.events),
                Route("/inbox/media/{sid}", self.media),
                Route("/inbox/files", self.lay_down, methods=["POST"]),
                Route("/inbox/send", self.send, methods=["POST"]),
                Route("/inbox/delete", self.delete, methods=["POST"]),
                Mount("/inbox/static", StaticFiles(directory=HERE / "static")),
            ],
            exception_handlers={
                Refused: lambda _, error: PlainTextResponse(getattr(error, "text", ""), 400),
                sqlite3.OperationalError: lambda _, error: PlainTextResponse(f"The database: {error}", 503),
            },
        )
        self.is_open = is_open
        world.takes_keys = not is_open
        self.world, self.router.redirect_slashes, self.router.default = world, False, self.pass_on
        templates = jinja2.FileSystemLoader(HERE / "templates")
        environment = jinja2.Environment(loader=templates, autoescape=True, trim_blocks=True, lstrip_blocks=True)
        tools = {"inbox": _inbox, "count": count, "texts": DELIVERY_TEXTS, "time": datetime.fromtimestamp}
        self.template = environment.get_template("inbox.html", globals={**tools, "step": STEP, "version": __version__})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let nobody in who comes by another name, from another site, or from elsewhere without credentials."""
        answer = super().__call__
        if scope["type"] == "http":
            headers = Headers.received(scope["headers"])
            host, is_page = headers.get("Host", "").lower(), scope["path"] == "/" or scope["path"].startswith("/inbox/")
            origin = headers.get("Origin", f"//{host}").partition("//")[2]
            is_foreign = origin != host or headers.get("Sec-Fetch-Site") in ELSEWHERE
            if is_foreign and scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
                answer = PlainTextResponse("Nothing is done here for another site.", 403)
            elif self.is_open and is_page and not self.knows(headers.get("Authorization", "")):
                asks = {"WWW-Authenticate": 'Basic realm="The sandbox"'}
                answer = PlainTextResponse("The AccountSid and the AuthToken of the sandbox, please.", 401, asks)
            elif not self.is_open and (is_page or scope["path"].startswith("/sandbox/")) and not is_here(host):
                answer = PlainTextResponse("The sandbox answers to a loopback address and to localhost only.", 421)
        elif scope["type"] == "lifespan":
            current_default_thread_limiter().total_tokens = THREADS
        await answer(scope, receive, send)

    def knows(self, authorization: str) -> bool:
        """Say whether somebody has the credentials of the main account."""
        try:
            with self.world.store:
                return requester(self.world, authorization, "").sid == self.world.main_sid
        except Refused:
            return False

    def page(self, request: Request) -> Response:
        """Show the inbox. The messages that are shown are read then, but not by a HEAD."""
        query, world, now = request.query_params, self.world, self.world.clock.now()
        asked = {name: query.get(name, "") for name in ("view", "q", "phone", "sid", "show")}
        view = asked["view"] if asked["view"] in _inbox.KINDS else "messages"
        show = int(asked["show"]) if asked["show"].isdecimal() and len(asked["show"]) < len("10000") else STEP

        def link(**changes: object) -> str:
            return f"/?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"

        with world.store as store:
            unread = _inbox.counted(store, _inbox.UNREAD)
            if unread.pop(asked["phone"], 0) and request.method == "GET":
                _inbox.look(store, asked["phone"], now)
            given = dict(asked, view=view, show=show, unread=unread, is_new="new" in query, now=now, link=link)
            html = self.template.render(given, store=store, world=world)
        return HTMLResponse(html.encode(errors="replace"), headers={**HEADERS, "Content-Security-Policy": POLICY})

    async def events(self, _: Request) -> Response:
        """Tell when there is something new to see, as long as somebody listens."""

        async def stream() -> AsyncIterator[str]:
            version, changed, told = -1, 0.0, 0.0
            while not self.world.is_over():
                now, latest = time.monotonic(), self.world.store.version
                if latest != version or now - told > (TICK if now - changed < LIVELY else REST):
                    version, changed, told = latest, changed if latest == version else now, now
                    yield f"retry: 1000\ndata: {version}\n\n"
                await asyncio.sleep(0.1)

        return StreamingResponse(stream(), headers=HEADERS, media_type="text/event-stream")

    def media(self, request: Request) -> Response:
        """Give a medium's file, an image to be looked at, all else to be kept. Nothing in it is ever run."""
        with self.world.store as store:
            media = store.find("media", request.path_params["sid"])
            if media is None:
                raise HTTPException(404)
            (content, type_), (name, _) = _media.file_of(self.world, media), _inbox.file_of(store, media)
        shown, type_ = ("inline", type_) if type_ in _inbox.IMAGES else ("attachment", "application/octet-stream")
        disposition = f"{shown}; filename*=UTF-8''{quote(name, safe='')}"
        policy = {"Content-Security-Policy": "sandbox; default-src 'none'", "Content-Disposition": disposition}
        return Response(content, headers={**HEADERS, **policy}, media_type=type_)

    async def lay_down(self, request: Request) -> Response:
        """Lay down a file that a phone is about to send, and give its address."""
        name, type_ = request.query_params.get("name", "file"), request.headers.get("Content-Type", "")
        return PlainTextResponse(_media.lay_down(self.world, name, await body_of(request), type_))

    async def send(self, request: Request) -> Response:
        """Send as a phone, and show what the application answers."""
        form = read(request.headers, await body_of(request))
        if not (form.text("body") or form.texts("media")):
            raise Refused(20001, "A message has words or a file.")
        given = {"to": form.text("to"), "from_": form.text("from"), "body": form.text("body")}
        steps = _inbound.receive(self.world, **given, media=form.texts("media"))
        message = (await run_in_threadpool(act, steps)).message
        return RedirectResponse(f"/?{urlencode({'phone': message.under, 'sid': message.sid})}", 303)

    async def delete(self, request: Request) -> Response:
        """Forget a message, a call or a delivery; or, with "all", everything that happened."""
        form = read(request.headers, await body_of(request))
        if form.text("all"):
            clear(self.world, (*CLEARED, "seen"))
        with self.world.store as store:
            if any(store.find(kind, form.text("sid")) for kind in _inbox.KINDS.values()):
                store.remove(form.text("sid"))
        return RedirectResponse(form.text("back") if form.text("back").startswith("/?") else "/", 303)

    async def pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the sandbox answer what is none of the page's, with path and query as they came."""
        if scope["type"] == "websocket":
            return await self.router.not_found(scope, receive, send)
        target = (scope["raw_path"] + b"?" + scope["query_string"]).decode("latin-1").removesuffix("?")
        headers, body = Headers.received(scope["headers"]), await body_of(Request(scope, receive))
        answer = await run_in_threadpool(act, respond(self.world, scope["method"], target, headers, body))
        return await Response(answer.body, answer.status, dict(answer.headers))(scope, receive, send)


def is_here(host: str) -> bool:
    """Say whether a Host is called as only this machine can call it, whatever somebody's DNS says."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return False
    return name.endswith(".localhost") or is_loopback(name)


async def body_of(request: Request) -> bytes:
    """Read the body of a request, unless it is too large."""
    body = bytearray()
    try:
        async for part in request.stream():
            body += part
            if len(body) > LARGEST_BODY:
                raise HTTPException(413)
    except ClientDisconnect:
        raise HTTPException(400) from None
    return bytes(body)
