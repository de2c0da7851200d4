"""How does a person take a step with a case?"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.asked import AskedStep
from dispatch.cases.domain.capacities import actor_for, possible_for
from dispatch.cases.domain.case import Case
from dispatch.cases.domain.checks import (
    COUNTY_DIGITS,
    check_designated,
    check_redirection,
    check_rejection,
    check_version,
    redirect,
)
from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.domain.refusals import CaseNotFound, MergeTargetMissing
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.repository import reading
from dispatch.cases.repository.rules import lawful_routes
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.going import Sending, go_to_work, require_known
from dispatch.cases.service.merging import merge, merged_where, unmerge
from dispatch.cases.service.standing import Caller
from dispatch.duties.domain.authority import WhoMay
from shared.runtime.db import UnitOfWork


@dataclass(frozen=True, slots=True)
class Acted:
    """A case after a step, and what its caller may do now.

    `warning`: by the list, which does not bind the township yet, it would be refused.
    """

    case: Case
    possible: Collection[str]
    warning: dict[str, object] | None = None


async def act_on_case(
    work: UnitOfWork, caller: Caller, rules: Rules, who_may: WhoMay, case_id: UUID, *, step: AskedStep, now: datetime
) -> Acted:
    """Take one step in the capacity that the caller has.

    Raises CaseNotFound, StaleVersion, NoExecutor, NotAdmitted, and what `actor_for` and `take_step` raise.
    """
    other = await merged_where(work, case_id) if step.action is Action.UNMERGE else step.into
    if other is not None:
        # Both in the order of their ids: two merges the other way round never wait in a circle.
        await reading.lock_cases(work.connection, [case_id, other])
    case = await reading.lock_case(work.connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    (move,) = await load_moves(work, rules, [case_id])
    if step.action is Action.MERGE:
        check_step(caller, move, step, {})
        if step.into is None or step.into == case_id:
            raise MergeTargetMissing("a case is merged into another one", field="into")
        sending = Sending(caller.id, step.action, step.reason, step.emergency)
        moves = await merge(work, caller.scope, rules, who_may, move, into=step.into, sending=sending, now=now)
        warning = None
    elif step.action is Action.UNMERGE:
        check_step(caller, move, step, {})
        moves, warning = await unmerge(work, rules, who_may, move, by=caller.id, reason=step.reason, now=now)
    else:
        grounds = await lawful_routes(work.connection) if step.action is Action.REJECT else {}
        warning = await take_asked(work, caller, who_may, move, step, grounds, now)
        moves = [move]
    await save_moves(work, rules, moves, now)
    return Acted(move.case, possible_now(caller, move), warning)


def possible_now(caller: Caller, move: Move) -> list[str]:
    """Return what a caller may do with a case as a move leaves it."""
    has_task = move.task is not None or (move.open_task is not None and not move.recalled)
    capacities = caller.capacities(move.case)
    return possible_for(move.case, move.workflow, capacities, scope_region=caller.scope.region, has_task=has_task)


def check_step(caller: Caller, move: Move, step: AskedStep, grounds: Collection[str]) -> Actor:
    """Return in which capacity the step is taken, and let what binds the township not bind the county.

    Raises StaleVersion, and what the checks of `domain.checks` and `actor_for` raise.
    """
    case = move.case
    # What binds a township does not bind the county that asked.
    move.bound &= len(caller.scope.region) > COUNTY_DIGITS
    check_version(case, step.version)
    check_redirection(step.action, step.given)
    check_rejection(case, step.action, step.reason, grounds)
    has_task = move.open_task is not None
    actor = actor_for(case, move.workflow, step.action, caller.capacities(case), has_task=has_task)
    is_holder = actor is Actor.HANDLER
    check_designated(case, step.action, step.given, scope_region=caller.scope.region, is_holder=is_holder)
    return actor


async def take_asked(
    work: UnitOfWork,
    caller: Caller,
    who_may: WhoMay,
    move: Move,
    step: AskedStep,
    grounds: Mapping[str, str],
    now: datetime,
) -> dict[str, object] | None:
    """Take a step that concerns one case alone, and return a warning; `grounds`: ground → route of a rejection."""
    actor = check_step(caller, move, step, grounds)
    before = move.case
    await require_known(work, before, step.given)
    move.case = redirect(before, step.given)
    route = {"route": grounds[step.reason]} if step.reason and step.reason in grounds else {}
    move.step(step.action, actor=actor, by=caller.id, now=now, facts=step.facts | step.given | route)
    if step.action is Action.REWORK and move.case.executor is not None:
        move.step(Action.DISPATCH, actor=Actor.SYSTEM, by=SYSTEM, now=now)
    if move.case.state in AT_WORK and before.state not in AT_WORK:
        sending = Sending(caller.id, step.action, step.reason, step.emergency)
        return await go_to_work(work, who_may, move, sending, now)
    return None
