"""How a decision is served on who does not take it, and when that is too late: over HTTP and Kafka."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.support.day_oracle import nth_workday
from tests.support.platform import Platform
from tests.support.printed import said

RECEIPT: dict[str, Any] = {"receipt": "回证 7 号"}
WHY = "直接送达、邮寄送达均被退回，受送达人下落不明"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> AsyncIterator[PenaltyDesk]:
    yield await PenaltyDesk(team, tell, "320682146", "MP44").build()
    team.clock.ahead = timedelta(0)


async def receipt_of(desk: PenaltyDesk, case: str) -> str:
    items = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    number = next(one["number"] for one in items if one["kind"] == "SD")
    return said(await desk.officer().get(f"/penalties/{case}/papers/{number}", params={"purpose": "归档"}))


async def line_of(desk: PenaltyDesk, case: str) -> dict[str, Any]:
    """Return what everybody of the office reads of a service."""
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    return next(line["facts"] for line in lines if line["kind"] == "serve")


@pytest.mark.parametrize("proof", [{"witnessed_by": "居委会王某"}, {"pictured": True}])
async def test_what_is_left_is_left_before_a_witness_or_pictured(desk: PenaltyDesk, proof: dict[str, Any]) -> None:
    case = await desk.decided()
    left: dict[str, Any] = RECEIPT | {"on": desk.today.isoformat(), "way": "left"}
    for none in ({}, {"pictured": False}, {"witnessed_by": None}):
        refused(
            await desk.ask(case, "serve", **left, **none), "penalties.not-left-rightly", "行政处罚法 61、民事诉讼法 89"
        )
    assert (await desk.take(case, "serve", **left, **proof))["state"] == "served"
    facts, words = await line_of(desk, case), await receipt_of(desk, case)
    assert (facts["witnessed"], facts["pictured"], "王某" in str(facts)) == (
        "witnessed_by" in proof,
        "pictured" in proof,
        False,
    )
    assert ("见证人：居委会王某" in words, "以拍照、录像等方式记录" in words) == (facts["witnessed"], facts["pictured"])
    assert ("回证或者凭证：回证7号" in words, "公告" in words) == (True, False)


async def test_by_public_notice_is_served_what_cannot_be_served_otherwise(desk: PenaltyDesk) -> None:
    case, on = await desk.decided(), desk.today.isoformat()
    notice: dict[str, Any] = RECEIPT | {"way": "public-notice", "on": on}
    less: list[dict[str, Any]] = [{}, {"announced_on": on}, {"announced_on": on, "words": " "}, {"words": WHY}]
    for none in less:
        answer = await desk.ask(case, "serve", **notice, **none)
        refused(answer, "penalties.not-announced", "行政处罚法 61、民事诉讼法 95")
    by_hand = notice | {"way": "handed-over", "announced_on": on, "words": WHY}
    refused(await desk.ask(case, "serve", **by_hand), "penalties.not-announced", "95")


async def test_what_was_announced_is_served_on_the_day_after_thirty_days(desk: PenaltyDesk) -> None:
    case, announced = await desk.decided(), desk.today
    notice: dict[str, Any] = RECEIPT | {"way": "public-notice", "announced_on": announced.isoformat(), "words": WHY}
    right = (announced + 31 * DAY).isoformat()
    refused(await desk.ask(case, "serve", **notice, on=right), "penalties.dates-in-order", "61")
    desk.platform.clock.ahead += 40 * DAY
    for days in (30, 32, 40):
        answer = await desk.ask(case, "serve", **notice, on=(announced + days * DAY).isoformat())
        refused(answer, "penalties.announced-days", "行政处罚法 61、民事诉讼法 95")
        assert answer.json()["served_on"] == right
    served = await desk.take(case, "serve", **notice, on=right)
    assert served["pay_due_on"] == (announced + 46 * DAY).isoformat()
    facts = await line_of(desk, case)
    assert (facts["announced_on"], facts["late"], WHY in str(facts)) == (announced.isoformat(), False, False)
    words = await receipt_of(desk, case)
    noticed = f"公告于{announced.year}年{announced.month}月{announced.day}日发出"
    assert [part for part in (noticed, "第九十五条", "经过三十日", WHY, "公告送达") if part not in words] == []


async def test_nothing_is_announced_before_it_was_decided(desk: PenaltyDesk) -> None:
    case, before = await desk.decided(), desk.today - DAY
    desk.platform.clock.ahead += 40 * DAY
    notice = RECEIPT | {"way": "public-notice", "announced_on": before.isoformat(), "words": WHY}
    answer = await desk.ask(case, "serve", **notice, on=(before + 31 * DAY).isoformat())
    refused(answer, "penalties.dates-in-order", "61")


@pytest.mark.parametrize(("days", "late"), [(0, False), (1, True)])
async def test_what_is_served_after_seven_working_days_is_said_to_be_late(
    desk: PenaltyDesk, days: int, *, late: bool
) -> None:
    case, last = await desk.decided(), nth_workday(desk.today, 7)
    desk.platform.clock.ahead += 40 * DAY
    on = (last + days * DAY).isoformat()
    await desk.take(case, "serve", **RECEIPT, way="handed-over", on=on)
    assert (await line_of(desk, case))["late"] is late


async def test_what_is_announced_after_seven_working_days_is_said_to_be_late(desk: PenaltyDesk) -> None:
    case, announced = await desk.decided(), nth_workday(desk.today, 7) + DAY
    desk.platform.clock.ahead += 80 * DAY
    notice = RECEIPT | {"way": "public-notice", "announced_on": announced.isoformat(), "words": WHY}
    await desk.take(case, "serve", **notice, on=(announced + 31 * DAY).isoformat())
    assert (await line_of(desk, case))["late"] is True
