"""How is a case opened, moved on, and brought to its end?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases import repository
from dispatch.cases.domain.clocks import Clock
from dispatch.cases.domain.flow import (
    Case,
    IllegalAction,
    Progress,
    check_designated,
    check_merge,
    check_redirection,
    check_rejection,
    check_version,
    redirect,
)
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.opening import SYSTEM, WITHDRAWN, Opening, open_move
from dispatch.cases.domain.refusals import UnknownExecutor
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.gate import Going, let_through, to_its_place
from dispatch.duties.domain.authority import WhoMay
from dispatch.duties.domain.refusals import NotAdmitted
from dispatch.triage import repository as known
from shared.errors import Invalid, NotFound
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import Executor, FeedKind

# The queue, and the reason, of what by today's list is not the township's.
NOT_ADMITTED = "not-admitted"
# The reason of what comes back because who worked on it is not there any more.
GONE = "executor-gone"


class CaseNotFound(NotFound):
    code = "cases.not-found"
    said = "没有这个案件"


class MergeTargetMissing(Invalid):
    code = "cases.merge-target-missing"
    said = "须指明并入的案件"


async def open_cases(
    work: UnitOfWork,
    rules: Rules,
    openings: Sequence[Opening],
    joins: Sequence[tuple[Opening, UUID | int]],
    now: datetime,
) -> dict[UUID, UUID]:
    """Open a case for each opening, and let others join instead; return the case of each report.

    `joins`: (opening, id of an open case, or the index of an opening of this very call). A case that has ended before
    this transaction could hold it takes nobody: its reporter would never be answered.
    """
    wanted = {target for _, target in joins if isinstance(target, UUID)}
    old = {move.case.id: move for move in await load_moves(work, rules, wanted)}
    gone = {case_id for case_id, move in old.items() if move.workflow.is_final(move.case.state)}
    openings = [*openings, *(opening for opening, target in joins if target in gone)]
    moves = await _opened(work, rules, openings, now)
    for opening, target in joins:
        if target not in gone:
            move = moves[target] if isinstance(target, int) else old[target]
            move.reports.append(opening.report_id)
            move.note(Action.JOIN, by=SYSTEM, now=now, facts={"report": str(opening.report_id)})
    every = [*moves, *(move for case_id, move in old.items() if case_id not in gone)]
    await save_moves(work, rules, every, now)
    return {report_id: move.case.id for move in every for report_id in move.reports}


async def _opened(work: UnitOfWork, rules: Rules, openings: Sequence[Opening], now: datetime) -> list[Move]:
    numbers = await repository.next_numbers(work.connection, len(openings)) if openings else []
    return [
        open_move(rules.newest, opening, (new_id(), new_id()), number, now)
        for opening, number in zip(openings, numbers, strict=True)
    ]


async def follow_executors(work: UnitOfWork, rules: Rules, progress: Sequence[Progress], now: datetime) -> None:
    """Bring cases to where their executors are; only what is newer than what was heard before counts."""
    newest: dict[UUID, Progress] = {}
    for heard in progress:
        if heard.task_id not in newest or newest[heard.task_id].version < heard.version:
            newest[heard.task_id] = heard
    heard_of = await repository.cases_of_tasks(work.connection, newest)
    fresh = {heard_of[t][0]: p for t, p in newest.items() if t in heard_of and heard_of[t][1] < p.version}
    moves = await load_moves(work, rules, fresh)
    for move in moves:
        move.follow(fresh[move.case.id])
    await save_moves(work, rules, moves, now)


async def follow_up(
    work: UnitOfWork, rules: Rules, said: Sequence[tuple[UUID, FeedKind, bool | None]], now: datetime
) -> None:
    """Let cases follow what an outside platform said of a report: (report id, kind, satisfied)."""
    of_reports = await repository.cases_of_reports(work.connection, [report for report, _, _ in said])
    moves = {m.case.id: m for m in await load_moves(work, rules, of_reports.values())}
    alone = {c: len(r) == 1 for c, r in (await repository.reports_of_cases(work.connection, moves)).items()}
    for report_id, kind, satisfied in said:
        if report_id in of_reports:
            move = moves[of_reports[report_id]]
            _follow_one(move, kind, satisfied, now, report_id=report_id, alone=alone[move.case.id])
    await save_moves(work, rules, list(moves.values()), now)


def _follow_one(
    move: Move, kind: FeedKind, satisfied: bool | None, now: datetime, *, report_id: UUID, alone: bool
) -> None:
    facts: dict[str, object] = {"report": str(report_id), "kind": str(kind)}
    possible = move.workflow.possible(move.case.state, Actor.SYSTEM)
    if kind is FeedKind.WITHDRAWN and alone and Action.VOID in possible and not move.held:
        move.step(Action.VOID, actor=Actor.SYSTEM, by=SYSTEM, now=now, facts=facts | {"reason": WITHDRAWN})
    elif kind is FeedKind.CALLED_BACK and satisfied is False and Action.REOPEN in possible:
        move.step(Action.REOPEN, actor=Actor.SYSTEM, by=SYSTEM, now=now, facts=facts | {"reason": "unsatisfied"})
    elif kind is FeedKind.URGED:
        move.note(Action.URGE, by=SYSTEM, now=now, facts=facts)
    else:
        move.note(Action.SUPPLEMENT, by=SYSTEM, now=now, facts=facts | {"satisfied": satisfied})


@dataclass(frozen=True, slots=True)
class AskedStep:
    """What a dispatcher asks for: `given` replaces parts of the case (matter, executor, unit, worker, cell) with it.

    `emergency`: there is danger to life or public safety, so it goes to the township whatever its duty list says.
    """

    action: Action
    version: int
    facts: dict[str, object]
    given: dict[str, Any]
    into: UUID | None = None
    emergency: bool = False


@dataclass(frozen=True, slots=True)
class Acted:
    """A case after a step; `warning`: by the list, which does not bind the township yet, it would be refused."""

    case: Case
    warning: dict[str, object] | None = None


async def act_on_case(
    work: UnitOfWork, scope: Scope, rules: Rules, who_may: WhoMay, case_id: UUID, *, step: AskedStep, now: datetime
) -> Acted:
    """Take one step as a dispatcher.

    Raises CaseNotFound, StaleVersion, NoExecutor, NotAdmitted, and what `take_step` raises.
    """
    if step.into is not None:
        # Both in the order of their ids: two merges the other way round never wait in a circle.
        await repository.lock_cases(work.connection, [case_id, step.into])
    case = await repository.lock_case(work.connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    check_version(case, step.version)
    check_redirection(step.action, step.given)
    check_rejection(case, step.action, step.facts.get("reason"))
    check_designated(case, step.action, step.given, scope_region=scope.region)
    await _require_known(work, case, step.given)
    if step.action is Action.MERGE:
        return Acted(await _merge(work, scope, rules, who_may, case, step=step, now=now))
    (move,) = await load_moves(work, rules, [case_id])
    move.case = redirect(case, step.given)
    facts = step.facts | step.given
    move.step(step.action, actor=Actor.DISPATCHER, by=scope.person_id, now=now, facts=facts)
    if step.action is Action.REWORK and move.case.executor is not None:
        move.step(Action.DISPATCH, actor=Actor.SYSTEM, by=SYSTEM, now=now)
    warning = None
    if move.case.state in AT_WORK and case.state not in AT_WORK:
        warning = await _go_to_work(work, who_may, move, step, by=scope.person_id, now=now)
    await save_moves(work, rules, [move], now)
    return Acted(move.case, warning)


async def _go_to_work(
    work: UnitOfWork, who_may: WhoMay, move: Move, step: AskedStep, *, by: str, now: datetime
) -> dict[str, object] | None:
    """Give a case to its executor, and keep what the registers say of it on the day of the act; return a warning.

    What may not go on where it was suspended comes back to the desk, as does whose executor is no more. Raises
    NoExecutor, UnknownExecutor, NotAdmitted, EmergencyWithoutReason.
    """
    reason = step.facts.get("reason")
    try:
        move.case = await to_its_place(work, move.case, now)
        if move.case.executor is Executor.COUNTY:
            return None
        going = Going(move.case, by, step.emergency, str(reason) if reason else None)
        through = await let_through(work, who_may, going, now)
    except (NotAdmitted, UnknownExecutor) as refused:
        if step.action is not Action.RESUME:
            raise
        why, queue = (NOT_ADMITTED, NOT_ADMITTED) if isinstance(refused, NotAdmitted) else (GONE, "returned")
        move.step(Action.RETURN, actor=Actor.DISPATCHER, by=by, now=now, facts={"reason": why})
        move.case = replace(move.case, queue=queue)
        return refused.facts
    move.add_facts({"authority": through.said})
    move.assign(new_id(), now)
    return through.warning


async def _require_known(work: UnitOfWork, case: Case, given: Mapping[str, Any]) -> None:
    """Raises UnknownExecutor where a matter, cell, worker or unit that is named is not there for this case's region."""
    unknown = await known.missing(work.connection, region=case.region, named=given)
    if unknown:
        raise UnknownExecutor("this is not known for the region of the case", region=case.region, fields=unknown)


async def _merge(
    work: UnitOfWork, scope: Scope, rules: Rules, who_may: WhoMay, case: Case, *, step: AskedStep, now: datetime
) -> Case:
    """Let all reports of `case` join the case `into`; it ends as merged, and its reporters get the other's result.

    What is not the township's does not come to its executors by joining a case of another matter.
    """
    into = step.into
    if into is None or into == case.id:
        raise MergeTargetMissing("a case is merged into another one", field="into")
    target = await repository.lock_case(work.connection, scope, into)
    if target is None:
        raise CaseNotFound("no such case", case=str(into))
    moves = {move.case.id: move for move in await load_moves(work, rules, [case.id, into])}
    if moves[into].workflow.is_final(target.state):
        raise IllegalAction("what has ended takes nothing more", state=target.state, possible=[])
    check_merge(case, target)
    by, reason = scope.person_id, step.facts.get("reason")
    if case.matter not in {None, target.matter} and target.executor is not Executor.COUNTY:
        going = Going(replace(case, region=target.region), by, step.emergency, str(reason) if reason else None)
        await let_through(work, who_may, going, now)
    moves[case.id].step(Action.MERGE, actor=Actor.DISPATCHER, by=by, now=now, facts={"into": str(into)})
    moves[into].note(Action.JOIN, by=by, now=now, facts={"case": str(case.id)})
    await repository.move_reports(work.connection, case.id, into)
    await save_moves(work, rules, list(moves.values()), now)
    return moves[case.id].case


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with all that belongs to it."""

    case: Case
    possible: list[str]
    reports: list[UUID]
    history: Sequence[Row[Any]]
    clocks: Sequence[Clock]
    tasks: Sequence[Row[Any]]


async def read_case(work: UnitOfWork, scope: Scope, rules: Rules, case_id: UUID) -> CaseFile:
    """Return a case and what belongs to it. Raises CaseNotFound."""
    connection = work.connection
    case = await repository.find_case(connection, scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    return CaseFile(
        case=case,
        possible=rules.workflows[case.workflow_version].possible(case.state, Actor.DISPATCHER),
        reports=(await repository.reports_of_cases(connection, [case_id])).get(case_id, []),
        history=await repository.read_history(connection, case_id),
        clocks=await repository.read_clocks(connection, [case_id], running=False),
        tasks=await repository.read_tasks(connection, case_id),
    )
