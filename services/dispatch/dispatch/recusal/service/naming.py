"""How does a case come to be hidden from somebody, and how is he told apart from it again?"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import check_version
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.refusals import CaseNotFound
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.repository import reading, saving
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.coordination.domain.handovers import HELD, LIVE, HandoverState
from dispatch.recusal import repository
from dispatch.recusal.domain import (
    BY_TASK,
    HIDDEN,
    About,
    AlreadyDecided,
    NotASubject,
    Removal,
    RemovalNotFound,
    SealedAlready,
    Subject,
    UnknownSubject,
    newly_named,
    require_approver,
)
from shared.clock import town_day
from shared.errors import SecondPersonNeeded
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.dispatch import TaskRecalled
from shared.schemas.vocabulary import CaseState, Executor, SubjectKind


@dataclass(frozen=True, slots=True)
class Desk:
    """Who acts, under which rules, and when."""

    scope: Scope
    rules: Rules
    now: datetime

    @property
    def person(self) -> str:
        return self.scope.person_id


async def name_subjects(
    work: UnitOfWork, desk: Desk, case_id: UUID, *, version: int, subjects: Collection[Subject]
) -> Case:
    """Say whom a case complains of: from now on he sees nothing of it, and what he had of it is taken back.

    Raises CaseNotFound, StaleVersion, UnknownSubject, RemovalNeedsTwo, TooManySubjects.
    """
    move = await hold_case(work, desk, case_id, version)
    unknown = await repository.unknown(work.connection, subjects)
    if unknown:
        raise UnknownSubject("not in the register of the organisation", subjects=unknown)
    rows = await repository.named_on(work.connection, case_id)
    named = newly_named({_subject(row) for row in rows}, subjects)
    if named:
        said = [(case_id, (str(subject.kind), subject.id)) for subject in sorted(named, key=lambda one: one.id)]
        await saving.add_subjects(work.connection, said, by=desk.person, now=desk.now)
        await _hide(work, desk, move, Action.NAME_SUBJECTS, {"count": len(named)})
    return move.case


async def read_subjects(
    work: UnitOfWork, scope: Scope, case_id: UUID
) -> tuple[Case, Sequence[Row[Any]], Sequence[Row[Any]]]:
    """Return a case, whom it complains of, and the requests to say otherwise. Raises CaseNotFound."""
    case = await reading.find_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    connection = work.connection
    return case, await repository.named_on(connection, case_id), await repository.removals_of(connection, case_id)


async def ask_removal(work: UnitOfWork, desk: Desk, case_id: UUID, *, subject: Subject, reason: str) -> UUID:
    """Ask that a case be no longer about somebody; another person decides. Raises CaseNotFound, NotASubject,
    AlreadyDecided where a request waits.
    """
    move = await hold_case(work, desk, case_id, None)
    if subject not in {_subject(row) for row in await repository.named_on(work.connection, case_id)}:
        raise NotASubject("the case does not name it")
    removal_id = new_id()
    row = {
        "id": removal_id,
        "case_id": case_id,
        "kind": str(subject.kind),
        "subject": subject.id,
        "sealed_reason": work.sealer.seal(reason, about=str(removal_id)),
        "asked_by": desk.person,
        "asked_at": desk.now,
    }
    if not await repository.add_removal(work.connection, row):
        raise AlreadyDecided("a request about it waits already")
    move.note(Action.ASK_CLEARING, by=desk.person, now=desk.now, facts={"removal": str(removal_id)})
    await save_moves(work, desk.rules, [move], desk.now)
    return removal_id


async def decide_removal(work: UnitOfWork, desk: Desk, case_id: UUID, removal_id: UUID, *, granted: bool) -> Case:
    """Decide a request of another person. Raises CaseNotFound, RemovalNotFound, AlreadyDecided, SecondPersonNeeded."""
    move = await hold_case(work, desk, case_id, None)
    rows = {row.id: row for row in await repository.removals_of(work.connection, case_id)}
    row = rows.get(removal_id)
    if row is None:
        raise RemovalNotFound("no such request", removal=str(removal_id))
    require_approver(Removal(_subject(row), row.asked_by, row.decided_at), by=desk.person)
    await repository.decide_removal(work.connection, removal_id, granted=granted, by=desk.person, at=desk.now)
    if granted:
        await repository.remove_subject(work.connection, case_id, _subject(row))
    facts: dict[str, object] = {"removal": str(removal_id), "granted": granted}
    move.note(Action.CLEAR_SUBJECT, by=desk.person, now=desk.now, facts=facts)
    await save_moves(work, desk.rules, [move], desk.now)
    return move.case


async def seal(work: UnitOfWork, desk: Desk, case_id: UUID, *, version: int, reason: str) -> Case:
    """Make a case a matter of discipline, which nobody else sees from now on. Raises CaseNotFound, StaleVersion,
    SealedAlready.
    """
    move = await hold_case(work, desk, case_id, version)
    if move.case.sealed:
        raise SealedAlready("it is sealed already")
    move.case = replace(move.case, sealed=True, hides_reporter=True)
    await repository.hide_reporters(work.connection, case_id, hidden=True)
    await _hide(work, desk, move, Action.SEAL, {"reason": reason})
    return move.case


async def unseal(work: UnitOfWork, desk: Desk, case_id: UUID, *, version: int, reason: str) -> Case:
    """Give a case back to the centre; who reported it stays hidden.

    Raises CaseNotFound, StaleVersion, SealedAlready, SecondPersonNeeded: not by the person who sealed it.
    """
    move = await hold_case(work, desk, case_id, version)
    if not move.case.sealed:
        raise SealedAlready("it is not sealed")
    SecondPersonNeeded.unless_two(await repository.last_by(work.connection, case_id, Action.SEAL), desk.person)
    move.case = replace(move.case, sealed=False)
    move.note(Action.UNSEAL, by=desk.person, now=desk.now, facts={"reason": reason})
    await save_moves(work, desk.rules, [move], desk.now)
    return move.case


async def _hide(work: UnitOfWork, desk: Desk, move: Move, action: Action, facts: dict[str, object]) -> None:
    """Note the step, take the case from whom it must not be with, and let a person look at it."""
    case_id, was_held = move.case.id, move.case.executor
    about = (await repository.about_cases(work.connection, [case_id])).get(case_id, About(frozenset()))
    about = replace(about, sealed=move.case.sealed)
    move.note(action, by=desk.person, now=desk.now, facts=facts)
    if was_held in BY_TASK or about.sealed or await _holds(work, about, move.case, desk.now):
        _take_back(move, desk)
    if not move.workflow.is_final(move.case.state) and move.case.state not in AT_WORK:
        move.case = replace(move.case, queue=HIDDEN)
    await _end_handover(work, move, about)
    ended = await repository.ended_tasks(work.connection, case_id)
    await save_moves(work, desk.rules, [move], desk.now)
    await repository.count_version(work.connection, [task.id for task in ended])
    outbox.record(work, *(_forgotten(task, desk.now) for task in ended))


async def _holds(work: UnitOfWork, about: About, case: Case, now: datetime) -> bool:
    works_in = await repository.units_of(work.connection, case.worker_id, town_day(now))
    return about.names_unit(case.unit) or about.names_person(case.worker_id, works_in)


def _take_back(move: Move, desk: Desk) -> None:
    """Bring a case that somebody works on, or would go on with, back to the desk; nobody is named for it any more."""
    by, facts = desk.person, dict[str, object]({"reason": HIDDEN})
    if move.case.state is CaseState.SUSPENDED:
        move.step(Action.RESUME, actor=Actor.DISPATCHER, by=by, now=desk.now, facts=facts)
    if move.case.state in AT_WORK:
        move.step(Action.RETURN, actor=Actor.DISPATCHER, by=by, now=desk.now, facts=facts)
    if move.open_task is not None:
        move.recall(HIDDEN)
    handover = None if move.case.handover in HELD else move.case.handover
    executor = None if move.case.executor is not Executor.COUNTY else move.case.executor
    move.case = replace(move.case, executor=executor, unit=None, worker_id=None, handover=handover)


async def _end_handover(work: UnitOfWork, move: Move, about: About) -> None:
    """End a hand-over that names whom the case is about; whoever has it has to find another holder."""
    if move.case.handover not in LIVE:
        return
    if about.sealed or about.names_unit(await repository.next_holder(work.connection, move.case.id)):
        move.lapsed, move.case = True, replace(move.case, handover=HandoverState.LAPSED)


def _forgotten(task: Row[Any], now: datetime) -> TaskRecalled:
    """Return the word that a task which has ended is shown nowhere any more."""
    return TaskRecalled(
        task_id=task.id,
        case_id=task.case_id,
        version=task.version + 1,
        executor=Executor(task.executor),
        reason=HIDDEN,
        recalled_at=now,
    )


async def hold_case(work: UnitOfWork, desk: Desk, case_id: UUID, version: int | None) -> Move:
    """Return a case that the caller sees, held until the transaction ends. Raises CaseNotFound, StaleVersion."""
    case = await reading.lock_case(work.connection, desk.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    if version is not None:
        check_version(case, version)
    (move,) = await load_moves(work, desk.rules, [case_id])
    return move


def _subject(row: Row[Any]) -> Subject:
    return Subject(SubjectKind(row.kind), row.subject)
