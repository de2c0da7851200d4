"""What does the outside see of regions, units and persons?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from dispatch.organisation.domain.regions import RegionRow
from dispatch.organisation.domain.terms import PersonRole
from dispatch.organisation.schemas import (
    PersonPage,
    PersonsGiven,
    RegionPage,
    RegionRead,
    RegionsGiven,
    RegionStep,
    Taken,
    UnitPage,
    UnitsGiven,
    person_row,
    unit_row,
)
from dispatch.organisation.service import regions, registers
from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf, Limit
from shared.runtime.text import Code, Line, RegionCode

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_ORGANISATION))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_ORGANISATION))]
After = Annotated[Code | None, Query(description="The `next` of the page before")]
Region = Annotated[RegionCode | None, Query(description="A region; all that lies in it")]
Purpose = Annotated[Line | None, Query(description="Why names are needed; they are shown, and the look is noted")]

router = APIRouter(tags=["organisation 机构人员"], route_class=IdempotentRoute)


@router.get("/regions", summary="Regions of the scope and those above it, or the children of one")
async def list_regions(
    who: CanRead, work: Work, parent: Region = None, after: After = None, limit: Limit = 200
) -> RegionPage:
    rows = await regions.list_regions(work, who.scope, parent=parent, after=after or "", limit=limit)
    items = [RegionRead.model_validate(row, from_attributes=True) for row in rows]
    return RegionPage(items=items, next=items[-1].code if len(items) == limit else None)


@router.get("/regions/{code}", summary="One region")
async def read_region(code: RegionCode, who: CanRead, work: Work) -> RegionRead:
    found = await regions.find_region(work, who.scope, code=code)
    return RegionRead.model_validate(found, from_attributes=True)


@router.get("/regions/{code}/history", summary="What was done about a region by hand")
async def read_region_history(code: RegionCode, who: CanRead, work: Work) -> list[RegionStep]:
    return [RegionStep.model_validate(row) for row in await regions.history_of(work, who.scope, code=code)]


@router.put("/regions", summary="Take regions below the county that the shipped table lacks, or new names; all or none")
async def put_regions(body: RegionsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    given = [RegionRow(row.code, row.name, synthetic=row.synthetic) for row in body.regions]
    return Taken(given=len(given), changed=await regions.put_regions(work, who.scope, given, now=now))


@router.put("/organisation/units", summary="Take units as of a date, all or none")
async def put_units(body: UnitsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    given = [unit_row(row) for row in body.units]
    return Taken(given=len(given), changed=await registers.put_units(work, who.scope, given=given, now=now))


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
    rows = await registers.list_units(work, who.scope, region=region or "", on=on, after=after or "", limit=limit)
    return UnitPage.of(rows, limit)


@router.put("/organisation/persons", summary="Take persons with post and roles as of a date, all or none")
async def put_persons(body: PersonsGiven, who: CanManage, work: Work, now: Now) -> Taken:
    given = [person_row(row) for row in body.persons]
    return Taken(given=len(given), changed=await registers.put_persons(work, who.scope, given=given, now=now))


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
    found = await registers.list_persons(
        work, who.scope, region=region or "", role=role, on=as_of or town_day(now), after=after or "", limit=limit
    )
    names = await registers.open_names(work, who.scope, persons=found, purpose=purpose, now=now) if purpose else {}
    return PersonPage.of(found, names, limit)
