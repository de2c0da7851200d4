"""What does the outside see of regions, units and persons?"""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch.organisation import service
from dispatch.organisation.domain.terms import PersonRole
from dispatch.organisation.schemas import (
    PersonPage,
    PersonsGiven,
    RegionPage,
    RegionRead,
    Taken,
    UnitPage,
    UnitsGiven,
    person_row,
    unit_row,
)
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import Code, Line, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ORGANISATION))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ORGANISATION))]
Limit = Annotated[int, Query(ge=1, le=200)]
After = Annotated[Code | None, Query(description="The `next` of the page before")]
AsOf = Annotated[
    date | None, Query(ge=date(1949, 10, 1), le=date(2100, 12, 31), description="The day asked about; today by default")
]
Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it")]
Purpose = Annotated[Line | None, Query(description="Why names are needed; they are shown, and the look is noted")]

router = APIRouter(tags=["organisation 机构人员"], route_class=IdempotentRoute)


@router.get("/regions", summary="Regions of the scope and those above it, or the children of one")
async def list_regions(
    who: CanRead, work: Work, parent: Region = None, after: After = None, limit: Limit = 200
) -> RegionPage:
    rows = await service.list_regions(work, who.scope, parent=parent, after=after or "", limit=limit)
    items = [RegionRead.model_validate(row, from_attributes=True) for row in rows]
    return RegionPage(items=items, next=items[-1].code if len(items) == limit else None)


@router.get("/regions/{code}", summary="One region")
async def read_region(code: RegionCode, who: CanRead, work: Work) -> RegionRead:
    found = await service.find_region(work, who.scope, code=code)
    return RegionRead.model_validate(found, from_attributes=True)


@router.put("/organisation/units", summary="Take units as of a date, all or none")
async def put_units(body: UnitsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    given = [unit_row(row) for row in body.units]
    return Taken(given=len(given), changed=await service.put_units(work, who.scope, given=given, now=now))


@router.get("/organisation/units", summary="Units as of a day")
async def list_units(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    as_of: AsOf = None,
    after: After = None,
    limit: Limit = 100,
) -> UnitPage:
    on = as_of or town_day(now)
    rows = await service.list_units(work, who.scope, region=region or "", on=on, after=after or "", limit=limit)
    return UnitPage.of(rows, limit)


@router.put("/organisation/persons", summary="Take persons with post and roles as of a date, all or none")
async def put_persons(body: PersonsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    given = [person_row(row) for row in body.persons]
    return Taken(given=len(given), changed=await service.put_persons(work, who.scope, given=given, now=now))


@router.get("/organisation/persons", summary="Persons as of a day, with post and roles; names where a purpose is named")
async def list_persons(
    who: CanRead,
    work: Work,
    now: Now,
    region: Region = None,
    role: PersonRole | None = None,
    as_of: AsOf = None,
    purpose: Purpose = None,
    after: After = None,
    limit: Limit = 100,
) -> PersonPage:
    found = await service.list_persons(
        work, who.scope, region=region or "", role=role, on=as_of or town_day(now), after=after or "", limit=limit
    )
    names = await service.open_names(work, who.scope, persons=found, purpose=purpose, now=now) if purpose else {}
    return PersonPage.of(found, names, limit)
