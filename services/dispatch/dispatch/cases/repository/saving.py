"""How are sets of cases, their histories and their tasks saved?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, func, select, update

from dispatch.cases.domain.case import Case, Step
from dispatch.cases.domain.moves import Task
from dispatch.cases.models import (
    case_history,
    case_numbers,
    case_reports,
    case_subjects,
    cases,
    tasks,
)
from dispatch.cases.repository.clocks import follow_reports
from dispatch.cases.repository.rows import (
    CASE_FIELDS,
    STEP_FIELDS,
    TASK_FIELDS,
    row_of,
)
from shared.runtime.db import Connection, among
from shared.runtime.sets import arrays, insert_rows, update_rows


async def next_numbers(connection: Connection, count: int) -> list[int]:
    """Return `count` numbers that no other case has."""
    query = select(func.nextval(case_numbers.name)).select_from(func.generate_series(1, count).alias())
    return [row[0] for row in (await connection.execute(query)).all()]


async def add_cases(connection: Connection, new: Sequence[Case]) -> None:
    await insert_rows(connection, cases, [row_of(case, CASE_FIELDS) for case in new])


async def save_cases(connection: Connection, changed: Sequence[Case]) -> None:
    await update_rows(connection, cases, [row_of(case, CASE_FIELDS) for case in changed])


async def add_steps(connection: Connection, steps: Sequence[Step]) -> None:
    await insert_rows(connection, case_history, [row_of(step, STEP_FIELDS) for step in steps])


async def add_reports(connection: Connection, joined: Sequence[tuple[UUID, UUID]], now: datetime) -> None:
    """Note which report belongs to which case; `joined`: (report id, case id)."""
    rows = [{"report_id": report, "case_id": case, "joined_at": now} for report, case in joined]
    await insert_rows(connection, case_reports, rows)


async def add_subjects(
    connection: Connection, named: Sequence[tuple[UUID, tuple[str, str]]], *, by: str, now: datetime
) -> None:
    """Note whom cases complain of; `named`: (case id, (kind, id of the unit or person)). Known ones stay."""
    rows = [
        {"case_id": case, "kind": kind, "subject": subject, "named_by": by, "named_at": now}
        for case, (kind, subject) in named
    ]
    await insert_rows(connection, case_subjects, rows, skip_known=True)


async def take_reports(connection: Connection, taken: Sequence[tuple[UUID, UUID]]) -> None:
    """Move reports into other cases, their clocks too; `taken`: (report id, id of its case from now on)."""
    if taken:
        rows = [{"report": report, "case": case} for report, case in taken]
        given = arrays(rows, report=case_reports.c.report_id.type, case=case_reports.c.case_id.type)
        moved = update(case_reports).where(case_reports.c.report_id == given.c.report)
        await connection.execute(moved.values(case_id=given.c.case))
        await follow_reports(connection, {case for _, case in taken})


async def drop_reports(connection: Connection, report_ids: Sequence[UUID]) -> None:
    """Take reports out of the cases that they are in; what others reported stays there."""
    await connection.execute(delete(case_reports).where(among(case_reports.c.report_id, report_ids)))


async def add_tasks(connection: Connection, new: Sequence[Task]) -> None:
    await insert_rows(connection, tasks, [row_of(task, TASK_FIELDS) for task in new])


async def save_tasks(connection: Connection, changed: Sequence[Task]) -> None:
    await update_rows(connection, tasks, [row_of(task, TASK_FIELDS) for task in changed])
