"""How are a case and its task told to the others?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.moves import Task
from dispatch.cases.domain.workflow import Action
from dispatch.intake.domain import about_there
from shared.schemas.dispatch import CaseChanged, ReportOf, TaskAssigned, TaskRecalled
from shared.schemas.vocabulary import ContactMade, Point


def assigned_event(case: Case, task: Task, reports: Sequence[UUID]) -> TaskAssigned:
    lon, lat = (about_there(case.lon), about_there(case.lat)) if case.hides_reporter else (case.lon, case.lat)
    position = Point(lon=lon, lat=lat) if lon is not None and lat is not None else None
    return TaskAssigned(
        task_id=task.id,
        case_id=case.id,
        version=task.version,
        case_number=case.number,
        executor=task.executor,
        region=case.region,
        cell=task.cell,
        unit=task.unit,
        worker_id=task.worker_id,
        matter=case.matter or "",
        urgency=case.urgency,
        position=position,
        report_ids=list(reports),
        urged=case.urged,
        due_at=task.due_at,
        assigned_at=task.assigned_at,
    )


def recalled_event(task: Task, reason: str, now: datetime) -> TaskRecalled:
    return TaskRecalled(
        task_id=task.id,
        case_id=task.case_id,
        version=task.version + 1,
        executor=task.executor,
        reason=reason,
        recalled_at=now,
    )


def changed_event(case: Case, action: Action, reports: Sequence[ReportOf]) -> CaseChanged:
    return CaseChanged(
        case_id=case.id,
        version=case.version,
        number=case.number,
        state=case.state,
        action=action,
        region=case.region,
        matter=case.matter,
        urgency=case.urgency,
        executor=case.executor,
        cell=case.cell,
        unit=case.unit,
        outcome=case.outcome,
        result=case.result,
        reports=list(reports),
        opened_at=case.opened_at,
        changed_at=case.changed_at,
        contact=contact_of(case),
    )


def contact_of(case: Case) -> ContactMade | None:
    if case.contacted_at is None or case.contact_outcome is None:
        return None
    return ContactMade(at=case.contacted_at, unit=case.contact_unit, outcome=case.contact_outcome)
