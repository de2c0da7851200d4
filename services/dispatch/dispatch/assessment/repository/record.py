"""How are demands, objections and the history of an assessment read and written?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, Table, and_, case, select, update

from dispatch.assessment.domain.facts import Subject, SubjectKind
from dispatch.assessment.domain.objections import ObjectionState
from dispatch.assessment.domain.registers import FigureKind, Step
from dispatch.assessment.models import (
    assessment_demands,
    assessment_drafts,
    assessment_history,
    assessment_objections,
    assessment_scores,
)
from shared.clock import day_end
from shared.runtime.db import Connection, new_id, replaced, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_history(
    connection: Connection, region: str, step: Step, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "region": region, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, assessment_history, [row])


# When each began, and as what: what was decided on it later was not known before.
_BEGAN: Mapping[Table, tuple[str, str | None]] = {
    assessment_demands: ("at", None),
    assessment_objections: ("raised_at", str(ObjectionState.OPEN)),
    assessment_scores: ("given_at", "open"),
}


async def list_newest(
    connection: Connection,
    scope: Scope,
    table: Table,
    *,
    region: str,
    after: UUID | None,
    limit: int,
    on: date | None = None,
) -> Sequence[Row[Any]]:
    """Return rows, as they stand or as they stood on a day, the newest first."""
    query = select(table) if on is None else _as_of(table, day_end(on))
    query = query.where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


def _as_of(table: Table, end: datetime) -> Select[Any]:
    """Return the query for what had begun before a moment, without what was decided later."""
    began, opened = _BEGAN[table]
    begun = table.c[began] < end
    if opened is None:
        return select(table).where(begun)
    decided = table.c.decided_at < end
    then: dict[str, ColumnElement[Any]] = {
        "state": case((decided, table.c.state), else_=opened),
        "decided_by": case((decided, table.c.decided_by)),
        "decided_at": case((decided, table.c.decided_at)),
    }
    return select(*replaced(table, **then)).where(begun)


async def list_demands(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_demands, **page)


async def list_objections(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_objections, **page)


async def list_scores(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_scores, **page)


async def list_drafts(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_drafts, **page)


async def list_history(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_history, **page)


# ---------------------------------------------------------------------------------------------- demands and objections
async def add_demand(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_demands, [dict(row)])


async def add_objection(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_objections, [dict(row)])


async def lock_objection(connection: Connection, scope: Scope, objection_id: UUID) -> Row[Any] | None:
    mine = and_(assessment_objections.c.id == objection_id, visible_in(scope, assessment_objections))
    return (await connection.execute(select(assessment_objections).where(mine).with_for_update())).one_or_none()


async def decide_objection(connection: Connection, objection_id: UUID, decision: Mapping[str, Any]) -> None:
    decided = update(assessment_objections).where(assessment_objections.c.id == objection_id)
    await connection.execute(decided.values(**decision))


async def standing_objection(
    connection: Connection, region: str, year: int, figure: FigureKind | None, subject: Subject
) -> Row[Any] | None:
    """Return the objection of a township to a thing in a figure, or to a score, that is open or was upheld."""
    o = assessment_objections.c
    named = o.figure.is_not_distinct_from(figure and str(figure))
    query = select(assessment_objections).where(o.region == region, o.year == year, named)
    same = query.where(o.subject_kind == str(subject.kind), o.subject == subject.id, o.state != "dismissed")
    return (await connection.execute(same)).one_or_none()


async def upheld_subjects(
    connection: Connection, region: str, year: int, decided_by: datetime | None = None
) -> dict[FigureKind, dict[str, set[Subject]]]:
    """Return figure → township → what objections (upheld before a moment) take out of it, of a region's townships."""
    o = assessment_objections.c
    here = and_(
        o.region.startswith(region, autoescape=True), o.year == year, o.state == "upheld", o.figure.is_not(None)
    )
    known = here if decided_by is None else and_(here, o.decided_at < decided_by)
    found: defaultdict[FigureKind, dict[str, set[Subject]]] = defaultdict(dict)
    for row in await connection.execute(select(o.region, o.figure, o.subject_kind, o.subject).where(known)):
        of_town = found[FigureKind(row.figure)].setdefault(row.region, set())
        of_town.add(Subject(SubjectKind(row.subject_kind), row.subject))
    return found
