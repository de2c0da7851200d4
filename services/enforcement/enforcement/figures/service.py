"""How are the team's figures counted, and written as a file?"""

from dataclasses import dataclass
from datetime import date, datetime

from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.sheets.short import csv_text

from . import repository
from .domain import FORMULAS, By, Counted, Measure, Period

HEAD = ("对象", "起", "止", "指标", "指标名称", "分子", "分母", "数值", "公式", "排除")
# So many powers a province's townships have not used are looked at.
MOST_UNUSED = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures: of which region ("" for all that the caller sees), over which days, by what."""

    by: By
    region: str
    first: date
    last: date


async def count(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> list[Counted]:
    """Return every measure for every key that the caller sees, in the order of keys. Raises BadPeriod."""
    period = Period.of(asked.first, asked.last, now)
    rows = await repository.count(work.connection, scope, by=asked.by, region=asked.region, period=period)
    return [
        Counted(row.key, measure, *(int(getattr(row, f"{measure}/{part}")) for part in ("numerator", "denominator")))
        for row in rows
        for measure in Measure
    ]


async def unused(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> list[tuple[str, str]]:
    """Return township and code of the powers that nobody used in a period. Raises BadPeriod."""
    period = Period.of(asked.first, asked.last, now)
    rows = await repository.unused_powers(work.connection, scope, region=asked.region, period=period, limit=MOST_UNUSED)
    held = [row for row in rows if repository.in_force_within(row.terms, asked.first, asked.last)]
    return [(row.region, row.code) for row in held]


async def as_file(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> str:
    """Return the figures as CSV that a spreadsheet reads as it is (UTF-8 with its mark). Raises BadPeriod."""
    lines: list[list[object]] = [list(HEAD)]
    for one in await count(work, scope, asked, now=now):
        formula = FORMULAS[one.measure]
        # Codes keep their digits: a spreadsheet would round them if it took them for numbers.
        named = [f"\t{one.key}", asked.first.isoformat(), asked.last.isoformat(), str(one.measure), formula.title]
        value = "" if one.value is None else one.value
        lines.append([*named, one.numerator, one.denominator, value, formula.text, formula.excluded])
    return csv_text(lines)
