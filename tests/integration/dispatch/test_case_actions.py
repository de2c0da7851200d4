"""What a dispatcher does with a case: every way on, and what is refused on the way."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.dispatch.desk import (
    STALLS,
    STAND_IN,
    WORKER,
    act,
    acted,
    actions,
    closed,
    dispatcher,
    handled,
    inbox,
    open_task,
    phone,
    read,
    refusal,
    reported_case,
    suspended,
    until,
)
from tests.support.platform import TOWN, Platform
from tests.support.town import TEAM, WEST_CELL

UNIT = f"u-{TOWN}-construction-office"


async def returned(town: Platform, case: dict[str, Any]) -> dict[str, Any]:
    """Let the worker give the case's task back; return the case when the centre has heard of it."""
    await inbox(town, open_task(case))
    body = {"client_id": str(uuid4()), "at": town.clock().isoformat(), "reason": "not-mine"}
    given_back = await phone(town).post(f"/tasks/{open_task(case)}/return", json=body)
    assert given_back.is_success, given_back.text
    return await until(town, case["id"], state="returned")


async def test_a_dispatcher_who_saw_an_older_version_is_told_which_there_is_now(town: Platform) -> None:
    case = await reported_case(town)
    await suspended(town, case)

    refused = await act(town, case, "void", reason="sent-twice")

    assert refusal(refused) == (409, "cases.stale-version")
    assert (refused.json()["version"], refused.json()["state"]) == (case["version"] + 2, "suspended")


async def test_an_action_that_the_state_does_not_allow_names_what_would(town: Platform) -> None:
    case = await reported_case(town)

    refused = await act(town, case, "close")

    assert refusal(refused) == (409, "cases.illegal-action")
    assert "return" in refused.json()["possible"]
    assert (await read(town, case["id"]))["version"] == case["version"]


@pytest.mark.parametrize("action", ["void", "return"])
async def test_what_has_to_be_explained_needs_a_reason(town: Platform, action: str) -> None:
    case = await reported_case(town)

    assert refusal(await act(town, case, action)) == (422, "cases.reason-missing")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"action": "explode"}, "body.action"),
        ({"version": 0}, "body.version"),
        ({"reason": "张三说的"}, "body.reason"),
        ({"cell": "1"}, "body.cell"),
        ({"colour": "red"}, "body.colour"),
    ],
)
async def test_a_body_that_does_not_fit_is_refused_by_the_name_of_its_field(
    town: Platform, body: dict[str, Any], field: str
) -> None:
    refused = await dispatcher(town).post(
        f"/cases/{uuid4()}/actions", json={"action": "void", "version": 1, "reason": "sent-twice"} | body
    )

    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_a_suspended_case_takes_its_task_back_and_gives_a_new_one_when_it_goes_on(town: Platform) -> None:
    case = await reported_case(town)
    first = open_task(case)
    await inbox(town, first)

    case = await suspended(town, case)
    assert (case["state"], case["queue"]) == ("suspended", "suspended")
    # What the platform is owed goes on: its term follows its answer, not our wish.
    own = [clock for clock in case["clocks"] if clock["report_id"] is None]
    assert own
    assert all(clock["paused_at"] for clock in own)
    await inbox(town, first, state="recalled")

    case = await acted(town, case, "resume")
    assert (case["state"], case["queue"]) == ("dispatched", None)
    assert not any(clock["paused_at"] for clock in case["clocks"])
    assert open_task(case) != first
    await handled(town, case)


async def test_a_case_is_rejected_with_a_reason_and_has_no_clock_left(town: Platform) -> None:
    case = await reported_case(town, position=None)

    case = await acted(town, case, "reject", reason="in-court")

    assert (case["state"], case["outcome"], case["possible"]) == ("rejected", "rejected", [])
    assert all(clock["stopped_at"] for clock in case["clocks"])


async def test_a_voided_case_takes_its_task_back(town: Platform) -> None:
    case = await reported_case(town)
    await inbox(town, open_task(case))

    case = await acted(town, case, "void", reason="sent-twice")

    await inbox(town, case["tasks"][0]["id"], state="recalled")
    assert (case["state"], case["tasks"][0]["state"]) == ("voided", "recalled")


async def test_a_case_that_is_merged_hands_its_reports_over(town: Platform) -> None:
    target, source = await reported_case(town), await reported_case(town)

    merged = await acted(town, source, "merge", into=target["id"])

    target = await read(town, target["id"])
    assert (merged["state"], merged["outcome"], merged["reports"]) == ("merged", "merged", [])
    assert len(target["reports"]) == 2
    assert actions(target)[-1] == "join"
    await inbox(town, source["tasks"][0]["id"], state="recalled")


async def test_a_case_is_merged_only_into_another_that_is_open_and_in_reach(town: Platform) -> None:
    case, ended = await reported_case(town), await reported_case(town)
    foreign = await reported_case(town, region="320585105", position=None)
    ended = await acted(town, ended, "void", reason="sent-twice")

    assert refusal(await act(town, case, "merge")) == (422, "cases.merge-target-missing")
    assert refusal(await act(town, case, "merge", into=case["id"])) == (422, "cases.merge-target-missing")
    assert refusal(await act(town, case, "merge", into=ended["id"])) == (409, "cases.illegal-action")
    assert refusal(await act(town, case, "merge", into=foreign["id"])) == (404, "cases.not-found")
    assert (await read(town, case["id"]))["version"] == case["version"]


async def test_what_was_not_done_well_goes_back_to_work(town: Platform) -> None:
    case = await acted(town, await handled(town, await reported_case(town)), "verify")

    case = await acted(town, case, "rework", reason="not-clean", worker_id=STAND_IN)

    assert (case["state"], case["worker_id"]) == ("dispatched", STAND_IN)
    assert actions(case)[-2:] == ["rework", "dispatch"]
    case = await closed(town, case, STAND_IN)
    assert (case["state"], len(case["tasks"])) == ("closed", 2)


async def test_a_closed_case_is_reopened_and_done_again(town: Platform) -> None:
    case = await closed(town, await reported_case(town))

    case = await acted(town, case, "reopen", reason="seen-again")
    assert (case["state"], case["queue"], case["outcome"]) == ("reopened", "reopened", None)

    case = await closed(town, await acted(town, case, "dispatch"))
    assert (case["outcome"], len(case["tasks"])) == ("closed", 2)


async def test_what_a_worker_gives_back_waits_and_goes_to_somebody_else(town: Platform) -> None:
    case = await returned(town, await reported_case(town))
    assert (case["queue"], case["history"][-1]["facts"]) == ("returned", {"reason": "not-mine"})
    assert case["history"][-1]["by"] == WORKER

    case = await acted(town, case, "dispatch", worker_id=STAND_IN)

    assert case["history"][-1]["facts"]["worker_id"] == STAND_IN
    await handled(town, case, STAND_IN)


async def test_a_case_can_be_given_to_the_team_or_to_an_office(town: Platform) -> None:
    case = await returned(town, await reported_case(town))

    to_team = await acted(town, case, "dispatch", executor="team", unit=TEAM, matter=STALLS["code"])
    assert (to_team["state"], to_team["executor"], to_team["matter"]) == ("dispatched", "team", "M0203")

    case = await acted(town, to_team, "return", reason="not-mine")
    case = await acted(town, case, "dispatch", executor="unit", unit=UNIT)
    assert (case["state"], case["tasks"][-1]["ended_at"] is not None) == ("dispatched", True)
    case = await acted(town, await acted(town, case, "accept"), "feed-back", result="explained")
    assert (case["state"], case["result"]) == ("handled", "explained")


async def test_who_handled_a_case_himself_does_not_verify_it(town: Platform) -> None:
    case = await acted(town, await reported_case(town), "accept")
    case = await acted(town, case, "feed-back", result="explained")

    assert refusal(await act(town, case, "verify")) == (409, "cases.verified-by-handler")
    body = {"action": "verify", "version": case["version"]}
    other = await dispatcher(town, person_id="p-second-dispatcher").post(f"/cases/{case['id']}/actions", json=body)
    assert other.status_code == 200


async def test_a_case_without_a_matter_is_filed_and_dispatched_by_hand(town: Platform) -> None:
    case = await reported_case(town, category=None, title="你好", detail="", position=None)
    assert (case["state"], case["queue"], case["matter"]) == ("received", "no-matter", None)

    case = await acted(town, case, "file", matter="M0101", executor="grid", cell=WEST_CELL)
    assert (case["state"], case["queue"]) == ("filed", "to-dispatch")
    assert refusal(await act(town, case, "dispatch")) == (422, "cases.no-executor")

    case = await acted(town, case, "dispatch", worker_id=WORKER)
    await inbox(town, open_task(case))


async def test_an_order_that_named_no_township_becomes_that_of_the_cell_that_it_is_given(town: Platform) -> None:
    case = await reported_case(town, region=None, position=None)
    assert (case["region"], case["queue"]) == ("32", "no-cell")

    body = {"action": "dispatch", "version": case["version"], "cell": WEST_CELL, "worker_id": WORKER}
    done = await dispatcher(town, scope="32").post(f"/cases/{case['id']}/actions", json=body)

    assert done.status_code == 200, done.text
    case = await read(town, case["id"])
    assert case["region"] == TOWN
    await inbox(town, open_task(case))


@pytest.mark.parametrize(
    "given",
    [
        {"worker_id": "p-nobody"},
        {"unit": "u-nowhere"},
        {"matter": "M9999"},
        {"cell": "320585105001001"},
    ],
)
async def test_nobody_and_nowhere_are_not_dispatched_to(town: Platform, given: dict[str, Any]) -> None:
    case = await reported_case(town, position=None)

    refused = await act(town, case, "dispatch", **given)

    assert refusal(refused) == (422, "cases.unknown-executor")
    assert refused.json()["fields"] == list(given)


async def test_a_key_makes_a_step_once_however_often_it_is_sent(town: Platform) -> None:
    case = await reported_case(town)
    desk, key = dispatcher(town), {"Idempotency-Key": uuid4().hex}
    body = {"action": "return", "version": case["version"], "reason": "not-ours"}
    path = f"/cases/{case['id']}/actions"

    first, again = [await desk.post(path, json=body, headers=key) for _ in range(2)]
    other = await desk.post(path, json=body | {"reason": "other"}, headers=key)

    assert (first.status_code, again.status_code) == (200, 200)
    assert first.json() == again.json()
    assert again.headers["Idempotency-Replayed"] == "true"
    assert refusal(other) == (422, "idempotency.other-request")
    assert (await read(town, case["id"]))["version"] == case["version"] + 1
