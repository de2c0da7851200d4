"""What do evidence, age, address, hearing, police and goods make of each other in one case? Over HTTP and Kafka."""

from typing import Any

import pytest

from tests.integration.enforcement.hearing_desk import paper
from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk
from tests.integration.enforcement.test_penalties_handed_over import handed, over
from tests.integration.enforcement.test_penalty_back_from_police import sent, today
from tests.support.platform import Platform

DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682156", "MX56").build()


async def decided_anew(desk: PenaltyDesk, case: str) -> str:
    """Return what the decision says of a case that is investigated again."""
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=FINE, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    await desk.take(case, "decide", desk.head(), **DECISION)
    return await paper(desk, case, "JD")


async def test_where_a_party_lives_stands_in_the_decision_of_what_came_back(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "address", address="新路 2 号")
    await desk.take(await sent(desk, case), "take-back", **today(desk))
    assert "新路2号" in await decided_anew(desk, case)


async def test_what_was_said_before_it_was_investigated_again_stands_in_no_decision(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    await desk.take(case, "defence", words="从前的意见")
    await desk.take(case, "defence/check", found="不成立", accepted=False)
    await desk.take(case, "supplement", words="补充调查")
    words = await decided_anew(desk, case)
    assert ("从前的意见" in words, "当事人放弃陈述" in words) == (False, True)


async def test_the_county_goes_on_with_what_was_erased_here_too(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682157", "MX57").build()
    case = await sent(desk)
    await desk.take(case, "erase", desk.head(), basis="档案管理规定")
    await tell(over(desk, f"P-{desk.matter}", desk.cases[case]["number"]))
    assert (await handed(desk, case))["handed_to"] == "u-bureau"
