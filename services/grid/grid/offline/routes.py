"""Over which doors does a phone catch up?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends

from grid.offline.domain.gaps import Missing
from grid.offline.domain.tokens import Token
from grid.offline.schemas import (
    ChangesSeen,
    GapClosed,
    GapGiven,
    GapList,
    GapSeen,
    GivenUpList,
    GivenUpSeen,
    ItemAnswered,
    SyncAnswered,
    SyncGiven,
    TokenText,
)
from grid.offline.service import gaps
from grid.offline.service.asking import what_changed
from grid.offline.service.sending import Batch, take_batch
from grid.tasks.routes.access import CanWorkTasks
from grid.tasks.schemas.tasks import seen
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

CanMend = Annotated[Principal, Depends(allowed(Permission.MEND_SYNC))]

router = APIRouter(prefix="/sync", tags=["offline 离线"], route_class=IdempotentRoute)


@router.post("", summary="What I did without signal; each thing is answered by itself 离线同步")
async def send(body: SyncGiven, who: CanWorkTasks, work: Work, now: Now) -> SyncAnswered:
    batch = Batch(body.device_id, body.sent_at, [item.read() for item in body.items])
    answers, waiting = await take_batch(work, who.scope, batch, now)
    return SyncAnswered(items=[ItemAnswered.model_validate(answer) for answer in answers], waiting=waiting, at=now)


@router.get("", summary="What changed for me since my token; without one all that is open")
async def ask(
    who: CanWorkTasks, work: Work, now: Now, since: TokenText | None = None, limit: Limit = 200
) -> ChangesSeen:
    found = await what_changed(work, who.scope, Token.read(since), limit=limit)
    tasks = [seen(row) for row in found.tasks]
    token = found.token.write()
    return ChangesSeen(token=token, reset=found.reset, more=found.more, tasks=tasks, gone=list(found.gone), at=now)


@router.get("/gaps", summary="What of phones waits too long for a number that never came 离线缺号")
async def list_gaps(who: CanMend, work: Work, now: Now, region: RegionCode | None = None) -> GapList:
    rows, total = await gaps.list_gaps(work, who.scope, region or "", now)
    return GapList(items=[GapSeen.model_validate(row) for row in rows], total=total)


@router.post("/gaps/give-up", summary="Wait no longer for numbers; what waited for them is dealt with in its order")
async def give_up(body: GapGiven, who: CanMend, work: Work, now: Now) -> GapClosed:
    missing = Missing(body.missing_from, body.missing_to)
    given = gaps.GivingUp(body.worker_id, body.device_id, body.subject, missing, body.reason)
    return GapClosed(waiting=await gaps.give_up(work, who.scope, given, now))


@router.get("/gaps/given-up", summary="Which numbers are waited for no longer, who said so and why")
async def list_given_up(
    who: CanMend, work: Work, region: RegionCode | None = None, after: UUID | None = None, limit: Limit = 50
) -> GivenUpList:
    rows = await gaps.list_given_up(work, who.scope, region or "", before=after, limit=limit)
    items = [GivenUpSeen.model_validate(row) for row in rows]
    return GivenUpList(items=items, next=items[-1].id if len(items) == limit else None)
