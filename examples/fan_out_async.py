"""Write to many people at once, at most ten at a time.

They are the numbers in TWILIO_TO, with blanks between them; the sender is TWILIO_FROM, the credentials are
TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN. Without TWILIO_TO it stays in a sandbox.
"""

import asyncio
import os

from twilio_lite import AsyncClient, TwilioError
from twilio_lite.sandbox import Sandbox

TO = os.environ.get("TWILIO_TO")
FROM = os.environ.get("TWILIO_FROM", "+15005550006")


async def write(client: AsyncClient, to: str, turn: asyncio.Semaphore) -> str:
    """Send one message and say what came of it; an error of one is no reason to stop the others."""
    async with turn:
        try:
            message = await client.messages.create(to=to, from_=FROM, body="Doors open at nine")
        except TwilioError as error:
            sent = "was not sent" if error.took_effect is False else "look before you try again"
            return f"{to}: {sent}: {error}"
    return f"{to}: {message.status}"


async def main() -> None:
    """Write to everybody."""
    turn, client = asyncio.Semaphore(10), AsyncClient() if TO else Sandbox().async_client()
    print("These SMS cost money." if TO else "In a sandbox: nothing leaves this machine.")
    async with client, asyncio.TaskGroup() as group:
        everybody = (TO or "+15555550100 +15005550004 +15555550102").split()
        tasks = [group.create_task(write(client, to, turn)) for to in everybody]
    print(*[task.result() for task in tasks], sep="\n")


asyncio.run(main())
