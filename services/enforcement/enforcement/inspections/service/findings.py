"""How does the team tell the centre what it found itself, and follow what becomes of it?"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from enforcement.inspections.domain.findings import (
    CaseSeen,
    FindingNotFound,
    Look,
    NewFinding,
    RegionOutside,
    check_found_at,
    is_news,
)
from enforcement.inspections.repository import findings
from enforcement.officers.domain import check_two_officers
from enforcement.officers.service.asking import powers_used, require_qualified_for, require_registered
from shared.clock import town_day
from shared.codes import CategoryRef, Scheme
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.enforcement import FindingReported

from .asking import USED, officers_of


async def report_finding(work: UnitOfWork, scope: Scope, *, new: NewFinding, by: str, now: datetime) -> UUID:
    """Record what two officers found and publish it; return its id.

    Raises RegionOutside, FoundInFuture, FoundTooLongAgo, MalformedCode, TwoOfficersNeeded, NotAnOfficer,
    PowerNotInForce, NotQualified.
    """
    if not scope.covers(new.region):
        raise RegionOutside("this place is outside your region", region=new.region)
    check_found_at(new.found_at, now=now)
    CategoryRef(new.category.scheme, new.category.code)
    # By the day of the act: what was found before midnight may be told after it, and the other way round may not.
    officers, found_on = await officers_of(work, by, new.second_officer_id, new.found_at), town_day(new.found_at)
    check_two_officers(by, new.second_officer_id, region=new.region, officers=officers)
    powers: list[str] = []
    # The platform's own table of matters: its codes are those that powers are for.
    if new.category.scheme == Scheme.ONEFOUR:
        powers = await powers_used(work, new.category.code, new.region, found_on)
        acting = sorted({by, new.second_officer_id or by})
        await require_registered(work, new.region, acting, found_on)
        await require_qualified_for(work, new.category.code, new.region, acting, found_on)
    finding_id = new_id()
    row = findings.finding_row(finding_id, new, by=by, at=now)
    sealed = work.sealer.seal(new.text, about=str(finding_id))
    await findings.add_finding(work.connection, row | {"text": sealed})
    facts = {"second": new.second_officer_id, USED: powers}
    step = findings.finding_step(finding_id, 1, "report", (None, None), by, now, facts)
    await findings.add_finding_history(work.connection, [step])
    outbox.record(
        work,
        FindingReported(
            finding_id=finding_id,
            version=1,
            region=new.region,
            officer_id=by,
            category=new.category,
            urgency=new.urgency,
            position=new.position,
            found_at=new.found_at,
        ),
    )
    return finding_id


async def follow_cases(work: UnitOfWork, scope: Scope, *, news: Sequence[tuple[UUID, CaseSeen]], now: datetime) -> None:
    """Take over the news of the cases that findings belong to, in order; what is old or unknown changes nothing."""
    rows = await findings.lock_findings(work.connection, scope, {finding_id for finding_id, _ in news})
    known = {finding_id: findings.case_of(row) for finding_id, row in rows.items()}
    versions = {finding_id: row.version for finding_id, row in rows.items()}
    steps: list[dict[str, Any]] = []
    for finding_id, case in news:
        if finding_id not in rows or not is_news(known[finding_id], case):
            continue
        before = known[finding_id]
        versions[finding_id] += 1
        known[finding_id] = case
        states = (before.state if before else None, case.state)
        facts = {"case": case.number, "outcome": case.outcome}
        steps.append(
            findings.finding_step(finding_id, versions[finding_id], "follow", states, scope.person_id, now, facts)
        )
    changed = sorted({step["finding_id"] for step in steps})
    await findings.save_findings(work.connection, [findings.followed(i, versions[i], known[i]) for i in changed])
    await findings.add_finding_history(work.connection, steps)


async def get_finding(work: UnitOfWork, scope: Scope, *, finding_id: UUID) -> Row[Any]:
    """Return the finding's row. Raises FindingNotFound, also for one of another region."""
    row = await findings.find_finding(work.connection, scope, finding_id)
    if row is None:
        raise FindingNotFound("no such finding", finding=str(finding_id))
    return row


async def read_contents(work: UnitOfWork, scope: Scope, *, ids: Sequence[UUID], look: Look) -> list[dict[str, Any]]:
    """Return id and text of the findings that the scope reaches; each look is logged."""
    rows = await findings.find_contents(work.connection, scope, ids)
    looks = [{"id": new_id(), "finding_id": row.id, "what": "text", **asdict(look)} for row in rows]
    await findings.add_finding_looks(work.connection, looks)
    return [{"id": row.id, "text": work.sealer.open(row.text, about=str(row.id))} for row in rows]
