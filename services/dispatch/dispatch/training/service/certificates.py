"""How does passing an examination make a certificate, and how is one taken away?"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.training.domain.certificates import ONE_DAY, RevokeReason, decide_renewal, decide_revocation, last_day
from dispatch.training.domain.coaching import PairEnd
from dispatch.training.domain.courses import (
    Score,
    Session,
    check_rows,
    is_passed,
    problem_of_score,
    require_examination_day,
)
from dispatch.training.domain.refusals import CertificateUnknown, Problem, SessionUnknown
from dispatch.training.repository import certificates as repository
from dispatch.training.repository import courses, register
from dispatch.training.repository.certificates import certificate_of
from dispatch.training.service.coaching import end_coached_by, end_learnt
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope, platform_scope
from shared.schemas.registers import QualificationChanged, QualificationHeld

Known = Mapping[str, Sequence[Row[Any]]]


async def note_results(
    work: UnitOfWork, scope: Scope, session_id: UUID, examined_on: date, scores: Sequence[Score], *, now: datetime
) -> list[str]:
    """Note the marks of an examination, all or none; who passed has a certificate from that day on.

    Returns who passed. Raises SessionUnknown, SessionCancelled, ExaminedBeforeEnd, ExaminedInFuture, RowsRefused.
    """
    connection, by = work.connection, scope.person_id
    session = (await courses.lock_sessions(connection, scope, [session_id])).get(session_id)
    if session is None:
        raise SessionUnknown("no such session", session=str(session_id))
    require_examination_day(session, examined_on, today=town_day(now))
    records = await courses.records_of(connection, session_id)
    takers = sorted({row.person_id for row in scores} & records.keys())
    # Who moved away since is still examined where he was taught.
    present = await register.present_on(connection, platform_scope("training"), takers, examined_on)
    await repository.lock_heads(connection, sorted(present))
    known = await repository.certificates_of(connection, takers)
    seen: set[str] = set()

    def problem_of(row: Score) -> Problem | None:
        if row.person_id in seen:
            return Problem.TWICE
        seen.add(row.person_id)
        problem = problem_of_score(row, session.course, records, present, by=by, on=examined_on)
        if problem is None and is_passed(row, session.course):
            return decide_renewal(_of_field(known, row.person_id, session.course.field), examined_on)[1]
        return problem

    check_rows(scores, problem_of)
    results = [
        {
            "session_id": session_id,
            "person_id": row.person_id,
            "attempt": records[row.person_id].attempts + 1,
            "examined_on": examined_on,
            "score": row.score,
            "passed": is_passed(row, session.course),
            "by": by,
            "at": now,
        }
        for row in scores
    ]
    await courses.add_results(connection, results)
    passed = [row.person_id for row in scores if is_passed(row, session.course)]
    step = (str(session_id), "examined", {"persons": len(scores), "passed": len(passed)})
    await register.add_history(connection, [step], region=session.region, by=by, at=now)
    persons = {person: present[person] for person in passed}
    await _issue(work, session, persons, known, examined_on, by=by, now=now)
    return passed


def _of_field(known: Known, person: str, field: str) -> list[Any]:
    return [certificate_of(row) for row in known.get(person, ()) if row.field == field]


async def _issue(
    work: UnitOfWork,
    session: Session,
    persons: Mapping[str, str],
    known: Known,
    examined_on: date,
    *,
    by: str,
    now: datetime,
) -> None:
    """Issue the certificates of those who passed, whose heads are held; each closes the former one of its field on
    the day before.
    """
    connection, field = work.connection, session.course.field
    if not persons:
        return
    former = [
        row
        for person in persons
        for row in known.get(person, ())
        if row.field == field and row.valid_from < examined_on <= row.valid_to
    ]
    await repository.save_certificates(
        connection, [{"id": row.id, "valid_to": examined_on - ONE_DAY} for row in former]
    )
    rows: list[dict[str, Any]] = [
        {
            "id": new_id(),
            "person_id": person,
            "field": field,
            "valid_from": examined_on,
            "valid_to": last_day(examined_on, session.course.valid_months),
            "region": region,
            "session_id": session.id,
            "by": by,
            "at": now,
        }
        for person, region in persons.items()
    ]
    await repository.add_certificates(connection, rows)
    renewed = {row.person_id for row in former}
    steps: defaultdict[str, list[tuple[str, str, dict[str, object]]]] = defaultdict(list)
    for row in rows:
        facts = {"field": field, "certificate": str(row["id"]), "valid_to": row["valid_to"].isoformat()}
        word = "renewed" if row["person_id"] in renewed else "issued"
        steps[row["region"]].append((row["person_id"], word, facts))
    for region, of_region in steps.items():
        await register.add_history(connection, of_region, region=region, by=by, at=now)
    await end_learnt(work, {(person, field) for person in persons}, PairEnd.EXAMINATION, on=examined_on, now=now)
    await tell(work, persons)


async def revoke(work: UnitOfWork, scope: Scope, certificate_id: UUID, reason: RevokeReason, *, now: datetime) -> None:
    """Take a certificate away from today on. Raises CertificateUnknown, RevokedAlready, NotInForce."""
    connection, today = work.connection, town_day(now)
    found = await repository.find_certificate(connection, scope, certificate_id, today)
    if found is None:
        raise CertificateUnknown("no such certificate", certificate=str(certificate_id))
    await repository.lock_heads(connection, [found.person_id])
    # Read again: it may have been renewed or revoked while we waited.
    row = await repository.find_certificate(connection, scope, certificate_id, today)
    assert row is not None
    ends = decide_revocation(certificate_of(row), today)
    changed = {"id": row.id, "valid_to": ends, "revoked_on": max(today, row.valid_from), "revoke_reason": str(reason)}
    await repository.save_certificates(connection, [changed])
    facts = {"field": row.field, "certificate": str(row.id), "reason": str(reason)}
    step = (row.person_id, "revoked", facts)
    await register.add_history(connection, [step], region=row.region, by=scope.person_id, at=now)
    await end_coached_by(work, row.person_id, row.field, now=now)
    await tell(work, {row.person_id: row.region})


async def tell(work: UnitOfWork, persons: Mapping[str, str]) -> None:
    """Tell all certificates of persons (person → region) whose heads are held, as they are now."""
    connection = work.connection
    await repository.count_versions(connection, persons.keys())
    versions = await repository.lock_heads(connection, persons.keys())
    known = await repository.certificates_of(connection, persons.keys())
    outbox.record(
        work,
        *(
            QualificationChanged(
                person_id=person,
                version=versions[person],
                region=region,
                certificates=_told(known.get(person, ())),
            )
            for person, region in persons.items()
        ),
    )


def _told(rows: Collection[Row[Any]]) -> list[QualificationHeld]:
    spans = [(row.field, certificate_of(row).told) for row in rows]
    return [QualificationHeld(field=f, valid_from=days[0], valid_to=days[1]) for f, days in spans if days]
