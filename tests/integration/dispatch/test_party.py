"""What Party organisations, members and sign-ups promise over HTTP."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest

from dispatch.party.service.organisations import tell_begun
from shared.clock import town_day
from shared.schemas.registers import BranchChanged
from tests.integration.dispatch.desk import rows
from tests.support.party import (
    CELLS,
    COMMITTEE,
    COUNTY,
    COUNTY_COMMITTEE,
    START,
    TOWNSHIP,
    branch,
    build_township,
    committee,
    committees,
    leader,
    member,
    newcomer,
    office,
    organisation,
    put,
    put_members,
)
from tests.support.platform import Platform
from tests.support.wording import named

FIRST = f"pb-{TOWNSHIP}"
PERSONS = [f"p-{TOWNSHIP}-m{number}" for number in range(10)]


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_township(town)
    return town


def problems(answer: httpx.Response) -> list[tuple[int, str]]:
    assert (answer.status_code, answer.json()["title"]) == (422, "party.rows-refused"), answer.text
    return [(row["index"], row["code"]) for row in answer.json()["rows"]]


async def shown(platform: Platform, org: str, **more: str) -> dict[str, Any]:
    found = await leader(platform).get("/party/organisations", params={"region": COUNTY, "limit": 200, **more})
    return dict(next((one for one in found.json()["items"] if one["id"] == org), {}))


# ------------------------------------------------------------------------------------------------------- organisations
async def test_a_whole_tree_comes_in_one_bulk_and_reads_as_of_a_day(county: Platform) -> None:
    general = organisation("pg-tree", "general-branch", TOWNSHIP, COMMITTEE)
    below = branch("pb-tree", parent="pg-tree", valid_from="2026-03-01")

    done = await put(county, general, below)

    assert done.json() == {"given": 2, "changed": 2}
    assert (await shown(county, "pb-tree"))["parent"] == "pg-tree"
    assert await shown(county, "pb-tree", as_of="2026-02-28") == {}
    assert (await put(county, general, below)).json() == {"given": 2, "changed": 0}
    history = (await leader(county).get("/party/organisations/pb-tree/history")).json()
    assert [(one["step"], one["by"]) for one in history] == [("created", "p-party-1")]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (branch("pb-x", parent=COUNTY_COMMITTEE), "party.wrong-parent"),
        (branch("pb-x", parent="nobody"), "party.wrong-parent"),
        (branch("pb-x", region="320585102"), "party.outside-scope"),
        (branch("pb-x", region=f"{COUNTY}999"), "party.unknown-region"),
        (branch("pb-x", region=COUNTY), "party.wrong-level"),
        (branch("pb-x", f"{COUNTY}100001001"), "party.cell-outside-region"),
        (branch("pb-x", f"{TOWNSHIP}001999"), "party.unknown-cell"),
        (branch("pb-x", CELLS[0]), "party.cell-is-led"),
        (branch("pb-x", CELLS[1], CELLS[1]), "party.twice"),
        (branch("pb-x", valid_to="2025-01-01"), "party.ends-before-it-begins"),
        (branch("pb-x", valid_from="2025-01-01"), "party.parent-not-in-force"),
        (committee(f"{COUNTY}100", parent=COUNTY_COMMITTEE, seats=None), "party.no-seats"),
        (organisation("pg-x", "general-branch", TOWNSHIP, COMMITTEE, cells=[{"cell": CELLS[1]}]), "party.not-a-branch"),
        (committee(TOWNSHIP, parent=COUNTY_COMMITTEE, valid_to="2026-06-30"), "party.still-has-branches"),
    ],
)
async def test_a_bad_row_is_named_and_nothing_is_taken(county: Platform, row: dict[str, Any], code: str) -> None:
    refused = await put(county, branch("pb-good"), row)

    assert problems(refused) == [(1, code)]
    assert await shown(county, "pb-good") == {}


async def test_one_organisation_does_not_stand_twice_in_a_bulk(county: Platform) -> None:
    assert problems(await put(county, branch("pb-good"), branch("pb-good"))) == [(1, "party.twice")]


async def test_a_second_branch_may_support_on_a_cell_or_lead_after_the_first(county: Platform) -> None:
    beside = branch("pb-beside") | {"cells": [{"cell": CELLS[0], "lead": False}]}
    later = branch("pb-later", CELLS[0], valid_from="2027-01-01")

    assert (await put(county, beside)).status_code == 200
    assert problems(await put(county, later)) == [(0, "party.cell-is-led")]
    assert (await shown(county, "pb-beside"))["cells"] == [{"cell": CELLS[0], "lead": False}]


async def test_a_term_that_reaches_into_a_later_one_is_refused(county: Platform) -> None:
    await put(county, branch("pb-terms", valid_from="2026-06-01"))

    early = branch("pb-terms", name="另名", valid_from="2026-02-01", valid_to="2026-06-01")

    assert problems(await put(county, early)) == [(0, "party.overlap")]


async def test_a_foreign_county_sees_and_changes_nothing(county: Platform) -> None:
    stranger = office(county, "320282")

    seen = (await stranger.get("/party/organisations", params={"limit": 200})).json()["items"]
    assert not [one for one in seen if not one["region"].startswith("320282")]
    assert (await stranger.get(f"/party/organisations/{FIRST}/history")).json() == []
    assert problems(await put(county, branch(FIRST), scope="320282")) == [(0, "party.outside-scope")]
    dispatcher = county.client("dispatch", role="dispatcher", scope=COUNTY)
    assert (await dispatcher.get("/party/organisations")).status_code == 403


# ------------------------------------------------------------------------------------------------------------- members
async def test_members_are_counted_and_never_told_to_others(county: Platform) -> None:
    await put(county, branch("pb-members"))
    done = await put_members(county, member(PERSONS[0], "pb-members", secretary=True), member(PERSONS[1], "pb-members"))

    assert done.json() == {"given": 2, "changed": 2}
    assert (await shown(county, "pb-members"))["members"] == 2
    told = await rows(county, "SELECT body FROM outbox WHERE key = 'pb-members' ORDER BY seq DESC LIMIT 1")
    event = BranchChanged.model_validate_json(told[0].body)
    assert (event.version, event.members) == (2, 2)
    assert PERSONS[0] not in told[0].body


async def test_whoever_looks_at_members_says_why_and_is_noted(county: Platform) -> None:
    await put(county, branch("pb-looked"))
    await put_members(county, member(PERSONS[2], "pb-looked"))

    silent = await office(county).get("/party/members", params={"branch": "pb-looked"})
    seen = await office(county).get("/party/members", params={"branch": "pb-looked", "purpose": "换届摸底"})

    assert silent.status_code == 422
    assert [one["person_id"] for one in seen.json()["items"]] == [PERSONS[2]]
    noted = await rows(county, "SELECT by, what, seen FROM party_looks WHERE purpose = '换届摸底'")
    assert [(one.by, one.what, one.seen) for one in noted] == [("p-party-1", "members", [PERSONS[2]])]
    assert (await leader(county).get("/party/members", params={"branch": "x", "purpose": "y"})).status_code == 403


async def test_a_person_is_a_member_of_one_branch_on_a_day(county: Platform) -> None:
    await put(county, branch("pb-one"), branch("pb-two"))
    await put_members(county, member(PERSONS[3], "pb-one"))

    both = await put_members(county, member(PERSONS[3], "pb-two", valid_from="2026-05-01"))
    await put_members(county, member(PERSONS[3], "pb-one", valid_to="2026-04-30"))
    moved = await put_members(county, member(PERSONS[3], "pb-two", valid_from="2026-05-01"))

    assert problems(both) == [(0, "party.overlap")]
    assert moved.json()["changed"] == 1
    days = [(await shown(county, one, as_of=day))["members"] for day in DAYS for one in ("pb-one", "pb-two")]
    assert days == [1, 0, 0, 1]


DAYS = ("2026-04-30", "2026-05-01")


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (member("p-nobody", FIRST), "party.unknown-person"),
        (member(PERSONS[9], "pb-nowhere"), "party.unknown-branch"),
        (member(PERSONS[9], COMMITTEE), "party.not-a-branch"),
        (member(PERSONS[9], FIRST, valid_from="2025-12-31"), "party.branch-not-in-force"),
        (member(PERSONS[9], FIRST, valid_to="2025-12-31"), "party.ends-before-it-begins"),
        (member(PERSONS[9], "pb-led", secretary=True), "party.secretary-exists"),
    ],
)
async def test_a_bad_member_is_named_and_nobody_is_taken(county: Platform, row: dict[str, Any], code: str) -> None:
    await put(county, branch("pb-led"))
    await put_members(county, member(PERSONS[4], "pb-led", secretary=True))

    refused = await put_members(county, member(PERSONS[8], FIRST), row)

    assert problems(refused) == [(1, code)]
    assert not await rows(county, "SELECT 1 FROM party_members WHERE person_id = :p", p=PERSONS[8])


async def test_a_branch_with_members_does_not_end(county: Platform) -> None:
    await put(county, branch("pb-full"))
    await put_members(county, member(PERSONS[5], "pb-full"))

    assert problems(await put(county, branch("pb-full", valid_to="2026-12-31"))) == [(0, "party.still-has-members")]


async def test_a_branch_does_not_end_while_somebody_joins_it(county: Platform) -> None:
    """Two persons at once: whoever comes first, no member is left in a branch that is no more."""
    for number in range(8):
        name = f"pb-race-{number}"
        await put(county, branch(name))

        ended, joined = await asyncio.gather(
            put(county, branch(name, valid_to="2026-06-30")), put_members(county, member(PERSONS[8], name))
        )

        assert sorted((ended.status_code, joined.status_code)) == [200, 422], (ended.text, joined.text)
        if joined.status_code == 200:
            await rows(county, "DELETE FROM party_members WHERE person_id = :p RETURNING 1", p=PERSONS[8])


async def test_members_of_tomorrow_are_told_tomorrow(county: Platform) -> None:
    tomorrow = (town_day(county.clock()) + timedelta(days=1)).isoformat()
    await put(county, branch("pb-tomorrow"))
    await put_members(county, member(PERSONS[6], "pb-tomorrow", valid_from=tomorrow))
    county.clock.ahead = timedelta(days=1)
    try:
        async with county.database("dispatch-flow").begin() as work:
            await tell_begun(work, now=county.clock())
    finally:
        county.clock.ahead = timedelta(0)

    told = await rows(county, "SELECT body FROM outbox WHERE key = 'pb-tomorrow' ORDER BY seq")

    assert [BranchChanged.model_validate_json(one.body).members for one in told] == [0, 0, 1]


async def test_a_membership_elsewhere_is_refused_without_saying_since_when(county: Platform) -> None:
    guest = await newcomer(county, "p-party-guest")
    await put(county, branch("pb-home"))
    await put_members(county, member(guest, "pb-home"))
    await committees(county, "320282", "320282100")
    row = branch("pb-away", parent="pc-320282100", region="320282100")
    assert (await put(county, row, scope="320282")).status_code == 200

    away = await put_members(county, member(guest, "pb-away"), scope="320282")
    home = await put_members(county, member(guest, "pb-home-2"))

    assert named(away, "rows") == [{"index": 0, "id": guest, "code": "party.overlap"}]
    assert problems(home) == [(0, "party.unknown-branch")]
    await put(county, branch("pb-home-2"))
    again = named(await put_members(county, member(guest, "pb-home-2")), "rows")
    assert again == [{"index": 0, "id": guest, "code": "party.overlap", "valid_from": START, "valid_to": None}]
