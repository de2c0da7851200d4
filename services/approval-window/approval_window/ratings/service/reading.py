"""How are ratings shown, their words opened, and what do they come to?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from approval_window.ratings import repository
from approval_window.ratings.domain.figures import Counts, GroupBy, PeriodImpossible
from approval_window.ratings.domain.follow_up import FollowUpState, Light, light_of, next_due_at
from approval_window.ratings.domain.rating import RegionOutside
from shared.clock import day_end
from shared.periods import Days
from shared.runtime.copies import load_calendar_copy
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .following import get_rating, require_not_rated


@dataclass(frozen=True, slots=True)
class Look:
    """Who reads what is sealed, what for and when."""

    by: str
    purpose: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lit:
    """A rating with the light of its follow-up's next step, None where nothing is left to do."""

    row: Row[Any]
    light: Light | None


@dataclass(frozen=True, slots=True)
class CountsAsked:
    """Which ratings are counted: of a region (None: as far as one sees), first and last day, and by what."""

    region: str | None
    first: date
    last: date
    by: GroupBy | None


async def light(work: UnitOfWork, rows: Sequence[Row[Any]], now: datetime) -> list[Lit]:
    """Return ratings with their lights."""
    if all(row.state is None for row in rows):
        return [Lit(row, None) for row in rows]
    calendar = await load_calendar_copy(work.connection)
    dues = {row.id: next_due_at(FollowUpState(row.state), row.verify_due_at, row.due_at) for row in rows if row.state}
    return [Lit(row, light_of(dues.get(row.id), now, calendar)) for row in rows]


async def read_words(work: UnitOfWork, scope: Scope, *, rating_id: UUID, look: Look) -> dict[str, Any]:
    """Return what was written with a rating and in its follow-up; the look is logged.

    Raises RatingNotFound, AboutYourself.
    """
    row = await get_rating(work, scope, rating_id)
    await require_not_rated(work, scope, row)
    kept = {"at": look.at, "by": look.by, "purpose": look.purpose, "what": "words"}
    await repository.add_look(work.connection, {"id": new_id(), "rating_id": rating_id, **kept})
    steps = [step for step in await repository.history_of(work.connection, rating_id) if step.words]
    return {
        "id": rating_id,
        "words": work.sealer.open(row.words, about=str(rating_id)) if row.words else None,
        "steps": [
            {
                "seq": step.seq,
                "action": step.action,
                "words": work.sealer.open(step.words, about=f"{rating_id}:{step.seq}"),
            }
            for step in steps
        ],
    }


async def count_ratings(
    work: UnitOfWork, scope: Scope, asked: CountsAsked, *, now: datetime
) -> dict[str | None, Counts]:
    """Return by key what was counted, by township without any. Raises RegionOutside, PeriodImpossible."""
    region = scope.region if asked.region is None else asked.region
    if not scope.covers(region):
        raise RegionOutside("this place is outside your region", region=region)
    days = Days.between(asked.first, asked.last, now)
    if days is None:
        raise PeriodImpossible("no such period", first=asked.first.isoformat(), last=asked.last.isoformat())
    period = days.since, day_end(days.last)
    rows = await repository.count_ratings(work.connection, scope, region, *period, asked.by or GroupBy.TOWNSHIP, now)
    return {row.key: Counts(row.ratings, row.bad, row.due, row.in_time) for row in rows}
