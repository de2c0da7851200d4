"""What becomes of confiscated goods that a measure has already (penalty law 74; coercion law 25, 27, 28)? Over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.goods_desk import GOODS, appealed, auction, states
from tests.integration.enforcement.measure_desk import imposed, measures
from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.support.goods_steps import named
from tests.support.platform import Platform

DECISION: dict[str, Any] = {"outcome": "punish", "sanction": GOODS, "reasons": "理由"}
CLOSING: dict[str, Any] = {"words": "结案"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    yield await PenaltyDesk(team, tell, "320682190", "MG90").build()
    team.clock.ahead = timedelta(0)


async def seized(desk: PenaltyDesk) -> str:
    """Return a case of goods that were seized, of which the party was told."""
    case = await imposed(desk)
    await desk.take(case, "evidence", kind="object", what="灶具")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=GOODS, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    return case


async def by_measure(desk: PenaltyDesk, case: str) -> None:
    """Decide that what a measure has is confiscated, and serve it."""
    await desk.take(case, "decide", desk.head(), **DECISION, goods=named(GOODS, measure=1))
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")


async def test_what_a_measure_holds_needs_no_handing_over(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await by_measure(desk, case)
    assert (await states(desk, case), (await desk.steps(case))["take-goods"]["code"]) == (
        ["held"],
        "penalties.no-goods",
    )
    desk.platform.clock.ahead += 16 * DAY
    answer = await desk.ask(case, "demand", on=desk.today.isoformat(), words="催告书")
    refused(answer, "penalties.not-overdue", "54")
    await desk.take(case, "measures/1/dispose", desk.head(), disposal="confiscate", words="入库")
    assert await states(desk, case) == ["taken"]
    await desk.take(case, "goods/dispose", **auction(desk, 900))
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


async def test_what_perishables_brought_is_paid_in_and_no_less(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await desk.take(case, "measures/1/sell", desk.head(), proceeds_fen=800, market_fen=900, words="鲜活水产品")
    await by_measure(desk, case)
    await desk.take(case, "measures/1/dispose", desk.head(), disposal="confiscate", words="入库")
    for sold in (auction(desk, 799), auction(desk, 801), auction(desk, 0, way="destroy", basis="食品安全法")):
        refused(await desk.ask(case, "goods/dispose", **sold), "penalties.proceeds-kept", "74")
    await desk.take(case, "goods/dispose", **auction(desk, 800, way="prescribed", basis="罚没财物管理办法"))
    assert await states(desk, case) == ["handled"]


async def test_for_perishables_that_were_sold_the_party_is_paid(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await desk.take(case, "measures/1/sell", desk.head(), proceeds_fen=800, market_fen=900, words="鲜活水产品")
    await by_measure(desk, case)
    await desk.take(case, "measures/1/dispose", desk.head(), disposal="confiscate", words="入库")
    await appealed(desk, case, "revoked")
    answer = await desk.ask(case, "goods/return", receipt="收条")
    refused(answer, "penalties.goods-not-given-back", "36")
    await desk.take(case, "goods/return", receipt="收条", paid_fen=GOODS["goods_fen"])


async def test_a_decision_settles_the_measures_alone_whose_goods_it_confiscates(desk: PenaltyDesk) -> None:
    case = await imposed(desk, await imposed(desk))
    await desk.take(case, "evidence", kind="object", what="灶具")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    await desk.take(case, "notify", proposed=GOODS, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    await by_measure(desk, case)
    assert [one["handled_on"] is not None for one in await measures(desk, case)] == [True, False]


async def test_what_is_confiscated_is_not_destroyed_by_its_measure_while_an_appeal_runs(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await by_measure(desk, case)
    await desk.take(case, "appeal", kind="suit", on=desk.today.isoformat(), words="起诉状")
    burnt: dict[str, Any] = {"disposal": "destroy", "basis": "食品安全法", "words": "销毁"}
    refused(await desk.ask(case, "measures/1/dispose", desk.head(), **burnt), "penalties.appeal-runs", "73")
    await desk.take(case, "appeal/end", result="upheld", on=desk.today.isoformat(), words="判决书")
    await desk.take(case, "measures/1/dispose", desk.head(), **burnt)
    assert await states(desk, case) == ["destroyed"]
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


async def test_what_is_lifted_after_all_is_handed_over_again(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await by_measure(desk, case)
    await desk.take(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    await desk.take(case, "measures/1/return", receipt="领取清单")
    assert await states(desk, case) == ["due"]


async def test_of_what_was_sold_and_lifted_after_all_nothing_is_left_to_hand_over(desk: PenaltyDesk) -> None:
    case = await seized(desk)
    await desk.take(case, "measures/1/sell", desk.head(), proceeds_fen=800, market_fen=900, words="鲜活水产品")
    await by_measure(desk, case)
    await desk.take(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    await desk.take(case, "measures/1/return", receipt="领取清单", paid_fen=800)
    assert await states(desk, case) == ["released"]
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"
