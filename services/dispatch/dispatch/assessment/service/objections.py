"""Who objects to what in a figure or to a score, and what does the county's decision do to it?"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.assessment.domain.facts import Subject, SubjectKind
from dispatch.assessment.domain.figures import Part
from dispatch.assessment.domain.objections import (
    Decision,
    Ground,
    ObjectionState,
    Seen,
    decide_objection,
    require_in_time,
)
from dispatch.assessment.domain.refusals import (
    NoRegister,
    NotCounted,
    ObjectionNotFound,
    ObjectionStands,
    SecondPersonNeeded,
)
from dispatch.assessment.domain.registers import OBJECTION_DAYS, FigureKind, Step, require_place, require_township
from dispatch.assessment.domain.terms import last_day
from dispatch.assessment.domain.totals import ScoreState
from dispatch.assessment.repository import record, scores
from dispatch.assessment.repository.registers import registers_on
from dispatch.assessment.service.figures import figures_of
from dispatch.assessment.service.registers import hold
from dispatch.assessment.service.scores import total
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

STEPS: Mapping[ObjectionState, Step] = {
    ObjectionState.UPHELD: Step.UPHELD,
    ObjectionState.DISMISSED: Step.DISMISSED,
}


async def object_to(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    year: int,
    figure: FigureKind | None,
    subject: Subject,
    ground: Ground,
    document: str,
    now: datetime,
) -> UUID:
    """Keep a township's objection to a thing in a figure, or to a score, until the county decides; return its id.

    Raises NotAnAssessedPlace, NotTheTownship, PlaceUnknown, ObjectionTooLate, ObjectionStands, NotCounted, DayNotCome.
    """
    require_place(region, RegionLevel.TOWNSHIP)
    require_township(scope.region)
    await hold(work, scope, region)
    require_in_time(year, await objection_days(work, region, last_day(year)), town_day(now))
    about = {"figure": figure, "kind": subject.kind, "subject": subject.id}
    if await record.standing_objection(work.connection, region, year, figure, subject) is not None:
        raise ObjectionStands("an objection to this stands", **about)
    if not await _counts(work, scope, region, year, figure, subject, now):
        raise NotCounted("this does not count there", **about)
    objection_id = new_id()
    row = {
        "id": objection_id,
        "region": region,
        "year": year,
        "figure": figure and str(figure),
        "subject_kind": str(subject.kind),
        "subject": subject.id,
        "ground": str(ground),
        "document": document,
        "state": str(ObjectionState.OPEN),
        "raised_by": scope.person_id,
        "raised_at": now,
    }
    await record.add_objection(work.connection, row)
    await _note(work, scope, row, Step.OBJECTED, now)
    return objection_id


async def objection_days(work: UnitOfWork, region: str, on: date) -> int:
    """Return how long after a year it may be objected to, by the nearest register of its last day."""
    nearest = (await registers_on(work.connection, region, on))[-1:]
    return nearest[0].objection_days if nearest else OBJECTION_DAYS


async def _counts(
    work: UnitOfWork,
    scope: Scope,
    region: str,
    year: int,
    figure: FigureKind | None,
    subject: Subject,
    now: datetime,
) -> bool:
    """Tell whether something stands in the denominator of a figure, or whether a score counts."""
    if figure is None:
        score_id = _score_of(subject.kind, subject.id)
        return score_id is not None and await scores.is_confirmed(work.connection, region, year, score_id)
    _, found = await figures_of(work, scope, region, year, now=now, kinds=[figure])
    return found[figure].part_of(subject) in {Part.COUNTED, Part.MISSED}


def _score_of(kind: str, subject: str) -> UUID | None:
    try:
        return UUID(subject) if kind == SubjectKind.SCORE else None
    except ValueError:
        return None


async def decide(
    work: UnitOfWork, scope: Scope, objection_id: UUID, decision: Decision, reason: str, *, now: datetime
) -> tuple[Row[Any], Seen, Seen]:
    """Decide an objection; return it, and what it is about as it was and as it is now, which stay on record.

    Raises ObjectionNotFound, SecondPersonNeeded, NotTheCounty, ObjectionIsDecided.
    """
    row = await record.lock_objection(work.connection, scope, objection_id)
    if row is None:
        raise ObjectionNotFound("no such objection", objection=str(objection_id))
    SecondPersonNeeded.unless_two(row.raised_by, scope.person_id)
    state = decide_objection(ObjectionState(row.state), decision, scope=scope.region)
    await hold(work, scope, row.region)
    score = await _score(work, scope, row)
    before = await _seen(work, scope, row, now)
    decided = {"state": str(state), "decided_by": scope.person_id, "decided_at": now, "decided_because": reason}
    await record.decide_objection(work.connection, objection_id, decided)
    if state is ObjectionState.UPHELD and score is not None and score.state == ScoreState.CONFIRMED:
        await scores.replace_score(work.connection, score.id, ScoreState.OVERTURNED)
    after = await _seen(work, scope, row, now)
    await record.decide_objection(work.connection, objection_id, {"before": before.kept(), "after": after.kept()})
    await _note(work, scope, row._asdict(), STEPS[state], now)
    return row, before, after


async def _score(work: UnitOfWork, scope: Scope, row: Row[Any]) -> Row[Any] | None:
    """Return the score that an objection is about. Raises SecondPersonNeeded for who gave or confirmed it."""
    score_id = _score_of(row.subject_kind, row.subject)
    score = None if score_id is None else await scores.lock_score(work.connection, scope, score_id)
    for person in (score.given_by, score.decided_by) if score is not None else ():
        SecondPersonNeeded.unless_two(person, scope.person_id)
    return score


async def _seen(work: UnitOfWork, scope: Scope, row: Row[Any], now: datetime) -> Seen:
    figure = None
    if row.figure is not None:
        kind = FigureKind(row.figure)
        figure = (await figures_of(work, scope, row.region, row.year, now=now, kinds=[kind]))[1][kind]
    try:
        _, whole = await total(work, scope, row.region, row.year, now=now)
    except NoRegister:
        return Seen(figure, None)
    return Seen(figure, whole.value)


async def _note(work: UnitOfWork, scope: Scope, row: Mapping[str, Any], step: Step, now: datetime) -> None:
    facts: dict[str, object] = {"objection": str(row["id"]), "figure": row["figure"], "subject": row["subject"]}
    await record.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)
