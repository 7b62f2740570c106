"""What type checkers must refuse: never run. An ignore that is not needed is an error, in mypy and in pyright."""

from __future__ import annotations

from twilio_lite import AsyncClient, Client


def mistakes(client: Client, async_client: AsyncClient) -> None:
    """Each line is one mistake, with the name that mypy and pyright give it."""
    client.messages.create(from_="+2", body="x")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - to nobody
    client.messages.create(to=["+1"])  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - a list
    client.messages.create("+1")  # type: ignore[call-arg] # pyright: ignore[reportCallIssue] - keywords only
    client.messages("SM").update(status="sent")  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - canceled only
    client.with_raw_response.messages.list()  # type: ignore[arg-type] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] - many
    async_client.messages("SM").fetch().sid  # type: ignore[attr-defined] # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType] # noqa: B018 - no await
