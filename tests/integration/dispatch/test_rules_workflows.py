"""Workflows and what sources ask for change by two persons; what could not work is refused; over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest

from tests.integration.dispatch.desk import act, acted, closed, handled, read, refusal, reported_case
from tests.integration.dispatch.rule_desk import book, confirm, keeper, propose, put_in_force
from tests.support.platform import TOWN, Platform


@pytest.fixture(autouse=True)
async def as_before(town: Platform) -> AsyncIterator[None]:
    """What a test puts in force is no rule of the next one."""
    before = {name: (await book(town, name))["body"] for name in ("sources", "workflows")}
    yield
    for name, body in before.items():
        if (await book(town, name))["body"] != body:
            await put_in_force(town, name, body if name == "sources" else {"definition": body})


def step(from_state: str, action: str, to: str, *by: str) -> dict[str, Any]:
    return {"from": from_state, "action": action, "to": to, "by": list(by) or ["dispatcher"]}


async def definition(platform: Platform, *more: dict[str, Any], without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return the workflow that holds, suspensions approved, with `more` transitions and without others."""
    held = deepcopy((await book(platform, "workflows"))["body"])
    given = {(t["from"], t["action"]) for t in more}
    kept = [t for t in held["transitions"] if f"{t['from']}/{t['action']}" not in without]
    for one in kept:
        if one["to"] == "suspended":
            one["by"] = ["approver"]
    kept = [t for t in kept if (t["from"], t["action"]) not in given]
    return {"definition": held | {"transitions": [*kept, *more]}}


async def test_a_case_that_runs_goes_on_by_its_own_workflow_and_a_new_one_by_the_new(town: Platform) -> None:
    # From now on a case that was closed is not reopened by hand any more.
    usual = (await book(town, "workflows"))["version"]
    old = await closed(town, await reported_case(town))
    changed = await definition(town, step("closed", "reopen", "reopened", "system"))

    done = await put_in_force(town, "workflows", changed)
    new = await closed(town, await reported_case(town))

    assert (old["workflow_version"], new["workflow_version"]) == (usual, done["version"])
    assert done["version"] >= 1000
    refused = await act(town, new, "reopen", reason="unsatisfied")
    assert refusal(refused) == (403, "cases.not-your-action")
    assert (await acted(town, old, "reopen", reason="unsatisfied"))["state"] == "reopened"
    # A suspension is approved under every workflow that people propose.
    at_once = await act(town, await reported_case(town), "suspend", reason="waits-for-parts")
    assert refusal(at_once) == (409, "cases.approval-needed")


CASES: list[tuple[list[dict[str, Any]], tuple[str, ...], str, str]] = [
    ([step("handling", "suspend", "suspended")], (), "handling", "suspend"),
    ([step("returned", "rework", "filed", "dispatcher")], ("returned/dispatch",), "returned", "dispatch"),
    ([step("received", "file", "filed", "dispatcher")], (), "received", "file"),
    ([], ("handling/return",), "handling", "return"),
    ([step("verifying", "rework", "dispatched")], (), "verifying", "rework"),
    ([step("handled", "close", "verifying")], (), "handled", "close"),
]


@pytest.mark.parametrize(("more", "without", "state", "action"), CASES)
async def test_a_workflow_that_breaks_what_every_case_relies_on_is_refused_with_the_state_named(
    town: Platform, more: list[dict[str, Any]], without: tuple[str, ...], state: str, action: str
) -> None:
    refused = await propose(town, "workflows", await definition(town, *more, without=without))

    assert refusal(refused) == (422, "cases.bad-workflow")
    assert (state, action) in [(one["state"], one["action"]) for one in refused.json()["faults"]]
    assert refused.json()["state"] in {one["state"] for one in refused.json()["faults"]}


UNFIT: list[tuple[list[dict[str, Any]], tuple[str, ...], str]] = [
    # A state from which no end is reached, one that nothing leads to, and closing what nobody has verified.
    ([], ("returned/dispatch", "returned/reject", "returned/void"), "returned"),
    ([], ("closed/reopen",), "reopened"),
    ([step("handled", "close", "closed")], (), "handled"),
    ([step("voided", "file", "filed")], (), "voided"),
    ([step("filed", "urge", "filed")], (), "filed"),
]


@pytest.mark.parametrize(("more", "without", "state"), UNFIT)
async def test_a_dead_end_or_what_cannot_be_reached_is_refused_with_the_state_named(
    town: Platform, more: list[dict[str, Any]], without: tuple[str, ...], state: str
) -> None:
    before = await book(town, "workflows")

    refused = await propose(town, "workflows", await definition(town, *more, without=without))

    assert refusal(refused) == (422, "cases.bad-workflow")
    assert refused.json()["state"] == state
    assert await book(town, "workflows") == before


async def test_an_unknown_state_action_or_actor_is_named_by_its_place_and_a_second_transition_refused(
    town: Platform,
) -> None:
    held = await definition(town)
    n = len(held["definition"]["transitions"])
    strange = [step("limbo", "file", "filed"), step("filed", "dance", "filed"), step("filed", "accept", "filed", "cat")]

    unknown = await propose(
        town,
        "workflows",
        {"definition": held["definition"] | {"transitions": [*held["definition"]["transitions"], *strange]}},
    )
    twice = deepcopy(held)
    twice["definition"]["transitions"].append(step("received", "file", "filed"))
    doubled = await propose(town, "workflows", twice)
    empty = await propose(town, "workflows", {"definition": {}})

    assert unknown.json()["fields"] == [
        f"transitions.{n}.from", f"transitions.{n + 1}.action", f"transitions.{n + 2}.by.0",
    ]  # fmt: skip
    assert (doubled.json()["state"], doubled.json()["action"]) == ("received", "file")
    assert empty.json()["fields"] == ["initial", "final", "transitions"]
    assert {refusal(one) for one in (unknown, doubled, empty)} == {(422, "cases.bad-workflow")}


async def test_a_town_does_not_change_the_workflow_of_the_whole_province(town: Platform) -> None:
    changed = await definition(town, step("closed", "reopen", "reopened", "dispatcher"))

    refused = await propose(town, "workflows", changed, scope=TOWN, role="shift-leader")

    assert refusal(refused) == (403, "case-rules.beyond-your-region")


async def test_of_two_who_confirm_at_once_one_does(town: Platform) -> None:
    changed = await definition(town, step("closed", "reopen", "reopened", "system"), without=("suspended/void",))
    kept = (await propose(town, "workflows", changed)).json()["id"]

    answers = await asyncio.gather(*(confirm(town, kept, person=f"p-{n}") for n in range(3)))

    assert sorted(one.status_code for one in answers) == [200, 409, 409]


async def test_who_decides_over_a_sources_cases_is_a_row_and_not_the_programs(town: Platform) -> None:
    rules = deepcopy((await book(town, "sources"))["body"])
    before = await reported_case(town)
    for row in rules["rows"]:
        if row["source"] == "hotline-12345":
            row |= {"authority": "centre"}

    await put_in_force(town, "sources", rules)
    after = await reported_case(town)

    assert (before["authority"], after["authority"]) == ("platform", "centre")
    assert (await read(town, before["id"]))["authority"] == "platform"


async def test_source_rules_that_forget_a_platform_or_invent_one_are_refused(town: Platform) -> None:
    held = (await book(town, "sources"))["body"]["rows"]
    own = {"source": "grid", "authority": "centre", "contact_tries": 3}
    own |= {"reply_document": False, "signing_required": False}
    tables = {
        "forgotten": held[1:],
        "invented": [*held, own | {"source": "fax"}],
        "twice": [*held, held[0]],
        "no-platform": [*held, own | {"authority": "platform"}],
        "tries": [*held, own | {"contact_tries": 0}],
        "unsaid": [*held, {name: own[name] for name in own if name != "signing_required"}],
    }
    answers = {name: await propose(town, "sources", {"rows": rows}) for name, rows in tables.items()}

    assert answers["forgotten"].json()["missing"] == [held[0]["source"]]
    assert answers["invented"].json()["fields"] == [f"rows.{len(held)}.source"]
    assert answers["twice"].json()["fields"] == ["rows.0.source", f"rows.{len(held)}.source"]
    assert refusal(answers["no-platform"]) == (422, "case-rules.no-platform-outside")
    assert {answers[name].status_code for name in tables} == {422}
    assert (await propose(town, "sources", {"rows": [*held, own | {"contact_tries": 5}]})).status_code == 202


async def test_what_nobody_knows_is_not_found(town: Platform) -> None:
    client = keeper(town)
    missing = "/case-rules/proposals/00000000-0000-7000-8000-000000000000"

    assert refusal(await client.get("/case-rules/clocks/versions/999")) == (404, "case-rules.version-not-found")
    assert refusal(await client.get(missing)) == (404, "case-rules.proposal-not-found")
    assert (await client.get("/case-rules/horoscopes")).status_code == 422
    assert (await client.get("/case-rules/clocks", params={"at": "2026-01-01"})).status_code == 422
    assert (await client.get("/case-rules/clocks", params={"at": "1999-01-01T00:00:00Z"})).json()["version"] == 1


async def test_a_case_waits_to_be_filed_against_a_clock_of_its_own(town: Platform) -> None:
    unclear = await reported_case(town, category=None, title="说不清", detail="不知何事")
    assert unclear["state"] == "received"

    filed = await acted(town, unclear, "file", matter="M0101")

    (clock,) = [one for one in unclear["clocks"] if one["kind"] == "file"]
    assert clock["stopped_at"] is None
    assert [one["stopped_at"] is not None for one in filed["clocks"] if one["kind"] == "file"] == [True]
    assert "file" not in {one["kind"] for one in (await handled(town, await reported_case(town)))["clocks"]}
