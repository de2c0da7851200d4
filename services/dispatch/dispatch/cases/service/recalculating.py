"""What becomes of provisional deadlines when the calendar of a year is published? They are computed again."""

from collections.abc import Sequence
from datetime import datetime

from dispatch.cases.domain.clocks import Clock, decide_mark, decide_recalculated
from dispatch.cases.domain.opening import SYSTEM
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository import clocks
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from shared.runtime.db import UnitOfWork

BATCH = 500


async def recalculate_provisional(work: UnitOfWork, rules: Rules, now: datetime) -> int:
    """Compute running provisional clocks again by the calendar as it is now; return how many, at most 500.

    Each from its start, with what was granted and with its pauses; what ended stays as it was judged. A clock notes the
    calendar that computed it, so that a round goes on where the last one stopped, whichever replica ran it.
    """
    found = await clocks.outdated_clocks(work.connection, rules.calendar.version, BATCH)
    pauses = await clocks.pauses_of(work.connection, [clock.id for clock in found])
    computed = [
        (clock, decide_mark(decide_recalculated(clock, rules.calendar, pauses.get(clock.id, ())), now))
        for clock in found
    ]
    await clocks.save_clocks(work.connection, [after for _, after in computed])
    await _note(work, rules, [(a, b) for a, b in computed if (a.due_at, a.overdue_at) != (b.due_at, b.overdue_at)], now)
    return len(found)


async def _note(work: UnitOfWork, rules: Rules, moved: Sequence[tuple[Clock, Clock]], now: datetime) -> None:
    """Write into the history of each case what was due when before, and when it is now; its executor is told, too."""
    moves = {move.case.id: move for move in await load_moves(work, rules, (before.case_id for before, _ in moved))}
    for before, after in moved:
        facts: dict[str, object] = {
            "clock": str(before.kind),
            "was_due_at": before.due_at.isoformat(),
            "due_at": after.due_at.isoformat(),
            "calendar": after.calendar_version,
            "late_no_more": before.overdue_at is not None and after.overdue_at is None,
        }
        moves[before.case_id].note(Action.RECALCULATED, by=SYSTEM, now=now, facts=facts)
    await save_moves(work, rules, list(moves.values()), now)
