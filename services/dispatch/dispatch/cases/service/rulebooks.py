"""How is a rule book changed? One proposes a whole version and from when on it holds, another confirms it.

Nothing that runs is touched: a case keeps the workflow and the table of limits that held when it was opened.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.invariants import check_invariants
from dispatch.cases.domain.limits import Known, check_limits
from dispatch.cases.domain.rule_refusals import RuleProposalIsDecided, RuleProposalNotFound, RuleVersionNotFound
from dispatch.cases.domain.rulebooks import (
    Asked,
    Body,
    Book,
    Changes,
    Compared,
    Timeline,
    Version,
    changes_between,
    decide_base,
    next_version,
    require_base,
    require_change,
    require_reach,
)
from dispatch.cases.domain.source_rules import check_sources
from dispatch.cases.domain.workflow import load_workflow
from dispatch.cases.repository import rule_proposals as kept
from dispatch.cases.repository.rules import load_timeline
from dispatch.intake.sources import SOURCES
from dispatch.memory import Group, touch
from dispatch.organisation.repository import known_regions
from dispatch.triage.repository import known_matters
from shared.errors import SecondPersonNeeded
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import Scope
from shared.schemas.topics import Service

# Services of the platform that report themselves: their cases carry these as their source.
OWN_SOURCES = frozenset(map(str, (Service.APPROVAL_WINDOW, Service.ENFORCEMENT, Service.GRID)))


async def propose(work: UnitOfWork, scope: Scope, asked: Asked, *, now: datetime) -> tuple[UUID, UUID | None, Changes]:
    """Keep a version for another person to confirm; return its id, which open proposal it replaces, what it changes.

    Raises BadWorkflow, BadLimits, LimitsIncomplete, BadSourceRules, NotItsAuthority, BeginsInThePast, NothingChanges,
    NotYourRules.
    """
    connection, book = work.connection, asked.book
    await kept.hold_books(connection)
    await _check(connection, book, asked.body)
    base = decide_base(await _timeline(connection, book), asked.valid_from, now)
    changes = changes_between(book, await _body(connection, book, base), asked.body)
    require_change(changes)
    require_reach(book, changes, scope.region)
    row = kept.proposal_row(
        book,
        asked.body,
        by=scope.person_id,
        region=scope.region,
        at=now,
        basis=asked.basis,
        valid_from=asked.valid_from,
        base_version=base,
    )
    replaced = await kept.draw_up(connection, row)
    return row["id"], replaced, changes


async def confirm(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> Row[Any]:
    """Let a version hold that somebody else proposed; return the proposal with the number of its version.

    Everything is asked again, as it stands now. Raises RuleProposalNotFound, RuleProposalIsDecided, SecondPersonNeeded,
    RulesMovedOn, and whatever proposing it may raise.
    """
    row, connection = await _open(work, scope, proposal_id), work.connection
    SecondPersonNeeded.unless_two(row.proposed_by, scope.person_id)
    book, timeline = Book(row.book), await _timeline(connection, Book(row.book))
    decide_base(timeline, row.valid_from, now)
    valid_from = row.valid_from or now
    require_base(timeline, row.base_version, valid_from)
    await _check(connection, book, row.body)
    version = next_version(await kept.versions_of(connection, book))
    await kept.write_version(connection, book, version, row.body, at=now)
    await touch(connection, Group.CASE_RULES)
    return await kept.decide(
        connection, proposal_id, "confirmed", by=scope.person_id, at=now, version=version, valid_from=valid_from
    )


async def withdraw(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> None:
    """Take an open proposal away. Raises RuleProposalNotFound, RuleProposalIsDecided."""
    row = await _open(work, scope, proposal_id)
    await kept.decide(work.connection, row.id, "withdrawn", by=scope.person_id, at=now)


async def compare(work: UnitOfWork, scope: Scope, proposal_id: UUID, *, now: datetime) -> Compared:
    """Return what a proposal changes: an open one against what holds then by now, another against what it replaced.

    Raises RuleProposalNotFound.
    """
    row = await find(work, scope, proposal_id)
    book, connection = Book(row.book), work.connection
    timeline, begin = await _timeline(connection, book), row.valid_from or now
    base = timeline.at(begin) if row.state == "open" else row.base_version
    changes = changes_between(book, await _body(connection, book, base), row.body)
    return Compared(base, changes, timeline.after(begin))


async def find(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    row = await kept.find(work.connection, scope, proposal_id)
    if row is None:
        raise RuleProposalNotFound("no such proposal", proposal=str(proposal_id))
    return row


async def read_at(work: UnitOfWork, book: Book, moment: datetime) -> Version:
    """Return what holds at a moment."""
    timeline = await _timeline(work.connection, book)
    return await _version(work.connection, book, timeline, timeline.at(moment))


async def read_version(work: UnitOfWork, book: Book, version: int) -> Version:
    """Return one version, however old: running cases keep theirs. Raises RuleVersionNotFound."""
    return await _version(work.connection, book, await _timeline(work.connection, book), version)


async def _version(connection: Connection, book: Book, timeline: Timeline, version: int) -> Version:
    body, begin = await _body(connection, book, version), timeline.begin_of(version)
    later = timeline.after(begin)
    row = await kept.confirmed_as(connection, book, version)
    return Version(
        book,
        version,
        body,
        begin,
        until=later[0] if later else None,
        basis=row.basis if row else None,
        proposed_by=row.proposed_by if row else None,
        confirmed_by=row.decided_by if row else None,
    )


async def _open(work: UnitOfWork, scope: Scope, proposal_id: UUID) -> Row[Any]:
    await kept.hold_books(work.connection)
    row = await find(work, scope, proposal_id)
    if row.state != "open":
        raise RuleProposalIsDecided("this proposal is decided", proposal=str(proposal_id), state=row.state)
    return row


async def _timeline(connection: Connection, book: Book) -> Timeline:
    return await load_timeline(connection, book, await kept.versions_of(connection, book))


async def _body(connection: Connection, book: Book, version: int) -> dict[str, Any]:
    body = await kept.body_of(connection, book, version)
    if body is None:
        raise RuleVersionNotFound("no such version", book=str(book), version=version)
    return body


async def _check(connection: Connection, book: Book, body: Body) -> None:
    """Raise what makes a version unfit, as matters, sources and regions stand now."""
    if book is Book.WORKFLOWS:
        check_invariants(load_workflow(0, body))
    elif book is Book.SOURCES:
        check_sources(body["rows"], outside=SOURCES, own=OWN_SOURCES)
    else:
        named = {row["region"] for row in body["rows"]}
        regions = await known_regions(connection, named)
        check_limits(body["rows"], Known(await known_matters(connection), {*SOURCES, *OWN_SOURCES}, regions))
