"""How do reports become cases, or join one?"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from dispatch.cases.domain.moves import Move
from dispatch.cases.domain.opening import SYSTEM, Opening, open_move
from dispatch.cases.domain.workflow import Action
from dispatch.cases.repository import saving
from dispatch.cases.service.docket import Rules, load_moves, save_moves
from dispatch.orders.service.beginning import Terms, begin_orders
from shared.runtime.db import UnitOfWork, new_id


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
    of_report = {report_id: move.case for move in every for report_id in move.reports}
    came = [*openings, *(opening for opening, target in joins if target not in gone)]
    terms = Terms(rules.books.tables, rules.calendar)
    await begin_orders(work, terms, [(opening, of_report[opening.report_id]) for opening in came], now)
    return {report_id: case.id for report_id, case in of_report.items()}


async def _opened(work: UnitOfWork, rules: Rules, openings: Sequence[Opening], now: datetime) -> list[Move]:
    numbers = await saving.next_numbers(work.connection, len(openings)) if openings else []
    return [
        open_move(rules.workflow_at(now), opening, (new_id(), new_id()), number, now)
        for opening, number in zip(openings, numbers, strict=True)
    ]
