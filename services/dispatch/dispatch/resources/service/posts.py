"""How do posts get an establishment, and how do they move?"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from dispatch.resources.domain.bad_lines import merged, misplaced, overlapping, refuse_lines, twice
from dispatch.resources.domain.posts import PostKind, check_account, check_balanced
from dispatch.resources.domain.proposals import Establishment, Transfer
from dispatch.resources.models import establishments
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def check_establishment(work: UnitOfWork, given: Establishment) -> None:
    """Raise LinesRefused, BeyondEstablishment."""
    connection, day = work.connection, given.valid_from
    keys = [(line.unit_id, line.kind) for line in given.lines]
    units = [line.unit_id for line in given.lines]
    seats = {unit: seat.region for unit, seat in (await terms_rows.seats_of(connection, units, day)).items()}
    terms = await terms_rows.terms_since(connection, establishments, _as_keys(given), day)
    begun = [((term.unit_id, PostKind(term.kind)), term.valid_from) for term in terms]
    refuse_lines(merged(twice(keys), misplaced(units, seats, given.region), overlapping(keys, begun, day)))
    approved = {(line.unit_id, line.kind): line.approved for line in given.lines}
    for account in await posts_rows.accounts_of(connection, keys):
        check_account(account.approved_from(day, approved[account.unit_id, account.kind]), day)


def _as_keys(given: Establishment) -> list[dict[str, object]]:
    return [{"unit_id": line.unit_id, "kind": str(line.kind)} for line in given.lines]


async def put_establishment(
    work: UnitOfWork, scope: Scope, given: Establishment, proposal_id: UUID, *, now: datetime
) -> None:
    """Let the establishment hold from its day on."""
    del scope, now
    seats = await terms_rows.seats_of(work.connection, [line.unit_id for line in given.lines], given.valid_from)
    rows = [
        {
            "unit_id": line.unit_id,
            "kind": str(line.kind),
            "valid_from": given.valid_from,
            "region": seats[line.unit_id].region,
            "approved": line.approved,
            "proposal_id": proposal_id,
        }
        for line in given.lines
    ]
    await terms_rows.follow_terms(work.connection, establishments, rows, given.valid_from)


async def check_transfer(work: UnitOfWork, given: Transfer) -> None:
    """Raise Unbalanced, LinesRefused, BeyondEstablishment, NoFreePost."""
    check_balanced([line.as_entry() for line in given.lines])
    units = [line.unit_id for line in given.lines]
    known = await terms_rows.seats_of(work.connection, [unit for unit in units if unit is not None], given.valid_from)
    refuse_lines(misplaced(units, {unit: seat.region for unit, seat in known.items()}, given.region))
    moved: Counter[tuple[str, PostKind]] = Counter()
    for line in given.lines:
        if line.unit_id is not None:
            moved[line.unit_id, line.kind] += line.posts
    for account in await posts_rows.accounts_of(work.connection, moved):
        posts = moved[account.unit_id, account.kind]
        check_account(account.moved(given.valid_from, posts), given.valid_from)


async def put_transfer(work: UnitOfWork, scope: Scope, given: Transfer, proposal_id: UUID, *, now: datetime) -> None:
    """Book both sides of the transfer."""
    del scope, now
    units = [line.unit_id for line in given.lines if line.unit_id is not None]
    seats = await terms_rows.seats_of(work.connection, units, given.valid_from)
    rows = [
        {
            "transfer_id": proposal_id,
            "unit_id": line.unit_id,
            "region": seats[line.unit_id].region if line.unit_id is not None else given.region,
            "kind": str(line.kind),
            "posts": line.posts,
            "power": line.power,
            "day": given.valid_from,
        }
        for line in given.lines
    ]
    await posts_rows.add_entries(work.connection, rows)
