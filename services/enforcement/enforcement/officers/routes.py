"""What does the outside see of officers?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.text import RegionCode

from . import repository
from .schemas import OfficerList, OfficerShown

router = APIRouter(prefix="/officers", tags=["officers 执法人员"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CLUES))]


@router.get("", summary="Who may act as an officer today")
async def list_(
    who: CanRead, work: Work, now: Now, region: Annotated[RegionCode | None, Query()] = None
) -> OfficerList:
    rows = await repository.list_officers(work.connection, who.scope, town_day(now))
    chosen = [row for row in rows if region is None or row.region.startswith(region)]
    return OfficerList(on=town_day(now), items=[OfficerShown.model_validate(row) for row in chosen])
