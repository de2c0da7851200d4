"""A course is held, its examination makes officers qualified, and they may act until their certificates end."""

import pytest

from tests.e2e.team import Team
from tests.integration.dispatch.desk import until
from tests.integration.dispatch.school import (
    attended,
    certified,
    days_ago,
    enrolled,
    examined,
    get,
    office,
    opened,
    people,
)
from tests.support.platform import Platform

TOWNSHIP = "320481114"
FIRST, SECOND, LATE = "p-journey-1", "p-journey-2", "p-journey-3"


@pytest.fixture(scope="module")
async def team(town: Platform) -> Team:
    """A township with a team, officers and a matter of its own, held to what its officers must have learnt."""
    made = Team(town, TOWNSHIP, "TR02", "field-of-the-journey")
    await made.build()
    await people(town, FIRST, SECOND, LATE, region=TOWNSHIP)
    return made


async def test_a_course_makes_officers_who_may_act(town: Platform, team: Team) -> None:
    case, clue = await team.clue()
    await team.refused(FIRST, clue)

    session = await opened(town, team.course, TOWNSHIP)
    await enrolled(town, session, FIRST, SECOND)
    await attended(town, session, FIRST, SECOND)
    done = await examined(town, session, **{person.replace("-", "_"): 80 for person in (FIRST, SECOND)})
    assert done.json()["passed"] == [FIRST, SECOND]

    page = await get(office(town), "/qualified", activity=team.activity, region=TOWNSHIP)
    assert [one["person_id"] for one in page["items"]] == [FIRST, SECOND]
    await team.heard(FIRST, SECOND)
    assert (await team.act(FIRST, clue, "accept")).status_code == 200
    ended = await team.act(FIRST, clue, "finish", second_officer_id=SECOND, result="solved")
    assert ended.status_code == 200, ended.text
    await until(town, case, state="handled", result="solved")


async def test_who_lets_his_certificate_end_may_not_act_until_he_renews_it(town: Platform, team: Team) -> None:
    with days_ago(town, 40):
        await certified(town, team.course, LATE, region=TOWNSHIP)
    _, clue = await team.clue()
    await team.refused(LATE, clue)

    await certified(town, team.course, LATE, region=TOWNSHIP)

    await team.heard(LATE)
    assert (await team.act(LATE, clue, "accept")).status_code == 200
