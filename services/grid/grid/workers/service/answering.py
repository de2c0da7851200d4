"""Who answers for a cell now, and how is everybody told when that changes?"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from grid.cells.domain.sets import township_of
from grid.cells.repository import cells
from grid.workers.domain.answering import Answers, decide_answering, in_order
from grid.workers.domain.holdings import Action, Holding
from grid.workers.repository import answering as kept
from grid.workers.repository import duty, holdings, leaves
from shared.clock import town_day
from shared.runtime import outbox
from shared.runtime.db import Connection, UnitOfWork
from shared.runtime.scope import platform_scope
from shared.schemas.grid import CellHeld, WorkerChanged

PLATFORM = platform_scope("grid")


async def answering(connection: Connection, asked: Collection[str], now: datetime) -> dict[str, list[Answers]]:
    """Return who answers for each of the cells asked about, the first to be asked first; an empty list: nobody.

    On duty before off duty, the A role before the B roles; nobody who is on leave. In a micro cell its own holders come
    before those of the integrated cell around it.
    """
    found = await kept.answers_for(connection, asked, town_day(now))
    return {cell: in_order(answers) for cell, answers in found.items()}


async def who_answers(
    connection: Connection, asked: Collection[str], now: datetime, *, but: str | None = None
) -> dict[str, Answers]:
    """Return who (`but` this one) is asked first for each of the cells; where nobody is, the cell is missing."""
    found = await answering(connection, asked, now)
    first = {cell: next((one for one in answers if one.worker_id != but), None) for cell, answers in found.items()}
    return {cell: one for cell, one in first.items() if one is not None}


async def refresh(connection: Connection, region: str, now: datetime) -> set[str]:
    """Let the answering of a township be what holdings, leave and cells make it today; return for whom it changed.

    The township's answering is locked (`kept.lock_answering`) by the caller.
    """
    today = town_day(now)
    within = await cells.outer_cells_on(connection, PLATFORM, region, today)
    held = await kept.holdings_in(connection, region)
    absent = await leaves.absent_on(connection, {holding.worker_id for holding in held}, today)
    # A stand-in who is away himself stands in for nobody.
    absent |= await leaves.absent_on(connection, {one for one in absent.values() if one}, today)

    wanted = decide_answering(held, within, absent)

    before = await kept.answering_in(connection, region)
    await kept.change_answering(connection, gone=before - wanted, new=wanted - before)
    await holdings.note_changes(connection, cells_of(before) ^ cells_of(wanted))
    return {holding.worker_id for holding in before ^ wanted}


def cells_of(found: Iterable[Holding]) -> set[tuple[str, str]]:
    """Return (worker, cell) of holdings, whatever the role."""
    return {(holding.worker_id, holding.cell) for holding in found}


@dataclass(frozen=True, slots=True)
class Turn:
    """What is to be told of workers, beside what they answer for: who goes on duty or off, by whom and why."""

    action: Action
    by: str
    turned: Mapping[str, bool] = field(default_factory=dict)
    who: str = "office"
    reason: str | None = None


async def tell(work: UnitOfWork, rows: Iterable[Row[Any]], turn: Turn, now: datetime) -> None:
    """Save the next version of workers whose rows are held, with a step in their history each, and publish it."""
    listed = list(rows)
    ids = [row.worker_id for row in listed]
    held = await holdings.holdings_of_workers(work.connection, ids)
    answers = await kept.answering_of(work.connection, ids)
    saved = [_next(row, held[row.worker_id], turn.turned.get(row.worker_id, row.on_duty), now) for row in listed]
    turned = {row.worker_id: on for row in listed if (on := turn.turned.get(row.worker_id, row.on_duty)) != row.on_duty}
    await holdings.save_workers(work.connection, saved)
    await duty.record_duty(work.connection, turned, who=turn.who, now=now, reason=turn.reason)
    steps = [
        (row["worker_id"], row["version"], turn.action, _facts(held[row["worker_id"]], row, turn.reason))
        for row in saved
    ]
    await holdings.add_history(work.connection, steps, by=turn.by, now=now)
    outbox.record(work, *(_told(row, answers[row["worker_id"]]) for row in saved))


def _next(row: Row[Any], held: Sequence[Holding], on_duty: bool, now: datetime) -> dict[str, Any]:
    return {
        "worker_id": row.worker_id,
        # Who moved to another township is seen there; who holds nothing stays where he was.
        "region": township_of(held[0].cell) if held else row.region,
        "version": row.version + 1,
        "on_duty": on_duty,
        "duty_changed_at": row.duty_changed_at if on_duty == row.on_duty else now,
    }


def _facts(held: Sequence[Holding], row: Mapping[str, Any], reason: str | None) -> dict[str, object]:
    facts: dict[str, object] = {"cells": [{"cell": h.cell, "role": str(h.role)} for h in held]}
    return facts | {"on_duty": row["on_duty"]} | ({"reason": reason} if reason else {})


def _told(row: Mapping[str, Any], answers: Sequence[Holding]) -> WorkerChanged:
    return WorkerChanged(
        worker_id=row["worker_id"],
        version=row["version"],
        region=row["region"],
        cells=[CellHeld(cell=holding.cell, role=holding.role) for holding in answers],
        on_duty=row["on_duty"],
    )
