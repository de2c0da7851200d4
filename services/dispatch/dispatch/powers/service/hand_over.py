"""How does what is open leave a township that a power was taken back from? To the department that a list names.

It leaves on the day from which the power is the county's again, by the decision of the two persons who took it back;
what came in after the list was drawn up goes to the department whose power it is. The department holds cases as one
that the county has designated, and their clocks run on; the window is told who goes on with its applications.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from dispatch.cases.domain.moves import AT_WORK, Move
from dispatch.cases.domain.workflow import Action as CaseAction
from dispatch.cases.domain.workflow import Actor
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.coordination.domain.handovers import HELD, LIVE, HandoverState
from dispatch.coordination.repository import handovers
from dispatch.powers.domain.life import Action, State
from dispatch.powers.domain.takeover import Pair
from dispatch.powers.domain.terms import TOWNSHIP_DIGITS
from dispatch.powers.repository import lives, town
from dispatch.powers.service.lives import COUNTY_DIGITS
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import UnitOfWork, new_id
from shared.runtime.scope import platform_scope
from shared.schemas.enforcement import PenaltyHandedOver
from shared.schemas.registers import ApplicationPassed, CasePassed, PowerHandedOver
from shared.schemas.vocabulary import Executor

TIMER = platform_scope("powers")
REASON = "power-taken-back"
# As far as a case can be led from where it is: what is handled, being verified or suspended stays in its state.
TOWARDS_WORK = (
    (CaseAction.FILE, Actor.DISPATCHER),
    (CaseAction.DISPATCH, Actor.DISPATCHER),
    (CaseAction.ACCEPT, Actor.EXECUTOR),
)


async def hand_over_due(work: UnitOfWork, rules: Rules, *, now: datetime, only: Pair | None = None) -> int:
    """Hand over what is open by the powers whose day has come, or by one of them; return by how many."""
    rows = await lives.lock_to_hand_over(work.connection, town_day(now), only)
    steps = []
    for row in rows:
        heir = await town.department_of(
            work.connection, row.region[:COUNTY_DIGITS], row.principal, town_day(now), row.coach
        )
        facts = await _hand_over(work, rules, row, heir, now)
        outbox.record(work, _handed_over(row, heir, now))
        steps.append(lives.step_of(row.id, Action.HAND_OVER, State(row.state), facts, by=TIMER.person_id, at=now))
    await lives.note_handed_over(work.connection, [row.id for row in rows], now)
    await lives.add_history(work.connection, steps)
    return len(rows)


async def _hand_over(
    work: UnitOfWork, rules: Rules, row: Row[Any], heir: str | None, now: datetime
) -> dict[str, object]:
    """Give each open case to its department; return what stands in the history.

    `left`: what nobody named came in while the county has no department of that kind any more.
    """
    open_now = await town.open_cases(work.connection, row.region, row.matters)
    named: Mapping[str, str] = row.hand_over["cases"]
    goes = {number: to for number in open_now if (to := named.get(number, heir)) is not None}
    moves = await load_moves(work, rules, [case_id for number, case_id in open_now.items() if number in goes])
    # It may have ended, or gone to a department, while it waited to be held.
    leaving = [move for move in moves if _is_the_townships(move, row.region)]
    given = [_row(move, goes[move.case.number], row, now) for move in leaving]
    for move, handover in zip(leaving, given, strict=True):
        _give(move, handover, now)
    for handover in given:
        await handovers.add_handover(work.connection, handover)
    await save_moves(work, rules, leaving, now)
    return {"cases": [move.case.number for move in leaving], "left": sorted(set(open_now) - set(goes))}


def _handed_over(row: Row[Any], heir: str | None, now: datetime) -> PowerHandedOver:
    applications: Mapping[str, str] = row.hand_over["applications"]
    penalties: Mapping[str, str] = row.hand_over.get("penalties", {})
    return PowerHandedOver(
        power_id=row.id,
        version=1,
        region=row.region,
        code=row.code,
        from_day=row.ending["from_day"],
        handed_over_at=now,
        document=row.ending["document"],
        applications=[ApplicationPassed(number=number, to=to) for number, to in sorted(applications.items())],
        others_to=heir,
        cases=[CasePassed(number=number, to=to) for number, to in sorted(penalties.items())],
    )


async def note_penalties(work: UnitOfWork, events: Sequence[PenaltyHandedOver]) -> None:
    """Keep in a power's history which penalty cases the team has handed over, and to whom."""
    steps = [
        lives.step_of(
            event.power_id,
            Action.HAND_OVER,
            State.TAKEN_BACK,
            {"penalty": event.number, "to": event.to},
            by=TIMER.person_id,
            at=event.at,
        )
        for event in events
    ]
    known = await lives.ids_among(work.connection, [event.power_id for event in events])
    await lives.add_history(work.connection, [one for one in steps if one["power_id"] in known])


def _is_the_townships(move: Move, region: str) -> bool:
    case = move.case
    is_open = not move.workflow.is_final(case.state) and case.region[:TOWNSHIP_DIGITS] == region
    return is_open and not (case.handover in HELD and case.executor is Executor.COUNTY)


def _row(move: Move, department: str, power: Row[Any], now: datetime) -> dict[str, Any]:
    case = move.case
    return {
        "id": new_id(),
        "case_id": case.id,
        "region": case.region,
        "matter": case.matter or "",
        "state": str(HandoverState.DESIGNATED),
        "from_unit": None if case.executor is Executor.COUNTY else case.unit,
        "to_unit": department,
        "reason": REASON,
        "refused_by": power.ending["by"],
        "refused_at": now,
        "settled_by": power.hand_over["by"],
        "settled_at": now,
        "document": power.ending["document"],
    }


def _give(move: Move, handover: Mapping[str, Any], now: datetime) -> None:
    """Let the department hold a case: at work there at once where work may begin, else as soon as it may."""
    by, department = str(handover["settled_by"]), str(handover["to_unit"])
    facts: dict[str, object] = {"handover": str(handover["id"]), "unit": department, "reason": REASON}
    move.note(CaseAction.DESIGNATE, by=by, now=now, facts=facts | {"document": handover["document"]})
    was_at_work = move.case.state in AT_WORK
    # Who was named before, and has not taken it, is asked no more.
    move.lapsed |= move.case.handover in LIVE
    holder: dict[str, Any] = {"executor": Executor.COUNTY, "unit": department, "worker_id": None, "task_id": None}
    move.case = replace(move.case, handover=HandoverState.DESIGNATED, queue=None, **holder)
    if was_at_work:
        move.recall(REASON)
    for action, actor in TOWARDS_WORK:
        if action in move.workflow.possible(move.case.state, actor):
            move.step(action, actor=actor, by=by, now=now)
