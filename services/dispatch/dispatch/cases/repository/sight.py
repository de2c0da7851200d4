"""Which cases may a caller know of at all? His region's, his own unit's where he works in one, and none about himself.

A complaint or a report is never shown to the unit or person complained of (petition regulation; Jinan rule 32): every
query that lists, counts, searches or exports cases asks `seen_by`, so that there is no second way to find out.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Table,
    any_,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from dispatch.cases.models import case_subjects, cases
from dispatch.coordination.models import hand_ups, subtasks
from dispatch.organisation.models import posts_held
from shared.runtime.db import visible_in
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import SubjectKind

# The conditions of those who ask most are kept: building one costs as much as a page's rows.
_KEPT = 2048


@lru_cache(_KEPT)
def seen_by(scope: Scope, table: Table = cases) -> ColumnElement[bool]:
    """Return the condition that keeps a query of cases to what the caller may know of.

    A unit knows of the cases that lie with it, and of those in which it has something to do as long as it has.
    """
    seen = visible_in(scope, table) & not_hidden_from(scope, table)
    if not scope.unit_only:
        return seen
    if not scope.unit:
        return false()
    # An array, not IN: then both halves are answered by an index each, and not by a walk over a county's cases.
    supported = func.array(_supported_by(scope.unit).scalar_subquery(), type_=ARRAY(table.c.id.type))
    return seen & or_(table.c.unit == scope.unit, table.c.id == any_(supported))


def workable_by(scope: Scope, table: Table = cases) -> ColumnElement[bool]:
    """Return the condition that keeps a query to the cases on which the caller may act: who only supports does not."""
    own = (table.c.unit == scope.unit) if scope.unit else false()
    return seen_by(scope, table) & own if scope.unit_only else seen_by(scope, table)


def _supported_by(unit: str) -> CompoundSelect[Any]:
    """Return the query of cases of which a unit does a part, or of which its opinion is asked, today."""
    parts, asked = subtasks.c, hand_ups.c
    does = select(parts.case_id).where(parts.unit == unit, parts.ended_at.is_(None))
    return does.union_all(select(asked.case_id).where(asked.unit == unit, asked.ended_at.is_(None)))


@lru_cache(_KEPT)
def not_hidden_from(scope: Scope, table: Table = cases) -> ColumnElement[bool]:
    """Return the condition that leaves out what complains of the caller, and what is sealed for him."""
    shown = table.c.id.not_in(about(scope))
    return shown if scope.sees_sealed else shown & table.c.sealed.is_(False)


def of_known_case(scope: Scope, case_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """Return the condition for a table that hangs on cases by `case_id`: it leaves out what is hidden from the caller.

    Its region is asked beside it. A row that belongs to no case is kept.
    """
    known: ColumnElement[bool] = case_id.not_in(about(scope))
    if not scope.sees_sealed:
        known &= case_id.not_in(select(cases.c.id).where(cases.c.sealed))
    return case_id.is_(None) | known


def hides_from_nobody(table: Table = cases) -> ColumnElement[bool]:
    """Return the condition for what leaves the centre whoever asks: no case that is about somebody, none sealed."""
    return table.c.sealed.is_(False) & table.c.id.not_in(select(case_subjects.c.case_id))


def about(scope: Scope) -> CompoundSelect[Any]:
    """Return the query of the ids of cases that complain of the caller, or of a unit in which he works today.

    Cases hidden from a caller are few: one sub-query for the whole statement, not one for each row; two halves, each of
    which an index answers.
    """
    c, held = case_subjects.c, posts_held.c
    today = cast(func.timezone("Asia/Shanghai", func.now()), Date)
    at_work = select(held.unit_id).where(held.person_id == scope.person_id, held.valid.contains(today))
    units = union_all(at_work, select(literal(scope.unit))) if scope.unit else at_work
    of_person = select(c.case_id).where(c.kind == str(SubjectKind.PERSON), c.subject == scope.person_id)
    return of_person.union_all(select(c.case_id).where(c.kind == str(SubjectKind.UNIT), c.subject.in_(units)))
