"""How are members and their sign-ups read and written?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Row, Select, Text, and_, delete, exists, func, or_, select, update

from dispatch.organisation.domain.terms import Change, Term
from dispatch.organisation.models import persons
from dispatch.party.domain.members import MemberFacts
from dispatch.party.models import party_members, party_seats, party_signups, party_terms
from dispatch.party.repository.organisations import LEAD
from dispatch.triage.models import cell_copies
from shared.runtime.copies import in_force
from shared.runtime.db import Connection, among, visible_in
from shared.runtime.scope import Scope
from shared.runtime.sets import arrays, insert_rows


@dataclass(frozen=True, slots=True)
class Page:
    """Which day is asked about, after which key, and how many."""

    on: date
    after: str
    limit: int


async def hold_persons(connection: Connection, ids: Collection[str]) -> frozenset[str]:
    """Hold these persons until the transaction ends; return who is known."""
    query = select(persons.c.id).where(among(persons.c.id, sorted(set(ids)))).order_by(persons.c.id)
    return frozenset((await connection.execute(query.with_for_update())).scalars())


async def memberships(
    connection: Connection, *, of: Collection[str] = (), branches: Collection[str] = ()
) -> dict[str, list[Term[MemberFacts]]]:
    """Return the memberships of these persons, and of everybody in these branches, by person and in order."""
    mine = or_(among(party_members.c.person_id, sorted(of)), among(party_members.c.branch_id, sorted(branches)))
    found: defaultdict[str, list[Term[MemberFacts]]] = defaultdict(list)
    for row in await connection.execute(select(party_members).where(mine).order_by(party_members.c.valid_from)):
        facts = MemberFacts(row.region, row.branch_id, row.secretary)
        found[row.person_id].append(Term(facts, row.valid_from, row.valid_to))
    return dict(found)


async def save_members(connection: Connection, changes: Mapping[str, Change[MemberFacts]]) -> None:
    gone = [{"id": one, "day": change.drops.valid_from} for one, change in changes.items() if change.drops]
    given = arrays(gone, id=Text(), day=Date())
    same = and_(party_members.c.person_id == given.c.id, party_members.c.valid_from == given.c.day)
    await connection.execute(delete(party_members).where(same))
    rows = [
        {
            "person_id": one,
            "valid_from": term.valid_from,
            "valid_to": term.valid_to,
            "branch_id": term.facts.branch,
            "region": term.facts.region,
            "secretary": term.facts.secretary,
        }
        for one, change in changes.items()
        for term in change.adds
    ]
    await insert_rows(connection, party_members, rows)


async def list_members(connection: Connection, scope: Scope, branch: str, page: Page) -> Sequence[Row[Any]]:
    """Return the members of a branch on a day, by person."""
    query = (
        select(party_members)
        .where(visible_in(scope, party_members), party_members.c.branch_id == branch)
        .where(in_force(party_members, page.on), party_members.c.person_id > page.after)
    )
    return (await connection.execute(query.order_by(party_members.c.person_id).limit(page.limit))).all()


# ------------------------------------------------------------------------------------------------------------ sign-ups
async def find_cell(connection: Connection, scope: Scope, cell: str, on: date) -> str | None:
    """Return the township of a cell that exists on a day, where the scope reaches it."""
    copy = cell_copies.c
    holds = and_(copy.valid_from <= on, or_(copy.valid_to.is_(None), copy.valid_to > on))
    query = select(copy.region).where(visible_in(scope, cell_copies), copy.cell == cell, holds)
    return (await connection.execute(query)).scalar_one_or_none()


async def leader_of(connection: Connection, cell: str, on: date) -> str | None:
    """Return the branch that leads a cell on a day."""
    seats = party_seats.c
    query = select(seats.organisation_id).where(seats.cell == cell, seats.seat == LEAD, in_force(party_seats, on))
    return (await connection.execute(query)).scalar_one_or_none()


async def signups_of(connection: Connection, person_id: str, cell: str) -> list[tuple[date, date | None]]:
    """Return the days on which a person is signed up for a cell."""
    mine = and_(party_signups.c.person_id == person_id, party_signups.c.cell == cell)
    query = select(party_signups.c.valid_from, party_signups.c.valid_to).where(mine)
    return [(row.valid_from, row.valid_to) for row in await connection.execute(query)]


async def add_signup(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, party_signups, [dict(row)])


async def lock_signup(connection: Connection, scope: Scope, signup_id: UUID) -> Row[Any] | None:
    query = select(party_signups).where(visible_in(scope, party_signups), party_signups.c.id == signup_id)
    return (await connection.execute(query.with_for_update())).one_or_none()


async def end_signup(connection: Connection, signup_id: UUID, last: date) -> None:
    await connection.execute(update(party_signups).where(party_signups.c.id == signup_id).values(valid_to=last))


async def list_signups(connection: Connection, scope: Scope, cell: str, page: Page) -> Sequence[Row[Any]]:
    """Return who is signed up for a cell on a day, by person."""
    query = (
        select(party_signups)
        .where(visible_in(scope, party_signups), party_signups.c.cell == cell)
        .where(_is_signed_up(page.on), party_signups.c.person_id > page.after)
    )
    return (await connection.execute(query.order_by(party_signups.c.person_id).limit(page.limit))).all()


def _is_signed_up(on: date) -> ColumnElement[bool]:
    """Return the condition that a sign-up holds on a day: on its days, while its person is a member of some branch.

    Who changes branches leaves one before he joins the other; his sign-ups stay through it, and end with the Party.
    """
    members = party_members.c
    is_member = exists().where(members.person_id == party_signups.c.person_id, in_force(party_members, on))
    return and_(in_force(party_signups, on), is_member)


async def cells_with_branches(
    connection: Connection, scope: Scope, *, region: str, on: date, after: str, limit: int
) -> Sequence[Row[Any]]:
    """Return the cells that a branch leads on a day, with its name and how many are signed up; by cell."""
    seats, signups = party_seats.c, party_signups.c
    here = and_(signups.cell == seats.cell, _is_signed_up(on))
    counted = select(func.count()).where(here)
    elsewhere = select(func.count()).where(here, signups.from_elsewhere)
    query: Select[Any] = (
        select(
            seats.cell,
            seats.organisation_id.label("branch"),
            party_terms.c.name,
            counted.scalar_subquery().label("signed_up"),
            elsewhere.scalar_subquery().label("from_elsewhere"),
        )
        .join(party_terms, and_(party_terms.c.organisation_id == seats.organisation_id, in_force(party_terms, on)))
        .where(seats.seat == LEAD, in_force(party_seats, on), visible_in(scope, party_terms))
        .where(seats.cell.startswith(region, autoescape=True), seats.cell > after)
    )
    found: Sequence[Row[Any]] = (await connection.execute(query.order_by(seats.cell).limit(limit))).all()
    return found
