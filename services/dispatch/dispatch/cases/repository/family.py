"""What was split from a case, what was merged into it, and what a merged case was before?"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, exists, or_, select, update

from dispatch.cases.models import case_clocks, case_merges, case_reports, case_subjects, cases
from dispatch.cases.repository.sight import seen_by
from shared.runtime.db import Connection, among, among_ids
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import AppealKind

_c = cases.c
# An enquiry with a caller of its own is answered by itself and holds nothing open.
_BY_ITSELF = and_(_c.appeal_kind == str(AppealKind.ENQUIRY), exists().where(case_reports.c.case_id == _c.id))
_HOLDS = and_(_c.parent_id.is_not(None), _c.closed_at.is_(None), or_(_c.appeal_kind.is_(None), ~_BY_ITSELF))
_OPEN_CHILDREN = select(_c.parent_id, _c.id).where(among_ids(_c.parent_id), _HOLDS).order_by(_c.id)


async def open_children(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, list[UUID]]:
    """Return the open parts of each of these cases that hold it open."""
    found: dict[UUID, list[UUID]] = {}
    for row in (await connection.execute(_OPEN_CHILDREN, {"ids": list(ids)})).all():
        found.setdefault(row.parent_id, []).append(row.id)
    return found


async def children_of(connection: Connection, scope: Scope, case_id: UUID) -> list[Row[Any]]:
    """Return the parts of a case that a caller may know of."""
    query = select(cases).where(cases.c.parent_id == case_id, seen_by(scope))
    return list((await connection.execute(query.order_by(cases.c.id))).all())


async def merged_into(connection: Connection, scope: Scope, case_id: UUID) -> list[Row[Any]]:
    """Return what was merged into a case, and into what it was merged, as far as the caller sees the other one."""
    other = or_(
        and_(case_merges.c.into_id == case_id, cases.c.id == case_merges.c.case_id),
        and_(case_merges.c.case_id == case_id, cases.c.id == case_merges.c.into_id),
    )
    query = select(case_merges, cases.c.number).join(cases, other).where(seen_by(scope))
    return list((await connection.execute(query.order_by(case_merges.c.id))).all())


async def subjects_of(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, set[tuple[str, str]]]:
    """Return whom each of these cases complains of."""
    query = select(case_subjects).where(among(case_subjects.c.case_id, ids))
    found: dict[UUID, set[tuple[str, str]]] = {}
    for row in (await connection.execute(query)).all():
        found.setdefault(row.case_id, set()).add((row.kind, row.subject))
    return found


async def running_since(connection: Connection, case_id: UUID) -> dict[UUID, datetime | None]:
    """Return the clocks of a case that have not stopped, each with since when it stands still, None where it runs."""
    query = select(case_clocks.c.id, case_clocks.c.paused_at)
    rows = await connection.execute(query.where(case_clocks.c.case_id == case_id, case_clocks.c.stopped_at.is_(None)))
    return {row.id: row.paused_at for row in rows}


async def add_merge(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, case_merges, [dict(row)])


async def live_merge(connection: Connection, case_id: UUID) -> Row[Any] | None:
    """Return the memory of a merged case."""
    query = select(case_merges).where(case_merges.c.case_id == case_id, case_merges.c.unmerged_at.is_(None))
    return (await connection.execute(query)).one_or_none()


async def end_merge(connection: Connection, merge_id: UUID, *, by: str, now: datetime) -> None:
    ended = update(case_merges).where(case_merges.c.id == merge_id)
    await connection.execute(ended.values(unmerged_by=by, unmerged_at=now))


async def move_reports(connection: Connection, ids: Iterable[UUID], *, source: UUID, target: UUID) -> int:
    """Move these reports of one case into another; return how many were there."""
    moved = update(case_reports).where(case_reports.c.case_id == source, among(case_reports.c.report_id, ids))
    done = await connection.execute(moved.values(case_id=target).returning(case_reports.c.report_id))
    return len(done.all())
