"""What becomes of the goods that a decision confiscates (penalty law art. 9, 59, 63, 66, 72-74)? Over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.goods_desk import GOODS, appealed, auction, confiscated, goods, states, taking
from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.goods_steps import named
from tests.support.platform import Platform

DECISION: dict[str, Any] = {"outcome": "punish", "sanction": GOODS, "reasons": "理由"}
CLOSING: dict[str, Any] = {"words": "结案"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    yield await PenaltyDesk(team, tell, "320682187", "MG87").build()
    team.clock.ahead = timedelta(0)


async def test_a_decision_names_the_goods_that_it_confiscates_and_what_they_are_worth(desk: PenaltyDesk) -> None:
    case = await desk.heard_out(GOODS)
    wrong: tuple[list[dict[str, Any]], ...] = ([], named(GOODS) * 2, named(GOODS | {"goods_fen": 29_999}))
    for listed in wrong:
        answer = await desk.ask(case, "decide", desk.head(), **DECISION, goods=listed)
        refused(answer, "penalties.goods-misfit", "59")
    fined = await desk.heard_out(FINE)
    answer = await desk.ask(fined, "decide", desk.head(), **DECISION | {"sanction": FINE}, goods=named(GOODS))
    refused(answer, "penalties.goods-misfit", "59")
    answer = await desk.ask(case, "decide", desk.head(), **DECISION, goods=named(GOODS, measure=1))
    refused(answer, "penalties.no-measure", "27")


async def test_amounts_of_money_and_values_of_goods_stand_apart(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", kind="object", what="香烟")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    for wrong in ({"confiscated_fen": 1}, {"confiscated_fen": 1, "goods_fen": 1}, {}):
        proposed = {"kinds": ["confiscate-goods"]} | wrong
        refused(await desk.ask(case, "notify", proposed=proposed, told="告知"), "penalties.amount-misfit", "59")
    await desk.take(case, "notify", proposed=GOODS | {"goods_fen": 5_000_000}, told="告知")
    assert (await desk.steps(case))["ask-hearing"]["possible"]
    await desk.take(case, "defence/waive", words="放弃")
    dearer: dict[str, Any] = DECISION | {"sanction": GOODS | {"goods_fen": 5_000_001}}
    desk.platform.clock.ahead += 14 * DAY
    refused(await desk.ask(case, "decide", desk.head(), **dearer), "penalties.heavier", "44")


async def test_nobody_owes_what_goods_are_worth(desk: PenaltyDesk) -> None:
    case = await confiscated(desk)
    assert desk.cases[case]["pay_due_on"] is None
    steps = await desk.steps(case)
    for step in ("pay", "put-off"):
        assert steps[step]["code"] == "penalties.nothing-to-pay"
    both = await confiscated(desk, {"kinds": ["confiscate-goods", "fine"], "fine_fen": 100, "goods_fen": 9_000})
    paid: dict[str, Any] = {"on": desk.today.isoformat(), "receipt": "回单"}
    refused(await desk.ask(both, "payments", **paid, amount_fen=101), "penalties.nothing-to-pay", "67")
    await desk.take(both, "payments", **paid, amount_fen=100)
    refused(await desk.ask(both, "close", **CLOSING), "penalties.goods-open", "66")


async def test_goods_are_handed_over_to_two_officers_against_an_inventory(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    alone, third = desk.officers[:1], [desk.officers[0], f"{desk.region}-3"]
    for officers in (alone, third, desk.officers[1:] * 2):
        answer = await desk.ask(case, "goods/take", **taking(desk, officers=officers))
        refused(answer, "penalties.goods-officers", "42")
    refused(await desk.ask(case, "goods/take", **taking(desk, signed=False)), "penalties.goods-unsigned", "66")
    for numbers in ((3,), (1, 1)):
        answer = await desk.ask(case, "goods/take", **taking(desk, *numbers))
        refused(answer, "penalties.no-goods", "66")
        assert answer.json()["goods"] == [1, 2]
    for day in (-1, 1):
        on = (desk.today + day * DAY).isoformat()
        refused(await desk.ask(case, "goods/take", **taking(desk, on=on)), "penalties.dates-in-order", "66")
    await desk.take(case, "goods/take", **taking(desk, 2, signed=False, refusal_noted=True))
    refused(await desk.ask(case, "goods/take", **taking(desk, 2)), "penalties.no-goods", "66")
    assert await states(desk, case) == ["due", "taken"]
    shown = (await desk.officer().get(f"/penalties/{case}/goods")).json()
    assert shown["hand_over_by"] == (desk.today + 15 * DAY).isoformat()


async def test_what_they_brought_goes_to_the_treasury_whole(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    assert (await desk.steps(case))["dispose-goods"]["code"] == "penalties.no-goods"
    await desk.take(case, "goods/take", **taking(desk, 1, 2))
    refused(await desk.ask(case, "close", **CLOSING), "penalties.goods-open", "74")
    sold = auction(desk, 900, 800)
    wrong: tuple[dict[str, Any], ...] = ({"treasury_fen": 1_699}, {"treasury_fen": 0}, {"receipt": None})
    for changes in (*wrong, auction(desk, 900, 0)):
        refused(await desk.ask(case, "goods/dispose", **sold | changes), "penalties.proceeds-kept", "74")
    await desk.take(case, "goods/dispose", **sold)
    assert [one["proceeds_fen"] for one in await goods(desk, case)] == [900, 800]
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


@pytest.mark.parametrize(("way", "state"), [("destroy", "destroyed"), ("prescribed", "handled")])
async def test_what_is_not_auctioned_is_dealt_with_by_a_rule(desk: PenaltyDesk, way: str, state: str) -> None:
    case = await confiscated(desk)
    await desk.take(case, "goods/take", **taking(desk))
    gone = auction(desk, 0, way=way, receipt=None)
    for basis in ({}, {"basis": " "}):
        answer = await desk.ask(case, "goods/dispose", **gone | basis)
        assert answer.status_code == 422, answer.text
    refused(await desk.ask(case, "goods/dispose", **gone), "penalties.goods-basis-missing", "74")
    if way == "destroy":
        answer = await desk.ask(case, "goods/dispose", **auction(desk, 5, way=way, basis="烟草专卖法"))
        refused(answer, "penalties.proceeds-kept", "74")
    before = (desk.today - DAY).isoformat()
    answer = await desk.ask(case, "goods/dispose", **gone | {"basis": "烟草专卖法", "on": before})
    refused(answer, "penalties.dates-in-order", "74")
    await desk.take(case, "goods/dispose", **gone, basis="烟草专卖法")
    assert await states(desk, case) == [state]
    await desk.take(case, "close", **CLOSING)


async def test_nothing_is_disposed_of_while_an_appeal_runs_though_it_is_handed_over(desk: PenaltyDesk) -> None:
    case, on = await confiscated(desk), desk.today.isoformat()
    await desk.take(case, "appeal", kind="suit", on=on, words="起诉状")
    await desk.take(case, "goods/take", **taking(desk))
    refused(await desk.ask(case, "goods/dispose", **auction(desk, 900)), "penalties.appeal-runs", "73")
    assert (await desk.steps(case))["dispose-goods"]["code"] == "penalties.appeal-runs"
    desk.platform.clock.ahead += 3 * DAY
    await desk.take(case, "appeal/end", result="upheld", on=desk.today.isoformat(), words="判决书")
    during = auction(desk, 900) | {"on": (desk.today - DAY).isoformat()}
    refused(await desk.ask(case, "goods/dispose", **during), "penalties.appeal-runs", "74")
    await desk.take(case, "goods/dispose", **auction(desk, 900))


async def test_who_does_not_hand_them_over_is_pressed_and_the_court_asked(desk: PenaltyDesk) -> None:
    case = await confiscated(desk)
    pressed: dict[str, Any] = {"words": "催告书"}
    desk.platform.clock.ahead += 15 * DAY
    answer = await desk.ask(case, "demand", on=desk.today.isoformat(), **pressed)
    refused(answer, "penalties.not-overdue", "54")
    desk.platform.clock.ahead += DAY
    await desk.take(case, "demand", on=desk.today.isoformat(), **pressed)
    refused(await desk.ask(case, "court", desk.head(), words="申请书"), "penalties.not-demanded", "54")
    desk.platform.clock.ahead += 185 * DAY
    await desk.take(case, "court", desk.head(), words="申请书")
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    told = [line["facts"] for line in lines if line["kind"] in {"demand", "apply-to-court"}]
    assert [(one["goods"], one["open_fen"]) for one in told] == [([1], 0), ([1], 0)]
    await desk.take(case, "goods/take", **taking(desk))
    answer = await desk.ask(case, "demand", on=desk.today.isoformat(), **pressed)
    refused(answer, "penalties.not-overdue", "54")


async def test_what_a_revoked_decision_took_is_given_back_before_the_case_closes(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    assert (await desk.steps(case))["return-goods"]["code"] == "penalties.no-goods"
    await desk.take(case, "goods/take", **taking(desk, 2))
    revoked = await appealed(desk, case, "revoked")
    assert (revoked["state"], revoked["outcome"], revoked["pay_due_on"]) == ("served", "unfounded", None)
    steps = await desk.steps(case)
    assert {steps[one]["code"] for one in ("take-goods", "dispose-goods")} == {"penalties.no-goods"}
    assert steps["appeal"]["code"] == "penalties.decision-revoked"
    refused(await desk.ask(case, "close", **CLOSING), "penalties.goods-open", "66")
    for wrong in ({"receipt": " "}, {"receipt": "收条", "paid_fen": 1}):
        answer = await desk.ask(case, "goods/return", **wrong)
        refused(answer, "penalties.goods-not-given-back", "国家赔偿法")
    await desk.take(case, "goods/return", receipt="收条")
    assert await states(desk, case) == ["released", "returned"]
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


async def test_a_revoked_decision_that_took_nothing_closes_its_case(desk: PenaltyDesk) -> None:
    assert (await appealed(desk, await confiscated(desk), "revoked"))["state"] == "closed"


async def test_for_what_is_gone_the_party_is_paid(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=3)
    await desk.take(case, "goods/take", **taking(desk, 1, 2, 3))
    # One brought what it is worth, nearly; another clearly too little; the third is destroyed.
    await desk.take(case, "goods/dispose", **auction(desk, 9_000, 100))
    burnt = {"goods": [{"number": 3}], "way": "destroy", "basis": "烟草专卖法", "treasury_fen": 0}
    await desk.take(case, "goods/dispose", **auction(desk) | burnt)
    await appealed(desk, case, "revoked")
    answer = await desk.ask(case, "goods/return", receipt="收条", paid_fen=9_100)
    refused(answer, "penalties.goods-not-given-back", "36")
    assert answer.json()["owed_fen"] == 9_000 + 10_000 + 10_000
    await desk.take(case, "goods/return", receipt="收条", paid_fen=29_000)
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


async def test_an_appeal_may_leave_some_of_the_goods_confiscated(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, parts=2)
    await desk.take(case, "goods/take", **taking(desk, 1, 2))
    less: dict[str, Any] = {"sanction": GOODS | {"goods_fen": 15_000}}
    on = desk.today.isoformat()
    await desk.take(case, "appeal", kind="suit", on=on, words="起诉状")
    ended: dict[str, Any] = {"result": "changed", "on": on, "words": "判决书"}
    for keeps in ([3], []):
        answer = await desk.ask(case, "appeal/end", **ended, **less, keeps=keeps)
        refused(answer, "penalties.goods-misfit", "59")
    warned = await desk.ask(case, "appeal/end", **ended, sanction={"kinds": ["warning"]}, keeps=[1])
    refused(warned, "penalties.goods-misfit", "59")
    await desk.take(case, "appeal/end", **ended, **less, keeps=[1])
    await desk.take(case, "goods/dispose", **auction(desk, 900))
    refused(await desk.ask(case, "close", **CLOSING), "penalties.goods-open", "66")
    await desk.take(case, "goods/return", receipt="收条")
    assert await states(desk, case) == ["auctioned", "returned"]
    assert (await desk.take(case, "close", **CLOSING))["state"] == "closed"


async def test_their_value_is_shown_apart_and_counts_for_what_is_public(desk: PenaltyDesk) -> None:
    case = await confiscated(desk, GOODS | {"goods_fen": 500_000})
    answer = await desk.officer().get("/publications", params={"region": desk.region, "limit": 200})
    decision = next(one["decision"] for one in answer.json()["items"] if one["id"] == case)
    assert (decision["confiscated_fen"], decision["goods_fen"]) == (0, 500_000)
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    told = {line["kind"]: line["facts"] for line in lines}
    assert (told["decide"]["confiscated_fen"], told["decide"]["goods_fen"]) == (0, 500_000)
    assert told["name-goods"] == {"goods": 1}


async def test_nobody_else_sees_or_takes_the_goods_of_a_case(desk: PenaltyDesk) -> None:
    case = await confiscated(desk)
    elsewhere = desk.platform.client("enforcement", role="officer", person_id="o-1", scope="320682188")
    assert (await elsewhere.get(f"/penalties/{case}/goods")).status_code == 404
    for step, body in (("take", taking(desk)), ("dispose", auction(desk, 1)), ("return", {"receipt": "收条"})):
        answer = await elsewhere.post(f"/penalties/{case}/goods/{step}", json=body | {"version": 1})
        assert answer.status_code == 404, answer.text
    third = desk.client("officer", f"{desk.region}-3")
    refused(await desk.ask(case, "goods/take", third, **taking(desk)), "penalties.not-your-case", "42")
