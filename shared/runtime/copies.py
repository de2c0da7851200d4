"""What does a service know of the centre's registers? Its own read copy of persons, units and workdays, kept by event.

A copy holds the newest state that was told, one row each; what held on a past day is asked of the centre.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Date,
    Index,
    Integer,
    MetaData,
    Row,
    SmallInteger,
    Table,
    Text,
    and_,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.calendar import WorkCalendar
from shared.runtime.db import Connection, UnitOfWork, visible_in
from shared.runtime.scope import Reach, Scope
from shared.runtime.sets import arrays, insert_rows
from shared.runtime.subscription import Handler
from shared.runtime.tables import NAMING
from shared.schemas.dispatch import PersonChanged, UnitChanged, WorkdaysPublished
from shared.schemas.topics import Topic

copies_metadata = MetaData(naming_convention=NAMING)

person_copies = Table(
    "person_copies",
    copies_metadata,
    Column("person_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("unit_id", Text),
    Column("roles", JSONB, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)
Index("ix_person_copies_region", person_copies.c.region, postgresql_ops={"region": "text_pattern_ops"})

unit_copies = Table(
    "unit_copies",
    copies_metadata,
    Column("unit_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
)
Index("ix_unit_copies_region", unit_copies.c.region, postgresql_ops={"region": "text_pattern_ops"})

# `version` is that of the day's year.
calendar_day_copies = Table(
    "calendar_day_copies",
    copies_metadata,
    Column("day", Date, primary_key=True),
    Column("year", SmallInteger, nullable=False, index=True),
    Column("is_workday", Boolean, nullable=False),
    Column("version", Integer, nullable=False),
)


# By database and the versions of its years: a year's table is told whole, so these say what is in it.
_CALENDARS: dict[tuple[str, tuple[tuple[int, int], ...]], WorkCalendar] = {}
CALENDARS_KEPT = 4


async def copy_organisation(work: UnitOfWork, events: Sequence[PersonChanged | UnitChanged], now: datetime) -> None:
    """Keep the newest state of each person and unit; what is older than the copy changes nothing."""
    del now
    persons = {e.person_id: e for e in _by_version(e for e in events if isinstance(e, PersonChanged))}
    units = {e.unit_id: e for e in _by_version(e for e in events if isinstance(e, UnitChanged))}
    await keep_newest(work.connection, person_copies, [e.model_dump() for e in persons.values()])
    await keep_newest(work.connection, unit_copies, [e.model_dump() for e in units.values()])


async def copy_workdays(work: UnitOfWork, events: Sequence[WorkdaysPublished], now: datetime) -> None:
    """Keep the newest table of each year, whole: a day that it no longer names is forgotten."""
    del now
    known = await _known_years(work.connection)
    newest = {event.year: event for event in _by_version(events) if event.version > known.get(event.year, 0)}
    if not newest:
        return
    table = calendar_day_copies
    await work.connection.execute(delete(table).where(table.c.year.in_(newest)))
    days = [
        {"day": day.day, "year": event.year, "is_workday": day.is_workday, "version": event.version}
        for event in newest.values()
        for day in event.days
    ]
    await insert_rows(work.connection, table, days)


async def _known_years(connection: Connection) -> dict[int, int]:
    table = calendar_day_copies.c
    rows = await connection.execute(select(table.year, func.max(table.version).label("version")).group_by(table.year))
    return {row.year: row.version for row in rows}


COPY_HANDLERS: dict[str, Handler] = {Topic.ORGANISATION: copy_organisation, Topic.WORKDAYS: copy_workdays}


def _by_version(events: Any) -> list[Any]:
    return sorted(events, key=lambda event: event.version)


async def keep_newest(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write rows with a `version` over those of the same key that are older; what is newer stays."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    keys = {column.name for column in table.primary_key}
    given = arrays(rows, **{name: table.c[name].type for name in names})
    statement = insert(table).from_select(names, select(*(given.c[name] for name in names)), include_defaults=False)
    newest = statement.on_conflict_do_update(
        index_elements=sorted(keys),
        set_={name: statement.excluded[name] for name in names if name not in keys},
        where=table.c.version < statement.excluded.version,
    )
    await connection.execute(newest)


def in_force(table: Table, on: date) -> ColumnElement[bool]:
    """Return the condition that a person's or unit's state holds on the day `on`; both ends belong to it."""
    return and_(table.c.valid_from <= on, or_(table.c.valid_to.is_(None), table.c.valid_to >= on))


async def persons_with_role(
    connection: Connection, among: Scope | Collection[str], role: str, on: date
) -> Sequence[Row[Any]]:
    """Return the persons who hold `role` on the day `on`, by id: those in a scope's region, or those of the ids given.

    Rows of `person_copies`: person_id, version, region, unit_id, roles, valid_from, valid_to. Whom the copy does not
    know is not among them.
    """
    if isinstance(among, Reach):
        chosen = visible_in(among, person_copies)
    else:
        chosen = person_copies.c.person_id.in_(sorted(set(among)))
    holds = and_(chosen, person_copies.c.roles.contains([role]), in_force(person_copies, on))
    return (await connection.execute(select(person_copies).where(holds).order_by(person_copies.c.person_id))).all()


async def roles_of(connection: Connection, persons: Collection[str], region: str, on: date) -> dict[str, list[str]]:
    """Return the roles that persons hold on a day in a region and below it; whom the copy does not know is missing."""
    c = person_copies.c
    here = c.person_id.in_(sorted(set(persons))), c.region.startswith(region, autoescape=True)
    rows = await connection.execute(select(c.person_id, c.roles).where(*here, in_force(person_copies, on)))
    return {row.person_id: list(row.roles) for row in rows}


async def unit_name(connection: Connection, region: str, kind: str, on: date) -> str | None:
    """Return the name of a region's own unit of a kind on a day; None where the copy knows none."""
    c = unit_copies.c
    query = select(c.name).where(c.region == region, c.kind == kind, in_force(unit_copies, on))
    return (await connection.execute(query.order_by(c.unit_id).limit(1))).scalar_one_or_none()


async def load_calendar_copy(connection: Connection) -> WorkCalendar:
    """Return the calendar as far as it was told; without any row the weekday rule, with provisional deadlines.

    Its version is the one that the centre gives the same table. Built once for each: that takes a tenth of a second.
    """
    versions = await _known_years(connection)
    known = str(connection.engine.url), tuple(sorted(versions.items()))
    if known not in _CALENDARS:
        table = calendar_day_copies.c
        days = {row.day: row.is_workday for row in await connection.execute(select(table.day, table.is_workday))}
        while len(_CALENDARS) >= CALENDARS_KEPT:
            _CALENDARS.pop(next(iter(_CALENDARS)))
        _CALENDARS[known] = WorkCalendar(days, version=calendar_version(sum(versions.values())))
    return _CALENDARS[known]


def calendar_version(total: int) -> str:
    """Return the name of a calendar from the sum of its years' versions, which grows with every change."""
    return f"workdays-{total}"
