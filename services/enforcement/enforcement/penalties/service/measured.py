"""How is a step taken with one thing that is sealed up or seized, and how is it kept?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from enforcement.penalties import repository
from enforcement.penalties.domain.confiscating import followed, settled_measures
from enforcement.penalties.domain.goods import Goods
from enforcement.penalties.domain.holding import last_day
from enforcement.penalties.domain.measured import measure_for
from enforcement.penalties.domain.measures import Measure, MeasureState
from enforcement.penalties.domain.procedure import require_decider
from enforcement.penalties.domain.sanctions import Sanction
from enforcement.penalties.domain.settling import handled
from enforcement.penalties.domain.states import PenaltyAction
from shared.clock import town_day
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .acting import MEASURE, Asked, Taken, put_down, take_up, take_up_as_officer

# By what a thing is found again: its number, or where it is.
THING = "penalty.thing"


async def as_officer(
    work: UnitOfWork, scope: Scope, asked: Asked, action: PenaltyAction, serial: int
) -> tuple[Taken, Measure]:
    """Hold a case and one of its measures for a step of its officers.

    Raises what `take_up_as_officer` raises, NoMeasure, and what stands in the way of this one.
    """
    taken = await take_up_as_officer(work, scope, asked, action)
    return taken, measure_for(taken.case, action, serial, asked.now)


async def as_head(
    work: UnitOfWork, scope: Scope, asked: Asked, action: PenaltyAction, serial: int
) -> tuple[Taken, Measure]:
    """Hold a case and one of its measures for a step of the head.

    Raises what `take_up` raises, DeciderTookPart, NoMeasure, and what stands in the way of this one.
    """
    taken = await take_up(work, scope, asked, action)
    require_decider(taken.by, taken.case)
    return taken, measure_for(taken.case, action, serial, asked.now)


async def add(work: UnitOfWork, row: Row[Any], measure: Measure, marks: Collection[bytes]) -> None:
    """Keep a new measure of a case, and by what its things are found again."""
    about = {"id": new_id(), "penalty_id": row.id, "serial": measure.serial, "region": row.region}
    await repository.add_measure(work.connection, about | {"marks": list(marks)} | _columns(measure))


async def keep(work: UnitOfWork, row: Row[Any], measure: Measure) -> None:
    """Save how far a measure of a case is."""
    await repository.save_measure(work.connection, row.id, measure.serial, _columns(measure))


def _columns(measure: Measure) -> dict[str, Any]:
    found_by = {"state": measure.state, "last_day": last_day(measure), "report_due_at": measure.report_due_at}
    return {"measure": MEASURE.dump_python(measure, mode="json"), **found_by}


async def put_measure_down(
    work: UnitOfWork, taken: Taken, measure: Measure, facts: Mapping[str, object], words: str | None
) -> Row[Any]:
    """Save a step with a measure and write it on the case's record; return the case."""
    await keep(work, taken.row, measure)
    course = taken.case.course
    course = replace(course, goods=followed(course.goods, measure, town_day(taken.now)))
    told = {"measure": measure.serial, "kind": measure.kind, **facts}
    own = taken.case.delegated
    return await put_down(work, taken, course, facts=told, words=words, powers=own)


async def follow_decision(
    work: UnitOfWork, taken: Taken, decided: Sanction | None, goods: Sequence[Goods] = ()
) -> None:
    """Let a decision, or what an appeal made of it, settle the measures that hold what it confiscates (art. 27)."""
    settled = settled_measures(decided, goods, taken.case.measures)
    for measure in taken.case.measures:
        after = handled(measure, settled, taken.now)
        if after != measure:
            await keep(work, taken.row, after)


async def hand_over_with_crime(work: UnitOfWork, taken: Taken) -> list[int]:
    """Let what is sealed up or seized go to the police with a crime; return the numbers (art. 21)."""
    going = [one for one in taken.case.measures if one.state is MeasureState.IMPOSED]
    for measure in going:
        await keep(work, taken.row, replace(measure, state=MeasureState.TRANSFERRED))
    return [one.serial for one in going]


def marks_of(work: UnitOfWork, identity: str) -> list[bytes]:
    """Return by which marks a thing may have been kept, under whatever key; blanks and small letters are the same."""
    blind = work.sealer.blind
    return list(blind.marks(THING, "".join(identity.split()).upper())) if blind.current else []
