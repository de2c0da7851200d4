"""What a process keeps in memory is what was committed last, whichever process wrote it, and is read once for all."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text

from dispatch.memory import Group, Memory, touch
from shared.runtime.db import Connection
from tests.integration.dispatch.desk import case_of, report, rows
from tests.support.duties import bind, drawn, line, publish, units
from tests.support.platform import Platform

# Nobody else plays in this county.
COUNTY, TOWN, OTHER = "320623", "320623100", "320623101"
TEAM_MATTER = "M0203"
SOON_S = 2.0


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await units(town, (f"u-{TOWN}-team", TOWN, "enforcement-team"), (f"u-{OTHER}-team", OTHER, "enforcement-team"))
    await publish(town, drawn(COUNTY, line("M0206")), scope=COUNTY)
    return town


class Book:
    """What is loaded for a group, the table of a year that nobody else changes here, and how often it was read."""

    def __init__(self, pause_s: float = 0.0) -> None:
        self.read = 0
        self.pause_s = pause_s

    async def load(self, connection: Connection) -> int:
        self.read += 1
        found = (await connection.execute(text("SELECT version FROM calendar_years WHERE year = 2024"))).scalar_one()
        await asyncio.sleep(self.pause_s)
        return int(found)


async def looked_up(platform: Platform, memory: Memory, book: Book) -> int:
    async with platform.database("dispatch").begin() as work:
        (found,) = await memory.get(work.connection, (Group.CALENDAR, None, book.load))
    return int(found)


async def change(connection: Connection) -> None:
    await connection.execute(text("UPDATE calendar_years SET version = version + 1 WHERE year = 2024"))
    await touch(connection, Group.CALENDAR)


async def changed(platform: Platform) -> None:
    async with platform.database("dispatch").begin() as work:
        await change(work.connection)


# ----------------------------------------------------------------------------------------------------- within a process
async def test_one_reads_for_all_who_ask_at_once(town: Platform) -> None:
    memory, book = Memory(), Book(0.05)

    found = await asyncio.gather(*(looked_up(town, memory, book) for _ in range(6)))

    assert (len(set(found)), book.read) == (1, 1)
    await changed(town)
    again = await asyncio.gather(*(looked_up(town, memory, book) for _ in range(6)))
    assert (set(again), book.read) == ({found[0] + 1}, 2)


async def test_who_asked_early_and_read_late_takes_nothing_newer_away(town: Platform) -> None:
    memory, slow, quick = Memory(), Book(0.4), Book()
    early = asyncio.create_task(looked_up(town, memory, slow))
    await town.until(lambda: _is_read(slow))
    await changed(town)

    late = await looked_up(town, memory, quick)

    assert late == await early + 1
    assert await looked_up(town, memory, quick) == late
    assert quick.read == 1


async def _is_read(book: Book) -> bool:
    return book.read > 0


async def test_a_long_change_of_a_register_keeps_no_other_writer_waiting(county: Platform) -> None:
    async with county.database("dispatch").begin() as long:
        await touch(long.connection, Group.UNITS)
        async with asyncio.timeout(SOON_S):
            await units(county, (f"u-{OTHER}-office", OTHER, "governance-office"))


class Undone(Exception):
    """What a transaction of these tests ends with."""


async def test_what_is_undone_leaves_nothing_in_memory(town: Platform) -> None:
    memory, book = Memory(), Book()
    before = await looked_up(town, memory, book)
    with suppress(Undone):
        async with town.database("dispatch").begin() as work:
            await change(work.connection)
            assert await memory.get(work.connection, (Group.CALENDAR, None, book.load)) == [before + 1]
            raise Undone

    # Nobody else may take what was read then for what holds, neither now nor after the next change.
    assert await looked_up(town, memory, book) == before
    await changed(town)
    assert (await looked_up(town, memory, book), book.read) == (before + 1, 3)


# ---------------------------------------------------------------------------------------------------- between processes
async def test_a_list_published_at_the_registers_decides_the_next_call_and_the_next_question(county: Platform) -> None:
    before, _ = await asked(county, "dispatch")
    assert before["standing"] == "not-listed"
    registers = Registers(county)
    await publish(registers, drawn(TOWN, line(TEAM_MATTER, lead="enforcement-team")), scope=COUNTY)
    await bind(registers, TOWN, scope=COUNTY)

    for process in ("dispatch", "dispatch-registers"):
        found, seconds = await asked(county, process)
        assert found["standing"] == "basic"
        assert seconds < SOON_S
    report_id, _ = await report(county, region=TOWN, category={"scheme": "onefour", "code": TEAM_MATTER}, position=None)
    case = await case_of(county, report_id)
    assert (case["executor"], case["queue"]) == ("team", None)
    (why,) = await rows(county, "SELECT why FROM triage_decisions WHERE report_id = cast(:id AS uuid)", id=report_id)
    assert why.why["authority"]["list"] == TOWN


async def asked(platform: Platform, process: str) -> tuple[dict[str, Any], float]:
    """Return what a process answers now, and how long it took."""
    client = platform.client(process, role="org-office", scope=COUNTY)
    began = asyncio.get_running_loop().time()
    answer = await client.get("/duties/who-may", params={"matter": TEAM_MATTER, "region": TOWN})
    assert answer.status_code == 200, answer.text
    return dict(answer.json()), asyncio.get_running_loop().time() - began


class Registers(Platform):
    """The platform of the tests, where what is asked of dispatch is asked of the registers' process."""

    def __init__(self, platform: Platform) -> None:
        super().__init__(platform.servers, platform.issuer, platform.clock)
        self.apps = platform.apps | {"dispatch": platform.apps["dispatch-registers"]}
