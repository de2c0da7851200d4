"""How do the items of an assessment become lines, and lines a draft of a register?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial

from dispatch.assessment.domain.registers import MAX_LINES, Item, Register
from dispatch.assessment.service import registers
from dispatch.sheets import repository
from dispatch.sheets.repository import pages
from dispatch.sheets.schemas import ItemRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Row, Sheet, Standing
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope

_HEAD = ("region", "year", "valid_from", "adopted_by", "ranking", "minimum_cases", "objection_days")


async def _items(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The items of the registers of a day."""
    fetch = partial(repository.items_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.region, row.code)):
        yield [row._asdict() for row in page]


async def _draw_up(desk: Desk, rows: Sequence[ItemRow]) -> Put:
    """A draft for each region and first day: another person approves it."""
    head = {name: getattr(rows[0], name) for name in _HEAD}
    items = [Item(**row.model_dump(include=set(Item.model_fields))) for row in rows]
    draft = await registers.draw_up(
        desk.work, desk.scope, desk.memory, Register(what="register", items=items, **head), now=desk.now
    )
    return Put(len(rows), [str(draft)])


SHEETS = (
    Sheet(
        name="assessment-items",
        title="考核指标",
        model=ItemRow,
        titles={
            "region": "区划代码",
            "year": "年度",
            "adopted_by": "文号",
            "code": "指标代码",
            "name": "指标名称",
            "weight": "权重",
            "basis": "依据",
            "figure": "自动计算",
            "matter": "事项代码",
            "ranking": "是否排名",
            "minimum_cases": "最少件数",
            "objection_days": "异议天数",
            "valid_from": "生效日期",
        },
        read=Permission.READ_ASSESSMENT,
        rows=_items,
        write=Permission.MANAGE_ASSESSMENT,
        take=_draw_up,
        key=("region", "valid_from", "code"),
        within="region",
        group=_HEAD,
        most=MAX_LINES,
        standing=Standing.DOCUMENT,
        notes="导入为草案，由另一人批准 a draft comes of it, which another person approves",
    ),
)
