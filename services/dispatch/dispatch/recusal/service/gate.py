"""May a case go where it is sent? Never to whom it is about; asked of every move, whichever way it came about."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.workflow import Action
from dispatch.recusal import repository
from dispatch.recusal.domain import About, require_at_centre, require_no_subject
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.schemas.vocabulary import Executor, SubjectKind

# How the names begin under which the platform itself acts.
PLATFORM = "system:"
# Steps by which somebody gets a case.
GIVES = frozenset({Action.DISPATCH, Action.RESUME, Action.TAKE_OVER, Action.DESIGNATE})


async def require_fit_holders(work: UnitOfWork, moves: Sequence[Move], now: datetime) -> None:
    """Raises SubjectOfCase, HiddenStaysAtCentre where a move gives a case to whom it is about, or out of the centre.

    A new case is decided by triage, which gives none away that complains of somebody. What the platform's own work
    does is not refused: its case was taken from whom it is about when he was named.
    """
    given = [move for move in moves if not move.is_new and _is_given(move)]
    if not given:
        return
    about = await repository.about_cases(work.connection, [move.case.id for move in given])
    for move in given:
        if move.case.id in about:
            case = move.case
            # Beside who gets it there may stand who was thought of before.
            unit, person = (None, case.worker_id) if case.executor is Executor.GRID else (case.unit, None)
            await _require_fit(work, about[case.id], unit=unit, person=person, now=now)
            require_at_centre(about[case.id], case.executor)


def _is_given(move: Move) -> bool:
    is_asked = any(not step.by.startswith(PLATFORM) for step in move.steps)
    return is_asked and (move.task is not None or any(step.action in GIVES for step in move.steps))


async def require_not_about(
    work: UnitOfWork, case_id: UUID, now: datetime, *, units: Collection[str] = (), persons: Collection[str] = ()
) -> None:
    """Raises SubjectOfCase where a case is about one of these: for whatever else asks somebody for a part of it."""
    about = (await repository.about_cases(work.connection, [case_id])).get(case_id)
    if about is None:
        return
    for unit in units:
        await _require_fit(work, about, unit=unit, person=None, now=now)
    for person in persons:
        await _require_fit(work, about, unit=None, person=person, now=now)


async def _require_fit(work: UnitOfWork, about: About, *, unit: str | None, person: str | None, now: datetime) -> None:
    names_units = any(subject.kind is SubjectKind.UNIT for subject in about.subjects)
    works_in = await repository.units_of(work.connection, person, town_day(now)) if names_units else set()
    require_no_subject(about, unit=unit, person=person, works_in=works_in)
