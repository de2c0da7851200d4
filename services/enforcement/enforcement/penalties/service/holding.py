"""How is what was sealed up or seized kept longer, lifted, given back or disposed of (coercion law art. 25-28)?"""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row

from enforcement.penalties.domain.holding import (
    last_day,
    require_borne_by_organ,
    require_examination,
    require_more_days,
    running_examination,
)
from enforcement.penalties.domain.measures import (
    Disposal,
    Examination,
    LiftGround,
    Measure,
    MeasureState,
    Payer,
    Sale,
)
from enforcement.penalties.domain.settling import require_disposal, require_lift_ground, require_returned
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.penalties.domain.terms import require_in_order
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked
from .limits import low_price_percent
from .measured import as_head, as_officer, put_measure_down

A = PenaltyAction
_GONE = {Disposal.CONFISCATE: MeasureState.CONFISCATED, Disposal.DESTROY: MeasureState.DESTROYED}


async def extend(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, days: int, why: str) -> Row[Any]:
    """Keep something longer, once, as the head approves; the party is told why (25 (1), (2)).

    Raises what `as_head` raises, MeasureTooLong.
    """
    taken, measure = await as_head(work, scope, asked, A.EXTEND_MEASURE, serial)
    require_more_days(days)
    longer = replace(measure, extended_days=days)
    facts = {"days": days, "before": _until(measure), "until": _until(longer)}
    return await put_measure_down(work, taken, longer, facts, why)


async def examine(
    work: UnitOfWork, scope: Scope, asked: Asked, serial: int, examination: Examination, what: str, payer: Payer
) -> Row[Any]:
    """Let things be tested, inspected or appraised for a clear period, of which the party is told (25 (3)).

    Raises what `as_officer` raises, ExaminationMisfit, CostsOnParty.
    """
    taken, measure = await as_officer(work, scope, asked, A.EXAMINE_MEASURE, serial)
    begins, until = examination.begins_on, examination.until
    require_examination(measure, begins, until, town_day(asked.now))
    require_borne_by_organ(payer)
    changed = replace(measure, examinations=(*measure.examinations, examination))
    days = {"begins_on": begins.isoformat(), "ends_on": until.isoformat(), "until": _until(changed)}
    return await put_measure_down(work, taken, changed, {"examination": examination.kind, **days}, what)


async def end_examination(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, on: date, what: str) -> Row[Any]:
    """Keep that an examination was over on a day, sooner than was told (25 (3)).

    Raises what `as_officer` raises, NoExamination, DatesInOrder.
    """
    taken, measure = await as_officer(work, scope, asked, A.END_EXAMINATION, serial)
    today = town_day(asked.now)
    running = running_examination(measure, today)
    if running is None:
        raise AssertionError("refused above")
    require_in_order(ended_on=running.begins_on, found_on=on, today=today)
    ended = tuple(replace(one, ended_on=on) if one is running else one for one in measure.examinations)
    changed = replace(measure, examinations=ended)
    return await put_measure_down(work, taken, changed, {"on": on.isoformat(), "until": _until(changed)}, what)


async def sell(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, sale: Sale, why: str) -> Row[Any]:
    """Sell what does not keep, as the head lets; what it brought is kept for the party (28 (2)).

    Raises what `as_head` raises, SoldAlready.
    """
    taken, measure = await as_head(work, scope, asked, A.SELL_PERISHABLES, serial)
    facts = {"proceeds_fen": sale.proceeds_fen, "market_fen": sale.market_fen}
    return await put_measure_down(work, taken, replace(measure, sale=sale), facts, why)


async def lift(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, ground: LiftGround, why: str) -> Row[Any]:
    """Decide as the head that something is sealed up or seized no more (28 (1)).

    Raises what `as_head` raises, LiftGroundMisfit.
    """
    taken, measure = await as_head(work, scope, asked, A.LIFT_MEASURE, serial)
    require_lift_ground(ground, measure, taken.case.course, town_day(asked.now))
    lifted = replace(measure, state=MeasureState.LIFTED, lifted_for=ground)
    return await put_measure_down(work, taken, lifted, {"ground": ground}, why)


async def give_back(work: UnitOfWork, scope: Scope, asked: Asked, serial: int, receipt: str, paid_fen: int) -> Row[Any]:
    """Give things back, or what they brought, by a receipt (28 (2)).

    Raises what `as_officer` raises, NotReturned, NotPaidBack.
    """
    taken, measure = await as_officer(work, scope, asked, A.RETURN_MEASURE, serial)
    require_returned(measure, receipt, paid_fen, low_price_percent())
    returned = replace(measure, state=MeasureState.RETURNED)
    return await put_measure_down(work, taken, returned, {"paid_fen": paid_fen}, receipt)


async def dispose(
    work: UnitOfWork, scope: Scope, asked: Asked, serial: int, disposal: Disposal, basis: str | None, what: str
) -> Row[Any]:
    """Say as the head that things were confiscated by the decision, or destroyed as a law wants (27).

    Raises what `as_head` raises, NotConfiscated, NoBasisToDestroy.
    """
    taken, measure = await as_head(work, scope, asked, A.DISPOSE_MEASURE, serial)
    require_disposal(disposal, taken.case.course, measure, basis)
    gone = replace(measure, state=_GONE[disposal])
    return await put_measure_down(work, taken, gone, {"disposal": disposal, "basis": basis}, what)


def _until(measure: Measure) -> str | None:
    until = last_day(measure)
    return until.isoformat() if until else None
