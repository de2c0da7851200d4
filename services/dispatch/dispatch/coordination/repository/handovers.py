"""Which hand-overs does a caller see, and how are they read and written?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, exists, func, or_, select, union, update

from dispatch.cases.models import case_clocks, cases
from dispatch.cases.repository.sight import not_hidden_from, of_known_case, seen_by
from dispatch.coordination.domain.handovers import HandoverState, UnitOn
from dispatch.coordination.models import handovers
from dispatch.duties.models import duty_exits
from dispatch.organisation.models import unit_terms
from dispatch.triage.models import matters
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import Executor

# The clock of a hand-over; it runs while the named unit has not said anything.
TAKE_CLOCK = "take"
# By when its receiver would have to have it dispatched, or dealt with.
HOLDER_CLOCKS = ("dispatch", "handle")
# By no list the township's: named to a department, or to be found a holder of; or such a case once more.
NOT_THE_TOWNSHIPS = ("county-matter", "not-admitted")
REOPENED = "reopened"


async def unit_on(connection: Connection, unit: str | None, on: date) -> UnitOn | None:
    """Return a unit as it is on a day."""
    c = unit_terms.c
    query = select(c.unit_id, c.region, c.kind).where(c.unit_id == unit, c.valid.contains(on))
    row = (await connection.execute(query)).one_or_none() if unit else None
    return UnitOn(row.unit_id, row.region, row.kind) if row else None


async def units_of(connection: Connection, region: str, kinds: Iterable[str], on: date) -> list[UnitOn]:
    """Return the units of some kinds that a county or a township itself has on a day."""
    c = unit_terms.c
    query = select(c.unit_id, c.region, c.kind).where(c.region == region, among(c.kind, kinds), c.valid.contains(on))
    return [UnitOn(row.unit_id, row.region, row.kind) for row in await connection.execute(query)]


async def is_danger(connection: Connection, case_id: UUID, matter: str) -> bool:
    """Tell whether a case is about danger: by its matter, or because it was sent past a list for it."""
    by_matter = exists().where(matters.c.code == matter, matters.c.danger)
    by_exit = exists().where(duty_exits.c.case_id == case_id)
    return bool((await connection.execute(select(or_(by_matter, by_exit)))).scalar_one())


def _with_term() -> Select[*tuple[Any, ...]]:
    """Return the query of hand-overs with the case's number and version, and by when each is to be taken."""
    runs = and_(
        case_clocks.c.case_id == handovers.c.case_id,
        case_clocks.c.kind == TAKE_CLOCK,
        case_clocks.c.stopped_at.is_(None),
        handovers.c.state == str(HandoverState.OPEN),
    )
    return (
        select(handovers, cases.c.number, cases.c.version, case_clocks.c.due_at)
        .join(cases, cases.c.id == handovers.c.case_id)
        .outerjoin(case_clocks, runs)
    )


def _known(scope: Scope) -> ColumnElement[bool]:
    """Return the condition of hand-overs within the caller's region, of no case that is hidden from him."""
    return visible_in(scope, handovers) & of_known_case(scope, handovers.c.case_id)


async def newest_of(connection: Connection, case_id: UUID) -> Row[Any] | None:
    """Return the newest hand-over of a case, which the caller holds."""
    query = _with_term().where(handovers.c.case_id == case_id).order_by(handovers.c.id.desc()).limit(1)
    return (await connection.execute(query)).one_or_none()


async def of_case(connection: Connection, scope: Scope, case_id: UUID, *, unit: str | None) -> Sequence[Row[Any]]:
    """Return the hand-overs of a case, the oldest first; `unit`: only those that name it."""
    query = _with_term().where(handovers.c.case_id == case_id, _known(scope))
    if unit is not None:
        query = query.where(handovers.c.to_unit == unit)
    return (await connection.execute(query.order_by(handovers.c.id))).all()


async def list_handovers(
    connection: Connection,
    scope: Scope,
    *,
    state: str | None,
    unit: str | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return hand-overs, the newest first; `unit`: that name it; `late_at`: open, and due before."""
    query = _with_term().where(_known(scope))
    if state is not None:
        query = query.where(handovers.c.state == state)
    if unit is not None:
        query = query.where(handovers.c.to_unit == unit)
    if late_at is not None:
        query = query.where(case_clocks.c.due_at < late_at)
    if after is not None:
        query = query.where(handovers.c.id < after)
    return (await connection.execute(query.order_by(handovers.c.id.desc()).limit(limit))).all()


async def list_waiting(
    connection: Connection,
    scope: Scope,
    *,
    region: str,
    unit: str | None,
    late_at: datetime | None,
    after: UUID | None,
    limit: int,
) -> Sequence[Row[Any]]:
    """Return cases that wait for another holder, the oldest first: county matters that nobody has handed over yet, and
    hand-overs that are open or disputed, each with the term of who is next.

    `unit`: only what this unit was named for; `late_at`: only what was due before.
    """
    c, h, clock = cases.c, handovers.c, case_clocks.c
    live = and_(h.case_id == c.id, h.settled_at.is_(None))
    again = and_(c.queue == REOPENED, c.executor == str(Executor.COUNTY))
    queued = select(c.id).where(or_(c.queue.in_(NOT_THE_TOWNSHIPS), again), seen_by(scope))
    refused = select(h.case_id).where(h.settled_at.is_(None), _known(scope))
    is_open = h.state == str(HandoverState.OPEN)
    kind = case((is_open, clock.kind == TAKE_CLOCK), else_=clock.kind.in_(HOLDER_CLOCKS))
    due = select(func.min(clock.due_at)).where(clock.case_id == c.id, clock.stopped_at.is_(None), kind)
    due_at = due.correlate(cases, handovers).scalar_subquery()
    since = func.coalesce(h.declined_at, h.refused_at, c.opened_at)
    query: Select[Any] = (
        select(
            *(c.id.label("case_id"), c.number, c.version, c.region, c.matter, c.state, c.handover),
            func.coalesce(h.to_unit, c.unit).label("unit"),
            since.label("since"),
            due_at.label("due_at"),
        )
        .outerjoin(handovers, live)
        .where(c.id.in_(union(queued, refused)), not_hidden_from(scope))
        .where(c.region.startswith(region, autoescape=True))
    )
    if unit is not None:
        query = query.where(h.to_unit == unit)
    if late_at is not None:
        query = query.where(due_at < late_at)
    if after is not None:
        query = query.where(c.id > after)
    found: Sequence[Row[Any]] = (await connection.execute(query.order_by(c.id).limit(limit))).all()
    return found


async def add_handover(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, handovers, [dict(row)])


async def save_handover(connection: Connection, handover_id: UUID, **changed: Any) -> None:
    await connection.execute(update(handovers).where(handovers.c.id == handover_id).values(**changed))


async def lapse(connection: Connection, case_ids: Iterable[UUID], *, by: str, now: datetime) -> None:
    """End the hand-overs of cases that their first receivers have dealt with after all."""
    live = handovers.c.settled_at.is_(None)
    ended = {"state": str(HandoverState.LAPSED), "settled_by": by, "settled_at": now}
    await connection.execute(update(handovers).where(among(handovers.c.case_id, case_ids), live).values(**ended))


async def revive(connection: Connection, case_id: UUID, *, state: str) -> None:
    """Let the hand-over that lapsed when its case was merged stand again as it did."""
    of_case = select(handovers.c.id).where(handovers.c.case_id == case_id)
    newest = of_case.order_by(handovers.c.id.desc()).limit(1).scalar_subquery()
    lapsed = (handovers.c.id == newest) & (handovers.c.state == str(HandoverState.LAPSED))
    stands = {"state": state, "settled_by": None, "settled_at": None}
    await connection.execute(update(handovers).where(lapsed).values(stands))
