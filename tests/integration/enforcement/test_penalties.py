"""How a penalty case is led in the ordinary procedure: over HTTP and Kafka, on real servers."""

from datetime import timedelta
from typing import Any

import pytest

from shared.clock import town_day
from tests.integration.enforcement.penalty_desk import DAY, FINE, PARTY, PenaltyDesk, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682105", "MP01").build()


async def test_a_case_is_led_from_filing_to_its_end(desk: PenaltyDesk) -> None:
    case = await desk.decided()
    served = await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="送达回证 1 号")
    assert served["pay_due_on"] == (desk.today + 15 * DAY).isoformat()
    refused(await desk.ask(case, "close", words="结案"), "penalties.not-performed", "66")
    await desk.take(case, "payments", amount_fen=100_000, on=desk.today.isoformat(), receipt="银行 1")
    closed = await desk.take(case, "close", words="结案报告")
    assert (closed["state"], closed["outcome"], closed["powers"]) == ("closed", "punish", ["P-MP01"])
    kinds = [line["kind"] for line in (await desk.officer().get(f"/records/{case}")).json()["items"]]
    assert kinds == [
        *("file", "add-evidence", "conclude", "notify", "waive-defence"),
        *("decide", "order-correction", "serve", "pay", "close"),
    ]


async def test_ninety_days_after_filing_it_is_decided_no_more(desk: PenaltyDesk) -> None:
    case = await desk.heard_out()
    filed = town_day(desk.platform.clock())
    assert desk.cases[case]["decide_due_at"].startswith((filed + 90 * DAY).isoformat())
    desk.platform.clock.ahead += timedelta(days=91)
    try:
        answer = await desk.ask(case, "decide", desk.head(), outcome="punish", sanction=FINE, reasons="理由")
        refused(answer, "penalties.decision-too-late", "60")
    finally:
        desk.platform.clock.ahead -= timedelta(days=91)


@pytest.mark.parametrize(
    ("changes", "code", "article"),
    [
        ({"second_officer_id": None}, "inspections.two-officers-needed", "42"),
        ({"second_officer_id": "320682105-1"}, "inspections.two-officers-needed", "42"),
        ({"second_officer_id": "somebody"}, "inspections.not-an-officer", "42"),
        ({"party": PARTY | {"number": "91110000600037341X"}}, "penalties.number-malformed", None),
        ({"region": "320682106"}, "penalties.region-outside", None),
        ({"matter": "MP99"}, "penalties.no-power", "24"),
        ({"power": "P-OTHER"}, "enforcement.power-not-in-force", "24"),
        ({"ended_on": "2023-01-31", "found_on": "2025-02-01"}, "penalties.limitation", "36"),
        ({"ended_on": "2020-01-31", "found_on": "2025-02-01", "life": True}, "penalties.limitation", "36"),
        ({"ended_on": "2026-02-02", "found_on": "2026-02-01"}, "penalties.dates-in-order", "54"),
    ],
)
async def test_what_may_not_be_filed_is_refused(
    desk: PenaltyDesk, changes: dict[str, Any], code: str, article: str | None
) -> None:
    refused(await desk.officer().post("/penalties", json=desk.form(**changes)), code, article)


async def test_the_next_lawful_steps_are_offered_and_the_others_with_the_article(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    steps = await desk.steps(case)
    assert [steps[name]["possible"] for name in ("state-defence", "supplement")] == [True, True]
    assert (steps["decide"]["code"], steps["decide"]["article"]) == (
        "penalties.defence-pending",
        "行政处罚法 45、62",
    )
    assert (steps["serve"]["code"], steps["serve"]["article"]) == ("penalties.illegal-step", "行政处罚法 61")
    refused(
        await desk.ask(case, "payments", amount_fen=1, on="2026-01-01", receipt="x"), "penalties.illegal-step", "67"
    )
    # Those of the rules of procedure alone have none.
    lawless = {name for name, step in steps.items() if not step["possible"] and step["article"] is None}
    assert lawless == {"resume"}
    await desk.take(case, "defence/waive", words="放弃")
    assert (await desk.steps(case))["decide"]["possible"]


async def test_nobody_is_punished_more_for_defending_himself(desk: PenaltyDesk) -> None:
    case = await desk.noticed()
    await desk.take(case, "defence", words="当时不在场")
    decision = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
    refused(await desk.ask(case, "decide", desk.head(), **decision), "penalties.defence-pending", "45")
    await desk.take(case, "defence/check", accepted=False, found="不成立")
    more = decision | {"sanction": FINE | {"fine_fen": FINE["fine_fen"] + 1}}  # type: ignore[operator]
    refused(await desk.ask(case, "decide", desk.head(), **more), "penalties.heavier", "45")
    other = decision | {"sanction": {"kinds": ["fine", "stop-business"], "fine_fen": 1}}
    refused(await desk.ask(case, "decide", desk.head(), **other), "penalties.heavier", "45")
    less = decision | {"sanction": {"kinds": ["warning"]}}
    assert (await desk.take(case, "decide", desk.head(), **less))["state"] == "decided"


async def test_who_is_no_officer_of_the_case_takes_no_step_of_it(desk: PenaltyDesk) -> None:
    case = await desk.file()
    answer = await desk.ask(case, "evidence", desk.officer(3), kind="document", what="照片")
    refused(answer, "penalties.not-your-case", "42")
    assert (await desk.ask(case, "evidence", desk.head(), kind="document", what="照片")).status_code == 403
    away = desk.platform.client("enforcement", role="officer", person_id=desk.officers[0], scope="320585")
    assert (await away.get(f"/penalties/{case}")).status_code == 404


async def test_nobody_is_punished_without_evidence(desk: PenaltyDesk) -> None:
    case = await desk.file()
    answer = await desk.ask(case, "conclude", conclusion="punish", report="报告")
    refused(answer, "penalties.no-evidence", "40")
    refused(await desk.ask(case, "conclude", conclusion="spare", report="报告"), "penalties.ground-missing", "33")
    spared = await desk.take(case, "conclude", conclusion="spare", ground="minor", report="报告")
    assert spared["state"] == "concluded"
    refused(await desk.ask(case, "notify", proposed=FINE, told="告知"), "penalties.conclusion-differs")
    decided = await desk.take(case, "decide", desk.head(), outcome="spare", ground="minor", reasons="轻微并及时改正")
    assert decided["outcome"] == "spare"


async def test_late_payment_costs_three_per_cent_a_day_and_never_more_than_the_fine(desk: PenaltyDesk) -> None:
    case = await desk.decided()
    first = desk.today
    await desk.take(case, "serve", on=first.isoformat(), way="handed-over", receipt="回证")
    desk.platform.clock.ahead += timedelta(days=60)
    try:
        two_days_late = (first + 17 * DAY).isoformat()
        paid: dict[str, Any] = {"on": two_days_late, "receipt": "银行"}
        refused(await desk.ask(case, "payments", amount_fen=106_001, **paid), "penalties.nothing-to-pay", "67")
        await desk.take(case, "payments", amount_fen=100_000, **paid)
        await desk.take(case, "payments", amount_fen=6_000, **paid)
        assert (await desk.take(case, "close", words="结案"))["state"] == "closed"
    finally:
        desk.platform.clock.ahead -= timedelta(days=60)
