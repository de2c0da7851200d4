"""Does everything stay readable and findable while keys and suites rotate, and without the old key after it?"""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from sqlalchemy import text

from embedded.ports import free_port
from grid.main import PROCESS
from shared.runtime.app import create_app
from shared.runtime.db import new_id
from shared.runtime.settings import CryptoSettings, DatabaseSettings, Suite
from tests.integration.grid.registry_desk import PURPOSE, citizen_number, phone
from tests.integration.grid.town import now
from tests.support.issuer import serving
from tests.support.platform import Platform, changed

REGION = "329800001"
BEFORE, DURING, AFTER = ("k1",), ("k1", "k2"), ("k2",)


def crypto(names: tuple[str, ...]) -> CryptoSettings:
    """Return AES under k1 and SM4 under k2, the last of `names` current; blind keys alike."""
    keys = {"k1": b"a" * 32, "k2": b"s" * 16}
    return CryptoSettings(
        keys={name: SecretStr(base64.b64encode(keys[name]).decode()) for name in names},
        suites={name: Suite.SM4 for name in names if name == "k2"},
        current=names[-1],
        blind_keys={name: SecretStr(base64.b64encode(name.encode() * 16).decode()) for name in names},
        blind_current=names[-1],
    )


@dataclass(frozen=True)
class Grid:
    """A grid of its own on a database of its own, under the keys that it is given."""

    platform: Platform
    url: str

    @asynccontextmanager
    async def under(self, names: tuple[str, ...], *, timers: bool = False) -> AsyncIterator[httpx.AsyncClient]:
        database = DatabaseSettings(url=SecretStr(self.url), pool_size=2)
        settings = replace(self.platform.settings["grid"], crypto=crypto(names), database=database)
        silent: dict[str, Any] = {} if timers else {"timers": lambda _: ()}
        process = changed(PROCESS, relay=False, subscriptions=lambda _: (), **silent)
        app, port = create_app(process, settings, self.platform.clock), free_port()
        token = self.platform.issuer.token(roles=["grid-leader"], scope_region=REGION, sub="p-keys")
        async with serving(app, port):
            headers = {"Authorization": f"Bearer {token}"}
            async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers) as client:
                client.params = httpx.QueryParams({"kind": "resident"})
                self.platform.apps["grid-keys"] = app
                try:
                    yield client
                finally:
                    del self.platform.apps["grid-keys"]


@pytest.fixture
async def grid(platform: Platform) -> Grid:
    return Grid(platform, await platform.servers.new_database("grid"))


def person() -> dict[str, Any]:
    given = {"kind": "resident", "region": REGION, "name": "王小明"}
    return given | {"id_number": citizen_number(), "phone": phone()}


async def found(client: httpx.AsyncClient, value: str) -> list[str]:
    body = {"kind": "resident", "field": "phone", "value": value} | PURPOSE
    return [one["id"] for one in (await client.post("/registry/records/search", json=body)).json()["items"]]


async def plain(client: httpx.AsyncClient, record_id: str) -> str:
    asked = {"kind": "resident", "field": "phone"} | PURPOSE
    answer = await client.get(f"/registry/records/{record_id}/personal", params=asked)
    number: str = answer.json()["fields"]["phone"]
    return number


async def under_other_keys(grid: Grid) -> int:
    query = """SELECT (SELECT count(*) FROM residents WHERE (sealed_under, marked_under) <> ('k2', 'k2'))
        + (SELECT count(*) FROM record_history WHERE sealed <> '{}' AND sealed_under <> 'k2')
        + (SELECT count(*) FROM record_visits WHERE sealed_under <> 'k2')"""
    async with grid.platform.database("grid-keys").begin() as work:
        return int((await work.connection.execute(text(query))).scalar_one())


async def test_all_is_read_and_found_before_during_and_after_a_rotation_to_sm4(grid: Grid) -> None:
    given = person()
    async with grid.under(BEFORE) as client:
        record = (await client.post("/registry/records", json=given)).json()["id"]
        said = given | {"phone": phone()}
        await client.put(f"/registry/records/{record}", json={"version": 1, "record": said})
        note = {"client_id": str(new_id()), "device_at": now().isoformat(), "version": 2, "note": "走访记录"}
        assert (await client.post(f"/registry/records/{record}/visit", json=note)).status_code == 200
    async with grid.under(DURING) as client:
        assert (await plain(client, record), await found(client, said["phone"])) == (said["phone"], [record])
        later = (await client.post("/registry/records", json=person())).json()["id"]
        assert await under_other_keys(grid) > 0
    async with grid.under(DURING, timers=True):
        await grid.platform.until(lambda: _all_under(grid))
    async with grid.under(AFTER) as client:
        assert (await plain(client, record), await found(client, said["phone"])) == (said["phone"], [record])
        assert len(await plain(client, later)) == 11
        await _history_opens(grid, record, given["phone"])


async def _all_under(grid: Grid) -> bool:
    return await under_other_keys(grid) == 0


async def _history_opens(grid: Grid, record: str, before: str) -> None:
    """Look that what a record said before opens, and what was noted on a visit."""
    async with grid.platform.database("grid-keys").begin() as work:
        query = text("SELECT sealed FROM record_history WHERE record_id = :id AND version = 2")
        sealed = (await work.connection.execute(query, {"id": record})).scalar_one()
        assert work.sealer.open(base64.b64decode(sealed["phone"]), about=f"{record}:phone") == before
        (visit,) = (await work.connection.execute(text("SELECT id, note FROM record_visits"))).all()
        assert work.sealer.open(bytes(visit.note), about=str(visit.id)) == "走访记录"
