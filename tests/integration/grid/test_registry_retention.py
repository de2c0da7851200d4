"""Does the registry really forget what it has no more reason to keep?"""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from grid.registry.service.retention import forget
from tests.integration.grid.registry_desk import PURPOSE, home, kept, phone, resident, run_timer
from tests.integration.grid.registry_files import imported, person_row, sheet
from tests.integration.grid.town import Town, now


async def count(town: Town, query: str, **values: Any) -> int:
    async with town.platform.database("grid").begin() as work:
        return int((await work.connection.execute(text(query), values)).scalar_one())


async def forget_all(town: Town, days: int) -> None:
    """Let so many days pass for the deletion job alone."""
    done = 1
    while done:
        async with town.platform.database("grid").begin() as work:
            done = await forget(work, now() + timedelta(days=days))


async def term(town: Town, what: str) -> dict[str, Any]:
    terms = (await town.client("admin").get("/registry/retention")).json()
    found: dict[str, Any] = next(one for one in terms if one["what"] == what)
    return found


async def of_record(town: Town, record: str) -> list[int]:
    queries = [
        "SELECT count(*) FROM residents WHERE id = :id",
        "SELECT count(*) FROM record_history WHERE record_id = :id",
        "SELECT count(*) FROM record_ties WHERE from_id = :id",
        "SELECT count(*) FROM record_looks WHERE record_id = :id",
    ]
    return [await count(town, query, id=record) for query in queries]


async def test_a_record_that_ended_long_ago_is_gone_with_all_that_it_said(town: Town) -> None:
    person, stays = [await kept(town, resident(town)) for _ in range(2)]
    lives = await kept(town, home(town))
    leader = town.client("grid-leader")
    ends = {"from_kind": "resident", "from_id": person["id"], "to_kind": "home", "to_id": lives["id"]}
    await leader.post("/registry/ties", json=ends | {"relation": "lives-in"})
    path, asked = f"/registry/records/{person['id']}", {"kind": "resident"}
    await leader.get(f"{path}/personal", params=asked | {"field": "phone"} | PURPOSE)
    await leader.post(f"{path}/end", params=asked, json={"version": 1, "reason": "moved-away"})

    await forget_all(town, days=1)
    assert await of_record(town, person["id"]) == [1, 2, 1, 1]
    async with town.platform.database("grid").begin() as work:
        long_ago = text("UPDATE residents SET ended_at = now() - interval '1826 days' WHERE id = :id")
        await work.connection.execute(long_ago, {"id": person["id"]})
    await forget_all(town, days=0)

    assert await of_record(town, person["id"]) == [0, 0, 0, 1]
    assert (await of_record(town, stays["id"]))[0] == 1
    items = (await town.client("admin").get("/registry/retention/deletions")).json()["items"]
    assert any(one["what"] == "ended-records" and one["removed"] >= 1 for one in items)


async def test_files_and_what_was_said_of_their_lines_go_in_time(town: Town) -> None:
    done = await imported(town, "resident", sheet(person_row(town), person_row(town, phone="1")), mode="good")
    lines = "SELECT count(*) FROM registry_import_rows WHERE import_id = :id"
    files = "SELECT count(*) FROM registry_imports WHERE id = :id AND body IS NOT NULL"
    past = "UPDATE registry_imports SET ended_at = now() - make_interval(days => :days) WHERE id = :id RETURNING 1"

    assert (await count(town, lines, id=done["id"]), await count(town, files, id=done["id"])) == (2, 1)
    await count(town, past, id=done["id"], days=8)
    await forget_all(town, days=0)
    assert (await count(town, lines, id=done["id"]), await count(town, files, id=done["id"])) == (2, 0)
    gone = await town.client("grid-leader", "lead").get(f"/registry/imports/{done['id']}/report")
    assert (gone.status_code, gone.json()["title"]) == (409, "registry.report-gone")
    await count(town, past, id=done["id"], days=181)
    await forget_all(town, days=0)
    assert await count(town, lines, id=done["id"]) == 0


@pytest.mark.parametrize(
    ("table", "days"), [("record_history", 1_826), ("record_looks", 1_096), ("record_visits", 1_096)]
)
async def test_what_was_written_long_ago_is_gone_while_the_record_stays(town: Town, table: str, days: int) -> None:
    added = await kept(town, resident(town))
    path, asked = f"/registry/records/{added['id']}", {"kind": "resident"}
    await town.client("grid-leader").get(f"{path}/personal", params=asked | {"field": "phone"} | PURPOSE)
    body = {"client_id": added["id"], "device_at": now().isoformat(), "version": 1, "changed": {"phone": phone()}}
    await town.client("worker", "wang").post(f"{path}/visit", params=asked, json=body)
    async with town.platform.database("grid").begin() as work:
        old = text(f"UPDATE {table} SET at = at - make_interval(days => :days) WHERE record_id = :id")
        await work.connection.execute(old, {"id": added["id"], "days": days})

    await forget_all(town, days=0)

    assert await count(town, f"SELECT count(*) FROM {table} WHERE record_id = :id", id=added["id"]) == 0
    assert await count(town, "SELECT count(*) FROM residents WHERE id = :id", id=added["id"]) == 1


async def test_a_tie_that_ended_long_ago_is_gone(town: Town) -> None:
    person, lives = await kept(town, resident(town)), await kept(town, home(town))
    ends = {"from_kind": "resident", "from_id": person["id"], "to_kind": "home", "to_id": lives["id"]}
    tied = {"relation": "lives-in", "valid_from": "2020-01-01"}
    await town.client("grid-leader").post("/registry/ties", json=ends | tied)
    ended = "UPDATE record_ties SET valid_to = '2020-02-01' WHERE from_id = :id RETURNING 1"
    await count(town, ended, id=person["id"])

    await forget_all(town, days=0)

    assert (await of_record(town, person["id"]))[2] == 0


async def test_a_term_is_set_by_who_answers_for_all_within_its_bound_and_the_change_is_kept(town: Town) -> None:
    admin = town.platform.client("grid", role="admin", scope="32", person_id=town.person("province"))
    held = await term(town, "import-lines")
    body = {"version": held["version"], "days": held["days"] + 1}

    kept_term = await admin.put("/registry/retention/import-lines", json=body)
    stale = await admin.put("/registry/retention/import-lines", json=body)
    soon = await admin.put("/registry/retention/looks", json={"version": 1, "days": 179})
    other = await town.client("admin").put("/registry/retention/import-lines", json=body)
    worker = await town.client("grid-leader").put("/registry/retention/import-lines", json=body)

    assert kept_term.json() == {"version": held["version"] + 1}
    refused = [(one.status_code, one.json()["title"]) for one in (stale, soon, other)]
    assert refused == [
        (409, "registry.retention-stale"),
        (422, "registry.retention-too-soon"),
        (403, "registry.retention-of-all"),
    ]
    assert worker.status_code == 403
    changes = (await admin.get("/registry/retention/import-lines/changes")).json()
    assert (changes[0]["by"], changes[0]["days"]) == (town.person("province"), held["days"] + 1)


async def test_the_deletion_job_runs_by_itself(town: Town) -> None:
    added = await kept(town, resident(town))
    old = "UPDATE record_history SET at = at - interval '1826 days' WHERE record_id = :id RETURNING 1"
    await count(town, old, id=added["id"])

    await run_timer(town.platform, "registry.retention")

    assert (await of_record(town, added["id"]))[:2] == [1, 0]
