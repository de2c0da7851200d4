"""Limits change by two persons, from a moment, and never for a case that runs; over HTTP."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from shared.schemas.vocabulary import Urgency
from tests.integration.dispatch.desk import (
    NOISE,
    STALLS,
    act,
    case_of,
    handled,
    read,
    refusal,
    report,
    reported_case,
    rows,
    suspended,
    working_seconds,
)
from tests.integration.dispatch.rule_desk import (
    book,
    confirm,
    keeper,
    limit,
    propose,
    put_in_force,
    with_limits,
)
from tests.support.platform import TOWN, Platform

MATTER = NOISE["code"]
SOON, LATER = timedelta(minutes=5), timedelta(hours=30)


@pytest.fixture(autouse=True)
async def as_before(town: Platform) -> AsyncIterator[None]:
    """What a test puts in force is no rule of the next one."""
    before = (await book(town, "clocks"))["body"]
    yield
    for ahead in (town.clock.ahead, timedelta(0)):
        town.clock.ahead = ahead
        if (await book(town, "clocks"))["body"] != before:
            await put_in_force(town, "clocks", before)


def clock(case: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(one for one in case["clocks"] if one["kind"] == kind and not one["stopped_at"])


async def test_a_case_that_runs_keeps_its_limits_and_a_new_one_takes_the_new_table(town: Platform) -> None:
    before, old = await book(town, "clocks"), await reported_case(town)
    table = await with_limits(town, limit("handle", 9, matter=MATTER), limit("verify", 3, urgency="normal"))

    done = await put_in_force(town, "clocks", table)
    new = await reported_case(town)

    old = await read(town, old["id"])
    assert (old["policy_version"], new["policy_version"]) == (before["version"], done["version"])
    assert clock(old, "handle")["due_at"] < clock(new, "handle")["due_at"]
    # A clock that starts only now, in a case from before, runs by what held when the case was opened.
    verifying = [clock(await handled(town, case), "verify") for case in (old, new)]
    assert verifying[1]["due_at"] > verifying[0]["due_at"]
    kept = (await keeper(town).get(f"/case-rules/clocks/versions/{before['version']}")).json()
    assert kept["body"] == before["body"]


async def test_from_the_moment_named_and_not_before_new_cases_take_the_new_table(town: Platform) -> None:
    begin = town.clock() + LATER
    table = await with_limits(town, limit("handle", 9, matter=MATTER))
    done = await put_in_force(town, "clocks", table, valid_from=begin)

    early = await reported_case(town)
    town.clock.ahead = LATER + SOON
    late = await reported_case(town)

    assert early["policy_version"] < done["version"] == late["policy_version"]
    assert (await book(town, "clocks", begin - timedelta(seconds=1)))["version"] == early["policy_version"]
    standing = await book(town, "clocks", begin)
    assert (standing["version"], standing["basis"]) == (done["version"], "苏城管〔2026〕12号")
    assert (standing["proposed_by"], standing["confirmed_by"]) == ("p-rules-1", "p-rules-2")


async def test_a_citys_own_limit_goes_before_every_row_for_all_places(town: Platform) -> None:
    wide = limit("handle", 20, region="3205")
    near = limit("handle", 30, region=TOWN)
    found = {}
    for name, own in (("city", [wide]), ("town", [wide, near])):
        await put_in_force(town, "clocks", await with_limits(town, limit("handle", 2, matter=MATTER), *own))
        found[name] = await reported_case(town)
    elsewhere = await case_of(town, (await report(town, region="320106001", position=None))[0])

    days = [clock(found["city"], "handle")["due_at"], clock(found["town"], "handle")["due_at"]]
    assert days[0] < days[1]
    assert elsewhere["policy_version"] == found["town"]["policy_version"]
    assert clock(elsewhere, "dispatch")["due_at"]


async def test_one_person_changes_nothing_and_a_later_proposal_takes_the_place_of_an_open_one(town: Platform) -> None:
    before = await book(town, "clocks")
    first = await propose(town, "clocks", await with_limits(town, limit("handle", 8, matter=MATTER)))
    second = await propose(town, "clocks", await with_limits(town, limit("handle", 9, matter=MATTER)))

    alone = await confirm(town, second.json()["id"], person="p-rules-1")
    gone = await confirm(town, first.json()["id"])

    assert second.json()["replaces"] == first.json()["id"]
    assert (refusal(alone), refusal(gone)) == (
        (403, "second-person-needed"),
        (409, "case-rules.proposal-is-decided"),
    )
    assert (await book(town, "clocks"))["version"] == before["version"]
    forced = "UPDATE case_rule_proposals SET state='confirmed', version=5, valid_from=now(), decided_by=proposed_by,"
    with pytest.raises(IntegrityError, match="two_persons"):
        await rows(town, f"{forced} decided_at=now() WHERE id=:id RETURNING id", id=second.json()["id"])
    away = f"/case-rules/proposals/{second.json()['id']}/withdraw"
    assert [(await keeper(town).post(away)).status_code for _ in range(2)] == [204, 409]
    listed = (await keeper(town).get("/case-rules/proposals", params={"book": "clocks", "limit": 2})).json()
    assert [one["state"] for one in listed["items"]] == ["withdrawn", "replaced"]
    assert listed["next"] == first.json()["id"]


async def test_the_second_person_reads_what_would_change_row_by_row(town: Platform) -> None:
    table = await with_limits(town, limit("handle", 9, matter=MATTER), limit("reply", 4, region=TOWN))
    table["rows"] = [row for row in table["rows"] if row["matter"] != STALLS["code"]]
    kept = (await propose(town, "clocks", table)).json()

    shown = (await keeper(town, "p-rules-2").get(f"/case-rules/proposals/{kept['id']}/changes")).json()

    assert shown["changes"] == kept["changes"]
    assert [row["region"] for row in shown["changes"]["added"]] == [TOWN]
    assert [row["matter"] for row in shown["changes"]["removed"]] == [STALLS["code"]]
    (changed,) = shown["changes"]["changed"]
    assert changed["key"] == f"handle/*/*/{MATTER}/*"
    assert (changed["before"]["amount"], changed["after"]["amount"]) == (3, 9)
    whole = (await keeper(town).get(f"/case-rules/proposals/{kept['id']}")).json()
    assert len(whole["body"]["rows"]) == len(table["rows"])


async def test_what_was_compared_with_another_table_is_not_confirmed(town: Platform) -> None:
    mine = await propose(town, "clocks", await with_limits(town, limit("handle", 9, region=TOWN)), scope=TOWN)
    await put_in_force(town, "clocks", await with_limits(town, limit("handle", 9, matter=MATTER)))

    late = await confirm(town, mine.json()["id"], scope=TOWN)
    again = await propose(town, "clocks", (await book(town, "clocks"))["body"])

    assert refusal(late) == (409, "case-rules.moved-on")
    assert refusal(again) == (409, "case-rules.nothing-changes")


async def test_nothing_is_ruled_for_the_past_neither_when_proposed_nor_when_confirmed(town: Platform) -> None:
    table = await with_limits(town, limit("handle", 9, matter=MATTER))
    past = await propose(town, "clocks", table, valid_from=town.clock() - SOON)
    never = await propose(town, "clocks", table, valid_from=datetime.max.replace(tzinfo=UTC))
    kept = await propose(town, "clocks", table, valid_from=town.clock() + SOON)

    town.clock.ahead = SOON * 2
    overslept = await confirm(town, kept.json()["id"])

    assert refusal(past) == refusal(overslept) == (409, "case-rules.begins-in-the-past")
    assert refusal(never) == (422, "invalid")


async def test_a_town_changes_the_limits_of_its_own_place_and_no_others(town: Platform) -> None:
    other = await propose(town, "clocks", await with_limits(town, limit("handle", 9, region="320106")), scope=TOWN)
    for_all = await propose(town, "clocks", await with_limits(town, limit("handle", 9, matter=MATTER)), scope=TOWN)
    own = await propose(
        town, "clocks", await with_limits(town, limit("handle", 9, region=TOWN)), scope=TOWN, role="shift-leader"
    )

    assert refusal(other) == refusal(for_all) == (403, "case-rules.beyond-your-region")
    assert (other.json()["regions"], for_all.json()["regions"]) == (["320106"], ["*"])
    assert own.status_code == 202
    # Another town neither finds it nor decides it.
    assert refusal(await confirm(town, own.json()["id"], scope="320106001")) == (404, "case-rules.proposal-not-found")
    reader = keeper(town, role="dispatcher")
    assert (await reader.get("/case-rules/clocks")).status_code == 200
    assert (await reader.put("/case-rules/clocks", json={})).status_code == 403
    assert (await keeper(town, role="worker").get("/case-rules/clocks")).status_code == 403


async def test_a_table_that_does_not_fit_is_refused_as_a_whole_with_its_rows_named(town: Platform) -> None:
    held = (await book(town, "clocks"))["body"]["rows"]
    n = len(held)
    strange = [limit("handle", 1, matter="M-none"), limit("reply", 1, source="fax"), limit("reply", 1, region="999999")]

    unknown = await propose(town, "clocks", {"rows": [*held, *strange, held[0]]})
    bad = await propose(town, "clocks", {"rows": [limit("tea", 0, "weeks"), *held]})
    gaps = await propose(town, "clocks", {"rows": [row for row in held if row["kind"] != "verify"]})

    assert refusal(unknown) == (422, "case-rules.bad-limits")
    assert unknown.json()["fields"] == [f"rows.{n}.matter", f"rows.{n + 1}.source", f"rows.{n + 2}.region"]
    assert unknown.json()["twice"] == ["rows.0", f"rows.{n + 3}"]
    assert [e["field"].removeprefix("body.") for e in bad.json()["errors"]] == [
        "rows.0.kind", "rows.0.amount", "rows.0.unit",
    ]  # fmt: skip
    assert refusal(gaps) == (422, "case-rules.limits-incomplete")
    assert gaps.json()["missing"] == [f"verify/{urgency}" for urgency in Urgency]


async def test_a_case_that_is_reopened_after_the_change_still_runs_by_its_own_table(town: Platform) -> None:
    case = await reported_case(town)
    left = clock(await suspended(town, case), "handle")

    await put_in_force(town, "clocks", await with_limits(town, limit("handle", 90, matter=MATTER)))
    assert (await act(town, await read(town, case["id"]), "resume")).status_code == 200

    now = await read(town, case["id"])
    was, is_now = (datetime.fromisoformat(one["due_at"]) for one in (left, clock(now, "handle")))
    assert abs(working_seconds(was, is_now)) < 60
    assert now["policy_version"] == case["policy_version"]
