"""How is an accepted application examined? Verified by two officials, put off once, paused for what is not counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row

from approval_window.applications.domain.procedure import (
    NoVerification,
    VerifiedAlready,
    require_named,
    require_officials,
    require_two,
    require_verified_day,
    unsigned_of,
)
from approval_window.applications.domain.states import ApplicationAction
from approval_window.applications.domain.terms import (
    PauseKind,
    decide_extension,
    require_time_told,
)
from approval_window.applications.repository import applications as repository
from shared.clock import town_day
from shared.codes import RegionLevel
from shared.runtime.copies import load_calendar_copy, roles_of
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope

from .acting import Asked, Taken, put_down, require_not_helping, take_up
from .clocks import go_on, terms_of
from .hearings import require_not_waited_for
from .supports import end_supports

A = ApplicationAction


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found on which day, and whether it is as it was applied for."""

    on: date
    passed: bool
    words: str


async def name_officials(work: UnitOfWork, scope: Scope, asked: Asked, officials: list[str]) -> Row[Any]:
    """Name who verifies the substance: two or more of the township's staff (licence law art. 34).

    What was found before, if not signed by all, is void, and who supports others is called back. Raises what `take_up`
    raises, TwoOfficialsNeeded, OfficialUnknown, NotAnOfficial, HelpsWithIt, VerifiedAlready.
    """
    taken = await take_up(work, scope, asked, A.NAME_OFFICIALS)
    named = list(dict.fromkeys(officials))
    require_two(named)
    township = taken.row.region[: RegionLevel.TOWNSHIP.digits]
    require_officials(named, await roles_of(work.connection, named, township, town_day(taken.now)))
    await require_not_helping(work, taken.row.id, named)
    await end_supports(work, [taken.row.id], taken.now)
    before = await repository.verification_of(work.connection, taken.row.id)
    if before is not None and before.verified_on is not None and not unsigned_of(before.officials, before.signed):
        raise VerifiedAlready("all have signed what they found")
    nothing: dict[str, Any] = {"signed": [], "verified_on": None, "passed": None, "findings": None}
    await repository.keep_verification(work.connection, taken.row.id, {"officials": named, **nothing})
    return await put_down(work, taken, facts={"officials": named})


async def verify(work: UnitOfWork, scope: Scope, asked: Asked, findings: Findings) -> Row[Any]:
    """Record what was found, as one of those who were named; the others sign it.

    Raises what `take_up` raises, NoVerification, NotNamedForThis, VerifiedLater, VerifiedAlready.
    """
    taken = await take_up(work, scope, asked, A.VERIFY)
    verification = await _verification(work, taken)
    require_verified_day(findings.on, town_day(taken.row.accepted_at), town_day(taken.now))
    if verification.verified_on is not None and not unsigned_of(verification.officials, verification.signed):
        raise VerifiedAlready("all have signed what they found")
    sealed = work.sealer.seal(findings.words, about=str(taken.row.id))
    found = {"verified_on": findings.on, "passed": findings.passed, "findings": sealed, "signed": [taken.by]}
    kept = found | {"officials": verification.officials}
    await repository.keep_verification(work.connection, taken.row.id, kept)
    return await put_down(work, taken, facts={"on": findings.on.isoformat(), "passed": findings.passed})


async def sign(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Sign what another of those who were named recorded.

    Raises what `take_up` raises, NoVerification, NotNamedForThis.
    """
    taken = await take_up(work, scope, asked, A.SIGN)
    verification = await _verification(work, taken)
    if verification.verified_on is None:
        raise NoVerification("nothing is recorded yet that could be signed")
    signed = list(dict.fromkeys([*verification.signed, taken.by]))
    kept = {"officials": verification.officials, "signed": signed}
    await repository.keep_verification(work.connection, taken.row.id, kept)
    return await put_down(work, taken, facts={"unsigned": unsigned_of(verification.officials, signed)})


async def _verification(work: UnitOfWork, taken: Taken) -> Row[Any]:
    """Return who verifies an application, which its caller does. Raises NoVerification, NotNamedForThis."""
    found = await repository.verification_of(work.connection, taken.row.id)
    if found is None:
        raise NoVerification("nobody was named to verify this")
    require_named(taken.by, found.officials)
    return found


async def extend(work: UnitOfWork, scope: Scope, asked: Asked, reason: str) -> Row[Any]:
    """Put the decision off, once, with a reason that the applicant is told (licence law art. 42).

    Raises what `take_up` raises, AlreadyExtended, TermOver.
    """
    taken = await take_up(work, scope, asked, A.EXTEND)
    row = taken.row
    due = {"extended_days": row.extended_days, "decision_due_at": row.decision_due_at}
    days = decide_extension(joint=taken.item.joint, now=taken.now, **due)
    pauses = (await repository.pauses_of(work.connection, [row.id])).get(row.id, [])
    calendar = await load_calendar_copy(work.connection)
    terms = terms_of(row, pauses, calendar, extended_days=days)
    told = {"days": days, "decision_due_at": terms["decision_due_at"].isoformat()}
    return await put_down(work, taken, terms | {"extended_days": days}, words=reason, facts=told)


async def pause(work: UnitOfWork, scope: Scope, asked: Asked, kind: PauseKind, days: int, reason: str) -> Row[Any]:
    """Let the clock stand still for what the law does not count; the applicant is told how long (licence law art. 45).

    Raises what `take_up` raises, TimeNotTold.
    """
    taken = await take_up(work, scope, asked, A.PAUSE)
    require_time_told(days)
    begun = {"application_id": taken.row.id, "kind": kind, "told_days": days, "began_at": taken.now, "by": taken.by}
    await repository.add_pause(work.connection, {"id": new_id(), **begun})
    told = {"kind": kind, "told_days": days}
    return await put_down(work, taken, {"paused_at": taken.now}, words=reason, facts=told)


async def resume(work: UnitOfWork, scope: Scope, asked: Asked) -> Row[Any]:
    """Let the clock go on: what it stood still is added (licence law art. 45).

    Raises what `take_up` raises, HearingPending.
    """
    taken = await take_up(work, scope, asked, A.RESUME)
    await require_not_waited_for(work, taken.row)
    terms, kind = await go_on(work, taken.row, taken.now)
    told = {"kind": kind, "decision_due_at": terms["decision_due_at"].isoformat()}
    return await put_down(work, taken, terms, facts=told)
