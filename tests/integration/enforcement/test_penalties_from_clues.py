"""A clue that the team took up becomes a penalty case, once, and the centre hears of it: over HTTP and Kafka."""

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.enforcement import test_inspections as inspected
from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import refused
from tests.support.platform import Platform

REGION, MATTER = "320682172", "MP72"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, REGION, MATTER).ready()


async def clue(desk: InspectionDesk, **changes: Any) -> str:
    return await inspected.clue(desk, region=desk.region, **changes)


async def test_a_case_is_filed_for_a_clue_which_is_finished_with_it(desk: InspectionDesk) -> None:
    clue_id = await clue(desk)
    answer = await desk.officer().post(f"/clues/{clue_id}/penalty", json=desk.form())
    assert (answer.status_code, answer.json()["clue_id"]) == (201, clue_id), answer.text
    finished = (await desk.officer().get(f"/clues/{clue_id}")).json()
    assert (finished["state"], finished["result"]) == ("finished", "solved")
    assert (await inspected.told(desk, clue_id))[-1]["state"] == "finished"
    lines = (await desk.officer().get(f"/records/{answer.json()['id']}")).json()["items"]
    assert lines[0]["facts"]["clue_id"] == clue_id
    again = await desk.officer().post(f"/clues/{clue_id}/penalty", json=desk.form())
    refused(again, "inspections.clue-not-accepted")


async def test_no_case_is_filed_for_a_clue_that_is_not_ours_or_is_inspected(desk: InspectionDesk) -> None:
    officer, form = desk.officer(), desk.form()
    for clue_id in (await clue(desk, accepted=False), str(uuid4())):
        refused(await officer.post(f"/clues/{clue_id}/penalty", json=form), "inspections.clue-not-accepted")
    clue_id = await clue(desk)
    await desk.open(ground="clue", clue_id=clue_id)
    refused(await officer.post(f"/clues/{clue_id}/penalty", json=form), "inspections.clue-inspected")
    # What may not be filed leaves the clue as it was.
    clue_id = await clue(desk)
    alone = desk.form(second_officer_id=None)
    refused(await officer.post(f"/clues/{clue_id}/penalty", json=alone), "inspections.two-officers-needed", "42")
    assert (await officer.get(f"/clues/{clue_id}")).json()["state"] == "accepted"


async def test_a_case_from_an_inspection_for_a_clue_names_both(desk: InspectionDesk) -> None:
    clue_id = await clue(desk)
    inspection = await desk.signed(ground="clue", clue_id=clue_id)
    await desk.take(inspection, "penalty", filing=desk.form())
    case = (await desk.officer().get(f"/penalties/{desk.cases[inspection]['penalty_id']}")).json()
    assert (case["inspection_id"], case["clue_id"]) == (inspection, clue_id)
