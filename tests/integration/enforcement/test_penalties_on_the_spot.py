"""How a clear and small case is decided, served and collected on the spot: over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import PARTY, PenaltyDesk, refused
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform

WARNING = {"kinds": ["warning"]}
SMALL = {"kinds": ["fine"], "fine_fen": 10_000}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682108", "MP03").build()


def form(desk: PenaltyDesk, **changes: Any) -> dict[str, Any]:
    today = desk.today.isoformat()
    usual = {
        "sanction": WARNING,
        "basis": "城市市容和环境卫生管理条例 34",
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
    }
    return desk.form(ended_on=today, found_on=today) | usual | changes


async def test_a_small_fine_is_taken_on_the_spot_handed_in_and_the_case_closed(desk: PenaltyDesk) -> None:
    collected = {"ground": "small", "invoice": "苏财 000001"}
    answer = await desk.officer().post("/penalties/simple", json=form(desk, sanction=SMALL, collected=collected))
    case = answer.json()
    assert (answer.status_code, case["state"], case["procedure"], case["outcome"]) == (
        201,
        "served",
        "simple",
        "punish",
    )
    assert case["number"].startswith(f"JY-{desk.region}-")
    desk.cases[case["id"]] = case
    refused(await desk.ask(case["id"], "close", words="结案"), "penalties.nothing-to-hand-in", "71")
    await desk.take(case["id"], "hand-in", words="缴款书 1")
    refused(await desk.ask(case["id"], "hand-in", words="缴款书 2"), "penalties.nothing-to-hand-in", "71")
    assert (await desk.take(case["id"], "close", words="结案"))["state"] == "closed"


async def test_what_is_handed_in_after_two_working_days_is_said_to_be_late(desk: PenaltyDesk) -> None:
    collected = {"ground": "hard-later", "invoice": "苏财 000002"}
    given = form(desk, sanction=SMALL | {"fine_fen": 30_000}, collected=collected)
    case = (await desk.officer().post("/penalties/simple", json=given)).json()
    desk.cases[case["id"]] = case
    desk.platform.clock.ahead += timedelta(days=12)
    try:
        await desk.take(case["id"], "hand-in", words="缴款书")
    finally:
        desk.platform.clock.ahead -= timedelta(days=12)
    lines = (await desk.officer().get(f"/records/{case['id']}")).json()["items"]
    assert [(line["kind"], line["facts"].get("late")) for line in lines] == [
        ("decide-on-the-spot", None),
        ("order-correction", None),
        ("hand-in", True),
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sanction": {"kinds": ["fine"], "fine_fen": 300_001}}, "penalties.above-simple"),
        ({"sanction": {"kinds": ["stop-business"]}}, "penalties.above-simple"),
        ({"signed": False}, "penalties.not-handed-over"),
        ({"credentials_shown": False}, "penalties.credentials-not-shown"),
        ({"weighty": True}, "penalties.not-on-the-spot"),
        ({"found_on": "2026-01-05", "ended_on": "2026-01-05"}, "penalties.not-on-the-spot"),
        ({"second_officer_id": None}, "inspections.two-officers-needed"),
        ({"matter": "MP99"}, "penalties.no-power"),
        ({"collected": {"ground": "small", "invoice": "1"}}, "penalties.not-collectable"),
        ({"sanction": SMALL, "collected": {"ground": "small"}}, "penalties.no-invoice"),
        (
            {"sanction": SMALL | {"fine_fen": 10_001}, "collected": {"ground": "small", "invoice": "1"}},
            "penalties.not-collectable",
        ),
    ],
)
async def test_what_is_not_for_the_spot_is_refused(desk: PenaltyDesk, changes: dict[str, Any], code: str) -> None:
    refused(await desk.officer().post("/penalties/simple", json=form(desk, **changes)), code)


async def test_who_will_not_sign_is_noted_and_two_hundred_yuan_are_most_for_a_person(desk: PenaltyDesk) -> None:
    person = {"kind": "person", "name": "测试", "number": "11010519491231002X"}
    fine = {"kinds": ["fine"], "fine_fen": 20_000}
    given = form(desk, party=PARTY | person, sanction=fine, signed=False, refusal_noted=True)
    assert (await desk.officer().post("/penalties/simple", json=given)).status_code == 201
    more = given | {"sanction": fine | {"fine_fen": 20_001}}
    refused(await desk.officer().post("/penalties/simple", json=more), "penalties.above-simple", "51")
