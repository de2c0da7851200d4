"""How is the party ordered to correct what he did, and looked at whether he has (art. 28)?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.papers.domain import PaperKind
from enforcement.papers.service.issuing import issue
from enforcement.penalties.domain.correcting import (
    Correction,
    Ordered,
    checked_correction,
    is_open,
    require_open_correction,
)
from enforcement.penalties.domain.states import PenaltyAction
from enforcement.records.service import New, write
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

from .acting import Asked, put_down, take_up_as_officer

# The line of a record that says what is to be corrected.
ORDERED = "order-correction"


@dataclass(frozen=True, slots=True)
class Looked:
    """What two officers found afterwards; `due_on`: ordered anew by this day."""

    corrected: bool
    found: str
    due_on: date | None = None


async def order(
    work: UnitOfWork,
    penalty_id: UUID,
    region: str,
    powers: Sequence[str],
    ordered: Ordered,
    *,
    by: str,
    now: datetime,
) -> None:
    """Write down what is ordered to be corrected, with its paper where something is left to be done (art. 28 (1))."""
    correction = ordered.correction
    kinds = [PaperKind.CORRECTION] if is_open(correction) else []
    facts = told_of(correction) | await issue(work, kinds, region, powers, now)
    await write(work, penalty_id, [New(ORDERED, facts, ordered.what)], by=by, now=now)


async def check(work: UnitOfWork, scope: Scope, asked: Asked, looked: Looked) -> Row[Any]:
    """Keep whether the case's two officers found it corrected; if not it may be ordered anew by a day (art. 28 (1)).

    Raises what `take_up_as_officer` raises, NothingToCorrect, CorrectionRuns, CorrectionMissing.
    """
    taken = await take_up_as_officer(work, scope, asked, PenaltyAction.CHECK_CORRECTION)
    course = taken.case.course
    if course.correction is None:
        require_open_correction(None)
        raise AssertionError("refused above")
    today = town_day(asked.now)
    after = checked_correction(course.correction, today, corrected=looked.corrected, due_on=looked.due_on)
    facts: dict[str, object] = {"corrected": looked.corrected}
    saved = await put_down(work, taken, replace(course, correction=after), facts=facts, words=looked.found)
    if looked.due_on is not None:
        row, anew = taken.row, Ordered(after, looked.found)
        await order(work, row.id, row.region, row.powers, anew, by=taken.by, now=asked.now)
    return saved


def told_of(correction: Correction | None) -> dict[str, object]:
    """Return what a record's line says of an order to correct."""
    if correction is None:
        return {}
    due = correction.due_on.isoformat() if correction.due_on else None
    return {"correction": correction.way, "correct_by": due}
