"""How does a township come to be held to its list? One proposes from which day on, another confirms it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.duties.domain.authority import COUNTY_DIGITS, TOWNSHIP_DIGITS
from dispatch.duties.domain.lists import Step, require_list_region
from dispatch.duties.domain.refusals import (
    BoundAlready,
    NoListInForce,
    NotAListRegion,
    ProposalIsDecided,
    ProposalNotFound,
    SecondPersonNeeded,
)
from dispatch.duties.repository import bindings as repository
from dispatch.duties.repository import lists
from dispatch.duties.repository.bindings import PROPOSALS
from dispatch.duties.service.lists import hold_list_region
from dispatch.memory import Group, touch
from shared.clock import town_day
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


async def propose(work: UnitOfWork, scope: Scope, region: str, bound_from: date, *, now: datetime) -> UUID:
    """Propose from which day on a township is held to its list; return the proposal's id.

    Nothing changes until another person confirms it; it takes the place of the one that was open. Raises
    NotAListRegion, NotYourLevel, ListRegionUnknown, NoListInForce, BoundAlready.
    """
    await _hold_township(work, scope, region)
    await _require_bindable(work, region, bound_from, now)
    by = scope.person_id
    row, replaced = await PROPOSALS.draw_up(work.connection, region, bound_from, by=by, at=now)
    proposal_id: UUID = row["id"]
    facts = _facts(proposal_id, bound_from) | {"replaces": str(replaced) if replaced else None}
    await lists.add_history(work.connection, region, Step.BINDING_PROPOSED, facts, by=by, at=now)
    return proposal_id


async def confirm(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> Row[Any]:
    """Hold a township to its list from the day that somebody else proposed; return the proposal.

    Until that day what no list names is given to it, warned of and counted. A day to come may be moved, a day that has
    come not. Raises ProposalNotFound, ProposalIsDecided, SecondPersonNeeded, and whatever proposing it may raise.
    """
    row, by = await _open(work, scope, proposal_id), scope.person_id
    SecondPersonNeeded.unless_two(row.proposed_by, by)
    await _require_bindable(work, row.region, row.bound_from, now)
    await repository.bind(work.connection, row.region, row.bound_from, by=by, at=now)
    await PROPOSALS.decide(work.connection, proposal_id, "confirmed", by=by, at=now)
    facts = _facts(proposal_id, row.bound_from) | {"proposed_by": row.proposed_by}
    await lists.add_history(work.connection, row.region, Step.BOUND, facts, by=by, at=now)
    await touch(work.connection, Group.DUTIES)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away. Raises ProposalNotFound, NotYourLevel, ProposalIsDecided."""
    row, by = await _open(work, scope, proposal_id), scope.person_id
    await PROPOSALS.decide(work.connection, proposal_id, "withdrawn", by=by, at=now)
    facts = _facts(proposal_id, row.bound_from)
    await lists.add_history(work.connection, row.region, Step.BINDING_WITHDRAWN, facts, by=by, at=now)


async def _hold_township(work: UnitOfWork, scope: Scope, region: str) -> None:
    require_list_region(region)
    if len(region) != TOWNSHIP_DIGITS:
        raise NotAListRegion("a township is held to its list, one by one", region=region)
    # Whoever gives the county a new list meanwhile waits, and asks for the bound townships then.
    await lists.hold_region(work.connection, region[:COUNTY_DIGITS])
    await hold_list_region(work, scope, region)


async def _require_bindable(work: UnitOfWork, region: str, bound_from: date, now: datetime) -> None:
    """Raise NoListInForce, BoundAlready, as things stand now."""
    if not await lists.is_listed(work.connection, region, region[:COUNTY_DIGITS], bound_from):
        raise NoListInForce("no list is in force on that day", region=region, on=bound_from.isoformat())
    before = await repository.bound_from(work.connection, region)
    if before is not None and before <= town_day(now) and before != bound_from:
        raise BoundAlready("this township is held to its list already", region=region, bound_from=before.isoformat())


async def _open(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    found = await PROPOSALS.find(work.connection, scope, proposal_id)
    if found is None:
        raise ProposalNotFound("no such proposal", proposal=str(proposal_id))
    # The township before the proposal, as who proposes does: two persons at once never wait for each other.
    await _hold_township(work, scope, found.region)
    row = await PROPOSALS.lock(work.connection, proposal_id)
    if row.state != "open":
        raise ProposalIsDecided("this proposal is decided", proposal=str(proposal_id), state=row.state)
    return row


def _facts(proposal_id: UUID, bound_from: date) -> dict[str, object]:
    return {"proposal": str(proposal_id), "bound_from": bound_from.isoformat()}
