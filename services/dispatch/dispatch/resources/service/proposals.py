"""How does a proposal about posts, people, money or agencies come to hold? One draws it up, another confirms it."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Row

from dispatch.organisation.repository import lock_region
from dispatch.powers.repository.catalogue import known_powers
from dispatch.resources.domain.agencies import Agencies, require_township
from dispatch.resources.domain.bad_lines import (
    refuse_lines,
    require_above_townships,
    require_city_or_county,
    require_county,
    unknown_powers,
)
from dispatch.resources.domain.proposals import LoadLimits, Proposal, Step, Stock
from dispatch.resources.domain.refusals import PlaceUnknown, ProposalIsDecided, ProposalNotFound, SecondPersonNeeded
from dispatch.resources.repository import proposals as proposals_rows
from dispatch.resources.service import agencies, bookings, limits, money, moves, people, posts, stock
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

PROPOSAL: TypeAdapter[Proposal] = TypeAdapter(Proposal)

# What is proposed → may it be done as things stand, and do it.
CHECKS: dict[str, Callable[[UnitOfWork, Any], Awaitable[None]]] = {
    "establishment": posts.check_establishment,
    "transfer": posts.check_transfer,
    "placement": people.check_placement,
    "move": moves.check_move,
    "leaving": moves.check_leaving,
    "need": money.check_need,
    "agreement": money.check_agreement,
    "booking": bookings.check_bookings,
    "reversal": bookings.check_reversals,
    "load-limits": limits.check_limits,
    "agencies": agencies.check_agencies,
    "stock-posts": stock.check_posts,
    "stock-people": stock.check_people,
    "stock-money": stock.check_money,
}
PUTS: dict[str, Callable[..., Awaitable[None]]] = {
    "establishment": posts.put_establishment,
    "transfer": posts.put_transfer,
    "placement": people.put_placement,
    "move": moves.put_move,
    "leaving": moves.put_leaving,
    "need": money.put_need,
    "agreement": money.put_agreement,
    "booking": bookings.put_bookings,
    "reversal": bookings.put_reversals,
    "load-limits": limits.put_limits,
    "agencies": agencies.put_agencies,
    "stock-posts": stock.put_posts,
    "stock-people": stock.put_people,
    "stock-money": stock.put_money,
}


async def draw_up(work: UnitOfWork, scope: Scope, given: Proposal, *, now: datetime) -> UUID:
    """Keep a proposal until another person confirms it; return its id. What could not be confirmed is refused now.

    Raises NotACounty, NeitherCityNorCounty, NotATownship, PlaceUnknown, LinesRefused, Unbalanced, BeyondEstablishment,
    NoFreePost, AgencyUnknown, NoSections, NotAnAgencyKind, TooManyAgencies, RowsRefused.
    """
    await _check(work, scope, given)
    if isinstance(given, Agencies):
        await agencies.try_agencies(work, scope, given, now=now)
    proposal_id = new_id()
    row = {
        "id": proposal_id,
        "region": given.region,
        "what": given.what,
        "state": "open",
        "lines": len(given.lines),
        "body": given.model_dump(mode="json"),
        "drawn_up_by": scope.person_id,
        "drawn_up_at": now,
    }
    await proposals_rows.add_proposal(work.connection, row)
    await _note(work, scope, row, Step.DRAWN_UP, now)
    return proposal_id


async def confirm(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> Row[Any]:
    """Let a proposal hold as things stand now, or refuse it whole.

    Raises ProposalNotFound, ProposalIsDecided, SecondPersonNeeded, and whatever drawing it up may raise.
    """
    row = await _open(work, scope, proposal_id)
    SecondPersonNeeded.unless_two(row.drawn_up_by, scope.person_id)
    given = PROPOSAL.validate_python(row.body)
    await _check(work, scope, given)
    await PUTS[given.what](work, scope, given, proposal_id, now=now)
    await _decide(work, scope, row, "confirmed", Step.CONFIRMED, now)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away. Raises ProposalNotFound, ProposalIsDecided."""
    row = await _open(work, scope, proposal_id)
    await _decide(work, scope, row, "withdrawn", Step.WITHDRAWN, now)


async def find(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    """Return a proposal whole. Raises ProposalNotFound."""
    row = await proposals_rows.find_proposal(work.connection, scope, proposal_id)
    if row is None:
        raise ProposalNotFound("no such proposal", proposal=str(proposal_id))
    return row


async def _check(work: UnitOfWork, scope: Scope, given: Proposal) -> None:
    if isinstance(given, Agencies):
        require_township(given.region)
    elif isinstance(given, Stock):
        require_above_townships(given.region)
    elif isinstance(given, LoadLimits):
        require_city_or_county(given.region)
    else:
        require_county(given.region)
    if await lock_region(work.connection, scope, given.region) is None:
        raise PlaceUnknown("no such region", region=given.region)
    await _check_powers(work, given)
    await CHECKS[given.what](work, given)


async def _check_powers(work: UnitOfWork, given: Proposal) -> None:
    """Raise LinesRefused for a power that the catalogue has never held.

    Not only what it holds today: what a power brought goes back, and is paid for, when the catalogue holds it no more.
    """
    powers = [getattr(line, "power", None) for line in given.lines]
    named = {power for power in powers if power is not None}
    if named:
        refuse_lines(unknown_powers(powers, await known_powers(work.connection, named)))


async def _open(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    row = await proposals_rows.lock_proposal(work.connection, scope, proposal_id)
    if row is None:
        raise ProposalNotFound("no such proposal", proposal=str(proposal_id))
    if row.state != "open":
        raise ProposalIsDecided("this proposal is decided", proposal=str(proposal_id), state=row.state)
    return row


async def _decide(work: UnitOfWork, scope: Scope, row: Row[Any], state: str, step: Step, now: datetime) -> None:
    await proposals_rows.decide_proposal(work.connection, row.id, state, by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), step, now)


async def _note(work: UnitOfWork, scope: Scope, row: dict[str, Any], step: Step, now: datetime) -> None:
    facts = {"proposal": str(row["id"]), "what": row["what"], "lines": row["lines"]}
    await proposals_rows.add_history(work.connection, row["region"], step, facts, by=scope.person_id, at=now)
