"""How are moves of cases loaded under the rules in force, and saved as one set?"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from dispatch.cases import repository
from dispatch.cases.domain.clocks import Clock, Policies
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import SYSTEM, is_answered
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.domain.workflow import Action, Workflow
from dispatch.cases.service.telling import assigned_event, changed_event, recalled_event
from dispatch.coordination import repository as coordination
from dispatch.intake.repository import own_reports
from dispatch.memory import Group, Memory
from dispatch.notices.service import answer_reporters
from dispatch.party.service.majors import held_cases, settle
from dispatch.workdays.repository import load_calendar
from shared.calendar import WorkCalendar
from shared.runtime import metrics, outbox
from shared.runtime.db import Connection, UnitOfWork
from shared.schemas.vocabulary import TaskState


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides about cases, as it stands now; each case's own workflow is the version it pinned."""

    workflows: dict[int, Workflow]
    policies: Policies
    calendar: WorkCalendar

    @property
    def newest(self) -> Workflow:
        return self.workflows[max(self.workflows)]


async def rules_now(connection: Connection, memory: Memory) -> Rules:
    (workflows, policies), calendar = await memory.get(
        connection, (Group.CASE_RULES, None, _load_rules), (Group.CALENDAR, None, load_calendar)
    )
    return Rules(workflows, policies, calendar)


async def _load_rules(connection: Connection) -> tuple[dict[int, Workflow], Policies]:
    return await repository.load_workflows(connection), await repository.load_policies(connection)


async def load_moves(work: UnitOfWork, rules: Rules, case_ids: Iterable[UUID]) -> list[Move]:
    """Return a move for each of these cases, its row held until the transaction ends."""
    ids = set(case_ids)
    if not ids:
        return []
    cases = await repository.lock_cases(work.connection, ids)
    tasks = await repository.open_tasks(work.connection, ids)
    held = await held_cases(work, ids)
    return [
        Move(c, rules.workflows[c.workflow_version], open_task=tasks.get(c.id), held=c.id in held)
        for c in cases.values()
    ]


async def save_moves(work: UnitOfWork, rules: Rules, moves: Sequence[Move], now: datetime) -> None:
    """Save what was decided for a set of cases: rows, histories, clocks, tasks, replies; and tell the others."""
    moves = [move for move in moves if move.steps or move.told_task]
    if not moves:
        return
    connection = work.connection
    await repository.add_cases(connection, [move.case for move in moves if move.is_new])
    await repository.save_cases(connection, [move.case for move in moves if not move.is_new])
    await repository.add_steps(connection, [step for move in moves for step in move.steps])
    joined = [(report, move.case.id) for move in moves for report in move.reports]
    await repository.add_reports(connection, joined, now)
    lapsed = [move for move in moves if move.lapsed]
    if lapsed:
        by = lapsed[0].steps[-1].by if len(lapsed) == 1 else SYSTEM
        await coordination.lapse(connection, [move.case.id for move in lapsed], by=by, now=now)
    due = await _save_clocks(work, rules, moves, now)
    await _save_tasks(work, moves, due, now)
    await _tell_of_cases(work, moves)
    await settle(work, [move.case.id for move in moves if move.workflow.is_final(move.case.state)], now)
    await answer_reporters(work, [move.case for move in moves if is_answered(move)], now)
    for action, count in Counter(step.action for move in moves for step in move.steps).items():
        metrics.cases_transitions.labels(action).inc(count)


async def _save_clocks(work: UnitOfWork, rules: Rules, moves: Sequence[Move], now: datetime) -> dict[UUID, datetime]:
    """Stop, pause, resume and start the clocks of these cases; return by when each is to be handled."""
    old: dict[UUID, list[Clock]] = {}
    for clock in await repository.read_clocks(work.connection, [m.case.id for m in moves if not m.is_new]):
        old.setdefault(clock.case_id, []).append(clock)
    changes = [decide_clocks(move, old.get(move.case.id, []), rules.policies, rules.calendar, now) for move in moves]
    await repository.save_clocks(work.connection, [c for change in changes for c in change.changed])
    await repository.add_clocks(work.connection, [c for change in changes for c in change.started])
    await repository.add_pauses(work.connection, [p for change in changes for p in change.pauses])
    return {m.case.id: c.handle_due_at for m, c in zip(moves, changes, strict=True) if c.handle_due_at}


async def _save_tasks(work: UnitOfWork, moves: Sequence[Move], due: dict[UUID, datetime], now: datetime) -> None:
    connection = work.connection
    told = [move.told_task for move in moves if move.told_task]
    recalled = [
        replace(m.open_task, version=m.open_task.version + 1, state=TaskState.RECALLED, ended_at=now)
        for m in moves
        if m.open_task and m.recalled
    ]
    # Ended before begun: a case has one open task at a time.
    await repository.save_tasks(connection, [*told, *recalled])
    given = [(m, replace(m.task, due_at=due.get(m.case.id))) for m in moves if m.task]
    await repository.add_tasks(connection, [task for _, task in given])
    reports = await repository.reports_of_cases(connection, [m.case.id for m, _ in given])
    for move in moves:
        if move.open_task and move.recalled:
            outbox.record(work, recalled_event(move.open_task, move.recalled, now))
    for move, task in given:
        outbox.record(work, assigned_event(move.case, task, reports.get(move.case.id, [])))
    await _tell_tasks_again(work, moves)


# What an executor has to know of while he is at it.
_OF_HIS_TASK = frozenset({Action.URGE, Action.JOIN})


async def _tell_tasks_again(work: UnitOfWork, moves: Sequence[Move]) -> None:
    """Tell an executor that his task was urged, or that more people reported it: a newer version of the same task."""
    again = [
        (m, replace(m.open_task, version=m.open_task.version + 1))
        for m in moves
        if m.open_task and not m.recalled and any(step.action in _OF_HIS_TASK for step in m.steps)
    ]
    await repository.save_tasks(work.connection, [task for _, task in again])
    reports = await repository.reports_of_cases(work.connection, [m.case.id for m, _ in again])
    for move, task in again:
        outbox.record(work, assigned_event(move.case, task, reports.get(move.case.id, [])))


async def _tell_of_cases(work: UnitOfWork, moves: Sequence[Move]) -> None:
    own = await own_reports(work.connection, [move.case.id for move in moves if move.steps])
    for move in moves:
        if move.steps:
            outbox.record(work, changed_event(move.case, move.steps[-1].action, own.get(move.case.id, [])))
