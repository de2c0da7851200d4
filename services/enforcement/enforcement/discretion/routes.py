"""Who publishes discretion tables, and who reads them?"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path
from sqlalchemy import Row

from shared.clock import town_day
from shared.runtime.app import Now, Work
from shared.runtime.auth import Principal, allowed
from shared.runtime.idempotency import IdempotentRoute
from shared.runtime.permissions import Permission
from shared.runtime.text import Code, RegionCode

from . import service
from .domain import table_on
from .schemas import TableGiven, TablePage, TableShown

router = APIRouter(prefix="/discretion", tags=["discretion 裁量基准"], route_class=IdempotentRoute)

CanRead = Annotated[Principal, Depends(allowed(Permission.READ_PENALTIES))]
CanManage = Annotated[Principal, Depends(allowed(Permission.MANAGE_DISCRETION))]
Matter = Annotated[Code, Path()]


@router.put("/{matter}", summary="Publish the table of a matter, from a day on (art. 34)")
async def publish(matter: Matter, body: TableGiven, who: CanManage, work: Work, now: Now) -> TablePage:
    table, read = body.table(), body.version
    rows = await service.publish(work, who.scope, matter=matter, table=table, expected=read, now=now)
    return _page(matter, rows, town_day(now))


@router.get("/{matter}", summary="The tables of a matter in a region and above it, and which of them holds")
async def read(matter: Matter, region: RegionCode, who: CanRead, work: Work, now: Now) -> TablePage:
    return _page(matter, await service.versions(work, who.scope, matter=matter, region=region), town_day(now))


def _page(matter: str, rows: Sequence[Row[Any]], today: date) -> TablePage:
    tables = [service.table_of(row) for row in rows]
    held = table_on(tables, today)
    items = [TableShown.model_validate(table) for table in tables]
    return TablePage(matter=matter, holds=TableShown.model_validate(held) if held else None, items=items)
