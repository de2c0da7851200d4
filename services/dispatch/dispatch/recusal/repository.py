"""Whom are cases about, where do those people work, and how are requests about them kept?"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, update

from dispatch.cases.models import case_history, case_reports, case_subjects, cases, tasks
from dispatch.cases.repository.family import subjects_of
from dispatch.coordination.models import handovers
from dispatch.intake.models import reports
from dispatch.organisation.models import persons, posts_held, units
from dispatch.recusal.domain import About, Subject
from dispatch.recusal.models import reporter_reveals, subject_removals
from shared.runtime.db import Connection, among
from shared.runtime.sets import insert_rows
from shared.schemas.vocabulary import SubjectKind


async def about_cases(connection: Connection, case_ids: Iterable[UUID]) -> dict[UUID, About]:
    """Return whom each of these cases is about; a case that hides from nobody is not in it."""
    ids = list(case_ids)
    named = await subjects_of(connection, ids)
    found = {
        case: {Subject(SubjectKind(kind), subject) for kind, subject in of_case} for case, of_case in named.items()
    }
    query = select(cases.c.id).where(among(cases.c.id, ids), cases.c.sealed)
    sealed = set((await connection.execute(query)).scalars())
    return {case: About(frozenset(found.get(case, ())), sealed=case in sealed) for case in {*found, *sealed}}


async def units_of(connection: Connection, person: str | None, on: date) -> set[str]:
    """Return the units in which somebody works on a day."""
    h = posts_held.c
    query = select(h.unit_id).where(h.person_id == person, h.valid.contains(on), h.unit_id.is_not(None))
    return set((await connection.execute(query)).scalars()) if person else set()


async def unknown(connection: Connection, subjects: Iterable[Subject]) -> list[str]:
    """Return the ids of those who stand in no register."""
    given = list(subjects)
    missing: set[str] = set()
    for kind, table in ((SubjectKind.UNIT, units), (SubjectKind.PERSON, persons)):
        ids = {subject.id for subject in given if subject.kind is kind}
        known = set((await connection.execute(select(table.c.id).where(among(table.c.id, ids)))).scalars())
        missing |= ids - known
    return sorted(missing)


async def named_on(connection: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    query = select(case_subjects).where(case_subjects.c.case_id == case_id)
    return (await connection.execute(query.order_by(case_subjects.c.named_at, case_subjects.c.subject))).all()


async def remove_subject(connection: Connection, case_id: UUID, subject: Subject) -> None:
    c = case_subjects.c
    gone = (c.case_id == case_id) & (c.kind == str(subject.kind)) & (c.subject == subject.id)
    await connection.execute(delete(case_subjects).where(gone))


async def add_removal(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Keep a request; False where one about the same subject waits already."""
    return bool(await insert_rows(connection, subject_removals, [dict(row)], skip_known=True, returning="id"))


async def removals_of(connection: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    """Return the requests of a case, the oldest first; the caller sees the case."""
    query = select(subject_removals).where(subject_removals.c.case_id == case_id)
    return (await connection.execute(query.order_by(subject_removals.c.id))).all()


async def decide_removal(connection: Connection, removal_id: UUID, *, granted: bool, by: str, at: datetime) -> None:
    decided = update(subject_removals).where(subject_removals.c.id == removal_id)
    await connection.execute(decided.values(granted=granted, decided_by=by, decided_at=at))


async def next_holder(connection: Connection, case_id: UUID) -> str | None:
    """Return the unit that the newest hand-over of a case names."""
    h = handovers.c
    query = select(h.to_unit).where(h.case_id == case_id).order_by(h.id.desc()).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def last_by(connection: Connection, case_id: UUID, action: str) -> str | None:
    """Return who took a step of this kind last."""
    h = case_history.c
    query = select(h.by).where(h.case_id == case_id, h.action == action).order_by(h.seq.desc()).limit(1)
    return (await connection.execute(query)).scalar_one_or_none()


async def ended_tasks(connection: Connection, case_id: UUID) -> Sequence[Row[Any]]:
    """Return the tasks that a case had: whoever sees them elsewhere would find the case by them."""
    query = select(tasks).where(tasks.c.case_id == case_id, tasks.c.ended_at.is_not(None)).order_by(tasks.c.id)
    return (await connection.execute(query)).all()


async def count_version(connection: Connection, task_ids: Iterable[UUID]) -> None:
    again = update(tasks).where(among(tasks.c.id, task_ids)).values(version=tasks.c.version + 1)
    await connection.execute(again)


async def hide_reporters(connection: Connection, case_id: UUID, *, hidden: bool) -> None:
    """Hide who reported a case, or show him again: the case, and each of its reports wherever it goes."""
    of_case = select(case_reports.c.report_id).where(case_reports.c.case_id == case_id)
    await connection.execute(update(reports).where(reports.c.id.in_(of_case)).values(hides_reporter=hidden))


async def add_reveal(connection: Connection, row: Mapping[str, Any]) -> None:
    await insert_rows(connection, reporter_reveals, [dict(row)])
