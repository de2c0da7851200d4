"""Does a person's number, phone, name or address ever stand where it must not: topic, log, figure, refusal, table?"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from shared.runtime.db import new_id
from shared.runtime.kafka import make_consumer
from shared.schemas.topics import all_topics
from tests.integration.grid.registry_desk import PURPOSE, citizen_number, home, kept, phone
from tests.integration.grid.registry_files import home_row, imported, person_row, sheet
from tests.integration.grid.town import Town, now, staffed_town
from tests.support.platform import Platform

NAME, ADDRESS, NOTE = "金丝雀鸣", "金丝雀巷八十八号", "金丝雀之家有急症"


@pytest.fixture
async def town(platform: Platform) -> Town:
    return await staffed_town(platform)


@contextmanager
def logged() -> Iterator[list[str]]:
    """Give all that is logged meanwhile, with what was raised."""
    lines: list[str] = []

    class Keeps(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(f"{record.msg} {record.args} {record.exc_info[1] if record.exc_info else ''}")

    keeps = Keeps(logging.DEBUG)
    logging.getLogger().addHandler(keeps)
    try:
        yield lines
    finally:
        logging.getLogger().removeHandler(keeps)


async def told_to_topics(platform: Platform) -> list[bytes]:
    """Return every message of every topic, dead letters included."""
    consumer = make_consumer(platform.servers.kafka, *all_topics(), group=f"canary-{new_id()}")
    await consumer.start()
    found: list[bytes] = []
    try:
        quiet = 0
        while quiet < 5:
            batches = await consumer.getmany(timeout_ms=500, max_records=5_000)
            found += [b"%s %s" % (one.key or b"", one.value or b"") for part in batches.values() for one in part]
            quiet = 0 if batches else quiet + 1
    finally:
        await consumer.stop()
    return found


async def kept_in_tables(platform: Platform, service: str) -> list[str]:
    """Return every row of every table of a service as text."""
    async with platform.database(service).begin() as work:
        names = text(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
        )
        tables = (await work.connection.execute(names)).scalars().all()
        rows: list[str] = []
        for table in tables:
            rows += (await work.connection.execute(text(f'SELECT t::text FROM "{table}" t'))).scalars().all()
    return rows


async def lived_through(town: Town, number: str, mobile: str) -> list[httpx.Response]:
    """Let the person go through all that the registry does; return what was answered to whom need not read it."""
    leader, wang = town.client("grid-leader", "lead"), town.client("worker", "wang")
    person = person_row(town, name=NAME, id_number=number, phone=phone())
    await imported(town, "home", sheet(home_row(town, "H1", address=ADDRESS)))
    await imported(town, "resident", sheet(person, person | {"region": "329999999"}), mode="good")
    by_number = {"kind": "resident", "field": "id_number", "value": number} | PURPOSE
    found = await leader.post("/registry/records/search", json=by_number)
    path, asked = f"/registry/records/{found.json()['items'][0]['id']}", {"kind": "resident"}
    seen: dict[str, Any] = {"client_id": str(new_id()), "device_at": now().isoformat(), "version": 1, "note": NOTE}
    visit = await wang.post(f"{path}/visit", params=asked, json=seen | {"changed": {"phone": mobile}})
    bad = {"kind": "resident", "region": town.region, "name": NAME, "id_number": number[:-1] + "?", "phone": mobile}
    question = {"kind": "resident", "field": "phone", "value": mobile}
    return [
        *(found, visit),
        await leader.post("/registry/records", json=bad),
        await leader.post("/registry/records", json=bad | {"id_number": number, "born_on": "2001-01-01"}),
        await leader.post("/registry/records", json=bad | {"id_number": number}),
        await leader.post("/registry/records/search", json=by_number | {"field": "wings"}),
        await wang.post(f"{path}/visit", params=asked, json=seen | {"changed": {"phone": mobile * 9}}),
        await town.client("leader").get("/registry/export", params=asked | {"region": town.region} | PURPOSE),
        await town.client("leader").get("/registry/quality/findings", params={"region": town.region}),
        await leader.get(f"{path}/history", params=asked | PURPOSE),
        await town.client("service").post(
            "/registry/lookups", json={"items": [question], "on_behalf_of": "p-1"} | PURPOSE
        ),
    ]


async def test_what_is_personal_stands_nowhere_but_sealed(town: Town) -> None:
    number, mobile = citizen_number(), phone()
    secrets = (number, mobile, NAME, ADDRESS, NOTE)
    await kept(town, home(town))
    with logged() as lines:
        logging.getLogger("canary").warning("heard")
        answers = await lived_through(town, number, mobile)
        await asyncio.sleep(1)
    services = sorted(town.platform.apps)
    figures = [(await town.platform.stranger(one).get("/metrics")).text for one in services]
    places = {
        "answers": [one.text for one in answers],
        "log": lines,
        "figures": figures,
        "topics": [one.decode(errors="replace") for one in await told_to_topics(town.platform)],
        "tables": [row for one in services for row in await kept_in_tables(town.platform, one)],
    }

    assert [one.status_code for one in answers[:2]] == [200, 200]
    assert [place for place, found in places.items() if not found] == []
    spellings = [form for secret in secrets for form in (secret, secret.encode().hex(), repr(secret.encode())[2:-1])]
    leaks = {(place, form) for place, found in places.items() for one in found for form in spellings if form in one}
    assert leaks == set()
