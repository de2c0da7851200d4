"""Who reported a wrong, who may know, and how does he come to be hidden or shown?"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.workflow import Action
from dispatch.cases.service.docket import save_moves
from dispatch.intake.domain import ReportNotFound
from dispatch.intake.repository import find_report
from dispatch.intake.schemas import Purpose, Reporter
from dispatch.intake.service import reporter_of
from dispatch.recusal import repository
from dispatch.recusal.domain import NothingHidden
from dispatch.recusal.service.naming import Desk, hold_case
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def reveal_reporter(
    work: UnitOfWork, scope: Scope, report_id: UUID, *, purpose: Purpose, reason: str, now: datetime
) -> Reporter | None:
    """Return who reported, and keep to whom, what for and why. Raises ReportNotFound."""
    row = await find_report(work.connection, scope, report_id, None)
    if row is None:
        raise ReportNotFound("no such report", report=str(report_id))
    reveal_id = new_id()
    kept = {
        "id": reveal_id,
        "report_id": report_id,
        "person_id": scope.person_id,
        "purpose": str(purpose),
        "sealed_reason": work.sealer.seal(reason, about=str(reveal_id)),
        "at": now,
    }
    await repository.add_reveal(work.connection, kept)
    return reporter_of(work.sealer, row, purpose)


async def set_hidden(work: UnitOfWork, desk: Desk, case_id: UUID, *, version: int, reason: str, hidden: bool) -> Case:
    """Hide who reported a case, or show him to whoever reads it. Raises CaseNotFound, StaleVersion, NothingHidden."""
    move = await hold_case(work, desk, case_id, version)
    if move.case.hides_reporter is hidden:
        raise NothingHidden("it is so already", hidden=hidden)
    move.case = replace(move.case, hides_reporter=hidden)
    await repository.hide_reporters(work.connection, case_id, hidden=hidden)
    action = Action.HIDE_REPORTER if hidden else Action.SHOW_REPORTER
    move.note(action, by=desk.person, now=desk.now, facts={"reason": reason})
    await save_moves(work, desk.rules, [move], desk.now)
    return move.case
