"""How do regions, units and persons become lines, and lines units and persons?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from dispatch.organisation.schemas import PersonGiven, UnitGiven, person_row, unit_row
from dispatch.organisation.service import regions, registers
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import RegionLine, WorkdayRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing
from dispatch.workdays import repository as workdays
from dispatch.workdays.domain import Day
from dispatch.workdays.service import override_workdays
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_TERM = {"valid_from": "生效日期", "valid_to": "失效日期", "synthetic": "合成数据"}


async def _regions(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async def fetch(after: str) -> Sequence[Any]:
        return await regions.list_regions(work, scope, parent=None, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.code):
        yield [row._asdict() for row in page if row.code.startswith(asked.region)]


async def _units(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async def fetch(after: str) -> Sequence[Any]:
        return await registers.list_units(work, scope, region=asked.region, on=asked.on, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.unit_id):
        yield [row._asdict() | {"id": row.unit_id} for row in page]


async def _persons(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """Names only where a purpose is named, and the look is noted."""
    region, on = asked.region, asked.on

    async def fetch(after: str) -> Sequence[Any]:
        return await registers.list_persons(work, scope, region=region, role=None, on=on, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.person_id):
        names: dict[str, str] = {}
        if asked.purpose is not None:
            names = await registers.open_names(work, scope, persons=page, purpose=asked.purpose, now=asked.now)
        yield [
            row._asdict() | {"id": row.person_id, "roles": sorted(row.roles or ()), "name": names.get(row.person_id)}
            for row in page
        ]


async def _take_units(desk: Desk, rows: Sequence[UnitGiven]) -> Put:
    return Put(await registers.put_units(desk.work, desk.scope, given=[unit_row(row) for row in rows], now=desk.now))


async def _take_persons(desk: Desk, rows: Sequence[PersonGiven]) -> Put:
    given = [person_row(row) for row in rows]
    return Put(await registers.put_persons(desk.work, desk.scope, given=given, now=desk.now))


# ------------------------------------------------------------------------------------------------------------ workdays
async def _workdays(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The calendar of the year of a day; it is the same for every township."""
    del scope
    days = await workdays.days_of(work.connection, [asked.on.year])
    yield [{"day": day.day, "is_workday": day.is_workday, "source": day.source} for day in days.values()]


async def _take_workdays(desk: Desk, rows: Sequence[WorkdayRow]) -> Put:
    days = [Day(row.day, row.is_workday, row.source) for row in rows]
    await override_workdays(desk.work, desk.scope, year=rows[0].year, days=days, version=None, now=desk.now)
    return Put(len(days))


_reading = partial(Sheet, read=Permission.READ_ORGANISATION)

SHEETS = (
    _reading(
        name="regions",
        title="行政区划",
        model=RegionLine,
        titles={"code": "区划代码", "name": "名称", "level": "层级", "parent": "上级代码"},
        rows=_regions,
        notes="只读 read only: the table of divisions comes with the product",
    ),
    _reading(
        name="units",
        title="机构",
        model=UnitGiven,
        titles={"id": "机构编号", "region": "区划代码", "kind": "机构类型", "name": "机构名称"} | _TERM,
        rows=_units,
        write=Permission.MANAGE_ORGANISATION,
        take=_take_units,
        key=("id",),
        within="region",
    ),
    _reading(
        name="persons",
        title="人员",
        model=PersonGiven,
        titles={
            "id": "人员编号",
            "region": "区划代码",
            "name": "姓名",
            "unit_id": "机构编号",
            "post": "岗位",
            "roles": "角色",
        }
        | _TERM,
        rows=_persons,
        write=Permission.MANAGE_ORGANISATION,
        take=_take_persons,
        key=("id",),
        within="region",
        notes="姓名只在说明用途时导出 names go out only where a purpose is named, and the look is noted",
    ),
    Sheet(
        name="workdays",
        title="工作日历",
        model=WorkdayRow,
        titles={"day": "日期", "is_workday": "工作日", "source": "依据"},
        read=Permission.READ_WORKDAYS,
        rows=_workdays,
        write=Permission.MANAGE_WORKDAYS,
        take=_take_workdays,
        key=("day",),
        group=("year", "source"),
        standing=Standing.ROWS,
    ),
)
