"""What does the outside see of appeals?"""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, status

from approval_window.categories import category_names
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.bodies import Contents, ContentsAsked
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import Limit
from shared.runtime.text import Line

from . import repository, service
from .domain import AppealState
from .schemas import (
    AnswerTold,
    AppealDetail,
    AppealFile,
    AppealPage,
    AppealRead,
    AppealShown,
    AppealTaken,
    CategoryList,
    CategoryShown,
    ContactShown,
    StepShown,
)

router = APIRouter(prefix="/appeals", tags=["appeals 诉求"], route_class=IdempotentRoute)

CanFile = Annotated[Principal, Depends(allowed(Permission.FILE_APPEALS))]
CanRead = Annotated[Principal, Depends(allowed(Permission.READ_APPEALS))]
CanReadContents = Annotated[Principal, Depends(allowed(Permission.READ_CONTENTS))]


@router.post("", status_code=status.HTTP_201_CREATED, summary="Take what a citizen brings to the counter")
async def file(body: AppealFile, who: CanFile, work: Work, now: Now) -> AppealTaken:
    new = _new(body)
    appeal_id, receipt = await service.file_appeal(work, who.scope, new=new, clerk_id=who.person_id, now=now)
    whose = await service.whose_matter(work, new, now=now)
    return AppealTaken.of(appeal_id, receipt, filed_at=now, whose=whose)


def _new(body: AppealFile) -> service.NewAppeal:
    return service.NewAppeal(
        category=body.category,
        region=body.region,
        urgency=body.urgency,
        position=body.position.point() if body.position else None,
        statement={"text": body.text, "place": body.place},
        appellant=body.appellant.model_dump(),
    )


@router.get("", summary="The appeals of the region, the newest first")
async def list_(
    who: CanRead, work: Work, state: AppealState | None = None, after: UUID | None = None, limit: Limit = 50
) -> AppealPage:
    rows = await repository.list_appeals(work.connection, who.scope, state=state, after=after, limit=limit)
    return AppealPage(items=[AppealShown.of(row) for row in rows], next=rows[-1].id if len(rows) == limit else None)


# Before what has an appeal's id in its path.
@router.get("/categories", summary="What an appeal may be about, by name")
async def list_categories(_who: CanRead) -> CategoryList:
    named = category_names().items()
    shown = [CategoryShown(scheme=scheme, code=code, name=name) for (scheme, code), name in named]
    return CategoryList(categories=shown)


@router.get("/{appeal_id}", summary="An appeal, its case, its answer and every step")
async def read(appeal_id: UUID, who: CanRead, work: Work) -> AppealDetail:
    row = await service.get_appeal(work, who.scope, appeal_id=appeal_id)
    steps = await repository.history_of(work.connection, who.scope, appeal_id)
    contact = service.contact_of(row)
    names = await repository.unit_names(work.connection, contact.unit if contact else None)
    parts = {"contact": ContactShown.of(contact, names), "history": [StepShown.model_validate(one) for one in steps]}
    return AppealDetail.of(row).model_copy(update=parts)


@router.get("/{appeal_id}/contents", summary="What the citizen said, and how to reach him; the look is logged")
async def read_one(
    appeal_id: UUID, who: CanFile, work: Work, now: Now, purpose: Annotated[Line, Query()]
) -> AppealRead:
    look = service.Look(who.person_id, None, purpose, now)
    return AppealRead.model_validate(await service.read_appeal(work, who.scope, appeal_id=appeal_id, look=look))


@router.post("/{appeal_id}/answer-told", summary="The clerk told the citizen the answer")
async def tell(appeal_id: UUID, body: AnswerTold, who: CanFile, work: Work, now: Now) -> AppealShown:
    row = await service.tell_answer(
        work, who.scope, appeal_id=appeal_id, version=body.version, how=body.how, by=who.person_id, now=now
    )
    return AppealShown.of(row)


@router.post("/contents", summary="The texts of appeals, for another service; each look is logged")
async def read_many(body: ContentsAsked, who: CanReadContents, work: Work, now: Now) -> Contents:
    look = service.Look(who.person_id, body.on_behalf_of, body.purpose, now)
    found = await service.read_statements(work, who.scope, ids=body.ids, look=look)
    return Contents.model_validate({"items": found})
