"""What sign-ups of members to cells promise over HTTP."""

from typing import Any

import httpx
import pytest

from tests.integration.dispatch.desk import rows
from tests.support.party import (
    CELLS,
    TOWNSHIP,
    branch,
    build_township,
    leader,
    member,
    newcomer,
    office,
    put,
    put_members,
)
from tests.support.platform import Platform

FIRST = f"pb-{TOWNSHIP}"
PERSONS = [f"p-{TOWNSHIP}-m{number}" for number in range(10)]


@pytest.fixture(scope="module")
async def county(town: Platform) -> Platform:
    await build_township(town)
    await put(town, branch("pb-signups"))
    await put_members(town, member(PERSONS[0], "pb-signups"))
    return town


async def sign_up(platform: Platform, person: str, cell: str = CELLS[0], **more: Any) -> httpx.Response:
    body = {"person_id": person, "cell": cell, "duty": "contact", "valid_from": "2026-02-01"} | more
    return await office(platform, TOWNSHIP).post("/party/signups", json=body)


async def test_a_member_of_elsewhere_reports_to_the_cells_branch_and_leaves(county: Platform) -> None:
    await put(county, branch("pb-bureau"))
    await put_members(county, member(PERSONS[7], "pb-bureau"))
    signed = await sign_up(county, PERSONS[7])
    assert signed.status_code == 201, signed.text
    counted = (await leader(county).get("/party/cells", params={"region": TOWNSHIP})).json()["items"]
    mine = [(c["branch"], c["signed_up"], c["from_elsewhere"]) for c in counted if c["cell"] == CELLS[0]]
    assert mine == [(FIRST, 1, 1)]

    again = await sign_up(county, PERSONS[7], valid_from="2026-03-01")
    path = f"/party/signups/{signed.json()['id']}/leave"
    left = await office(county).post(path, json={"last": "2026-02-28"})
    late = await office(county).post(path, json={"last": "2026-03-31"})

    assert (again.status_code, again.json()["title"]) == (409, "party.signed-up-already")
    assert left.json()["valid_to"] == "2026-02-28"
    assert (late.status_code, late.json()["title"]) == (409, "party.signup-is-over")
    assert (await sign_up(county, PERSONS[7], valid_from="2026-03-01")).status_code == 201
    asked = {"cell": CELLS[0], "purpose": "走访名单", "as_of": "2026-02-28"}
    seen = (await office(county).get("/party/signups", params=asked)).json()["items"]
    assert [(one["person_id"], one["from_elsewhere"]) for one in seen] == [(PERSONS[7], True)]
    assert await rows(county, "SELECT 1 FROM party_looks WHERE what = 'sign-ups' AND purpose = '走访名单'")


@pytest.mark.parametrize(
    ("person", "more", "status", "code"),
    [
        (PERSONS[9], {}, 409, "party.not-a-member"),
        (PERSONS[0], {"cell": CELLS[1]}, 409, "party.no-branch-on-cell"),
        (PERSONS[0], {"cell": f"{TOWNSHIP}001999"}, 404, "party.cell-unknown"),
        (PERSONS[0], {"cell": "320585102001001"}, 404, "party.cell-unknown"),
        (PERSONS[0], {"valid_to": "2026-01-31"}, 422, "party.ends-before-it-begins"),
    ],
)
async def test_a_sign_up_that_cannot_be_is_refused(
    county: Platform, person: str, more: dict[str, Any], status: int, code: str
) -> None:
    refused = await sign_up(county, person, **more)

    assert (refused.status_code, refused.json()["title"]) == (status, code)


async def test_a_sign_up_in_a_foreign_township_is_not_there(county: Platform) -> None:
    gone = await office(county, "320282").post("/party/signups/019ab000-0000-7000-8000-000000000001/leave", json={})

    assert (gone.status_code, gone.json()["title"]) == (404, "party.signup-not-found")


async def test_who_is_a_member_no_longer_is_signed_up_no_longer(county: Platform) -> None:
    person = await newcomer(county, "p-party-leaves")
    await put(county, branch("pb-leaves", CELLS[1]))
    await put_members(county, member(person, "pb-leaves"))
    signed = await sign_up(county, person, CELLS[1])
    assert signed.status_code == 201, signed.text
    await put_members(county, member(person, "pb-leaves", valid_to="2026-05-31"))

    seen = []
    for day in ("2026-05-31", "2026-06-01"):
        cells = (await leader(county).get("/party/cells", params={"region": TOWNSHIP, "as_of": day})).json()["items"]
        asked = {"cell": CELLS[1], "purpose": "走访名单", "as_of": day}
        listed = (await office(county).get("/party/signups", params=asked)).json()["items"]
        seen.append(([one["signed_up"] for one in cells if one["cell"] == CELLS[1]], len(listed)))

    assert seen == [([1], 1), ([0], 0)]
