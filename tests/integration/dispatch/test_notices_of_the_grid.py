"""Whom does the centre tell of what the grid saw?"""

from uuid import uuid4

from shared.schemas.grid import PersonNotMet
from tests.integration.dispatch.notice_desk import PLACE, inbox, person, put_persons
from tests.integration.grid.town import tell
from tests.support.platform import Platform

COMMUNITY = f"{PLACE}007"


async def test_the_grid_leader_of_the_community_is_told_of_whom_nobody_meets(platform: Platform) -> None:
    leaders = {place: f"p-{place}-head-{uuid4().hex[:6]}" for place in (COMMUNITY, f"{PLACE}008")}
    await put_persons(platform, [(who, place, "grid-leader", None) for place, who in leaders.items()])
    event = {"visit_id": uuid4(), "version": 1, "region": COMMUNITY, "cell": f"{COMMUNITY}001", "times": 3}
    await tell(platform, PersonNotMet(**event, at=platform.clock()))
    desks = {place: person(platform, who, role="grid-leader", scope=place) for place, who in leaders.items()}

    async def told() -> list[str]:
        return [one["text"] for one in await inbox(desks[COMMUNITY]) if one["what"] == "person-not-met"]

    assert await platform.until(told) == ["辖区一名关爱对象连续 3 次走访未见，请登录网格系统核实。"]
    assert await inbox(desks[f"{PLACE}008"]) == []
