"""What does a caller see of a township's load, and of what a region has on a day?"""

from datetime import date
from fractions import Fraction
from typing import Self

from pydantic import BaseModel, ConfigDict

from dispatch.resources.domain.load import Limits, PoolLoad, UnitLoad
from dispatch.resources.domain.posts import PostKind
from dispatch.resources.domain.proposals import Mode


class _FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class UnitLoadShown(BaseModel):
    unit_id: str | None
    people: int
    open_cases: int
    per_head: float | None

    @classmethod
    def of(cls, load: UnitLoad) -> Self:
        return cls(
            unit_id=load.unit_id, people=load.people, open_cases=load.open_cases, per_head=_rounded(load.per_head)
        )


class LimitsShown(_FromRow):
    """What is uneven, in per cent of the pool's load; `set_by`: a county, a city, or nobody but the product."""

    over_percent: int
    under_percent: int
    set_by: str | None
    document: str | None


class LoadShown(BaseModel):
    """The pool of a township; `overloaded` and `idle` name its units that carry too much and too little."""

    region: str
    on: date
    people: int
    open_cases: int
    open_tasks: int
    per_head: float | None
    units: list[UnitLoadShown]
    overloaded: list[str | None]
    idle: list[str | None]
    limits: LimitsShown

    @classmethod
    def of(cls, load: PoolLoad, limits: Limits, region: str, on: date) -> Self:
        return cls(
            region=region,
            on=on,
            people=load.people,
            open_cases=load.open_cases,
            open_tasks=load.open_tasks,
            per_head=_rounded(load.per_head),
            units=[UnitLoadShown.of(one) for one in load.units],
            overloaded=[one.unit_id for one in load.overloaded(limits.uneven)],
            idle=[one.unit_id for one in load.idle(limits.uneven)],
            limits=LimitsShown.model_validate(limits),
        )


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)


class PostsShown(_FromRow):
    approved: int
    posts: int
    occupied: int


class SummaryShown(_FromRow):
    """A region on a day; money in fen from the first day of the year to that day."""

    region: str
    on: date
    agencies: int | None
    too_few_agencies: bool
    posts: dict[PostKind, PostsShown]
    people: dict[Mode, int]
    need: int
    given: int
    spent: int
    short: int


class Comparison(BaseModel):
    """The same region on two days, before and after, and how much more there is after."""

    before: SummaryShown
    after: SummaryShown
    more: dict[str, int]

    @classmethod
    def of(cls, before: SummaryShown, after: SummaryShown) -> Self:
        first, second = _figures(before), _figures(after)
        more = {name: second.get(name, 0) - first.get(name, 0) for name in sorted({*first, *second})}
        return cls(before=before, after=after, more=more)


def _figures(shown: SummaryShown) -> dict[str, int]:
    figures = {name: getattr(shown, name) for name in ("need", "given", "spent", "short")}
    figures |= {f"posts:{kind}": posts.posts for kind, posts in shown.posts.items()}
    figures |= {f"people:{mode}": people for mode, people in shown.people.items()}
    return figures | ({"agencies": shown.agencies} if shown.agencies is not None else {})
