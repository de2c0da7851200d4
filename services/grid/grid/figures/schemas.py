"""How do the grid's figures look over HTTP?"""

from datetime import date
from uuid import UUID

from pydantic import BaseModel

from grid.figures.domain import FORMULAS, NO_RANKING, By, Measure, Part
from shared.formulas import Counted, FigureTold, FormulaTold, shown_of


class FormulaShown(FormulaTold):
    measure: Measure
    per: int


class FigureShown(FigureTold):
    measure: Measure


class FigureList(BaseModel):
    """In order of keys, never of values; `note` says what they are not for."""

    by: By
    first: date
    last: date
    note: str
    items: list[FigureShown]


class IdList(BaseModel):
    """What a number counts: stops, tasks, reports or records by their ids."""

    measure: Measure
    part: Part
    items: list[UUID]
    next: UUID | None


def formulas() -> list[FormulaShown]:
    return [FormulaShown.model_validate(one | {"per": one["times"]}) for one in shown_of(FORMULAS)]


def figure_list(by: By, first: date, last: date, counted: list[Counted[Measure]]) -> FigureList:
    items = [FigureShown.model_validate(one) for one in counted]
    return FigureList(by=by, first=first, last=last, note=NO_RANKING, items=items)
