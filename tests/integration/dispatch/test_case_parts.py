"""What was split from a case, and what a caller says of the end: parts, call-backs, lawful routes."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import (
    NOISE,
    STAND_IN,
    WORKER,
    act,
    acted,
    actions,
    case_of,
    closed,
    dispatcher,
    handled,
    inbox,
    open_task,
    read,
    refusal,
    report,
    reported_case,
    say,
    until,
)
from tests.support.hotline import Hotline
from tests.support.platform import TOWN, Platform

UNIT = f"u-{TOWN}-construction-office"


async def split(platform: Platform, case: dict[str, Any], *parts: dict[str, Any], **more: Any) -> httpx.Response:
    body = {"version": case["version"], "reason": "two-things", "parts": list(parts)} | more
    return await dispatcher(platform).post(f"/cases/{case['id']}/parts", json=body)


async def of_two(platform: Platform) -> dict[str, Any]:
    """Return a case with two reports."""
    case = await reported_case(platform)
    await acted(platform, await reported_case(platform), "merge", into=case["id"])
    return await read(platform, case["id"])


async def own_case(platform: Platform, **given: Any) -> dict[str, Any]:
    """Return a case over which our centre decides itself."""
    return await case_of(platform, (await report(platform, source="work-safety", category=NOISE, **given))[0])


async def called_back(platform: Platform, case: dict[str, Any], **heard: Any) -> httpx.Response:
    body = {"version": case["version"], "reached": True} | heard
    return await dispatcher(platform).post(f"/cases/{case['id']}/call-backs", json=body)


async def test_a_part_takes_its_reports_along_and_the_case_ends_after_it(town: Platform) -> None:
    case = await of_two(town)
    kept, taken = case["reports"]
    done = await split(town, case, {"reports": [taken], "executor": "grid", "worker_id": STAND_IN})
    assert done.status_code == 201, done.text

    case, part = await read(town, case["id"]), await read(town, done.json()["parts"][0]["id"])
    assert (case["reports"], case["state"], case["parts"][0]["id"]) == ([kept], "dispatched", part["id"])
    assert (part["reports"], part["parent_id"], part["opened_at"]) == ([taken], case["id"], case["opened_at"])
    assert (part["state"], part["history"][0]["facts"]) == ("dispatched", {"parent": case["id"]})
    await inbox(town, open_task(part), STAND_IN)
    case = await acted(town, await handled(town, case), "verify")
    refused = await act(town, case, "close")
    assert (refusal(refused), refused.json()["children"]) == ((409, "cases.children-open"), [part["id"]])
    await closed(town, part, STAND_IN)
    assert (await acted(town, case, "close"))["state"] == "closed"


async def test_a_matter_of_its_own_becomes_a_case_that_its_callers_answer_waits_for(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    done = await split(town, case, {"matter": "M0203"})
    assert done.status_code == 201, done.text
    part = await read(town, done.json()["parts"][0]["id"])
    assert (part["state"], part["queue"], part["matter"], part["reports"]) == ("filed", "to-dispatch", "M0203", [])
    # The answer is owed for the order, and that stays with the parent.
    assert {clock["kind"] for clock in part["clocks"]} == {"dispatch"}
    case = await handled(town, await read(town, case["id"]))
    assert hotline.reply_to(event["external_id"]) is None
    part = await acted(town, part, "dispatch", executor="grid", worker_id=WORKER)
    await closed(town, part)
    case = await acted(town, await acted(town, case, "verify"), "close")

    async def answered() -> Any:
        return hotline.reply_to(event["external_id"])

    assert (await town.until(answered, 30))["case_number"] == case["number"]


async def test_an_enquiry_with_its_caller_is_answered_by_itself(town: Platform) -> None:
    case = await of_two(town)
    part = {"reports": [case["reports"][1]], "appeal_kind": "enquiry"}
    assert (await split(town, case, part)).status_code == 201

    assert (await closed(town, await read(town, case["id"])))["state"] == "closed"


async def test_a_part_is_as_hidden_as_its_case(town: Platform) -> None:
    about = [{"kind": "person", "id": "p-about"}]
    case = await case_of(town, (await report(town, complained_of=about))[0])
    done = await split(town, case, {"matter": "M0203"})
    part = done.json()["parts"][0]["id"]

    himself = dispatcher(town, person_id="p-about")
    assert (await himself.get(f"/cases/{part}")).status_code == 404
    assert (await dispatcher(town).get(f"/cases/{part}")).status_code == 200


async def test_parts_that_do_not_fit_leave_everything_as_it_was(town: Platform) -> None:
    case, other = await of_two(town), await reported_case(town)
    one = case["reports"][0]
    for parts, why in (
        ([{}], "nothing-of-its-own"),
        ([{"matter": case["matter"]}], "nothing-of-its-own"),
        ([{"reports": other["reports"]}], "not-its-reports"),
        ([{"reports": [one]}, {"reports": [one]}], "named-twice"),
        ([{"reports": case["reports"]}], "takes-all"),
    ):
        refused = await split(town, case, *parts)
        assert (refusal(refused), refused.json()["why"]) == ((422, "cases.part-unfit"), why)
    assert refusal(await split(town, case, {"matter": "M9999"})) == (422, "cases.unknown-executor")
    assert refusal(await split(town, case, {"matter": "M0203", "executor": "grid"})) == (422, "cases.no-executor")
    assert refusal(await split(town, case, {"matter": "M0203"}, version=1)) == (409, "cases.stale-version")
    assert refusal(await act(town, case, "split")) == (422, "cases.has-its-own-door")
    ended = await acted(town, other, "void", reason="sent-twice")
    assert refusal(await split(town, ended, {"matter": "M0203"})) == (409, "cases.illegal-action")
    assert (await read(town, case["id"]))["version"] == case["version"]


async def test_a_withdrawn_call_does_not_end_a_case_whose_part_is_open(town: Platform) -> None:
    report_id, event = await report(town)
    case = await case_of(town, report_id)
    assert (await split(town, case, {"matter": "M0203"})).status_code == 201
    await say(town, event, "withdrawn")

    case = await until(town, case["id"], version=case["version"] + 2)
    assert (case["state"], actions(case)[-1]) == ("dispatched", "supplement")


# -------------------------------------------------------------------------------------------------- what a caller says
async def test_a_content_caller_is_kept_and_changes_nothing(town: Platform) -> None:
    case = await closed(town, await own_case(town))
    missed = await called_back(town, case, reached=False)
    assert (missed.status_code, missed.json()["state"]) == (200, "closed"), missed.text

    case = await read(town, case["id"])
    heard = await called_back(town, case, satisfied=True, rating="basically-satisfied")

    assert heard.status_code == 200, heard.text
    case = await read(town, case["id"])
    assert (case["state"], case["rating"], len(case["call_backs"])) == ("closed", "basically-satisfied", 2)
    assert case["history"][-1]["facts"] == {"reached": True, "satisfied": True, "rating": "basically-satisfied"}


@pytest.mark.parametrize("bad", [{"rating": "dissatisfied"}, {"rating": "very-dissatisfied"}, {"satisfied": False}])
async def test_a_bad_review_has_the_case_done_again_and_called_back_again(town: Platform, bad: Any) -> None:
    case = await closed(town, await own_case(town))
    heard = await called_back(town, case, **bad)
    assert (heard.status_code, heard.json()["state"]) == (200, "reopened"), heard.text
    case = await read(town, case["id"])
    assert (case["queue"], actions(case)[-2:]) == ("reopened", ["call-back", "reopen"])
    assert case["history"][-1]["facts"] == {"reason": "unsatisfied"}

    case = await closed(town, await acted(town, case, "dispatch"))
    assert (await called_back(town, case, rating="satisfied")).json()["state"] == "closed"
    assert (await read(town, case["id"]))["rating"] == "satisfied"


async def test_a_call_back_that_is_not_ours_too_early_or_contradictory_is_refused(town: Platform) -> None:
    outside, open_case = await closed(town, await reported_case(town)), await own_case(town)
    assert refusal(await called_back(town, outside, satisfied=True)) == (409, "cases.authority-outside")
    assert refusal(await called_back(town, open_case, satisfied=True)) == (409, "cases.not-to-call-back")
    for heard in (
        {},
        {"reached": False, "satisfied": True},
        {"satisfied": True, "rating": "dissatisfied"},
        {"satisfied": False, "rating": "satisfied"},
        {"rating": "wonderful"},
    ):
        assert (await called_back(town, open_case, **heard)).status_code == 422, heard
    case = await acted(town, await acted(town, open_case, "accept"), "feed-back", result="explained")
    other = dispatcher(town, person_id="p-2")
    for action in ("verify", "close"):
        body = {"action": action, "version": (await read(town, case["id"]))["version"]}
        assert (await other.post(f"/cases/{case['id']}/actions", json=body)).status_code == 200
    case = await read(town, case["id"])
    assert refusal(await called_back(town, case, satisfied=True)) == (409, "cases.called-back-by-handler")


# ---------------------------------------------------------------------------------------------------- what is not taken
async def test_a_case_is_turned_away_on_a_lawful_ground_and_its_caller_is_told_the_way(
    town: Platform, hotline: Hotline
) -> None:
    report_id, event = await report(town, position=None)
    case = await case_of(town, report_id)
    for ground in ("not-ours", "county-department"):
        refused = await act(town, case, "reject", reason=ground)
        assert refusal(refused) == (422, "cases.no-lawful-ground")
        assert "petition" in refused.json()["grounds"]

    case = await acted(town, case, "reject", reason="petition")

    assert (case["state"], case["route"], case["history"][-1]["facts"]) == (
        *("rejected", "petition-office"),
        {"reason": "petition", "route": "petition-office"},
    )

    async def answered() -> Any:
        return hotline.reply_to(event["external_id"])

    reply = await town.until(answered, 30)
    assert (reply["outcome"], reply["route"]) == ("rejected", "petition-office")
    assert "信访" in reply["text"]
