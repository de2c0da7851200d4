"""What phones sent, and what they were told, is removed in time; and no phone is told less for it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from grid.offline.repository.items import forget_items
from grid.tasks.repository.changes import forget_departures
from grid.workers.repository.forgetting import forget_holding_changes
from shared.runtime.db import least_id, new_id
from shared.schemas.dispatch import TaskAssigned
from shared.schemas.vocabulary import Point
from tests.integration.grid.registry_desk import run_timer
from tests.integration.grid.town import Town, hear, now, rows
from tests.support.phone import Phone

TERM = 200


async def given(town: Town, **more: Any) -> TaskAssigned:
    # It lies where its cell says, or the day's boundaries would move it when they are followed.
    where = {"position": Point(lon=121.015, lat=31.505)} if more.get("cell") == town.east else {}
    task = town.task(**where | more)
    await hear(town.platform, task)
    return task


async def aged(town: Town, table: str, days: int, where: str, **values: Any) -> None:
    """Let rows whose id tells when they were written be so many days older."""
    found = await rows(town, f"SELECT id FROM {table} WHERE {where}", **values)
    begins = least_id(now() - timedelta(days=days)).int
    for row in found:
        older = UUID(int=begins | (new_id().int & ((1 << 80) - 1)))
        await rows(town, f"UPDATE {table} SET id = :older WHERE id = :id RETURNING 1", older=older, id=row.id)


async def left(town: Town, phone: Phone) -> list[int]:
    query = "SELECT clock FROM sync_items WHERE device_id = :device ORDER BY clock"
    return [row.clock for row in await rows(town, query, device=phone.device_id)]


async def answered_long_ago(town: Town, phone: Phone, days: int, *clocks: int) -> None:
    query = "UPDATE sync_items SET answered_at = answered_at - make_interval(days => :days) "
    query += "WHERE device_id = :device AND clock = ANY(:clocks) RETURNING 1"
    assert len(await rows(town, query, days=days, device=phone.device_id, clocks=list(clocks))) == len(clocks)


async def test_what_a_phone_sent_is_answered_the_same_until_its_term_is_over(town: Town, phone: Phone) -> None:
    task = await given(town)
    phone.does("accept", task.task_id)
    first = await phone.sends()

    await answered_long_ago(town, phone, TERM - 1, 1)
    await run_timer(town.platform, "registry.retention")
    assert (await phone.sends())["items"] == first["items"]

    await answered_long_ago(town, phone, 2, 1)
    await run_timer(town.platform, "registry.retention")
    assert await left(town, phone) == []
    assert await phone.outcomes() == ["already-done"]


async def test_what_a_phone_still_sends_about_is_forgotten_all_together(town: Town, phone: Phone) -> None:
    task = await given(town)
    phone.does("accept", task.task_id)
    phone.does("note", task.task_id, note="已联系")
    await phone.sends()
    await answered_long_ago(town, phone, TERM + 1, 1)

    await run_timer(town.platform, "registry.retention")
    phone.does("note", task.task_id, note="再次联系")

    assert await left(town, phone) == [1, 2]
    assert await phone.outcomes() == ["done", "done", "done"]


async def test_what_waits_is_not_forgotten(town: Town, phone: Phone) -> None:
    task = await given(town)
    phone.does("accept", task.task_id)
    note = phone.does("note", task.task_id, note="已联系")
    await phone.sends(note)
    query = "UPDATE sync_items SET received_at = '2020-01-01' WHERE device_id = :device RETURNING 1"
    await rows(town, query, device=phone.device_id)

    await run_timer(town.platform, "registry.retention")

    assert await phone.outcomes() == ["done", "done"]


async def test_who_was_told_before_what_is_forgotten_is_told_everything_anew(town: Town, phone: Phone) -> None:
    elsewhere, stays = await given(town, cell=town.east), await given(town)
    token = (await phone.asks())["token"]
    await hear(town.platform, elsewhere.model_copy(update={"version": 2, "worker_id": town.person("zhao")}))
    young = await phone.asks(token)
    assert (young["reset"], young["gone"]) == (False, [str(elsewhere.task_id)])
    tokens = [young["token"]]

    async def told_no_more() -> bool:
        """While something of before is not committed, what has gone is told again."""
        answer = await phone.asks(tokens[-1])
        tokens.append(answer["token"])
        return not answer["gone"]

    await town.platform.until(told_no_more)

    await aged(town, "task_departures", TERM + 1, "task_id = :id", id=elsewhere.task_id)
    await run_timer(town.platform, "registry.retention")

    assert await rows(town, "SELECT 1 FROM task_departures WHERE task_id = :id", id=elsewhere.task_id) == []
    told = await phone.asks(token)
    assert (told["reset"], [task["id"] for task in told["tasks"]]) == (True, [str(stays.task_id)])
    assert (await phone.asks(tokens[-1]))["reset"] is False


async def test_who_got_or_lost_cells_is_forgotten_in_time(town: Town, phone: Phone) -> None:
    task = await given(town, worker_id=None, cell=town.east)
    token = (await phone.asks())["token"]
    await town.assign(("wang", town.east, "B"))
    assert [one["id"] for one in (await phone.asks(token))["tasks"]] == [str(task.task_id)]

    await aged(town, "holding_changes", TERM + 1, "worker_id = :who", who=town.person("wang"))
    await run_timer(town.platform, "registry.retention")

    assert await rows(town, "SELECT 1 FROM holding_changes WHERE worker_id = :who", who=town.person("wang")) == []
    told = await phone.asks(token)
    assert (told["reset"], [one["id"] for one in told["tasks"]]) == (True, [str(task.task_id)])


async def test_it_goes_batch_by_batch_and_is_counted(town: Town, phone: Phone) -> None:
    tasks = [await given(town, cell=town.east) for _ in range(5)]
    for task in tasks:
        await hear(town.platform, task.model_copy(update={"version": 2, "worker_id": town.person("zhao")}))
    for task in tasks:
        await aged(town, "task_departures", TERM + 1, "task_id = :id", id=task.task_id)
    long_ago = now() - timedelta(days=TERM)
    async with town.platform.database("grid").begin() as work:
        assert await forget_departures(work.connection, long_ago, 2) == 2
        assert await forget_holding_changes(work.connection, long_ago, 0) == 0
        assert await forget_items(work.connection, long_ago, 0) == 0

    assert await run_timer(town.platform, "registry.retention") >= 3
    deletions = (await town.client("admin").get("/registry/retention/deletions")).json()["items"]
    assert any(one["what"] == "task-departures" and one["removed"] >= 3 for one in deletions)
