"""How do the catalogue, requests and queries of the exchange become lines, and lines a draft of a catalogue?"""

from collections.abc import AsyncIterator, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dispatch.exchange.domain.catalogue import SetGiven, next_version
from dispatch.exchange.domain.refusals import SetsRefused
from dispatch.exchange.repository import catalogue as catalogue_rows
from dispatch.exchange.repository import requests as request_rows
from dispatch.exchange.schemas import MAX_SETS
from dispatch.exchange.service import catalogue
from dispatch.exchange.service.requests import own_unit
from dispatch.sheets import repository
from dispatch.sheets.domain.refusals import RowsRefused
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas.exchange import QueryRow, RequestRow, SetRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, one_by_one
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row
from shared.sheets.refusals import Problem

_HEAD = ("region", "valid_from", "adopted_by")
_MOST_LINES = MAX_SETS * 50


# ------------------------------------------------------------------------------------------------------- the catalogue
async def _sets(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """A line for each column of each set in force on a day; one that has none has a line as well."""

    async def fetch(after: tuple[str, str]) -> Sequence[Any]:
        return await catalogue_rows.list_sets(
            work.connection, scope, region=asked.region, on=asked.on, after=after, limit=PAGE
        )

    async for page in pages(fetch, ("", ""), lambda row: (row.region, row.code)):
        yield [row._asdict() | _column(one) for row in page for one in row.columns or [{}]]


def _column(one: dict[str, str]) -> dict[str, str | None]:
    return {"column": one.get("name"), "meaning": one.get("meaning"), "sensitivity": one.get("sensitivity")}


async def _draw_up(desk: Desk, rows: Sequence[SetRow]) -> Put:
    """A draft of what does not stand in the same words: another person publishes it."""
    head, lines = rows[0], _lines_by_set(rows)
    sets = {code: rows[places[0]].as_set([rows[place] for place in places]) for code, places in lines.items()}
    wanted = [one for one in sets.values() if one != await _standing(desk, head, one.code)]
    if not wanted:
        return Put()
    named = [lines[one.code] for one in wanted]
    await _require_newest(desk, head, rows, [places[0] for places in named])
    about = {name: getattr(head, name) for name in _HEAD}
    try:
        draft = await catalogue.draw_up(desk.work, desk.scope, **about, sets=wanted, now=desk.now)
    except SetsRefused as refused:
        raise RowsRefused(str(refused), rows=_by_line(refused, rows, named)) from refused
    return Put(sum(len(places) for places in named), [str(draft)])


def _lines_by_set(rows: Sequence[SetRow]) -> dict[str, list[int]]:
    """Return code → the places of its lines. Raises RowsRefused where they say different things of the set."""
    lines: dict[str, list[int]] = {}
    for place, row in enumerate(rows):
        lines.setdefault(row.code, []).append(place)
    firsts = {code: rows[places[0]].head for code, places in lines.items()}
    bad = [
        {"index": place, "code": Problem.LINES_DISAGREE}
        for place, row in enumerate(rows)
        if row.head != firsts[row.code]
    ]
    if bad:
        raise RowsRefused("the lines of a set say the same of it", rows=bad)
    return lines


async def _standing(desk: Desk, head: SetRow, code: str) -> SetGiven | None:
    """Return the set as it stands on the day, where the caller reaches it."""
    if not desk.scope.covers(head.region):
        return None
    return await catalogue_rows.set_on(desk.work.connection, head.region, code, head.valid_from)


async def _require_newest(desk: Desk, head: SetRow, rows: Sequence[SetRow], places: Sequence[int]) -> None:
    """Raise RowsRefused with each set of which a later version stands."""

    async def check(row: SetRow) -> bool:
        if desk.scope.covers(head.region):
            next_version(await catalogue_rows.versions_of(desk.work.connection, head.region, row.code), head.valid_from)
        return False

    try:
        await one_by_one([rows[place] for place in places], check)
    except RowsRefused as refused:
        found: Any = refused.facts["rows"]
        raise RowsRefused(str(refused), rows=[one | {"index": places[one["index"]]} for one in found]) from refused


def _by_line(refused: SetsRefused, rows: Sequence[SetRow], named: Sequence[Sequence[int]]) -> list[dict[str, Any]]:
    """Return what the catalogue says of sets and columns by the line in which each stands."""
    found: Any = refused.facts["sets"]
    return [
        one
        | {
            "index": next(
                (at for at in named[one["index"]] if rows[at].column == one.get("column")), named[one["index"]][0]
            )
        }
        for one in found
    ]


# ------------------------------------------------------------------------------------------------ requests and queries
async def _requests(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """What departments had asked for by a day, as it stood then; a department has its own."""
    async for page in _request_pages(work, scope, asked):
        yield [row._asdict() | {"asked_on": town_day(row.asked_at)} for row in page]


async def _request_pages(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Any]]:
    async def fetch(after: UUID | None) -> Sequence[Any]:
        return await request_rows.list_requests(
            work.connection,
            scope,
            own_unit(scope, asked.held),
            state=None,
            late_at=None,
            stuck=False,
            region=asked.region,
            on=asked.on,
            after=after,
            limit=PAGE,
        )

    async for page in pages(fetch, None, lambda row: row.id):
        yield page


async def _queries(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """Who had queried by which grant until a day, and for what."""
    async for requests in _request_pages(work, scope, asked):
        fetch = partial(repository.queries_after, work.connection, [row.id for row in requests], asked.on)
        async for page in pages(fetch, None, lambda row: (row.request_id, row.id)):
            yield [row._asdict() for row in page]


_reading = partial(Sheet, read=Permission.READ_EXCHANGE)

SHEETS = (
    _reading(
        name="exchange-sets",
        title="共享目录",
        model=SetRow,
        titles={
            "region": "县区代码",
            "valid_from": "生效日期",
            "adopted_by": "文号",
            "code": "数据集代码",
            "name": "数据集名称",
            "owner": "提供单位",
            "sharing": "共享类型",
            "ground": "不予共享依据",
            "refresh_minutes": "更新间隔（分钟）",
            "limit_days": "可查天数",
            "limit_grant_days": "授权天数",
            "limit_queries": "每天查询次数",
            "limit_rows": "每天行数",
            "column": "字段",
            "meaning": "字段含义",
            "sensitivity": "敏感程度",
        },
        shown={"version": "版本", "published_by": "发布人"},
        rows=_sets,
        write=Permission.MANAGE_EXCHANGE,
        take=_draw_up,
        key=("region", "valid_from", "code", "column"),
        within="region",
        group=_HEAD,
        most=_MOST_LINES,
        notes="一个字段一行；导入为草案，由另一人发布 a line a column; another person publishes the draft",
    ),
    _reading(
        name="exchange-requests",
        title="共享申请",
        model=RequestRow,
        titles={
            "id": "申请编号",
            "region": "县区代码",
            "unit": "申请单位",
            "owner": "提供单位",
            "set_code": "数据集代码",
            "purpose": "用途",
            "legal_basis": "法律依据",
            "columns": "字段",
            "place": "范围",
            "fields": "领域",
            "since": "数据起始日",
            "until": "数据截止日",
            "mode": "方式",
            "last_day": "授权截止日",
            "state": "状态",
            "asked_on": "申请日期",
        },
        rows=_requests,
        notes="只读 read only: a department asks by itself, and another person decides on each request",
    ),
    _reading(
        name="exchange-queries",
        title="共享查询记录",
        model=QueryRow,
        titles={
            "id": "查询编号",
            "request_id": "申请编号",
            "region": "县区代码",
            "unit": "查询单位",
            "set_code": "数据集代码",
            "purpose": "用途",
            "by": "查询人",
            "day": "日期",
            "columns": "字段",
            "rows": "行数",
        },
        rows=_queries,
        notes="只读 read only: the log writes itself",
    ),
)
