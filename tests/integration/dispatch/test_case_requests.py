"""What one person asks for and another one decides: suspension, extension, return, help."""

from datetime import datetime, timedelta
from typing import Any

import httpx

from dispatch.cases.timers import timers
from shared.runtime.timers import run_round
from tests.integration.dispatch.desk import (
    NOISE,
    STAND_IN,
    act,
    acted,
    actions,
    ask,
    case_of,
    closed,
    decide,
    dispatcher,
    handled,
    inbox,
    open_task,
    phone,
    read,
    refusal,
    report,
    reported_case,
    rows,
    set_clocks,
    shift_leader,
    suspended,
)
from tests.support.platform import TOWN, Platform, TestClock

UNIT = f"u-{TOWN}-construction-office"
TWO_DAYS = timedelta(days=2)


async def own_case(platform: Platform) -> dict[str, Any]:
    """Return a case over which our centre decides itself."""
    return await case_of(platform, (await report(platform, source="work-safety", category=NOISE))[0])


async def resume_due(platform: Platform, ahead: timedelta) -> int:
    """Let the timer of the running process do one round, as if it were `ahead` of now."""
    runtime = platform.apps["dispatch-flow"].state.runtime
    timer = next(one for one in timers(runtime) if one.name == "cases.resume")
    return await run_round(timer, runtime.database, TestClock(ahead))


async def waiting(platform: Platform, who: httpx.AsyncClient, case: dict[str, Any]) -> list[dict[str, Any]]:
    listed = await who.get("/cases/requests", params={"case_id": case["id"]})
    assert listed.status_code == 200, listed.text
    return list(listed.json()["items"])


async def test_a_suspension_is_asked_for_by_one_and_granted_by_another(town: Platform) -> None:
    case = await reported_case(town)
    until = (town.clock() + TWO_DAYS).isoformat()
    refused = await act(town, case, "suspend", reason="frost")
    assert refusal(refused) == (409, "cases.approval-needed")
    assert refused.json()["form"] == f"/cases/{case['id']}/requests"
    asked = await ask(town, case, "suspension", until=until, reason="frost", explanation="地面结冰")
    case = await read(town, case["id"])
    assert (case["state"], actions(case)[-1], case["requests"][0]["state"]) == ("dispatched", "ask", "asked")
    assert refusal(await ask(town, case, "suspension", until=until)) == (409, "cases.requested-already")
    himself = shift_leader(town, person_id="p-dispatcher")
    assert refusal(await decide(town, asked, who=himself)) == (403, "cases.second-person-needed")
    assert refusal(await decide(town, asked, who=dispatcher(town, person_id="p-2"))) == (403, "missing-permission")
    assert [one["may_decide"] for one in await waiting(town, himself, case)] == [False]
    assert [one["may_decide"] for one in await waiting(town, shift_leader(town), case)] == [True]

    granted = await decide(town, asked)
    assert (granted.status_code, granted.json()["case_state"]) == (200, "suspended"), granted.text
    case = await read(town, case["id"])
    assert case["suspended_until"] is not None
    # What its platform is owed runs on.
    assert all(clock["paused_at"] for clock in case["clocks"] if clock["report_id"] is None)
    assert refusal(await decide(town, asked)) == (409, "cases.request-decided")
    assert await waiting(town, shift_leader(town), case) == []


async def test_a_refused_request_moves_nothing_and_its_reason_stands_in_the_history(town: Platform) -> None:
    case = await reported_case(town)
    asked = await ask(town, case, "suspension", until=(town.clock() + TWO_DAYS).isoformat())

    assert refusal(await decide(town, asked, granted=False)) == (422, "cases.reason-missing")
    refused = await decide(town, asked, granted=False, reason="no-need")

    assert (refused.status_code, refused.json()["state"], refused.json()["case_state"]) == (
        200,
        "refused",
        "dispatched",
    )
    line = (await read(town, case["id"]))["history"][-1]
    assert (line["action"], line["facts"]["reason"], line["by"]) == ("deny", "no-need", "p-shift-leader")
    told = await rows(town, "SELECT what, to_id FROM notices WHERE case_id = :id ORDER BY id", id=case["id"])
    assert [tuple(one) for one in told if one.what.startswith("case-request")] == [
        ("case-request-asked", "shift-leader"),
        ("case-request-refused", "p-dispatcher"),
    ]


async def test_a_suspension_that_is_over_goes_on_by_itself_and_once(town: Platform) -> None:
    case = await suspended(town, await reported_case(town))

    await resume_due(town, timedelta(days=6))
    assert (await read(town, case["id"]))["state"] == "suspended"
    assert await resume_due(town, timedelta(days=8)) >= 1
    assert await resume_due(town, timedelta(days=8)) == 0

    case = await read(town, case["id"])
    assert (case["state"], case["suspended_until"], actions(case).count("resume")) == ("dispatched", None, 1)
    assert (case["history"][-1]["by"], len(case["tasks"])) == ("system:centre", 2)


async def test_an_extension_moves_the_term_and_the_task_knows(town: Platform) -> None:
    case = await own_case(town)
    assert case["authority"] == "centre"
    before = next(clock for clock in case["clocks"] if clock["kind"] == "handle")
    unexplained = await ask(town, case, "extension", amount=2)
    assert (refusal(unexplained), unexplained.json()["fields"]) == ((422, "cases.request-incomplete"), ["explanation"])
    asked = await ask(town, case, "extension", amount=2, explanation="等待配件到货")
    granted = await decide(town, asked, amount=1)
    assert granted.status_code == 200, granted.text

    case = await read(town, case["id"])
    after = next(clock for clock in case["clocks"] if clock["kind"] == "handle")
    assert datetime.fromisoformat(after["due_at"]) > datetime.fromisoformat(before["due_at"])
    assert (case["state"], case["queue"], case["requests"][0]["granted_amount"]) == ("dispatched", None, 1)
    assert case["history"][-1]["facts"]["amount"] == 1
    task = await inbox(town, open_task(case), due_at=after["due_at"].replace("+00:00", "Z"))
    assert task["id"] == open_task(case)


async def test_what_a_request_explains_is_sealed_and_each_look_is_logged(town: Platform) -> None:
    case = await own_case(town)
    asked = (await ask(town, case, "extension", amount=2, explanation="等待配件到货")).json()
    path = f"/cases/{case['id']}/requests/{asked['id']}"

    read_by_leader = await shift_leader(town).get(path)

    assert read_by_leader.json()["explanation"] == "等待配件到货"
    (kept,) = await rows(town, "SELECT sealed_explanation FROM case_requests WHERE id = :id", id=asked["id"])
    assert "等待".encode() not in bytes(kept.sealed_explanation)
    looks = await rows(town, "SELECT person_id FROM case_request_looks WHERE request_id = :id", id=asked["id"])
    assert [one.person_id for one in looks] == ["p-shift-leader"]
    assert "等待" not in str(await read(town, case["id"]))


async def test_an_extension_is_asked_for_before_the_term_is_over(town: Platform) -> None:
    case = await own_case(town)
    await set_clocks(town, "due_at = now() - interval '1 day'", "case_id = :id AND kind = 'handle'", id=case["id"])

    refused = await ask(town, case, "extension", amount=2, explanation="等待配件到货")

    assert refusal(refused) == (409, "cases.extension-too-late")


async def test_over_an_outside_order_its_platform_decides_and_the_door_is_named(town: Platform) -> None:
    report_id, _ = await report(town)
    case = await case_of(town, report_id)
    assert case["may_ask"] == ["help", "suspension"]

    for kind, more in (("extension", {"amount": 2, "explanation": "x"}), ("return", {})):
        refused = await ask(town, case, kind, **more)
        assert refusal(refused) == (409, "cases.authority-outside")
        assert refused.json()["forms"] == [f"/orders/{report_id}/applications"]


async def test_a_return_is_granted_and_goes_at_once_to_whom_the_approver_names(town: Platform) -> None:
    case = await own_case(town)
    first = open_task(case)
    await inbox(town, first)
    asked = await ask(town, case, "return", reason="not-mine")
    assert refusal(await decide(town, asked)) == (422, "cases.request-incomplete")
    assert refusal(await decide(town, asked, worker_id="p-nobody")) == (422, "cases.unknown-executor")

    granted = await decide(town, asked, worker_id=STAND_IN)

    assert (granted.status_code, granted.json()["case_state"]) == (200, "dispatched"), granted.text
    case = await read(town, case["id"])
    assert (case["worker_id"], actions(case)[-2:]) == (STAND_IN, ["return", "dispatch"])
    await inbox(town, first, state="recalled")
    assert (await closed(town, case, STAND_IN))["state"] == "closed"


async def test_who_has_the_task_asks_himself_and_nobody_else_does(town: Platform) -> None:
    case = await own_case(town)
    body = {"kind": "help", "version": case["version"], "reason": "two-needed"}
    path = f"/cases/{case['id']}/requests"

    mine = town.client("dispatch", role="worker", person_id=case["worker_id"])
    other = town.client("dispatch", role="worker", person_id="p-another")
    assert refusal(await other.post(path, json=body)) == (404, "cases.not-found")
    asked = await mine.post(path, json=body)

    granted = await decide(town, asked)
    assert (granted.status_code, granted.json()["case_state"]) == (200, "dispatched"), granted.text
    assert actions(await read(town, case["id"]))[-2:] == ["ask", "help"]
    assert phone(town) is not mine


async def test_what_waits_lapses_when_the_case_is_handled_or_is_taken_back(town: Platform) -> None:
    case = await own_case(town)
    asked = await ask(town, case, "extension", amount=2, explanation="等待配件到货")
    case = await handled(town, await read(town, case["id"]))
    assert [one["state"] for one in case["requests"]] == ["lapsed"]
    assert refusal(await decide(town, asked)) == (409, "cases.request-decided")

    other = await own_case(town)
    mine = (await ask(town, other, "help")).json()
    path = f"/cases/{other['id']}/requests/{mine['id']}/withdrawal"
    assert refusal(await dispatcher(town, person_id="p-2").post(path)) == (403, "cases.not-yours-to-ask")
    assert (await dispatcher(town).post(path)).json()["state"] == "withdrawn"


async def test_an_ended_or_designated_case_is_not_asked_for(town: Platform) -> None:
    case = await own_case(town)
    await rows(town, "UPDATE cases SET handover = 'designated' WHERE id = :id RETURNING id", id=case["id"])
    assert refusal(await ask(town, case, "return")) == (409, "coordination.designated-already")
    await rows(town, "UPDATE cases SET handover = NULL WHERE id = :id RETURNING id", id=case["id"])
    ended = await acted(town, case, "void", reason="sent-twice")
    refused = await ask(town, ended, "suspension", until=(town.clock() + TWO_DAYS).isoformat())
    assert (refusal(refused), refused.json()["possible"]) == ((409, "cases.not-askable"), [])
    past = await ask(town, await own_case(town), "suspension", until="2020-01-01T00:00:00Z")
    assert (refusal(past), past.json()["fields"]) == ((422, "cases.request-incomplete"), ["until"])
