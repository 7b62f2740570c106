"""Download the first media file of a message, and show how far it is: `python examples/download_media.py MM...`.

With a phone number in place of the message's SID it sends that number a picture first, and downloads this one. The
credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the sender from TWILIO_FROM. Needs `pip install rich`.
"""

import mimetypes
import os
import sys
import tempfile
from pathlib import Path

from rich.progress import DownloadColumn, Progress

from twilio_lite import Client, TwilioError

PICTURE = "https://demo.twilio.com/owl.png"

with Client() as client, Progress(*Progress.get_default_columns(), DownloadColumn()) as bars:
    sid = sys.argv[1]
    if sid.startswith("+"):
        sid = client.messages.create(to=sid, from_=os.environ["TWILIO_FROM"], media_url=PICTURE).sid
    media = client.messages(sid).media.list(limit=1)
    if not media:
        sys.exit(f"{sid} has no media")
    path = Path(tempfile.gettempdir(), media[0].sid + (mimetypes.guess_extension(media[0].content_type or "") or ""))
    bar = bars.add_task(path.name, total=None)

    def show(done: int, total: int | None) -> None:
        """Move the bar."""
        bars.update(bar, completed=done, total=total)

    try:
        download = client.messages(sid).media(media[0].sid).download(path, max_bytes=20_000_000, progress=show)
    except TwilioError as error:
        sys.exit(f"Nothing was saved: {error}")
print(f"{download.size:,} bytes of {download.content_type} are in {download.path}")
