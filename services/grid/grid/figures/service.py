"""How are the grid's figures counted, written as a file, and looked behind?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from grid.figures import repository
from grid.figures.domain import FORMULAS, NO_RANKING, By, Counted, Measure, Part, Period
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.sheets.short import csv_text


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: of which region ("" for all that the caller sees), over which days, by what."""

    by: By
    region: str
    first: date
    last: date


async def count(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> list[Counted]:
    """Return every measure for every cell, worker or place that the caller sees, by key. Raises BadPeriod."""
    period = Period.of(asked.first, asked.last, now)
    found: list[Counted] = []
    for measure in Measure:
        rows = await repository.count(work.connection, scope, measure, by=asked.by, region=asked.region, period=period)
        found += [Counted(row.key, measure, row.numerator, row.denominator) for row in rows]
    return sorted(found, key=lambda one: (one.key, list(Measure).index(one.measure)))


async def look_behind(
    work: UnitOfWork,
    scope: Scope,
    asked: Asked,
    measure: Measure,
    *,
    key: str,
    part: Part,
    after: UUID | None,
    limit: int,
    now: datetime,
) -> Sequence[UUID]:
    """Return the ids behind one number. Raises BadPeriod."""
    period = Period.of(asked.first, asked.last, now)
    return await repository.behind(
        work.connection,
        scope,
        measure,
        by=asked.by,
        key=key,
        region=asked.region,
        period=period,
        part=part,
        after=after,
        limit=limit,
    )


async def as_file(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> str:
    """Return the figures as CSV that a spreadsheet reads as it is (UTF-8 with its mark). Raises BadPeriod."""
    lines: list[list[object]] = [
        ["对象", "起", "止", "指标", "指标名称", "分子", "分母", "数值", "公式", "排除"],
    ]
    for one in await count(work, scope, asked, now=now):
        formula = FORMULAS[one.measure]
        value = "" if one.value is None else one.value
        # Codes keep their digits: a spreadsheet would round them if it took them for numbers.
        named = [f"\t{one.key}", asked.first.isoformat(), asked.last.isoformat(), str(one.measure), formula.title]
        lines.append([*named, one.numerator, one.denominator, value, formula.text, formula.excluded])
    return csv_text([*lines, [NO_RANKING]])
