"""How do officers inspect on the spot: credentials, checklist, signatures (administrative penalty law art. 42, 55)?"""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.checklists import Answer, failed, require_answered
from enforcement.inspections.domain.course import is_signed, require_nobody_found
from enforcement.inspections.domain.inspections import Ground, InspectionAction, InspectionState
from enforcement.inspections.domain.quiet import Reason
from enforcement.inspections.repository.objects import find_version
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope

from .frequency import Visit, require_left_in_peace
from .objects import get_object, party_of
from .steps import Asked, Taken, put_down, take_up_as_own

A = InspectionAction
# Who signs sees the inspection, and perhaps not the whole township in which the object lies.
PAPERS = platform_scope("enforcement.papers")


async def show_credentials(
    work: UnitOfWork, scope: Scope, asked: Asked, to: str, found: UUID | None = None
) -> Row[Any]:
    """Keep that both officers showed their credentials, and to whom (art. 55).

    `found`: the object that was found at a place; from now on it is inspected, where it is not left in peace.
    Raises what `take_up_as_own` and `require_left_in_peace` raise, FoundAlready.
    """
    taken = await take_up_as_own(work, scope, asked, A.SHOW_CREDENTIALS)
    done = replace(taken.done, credentials_shown=True)
    if found is None:
        return await put_down(work, taken, done, words=to)
    row = taken.row
    require_nobody_found(row.object_id)
    checklist = await find_version(work.connection, row.checklist_region, row.field, row.checklist_version)
    reason = Reason.CLUE if row.ground == Ground.CLUE else Reason(row.reason) if row.reason else None
    visit = Visit(found, row.region, row.field, reason, row.recheck_of, taken.officers)
    await require_left_in_peace(work, scope, visit, checklist, asked.now)
    return await put_down(work, taken, done, {"object_id": found}, facts={"object_id": str(found)}, words=to)


async def answer(work: UnitOfWork, scope: Scope, asked: Asked, answers: Sequence[Answer], note: str | None) -> Row[Any]:
    """Keep what the checklist's questions were answered with; who signed before signs again.

    Raises what `take_up_as_own` raises, NotAllAnswered, MeasurementUnfit.
    """
    taken = await take_up_as_own(work, scope, asked, A.ANSWER)
    row = taken.row
    checklist = await find_version(work.connection, row.checklist_region, row.field, row.checklist_version)
    require_answered(checklist.questions, answers)
    done = replace(taken.done, answers=tuple(answers), signed_by=())
    facts = {"answers": [_said(one) for one in answers], "failed": failed(answers)}
    return await put_down(work, taken, done, facts=facts, words=note)


async def sign(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Sign the record of an inspection, each officer by himself (art. 42, 55); the last says who was inspected.

    Raises what `take_up_as_own` raises.
    """
    taken = await take_up_as_own(work, scope, asked, A.SIGN)
    done = replace(taken.done, signed_by=(*taken.done.signed_by, taken.by))
    state = taken.leads_to if is_signed(done, taken.officers) else InspectionState.OPEN
    words = await _inspected(work, taken) if state is InspectionState.SIGNED else None
    return await put_down(work, taken, done, {"state": state}, facts={"signed_by": list(done.signed_by)}, words=words)


async def _inspected(work: UnitOfWork, taken: Taken) -> str | None:
    """Return who was inspected, as he is called on this day, for the papers; None for a place of nobody known."""
    if taken.row.object_id is None:
        return None
    row = await get_object(work, PAPERS, object_id=taken.row.object_id)
    who = party_of(work, row) or {"licence": str(row.id), "item": row.item}
    return json.dumps(who, ensure_ascii=False)


def _said(answer: Answer) -> dict[str, object]:
    measured = None if answer.measured is None else str(answer.measured)
    return asdict(answer) | {"measured": measured}
