"""Histories of penalty cases that the machine found and the law does not allow, each by name: over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, LARGE, PenaltyDesk, refused
from tests.support.platform import Platform

DECISION = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682117", "MP17").build()


async def test_what_was_stated_is_checked_and_not_waived_away(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    await desk.take(case, "defence", words="没有占道")
    refused(await desk.ask(case, "defence/waive", words="放弃"), "penalties.defence-pending", "45")
    assert (await desk.steps(case))["waive-defence"]["code"] == "penalties.defence-pending"
    await desk.take(case, "defence/check", accepted=False, found="不成立")
    await desk.take(case, "defence/waive", words="不再陈述")


async def test_nothing_is_decided_while_a_recusal_waits(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    await desk.take(case, "recusal", officer=desk.officers[1], words="亲属")
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.recusal-pending", "43")
    await desk.take(case, "recusal/decide", desk.head(), granted=False, words="理由不成立")
    await desk.take(case, "decide", desk.head(), **DECISION)


async def test_who_was_recused_neither_reviews_nor_chairs_nor_decides(desk: PenaltyDesk) -> None:
    case, second, third = await desk.heard_out(LARGE), desk.officers[1], f"{desk.region}-3"
    await desk.take(case, "recusal", officer=second, words="亲属")
    await desk.take(case, "recusal/decide", desk.head(), granted=True, replacement=third, words="同意")
    await desk.take(case, "hearing", by_whom="当事人")
    day = (desk.today + 30 * DAY).isoformat()
    fixed: dict[str, Any] = {"on": day, "place": "会议室"}
    refused(
        await desk.ask(case, "hearing/fix", desk.review_desk(), chair=second, **fixed), "penalties.chair-investigated"
    )
    opinion: dict[str, Any] = {"passed": True, "opinion": "同意"}
    recused = desk.client("legal-reviewer", second)
    refused(await desk.ask(case, "review", recused, **opinion), "penalties.reviewer-investigated", "58")
    answer = await desk.ask(case, "suspend", desk.client("leader", second), ground="court", words="等待")
    refused(answer, "penalties.decider-took-part", "57")
    await desk.take(case, "hearing/fix", desk.review_desk(), chair=f"{desk.region}-c", **fixed)
    await desk.take(case, "recusal", officer=third, words="亲属")
    granted: dict[str, Any] = {"granted": True, "words": "同意"}
    for aside in (second, f"{desk.region}-c"):
        answer = await desk.ask(case, "recusal/decide", desk.head(), replacement=aside, **granted)
        refused(answer, "penalties.not-of-the-team", "43")


async def test_what_is_preserved_is_settled_before_a_case_stands_still_or_ends(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "preserve", desk.head(), words="灶具")
    for step, ground in (("suspend", "court"), ("terminate", "party-died")):
        answer = await desk.ask(case, step, desk.head(), ground=ground, words="理由")
        refused(answer, "penalties.preserved-open", "56")


async def test_a_crime_that_the_head_saw_goes_to_the_police_and_is_not_served(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    await desk.take(case, "decide", desk.head(), outcome="crime", reasons="涉嫌犯罪")
    served: dict[str, Any] = {"on": desk.today.isoformat(), "way": "handed-over", "receipt": "回证"}
    refused(await desk.ask(case, "serve", **served), "penalties.no-crime", "57")
    await desk.take(case, "transfer", desk.head(), words="回执")


async def test_who_has_paid_everything_owes_nothing_later(desk: PenaltyDesk) -> None:
    case, today = await desk.decided(), desk.today.isoformat()
    await desk.take(case, "serve", on=today, way="handed-over", receipt="回证")
    paid: dict[str, Any] = {"amount_fen": 100_000, "on": today, "receipt": "银行"}
    await desk.take(case, "payments", **paid)
    desk.platform.clock.ahead += timedelta(days=40)
    try:
        late = paid | {"amount_fen": 1, "on": desk.today.isoformat()}
        refused(await desk.ask(case, "payments", **late), "penalties.nothing-to-pay", "67")
        refused(await desk.ask(case, "demand", on=late["on"], words="催告"), "penalties.not-overdue", "54")
        await desk.take(case, "close", words="结案")
    finally:
        desk.platform.clock.ahead -= timedelta(days=40)


async def test_a_hearing_that_was_held_is_reviewed_afterwards(desk: PenaltyDesk) -> None:
    case, chair, today = await desk.heard_out(LARGE, weighty=True), f"{desk.region}-c", desk.today
    await desk.take(case, "hearing", by_whom="当事人")
    await desk.take(case, "review", desk.review_desk(), passed=True, opinion="同意")
    await desk.take(case, "discuss", desk.head(), present=["h-1", "h-2"], minutes="记录")
    day = (today + 30 * DAY).isoformat()
    await desk.take(case, "hearing/fix", desk.review_desk(), on=day, chair=chair, place="会议室")
    desk.platform.clock.ahead += timedelta(days=30)
    try:
        await desk.take(case, "hearing/hold", desk.client("leader", chair), record="笔录", attended=False)
        decision: dict[str, Any] = DECISION | {"sanction": LARGE}
        refused(await desk.ask(case, "decide", desk.head(), **decision), "penalties.not-reviewed", "58")
    finally:
        desk.platform.clock.ahead -= timedelta(days=30)


async def test_a_payment_is_not_kept_before_another_that_was_earlier(desk: PenaltyDesk) -> None:
    case, today = await desk.decided(), desk.today
    await desk.take(case, "serve", on=today.isoformat(), way="handed-over", receipt="回证")
    desk.platform.clock.ahead += timedelta(days=40)
    try:
        on = (today + 30 * DAY).isoformat()
        await desk.take(case, "payments", amount_fen=1, on=on, receipt="银行")
        earlier: dict[str, Any] = {"amount_fen": 99_999, "on": today.isoformat(), "receipt": "银行"}
        refused(await desk.ask(case, "payments", **earlier), "penalties.dates-in-order", "67")
    finally:
        desk.platform.clock.ahead -= timedelta(days=40)
