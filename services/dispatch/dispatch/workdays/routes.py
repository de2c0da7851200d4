"""What does the outside see of the calendar?"""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends

from dispatch.workdays import service
from dispatch.workdays.domain import Day
from dispatch.workdays.schemas import WorkdaysOverride, YearRead
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_WORKDAYS))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_WORKDAYS))]

router = APIRouter(prefix="/workdays", tags=["workdays 工作日历"], route_class=IdempotentRoute)


@router.get("/{year}", summary="The calendar of a year, with the source of each day")
async def read(year: int, who: CanRead, work: Work) -> YearRead:
    del who
    return YearRead.model_validate(asdict(await service.read_year(work, year=year)))


@router.put("/{year}", summary="Write days of a year as a notice says them")
async def override(year: int, body: WorkdaysOverride, who: CanManage, work: Work, now: Now) -> YearRead:
    days = [Day(given.day, given.is_workday, body.source) for given in body.days]
    changed = await service.override_workdays(work, who.scope, year=year, days=days, version=body.version, now=now)
    return YearRead.model_validate(asdict(changed))
