"""Which paper is rated, which ratings does a caller see, and how are they and what follows them saved?"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, insert, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from approval_window.appeals.models import appeal_history, appeals
from approval_window.applications.models import application_history, applications
from approval_window.items.models import item_versions
from approval_window.progress.domain import PaperKind
from shared.codes import RegionLevel
from shared.runtime.db import Connection, visible_in
from shared.runtime.hidden import shown_to
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows, update_rows
from shared.schemas.vocabulary import BAD_GRADES

from .domain.figures import GroupBy
from .domain.follow_up import FollowUpState, LateStep
from .models import rating_follow_up_history, rating_follow_ups, rating_looks, ratings

TERM_COLUMNS = ("version", "verify_due_at", "due_at", "provisional")
_FOLLOW_UP = ("state", "version", "verify_due_at", "due_at", "provisional", "called_back_at", "late", "late_at")
LATE_COLUMNS = ("version", "late", "late_at")
_OPEN = rating_follow_ups.c.state != FollowUpState.CALLED_BACK
_KEYS: dict[GroupBy, ColumnElement[str | None]] = {
    GroupBy.ITEM: ratings.c.item,
    GroupBy.CLERK: ratings.c.clerk_id,
    GroupBy.TOWNSHIP: func.left(ratings.c.region, RegionLevel.TOWNSHIP.digits),
}


async def find_paper(connection: Connection, scope: Scope, paper: PaperKind, paper_id: UUID) -> Row[Any] | None:
    """Return number, region, clerk, item and power of a paper; an appeal has neither item nor power.

    A case that hides from somebody keeps no citizen from rating.
    """
    query = _appeal(scope) if paper is PaperKind.APPEAL else _application(scope)
    kept = appeals if paper is PaperKind.APPEAL else applications
    found: Row[Any] | None = (await connection.execute(query.where(kept.c.id == paper_id))).one_or_none()
    return found


def _application(scope: Scope) -> Select[Any]:
    mine = applications.c
    # As the version of its item has it that it was received for.
    of_version = item_versions.c.code == mine.item, item_versions.c.version == mine.item_version
    columns = (mine.number, mine.region, mine.clerk_id, mine.item, item_versions.c.power)
    return select(*columns).join(item_versions, and_(*of_version)).where(visible_in(scope, applications))


def _appeal(scope: Scope) -> Select[Any]:
    mine = appeals.c
    nothing = (null().label("item"), null().label("power"))
    return select(mine.number, mine.region, mine.clerk_id, *nothing).where(shown_to(scope, appeals))


async def history_of_paper(connection: Connection, paper: PaperKind, paper_id: UUID) -> list[tuple[str, str]]:
    """Return by action and person, in order, what was done with a paper."""
    kept, key = application_history, application_history.c.application_id
    if paper is PaperKind.APPEAL:
        kept, key = appeal_history, appeal_history.c.appeal_id
    query = select(kept.c.action, kept.c.by).where(key == paper_id).order_by(kept.c.seq)
    return [(row.action, row.by) for row in await connection.execute(query)]


async def add_rating(connection: Connection, row: dict[str, Any]) -> bool:
    """Write a rating; return whether it is the first of its step."""
    first = upsert(ratings).values(row).on_conflict_do_nothing(index_elements=["paper_id", "step"])
    return (await connection.execute(first.returning(ratings.c.id))).one_or_none() is not None


async def add_follow_up(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(rating_follow_ups).values(row))


async def add_history(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, rating_follow_up_history, rows)


async def add_look(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(rating_looks).values(row))


def _shown(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that keeps a query to what the caller may know of.

    That the answer of an appeal was rated would say how a case goes on that hides from somebody.
    """
    seen = visible_in(scope, ratings)
    if scope.sees_sealed:
        return seen
    return seen & ~exists().where(appeals.c.id == ratings.c.paper_id, appeals.c.hidden)


def _with_follow_up(scope: Scope) -> Select[Any]:
    kept = rating_follow_ups.c
    query = select(ratings, *(kept[name].label(name) for name in _FOLLOW_UP))
    return query.outerjoin(rating_follow_ups, kept.rating_id == ratings.c.id).where(_shown(scope))


async def find_rating(connection: Connection, scope: Scope, rating_id: UUID, *, held: bool = False) -> Row[Any] | None:
    """Return a rating and how its follow-up stands (None each, without one), or None out of reach.

    `held`: its follow-up is held until the transaction ends.
    """
    if held:
        mine = select(rating_follow_ups.c.rating_id).where(rating_follow_ups.c.rating_id == rating_id)
        await connection.execute(mine.with_for_update())
    query = _with_follow_up(scope).where(ratings.c.id == rating_id)
    found: Row[Any] | None = (await connection.execute(query)).one_or_none()
    return found


async def list_open(
    connection: Connection, scope: Scope, after: UUID | None, limit: int, *, late: bool = False
) -> Sequence[Row[Any]]:
    """Return at most `limit` bad ratings that are not called back yet, the oldest first, younger than `after`.

    `late`: those alone that were told as late.
    """
    query = _with_follow_up(scope).where(_OPEN).order_by(ratings.c.id).limit(limit)
    if late:
        query = query.where(rating_follow_ups.c.late.is_not(None))
    if after is not None:
        query = query.where(ratings.c.id > after)
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found


async def list_ratings(connection: Connection, scope: Scope, after: UUID | None, limit: int) -> Sequence[Row[Any]]:
    """Return at most `limit` ratings, the newest first, older than `after`."""
    query = _with_follow_up(scope).order_by(ratings.c.id.desc()).limit(limit)
    if after is not None:
        query = query.where(ratings.c.id < after)
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found


async def history_of(connection: Connection, rating_id: UUID) -> Sequence[Row[Any]]:
    """Return the steps of a follow-up in order; whose rating it is was asked before."""
    kept = rating_follow_up_history.c
    query = select(rating_follow_up_history).where(kept.rating_id == rating_id).order_by(kept.seq)
    return (await connection.execute(query)).all()


async def save_follow_up(connection: Connection, rating_id: UUID, changes: dict[str, Any]) -> None:
    mine = update(rating_follow_ups).where(rating_follow_ups.c.rating_id == rating_id)
    await connection.execute(mine.values(changes))


async def lock_provisional(connection: Connection, scope: Scope) -> Sequence[Row[Any]]:
    """Return the open follow-ups whose terms were computed with unpublished days, held, with when they began."""
    mine = rating_follow_ups.c
    query = select(rating_follow_ups, ratings.c.given_at).join(ratings, ratings.c.id == mine.rating_id)
    query = query.where(mine.provisional, _OPEN, visible_in(scope, ratings)).order_by(mine.rating_id)
    return (await connection.execute(query.with_for_update(of=rating_follow_ups))).all()


async def lock_late(connection: Connection, scope: Scope, now: datetime, limit: int) -> Sequence[Row[Any]]:
    """Return follow-ups of which something is late that was not told yet, held, with their region; the oldest first.

    What somebody holds comes in the next round. Of one that hides with its case nobody is told: nobody may know of it.
    """
    mine = rating_follow_ups.c
    unverified = and_(mine.state == FollowUpState.OPENED, mine.verify_due_at < now, mine.late.is_(None))
    is_late = or_(and_(mine.due_at < now, mine.late.is_distinct_from(LateStep.ALL)), unverified)
    hides = exists().where(appeals.c.id == ratings.c.paper_id, appeals.c.hidden)
    query = select(rating_follow_ups, ratings.c.region).join(ratings, ratings.c.id == mine.rating_id)
    query = query.where(_OPEN, is_late, ~hides, visible_in(scope, ratings)).order_by(mine.due_at).limit(limit)
    return (await connection.execute(query.with_for_update(of=rating_follow_ups, skip_locked=True))).all()


async def save_late(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save what was told as late, by one statement."""
    await update_rows(connection, rating_follow_ups, rows, "rating_id", only=LATE_COLUMNS)


async def save_terms(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Save the terms of follow-ups, by one statement."""
    await update_rows(connection, rating_follow_ups, rows, "rating_id", only=TERM_COLUMNS)


async def count_ratings(
    connection: Connection, scope: Scope, region: str, since: datetime, end: datetime, by: GroupBy, now: datetime
) -> Sequence[Row[Any]]:
    """Return by `key` how many ratings were given from `since` on and before `end`: rows of the names of `Counts`."""
    mine, follow = ratings.c, rating_follow_ups.c
    key = _KEYS[by]
    is_done = follow.called_back_at.is_not(None)
    query: Any = (
        select(
            key.label("key"),
            func.count().label("ratings"),
            func.count().filter(mine.grade.in_(sorted(BAD_GRADES))).label("bad"),
            func.count().filter(or_(is_done, follow.due_at < now)).label("due"),
            func.count().filter(follow.called_back_at <= follow.due_at).label("in_time"),
        )
        .select_from(ratings.outerjoin(rating_follow_ups, follow.rating_id == mine.id))
        .where(_shown(scope), mine.region.startswith(region, autoescape=True))
        .where(mine.given_at >= since, mine.given_at < end)
        .group_by(key)
        .order_by(key)
    )
    found: Sequence[Row[Any]] = (await connection.execute(query)).all()
    return found
