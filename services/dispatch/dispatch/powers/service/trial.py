"""How is a power put on trial, evaluated, and then made formal, prolonged or taken back?"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime

from dispatch.powers import repository
from dispatch.powers.domain import life
from dispatch.powers.domain.life import Action, Figures
from dispatch.powers.domain.refusals import HandOverIncomplete
from dispatch.powers.domain.supervision import require_department
from dispatch.powers.domain.terms import Term
from dispatch.powers.service.lives import COUNTY_DIGITS, Asked, Done, days_of, held_of, hold, keep, require_offered
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import platform_scope
from shared.schemas.dispatch import PowerChanged

TIMER = platform_scope("powers")


async def begin_trial(work: UnitOfWork, asked: Asked, *, trial: Term, coach: str) -> PowerChanged:
    """Put a power on trial for one to three months, with a county department that coaches the township.

    Raises what `life.begin_trial` does, and PowerNotFound, NotTheCounty, NotInCatalogue, DepartmentUnknown.
    """
    held = await hold(work, asked, county=True)
    power = life.begin_trial(held.power, trial, held.others, asked.today)
    await require_offered(work, asked.code, trial.valid_from)
    require_department(coach, await repository.units_of(work.connection, asked.region[:COUNTY_DIGITS], asked.today))
    return await keep(work, asked, held, Action.BEGIN_TRIAL, Done(power, days_of(power), {"coach": coach}))


async def evaluate(work: UnitOfWork, asked: Asked, figures: Figures) -> PowerChanged:
    """Keep the figures of a power's use. Raises what `life.evaluate` does, PowerNotFound, NotTheCounty."""
    held = await hold(work, asked, county=True)
    power = life.evaluate(held.power, figures, asked.today)
    return await keep(work, asked, held, Action.EVALUATE, Done(power, asdict(figures), {"evaluated_by": asked.by}))


async def formalise(work: UnitOfWork, asked: Asked, *, begins_on: date) -> PowerChanged:
    """Let a power hold until further notice; another person than the one who evaluated it.

    Raises what `life.formalise` does, and PowerNotFound, NotTheCounty, SecondPersonNeeded, OverlappingValidity.
    """
    held = await hold(work, asked, county=True)
    power = life.formalise(held.power, begins_on, asked.today)
    life.require_free(power.terms[-1], held.others)
    life.require_second_person(held.row.evaluated_by, asked.by)
    return await keep(work, asked, held, Action.FORMALISE, Done(power, days_of(power)))


async def prolong(work: UnitOfWork, asked: Asked, *, ends_on: date) -> PowerChanged:
    """Let a trial run on, once; another person than the one who evaluated it.

    Raises what `life.prolong` does, and PowerNotFound, NotTheCounty, SecondPersonNeeded.
    """
    held = await hold(work, asked, county=True)
    power = life.prolong(held.power, ends_on, held.others, asked.today)
    life.require_second_person(held.row.evaluated_by, asked.by)
    return await keep(work, asked, held, Action.PROLONG, Done(power, days_of(power), {"evaluated_by": None}))


async def take_back(
    work: UnitOfWork, asked: Asked, *, from_day: date, document: str, hand_over: Mapping[str, str]
) -> PowerChanged:
    """End a power from a day on; `hand_over` says for each open case which department of the county goes on with it.

    Raises what `life.take_back` does, and PowerNotFound, NotTheCounty, DepartmentUnknown, HandOverIncomplete.
    """
    held = await hold(work, asked, county=True)
    power = life.take_back(held.power, from_day, asked.today)
    departments = await repository.units_of(work.connection, asked.region[:COUNTY_DIGITS], asked.today)
    for department in hand_over.values():
        require_department(department, departments)
    of_power = await repository.open_cases(work.connection, asked.region, held.row.matters)
    missing = [number for number in of_power if number not in hand_over]
    if missing:
        raise HandOverIncomplete("open cases of this power are not handed over", missing=missing)
    facts = {"document": document, "from": from_day.isoformat(), "handed_over": len(hand_over)}
    done = Done(power, facts, {"hand_over": dict(hand_over)})
    return await keep(work, asked, held, Action.TAKE_BACK, done)


async def lapse_silent(work: UnitOfWork, *, now: datetime) -> int:
    """Note which trials ended in silence and tell the others; return how many."""
    rows = await repository.lock_silent(work.connection, town_day(now))
    for row in rows:
        asked = Asked(TIMER, row.region, row.code, now)
        held = await held_of(work, row)
        done = Done(life.lapse(held.power, asked.today), days_of(held.power))
        await keep(work, asked, held, Action.LAPSE, done)
    return len(rows)
