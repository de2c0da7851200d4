"""Which rows have a fact, belong to a period, or are left out? Each word of a formula as a condition on rows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, or_, true

from dispatch.cases.models import cases
from dispatch.cases.repository.sight import hides_from_nobody
from dispatch.figures.domain.formulas import Count, Formula, Variant
from dispatch.figures.domain.periods import Period
from dispatch.figures.domain.terms import Cohort, Exclusion, Fact, GroupBy, Part
from dispatch.figures.models import case_facts
from shared.codes import RegionLevel
from shared.schemas.vocabulary import AppealKind, CaseState, Executor, Result

_c, _f = cases.c, case_facts.c
Condition = ColumnElement[bool]

MOMENTS: dict[Cohort, ColumnElement[Any]] = {
    Cohort.RECEIVED: _f.opened_at,
    Cohort.FILED: _f.filed_at,
    Cohort.DISPATCH_DUE: _f.dispatch_due_at,
    Cohort.SIGN_DUE: _f.sign_due_at,
    Cohort.CONTACT_DUE: _f.contact_due_at,
    Cohort.HANDLE_DUE: _f.handle_due_at,
    Cohort.CLOSE_DUE: _f.close_due_at,
    Cohort.REPLY_DUE: _f.reply_due_at,
    Cohort.CALLED_BACK: _f.called_back_at,
}
_closed = _c.state == str(CaseState.CLOSED)
FACTS: dict[Fact, Condition] = {
    Fact.FILED: _f.filed_at.is_not(None),
    Fact.VOIDED: (_c.state == str(CaseState.VOIDED)) & _f.withdrawn.is_(False),
    Fact.DISPATCHED: _f.dispatched_at.is_not(None),
    Fact.DISPATCHED_IN_TIME: _f.dispatched_at.is_not(None) & _f.dispatch_kept,
    Fact.REDIRECTED: _f.returned > 0,
    Fact.REWORKED: _f.reworked > 0,
    Fact.SIGNED_IN_TIME: _f.sign_kept,
    Fact.CONTACTED_IN_TIME: _f.contact_kept,
    Fact.HANDLED: _f.handled,
    Fact.HANDLED_IN_TIME: _f.handled & _f.handle_kept,
    Fact.CLOSED: _closed,
    Fact.CLOSED_IN_TIME: _closed & (_c.closed_at <= _f.close_due_at),
    Fact.REPLIED_IN_TIME: _closed & _f.reply_kept,
    Fact.URGED: _c.urged > 0,
    Fact.CALLED_BACK: _f.called_back_at.is_not(None),
    Fact.SOLVED: _closed & func.coalesce(_c.result == str(Result.SOLVED), False),
    Fact.SATISFIED: func.coalesce(_f.satisfied, False),
}
EXCLUDED: dict[Exclusion, Condition] = {
    Exclusion.SUSPENDED: _c.state == str(CaseState.SUSPENDED),
    Exclusion.WITHDRAWN: _f.withdrawn,
    Exclusion.MERGED: _c.state == str(CaseState.MERGED),
    Exclusion.REJECTED: _c.state == str(CaseState.REJECTED),
    Exclusion.VOIDED: FACTS[Fact.VOIDED],
    Exclusion.COUNTY_MATTER: func.coalesce(_c.executor == str(Executor.COUNTY), False),
    Exclusion.ENQUIRY: func.coalesce(_c.appeal_kind == str(AppealKind.ENQUIRY), False),
}
# What is read by all of a region leaves out what is hidden from one of them, or sealed.
SHOWN_TO_ALL = hides_from_nobody()
_TOWNSHIP = RegionLevel.TOWNSHIP.digits


def key_of(by: GroupBy | None, cohort: Cohort) -> ColumnElement[str]:
    """Return what a case is told apart by; "" where it has none, or where nothing is told apart."""
    month = func.to_char(func.timezone("Asia/Shanghai", MOMENTS[cohort]), "YYYY-MM")
    keys: dict[GroupBy | None, ColumnElement[Any]] = {
        None: literal(""),
        GroupBy.TOWNSHIP: func.left(_c.region, _TOWNSHIP),
        GroupBy.UNIT: _c.unit,
        GroupBy.MATTER: _c.matter,
        GroupBy.WORKER: _c.worker_id,
        GroupBy.SOURCE: _c.source,
        GroupBy.MONTH: month,
    }
    return func.coalesce(keys[by], "")


def falls_in(cohort: Cohort, period: Period) -> Condition:
    return (MOMENTS[cohort] >= period.since) & (MOMENTS[cohort] < period.until)


def within(region: str) -> Condition:
    """Return the condition that a case lies in a region; of both tables: one has the index, one the truth."""
    if not region:
        return true()
    return and_(*(column.startswith(region, autoescape=True) for column in (_c.region, _f.region)))


def counts_under(variant: Variant, region: str) -> Condition:
    """Return the condition that a case of `region` is counted by this version, and by no city's own."""
    deepest = max(variant.version.region, region, key=len)
    own = [_c.region.startswith(prefix, autoescape=True) for prefix in variant.without]
    return and_(within(deepest), not_(or_(*own)) if own else true())


def of(count: Count) -> Condition:
    added = or_(*(FACTS[fact] for fact in count.plus)) if count.plus else true()
    return and_(added, *(not_(FACTS[fact]) for fact in count.minus))


def part_of(formula: Formula, part: Part) -> Condition:
    """Return the condition that a case of the period is of this part of a figure."""
    measured = of(formula.denominator) & of_sources(formula.sources)
    excluded = or_(*(EXCLUDED[one] for one in formula.exclusions)) if formula.exclusions else ~true()
    below = measured & not_(excluded)
    return {
        Part.DENOMINATOR: below,
        Part.NUMERATOR: below & of(formula.numerator),
        Part.MISSED: below & not_(of(formula.numerator)),
        Part.EXCLUDED: measured & excluded,
    }[part]


def of_sources(sources: Sequence[str]) -> Condition:
    return _c.source.in_(sources) if sources else true()


def why_excluded(formula: Formula) -> ColumnElement[Any]:
    """Return the first exclusion that takes a case out."""
    if not formula.exclusions:
        return literal(None)
    return case(*((EXCLUDED[one], literal(str(one))) for one in formula.exclusions), else_=None)
