"""How many were meant, reached, referred and placed? Each rate with its formula and what it is a part of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

COUNTS: Final = (
    *("audience", "sent", "unknown", "delivered", "undelivered", "answered", "interested"),
    *("opted_out", "dropped", "already_told", "failed", "posts", "referred", "placed"),
)


@dataclass(frozen=True, slots=True)
class Rate:
    """`numerator` / `denominator` of the counts, in Chinese `said`."""

    code: str
    numerator: str
    denominator: str
    said: str


RATES: Final = (
    Rate("sent_rate", "sent", "audience", "发送率：已发送 ÷ 目标人群"),
    Rate("delivered_rate", "delivered", "sent", "送达率：已送达 ÷ 已发送"),
    Rate("answered_rate", "answered", "delivered", "回复率：有回复 ÷ 已送达"),
    Rate("opt_out_rate", "opted_out", "sent", "退订率：回复退订 ÷ 已发送"),
    Rate("referred_rate", "referred", "audience", "推荐率：推荐人次 ÷ 目标人群"),
    Rate("placed_rate", "placed", "referred", "录用率：录用 ÷ 推荐人次"),
)


@dataclass(frozen=True, slots=True)
class Figure:
    code: str
    value: float | None
    numerator: int
    denominator: int
    formula: str


def figures(counts: Mapping[str, int]) -> list[Figure]:
    """Return each rate in percent, None where there is nothing that it could be a part of."""
    return [
        Figure(
            rate.code,
            round(100 * counts[rate.numerator] / counts[rate.denominator], 2) if counts[rate.denominator] else None,
            counts[rate.numerator],
            counts[rate.denominator],
            rate.said,
        )
        for rate in RATES
    ]
