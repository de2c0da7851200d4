"""How do figures, and the cases behind them, go out as CSV? Whole before the first byte leaves, and bounded."""

import csv
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from io import TextIOWrapper
from tempfile import TemporaryFile
from typing import IO, Any, Final

from sqlalchemy import Row

from dispatch.figures.domain.formulas import text_of
from dispatch.figures.domain.refusals import TooManyRows
from dispatch.figures.domain.terms import Exclusion
from dispatch.figures.service import figures
from dispatch.figures.service.figures import Answer, Behind, Question
from shared.clock import SHANGHAI
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.sheets.defuse import defused

MOST_ROWS: Final = 50_000
# Each page counts all cases anew: nearly every file is one.
_KEYS_A_PAGE: Final = 5_000
_CASES_A_PAGE: Final = 2_000
FIGURES_HEAD: Final = ("代码", "名称", "指标", "分子", "分母", "不计", "比率", "公式")
CASES_HEAD: Final = (
    "案件编号",
    "状态",
    "区域",
    "事项",
    "承办单位",
    "来源",
    "受理时间",
    "统计时点",
    "结束时间",
    "不计原因",
)


class Csv:
    """A CSV on disk: with a byte order mark, or a Chinese spreadsheet takes it for GBK; no formula leaves in it."""

    def __init__(self, head: Iterable[str]) -> None:
        self._file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
        self._text = TextIOWrapper(self._file, encoding="utf-8-sig", newline="", write_through=True)
        self._csv = csv.writer(self._text)
        self._csv.writerow(head)
        self._rows = 0

    def add(self, rows: Iterable[Iterable[object]]) -> None:
        """Raises TooManyRows."""
        for row in rows:
            self._rows += 1
            if self._rows > MOST_ROWS:
                self._text.close()
                raise TooManyRows("ask for a smaller region or a shorter time", most=MOST_ROWS)
            self._csv.writerow([_cell(value) for value in row])

    def finished(self) -> IO[bytes]:
        self._text.flush()
        self._text.detach()
        self._file.seek(0)
        return self._file


async def figures_file(work: UnitOfWork, scope: Scope, question: Question, *, now: datetime) -> IO[bytes]:
    """Return all figures of a question. Raises what `figures.read` raises, and TooManyRows."""
    file, after = Csv(FIGURES_HEAD), None
    while True:
        answer = await figures.read(work, scope, question, after=after, limit=_KEYS_A_PAGE, now=now)
        file.add(_lines(answer))
        after = answer.next
        if after is None:
            return file.finished()


def _lines(answer: Answer) -> Iterable[tuple[object, ...]]:
    versions = {variant.version.id: variant.version for variant in answer.variants}
    for line in answer.lines:
        for number in line.numbers:
            used = [versions[one] for one in number.formulas]
            rate = "" if number.rate is None else f"{number.rate:.2%}"
            texts = "；".join(f"{v.name} 第{v.version}版：{text_of(v.formula)}" for v in used)
            counted = (number.numerator, number.denominator, number.excluded)
            yield line.key, line.name, used[0].name, *counted, rate, texts


async def cases_file(work: UnitOfWork, scope: Scope, question: Question, behind: Behind, *, now: datetime) -> IO[bytes]:
    """Return all cases behind a number. Raises what `figures.list_behind` raises, and TooManyRows."""
    file, page = Csv(CASES_HEAD), replace(behind, after=None, limit=_CASES_A_PAGE)
    while True:
        rows = await figures.list_behind(work, scope, question, page, now=now)
        file.add(_case(row) for row in rows)
        if len(rows) < _CASES_A_PAGE:
            return file.finished()
        page = replace(page, after=rows[-1].id)


def _case(row: Row[Any]) -> tuple[object, ...]:
    why = Exclusion(row.excluded_as).zh if row.excluded_as else None
    named = (row.number, row.state, row.region, row.matter, row.unit, row.source)
    return *named, row.opened_at, row.at, row.closed_at, why


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return defused(value) if isinstance(value, str) else value
