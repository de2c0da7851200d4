"""Who is on duty at a moment?"""

from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, Subquery, and_, case, func, literal, or_, select

from dispatch.roster.domain import HANDS_OVER, TOLD_AS, ShiftState
from dispatch.roster.models import roster_rules, shifts

S = shifts.c


def held_since(now: ColumnElement[datetime]) -> ColumnElement[datetime]:
    """Return from when on a shift that ended without being relieved still holds its person, by the nearest rule."""
    rules = roster_rules.c
    hours = select(rules.held_hours).where(S.region.startswith(rules.region)).order_by(func.length(rules.region).desc())
    return now - func.make_interval(0, 0, 0, 0, func.coalesce(hours.limit(1).scalar_subquery(), 0))


def is_on_duty(now: datetime) -> ColumnElement[bool]:
    """Return the condition that a shift holds its person at `now`: it runs, or nobody has confirmed its hand-over."""
    moment = literal(now, DateTime(timezone=True))
    late = and_(S.post.in_([str(post) for post in HANDS_OVER]), held_since(moment) < S.ends_at)
    begun = func.coalesce(S.taken_at, S.starts_at) <= moment
    gone = S.relieved_at <= moment
    return and_(
        S.state == str(ShiftState.PLANNED), begun, or_(S.relieved_at.is_(None), ~gone), or_(S.ends_at > moment, late)
    )


def on_duty(now: datetime) -> Subquery:
    """Return the query of who is on duty: person_id, region, and the role for which he is told."""
    told_as = case({str(post): str(role) for post, role in TOLD_AS.items()}, value=S.post)
    return select(S.person_id, S.region, told_as.label("role")).where(is_on_duty(now)).subquery("duty")
