"""How is a figure counted, in the words of its readers, and what came of it?"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict

from shared.sheets.short import csv_text

Measure = TypeVar("Measure", bound=StrEnum)
By = TypeVar("By", bound=StrEnum)
HEAD = ("对象", "起", "止", "指标", "指标名称", "分子", "分母", "数值", "公式", "排除")


@dataclass(frozen=True, slots=True)
class Formula:
    """How a measure is counted: `times` numerator by denominator (1: a mean), and what is left out."""

    title: str
    numerator: str
    denominator: str
    excluded: str
    times: int = 100

    @property
    def text(self) -> str:
        of_each = f"{self.numerator} ÷ {self.denominator}"
        return of_each if self.times == 1 else f"{of_each} × {self.times}"


@dataclass(frozen=True, slots=True)
class Asked(Generic[By]):
    """Which figures: of which region ("" for all that the caller sees), over which days, by what."""

    by: By
    region: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Counted(Generic[Measure]):
    """One measure for one thing or place (`key`, empty where it lies in none), by its formula."""

    key: str
    measure: Measure
    numerator: int
    denominator: int
    formula: Formula

    @property
    def value(self) -> float | None:
        """The measure's value to a tenth; None where there is nothing to count it among."""
        if not self.denominator:
            return None
        return round(self.formula.times * self.numerator / self.denominator, 1)


class FormulaTold(BaseModel):
    """How a measure is counted, as an answer over HTTP says it; whose measure it is, says the service."""

    title: str
    formula: str
    numerator: str
    denominator: str
    excluded: str


class FigureTold(BaseModel):
    """One figure of an answer; `value`: None where there is nothing to count among."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    numerator: int
    denominator: int
    value: float | None


def counted_of(
    rows: Iterable[Any], measures: Iterable[Measure], formulas: Mapping[Measure, Formula]
) -> list[Counted[Measure]]:
    """Return the measures of rows with `key`, and `<measure>/numerator` and `<measure>/denominator` of each."""
    return [
        Counted(
            row.key,
            measure,
            int(getattr(row, f"{measure}/numerator")),
            int(getattr(row, f"{measure}/denominator")),
            formulas[measure],
        )
        for row, measure in product(rows, list(measures))
    ]


def shown_of(formulas: Mapping[Measure, Formula]) -> list[dict[str, object]]:
    """Return how measures are counted, as an answer over HTTP says it."""
    return [
        {
            "measure": measure,
            "title": one.title,
            "formula": one.text,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "excluded": one.excluded,
            "times": one.times,
        }
        for measure, one in formulas.items()
    ]


def as_csv(counted: Iterable[Counted[Measure]], asked: Asked[By], *notes: str) -> str:
    """Return figures as CSV that a spreadsheet reads as it is (UTF-8 with its mark), and notes below them."""
    lines: list[list[object]] = [list(HEAD)]
    for one in counted:
        value = "" if one.value is None else one.value
        # Codes keep their digits: a spreadsheet would round them if it took them for numbers.
        named = [f"\t{one.key}", asked.first.isoformat(), asked.last.isoformat(), str(one.measure), one.formula.title]
        lines.append([*named, one.numerator, one.denominator, value, one.formula.text, one.formula.excluded])
    return csv_text([*lines, *([note] for note in notes)])
