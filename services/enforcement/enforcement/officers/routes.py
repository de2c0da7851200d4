"""What does the outside see of officers?"""

from typing import Annotated

from fastapi import APIRouter, Depends, Query

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.permissions import Permission
from shared.runtime.queries import AsOf
from shared.runtime.text import Code, RegionCode
from shared.runtime.training_copies import certificates_of

from . import repository, service
from .schemas import OfficerList, OfficerShown, PowersUsable

router = APIRouter(prefix="/officers", tags=["officers 执法人员"])

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_CLUES))]


@router.get("", summary="Who is an officer today, and what for each is qualified")
async def list_(
    who: CanRead, work: Work, now: Now, region: Annotated[RegionCode | None, Query()] = None
) -> OfficerList:
    rows = await repository.list_officers(work.connection, who.scope, town_day(now))
    chosen = [row for row in rows if region is None or row.region.startswith(region)]
    held = await certificates_of(work.connection, [row.person_id for row in chosen])
    items = [OfficerShown.of(row, held.get(row.person_id, []), town_day(now)) for row in chosen]
    return OfficerList(on=town_day(now), items=items)


@router.get("/powers", summary="By which powers may a township act in a matter on a day, as the team was told?")
async def list_powers(
    matter: Code, region: RegionCode, who: CanRead, work: Work, now: Now, as_of: AsOf = None
) -> PowersUsable:
    on = as_of or town_day(now)
    told, usable = await service.powers_known(work, who.scope, matter, region, on)
    return PowersUsable(matter=matter, region=region, on=on, told=told, in_force=usable)
