"""How is a case split into parts, each a case of its own?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.checks import check_version
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.parts import Part, check_parts, part_move, with_subjects
from dispatch.cases.domain.refusals import CaseNotFound, ReasonMissing
from dispatch.cases.domain.workflow import Action, Actor
from dispatch.cases.repository import family, reading, saving
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.going import Sending, go_to_work, require_known
from dispatch.cases.service.standing import Caller
from dispatch.duties.domain.authority import WhoMay
from shared.runtime.db import UnitOfWork, new_id


async def split(
    work: UnitOfWork,
    caller: Caller,
    rules: Rules,
    who_may: WhoMay,
    case_id: UUID,
    *,
    parts: Sequence[Part],
    version: int,
    reason: str | None,
    now: datetime,
) -> list[Move]:
    """Split parts off a case; return its move and then theirs.

    Raises CaseNotFound, StaleVersion, NotYourAction, IllegalAction, ReasonMissing, PartUnfit, UnknownExecutor,
    NoExecutor, NotAdmitted.
    """
    case = await reading.lock_case(work.connection, caller.scope, case_id)
    if case is None:
        raise CaseNotFound("no such case", case=str(case_id))
    (parent,) = await load_moves(work, rules, [case_id])
    check_version(case, version)
    if not reason:
        raise ReasonMissing("who splits a case says why", field="reason")
    capacities = caller.capacities(case)
    actor = Actor.DISPATCHER if Actor.DISPATCHER in capacities else Actor.HANDLER
    reports = (await reading.reports_of_cases(work.connection, [case_id])).get(case_id, [])
    check_parts(case, reports, parts)
    subjects = (await family.subjects_of(work.connection, [case_id])).get(case_id, set())
    numbers = await saving.next_numbers(work.connection, len(parts))
    moves = []
    for part, number in zip(parts, numbers, strict=True):
        move = with_subjects(
            part_move(case, part, rules.workflow_at(now), new_id(), number, by=caller.id, now=now), subjects
        )
        await _require_known(work, move, part)
        facts: dict[str, object] = {"part": str(move.case.id), "reason": reason}
        facts |= {"reports": [str(report) for report in part.reports]} if part.reports else {"matter": part.matter}
        parent.step(Action.SPLIT, actor=actor, by=caller.id, now=now, facts=facts)
        moves.append(move)
    await save_moves(work, rules, [parent, *moves], now)
    named = {move.case.id for move, part in zip(moves, parts, strict=True) if part.executor is not None}
    sent = {move.case.id: move for move in await load_moves(work, rules, named)}
    for move in sent.values():
        move.step(Action.DISPATCH, actor=Actor.DISPATCHER, by=caller.id, now=now)
        await go_to_work(work, who_may, move, Sending(caller.id, Action.DISPATCH, reason), now)
    await save_moves(work, rules, list(sent.values()), now)
    return [parent, *(sent.get(move.case.id, move) for move in moves)]


async def _require_known(work: UnitOfWork, move: Move, part: Part) -> None:
    given = {"matter": part.matter, "unit": part.unit, "worker_id": part.worker_id}
    await require_known(work, move.case, {name: value for name, value in given.items() if value is not None})
