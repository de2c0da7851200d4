"""How do duty lists, matters and the crosswalk become lines, and lines drafts and tables?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dispatch.duties.domain.lists import DraftGiven
from dispatch.duties.repository import admissions
from dispatch.duties.repository import lists as duties
from dispatch.duties.schemas.lists import MAX_LINES
from dispatch.duties.service import lists
from dispatch.sheets import repository
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import DutyLine
from dispatch.sheets.schemas.records import AdmissionRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing
from dispatch.triage import service as triage
from dispatch.triage.schemas import MatterGiven, WalkGiven
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_HEAD = ("region", "valid_from", "title", "adopted_by")


async def _lines(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The lists in force on a day, one after the other."""

    async def fetch(after: str) -> Sequence[Any]:
        return await duties.list_lists(
            work.connection, scope, region=asked.region, on=asked.on, after=after, limit=PAGE
        )

    async for page in pages(fetch, "", lambda row: row.region):
        for found in page:
            head = {name: getattr(found, name) for name in _HEAD} | {"version": found.version}
            yield [row._asdict() | head for row in await duties.lines_of(work.connection, found.id, None)]


async def _draw_up(desk: Desk, rows: Sequence[DutyLine]) -> Put:
    """A draft for each list: another person publishes it."""
    head = rows[0]
    given = DraftGiven(head.region, head.valid_from, head.title, head.adopted_by, [row.as_duty() for row in rows])
    draft = await lists.draw_up(desk.work, desk.scope, given, now=desk.now)
    return Put(len(rows), [str(draft)])


async def _admissions(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """What departments had applied for by a day, as it stood then; a township has what concerns it."""

    async def fetch(after: UUID | None) -> Sequence[Any]:
        return await admissions.list_admissions(
            work.connection, scope, state=None, late_at=None, on=asked.on, after=after, limit=PAGE
        )

    async for page in pages(fetch, None, lambda row: row.id):
        yield [
            row._asdict()
            | {name: row.line[name] for name in ("kind", "lead", "legal_basis")}
            | {"applied_on": town_day(row.applied_at), "due_on": town_day(row.due_at)}
            for row in page
            if any(place.startswith(asked.region) for place in (row.region, *row.townships))
        ]


async def _matters(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    del scope, asked
    async for page in pages(partial(repository.matters_after, work.connection), None, lambda row: (row.code,)):
        yield [row._asdict() for row in page]


async def _crosswalk(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    del scope, asked
    fetch = partial(repository.crosswalk_after, work.connection)
    async for page in pages(fetch, None, lambda row: (row.scheme, row.code)):
        yield [row._asdict() for row in page]


async def _take_table(desk: Desk, rows: Sequence[MatterGiven | WalkGiven], *, table: str) -> Put:
    await triage.load_tables(desk.work, {table: [row.model_dump(mode="json") for row in rows]})
    return Put(len(rows))


_tables = partial(Sheet, read=Permission.MANAGE_TRIAGE, write=Permission.MANAGE_TRIAGE, standing=Standing.ROWS)

SHEETS = (
    Sheet(
        name="duty-lists",
        title="职责清单",
        model=DutyLine,
        titles={
            "region": "区划代码",
            "valid_from": "生效日期",
            "title": "清单名称",
            "adopted_by": "文号",
            "matter": "事项代码",
            "kind": "职责类别",
            "lead": "牵头单位",
            "support": "配合单位",
            "legal_basis": "法律依据",
        },
        shown={"name": "事项名称", "field": "领域", "version": "清单版本"},
        read=Permission.READ_DUTIES,
        rows=_lines,
        write=Permission.MANAGE_DUTIES,
        take=_draw_up,
        key=(*_HEAD, "matter"),
        within="region",
        group=_HEAD,
        most=MAX_LINES,
        standing=Standing.DOCUMENT,
        notes="导入为草案，由另一人发布 a draft comes of it, which another person publishes",
    ),
    Sheet(
        name="admissions",
        title="准入申请",
        model=AdmissionRow,
        titles={
            "id": "申请编号",
            "region": "县区代码",
            "unit": "申请单位",
            "matter": "事项代码",
            "kind": "职责类别",
            "lead": "牵头单位",
            "legal_basis": "法律依据",
            "townships": "乡镇代码",
            "why": "理由",
            "persons": "人员",
            "money_fen": "经费（分）",
            "training": "培训",
            "wanted_from": "拟生效日期",
            "applied_on": "申请日期",
            "state": "状态",
            "due_on": "办理期限",
        },
        read=Permission.READ_DUTIES,
        rows=_admissions,
        notes="只读 read only: a department applies in writing, and each office takes its own step",
    ),
    _tables(
        name="matters",
        title="事项",
        model=MatterGiven,
        titles={
            "code": "事项代码",
            "name": "事项名称",
            "name_en": "英文名称",
            "field": "领域",
            "executor": "办理主体",
            "unit_kind": "机构类型",
            "urgency": "紧急程度",
            "legal_basis": "法律依据",
            "danger": "危及生命或公共安全",
        },
        rows=_matters,
        take=partial(_take_table, table="matters"),
        key=("code",),
    ),
    _tables(
        name="crosswalk",
        title="分类对照",
        model=WalkGiven,
        titles={"scheme": "分类标准", "code": "分类代码", "matter": "事项代码"},
        rows=_crosswalk,
        take=partial(_take_table, table="crosswalk"),
        key=("scheme", "code"),
    ),
)
