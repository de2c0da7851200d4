"""How are coaching pairs read and written, and what runs out and must be learnt anew?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, cast, exists, func, select, tuple_

from dispatch.organisation.models import posts_held
from dispatch.training.domain.coaching import Pair
from dispatch.training.models import (
    training_certificates,
    training_courses,
    training_pair_weeks,
    training_pairs,
    training_reminders,
    training_sessions,
)
from dispatch.training.repository.register import Rows
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows

P, W = training_pairs.c, training_pair_weeks.c
K, S, C, M = training_certificates.c, training_sessions.c, training_courses.c, training_reminders.c


# --------------------------------------------------------------------------------------------------------------- pairs
def pair_of(row: Row[Any]) -> Pair:
    return Pair(row.mentor_id, row.trainee_id, row.field, row.valid_from, row.valid_to)


async def add_pair(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, training_pairs, [row])


async def days_of_pairs(connection: Connection, trainee: str, field: str) -> list[tuple[date, date]]:
    query = select(P.valid_from, P.valid_to).where(P.trainee_id == trainee, P.field == field)
    return [(row.valid_from, row.valid_to) for row in await connection.execute(query)]


async def lock_pair(connection: Connection, scope: Scope, pair_id: UUID) -> Row[Any] | None:
    query = select(training_pairs).where(P.id == pair_id, visible_in(scope, training_pairs))
    return (await connection.execute(query.with_for_update())).one_or_none()


async def lock_running(connection: Connection, learnt: Collection[tuple[str, str]]) -> Rows:
    """Return the running pairs of (trainee, field), held until the transaction ends."""
    query = select(training_pairs).where(tuple_(P.trainee_id, P.field).in_(sorted(learnt)), P.ended_by.is_(None))
    return (await connection.execute(query.order_by(P.id).with_for_update())).all()


async def lock_coached_by(connection: Connection, mentor: str, field: str) -> Rows:
    """Return the running pairs of a mentor in a field, held until the transaction ends."""
    query = select(training_pairs).where(P.mentor_id == mentor, P.field == field, P.ended_by.is_(None))
    return (await connection.execute(query.order_by(P.id).with_for_update())).all()


async def lock_over(connection: Connection, today: date, limit: int) -> Rows:
    """Return pairs whose last day has passed and that nobody ended, oldest first; skip what others hold."""
    query = select(training_pairs).where(P.ended_by.is_(None), P.valid_to < today).order_by(P.valid_to)
    return (await connection.execute(query.limit(limit).with_for_update(skip_locked=True))).all()


async def save_pairs(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await update_rows(connection, training_pairs, rows)


async def weeks_of(connection: Connection, pair_id: UUID) -> set[date]:
    return set((await connection.execute(select(W.week).where(W.pair_id == pair_id))).scalars())


async def add_week(connection: Connection, pair_id: UUID, week: date, *, by: str, at: datetime) -> None:
    await insert_rows(connection, training_pair_weeks, [{"pair_id": pair_id, "week": week, "by": by, "at": at}])


async def list_pairs(
    connection: Connection, scope: Scope, *, region: str, after: UUID | None, limit: int, on: date | None = None
) -> Rows:
    """Return pairs (of a day) with the number of their weekly notes, the newest first."""
    notes = select(func.count()).select_from(training_pair_weeks).where(W.pair_id == P.id).scalar_subquery()
    query = select(training_pairs, notes.label("weeks_noted")).where(visible_in(scope, training_pairs))
    query = query.where(P.region.startswith(region, autoescape=True))
    if on is not None:
        query = query.where(P.valid.contains(on))
    if after is not None:
        query = query.where(P.id < after)
    return (await connection.execute(query.order_by(P.id.desc()).limit(limit))).all()


# ----------------------------------------------------------------------------------------------------------- reminders
_later = training_certificates.alias("later")
# A certificate that was renewed or revoked ends without a word.
_ENDS = and_(
    K.revoked_on.is_(None),
    ~exists().where(_later.c.person_id == K.person_id, _later.c.field == K.field, _later.c.valid_from > K.valid_from),
)


def _there(today: date) -> ColumnElement[bool]:
    """Return the condition that the holder is in the organisation; nobody is told of who has left."""
    return and_(posts_held.c.person_id == K.person_id, in_force(posts_held, today))


async def remind(connection: Connection, today: date, at: datetime, limit: int) -> Rows:
    """Write one reminder for each certificate and step of days that is due; return those that are new.

    Of several steps that are due at once the shortest counts: nobody is told three times on one day.
    """
    step = func.jsonb_array_elements_text(C.remind_days).table_valued("value").render_derived(name="step")
    days = func.min(cast(step.c.value, Integer))
    due = (
        select(K.id.label("certificate_id"), days.label("days"), K.valid_to)
        .join(training_sessions, S.id == K.session_id)
        .join(training_courses, and_(S.course_code == C.code, S.course_version == C.version))
        .join(step, K.valid_to - today <= cast(step.c.value, Integer))
        .join(posts_held, _there(today))
        .where(K.valid_to >= today, _ENDS)
        .group_by(K.id, K.valid_to)
        .subquery()
    )
    told = exists().where(M.certificate_id == due.c.certificate_id, M.days == due.c.days)
    rows = (await connection.execute(select(due).where(~told).order_by(due.c.valid_to).limit(limit))).all()
    new = [{"certificate_id": r.certificate_id, "days": r.days, "valid_to": r.valid_to, "made_at": at} for r in rows]
    return await insert_rows(connection, training_reminders, new, skip_known=True, returning="certificate_id")


async def list_reminders(
    connection: Connection, scope: Scope, *, region: str, today: date, after: tuple[int, date, UUID] | None, limit: int
) -> Rows:
    """Return whose certificate runs out and was reminded of, with the last step told; safety first, then by day.

    It is heard where the person is today: who moved with his post is trained anew where he is.
    """
    last = select(M.certificate_id, func.min(M.days).label("days")).group_by(M.certificate_id).subquery()
    order = (C.priority, K.valid_to, K.id)
    query: Select[Any] = (
        select(K.id, K.person_id, posts_held.c.region, K.field, K.valid_to, C.priority, last.c.days)
        .join(last, last.c.certificate_id == K.id)
        .join(training_sessions, S.id == K.session_id)
        .join(training_courses, and_(S.course_code == C.code, S.course_version == C.version))
        .join(posts_held, _there(today))
        .where(visible_in(scope, posts_held), posts_held.c.region.startswith(region, autoescape=True))
        .where(K.valid_to >= today, _ENDS)
    )
    if after is not None:
        query = query.where(tuple_(*order) > tuple_(*after))
    rows: Rows = (await connection.execute(query.order_by(*order).limit(limit))).all()
    return rows
