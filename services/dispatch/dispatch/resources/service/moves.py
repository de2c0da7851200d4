"""How does a person go together with his post, down with a power or back, and how does he leave for good?

A post that somebody sits on cannot be moved away, and nobody sits where no post is: so both are moved at once.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from dispatch.organisation import repository as registers
from dispatch.organisation.domain.rows import Given
from dispatch.organisation.domain.terms import Term
from dispatch.organisation.service.registers import put_persons
from dispatch.resources.domain.bad_lines import merged, misplaced, refuse_lines, twice
from dispatch.resources.domain.people import as_placement, leaving_problems, move_problems
from dispatch.resources.domain.posts import ONE_DAY, PostKind, check_account
from dispatch.resources.domain.proposals import Leaving, Move
from dispatch.resources.models import placements
from dispatch.resources.repository import people as people_rows
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from dispatch.resources.service.people import by_account, hold_people, place, seats_of_lines, strange_units
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope

Account = tuple[str, PostKind]


async def check_move(work: UnitOfWork, given: Move) -> None:
    """Raise LinesRefused, BeyondEstablishment, NoFreePost."""
    where = await hold_people(work, [line.person_id for line in given.lines], given.valid_from)
    seats = await seats_of_lines(work, given)
    refuse_lines(merged(twice([line.person_id for line in given.lines]), *strange_units(given, seats)))
    found = {
        index: move_problems(line, where.get(line.person_id), seats, given.valid_from)
        for index, line in enumerate(given.lines)
    }
    refuse_lines({index: problems for index, problems in found.items() if problems})
    posts: Counter[Account] = Counter()
    for line in given.lines:
        posts[line.from_unit, line.kind] -= 1
        posts[line.to_unit, line.kind] += 1
    comes = by_account((line.to_unit, line.kind, line.person_id) for line in given.lines)
    goes, day = frozenset(line.person_id for line in given.lines), given.valid_from
    for account in await posts_rows.accounts_of(work.connection, posts):
        key = (account.unit_id, account.kind)
        check_account(account.moved(day, posts[key]).replaced(goes, comes.get(key, ()), day), day)


async def put_move(work: UnitOfWork, scope: Scope, given: Move, proposal_id: UUID, *, now: datetime) -> None:
    """Book both sides of what moves, and put the people on it. Raises organisation's RowsRefused."""
    seats = await seats_of_lines(work, given)
    sides: Counter[tuple[str, PostKind, str | None]] = Counter()
    for line in given.lines:
        sides[line.from_unit, line.kind, line.power] -= 1
        sides[line.to_unit, line.kind, line.power] += 1
    about = {"transfer_id": proposal_id, "day": given.valid_from}
    entries = [
        about | {"unit_id": unit, "region": seats[unit].region, "kind": str(kind), "posts": posts, "power": power}
        for (unit, kind, power), posts in sides.items()
        if posts
    ]
    await posts_rows.add_entries(work.connection, entries)
    lines = [as_placement(line, seats) for line in given.lines]
    await place(work, scope, lines, given.valid_from, proposal_id, now=now)


# ------------------------------------------------------------------------------------------------------------- leaving
async def check_leaving(work: UnitOfWork, given: Leaving) -> None:
    """Raise LinesRefused."""
    ids, day = [line.person_id for line in given.lines], given.valid_from
    where = await hold_people(work, ids, day)
    keepers = [where[one].keeper if one in where else None for one in ids]
    seats = await terms_rows.seats_of(work.connection, [unit for unit in keepers if unit is not None], day)
    strange = misplaced(keepers, {unit: seat.region for unit, seat in seats.items()}, given.region)
    found = {index: leaving_problems(where.get(one), day) for index, one in enumerate(ids)}
    refuse_lines(merged(twice(ids), strange, {index: problems for index, problems in found.items() if problems}))


async def put_leaving(work: UnitOfWork, scope: Scope, given: Leaving, proposal_id: UUID, *, now: datetime) -> None:
    """Free the posts, and let organisation tell everybody that these people are here no more. Raises RowsRefused."""
    del proposal_id
    connection, day = work.connection, given.valid_from
    ids = [line.person_id for line in given.lines]
    await terms_rows.end_terms(connection, placements, [{"person_id": one} for one in ids], day)
    heads = await people_rows.hold_persons(connection, ids)
    terms = await registers.terms_of_persons(connection, ids)
    held = {one: next(term for term in terms[one] if term.holds_on(day)) for one in ids}
    left = [
        Given(
            one,
            Term(held[one].facts, held[one].valid_from, day - ONE_DAY),
            heads[one].synthetic,
            work.sealer.open(heads[one].name, about=one),
        )
        for one in ids
    ]
    await put_persons(work, scope, given=left, now=now)
