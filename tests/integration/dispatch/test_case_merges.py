"""What two cases become that are one, and what they are again when they were not."""

from datetime import datetime
from typing import Any

import pytest

from tests.integration.dispatch.desk import (
    act,
    acted,
    actions,
    ask,
    case_of,
    dispatcher,
    handled,
    inbox,
    open_task,
    read,
    refusal,
    report,
    reported_case,
    rows,
    suspended,
    working_seconds,
)
from tests.support.platform import Platform

ABOUT_HIM = [{"kind": "person", "id": "p-about"}]
ABOUT_HER = [{"kind": "person", "id": "p-about-too"}]
# What of a case is the same again after it was merged and given back.
KEPT = ("state", "queue", "outcome", "route", "matter", "executor", "cell", "unit", "worker_id", "urgency", "region")
KEPT_TOO = ("reports", "handover", "suspended_until", "closed_at", "result", "number", "opened_at")


def kept(case: dict[str, Any]) -> dict[str, Any]:
    return {name: case[name] for name in (*KEPT, *KEPT_TOO)}


def running(case: dict[str, Any]) -> dict[str, tuple[datetime, str | None]]:
    """Return the running clocks of a case itself; those of its orders follow their reports."""
    return {
        clock["kind"]: (datetime.fromisoformat(clock["due_at"]), clock["paused_at"])
        for clock in case["clocks"]
        if clock["stopped_at"] is None and clock["report_id"] is None
    }


async def merged(platform: Platform, **given: Any) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a case as it was, as it is merged, and that into which it was merged."""
    into, case = await reported_case(platform), await reported_case(platform, **given)
    ended = await acted(platform, case, "merge", into=into["id"])
    return case, ended, await read(platform, into["id"])


async def test_a_case_is_given_back_exactly_as_it_was(town: Platform) -> None:
    before, case, into = await merged(town)
    assert (case["state"], case["possible"], running(case)) == ("merged", ["unmerge"], {})
    (memory,) = case["merges"]
    assert (memory["number"], memory["unmerged_at"]) == (into["number"], None)
    assert into["merges"][0]["number"] == case["number"]
    assert refusal(await act(town, case, "unmerge")) == (422, "cases.reason-missing")

    case = await acted(town, case, "unmerge", reason="another-thing")

    assert kept(case) == kept(before)
    assert actions(case)[-2:] == ["merge", "unmerge"]
    into = await read(town, into["id"])
    assert (actions(into)[-1], into["history"][-1]["facts"]["case"]) == ("leave", case["id"])
    assert (len(into["reports"]), into["merges"][0]["unmerged_by"]) == (1, "p-dispatcher")
    assert open_task(case) != open_task(before)
    await inbox(town, open_task(before), state="recalled")
    case = await handled(town, case)
    assert refusal(await act(town, case, "unmerge", reason="again")) == (409, "cases.illegal-action")


async def test_its_clocks_are_due_as_if_they_had_stood_still(town: Platform) -> None:
    before, case, _ = await merged(town)
    # As if it had been merged two weeks ago, when just as much was left of each term.
    for table, columns in (("case_merges", ("merged_at",)), ("case_clocks", ("stopped_at", "due_at", "started_at"))):
        earlier = ", ".join(f"{column} = {column} - interval '14 days'" for column in columns)
        await rows(town, f"UPDATE {table} SET {earlier} WHERE case_id = :id RETURNING id", id=case["id"])
    case = await acted(town, case, "unmerge", reason="another-thing")

    was, now = running(before), running(case)
    assert set(was) == set(now) == {"handle"}
    assert all(abs(working_seconds(was[kind][0], now[kind][0])) < 60 for kind in was), (was, now)
    paused = "SELECT count(*) FROM clock_pauses p JOIN case_clocks c ON c.id = p.clock_id WHERE c.case_id = :id"
    assert (await rows(town, paused, id=case["id"]))[0][0] == 1


async def test_what_was_suspended_is_suspended_again_and_goes_on_from_there(town: Platform) -> None:
    into, before = await reported_case(town), await suspended(town, await reported_case(town))
    case = await acted(town, before, "merge", into=into["id"])
    case = await acted(town, case, "unmerge", reason="another-thing")

    assert (kept(case), running(case)) == (kept(before), running(before))
    case = await acted(town, case, "resume")
    assert (case["state"], actions(case)[-4:]) == ("dispatched", ["suspend", "merge", "unmerge", "resume"])


async def test_what_waits_at_the_desk_waits_there_again(town: Platform) -> None:
    before, case, _ = await merged(town, position=None)
    assert before["queue"] == "no-cell"

    case = await acted(town, case, "unmerge", reason="another-thing")

    assert (kept(case), case["tasks"], set(running(case))) == (kept(before), [], {"dispatch"})


async def test_what_went_on_is_not_given_back(town: Platform) -> None:
    _, case, into = await merged(town)
    third = await reported_case(town)
    await acted(town, into, "merge", into=third["id"])
    refused = await act(town, case, "unmerge", reason="another-thing")
    assert (refusal(refused), refused.json()["why"]) == ((409, "cases.unmerge-too-late"), "ended")

    _, other, target = await merged(town)
    part = {"reports": [max(target["reports"])]}
    body = {"version": target["version"], "reason": "two-things", "parts": [part]}
    gone = await dispatcher(town).post(f"/cases/{target['id']}/parts", json=body)
    assert gone.status_code == 201, gone.text
    refused = await act(town, other, "unmerge", reason="another-thing")
    assert (refusal(refused), refused.json()["why"]) == ((409, "cases.unmerge-too-late"), "moved-on")
    assert (await read(town, other["id"]))["version"] == other["version"]


@pytest.mark.parametrize("hidden", [{"complained_of": ABOUT_HIM}, {"complained_of": ABOUT_HER}])
async def test_a_hidden_complaint_joins_only_what_is_hidden_from_the_same(town: Platform, hidden: Any) -> None:
    open_case = await reported_case(town)
    first, second = [await case_of(town, (await report(town, complained_of=ABOUT_HIM))[0]) for _ in range(2)]
    other = await case_of(town, (await report(town, **hidden))[0])

    for source, target in ((first, open_case), (open_case, first)):
        assert refusal(await act(town, source, "merge", into=target["id"])) == (409, "cases.merge-hidden")
    himself = dispatcher(town, person_id="p-about")
    body = {"action": "merge", "version": open_case["version"], "into": first["id"]}
    answer = await himself.post(f"/cases/{open_case['id']}/actions", json=body)
    assert refusal(answer) == (404, "cases.not-found")
    same = hidden["complained_of"] == ABOUT_HIM
    joined = await act(town, other, "merge", into=second["id"])
    assert (joined.status_code == 200) is same, joined.text


async def test_what_was_asked_for_lapses_with_the_merge(town: Platform) -> None:
    into, case = await reported_case(town), await reported_case(town)
    await ask(town, case, "help")
    case = await acted(town, await read(town, case["id"]), "merge", into=into["id"])

    assert [one["state"] for one in case["requests"]] == ["lapsed"]


async def test_what_is_merged_by_two_at_once_is_merged_once(town: Platform) -> None:
    one, two = await reported_case(town), await reported_case(town)

    first = await act(town, one, "merge", into=two["id"])
    second = await act(town, two, "merge", into=one["id"])

    assert (first.status_code, refusal(second)) == (200, (409, "cases.stale-version"))
