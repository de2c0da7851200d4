"""How are scores read and written?"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Text, and_, cast, exists, select, update

from dispatch.assessment.domain.totals import About, ScoreState
from dispatch.assessment.models import assessment_objections, assessment_registers, assessment_scores
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows

Given = Mapping[tuple[About, str], int]


async def add_score(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, assessment_scores, [dict(row)])


async def lock_score(connection: Connection, scope: Scope, score_id: UUID) -> Row[Any] | None:
    mine = and_(assessment_scores.c.id == score_id, visible_in(scope, assessment_scores))
    return (await connection.execute(select(assessment_scores).where(mine).with_for_update())).one_or_none()


async def decide_score(connection: Connection, score_id: UUID, state: ScoreState, *, by: str, at: datetime) -> None:
    decided = update(assessment_scores).where(assessment_scores.c.id == score_id)
    await connection.execute(decided.values(state=str(state), decided_by=by, decided_at=at))


async def replace_score(connection: Connection, score_id: UUID, state: ScoreState) -> None:
    """Let a confirmed score count no more; who confirmed it stays on record."""
    replaced = update(assessment_scores).where(assessment_scores.c.id == score_id)
    await connection.execute(replaced.values(state=str(state)))


async def standing_score(
    connection: Connection, region: str, register_id: UUID, about: str, subject: str
) -> UUID | None:
    """Return the confirmed score of an item or agency, if there is one."""
    s = assessment_scores.c
    same = and_(s.region == region, s.register_id == register_id, s.about == about, s.subject == subject)
    return (await connection.execute(select(s.id).where(same, s.state == "confirmed"))).scalar_one_or_none()


async def is_confirmed(connection: Connection, region: str, year: int, score_id: UUID) -> bool:
    """Tell whether a score counts in a township's year."""
    s, r = assessment_scores.c, assessment_registers.c
    held = select(s.id).join(assessment_registers, r.id == s.register_id)
    counts = and_(s.id == score_id, s.region == region, r.year == year, s.state == "confirmed")
    return (await connection.execute(held.where(counts))).scalar_one_or_none() is not None


async def confirmed_scores(
    connection: Connection, region: str, registers: Collection[UUID], decided_by: datetime | None = None
) -> dict[UUID, dict[tuple[About, str], int]]:
    """Return the points that count in a township (or counted at a moment), by register and what they were given to."""
    s = assessment_scores.c
    counts = s.state == "confirmed" if decided_by is None else _counted(decided_by)
    query = select(s.register_id, s.about, s.subject, s.points).where(
        s.region == region, among(s.register_id, registers), counts
    )
    found: defaultdict[UUID, dict[tuple[About, str], int]] = defaultdict(dict)
    for row in await connection.execute(query):
        found[row.register_id][About(row.about), row.subject] = row.points
    return found


def _counted(at: datetime) -> ColumnElement[bool]:
    """Return the condition that a score counted at a moment: confirmed before, corrected or overturned only later."""
    s, follows, objection = assessment_scores.c, assessment_scores.alias("follows"), assessment_objections.c
    once = ("confirmed", "corrected", "overturned")
    corrected = and_(follows.c.corrects == s.id, follows.c.state.in_(once), follows.c.decided_at < at)
    about_it = and_(objection.subject_kind == "score", objection.subject == cast(s.id, Text))
    overturned = and_(about_it, objection.state == "upheld", objection.decided_at < at)
    gone = (exists(select(follows.c.id).where(corrected)), exists(select(objection.id).where(overturned)))
    return and_(s.state.in_(once), s.decided_at < at, *(~one for one in gone))


async def is_scored_after(connection: Connection, region: str, year: int, day: date) -> bool:
    """Tell whether a score rests on what a new register of a region would replace from a day on.

    That is what the region's own registers hold, and for a township that of its county.
    """
    s, r = assessment_scores.c, assessment_registers.c
    replaced = and_(r.id == s.register_id, r.year == year, r.region.in_((region, region[:6])))
    here = s.region.startswith(region, autoescape=True)
    stands = and_(here, s.day >= day, s.state != "withdrawn")
    query = select(exists(select(s.id).join(assessment_registers, replaced).where(stands)))
    return bool((await connection.execute(query)).scalar())
