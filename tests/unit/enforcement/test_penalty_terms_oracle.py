"""Do the terms of penalties agree with an oracle that counts days one by one? `make oracle` asks it 100,000 times."""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from enforcement.penalties.domain import confiscating, performing, serving, terms
from enforcement.penalties.domain.course import Appeal, AppealKind, Course, PutOff
from enforcement.penalties.domain.sanctions import Sanction, SanctionKind
from shared.calendar import WorkCalendar
from shared.errors import Refusal
from tests.support import day_oracle as oracle
from tests.support.clock_oracle import CLOSING, TOWN_HALL

CASES = int(os.environ.get("ONEFOUR_ORACLE", "1500"))
SEED = int(os.environ.get("ONEFOUR_ORACLE_SEED", "20261130"))
CALENDAR = WorkCalendar(oracle.WORKED, "2026")
NEAR = (date(2024, 2, 1), date(2024, 9, 20), date(2025, 1, 14), date(2025, 9, 20), date(2026, 2, 2), date(2026, 9, 10))
EDGES = (0, 1, 9 * 60, CLOSING, CLOSING + 1, 24 * 60 - 1)
Appeals = list[tuple[str, date, date | None]]


def some_day(dice: random.Random) -> date:
    """Return a day, often near a holiday, the end of a month or a leap day."""
    if dice.random() < 0.4:
        return dice.choice(NEAR) + timedelta(days=dice.randrange(20))
    if dice.random() < 0.3:
        return date(dice.choice((2024, 2025, 2026)), dice.choice((2, 3, 5, 8, 9)), 1) - timedelta(
            days=dice.randrange(3)
        )
    return date(2024, 1, 1) + timedelta(days=dice.randrange(900))


def moment_on(day: date, dice: random.Random) -> datetime:
    minute = dice.choice(EDGES) if dice.random() < 0.5 else dice.randrange(24 * 60)
    return (datetime(day.year, day.month, day.day, tzinfo=TOWN_HALL) + timedelta(minutes=minute)).astimezone(UTC)


def some_appeals(dice: random.Random, served: date) -> Appeals:
    found: Appeals = []
    at = served
    for number in range(dice.choice((0, 0, 1, 1, 2))):
        began = at + timedelta(days=dice.randrange(40))
        at = began + timedelta(days=dice.randrange(80))
        runs = number == 1 and dice.random() < 0.3
        found.append((dice.choice(("reconsideration", "suit")), began, None if runs else at))
    return found


def code_of(check: object, *given: object) -> str | None:
    try:
        check(*given)  # type: ignore[operator]
    except Refusal as refusal:
        return refusal.code
    return None


def test_every_term_of_the_penalty_law_agrees_with_an_oracle_that_counts_days() -> None:
    dice = random.Random(SEED)
    for _ in range(CASES):
        day = some_day(dice)
        now, workday = moment_on(day, dice), oracle.nth_workday
        told = (now, day)
        assert terms.deadline_to_decide(now, CALENDAR).due_at == oracle.midnight(oracle.nth_day(day, 90)), told
        assert terms.deadline_to_ask_hearing(now, CALENDAR).due_at == oracle.midnight(workday(day, 5)), told
        assert terms.deadline_to_defend(now, 3, CALENDAR).due_at == oracle.midnight(workday(day, 3)), told
        assert terms.deadline_to_settle(now, CALENDAR).due_at == oracle.closing(workday(day, 7)), told
        assert terms.deadline_to_serve(now, CALENDAR).due_at == oracle.closing(workday(day, 7)), told
        assert terms.deadline_to_hand_in(now, CALENDAR).due_at == oracle.closing(workday(day, 2)), told
        assert terms.last_day_to_pay(day) == oracle.nth_day(day, 15), told
        hearing = day + timedelta(days=dice.randrange(25))
        too_soon = "penalties.hearing-too-soon" if hearing <= workday(day, 7) else None
        assert code_of(terms.require_hearing_day, hearing, now, CALENDAR) == too_soon, (told, hearing)


def test_days_at_the_police_of_a_notice_and_to_hand_goods_over_agree_with_an_oracle_that_counts_days() -> None:
    dice = random.Random(SEED)
    for _ in range(CASES):
        day, filed = some_day(dice), some_day(dice)
        back = day + timedelta(days=dice.randrange(200))
        told = (filed, day, back)
        due = terms.deadline_to_decide(moment_on(filed, dice), CALENDAR).due_at
        counted = oracle.nth_day(filed, 90 + oracle.days_between(day, back))
        assert terms.decided_after_return(due, day, back) == oracle.midnight(counted), told
        served = serving.served_by_notice(day)
        assert oracle.days_between(day, served) == 30 + 1, told
        due_at = oracle.closing(oracle.nth_workday(day, 7))
        late = serving.is_served_late(due_at, back, serving.Proof())
        assert late is (back > oracle.nth_workday(day, 7)), told
        assert confiscating.hand_over_by(day) == oracle.nth_day(day, 15), told


def test_limitation_agrees_with_an_oracle_that_counts_days() -> None:
    dice = random.Random(SEED)
    for _ in range(CASES // 10):
        ended, life = some_day(dice), dice.random() < 0.5
        last = oracle.nth_month(ended, 60 if life else 24)
        found = last + timedelta(days=dice.randrange(-3, 4))

        def check(ended: date = ended, found: date = found, *, life: bool = life) -> None:
            terms.require_within_limitation(ended_on=ended, found_on=found, life=life)

        assert code_of(check) == ("penalties.limitation" if found > last else None), (ended, found, life)


def test_lateness_and_the_court_agree_with_an_oracle_that_counts_days() -> None:
    dice, met = random.Random(SEED), Counter[str | None]()
    for _ in range(CASES):
        served, fine = some_day(dice), dice.randrange(1, 10_000_00)
        appeals = some_appeals(dice, served)
        demanded = served + timedelta(days=dice.randrange(300)) if dice.random() < 0.9 else None
        put_off = served + timedelta(days=dice.randrange(16, 300)) if dice.random() < 0.3 else None
        due, on = put_off or oracle.nth_day(served, 15), served + timedelta(days=dice.randrange(500))
        was_due = oracle.nth_day(served, 15)
        put_on = served + timedelta(days=dice.randrange((due - served).days)) if put_off else None
        put_offs = [(put_on, was_due)] if put_on else []
        kept = tuple(Appeal(AppealKind(kind), began, ended) for kind, began, ended in appeals)
        decided = Sanction((SanctionKind.FINE,), fine_fen=fine)
        until = terms.last_day_of_demand(demanded, CALENDAR) if demanded else None
        course = Course(decided=decided, appeals=kept, served_on=served, demand_until=until, put_off_to=put_off)
        course = replace(course, put_offs=tuple(PutOff(*one) for one in put_offs))
        told = (course, on)
        added = oracle.late(fine, due, on, oracle.free_days(appeals, on), put_offs)
        assert performing.late_fen(course, due, on) == added, told
        refused = oracle.court(served, demanded, put_off, appeals, on)
        assert code_of(performing.require_court, course, on) == refused, told
        met[refused] += 1
        met["late"] += 0 < added < fine
    assert len(met) == 6, met
    assert min(met.values()) > CASES // 100, met
