"""What does a service know of what persons have learnt, and of what acts require? Its own read copy, kept by event."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Date, Index, Integer, MetaData, Table, Text, select
from sqlalchemy.dialects.postgresql import JSONB, insert

from shared.qualified import Held, Term
from shared.runtime.db import Connection, UnitOfWork, among
from shared.runtime.sets import arrays
from shared.runtime.subscription import Handler
from shared.runtime.tables import NAMING
from shared.schemas.registers import QualificationChanged, RequirementChanged, TrainingBound
from shared.schemas.topics import Topic

Told = QualificationChanged | RequirementChanged | TrainingBound

training_metadata = MetaData(naming_convention=NAMING)

qualification_copies = Table(
    "qualification_copies",
    training_metadata,
    Column("person_id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("region", Text, nullable=False),
    Column("certificates", JSONB, nullable=False),
)

requirement_copies = Table(
    "requirement_copies",
    training_metadata,
    Column("activity", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("terms", JSONB, nullable=False),
    Column("matters", JSONB, nullable=False),
)
Index(
    "ix_requirement_copies_matters",
    requirement_copies.c.matters,
    postgresql_using="gin",
    postgresql_ops={"matters": "jsonb_path_ops"},
)

training_binding_copies = Table(
    "training_binding_copies",
    training_metadata,
    Column("region", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("bound_from", Date, nullable=False),
)

_COPIES: dict[type[Told], Table] = {
    QualificationChanged: qualification_copies,
    RequirementChanged: requirement_copies,
    TrainingBound: training_binding_copies,
}


async def copy_training(work: UnitOfWork, events: Sequence[Told], now: datetime) -> None:
    """Keep the newest state of each person, activity and township; what is older than the copy changes nothing."""
    del now
    for kind, table in _COPIES.items():
        told = sorted((event for event in events if isinstance(event, kind)), key=lambda event: event.version)
        newest = {event.key: _copied(event) for event in told}
        await _keep_newest(work.connection, table, list(newest.values()))


def _copied(event: Told) -> dict[str, Any]:
    """Return the row of an event: days are dates in columns, and text within JSON."""
    row = event.model_dump()
    return row | event.model_dump(mode="json", include={"certificates", "terms", "matters"})


async def _keep_newest(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Write copies (one row a key) over older ones."""
    if not rows:
        return
    names = [column.name for column in table.columns]
    given = arrays(rows, **{name: table.c[name].type for name in names})
    copied = insert(table).from_select(names, select(*(given.c[name] for name in names)), include_defaults=False)
    newest = copied.on_conflict_do_update(
        index_elements=[column.name for column in table.primary_key],
        set_={name: copied.excluded[name] for name in names if not table.c[name].primary_key},
        where=table.c.version < copied.excluded.version,
    )
    await connection.execute(newest)


async def certificates_of(connection: Connection, persons: Collection[str]) -> dict[str, list[Held]]:
    """Return the certificates of persons, as they were told."""
    table = qualification_copies
    rows = await connection.execute(select(table).where(among(table.c.person_id, persons)))
    return {row.person_id: [_held(one) for one in row.certificates] for row in rows}


async def requirements_for(connection: Connection, matter: str) -> list[tuple[str, list[Term]]]:
    """Return the activities that a matter belongs to, each with its terms in order."""
    table = requirement_copies
    rows = await connection.execute(select(table).where(table.c.matters.contains([matter])).order_by(table.c.activity))
    return [(row.activity, [_term(one) for one in row.terms]) for row in rows]


async def requirements_of(connection: Connection, activities: Collection[str]) -> list[tuple[str, list[Term]]]:
    """Return those of the activities that something was ever required for, each with its terms in order."""
    table = requirement_copies
    rows = await connection.execute(select(table).where(among(table.c.activity, activities)).order_by(table.c.activity))
    return [(row.activity, [_term(one) for one in row.terms]) for row in rows]


async def bound_from(connection: Connection, region: str) -> date | None:
    """Return from which day on a township is held to the requirements."""
    table = training_binding_copies
    return (await connection.execute(select(table.c.bound_from).where(table.c.region == region))).scalar_one_or_none()


def _held(told: dict[str, str]) -> Held:
    return Held(told["field"], date.fromisoformat(told["valid_from"]), date.fromisoformat(told["valid_to"]))


def _term(told: dict[str, Any]) -> Term:
    return Term(date.fromisoformat(told["valid_from"]), tuple(told["fields"]))


TRAINING_HANDLERS: dict[str, Handler] = {Topic.QUALIFICATIONS: copy_training}
