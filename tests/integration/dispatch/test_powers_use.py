"""How the use of a power is counted from what the platform knows, over HTTP."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from dispatch.powers.consumers import HANDLERS
from dispatch.powers.service.use import keep_uses
from dispatch.powers.service.window import keep_applications, keep_licences
from shared.runtime.db import new_id
from shared.schemas.approval_window import RatingGiven
from shared.schemas.enforcement import PowerUse
from shared.schemas.topics import Topic
from tests.integration.dispatch.desk import rows
from tests.integration.dispatch.past_cases import past_case
from tests.integration.dispatch.test_powers import refusal
from tests.support.platform import Platform
from tests.support.powers import County, licence, offered
from tests.support.samples import application_received, clue_progressed, rating_given
from tests.support.window_samples import licence_granted

# The county of test_powers, with other townships and other powers.
COUNTY, OTHER = "320681", "320681104"
PENALTY, LICENCE, IDLE = "QU-1", "QU-L", "QU-2"
ONE_DAY = timedelta(days=1)


@pytest.fixture(scope="module")
async def county(town: Platform) -> County:
    made = County(town, COUNTY)
    await made.build("320681101", "320681102")
    taken = await made.offer(offered(PENALTY), offered(IDLE), licence(LICENCE))
    assert taken.status_code == 200, taken.text
    return made


async def ended(county: County, region: str, case_id: UUID, at: datetime, days: float = 1) -> None:
    """Let the centre hear twice that the team ended a clue so many days after it was assigned."""
    use = PowerUse(region=region, powers=[PENALTY], assigned_at=at - timedelta(days=days))
    told = {"case_id": case_id, "state": "finished", "result": "solved", "return_reason": None, "at": at, "use": use}
    clue = clue_progressed(task_id=uuid4(), **told)
    async with county.platform.database("dispatch").begin() as work:
        await keep_uses(work, [clue, clue])
    async with county.platform.database("dispatch").begin() as work:
        await keep_uses(work, [clue])


async def read(county: County, region: str, code: str, path: str = "", **params: Any) -> Any:
    answer = await county.office().get(f"/powers/{region}/{code}/use{path}", params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def used(county: County, region: str) -> tuple[UUID, UUID]:
    """Let a township end three clues on its first day, of which one came back and one made nobody happy, and others
    that do not count: of another township, of a day before. Return the unhappy case and the one that came back.
    """
    now = county.platform.clock()
    yesterday = (county.today - ONE_DAY).isoformat()
    unhappy = await past_case(county.platform, region, yesterday, satisfied=False)
    happy = await past_case(county.platform, region, yesterday, satisfied=True)
    for case_id, days in ((unhappy, 1), (happy, 2), (new_id(), 3)):
        await ended(county, f"{region}001", case_id, now, days)
    await ended(county, OTHER, new_id(), now)
    await ended(county, region, new_id(), now - 2 * ONE_DAY)
    step = """INSERT INTO case_history (case_id, seq, action, to_state, "by", at, facts)
        VALUES (:id, 9, 'reopen', 'reopened', 'test', :at, '{}') RETURNING seq"""
    await rows(county.platform, step, id=happy, at=now + timedelta(seconds=1))
    return unhappy, happy


async def test_what_came_back_and_who_was_not_satisfied_is_counted_once(county: County) -> None:
    region, today = "320681101", county.today.isoformat()
    await county.on_trial(region, PENALTY)
    unhappy, happy = await used(county, region)

    use = await read(county, region, PENALTY)
    assert (use["volume"], use["mean_days"], use["reversed"], use["bad_ratings"]) == (3, 2.0, 1, 1)
    assert (use["since"], use["until"], use["visits_saved"]) == (today, today, 0)
    assert use["not_counted"] == ["complaints", "visits_caused"]
    first = await read(county, region, PENALTY, "/acts", limit=2)
    second = await read(county, region, PENALTY, "/acts", limit=2, after=first["next"])
    assert len({one["id"] for one in (*first["items"], *second["items"])}) == 3
    assert {one["about"] for one in (*first["items"], *second["items"])} >= {str(unhappy), str(happy)}
    judged = await county.act(region, PENALTY, "evaluate", bad_ratings=1, source="启信访〔2026〕2号")
    assert judged.is_success, judged.text
    facts = (await county.office().get(f"/powers/{region}/{PENALTY}/history")).json()[-1]["facts"]
    assert (facts["volume"], facts["reversed"], facts["bad_ratings"]) == (3, 1, 2)


async def test_what_the_window_granted_is_counted_with_its_days_and_the_visits_that_it_saved(county: County) -> None:
    region, now = "320681102", county.platform.clock()
    await county.on_trial(region, LICENCE)
    ids = [uuid4() for _ in range(3)]
    received = {"region": f"{region}001", "power": LICENCE, "received_at": now}
    async with county.platform.database("dispatch").begin() as work:
        told = [application_received(application_id=one, number=f"QU-{one}", **received) for one in ids]
        await keep_applications(work, told)
        granted = {"region": f"{region}001", "power": LICENCE, "granted_on": county.today + 4 * ONE_DAY}
        await keep_licences(work, [licence_granted(licence_id=uuid4(), application_id=ids[0], **granted)])

    today = await read(county, region, LICENCE)
    later = await read(county, region, LICENCE, as_of=(county.today + 4 * ONE_DAY).isoformat())

    assert (today["volume"], today["mean_days"], today["visits_saved"]) == (0, None, 3)
    assert (later["volume"], later["mean_days"], later["visits_saved"]) == (1, 4.0, 3)
    (act,) = (await read(county, region, LICENCE, "/acts", as_of=later["until"]))["items"]
    assert (act["kind"], act["ended_on"]) == ("licence", (county.today + 4 * ONE_DAY).isoformat())


async def granted(county: County, region: str, count: int) -> list[UUID]:
    """Let a township grant so many licences today; return their applications."""
    ids = [uuid4() for _ in range(count)]
    told = {"region": f"{region}001", "power": LICENCE, "granted_on": county.today}
    async with county.platform.database("dispatch").begin() as work:
        await keep_licences(work, [licence_granted(licence_id=uuid4(), application_id=one, **told) for one in ids])
    return ids


async def rated(county: County, *ratings: RatingGiven) -> None:
    """Let the centre hear twice of ratings."""
    for _ in range(2):
        async with county.platform.database("dispatch").begin() as work:
            await HANDLERS[Topic.RATINGS](work, list(ratings), county.platform.clock())


async def test_licences_that_were_rated_badly_at_the_window_are_counted_once_each(county: County) -> None:
    region, now = "320681101", county.platform.clock()
    await county.on_trial(region, LICENCE)
    twice, content, later, _ = await granted(county, region, 4)

    def rating(paper: UUID, grade: str, **parts: Any) -> RatingGiven:
        usual = {"region": f"{region}001", "power": LICENCE, "given_at": now, "rating_id": uuid4()}
        return rating_given(paper_id=paper, grade=grade, **(usual | parts))

    await rated(
        county,
        rating(twice, "dissatisfied", step="reception"),
        rating(twice, "very-dissatisfied", step="decision"),
        rating(content, "basically-satisfied"),
        rating(later, "dissatisfied", given_at=now + 2 * ONE_DAY),
        rating(uuid4(), "dissatisfied", power=None),
    )

    use = await read(county, region, LICENCE)
    assert (use["volume"], use["bad_ratings"]) == (4, 1)
    assert (await read(county, region, LICENCE, as_of=(county.today + 2 * ONE_DAY).isoformat()))["bad_ratings"] == 2
    kept = await rows(county.platform, "SELECT 1 FROM power_ratings WHERE region = :region", region=f"{region}001")
    assert len(kept) == 4
    judged = await county.act(region, LICENCE, "evaluate")
    assert judged.is_success, judged.text


async def test_nobody_counts_a_power_that_has_had_no_day_or_is_another_countys(county: County) -> None:
    region = "320681102"
    await county.proclaimed(region, IDLE)
    stranger = county.office("p-org-9", "320682")

    early = await county.office().get(f"/powers/{region}/{IDLE}/use")
    ghost = await county.office().get(f"/powers/{region}/QU-GHOST/use")

    assert refusal(early) == (409, "powers.trial-not-begun")
    assert refusal(ghost) == (404, "powers.not-found")
    for path in ("use", "use/acts"):
        assert (await stranger.get(f"/powers/{region}/{LICENCE}/{path}")).status_code == 404
