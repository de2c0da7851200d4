"""How are Party organisations and the cells that they sit on read and written?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Row, Text, and_, delete, func, literal, or_, select, union_all, update

from dispatch.organisation.domain.terms import Change, Term
from dispatch.organisation.models import regions
from dispatch.party.domain.organisations import Kind, OrgFacts, Seat
from dispatch.party.models import (
    party_history,
    party_looks,
    party_members,
    party_organisations,
    party_seats,
    party_terms,
)
from dispatch.triage.models import cell_copies
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, new_id, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows

LEAD = "lead"
BATCH_TO_TELL = 500


# ------------------------------------------------------------------------------------------------------------- locking
async def hold_regions(connection: Connection, codes: Collection[str]) -> set[str]:
    """Hold the counties of these regions, so that their trees change one step after the other; return what exists."""
    counties = sorted({code[:6] for code in codes})
    query = select(regions.c.code).where(among(regions.c.code, counties)).order_by(regions.c.code)
    await connection.execute(query.with_for_update())
    known = select(regions.c.code).where(among(regions.c.code, sorted(set(codes))))
    return set((await connection.execute(known)).scalars())


async def lock_heads(connection: Connection, ids: Collection[str], *, make: bool) -> dict[str, int]:
    """Hold the heads until the transaction ends; return id → version. `make`: those that are not known are made."""
    if make:
        new = [{"id": one, "version": 0, "next_from": None} for one in sorted(set(ids))]
        await insert_rows(connection, party_organisations, new, skip_known=True)
    heads = party_organisations.c
    query = select(heads.id, heads.version).where(among(heads.id, sorted(set(ids)))).order_by(heads.id)
    return {row.id: row.version for row in await connection.execute(query.with_for_update())}


async def lock_untold(connection: Connection, today: date) -> dict[str, int]:
    """Hold the heads of which something has begun or ended that nobody was told of; skip what others hold."""
    heads = party_organisations.c
    due = select(heads.id, heads.version).where(heads.next_from <= today).order_by(heads.next_from)
    rows = await connection.execute(due.limit(BATCH_TO_TELL).with_for_update(skip_locked=True))
    return {row.id: row.version for row in rows}


# --------------------------------------------------------------------------------------------------------------- terms
async def related(connection: Connection, ids: Collection[str], cells: Collection[str]) -> set[str]:
    """Return the organisations that stand under one of `ids`, or sit on one of `cells`."""
    below = select(party_terms.c.organisation_id).where(among(party_terms.c.parent, sorted(ids)))
    beside = select(party_seats.c.organisation_id).where(among(party_seats.c.cell, sorted(cells)))
    return set((await connection.execute(union_all(below, beside))).scalars())


async def terms_of(connection: Connection, ids: Collection[str]) -> dict[str, list[Term[OrgFacts]]]:
    """Return all terms of these organisations with their cells, in order."""
    mine = among(party_seats.c.organisation_id, sorted(set(ids)))
    seats: defaultdict[tuple[str, date], list[Seat]] = defaultdict(list)
    for row in await connection.execute(select(party_seats).where(mine)):
        seats[row.organisation_id, row.valid_from].append(Seat(row.cell, row.seat == LEAD))
    query = select(party_terms).where(among(party_terms.c.organisation_id, sorted(set(ids))))
    found: defaultdict[str, list[Term[OrgFacts]]] = defaultdict(list)
    for row in await connection.execute(query.order_by(party_terms.c.valid_from)):
        cells = tuple(sorted(seats[row.organisation_id, row.valid_from]))
        facts = OrgFacts(row.region, Kind(row.kind), row.name, row.parent, row.seats, cells)
        found[row.organisation_id].append(Term(facts, row.valid_from, row.valid_to))
    return dict(found)


async def cells_on(connection: Connection, wanted: Collection[tuple[str, date]]) -> set[tuple[str, object]]:
    """Return which of these cells exist on the day that is named with each."""
    if not wanted:
        return set()
    given = arrays([{"cell": cell, "on": day} for cell, day in wanted], cell=Text(), on=Date())
    copy = cell_copies.c
    holds = and_(copy.valid_from <= given.c.on, or_(copy.valid_to.is_(None), copy.valid_to > given.c.on))
    query = select(given.c.cell, given.c.on).join(cell_copies, and_(copy.cell == given.c.cell, holds))
    return {(row.cell, row.on) for row in await connection.execute(query)}


async def save_terms(connection: Connection, changes: Mapping[str, Change[OrgFacts]]) -> None:
    """Write what a bulk changes: terms, and the seats that go with each."""
    gone = [{"id": one, "day": change.drops.valid_from} for one, change in changes.items() if change.drops]
    for table in (party_seats, party_terms):
        given = arrays(gone, id=Text(), day=Date())
        same = and_(table.c.organisation_id == given.c.id, table.c.valid_from == given.c.day)
        await connection.execute(delete(table).where(same))
    adds = [(one, term) for one, change in changes.items() for term in change.adds]
    rows = [
        {
            **_days(one, term),
            "region": term.facts.region,
            "kind": str(term.facts.kind),
            "name": term.facts.name,
            "parent": term.facts.parent,
            "seats": term.facts.seats,
        }
        for one, term in adds
    ]
    await insert_rows(connection, party_terms, rows)
    seats = [
        {**_days(one, term), "cell": seat.cell, "seat": LEAD if seat.lead else one}
        for one, term in adds
        for seat in term.facts.cells
    ]
    await insert_rows(connection, party_seats, seats)


def _days(organisation_id: str, term: Term[OrgFacts]) -> dict[str, Any]:
    return {"organisation_id": organisation_id, "valid_from": term.valid_from, "valid_to": term.valid_to}


# ------------------------------------------------------------------------------------------------------------- telling
async def save_heads(connection: Connection, versions: Mapping[str, int], today: date) -> None:
    """Save the versions of heads that are held, and when each has to be told of again."""
    ids = sorted(versions)
    days = union_all(
        select(party_terms.c.organisation_id.label("id"), party_terms.c.valid_from.label("day")),
        select(party_members.c.branch_id, party_members.c.valid_from),
        select(party_members.c.branch_id, party_members.c.valid_to + literal(1)),
    ).subquery()
    soonest = select(days.c.id, func.min(days.c.day).label("day")).where(among(days.c.id, ids), days.c.day > today)
    found = {row.id: row.day for row in await connection.execute(soonest.group_by(days.c.id))}
    rows = [{"id": one, "version": version, "next_from": found.get(one)} for one, version in versions.items()]
    given = arrays(rows, id=Text(), version=party_organisations.c.version.type, next_from=Date())
    changed = {"version": given.c.version, "next_from": given.c.next_from}
    await connection.execute(
        update(party_organisations).where(party_organisations.c.id == given.c.id).values(**changed)
    )


async def members_on(connection: Connection, ids: Collection[str], on: date) -> dict[str, int]:
    """Return how many members each of these branches has on a day."""
    mine = and_(among(party_members.c.branch_id, sorted(ids)), in_force(party_members, on))
    query = select(party_members.c.branch_id, func.count().label("members")).where(mine)
    rows = await connection.execute(query.group_by(party_members.c.branch_id))
    return {row.branch_id: row.members for row in rows}


async def add_history(connection: Connection, rows: Sequence[dict[str, Any]], *, by: str, at: datetime) -> None:
    """Note steps: thing, thing_id, step, facts."""
    await insert_rows(connection, party_history, [{"id": new_id(), "by": by, "at": at, **row} for row in rows])


async def history_of(connection: Connection, thing: str, thing_id: str) -> Sequence[Row[Any]]:
    mine = and_(party_history.c.thing == thing, party_history.c.thing_id == thing_id)
    return (await connection.execute(select(party_history).where(mine).order_by(party_history.c.id))).all()


async def note_look(
    connection: Connection, *, by: str, at: datetime, purpose: str, what: str, seen: Sequence[str]
) -> None:
    """Note that somebody saw members, sign-ups or minutes, which of them, and what for."""
    row = {"id": new_id(), "by": by, "at": at, "purpose": purpose, "what": what, "seen": list(seen)}
    await insert_rows(connection, party_looks, [row])


# ------------------------------------------------------------------------------------------------------------- reading
async def list_organisations(
    connection: Connection, scope: Scope, *, region: str, kind: str | None, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the organisations in `region` (a prefix) as of a day with their cells and members' number, by id."""
    seats, members = party_seats.c, party_members.c
    cell = func.jsonb_build_object("cell", seats.cell, "lead", seats.seat == LEAD)
    mine = and_(seats.organisation_id == party_terms.c.organisation_id, in_force(party_seats, on))
    cells = select(func.jsonb_agg(cell)).where(mine).scalar_subquery()
    count = select(func.count()).where(members.branch_id == party_terms.c.organisation_id, in_force(party_members, on))
    query = (
        select(
            party_terms,
            party_organisations.c.version,
            func.coalesce(cells, func.jsonb_build_array()).label("cells"),
            count.scalar_subquery().label("members"),
        )
        .join(party_organisations, party_organisations.c.id == party_terms.c.organisation_id)
        .where(visible_in(scope, party_terms), in_force(party_terms, on))
        .where(party_terms.c.region.startswith(region, autoescape=True), party_terms.c.organisation_id > after)
    )
    if kind is not None:
        query = query.where(party_terms.c.kind == kind)
    return (await connection.execute(query.order_by(party_terms.c.organisation_id).limit(limit))).all()


async def region_of(connection: Connection, scope: Scope, organisation_id: str) -> str | None:
    """Return where an organisation is (or was last), where the scope reaches it."""
    mine = and_(party_terms.c.organisation_id == organisation_id, visible_in(scope, party_terms))
    query = select(party_terms.c.region).where(mine).order_by(party_terms.c.valid_from.desc()).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()
