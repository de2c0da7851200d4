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
    open_tasks: int
    per_head: float | None

    @classmethod
    def of(cls, load: UnitLoad) -> Self:
        work = {"people": load.people, "open_cases": load.open_cases, "open_tasks": load.open_tasks}
        return cls(unit_id=load.unit_id, per_head=_rounded(load.per_head), **work)


class HeadShown(_FromRow):
    """One of a pool: where he works, and how many tasks that name him were open at the end of the day."""

    person_id: str
    unit_id: str | None
    open_tasks: int


class HeadPage(BaseModel):
    items: list[HeadShown]
    next: str | None


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


class LoadPage(BaseModel):
    items: list[LoadShown]
    next: str | None


def _rounded(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)


class PostsShown(_FromRow):
    """`in_townships`: how many of the posts are kept in townships."""

    approved: int
    posts: int
    occupied: int
    in_townships: int


class SummaryShown(_FromRow):
    """A region on a day; money in fen from the first day of the year to that day.

    `townships_below_seven` names those with too few agencies, `pool` counts all who work in townships, `people` those
    who sit on posts, by mode.
    """

    region: str
    on: date
    agencies: int
    too_few_agencies: bool
    townships_below_seven: list[str]
    posts: dict[PostKind, PostsShown]
    people: dict[Mode, int]
    pool: int
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
    figures = {name: getattr(shown, name) for name in ("agencies", "pool", "need", "given", "spent", "short")}
    figures |= {f"posts:{kind}": posts.posts for kind, posts in shown.posts.items()}
    figures |= {f"posts-in-townships:{kind}": posts.in_townships for kind, posts in shown.posts.items()}
    return figures | {f"people:{mode}": people for mode, people in shown.people.items()}
