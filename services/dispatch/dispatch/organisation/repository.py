"""How are the registers of regions, units and persons read, locked and saved?"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Table,
    Text,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert

from dispatch.organisation.domain.terms import Change, Facts, PersonFacts, PersonRole, Term, UnitFacts
from dispatch.organisation.models import (
    name_looks,
    person_history,
    persons,
    posts_held,
    region_history,
    regions,
    roles_held,
    unit_history,
    unit_terms,
    units,
)
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

BATCH_TO_TELL = 500


@dataclass(frozen=True, slots=True)
class Register:
    """The tables of one kind of thing; `key` names it in its history."""

    heads: Table
    history: Table
    key: str


UNITS = Register(units, unit_history, "unit_id")
PERSONS = Register(persons, person_history, "person_id")


# ------------------------------------------------------------------------------------------------------------- regions
async def save_regions(connection: Connection, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Insert or correct regions; return those that are new or changed."""
    names = ["code", "name", "level", "parent", "is_pseudo", "synthetic"]
    given = arrays(rows, **{name: regions.c[name].type for name in names})
    statement = insert(regions).from_select(names, select(*(given.c[name] for name in names)))
    said = [regions.c[name].is_distinct_from(statement.excluded[name]) for name in names[1:]]
    changed = statement.on_conflict_do_update(
        index_elements=["code"], set_={name: statement.excluded[name] for name in names[1:]}, where=or_(*said)
    )
    return list((await connection.execute(changed.returning(regions.c.code))).scalars())


async def regions_among(connection: Connection, codes: Collection[str]) -> dict[str, Row[Any]]:
    query = select(regions).where(among(regions.c.code, codes))
    return {row.code: row for row in await connection.execute(query)}


async def add_region_history(connection: Connection, steps: Sequence[dict[str, Any]]) -> None:
    await insert_rows(connection, region_history, [{"id": new_id(), **step} for step in steps])


async def regions_with_history(connection: Connection) -> set[str]:
    return set((await connection.execute(select(region_history.c.region).distinct())).scalars())


async def region_history_of(connection: Connection, code: str) -> Sequence[Row[Any]]:
    """Return what was done about a region by hand, the oldest first."""
    query = select(region_history).where(region_history.c.region == code).order_by(region_history.c.id)
    return (await connection.execute(query)).all()


async def known_regions(connection: Connection, codes: Collection[str]) -> set[str]:
    query = select(regions.c.code).where(among(regions.c.code, sorted(set(codes))))
    return set((await connection.execute(query)).scalars())


async def lock_region(connection: Connection, scope: Scope, region: str) -> Row[Any] | None:
    """Hold a region within the scope until the transaction ends; who only refers to it is not kept waiting."""
    if not scope.covers(region):
        return None
    query = select(regions).where(regions.c.code == region)
    return (await connection.execute(query.with_for_update(key_share=True))).one_or_none()


async def lock_regions(connection: Connection, codes: Collection[str]) -> None:
    """Hold regions until the transaction ends, in order; who refers to them is not kept waiting."""
    query = select(regions.c.code).where(among(regions.c.code, sorted(codes))).order_by(regions.c.code)
    await connection.execute(query.with_for_update(key_share=True))


def _near(scope: Scope) -> ColumnElement[bool]:
    # Whoever sees a township also sees to which county it belongs.
    below = regions.c.code.startswith(scope.region, autoescape=True)
    return or_(below, literal(scope.region).startswith(regions.c.code))


async def find_region(connection: Connection, scope: Scope, code: str) -> Row[Any] | None:
    query = select(regions).where(regions.c.code == code, _near(scope))
    return (await connection.execute(query)).one_or_none()


async def list_regions(
    connection: Connection, scope: Scope, *, parent: str | None, after: str, limit: int
) -> Sequence[Row[Any]]:
    query = select(regions).where(_near(scope), regions.c.code > after).order_by(regions.c.code).limit(limit)
    if parent is not None:
        query = query.where(regions.c.parent == parent)
    return (await connection.execute(query)).all()


# --------------------------------------------------------------------------------------------------------------- heads
async def lock_heads(connection: Connection, register: Register, new: Iterable[dict[str, Any]]) -> dict[str, Row[Any]]:
    """Hold the heads of a register until the transaction ends; return them by id.

    `new` are rows as they are made where the id is not known.
    """
    table = register.heads
    rows = sorted({row["id"]: row for row in new}.values(), key=lambda row: str(row["id"]))
    await insert_rows(connection, table, rows, skip_known=True)
    query = select(table).where(among(table.c.id, [row["id"] for row in rows])).order_by(table.c.id)
    return {row.id: row for row in await connection.execute(query.with_for_update())}


async def keep_units(connection: Connection, unit_ids: Collection[str]) -> None:
    """Let nobody change these units until the transaction ends; who else refers to them is not kept waiting."""
    query = select(units.c.id).where(among(units.c.id, sorted(set(unit_ids)))).order_by(units.c.id)
    await connection.execute(query.with_for_update(read=True))


async def lock_untold(connection: Connection, register: Register, today: date) -> Sequence[Row[Any]]:
    """Hold the heads of which a term has begun that nobody was told of, oldest first; skip what others hold."""
    table = register.heads
    due = select(table).where(table.c.next_from <= today).order_by(table.c.next_from).limit(BATCH_TO_TELL)
    return (await connection.execute(due.with_for_update(skip_locked=True))).all()


async def save_heads(connection: Connection, register: Register, heads: Sequence[dict[str, Any]]) -> None:
    """Save version and next telling (and what else the rows hold) of heads that are locked."""
    table = register.heads
    if not heads:
        return
    names = [name for name in heads[0] if name != "id"]
    given = arrays(heads, id=Text(), **{name: table.c[name].type for name in names})
    await connection.execute(
        update(table).where(table.c.id == given.c.id).values({name: given.c[name] for name in names})
    )


async def add_history(connection: Connection, register: Register, rows: Sequence[dict[str, Any]]) -> None:
    """Note what happened; `id` in a row is the thing's."""
    noted = [{**row, "id": new_id(), register.key: row["id"]} for row in rows]
    await insert_rows(connection, register.history, noted)


# --------------------------------------------------------------------------------------------------------------- terms
async def terms_of_units(connection: Connection, unit_ids: Collection[str]) -> dict[str, list[Term[UnitFacts]]]:
    """Return all terms of the units, in order."""
    query = (
        select(unit_terms).where(among(unit_terms.c.unit_id, sorted(set(unit_ids)))).order_by(unit_terms.c.valid_from)
    )
    found: defaultdict[str, list[Term[UnitFacts]]] = defaultdict(list)
    for row in await connection.execute(query):
        found[row.unit_id].append(Term(UnitFacts(row.region, row.kind, row.name), row.valid_from, row.valid_to))
    return found


async def terms_in(connection: Connection, towns: Collection[str]) -> dict[str, list[Term[UnitFacts]]]:
    """Return all terms of the units that ever were in these townships, in order."""
    here = select(unit_terms.c.unit_id).where(among(unit_terms.c.region, sorted(towns)))
    return await terms_of_units(connection, set((await connection.execute(here)).scalars()))


def _with_roles() -> Select[Any]:
    mine = and_(roles_held.c.person_id == posts_held.c.person_id, roles_held.c.valid_from == posts_held.c.valid_from)
    listed = select(func.jsonb_agg(roles_held.c.role)).where(mine).scalar_subquery()
    return select(posts_held, listed.label("roles"))


async def terms_of_persons(connection: Connection, person_ids: Collection[str]) -> dict[str, list[Term[PersonFacts]]]:
    """Return all terms of the persons, in order: the post and the roles that belong to it."""
    chosen = among(posts_held.c.person_id, sorted(set(person_ids)))
    found: defaultdict[str, list[Term[PersonFacts]]] = defaultdict(list)
    for row in await connection.execute(_with_roles().where(chosen).order_by(posts_held.c.valid_from)):
        roles = tuple(sorted(PersonRole(role) for role in row.roles or ()))
        found[row.person_id].append(
            Term(PersonFacts(row.region, row.unit_id, row.post, roles), row.valid_from, row.valid_to)
        )
    return found


async def save_unit_terms(connection: Connection, changes: Mapping[str, Change[UnitFacts]]) -> None:
    await _drop(connection, unit_terms, "unit_id", changes)
    rows = [
        {
            "unit_id": unit_id,
            "region": term.facts.region,
            "kind": term.facts.kind,
            "name": term.facts.name,
            "valid_from": term.valid_from,
            "valid_to": term.valid_to,
        }
        for unit_id, change in changes.items()
        for term in change.adds
    ]
    await insert_rows(connection, unit_terms, rows)


async def save_person_terms(connection: Connection, changes: Mapping[str, Change[PersonFacts]]) -> None:
    """Save posts and roles, one statement each for what goes and what comes."""
    await _drop(connection, roles_held, "person_id", changes)
    await _drop(connection, posts_held, "person_id", changes)
    terms = [(person_id, term) for person_id, change in changes.items() for term in change.adds]
    posts = [
        {**_range(person_id, term), "unit_id": term.facts.unit_id, "post": term.facts.post} for person_id, term in terms
    ]
    roles = [{**_range(person_id, term), "role": str(role)} for person_id, term in terms for role in term.facts.roles]
    await insert_rows(connection, posts_held, posts)
    await insert_rows(connection, roles_held, roles)


def _range(person_id: str, term: Term[PersonFacts]) -> dict[str, Any]:
    return {
        "person_id": person_id,
        "region": term.facts.region,
        "valid_from": term.valid_from,
        "valid_to": term.valid_to,
    }


async def _drop(connection: Connection, table: Table, key: str, changes: Mapping[str, Change[Facts]]) -> None:
    gone = [{"key": thing, "valid_from": change.drops.valid_from} for thing, change in changes.items() if change.drops]
    if gone:
        given = arrays(gone, key=Text(), valid_from=Date())
        same = and_(table.c[key] == given.c.key, table.c.valid_from == given.c.valid_from)
        await connection.execute(delete(table).where(same))


async def posts_in(connection: Connection, unit_ids: Collection[str]) -> Sequence[Any]:
    """Return unit, region and range of every post that is held in the units."""
    query = select(posts_held.c.unit_id, posts_held.c.region, posts_held.c.valid_from, posts_held.c.valid_to)
    return (await connection.execute(query.where(among(posts_held.c.unit_id, sorted(set(unit_ids)))))).all()


# ------------------------------------------------------------------------------------------------------------- reading
async def list_units(
    connection: Connection, scope: Scope, *, region: str, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the units in `region` (a prefix) as of the day `on`, by id."""
    query = (
        select(unit_terms, units.c.version, units.c.synthetic)
        .join(units, units.c.id == unit_terms.c.unit_id)
        .where(visible_in(scope, unit_terms), in_force(unit_terms, on))
        .where(unit_terms.c.region.startswith(region, autoescape=True), unit_terms.c.unit_id > after)
    )
    return (await connection.execute(query.order_by(unit_terms.c.unit_id).limit(limit))).all()


async def list_persons(
    connection: Connection, scope: Scope, *, region: str, role: str | None, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the persons in `region` (a prefix) as of the day `on`, with `role` if one is named, by id."""
    query = (
        _with_roles()
        .add_columns(persons.c.version, persons.c.synthetic, persons.c.name)
        .join(persons, persons.c.id == posts_held.c.person_id)
        .where(visible_in(scope, posts_held), in_force(posts_held, on))
        .where(posts_held.c.region.startswith(region, autoescape=True), posts_held.c.person_id > after)
    )
    if role is not None:
        has = select(roles_held.c.role).where(
            roles_held.c.person_id == posts_held.c.person_id, roles_held.c.role == role, in_force(roles_held, on)
        )
        query = query.where(has.exists())
    return (await connection.execute(query.order_by(posts_held.c.person_id).limit(limit))).all()


async def note_look(connection: Connection, *, by: str, at: datetime, purpose: str, person_ids: Sequence[str]) -> None:
    """Note that somebody saw these persons' names, and what for."""
    row = {"id": new_id(), "by": by, "at": at, "purpose": purpose, "person_ids": list(person_ids)}
    await insert_rows(connection, name_looks, [row])
