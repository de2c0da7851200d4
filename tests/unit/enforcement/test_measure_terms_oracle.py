"""Do the days of what is sealed up or seized agree with an oracle that counts them one by one?"""

import os
import random
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

from enforcement.penalties.domain import holding
from enforcement.penalties.domain.measures import Examination, ExaminationKind, Measure, MeasureKind, MeasureState
from tests.support import day_oracle as oracle
from tests.support.clock_oracle import TOWN_HALL

CASES = int(os.environ.get("ONEFOUR_ORACLE", "1500"))
SEED = int(os.environ.get("ONEFOUR_ORACLE_SEED", "20261130"))
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def some_moment(dice: random.Random) -> datetime:
    """Return a moment, often right before or after midnight, and in a leap year."""
    day = datetime(dice.choice((2024, 2026)), dice.choice((1, 2, 11, 12)), dice.randrange(1, 29), tzinfo=TOWN_HALL)
    return day + dice.choice((timedelta(0), -SECOND, timedelta(minutes=dice.randrange(24 * 60))))


def some_examinations(dice: random.Random, imposed: date) -> tuple[Examination, ...]:
    """Return periods that come one after the other, near the beginning and the end of a term."""
    found: list[Examination] = []
    at = imposed
    for _ in range(dice.choice((0, 1, 1, 2, 3))):
        begins = at + dice.choice((0, 1, 2, dice.randrange(40))) * DAY
        until = begins + dice.choice((0, 1, dice.randrange(30))) * DAY
        ended = begins + dice.randrange((until - begins).days + 1) * DAY if dice.random() < 0.4 else None
        found.append(Examination(ExaminationKind.TESTING, begins, until, ended))
        at = found[-1].last + DAY
    return tuple(dice.sample(found, len(found)))


def code_of(measure: Measure, now: datetime) -> str | None:
    why = holding.must_lift(measure, now)
    return why.code.removeprefix("penalties.measure-") if why else None


def test_the_last_day_and_what_is_over_agree_with_an_oracle_that_counts_days() -> None:
    dice, met = random.Random(SEED), Counter[str | None]()
    for _ in range(CASES):
        at, days, more = some_moment(dice), dice.randrange(1, 31), dice.choice((0, 0, 1, 30))
        examined = some_examinations(dice, at.date())
        held = Measure(1, MeasureKind.SEIZE, MeasureState.IMPOSED, days, approved_at=at, imposed_at=at)
        measure = replace(held, extended_days=more, examinations=examined)
        last = oracle.kept_until(at.date(), days + more, [(one.begins_on, one.last) for one in examined])
        assert holding.last_day(measure) == last, measure
        now = oracle.midnight(last) + dice.choice((-DAY, -SECOND, timedelta(0), DAY))
        over = "over" if now >= oracle.midnight(last) else None
        assert code_of(measure, now) == over, (measure, now)
        met[over] += 1
    assert min(met[None], met["over"]) > CASES // 10, met


def test_twenty_four_hours_agree_with_an_oracle_that_counts_minutes() -> None:
    dice, met = random.Random(SEED), Counter[str | None]()
    for _ in range(CASES // 10):
        at = counted = some_moment(dice)
        for _minute in range(24 * 60):
            counted += timedelta(minutes=1)
        due = holding.deadline_to_report(at)
        urgent = Measure(1, MeasureKind.SEAL, MeasureState.IMPOSED, 30, urgent=True, imposed_at=at, report_due_at=due)
        now = counted + dice.choice((-SECOND, timedelta(0), SECOND, timedelta(hours=2)))
        late = "reported-too-late" if now > counted else None
        assert code_of(urgent, now) == late, (at, now)
        met[late] += 1
    assert len(met) == 2, met
