"""How are moves of cases loaded under the rules in force, and saved as one set?"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from dispatch.cases.domain.case import NOT_PINNED, Case
from dispatch.cases.domain.clocks import Clock, Policies
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import SYSTEM, is_answered
from dispatch.cases.domain.rule_refusals import RulesJustChanged
from dispatch.cases.domain.rulebooks import Book
from dispatch.cases.domain.source_rules import SourceRules
from dispatch.cases.domain.terms import decide_clocks
from dispatch.cases.domain.workflow import Action, Workflow
from dispatch.cases.repository import clocks, family, reading, requests, saving
from dispatch.cases.repository.rules import RuleBooks, load_rule_books
from dispatch.cases.service.telling import assigned_event, changed_event, recalled_event
from dispatch.coordination.repository import handovers as coordination
from dispatch.coordination.repository import subtasks, transfers
from dispatch.coordination.service.parts import end_parts
from dispatch.figures.service.facts import mark_changed
from dispatch.intake.repository import own_reports
from dispatch.memory import Group, Memory
from dispatch.orders.service.answering import answer_reporters
from dispatch.orders.service.beginning import Terms, take_up_orders
from dispatch.party.service.majors import held_cases, settle
from dispatch.recusal.service.gate import require_fit_holders
from dispatch.supervision.domain.rules import SupervisionRules
from dispatch.supervision.repository import orders as supervised
from dispatch.supervision.repository.rules import load_rules as load_supervision
from dispatch.supervision.service.watching import Watch, watched
from dispatch.workdays.repository import load_calendar
from shared.calendar import WorkCalendar
from shared.runtime import metrics, outbox
from shared.runtime.db import Connection, UnitOfWork
from shared.schemas.vocabulary import CaseState, TaskState

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides about cases: every version of every rule book, for each case runs by those that it pinned."""

    books: RuleBooks
    calendar: WorkCalendar
    supervision: SupervisionRules

    @property
    def workflows(self) -> Mapping[int, Workflow]:
        return self.books.workflows

    def workflow_at(self, now: datetime) -> Workflow:
        """Return the workflow that a case takes which is opened now."""
        return self.books.workflows[self.books.timelines[Book.WORKFLOWS].at(now)]

    def policies_at(self, now: datetime) -> Policies:
        """Return the table of limits that a case takes which is opened now."""
        return self.books.tables[self.books.timelines[Book.CLOCKS].at(now)]

    def workflow_of(self, case: Case) -> Workflow:
        """Return the workflow that a case was opened under. Raises RulesJustChanged."""
        return _pinned(self.books.workflows, case.workflow_version)

    def policies_of(self, case: Case) -> Policies:
        """Return the limits that a case was opened under: its clocks run by no others. Raises RulesJustChanged."""
        return _pinned(self.books.tables, case.policy_version)

    def sources_at(self, now: datetime) -> SourceRules:
        """Return what each source asks of the centre now."""
        return self.books.sources[self.books.timelines[Book.SOURCES].at(now)]


def _pinned(versions: Mapping[int, T], version: int) -> T:
    """Return a pinned version; a case that was opened since these rules were read may have one that they lack."""
    if version not in versions:
        raise RulesJustChanged("the rules have just changed, try again", version=version)
    return versions[version]


async def rules_now(connection: Connection, memory: Memory) -> Rules:
    books, supervision, calendar = await memory.get(
        connection,
        (Group.CASE_RULES, None, load_rule_books),
        (Group.SUPERVISION, None, load_supervision),
        (Group.CALENDAR, None, load_calendar),
    )
    return Rules(books, calendar, supervision)


async def load_moves(work: UnitOfWork, rules: Rules, case_ids: Iterable[UUID]) -> list[Move]:
    """Return a move for each of these cases, its row held until the transaction ends."""
    ids = set(case_ids)
    if not ids:
        return []
    cases = await reading.lock_cases(work.connection, ids)
    tasks = await reading.open_tasks(work.connection, ids)
    held, bound = await held_cases(work, ids), await supervised.binding(work.connection, ids)
    parts = await subtasks.open_subtasks(work.connection, ids)
    children = await family.open_children(work.connection, ids)
    return [
        Move(
            c,
            rules.workflow_of(c),
            open_task=tasks.get(c.id),
            held=c.id in held,
            bound=c.id in bound,
            subtasks=tuple(parts.get(c.id, ())),
            children=tuple(children.get(c.id, ())),
        )
        for c in cases.values()
    ]


async def save_moves(work: UnitOfWork, rules: Rules, moves: Sequence[Move], now: datetime) -> None:
    """Save what was decided for a set of cases: rows, histories, clocks, tasks, replies; and tell the others."""
    moves = [move for move in moves if move.steps or move.told_task]
    if not moves:
        return
    await require_fit_holders(work, moves, now)
    connection = work.connection
    _pin_limits(moves, rules, now)
    await saving.add_cases(connection, [move.case for move in moves if move.is_new])
    await saving.save_cases(connection, [move.case for move in moves if not move.is_new])
    await saving.add_steps(connection, [step for move in moves for step in move.steps])
    named = [(move.case.id, subject) for move in moves for subject in move.subjects if move.is_new]
    await saving.add_subjects(connection, named, by=SYSTEM, now=now)
    joined = [(report, move.case.id) for move in moves for report in move.reports]
    await saving.add_reports(connection, joined, now)
    await saving.take_reports(connection, [(report, move.case.id) for move in moves for report in move.takes])
    lapsed = [move for move in moves if move.lapsed]
    if lapsed:
        by = lapsed[0].steps[-1].by if len(lapsed) == 1 else SYSTEM
        for register in (coordination, transfers):
            await register.lapse(connection, [move.case.id for move in lapsed], by=by, now=now)
    ended = [move.case for move in moves if not move.is_new and move.workflow.is_final(move.case.state)]
    await end_parts(work, ended, now)
    # What was asked for of a case that is handled, or has ended, is not decided any more.
    over = [m.case.id for m in moves if m.case.state is CaseState.HANDLED or m.workflow.is_final(m.case.state)]
    await requests.lapse(connection, over, by=SYSTEM, now=now)
    due = await _save_clocks(work, rules, moves, now)
    await _save_tasks(work, moves, due, now)
    await _tell_of_cases(work, moves)
    await mark_changed(work, [move.case.id for move in moves])
    await settle(work, [move.case.id for move in moves if move.workflow.is_final(move.case.state)], now)
    await _take_up_orders(work, rules, moves, now)
    answered = [move.case for move in moves if is_answered(move)]
    await answer_reporters(work, rules.sources_at(now), answered, now)
    for action, count in Counter(step.action for move in moves for step in move.steps).items():
        metrics.cases_transitions.labels(action).inc(count)


def _pin_limits(moves: Sequence[Move], rules: Rules, now: datetime) -> None:
    """Let every new case, however it came to be, keep the table of limits that holds now."""
    for move in moves:
        if move.is_new and move.case.policy_version == NOT_PINNED:
            move.case = replace(move.case, policy_version=rules.policies_at(now).version)


async def _take_up_orders(work: UnitOfWork, rules: Rules, moves: Sequence[Move], now: datetime) -> None:
    """Let the orders of cases that a person has reopened be owed an answer again.

    Where a platform wanted one of them back, only that one is, and who heard its word has seen to it.
    """
    reopened = [
        (move.case, step.by)
        for move in moves
        for step in move.steps
        if step.action is Action.REOPEN and "report" not in step.facts
    ]
    if reopened:
        await take_up_orders(work, Terms(rules.books.tables, rules.calendar), reopened, now)


async def _save_clocks(work: UnitOfWork, rules: Rules, moves: Sequence[Move], now: datetime) -> dict[UUID, datetime]:
    """Stop, pause, resume and start the clocks of these cases; return by when each is to be handled."""
    old: dict[UUID, list[Clock]] = {}
    for clock in await clocks.read_clocks(work.connection, [m.case.id for m in moves if not m.is_new]):
        old.setdefault(clock.case_id, []).append(clock)
    longer = [move for move in moves if move.extended_by is not None]
    for move in longer:
        move.stood = await clocks.pauses_of(work.connection, [clock.id for clock in old.get(move.case.id, [])])
    changes = [decide_clocks(m, old.get(m.case.id, []), rules.policies_of(m.case), rules.calendar, now) for m in moves]
    await clocks.add_pauses(work.connection, [p for change in changes for p in change.pauses])
    watch, of = Watch(rules.supervision, rules.calendar, now), {move.case.id: move.case for move in moves}
    changed = await watched(work.connection, watch, [c for change in changes for c in change.changed], of)
    await clocks.save_clocks(work.connection, changed)
    started = await watched(work.connection, watch, [c for change in changes for c in change.started], of)
    await clocks.add_clocks(work.connection, started)
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
    await saving.save_tasks(connection, [*told, *recalled])
    given = [(m, replace(m.task, due_at=due.get(m.case.id))) for m in moves if m.task]
    await saving.add_tasks(connection, [task for _, task in given])
    reports = await reading.reports_of_cases(connection, [m.case.id for m, _ in given])
    for move in moves:
        if move.open_task and move.recalled:
            outbox.record(work, recalled_event(move.open_task, move.recalled, now))
    for move, task in given:
        outbox.record(work, assigned_event(move.case, task, reports.get(move.case.id, [])))
    await _tell_tasks_again(work, moves, due)


# What an executor has to know of while he is at it.
_OF_HIS_TASK = frozenset(
    {
        *(Action.URGE, Action.JOIN, Action.SUPPLEMENT, Action.LEAVE, Action.SPLIT, Action.EXTEND),
        Action.RECALCULATED,
    }
)


async def _tell_tasks_again(work: UnitOfWork, moves: Sequence[Move], due: Mapping[UUID, datetime]) -> None:
    """Tell an executor that his task was urged, that more was said of it, or that it is due at another time."""
    again = [
        (m, replace(m.open_task, version=m.open_task.version + 1, due_at=due.get(m.case.id, m.open_task.due_at)))
        for m in moves
        if m.open_task and not m.recalled and any(step.action in _OF_HIS_TASK for step in m.steps)
    ]
    await saving.save_tasks(work.connection, [task for _, task in again])
    reports = await reading.reports_of_cases(work.connection, [m.case.id for m, _ in again])
    for move, task in again:
        outbox.record(work, assigned_event(move.case, task, reports.get(move.case.id, [])))


async def _tell_of_cases(work: UnitOfWork, moves: Sequence[Move]) -> None:
    own = await own_reports(work.connection, [move.case.id for move in moves if move.steps])
    for move in moves:
        if move.steps:
            outbox.record(work, changed_event(move.case, move.steps[-1].action, own.get(move.case.id, [])))
