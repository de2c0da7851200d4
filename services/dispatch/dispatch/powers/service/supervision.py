"""Who watches over powers, licences and duties of townships, what is found, and which of them does nobody watch?"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.powers.domain.life import Action
from dispatch.powers.domain.refusals import NotInForce, NotSupervised, PowerNotFound, SubjectNotFound
from dispatch.powers.domain.supervision import (
    ABOVE,
    Check,
    Subject,
    SubjectKind,
    Supervision,
    Vacuum,
    require_check,
    require_department,
    require_supervisor,
    vacuum_of,
)
from dispatch.powers.repository import lives, town
from dispatch.powers.repository import supervision as repository
from dispatch.powers.repository.supervision import After
from dispatch.powers.service.lives import COUNTY_DIGITS, Caller, require_county
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope


@dataclass(frozen=True, slots=True)
class Watched:
    """A power, a licence or a duty, and who watches over it."""

    subject: Subject
    supervision: Supervision | None
    checks: Sequence[Row[Any]]

    @property
    def last_check(self) -> date | None:
        return self.checks[-1].checked_on if self.checks else None

    def missing(self, on: date) -> list[Vacuum]:
        return vacuum_of(self.supervision, self.last_check, on)


async def power_subject(work: UnitOfWork, scope: Scope, region: str, code: str, on: date) -> Subject:
    """Return the power that a township holds on a day, also where it is decided that it ends later.

    Raises PowerNotFound.
    """
    row = await lives.find_life(work.connection, scope, region, code, on)
    if row is None:
        raise PowerNotFound("no such power in this township", region=region, power=code)
    return Subject(SubjectKind.POWER, str(row.id), region, code)


async def find_subject(work: UnitOfWork, scope: Scope, kind: SubjectKind, key: str, on: date) -> Subject:
    """Return a licence or a duty as it holds on a day. Raises SubjectNotFound."""
    subject = await repository.find_subject(work.connection, scope, kind, key, on)
    if subject is None:
        raise SubjectNotFound("nothing of the kind on that day", kind=str(kind), key=key, on=on.isoformat())
    return subject


async def name_supervisor(work: UnitOfWork, caller: Caller, subject: Subject, supervision: Supervision) -> None:
    """Name the agency that watches over a subject from today on, and its plan.

    Raises NotTheCounty, DepartmentUnknown.
    """
    require_county(caller.scope)
    units = await town.units_among(work.connection, [supervision.agency], caller.today)
    require_department(supervision.agency, subject.region[:COUNTY_DIGITS], units)
    row = {
        "kind": str(subject.kind),
        "subject": subject.key,
        "region": subject.region,
        "named_on": caller.today,
        "agency": supervision.agency,
        "plan": supervision.plan,
        "every_months": supervision.every_months,
        "by": caller.by,
        "at": caller.now,
    }
    await repository.name_supervisor(work.connection, row)
    await _note(work, caller, subject, Action.SUPERVISE, asdict(supervision))


async def record_check(work: UnitOfWork, caller: Caller, subject: Subject, check: Check) -> UUID:
    """Keep what the supervising agency found; return the check's id.

    Raises NotInForce, NotSupervised, NotTheSupervisor, CheckImpossible.
    """
    require_check(check, caller.today)
    then = await repository.find_subject(work.connection, caller.scope, subject.kind, subject.key, check.checked_on)
    if then is None:
        raise NotInForce("it was not in force on that day", on=check.checked_on.isoformat())
    (watched,) = await watch(work, [then], caller.today)
    if watched.supervision is None:
        raise NotSupervised("no agency is named to watch over this", subject=subject.code)
    agency = watched.supervision.agency
    require_supervisor(agency, caller.scope.unit)
    row = {
        "id": new_id(),
        "kind": str(subject.kind),
        "subject": subject.key,
        "agency": agency,
        "checked_on": check.checked_on,
        "sampled": check.sampled,
        "findings": dict(check.findings),
        "by": caller.by,
        "at": caller.now,
    }
    await repository.add_check(work.connection, row)
    facts = {"sampled": check.sampled, "found": sum(check.findings.values())}
    await _note(work, caller, subject, Action.CHECK, facts)
    return UUID(str(row["id"]))


async def watch(work: UnitOfWork, subjects: Sequence[Subject], on: date) -> list[Watched]:
    """Return who watches over each subject on a day, and every check of it up to then."""
    own = [subject.key for subject in subjects]
    above = [subject.under for subject in subjects if subject.under is not None]
    named = await repository.supervisions_of(work.connection, [*own, *above], on)
    checks = await repository.checks_of(work.connection, own, on)
    return [
        Watched(
            subject,
            named.get((subject.kind, subject.key)) or named.get((ABOVE[subject.kind], subject.under or "")),
            [one for one in checks if (one.kind, one.subject) == (subject.kind, subject.key)],
        )
        for subject in subjects
    ]


async def list_watched(
    work: UnitOfWork,
    scope: Scope,
    *,
    region: str,
    kind: SubjectKind | None,
    on: date,
    after: After,
    limit: int,
    vacant: bool = False,
) -> list[Watched]:
    """Return a page of what is to be watched over on a day, with who does; `vacant`: where something is missing."""
    subjects = await repository.list_subjects(
        work.connection, scope, region=region, kind=kind, on=on, after=after, limit=limit, vacant=vacant
    )
    return await watch(work, subjects, on)


async def _note(
    work: UnitOfWork, caller: Caller, subject: Subject, action: Action, facts: Mapping[str, object]
) -> None:
    if subject.kind is not SubjectKind.POWER:
        await repository.add_history(work.connection, subject, str(action), facts, by=caller.by, at=caller.now)
        return
    power_id = UUID(subject.key)
    state = await lives.state_of(work.connection, power_id)
    await lives.add_history(
        work.connection, [lives.step_of(power_id, action, state, facts, by=caller.by, at=caller.now)]
    )
