"""Which cases a dispatcher finds: by filter, page by page, and never another township's."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.dispatch.desk import (
    NOISE,
    WORKER,
    case_of,
    dispatcher,
    open_task,
    report,
    reported_case,
    rows,
)
from tests.support.feed import order, push
from tests.support.platform import TOWN, Platform

FOREIGN = "320585105"


async def ids(town: Platform, scope: str = TOWN, **params: Any) -> list[str]:
    answer = await dispatcher(town, scope).get("/cases", params={"limit": 200} | params)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_every_filter_keeps_what_it_names_and_nothing_else(town: Platform) -> None:
    case = await reported_case(town)
    waiting = await reported_case(town, position=None, category=NOISE)

    fitting: list[dict[str, Any]] = [
        {"state": "dispatched"},
        {"matter": "M0101"},
        {"executor": "grid"},
        {"worker_id": WORKER},
        {"region": TOWN},
        {"overdue": "false"},
    ]
    for params in fitting:
        assert case["id"] in await ids(town, **params), params
    for params in ({"state": "closed"}, {"matter": "M0203"}, {"executor": "team"}, {"overdue": "true"}):
        assert case["id"] not in await ids(town, **params), params
    assert waiting["id"] in await ids(town, queue="no-cell")
    assert case["id"] not in await ids(town, queue="no-cell")


@pytest.mark.parametrize(
    "params",
    [{"state": "limbo"}, {"region": "3205851"}, {"limit": 0}, {"limit": 201}, {"after": "x"}, {"overdue": "maybe"}],
)
async def test_a_filter_that_does_not_fit_is_refused_by_its_name(town: Platform, params: dict[str, Any]) -> None:
    refused = await dispatcher(town).get("/cases", params=params)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == f"query.{next(iter(params))}"


async def test_pages_follow_each_other_newest_first_without_gap_or_repetition(town: Platform) -> None:
    many = [order(region="320585107", title="无") for _ in range(5)]
    taken = await push(town.stranger("dispatch"), *many)
    for result in taken.json()["results"]:
        await case_of(town, result["report_id"])
    whole = await ids(town, "320585107")
    assert len(whole) >= 5
    assert whole == sorted(whole, reverse=True)

    paged: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = (await dispatcher(town, "320585107").get("/cases", params={"limit": 2} | after)).json()
        paged += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        after = {"after": page["next"]}

    assert paged == whole


async def test_another_townships_case_is_not_there(town: Platform) -> None:
    report_id, _ = await report(town, region=FOREIGN, position=None)
    case = await case_of(town, report_id)

    assert case["id"] not in await ids(town)
    assert case["id"] not in await ids(town, region=FOREIGN)
    for path in (f"/cases/{case['id']}", f"/cases/{case['id']}/explanation", f"/reports/{report_id}?purpose=handle"):
        assert (await dispatcher(town).get(path)).status_code == 404, path
    body = {"action": "void", "version": case["version"], "reason": "not-ours"}
    assert (await dispatcher(town).post(f"/cases/{case['id']}/actions", json=body)).status_code == 404
    assert case["id"] in await ids(town, "320585")
    assert case["id"] in await ids(town, FOREIGN)


async def test_a_case_that_does_not_exist_is_not_found(town: Platform) -> None:
    for path in (f"/cases/{uuid4()}", f"/cases/{uuid4()}/explanation", f"/reports/{uuid4()}?purpose=handle"):
        assert (await dispatcher(town).get(path)).status_code == 404


@pytest.mark.parametrize("role", ["clerk", "worker", "officer", "org-office", "admin", "operator"])
async def test_who_is_not_of_the_centre_sees_no_case(town: Platform, role: str) -> None:
    assert (await town.client("dispatch", role=role).get("/cases")).status_code == 403


async def test_without_a_token_nobody_sees_anything(town: Platform) -> None:
    assert (await town.stranger("dispatch").get("/cases")).status_code == 401


async def test_a_leader_looks_and_does_not_act(town: Platform) -> None:
    case = await reported_case(town)
    leader = town.client("dispatch", role="leader")

    assert (await leader.get(f"/cases/{case['id']}")).status_code == 200
    body = {"action": "void", "version": case["version"], "reason": "sent-twice"}
    assert (await leader.post(f"/cases/{case['id']}/actions", json=body)).status_code == 403


async def test_a_case_shows_its_history_clocks_task_and_what_can_be_done(town: Platform) -> None:
    report_id, _ = await report(town)
    case = await case_of(town, report_id)

    assert [line["action"] for line in case["history"]] == ["receive", "file", "dispatch"]
    assert [line["seq"] for line in case["history"]] == [1, 2, 3]
    assert {clock["kind"] for clock in case["clocks"]} == {"handle", "reply", "sign"}
    assert (case["reports"], case["tasks"][0]["id"]) == ([report_id], open_task(case))
    assert case["possible"] == ["accept", "merge", "return", "split", "void"]
    listed = await dispatcher(town).get("/cases", params={"limit": 200})
    due = next(item["due_at"] for item in listed.json()["items"] if item["id"] == case["id"])
    assert due == min(clock["due_at"] for clock in case["clocks"])
    assert len(await rows(town, "SELECT 1 FROM triage_decisions WHERE case_id = :id", id=case["id"])) == 1
