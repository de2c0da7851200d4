"""What do the ratings of a period come to? Three figures, each with its formula and its denominator."""

from dataclasses import dataclass
from enum import StrEnum

from shared.errors import Invalid


class GroupBy(StrEnum):
    ITEM = "item"
    CLERK = "clerk"
    TOWNSHIP = "township"


class FigureKind(StrEnum):
    SATISFIED = "satisfied"
    BAD = "bad"
    FOLLOWED_UP_IN_TIME = "followed-up-in-time"


FORMULAS: dict[FigureKind, str] = {
    FigureKind.SATISFIED: "满意率 = 非常满意、满意、基本满意的评价数 ÷ 全部评价数",
    FigureKind.BAD: "差评率 = 不满意、非常不满意的评价数 ÷ 全部评价数",
    FigureKind.FOLLOWED_UP_IN_TIME: "差评按期整改率 = 期限内完成回访的差评数 ÷ 已到期或已完成回访的差评数",
}


class PeriodImpossible(Invalid):
    code = "ratings.period-impossible"
    said = "统计期间不正确：起止日期颠倒、超过一年或尚未开始"


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted of the ratings that were given in a period.

    `due`: bad ones whose term is over or that were called back; `in_time`: those of them called back within it.
    """

    ratings: int = 0
    bad: int = 0
    due: int = 0
    in_time: int = 0


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` is the share, None without a denominator."""

    kind: FigureKind
    numerator: int
    denominator: int

    @property
    def formula(self) -> str:
        return FORMULAS[self.kind]

    @property
    def value(self) -> float | None:
        return round(self.numerator / self.denominator, 4) if self.denominator else None


def figures_of(counts: Counts) -> list[Figure]:
    return [
        Figure(FigureKind.SATISFIED, counts.ratings - counts.bad, counts.ratings),
        Figure(FigureKind.BAD, counts.bad, counts.ratings),
        Figure(FigureKind.FOLLOWED_UP_IN_TIME, counts.in_time, counts.due),
    ]


def total_of(groups: list[Counts]) -> Counts:
    return Counts(
        sum(one.ratings for one in groups),
        sum(one.bad for one in groups),
        sum(one.due for one in groups),
        sum(one.in_time for one in groups),
    )
