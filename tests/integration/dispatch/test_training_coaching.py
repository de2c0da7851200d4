"""Who may coach whom (传帮带), how long, and what ends it, over HTTP."""

from typing import Any

import pytest

from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.school import (
    DAY,
    certificates,
    certified,
    days_ago,
    get,
    offered,
    office,
    people,
    run,
    send,
    today,
)
from tests.support.platform import Platform

# Nobody else plays in this township.
TOWNSHIP, FIELD, MENTOR = "320412104", "mentoring", "ch-mentor"


@pytest.fixture(scope="module")
async def mentored(town: Platform) -> Platform:
    """A township with a qualified mentor, somebody else who is qualified, and some who are not."""
    await people(town, MENTOR, "ch-able", *(f"ch-{n}" for n in range(1, 7)), region=TOWNSHIP)
    await certified(town, await offered(town, "mentoring", FIELD, valid_months=1), MENTOR, "ch-able", region=TOWNSHIP)
    return town


def pair(town: Platform, trainee: str, *, begins: int = 0, ends: int = 60, **more: Any) -> dict[str, Any]:
    days = {"valid_from": (today(town) + begins * DAY).isoformat(), "valid_to": (today(town) + ends * DAY).isoformat()}
    return {"mentor_id": MENTOR, "trainee_id": trainee, "field": FIELD} | days | more


async def refused(town: Platform, path: str, body: dict[str, Any]) -> tuple[int, str]:
    answer = await office(town).post(f"/training{path}", json=body)
    return answer.status_code, answer.json()["title"]


async def shown(town: Platform, pair_id: str) -> dict[str, Any]:
    page = await get(office(town), "/pairs", region=TOWNSHIP, limit=200)
    return next(one for one in page["items"] if one["id"] == pair_id)


async def test_a_pair_that_breaks_a_rule_is_refused_by_its_name_and_nothing_is_kept(mentored: Platform) -> None:
    wrong = [
        (pair(mentored, MENTOR), (422, "training.pair-of-one")),
        (pair(mentored, "ch-1", ends=-1), (422, "training.ends-before-it-begins")),
        (pair(mentored, "ch-able"), (409, "training.trainee-is-qualified")),
        (pair(mentored, "ch-1", mentor_id="ch-2"), (409, "training.mentor-not-qualified")),
        # On the day on which the coaching begins his certificate will have ended.
        (pair(mentored, "ch-1", begins=40), (409, "training.mentor-not-qualified")),
        (pair(mentored, "ch-1", field="another"), (409, "training.mentor-not-qualified")),
        (pair(mentored, "ghost"), (404, "training.region-unknown")),
    ]

    assert [await refused(mentored, "/pairs", body) for body, _ in wrong] == [answer for _, answer in wrong]
    foreign = await office(mentored, scope="320411").post("/training/pairs", json=pair(mentored, "ch-1"))
    assert (foreign.status_code, foreign.json()["title"]) == (404, "training.region-unknown")
    assert not await rows(mentored, "SELECT 1 FROM training_pairs WHERE region = :region", region=TOWNSHIP)


async def test_a_week_is_noted_while_the_pair_runs_and_not_before_or_after(mentored: Platform) -> None:
    begins = (await send(office(mentored), "/pairs", pair(mentored, "ch-2", begins=3), 201))["id"]
    over = (await send(office(mentored), "/pairs", pair(mentored, "ch-3", ends=0), 201))["id"]

    assert await refused(mentored, f"/pairs/{begins}/notes", {}) == (409, "training.pair-not-begun")
    with days_ago(mentored, -1):
        assert await refused(mentored, f"/pairs/{over}/notes", {}) == (409, "training.pair-ended")
    ghost = "00000000-0000-4000-8000-000000000000"
    assert await refused(mentored, f"/pairs/{ghost}/notes", {}) == (404, "training.pair-unknown")


async def test_whose_certificate_has_ended_coaches_nobody_until_he_renews_it(mentored: Platform) -> None:
    made = (await send(office(mentored), "/pairs", pair(mentored, "ch-4"), 201))["id"]

    with days_ago(mentored, -40):
        assert await refused(mentored, f"/pairs/{made}/notes", {}) == (409, "training.mentor-not-qualified")
    await send(office(mentored), f"/pairs/{made}/notes", {})

    assert (await shown(mentored, made))["weeks_noted"] == 1


async def test_with_the_mentors_certificate_his_pairs_end_and_no_other(mentored: Platform) -> None:
    pairs = [(await send(office(mentored), "/pairs", pair(mentored, one), 201))["id"] for one in ("ch-5", "ch-6")]
    other = (await send(office(mentored), "/pairs", pair(mentored, "ch-1", mentor_id="ch-able"), 201))["id"]
    (held,) = await certificates(mentored, MENTOR, region=TOWNSHIP)

    await send(office(mentored), f"/certificates/{held['id']}/revoke", {"reason": "misconduct"}, 204)

    ended = [await shown(mentored, one) for one in pairs]
    assert {(one["ended_by"], one["valid_to"]) for one in ended} == {
        ("mentor-not-qualified", today(mentored).isoformat())
    }
    assert (await shown(mentored, other))["ended_by"] is None
    tomorrow = (today(mentored) + DAY).isoformat()
    page = await get(office(mentored), "/pairs", region=TOWNSHIP, as_of=tomorrow, limit=200)
    assert not {one["id"] for one in page["items"]} & set(pairs)
    assert other in {one["id"] for one in page["items"]}
    assert await refused(mentored, f"/pairs/{pairs[0]}/notes", {}) == (409, "training.pair-ended")
    # What has ended is not ended a second time by its date.
    await run(mentored, "end-pairs")
    assert (await shown(mentored, pairs[0]))["ended_by"] == "mentor-not-qualified"
