"""What does one person hold, what of it runs out, and where is he expected?"""

from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, select

from dispatch.training.models import (
    training_certificates,
    training_courses,
    training_enrolments,
    training_reminders,
    training_sessions,
)
from dispatch.training.repository.register import Rows
from shared.runtime.db import Connection

K, M = training_certificates.c, training_reminders.c
S, C, E = training_sessions.c, training_courses.c, training_enrolments.c


async def certificates_of(connection: Connection, person: str, today: date) -> Rows:
    """Return what he holds or is about to, the nearest end first; `reminded`: the last step of days that was told."""
    reminded = select(func.min(M.days)).where(M.certificate_id == K.id).scalar_subquery().label("reminded")
    query: Select[Any] = select(K.field, K.valid_from, K.valid_to, reminded)
    query = query.where(K.person_id == person, K.valid_to >= today, K.revoked_on.is_(None))
    rows: Rows = (await connection.execute(query.order_by(K.valid_to, K.field))).all()
    return rows


async def sessions_of(connection: Connection, person: str, today: date) -> Rows:
    """Return the sessions that he is enrolled in and that are not over, the nearest first; cancelled ones say so."""
    query: Select[Any] = (
        select(S.id, C.name, C.field, S.region, S.first_day, S.last_day, S.cancelled_on)
        .join(training_enrolments, E.session_id == S.id)
        .join(training_courses, and_(S.course_code == C.code, S.course_version == C.version))
        .where(E.person_id == person, S.last_day >= today)
    )
    rows: Rows = (await connection.execute(query.order_by(S.first_day, S.id))).all()
    return rows
