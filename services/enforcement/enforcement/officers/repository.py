"""Whom do the read copies know as an officer on a day, which powers may he use, and what has he learnt?"""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, select
from sqlalchemy.dialects.postgresql import insert

from shared.runtime.copies import persons_with_role
from shared.runtime.db import Connection, among
from shared.runtime.permissions import Role
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays

from .domain import Held, PowerHeld, Term
from .models import power_copies, qualification_copies, requirement_copies, training_binding_copies


async def list_officers(connection: Connection, scope: Scope, on: date) -> Sequence[Row[Any]]:
    """Return the officers of the day in the scope's region, by id."""
    return await persons_with_role(connection, scope, Role.OFFICER, on)


async def officers_among(connection: Connection, ids: Collection[str], on: date) -> dict[str, str]:
    """Return person id → region of those of `ids` who are officers on the day."""
    rows = await persons_with_role(connection, ids, Role.OFFICER, on)
    return {row.person_id: row.region for row in rows}


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


async def bound_from(connection: Connection, region: str) -> date | None:
    """Return from which day on a township is held to the requirements."""
    table = training_binding_copies
    return (await connection.execute(select(table.c.bound_from).where(table.c.region == region))).scalar_one_or_none()


async def keep_newest(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
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


def _held(told: dict[str, str]) -> Held:
    return Held(told["field"], date.fromisoformat(told["valid_from"]), date.fromisoformat(told["valid_to"]))


def _term(told: dict[str, Any]) -> Term:
    return Term(date.fromisoformat(told["valid_from"]), tuple(told["fields"]))


async def keep_power(connection: Connection, row: dict[str, Any]) -> None:
    """Keep the newest state of a township's power; what is older than the copy changes nothing."""
    first = insert(power_copies).values(row)
    changed = {name: first.excluded[name] for name in row if name not in {"region", "code"}}
    newer = power_copies.c.version < first.excluded.version
    await connection.execute(first.on_conflict_do_update(index_elements=["region", "code"], set_=changed, where=newer))


async def powers_for(connection: Connection, township: str, matter: str) -> list[PowerHeld]:
    """Return what was told of a township's powers for a matter."""
    query = select(power_copies.c.code, power_copies.c.terms).where(power_copies.c.region == township)
    rows = await connection.execute(query.where(power_copies.c.matters.contains([matter])))
    day = date.fromisoformat
    return [PowerHeld(row.code, [(day(a), day(b) if b else None) for a, b in row.terms]) for row in rows]
