"""A case that is marked as major moves on, but does not end before its township's committee has approved, over HTTP."""

import asyncio

from tests.integration.dispatch.committee_room import acted, case_at_work, marked, refusal, step, verified
from tests.integration.dispatch.desk import rows
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


async def test_what_its_committee_approved_is_approved_again_when_it_is_given_back(county: Platform) -> None:
    into, case = await case_at_work(county), await case_at_work(county)
    await marked(county, case)
    resolution = await signed(county, decided(case["id"], "major-case", COMMITTEE))
    await acted(county, case, "merge", into=into["id"])
    twice = await marked(county, case)

    await acted(county, case, "unmerge", reason="another-thing")
    again = await marked(county, case)

    assert [refusal(one) for one in (twice, again)] == [(409, "party.has-ended"), (409, "party.marked-already")]
    found = (await leader(county).get(f"/party/resolutions/{resolution}")).json()
    assert [one["step"] for one in found["history"]] == ["drawn-up", "signed", "used", "signed"]
    assert (found["state"], found["signed_by"]) == ("signed", "p-secretary")
    await acted(county, case, "void", reason="sent-twice")
    assert (await leader(county).get(f"/party/resolutions/{resolution}")).json()["state"] == "used"


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

    refused = await step(county, case, "reject", reason="in-court")

    assert refusal(refused) == (409, "cases.resolution-needed")


async def test_what_was_resolved_before_a_case_was_marked_anew_carries_nothing(county: Platform) -> None:
    case = await verified(county)
    body = decided(case["id"], "major-case", COMMITTEE)
    await signed(county, body)
    await signed(county, body | {"number": f"又{case['id']}"})
    await acted(county, case, "close", "p-other")
    await acted(county, case, "reopen", reason="came-back")
    await marked(county, case)

    refused = await step(county, case, "reject", reason="in-court")
    old = await draw_up(county, body | {"number": f"旧{case['id']}", "decided_on": "2026-02-01"})

    assert refusal(refused) == (409, "cases.resolution-needed")
    assert refusal(old) == (422, "party.meeting-too-early")


async def test_a_committee_that_thinks_better_of_it_holds_the_case_again(county: Platform) -> None:
    case = await verified(county)
    body = decided(case["id"], "major-case", COMMITTEE)
    await signed(county, body)
    await signed(county, body | {"number": f"否{case['id']}", "decision": "refuse", "in_favour": 1})

    held = await step(county, case, "close", "p-other")
    await signed(county, body | {"number": f"再{case['id']}"})
    done = await step(county, case, "close", "p-other")

    assert refusal(held) == (409, "cases.resolution-needed")
    assert done.json()["state"] == "closed", done.text


async def test_a_case_that_is_marked_while_it_is_closed_is_either_ended_or_held(county: Platform) -> None:
    """Two persons at once: whichever comes first, there is no closed case that waits for its committee."""
    for _ in range(6):
        case = await case_at_work(county)
        await acted(county, case, "accept")
        await acted(county, case, "feed-back", result="solved")
        await acted(county, case, "verify", "p-other")

        closed, mark = await asyncio.gather(step(county, case, "close", "p-other"), marked(county, case))

        outcome = (closed.status_code, mark.status_code)
        assert outcome in {(200, 409), (409, 201)}, (closed.text, mark.text)
        held = await rows(
            county,
            """SELECT 1 FROM party_major_cases m JOIN cases c ON c.id = m.case_id
            WHERE c.id = :id AND c.state = 'closed' AND m.ended_at IS NULL""",
            id=case["id"],
        )
        assert not held
