"""A case that is marked as major moves on, but does not end before its township's committee has approved, over HTTP."""

from tests.integration.dispatch.committee_room import acted, case_at_work, marked, refusal, step, verified
from tests.integration.dispatch.test_party_resolutions import NEIGHBOUR, county, draw_up
from tests.support.party import COMMITTEE, COUNTY_COMMITTEE, TOWNSHIP, decided, leader, signed
from tests.support.platform import Platform

__all__ = ["county"]


async def test_a_major_case_is_closed_when_its_committee_has_approved(county: Platform) -> None:
    case = await verified(county)
    early = await step(county, case, "close", "p-other")
    body = decided(case["id"], "major-case", COMMITTEE)
    against = await signed(county, body | {"decision": "refuse", "in_favour": 1, "number": f"否{case['id']}"})
    still = await step(county, case, "close", "p-other")
    resolution = await signed(county, body)

    done = await step(county, case, "close", "p-other")

    assert [refusal(one) for one in (early, still)] == [(409, "cases.resolution-needed")] * 2
    assert done.json()["state"] == "closed", done.text
    states = [(await leader(county).get(f"/party/resolutions/{one}")).json()["state"] for one in (against, resolution)]
    assert states == ["signed", "used"]
    shown = (await leader(county, TOWNSHIP).get(f"/cases/{case['id']}")).json()
    assert "mark-major" in [one["action"] for one in shown["history"]]


async def test_a_major_case_ends_in_no_other_way_either(county: Platform) -> None:
    case, other = await verified(county), await case_at_work(county)
    await marked(county, other)

    void = await step(county, other, "void", reason="sent-twice")
    merged = await step(county, other, "merge", into=case["id"])

    assert [refusal(one) for one in (void, merged)] == [(409, "cases.resolution-needed")] * 2


async def test_the_countys_committee_does_not_stand_in_for_the_townships(county: Platform) -> None:
    case = await verified(county)

    refused = await draw_up(county, decided(case["id"], "major-case", COUNTY_COMMITTEE))

    assert refusal(refused) == (409, "party.not-this-committees")


async def test_a_case_is_marked_once_while_it_is_open_and_by_who_may(county: Platform) -> None:
    case, ended = await case_at_work(county), await case_at_work(county)
    await acted(county, ended, "void", reason="sent-twice")

    first, again, late = await marked(county, case), await marked(county, case), await marked(county, ended)
    clerk = county.client("dispatch", role="clerk", scope=TOWNSHIP)

    assert first.status_code == 201, first.text
    assert refusal(again) == (409, "party.marked-already")
    assert refusal(late) == (409, "party.has-ended")
    body = {"case_id": case["id"], "reason": "x-y"}
    assert (await clerk.post("/party/major-cases", json=body)).status_code == 403
    foreign = await leader(county, NEIGHBOUR).post("/party/major-cases", json=body)
    assert refusal(foreign) == (404, "cases.not-found")


async def test_a_reopened_case_needs_a_new_mark_and_a_new_resolution(county: Platform) -> None:
    case = await verified(county)
    await signed(county, decided(case["id"], "major-case", COMMITTEE))
    await acted(county, case, "close", "p-other")
    await acted(county, case, "reopen", reason="came-back")
    await marked(county, case)

    refused = await step(county, case, "reject", reason="elsewhere")

    assert refusal(refused) == (409, "cases.resolution-needed")
