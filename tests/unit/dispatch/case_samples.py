"""Which cases, rules and calendars do the unit tests of the centre play with?"""

import json
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any
from uuid import UUID, uuid4

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.clocks import ClockKind, Policies, Policy
from dispatch.cases.domain.moves import Move, Task
from dispatch.cases.domain.opening import Opening
from dispatch.cases.domain.workflow import Action, Workflow, load_workflow
from shared.calendar import TermUnit, WorkCalendar
from shared.schemas.vocabulary import CaseState, Executor, TaskState, Urgency

# A Monday, 09:00 in Shanghai.
NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TOWN = "320585102"
CELL = f"{TOWN}001001"
WORKER, DISPATCHER, APPROVER = "p-worker", "p-dispatcher", "p-approver"

# No published day: the weekday rule holds, and every deadline is provisional.
WEEKDAYS = WorkCalendar({}, "none")
POLICIES = Policies(
    1,
    [
        Policy("*", "*", "*", ClockKind.DISPATCH, 30, TermUnit.WORKING_MINUTES),
        Policy("*", "*", "*", ClockKind.HANDLE, 5, TermUnit.WORKING_DAYS),
        Policy("*", "*", "*", ClockKind.VERIFY, 1, TermUnit.WORKING_HOURS),
        Policy("*", "*", "*", ClockKind.REPLY, 10, TermUnit.WORKING_DAYS),
    ],
)


def shipped_definition() -> dict[str, Any]:
    """Return the definition under which cases begin in a new installation, as a fresh dictionary."""
    text = files("dispatch.cases").joinpath("data/workflow_v2.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


WORKFLOW: Workflow = load_workflow(2, shipped_definition())

# What each action needs besides the state.
FACTS: dict[Action, dict[str, object]] = {
    Action.FEED_BACK: {"result": "solved"},
    Action.RETURN: {"reason": "not-mine"},
    Action.SUSPEND: {"reason": "waits-for-parts"},
    Action.REJECT: {"reason": "in-court"},
    Action.VOID: {"reason": "sent-twice"},
    Action.REWORK: {"reason": "not-clean"},
    Action.REOPEN: {"reason": "unsatisfied"},
    Action.EXTEND: {"reason": "waits-for-parts"},
    Action.UNMERGE: {"reason": "another-thing"},
}


def case_in(state: CaseState = CaseState.DISPATCHED, **parts: Any) -> Case:
    usual: dict[str, Any] = {
        "id": uuid4(),
        "number": f"{TOWN}-20261123-1",
        "version": 3,
        "state": state,
        "region": TOWN,
        "source": "hotline-12345",
        "matter": "M0101",
        "urgency": Urgency.NORMAL,
        "executor": Executor.GRID,
        "cell": CELL,
        "unit": None,
        "worker_id": WORKER,
        "task_id": None,
        "lon": 121.25,
        "lat": 31.5,
        "workflow_version": 2,
        "opened_at": NOW,
        "changed_at": NOW,
        "previous": CaseState.HANDLING if state in {CaseState.SUSPENDED, CaseState.MERGED} else None,
    }
    return Case(**usual | parts)


def task_of(case: Case, **parts: Any) -> Task:
    usual: dict[str, Any] = {
        "id": uuid4(),
        "case_id": case.id,
        "version": 1,
        "heard_version": 0,
        "executor": case.executor or Executor.GRID,
        "state": TaskState.ASSIGNED,
        "region": case.region,
        "cell": case.cell,
        "unit": case.unit,
        "worker_id": case.worker_id,
        "assigned_at": NOW,
    }
    return Task(**usual | parts)


def move_in(state: CaseState = CaseState.DISPATCHED, *, with_task: bool = True, **parts: Any) -> Move:
    case = case_in(state, **parts)
    return Move(case, WORKFLOW, open_task=task_of(case) if with_task else None)


def opening(**parts: Any) -> Opening:
    usual: dict[str, Any] = {
        "report_id": uuid4(),
        "source": "hotline-12345",
        "region": TOWN,
        "matter": "M0101",
        "urgency": Urgency.NORMAL,
        "executor": Executor.GRID,
        "cell": CELL,
        "unit": None,
        "worker_id": WORKER,
        "position": None,
        "queue": None,
    }
    return Opening(**usual | parts)


def ids() -> tuple[UUID, UUID]:
    return uuid4(), uuid4()
