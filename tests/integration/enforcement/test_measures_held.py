"""How long is something kept, and what becomes of it (coercion law art. 19, 21, 25-28)? Over HTTP."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from enforcement.penalties.timers import TIMERS
from shared.runtime.timers import run_round
from tests.integration.enforcement.goods_desk import auction
from tests.integration.enforcement.measure_desk import (
    given_back,
    imposed,
    measures,
    site,
    stove,
    urgent,
    wanted,
)
from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.goods_steps import named
from tests.support.platform import Platform

GOODS = {"kinds": ["confiscate-goods"], "goods_fen": 10_000}
SEIZED = {"goods": named(GOODS, measure=1)}
YES: dict[str, Any] = {"granted": True, "words": "同意"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    yield await PenaltyDesk(team, tell, "320682134", "MC34").build()
    team.clock.ahead = timedelta(0)


async def look_round(desk: PenaltyDesk) -> None:
    """Let the timer look round."""
    await run_round(TIMERS[0], desk.platform.database("enforcement"), desk.platform.clock)


async def told_of(desk: PenaltyDesk, what: str) -> float:
    """Return how many things are kept too long, as Prometheus is told."""
    lines = (await desk.platform.stranger("enforcement").get("/metrics")).text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f'onefour_measures_overdue{{what="{what}"'))


async def concluded(desk: PenaltyDesk, case: str, sanction: dict[str, Any], conclusion: str = "punish") -> None:
    """Lead a case until it may be decided."""
    await desk.take(case, "evidence", kind="object", what="灶具")
    ground = "minor" if conclusion == "spare" else None
    await desk.take(case, "conclude", conclusion=conclusion, ground=ground, report="报告")
    if conclusion == "punish":
        await desk.take(case, "notify", proposed=sanction, told="事实、理由、依据和权利")
        await desk.take(case, "defence/waive", words="放弃")


async def decide(desk: PenaltyDesk, case: str, sanction: dict[str, Any], **more: Any) -> None:
    """Decide and serve."""
    await desk.take(case, "decide", desk.head(), outcome="punish", sanction=sanction, reasons="理由", **more)
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")


async def test_what_was_urgent_is_reported_within_a_day_and_approved(desk: PenaltyDesk) -> None:
    case = await urgent(desk)
    refused(await desk.ask(case, "measures/1/approve", desk.head(), **YES), "penalties.measure-not-reported", "19")
    more: dict[str, Any] = {"days": 10, "words": "案情复杂"}
    refused(await desk.ask(case, "measures/1/extend", desk.head(), **more), "penalties.measure-not-approved", "19")
    desk.platform.clock.ahead += timedelta(hours=23)
    await desk.take(case, "measures/1/report", words="已报告")
    refused(await desk.ask(case, "measures/1/report", words="又"), "penalties.measure-stands", "19")
    await desk.take(case, "measures/1/approve", desk.head(), **YES)
    refused(await desk.ask(case, "measures/1/approve", desk.head(), **YES), "penalties.measure-stands", "19")
    await desk.take(case, "measures/1/extend", desk.head(), **more)


async def test_what_was_reported_late_can_only_be_lifted(desk: PenaltyDesk) -> None:
    case = await urgent(desk)
    desk.platform.clock.ahead += timedelta(hours=24, minutes=5)
    refused(await desk.ask(case, "measures/1/report", words="报告"), "penalties.measure-reported-too-late", "19")
    steps = await desk.steps(case)
    assert steps["report-urgent-measure"]["code"] == "penalties.measure-reported-too-late"
    assert steps["lift-measure"]["possible"]
    assert (await measures(desk, case))[0]["must_lift"] == "penalties.measure-reported-too-late"
    await look_round(desk)
    assert ((await measures(desk, case))[0]["flags"], await told_of(desk, "report") >= 1) == (["report"], True)
    await given_back(desk, case)


async def test_what_was_entered_when_a_day_was_over_is_late_though_it_is_kept(desk: PenaltyDesk) -> None:
    found = (desk.today - 3 * DAY).isoformat()
    case = await desk.file(found_on=found, ended_on=found)
    at = (desk.platform.clock() - timedelta(hours=25)).isoformat()
    await desk.take(case, "measures/urgent", **wanted(site=site(desk, at=at)))
    refused(await desk.ask(case, "measures/1/report", words="报告"), "penalties.measure-reported-too-late", "19")
    await given_back(desk, case)


async def test_things_of_a_case_whose_words_are_erased_are_found_no_more(desk: PenaltyDesk) -> None:
    case = await imposed(desk, things=[stove("SN-34")])
    await given_back(desk, case)
    await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销")
    marks = text("SELECT cardinality(marks) FROM penalty_measures WHERE penalty_id = :case")
    for left in (1, 0):
        async with desk.platform.database("enforcement").begin() as work:
            assert (await work.connection.execute(marks, {"case": case})).scalar_one() == left
        if left:
            await desk.take(case, "erase", desk.head(), basis="档案管理规定")


async def test_what_the_head_thinks_unneeded_is_lifted_at_once(desk: PenaltyDesk) -> None:
    case = await urgent(desk)
    await desk.take(case, "measures/1/report", words="已报告")
    await desk.take(case, "measures/1/approve", desk.head(), granted=False, words="不应当采取")
    refused(await desk.ask(case, "measures/1/approve", desk.head(), **YES), "penalties.measure-unneeded", "19")
    assert (await measures(desk, case))[0]["must_lift"] == "penalties.measure-unneeded"
    await given_back(desk, case)


async def test_it_is_kept_thirty_days_and_once_thirty_more(desk: PenaltyDesk) -> None:
    case, last = await imposed(desk), desk.today + 60 * DAY
    for days in (0, 31):
        answer = await desk.ask(case, "measures/1/extend", desk.head(), days=days, words="案情复杂")
        refused(answer, "penalties.measure-too-long", "25")
    await desk.take(case, "measures/1/extend", desk.head(), days=30, words="案情复杂")
    answer = await desk.ask(case, "measures/1/extend", desk.head(), days=1, words="又")
    refused(answer, "penalties.measure-extended-already", "25")
    assert (await measures(desk, case))[0]["last_day"] == last.isoformat()


async def test_after_the_last_day_it_can_only_be_lifted_and_a_light_says_so(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    refused(
        await desk.ask(case, "measures/1/lift", desk.head(), ground="expired", words="届满"),
        "penalties.measure-lift-ground",
        "28",
    )
    desk.platform.clock.ahead = 30 * DAY
    assert (await measures(desk, case))[0]["must_lift"] is None
    desk.platform.clock.ahead = 31 * DAY
    answer = await desk.ask(case, "measures/1/extend", desk.head(), days=1, words="延长")
    refused(answer, "penalties.measure-over", "28")
    for _ in range(2):
        await look_round(desk)
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    told = [line["facts"] for line in lines if line["kind"] == "measure-overdue"]
    assert [(one["measure"], one["what"]) for one in told] == [(1, "term")]
    assert await told_of(desk, "term") >= 1
    (shown,) = await measures(desk, case)
    assert (shown["must_lift"], shown["flags"]) == ("penalties.measure-over", ["term"])
    await given_back(desk, case, "expired")
    refused(
        await desk.ask(case, "measures/1/lift", desk.head(), ground="expired", words="又"), "penalties.measure-stands"
    )


async def test_days_of_an_appraisal_do_not_count_and_the_organ_pays(desk: PenaltyDesk) -> None:
    case, today = await imposed(desk), desk.today
    asked: dict[str, Any] = {"kind": "appraisal", "begins_on": today.isoformat(), "words": "鉴定"}
    long: dict[str, Any] = asked | {"until": (today + 10 * DAY).isoformat()}
    refused(await desk.ask(case, "measures/1/examine", **long, payer="party"), "penalties.costs-on-party", "25")
    back: dict[str, Any] = asked | {"begins_on": (today - DAY).isoformat(), "until": today.isoformat()}
    refused(await desk.ask(case, "measures/1/examine", **back), "penalties.examination-misfit", "25")
    refused(
        await desk.ask(case, "measures/1/examine/end", on=today.isoformat(), words="鉴定"), "penalties.no-examination"
    )
    await desk.take(case, "measures/1/examine", **long)
    refused(await desk.ask(case, "measures/1/examine", **long), "penalties.no-examination", "25")
    assert (await measures(desk, case))[0]["last_day"] == (today + 40 * DAY).isoformat()
    desk.platform.clock.ahead = 5 * DAY
    wrong: dict[str, Any] = {"on": (today - DAY).isoformat(), "words": "鉴定意见"}
    refused(await desk.ask(case, "measures/1/examine/end", **wrong), "penalties.dates-in-order")
    await desk.take(case, "measures/1/examine/end", on=(today + 4 * DAY).isoformat(), words="鉴定意见")
    assert (await measures(desk, case))[0]["last_day"] == (today + 34 * DAY).isoformat()


async def test_perishables_are_sold_and_what_they_brought_is_paid_back(desk: PenaltyDesk) -> None:
    for brought, owed in ((70_00, 70_00), (69_99, 100_00)):
        case = await imposed(desk)
        sold: dict[str, Any] = {"proceeds_fen": brought, "market_fen": 100_00, "words": "鲜活水产品"}
        await desk.take(case, "measures/1/sell", desk.head(), **sold)
        refused(await desk.ask(case, "measures/1/sell", desk.head(), **sold), "penalties.measure-sold-already", "28")
        await desk.take(case, "measures/1/lift", desk.head(), ground="unrelated", words="无关")
        answer = await desk.ask(case, "measures/1/return", receipt="收条")
        refused(answer, "penalties.measure-not-paid-back", "28")
        assert answer.json()["owed_fen"] == owed
        refused(await desk.ask(case, "measures/1/return", receipt=" ", paid_fen=owed), "penalties.measure-not-returned")
        await desk.take(case, "measures/1/return", receipt="收条", paid_fen=owed)


async def test_no_case_stands_still_or_ends_while_something_is_held(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    for step, ground in (("suspend", "court"), ("terminate", "party-died")):
        answer = await desk.ask(case, step, desk.head(), ground=ground, words="理由")
        refused(answer, "penalties.measure-open", "27")
        assert (await desk.steps(case))[step]["code"] == "penalties.measure-open"
    await desk.take(case, "measures/1/lift", desk.head(), ground="not-needed", words="解除")
    answer = await desk.ask(case, "terminate", desk.head(), ground="party-died", words="理由")
    refused(answer, "penalties.measure-open", "28")
    await desk.take(case, "measures/1/return", receipt="收条")
    await desk.take(case, "terminate", desk.head(), ground="party-dissolved", words="注销")


async def test_who_is_not_punished_has_his_things_back_first(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    await concluded(desk, case, FINE, "spare")
    spared: dict[str, Any] = {"outcome": "spare", "ground": "minor", "reasons": "轻微"}
    refused(await desk.ask(case, "decide", desk.head(), **spared), "penalties.measure-open", "28")
    assert (await desk.steps(case))["decide"]["code"] == "penalties.measure-open"
    await given_back(desk, case, "no-violation")
    await desk.take(case, "decide", desk.head(), **spared)
    told = await imposed(desk)
    await concluded(desk, told, FINE)
    refused(await desk.ask(told, "decide", desk.head(), **spared), "penalties.measure-open", "28")


async def test_what_a_decision_in_time_confiscates_is_settled_by_it(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    gone: dict[str, Any] = {"disposal": "confiscate", "words": "入库清单"}
    await concluded(desk, case, GOODS)
    refused(await desk.ask(case, "measures/1/dispose", desk.head(), **gone), "penalties.measure-not-confiscated", "27")
    await decide(desk, case, GOODS, **SEIZED)
    refused(await desk.ask(case, "close", words="结案"), "penalties.measure-open", "27")
    desk.platform.clock.ahead = 40 * DAY
    assert (await measures(desk, case))[0]["must_lift"] is None
    await desk.take(case, "measures/1/dispose", desk.head(), **gone)
    assert (await measures(desk, case))[0]["state"] == "confiscated"
    refused(await desk.ask(case, "close", words="结案"), "penalties.goods-open", "74")
    await desk.take(case, "goods/dispose", **auction(desk, 10_000))
    assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_a_decision_that_came_too_late_confiscates_nothing(desk: PenaltyDesk) -> None:
    case = await imposed(desk, days=1)
    desk.platform.clock.ahead = 2 * DAY
    await concluded(desk, case, GOODS)
    late: dict[str, Any] = {"outcome": "punish", "sanction": GOODS, "reasons": "理由"}
    refused(await desk.ask(case, "decide", desk.head(), **late, **SEIZED), "penalties.measure-over", "25")
    await decide(desk, case, GOODS)
    answer = await desk.ask(case, "measures/1/dispose", desk.head(), disposal="confiscate", words="清单")
    refused(answer, "penalties.measure-over", "25")
    refused(await desk.ask(case, "measures", **wanted()), "penalties.illegal-step")
    await given_back(desk, case, "decided")


async def test_what_is_destroyed_is_destroyed_by_a_law(desk: PenaltyDesk) -> None:
    case = await imposed(desk)
    gone: dict[str, Any] = {"disposal": "destroy", "words": "销毁记录"}
    refused(await desk.ask(case, "measures/1/dispose", desk.head(), **gone), "penalties.measure-no-basis", "27")
    refused(
        await desk.ask(case, "measures/1/lift", desk.head(), ground="decided", words="已处理"),
        "penalties.measure-lift-ground",
    )
    await desk.take(case, "measures/1/dispose", desk.head(), **gone, basis="食品安全法第六十三条")
    assert (await measures(desk, case))[0]["state"] == "destroyed"


async def test_an_appeal_that_frees_the_party_is_kept_when_he_has_his_things(desk: PenaltyDesk) -> None:
    case, on = await imposed(desk), desk.today.isoformat()
    await concluded(desk, case, GOODS)
    await decide(desk, case, GOODS, **SEIZED)
    await desk.take(case, "appeal", kind="reconsideration", on=on, words="申请书")
    ended: dict[str, Any] = {"result": "revoked", "on": on, "words": "复议决定书"}
    refused(await desk.ask(case, "appeal/end", **ended), "penalties.measure-open", "28")
    await given_back(desk, case, "no-violation")
    assert (await desk.take(case, "appeal/end", **ended))["state"] == "closed"


async def test_what_an_appeal_does_not_confiscate_any_more_has_its_term_again(desk: PenaltyDesk) -> None:
    case, on = await imposed(desk), desk.today.isoformat()
    await concluded(desk, case, GOODS)
    await decide(desk, case, GOODS, **SEIZED)
    await desk.take(case, "appeal", kind="reconsideration", on=on, words="申请书")
    warned: dict[str, Any] = {"result": "changed", "on": on, "words": "复议决定书", "sanction": {"kinds": ["warning"]}}
    await desk.take(case, "appeal/end", **warned)
    desk.platform.clock.ahead = 31 * DAY
    assert (await measures(desk, case))[0]["must_lift"] == "penalties.measure-over"


async def test_what_is_seized_goes_to_the_police_with_a_crime(desk: PenaltyDesk) -> None:
    case, other = await imposed(desk), await imposed(desk)
    for one in (case, other):
        await desk.take(one, "conclude", conclusion="crime", report="涉嫌犯罪")
        await desk.take(one, "decide", desk.head(), outcome="crime", reasons="移送")
    await desk.take(case, "transfer", desk.head(), words="公安回执")
    assert (await measures(desk, case))[0]["state"] == "transferred"
    await desk.take(other, "measures/1/lift", desk.head(), ground="unrelated", words="无关")
    refused(await desk.ask(other, "transfer", desk.head(), words="公安回执"), "penalties.measure-open", "21")


async def test_preserved_evidence_is_seized_by_a_measure_alone(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "preserve", desk.head(), words="灶具两台")
    seized: dict[str, Any] = {"settlement": "seized", "words": "予以扣押"}
    refused(await desk.ask(case, "preserve/settle", **seized), "penalties.no-measure", "56")
    await desk.take(case, "measures", **wanted())
    refused(await desk.ask(case, "preserve/settle", **seized), "penalties.no-measure", "56")
    await desk.take(case, "measures/1/approve", desk.head(), **YES)
    await desk.take(case, "measures/1/impose", site=site(desk))
    await desk.take(case, "preserve/settle", **seized)
