"""Which hearings are announced to the public? Without a token: everybody may come (licence law art. 46, 48 (2))."""

from uuid import UUID

from fastapi import APIRouter

from approval_window.applications.schemas.shown import AnnouncedHearing, AnnouncedPage
from approval_window.applications.service import hearings as service
from shared.clock import town_day
from shared.runtime.app import Held
from shared.runtime.queries import Limit
from shared.runtime.text import RegionCode

router = APIRouter(prefix="/announcements", tags=["applications 办件"])


@router.get("", summary="The announced hearings of a region that are still to come 听证公告")
async def list_announced(held: Held, region: RegionCode, after: UUID | None = None, limit: Limit = 50) -> AnnouncedPage:
    today = town_day(held.clock())
    async with held.database.begin() as work:
        rows = await service.list_announced(work, region=region, today=today, after=after, limit=limit)
    shown = [AnnouncedHearing.model_validate(row) for row in rows]
    return AnnouncedPage(items=shown, next=rows[-1].id if len(rows) == limit else None)
