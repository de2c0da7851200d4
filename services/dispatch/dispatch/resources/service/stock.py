"""How is taken over what was moved before the books began: posts, people and money of a whole province at once?

A stock is drawn up and confirmed as any proposal is, and everything of it is read and written in sets: nothing that
happens here happens line by line in the database.
"""

from collections import Counter
from datetime import datetime
from uuid import UUID

from dispatch.organisation.repository import known_regions
from dispatch.resources.domain.bad_lines import (
    Bad,
    across_counties,
    kept_already,
    merged,
    misplaced,
    refuse_lines,
    strange_townships,
    twice,
)
from dispatch.resources.domain.people import stock_problems
from dispatch.resources.domain.posts import PostKind, check_account
from dispatch.resources.domain.proposals import MoneyStock, PeopleStock, PostsStock
from dispatch.resources.domain.refusals import NoFreePost, Problem
from dispatch.resources.models import establishments, money_agreements, power_needs
from dispatch.resources.repository import posts as posts_rows
from dispatch.resources.repository import terms as terms_rows
from dispatch.resources.service.people import by_account, hold_people, place, seats_of_lines, strange_units
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


def _county(region: str) -> str:
    return region[: RegionLevel.COUNTY.digits]


# --------------------------------------------------------------------------------------------------------------- posts
async def check_posts(work: UnitOfWork, given: PostsStock) -> None:
    """Raise LinesRefused."""
    keys = [(line.unit_id, line.kind) for line in given.lines]
    units = [line.unit_id for line in given.lines]
    seats = {
        unit: seat.region
        for unit, seat in (await terms_rows.seats_of(work.connection, set(units), given.valid_from)).items()
    }
    await terms_rows.lock_counties(work.connection, (_county(region) for region in seats.values()))
    kept = await posts_rows.kept_accounts(work.connection, set(units))
    beyond: Bad = {
        index: [Problem.BEYOND_ESTABLISHMENT] for index, line in enumerate(given.lines) if line.posts > line.approved
    }
    refuse_lines(merged(twice(keys), misplaced(units, seats, given.region), kept_already(keys, kept), beyond))


async def put_posts(work: UnitOfWork, scope: Scope, given: PostsStock, proposal_id: UUID, *, now: datetime) -> None:
    """Begin the accounts: what the units have, their counties were granted from above."""
    del scope, now
    day = given.valid_from
    seats = await terms_rows.seats_of(work.connection, {line.unit_id for line in given.lines}, day)
    about: dict[str, object] = {"proposal_id": proposal_id, "valid_from": day}
    terms = [
        about
        | {"unit_id": line.unit_id, "kind": str(line.kind), "approved": line.approved}
        | {"region": seats[line.unit_id].region}
        for line in given.lines
    ]
    await terms_rows.follow_terms(work.connection, establishments, terms, day)
    granted: Counter[tuple[str, PostKind]] = Counter()
    for line in given.lines:
        granted[_county(seats[line.unit_id].region), line.kind] += line.posts
    sides = [
        (line.unit_id, seats[line.unit_id].region, line.kind, line.posts, line.power)
        for line in given.lines
        if line.posts
    ]
    sides_above = [(None, county, kind, -posts, None) for (county, kind), posts in sorted(granted.items()) if posts]
    names = ("unit_id", "region", "kind", "posts", "power")
    entries = [
        dict(zip(names, side, strict=True)) | {"transfer_id": proposal_id, "day": day}
        for side in (*sides, *sides_above)
    ]
    await posts_rows.add_entries(work.connection, entries)


# -------------------------------------------------------------------------------------------------------------- people
async def check_people(work: UnitOfWork, given: PeopleStock) -> None:
    """Raise LinesRefused."""
    day, lines = given.valid_from, given.lines
    seats = await seats_of_lines(work, given)
    places = {unit: seat.region for unit, seat in seats.items()}
    refuse_lines(merged(twice([line.person_id for line in lines]), *strange_units(given, seats)))
    refuse_lines(across_counties([(places[line.from_unit], places[line.to_unit]) for line in lines]))
    await terms_rows.lock_counties(work.connection, {_county(places[line.to_unit]) for line in lines})
    where = await hold_people(work, [line.person_id for line in lines], day)
    found = {i: stock_problems(line, where.get(line.person_id), seats, day) for i, line in enumerate(lines)}
    refuse_lines({index: problems for index, problems in found.items() if problems})
    refuse_lines(await _without_post(work, given))


async def _without_post(work: UnitOfWork, given: PeopleStock) -> Bad:
    """Return the lines of the accounts that have fewer posts than people would sit on."""
    comes = by_account((line.holder, line.kind, line.person_id) for line in given.lines)
    full = set()
    for account in await posts_rows.accounts_of(work.connection, comes):
        key = (account.unit_id, account.kind)
        try:
            check_account(account.replaced((), comes[key], given.valid_from), given.valid_from)
        except NoFreePost:
            full.add(key)
    return {index: [Problem.NO_FREE_POST] for index, line in enumerate(given.lines) if (line.holder, line.kind) in full}


async def put_people(work: UnitOfWork, scope: Scope, given: PeopleStock, proposal_id: UUID, *, now: datetime) -> None:
    """Note who sits on whose post, and move to their new units those who are not there yet.

    Raises organisation's RowsRefused.
    """
    await place(work, scope, given.lines, given.valid_from, proposal_id, now=now)


# --------------------------------------------------------------------------------------------------------------- money
async def check_money(work: UnitOfWork, given: MoneyStock) -> None:
    """Raise LinesRefused."""
    keys = [(line.region, line.power) for line in given.lines]
    towns = [region for region, _ in keys]
    known = await known_regions(work.connection, set(towns))
    await terms_rows.lock_counties(work.connection, {_county(region) for region in towns})
    named: list[dict[str, object]] = [{"region": region, "power": power} for region, power in keys]
    kept: set[tuple[str, str]] = set()
    for table in (power_needs, money_agreements):
        terms = await terms_rows.terms_since(work.connection, table, named, given.valid_from)
        kept.update((term.region, term.power) for term in terms)
    refuse_lines(merged(twice(keys), strange_townships(towns, known, given.region), kept_already(keys, kept)))


async def put_money(work: UnitOfWork, scope: Scope, given: MoneyStock, proposal_id: UUID, *, now: datetime) -> None:
    """Let need and agreement hold from the day on."""
    del scope, now
    about: dict[str, object] = {"valid_from": given.valid_from, "proposal_id": proposal_id}
    places = [about | {"region": line.region, "power": line.power} for line in given.lines]
    needs = [
        place | {"posts": line.posts, "yearly_fen": line.need_fen}
        for place, line in zip(places, given.lines, strict=True)
    ]
    agreed = [
        place | {"yearly_fen": line.agreed_fen, "share_bp": line.share_bp}
        for place, line in zip(places, given.lines, strict=True)
    ]
    await terms_rows.follow_terms(work.connection, power_needs, needs, given.valid_from)
    await terms_rows.follow_terms(work.connection, money_agreements, agreed, given.valid_from)
