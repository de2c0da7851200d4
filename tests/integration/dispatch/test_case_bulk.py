"""What one request does with many cases: each has its own result, and nothing is half done."""

from typing import Any
from uuid import uuid4

import httpx

from tests.integration.dispatch.desk import (
    STAND_IN,
    acted,
    actions,
    case_of,
    dispatcher,
    inbox,
    open_task,
    read,
    reported_case,
    rows,
)
from tests.support.feed import order, push
from tests.support.platform import Platform

MANY = "/cases/actions"
QUIET = "320585109"


def named(*cases: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": case["id"], "version": case["version"]} for case in cases]


async def act_on(platform: Platform, action: str, *cases: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"action": action, "cases": named(*cases)} | more
    return await dispatcher(platform).post(MANY, json=body)


async def test_each_of_many_is_done_or_refused_by_itself_in_the_order_asked(town: Platform) -> None:
    good, stale, ended, foreign = [
        await reported_case(town),
        await reported_case(town),
        await reported_case(town),
        await reported_case(town, region="320585105", position=None),
    ]
    stale["version"] += 1
    ended = await acted(town, ended, "void", reason="sent-twice")

    done = await act_on(town, "void", good, stale, ended, foreign, reason="sent-twice")

    assert done.status_code == 200, done.text
    told = done.json()
    assert (told["done"], told["refused"]) == (1, 3)
    assert [one["id"] for one in told["results"]] == [one["id"] for one in (good, stale, ended, foreign)]
    assert [one["code"] for one in told["results"]] == [
        *(None, "cases.stale-version", "cases.illegal-action", "cases.not-found"),
    ]
    assert told["results"][1]["facts"]["version"] == stale["version"] - 1
    assert (told["results"][0]["state"], told["results"][2]["said"]) == ("voided", "案件当前状态不能办理这一步")
    assert actions(await read(town, good["id"]))[-1] == "void"
    assert (await read(town, stale["id"]))["state"] == "dispatched"


async def test_many_go_to_an_executor_and_who_cannot_go_leaves_nothing_behind(town: Platform) -> None:
    waiting = [await reported_case(town, position=None) for _ in range(2)]
    unknown = await reported_case(town, category=None, title="你好", detail="", position=None)

    done = await act_on(town, "dispatch", *waiting, unknown, executor="grid", worker_id=STAND_IN)

    results = done.json()["results"]
    assert [one["done"] for one in results] == [True, True, False]
    assert (results[2]["code"], (await read(town, unknown["id"]))["version"]) == ("cases.illegal-action", 1)
    for case in waiting:
        await inbox(town, open_task(await read(town, case["id"])), STAND_IN)


async def test_the_same_request_again_is_answered_as_the_first_time(town: Platform) -> None:
    case, key = await reported_case(town), {"Idempotency-Key": uuid4().hex}
    body = {"action": "void", "reason": "sent-twice", "cases": named(case)}

    first, again = [await dispatcher(town).post(MANY, json=body, headers=key) for _ in range(2)]

    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert actions(await read(town, case["id"])).count("void") == 1


async def test_what_is_no_step_for_many_is_refused_before_anything_is_done(town: Platform) -> None:
    case = await reported_case(town)
    too_many = [{"id": str(uuid4()), "version": 1} for _ in range(10_001)]
    refused = await dispatcher(town).post(MANY, json={"action": "void", "reason": "sent-twice", "cases": too_many})
    assert (refused.status_code, refused.json()["title"]) == (422, "cases.too-many")
    assert (refused.json()["limit"], refused.json()["given"]) == (10_000, 10_001)
    for action in ("merge", "split", "suspend"):
        answer = await act_on(town, action, case, reason="x-y")
        assert (answer.status_code, answer.json()["title"]) == (422, "cases.has-its-own-door")
    assert (await act_on(town, "void", case, case, reason="sent-twice")).status_code == 422
    assert (await act_on(town, "void", reason="sent-twice")).status_code == 422
    assert (await town.client("dispatch", role="leader").post(MANY, json={})).status_code == 403
    assert (await read(town, case["id"]))["version"] == case["version"]


async def test_more_than_a_batch_is_done_in_one_request(town: Platform) -> None:
    many = [order(region=QUIET, title="无") for _ in range(620)]
    taken = await push(town.stranger("dispatch"), *many)
    await case_of(town, taken.json()["results"][-1]["report_id"])

    async def all_there() -> Any:
        found = await rows(town, "SELECT id, version FROM cases WHERE region = :region", region=QUIET)
        return found if len(found) == len(many) else None

    cases = [{"id": str(one.id), "version": one.version} for one in await town.until(all_there, 60)]
    desk = dispatcher(town, QUIET)
    done = await desk.post(MANY, json={"action": "void", "reason": "sent-twice", "cases": cases})

    assert (done.status_code, done.json()["done"]) == (200, 620)
    (left,) = await rows(town, "SELECT count(*) FROM cases WHERE region = :r AND state <> 'voided'", r=QUIET)
    assert left[0] == 0
