"""How a decision is put off, appealed against, pressed for and enforced by a court: over HTTP and Kafka."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from shared.terms import add_months
from tests.integration.enforcement.penalty_desk import DAY, FINE, PenaltyDesk, refused
from tests.support.platform import Platform


@pytest.fixture
async def desk(team: Platform, tell: Any) -> PenaltyDesk:
    return await PenaltyDesk(team, tell, "320682110", "MP05").build()


@contextmanager
def later(desk: PenaltyDesk, days: int) -> Iterator[None]:
    desk.platform.clock.ahead += timedelta(days=days)
    try:
        yield
    finally:
        desk.platform.clock.ahead -= timedelta(days=days)


async def served(desk: PenaltyDesk) -> str:
    case = await desk.decided()
    await desk.take(case, "serve", on=desk.today.isoformat(), way="handed-over", receipt="回证")
    return case


async def test_what_is_put_off_costs_nothing_before_its_new_day(desk: PenaltyDesk) -> None:
    case, first = await served(desk), desk.today
    early = (first + 15 * DAY).isoformat()
    refused(await desk.ask(case, "put-off", desk.head(), to=early, words="困难"), "penalties.not-later", "66")
    new_day = first + 40 * DAY
    changed = await desk.take(case, "put-off", desk.head(), to=new_day.isoformat(), words="经济困难，分两期")
    assert changed["pay_due_on"] == new_day.isoformat()
    with later(desk, 45):
        paid: dict[str, Any] = {"on": new_day.isoformat(), "receipt": "银行"}
        refused(await desk.ask(case, "payments", amount_fen=100_001, **paid), "penalties.nothing-to-pay")
        await desk.take(case, "payments", amount_fen=60_000, **paid)
        await desk.take(case, "payments", amount_fen=40_000, **paid)
        assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_who_misses_an_instalment_owes_all_of_it_since_then(desk: PenaltyDesk) -> None:
    case, first = await served(desk), desk.today
    days = [(first + days * DAY).isoformat() for days in (20, 40)]
    plan = [{"on": on, "amount_fen": fen} for on, fen in zip(days, (60_000, 40_000), strict=True)]
    given: dict[str, Any] = {"to": days[1], "words": "经济困难"}
    less = [plan[0], plan[1] | {"amount_fen": 30_000}]
    answer = await desk.ask(case, "put-off", desk.head(), **given, instalments=less)
    refused(answer, "penalties.instalments-misfit", "66")
    await desk.take(case, "put-off", desk.head(), **given, instalments=plan)
    with later(desk, 20):
        on = {"on": desk.today.isoformat(), "words": "催告书"}
        refused(await desk.ask(case, "demand", **on), "penalties.not-overdue", "54")  # type: ignore[arg-type]
        await desk.take(case, "payments", amount_fen=50_000, on=desk.today.isoformat(), receipt="银行")
    with later(desk, 25):
        # Five days late, three per cent of the whole fine each.
        paid: dict[str, Any] = {"on": desk.today.isoformat(), "receipt": "银行"}
        refused(await desk.ask(case, "payments", amount_fen=65_001, **paid), "penalties.nothing-to-pay", "67")
        await desk.take(case, "payments", amount_fen=65_000, **paid)
        assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_what_was_late_before_it_was_put_off_is_still_owed(desk: PenaltyDesk) -> None:
    case, first = await served(desk), desk.today
    with later(desk, 20):
        past = (first + 18 * DAY).isoformat()
        refused(await desk.ask(case, "put-off", desk.head(), to=past, words="困难"), "penalties.not-later", "66")
        new_day = (first + 40 * DAY).isoformat()
        await desk.take(case, "put-off", desk.head(), to=new_day, words="经济困难")
        # Five days late, three per cent each.
        paid: dict[str, Any] = {"on": desk.today.isoformat(), "receipt": "银行"}
        refused(await desk.ask(case, "payments", amount_fen=115_001, **paid), "penalties.nothing-to-pay", "67")
        await desk.take(case, "payments", amount_fen=100_000, **paid)
        refused(await desk.ask(case, "close", words="结案"), "penalties.not-performed", "66")
        await desk.take(case, "payments", amount_fen=15_000, **paid)
        assert (await desk.take(case, "close", words="结案"))["state"] == "closed"


async def test_an_appeal_stops_what_lateness_costs_and_not_the_decision(desk: PenaltyDesk) -> None:
    case, first = await served(desk), desk.today
    await desk.take(case, "appeal", kind="reconsideration", on=first.isoformat(), words="复议受理通知书")
    again = {"kind": "suit", "on": first.isoformat(), "words": "起诉状"}
    refused(await desk.ask(case, "appeal", **again), "penalties.appeal-runs", "73")  # type: ignore[arg-type]
    with later(desk, 40):
        ended = {"result": "upheld", "on": (first + 35 * DAY).isoformat(), "words": "维持"}
        await desk.take(case, "appeal/end", **ended)  # type: ignore[arg-type]
        # Twenty days late, of which all but two were those of the appeal.
        paid: dict[str, Any] = {"on": (first + 37 * DAY).isoformat(), "receipt": "银行"}
        refused(await desk.ask(case, "payments", amount_fen=106_001, **paid), "penalties.nothing-to-pay")
        await desk.take(case, "payments", amount_fen=106_000, **paid)


async def test_a_decision_that_was_revoked_ends_its_case_and_one_that_was_changed_is_no_heavier(
    desk: PenaltyDesk,
) -> None:
    today = desk.today.isoformat()
    for result, state in (("revoked", "closed"), ("changed", "served")):
        case = await served(desk)
        await desk.take(case, "appeal", kind="suit", on=today, words="起诉状")
        ended: dict[str, Any] = {"result": result, "on": today, "words": "判决"}
        if result == "changed":
            heavier = ended | {"sanction": FINE | {"fine_fen": 100_001}}
            refused(await desk.ask(case, "appeal/end", **heavier), "penalties.heavier")
            ended |= {"sanction": FINE | {"fine_fen": 50_000}}
        assert (await desk.take(case, "appeal/end", **ended))["state"] == state
    with later(desk, 1):
        await desk.take(case, "payments", amount_fen=50_000, on=today, receipt="银行")


async def test_a_court_is_asked_after_a_demand_and_the_remedies_and_within_three_months(desk: PenaltyDesk) -> None:
    case, first = await served(desk), desk.today
    refused(await desk.ask(case, "demand", on=first.isoformat(), words="催告书"), "penalties.not-overdue", "54")
    with later(desk, 30):
        refused(await desk.ask(case, "court", desk.head(), words="申请书"), "penalties.not-demanded", "54")
        await desk.take(case, "demand", on=desk.today.isoformat(), words="催告书回证")
        refused(await desk.ask(case, "court", desk.head(), words="申请书"), "penalties.not-demanded", "54")
    with later(desk, 60):
        refused(await desk.ask(case, "court", desk.head(), words="申请书"), "penalties.court-too-soon", "53")
    over = (add_months(first, 6) - first).days
    with later(desk, (add_months(add_months(first, 6), 3) - first).days + 1):
        refused(await desk.ask(case, "court", desk.head(), words="申请书"), "penalties.court-too-late", "53")
    with later(desk, over + 1):
        refused(
            await desk.ask(case, "court", desk.client("leader", desk.officers[0]), words="申请书"),
            "penalties.decider-took-part",
        )
        asked = await desk.take(case, "court", desk.head(), words="强制执行申请书")
    line = (await desk.officer().get(f"/records/{case}")).json()["items"][-1]
    assert (line["kind"], line["facts"]["open_fen"], asked["state"]) == ("apply-to-court", 200_000, "served")
