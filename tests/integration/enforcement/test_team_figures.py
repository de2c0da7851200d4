"""How the team's work is counted: by power, matter, procedure, outcome and place, over HTTP."""

from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.penalty_steps import CORRECTED
from tests.support.platform import Platform

# A township of which no other test counts anything.
REGION, MATTER = "320682150", "MP50"


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    """One case that is paid by half, one that was revoked by a court, one spared, one on the spot, one that runs."""
    desk = await PenaltyDesk(team, tell, REGION, MATTER).build()
    if await counted(desk):
        return desk
    today = desk.today.isoformat()
    for appealed in (False, True):
        case = await desk.decided()
        await desk.take(case, "serve", on=today, way="handed-over", receipt="回证")
        if appealed:
            await desk.take(case, "appeal", kind="suit", on=today, words="起诉状")
            await desk.take(case, "appeal/end", result="revoked", on=today, words="判决")
        else:
            await desk.take(case, "payments", amount_fen=FINE["fine_fen"] // 2, on=today, receipt="银行")  # type: ignore[operator]
    spared = await desk.file()
    await desk.take(spared, "conclude", conclusion="spare", ground="minor", report="报告")
    await desk.take(spared, "decide", desk.head(), outcome="spare", ground="minor", reasons="轻微")
    spot = {
        "sanction": {"kinds": ["warning"]},
        "basis": "条例",
        "credentials_shown": True,
        "signed": True,
        "correction": CORRECTED,
        "ended_on": today,
        "found_on": today,
    }
    assert (await desk.officer().post("/penalties/simple", json=desk.form(**spot))).status_code == 201
    await desk.file()
    return desk


async def counted(desk: PenaltyDesk, by: str = "township") -> dict[tuple[str, str], tuple[int, int]]:
    answer = await desk.head().get("/team-figures", params=asked(desk, by))
    assert answer.status_code == 200, answer.text
    return {(one["key"], one["measure"]): (one["numerator"], one["denominator"]) for one in answer.json()["items"]}


def asked(desk: PenaltyDesk, by: str = "township", **more: str) -> dict[str, str]:
    days = {"from": (desk.today - 9 * DAY).isoformat(), "to": desk.today.isoformat()}
    return days | {"by": by, "region": REGION} | more


async def test_what_goods_are_worth_is_no_money_that_is_paid(team: Platform, tell: Any) -> None:
    other = await PenaltyDesk(team, tell, "320682189", "MP89").build()
    case = await other.decided({"kinds": ["confiscate-goods", "fine"], "fine_fen": 700, "goods_fen": 9_000})
    today = other.today.isoformat()
    await other.take(case, "serve", on=today, way="handed-over", receipt="回证")
    await other.take(case, "payments", amount_fen=700, on=today, receipt="银行")
    days = {"from": today, "to": today, "by": "township", "region": other.region}
    items = (await other.head().get("/team-figures", params=days)).json()["items"]
    paid = [(one["numerator"], one["denominator"]) for one in items if one["measure"] == "paid"]
    assert paid == [(700, 700)]


async def test_cases_are_counted_in_time_spared_reversed_and_paid(desk: PenaltyDesk) -> None:
    found = await counted(desk)
    assert {measure: found[REGION, measure] for _, measure in found} == {
        "filed": (5, 5),
        "decided-in-time": (4, 4),
        "spared": (1, 4),
        "reviewed": (0, 1),
        "reversed": (1, 1),
        "paid": (50_000, 100_000),
    }


@pytest.mark.parametrize(
    ("by", "filed"),
    [
        ("power", {f"P-{MATTER}": 5}),
        ("field", {"urban": 5}),
        ("matter", {MATTER: 5}),
        ("procedure", {"ordinary": 4, "simple": 1}),
        ("outcome", {"open": 1, "punish": 2, "spare": 1, "unfounded": 1}),
        ("county", {REGION[:6]: 5}),
    ],
)
async def test_cases_are_counted_by_what_is_asked(desk: PenaltyDesk, by: str, filed: dict[str, int]) -> None:
    found = await counted(desk, by)
    assert {key: found[key, measure][0] for key, measure in found if measure == "filed"} == filed
    assert {found[key, measure][1] for key, measure in found if measure == "filed"} == {5}


async def test_figures_say_how_they_are_counted_and_go_out_as_csv(desk: PenaltyDesk) -> None:
    said = (await desk.head().get("/team-figures/formulas")).json()
    assert all("÷" in one["formula"] and one["excluded"] for one in said)
    file = await desk.head().get("/team-figures/all.csv", params=asked(desk))
    assert (file.headers["content-type"].split(";")[0], f"\t{REGION}" in file.text) == ("text/csv", True)
    wrong = await desk.head().get("/team-figures", params=asked(desk, to="2099-01-01"))
    refused(wrong, "team-figures.bad-period")
    clerk = desk.platform.client("enforcement", role="clerk", person_id="c", scope=REGION)
    assert (await clerk.get("/team-figures", params=asked(desk))).status_code == 403


async def test_a_power_by_which_nobody_filed_a_case_is_named(desk: PenaltyDesk, team: Platform, tell: Any) -> None:
    idle = await PenaltyDesk(team, tell, "320682151", "MP51").build()
    answer = await idle.head().get("/team-figures/unused-powers", params=asked(idle, region=idle.region))
    assert answer.json()["items"] == [{"region": idle.region, "power": "P-MP51"}]
    await idle.file()
    again = await idle.head().get("/team-figures/unused-powers", params=asked(idle, region=idle.region))
    assert again.json()["items"] == []
