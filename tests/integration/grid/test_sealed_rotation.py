"""Does every sealed field of the grid open under the new key alone, after its timers have sealed all of them anew?"""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from grid.main import PROCESS
from shared.runtime.copies import COPY_HANDLERS
from shared.runtime.resealing import SealedColumn
from shared.runtime.timers import run_round
from shared.schemas.dispatch import PersonChanged
from shared.schemas.topics import Topic
from tests.integration.grid import registry_files, rounds, test_task_asks, test_worker_positions
from tests.integration.grid.outreach_desk import post, seen, started, ways, willing
from tests.integration.grid.registry_desk import PURPOSE, citizen_number, home, kept, phone, resident
from tests.integration.grid.test_patrols import report
from tests.integration.grid.test_photos import PART, begin, send
from tests.integration.grid.test_registry_keys import AFTER, BEFORE, DURING, Grid
from tests.integration.grid.test_vacancy_findings import a_finding, answer
from tests.integration.grid.town import LONG_AGO, Town, hear, now, rows, step
from tests.support.files import photo
from tests.support.gateway import Gateway
from tests.support.phone import Phone
from tests.support.platform import Platform
from tests.support.sealed import SEALED

REGION = "329800077"
Opened = dict[str, dict[str, bytes]]


@pytest.fixture
async def grid(platform: Platform) -> Grid:
    return Grid(platform, await platform.servers.new_database("grid"))


def town_of(grid: Grid) -> Town:
    """Return a township whose grid is the one that runs under its own keys."""
    apps = grid.platform.apps
    return Town(replace(grid.platform, apps={**apps, "grid": apps["grid-keys"]}), REGION)


async def opened(town: Town) -> Opened:
    """Return what every sealed field says, by column and row."""
    found: Opened = {}
    async with town.platform.database("grid").begin() as work:
        for one in SEALED:
            query = select(one.table).where(one.table.c[one.column].is_not(None))
            fields = {
                one.about(row): work.sealer.open_bytes(bytes(getattr(row, one.column)), about=one.about(row))
                for row in (await work.connection.execute(query)).all()
            }
            found[name_of(one)] = fields
    return found


def name_of(one: SealedColumn) -> str:
    return f"{one.table.name}.{one.column}"


async def seal_anew(town: Town) -> None:
    """Let all timers of the grid that are about keys deal with all that is under another key."""
    runtime = town.platform.apps["grid"].state.runtime
    for timer in PROCESS.timers(runtime):
        if timer.name.endswith("keys"):
            await run_round(timer, runtime.database, runtime.clock)


# -------------------------------------------------------------------------------------------------- something of each
async def staffed(town: Town) -> None:
    assert (await town.draw()).is_success
    told = {"version": 1, "region": town.region, "unit_id": None, "roles": ["worker"], "valid_from": LONG_AGO}
    persons = [PersonChanged(person_id=town.person(name), valid_to=None, **told) for name in ("wang", "li", "zhao")]
    async with town.platform.database("grid").begin() as work:
        await COPY_HANDLERS[Topic.ORGANISATION](work, persons, now())
    answer = await town.assign(("wang", town.west, "A"), ("li", town.west, "B"), ("zhao", town.east, "A"), on_duty=True)
    assert answer.is_success, answer.text


async def fill_registry(town: Town) -> None:
    person = await kept(town, resident(town))
    await kept(town, home(town))
    await kept(
        town, {"kind": "enterprise", "region": town.region, "name": "海听", "representative": "李", "phone": phone()}
    )
    with rounds.at(town.platform, rounds.MONDAY):
        # Its round is made on that day.
        await kept(town, rounds.place(town, phone=phone()))
    visit = {"client_id": person["id"], "device_at": now().isoformat(), "version": 1, "note": "走访记录"}
    path = f"/registry/records/{person['id']}/visit"
    seen = await town.client("worker", "wang").post(path, params={"kind": "resident"} | PURPOSE, json=visit)
    assert seen.is_success, seen.text
    sent = await registry_files.send(town, "resident", registry_files.sheet(registry_files.person_row(town)))
    assert sent.is_success, sent.text
    runtime = town.platform.apps["grid"].state.runtime
    [imports] = [timer for timer in PROCESS.timers(runtime) if timer.name == "registry.imports"]
    # Begun and read, and no more: its lines wait to be checked.
    for _ in range(2):
        async with runtime.database.begin() as work:
            assert await imports.due(work, now()) == 1


async def fill_tasks(town: Town) -> None:
    task = town.task()
    await hear(town.platform, task)
    wang = town.client("worker", "wang")
    assert (await wang.post(f"/tasks/{task.task_id}/notes", json=step(note="已联系住户"))).is_success
    asked = await test_task_asks.ask(town, task, "help", text="需要两人搬运")
    assert (await test_task_asks.answer(town, asked, "chen", "grid-leader", text="老张马上到")).is_success
    upload = (await begin(town, task, photo())).json()["id"]
    assert (await send(town, upload, photo()[:PART], 0)).status_code == 204
    sends = Phone(wang)
    sends.does("accept", task.task_id)
    assert await sends.outcomes(sends.does("note", task.task_id, note="已到")) == ["waiting"]
    at = test_worker_positions.fix()
    assert test_worker_positions.codes(await test_worker_positions.send(town, at)) == [None]


async def fill_patrols(town: Town) -> None:
    solved = {"result": "persuaded", "note": "已自行清理"}
    assert (await report(town, solved=solved)).is_success
    with rounds.at(town.platform, rounds.MONDAY):
        found = await rounds.made(town)
        [stop] = found["stops"]
        answered = await rounds.check_in(town, stop, found["id"], note="门口堆放杂物")
    assert answered.is_success, answered.text


async def fill_vacancy(town: Town) -> None:
    _, finding = await a_finding(town)
    assert (await answer(town, finding, answer="returned", note="老人已回家")).is_success


async def test_every_sealed_field_opens_under_the_new_key_alone(grid: Grid) -> None:
    async with grid.under(BEFORE):
        town = town_of(grid)
        await staffed(town)
        for fill in (fill_registry, fill_tasks, fill_patrols, fill_vacancy):
            await fill(town)
        before = await opened(town)
    assert [name for name, fields in before.items() if not fields] == []

    async with grid.under(DURING):
        await seal_anew(town_of(grid))

    async with grid.under(AFTER):
        town = town_of(grid)
        assert await opened(town) == before
        people = await rows(town, "SELECT id FROM residents")
        asked: dict[str, Any] = {"kind": "resident", "field": "name"} | PURPOSE
        path = f"/registry/records/{people[0].id}/personal"
        assert (await town.client("grid-leader").get(path, params=asked)).json()["fields"]["name"] == "王小明"


async def opened_to_messages(grid: Grid, region: str) -> Town:
    """Return a township that messages are sent to at any hour."""
    town = Town(town_of(grid).platform, region)
    assert (await town.draw()).is_success
    rules = {"version": 0, "per_second": 1_000, "quiet_from": None, "quiet_to": None}
    assert (await town.client().put(f"/outreach/rules/{region}", json=rules)).is_success
    return town


async def test_who_said_no_before_a_rotation_is_known_by_his_person_and_his_number(
    platform: Platform, gateway: Gateway
) -> None:
    settings = {"grid": replace(platform.settings["grid"], notices=ways(gateway))}
    own = replace(platform, settings=platform.settings | settings, apps=dict(platform.apps))
    grid, numbers = Grid(own, await platform.servers.new_database("grid")), [citizen_number(), citizen_number()]
    async with grid.under(BEFORE):
        town = await opened_to_messages(grid, REGION)
        for one in [(await willing(town, id_number=number))[0] for number in numbers]:
            body = {"way": "window", "resident_id": one["id"]}
            assert (await town.client("clerk").post("/outreach/opt-outs", json=body)).is_success
    async with grid.under(DURING):
        await seal_anew(town_of(grid))
        # Elsewhere, as new records: one under another number, one as another person.
        town = await opened_to_messages(grid, "329800078")
        no = [*await willing(town, id_number=numbers[0]), *await willing(town, phone=one["phone"])]
        [yes] = await willing(town)
        await post(town)
        campaign = await started(town)
        await platform.until(lambda: _finished(town, campaign))
    written = {one["to"] for one in gateway.messages.values()}
    assert [one["phone"] in written for one in (*no, yes)] == [False, False, True]


async def _finished(town: Town, campaign: dict[str, Any]) -> bool:
    return bool((await seen(town, campaign))["state"] == "finished")
