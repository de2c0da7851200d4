"""What are the figures of a region, by what, and which cases stand behind each number?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.figures.domain.formulas import Variant, variants_in
from dispatch.figures.domain.periods import Period
from dispatch.figures.domain.refusals import BeyondYourRegion, UnknownFigure
from dispatch.figures.domain.terms import GroupBy, Part
from dispatch.figures.repository import counts, names
from dispatch.figures.repository import formulas as kept
from dispatch.figures.repository.counts import Asked, Keys
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Question:
    """Which region and days, told apart by what; `code`: one figure alone."""

    region: str
    first: date
    last: date
    by: GroupBy | None = None
    code: str | None = None

    def of(self, code: str) -> "Question":
        """Return the same question about one figure."""
        return replace(self, code=code)


@dataclass(frozen=True, slots=True)
class Number:
    """One figure of one key; no rate where nothing is measured. `formulas`: by which it was counted."""

    code: str
    numerator: int
    denominator: int
    excluded: int
    formulas: tuple[UUID, ...]

    @property
    def rate(self) -> float | None:
        return round(self.numerator / self.denominator, 4) if self.denominator else None


@dataclass(frozen=True, slots=True)
class Line:
    """The figures of one township, unit, matter …; in the order of keys, never of rates."""

    key: str
    name: str | None
    numbers: Sequence[Number]


@dataclass(frozen=True, slots=True)
class Answer:
    period: Period
    variants: Sequence[Variant]
    lines: Sequence[Line]
    next: str | None


async def read(
    work: UnitOfWork, scope: Scope, question: Question, *, after: str | None, limit: int, now: datetime
) -> Answer:
    """Return the figures of one page of keys. Raises BeyondYourRegion, BadPeriod, UnknownFigure."""
    asked, variants = await _prepared(work, scope, question, now)
    keys = Keys(question.by, after=after, limit=limit if question.by else None)
    counted = await counts.count(work.connection, asked, variants, keys)
    page = sorted(counted)[:limit] if question.by else [""]
    named = await names.names_of(work.connection, question.by, page, asked.period.last)
    lines = [Line(key, named.get(key), numbers_of(variants, counted.get(key, {}))) for key in page]
    return Answer(asked.period, variants, lines, page[-1] if question.by and len(page) == limit else None)


def numbers_of(variants: Sequence[Variant], counted: Mapping[UUID, tuple[int, int, int]]) -> list[Number]:
    """Return each figure's number, added up over the formulas of different cities."""
    found: dict[str, Number] = {}
    for variant in variants:
        version = variant.version
        one = Number(version.code, *counted.get(version.id, (0, 0, 0)), (version.id,))
        before = found.get(version.code)
        if before is not None:
            one = replace(
                before,
                numerator=before.numerator + one.numerator,
                denominator=before.denominator + one.denominator,
                excluded=before.excluded + one.excluded,
                formulas=before.formulas + one.formulas,
            )
        found[version.code] = one
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Behind:
    """Which cases are asked for: a part of the figure; `key` of what it is told apart by."""

    part: Part
    key: str | None = None
    after: UUID | None = None
    limit: int = 50


async def list_behind(
    work: UnitOfWork, scope: Scope, question: Question, behind: Behind, *, now: datetime
) -> Sequence[Row[Any]]:
    """Return exactly the cases behind a number. Raises BeyondYourRegion, BadPeriod, UnknownFigure."""
    asked, variants = await _prepared(work, scope, question, now)
    keys = Keys(question.by, only=behind.key)
    return await counts.list_cases(
        work.connection, asked, variants, behind.part, keys, after=behind.after, limit=behind.limit
    )


async def _prepared(
    work: UnitOfWork, scope: Scope, question: Question, now: datetime
) -> tuple[Asked, Sequence[Variant]]:
    if not scope.covers(question.region):
        raise BeyondYourRegion("not your region", field="region", region=question.region)
    period = Period.of(question.first, question.last, now)
    # The formula of the last day speaks for the whole period: one number, one formula.
    versions = await kept.in_force(work.connection, question.last, question.code)
    variants = variants_in(versions, question.region)
    if question.code is not None and not variants:
        raise UnknownFigure("no such figure here", figure=question.code, region=question.region)
    return Asked(scope, question.region, period), variants
