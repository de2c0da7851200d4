"""Do the window's terms agree with an oracle that counts every minute? `make oracle` asks it 100,000 times."""

import os
import random
from collections import Counter
from datetime import date

from approval_window.applications.domain.terms import (
    DELIVERY_WORKING_DAYS,
    NOTICE_WORKING_DAYS,
    deadline_for_delivery,
    deadline_for_notice,
    deadlines_for_decision,
)
from shared.calendar import Deadline, Pause, TermUnit, WorkCalendar
from tests.support.clock_oracle import A_DAY, BEGIN, Oracle, minute_of, moment_of, table

CASES = int(os.environ.get("ONEFOUR_ORACLE", "1500"))
SEED = int(os.environ.get("ONEFOUR_ORACLE_SEED", "20261130"))
DAYS = table(2024, 2025, 2026)
CALENDAR, ORACLE = WorkCalendar(DAYS, "2026"), Oracle(DAYS)
# Before long holidays, make-up days and the ends of years.
NEAR = (
    *(date(2024, 2, 1), date(2024, 9, 20), date(2024, 12, 16), date(2025, 1, 14), date(2025, 4, 21)),
    *(date(2025, 9, 20), date(2025, 12, 12), date(2026, 2, 2), date(2026, 4, 20), date(2026, 9, 10)),
)
EDGES = (0, 9 * 60, 12 * 60, 13 * 60 + 30, 17 * 60 + 29, 17 * 60 + 30, A_DAY - 1)


def beginning(dice: random.Random) -> int:
    """Return the minute at which something came in: often near a holiday, often as an office opens or closes."""
    day = dice.randrange(2 * 365 + 270)
    if dice.random() < 0.6:
        day = (dice.choice(NEAR) - BEGIN.date()).days + dice.randrange(14)
    return day * A_DAY + (dice.choice(EDGES) if dice.random() < 0.4 else dice.randrange(A_DAY))


def stood_still(dice: random.Random, since: int) -> list[tuple[int, int]]:
    found, at = [], since
    for _ in range(dice.choice((0, 0, 1, 1, 2, 3))):
        begins = at + dice.randrange(1, 8 * A_DAY)
        at = begins + dice.randrange(1, 15 * A_DAY)
        found.append((begins, at))
    return found


def agrees(term: Deadline, start: int, days: int, pauses: list[tuple[int, int]]) -> bool:
    due = ORACLE.due(start, days, TermUnit.WORKING_DAYS, pauses)
    provisional = ORACLE.is_provisional(start, due, TermUnit.WORKING_DAYS)
    return (minute_of(term.due_at), term.provisional) == (due, provisional)


def test_every_term_agrees_with_an_oracle_that_counts_every_minute() -> None:
    dice, met = random.Random(SEED), Counter[str]()
    for _ in range(CASES):
        start = beginning(dice)
        moment, pauses = moment_of(start), stood_still(dice, start)
        legal, extended = dice.choice((5, 7, 20, 20, 45)), dice.choice((0, 0, 10, 15))
        promised = dice.randrange(1, legal + 1)
        terms = deadlines_for_decision(
            moment,
            CALENDAR,
            legal_days=legal,
            promised_days=promised,
            extended_days=extended,
            pauses=[Pause(moment_of(since), moment_of(until)) for since, until in pauses],
        )
        met["paused"] += bool(pauses)
        met["extended"] += bool(extended)
        met["over a year's end"] += moment.year != terms.by_law.due_at.year
        told = (moment, legal, promised, extended, pauses)
        assert agrees(terms.by_law, start, legal + extended, pauses), told
        assert agrees(terms.promised, start, promised + extended, pauses), told
        assert agrees(deadline_for_notice(moment, CALENDAR), start, NOTICE_WORKING_DAYS, []), told
        assert agrees(deadline_for_delivery(moment, CALENDAR), start, DELIVERY_WORKING_DAYS, []), told
    assert min(met.values()) > CASES // 50, met
