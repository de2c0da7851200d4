"""Whom does the centre tell of what the window left undone?"""

from datetime import timedelta
from uuid import uuid4

import pytest

from shared.schemas.approval_window import FollowUpLate
from tests.integration.dispatch.notice_desk import PLACE, inbox, person, put_persons
from tests.integration.grid.town import tell
from tests.support.platform import Platform

SAID = {"verification": "一件差评逾期未核实", "all": "一件差评逾期未整改回访"}


@pytest.mark.parametrize("late", SAID)
async def test_the_leader_of_the_township_is_told_of_a_bad_rating_that_nobody_followed_up(
    platform: Platform, late: str
) -> None:
    leaders = {
        place: f"p-{place}-lead-{uuid4().hex[:6]}" for place in (PLACE, f"{PLACE[:-1]}{(int(PLACE[-1]) + 1) % 10}")
    }
    await put_persons(platform, [(who, place, "leader", None) for place, who in leaders.items()])
    event = {"rating_id": uuid4(), "version": 2, "region": f"{PLACE}007", "late": late}
    now = platform.clock()
    await tell(platform, FollowUpLate(**event, due_at=now - timedelta(days=1), at=now))
    desks = [person(platform, who, role="leader", scope=place) for place, who in leaders.items()]

    async def told() -> list[str]:
        return [one["text"] for one in await inbox(desks[0]) if one["what"] == f"rating-late-{late}"]

    (text,) = await platform.until(told)
    assert text.startswith(SAID[late])
    assert await inbox(desks[1]) == []
