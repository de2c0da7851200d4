"""How do the team's figures look over HTTP?"""

from datetime import date

from pydantic import BaseModel

from shared.formulas import FigureTold, FormulaTold

from .domain import By, Measure


class FormulaShown(FormulaTold):
    measure: Measure


class FigureShown(FigureTold):
    """`value`: in percent; of `paid` the parts are amounts in fen."""

    measure: Measure


class FigureList(BaseModel):
    """In order of keys, never of values."""

    by: By
    first: date
    last: date
    items: list[FigureShown]


class PowerUnused(BaseModel):
    region: str
    power: str


class UnusedList(BaseModel):
    """Powers that were in force on a day of the period, and by which no case was filed in it."""

    first: date
    last: date
    items: list[PowerUnused]
