"""How does a lead give a part of its case to another unit, and how do the two answer, over HTTP?"""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends

from dispatch.cases.routes.access import AtDesk
from dispatch.coordination.domain.subtasks import SubtaskState
from dispatch.coordination.repository import subtasks as repository
from dispatch.coordination.routes.access import CanAnswer, CanLead, CanSeeParts, Purpose, asker
from dispatch.coordination.schemas.subtasks import (
    Parted,
    RecallGiven,
    SentBackGiven,
    SubtaskGiven,
    SubtaskPage,
    SubtaskRefusalGiven,
    SubtaskResultGiven,
    SubtaskShown,
    SubtaskTextShown,
)
from dispatch.coordination.service import reading
from dispatch.coordination.service import subtasks as service
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit
from shared.runtime.text import Code

router = APIRouter(tags=["coordination 协调联动"], route_class=IdempotentRoute)


@router.post("/cases/{case_id}/subtasks", summary="Give a part of a case to a supporting unit", status_code=201)
async def give(case_id: UUID, body: SubtaskGiven, who: CanLead, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.give(work, asker(who), desk, case_id, body.as_asked()))


async def _filters(
    state: SubtaskState | None = None, unit: Code | None = None, case_id: UUID | None = None
) -> dict[str, Any]:
    given = {"state": state and str(state), "unit": unit, "case_id": case_id}
    return {name: value for name, value in given.items() if value is not None}


@router.get("/subtasks", summary="Sub-tasks, the newest first; waiting: for my unit to do, or to confirm as the lead")
async def list_subtasks(
    who: CanSeeParts,
    work: Work,
    now: Now,
    filters: Annotated[dict[str, Any], Depends(_filters)],
    waiting: bool = False,
    late: bool = False,
    after: UUID | None = None,
    limit: Limit = 50,
) -> SubtaskPage:
    asked = asker(who)
    page: dict[str, Any] = {"waiting": waiting, "late_at": now if late else None, "after": after, "limit": limit}
    rows = await repository.list_subtasks(
        work.connection, asked.scope, all_here=asked.is_centre, filters=filters, **page
    )
    items = [SubtaskShown.model_validate(row) for row in rows]
    return SubtaskPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/subtasks/{subtask_id}", summary="One sub-task")
async def read_subtask(subtask_id: UUID, who: CanSeeParts, work: Work) -> SubtaskShown:
    return SubtaskShown.model_validate(await reading.read_subtask(work, asker(who), subtask_id))


@router.get("/subtasks/{subtask_id}/text", summary="What was written of it; the look is logged")
async def read_text(subtask_id: UUID, purpose: Purpose, who: CanSeeParts, work: Work, now: Now) -> SubtaskTextShown:
    said = await reading.read_subtask_text(work, asker(who), subtask_id, purpose=purpose, now=now)
    return SubtaskTextShown.model_validate(said)


@router.post("/subtasks/{subtask_id}/acceptance", summary="My unit does it")
async def accept(subtask_id: UUID, who: CanAnswer, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.accept(work, who.scope, desk, subtask_id))


@router.post("/subtasks/{subtask_id}/refusal", summary="My unit does not do it, and why")
async def refuse(subtask_id: UUID, body: SubtaskRefusalGiven, who: CanAnswer, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.refuse(work, who.scope, desk, subtask_id, **body.model_dump()))


@router.post("/subtasks/{subtask_id}/result", summary="My unit has done it")
async def tell_done(subtask_id: UUID, body: SubtaskResultGiven, who: CanAnswer, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.tell_done(work, who.scope, desk, subtask_id, **body.model_dump()))


@router.post("/subtasks/{subtask_id}/confirmation", summary="The lead confirms that it is done")
async def confirm(subtask_id: UUID, who: CanLead, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.confirm(work, asker(who), desk, subtask_id))


@router.post("/subtasks/{subtask_id}/sending-back", summary="The lead finds it wanting: it is done anew")
async def send_back(subtask_id: UUID, body: SentBackGiven, who: CanLead, work: Work, desk: AtDesk) -> Parted:
    done = await service.send_back(work, asker(who), desk, subtask_id, **body.model_dump())
    return Parted.model_validate(done)


@router.post("/subtasks/{subtask_id}/recall", summary="The lead takes it back")
async def recall(subtask_id: UUID, body: RecallGiven, who: CanLead, work: Work, desk: AtDesk) -> Parted:
    return Parted.model_validate(await service.recall(work, asker(who), desk, subtask_id, reason=body.reason))
