"""How do the catalogue of powers and the powers of townships become lines, and lines a choice?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any

from dispatch.powers.domain.life import State
from dispatch.powers.repository import catalogue as catalogue_rows
from dispatch.powers.repository.reading import Chosen
from dispatch.powers.repository.takeovers import lives_of
from dispatch.powers.schemas import MAX_ROWS
from dispatch.powers.service import catalogue, choice, register
from dispatch.powers.service.lives import Caller
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import CatalogueLine, PowerLine
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row

_OVER = {State.DROPPED, State.TAKEN_BACK}


async def _catalogue(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The catalogue of a day; it is the same for every township."""
    del scope

    async def fetch(after: str) -> Sequence[Any]:
        return await catalogue_rows.list_catalogue(work.connection, on=asked.on, kind=None, after=after, limit=PAGE)

    async for page in pages(fetch, "", lambda row: row.code):
        yield [row._asdict() for row in page]


async def _take_catalogue(desk: Desk, rows: Sequence[CatalogueLine]) -> Put:
    given, head = [row.as_given().as_row() for row in rows], rows[0]
    return Put(
        await catalogue.put_catalogue(
            desk.work, desk.scope, given, valid_from=head.valid_from, adopted_by=head.adopted_by, now=desk.now
        )
    )


async def _powers(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The powers that townships hold or are being given, as they stood on a day."""

    async def fetch(after: tuple[str, str]) -> Sequence[Any]:
        page = await register.list_powers(work, scope, Chosen(asked.region), on=asked.on, after=after, limit=PAGE)
        return [row for row, _ in page]

    async for page in pages(fetch, ("", ""), lambda row: (row.region, row.code)):
        yield [row._asdict() | {"state": row.stood} for row in page if row.stood not in _OVER]


async def _choose(desk: Desk, rows: Sequence[PowerLine]) -> Put:
    """Choose what the township does not have yet; another person than the one who chose proclaims it."""
    region, codes = rows[0].region, [row.code for row in rows]
    known = await lives_of(desk.work.connection, [(region, code) for code in codes])
    wanted = [code for code in codes if not known.get((region, code), (0, False))[1]]
    if not desk.scope.covers(region) or wanted:
        caller = Caller(desk.scope, desk.now)
        return Put(await choice.choose(desk.work, caller, region, wanted or codes))
    return Put()


_sheet = partial(Sheet, read=Permission.READ_POWERS, write=Permission.MANAGE_POWERS)

SHEETS = (
    _sheet(
        name="powers-catalogue",
        title="权力目录",
        model=CatalogueLine,
        titles={
            "valid_from": "生效日期",
            "adopted_by": "文号",
            "code": "权力代码",
            "name": "权力名称",
            "kind": "权力类型",
            "mode": "下放方式",
            "field": "领域",
            "principal": "原实施部门类型",
            "matters": "事项代码",
            "legal_basis": "法律依据",
            "officers": "所需执法人员",
            "equipment": "所需装备",
            "valid_to": "失效日期",
        },
        shown={"version": "版本"},
        rows=_catalogue,
        take=_take_catalogue,
        key=("code", "valid_from"),
        group=("valid_from", "adopted_by"),
        most=MAX_ROWS,
        standing=Standing.ROWS,
    ),
    _sheet(
        name="powers",
        title="乡镇权力",
        model=PowerLine,
        titles={"region": "区划代码", "code": "权力代码"},
        shown={"name": "权力名称", "kind": "权力类型", "mode": "下放方式", "state": "状态", "version": "版本"},
        rows=_powers,
        take=_choose,
        key=("region", "code"),
        within="region",
        group=("region",),
        most=MAX_ROWS,
        notes="导入即选用，由另一人公布 what comes in is chosen; another person proclaims it",
    ),
)
