"""How do tests get the grid as a process of its own, which they can kill, with a gateway that outlives it?"""

import json
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from embedded.parts import SERVICES
from embedded.ports import free_port
from tests.support.gateway import GATEWAY_SECRET, Gateway, running_gateway
from tests.support.issuer import running_issuer
from tests.support.platform import Platform, TestClock
from tests.support.servers import Servers
from tests.support.stack_under_test import Member, environment_of


@dataclass(slots=True, kw_only=True)
class GridAlone(Platform):
    """The grid in one process; its clients ask over HTTP, and wait while it is being started again."""

    member: Member
    gateway: Gateway

    def stranger(self, service: str, **options: Any) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.member.url, timeout=60, **options)

    async def kill(self) -> None:
        """End the process as a power cut would."""
        await self.member.kill()

    async def start(self) -> None:
        await self.member.start()


@asynccontextmanager
async def running_grid(servers: Servers) -> AsyncIterator[GridAlone]:
    """Run the grid on a database of its own, with a gateway that takes many messages by one call and knows them."""
    factory, service = SERVICES["grid"]
    with tempfile.TemporaryDirectory(prefix="onefour-grid-") as folder:
        async with running_issuer() as issuer, running_gateway() as gateway:
            database = await servers.new_database("grid")
            many, status = (gateway.url.replace("/messages", path) for path in ("/batches", "/status"))
            sms: dict[str, Any] = {"url": gateway.url, "secret": GATEWAY_SECRET, "per_second": 10_000}
            sms |= {"batch_url": many, "status_url": status}
            environment = environment_of(servers, issuer, database, service)
            environment["ONEFOUR_NOTICES_SMS"] = json.dumps(sms)
            member = Member("grid", factory, free_port(), environment, Path(folder) / "grid.log")
            grid = GridAlone(servers, issuer, TestClock(), {"grid": database}, member=member, gateway=gateway)
            await grid.start()
            try:
                yield grid
            finally:
                await member.stop()
