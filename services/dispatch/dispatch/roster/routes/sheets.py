"""How is a shift handed over over HTTP?"""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, status

from dispatch.roster.routes.access import CanHandOver
from dispatch.roster.schemas import Id, SheetGiven, SheetLine, SheetPage, SheetShown
from dispatch.roster.service import sheets
from shared.runtime.app import Now, Work
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.queries import Limit

router = APIRouter(prefix="/hand-overs", route_class=IdempotentRoute)


@router.post("", status_code=status.HTTP_201_CREATED, summary="Hand over one's shift with what is open")
async def make_sheet(body: SheetGiven, who: CanHandOver, work: Work, now: Now) -> Id:
    return Id(id=await sheets.make_sheet(work, who.scope, body.shift_id, remarks=body.remarks, now=now))


@router.get("", summary="The sheets that the caller gave or got, the newest first")
async def list_sheets(who: CanHandOver, work: Work, after: UUID | None = None, limit: Limit = 50) -> SheetPage:
    items = [
        SheetLine.model_validate(row) for row in await sheets.list_sheets(work, who.scope, after=after, limit=limit)
    ]
    return SheetPage(items=items, next=items[-1].id if len(items) == limit else None)


@router.get("/{sheet_id}", summary="One sheet; the look at its remarks is noted")
async def read_sheet(sheet_id: UUID, who: CanHandOver, work: Work, now: Now) -> SheetShown:
    return _shown(await sheets.read_sheet(work, who.scope, sheet_id, now=now))


def _shown(sheet: sheets.Sheet) -> SheetShown:
    own: dict[str, Any] = {name: getattr(sheet.row, name) for name in SheetShown.model_fields if name != "remarks"}
    return SheetShown(**own, remarks=sheet.remarks)


@router.post("/{sheet_id}/confirm", status_code=status.HTTP_204_NO_CONTENT, summary="Take over")
async def confirm_sheet(sheet_id: UUID, who: CanHandOver, work: Work, now: Now) -> None:
    await sheets.confirm_sheet(work, who.scope, sheet_id, now=now)
