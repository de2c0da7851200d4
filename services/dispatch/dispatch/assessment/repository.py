"""How are registers, demands, objections and the facts behind the figures read and written?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Table, and_, func, or_, select, update

from dispatch.assessment.domain.figures import CaseFacts
from dispatch.assessment.domain.registers import FigureKind, Step
from dispatch.assessment.models import (
    assessment_demands,
    assessment_drafts,
    assessment_history,
    assessment_items,
    assessment_objections,
    assessment_rewards,
    assessment_shares,
)
from dispatch.cases.domain.clocks import ClockKind
from dispatch.cases.domain.workflow import Action
from dispatch.cases.models import case_clocks, case_history, case_reports, cases
from dispatch.intake.models import feed_events
from dispatch.organisation.models import posts_held, regions, unit_terms
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import CaseState, FeedKind

DISPATCHED, RETURNED = str(Action.DISPATCH), str(Action.RETURN)
OF_THE_TOWNSHIP = (str(ClockKind.HANDLE), str(ClockKind.REPLY))


async def lock_region(connection: Connection, scope: Scope, region: str) -> Row[Any] | None:
    """Hold a region within the scope until the transaction ends: its assessment changes one step after the other."""
    if not scope.covers(region):
        return None
    return (await connection.execute(select(regions).where(regions.c.code == region).with_for_update())).one_or_none()


async def add_history(
    connection: Connection, region: str, step: Step, facts: Mapping[str, object], *, by: str, at: datetime
) -> None:
    row = {"id": new_id(), "region": region, "step": str(step), "by": by, "at": at, "facts": dict(facts)}
    await insert_rows(connection, assessment_history, [row])


async def list_newest(
    connection: Connection, scope: Scope, table: Table, *, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    query = select(table).where(visible_in(scope, table), table.c.region.startswith(region, autoescape=True))
    if after is not None:
        query = query.where(table.c.id < after)
    return (await connection.execute(query.order_by(table.c.id.desc()).limit(limit))).all()


async def list_demands(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_demands, **page)


async def list_objections(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_objections, **page)


async def list_history(connection: Connection, scope: Scope, **page: Any) -> Sequence[Row[Any]]:
    return await list_newest(connection, scope, assessment_history, **page)


# ----------------------------------------------------------------------------------------------------------- registers
async def add_draft(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_drafts, [dict(row)])


async def lock_draft(connection: Connection, scope: Scope, draft_id: UUID) -> Row[Any] | None:
    mine = and_(assessment_drafts.c.id == draft_id, visible_in(scope, assessment_drafts))
    return (await connection.execute(select(assessment_drafts).where(mine).with_for_update())).one_or_none()


async def decide_draft(connection: Connection, draft_id: UUID, state: str, *, by: str, at: datetime) -> None:
    decided = update(assessment_drafts).where(assessment_drafts.c.id == draft_id)
    await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))


async def approved_draft(connection: Connection, region: str, year: int, what: str) -> Row[Any] | None:
    a = assessment_drafts.c
    query = select(assessment_drafts).where(a.region == region, a.year == year, a.what == what, a.state == "approved")
    return (await connection.execute(query)).one_or_none()


async def add_items(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_items, rows)


async def add_shares(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_shares, rows)


async def add_rewards(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, assessment_rewards, rows)


async def items_for(connection: Connection, region: str, year: int) -> Sequence[Row[Any]]:
    """Return the items by which a region may be assessed in a year: its own register's and those above."""
    above = [region[:digits] for digits in (6, 9) if len(region) >= digits]
    query = select(assessment_items).where(assessment_items.c.region.in_(above), assessment_items.c.year == year)
    return (await connection.execute(query.order_by(assessment_items.c.region, assessment_items.c.code))).all()


async def shares_of(connection: Connection, register_id: UUID) -> Sequence[Row[Any]]:
    query = select(assessment_shares).where(assessment_shares.c.register_id == register_id)
    return (await connection.execute(query.order_by(assessment_shares.c.unit_id))).all()


async def unit_kinds(connection: Connection, region: str, on: date) -> dict[str, str]:
    """Return the units in a region on a day, by id, with their kinds."""
    here = and_(unit_terms.c.region.startswith(region, autoescape=True), in_force(unit_terms, on))
    query = select(unit_terms.c.unit_id, unit_terms.c.kind).where(here)
    return {row.unit_id: row.kind for row in await connection.execute(query)}


async def people_in(connection: Connection, region: str, on: date) -> set[str]:
    """Return who works in a region on a day."""
    here = and_(posts_held.c.region.startswith(region, autoescape=True), in_force(posts_held, on))
    return set((await connection.execute(select(posts_held.c.person_id).where(here))).scalars())


# ---------------------------------------------------------------------------------------------- demands and objections
async def add_demand(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_demands, [dict(row)])


async def add_objection(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_objections, [dict(row)])


async def lock_objection(connection: Connection, scope: Scope, objection_id: UUID) -> Row[Any] | None:
    mine = and_(assessment_objections.c.id == objection_id, visible_in(scope, assessment_objections))
    return (await connection.execute(select(assessment_objections).where(mine).with_for_update())).one_or_none()


async def decide_objection(connection: Connection, objection_id: UUID, state: str, *, by: str, at: datetime) -> None:
    decided = update(assessment_objections).where(assessment_objections.c.id == objection_id)
    await connection.execute(decided.values(state=state, decided_by=by, decided_at=at))


async def standing_objection(connection: Connection, year: int, figure: FigureKind, case_id: UUID) -> Row[Any] | None:
    """Return the objection to a case in a figure that is open or was upheld."""
    o = assessment_objections.c
    query = select(assessment_objections).where(o.year == year, o.figure == str(figure), o.case_id == case_id)
    return (await connection.execute(query.where(o.state != "dismissed"))).one_or_none()


async def upheld_cases(connection: Connection, region: str, year: int) -> dict[FigureKind, set[UUID]]:
    """Return the cases that upheld objections take out of the figures of a region."""
    o = assessment_objections.c
    here = (o.region.startswith(region, autoescape=True), o.year == year, o.state == "upheld")
    found: defaultdict[FigureKind, set[UUID]] = defaultdict(set)
    for row in await connection.execute(select(o.figure, o.case_id).where(*here)):
        found[FigureKind(row.figure)].add(row.case_id)
    return found


# --------------------------------------------------------------------------------------------------------------- facts
async def due_cases(
    connection: Connection, scope: Scope, region: str, since: datetime, until: datetime, now: datetime
) -> list[CaseFacts]:
    """Return what is known of the cases of a region whose last clock of handling or reply ran out in a period."""
    ended = func.coalesce(case_clocks.c.stopped_at, case_clocks.c.paused_at, now)
    clocks = (
        select(
            case_clocks.c.case_id,
            func.max(case_clocks.c.due_at).label("due_at"),
            func.bool_or(ended > case_clocks.c.due_at).label("late"),
        )
        .join(cases, cases.c.id == case_clocks.c.case_id)
        .where(visible_in(scope, cases), cases.c.region.startswith(region, autoescape=True))
        .where(case_clocks.c.kind.in_(OF_THE_TOWNSHIP))
        .group_by(case_clocks.c.case_id)
        .having(and_(func.max(case_clocks.c.due_at) >= since, func.max(case_clocks.c.due_at) < until))
        .cte("due")
    )
    query = select(cases.c.id, cases.c.region, cases.c.state, clocks.c.late).join(
        clocks, clocks.c.case_id == cases.c.id
    )
    rows = (await connection.execute(query.order_by(cases.c.id))).all()
    due = select(clocks.c.case_id)
    steps = await _steps(connection, due)
    said = await _said(connection, due)
    return [
        CaseFacts(
            row.id,
            row.region,
            CaseState(row.state),
            row.late,
            dispatches=steps.get((row.id, DISPATCHED), 0),
            returns=steps.get((row.id, RETURNED), 0),
            satisfied=said.get(row.id),
        )
        for row in rows
    ]


async def _steps(connection: Connection, due: Any) -> dict[tuple[UUID, str], int]:
    h = case_history.c
    query = select(h.case_id, h.action, func.count().label("times")).where(h.case_id.in_(due))
    query = query.where(or_(h.action == DISPATCHED, h.action == RETURNED)).group_by(h.case_id, h.action)
    return {(row.case_id, row.action): row.times for row in await connection.execute(query)}


async def _said(connection: Connection, due: Any) -> dict[UUID, bool]:
    """Return what the last call-back of each case said."""
    query = (
        select(case_reports.c.case_id, feed_events.c.satisfied)
        .join(feed_events, feed_events.c.report_id == case_reports.c.report_id)
        .where(case_reports.c.case_id.in_(due), feed_events.c.kind == str(FeedKind.CALLED_BACK))
        .order_by(feed_events.c.occurred_at)
    )
    return {row.case_id: row.satisfied == "true" for row in await connection.execute(query)}
