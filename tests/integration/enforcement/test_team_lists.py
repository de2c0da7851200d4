"""How are the team's lists read to their end? Page by page, nothing left out and nothing twice: over HTTP."""

from typing import Any

import pytest

from tests.integration.enforcement.inspection_desk import InspectionDesk
from tests.integration.enforcement.penalty_desk import refused
from tests.support.platform import Platform

REGION = "320682185"
ELSEWHERE = "320682186"
PLACE = {"lon": 120.55, "lat": 32.35}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> InspectionDesk:
    return await InspectionDesk(team, tell, REGION, "MI12").ready()


async def draw(desk: InspectionDesk) -> str:
    given = {"region": REGION, "field": desk.field_of_duty, "name": "双随机", "how_many": 1}
    return str((await desk.head().post("/draws", json=given)).raise_for_status().json()["id"])


async def finding(desk: InspectionDesk) -> str:
    given = {
        "category": {"scheme": "onefour", "code": "M0102"},
        "region": REGION,
        "position": PLACE,
        "text": "占道堆放",
        "second_officer_id": desk.officers[1],
        "found_at": desk.platform.clock().isoformat(),
    }
    return str((await desk.officer().post("/findings", json=given)).raise_for_status().json()["id"])


async def penalty(desk: InspectionDesk) -> str:
    form = desk.form(matter=desk.matter, region=REGION)
    return str((await desk.officer().post("/penalties", json=form)).raise_for_status().json()["id"])


MADE = {
    "draws": draw,
    "findings": finding,
    "inspections": lambda desk: desk.open(),
    "penalties": penalty,
    "supervised-objects": lambda desk: desk.enterprise(),
}


@pytest.mark.parametrize("path", sorted(MADE))
async def test_a_list_is_read_page_by_page_to_its_end(desk: InspectionDesk, path: str) -> None:
    made = {await MADE[path](desk) for _ in range(3)}
    whole = (await desk.officer().get(f"/{path}", params={"limit": 200})).json()
    asked: dict[str, Any] = {"limit": 2}
    pages: list[str] = []
    while True:
        page = (await desk.officer().get(f"/{path}", params=asked)).json()
        pages += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        asked["after"] = page["next"]
    assert pages == [one["id"] for one in whole["items"]]
    assert made <= set(pages)
    assert len(set(pages)) == len(pages) > asked["limit"]


async def test_the_checklist_of_another_place_is_not_shown(desk: InspectionDesk) -> None:
    asked = desk.officer().get(f"/checklists/{desk.field_of_duty}", params={"region": ELSEWHERE})
    refused(await asked, "inspections.region-outside")
