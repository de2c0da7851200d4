"""How is it set how often places and people are visited? One person proposes, another lets it hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from grid.patrols.domain.rules import (
    EVERYWHERE,
    Load,
    NotYourPlan,
    PatrolRules,
    PlanStale,
    ProposalDecided,
    ProposalNotFound,
    RuleTable,
    check_bounds,
    check_loads,
    weigh,
)
from grid.patrols.repository import rules as repository
from shared.errors import SecondPersonNeeded
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a table would make of its cells; `without_cell`: how many places and people no round ever comes to."""

    loads: Sequence[Load]
    without_cell: int


async def read_in_force(work: UnitOfWork, scope: Scope, region: str) -> list[tuple[str, int, RuleTable]]:
    """Return the tables (region, version, table) that speak of a region, the nearest first and everywhere's last.

    Raises NotYourPlan for a region of others.
    """
    if not scope.covers(region) and not scope.region.startswith(region):
        raise NotYourPlan("no rules for you to read there", region=region)
    rows = await repository.tables_for(work.connection, region)
    found = [(row.region, row.version, RuleTable.model_validate(row.definition)) for row in rows]
    if not found or found[-1][0] != EVERYWHERE:
        found.append((EVERYWHERE, 0, repository.standard()))
    return found


async def try_table(work: UnitOfWork, scope: Scope, region: str, table: RuleTable) -> Weighed:
    """Return what a table would make of each cell and week; nothing is saved. Raises NotYourPlan, BelowBound."""
    _require_own(scope, region)
    rules = await repository.load_rules(work.connection)
    check_bounds(rules, region, table)
    loads = await _weighed(work, repository.with_table(rules, region, table), region)
    return Weighed(loads, await repository.without_cell(work.connection, region))


async def _weighed(work: UnitOfWork, rules: PatrolRules, region: str) -> list[Load]:
    ground = await repository.ground_of(work.connection, region)
    return [weigh(rules.plan(cell), cell, one.places, one.people) for cell, one in sorted(ground.items())]


async def propose(
    work: UnitOfWork, scope: Scope, region: str, table: RuleTable, *, version: int, basis: str, now: datetime
) -> UUID:
    """Keep a table for another person to let hold; `version`: the one it was drawn up against, 0 for none.

    Raises NotYourPlan, BelowBound, TooMuchToWalk, PlanStale.
    """
    weighed = await try_table(work, scope, region, table)
    check_loads(weighed.loads)
    await _require_version(work, region, version)
    return await repository.add_proposal(
        work.connection, region, table, base=version, basis=basis, by=scope.person_id, now=now
    )


async def approve(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> int:
    """Let a table hold that somebody else has proposed; return its version. Everything is asked again, as it is now.

    Raises ProposalNotFound, ProposalDecided, SecondPersonNeeded, PlanStale, BelowBound, TooMuchToWalk.
    """
    row = await _open(work, scope, proposal_id)
    SecondPersonNeeded.unless_two(row.proposed_by, scope.person_id)
    await _require_version(work, row.region, row.base_version)
    weighed = await try_table(work, scope, row.region, RuleTable.model_validate(row.definition))
    check_loads(weighed.loads)
    version: int = row.base_version + 1
    if not await repository.add_version(work.connection, row, version=version, by=scope.person_id, now=now):
        raise PlanStale("another table came to hold meanwhile", version=version)
    await repository.decide_proposal(work.connection, row.id, "approved", by=scope.person_id, now=now)
    return version


async def turn_down(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Let a proposal of somebody else not hold. Raises ProposalNotFound, ProposalDecided, SecondPersonNeeded."""
    row = await _open(work, scope, proposal_id)
    SecondPersonNeeded.unless_two(row.proposed_by, scope.person_id)
    await repository.decide_proposal(work.connection, row.id, "turned-down", by=scope.person_id, now=now)


async def withdraw(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away. Raises ProposalNotFound, ProposalDecided."""
    row = await _open(work, scope, proposal_id)
    await repository.decide_proposal(work.connection, row.id, "withdrawn", by=scope.person_id, now=now)


async def list_proposals(
    work: UnitOfWork, scope: Scope, *, state: str | None, before: UUID | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the proposals of a scope, the newest first."""
    return await repository.proposals_in(work.connection, scope, state=state, before=before, limit=limit)


async def list_versions(
    work: UnitOfWork, scope: Scope, region: str, *, before: int | None, limit: int
) -> Sequence[Row[Any]]:
    """Return the versions of a region's table, the newest first. Raises NotYourPlan."""
    if not scope.covers(region) and not scope.region.startswith(region):
        raise NotYourPlan("no rules for you to read there", region=region)
    return await repository.versions_of(work.connection, region, before=before, limit=limit)


def _require_own(scope: Scope, region: str) -> None:
    # Whom everything is given to alone covers "*", too.
    if not scope.covers(region):
        raise NotYourPlan("this table is not yours to set", region=region)


async def _require_version(work: UnitOfWork, region: str, given: int) -> None:
    held = await repository.version_of(work.connection, region)
    if held != given:
        raise PlanStale("another table came to hold meanwhile", version=held, given=given)


async def _open(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    row = await repository.find_proposal(work.connection, scope, proposal_id)
    if row is None:
        raise ProposalNotFound("no such proposal", proposal=proposal_id)
    if row.state != "open":
        raise ProposalDecided("this proposal is decided", proposal=proposal_id, state=row.state)
    return row
