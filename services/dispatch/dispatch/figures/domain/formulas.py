"""What is a figure made of? Named facts added and taken away, and who is left out: data, never an expression."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from dispatch.figures.domain.refusals import FormulaRefused, LaterFormulaExists, NotBackInTime
from dispatch.figures.domain.terms import Cohort, Exclusion, Fact


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases of a period have any fact of `plus` (all of them, where none is named) and none of `minus`."""

    plus: tuple[Fact, ...] = ()
    minus: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True)
class Formula:
    """A rate: of the cases that `cohort` puts into a period and no exclusion takes out, how many count?

    The numerator is counted among the cases of the denominator, so no rate is over 1 and every number is a list of
    cases. `sources`: whose cases alone, all where none is named.
    """

    cohort: Cohort
    numerator: Count
    denominator: Count
    exclusions: tuple[Exclusion, ...] = ()
    sources: tuple[str, ...] = ()

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> "Formula":
        """Return a formula from its row. Raises ValueError or KeyError where it was never checked."""
        left_out = tuple(Exclusion(one) for one in kept["exclusions"])
        numerator, denominator = _read(kept["numerator"]), _read(kept["denominator"])
        return cls(Cohort(kept["cohort"]), numerator, denominator, left_out, tuple(kept["sources"]))

    def kept(self) -> dict[str, Any]:
        """Return the formula as its row keeps it."""
        return {
            "cohort": str(self.cohort),
            "numerator": _kept(self.numerator),
            "denominator": _kept(self.denominator),
            "exclusions": [str(one) for one in self.exclusions],
            "sources": list(self.sources),
        }


@dataclass(frozen=True, slots=True)
class Version:
    """A formula in force: `region` is the prefix of the regions it is for, "" for all that have none of their own."""

    id: UUID
    code: str
    region: str
    version: int
    valid_from: date
    name: str
    name_en: str
    basis: str
    formula: Formula


@dataclass(frozen=True, slots=True)
class Wanted:
    """A formula that somebody proposes for all regions under a prefix, from a day on."""

    code: str
    region: str
    name: str
    name_en: str
    basis: str
    valid_from: date
    formula: Formula


def check_formula(formula: Formula) -> None:
    """Raises FormulaRefused, naming the part at fault."""
    if not formula.numerator.plus and not formula.numerator.minus:
        raise FormulaRefused("a numerator counts something", field="numerator", reason="empty")
    for part in ("numerator", "denominator"):
        count: Count = getattr(formula, part)
        both = set(count.plus) & set(count.minus)
        if both:
            raise FormulaRefused("nothing is added and taken away", field=part, reason="both", facts=sorted(both))
        if len(set(count.plus)) < len(count.plus) or len(set(count.minus)) < len(count.minus):
            raise FormulaRefused("a fact is named once", field=part, reason="twice")
    if formula.numerator == formula.denominator:
        raise FormulaRefused("a rate that is always 1 says nothing", field="numerator", reason="same")
    barred = {str(one) for one in formula.exclusions} & {str(one) for one in formula.numerator.plus}
    if barred:
        raise FormulaRefused(
            "what is left out is not counted", field="exclusions", reason="counted", facts=sorted(barred)
        )


def check_begin(valid_from: date, standing: Version | None, today: date) -> None:
    """Raises NotBackInTime where figures already read would change, LaterFormulaExists where a newer one stands."""
    if valid_from < today:
        raise NotBackInTime("a formula holds from today on, or later", field="valid_from", today=today.isoformat())
    if standing is not None and valid_from <= standing.valid_from:
        begins = standing.valid_from.isoformat()
        raise LaterFormulaExists(
            "a version stands from then on", field="valid_from", version=standing.version, since=begins
        )


@dataclass(frozen=True, slots=True)
class Variant:
    """A version with where it counts: in the regions under its prefix, without those that have one of their own."""

    version: Version
    without: tuple[str, ...]


def variants_in(versions: Iterable[Version], region: str) -> list[Variant]:
    """Return which version counts where in `region`, by code: a city's own row before its province's, before all's.

    `versions`: of each code and prefix the one in force.
    """
    found: list[Variant] = []
    by_code: dict[str, list[Version]] = {}
    for version in versions:
        by_code.setdefault(version.code, []).append(version)
    for _, of_code in sorted(by_code.items()):
        above = [v for v in of_code if region.startswith(v.region)]
        own = [max(above, key=lambda v: len(v.region))] if above else []
        below = [v for v in of_code if v.region.startswith(region) and v.region != region]
        for version in (*own, *sorted(below, key=lambda v: v.region)):
            prefix = max(version.region, region, key=len)
            deeper = tuple(v.region for v in below if v.region != version.region and v.region.startswith(prefix))
            found.append(Variant(version, deeper))
    return found


def text_of(formula: Formula) -> str:
    """Return the formula as people read it: 按期结案 ÷ 应结案（不计：挂账）."""
    whole = formula.cohort.zh
    below = whole if formula.denominator == Count() else f"{whole}中{_text(formula.denominator)}"
    left = "、".join(one.zh for one in formula.exclusions)
    sources = f"（来源：{'、'.join(formula.sources)}）" if formula.sources else ""
    return f"{_text(formula.numerator)} ÷ {below}{f'（不计：{left}）' if left else ''}{sources}"


def _text(count: Count) -> str:
    added = "＋".join(fact.zh for fact in count.plus) or "全部"
    taken = "".join(f"－{fact.zh}" for fact in count.minus)
    return f"（{added}{taken}）" if taken or len(count.plus) > 1 else added


def _read(kept: Mapping[str, Sequence[str]]) -> Count:
    return Count(tuple(Fact(one) for one in kept["plus"]), tuple(Fact(one) for one in kept["minus"]))


def _kept(count: Count) -> dict[str, Sequence[str]]:
    return {"plus": [str(fact) for fact in count.plus], "minus": [str(fact) for fact in count.minus]}
