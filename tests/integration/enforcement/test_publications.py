"""Which decisions does everybody see without a token, and which never, or no more? Over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from stdnum.cn import ric

from tests.integration.enforcement.penalty_desk import DAY, PenaltyDesk, refused
from tests.support.platform import Platform

REGION = "320682124"
BIG = {"kinds": ["fine"], "fine_fen": 500_000}


def person(born: str, serial: str) -> dict[str, Any]:
    number = f"320682{born}{serial}"
    number += ric.calc_check_digit(f"{number}0")
    return {"kind": "person", "name": "张小三", "number": number, "address": "示例路 9 号"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, REGION, "MP26").build()


def citizen(desk: PenaltyDesk) -> httpx.AsyncClient:
    """Return whoever comes without a token."""
    client = desk.officer()
    client.headers.pop("authorization")
    return client


async def seen(desk: PenaltyDesk, case: str) -> dict[str, Any] | None:
    """Return how everybody sees a case; None: not at all."""
    answer = await citizen(desk).get("/publications", params={"region": REGION, "limit": 200})
    assert answer.status_code == 200, answer.text
    return next((one for one in answer.json()["items"] if one["id"] == case), None)


async def decided(desk: PenaltyDesk, sanction: dict[str, Any], mitigated: str | None = None, **changes: Any) -> str:
    case = await desk.heard_out(sanction, **changes)
    decision = {"outcome": "punish", "sanction": sanction, "reasons": "张小三所为", "mitigated": mitigated}
    await desk.take(case, "decide", desk.head(), **decision)
    return case


async def serve(desk: PenaltyDesk, case: str) -> None:
    on = desk.today.isoformat()
    await desk.take(case, "serve", on=on, way="handed-over", receipt="回证 1 号")


async def test_what_is_of_public_interest_is_shown_to_everybody_once_it_is_served(desk: PenaltyDesk) -> None:
    case = await decided(desk, BIG)
    assert await seen(desk, case) is None
    await serve(desk, case)
    shown = await seen(desk, case)
    assert shown is not None
    assert shown["number"].startswith(f"JD-{REGION}-")
    decision = shown["decision"]
    assert (decision["party"], decision["fine_fen"], decision["kinds"]) == ("示例餐饮有限公司", 500_000, ["fine"])
    assert (await citizen(desk).get("/publications/withdrawals")).status_code == 401


async def test_what_is_of_no_public_interest_is_not_shown(desk: PenaltyDesk) -> None:
    case = await decided(desk, BIG | {"fine_fen": 499_999})
    await serve(desk, case)
    assert await seen(desk, case) is None


async def test_of_a_person_only_the_surname_is_shown(desk: PenaltyDesk) -> None:
    party = person("19900101", "001")
    case = await decided(desk, {"kinds": ["fine"], "fine_fen": 200_000}, party=party)
    await serve(desk, case)
    shown = await seen(desk, case)
    assert shown is not None
    assert shown["decision"]["party"] == "张某某"
    assert [word for word in ("小三", party["number"], "示例路", "占道") if word in str(shown)] == []


async def test_minors_are_never_shown(desk: PenaltyDesk) -> None:
    young = person("20100101", "002")
    case = await decided(desk, {"kinds": ["fine"], "fine_fen": 200_000}, "从轻处罚", party=young)
    await serve(desk, case)
    shown = await seen(desk, case)
    assert shown is None
    lines = (await desk.officer().get(f"/records/{case}")).json()["items"]
    assert (lines[-1]["kind"], lines[-1]["facts"]["ground"]) == ("hide-publication", "minor")


async def test_a_ground_that_the_head_names_hides_a_decision_before_and_after(desk: PenaltyDesk) -> None:
    before, after = await decided(desk, BIG), await decided(desk, BIG)
    hidden = {"ground": "business-secret", "words": "涉及配方"}
    assert (await desk.officer().post(f"/penalties/{before}/publicity/hide", json=hidden)).status_code == 403
    as_officer = desk.client("leader", desk.officers[0])
    refused(await as_officer.post(f"/penalties/{before}/publicity/hide", json=hidden), "penalties.decider-took-part")
    assert (await desk.head().post(f"/penalties/{before}/publicity/hide", json=hidden)).status_code == 200
    for case in (before, after):
        await serve(desk, case)
    assert [await seen(desk, before) is None, await seen(desk, after) is None] == [True, False]
    assert (await desk.head().post(f"/penalties/{after}/publicity/hide", json=hidden)).status_code == 200
    assert await seen(desk, after) is None
    again = await desk.head().post(f"/penalties/{after}/publicity/hide", json=hidden)
    refused(again, "publications.hidden-already", "50")
    assert "配方" not in (await desk.officer().get(f"/records/{after}")).text


async def appealed(desk: PenaltyDesk, result: str, imposed: dict[str, Any] = BIG, **more: Any) -> str:
    """Return a published case whose appeal came to a result."""
    case, on = await decided(desk, imposed), desk.today.isoformat()
    await serve(desk, case)
    await desk.take(case, "appeal", kind="reconsideration", on=on, words="复议申请书")
    await desk.take(case, "appeal/end", result=result, on=on, words="复议决定书", **more)
    return case


async def due(desk: PenaltyDesk, case: str) -> dict[str, Any] | None:
    items = (await desk.officer().get("/publications/withdrawals", params={"limit": 200})).json()["items"]
    return next((one for one in items if one["penalty_id"] == case), None)


@pytest.mark.parametrize(
    ("result", "more"), [("revoked", {}), ("changed", {"sanction": {"kinds": ["fine"], "fine_fen": 1_000}})]
)
async def test_what_an_appeal_changed_or_revoked_is_taken_back_and_said_why(
    desk: PenaltyDesk, result: str, more: dict[str, Any]
) -> None:
    case = await appealed(desk, result, **more)
    waiting = await due(desk, case)
    assert waiting is not None
    assert waiting["late"] is False
    body = {"words": "经行政复议，原处罚决定已被撤销或者变更"}
    assert (await desk.head().post(f"/penalties/{case}/publicity/withdraw", json=body)).status_code == 200
    shown = await seen(desk, case)
    assert shown is not None
    assert (shown["decision"], shown["why_withdrawn"]) == (None, f"reconsideration-{result}")
    assert "示例餐饮" not in str(shown)
    assert body["words"] not in str(shown)
    assert await due(desk, case) is None
    again = await desk.head().post(f"/penalties/{case}/publicity/withdraw", json=body)
    refused(again, "publications.nothing-to-withdraw", "48")


async def test_what_an_appeal_changed_is_shown_in_its_place_and_taken_back_again_after_the_next(
    desk: PenaltyDesk,
) -> None:
    first, less, least = ({"kinds": ["fine"], "fine_fen": fen} for fen in (900_000, 800_000, 700_000))
    case, on = await appealed(desk, "changed", first, sanction=less), desk.today.isoformat()
    path, body = f"/penalties/{case}/publicity/withdraw", {"words": "复议变更"}
    assert (await desk.head().post(path, json=body)).json()["republished_at"]
    shown = await seen(desk, case)
    assert shown is not None
    assert shown["decision"]["fine_fen"] == 800_000
    assert (shown["why_withdrawn"], shown["republished_on"]) == ("reconsideration-changed", on)
    refused(await desk.head().post(path, json=body), "publications.nothing-to-withdraw", "48")
    await desk.take(case, "appeal", kind="suit", on=on, words="起诉状")
    await desk.take(case, "appeal/end", result="changed", on=on, words="判决", sanction=least)
    assert await due(desk, case) is not None
    await desk.head().post(path, json=body)
    shown = await seen(desk, case)
    assert shown is not None
    assert (shown["decision"]["fine_fen"], shown["why_withdrawn"]) == (700_000, "suit-changed")


async def test_what_is_upheld_stays_and_what_is_not_taken_back_in_three_working_days_is_late(desk: PenaltyDesk) -> None:
    upheld, revoked = await appealed(desk, "upheld"), await appealed(desk, "revoked")
    assert await due(desk, upheld) is None
    refused(
        await desk.head().post(f"/penalties/{upheld}/publicity/withdraw", json={"words": "无"}),
        "publications.nothing-to-withdraw",
        "48",
    )
    desk.platform.clock.ahead += 12 * DAY
    try:
        waiting = await due(desk, revoked)
    finally:
        desk.platform.clock.ahead = timedelta(0)
    assert waiting is not None
    assert waiting["late"] is True
