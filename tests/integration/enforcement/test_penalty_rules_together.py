"""What do evidence, age, address, hearing, police and goods make of each other in one case? Over HTTP and Kafka."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.enforcement.goods_desk import GOODS, appealed, auction, confiscated, states
from tests.integration.enforcement.hearing_desk import paper
from tests.integration.enforcement.measure_desk import imposed
from tests.integration.enforcement.penalty_desk import FINE, PenaltyDesk, refused
from tests.integration.enforcement.test_penalties_handed_over import handed, over
from tests.integration.enforcement.test_penalty_back_from_police import sent, today
from tests.support.goods_steps import named
from tests.support.platform import Platform

DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
BOTH = {"kinds": ["confiscate-gains", "confiscate-goods"], "confiscated_fen": 40_000, "goods_fen": 30_000}
HALF = GOODS | {"goods_fen": 15_000}


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


async def partly_freed(desk: PenaltyDesk) -> str:
    """Return a case of whose seized goods an appeal leaves the first confiscated alone."""
    case = await imposed(desk)
    await desk.take(case, "evidence", kind="object", what="灶具")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=GOODS, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    listed = named(GOODS, parts=2, measure=1)
    await desk.take(case, "decide", desk.head(), **DECISION | {"sanction": GOODS}, goods=listed)
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    await appealed(desk, case, "changed", sanction=HALF, keeps=[1])
    assert await states(desk, case) == ["held", "released"]
    return case


async def test_what_an_appeal_freed_of_a_measures_goods_is_given_back_when_the_rest_is_taken(desk: PenaltyDesk) -> None:
    case = await partly_freed(desk)
    await desk.take(case, "measures/1/dispose", desk.head(), disposal="confiscate", words="入库")
    await desk.take(case, "goods/dispose", **auction(desk, 900))
    refused(await desk.ask(case, "close", words="结案"), "penalties.goods-open", "74")
    await desk.take(case, "goods/return", receipt="收条")
    assert await states(desk, case) == ["auctioned", "returned"]
    assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_what_an_appeal_freed_is_paid_where_its_measure_destroys_it(desk: PenaltyDesk) -> None:
    case = await partly_freed(desk)
    burnt: dict[str, Any] = {"disposal": "destroy", "basis": "食品安全法", "words": "销毁"}
    await desk.take(case, "measures/1/dispose", desk.head(), **burnt)
    refused(await desk.ask(case, "goods/return", receipt="收条"), "penalties.goods-not-given-back", "36")
    await desk.take(case, "goods/return", receipt="收条", paid_fen=HALF["goods_fen"])
    assert await states(desk, case) == ["destroyed", "returned"]


async def test_what_an_appeal_freed_is_the_partys_where_its_measure_is_lifted(desk: PenaltyDesk) -> None:
    case = await partly_freed(desk)
    await desk.take(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    await desk.take(case, "measures/1/return", receipt="领取清单")
    assert await states(desk, case) == ["due", "released"]


async def test_an_appeal_confiscates_no_more_than_what_it_leaves_is_worth(desk: PenaltyDesk) -> None:
    case, on = await confiscated(desk, parts=2), desk.today.isoformat()
    await desk.take(case, "appeal", kind="suit", on=on, words="起诉状")
    ended: dict[str, Any] = {"result": "changed", "on": on, "words": "判决书", "keeps": [1]}
    answer = await desk.ask(case, "appeal/end", **ended, sanction=GOODS)
    refused(answer, "penalties.goods-misfit", "59")
    assert answer.json()["worth_fen"] == HALF["goods_fen"]
    await desk.take(case, "appeal/end", **ended, sanction=HALF)
    assert await states(desk, case) == ["due", "released"]


async def test_the_county_goes_on_with_what_was_erased_here_too(team: Platform, tell: Any) -> None:
    desk = await PenaltyDesk(team, tell, "320682157", "MX57").build()
    case = await sent(desk)
    await desk.take(case, "erase", desk.head(), basis="档案管理规定")
    await tell(over(desk, f"P-{desk.matter}", desk.cases[case]["number"]))
    assert (await handed(desk, case))["handed_to"] == "u-bureau"


async def of_one_sum(desk: PenaltyDesk, case: str) -> None:
    """Make a decision one of before: a sum for gains and goods together, and no goods named."""
    course = "(course #- '{decided,goods_fen}') - 'goods'::text"
    sql = f"UPDATE penalties SET course = jsonb_set({course}, '{{decided,confiscated_fen}}', '70000') WHERE id = :id"
    async with desk.platform.database("enforcement").begin() as work:
        await work.connection.execute(text(sql), {"id": case})


async def test_an_appeal_takes_apart_what_was_decided_of_gains_and_goods_as_one_sum(desk: PenaltyDesk) -> None:
    case, on = await confiscated(desk, BOTH), desk.today.isoformat()
    await of_one_sum(desk, case)
    await desk.take(case, "appeal", kind="suit", on=on, words="起诉状")
    ended: dict[str, Any] = {"result": "changed", "on": on, "words": "判决书"}
    more = await desk.ask(case, "appeal/end", **ended, sanction=BOTH | {"confiscated_fen": 40_001})
    refused(more, "penalties.heavier", "45")
    await desk.take(case, "appeal/end", **ended, sanction=BOTH | {"confiscated_fen": 10_000})
    too_much = await desk.ask(case, "payments", amount_fen=10_001, on=on, receipt="缴款书")
    refused(too_much, "penalties.nothing-to-pay", "67")
    await desk.take(case, "payments", amount_fen=10_000, on=on, receipt="缴款书")
