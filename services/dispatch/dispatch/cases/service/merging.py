"""How does a case join another one, and how is it given back as it was?

A merge remembers: the fields of the case, its reports, its clocks and since when they stood still. What is given back
is due as if its clocks had stood still while it was merged, and whoever worked on it has his task anew.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import check_merge
from dispatch.cases.domain.clocks import decide_restored
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.refusals import CaseNotFound, UnmergeTooLate
from dispatch.cases.domain.workflow import Action, Actor, IllegalAction
from dispatch.cases.repository import clocks, family, reading
from dispatch.cases.service.docket import Rules, load_moves
from dispatch.cases.service.gate import Going, let_through
from dispatch.cases.service.going import Sending, go_to_work
from dispatch.coordination.domain.handovers import LIVE, HandoverState
from dispatch.coordination.repository import handovers
from dispatch.duties.domain.authority import WhoMay
from dispatch.party.service.majors import unsettle
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import Scope
from shared.schemas.vocabulary import CaseState, Executor


async def merge(
    work: UnitOfWork,
    scope: Scope,
    rules: Rules,
    who_may: WhoMay,
    move: Move,
    *,
    into: UUID,
    sending: Sending,
    now: datetime,
) -> list[Move]:
    """Let all reports of a case join the case `into`; it ends as merged, and its reporters get the other's result.

    What is not the township's does not come to its executors by joining a case of another matter, and what is hidden
    joins only what is hidden from the same. Raises CaseNotFound, IllegalAction, MergeHidden, TakenAlready, NotAdmitted.
    """
    case, connection = move.case, work.connection
    target = await reading.lock_case(connection, scope, into)
    if target is None:
        raise CaseNotFound("no such case", case=str(into))
    (other,) = await load_moves(work, rules, [into])
    if other.workflow.is_final(target.state):
        raise IllegalAction("what has ended takes nothing more", state=target.state, possible=[])
    subjects = await family.subjects_of(connection, [case.id, into])
    check_merge(case, target, (subjects.get(case.id, set()), subjects.get(into, set())))
    if case.matter not in {None, target.matter} and target.executor is not Executor.COUNTY:
        going = Going(replace(case, region=target.region), sending.by, sending.emergency, sending.reason)
        await let_through(work, who_may, going, now)
    reports = (await reading.reports_of_cases(connection, [case.id])).get(case.id, [])
    running = await family.running_since(connection, case.id)
    move.step(Action.MERGE, actor=Actor.DISPATCHER, by=sending.by, now=now, facts={"into": str(into)})
    other.note(Action.JOIN, by=sending.by, now=now, facts={"case": str(case.id)})
    await family.add_merge(connection, _memory(case, into, reports, running, by=sending.by, now=now))
    await family.move_reports(connection, reports, source=case.id, target=into)
    return [move, other]


def _memory(
    case: Case, into: UUID, reports: list[UUID], running: dict[UUID, datetime | None], *, by: str, now: datetime
) -> dict[str, Any]:
    former = {
        "version": case.version,
        "state": str(case.state),
        "previous": case.previous and str(case.previous),
        "queue": case.queue,
        "suspended_until": case.suspended_until and case.suspended_until.isoformat(),
        "handover": case.handover and str(case.handover),
        "executor": case.executor and str(case.executor),
        "unit": case.unit,
        "worker_id": case.worker_id,
        "task_id": case.task_id and str(case.task_id),
    }
    return {
        "id": new_id(),
        "case_id": case.id,
        "into_id": into,
        "reports": [str(report) for report in reports],
        "former": former,
        "clocks": {str(clock): since and since.isoformat() for clock, since in running.items()},
        "merged_by": by,
        "merged_at": now,
        "unmerged_by": None,
        "unmerged_at": None,
    }


async def merged_where(work: UnitOfWork, case_id: UUID) -> UUID | None:
    """Return the case into which one is merged, so that both can be held in the order of their ids."""
    memory = await family.live_merge(work.connection, case_id)
    return memory.into_id if memory else None


async def unmerge(
    work: UnitOfWork, rules: Rules, who_may: WhoMay, move: Move, *, by: str, reason: str | None, now: datetime
) -> tuple[list[Move], dict[str, object] | None]:
    """Give a merged case back exactly as it was, and return the moves of both, and a warning.

    Raises UnmergeTooLate where the other case has ended or reports have gone on, IllegalAction where nothing is merged.
    """
    connection = work.connection
    memory = await family.live_merge(connection, move.case.id)
    if memory is None:
        possible = move.workflow.possible(move.case.state)
        raise IllegalAction("nothing remembers what it was", state=move.case.state, possible=possible)
    (other,) = await load_moves(work, rules, [memory.into_id])
    if other.workflow.is_final(other.case.state):
        raise UnmergeTooLate("the other case has ended", why="ended", state=other.case.state, into=str(other.case.id))
    facts: dict[str, object] = {"from": str(other.case.id), "reason": reason}
    move.step(Action.UNMERGE, actor=Actor.DISPATCHER, by=by, now=now, facts=facts if reason else {})
    reports = [UUID(report) for report in memory.reports]
    if await family.move_reports(connection, reports, source=other.case.id, target=move.case.id) < len(reports):
        raise UnmergeTooLate("a report has gone on to another case", why="moved-on", into=str(other.case.id))
    await _restore(work, rules, move, memory, now)
    other.note(Action.LEAVE, by=by, now=now, facts={"case": str(move.case.id)})
    await family.end_merge(connection, memory.id, by=by, now=now)
    await unsettle(work, move.case.id, memory.merged_at, now)
    warning = None
    if move.case.state in AT_WORK:
        warning = await go_to_work(work, who_may, move, Sending(by, Action.UNMERGE), now)
    return [move, other], warning


async def _restore(work: UnitOfWork, rules: Rules, move: Move, memory: Row[Any], now: datetime) -> None:
    former, since = memory.former, memory.merged_at
    handover = HandoverState(former["handover"]) if former["handover"] else None
    until = former["suspended_until"]
    move.case = replace(
        move.case,
        previous=CaseState(former["previous"]) if former["previous"] else None,
        queue=former["queue"],
        outcome=None,
        suspended_until=datetime.fromisoformat(until) if until else None,
        handover=handover,
    )
    if handover in LIVE:
        await handovers.revive(work.connection, move.case.id, state=str(handover))
    paused = {UUID(c): datetime.fromisoformat(at) if at else None for c, at in memory.clocks.items()}
    # What was asked of others ended with the merge, and is asked anew if it is still wanted.
    of_case = await clocks.read_clocks(work.connection, [move.case.id], running=False)
    # The clocks of its orders went on with their reports, and come back with them.
    stopped = [clock for clock in of_case if clock.part_id is None and clock.report_id is None]
    move.restored = decide_restored([c for c in stopped if c.id in paused], paused, since, rules.calendar, now)
    move.stood_still = [(c.id, since, now) for c in move.restored if c.paused_at is None]
