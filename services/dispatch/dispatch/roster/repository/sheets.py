"""How are hand-over sheets kept, and which shifts ended without one being confirmed?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, exists, func, literal, or_, select, update

from dispatch.roster.domain import HANDS_OVER, ShiftState
from dispatch.roster.models import roster_gaps, roster_rules, shift_sheets, shifts
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

H, S = shift_sheets.c, shifts.c


async def sheet_of(connection: Connection, shift_id: UUID) -> Any:
    return (await connection.execute(select(shift_sheets).where(H.from_shift == shift_id))).one_or_none()


async def names_any(connection: Connection, shift_ids: Sequence[UUID]) -> bool:
    """Tell whether a sheet has handed one of these shifts over, or to one of them."""
    named = or_(H.from_shift.in_(shift_ids), H.to_shift.in_(shift_ids))
    return (await connection.execute(select(H.id).where(named).limit(1))).one_or_none() is not None


async def add_sheet(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, shift_sheets, [row])


def _own(scope: Scope) -> Any:
    return and_(visible_in(scope, shift_sheets), or_(H.from_person == scope.person_id, H.to_person == scope.person_id))


async def find_sheet(connection: Connection, scope: Scope, sheet_id: UUID, *, hold: bool = False) -> Any:
    """Return a sheet that the caller gave or got."""
    query = select(shift_sheets).where(H.id == sheet_id, _own(scope))
    return (await connection.execute(query.with_for_update() if hold else query)).one_or_none()


async def list_sheets(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Sequence[Any]:
    """Return the sheets that the caller gave or got, the newest first."""
    query = select(shift_sheets).where(_own(scope))
    if after:
        query = query.where(H.id < after)
    found: Sequence[Any] = (await connection.execute(query.order_by(H.id.desc()).limit(limit))).all()
    return found


async def confirm(connection: Connection, sheet_id: UUID, now: datetime) -> None:
    await connection.execute(update(shift_sheets).where(H.id == sheet_id).values(confirmed_at=now))


async def lock_missed(connection: Connection, now: datetime, limit: int) -> Sequence[Any]:
    """Hold shifts whose hand-over is overdue by the nearest rules, and that somebody should have taken over.

    Who goes on himself hands nothing over. What ended more than two days ago is past telling.
    """
    rules, other = roster_rules.c, shifts.alias("other")
    minutes = select(rules.missed_after_minutes).where(S.region.startswith(rules.region))
    nearest = minutes.order_by(func.length(rules.region).desc()).limit(1).scalar_subquery()
    moment = literal(now)
    follows = exists().where(
        *(other.c.region == S.region, other.c.post == S.post, other.c.state == str(ShiftState.PLANNED)),
        *(other.c.starts_at > S.starts_at, other.c.starts_at <= S.ends_at + func.make_interval(0, 0, 0, 0, 12)),
        other.c.person_id != S.person_id,
    )
    late = S.ends_at + func.make_interval(0, 0, 0, 0, 0, nearest) <= moment
    query = (
        select(shifts, nearest.label("minutes"))
        .where(S.relieved_at.is_(None), S.missed_told_at.is_(None), S.state == str(ShiftState.PLANNED))
        .where(S.post.in_([str(post) for post in HANDS_OVER]), late, follows)
        .where(S.ends_at > moment - func.make_interval(0, 0, 0, 2), nearest > 0)
        .order_by(S.ends_at)
        .limit(limit)
    )
    found: Sequence[Any] = (await connection.execute(query.with_for_update(of=shifts, skip_locked=True))).all()
    return found


async def note_missed(connection: Connection, ids: Sequence[UUID], now: datetime) -> None:
    await connection.execute(update(shifts).where(S.id.in_(ids)).values(missed_told_at=now))


async def planned_around(connection: Connection, since: datetime, until: datetime) -> Sequence[Any]:
    """Return the planned shifts of all regions that touch a time."""
    query = select(shifts).where(S.state == str(ShiftState.PLANNED), S.starts_at < until, S.ends_at > since)
    found: Sequence[Any] = (await connection.execute(query.order_by(S.region, S.starts_at))).all()
    return found


async def add_gaps(connection: Connection, rows: Sequence[dict[str, Any]]) -> set[tuple[str, str, datetime]]:
    """Note gaps; return those (region, post, start) of which nobody had been told."""
    keys = {row["region"] for row in rows}
    c = roster_gaps.c
    known = await connection.execute(select(c.region, c.post, c.starts_at).where(c.region.in_(keys)))
    old = {tuple(row) for row in known}
    new = [row for row in rows if (row["region"], row["post"], row["starts_at"]) not in old]
    await insert_rows(connection, roster_gaps, new, skip_known=True)
    return {(row["region"], row["post"], row["starts_at"]) for row in new}
