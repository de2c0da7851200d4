"""How do townships that were taken in, and standards of their types, become lines, and lines adoptions and drafts?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from pydantic import ValidationError

from dispatch.adoption.domain.refusals import PackRefused
from dispatch.adoption.domain.standards import StandardWanted, pack_from
from dispatch.adoption.domain.townships import Wanted
from dispatch.adoption.repository import townships as township_rows
from dispatch.adoption.service import standards, townships
from dispatch.sheets.domain.refusals import RowsRefused
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas.adoption import MOST_LINES, AdoptedRow, StandardRow, lines_of, pack_of
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing, one_by_one
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row
from shared.sheets.refusals import Problem

_HEAD = ("type", "valid_from", "title", "adopted_by")


# ----------------------------------------------------------------------------------------------------------- townships
async def _townships(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The townships that are taken in on a day, and which of them show it to others."""
    here = township_rows.Asked(asked.region)

    async def fetch(after: str) -> Sequence[Any]:
        return await township_rows.list_townships(work.connection, scope, here, on=asked.on, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.region):
        yield [row._asdict() for row in page]


async def _adopt(desk: Desk, rows: Sequence[AdoptedRow]) -> Put:
    """Take townships in; what says nothing new changes nothing."""

    async def take(row: AdoptedRow) -> bool:
        wanted = Wanted(**row.model_dump(), overlay=None)
        return (await townships.adopt(desk.work, desk.scope, wanted, now=desk.now)).step is not None

    return Put(await one_by_one(rows, take))


# ----------------------------------------------------------------------------------------------------------- standards
async def _standards(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The standards of a day, a line for each thing that they ask for; they are the same for every township."""
    del scope
    for row in await standards.list_standards(work, None, asked.on):
        head = {name: getattr(row, name) for name in (*_HEAD, "version")}
        yield [head | line for line in lines_of(pack_from(row.pack))]


async def _draw_up(desk: Desk, rows: Sequence[StandardRow]) -> Put:
    """A draft for each standard: another person of the province publishes it."""
    head = {name: getattr(rows[0], name) for name in _HEAD}
    try:
        pack = pack_of(list(rows)).as_pack()
    except ValidationError as error:
        bad = [{"index": 0, "code": Problem.BAD_VALUE, "detail": one["msg"]} for one in error.errors()]
        raise RowsRefused("a standard has too much of something", rows=bad) from error
    try:
        draft = await standards.draw_up(
            desk.work, desk.scope, StandardWanted(**head, pack=pack, derived_from=None), now=desk.now
        )
    except PackRefused as refused:
        raise RowsRefused(str(refused), rows=_by_line(refused, rows)) from refused
    return Put(len(rows), [str(draft)])


def _by_line(refused: PackRefused, rows: Sequence[StandardRow]) -> list[dict[str, Any]]:
    """Return what is wrong with a standard by the line in which it stands; with the whole, by its first line."""
    places = {f"{row.part}.{row.what}": index for index, row in enumerate(rows)}
    problems: Any = refused.facts["problems"]
    return [{"index": places.get(one["place"], 0), "code": one["code"]} for one in problems]


_sheet = partial(Sheet, read=Permission.READ_ADOPTION, write=Permission.MANAGE_ADOPTION)

SHEETS = (
    _sheet(
        name="adopted-townships",
        title="纳入乡镇",
        model=AdoptedRow,
        titles={
            "region": "乡镇代码",
            "type": "乡镇类型",
            "version": "标准版本",
            "valid_from": "生效日期",
            "document": "文号",
            "reason": "类型理由",
        },
        shown={"name": "乡镇名称", "demonstration": "示范乡镇", "valid_to": "失效日期"},
        rows=_townships,
        take=_adopt,
        key=("region",),
        within="region",
        notes="只登记按哪一版标准纳入；示范另行申报 by which standard only; a demonstration is proposed by itself",
    ),
    _sheet(
        name="adoption-standards",
        title="乡镇标准",
        model=StandardRow,
        titles={
            "type": "乡镇类型",
            "valid_from": "生效日期",
            "title": "标准名称",
            "adopted_by": "文号",
            "part": "要求类型",
            "what": "代码",
            "name": "机构名称",
            "number": "数量",
            "duty": "职责类别",
            "lead": "牵头机构",
            "support": "配合单位",
            "legal_basis": "法律依据",
        },
        shown={"version": "版本"},
        rows=_standards,
        take=_draw_up,
        key=("type", "valid_from", "part", "what"),
        group=_HEAD,
        most=MOST_LINES,
        standing=Standing.DOCUMENT,
        notes="一项要求一行；导入为草案，由另一人发布 a line a thing; another person publishes the draft",
    ),
)
