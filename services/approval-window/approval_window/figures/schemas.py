"""How do the window's figures look over HTTP?"""

from datetime import date

from pydantic import BaseModel

from shared.formulas import Counted, FigureTold, FormulaTold, shown_of

from .domain import FORMULAS, By, Measure


class FormulaShown(FormulaTold):
    measure: Measure


class FigureShown(FigureTold):
    measure: Measure


class FigureList(BaseModel):
    """In order of keys, never of values."""

    by: By
    first: date
    last: date
    items: list[FigureShown]


def formulas() -> list[FormulaShown]:
    return [FormulaShown.model_validate(one) for one in shown_of(FORMULAS)]


def figure_list(by: By, first: date, last: date, counted: list[Counted[Measure]]) -> FigureList:
    return FigureList(by=by, first=first, last=last, items=[FigureShown.model_validate(one) for one in counted])
