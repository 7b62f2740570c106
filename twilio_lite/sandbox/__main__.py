"""Serve a sandbox, with a page to look at: `python -m twilio_lite.sandbox --help`.

It is for this machine alone unless --host says otherwise, and calls back only to this machine unless --callback-host
does. Credentials are those of the environment, and are shown only when they are made up.
"""

from __future__ import annotations

import argparse
import os
import socket
import sys
from contextlib import closing, suppress

from ..errors import ConfigurationError
from ._asked import inside
from ._incoming_numbers import keep_number
from ._numbers import is_phone, normalized
from ._rules import is_callback
from ._serve import postmen
from ._world import ACCOUNT_SID, LOOPBACK, Clock, World, is_loopback, opened

BACKLOG = 128


def port(text: str) -> int:
    """Read a port; argparse tells what is none."""
    if not 0 <= int(text) < 2**16:
        raise ValueError
    return int(text)


def arguments() -> argparse.ArgumentParser:
    """Say what can be told on the command line."""
    parser = argparse.ArgumentParser(prog="python -m twilio_lite.sandbox", description="A Twilio on your desk.")
    parser.add_argument("--port", type=port, default=4010, help="where to listen (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="whom to listen for (default: %(default)s, this machine)")
    parser.add_argument("--db", default=":memory:", metavar="FILE", help="keep everything in this file")
    parser.add_argument("--strict", action="store_true", help="send only from numbers that are there, as Twilio does")
    parser.add_argument("--number", action="append", default=[], help="own this phone number; may be repeated")
    parser.add_argument("--sms-url", metavar="URL", help="tell this address of messages to the numbers")
    parser.add_argument("--voice-url", metavar="URL", help="ask this address what to do with calls to the numbers")
    parser.add_argument("--status-url", metavar="URL", help="tell this address what becomes of messages and calls")
    parser.add_argument("--callback-host", action="append", default=[], metavar="HOST", help="also call back to HOST")
    return parser


def world_of(given: argparse.Namespace, environ: dict[str, str]) -> World:
    """Open what is asked for, or raise ConfigurationError."""
    sid, token = (environ.get(name) or None for name in ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN"))
    if sid is not None and not ACCOUNT_SID.fullmatch(sid):
        raise ConfigurationError("TWILIO_ACCOUNT_SID is no SID of an account: set it to AC and 32 hex digits")
    if token and not sid:
        raise ConfigurationError("TWILIO_AUTH_TOKEN is set, but TWILIO_ACCOUNT_SID is not")
    urls = {"sms_url": given.sms_url, "voice_url": given.voice_url, "status_callback": given.status_url}
    wrong = [number for number in given.number if not is_phone(number)]
    wrong += [url for url in urls.values() if url and not is_callback(url)]
    if wrong:
        raise ConfigurationError(f"neither a number in E.164, such as +15005550006, nor an http URL: {wrong[0]!r}")
    if any(urls.values()) and not given.number:
        raise ConfigurationError("say which numbers the URLs are for, with --number")
    world = opened(given.db, sid, token, strict=given.strict, clock=Clock(runs=True))
    world.moves_on_fetch = False
    world.callback_hosts = LOOPBACK | {host.lower() for host in given.callback_host}
    with world.store:
        for number in given.number:
            keep_number(inside(world), world.main_sid, normalized(number), {k: url for k, url in urls.items() if url})
    return world


def address(host: str, port: int) -> str:
    """Give the address at which this machine finds who listens at *host*: nobody can call all addresses at once."""
    name = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - read, not bound
    return f"http://{f'[{name}]' if ':' in name else name}:{port}"


def say(words: str) -> None:
    """Tell who started this."""
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until Ctrl-C."""
    given = arguments().parse_args()
    try:
        import uvicorn  # noqa: PLC0415 - of the extra

        from ._web import Inbox  # noqa: PLC0415 - the same
    except ModuleNotFoundError as missing:
        sys.exit(f'{missing.name} is missing: install twilio-lite with its extra sandbox, "twilio-lite[sandbox]"')
    try:
        world = world_of(given, dict(os.environ))
    except ConfigurationError as error:
        sys.exit(str(error))
    try:
        family = socket.AF_INET6 if ":" in given.host else socket.AF_INET
        line = socket.create_server((given.host, given.port), family=family, backlog=BACKLOG)
    except OSError as error:
        sys.exit(f"cannot listen at {given.host}, port {given.port}: {error}")
    world.base_url = address(given.host, line.getsockname()[1])
    say(f"The sandbox is at {world.base_url}/ - set TWILIO_BASE_URL={world.base_url}")
    if not world.tokens:
        with world.store as store:
            token = world.token(store.get("account", world.main_sid))
        say(f"Made up: TWILIO_ACCOUNT_SID={world.main_sid} TWILIO_AUTH_TOKEN={token}")
    inbox = Inbox(world, is_open=not is_loopback(given.host))
    config = uvicorn.Config(inbox, log_config=None, log_level="warning", access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    world.is_over = lambda: server.should_exit
    with suppress(KeyboardInterrupt), closing(world.store), postmen(world):
        server.run([line])


if __name__ == "__main__":
    main()
