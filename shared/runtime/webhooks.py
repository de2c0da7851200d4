"""How is an outside system told something? Signed (Standard Webhooks), over HTTP, between two transactions."""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr
from sqlalchemy import Row
from standardwebhooks import Webhook, WebhookVerificationError

from shared.addresses import is_own
from shared.runtime.app import Runtime
from shared.runtime.db import UnitOfWork

# What is claimed is sent at once, and not in a row: who takes no call holds up no other.
AT_ONCE = 10
BATCH = 50
# A process that dies with a message claimed keeps it from the others for so long.
LEASE = timedelta(minutes=2)
LONGEST_WAIT_SECONDS = 3600
FIRST_WAIT_SECONDS = 5
OWN_ADDRESS = "own-address"
# A client fails in more ways than it names: a port that is none, a name that cannot be written. Whatever is wrong with
# one receiver is said of it, and holds up no other.
NOT_TAKEN = (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, OverflowError, ExceptionGroup)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent; `id` stays the same however often, so that the receiver knows a repetition.

    `guarded`: the address is somebody's word and not the operator's, and nothing goes to the machine itself.
    """

    id: str
    url: str
    secret: str
    body: str
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a row; `error` is None where it was taken."""

    row: Row[Any]
    error: str | None


Claim = Callable[[UnitOfWork], Awaitable[Sequence[Row[Any]]]]
# A row as it is sent, or what is missing to send it.
Address = Callable[[Row[Any]], Message | str]
Note = Callable[[UnitOfWork, Sequence[Attempt]], Awaitable[None]]


async def deliver_due(runtime: Runtime, claim: Claim, address: Address, note: Note) -> int:
    """Send what is due and note what became of it; return how many were sent.

    A process that dies between the two transactions sends again, under the same id.
    """
    async with runtime.database.begin() as work:
        due = await claim(work)
    if not due:
        return 0
    limit = asyncio.Semaphore(AT_ONCE)

    async def attempt(row: Row[Any]) -> Attempt:
        async with limit:
            message = address(row)
            return Attempt(row, message if isinstance(message, str) else await send(runtime, message))

    attempts = await asyncio.gather(*(attempt(row) for row in due))
    async with runtime.database.begin() as work:
        await note(work, attempts)
    return len(due)


async def send(runtime: Runtime, message: Message) -> str | None:
    """Send one message; return None where it was taken, else what was wrong."""
    answer = await post(runtime, message)
    if isinstance(answer, str):
        return answer
    return None if answer.is_success else f"HTTP {answer.status_code}"


async def post(runtime: Runtime, message: Message) -> httpx.Response | str:
    """Send one message; return what was answered, or the name of the error that kept it from being."""
    now = runtime.clock()
    headers = {
        "webhook-id": message.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(message.secret).sign(message.id, now, message.body),
        "content-type": "application/json",
    }
    try:
        if message.guarded and await leads_home(message.url):
            return OWN_ADDRESS
        return await runtime.http.post(message.url, content=message.body.encode(), headers=headers)
    except NOT_TAKEN as error:
        return type(error).__name__


def is_signed(secrets: Iterable[SecretStr], text: str, headers: Mapping[str, str]) -> bool:
    """Tell whether one of the secrets signed this: id, time stamp (at most 5 minutes off) and raw body."""
    for secret in secrets:
        try:
            Webhook(secret.get_secret_value()).verify(text, dict(headers), json_parse=False)
        except (WebhookVerificationError, ValueError):
            # ValueError: the header is no signature at all (no comma, no base64), which the library does not catch.
            continue
        return True
    return False


async def leads_home(url: str) -> bool:
    """Tell whether the host of an address resolves to the machine itself, however it is written. Raises OSError."""
    parts = urlsplit(url)
    found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    return any(is_own(str(address[0])) for *_, address in found)
