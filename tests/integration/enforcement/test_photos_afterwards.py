"""Photos of what was decided on the spot, and of what is checked again by other officers: over HTTP."""

from typing import Any

import pytest

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.integration.enforcement.photo_desk import PhotoDesk, proved
from tests.support.penalty_steps import BASIS, CORRECTED
from tests.support.platform import Platform

TOWN = "320682134"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PhotoDesk:
    cases = await PenaltyDesk(team, tell, TOWN, "MP34").build()
    inspections = InspectionDesk(team, tell, TOWN, "MP34", field_of_duty="photo-again")
    await inspections.publish()
    return PhotoDesk(cases, inspections)


async def test_what_is_decided_on_the_spot_has_its_photos_on_that_day(desk: PhotoDesk) -> None:
    cases, today = desk.cases, desk.cases.today.isoformat()
    spot = {
        "sanction": {"kinds": ["warning"]},
        "basis": BASIS,
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
    }
    form = cases.form(ended_on=today, found_on=today) | spot
    case = (await cases.officer().post("/penalties/simple", json=form)).json()["id"]
    proved(await desk.prove(case))
    refused(await desk.prove(case, evidence=2), "photos.evidence-unknown", "46")
    refused(await desk.prove(case, who=cases.officer(3)), "penalties.not-your-case", "42")
    desk.platform.clock.ahead += DAY
    try:
        refused(await desk.prove(case), "photos.over", "52")
    finally:
        desk.platform.clock.ahead -= DAY
    assert [line["kind"] for line in await desk.record(case)][-1] == "photo"
    assert len(desk.objects(case)) == 1


async def test_who_checks_again_takes_photos_of_what_he_sees(desk: PhotoDesk) -> None:
    inspections, third = desk.inspections, desk.inspections.officer(3)
    running = await desk.inspection()
    refused(await desk.snap(running, who=third), "inspections.not-your-inspection", "42")
    ordered = await inspections.ordered()
    proved(await desk.snap(ordered, who=third))
    stranger = inspections.client("officer", f"{TOWN}-nobody")
    refused(await desk.snap(ordered, who=stranger), "inspections.not-an-officer")
    assert [line["by"] for line in await inspections.record(ordered)][-1] == f"{TOWN}-3"
