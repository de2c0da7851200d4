"""How many cases are numerator, denominator and left out of each figure, and which are they?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import seen_by
from dispatch.figures.domain.formulas import Variant
from dispatch.figures.domain.periods import Period
from dispatch.figures.domain.terms import Cohort, GroupBy, Part
from dispatch.figures.models import case_facts
from dispatch.figures.repository.conditions import (
    MOMENTS,
    SHOWN_TO_ALL,
    counts_under,
    falls_in,
    key_of,
    part_of,
    why_excluded,
)
from shared.runtime.db import Connection
from shared.runtime.scope import Scope

_COUNTED = (Part.NUMERATOR, Part.DENOMINATOR, Part.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Asked:
    """About which cases figures are asked: those of a region that a caller may know of, in a period.

    `shown_to_all`: what is hidden from anybody is left out, whoever asks.
    """

    scope: Scope
    region: str
    period: Period
    shown_to_all: bool = False


@dataclass(frozen=True, slots=True)
class Keys:
    """By what they are told apart, and which page of that."""

    by: GroupBy | None = None
    only: str | None = None
    after: str | None = None
    limit: int | None = None


Counted = Mapping[str, Mapping[UUID, tuple[int, int, int]]]


async def count(connection: Connection, asked: Asked, variants: Sequence[Variant], keys: Keys) -> Counted:
    """Return key → formula → (numerator, denominator, excluded); one statement for all that share a place.

    A month of a province is hundreds of thousands of cases: each is looked up once, whatever puts it into the period.
    """
    together: defaultdict[tuple[Any, ...], list[Variant]] = defaultdict(list)
    for variant in variants:
        # In which month a case lies depends on what puts it there.
        apart = variant.version.formula.cohort if keys.by is GroupBy.MONTH else None
        together[apart, variant.version.region, variant.without].append(variant)
    found: defaultdict[str, dict[UUID, tuple[int, int, int]]] = defaultdict(dict)
    for alike in together.values():
        for row in await connection.execute(_counting(asked, alike, keys)):
            key, numbers = row[0], row[1:]
            for number, variant in enumerate(alike):
                found[key][variant.version.id] = numbers[3 * number : 3 * number + 3]
    return found


def _counting(asked: Asked, alike: Sequence[Variant], keys: Keys) -> Select[Any]:
    first = alike[0]
    cohorts = list(dict.fromkeys(variant.version.formula.cohort for variant in alike))
    key = key_of(keys.by, cohorts[0])
    numbers = [
        func.count().filter(falls_in(formula.cohort, asked.period), part_of(formula, part))
        for formula in (variant.version.formula for variant in alike)
        for part in _COUNTED
    ]
    query = _cases_of(asked, first, cohorts, key.label("key"), *numbers).group_by(key)
    if keys.only is not None:
        query = query.where(key == keys.only)
    if keys.after is not None:
        query = query.where(key > keys.after)
    return query.order_by(key).limit(keys.limit) if keys.limit else query


def _cases_of(asked: Asked, variant: Variant, cohorts: Sequence[Cohort], *columns: ColumnElement[Any]) -> Select[Any]:
    query = select(*columns).select_from(case_facts.join(cases, cases.c.id == case_facts.c.id))
    mine = counts_under(variant, asked.region)
    query = query.where(seen_by(asked.scope), mine, or_(*(falls_in(cohort, asked.period) for cohort in cohorts)))
    return query.where(SHOWN_TO_ALL) if asked.shown_to_all else query


async def list_cases(
    connection: Connection,
    asked: Asked,
    variants: Sequence[Variant],
    part: Part,
    keys: Keys,
    *,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return exactly the cases that one part of a figure counts, newest first, with what put each into the period.

    Where cities have formulas of their own, each case is listed by the one that counts it.
    """
    parts = []
    for variant in variants:
        formula = variant.version.formula
        why = why_excluded(formula)
        moment = MOMENTS[formula.cohort].label("at")
        query = _cases_of(asked, variant, [formula.cohort], cases.c.id, moment, why.label("excluded_as"))
        query = query.where(part_of(formula, part))
        if keys.by is not None and keys.only is not None:
            query = query.where(key_of(keys.by, formula.cohort) == keys.only)
        if after is not None:
            query = query.where(cases.c.id < after)
        parts.append(query.order_by(cases.c.id.desc()).limit(limit).subquery())
    listed = parts[0] if len(parts) == 1 else select(parts[0]).union_all(*(select(p) for p in parts[1:])).subquery()
    shown = select(cases, listed.c.at, listed.c.excluded_as).join(listed, listed.c.id == cases.c.id)
    return (await connection.execute(shown.order_by(cases.c.id.desc()).limit(limit))).all()
