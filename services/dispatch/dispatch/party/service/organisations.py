"""How does the tree of Party organisations change, and how is the grid told of its branches?"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from dispatch.organisation.domain.terms import Term, is_covered, term_to_tell
from dispatch.party.domain.organisations import Kind, OrgFacts, Register, Row, bad_rows, decide_bulk, refuse_rows
from dispatch.party.domain.refusals import Problem
from dispatch.party.repository import members
from dispatch.party.repository import organisations as repository
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.registers import BranchCell, BranchChanged

THING = "organisation"


async def put_organisations(work: UnitOfWork, scope: Scope, *, rows: Sequence[Row], now: datetime) -> int:
    """Take Party organisations as of a date, all or none; return of how many something changed. Raises RowsRefused."""
    connection = work.connection
    regions = await repository.hold_regions(connection, [row.term.facts.region for row in rows])
    ids = {row.id for row in rows}
    # Before anything is read: who joins a branch holds its head as well.
    versions = await repository.lock_heads(connection, ids, make=True)
    cells = {(seat.cell, row.term.valid_from) for row in rows for seat in row.term.facts.cells}
    touched = ids | await repository.related(connection, ids, {cell for cell, _ in cells})
    touched |= {row.term.facts.parent for row in rows if row.term.facts.parent}
    terms = await repository.terms_of(connection, touched)
    register = Register(terms, regions, await repository.cells_on(connection, cells))
    changes = decide_bulk(rows, register, scope.region)
    await _require_members_stay(work, rows, register)
    await repository.save_terms(connection, changes)
    history = [
        {"thing": THING, "thing_id": one, "step": str(change.action), "facts": _said(change.adds[-1])}
        for one, change in changes.items()
        if change.adds
    ]
    await repository.add_history(connection, history, by=scope.person_id, at=now)
    await _tell(work, {one: versions[one] for one in changes}, register.terms, now=now)
    return len(changes)


async def _require_members_stay(work: UnitOfWork, rows: Sequence[Row], register: Register) -> None:
    """Raise RowsRefused where a branch would end, or become something else, while it has members."""
    staffed = await members.memberships(work.connection, branches=[row.id for row in rows])
    left = set()
    for term in (term for terms in staffed.values() for term in terms):
        branches = [t for t in register.terms.get(term.facts.branch, []) if t.facts.kind is Kind.BRANCH]
        if not is_covered(branches, term.valid_from, term.valid_to):
            left.add(term.facts.branch)
    refuse_rows(bad_rows(rows, left, Problem.STILL_HAS_MEMBERS))


def _said(term: Term[OrgFacts]) -> dict[str, object]:
    facts = term.facts
    return {
        "region": facts.region,
        "kind": str(facts.kind),
        "name": facts.name,
        "parent": facts.parent,
        "seats": facts.seats,
        "cells": [{"cell": seat.cell, "lead": seat.lead} for seat in facts.cells],
        "valid_from": term.valid_from.isoformat(),
        "valid_to": term.valid_to.isoformat() if term.valid_to else None,
    }


async def tell_again(work: UnitOfWork, ids: Sequence[str], *, now: datetime) -> None:
    """Tell of branches whose members changed."""
    versions = await repository.lock_heads(work.connection, ids, make=False)
    await _tell(work, versions, await repository.terms_of(work.connection, ids), now=now)


async def tell_begun(work: UnitOfWork, *, now: datetime) -> int:
    """Tell of branches of which something has begun or ended that was put down beforehand; return of how many."""
    versions = await repository.lock_untold(work.connection, town_day(now))
    step: dict[str, Any] = {"thing": THING, "step": "began", "facts": {}}
    history = [step | {"thing_id": one} for one in versions]
    await repository.add_history(work.connection, history, by=platform_scope("party").person_id, at=now)
    await _tell(work, versions, await repository.terms_of(work.connection, list(versions)), now=now)
    return len(versions)


async def _tell(
    work: UnitOfWork, versions: Mapping[str, int], terms: Mapping[str, Sequence[Term[OrgFacts]]], *, now: datetime
) -> None:
    """Save the next versions of heads that are held; tell of the branches among them what holds today."""
    if not versions:
        return
    today = town_day(now)
    newer = {one: version + 1 for one, version in versions.items()}
    await repository.save_heads(work.connection, newer, today)
    counted = await repository.members_on(work.connection, list(newer), today)
    told = {one: term_to_tell(terms[one], today) for one in sorted(newer) if terms.get(one)}
    events = [
        branch_event(one, newer[one], term, counted.get(one, 0))
        for one, term in told.items()
        if term.facts.kind is Kind.BRANCH
    ]
    outbox.record(work, *events)


def branch_event(branch_id: str, version: int, term: Term[OrgFacts], members: int) -> BranchChanged:
    return BranchChanged(
        branch_id=branch_id,
        version=version,
        region=term.facts.region,
        name=term.facts.name,
        cells=[BranchCell(cell=seat.cell, lead=seat.lead) for seat in term.facts.cells],
        members=members,
        valid_from=term.valid_from,
        valid_to=term.valid_to,
    )
