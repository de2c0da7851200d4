"""What does the outside see of standards, of townships that they took in, and of gaps?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from dispatch.adoption.domain.standards import TownType
from dispatch.adoption.domain.townships import ProposalState
from dispatch.adoption.repository import townships as townships_rows
from dispatch.adoption.repository.townships import Asked
from dispatch.adoption.schemas.standards import (
    DraftKept,
    DraftShown,
    StandardGiven,
    StandardPublished,
    StandardShown,
)
from dispatch.adoption.schemas.townships import (
    AdoptionGiven,
    AdoptionKept,
    DecisionGiven,
    EndGiven,
    GapList,
    HistoryLine,
    ProposalGiven,
    ProposalKept,
    ProposalPage,
    ProposalShown,
    TownshipPage,
    TownshipShown,
)
from dispatch.adoption.service import demonstrations, standards, townships
from dispatch.adoption.service.townships import today_or
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, EverAsOf, Limit
from shared.runtime.text import RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ADOPTION))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ADOPTION))]
OfType = Annotated[TownType | None, Query(alias="type", description="street, town or rural")]
AskedVersion = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="another standard than that of the day")]

router = APIRouter(prefix="/adoption", tags=["adoption 示范推广"], route_class=IdempotentRoute)


# ----------------------------------------------------------------------------------------------------------- standards
@router.get("/standards", summary="The standards of the types of township on a day")
async def list_standards(
    _who: CanRead, work: Work, now: Now, kind: OfType = None, as_of: AsOf = None
) -> list[StandardShown]:
    rows = await standards.list_standards(work, kind, today_or(as_of, now))
    return [StandardShown.model_validate(row) for row in rows]


@router.post("/standards/drafts", summary="Draw up a standard, or derive it from a demonstration", status_code=201)
async def draw_up(body: StandardGiven, who: CanManage, work: Work, now: Now) -> DraftKept:
    return DraftKept(id=await standards.draw_up(work, who.scope, body.as_draft(), now=now))


@router.get("/standards/drafts/{draft_id}", summary="A draft, for the one who publishes it")
async def read_draft(draft_id: UUID, who: CanManage, work: Work) -> DraftShown:
    return DraftShown.model_validate(await standards.read_draft(work, who.scope, draft_id))


@router.post("/standards/drafts/{draft_id}/publish", summary="Let what somebody else drew up hold from its day on")
async def publish(draft_id: UUID, who: CanManage, work: Work, now: Now) -> StandardPublished:
    kind, version, begins = await standards.publish(work, who.scope, draft_id, now=now)
    return StandardPublished(type=kind, version=version, valid_from=begins)


@router.post("/standards/drafts/{draft_id}/withdraw", summary="Take an open draft away", status_code=204)
async def withdraw(draft_id: UUID, who: CanManage, work: Work, now: Now) -> None:
    await standards.withdraw(work, who.scope, draft_id, now=now)


# Below the drafts: their path would be read as a type.
@router.get("/standards/{kind}/{version}", summary="One version of a type's standard")
async def read_standard(kind: TownType, version: int, _who: CanRead, work: Work) -> StandardShown:
    return StandardShown.model_validate(await standards.find_standard(work, kind, version))


# ----------------------------------------------------------------------------------------------------------- townships
@router.put("/townships/{region}", summary="Take a township in by a standard, or upgrade it")
async def adopt(region: RegionCode, body: AdoptionGiven, who: CanManage, work: Work, now: Now) -> AdoptionKept:
    return AdoptionKept.of(await townships.adopt(work, who.scope, body.as_given(region), now=now))


@router.post("/townships/{region}/try", summary="What taking a township in would be; nothing is kept")
async def try_adoption(region: RegionCode, body: AdoptionGiven, who: CanManage, work: Work) -> AdoptionKept:
    return AdoptionKept.of(await townships.decide(work, who.scope, body.as_given(region)))


@router.get("/townships", summary="The townships that are taken in on a day; those that show it to others")
async def list_townships(
    who: CanRead,
    work: Work,
    now: Now,
    region: RegionCode | None = None,
    kind: OfType = None,
    demonstration: bool | None = None,
    as_of: AsOf = None,
    after: RegionCode | None = None,
    limit: Limit = 100,
) -> TownshipPage:
    on, asked = today_or(as_of, now), Asked(region or "", kind, demonstration)
    rows = await townships_rows.list_townships(work.connection, who.scope, asked, on=on, after=after or "", limit=limit)
    items = [TownshipShown.model_validate(row) for row in rows]
    return TownshipPage(items=items, next=items[-1].region if len(items) == limit else None)


@router.get("/townships/{region}", summary="By which standard a township is taken in on a day")
async def read_township(region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None) -> TownshipShown:
    return TownshipShown.model_validate(await townships.read(work, who.scope, region, today_or(as_of, now)))


@router.get("/townships/{region}/gaps", summary="What a township lacks against the standard of its type on a day")
async def list_gaps(
    region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None, version: AskedVersion = None
) -> GapList:
    on = today_or(as_of, now)
    return GapList.of(await townships.compare(work, who.scope, region, on, version=version), region, on)


@router.get("/townships/{region}/history", summary="Who took a township in, upgraded, proposed and decided")
async def read_history(region: RegionCode, who: CanRead, work: Work) -> list[HistoryLine]:
    return [HistoryLine.model_validate(row) for row in await townships.history_of(work, who.scope, region)]


# ------------------------------------------------------------------------------------------------------ demonstrations
@router.post("/demonstrations", summary="Propose a township as the demonstration of its type", status_code=201)
async def propose(body: ProposalGiven, who: CanManage, work: Work, now: Now) -> ProposalKept:
    proposal_id = await demonstrations.propose(work, who.scope, body.as_given(), now=now)
    return ProposalKept(id=proposal_id, state=ProposalState.PROPOSED)


@router.get("/demonstrations", summary="What was proposed, as of a day too, the newest first")
async def list_proposals(
    who: CanRead,
    work: Work,
    region: RegionCode | None = None,
    as_of: EverAsOf = None,
    after: UUID | None = None,
    limit: Limit = 50,
) -> ProposalPage:
    rows = await townships_rows.list_proposals(
        work.connection, who.scope, region=region or "", on=as_of, after=after, limit=limit
    )
    items = [ProposalShown.model_validate(row) for row in rows]
    return ProposalPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.post("/demonstrations/{proposal_id}/decision", summary="The province decides on what somebody proposed")
async def decide(proposal_id: UUID, body: DecisionGiven, who: CanManage, work: Work, now: Now) -> ProposalKept:
    state = await demonstrations.decide(
        work, who.scope, proposal_id, approved=body.approved, reason=body.reason, now=now
    )
    return ProposalKept(id=proposal_id, state=state)


@router.post("/demonstrations/{proposal_id}/end", summary="Let a demonstration end after a day", status_code=204)
async def end(proposal_id: UUID, body: EndGiven, who: CanManage, work: Work, now: Now) -> None:
    await demonstrations.end(work, who.scope, proposal_id, body.last_day, body.reason, now=now)
