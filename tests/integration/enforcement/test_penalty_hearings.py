"""How a party is heard, and a case reviewed and discussed, before it is decided: over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, LARGE, PenaltyDesk, refused
from tests.support.platform import Platform

DECISION = {"outcome": "punish", "sanction": LARGE, "reasons": "理由"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682107", "MP02").build()


async def test_a_hearing_that_was_asked_for_is_held_reviewed_and_then_decided(desk: PenaltyDesk) -> None:
    case, chair = await desk.heard_out(LARGE), f"{desk.region}-c"
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.hearing-pending", "64")
    await desk.take(case, "hearing", by_whom="示例餐饮有限公司")
    fixed = {"on": (desk.today + 30 * DAY).isoformat(), "place": "会议室"}
    answer = await desk.ask(case, "hearing/fix", desk.review_desk(), chair=desk.officers[0], **fixed)
    refused(answer, "penalties.chair-investigated", "64")
    soon = fixed | {"on": (desk.today + DAY).isoformat()}
    answer = await desk.ask(case, "hearing/fix", desk.review_desk(), chair=chair, **soon)
    refused(answer, "penalties.hearing-too-soon", "64")
    await desk.take(case, "hearing/fix", desk.review_desk(), chair=chair, **fixed)
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.hearing-pending", "63")
    desk.platform.clock.ahead += timedelta(days=30)
    try:
        await _heard_and_decided(desk, case, chair)
    finally:
        desk.platform.clock.ahead -= timedelta(days=30)


async def test_a_hearing_is_held_on_its_day_and_not_before(desk: PenaltyDesk) -> None:
    case, chair = await desk.heard_out(LARGE), f"{desk.region}-c"
    await desk.take(case, "hearing", by_whom="示例餐饮有限公司")
    on = desk.today + 30 * DAY
    await desk.take(case, "hearing/fix", desk.review_desk(), chair=chair, on=on.isoformat(), place="会议室")
    held = {"record": "听证笔录", "attended": True, "signed": True}
    desk.platform.clock.ahead += timedelta(days=29)
    try:
        early = await desk.ask(case, "hearing/hold", desk.client("leader", chair), **held)
        refused(early, "penalties.hearing-not-held", "64")
        desk.platform.clock.ahead += DAY
        assert (await desk.take(case, "hearing/hold", desk.client("leader", chair), **held))["state"] == "notified"
    finally:
        desk.platform.clock.ahead = timedelta(0)


async def _heard_and_decided(desk: PenaltyDesk, case: str, chair: str) -> None:
    held = {"record": "听证笔录", "attended": True}
    answer = await desk.ask(case, "hearing/hold", desk.client("leader", "another"), **held, signed=True)
    refused(answer, "penalties.only-the-chair", "64")
    refused(
        await desk.ask(case, "hearing/hold", desk.client("leader", chair), **held), "penalties.hearing-unsigned", "64"
    )
    await desk.take(case, "hearing/hold", desk.client("leader", chair), **held, signed=True)
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.not-reviewed", "58")
    await desk.take(case, "review", desk.review_desk(), passed=True, opinion="同意")
    assert (await desk.take(case, "decide", desk.head(), **DECISION))["state"] == "decided"


async def test_a_hearing_is_asked_for_within_five_working_days(desk: PenaltyDesk) -> None:
    case = await desk.noticed(LARGE)
    desk.platform.clock.ahead += timedelta(days=20)
    try:
        refused(await desk.ask(case, "hearing", by_whom="当事人"), "penalties.hearing-asked-too-late", "64")
    finally:
        desk.platform.clock.ahead -= timedelta(days=20)


async def test_no_hearing_is_offered_for_a_small_fine(desk: PenaltyDesk) -> None:
    case = await desk.noticed(FINE)
    refused(await desk.ask(case, "hearing", by_whom="当事人"), "penalties.no-hearing-right", "63")


async def test_a_weighty_case_is_reviewed_by_another_and_discussed(desk: PenaltyDesk) -> None:
    case = await desk.heard_out(weighty=True)
    decision = DECISION | {"sanction": FINE}
    refused(await desk.ask(case, "decide", desk.head(), **decision), "penalties.not-reviewed", "58")
    opinion = {"passed": True, "opinion": "同意"}
    investigated = desk.client("legal-reviewer", desk.officers[0])
    refused(await desk.ask(case, "review", investigated, **opinion), "penalties.reviewer-investigated", "58")
    nobody = desk.client("legal-reviewer", "without-a-certificate")
    refused(await desk.ask(case, "review", nobody, **opinion), "penalties.reviewer-unqualified", "58")
    await desk.take(case, "review", desk.review_desk(), passed=False, opinion="证据不足")
    refused(await desk.ask(case, "decide", desk.head(), **decision), "penalties.not-reviewed", "58")
    await desk.take(case, "review", desk.review_desk(), **opinion)
    refused(await desk.ask(case, "decide", desk.head(), **decision), "penalties.not-discussed", "57")
    alone = {"present": ["h-1", "h-1"], "minutes": "记录"}
    refused(await desk.ask(case, "discuss", desk.head(), **alone), "penalties.too-few-present", "57")
    await desk.take(case, "discuss", desk.head(), present=["h-1", "h-2"], minutes="记录")
    for took_part in (desk.officers[0], desk.reviewer):
        answer = await desk.ask(case, "decide", desk.client("leader", took_part), **decision)
        refused(answer, "penalties.decider-took-part", "57")
    assert (await desk.take(case, "decide", desk.head(), **decision))["state"] == "decided"


async def test_a_decision_is_served_with_a_receipt_and_by_wire_only_who_agreed(desk: PenaltyDesk) -> None:
    case = await desk.decided()
    on: dict[str, Any] = {"on": desk.today.isoformat()}
    refused(await desk.ask(case, "serve", **on, way="handed-over"), "penalties.not-served-rightly", "61")
    by_wire = on | {"way": "electronic", "receipt": "邮件"}
    refused(await desk.ask(case, "serve", **by_wire), "penalties.not-served-rightly", "61")
    early = by_wire | {"on": (desk.today - DAY).isoformat(), "agreed": True}
    refused(await desk.ask(case, "serve", **early), "penalties.dates-in-order", "61")
    assert (await desk.take(case, "serve", **by_wire, agreed=True))["state"] == "served"
