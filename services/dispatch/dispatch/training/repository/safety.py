"""Which safety sessions have places left, and which officers have to take one first?"""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select

from dispatch.organisation.models import posts_held, roles_held
from dispatch.training.domain.courses import SAFETY
from dispatch.training.models import training_certificates, training_courses, training_enrolments, training_sessions
from dispatch.training.repository.certificates import held_on
from shared.clock import town_day
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among
from shared.runtime.permissions import Role

S, C, E = training_sessions.c, training_courses.c, training_enrolments.c
P, K = posts_held.c, training_certificates.c
_OF_SAFETY = and_(S.course_code == C.code, S.course_version == C.version, C.field == SAFETY, S.cancelled_on.is_(None))


async def places_left(connection: Connection, city: str, now: datetime) -> set[str]:
    """Return where in a city safety sessions that have been opened and are still to come have places left."""
    taken = select(func.count()).select_from(training_enrolments).where(E.session_id == S.id).scalar_subquery()
    query = select(S.region).join(training_courses, _OF_SAFETY).distinct()
    query = query.where(S.region.startswith(city, autoescape=True), S.capacity > taken)
    query = query.where(S.at <= now, S.first_day > town_day(now))
    return set((await connection.execute(query)).scalars())


async def officers_without(connection: Connection, persons: Collection[str], on: date, today: date) -> dict[str, str]:
    """Return person → place of those who are officers on a day, and have then neither the certificate nor a place."""
    is_officer = and_(
        roles_held.c.person_id == P.person_id, roles_held.c.role == Role.OFFICER, in_force(roles_held, on)
    )
    certified = and_(K.person_id == P.person_id, K.field == SAFETY, held_on(on))
    placed = exists().where(E.person_id == P.person_id, E.session_id == S.id, S.last_day >= today).where(_OF_SAFETY)
    query = select(P.person_id, P.region).where(among(P.person_id, persons), in_force(posts_held, on))
    query = query.where(exists().where(is_officer), ~or_(exists().where(certified), placed))
    return {row.person_id: row.region for row in await connection.execute(query)}
