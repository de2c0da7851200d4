"""Which townships have no rounds yet today, and which places and people are due there?"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Row, Text, and_, cast, func, or_, select, text, true

from grid.cells.models import cell_periods
from grid.patrols.domain.rules import Plan
from grid.patrols.models import patrol_days, patrol_marks
from grid.registry.domain.kinds import State
from grid.registry.models import is_looked_after, places, residents
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays, insert_rows

_ZONE = "Asia/Shanghai"


async def take_townships(
    connection: Connection, day: date, *, is_workday: bool, now: datetime, limit: int
) -> list[str]:
    """Return townships whose rounds of `day` nobody has made, and note that this transaction makes them."""
    c = cell_periods.c
    made = select(patrol_days.c.region).where(patrol_days.c.region == c.region, patrol_days.c.day == day)
    query = select(c.region).where(_holds_on(day), ~made.exists()).distinct().order_by(c.region).limit(limit)
    rows = [
        {"region": region, "day": day, "made_at": now, "is_workday": is_workday}
        for region in (await connection.execute(query)).scalars()
    ]
    taken = await insert_rows(connection, patrol_days, rows, skip_known=True, returning="region")
    return [row.region for row in taken]


def _holds_on(day: date) -> Any:
    c = cell_periods.c
    return and_(c.valid_from <= day, or_(c.valid_to.is_(None), c.valid_to > day))


async def cells_of(connection: Connection, townships: Collection[str], day: date) -> list[str]:
    query = select(cell_periods.c.cell).where(among(cell_periods.c.region, townships), _holds_on(day))
    return list((await connection.execute(query)).scalars())


async def save_days(connection: Connection, day: date, counted: Mapping[str, tuple[int, int]]) -> None:
    """Note how many stops the rounds of townships have, and how many more were due."""
    rows = [{"region": region, "stops": stops, "left_over": left} for region, (stops, left) in counted.items()]
    given = arrays(rows, region=Text(), stops=Integer(), left_over=Integer())
    mine = and_(patrol_days.c.region == given.c.region, patrol_days.c.day == day)
    changed = patrol_days.update().where(mine).values(stops=given.c.stops, left_over=given.c.left_over)
    await connection.execute(changed)


def _since(every: Any, added_at: Any) -> Any:
    """Return since when something is due: so many days after it was seen last; what never was, since it was added."""
    seen = cast(func.timezone(_ZONE, patrol_marks.c.last_at), Date) + every
    return func.coalesce(seen, cast(func.timezone(_ZONE, added_at), Date))


def _ranked(query: Any, table: Any, due_on: Any) -> Any:
    """Add to a query what is due and how pressing it is within its cell: what was missed, then what waits longest."""
    was_missed = func.coalesce(patrol_marks.c.missed, 0) > 0
    order = (was_missed.desc(), due_on, table.c.id)
    return query.add_columns(
        due_on.label("due_on"),
        was_missed.label("was_missed"),
        func.row_number().over(partition_by=table.c.cell, order_by=order).label("rank"),
        func.count().over(partition_by=table.c.cell).label("total"),
    )


async def due_places(connection: Connection, plans: Mapping[str, Plan], day: date) -> Sequence[Row[Any]]:
    """Return the places that are due in cells, the most pressing first, not more than one worker walks a day.

    Rows: id, cell, lon, lat, due_on, was_missed, rank, total (how many are due in the cell).
    """
    rows = [
        {"cell": cell, "hazard": hazard, "every": every, "most": plan.stops_a_day}
        for cell, plan in plans.items()
        for hazard, every in plan.hazards.items()
    ]
    if not rows:
        return []
    given = arrays(rows, cell=Text(), hazard=Text(), every=Integer(), most=Integer())
    due_on = _since(given.c.every, places.c.added_at)
    query = (
        select(places.c.id, places.c.cell, places.c.lon, places.c.lat, given.c.most)
        .select_from(places)
        .join(given, and_(given.c.cell == places.c.cell, given.c.hazard == places.c.hazard))
        .outerjoin(patrol_marks, patrol_marks.c.record_id == places.c.id)
        .where(places.c.state == str(State.CURRENT), due_on <= day)
    )
    return await _pressing(connection, _ranked(query, places, due_on))


async def due_people(connection: Connection, plans: Mapping[str, Plan], day: date) -> Sequence[Row[Any]]:
    """Return the people to look after who are due in cells, as `due_places` does; their homes' places stay unsaid."""
    rows = [
        {"cell": cell, "care": care, "every": every, "most": plan.visits_a_day}
        for cell, plan in plans.items()
        for care, every in plan.care.items()
    ]
    if not rows:
        return []
    given = arrays(rows, cell=Text(), care=Text(), every=Integer(), most=Integer())
    # Each reason to look after somebody is one row; who has several is visited as often as the most pressing asks.
    reason = func.jsonb_array_elements_text(residents.c.care).table_valued("care").render_derived("reason").lateral()
    wanted = (
        select(residents.c.id, func.min(given.c.every).label("every"), func.min(given.c.most).label("most"))
        .select_from(residents)
        .join(reason, true())
        .join(given, and_(given.c.cell == residents.c.cell, given.c.care == reason.c.care))
        .where(among(residents.c.cell, plans), residents.c.state == text("'current'"), is_looked_after(residents))
        .group_by(residents.c.id)
        .subquery("wanted")
    )
    due_on = _since(wanted.c.every, residents.c.added_at)
    query = (
        select(residents.c.id, residents.c.cell, wanted.c.most)
        .select_from(residents)
        .join(wanted, wanted.c.id == residents.c.id)
        .outerjoin(patrol_marks, patrol_marks.c.record_id == residents.c.id)
        .where(due_on <= day)
    )
    return await _pressing(connection, _ranked(query, residents, due_on))


async def _pressing(connection: Connection, ranked: Any) -> Sequence[Row[Any]]:
    of = ranked.subquery()
    query = select(of).where(of.c.rank <= of.c.most).order_by(of.c.cell, of.c.rank)
    return (await connection.execute(query)).all()
