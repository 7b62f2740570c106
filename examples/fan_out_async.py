"""Write to many people at once, at most ten at a time: `python examples/fan_out_async.py +15005550006 +15005550009`.

The credentials come from TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, the sender from TWILIO_FROM.
"""

import asyncio
import os
import sys

from twilio_lite import AsyncClient, TwilioError


async def write(client: AsyncClient, to: str, turn: asyncio.Semaphore) -> str:
    """Send one message and say what came of it; an error of one is no reason to stop the others."""
    async with turn:
        try:
            message = await client.messages.create(to=to, from_=os.environ["TWILIO_FROM"], body="Doors open at nine")
        except TwilioError as error:
            again = "may be tried again" if error.took_effect is False else "look before you try again"
            return f"{to}: {again}: {error}"
    return f"{to}: {message.status}"


async def main() -> None:
    """Write to everybody on the command line."""
    turn = asyncio.Semaphore(10)
    async with AsyncClient() as client, asyncio.TaskGroup() as group:
        tasks = [group.create_task(write(client, to, turn)) for to in sys.argv[1:]]
    print(*[task.result() for task in tasks], sep="\n")


asyncio.run(main())
