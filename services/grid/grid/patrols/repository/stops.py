"""Which rounds and stops does a caller see, and how is saved what became of them?"""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import DateTime, Integer, Row, Select, Text, Uuid, func, literal, select, update
from sqlalchemy.dialects.postgresql import insert

from grid.patrols.domain.checks import StopState
from grid.patrols.domain.rounds import RoundState, StopKind
from grid.patrols.models import patrol_marks, patrol_note_looks, patrol_rounds, patrol_steps, patrol_stops
from grid.registry.models import places
from grid.registry.repository.sight import seen_by
from shared.runtime.db import Connection, among, new_id
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

_s = patrol_stops.c
Rows = Sequence[Row[Any]]


async def add_rounds(
    connection: Connection,
    rounds: Sequence[dict[str, Any]],
    stops: Sequence[dict[str, Any]],
    steps: Sequence[dict[str, Any]],
) -> None:
    """Save new rounds with their stops and the first lines of their histories."""
    await insert_rows(connection, patrol_rounds, rounds)
    await insert_rows(connection, patrol_stops, stops)
    await add_steps(connection, steps)


async def add_steps(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    """Save steps: about_id, seq, action, from_state, to_state, by, at, facts."""
    await insert_rows(connection, patrol_steps, steps)


# -------------------------------------------------------------------------------------------------------------- reading
async def rounds_of(
    connection: Connection, scope: Scope, *, day: date, cell: str | None, after: str, limit: int
) -> Rows:
    """Return the rounds of a day in the scope, in order of their cells, with how many stops they have and how many are
    open, missed and done.
    """
    counted = (
        select(
            func.count().label("stops"),
            func.count().filter(_s.state == str(StopState.OPEN)).label("open"),
            func.count().filter(_s.state == str(StopState.MISSED)).label("missed"),
        )
        .where(_s.round_id == patrol_rounds.c.id)
        .lateral("counted")
    )
    query = select(patrol_rounds, counted).join(counted, literal(value=True))
    query = query.where(seen_by(scope, patrol_rounds), patrol_rounds.c.day == day, patrol_rounds.c.cell > after)
    if cell is not None:
        query = query.where(patrol_rounds.c.cell == cell)
    return (await connection.execute(query.order_by(patrol_rounds.c.cell).limit(limit))).all()


async def find_round(connection: Connection, scope: Scope, round_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return a round (and hold its row, with `lock`), or None where the scope does not reach it."""
    query = select(patrol_rounds).where(seen_by(scope, patrol_rounds), patrol_rounds.c.id == round_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


def _with_place(condition: Any) -> Select[Any]:
    """Return the query for stops with what a place is called: people are named by the registry alone."""
    named = (patrol_stops.c.record_id == places.c.id) & (_s.kind == str(StopKind.PLACE))
    query = select(patrol_stops, places.c.name.label("place_name"), places.c.address.label("place_address"))
    return query.outerjoin(places, named).where(condition)


async def stops_of(connection: Connection, scope: Scope, round_id: UUID) -> Rows:
    """Return the stops of a round in the order in which they are walked."""
    mine = seen_by(scope, patrol_stops) & (_s.round_id == round_id)
    found: Rows = (await connection.execute(_with_place(mine).order_by(_s.seq))).all()
    return found


async def find_stop(connection: Connection, scope: Scope, stop_id: UUID, *, lock: bool = False) -> Row[Any] | None:
    """Return a stop (and hold its row, with `lock`), or None where the scope does not reach it."""
    query = select(patrol_stops).where(seen_by(scope, patrol_stops), _s.id == stop_id)
    return (await connection.execute(query.with_for_update() if lock else query)).one_or_none()


async def find_check(connection: Connection, scope: Scope, client_id: UUID) -> Row[Any] | None:
    """Return the stop that the asking worker's phone has checked under `client_id`."""
    query = select(patrol_stops).where(_s.checked_by == scope.person_id, _s.client_id == client_id)
    return (await connection.execute(query)).one_or_none()


async def missed_stops(
    connection: Connection,
    scope: Scope,
    *,
    day: date | None,
    cell: str | None,
    unexplained: bool,
    before: UUID | None,
    limit: int,
) -> Rows:
    """Return what was missed in the scope, the newest first."""
    condition = seen_by(scope, patrol_stops) & (_s.state == str(StopState.MISSED))
    query = _with_place(condition & _s.missed_at.is_not(None))
    for column, value in ((_s.day, day), (_s.cell, cell)):
        if value is not None:
            query = query.where(column == value)
    if unexplained:
        query = query.where(_s.missed_reason.is_(None))
    if before is not None:
        query = query.where(_s.id < before)
    found: Rows = (await connection.execute(query.order_by(_s.id.desc()).limit(limit))).all()
    return found


async def visits_of(
    connection: Connection, scope: Scope, *, day: date, cell: str | None, after: UUID | None, limit: int
) -> Rows:
    """Return the visits of a day to people to look after, in order of their ids."""
    query = select(patrol_stops).where(seen_by(scope, patrol_stops), _s.kind == str(StopKind.PERSON), _s.day == day)
    if cell is not None:
        query = query.where(_s.cell == cell)
    if after is not None:
        query = query.where(_s.id > after)
    return (await connection.execute(query.order_by(_s.id).limit(limit))).all()


async def not_met(connection: Connection, scope: Scope, *, after: UUID | None, limit: int) -> Rows:
    """Return who was not met, however often, in order of ids: record_id, cell, not_met."""
    c = patrol_marks.c
    query = select(patrol_marks).where(seen_by(scope, patrol_marks), c.not_met > 0)
    if after is not None:
        query = query.where(c.record_id > after)
    return (await connection.execute(query.order_by(c.record_id).limit(limit))).all()


# --------------------------------------------------------------------------------------------------------------- saving
async def save_stop(connection: Connection, stop_id: UUID, changes: dict[str, Any], step: dict[str, Any]) -> None:
    """Save what a step changed of a stop whose row is held, and the step."""
    await connection.execute(update(patrol_stops).where(_s.id == stop_id).values(**changes))
    await add_steps(connection, [step | {"about_id": stop_id}])


async def states_in(connection: Connection, round_id: UUID, kind: StopKind | None = None) -> set[StopState]:
    """Return in which states the stops (of a kind) of a round are."""
    query = select(_s.state).where(_s.round_id == round_id).distinct()
    if kind is not None:
        query = query.where(_s.kind == str(kind))
    return {StopState(state) for state in (await connection.execute(query)).scalars()}


async def end_rounds(connection: Connection, ids: Collection[UUID], now: datetime) -> None:
    ended = update(patrol_rounds).where(among(patrol_rounds.c.id, ids))
    await connection.execute(ended.values(state=str(RoundState.ENDED), ended_at=now))


async def mark_visited(
    connection: Connection, stop: Row[Any], *, at: datetime | None, not_met: int | None, unmissed: bool
) -> int:
    """Keep when something was seen last; `at`: None where nobody was met, so that it stays due.

    Return how often in a row nobody was met there now. `not_met`: 0 or 1, how this visit counts.
    """
    c = patrol_marks.c
    row = {"record_id": stop.record_id, "kind": stop.kind, "region": stop.region, "cell": stop.cell}
    first = insert(patrol_marks).values(**row, last_at=at, missed=0, not_met=not_met or 0)
    anew = first.on_conflict_do_update(
        index_elements=["record_id"],
        set_={
            "region": stop.region,
            "cell": stop.cell,
            "last_at": func.greatest(c.last_at, literal(at, DateTime(timezone=True))),
            "missed": 0 if at is not None else func.greatest(c.missed - (1 if unmissed else 0), 0),
            "not_met": c.not_met + 1 if not_met else 0,
        },
    )
    counted: int = (await connection.execute(anew.returning(c.not_met))).scalar_one()
    return counted


# ----------------------------------------------------------------------------------------------------------- all missed
async def lock_over(connection: Connection, now: datetime, limit: int) -> Rows:
    """Return rounds whose day is over, and hold their rows; who looks besides takes others."""
    c = patrol_rounds.c
    query = select(patrol_rounds).where(c.state == str(RoundState.OPEN), c.due_at <= now)
    return (
        await connection.execute(query.order_by(c.due_at, c.id).limit(limit).with_for_update(skip_locked=True))
    ).all()


async def open_stops(connection: Connection, rounds: Collection[UUID]) -> Rows:
    query = select(patrol_stops).where(among(_s.round_id, rounds), _s.state == str(StopState.OPEN))
    return (await connection.execute(query.order_by(_s.id).with_for_update())).all()


async def save_missed(connection: Connection, stops: Rows, steps: Sequence[dict[str, Any]], now: datetime) -> None:
    """Let stops whose rows are held be missed, and what they were about be the more pressing tomorrow.

    After an outage several days end at once: what each of them missed is one row here, and as many misses.
    """
    changed = update(patrol_stops).where(among(_s.id, [stop.id for stop in stops]))
    await connection.execute(changed.values(state=str(StopState.MISSED), version=_s.version + 1, missed_at=now))
    await add_steps(connection, steps)
    names = ("record_id", "kind", "region", "cell")
    newest = {stop.record_id: stop for stop in sorted(stops, key=lambda stop: stop.day)}
    times = Counter(stop.record_id for stop in stops)
    rows = [{n: getattr(stop, n) for n in names} | {"missed": times[stop.record_id]} for stop in newest.values()]
    given = arrays(rows, record_id=Uuid(), kind=Text(), region=Text(), cell=Text(), missed=Integer())
    columns = [*(given.c[name] for name in (*names, "missed")), literal(0)]
    added = insert(patrol_marks).from_select([*names, "missed", "not_met"], select(*columns), include_defaults=False)
    anew = {"missed": patrol_marks.c.missed + added.excluded.missed}
    await connection.execute(added.on_conflict_do_update(index_elements=["record_id"], set_=anew))


async def log_look(connection: Connection, stop_id: UUID, *, by: str, purpose: str, now: datetime) -> None:
    row = {"id": new_id(), "stop_id": stop_id, "by": by, "purpose": purpose, "at": now}
    await insert_rows(connection, patrol_note_looks, [row])
