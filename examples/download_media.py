"""Send a picture to TWILIO_TO from TWILIO_FROM, download it again, and show how far it is. Needs `pip install rich`.

The credentials are TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Without TWILIO_TO it stays in a sandbox.
"""

import mimetypes
import os
import sys
import tempfile
from pathlib import Path

from rich.progress import DownloadColumn, Progress

from twilio_lite import Client, TwilioError
from twilio_lite.sandbox import Sandbox

PICTURE = "https://demo.twilio.com/owl.png"

to = os.environ.get("TWILIO_TO")
client = Client() if to else Sandbox().client()
print("This MMS costs money." if to else "In a sandbox: nothing leaves this machine.")

with client, Progress(*Progress.get_default_columns(), DownloadColumn()) as bars:
    sender = os.environ.get("TWILIO_FROM", "+15005550006")
    message = client.messages.create(to=to or "+15555550100", from_=sender, media_url=PICTURE)
    media = client.messages(message.sid).media.list(limit=1)
    path = Path(tempfile.gettempdir(), media[0].sid + (mimetypes.guess_extension(media[0].content_type or "") or ""))
    bar = bars.add_task(path.name, total=None)

    def show(done: int, total: int | None) -> None:
        """Move the bar."""
        bars.update(bar, completed=done, total=total)

    try:
        download = client.messages(message.sid).media(media[0].sid).download(path, max_bytes=20_000_000, progress=show)
    except TwilioError as error:
        sys.exit(f"Nothing was saved: {error}")
print(f"{download.size:,} bytes of {download.content_type} are in {download.path}")
