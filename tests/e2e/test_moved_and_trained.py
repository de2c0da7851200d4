"""A person moves to a township with his post, is coached and trained there, acts, and loses what he acted by."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.e2e.team import Team
from tests.integration.dispatch.desk import until
from tests.integration.dispatch.school import (
    DAY,
    attended,
    certificates,
    certified,
    enrolled,
    examined,
    get,
    office,
    opened,
    people,
    run,
    send,
    today,
)
from tests.support.platform import Platform
from tests.support.powers import listed

# Nobody else plays in this county.
COUNTY, TOWNSHIP = "320402", "320402109"
BUREAU, MOVED, MENTOR, KIND = "u-mt-bureau", "p-mt-1", "p-mt-mentor", "administrative"


@pytest.fixture(scope="module")
async def team(town: Platform) -> Team:
    """A township whose team has one trained officer and a free post, and a bureau whose officer goes with it."""
    made = Team(town, TOWNSHIP, "TR03", "field-of-the-moved")
    await made.build()
    bureau = {"id": BUREAU, "region": COUNTY, "kind": "bureau", "name": "局", "valid_from": "2020-01-01"}
    (await town.client("dispatch", scope="32").put("/organisation/units", json={"units": [bureau]})).raise_for_status()
    await people(town, MOVED, region=COUNTY, unit_id=BUREAU)
    await people(town, MENTOR, region=TOWNSHIP)
    await certified(town, made.course, MENTOR, region=TOWNSHIP)
    return made


async def agreed(platform: Platform, what: str, day: str, *lines: dict[str, Any]) -> None:
    """Let one person draw a proposal up and another confirm it."""
    body = {"what": what, "region": COUNTY, "valid_from": day, "adopted_by": "编发〔2026〕3号", "lines": list(lines)}
    kept = await office(platform, "p-org-1", COUNTY).post("/resources/proposals", json=body)
    assert kept.status_code == 201, kept.text
    done = await office(platform, "p-org-2", COUNTY).post(f"/resources/proposals/{kept.json()['id']}/confirm")
    assert done.status_code == 200, done.text


async def moved(town: Platform, team: Team) -> None:
    """Let the person go where his post went; wait until the team knows him there."""
    past, day = "2026-01-01", today(town).isoformat()
    both = [{"unit_id": unit, "kind": KIND, "approved": 2} for unit in (BUREAU, team.unit)]
    await agreed(town, "establishment", past, *both)
    sides = [{"unit_id": unit, "kind": KIND, "posts": n} for unit, n in ((None, -1), (team.unit, 1))]
    await agreed(town, "transfer", past, *sides)
    sent = {"person_id": MOVED, "mode": "transferred", "from_unit": BUREAU, "to_unit": team.unit, "kind": KIND}
    await listed(town, "P0101")
    await agreed(town, "placement", day, sent | {"power": "P0101"})

    async def known() -> bool:
        query = text("SELECT region FROM person_copies WHERE person_id = :id")
        async with town.database("enforcement").begin() as work:
            return (await work.connection.execute(query, {"id": MOVED})).scalar_one_or_none() == TOWNSHIP

    await town.until(known, 30)


async def test_who_moved_with_his_post_acts_once_he_is_trained_and_not_after_it_is_taken_away(
    town: Platform, team: Team
) -> None:
    await moved(town, team)
    case, clue = await team.clue()
    await team.refused(MOVED, clue)

    # An experienced officer of the township goes along with him until he has passed.
    days = {"valid_from": today(town).isoformat(), "valid_to": (today(town) + 20 * DAY).isoformat()}
    pair = {"mentor_id": MENTOR, "trainee_id": MOVED, "field": team.field} | days
    await send(office(town, scope=TOWNSHIP), "/pairs", pair, 201)
    session = await opened(town, team.course, COUNTY)
    await enrolled(town, session, MOVED)
    await attended(town, session, MOVED)
    assert (await examined(town, session, p_mt_1=75)).json()["passed"] == [MOVED]
    (ended,) = (await get(office(town), "/pairs", region=TOWNSHIP))["items"]
    assert ended["ended_by"] == "examination"

    await team.heard(MOVED, MENTOR)
    assert (await team.act(MOVED, clue, "accept")).status_code == 200
    done = await team.act(MOVED, clue, "finish", second_officer_id=MENTOR, result="solved")
    assert done.status_code == 200, done.text
    await until(town, case, state="handled", result="solved")

    # It runs for a month: the township where he is now hears of its end.
    await run(town, "remind")
    told = await get(office(town, scope=TOWNSHIP), "/reminders")
    assert MOVED in {one["person_id"] for one in told["items"]}

    (held,) = await certificates(town, MOVED, region=TOWNSHIP)
    await send(office(town, scope=TOWNSHIP), f"/certificates/{held['id']}/revoke", {"reason": "misconduct"}, 204)
    await team.heard_no_more(MOVED)
    _, another = await team.clue()
    await team.refused(MOVED, another)
    assert (await team.act(MENTOR, another, "accept")).status_code == 200
