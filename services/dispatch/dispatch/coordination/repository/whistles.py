"""Which whistles does a caller see, who was called, and how does it count?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from dispatch.cases.models import cases
from dispatch.cases.repository.family import subjects_of
from dispatch.cases.repository.sight import not_hidden_from
from dispatch.coordination.domain.handovers import UnitOn
from dispatch.coordination.domain.whistles import AT_COUNTY, EXPECTED, CallState, WhistleState
from dispatch.coordination.models import coordination_looks, whistle_calls, whistle_history, whistles
from dispatch.organisation.models import unit_terms
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows
from shared.schemas.vocabulary import SubjectKind


# --------------------------------------------------------------------------------------------------------------- seeing
def _seen(scope: Scope, unit: str | None) -> ColumnElement[bool]:
    """Return the condition of what a caller may know of: his region's, or with `unit` what that was called by; none
    about a case that is hidden from him.
    """
    shown = select(cases.c.id).where(cases.c.id == whistles.c.case_id, not_hidden_from(scope)).exists()
    seen = or_(whistles.c.case_id.is_(None), shown)
    if unit is None:
        return seen & visible_in(scope, whistles)
    called = select(whistle_calls.c.id).where(whistle_calls.c.whistle_id == whistles.c.id, whistle_calls.c.unit == unit)
    # The scores join the calls themselves; these are others.
    return seen & called.correlate(whistles).exists()


async def find_whistle(connection: Connection, scope: Scope, whistle_id: UUID, *, unit: str | None) -> Row[Any] | None:
    query = select(whistles).where(whistles.c.id == whistle_id, _seen(scope, unit))
    return (await connection.execute(query)).one_or_none()


async def lock_whistle(connection: Connection, scope: Scope, whistle_id: UUID, *, unit: str | None) -> Row[Any] | None:
    """Return a whistle and hold it until the transaction ends: everybody goes from it to its calls."""
    query = select(whistles).where(whistles.c.id == whistle_id, _seen(scope, unit))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def list_whistles(
    connection: Connection,
    scope: Scope,
    *,
    unit: str | None,
    filters: Mapping[str, Any],
    waiting: bool,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return whistles, the newest first; `waiting`: where somebody of `unit` is still expected, or with no unit those
    that are not ended. `filters`: column → value.
    """
    query = select(whistles).where(_seen(scope, unit))
    for name, value in filters.items():
        query = query.where(whistles.c[name] == value)
    if waiting:
        query = query.where(_expected(unit) if unit is not None else whistles.c.state == str(WhistleState.BLOWN))
    if after is not None:
        query = query.where(whistles.c.id < after)
    return (await connection.execute(query.order_by(whistles.c.id.desc()).limit(limit))).all()


def _expected(unit: str) -> ColumnElement[bool]:
    states = whistle_calls.c.state.in_([str(state) for state in EXPECTED])
    of_unit = and_(whistle_calls.c.whistle_id == whistles.c.id, whistle_calls.c.unit == unit, states)
    return select(whistle_calls.c.id).where(of_unit).exists()


async def calls_of(
    connection: Connection, whistle_ids: Iterable[UUID], *, unit: str | None = None
) -> dict[UUID, list[Row[Any]]]:
    """Return the calls of whistles in the order of units; `unit`: only its own, no unit reads another's reasons."""
    query = select(whistle_calls).where(among(whistle_calls.c.whistle_id, whistle_ids))
    if unit is not None:
        query = query.where(whistle_calls.c.unit == unit)
    found: dict[UUID, list[Row[Any]]] = {}
    for row in (await connection.execute(query.order_by(whistle_calls.c.unit))).all():
        found.setdefault(row.whistle_id, []).append(row)
    return found


async def list_at_county(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the calls that wait for the county's ruling, the oldest first, each with its whistle."""
    w, c = whistles.c, whistle_calls.c
    shown = (w.region, w.case_id, w.matter, w.urgency, w.reason, w.blown_by, w.blown_at, w.state.label("whistle_state"))
    query = (
        select(whistle_calls, *shown)
        .join(whistles, w.id == c.whistle_id)
        .where(c.state.in_([str(state) for state in AT_COUNTY]), _seen(scope, None))
        .where(w.region.startswith(region, autoescape=True))
    )
    if after is not None:
        query = query.where(c.id > after)
    return (await connection.execute(query.order_by(c.id).limit(limit))).all()


async def history_of(connection: Connection, whistle_id: UUID) -> Sequence[Row[Any]]:
    query = select(whistle_history).where(whistle_history.c.whistle_id == whistle_id)
    return (await connection.execute(query.order_by(whistle_history.c.id))).all()


# -------------------------------------------------------------------------------------------------------------- scoring
async def scores(
    connection: Connection,
    scope: Scope,
    *,
    unit: str | None,
    since: datetime,
    until: datetime,
    after: str,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return for each unit how it answered the whistles blown from `since` until before `until`, by unit."""
    c, w = whistle_calls.c, whistles.c

    def count(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count().filter(and_(*conditions))

    pending = c.state.in_([str(state) for state in EXPECTED])
    query: Select[Any] = (
        select(
            c.unit,
            func.count().label("called"),
            count(c.state == str(CallState.RELEASED)).label("released"),
            count(c.state == str(CallState.EXCUSED)).label("excused"),
            count(pending).label("pending"),
            count(c.arrived_at.is_not(None)).label("came"),
            count(c.arrived_at <= w.come_by).label("in_time"),
            count(c.refused_at.is_not(None)).label("refused"),
            count(c.silent_at.is_not(None)).label("ignored"),
            count(c.missed_at.is_not(None)).label("absent"),
            func.count(c.score).label("rated"),
            func.avg(c.score).label("rating"),
        )
        .join(whistles, w.id == c.whistle_id)
        .where(_seen(scope, unit), w.blown_at >= since, w.blown_at < until, c.unit > after)
        .group_by(c.unit)
        .order_by(c.unit)
        .limit(limit)
    )
    if unit is not None:
        query = query.where(c.unit == unit)
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found


# -------------------------------------------------------------------------------------------------------------- writing
async def units_among(connection: Connection, ids: Iterable[str], on: date) -> list[UnitOn]:
    """Return those of the units that are there on a day."""
    c = unit_terms.c
    query = select(c.unit_id, c.region, c.kind).where(among(c.unit_id, ids), c.valid.contains(on))
    return [UnitOn(row.unit_id, row.region, row.kind) for row in await connection.execute(query)]


async def subject_units(connection: Connection, case_id: UUID) -> set[str]:
    """Return the units that a case complains of."""
    named = (await subjects_of(connection, [case_id])).get(case_id, set())
    return {subject for kind, subject in named if kind == SubjectKind.UNIT}


async def add_whistle(connection: Connection, row: Mapping[str, Any], calls: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, whistles, [dict(row)])
    await insert_rows(connection, whistle_calls, calls)


async def save_whistle(connection: Connection, whistle_id: UUID, **changed: Any) -> None:
    await update_rows(connection, whistles, [{"id": whistle_id, **changed}])


async def save_calls(connection: Connection, changed: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, whistle_calls, changed)


async def add_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, whistle_history, [{"id": new_id(), **step} for step in steps])


async def log_look(connection: Connection, about: UUID, *, by: str, purpose: str, at: datetime) -> None:
    look = {"id": new_id(), "about": about, "person_id": by, "purpose": purpose, "at": at}
    await insert_rows(connection, coordination_looks, [look])


async def lock_due(connection: Connection, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return the calls that go to the county, the oldest first, with their whistles held; skip what others hold."""
    c, w = whistle_calls.c, whistles.c
    query = (
        select(whistle_calls)
        .join(whistles, w.id == c.whistle_id)
        .where(c.due_at < now)
        .order_by(c.due_at)
        .limit(limit)
        .with_for_update(of=[whistles, whistle_calls], skip_locked=True)
    )
    return (await connection.execute(query)).all()


async def read_whistles(connection: Connection, ids: Iterable[UUID]) -> dict[UUID, Row[Any]]:
    """Return whistles for the platform's own work, whatever their region."""
    rows = (await connection.execute(select(whistles).where(among(whistles.c.id, ids)))).all()
    return {row.id: row for row in rows}
