"""How do the team's figures look over HTTP?"""

from datetime import date

from pydantic import BaseModel, ConfigDict

from .domain import By, Measure


class FormulaShown(BaseModel):
    """How a measure is counted."""

    model_config = ConfigDict(from_attributes=True)

    measure: Measure
    title: str
    formula: str
    numerator: str
    denominator: str
    excluded: str


class FigureShown(BaseModel):
    """`value`: in percent, None where there is nothing to count among; of `paid` the parts are amounts in fen."""

    model_config = ConfigDict(from_attributes=True)

    key: str
    measure: Measure
    numerator: int
    denominator: int
    value: float | None


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
