"""How is one step taken with many cases, each by itself: done, or refused with its reason?

The whole request is one transaction, so that it is there or not and its repetition is answered as the first time;
within it cases are held in the order of their ids, and a batch is decided one by one and saved as a set. A case that
is refused leaves nothing behind: what its attempt may have written is undone with its savepoint.
"""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.asked import AskedStep, Outcome
from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.refusals import CaseNotFound, HasItsOwnDoor, TooManyCases
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository import reading
from dispatch.cases.repository.rules import lawful_routes
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.cases.service.standing import Caller
from dispatch.cases.service.steps import take_asked
from dispatch.duties.domain.authority import WhoMay
from shared.errors import Refusal
from shared.runtime.db import UnitOfWork

MOST_CASES = 10_000
BATCH = 500
# These concern two cases, or ask for more than one fact for all.
ONE_BY_ONE = frozenset({Action.MERGE, Action.UNMERGE, Action.SPLIT, Action.SUSPEND, Action.EXTEND})
# On the way to work something is noted beside the case; any other step writes nothing before it is taken.
WRITING = frozenset({Action.DISPATCH, Action.RESUME, Action.REWORK})


async def act_on_many(
    work: UnitOfWork,
    caller: Caller,
    rules: Rules,
    who_may: WhoMay,
    asked: Mapping[UUID, int],
    *,
    step: AskedStep,
    now: datetime,
) -> list[Outcome]:
    """Take one step with each of these cases (id → the version that the caller saw); return what became of each.

    Raises TooManyCases, HasItsOwnDoor: then with none.
    """
    if len(asked) > MOST_CASES:
        raise TooManyCases("too many cases in one request", limit=MOST_CASES, given=len(asked))
    if step.action in ONE_BY_ONE:
        raise HasItsOwnDoor(f"{step.action} is done case by case", form="/cases/{case_id}/actions")
    grounds = await lawful_routes(work.connection) if step.action is Action.REJECT else {}
    outcomes: dict[UUID, Outcome] = {}
    in_order = sorted(asked)
    for start in range(0, len(in_order), BATCH):
        ids = in_order[start : start + BATCH]
        seen = await reading.lock_seen(work.connection, caller.scope, ids)
        missing = [case_id for case_id in ids if case_id not in seen]
        outcomes |= {one: Outcome(one, refused=CaseNotFound("no such case", case=str(one))) for one in missing}
        moves = await load_moves(work, rules, seen)
        for move in moves:
            one = replace(step, version=asked[move.case.id])
            outcomes[move.case.id] = await _try(work, caller, who_may, move, one, grounds, now)
        await save_moves(work, rules, _done(outcomes, ids), now)
    return [outcomes[case_id] for case_id in asked]


async def _try(
    work: UnitOfWork,
    caller: Caller,
    who_may: WhoMay,
    move: Move,
    step: AskedStep,
    grounds: Mapping[str, str],
    now: datetime,
) -> Outcome:
    """Take the step with one case; where it is refused, what it wrote on the way (a noted exit) is undone."""
    case_id = move.case.id
    part = work.connection.begin_nested() if step.action in WRITING else nullcontext()
    try:
        async with part:
            warning = await take_asked(work, caller, who_may, move, step, grounds, now)
    except Refusal as refused:
        return Outcome(case_id, refused=refused)
    return Outcome(case_id, move, warning=warning)


def _done(outcomes: Mapping[UUID, Outcome], ids: Sequence[UUID]) -> list[Move]:
    return [move for case_id in ids if (move := outcomes[case_id].move) is not None]
