"""What waits at the counter, and who goes on with it?"""

from uuid import UUID

from approval_window.applications.schemas.shown import ApplicationShown, WaitingShown, Worklist
from approval_window.applications.schemas.steps import HandedTo
from approval_window.applications.service import waiting as service
from shared.runtime.app import Now, Work
from shared.runtime.queries import Limit

from .doors import CanRead, CanReceive, asked, new_router

router = new_router()


@router.get("/worklist", summary="What waits, with its light, what is due first first; `mine`: what I hold")
async def worklist(
    who: CanRead, work: Work, now: Now, mine: bool = False, after: UUID | None = None, limit: Limit = 50
) -> Worklist:
    holder = who.person_id if mine else None
    found = await service.worklist(work, who.scope, holder=holder, after=after, limit=limit, now=now)
    shown = [(ApplicationShown.model_validate(one.row), one) for one in found]
    items = [WaitingShown(application=row, due_at=one.due_at, light=one.light) for row, one in shown]
    return Worklist(items=items, next=found[-1].row.id if len(found) == limit else None)


@router.post("/{application_id}/hand-to", summary="Let another clerk go on with it")
async def hand_to(application_id: UUID, body: HandedTo, who: CanReceive, work: Work, now: Now) -> ApplicationShown:
    step = asked(application_id, body, now)
    return ApplicationShown.model_validate(await service.hand_to(work, who.scope, step, body.to, body.reason))
