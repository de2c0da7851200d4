"""How do items, scores, demands and objections of an assessment become lines, and lines what another confirms?"""

from collections.abc import AsyncIterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from dispatch.assessment.domain.refusals import LinesRefused
from dispatch.assessment.domain.registers import MAX_LINES, Item, Register, Share
from dispatch.assessment.repository import record, results
from dispatch.assessment.repository.registers import shares_of
from dispatch.assessment.service import registers, scores
from dispatch.sheets import repository
from dispatch.sheets.domain.refusals import RowsRefused
from dispatch.sheets.repository import PAGE, pages
from dispatch.sheets.schemas import ItemRow
from dispatch.sheets.schemas.records import DemandRow, ObjectionRow, ScoreRow, YearResultRow
from dispatch.sheets.service.sheet import Asked, Desk, Put, Sheet, Standing, one_by_one
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.permissions import Permission
from shared.runtime.scope import Scope
from shared.sheets.files import Row
from shared.sheets.messages import message_of

_HEAD = ("region", "year", "valid_from", "adopted_by", "ranking", "minimum_cases", "objection_days", "shares")


async def _items(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The items of the registers of a day, each with the shares of its register."""
    fetch = partial(repository.items_after, work.connection, scope, asked.region, asked.on)
    async for page in pages(fetch, None, lambda row: (row.region, row.code)):
        shares: dict[UUID, list[str]] = {}
        for one in await shares_of(work.connection, {row.register_id for row in page}, scope.region):
            shares.setdefault(one.register_id, []).append(f"{one.unit_id}={one.township_percent}")
        yield [row._asdict() | {"shares": sorted(shares.get(row.register_id, ()))} for row in page]


async def _draw_up(desk: Desk, rows: Sequence[ItemRow]) -> Put:
    """A draft for each region and first day: another person approves it."""
    shares = rows[0].as_shares
    head = {name: getattr(rows[0], name) for name in _HEAD} | {"shares": shares}
    items = [Item(**row.model_dump(include=set(Item.model_fields))) for row in rows]
    try:
        draft = await registers.draw_up(
            desk.work, desk.scope, desk.memory, Register(what="register", items=items, **head), now=desk.now
        )
    except LinesRefused as refused:
        raise RowsRefused(str(refused), rows=_by_line(refused, shares)) from refused
    return Put(len(rows), [str(draft)])


def _by_line(refused: LinesRefused, shares: Sequence[Share]) -> list[Mapping[str, Any]]:
    """Return what is wrong with a register by its line; with a share, which stands in each, by the first."""
    lines: Any = refused.facts["lines"]
    return [one if one["part"] == "items" else _of_share(one["code"], shares[one["index"]].unit_id) for one in lines]


def _of_share(code: str, unit_id: str) -> Mapping[str, Any]:
    zh, en = message_of(code)
    return {"index": 0, "code": code, "shares": unit_id, "message": f"{unit_id}：{zh}", "detail": f"{unit_id}: {en}"}


# ------------------------------------------------------------------------------------ scores, demands and objections
async def _newest(work: UnitOfWork, scope: Scope, asked: Asked, fetch: Any) -> AsyncIterator[Sequence[Any]]:
    """The pages of a record as it stood on a day."""

    async def page(after: UUID | None) -> Sequence[Any]:
        found: Sequence[Any] = await fetch(
            work.connection, scope, region=asked.region, after=after, limit=PAGE, on=asked.on
        )
        return found

    async for rows in pages(page, None, lambda row: row.id):
        yield rows


async def _scores(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async for rows in _newest(work, scope, asked, record.list_scores):
        yield [row._asdict() for row in rows]


async def _score(desk: Desk, rows: Sequence[ScoreRow]) -> Put:
    """An open score for each line: another person confirms it."""
    given: list[str] = []

    async def take(row: ScoreRow) -> bool:
        about = row.model_dump(exclude={"day"})
        year, day = row.day.year, row.day
        score = await scores.give(
            desk.work, desk.scope, desk.memory, **about, year=year, on=day, corrects=None, now=desk.now
        )
        given.append(str(score))
        return True

    return Put(await one_by_one(rows, take), given)


async def _demands(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async for rows in _newest(work, scope, asked, record.list_demands):
        yield [row._asdict() | {"asked_on": town_day(row.at)} for row in rows]


async def _objections(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    async for rows in _newest(work, scope, asked, record.list_objections):
        yield [row._asdict() | {"raised_on": town_day(row.raised_at)} for row in rows]


async def _results(work: UnitOfWork, scope: Scope, asked: Asked) -> AsyncIterator[Sequence[Row]]:
    """The versions of all years that were fixed by a day."""
    async for rows in _newest(work, scope, asked, partial(results.list_results, year=None)):
        yield [row._asdict() | _as_fixed(row.body) | {"confirmed_on": town_day(row.confirmed_at)} for row in rows]


def _as_fixed(body: Mapping[str, Any]) -> Row:
    """Return what stands of a document in one line; an item without a score is one that does not apply."""
    total = body["total"]
    scored = [(one["code"], one["weight"], one["score"]) for part in total["parts"] for one in part["items"]]
    return {
        "total": total["total"],
        "formula": total["formula"],
        "items": [f"{code}={weight}:{'' if score is None else score}" for code, weight, score in scored],
        "registers": [one["adopted_by"] for one in body["registers"]],
    }


_reading = partial(Sheet, read=Permission.READ_ASSESSMENT)

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
            "shares": "派驻机构乡镇权重（%）",
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
        notes="派驻机构乡镇权重各行相同，如 u-land=60；导入为草案，由另一人批准 "
        "shares are the same in each line: u-land=60; another person approves the draft",
    ),
    _reading(
        name="assessment-scores",
        title="考核评分",
        model=ScoreRow,
        titles={
            "region": "乡镇代码",
            "day": "日期",
            "about": "评分对象类型",
            "subject": "评分对象",
            "points": "得分",
            "reason": "理由",
        },
        shown={"state": "状态", "given_by": "评分人", "decided_by": "确认人"},
        rows=_scores,
        write=Permission.MANAGE_ASSESSMENT,
        take=_score,
        key=("region", "day", "about", "subject"),
        within="region",
        standing=Standing.ROWS,
        notes="导入后由另一人确认 another person confirms each score",
    ),
    _reading(
        name="assessment-demands",
        title="考核要求",
        model=DemandRow,
        titles={
            "region": "乡镇代码",
            "year": "年度",
            "kind": "要求类型",
            "department": "提出部门",
            "title": "名称",
            "item": "指标代码",
            "void": "无效",
            "reason": "无效原因",
            "by": "提出人",
            "asked_on": "提出日期",
        },
        rows=_demands,
        notes="只读 read only: each attempt is recorded as it is made, void or not",
    ),
    _reading(
        name="assessment-objections",
        title="考核异议",
        model=ObjectionRow,
        titles={
            "region": "乡镇代码",
            "year": "年度",
            "figure": "指标",
            "subject_kind": "异议对象类型",
            "subject": "异议对象",
            "ground": "异议理由",
            "document": "文号",
            "state": "状态",
            "raised_by": "提出人",
            "raised_on": "提出日期",
            "decided_by": "决定人",
        },
        rows=_objections,
        notes="只读 read only: a township objects to one thing at a time, and the county decides on each",
    ),
    _reading(
        name="assessment-results",
        title="年度考核结果",
        model=YearResultRow,
        titles={
            "region": "乡镇代码",
            "year": "年度",
            "version": "版本",
            "total": "总分",
            "items": "指标权重与得分",
            "formula": "计算公式",
            "registers": "考核清单文号",
            "adopted_by": "定档文号",
            "reason": "更正理由",
            "proposed_by": "提出人",
            "confirmed_by": "确认人",
            "confirmed_on": "定档日期",
        },
        rows=_results,
        notes="只读 read only: one person of the county proposes to fix a year, another confirms",
    ),
)
