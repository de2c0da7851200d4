"""Which penalty cases does a caller see, with what is sealed up or seized in them, and how are they saved?"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import LargeBinary, Row, and_, cast, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from enforcement.penalties.domain.course import Conclusion
from enforcement.penalties.domain.measures import HELD, MeasureState
from enforcement.penalties.domain.states import PenaltyState
from enforcement.penalties.models import measures, penalties
from shared.clock import town_day
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows


async def add_penalty(connection: Connection, row: dict[str, Any]) -> None:
    await insert_rows(connection, penalties, [row])


async def find_penalty(
    connection: Connection, scope: Scope, penalty_id: UUID, *, lock: bool = False
) -> Row[Any] | None:
    """Return a case, None where the scope does not reach it; held until the transaction ends if asked."""
    query = select(penalties).where(penalties.c.id == penalty_id, visible_in(scope, penalties))
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def list_penalties(
    connection: Connection, scope: Scope, *, state: PenaltyState | None, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` cases, the newest first, older than `after`."""
    query = select(penalties).where(visible_in(scope, penalties)).order_by(penalties.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(penalties.c.state == state)
    if after is not None:
        query = query.where(penalties.c.id < after)
    return (await connection.execute(query)).all()


async def open_hearings(
    connection: Connection, scope: Scope, region: str, today: date, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` cases of a region with a hearing to come that is public, the newest first."""
    c = penalties.c
    place, on, held_on = (c.course["hearing", name].astext for name in ("place", "fixed_for", "held_on"))
    to_come = place.is_not(None), on >= today.isoformat(), held_on.is_(None)
    here = visible_in(scope, penalties), c.region.startswith(region, autoescape=True)
    waits = c.state == PenaltyState.NOTIFIED, c.handed_to.is_(None)
    query = select(penalties).where(*here, *waits, *to_come).order_by(c.id.desc()).limit(limit)
    return (await connection.execute(query if after is None else query.where(c.id < after))).all()


async def cases_of_party(connection: Connection, marks: Sequence[bytes], county: str, limit: int) -> Sequence[Row[Any]]:
    """Return the newest cases of whose number one of these marks is, in a whole county: a party is fined once."""
    c = penalties.c
    mine = among(c.party_mark, marks), c.region.startswith(county, autoescape=True)
    return (await connection.execute(select(penalties).where(*mine).order_by(c.id.desc()).limit(limit))).all()


async def punished_like(
    connection: Connection, matter: str, circumstance: str | None, county: str, *, beside: UUID, limit: int
) -> Sequence[Row[Any]]:
    """Return the newest punished cases of a county for a matter, of one circumstance or of all, but `beside`."""
    c = penalties.c
    like = c.matter == matter, c.outcome == Conclusion.PUNISH, c.region.startswith(county, autoescape=True)
    query = select(penalties).where(*like, c.id != beside).order_by(c.decided_at.desc(), c.id.desc()).limit(limit)
    if circumstance is not None:
        query = query.where(c.circumstance == circumstance)
    return (await connection.execute(query)).all()


async def lock_open_by(
    connection: Connection, scope: Scope, township: str, power: str, numbers: Sequence[str]
) -> Sequence[Row[Any]]:
    """Return those of a township's cases by a power that are not closed and nobody was given, held.

    What the police has is not over: it may come back (art. 27 (1)).
    """
    c = penalties.c
    here = c.region.startswith(township, autoescape=True), visible_in(scope, penalties), c.powers.contains([power])
    runs = or_(c.state != PenaltyState.CLOSED, c.course["transferred_on"].astext.is_not(None))
    waits = runs, c.handed_to.is_(None), among(c.number, numbers)
    return (await connection.execute(select(penalties).where(*here, *waits).order_by(c.id).with_for_update())).all()


async def save(connection: Connection, penalty_id: UUID, changes: dict[str, Any]) -> Row[Any]:
    """Write changes to a case that is held; return it as it is now."""
    mine = update(penalties).where(penalties.c.id == penalty_id)
    saved: Row[Any] = (await connection.execute(mine.values(changes).returning(penalties))).one()
    return saved


async def measures_of(connection: Connection, penalty_id: UUID) -> Sequence[Row[Any]]:
    """Return what was asked for, imposed and settled in a case, in its order."""
    query = select(measures).where(measures.c.penalty_id == penalty_id).order_by(measures.c.serial)
    return (await connection.execute(query)).all()


async def list_measures(
    connection: Connection, scope: Scope, *, held: bool, after: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return at most `limit` measures of a region, the newest first, older than `after`; `held`: not settled yet."""
    c = measures.c
    query = select(measures).where(visible_in(scope, measures)).order_by(c.id.desc()).limit(limit)
    if held:
        query = query.where(c.state.in_(sorted(HELD)))
    return (await connection.execute(query if after is None else query.where(c.id < after))).all()


async def add_measure(connection: Connection, row: dict[str, Any]) -> None:
    await connection.execute(insert(measures).values(row))


async def save_measure(connection: Connection, penalty_id: UUID, serial: int, changes: dict[str, Any]) -> None:
    mine = update(measures).where(measures.c.penalty_id == penalty_id, measures.c.serial == serial)
    await connection.execute(mine.values(changes))


async def forget_marks(connection: Connection, penalty_id: UUID) -> None:
    """Let the things of a case be found no more."""
    await connection.execute(update(measures).where(measures.c.penalty_id == penalty_id).values(marks=[]))


async def hold_marks(connection: Connection, marks: Collection[bytes]) -> set[bytes]:
    """Return those marks whose thing is held already; nobody else seals anything up until the transaction ends."""
    if not marks:
        return set()
    await connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("penalty_measures", 0))))
    c, given = measures.c, cast(list(marks), ARRAY(LargeBinary))
    query = select(func.unnest(c.marks)).where(c.state.in_(sorted(HELD)), c.marks.overlap(given))
    return {bytes(mark) for mark in (await connection.execute(query)).scalars()} & set(marks)


async def overdue_measures(connection: Connection, now: datetime) -> Sequence[Row[Any]]:
    """Return what is over its term or was not reported in time, in cases that are still the township's."""
    c = measures.c
    over = and_(c.last_day < town_day(now), c.measure["handled_on"].astext.is_(None))
    unreported = and_(c.report_due_at < now, c.measure["reported_at"].astext.is_(None))
    here = select(measures).join(penalties, penalties.c.id == c.penalty_id).where(penalties.c.handed_to.is_(None))
    query = here.where(c.state == MeasureState.IMPOSED, or_(over, unreported)).order_by(c.penalty_id, c.serial)
    return (await connection.execute(query)).all()
