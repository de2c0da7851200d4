"""How good are the records of a township, who is asked to mend them, and when is he left in peace?"""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from grid.registry.service.quality import mend
from shared.runtime.db import new_id
from tests.integration.grid.registry_desk import home, kept, phone, resident, run_timer
from tests.integration.grid.town import Town, now


async def tie(town: Town, person: dict[str, Any], lives: dict[str, Any]) -> None:
    ends = {"from_kind": "resident", "from_id": person["id"], "to_kind": "home", "to_id": lives["id"]}
    answer = await town.client("grid-leader").post("/registry/ties", json=ends | {"relation": "lives-in"})
    assert answer.status_code == 201, answer.text


async def findings(town: Town, **asked: Any) -> list[tuple[str, str, str]]:
    """Return (finding, record, detail)."""
    params: dict[str, Any] = {"region": town.region, "limit": 100} | asked
    items = (await town.client("grid-leader").get("/registry/quality/findings", params=params)).json()["items"]
    return [(one["finding"], one["id"], one["detail"]) for one in items]


async def do(town: Town, statement: str, **values: Any) -> None:
    async with town.platform.database("grid").begin() as work:
        await work.connection.execute(text(statement), values)


async def look_round(town: Town, days: int = 0) -> None:
    """Let the township be looked at, so many days from now."""
    async with town.platform.database("grid").begin() as work:
        await mend(work, town.region, now() + timedelta(days=days))


async def to_mend(town: Town, who: str = "wang") -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"kind": "mend-record", "limit": 100}
    items = (await town.client("worker", who).get("/tasks", params=asked)).json()["items"]
    return [one for one in items if one["state"] == "assigned"]


async def test_what_is_missing_is_named_and_counted_with_its_denominator(town: Town) -> None:
    bad = await kept(town, resident(town, id_kind="none", id_number=None, phone=None))
    await kept(town, resident(town))

    assert await findings(town) == [("missing", bad["id"], "id_number,phone")]
    counted = (await town.client("grid-leader").get("/registry/quality", params={"region": town.region})).json()
    assert counted["items"] == [{"kind": "resident", "finding": "missing", "count": 1, "of": 2}]


async def test_what_was_long_not_seen_is_stale(town: Town) -> None:
    added = await kept(town, resident(town))
    await do(town, "UPDATE residents SET checked_at = now() - interval '181 days' WHERE id = :id", id=added["id"])

    assert await findings(town) == [("stale", added["id"], "")]


async def test_what_contradicts_itself_is_found(town: Town) -> None:
    empty, lives, gone = [await kept(town, home(town, **more)) for more in ({"use": "vacant"}, {}, {})]
    same = {"name": "张三丰", "phone": phone()}
    one, two = [await kept(town, resident(town, **same)) for _ in range(2)]
    await tie(town, one, empty)
    await tie(town, one, lives)
    await tie(town, two, gone)
    family = await kept(town, {"kind": "household", "region": town.region, "cell": town.west, "home_id": gone["id"]})
    ended = "UPDATE homes SET state = 'ended', ended_at = now(), end_reason = 'demolished' WHERE id = :id"
    await do(town, ended, id=gone["id"])

    found = {(finding, record) for finding, record, _ in await findings(town)}

    assert found == {
        ("vacant-lived-in", empty["id"]),
        ("two-homes", one["id"]),
        *{("doubled", person["id"]) for person in (one, two)},
        ("tied-to-ended", two["id"]),
        ("home-ended", family["id"]),
    }


async def test_the_worst_is_given_to_the_worker_of_the_cell_once_and_not_too_much_a_day(town: Town) -> None:
    admin = town.client("admin")
    rule = {"version": 0, "needed": ["phone"], "stale_days": 180, "most_a_day": 2}
    await admin.put("/registry/quality/rules/resident", params={"region": town.region}, json=rule)
    wanting = [await kept(town, resident(town, phone=None)) for _ in range(3)]
    same = {"name": "张三丰", "phone": phone()}
    doubled = [await kept(town, resident(town, **same)) for _ in range(2)]

    for _ in range(2):
        await look_round(town)
    first = {one["about_id"] for one in await to_mend(town)}
    await look_round(town, days=1)
    both = [one["about_id"] for one in await to_mend(town)]

    assert first == {one["id"] for one in doubled}
    assert len(both) == len(set(both)) == 4
    assert len(set(both) & {one["id"] for one in wanting}) == 2


async def test_a_visit_finishes_the_task_and_the_worker_is_left_in_peace(town: Town) -> None:
    added = await kept(town, resident(town, phone=None))
    await look_round(town)
    [task] = await to_mend(town)
    body = {"client_id": str(new_id()), "device_at": now().isoformat(), "version": 1, "confirmed": ["name"]}
    path = f"/registry/records/{added['id']}/visit"

    await town.client("worker", "wang").post(path, params={"kind": "resident"}, json=body)
    await look_round(town, days=1)

    state = (await town.client("dispatcher").get(f"/tasks/{task['id']}")).json()["state"]
    assert (state, await to_mend(town)) == ("finished", [])
    await look_round(town, days=31)
    assert [one["about_id"] for one in await to_mend(town)] == [added["id"]]


async def test_a_task_whose_finding_is_gone_is_taken_back(town: Town) -> None:
    given = resident(town, phone=None)
    added = await kept(town, given)
    await look_round(town)
    [task] = await to_mend(town)

    changed = {"version": 1, "record": given | {"phone": phone()}}
    await town.client("grid-leader").put(f"/registry/records/{added['id']}", json=changed)
    await look_round(town)

    assert (await town.client("dispatcher").get(f"/tasks/{task['id']}")).json()["state"] == "recalled"


async def test_each_township_is_looked_at_once_a_day_by_itself(town: Town) -> None:
    added = await kept(town, resident(town, phone=None))

    await run_timer(town.platform, "registry.quality")
    await run_timer(town.platform, "registry.quality")

    assert [one["about_id"] for one in await to_mend(town)] == [added["id"]]


async def test_a_rule_of_the_township_holds_before_everybodys_and_its_history_is_kept(town: Town) -> None:
    admin, path = town.client("admin"), "/registry/quality/rules"
    rule = {"version": 0, "needed": ["code"], "stale_days": 30, "most_a_day": 0}
    asked = {"region": town.region}

    answers = [await admin.put(f"{path}/home", params=asked, json=rule | {"version": seen}) for seen in (0, 0, 1)]

    assert [(one.status_code, one.json().get("version")) for one in answers] == [(200, 1), (409, 1), (200, 2)]
    held = {one["kind"]: one for one in (await town.client("grid-leader").get(path, params=asked)).json()}
    assert (held["home"]["region"], held["home"]["version"], held["resident"]["region"]) == (town.region, 2, "")
    versions = (await admin.get(f"{path}/home/versions", params=asked)).json()
    assert [one["version"] for one in versions] == [2, 1]


async def test_a_rule_that_cannot_be_kept_or_of_another_is_refused(town: Town) -> None:
    admin, path = town.client("admin"), "/registry/quality/rules/home"
    rule = {"version": 0, "needed": ["address"], "stale_days": 30, "most_a_day": 5}
    asked = {"region": town.region}

    answers = [
        await admin.put(path, params=asked, json=rule | {"needed": ["wings"]}),
        await admin.put(path, params=asked, json=rule | {"stale_days": 1}),
        await admin.put(path, params=asked, json=rule | {"most_a_day": 51}),
        await admin.put(path, params={"region": "329999999"}, json=rule),
        await admin.put(path, json=rule),
        await town.client("grid-leader").put(path, params=asked, json=rule),
        await town.client("leader").get("/registry/quality", params={"region": town.region[:6]}),
    ]

    assert [one.status_code for one in answers] == [422, 422, 422, 403, 403, 403, 422]
