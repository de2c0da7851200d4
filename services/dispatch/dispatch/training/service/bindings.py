"""How does a township come to be held to what its officers must have learnt? One proposes it, another confirms it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.training.domain.refusals import (
    BoundAlready,
    NotATownship,
    NotYourLevel,
    ProposalIsDecided,
    ProposalNotFound,
    SecondPersonNeeded,
)
from dispatch.training.repository import bindings as repository
from dispatch.training.repository import register
from dispatch.training.repository.bindings import PROPOSALS
from dispatch.training.service.sessions import require_region
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.registers import TrainingBound


async def propose(work: UnitOfWork, scope: Scope, region: str, bound_from: date, *, now: datetime) -> UUID:
    """Propose from which day on a township is held to what is required; return the proposal's id.

    Nothing changes until another person confirms it; it takes the place of the one that was open. Raises
    NotATownship, NotYourLevel, TrainingRegionUnknown, BoundAlready.
    """
    await _hold_township(work, scope, region)
    await _require_bindable(work, region, bound_from, now)
    by = scope.person_id
    row, replaced = await PROPOSALS.draw_up(work.connection, region, bound_from, by=by, at=now)
    proposal_id: UUID = row["id"]
    replaces = {"replaces": str(replaced) if replaced else None}
    await _note(work, scope, row, "binding-proposed", replaces, now=now)
    return proposal_id


async def confirm(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> Row[Any]:
    """Let only qualified officers act in a township from the day that somebody else proposed; return the proposal.

    Until that day their acts are observed and counted. A day to come may be moved, a day that has come not. Raises
    ProposalNotFound, ProposalIsDecided, SecondPersonNeeded, and whatever proposing it may raise.
    """
    row, by = await _open(work, scope, proposal_id), scope.person_id
    SecondPersonNeeded.unless_two(row.proposed_by, by)
    await _require_bindable(work, row.region, row.bound_from, now)
    version = await repository.bind(work.connection, row.region, row.bound_from, by=by, at=now)
    await PROPOSALS.decide(work.connection, proposal_id, "confirmed", by=by, at=now)
    await _note(work, scope, row._asdict(), "bound", {"proposed_by": row.proposed_by}, now=now)
    told = TrainingBound(
        region=row.region,
        version=version,
        bound_from=row.bound_from,
        proposed_by=row.proposed_by,
        confirmed_by=by,
    )
    outbox.record(work, told)
    return row


async def withdraw(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away. Raises ProposalNotFound, NotYourLevel, ProposalIsDecided."""
    row = await _open(work, scope, proposal_id)
    await PROPOSALS.decide(work.connection, proposal_id, "withdrawn", by=scope.person_id, at=now)
    await _note(work, scope, row._asdict(), "binding-withdrawn", {}, now=now)


async def _hold_township(work: UnitOfWork, scope: Scope, region: str) -> None:
    if len(region) != RegionLevel.TOWNSHIP.digits:
        raise NotATownship("a township is held, one by one", region=region)
    if len(scope.region) > RegionLevel.COUNTY.digits:
        raise NotYourLevel("the county, not the township, says who may act", region=region[: RegionLevel.COUNTY.digits])
    await require_region(work, scope, region)
    await register.hold(work.connection, f"binding:{region}")


async def _require_bindable(work: UnitOfWork, region: str, bound_from: date, now: datetime) -> None:
    """Raise BoundAlready, as things stand now: nobody who is held gets out of it by a later day."""
    before = await repository.bound_from(work.connection, region)
    if before is not None and before <= town_day(now) and before != bound_from:
        raise BoundAlready("this township is held already", region=region, bound_from=before.isoformat())


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


async def _note(
    work: UnitOfWork, scope: Scope, row: Mapping[str, Any], step: str, more: Mapping[str, object], *, now: datetime
) -> None:
    region = row["region"]
    facts = {"proposal": str(row["id"]), "bound_from": row["bound_from"].isoformat(), **more}
    await register.add_history(work.connection, [(region, step, facts)], region=region, by=scope.person_id, at=now)
