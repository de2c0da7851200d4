"""What is ordered to be corrected with a penalty, and looked at afterwards (art. 28): over HTTP and Kafka."""

from datetime import timedelta
from typing import Any

import pytest

from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.penalty_steps import BASIS
from tests.support.platform import Platform

WARNING: dict[str, Any] = {"kinds": ["warning"]}
DECISION: dict[str, Any] = {"outcome": "punish", "sanction": FINE, "reasons": "理由"}
AT_ONCE: dict[str, Any] = {"way": "at-once", "what": "撤走占道摊位"}


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682171", "MP71").build()


def by_day(desk: PenaltyDesk, days: int = 10) -> dict[str, Any]:
    return AT_ONCE | {"way": "by-day", "due_on": (desk.today + days * DAY).isoformat()}


async def served(desk: PenaltyDesk, correction: dict[str, Any], sanction: dict[str, Any] = WARNING) -> str:
    case = await desk.heard_out(sanction)
    await desk.take(case, "decide", desk.head(), **DECISION | {"sanction": sanction, "correction": correction})
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    return case


@pytest.mark.parametrize(
    "correction",
    [
        None,
        {"way": "by-day", "what": "改正"},
        AT_ONCE | {"due_on": "2099-01-01"},
        {"way": "by-day", "what": "改正", "due_on": "2020-01-01"},
    ],
)
async def test_nobody_is_punished_without_an_order_to_correct(
    desk: PenaltyDesk, correction: dict[str, Any] | None
) -> None:
    case = await desk.heard_out()
    answer = await desk.ask(case, "decide", desk.head(), **DECISION | {"correction": correction})
    refused(answer, "penalties.correction-missing", "28")
    today = desk.today.isoformat()
    spot = {"sanction": WARNING, "basis": BASIS, "credentials_shown": True, "signed": True, "correction": correction}
    form = desk.form(ended_on=today, found_on=today) | spot
    refused(await desk.officer().post("/penalties/simple", json=form), "penalties.correction-missing", "28")


async def test_a_case_is_closed_when_two_officers_found_it_corrected(desk: PenaltyDesk) -> None:
    case = await served(desk, by_day(desk))
    refused(await desk.ask(case, "close", words="结案"), "penalties.not-corrected", "28")
    late: dict[str, Any] = {"corrected": False, "found": "仍在占道"}
    refused(await desk.ask(case, "correction", **late), "penalties.correction-runs", "28")
    stranger = desk.client("officer", f"{desk.region}-3")
    refused(await desk.ask(case, "correction", stranger, corrected=True, found="已改"), "penalties.not-your-case", "42")
    await desk.take(case, "correction", corrected=True, found="摊位已撤走")
    refused(await desk.ask(case, "correction", **late), "penalties.nothing-to-correct", "28")
    assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_what_was_not_corrected_is_ordered_anew_or_pressed_for(desk: PenaltyDesk) -> None:
    case = await served(desk, by_day(desk))
    on: dict[str, Any] = {"on": (desk.today + 11 * DAY).isoformat(), "words": "催告书"}
    desk.platform.clock.ahead += timedelta(days=11)
    try:
        refused(await desk.ask(case, "demand", **on), "penalties.not-overdue", "54")
        wrong: dict[str, Any] = {"corrected": False, "found": "仍在", "due_on": desk.today.isoformat()}
        refused(await desk.ask(case, "correction", **wrong), "penalties.correction-missing", "28")
        again = (desk.today + 3 * DAY).isoformat()
        await desk.take(case, "correction", corrected=False, found="仍在占道", due_on=again)
        refused(await desk.ask(case, "correction", corrected=False, found="仍在"), "penalties.correction-runs")
        desk.platform.clock.ahead += timedelta(days=4)
        await desk.take(case, "correction", corrected=False, found="仍在占道")
        await desk.take(case, "demand", on=desk.today.isoformat(), words="催告书")
        await desk.take(case, "correction", corrected=True, found="已改正")
    finally:
        desk.platform.clock.ahead = timedelta(0)
    papers = (await desk.officer().get(f"/penalties/{case}/papers")).json()["items"]
    assert [one["kind"] for one in papers].count("ZG") == 2


async def test_who_gained_by_it_has_it_confiscated_but_for_what_he_gives_back(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", kind="document", what="账本")
    gained: dict[str, Any] = {"conclusion": "punish", "report": "报告", "gained_fen": 50_000}
    refused(await desk.ask(case, "conclude", **gained, returned_fen=50_001), "penalties.gains-misfit", "28")
    await desk.take(case, "conclude", **gained, returned_fen=20_000)
    answer = await desk.ask(case, "notify", proposed=FINE, told="告知")
    refused(answer, "penalties.gains-not-taken", "28")
    assert answer.json()["gains_fen"] == 30_000
    taken = {"kinds": ["confiscate-gains", "fine"], "fine_fen": 100_000, "confiscated_fen": 30_000}
    await desk.take(case, "notify", proposed=taken, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    refused(await desk.ask(case, "decide", desk.head(), **DECISION), "penalties.gains-not-taken", "28")
    await desk.take(case, "decide", desk.head(), **DECISION | {"sanction": taken})


async def test_by_which_law_is_told_and_decided(desk: PenaltyDesk) -> None:
    case = await desk.file()
    await desk.take(case, "evidence", kind="document", what="照片")
    await desk.take(case, "conclude", conclusion="punish", report="报告")
    refused(await desk.ask(case, "notify", proposed=FINE, told="告知", basis=None), "penalties.basis-missing", "44")
    await desk.take(case, "notify", proposed=FINE, told="告知")
    await desk.take(case, "defence/waive", words="放弃")
    refused(await desk.ask(case, "decide", desk.head(), **DECISION, basis=None), "penalties.basis-missing", "59")
