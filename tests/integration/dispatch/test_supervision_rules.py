"""Lights and ladders are rows of a region, versioned; the nearest region's hold, and bad ones are refused."""

from typing import Any

import httpx

from tests.integration.dispatch.desk import dispatcher, read
from tests.integration.dispatch.late_desk import case_due, march, quiet, run_timers, rungs, told_of, written
from tests.support.platform import TOWN, Platform

COUNTY = TOWN[:6]
HOUR = {"amount": 1, "unit": "working-hours"}


def leader(platform: Platform, scope: str = TOWN) -> httpx.AsyncClient:
    return platform.client("dispatch", role="leader", scope=scope, person_id=f"p-leader-{scope}")


def rung(to: str, amount: int, unit: str = "working-hours", **row: Any) -> dict[str, Any]:
    return {"to": to, "after": {"amount": amount, "unit": unit}, **row}


async def given(platform: Platform, table: dict[str, Any], region: str = TOWN, **more: Any) -> httpx.Response:
    client = more.get("client") or leader(platform, region)
    newest = (await client.get(f"/supervision/rules/{region}/versions")).json()["items"]
    version = more.get("version", newest[0]["version"] if newest else 0)
    return await client.put(f"/supervision/rules/{region}", json={"version": version, "table": table})


async def test_a_new_installation_has_rows_for_everywhere_and_who_reads_them_sees_the_nearest_first(
    town: Platform,
) -> None:
    table = {"lights": [{"kind": "verify", "share": 60}]}
    assert (await given(town, table, COUNTY)).status_code == 200
    found = (await dispatcher(town).get("/supervision/rules")).json()
    assert [one["region"] for one in found][-2:] == [COUNTY, "*"]
    assert (found[-2]["by"], found[-2]["table"]["lights"][0]["share"]) == (f"p-leader-{COUNTY}", 60)
    assert {row["to"] for row in found[-1]["table"]["rungs"]} >= {"holder", "county"}
    assert (await dispatcher(town).get("/supervision/rules", params={"region": "32058"})).status_code == 422
    foreign = await dispatcher(town).get("/supervision/rules", params={"region": "320281"})
    assert (foreign.status_code, foreign.json()["title"]) == (404, "supervision.rules-unknown")


async def test_a_townships_own_rows_hold_at_once_for_what_nobody_was_told_of(town: Platform) -> None:
    await quiet(town)
    case = await case_due(town)
    await run_timers(town, march(1))
    before = {one["kind"]: one["yellow_at"] for one in (await read(town, case["id"]))["clocks"]}
    row = {"kind": "handle", "before": {"amount": 3, "unit": "working-hours"}}
    table = {"lights": [row], "rungs": [rung("head", 1, kind="handle", urgency="normal")], "digest_above": 3}
    saved = await given(town, table)
    await run_timers(town, march(3, 12))
    after = {one["kind"]: one["yellow_at"] for one in (await read(town, case["id"]))["clocks"]}
    assert saved.json() == {"region": TOWN, "version": 1}
    assert (before["handle"], after["handle"]) == (written(march(3, 10, 45)), written(march(3, 14, 30)))
    assert before["reply"] == after["reply"]
    await run_timers(town, march(4, 10, 1))
    assert rungs(await read(town, case["id"])) == [(1, "head", [])]
    assert (await given(town, {})).json()["version"] == 2
    history = (await leader(town).get(f"/supervision/rules/{TOWN}/versions", params={"limit": 1})).json()
    older = await leader(town).get(f"/supervision/rules/{TOWN}/versions", params={"after": history["next"]})
    assert [one["table"]["digest_above"] for one in older.json()["items"]] == [3]
    assert await told_of(town, case) == [("case-overdue", "leader")]


async def test_rows_of_another_region_or_an_older_version_are_refused(town: Platform) -> None:
    calls = {
        "supervision.not-your-rules": await given(town, {}, COUNTY, client=leader(town)),
        "supervision.stale-rules": await given(town, {}, version=99),
        "supervision.rules-unknown": await given(town, {}, "999999", client=leader(town, "")),
        "missing-permission": await dispatcher(town).put(
            f"/supervision/rules/{TOWN}", json={"version": 0, "table": {}}
        ),
    }
    assert {answer.json()["title"] for answer in calls.values()} == set(calls)
    assert (await given(town, {}, "*", client=leader(town, "32"))).status_code == 403


BAD: dict[str, dict[str, Any]] = {
    "both": {"lights": [{"share": 50, "before": HOUR}]},
    "neither": {"lights": [{"kind": "handle"}]},
    "unknown kind": {"lights": [{"kind": "coffee", "share": 50}]},
    "days before": {"lights": [{"before": {"amount": 1, "unit": "working-days"}}]},
    "two answers": {"lights": [{"share": 50}, {"share": 60}]},
    "downwards": {"rungs": [rung("head", 1), rung("centre", 2)]},
    "not later": {"rungs": [rung("holder", 2), rung("centre", 2)]},
    "unknown level": {"rungs": [rung("governor", 1)]},
    "no limit": {"digest_above": 0},
}


async def test_rows_that_give_no_one_answer_are_refused_with_the_row_named(town: Platform) -> None:
    refused = {name: await given(town, table) for name, table in BAD.items()}
    assert {name: answer.status_code for name, answer in refused.items()} == dict.fromkeys(BAD, 422)
    fields = {name: answer.json()["errors"][0]["field"] for name, answer in refused.items()}
    assert all(field.startswith("body.table") for field in fields.values()), fields
    assert fields["days before"] == "body.table.lights.0.before"
