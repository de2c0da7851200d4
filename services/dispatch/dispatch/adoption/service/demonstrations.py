"""How does a township become the demonstration of its type, and how does it end?"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.adoption.domain.refusals import (
    DemonstrationStands,
    NotAdopted,
    NotTheCounty,
    ProposalIsDecided,
    ProposalNotFound,
    RegionUnknown,
    SecondPersonNeeded,
)
from dispatch.adoption.domain.standards import type_of
from dispatch.adoption.domain.townships import ProposalState, Proposed, Step, require_end, require_proposed
from dispatch.adoption.repository import townships as repository
from dispatch.adoption.repository.standards import add_history
from dispatch.adoption.service.standards import require_province
from dispatch.organisation.repository import lock_region
from shared.codes import RegionLevel
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


async def propose(work: UnitOfWork, scope: Scope, given: Proposed, *, now: datetime) -> UUID:
    """Propose a township that a standard took in, from a day on; return the proposal's id.

    Raises NotATownship, RegionUnknown, NotTheCounty, NotAdopted, DemonstrationStands.
    """
    type_of(given.region)
    if await lock_region(work.connection, scope, given.region) is None:
        raise RegionUnknown("no such township", region=given.region)
    if len(scope.region) > RegionLevel.COUNTY.digits:
        raise NotTheCounty("the county proposes", scope=scope.region)
    if await repository.adoption_on(work.connection, given.region, given.valid_from) is None:
        raise NotAdopted("no standard has taken it in on that day", region=given.region)
    if await repository.stands(work.connection, given.region, given.valid_from):
        raise DemonstrationStands("it is proposed, or shown on that day or later", region=given.region)
    proposal_id = new_id()
    row = {
        "id": proposal_id,
        "region": given.region,
        "state": str(ProposalState.PROPOSED),
        "valid_from": given.valid_from,
        "why": given.why,
        "document": given.document,
        "proposed_by": scope.person_id,
        "proposed_at": now,
    }
    await repository.add_proposal(work.connection, row)
    facts = {"proposal": str(proposal_id), "valid_from": given.valid_from.isoformat()}
    await add_history(work.connection, given.region, Step.PROPOSED, facts, by=scope.person_id, at=now)
    return proposal_id


async def decide(
    work: UnitOfWork, scope: Scope, proposal_id: UUID, *, approved: bool, reason: str | None, now: datetime
) -> ProposalState:
    """Approve or refuse what another person proposed.

    Raises NotTheProvince, ProposalNotFound, ProposalIsDecided, SecondPersonNeeded.
    """
    row = await _locked(work, scope, proposal_id)
    require_proposed(row.state)
    SecondPersonNeeded.unless_two(row.proposed_by, scope.person_id)
    state = ProposalState.APPROVED if approved else ProposalState.REFUSED
    await repository.decide_proposal(work.connection, proposal_id, state, reason, by=scope.person_id, at=now)
    if approved:
        await repository.add_demonstration(work.connection, row.region, row.valid_from, proposal_id)
    step = Step.APPROVED if approved else Step.REFUSED
    facts = {"proposal": str(proposal_id), "reason": reason}
    await add_history(work.connection, row.region, step, facts, by=scope.person_id, at=now)
    return state


async def end(work: UnitOfWork, scope: Scope, proposal_id: UUID, last_day: date, reason: str, *, now: datetime) -> None:
    """Let a demonstration end after its last day. Raises NotTheProvince, ProposalNotFound, ProposalIsDecided,
    EndsBeforeItBegins.
    """
    row = await _locked(work, scope, proposal_id)
    days = await repository.find_days(work.connection, proposal_id)
    if days is None or days.valid_to is not None:
        raise ProposalIsDecided("it is no demonstration, or its end is decided", state=row.state)
    require_end(days.valid_from, last_day)
    await repository.end_demonstration(work.connection, proposal_id, last_day)
    facts = {"proposal": str(proposal_id), "last_day": last_day.isoformat(), "reason": reason}
    await add_history(work.connection, row.region, Step.ENDED, facts, by=scope.person_id, at=now)


async def _locked(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    require_province(scope)
    row = await repository.lock_proposal(work.connection, scope, proposal_id)
    if row is None:
        raise ProposalNotFound("no such proposal", proposal=str(proposal_id))
    return row
